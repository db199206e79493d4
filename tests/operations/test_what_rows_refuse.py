"""What convolutions, pooling, scans and gathering refuse, and what they do at ties, zeros, ends and large numbers."""

import numpy as np
import pytest
import sympy as sp

import symgrad as sg

n, m, k, c = sg.dims("n m k c")
x, w, s, j = sg.vector("x", n), sg.vector("w", m), sg.scalar("s"), sg.scalar("j")
X, short, long = sg.matrix("X", n, c), sg.vector("a", 2), sg.vector("b", 5)

REFUSED = {
    "a scalar": (lambda: sg.convolve(s, w), sg.ShapeError, "takes vectors or matrices, but s is a scalar"),
    "the mode": (lambda: sg.convolve(x, w, mode="half"), sg.ArgumentError, "mode is one of .*, but .half. came"),
    "no middle": (lambda: sg.convolve(x, w, mode="same"), sg.ShapeError, r"write it as\s*2\*k \+ 1"),
    "columns": (lambda: sg.convolve(X, sg.matrix("W", m, 3)), sg.ShapeError, "a matrix of as many columns"),
    "the longer one first": (lambda: sg.correlate(short, long), sg.ShapeError, "give the longer one first"),
    "scan of two shapes": (lambda: sg.linear_scan(x, w), sg.ShapeError, "takes two of one shape"),
    "cumsum of a scalar": (lambda: sg.cumsum(s), sg.ShapeError, "cumsum takes a vector or a matrix"),
    "an axis": (lambda: sg.cumprod(x, axis=2), sg.ArgumentError, "axis"),
    "shift by a half": (lambda: sg.shift(x, sp.Rational(1, 2)), sg.ArgumentError, "whole number of places"),
    "a count": (lambda: sg.max_pool(x, 2), sg.ShapeError, r"give its size as a number, or as 2\*k"),
    "no window": (lambda: sg.max_pool(short, 3), sg.ShapeError, "no window of 3 fits"),
    "a width": (lambda: sg.mean_pool(x, m), sg.ArgumentError, "width is a whole number"),
    "a stride": (lambda: sg.windows(x, 2, stride=0), sg.ArgumentError, "stride is a whole number"),
    "a position": (lambda: sg.gather(long, [0, 5]), sg.ShapeError, "position 5, counted from 0, is outside the 5"),
    "a position that is none": (
        lambda: sg.one_hot(sp.Rational(1, 2), 3),
        sg.ShapeError,
        "a position is a whole number",
    ),
    "one position": (lambda: sg.gather(X, j), sg.ShapeError, r"X.T\*one_hot\(i, n\)"),
    "no position": (lambda: sg.gather(x, []), sg.ArgumentError, "at least one"),
}


@pytest.mark.parametrize(("made", "error", "told"), REFUSED.values(), ids=REFUSED)
def test_it_is_refused_by_name(made, error, told):
    with pytest.raises(error, match=told):
        made()


def test_the_derivative_by_a_position_is_refused():
    index = sg.vector("i", 3)
    with pytest.raises(sg.SymgradError, match="i"):
        sg.gradient(sg.total(sg.gather(x, index)), index)


@pytest.mark.parametrize("target", ["numpy", "c", "array-api"])
@pytest.mark.parametrize("spots", [[0.0, 4.0], [0.0, -1.0], [0.5, 1.0]])
def test_a_position_outside_is_found_when_code_runs(target, spots):
    f = sg.lambdify(sg.System([(sg.vector("y", 2), sg.gather(x, sg.vector("i", 2)))]), target=target)
    np.testing.assert_array_equal(f(x=np.arange(4.0), i=np.array([3.0, 0.0])), [3.0, 0.0])
    with pytest.raises((IndexError, sg.SymgradError), match="position"):
        f(x=np.arange(4.0), i=np.array(spots))


@pytest.mark.parametrize("target", ["numpy", "c", "array-api"])
def test_whole_numbers_may_come_as_integers(target):
    f = sg.lambdify(sg.System([(sg.vector("y", 2), sg.gather(x, sg.vector("i", 2)))]), target=target)
    np.testing.assert_array_equal(f(x=np.arange(4.0), i=np.array([3, 1])), [3.0, 1.0])


@pytest.mark.parametrize("target", ["numpy", "c", "array-api"])
def test_arrays_where_the_short_one_does_not_fit_are_refused(target):
    f = sg.lambdify(sg.System([(sg.vector("y", n - m + 1), sg.correlate(x, w))]), target=target)
    np.testing.assert_allclose(f(x=np.arange(3.0), w=np.ones(3)), [3.0])
    with pytest.raises(sg.ShapeError, match="takes m = 4 places from 0 on, counted from 0, but there are n = 3"):
        f(x=np.arange(3.0), w=np.ones(4))


@pytest.mark.parametrize("target", ["numpy", "c", "array-api"])
def test_at_ties_the_first_of_the_largest_has_the_slope(target):
    even, t = sg.vector("z", 2 * k), sg.vector("t", k)
    f = sg.System([(s, sg.dot(t, sg.max_pool(even, 2)))]).gradient(wrt=even).lambdify(target=target)
    np.testing.assert_array_equal(f(z=np.array([1.0, 1, 0, 2]), t=np.array([3.0, 5])), [3, 0, 0, 5])


@pytest.mark.parametrize("target", ["numpy", "c", "array-api"])
@pytest.mark.parametrize("zeros", [[], [2], [0], [1, 3], [0, 1, 2, 3, 4]])
def test_a_cumulative_product_has_the_right_gradient_at_zeros(target, zeros, rng):
    t = sg.vector("t", n)
    f = sg.System([(s, sg.dot(t, sg.cumprod(x)))]).gradient(wrt=x).lambdify(target=target)
    point, weight = rng.normal(size=5), rng.normal(size=5)
    point[zeros] = 0.0
    right = [sum(weight[i] * np.prod(np.delete(point[: i + 1], p)) for i in range(p, 5)) for p in range(5)]
    np.testing.assert_allclose(f(x=point, t=weight), right, rtol=1e-13, atol=1e-15)


@pytest.mark.parametrize("scale", [-1000.0, 1000.0])
def test_large_numbers_stay_finite(scale, rng):
    even = sg.vector("z", 2 * k)
    made = sg.max_pool(sg.convolve(even, sg.vector("w", 3), mode="same"), 2)
    back = sg.System([(s, sg.logsumexp(made) - sg.log(sg.softmax(made)[0]))]).gradient()
    found = back.lambdify()(z=scale * rng.normal(size=6), w=np.ones(3))
    assert all(np.isfinite(array).all() for array in found.values())


@pytest.mark.parametrize("target", ["numpy", "c", "array-api"])
def test_single_entries_go_along(target):
    """Sizes that are 1 where the code runs, and sizes that are 1 from the start."""
    one = sg.vector("o", 1)
    for made in (sg.cumsum(x), sg.cumprod(x), sg.convolve(x, one), sg.correlate(x, w), sg.shift(x, 1)):
        f = sg.lambdify(made, target=target)
        arrays = {name: np.full(1, 2.0) for name in f.arguments}
        assert np.shape(f(**arrays)) == (1,)
    assert sg.cumsum(one) == one
    assert sg.cumprod(one) == one


def test_sizes_that_do_not_change_anything():
    assert sg.shift(x, 0) == x
    assert sg.roll(long, 5) == long
    assert sg.shift(short, 2) == sp.ZeroMatrix(2, 1)
    assert sg.windows(x, 1) == x


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("target", ["numpy", "c", "array-api"])
def test_the_type_of_the_arrays_stays(target, dtype):
    even = sg.vector("z", 2 * k)
    for made in (sg.cumsum(even), sg.convolve(even, w), sg.max_pool(even, 2), sg.cumprod(even), sg.mean_pool(even, 2)):
        f = sg.lambdify(made, target=target)
        assert f(**{name: np.ones(4, dtype) for name in f.arguments}).dtype == dtype
