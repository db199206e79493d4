"""Recursive descent from tokens to what is written."""
