"""Operations along rows in array programs: what they are, and their numbers beside each operation's definition."""

import numpy as np
import pytest

import symgrad as sg

from .interpreter import Interpreted

n, m, c, k = sg.dims("n m c k")
x, w, u, L = sg.vector("x", n), sg.vector("w", m), sg.vector("u", n), sg.scalar("L")
X, W, E = sg.matrix("X", n, c), sg.matrix("W", m, c), sg.matrix("E", 9, c)
index = sg.vector("index", k)
SUMMED = {
    "convolve": sg.convolve(x, w),
    "correlate": sg.correlate(X, W),
    "scan": sg.linear_scan(x, u),
    "cumsum": sg.cumsum(X),
    "cumprod": sg.cumprod(x),
    "windows": sg.windows(X, 2) * sg.vector("w", 2),
    "gather": sg.gather(E, index),
    "max_pool": sg.max_pool(sg.matrix("E", 9, c), 3, 2),
}


@pytest.mark.parametrize("made", SUMMED.values(), ids=SUMMED)
@pytest.mark.parametrize("batched", [False, True])
def test_an_array_program_is_what_its_operations_are(made, batched, rng):
    back = sg.System([(L, sg.total(sg.tanh(made)))]).value_and_gradient()
    sizes = {"x": (5,), "w": (3,), "u": (5,), "X": (5, 2), "W": (3, 2), "E": (9, 2)}
    inputs = [symbol.name for symbol in back.inputs if symbol.name != "bar_L"]
    if "windows" in str(made):
        sizes["w"] = (2,)
    given = {
        name: rng.integers(9, size=(3, 4) if batched else 4).astype(float) if name == "index"
        else rng.normal(size=((3, *sizes[name]) if batched and name == inputs[0] else sizes[name]))
        for name in inputs
    }  # fmt: skip
    given["bar_L"] = np.ones(3 if batched else ())
    right, found = back.lambdify()(**given), Interpreted(back._kind.program)(**given)
    for name, array in right.items():
        np.testing.assert_allclose(found[name], array, rtol=1e-12, atol=1e-13, err_msg=name)


def test_rows_are_taken_and_put_without_a_one_hot_matrix():
    back = sg.System([(L, sg.total(sg.tanh(sg.gather(E, index))))]).gradient()
    told = str(back.array_program())
    assert "along take" in told
    assert "along put" in told
    assert "one_hot" not in told


def test_what_all_samples_share_is_put_at_once():
    source = sg.System([(L, sg.total(sg.tanh(sg.gather(E, index))))]).gradient().lambdify()
    given = {"E": np.ones((9, 2)), "index": np.zeros((5, 4)), "bar_L": np.ones(5)}
    found = source(**given)
    slope = 1 - np.tanh(1.0) ** 2
    np.testing.assert_allclose(found, np.vstack([np.full((1, 2), 20 * slope), np.zeros((8, 2))]))
