"""How long derivatives are: operations and symbols of each gradient of a cell, and of each derivative of textbooks.

The numbers stand in ``tests/golden/form_sizes.txt``; a form that grows fails. Shorter ones are taken over by
``python3 -m pytest tests/calculus/test_form_sizes.py --regenerate``, and git shows the difference.
"""

from pathlib import Path

import pytest
from cookbook import ROWS
from test_cookbook import derived, named
from test_forms import GRADIENTS, MATRICES

import symgrad as sg
from symgrad.calculus.index_form import IndexedDerivative
from symgrad.calculus.told_lines import factored_line
from symgrad.expressions.symbols import is_variable
from tests.own_cells import REPRESENTATIVE

PATH = Path(__file__).parents[1] / "golden" / "form_sizes.txt"
CELLS = REPRESENTATIVE


def counted(expr):
    """Operations and symbols, each as often as it is written."""
    expr = expr.entry if isinstance(expr, IndexedDerivative) else expr
    if is_variable(expr) or not expr.args:
        return 0, int(not getattr(expr, "is_number", False))
    parts = [counted(arg) for arg in expr.args]
    return 1 + sum(operations for operations, _ in parts), sum(symbols for _, symbols in parts)


def of_system(name):
    made = getattr(sg.cells, name)()
    found = [counted(factored_line(equation.rhs)) for equation in made.gradient().equations]
    return sum(operations for operations, _ in found), sum(symbols for _, symbols in found)


def of_form(name):
    f, by, _ = {**MATRICES, **GRADIENTS}[name]
    if name in GRADIENTS:
        return counted(sg.gradient(f, by))
    return counted(sg.jacobian(f, by) if getattr(f, "is_Matrix", False) else sg.hessian(f, by))


PROBLEMS = {
    **{f"cell {name}": lambda name=name: of_system(name) for name in CELLS},
    **{f"form {name}": lambda name=name: of_form(name) for name in (*GRADIENTS, *MATRICES)},
    **{f"cookbook {name}": lambda row=row: counted(derived(row)) for name, row in zip(named(ROWS), ROWS, strict=True)},
}


def golden():
    lines = PATH.read_text(encoding="utf-8").splitlines() if PATH.exists() else []
    return {name: tuple(map(int, numbers.split())) for name, numbers in (line.split(": ") for line in lines)}


def test_there_are_enough_of_them():
    assert len(PROBLEMS) - len(CELLS) >= 100
    assert len(CELLS) >= 20


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_derivative_is_no_longer_than_it_was(name, regenerate):
    found, known = PROBLEMS[name](), golden()
    if regenerate:
        sizes = {**known, name: found}
        lines = [f"{one}: {operations} {symbols}" for one, (operations, symbols) in sorted(sizes.items())]
        PATH.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return
    operations, symbols = known[name]
    assert found[0] <= operations, f"{found[0]} operations, {operations} before"
    assert found[1] <= symbols, f"{found[1]} symbols, {symbols} before"


def test_a_longer_form_would_be_seen():
    x = sg.vector("x", 3)
    assert counted(sg.dot(x, x) * x) == (2, 3)
    kept = sg.hadamard(x, sg.tanh(x)) - sg.hadamard(x, sg.sigmoid(x))
    assert counted(kept) > counted(sg.simplify(kept))
