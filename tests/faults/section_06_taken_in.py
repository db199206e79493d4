"""Taken in, and then neither printed nor run: explicit matrices, lists, index forms."""

import numpy as np
import sympy as sp

import symgrad as sg
from tests.faults.row import Row

n, m = sg.dims("n m")
A, X = sg.matrix("A", n, n), sg.matrix("X", n, m)
B, v = sg.matrix("B", 3, 3), sg.vector("v", 3)
x = sg.vector("x", n)
a, b, s = sg.scalars("a b s")


def _identity():
    gradient = sg.gradient(sp.Trace((B + sp.eye(3)) ** 2), B)
    at = np.arange(9.0).reshape(3, 3)
    np.testing.assert_allclose(sg.lambdify(gradient)(B=at), 2 * (at + np.eye(3)).T)
    assert sg.latex(gradient)
    return sg.text(gradient)


def _numbers():
    gradient = sg.gradient(v.T * sp.Matrix(3, 3, range(9)) * v, v)
    at, given = np.array([1.0, -2.0, 3.0]), np.arange(9.0).reshape(3, 3)
    np.testing.assert_allclose(sg.lambdify(gradient)(v=at), (given + given.T) @ at)
    assert r"\begin{bmatrix} 0 & 1 & 2 \\ 3 & 4 & 5 \\ 6 & 7 & 8 \end{bmatrix}" in sg.latex(gradient)
    return sg.text(gradient)


def _by_a_scalar():
    square = sp.Matrix([[a, 0], [0, a]]) ** 2
    slope, entries = sg.gradient(sp.Trace(square), a), sg.jacobian(square, a)
    assert sg.text(slope) == "4 a"
    np.testing.assert_allclose(sg.lambdify(entries)(a=1.5), [[3, 0], [0, 3]])
    return f"{sg.text(slope)}; entry by entry {sg.text(entries)}"


def _hessian():
    blocks = sg.hessian(a**2 * b, [a, b])
    assert blocks == [[2 * b, 2 * a], [2 * a, 0]]
    vectors = sg.hessian(sg.dot(x, A * x) * a, [x, "a"])
    assert [sg.text(one) for one in vectors[0]] == ["a (A + Aᵀ)", "(A + Aᵀ) x"]
    return str(blocks)


def _index_form():
    entry = sg.jacobian(A * x, A, form="index")
    assert sg.text(entry) == str(entry) == "[i; j, k] = δ_i,j x_k"
    assert sg.latex(entry) == entry.latex()
    assert entry.latex().endswith(r"\delta_{i,j} x_k")
    assert "Kronecker" not in repr(entry)
    return repr(entry)


def _products():
    gradient = sg.gradient(sg.dot((A * x).T * x * x, x), x)
    rng = np.random.default_rng(0)
    at, M = rng.standard_normal(3), rng.standard_normal((3, 3))
    found = sg.lambdify(gradient)
    wanted = (M + M.T) @ at * (at @ at) + 2 * (at @ M @ at) * at
    np.testing.assert_allclose(found(**{name: {"A": M, "x": at}[name] for name in found.arguments}), wanted)
    return sg.text((A * x).T * x * x)


def _sizes():
    function = sg.lambdify(sg.jacobian(X.T, X, form="kronecker"), inputs=[X])
    found = function(X=np.zeros((2, 3)))
    at = np.arange(6.0).reshape(2, 3)
    np.testing.assert_array_equal(found @ at.ravel(order="F"), at.T.ravel(order="F"))
    return "lambdify(..., inputs=[X]) gives the permutation of vec(X)"


def _absolute():
    made = sg.abs(sg.exp(s))
    plain = sg.gradient(sg.abs(sg.exp(sp.Symbol("s"))), "s")
    assert sg.text(made) == sg.text(plain) == "exp(s)"
    assert sg.text(sg.gradient(made, s)) == "exp(s)"
    return sg.text(made)


ROWS = (
    Row("gradient of tr((B + eye(3))^2)", "MissingRuleError in text, latex, lambdify", "2 (B + I)'", _identity),
    Row("v.T*Matrix(3, 3, range(9))*v", "MissingRuleError in text, latex, lambdify", "(M + M') v", _numbers),
    Row("Matrix([[m, 0], [0, m]])**2 by m", "AttributeError", "4 m", _by_a_scalar),
    Row("hessian(a**2*b, [a, b])", "AttributeError", "blocks", _hessian),
    Row("latex, text, repr of an index form", "SympifyError", "δ_ij x_k", _index_form),
    Row("(A*x).T*x*x", "read as x.T*A.T*x**2, refused with misleading advice", "(x'A'x) x", _products),
    Row("lambdify of a Kronecker Jacobian", "asks for inputs=, which it does not take", "inputs=", _sizes),
    Row("sg.abs(sg.exp(s))", "no tangent rule for re", "exp(s)", _absolute),
)
