"""Spellings of LaTeX: tokens with their places, macros, what only looks; the rows of a display."""
