"""Derivation time against the number of equations."""

from benchmarks.systems import chain, lstm
from benchmarks.timing import median_time, milliseconds, table

COUNTS = (10, 100, 1000)


def scaling():
    """One row for each number of equations; the last column compares the time per equation with the row above."""
    rows = []
    for name, make, each in (("chain of layers", chain, 1), ("stack of LSTM cells", lstm, 6)):
        for verb in ("gradient", "tangent"):
            before = None
            for count in COUNTS:
                system = make(count // each or 1)
                equations = len(system.equations)
                derive = getattr(system, verb)
                taken = median_time(derive, max(3, 300 // equations))
                growth = "" if before is None else f"{taken / equations / before:.2f}"
                before = taken / equations
                made = len(derive().equations)
                rows.append((name, verb, equations, made, milliseconds(taken), f"{1e6 * before:.0f} µs", growth))
    head = ("system", "verb", "equations", "equations derived", "derivation", "per equation", "growth per equation")
    return table("Derivation against the number of equations", head, rows)
