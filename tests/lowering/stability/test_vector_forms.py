"""Sums of a softmax that cancel at its largest entry, in longer sums, in scalars, and of two softmaxes."""

import mpmath as mp
import numpy as np
import pytest

import symgrad as sg
from symgrad.expressions.traversal import postorder
from symgrad.lowering.stability import StableForm, stable

N = sg.dims("n")
A, B, P, Q, V, W, X, Z = (sg.vector(name, N) for name in "abpqvwxz")
C, L = sg.scalars("c L")
Y = sg.matrix("Y", N, N)


def names_in(system, name):
    """The stable forms in the line of a name."""
    value = dict(stable(system).definitions)[system.symbol(name)]
    return sorted(node.name for node in postorder(value) if isinstance(node, StableForm))


@pytest.mark.parametrize(
    ("value", "names"),
    [
        (sg.hadamard(P, V) - sg.dot(P, V) * P, ["softmax_pull"]),
        (sg.hadamard(P, V) - (sg.dot(P, V) + C) * P, ["softmax_pull"]),
        (sg.hadamard(W, V) - sg.dot(P, V) * W, ["softmax_centred"]),
        (3 * sg.hadamard(W, V) - sg.dot(P, V) * W, ["softmax_centred"]),
        (sg.hadamard(W, V) + sg.dot(P, V) * W, []),
        (P - Q, ["softmax_difference"]),
        (C * P - C * Q + V, ["softmax_difference"]),
        (P + Q, []),
    ],
)
def test_forms(value, names):
    system = sg.System([(P, sg.softmax(Z)), (Q, sg.softmax(X)), (A, value)], outputs=[A])
    assert names_in(system, "a") == names
    source = np.random.default_rng(0)
    point = {s.name: source.standard_normal(3) if s.shape else 0.7 for s in map(plain, system.inputs)}
    written = {s: softmax(point[n]) for s, n in (("p", "z"), ("q", "x")) if n in point}
    right = sg.lambdify(value)
    found = system.lambdify()(**point)
    given = {**point, **written}
    np.testing.assert_allclose(found, right(**{k: given[k] for k in right.arguments}), rtol=1e-12, atol=1e-15)


def plain(symbol):
    class Told:
        name, shape = symbol.name, getattr(symbol, "shape", ())

    return Told


def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()


def test_a_matrix_beside_the_mean_of_a_vector_is_no_pull():
    system = sg.System([(P, sg.softmax(Z)), (sg.matrix("R", N, N), sg.diag(V) - sg.dot(P, V) * Y)])
    assert names_in(system, "R") == []


def test_a_covariance_is_computed_about_the_mean():
    system = sg.System([(P, sg.softmax(Z)), (L, sg.dot(P, sg.hadamard(V, W)) - sg.dot(P, V) * sg.dot(P, W))])
    z, v, w = np.array([40.0, 0.0, -1.0]), np.array([3.0, -0.5, 0.25]), np.array([1.5, 0.75, -2.0])
    with mp.workdps(60):
        e = [mp.exp(mp.mpf(x)) for x in z]
        p = [x / mp.fsum(e) for x in e]
        mean = [mp.fsum(a * mp.mpf(b) for a, b in zip(p, u, strict=True)) for u in (v, w)]
        true = mp.fsum(a * (mp.mpf(b) - mean[0]) * (mp.mpf(c) - mean[1]) for a, b, c in zip(p, v, w, strict=True))
        assert abs(system.lambdify()(z=z, v=v, w=w) - true) <= 1e-12 * abs(true)
        naive = softmax(z) @ (v * w) - (softmax(z) @ v) * (softmax(z) @ w)
        assert not abs(naive - true) <= 1e-12 * abs(true)


@pytest.mark.parametrize("kind", [np.float64, np.float32])
def test_two_softmaxes_that_are_both_nearly_one(kind):
    system = sg.System([(P, sg.softmax(Z)), (Q, sg.softmax(X)), (A, P - Q)], outputs=[A])
    z, x = np.array([[40.0, 0.0], [0.0, 1.0]], kind), np.array([[41.0, 0.0], [0.0, 60.0]], kind)
    found = system.lambdify()(z=z, x=x)
    assert found.dtype == kind
    with mp.workdps(60):
        for k in range(2):
            p, q = (1 / (1 + mp.exp(mp.mpf(float(u[k, 1])) - mp.mpf(float(u[k, 0])))) for u in (z, x))
            for one, true in zip(found[k], (p - q, q - p), strict=True):
                assert abs(mp.mpf(float(one)) - true) <= (1e-12 if kind is np.float64 else 1e-5) * abs(true)


def test_a_maximum_written_as_a_sum_keeps_the_larger():
    m, a, b = sg.scalars("m a b")
    system = sg.System([(m, sg.larger(a, b))])
    for pair in ((-1000.0, 1.6), (1.6, -1000.0), (0.1, 1e20)):
        assert system.lambdify()(a=np.float32(pair[0]), b=np.float32(pair[1])) == np.float32(max(pair))
    low = sg.System([(m, a - sg.relu(a - b))])
    assert low.lambdify()(a=1000.0, b=1e-9) == 1e-9
    with pytest.raises(AssertionError):  # the sum as it stands
        assert np.float32(-1000.0) + max(np.float32(1.6) - np.float32(-1000.0), np.float32(0)) == np.float32(1.6)
