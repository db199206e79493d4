"""Convolutions, windows, sums and products so far, gathering: their numbers and derivatives beside plain NumPy."""

import numpy as np
import pytest
from row_cases import CASES, PLACES, shape_of

import symgrad as sg

EACH = pytest.mark.parametrize("case", CASES.values(), ids=CASES)


def whole(case, rng, batch=()):
    """Arrays for the variables of a case and for the weight of its loss."""
    return {**case.arrays(rng, batch), "t": rng.normal(size=batch + shape_of(case.result))}


def stepped(plain, arrays):
    """The gradient of a function of arrays by the complex step; that of positions is left out."""
    found = {}
    for name, array in arrays.items():
        if name in PLACES:
            continue
        made = np.zeros(array.shape)
        for at in np.ndindex(array.shape):
            moved = array.astype(complex)
            moved[at] += 1e-30j
            made[at] = plain(**{**arrays, name: moved}).imag / 1e-30
        found[name] = made
    return found


@EACH
def test_the_value_is_that_of_plain_numpy(case, rng):
    f = sg.lambdify(sg.System([(case.result, case.expression)]))
    arrays = case.arrays(rng)
    np.testing.assert_allclose(f(**arrays), case.plain(**arrays), rtol=1e-13, atol=1e-14)


@EACH
def test_the_gradient_is_the_complex_step_of_plain_numpy(case, rng):
    arrays = whole(case, rng)
    found = case.loss.gradient().lambdify()(**arrays)
    for name, right in stepped(case.plain_loss, arrays).items():
        np.testing.assert_allclose(found[f"bar_{name}"], right, rtol=1e-12, atol=1e-13, err_msg=name)


@EACH
def test_the_hessian_vector_product_is_a_difference_of_complex_steps(case, rng):
    arrays = whole(case, rng)
    f = case.loss.gradient().tangent().lambdify()
    ways = {name: rng.normal(size=array.shape) for name, array in arrays.items() if name not in PLACES}
    known = {f"dot_{name}": way for name, way in ways.items()}
    given = {**arrays, **known, "bar_L": 1.0, "dot_bar_L": 0.0}
    found = f(**{name: array for name, array in given.items() if name in f.arguments})
    ends = []
    for step in (1e-5, -1e-5):
        moved = {name: array + step * ways[name] if name in ways else array for name, array in arrays.items()}
        ends.append(stepped(case.plain_loss, moved))
    for name in ways:
        right = (ends[0][name] - ends[1][name]) / 2e-5
        np.testing.assert_allclose(found[f"dot_bar_{name}"], right, rtol=1e-7, atol=1e-8, err_msg=name)


def test_a_wrong_gradient_is_found(rng):
    case = CASES["correlate"]
    arrays = whole(case, rng)
    right = stepped(case.plain_loss, arrays)
    assert not np.allclose(case.loss.gradient().lambdify()(**arrays)["bar_w"], right["w"][::-1], rtol=1e-3)


@EACH
@pytest.mark.parametrize("target", ["numpy", "c", "array-api"])
def test_a_batch_is_sample_by_sample_in_every_target(case, target, rng):
    back = case.loss.gradient()
    f, one_by_one = back.lambdify(target=target), back.lambdify()
    arrays = whole(case, rng, (3,))
    found = f(**arrays)
    for k in range(3):
        alone = one_by_one(**{name: array[k] for name, array in arrays.items()})
        for name, right in alone.items():
            np.testing.assert_allclose(found[name][k], right, rtol=1e-12, atol=1e-13, err_msg=name)


@EACH
@pytest.mark.parametrize("target", ["numpy", "c", "array-api"])
def test_what_has_no_batch_gets_the_sum(case, target, rng):
    back = case.loss.gradient()
    arrays = whole(case, rng, (3,))
    shared = [name for name in arrays if name not in PLACES and name != "t"][-1]
    arrays[shared] = arrays[shared][0]
    found = back.lambdify(target=target)(**arrays)[f"bar_{shared}"]
    one_by_one = back.lambdify()
    each = [
        one_by_one(**{name: array if name == shared else array[k] for name, array in arrays.items()}) for k in range(3)
    ]
    np.testing.assert_allclose(found, sum(one[f"bar_{shared}"] for one in each), rtol=1e-12, atol=1e-13)


@EACH
def test_what_is_written_out_has_the_same_numbers(case, rng):
    system = sg.System([(case.result, case.expression)])
    if any(symbol.name in PLACES for symbol in system.inputs):
        return
    sizes = {"n": 6, "m": 3, "c": 2, "k": 3}
    scalars = system.expand(**{str(dim): sizes[str(dim)] for dim in system.dims})
    arrays = case.arrays(rng)
    told = {
        f"{name}_{'_'.join(str(one + 1) for one in at)}": array[at]
        for name, array in arrays.items()
        for at in np.ndindex(array.shape)
    }
    found = scalars.lambdify()(**told)
    np.testing.assert_allclose(list(found.values()), case.plain(**arrays).ravel(), rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize(("build", "known"), [(sg.cumsum, np.cumsum), (sg.cumprod, np.cumprod)])
def test_an_axis_is_that_of_numpy(build, known):
    X, v = sg.matrix("X", 3, 2), sg.vector("v", 3)
    matrix, vector = np.array([[1.0, 2.0], [3.0, 4.0], [0.5, -1.0]]), np.array([1.0, 2.0, 3.0])
    for axis in (0, 1, -1, -2):
        np.testing.assert_array_equal(sg.lambdify(build(X, axis=axis))(X=matrix), known(matrix, axis=axis))
    for axis in (0, -1):
        np.testing.assert_array_equal(sg.lambdify(build(v, axis=axis))(v=vector), known(vector, axis=axis))
