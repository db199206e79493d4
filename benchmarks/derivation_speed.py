"""All gradients of the standard LSTM, and their LaTeX, against the time that ``import sympy`` takes."""

from benchmarks.timing import in_a_process, milliseconds, table

REPEATS = 7
LIMIT = 600  # seconds for one process

# The first call of a process is what counts. Making the backward System simplifies it and checks its shapes.
FIRST_CALLS = """
import time
begun = time.process_time()
import sympy
imported = time.process_time() - begun
import symgrad as sg
cell = sg.cells.lstm()
begun = time.process_time()
backward = cell.gradient()
derived = time.process_time() - begun
begun = time.process_time()
backward.latex()
printed = time.process_time() - begun
begun = time.process_time()
cell.gradient().latex()
again = time.process_time() - begun
print(imported, derived, printed, again)
"""


def derivation_speed():
    """The medians of several fresh processes, each of which imports SymPy and derives."""
    runs = [in_a_process(FIRST_CALLS, LIMIT) for _ in range(REPEATS)]
    imported, *taken = (sorted(column)[REPEATS // 2] for column in zip(*runs, strict=True))
    names = ("all gradients of `lstm`, first call", "their LaTeX, first call", "both again")
    rows = [("import sympy", milliseconds(imported), "1")]
    rows += [(name, milliseconds(t), f"1/{imported / t:.0f}") for name, t in zip(names, taken, strict=True)]
    head = ("what", f"median of {REPEATS} processes", "of the import")
    return table("From System to backward System, against the import of SymPy", head, rows)
