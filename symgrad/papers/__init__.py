"""Papers as Systems: what is read of their LaTeX, and what a second reader makes of it."""

from symgrad.papers.latex_systems import read_latex
from symgrad.papers.second_readings import SecondReading, SecondReadings, second_reading

__all__ = ["SecondReading", "SecondReadings", "read_latex", "second_reading"]
