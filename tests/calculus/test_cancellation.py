"""Quotients that cancel between equations: p - y, as a person writes it, in print and in number."""

import numpy as np
import pytest

import symgrad as sg
from symgrad.calculus.cancellation import cancelled, put_in
from symgrad.calculus.modes import gradient_program

N, M = sg.dims("n m")
Z, P, T = (sg.vector(name, N) for name in ("z", "p", "t"))
Y = sg.vector("y", N, sums_to_one=True)
W, U, U_N = sg.matrix("W", N, M), sg.vector("u", M), sg.vector("v", N)
A, Q, S, L = sg.scalars("a q s L")
SOFTMAX = sg.System([(P, sg.softmax(Z)), (L, -sg.dot(Y, sg.log(P)))])
BINARY = sg.System([(Q, sg.sigmoid(S)), (L, -A * sg.log(Q) - (1 - A) * sg.log(1 - Q))])
ENTRIES = sg.System([(P, sg.sigmoid(Z)), (L, -sg.dot(T, sg.log(P)) - sg.dot(1 - T, sg.log(1 - P)))])


@pytest.mark.parametrize(
    ("system", "wrt", "line"),
    [
        (SOFTMAX, "z", "bar_z = bar_L (p - y)"),
        (BINARY, "s", "bar_s = bar_L (q - a)"),
        (sg.System([(P, sg.softmax(Z)), (L, -sg.log(P[1, 0]))]), "z", "bar_z = bar_L (p - e_2)"),
        (ENTRIES, "z", "bar_z = bar_L (p - t)"),
        (sg.System([(P, sg.softmax(Z)), (L, -sg.dot(T, sg.log(P)))]), "z", "bar_z = bar_L ((𝟏ᵀ t) p - t)"),
        (sg.System([(P, sg.softmax(W * U)), (L, -sg.dot(Y, sg.log(P)))]), "W", "bar_W = bar_L (p - y) uᵀ"),
    ],
)
def test_a_gradient_says_p_minus_y(system, wrt, line):
    text = str(system.gradient(wrt=wrt)).splitlines()
    assert line in text
    assert not any("⊘" in told or "/" in told for told in text)


def test_a_derivative_says_p_minus_y():
    assert str(SOFTMAX.derivative(L, Z)) == "∂L/∂z = p - y"
    assert str(BINARY.derivative(L, S)) == "∂L/∂s = q - a"
    assert str(ENTRIES.derivative(L, Z)) == "∂L/∂z = p - t"


def test_an_expression_says_p_minus_y():
    assert sg.text(sg.gradient(-sg.dot(Y, sg.log(sg.softmax(Z))), Z)) == "softmax(z) - y"


def test_through_time_it_says_p_minus_y():
    h, h_prev, V = sg.vector("h", N), sg.vector("h_prev", N), sg.matrix("V", N, N)
    cell = sg.System(
        [(h, sg.tanh(W * U + h_prev)), (P, sg.softmax(V * h))], outputs=[h, P], parameters=[W, V], carry={h: h_prev}
    )
    told = str(sg.Recurrence(cell).gradient(loss=(L, -sg.dot(Y, sg.log(P))), wrt=None))
    assert "bar_pre_p[t] = Δ_L[t] (p[t] - y[t])" in told.splitlines()


def test_what_is_asked_for_is_given_all_the_same():
    function = SOFTMAX.gradient(wrt=["p", "z"]).lambdify()
    with np.errstate(all="ignore"):
        both = function(z=np.array([1e3, 0.0, -5.0]), y=np.array([0.0, 1.0, 0.0]))
    assert both["bar_p"][1] == -np.inf  # which it is, to rounding
    np.testing.assert_array_equal(both["bar_z"], [1.0, -1.0, 0.0])


def test_a_quotient_that_does_not_cancel_stays_under_its_name():
    v = sg.vector("v", N)
    told = str(sg.System([(P, sg.softmax(Z)), (v, sg.divide(T, P)), (L, sg.dot(W * U, v))]).gradient(wrt="W"))
    assert "bar_W = bar_L (t ⊘ p) uᵀ" in told or "bar_W = bar_L v uᵀ" in told.splitlines()


def test_both_losses_of_one_distribution_cancel():
    k = sg.scalar("k")
    both = sg.System([(P, sg.softmax(Z)), (L, -sg.dot(Y, sg.log(P))), (k, sg.dot(T, P))])
    made = both.gradient(of=[L, k], wrt="z")
    assert "⊘" not in str(made)
    assert both.check(method="complex")


def test_a_quotient_that_is_turned_is_not_gone():
    Q, B, V = sg.matrix("Q", N, N), sg.matrix("B", N, N), sg.matrix("V", N, N)
    over = sg.divide(B, Q)
    assert put_in(V.T * Z, {V: over}) == V.T * Z  # 1 / Q' is a quotient too
    assert put_in(sg.hadamard(V, Q), {V: over}) == B


def test_what_stands_deeper_goes_with_its_factor_or_stays():
    deep = sg.sigmoid(sg.divide(T, P))
    assert put_in(sg.hadamard(Z, U_N), {Z: sg.hadamard(deep, T)}) == sg.hadamard(Z, U_N)
    assert put_in(sg.divide(Z, deep), {Z: sg.hadamard(deep, T)}) == T
    assert put_in(Q / (1 + S), {Q: A * (1 + S)}) == Q / (1 + S)  # nothing in the value is divided
    assert put_in(Q * (1 + S), {Q: A / (1 + S)}) == A


def test_no_deep_tree_is_written_out_to_see_that_nothing_cancels(monkeypatch):
    written = []
    monkeypatch.setattr("symgrad.calculus.cancellation.multiplied_out", lambda expr, below: written.append(expr))
    e = Z
    for _ in range(5):
        e = sg.divide(Z, sg.ones(N) + sg.hadamard(e, e))
    gradient_program(sg.System([(P, e)]))
    assert written == []


def test_without_cancelling_the_quotient_would_be_seen(monkeypatch):
    monkeypatch.setattr("symgrad.calculus.modes.cancelled", lambda equations, wanted, forward: list(equations))
    assert "⊘" in str(gradient_program(SOFTMAX, wrt="z"))
    assert cancelled([], [], {}) == []
