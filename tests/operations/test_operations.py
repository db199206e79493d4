"""Slices by rows, and the larger of two."""

import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.errors import ShapeError

n, m = sg.dims("n m")


def test_rows_take_a_stack_apart():
    u, v = sg.vector("u", n), sg.vector("v", m)
    assert sg.rows(sg.concat(u, v), n, m) == v
    assert sg.rows(sg.matrix("W", 4 * n, m), 2 * n, n).shape == (n, m)
    y = sg.vector("y", n)
    cell = sg.System([(y, sg.tanh(sg.rows(sg.vector("a", 4 * n), 2 * n, n)))])
    np.testing.assert_allclose(cell.lambdify()(a=np.arange(8.0)), np.tanh([4.0, 5.0]))
    assert cell.check(method="complex")


@pytest.mark.parametrize(
    ("start", "count", "message"),
    [
        (-1, n, "rows: a has 4*n rows, but n of them from row -1 on, counted from 0, were asked for."),
        (4 * n, n, "rows: a has 4*n rows, but n of them from row 4*n on, counted from 0, were asked for."),
        (0, 0, "rows: a has 4*n rows, but 0 of them from row 0 on, counted from 0, were asked for."),
    ],
)
def test_rows_outside_are_refused(start, count, message):
    with pytest.raises(ShapeError) as caught:
        sg.rows(sg.vector("a", 4 * n), start, count)
    assert str(caught.value) == message


def test_rows_of_a_scalar_are_refused():
    with pytest.raises(ShapeError, match=r"^rows takes a vector or a matrix, but s is a scalar\.$"):
        sg.rows(sg.scalar("s"), 0, 1)


@pytest.mark.parametrize("make", [lambda name: sg.vector(name, n), lambda name: sg.matrix(name, n, m), sg.scalar])
def test_the_larger_of_two(make):
    u, v, y = make("u"), make("v"), make("y")
    system = sg.System([(y, sg.larger(u, v))], inputs=[u, v])
    assert system.check(method="complex")
    assert system.check(method="forward")


def test_the_larger_of_two_is_one_of_them():
    u, v, y = sg.vector("u", n), sg.vector("v", n), sg.vector("y", n)
    f = sg.System([(y, sg.larger(u, v))], inputs=[u, v]).lambdify()
    one, other = np.random.default_rng(0).standard_normal((2, 50))
    np.testing.assert_allclose(f(u=one, v=other), np.maximum(one, other), rtol=1e-14, atol=1e-14)


def test_the_larger_of_two_shapes_is_refused():
    with pytest.raises(ShapeError) as caught:
        sg.larger(sg.vector("u", n), sg.vector("v", m))
    assert str(caught.value) == "larger takes two of one shape, but u is (n,) and v is (m,)."


def test_stacks_that_fill_each_others_zeros_are_one():
    """The gradient of a packed parameter is one stack, in the order of its rows."""
    a, y = sg.vector("a", 3 * n), sg.vector("y", n)
    parts = [sg.rows(a, k * n, n) for k in (2, 0, 1)]
    cell = sg.System([(y, sg.hadamard(*parts))], inputs=[a])
    assert str(cell.gradient()).startswith("bar_a = [")
    assert "] + [" not in str(cell.gradient())
    assert cell.check(method="complex")


def test_stacks_whose_blocks_meet_stay_apart():
    u, v, w, y = (sg.vector(name, n) for name in "uvwy")
    both = sg.concat(u, sp.ZeroMatrix(n, 1)) + sg.concat(v, w)
    system = sg.System([(y, sg.rows(sg.tanh(both), 0, n))], inputs=[u, v, w])
    assert "[u; 0] + [v; w]" in str(system)
    assert system.check(method="complex")
    k = sg.dims("k")
    apart = sg.concat(sp.ZeroMatrix(n, 1), sg.vector("s", m + k)) + sg.concat(
        sg.vector("t", m), sp.ZeroMatrix(n + k, 1)
    )
    assert isinstance(sg.simplify(apart), sp.MatAdd)


@pytest.mark.parametrize("order", [1, 2])
@pytest.mark.parametrize("norm", [sg.layer_norm, sg.rms_norm])
def test_an_epsilon_that_is_a_variable_has_a_derivative(norm, order):
    n = sg.dims("n")
    x, v, w, e, L = sg.vector("x", n), sg.vector("v", n), sg.vector("w", n), sg.scalar("e"), sg.scalar("L")
    system = sg.System([(v, norm(x, epsilon=e)), (L, sg.dot(v, sg.hadamard(w, v)))])
    for _ in range(order - 1):
        system = system.gradient(of="L").replace(defaults={})
        system = system.replace(outputs=[system.outputs[-1]])
    assert all(system.check(at={"e": 0.7}, method="complex", seed=seed) for seed in range(2))


def test_a_delta_of_a_label_is_a_factor():
    a, label, y = sg.scalars("a label y")
    gradient = sg.System([(y, a * sp.KroneckerDelta(label, 1))]).gradient()
    assert [symbol.name for symbol in gradient.outputs] == ["bar_a"]
    assert [float(gradient.lambdify()(a=3.0, label=float(k))) for k in (0, 1, 2)] == [0.0, 1.0, 0.0]
