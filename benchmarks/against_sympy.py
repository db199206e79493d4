"""The LSTM's gradient: size-free, against SymPy's scalar route, and against the import of SymPy."""

from benchmarks.systems import lstm
from benchmarks.timing import in_a_process, median_time, milliseconds, table

LIMIT = 60  # seconds for one size
REPEATS = 5

SCALAR_ROUTE = """
import time
import sympy as sp
from benchmarks.systems import lstm

expanded = lstm().expand(n={size}, m={size})
begun = time.process_time()
values = {{}}
for equation in expanded.equations:
    values[equation.lhs] = equation.rhs.xreplace(values)
loss = sp.Add(*(sp.Symbol("bar_" + output.name) * values[output] for output in expanded.outputs))
gradient = [sp.diff(loss, symbol) for symbol in expanded.inputs]
print(time.process_time() - begun, len(gradient))
"""

SIDE_BY_SIDE = """
import time
begun = time.process_time()
import sympy
imported = time.process_time() - begun
from benchmarks.systems import lstm
system = lstm()
begun = time.process_time()
system.gradient()
first = time.process_time() - begun
taken = []
for _ in range(20):
    begun = time.process_time()
    system.gradient()
    taken.append(time.process_time() - begun)
print(imported, first, sorted(taken)[10])
"""


def scalar_route():
    """SymPy's ``diff`` on the system written out entry by entry, for growing sizes."""
    own = median_time(lstm().gradient, 20)
    rows = [("symgrad", "any", "12 matrices and vectors, 3 inputs", milliseconds(own), "1")]
    for size in (1, 2, 4, 8):
        found = in_a_process(SCALAR_ROUTE.format(size=size), LIMIT)
        if found is None:
            rows.append(("sp.diff", size, "", f"more than {LIMIT} s", f"more than {LIMIT / own:.0f}"))
        else:
            taken, count = found
            rows.append(("sp.diff", size, f"{count:.0f} scalars", milliseconds(taken), f"{taken / own:.0f}"))
    head = ("route", "n = m", "gradients by", "derivation", "times symgrad's")
    return table("The gradient of an LSTM cell, against SymPy's scalar route", head, rows)


def against_the_import():
    """The derivation against ``import sympy``, both measured in one process, in several of them."""
    runs = [in_a_process(SIDE_BY_SIDE, 10 * LIMIT) for _ in range(REPEATS)]
    imported, first, again = (sorted(column)[REPEATS // 2] for column in zip(*runs, strict=True))
    rows = [
        ("import sympy", milliseconds(imported), "1"),
        ("gradient of an LSTM cell, the first of a process", milliseconds(first), f"1/{imported / first:.0f}"),
        ("the same again", milliseconds(again), f"1/{imported / again:.0f}"),
    ]
    head = ("what", f"median of {REPEATS} processes", "of the import")
    return table("The gradient of an LSTM cell, against the import of SymPy", head, rows)
