"""Derivation time against the number of equations."""

from benchmarks.systems import chain, lstm
from benchmarks.timing import median_time, milliseconds, table

COUNTS = (10, 100, 1000)


def scaling():
    """One row for each number of equations; the last column compares the time per equation with the row above."""
    rows = []
    for name, make, each in (("chain of layers", chain, 1), ("stack of LSTM cells", lstm, 6)):
        before = None
        for count in COUNTS:
            system = make(count // each or 1)
            equations = len(system.equations)
            taken = median_time(system.gradient, max(3, 300 // equations))
            growth = "" if before is None else f"{taken / equations / before:.2f}"
            before = taken / equations
            per_equation = f"{1e6 * before:.0f} µs"
            rows.append((name, equations, len(system.gradient().equations), milliseconds(taken), per_equation, growth))
    head = ("system", "equations", "equations of its gradient", "derivation", "per equation", "growth per equation")
    return table("Derivation against the number of equations", head, rows)
