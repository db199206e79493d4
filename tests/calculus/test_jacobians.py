"""Jacobians in the form vec by vec, of what is no product of matrices, compared with central differences."""

import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.algebra.blocks import unvec, vec

n, m = sg.dims("n m")
X, B, A = sg.matrix("X", n, m), sg.matrix("B", m, n), sg.matrix("A", n, n)
x = sg.vector("x", n)
STEP = 1e-6


def by_differences(expr, by, at, inputs):
    """vec(expr) by vec(variable), columns stacked."""
    f = sg.lambdify(expr, inputs=inputs)
    columns = []
    for place in np.ndindex(at[by].shape[::-1]):
        bump = np.zeros_like(at[by])
        bump[place[::-1]] = STEP
        moved = (f(**{**at, by: at[by] + side * bump}) for side in (1, -1))
        columns.append(np.ravel(next(moved) - next(moved), order="F") / (2 * STEP))
    return np.stack(columns, axis=1)


@pytest.mark.parametrize(
    "expr",
    [
        sp.KroneckerProduct(X, B),
        sp.KroneckerProduct(B, X),
        sp.KroneckerProduct(X.T, sp.KroneckerProduct(X, B)),
        vec(X * X.T) * x.T,
        unvec(vec(X * B) + vec(X * X.T), n, n) * X,
    ],
    ids=["left", "right", "twice", "vec", "unvec"],
)
def test_vec_by_vec(expr, rng):
    at = {"X": rng.normal(size=(3, 2)), "B": rng.normal(size=(2, 3)), "x": rng.normal(size=3)}
    found = sg.lambdify(sg.jacobian(expr, X, form="kronecker"), inputs=[X, B, x])(**at)
    assert np.allclose(found, by_differences(expr, "X", at, [X, B, x]), atol=1e-7)


def test_third_derivatives_of_a_determinant(rng):
    second = sg.jacobian(sg.gradient(sp.Determinant(A), A), A, form="kronecker")
    at = {"A": rng.normal(size=(3, 3)) + 2 * np.eye(3)}
    found = sg.lambdify(sg.jacobian(second, A, form="kronecker"))(**at)
    assert np.allclose(found, by_differences(second, "A", at, [A]), atol=1e-5)


@pytest.mark.parametrize("expr", [x.T * A, sg.softmax(x).T, sg.hadamard(x.T, x.T * A)])
def test_a_row_by_a_vector_needs_no_commutation(expr, rng):
    found = sg.jacobian(expr, x, form="kronecker")
    assert "K_" not in sg.text(found)
    at = {"A": rng.normal(size=(3, 3)), "x": rng.normal(size=3)}
    f = sg.lambdify(expr, inputs=[A, x])
    moved = [(f(A=at["A"], x=at["x"] + STEP * e) - f(A=at["A"], x=at["x"] - STEP * e)) / (2 * STEP) for e in np.eye(3)]
    assert np.allclose(sg.lambdify(found, inputs=[A, x])(**at), np.stack(np.reshape(moved, (3, 3)), axis=1), atol=1e-7)
