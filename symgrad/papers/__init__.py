"""What authors wrote: systems read from LaTeX."""

from symgrad.papers.latex_systems import read_latex

__all__ = ["read_latex"]
