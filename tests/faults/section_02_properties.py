"""The verbs disagreed on a variable with a property."""

import numpy as np
import sympy as sp

import symgrad as sg
from tests.faults.row import Row

n = sg.dims("n")
A, S = sg.matrix("A", n, n), sg.matrix("S", n, n, symmetric=True)
p = sg.vector("p", n, sums_to_one=True)


def _gradient_and_jacobian():
    gradient, jacobian = sg.gradient(sp.Trace(A * S), S), sg.jacobian(sp.Trace(A * S), S)
    assert gradient == jacobian
    assert sg.text(gradient) == "(A + Aᵀ) / 2"
    return f"{sg.text(gradient)}, {sg.text(jacobian)}"


def _hessian():
    hessian = sg.hessian(sg.dot(p, A * p), p)
    function = sg.lambdify(hessian)
    a = np.random.default_rng(0).standard_normal((3, 3))
    found = function(**{name: {"A": a, "p": np.array([0.2, 0.3, 0.5])}[name] for name in function.arguments})
    P = np.eye(3) - np.ones((3, 3)) / 3
    np.testing.assert_allclose(found, P @ (a + a.T) @ P, atol=1e-12)
    return sg.text(hessian)


ROWS = (
    Row(
        "gradient and jacobian of tr(A S), S symmetric", "(A + Aᵀ)/2, Aᵀ", "the same, transposed",
        _gradient_and_jacobian,
    ),
    Row("hessian of p'Ap, p sums to one", "(I - 11ᵀ/n)(A + Aᵀ), not symmetric", "symmetric", _hessian),
)  # fmt: skip
