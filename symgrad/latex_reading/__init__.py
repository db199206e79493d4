"""Printed formulas read back by a reader that did not print them, and compared.

``outside_reader`` owns latex2sympy2, the reader, with all its habits; ``placeholders`` writes a printed formula as it
reads it; ``round_trip`` prints, reads back and compares; ``asked_formulas`` asks it for what papers print. It needs the
extra ``latex``.
"""

from symgrad.latex_reading.outside_reader import read_formula
from symgrad.latex_reading.round_trip import Reading, RoundTrip, reading_of, round_trip

__all__ = ["Reading", "RoundTrip", "read_formula", "reading_of", "round_trip"]
