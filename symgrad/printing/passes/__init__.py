"""Rewritings of a program for print alone: slopes by name, equations by their entries."""
