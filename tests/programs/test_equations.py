"""Equations as a user writes them: in a list, bare, or in a dict."""

import re

import pytest
import sympy as sp

import symgrad as sg

n, m = sg.dims("n m")
h, y = sg.vectors("h y", n)
u = sg.vector("u", m)
W = sg.matrix("W", n, m)
b = sg.scalar("b")
RHS = sg.tanh(W * u)

FORMS = {
    "a list of pairs": [(h, RHS)],
    "a tuple of pairs": ((h, RHS),),
    "an Eq in a list": [sp.Eq(h, RHS)],
    "an Equation in a list": [sg.Equation(h, RHS)],
    "a generator": (pair for pair in [(h, RHS)]),
    "a bare pair": (h, RHS),
    "a bare list of two": [h, RHS],
    "a bare Eq": sp.Eq(h, RHS),
    "a bare Equation": sg.Equation(h, RHS),
    "a dict": {h: RHS},
}


@pytest.mark.parametrize("form", FORMS)
def test_equations_are_taken_in_each_form(form):
    assert sg.System(FORMS[form]) == sg.System([(h, RHS)])


def test_a_bare_pair_of_symbols_is_one_equation():
    assert sg.System((y, h)) == sg.System([(y, h)])


def test_a_dict_keeps_its_order():
    assert sg.System({h: RHS, y: sg.sin(h)}) == sg.System([(h, RHS), (y, sg.sin(h))])


A_LIST = (
    "a System takes a list of equations, each sp.Eq(lhs, rhs) or a pair (lhs, rhs), as in "
    "System([(h, sg.tanh(W*x))]), but "
)
WRONG = {
    "a string": ("h = tanh(W u)", f"{A_LIST}'h = tanh(W u)', of type str, came."),
    "a symbol": (h, f"{A_LIST}h, of type MatrixVariable, came."),
    "None": (None, f"{A_LIST}None, of type NoneType, came."),
    "a name of a vector": (
        [("h", RHS)], "equation 1: the left-hand side is a symbol, but the string 'h' came; write sg.vector('h', n).",
    ),
    "a bare name": (
        ("h", RHS), "equation 1: the left-hand side is a symbol, but the string 'h' came; write sg.vector('h', n).",
    ),
    "a name of a matrix": (
        [(h, RHS), ("M", W)],
        "equation 2: the left-hand side is a symbol, but the string 'M' came; write sg.matrix('M', n, m).",
    ),
    "a name of a scalar": (
        [("c", b**2)], "equation 1: the left-hand side is a symbol, but the string 'c' came; write sg.scalar('c').",
    ),
    "a name of nothing": (
        [("c", "b")],
        "equation 1: the left-hand side is a symbol, but the string 'c' came; write sg.scalar('c') or "
        "sg.vector('c', n).",
    ),
    "a string on the right": (
        [(h, "W*u")],
        "equation 1: a formula is made of symbols (sg.scalar, sg.vector, sg.matrix) and numbers, but the string 'W*u' "
        "came; a string is not read as a formula, since SymPy would run it as Python code.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_list_of_equations_is_told(name):
    given, message = WRONG[name]
    with pytest.raises(sg.ArgumentError, match=f"^{re.escape(message)}$"):
        sg.System(given)
