"""Finite and right where naive forms overflow, underflow or cancel: against arithmetic of many digits."""

import mpmath as mp
import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.expansion import expand
from symgrad.functions.heads import X
from symgrad.targets import random_point

POINTS = (1e3, -1e3, 88.0, -88.0, 20.0, -20.0, 1.0, -1.0, 0.3, 0.0, -0.0, 1e-300, -1e-300)
SMALLEST = {np.float64: mp.mpf(2.0) ** -1022, np.float32: mp.mpf(2.0) ** -126}
TOLERANCE = {np.float64: 1e-12, np.float32: 1e-5}
DIGITS = 1000


def agrees(found, exact, kind):
    """Finite, and right to the tolerance; below the smallest normal number it only has to be as small."""
    if not np.isfinite(found):
        return False
    if abs(exact) < SMALLEST[kind]:
        return abs(float(found)) <= float(SMALLEST[kind])
    return abs(mp.mpf(float(found)) - exact) <= TOLERANCE[kind] * abs(exact)


@pytest.mark.parametrize("kind", [np.float64, np.float32])
@pytest.mark.parametrize("order", [0, 1, 2])
@pytest.mark.parametrize(
    "row", [sg.sigmoid, sg.softplus, sg.gelu, sg.gelu_tanh, sg.log_sigmoid, sg.silu], ids=lambda row: row.name
)
def test_functions_and_their_derivatives(row, order, kind):
    b = sg.scalar("b")
    expr = row(b)
    for _ in range(order):
        expr = sg.gradient(expr, b)
    function = sg.lambdify(expr)
    definition = sp.lambdify(X, sp.diff(row.definition, X, order), "mpmath")
    with mp.workdps(DIGITS):
        for point in map(kind, POINTS):
            assert agrees(function(b=point), definition(mp.mpf(float(point))), kind), point


@pytest.mark.parametrize("kind", [np.float64, np.float32])
def test_the_gradient_of_a_system_with_a_named_gate(kind):
    x, y = sg.scalars("x y")
    backward = sg.System([(y, sg.sigmoid(x))]).gradient()
    with mp.workdps(DIGITS):
        for point in map(kind, POINTS):
            exact = 1 / (2 + mp.exp(mp.mpf(float(point))) + mp.exp(-mp.mpf(float(point))))
            assert agrees(backward.lambdify()(x=point, bar_y=kind(1)), exact, kind), point


N = sg.dims("n")
V = sg.vector("x", N)
VECTORS = [
    (88.0, 0.0, -88.0),
    (1e3, -1e3, 88.0, -88.0, 0.0, -0.0, 1e-300),
    (20.0, 0.3, -1.0),
    (1e-300, -1e-300, 3e-300),
    (1e3, 1e3, 1e3 - 1.0),
]
FORMS = {
    "softmax": sg.softmax(V),
    "log softmax": sg.log_softmax(V),
    "logsumexp": sg.logsumexp(V),
    "norm": sg.norm(V),
    "softmax Jacobian": sg.jacobian(sg.softmax(V), V),
    "log softmax Jacobian": sg.jacobian(sg.log_softmax(V), V),
    "logsumexp gradient": sg.gradient(sg.logsumexp(V), V),
    "logsumexp Hessian": sg.hessian(sg.logsumexp(V), V),
    "norm gradient": sg.gradient(sg.norm(V), V),
    "norm Hessian": sg.hessian(sg.norm(V), V),
}
# By the definition of each, at many digits: the oracle knows nothing of symgrad's rules.
VALUES = {
    "softmax": lambda x: [mp.exp(e) / sum(map(mp.exp, x)) for e in x],
    "log softmax": lambda x: [e - mp.log(sum(map(mp.exp, x))) for e in x],
    "logsumexp": lambda x: [mp.log(sum(map(mp.exp, x)))],
    "norm": lambda x: [mp.sqrt(sum(e * e for e in x))],
    "softmax Jacobian": lambda x: [(p * (i == j)) - p * q for i, p in _p(x) for j, q in _p(x)],
    "log softmax Jacobian": lambda x: [(i == j) - q for i, _ in _p(x) for j, q in _p(x)],
    "logsumexp gradient": lambda x: [p for _, p in _p(x)],
    "logsumexp Hessian": lambda x: [(p * (i == j)) - p * q for i, p in _p(x) for j, q in _p(x)],
    "norm gradient": lambda x: [e / _size(x) for e in x],
    "norm Hessian": lambda x: [
        ((i == j) - a * b / _size(x) ** 2) / _size(x) for i, a in enumerate(x) for j, b in enumerate(x)
    ],
}  # fmt: skip


def _p(x):
    return list(enumerate(VALUES["softmax"](x)))


def _size(x):
    return VALUES["norm"](x)[0]


@pytest.mark.parametrize("kind", [np.float64, np.float32])
@pytest.mark.parametrize("point", VECTORS, ids=str)
@pytest.mark.parametrize("name", FORMS)
def test_functions_of_vectors_and_their_derivatives(name, point, kind):
    if kind is np.float32 and max(map(abs, point)) < 1e-37:
        point = tuple(entry * 1e270 for entry in point)  # 1e-30: what float32 can hold
    x = np.array(point, dtype=kind)
    found = np.ravel(sg.lambdify(FORMS[name])(x=x))
    with mp.workdps(DIGITS):
        exact = VALUES[name]([mp.mpf(float(entry)) for entry in x])
        for k, (one, other) in enumerate(zip(found, exact, strict=True)):
            assert agrees(one, other, kind), (k, one, mp.nstr(other, 17))


# -- of each row or column, by the definition of each line -----------------------------------------------------------

M = sg.dims("m")
Z, O, P = sg.matrix("Z", N, M), sg.matrix("O", N, M), sg.matrix("P", N, M)
LINES = np.array([(1000.0, 0.0, -5.0), (-110.0, 0.0, 110.0), (40.0, -40.0, 39.0), (1.0, 2.0, 3.0)])
WEIGHTS = np.array([(1.0, 0.0, 0.0), (0.25, 0.5, 0.25), (0.0, 1.0, 2.0), (-1.0, 3.0, 0.5)])
LINE_LOSSES = {  # the gradient of each line x with the weights w, by its softmax p
    "weighted softmax": (
        lambda axis: [(P, sg.softmax(Z, axis=axis)), (sg.scalar("L"), sg.total(sg.hadamard(O, P)))],
        lambda p, w: [p[j] * sum(p[k] * (w[j] - w[k]) for k in range(3)) for j in range(3)],
    ),
    "log of softmax": (
        lambda axis: [(P, sg.softmax(Z, axis=axis)), (sg.scalar("L"), -sg.total(sg.hadamard(O, sg.log(P))))],
        lambda p, w: [p[j] * sum(w) - w[j] if j != _top(p) else _at_top(p, w) for j in range(3)],
    ),
    "log_softmax": (
        lambda axis: [(sg.scalar("L"), -sg.total(sg.hadamard(O, sg.log_softmax(Z, axis=axis))))],
        lambda p, w: [p[j] * sum(w) - w[j] if j != _top(p) else _at_top(p, w) for j in range(3)],
    ),
}


def _top(p):
    return max(range(3), key=lambda j: p[j])


def _at_top(p, w):
    """p_j sum(w) - w_j, without cancellation."""
    j = _top(p)
    return sum(w[k] for k in range(3) if k != j) - sum(w) * sum(p[k] for k in range(3) if k != j)


@pytest.mark.parametrize("kind", [np.float64, np.float32])
@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("name", LINE_LOSSES)
def test_gradients_of_losses_of_lines(name, axis, kind):
    equations, by_hand = LINE_LOSSES[name]
    x, w = LINES.astype(kind), WEIGHTS.astype(kind)
    found = (
        sg.System(equations(axis), outputs=["L"])
        .gradient(wrt="Z")
        .lambdify()(Z=x if axis else x.T, O=w if axis else w.T)
    )
    with mp.workdps(DIGITS):
        for line, weights, row in zip(x, w, found if axis else found.T, strict=True):
            p = VALUES["softmax"]([mp.mpf(float(entry)) for entry in line])
            for one, other in zip(row, by_hand(p, [mp.mpf(float(entry)) for entry in weights]), strict=True):
                assert agrees(one, other, kind), (name, one, mp.nstr(other, 17))


# -- the second derivatives of softmax and log_softmax, which have three axes ----------------------------------------

V1, V2, Y = sg.vector("v1", N), sg.vector("v2", N), sg.vector("y", N)


def along_units(compiled, cotangent, tangent):
    """The second derivative of y_i by x_j and x_k as [i, k, j], from the Hessian-vector product with unit vectors."""

    def evaluated(x):
        units = np.eye(len(x), dtype=x.dtype)
        return np.array([[compiled(**{"x": x, cotangent: v, tangent: u}) for u in units] for v in units])

    return evaluated


def of_entries(row):
    """The same from the Hessian of each entry."""

    def evaluated(x):
        return np.array([sg.lambdify(sg.hessian(row(V)[i, 0], V))(x=x) for i in range(len(x))])

    return evaluated


SECOND = {
    f"{row.name}, {way}": make(row)
    for row in (sg.softmax, sg.log_softmax)
    for way, make in {
        "jvp of vjp": lambda row: along_units(sg.lambdify(sg.jvp(sg.vjp(row(V), V, V1), V, V2)), "v1", "v2"),
        "tangent of gradient": lambda row: along_units(
            sg.System([(Y, row(V))]).gradient().tangent(wrt=V).lambdify(), "bar_y", "dot_x"
        ),
        "entries": of_entries,
    }.items()
}  # fmt: skip


def second_derivative(name, x):
    """By differentiating p_i = exp(x_i) / sum exp(x) twice, by hand."""
    places = range(len(x))
    p = VALUES["softmax"](x)
    slope = [[p[j] * ((j == k) - p[k]) for k in places] for j in places]  # of p_j by x_k
    if name == "log_softmax":
        return [[[-slope[j][k] for j in places] for k in places] for _ in places]
    return [
        [[slope[i][k] * ((i == j) - p[j]) - p[i] * slope[j][k] for j in places] for k in places] for i in places
    ]  # fmt: skip


@pytest.mark.parametrize("kind", [np.float64, np.float32])
@pytest.mark.parametrize("point", VECTORS, ids=str)
@pytest.mark.parametrize("name", SECOND)
def test_the_second_derivatives_of_softmax(name, point, kind):
    if kind is np.float32 and max(map(abs, point)) < 1e-37:
        point = tuple(entry * 1e270 for entry in point)  # 1e-30: what float32 can hold
    x = np.array(point, dtype=kind)
    found = SECOND[name](x)
    with mp.workdps(DIGITS):
        exact = second_derivative(name.partition(",")[0], [mp.mpf(float(entry)) for entry in x])
        for place in np.ndindex(found.shape):
            i, k, j = place
            assert agrees(found[place], exact[i][k][j], kind), (place, found[place], mp.nstr(exact[i][k][j], 17))


def test_a_second_derivative_of_the_plain_formula_would_be_seen():
    x = np.array([20.0, 0.3, -1.0])
    p = np.exp(x) / np.exp(x).sum()
    with mp.workdps(DIGITS):
        exact = second_derivative("softmax", list(map(mp.mpf, map(float, x))))[0][0][0]
        assert not agrees(p[0] * (1 - p[0]) * (1 - 2 * p[0]), exact, np.float64)


# -- what else -----------------------------------------------------------------------------------------------------


def test_the_gradient_of_a_norm_at_zero_is_zero():
    assert sg.lambdify(FORMS["norm gradient"])(x=np.zeros(3)).tolist() == [0.0, 0.0, 0.0]


def test_a_form_that_cancels_would_be_seen():
    with mp.workdps(DIGITS):
        y = 1 / (1 + np.exp(-88.0))
        assert not agrees(y * (1 - y), 1 / (2 + mp.exp(88) + mp.exp(-88)), np.float64)


@pytest.mark.parametrize("name", ["softmax", "named", "hessian"])
def test_stable_forms_equal_the_plain_ones(name):
    v = sg.vector("v", N)
    p, out = sg.vector("p", N), sg.matrix("H", N, N)
    systems = {
        "softmax": sg.System([(p, sg.softmax(V))]).gradient(),
        "named": sg.System([(v, sg.sigmoid(V)), (p, sg.hadamard(v, sg.ones(N) - 2 * v, sg.ones(N) - v))]),
        "hessian": sg.System([(out, sg.hessian(sg.norm(V), V) + sg.jacobian(sg.log_softmax(V), V))]),
    }
    system = systems[name]
    point = random_point(system, seed=1, sizes={"n": 3})
    written = expand(system, n=3)
    known = {}
    for symbol in system.inputs:
        known |= {f"{symbol.name}_{k + 1}": sp.Float(float(entry), 30) for k, entry in enumerate(point[symbol.name])}
    exact = [
        float(sp.N(value.xreplace({s: known[s.name] for s in value.free_symbols}), 20))
        for value in (written.inlined(output) for output in written.outputs)
    ]
    np.testing.assert_allclose(np.ravel(system.lambdify()(**point)), exact, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("factor", [1, 2, sg.scalar("c")], ids=str)
def test_a_scalar_before_a_softmax_of_a_softmax_stays_a_factor_of_the_sum(factor):
    n = sg.dims("n")
    z, loss = sg.vector("z", n), sg.scalar("L")
    closed = sg.System([(loss, sg.logsumexp(factor * sg.softmax(z)))])
    assert closed.check(method="complex")
    assert closed.gradient().check(method="complex")
