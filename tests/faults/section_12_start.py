"""What it takes to start."""

import subprocess
import sys

import pytest

import symgrad as sg
from tests.faults.row import Row


def _printed(code):
    return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def _import():
    loaded = _printed("import sys, symgrad; print(*(n for n in sys.modules if n.startswith(('symgrad', 'numpy'))))")
    assert loaded.split() == ["symgrad.loading", "symgrad"]
    return f"it loads {loaded}; python3 -m benchmarks has the ratio"


def _dir():
    assert dir(sg) == sg.__all__
    with pytest.raises(TypeError, match=r"^sg\.symbols is no function; declare with sg\.scalars\('x y'\)"):
        sg.symbols("x")
    return f"{len(dir(sg))} public names; sg.symbols says how to declare"


ROWS = (
    Row("import symgrad", "1.7 to 2.3 times import sympy", "at most 1.2", _import),
    Row("dir(sg); sg.symbols(...)", "36 internal modules; not callable", "the public names", _dir),
)
