"""What it takes to start, beside ``import sympy``, in fresh processes that take turns."""

import statistics

from benchmarks.timing import in_a_process, table

TIMED = """
import time
begun = time.process_time()
{}
print(time.process_time() - begun)
"""
SYMPY = "import sympy"
CASES = {
    "import symgrad": "import symgrad",
    "import sympy and symgrad": "import sympy, symgrad",
    "the first equation in SymPy": "import sympy\nx = sympy.Symbol('x')\nsympy.Eq(x, sympy.tanh(x) + 1)",
    "the first System": "import symgrad as sg\nx, y = sg.scalars('x y')\nsg.System([(y, sg.tanh(x) + 1)])",
    "every public name": "import symgrad as sg\nfor name in sg.__all__: getattr(sg, name)",
}
TURNS, LIMIT = 7, 60


def start():
    """One row for each case: the median of its ratios to ``import sympy`` just before it."""
    ratios = {case: [] for case in CASES}
    for _ in range(TURNS):
        for case, code in CASES.items():
            (before,), (taken,) = (in_a_process(TIMED.format(one), LIMIT) for one in (SYMPY, code))
            ratios[case].append(taken / before)
    rows = [(case, f"{statistics.median(found):.2f}") for case, found in ratios.items()]
    return table("Starting, beside import sympy", ("what", "times import sympy"), rows)
