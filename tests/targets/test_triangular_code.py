"""Code of Cholesky, QR, triangles and vech in each target: values, batches, time, and what is refused."""

import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.errors import DomainError
from symgrad.expressions import nodes

n, m = sg.dims("n m")
A = sg.matrix("A", m, n)
B = sg.matrix("B", n, n)
S = sg.matrix("S", n, n, symmetric=True)
w = sg.vector("w", n * (n + 1) / 2)
half = sp.Rational(1, 2)
TARGETS = ["numpy", "c", "array-api"]


def vech(x):
    return np.stack([x[..., i, j] for j in range(x.shape[-1]) for i in range(j, x.shape[-1])], axis=-1)


def unvech(x, size=4):
    made = np.zeros((*x.shape[:-1], size, size))
    places = [(i, j) for j in range(size) for i in range(j, size)]
    for k, (i, j) in enumerate(places):
        made[..., i, j] = x[..., k]
    return made


def vec(x):
    return np.swapaxes(x, -1, -2).reshape(*x.shape[:-2], -1)


EXPRESSIONS = {
    "cholesky": (sg.cholesky(S), lambda a: np.linalg.cholesky(a["S"])),
    "tril": (sg.tril(B), lambda a: np.tril(a["B"])),
    "triu": (sg.triu(B), lambda a: np.triu(a["B"])),
    "half": (nodes.Triangle(B, sp.S.One, half, sp.S.Zero), lambda a: (np.tril(a["B"]) + np.tril(a["B"], -1)) / 2),
    "strict": (nodes.Triangle(B, sp.S.One, sp.S.Zero, sp.S.Zero), lambda a: np.tril(a["B"], -1)),
    "strict upper": (nodes.Triangle(B, sp.S.Zero, sp.S.Zero, sp.S.One), lambda a: np.triu(a["B"], 1)),
    "vech": (sg.vech(B), lambda a: vech(a["B"])),
    "unvech": (sg.unvech(w, n) + B, lambda a: unvech(a["w"]) + a["B"]),
    "duplication": (sg.duplication(n) * sg.vech(S), lambda a: vec(a["S"])),
    "elimination": (sg.elimination(n) * nodes.Vec(B), lambda a: vech(a["B"])),
    "transposed": (sg.triu(B.T * B).T * sg.tril(B.T),
                   lambda a: np.tril(turned(a["B"]) @ a["B"]) @ np.tril(turned(a["B"]))),
}  # fmt: skip


def turned(x):
    return np.swapaxes(x, -1, -2)


def drawn(rng, lead=()):
    """Arrays for all inputs."""
    made = {"A": rng.normal(size=(*lead, 6, 4)), "B": rng.normal(size=(*lead, 4, 4)), "w": rng.normal(size=(*lead, 10))}
    return made | {"S": made["B"] @ turned(made["B"]) + np.eye(4)}


@pytest.mark.parametrize("lead", [(), (3,)], ids=["one", "batch"])
@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("name", EXPRESSIONS)
def test_values_are_those_of_numpy(name, target, lead, rng):
    expr, expected = EXPRESSIONS[name]
    function = sg.lambdify(expr, target=target)
    arrays = drawn(rng, lead)
    found = function(**{key: arrays[key] for key in function.arguments})
    np.testing.assert_allclose(found, expected(arrays), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("scale", [1e-200, 1.0, 1e200])
@pytest.mark.parametrize("target", TARGETS)
def test_the_factors_of_qr_are_what_they_are_said_to_be(target, scale, rng):
    """Also of columns of very different sizes, and of numbers whose squares overflow."""
    x = scale * rng.normal(size=(5, 6, 4)) * [1.0, 1e-6, 1e-3, 1e5]
    x[0, 0, 0] = 0.0  # the first reflection of a column that begins with 0
    q, r = (sg.lambdify(part, target=target)(A=x) for part in sg.qr(A))
    np.testing.assert_allclose(turned(q) @ q, np.broadcast_to(np.eye(4), (5, 4, 4)), atol=1e-13)
    np.testing.assert_allclose(q @ r, x, rtol=1e-12, atol=1e-14 * np.abs(x).max())
    np.testing.assert_array_equal(r, np.triu(r))
    assert np.all(np.diagonal(r, axis1=-2, axis2=-1) > 0)


@pytest.mark.parametrize("target", TARGETS)
def test_qr_loses_no_digits_where_the_square_of_the_condition_would(target, rng):
    """Q stays orthonormal at a condition of 1e7; by the Cholesky factor of A'A it does not."""
    left, right = (np.linalg.qr(rng.normal(size=(size, 4)))[0] for size in (6, 4))
    x = left @ np.diag([1.0, 1e-3, 1e-5, 1e-7]) @ right.T
    q = sg.lambdify(sg.qr_q(A), target=target)(A=x)
    np.testing.assert_allclose(q.T @ q, np.eye(4), atol=1e-13)
    by_square = x @ np.linalg.inv(np.linalg.cholesky(x.T @ x)).T
    assert np.abs(by_square.T @ by_square - np.eye(4)).max() > 1e-6


@pytest.mark.parametrize("target", TARGETS)
def test_single_precision_stays_so(target, rng):
    x = rng.normal(size=(6, 4)).astype(np.float32)
    for expr in (sg.qr_q(A), sg.qr_r(A), sg.cholesky(A.T * A), sg.vech(A.T * A), sg.tril(A.T * A)):
        assert sg.lambdify(expr, target=target)(A=x).dtype == np.float32


def test_a_qr_of_rank_that_falls_is_refused_by_name_or_nan():
    x = np.ones((6, 4))
    for target in ("numpy", "c"):
        with pytest.raises(DomainError, match="depend on one another, but QR needs full column rank"):
            sg.lambdify(sg.qr_r(A), target=target)(A=x)
    assert np.isnan(sg.lambdify(sg.qr_r(A), target="array-api")(A=x)).any()
    for target in TARGETS:
        with pytest.raises(sg.ShapeError, match=r"takes n = 4 places from 0 on, counted from 0, but there are m = 3"):
            sg.lambdify(sg.qr_q(A), target=target)(A=np.ones((3, 4)))


@pytest.mark.parametrize("target", TARGETS)
def test_a_matrix_that_is_not_positive_definite_is_refused_by_name(target):
    for wrong in (-np.eye(3), np.zeros((3, 3)), np.array([[1.0, 2.0], [2.0, 1.0]])):
        with pytest.raises(DomainError, match="positive definite"):
            sg.lambdify(sg.cholesky(S), target=target)(S=wrong)


@pytest.mark.parametrize("target", TARGETS)
def test_a_batch_with_a_gradient_is_the_samples_one_by_one(target, rng):
    loss = sg.scalar("loss")
    cell = sg.System([(loss, sg.total(sg.tanh(sg.cholesky(B * B.T + sp.Identity(n)) * sg.qr_r(A))))])
    back = cell.gradient().gradient()
    arrays = {symbol.name: rng.normal(size=(3, *shape_in_numbers(symbol))) for symbol in back.inputs}
    function = back.lambdify(target=target)
    found = function(**{name: arrays[name] for name in function.arguments})
    one_by_one = [function(**{name: arrays[name][k] for name in function.arguments}) for k in range(3)]
    for name, value in found.items():
        np.testing.assert_allclose(value, np.stack([one[name] for one in one_by_one]), rtol=1e-9, atol=1e-10)


def shape_in_numbers(symbol):
    return {"A": (6, 4), "B": (4, 4), "loss": ()}[symbol.name.replace("bar_", "").replace("bar2_", "")]


@pytest.mark.parametrize("target", TARGETS)
def test_over_time_a_factor_is_that_of_each_step(target, rng):
    """A recurrence that whitens by the factor of a matrix of each step."""
    h, h_prev, x, G = sg.vector("h", n), sg.vector("h_prev", n), sg.vector("x", n), sg.matrix("G", n, n)
    W = sg.matrix("W", n, n, lower=True)
    Q, R = sg.matrices("Q R", n, n)
    factor = sg.cholesky(G * G.T + sp.Identity(n))
    whitened = sg.tanh(factor * (W * h_prev + x)) + Q * R.T * x
    equations = [(Q, sg.qr_q(G)), (R, sg.qr_r(G)), (h, whitened)]
    cell = sg.System(equations, inputs=[x, G, h_prev], parameters=[W], outputs=[h])
    over_time = sg.Recurrence(cell, carry={h: h_prev}, sequences=[x, G])
    assert over_time.check(method="complex")
    back = over_time.gradient()
    arrays = {
        "x": rng.normal(size=(5, 3)), "G": rng.normal(size=(5, 3, 3)), "W": np.tril(rng.normal(size=(3, 3))),
        "bar_h": rng.normal(size=(5, 3)), "h_prev": rng.normal(size=3),
    }  # fmt: skip
    expected, function = back.lambdify(), back.lambdify(target=target)
    exact = expected(**{name: arrays[name] for name in expected.arguments})
    found = function(**{name: arrays[name] for name in function.arguments})
    for name, value in exact.items():
        np.testing.assert_allclose(found[name], value, rtol=1e-10, atol=1e-12)
    np.testing.assert_array_equal(found["bar_W"], np.tril(found["bar_W"]))


@pytest.mark.parametrize("target", ["jax", "torch"])
def test_the_other_libraries_have_their_words(target):
    pytest.importorskip(target)
    function = sg.lambdify(sg.qr_q(A) * sg.cholesky(S) * sg.vech(B)[0, 0], target=target)
    assert function is not None
