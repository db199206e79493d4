"""What ``import symgrad`` loads: next to nothing; and what is derived and printed needs no NumPy."""

import ast
import importlib
import inspect
import pickle
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import symgrad as sg

ROOT = Path(sg.__file__).parent
PACKAGES = ["symgrad", "symgrad.cells", "symgrad.checks", "symgrad.targets"]
BESIDE = {"symgrad.cells": ["compare", "search"]}  # package -> its names that are none of its list
WITHOUT_NUMPY = """
import sys
from importlib.abc import MetaPathFinder

class Blocked(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "numpy":
            raise ImportError("no NumPy here")

sys.meta_path.insert(0, Blocked())
"""


def run(code):
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_import_loads_next_to_nothing():
    found = run(
        "import sys, symgrad; print([n for n in sys.modules if n.partition('.')[0] in ('symgrad', 'sympy', 'numpy')])"
    )
    assert ast.literal_eval(found) == ["symgrad.loading", "symgrad"]


def test_a_system_loads_neither_numpy_nor_documents():
    found = run("import sys, symgrad as sg; sg.System; print(sorted(sys.modules))")
    loaded = ast.literal_eval(found)
    assert "symgrad.system.system" in loaded
    assert not {"numpy", "symgrad.documents", "symgrad.cells", "symgrad.cli", "symgrad.checks.report"} & set(loaded)


def test_deriving_and_printing_needs_no_numpy():
    code = """
import symgrad as sg
cell = sg.cells.lstm()
backward = cell.gradient(of="h")
derivation = cell.derivative("h", "h_prev")
through_time = sg.Recurrence(sg.cells.elman()).gradient(of="h")
for one in (cell, backward, backward.tangent(), derivation, through_time):
    str(one), one.latex()
print(derivation.steps), derivation.latex(steps=True)
sg.tex(sg.document(cell, check=False)), sg.markdown(sg.document(cell, check=False))
sg.hessian(sg.norm_squared(sg.vector("x", 3)), "x"), cell.expand(n=2, m=2), cell == sg.cells.lstm()
assert "numpy" not in sys.modules
try:
    cell.lambdify()
except ImportError as error:
    print(error)
"""
    assert run(WITHOUT_NUMPY + code).endswith("no NumPy here\n")


def test_the_public_names():
    assert dir(sg) == sg.__all__ == sorted(sg.__all__)
    names = [name for name in sg.__all__ if not hasattr(sg, name)]
    assert names == []
    scope = {}
    exec("from symgrad import *", scope)
    assert set(sg.__all__) <= set(scope)


def test_no_module_hides_a_public_name():
    modules = {module.name for module in pkgutil.iter_modules([str(ROOT)])}
    assert modules & set(sg.__all__) == {"cells", "losses"}
    for name in sg.__all__:
        assert inspect.ismodule(getattr(sg, name)) == (name in ("cells", "losses"))


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match=r"^module 'symgrad' has no attribute 'sigmiod'$"):
        sg.sigmiod  # noqa: B018
    with pytest.raises(ImportError, match=r"^cannot import name 'sigmiod' from 'symgrad'"):
        exec("from symgrad import sigmiod")


def test_symbols_says_how_to_declare():
    with pytest.raises(TypeError) as told:
        sg.symbols("x y")
    assert str(told.value) == (
        "sg.symbols is no function; declare with sg.scalars('x y'), sg.vectors('x y', n), sg.matrices('W V', n, m) and "
        "sg.dims('n m')."
    )


def test_what_was_loaded_when_asked_can_be_pickled():
    assert pickle.loads(pickle.dumps(sg.NameClashError("told"))).args == ("told",)
    assert pickle.loads(pickle.dumps(sg.cells.dense())) == sg.cells.dense()
    assert pickle.loads(pickle.dumps(sg.System)) is sg.System


def imported(text):
    """Name -> the module that it comes from, by the imports of a text."""
    found = {}
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom):
            found |= {alias.asname or alias.name: (node.module, alias.name) for alias in node.names}
    return found


@pytest.mark.parametrize("package", PACKAGES)
def test_type_checkers_see_what_is_there(package):
    module = importlib.import_module(package)
    stub = Path(module.__file__).with_suffix(".pyi").read_text(encoding="utf-8")
    seen = imported(stub)
    text = f"import each name of {package} in its __init__.pyi, and list it there in __all__"
    assert sorted(seen) == sorted([*module.__all__, *BESIDE.get(package, ())]), text
    assert compared(seen, module) == []
    (listed,) = (
        n.value for n in ast.walk(ast.parse(stub)) if isinstance(n, ast.Assign) and n.targets[0].id == "__all__"
    )
    assert sorted(ast.literal_eval(listed)) == sorted(module.__all__), text


def compared(seen, module):
    """The names of a stub that are something else at run time."""
    wrong = []
    for name, (place, own) in seen.items():
        there = importlib.import_module(place)
        expected = getattr(there, own) if hasattr(there, own) else importlib.import_module(f"{place}.{own}")
        wrong += [] if getattr(module, name) is expected else [name]
    return wrong


def test_a_stub_that_says_something_else_is_found():
    assert compared({"tanh": ("symgrad.functions.elementwise", "sigmoid")}, sg) == ["tanh"]
