"""The Taylor test: order 2 with the right gradient, order 1 with a wrong one."""

import numpy as np
import pytest

from symgrad.checks import taylor


def f(x, W):
    return np.tanh(W @ x).sum()


def grad(x, W):
    bar = 1 - np.tanh(W @ x) ** 2
    return {"x": W.T @ bar, "W": np.outer(bar, x)}


def draw(seed, dtype=float):
    source = np.random.default_rng(seed)
    return {"x": source.standard_normal(3).astype(dtype), "W": source.standard_normal((2, 3)).astype(dtype)}


def test_the_remainder_shrinks_with_order_two():
    test = taylor(f, grad, draw(1))
    assert test
    assert test.orders[3] == pytest.approx(2.0, abs=0.1)
    assert test.steps[0] / test.steps[1] == 4.0


@pytest.mark.parametrize("seed", range(50))
def test_no_false_alarm(seed):
    assert taylor(f, grad, draw(seed), seed)
    assert taylor(f, grad, draw(seed, np.float32), seed)


@pytest.mark.parametrize("seed", range(10))
def test_a_wrong_gradient_has_order_one(seed):
    at = draw(seed)
    test = taylor(f, {name: 1.00001 * array for name, array in grad(**at).items()}, at, seed)
    assert test.verdict == "FAIL"
    assert test.orders[-1] < 1.4
    assert not taylor(f, {name: -array for name, array in grad(**at).items()}, at, seed)


def test_a_linear_function_has_no_remainder_but_a_wrong_slope_has():
    c = np.array([1.0, -2.0, 0.5])
    assert taylor(lambda x: c @ x, c, np.array([0.3, 0.1, 2.0]))
    assert not taylor(lambda x: c @ x, 1.001 * c, np.array([0.3, 0.1, 2.0]))


def test_a_bad_point_is_no_failure():
    test = taylor(lambda x: np.log(x).sum(), lambda x: 1 / x, np.array([0.0, 1.0]))
    assert test.verdict == "not finite"
    assert not test


def test_steps_out_of_the_domain_do_not_pass_a_wrong_gradient():
    at = np.array([0.97])
    assert taylor(lambda x: np.arcsin(x).sum(), lambda x: 17.0 * x, at).verdict == "FAIL"
    assert taylor(lambda x: np.arcsin(x).sum(), lambda x: 1 / np.sqrt(1 - x * x), at)


def test_where_nothing_is_seen_nothing_passes():
    at = np.array(0.3)
    assert taylor(lambda x: 1e18 + x * x, lambda x: 5.0 + 0 * x, at).verdict == "not seen"
    assert taylor(lambda x: (x * x).sum(), {}, {"x": at}).verdict == "not seen"
    assert not taylor(lambda x: (x * x).sum(), {}, {"x": at})
    assert taylor(lambda x: 3.0 + 0 * x, lambda x: 0 * x, at)


def test_text():
    lines = str(taylor(lambda x: (x * x).sum(), lambda x: 2 * x, np.array([1.0, 2.0]))).splitlines()
    assert lines[0].startswith("Taylor test, seed 0: pass")
    assert lines[1] == "        step     remainder   order"
    assert lines[2].split()[0] == "6.2e-02"
    assert lines[4].split()[2] == "2.00"
