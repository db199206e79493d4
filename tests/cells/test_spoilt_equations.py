"""Each equation of a cell made a little too large by itself: what is written a second time does not agree any more."""

import pytest
import sympy as sp

import symgrad as sg
from symgrad.expressions.shapes import shape_of
from symgrad.programs.equations import Equation
from tests.cells.against_autograd import distance, far
from tests.cells.written_again import POSITIVE, SECOND, linear_attentions, modern_recurrences, state_spaces

FAMILIES = {module.__name__ for module in (linear_attentions, modern_recurrences, state_spaces)}
NAMES = [name for name, function in SECOND.items() if function.__module__ in FAMILIES]
FREE = {("rwkv4", "q")}  # any exponent q gives the same mean, wkv
MORE = sp.Rational(1, 100)


def too_large(expr):
    return (1 + MORE) * expr + MORE * (sp.OneMatrix(*expr.shape) if shape_of(expr) else 1)


def distances(name, cell):
    point = {
        key: abs(array) + 0.5 if key in POSITIVE.get(name, ()) else array
        for key, array in sg.targets.random_point(cell, seed=2).items()
    }
    made = cell.lambdify(list(cell.outputs))(**point)
    made = made if isinstance(made, dict) else {cell.outputs[0].name: made}
    again = SECOND[name](point)
    return {output: distance(array, again[output]) for output, array in made.items()}


@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_equation_is_found(name):
    cell = getattr(sg.cells, name)()
    assert far(distances(name, cell)) == {}
    for wrong in cell.equations:
        if (name, wrong.lhs.name) not in FREE:
            spoilt = [Equation(e.lhs, too_large(e.rhs) if e is wrong else e.rhs) for e in cell.equations]
            assert far(distances(name, cell.replace(spoilt))), wrong.lhs


def test_the_families_are_all_here():
    assert len(NAMES) == 16
