"""Places inside arrays: what an entry or a part takes has to be there."""

import sys

import pytest
import sympy as sp

import symgrad as sg
from symgrad.algebra.intake import intake, with_values
from symgrad.errors import ShapeError
from symgrad.expressions.nodes import Unit
from symgrad.expressions.positions import check_inside, positions_in, spans

n, m = sg.dims("n m")
x, A, i, j = sg.vector("x", n), sg.matrix("A", n, m), sg.scalar("i"), sg.scalar("j")


def taken(expr):
    return [(span.first, span.count, span.size) for span in spans([expr])]


def test_entries_parts_and_units_say_what_they_take():
    assert set(taken(intake(x[n - 3] * A[i, 2]))) == {(n - 3, 1, n), (i, 1, n), (2, 1, m)}
    assert taken(sg.rows(x, 1, 2)) == [(1, 2, n)]
    assert taken(sg.gradient(A[i, j], A)) == [(i, 1, n), (j, 1, m)]
    assert taken(sg.dot(x, x)) == []


def test_what_positions_are_made_of():
    assert positions_in(spans([intake(x[i + 1] * x[n - 1])]), [x, i, j]) == (i,)


@pytest.mark.parametrize(("expr", "told"), [
    (x[4], "x[4, 0] takes place 4, counted from 0, but there are n = 2; give arrays that have it."),
    (x[n - 3], "x[n - 3, 0] takes place n - 3 = -1, counted from 0, but there are n = 2; give arrays that have it."),
    (sg.rows(x, 1, 2),
     "rows(x, 1, 2) takes 2 places from 1 on, counted from 0, but there are n = 2; give arrays that have it."),
])  # fmt: skip
def test_a_place_that_is_not_there_is_an_error(expr, told):
    found = spans([intake(expr)])
    with pytest.raises(ShapeError) as raised:
        check_inside(found, {n: sp.Integer(2)})
    assert str(raised.value) == told
    check_inside(found, {n: sp.Integer(5)})


def test_half_a_place_is_none():
    with pytest.raises(ShapeError, match=r"takes place n/2 = 3/2, counted from 0"):
        check_inside(spans([intake(x[n / 2])]), {n: sp.Integer(3)})


def test_what_no_number_tells_is_left_for_later():
    check_inside(spans([intake(x[i] * x[n - 3])]), {})


def test_the_place_of_a_unit_is_replaced_with_its_names():
    assert with_values(Unit(n, 1, i, 0), {i: j + 1}) == Unit(n, 1, j + 1, 0)
    system = sg.System([(sg.scalar("L"), x[i] ** 2)]).gradient().substitute({"i": sp.Integer(1)})
    assert str(system) == "bar_x = 2 bar_L x_2 e_2"


def test_a_node_that_many_expressions_hold_is_asked_once(monkeypatch):
    n = sg.dims("n")
    x, k = sg.vector("x", n), sg.scalar("k")
    inner, asked, module = sg.tanh(x), [], sys.modules["symgrad.expressions.positions"]
    facts = module.facts
    monkeypatch.setattr(module, "facts", lambda node: asked.append(node) or facts(node))
    assert module.positions_among_values([inner + x, sg.hadamard(inner, x), k * x[k] * inner]) == {k}
    assert len(asked) == len(set(asked))
