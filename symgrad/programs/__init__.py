"""Equations, and a program of them: named, single assignment, checked when it is made."""
