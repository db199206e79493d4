"""Where a size is the number 1: a 1 x 1 matrix is a number in a product, and a matrix where only one has a meaning."""

import numpy as np
import pytest
import sympy as sp

import symgrad as sg

n = sg.dims("n")
x, y = sg.vectors("x y", n)
row, column = sg.matrix("R", 1, n), sg.matrix("C", n, 1)
V, S = sg.matrix("V", 1, 1), sg.matrix("S", 1, 1, symmetric=True)
u = sg.vector("u", 1)

EXPRESSIONS = {
    "softmax": sg.softmax(row * x),
    "log_softmax": sg.log_softmax(row * x + u),
    "softmax of both": sg.softmax(sg.concat(row * x, x)),
    "concat": sg.concat(row * x, y),
    "concat of a function": sg.concat(sg.tanh(row * x), V * u, y),
    "block matrix": sp.BlockMatrix([[row * x], [y]]),
    "logsumexp": sg.logsumexp(row * x),
    "norm": sg.norm(row * x),
    "layer norm": sg.layer_norm(row * x, V * u),
    "diag": sg.diag(row * x),
    "outer": sg.outer(row * x, y),
    "inverse": sp.Inverse(V) * u,
    "inverse of a product": sp.Inverse(row * x),
    "power": sp.MatPow(V, 3) * u,
    "trace": sp.Trace(V * V),
    "determinant": sp.Determinant(V),
    "logdet": sg.logdet(V),
    "transpose": V.T + u,
    "product of two": V * u,
    "column times one": column * V,
    "one times row": V * row,
    "three": column * V * row,
    "function": sg.tanh(row * x + u),
    "hadamard": sg.hadamard(V * u, row * x),
    "kronecker": sp.KroneckerProduct(V, x),
    "expm": sg.expm(V),
    "sinm along": sg.sinm(V, V * V),
    "expm along two": sg.expm(V, u, V),
    "pinv": sg.pinv(u),
    "eigenvalue": sg.eigenvalue(S, 0),
    "diagonal": sg.diagonal(V),
    "tril": sg.tril(V),
    "vech": sg.vech(V),
    "unvech": sg.unvech(u, 1),
    "cholesky": sg.cholesky(sp.MatMul(S, S) + sp.Identity(1)) + V,
    "qr of a vector": sg.qr_q(x + y),
    "length by qr": sg.qr_r(x + y),
    "qr of a number": sg.qr_q(V) * u + sg.qr_r(V) * u,
}


def system(expr):
    shape = getattr(expr, "shape", ())
    return sg.System([(sg.matrix("out", *shape) if shape else sg.scalar("out"), expr)])


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_values_and_gradients(name):
    cell = system(EXPRESSIONS[name])
    at = {"V": [0.7], "u": [1.3]}
    for program in (cell, cell.gradient(), cell.gradient().tangent()):
        given = {symbol: value for symbol, value in at.items() if symbol in {s.name for s in program.inputs}}
        assert program.check(at=given, method="complex")
        assert program.check(at=given)


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_values_are_those_of_the_expansion(name):
    cell = system(EXPRESSIONS[name])
    written = cell.expand(**({"n": 2} if n in cell.dims else {}))
    point = {v: sp.Rational(3 + 2 * k, 7) for k, v in enumerate(written.inputs)}
    exact = [float(written.inlined(output).xreplace(point)) for output in written.outputs]
    arrays = {}
    for symbol in cell.inputs:
        entries = [float(value) for v, value in point.items() if v.name.split("_")[0] == symbol.name]
        shape = [int(size.xreplace({n: sp.Integer(2)})) for size in symbol.shape]
        arrays[symbol.name] = np.array(entries).reshape(shape)
        if shape[1] == 1:
            arrays[symbol.name] = np.array(entries)
    found = cell.lambdify()(**arrays)
    assert len(exact) == found.size
    assert found.ravel().tolist() == pytest.approx(exact, rel=1e-13)


def test_a_scalar_stays_no_vector():
    with pytest.raises(sg.ShapeError, match=r"^softmax takes a vector, but dot\(x, x\) is a scalar\.$"):
        sg.softmax(sg.dot(x, x))
    with pytest.raises(sg.ShapeError, match="concat needs blocks"):
        sg.concat(sg.dot(x, x), y)


@pytest.mark.parametrize("claim", ["symmetric", "diagonal", "positive_definite", "orthogonal"])
def test_a_property_of_a_1_x_1_matrix(claim):
    made = sg.matrix("M", 1, 1, **{claim: True})
    assert system(sg.dot(made * u, sp.MatPow(made, 2) * u)).check(method="complex")
