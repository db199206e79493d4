"""LaTeX as papers print it, read in passes, a package each: the tests hold the order of them.

``tex`` and ``files`` are spellings and places, ``parsing`` makes of them what is written, ``resolving`` what is meant,
``shapes`` finds what shapes that has, ``formulas`` makes SymPy expressions of it. ``second_reader`` has another reader,
latex2sympy2, which reads back what symgrad prints; it needs the extra ``latex``.
"""

from symgrad.latex_reading.second_reader.outside_reader import read_formula
from symgrad.latex_reading.second_reader.round_trip import Reading, RoundTrip, reading_of, round_trip

__all__ = ["Reading", "RoundTrip", "read_formula", "reading_of", "round_trip"]
