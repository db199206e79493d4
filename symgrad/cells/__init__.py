"""The cells of the literature: each function gives a System, with symbolic sizes and its paper's own names."""

from symgrad.cells.notebook import notebook

__all__ = ["notebook"]
