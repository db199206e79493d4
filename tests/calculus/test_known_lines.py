"""Softmax and logsumexp of rows and columns that are written out: their derivatives, and numbers of any size."""

import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.calculus.known_lines import with_known_lines
from symgrad.expressions.nodes import LineReduction, VectorMap

n, m = sg.dims("n m")
X, V, T = sg.matrix("X", n, m), sg.matrix("V", n, m), sg.matrix("T", n, m, rows_sum_to_one=True)
E = sg.exp(X)
ROWS, COLUMNS = sg.total(E, axis=1), sg.total(E, axis=0)
BY_ROW = {
    "divided": sg.divide(E, ROWS * sg.ones(m).T),
    "scaled": sg.diag(sg.divide(1, ROWS)) * E,
    "times the inverse": sg.hadamard(E, sg.divide(1, ROWS * sg.ones(m).T)),
}
BY_COLUMN = {
    "divided": sg.divide(E, sg.ones(n) * COLUMNS.T),
    "scaled": E * sg.diag(sg.divide(1, COLUMNS)),
}
LARGE = np.array([[1000.0, 0.0, -1000.0], [3.0, 1000.0, 999.0]])


def softmax(x, axis):
    shifted = np.exp(x - np.max(x.real, axis=axis, keepdims=True))
    return shifted / shifted.sum(axis=axis, keepdims=True)


@pytest.mark.parametrize(("written", "axis"), [*((p, 1) for p in BY_ROW), *((p, 0) for p in BY_COLUMN)])
def test_a_softmax_of_lines_is_known(written, axis):
    P = (BY_ROW if axis else BY_COLUMN)[written]
    gradient = sg.gradient(sg.total(sg.hadamard(P, V)), X)
    p = "softmax_row(X)" if axis else "softmax_col(X)"
    sums = f"(V ⊙ {p}) 𝟏 𝟏ᵀ" if axis else f"𝟏 𝟏ᵀ (V ⊙ {p})"
    wanted = f"{p} ⊙ (V - {sums})"
    assert sg.text(gradient) == wanted
    rng = np.random.default_rng(5)
    v, x = rng.normal(size=(2, 3)), rng.normal(size=(2, 3))
    np.testing.assert_allclose(sg.lambdify(P)(X=LARGE), softmax(LARGE, axis), atol=1e-300)
    steps = (1e-30j * np.eye(6)).reshape(6, 2, 3)
    moved = [np.imag((softmax(x + step, axis) * v).sum()) / 1e-30 for step in steps]
    np.testing.assert_allclose(sg.lambdify(gradient)(X=x, V=v), np.reshape(moved, (2, 3)), rtol=1e-12, atol=1e-15)
    assert np.isfinite(sg.lambdify(gradient)(X=LARGE, V=v)).all()


def test_a_logsumexp_of_lines_is_known():
    for sums, axis in ((ROWS, 1), (COLUMNS, 0)):
        whole = sg.total(sg.log(sums))
        assert sg.text(sg.gradient(whole, X)) == f"softmax_{'row' if axis else 'col'}(X)"
        shifted = LARGE - LARGE.max(axis=axis, keepdims=True)
        wanted = (LARGE.max(axis=axis) + np.log(np.exp(shifted).sum(axis=axis))).sum()
        assert sg.lambdify(whole)(X=LARGE) == pytest.approx(wanted, rel=1e-15)


def test_the_gradient_of_a_cross_entropy_of_rows():
    loss = -sg.total(sg.hadamard(T, sg.log(BY_ROW["divided"])))
    assert sg.text(sg.gradient(loss, X)) == "softmax_row(X) - T"


def test_an_equation_keeps_what_its_author_wrote_and_its_name():
    P, L = sg.matrix("P", n, m), sg.scalar("L")
    cell = sg.System([(P, BY_ROW["divided"]), (L, sg.total(sg.hadamard(P, V)))], outputs=[L])
    assert str(cell.gradient(wrt="X")) == (
        "P = exp(X) ⊘ (exp(X) 𝟏 𝟏ᵀ)\nbar_P = bar_L V\nbar_X = P ⊙ (bar_P - (bar_P ⊙ P) 𝟏 𝟏ᵀ)"
    )


@pytest.mark.parametrize("expr", [
    sg.divide(E, sg.total(sg.exp(V), axis=1) * sg.ones(m).T),
    sg.divide(sg.exp(V), ROWS * sg.ones(m).T),
    sg.diag(sg.divide(1, ROWS)) * sg.exp(V),
    sg.divide(V, ROWS * sg.ones(m).T),
    sg.log(sg.total(V, axis=1)),
    E * sg.ones(m),
])  # fmt: skip
def test_what_looks_alike_stays(expr):
    taken = sp.sympify(expr)
    assert not with_known_lines(taken).has(VectorMap, LineReduction)


def test_sums_of_one_hot_rows_are_known():
    i = sg.vector("i", n)
    targets = sg.one_hot(i, m)
    assert sg.text(sg.gradient(-sg.total(sg.hadamard(targets, sg.log_softmax(X, axis=1))), X)) == (
        "softmax_row(X) - onehot(i)"
    )


def written(Z):
    return sg.divide(sg.exp(Z), sg.total(sg.exp(Z), axis=1) * sg.ones(m).T)


A = sg.matrix("A", m, m)
PLACES = {
    "inside of one": (
        sg.total(sg.hadamard(written(written(X) * A), V)),
        lambda x, v, a: (softmax(softmax(x, 1) @ a, 1) * v).sum(),
        None,
    ),
    "transposed": (
        sg.dot(written(X).T * V, A),
        lambda x, v, a: ((softmax(x, 1).T @ v) * a).sum(),
        "softmax_row(X) ⊙ (V Aᵀ - (softmax_row(X) ⊙ (V Aᵀ)) 𝟏 𝟏ᵀ)",
    ),
    "a squared distance": (
        sp.Trace((written(X) - V).T * (written(X) - V)),
        lambda x, v, a: ((softmax(x, 1) - v) ** 2).sum(),
        "2 softmax_row(X) ⊙ (softmax_row(X) - (softmax_row(X) ⊙ (softmax_row(X) - V)) 𝟏 𝟏ᵀ - V)",
    ),
}  # fmt: skip


@pytest.mark.parametrize("place", PLACES)
def test_a_softmax_is_known_wherever_it_stands(place):
    loss, by_hand, wanted = PLACES[place]
    rng = np.random.default_rng(6)
    x, v, a = rng.normal(size=(2, 3)), rng.normal(size=(2, 3)), rng.normal(size=(3, 3))
    gradient = sg.gradient(loss, X)
    assert wanted in (None, sg.text(gradient))
    moved = [np.imag(by_hand(x + step, v, a)) / 1e-30 for step in (1e-30j * np.eye(6)).reshape(6, 2, 3)]
    at = {"X": x, "V": v, "A": a}
    used = {str(symbol) for symbol in gradient.free_symbols}
    found = sg.lambdify(gradient)(**{name: value for name, value in at.items() if name in used})
    np.testing.assert_allclose(found, np.reshape(moved, (2, 3)), rtol=1e-12, atol=1e-14)
    at["X"] = LARGE
    assert np.isfinite(sg.lambdify(gradient)(**{name: value for name, value in at.items() if name in used})).all()
