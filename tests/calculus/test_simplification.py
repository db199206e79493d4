"""Simplification: the form that comes out, and its value beside that of what went in."""

import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.algebra import add, diag, mul
from symgrad.calculus.simplification import simplify
from symgrad.printing import text
from tests.properties.evaluate import value_of

n = sg.dims("n")
A, B, P = (sg.matrix(name, n, n) for name in "ABP")
u, v, x = (sg.vector(name, n) for name in "uvx")
s = sg.scalar("s")
I = sp.Identity(n)


def minus(expr):
    return mul(sp.S.NegativeOne, expr)


CASES = [
    (add(A, minus(add(A, B))), "-B"),
    (add(I, minus(add(I, minus(diag(v))))), "diag(v)"),
    (add(I, minus(diag(v))), "diag(1 - v)"),
    (mul(diag(u), add(I, minus(diag(v)))), "diag(u ⊙ (1 - v))"),
    (add(A, mul(P, add(A, minus(B))), minus(B)), "(I + P) (A - B)"),
    (add(A, minus(add(B, mul(P, add(A, minus(B)))))), "(I - P) (A - B)"),
    (add(B, minus(add(A, mul(diag(v), add(B, minus(A)))))), "diag(1 - v) (B - A)"),
    (add(A, mul(s, add(A, minus(B))), minus(B)), "(1 + s) (A - B)"),
    (add(mul(A, x), minus(add(u, v))), "A x - (u + v)"),  # nothing goes, so the brackets stay
]


@pytest.mark.parametrize(("expr", "expected"), CASES, ids=[form for _, form in CASES])
def test_the_form_is_the_shorter_one_and_means_the_same(expr, expected):
    simpler = simplify(expr)
    assert text(simpler) == expected
    draw = np.random.default_rng(3).normal
    known = {name: draw(size=(3, 3) if name in (A, B, P) else (3, 1)) for name in (A, B, P, u, v, x)} | {s: 0.7, n: 3}
    assert np.allclose(value_of(simpler, known), value_of(expr, known), rtol=1e-13, atol=1e-13)


def test_the_slope_of_a_root_is_told_in_the_name_of_the_root():
    a, r = sg.scalars("a r")
    root = sg.System([(r, sp.sqrt(1 + a**2))])
    assert str(root.derivative(r, a).expression) == "a/r"
    assert str(sg.System([(u, sg.sqrt(v))]).gradient(of=u)).splitlines()[-1] == "bar_v = (bar_u ⊘ u) / 2"


def test_a_quotient_by_an_absolute_value_without_its_sign_stays():
    quotient = x[0] * sg.exp(s) / sp.Abs(s)
    assert simplify(quotient) == quotient
