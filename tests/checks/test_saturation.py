"""Where everything is saturated a check neither passes nor fails, and the complex step is finite at any scale."""

import numpy as np
import pytest

import symgrad as sg
from symgrad.checks import check_gradient
from symgrad.checks.report import entry_of

N = sg.dims("n")
X, Y = sg.vectors("x y", N)
AT = np.array([1.0, -0.7, 0.3])
METHODS = ("forward", "central", "complex")


@pytest.mark.parametrize(
    "row", [sg.sigmoid, sg.softplus, sg.log_sigmoid, sg.silu, sg.elu, sg.erf, sg.gelu, sg.normal_cdf, sg.gelu_tanh],
    ids=lambda row: row.name,
)  # fmt: skip
@pytest.mark.parametrize("scale", [1.0, 50.0, 1000.0])
def test_the_complex_step_is_finite_at_any_scale(row, scale):
    report = sg.System([(Y, row(X))]).check(at={"x": scale * AT}, method="complex")
    assert report.failures == report.not_finite == ()
    assert report or scale > 1


def wrong_sigmoid():
    return sg.elementwise(
        "wrong", slope=lambda x, y: -y * (1 - y), definition=lambda x: sg.sigmoid(x), numpy=sg.sigmoid.numpy,
        helper=sg.sigmoid.helper, analytic=sg.sigmoid.analytic,
    )  # fmt: skip


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("scale", [1.0, 20.0, 50.0, 1000.0])
def test_a_wrong_sign_is_not_passed_at_any_scale(method, scale):
    assert not sg.System([(Y, wrong_sigmoid()(X))]).check(at={"x": scale * AT}, method=method)


@pytest.mark.parametrize("method", METHODS)
def test_what_is_saturated_is_neither_right_nor_wrong(method):
    report = sg.System([(Y, sg.sigmoid(X))]).check(at={"x": 1000 * AT}, method=method)
    assert not report
    assert report.failures == report.not_finite == ()
    assert len(report.not_seen) == 3  # the others are 0 at any point
    assert report.summary == "not seen here: saturated, or lost in rounding (3 of 9 entries); try a smaller point."


def test_some_that_are_not_seen_do_not_keep_the_others_from_passing():
    report = sg.System([(Y, sg.sigmoid(X))]).check(at={"x": np.array([1000.0, 0.5, -0.3])}, method="complex")
    assert report
    assert (
        report.summary == "8 of 9 entries pass; 1 of 9 not seen here: saturated, or so small that rounding hides them."
    )


def test_a_zero_that_is_zero_anywhere_passes():
    b = sg.scalar("b")
    assert check_gradient(lambda x: 0.0 * x.sum(), lambda x: 0.0 * x, np.array([50.0, 2.0]))
    assert sg.System([(b, sg.total(X))]).check(at={"x": 100 * AT})


def test_two_small_numbers_that_agree_are_seen():
    assert entry_of("x", (), 1e-18, 1e-18 * (1 + 1e-9), 1e-10).verdict == "pass"
    assert entry_of("x", (), 1e-18, 2e-18, 1e-10).verdict == "not seen"
    assert entry_of("x", (), 0.0, 0.0, 1e-10).verdict == "pass"
    assert entry_of("x", (), 0.0, 0.0, 1e-10, saturated=True).verdict == "not seen"
    assert entry_of("x", (), 1.0, 2.0, 1e-10, saturated=True).verdict == "FAIL"


def constants():
    """Functions that are the same at any point, though rounding may move them, each with its gradient."""
    return {
        "0": lambda x: 0.0 * x[0],
        "a quotient": lambda x: (x / (3.0 * x)).sum(),
        "a sum of shares": lambda x: (np.exp(x - x.real.max()) / np.exp(x - x.real.max()).sum()).sum(),
    }


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", constants())
def test_of_a_constant_rounding_passes_and_a_number_fails(name, method):
    f, off = constants()[name], np.array([1.0, -2.0, 0.5])
    for scale in (1.0, 3.0, 100.0):
        assert check_gradient(f, 2e-16 * off, scale * AT, method=method)
        assert check_gradient(f, 1e-10 * off, scale * AT, method=method).failures


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("shift", [0.0, 40.0, 100.0])
@pytest.mark.parametrize("factor", [1.0, 60.0, 2000.0])
@pytest.mark.parametrize("at", [0.0, 1.0])
def test_what_is_flat_here_and_not_elsewhere_is_not_called_constant(method, shift, factor, at):
    def sigmoid(x):
        return 1 / (1 + np.exp(-(factor * x + shift)))

    assert not check_gradient(sigmoid, np.array(-1e-17), np.array(at), method=method)


def test_a_small_slope_that_is_a_number_is_not_called_rounding():
    assert not check_gradient(lambda x: 1 + 1e-18 * x, np.array(-1e-18), np.array(0.7), method="complex")
    assert check_gradient(lambda x: 1 + 1e-18 * x, np.array(1e-18), np.array(0.7), method="complex")


@pytest.mark.parametrize("method", ["forward", "central"])
@pytest.mark.parametrize("claimed", [5.0, 0.6, 0.0])
def test_beside_a_constant_that_hides_a_function_nothing_passes(claimed, method):
    report = check_gradient(lambda x: 1e18 + x * x, np.array(claimed), np.array(0.3), method)
    assert [entry.verdict for entry in report.entries] == ["not seen"]
    assert not report


def test_the_complex_step_sees_what_a_constant_hides():
    assert check_gradient(lambda x: 1e18 + x * x, np.array(0.6), np.array(0.3), "complex")
    assert not check_gradient(lambda x: 1e18 + x * x, np.array(5.0), np.array(0.3), "complex")


@pytest.mark.parametrize("method", METHODS)
def test_a_tiny_input_beside_a_large_constant_is_no_constant(method):
    at = np.array(1e-9)
    right = check_gradient(lambda x: 1e10 + x, np.array(1.0), at, method)
    assert not right.failures
    assert not check_gradient(lambda x: 1e10 + x, np.array(1e-5), at, method)
    assert check_gradient(lambda x: 7.0 + 0 * x, np.array(0.0), at, method)


def test_a_wrong_slope_beside_a_large_constant_of_a_system_does_not_pass():
    bad = sg.elementwise("bad", slope=lambda x, y: x + 1, definition=lambda x: x**2)
    x, L = sg.vector("x", sg.dims("n")), sg.scalar("L")
    assert not sg.System([(L, 10**18 + sg.total(bad(x)))]).check()
    assert sg.System([(L, 10**6 + sg.total(bad(x)))]).check().failures


def test_a_position_that_is_a_number_too_stays_where_it_is():
    n = sg.dims("n")
    x, (L, k) = sg.vector("x", n), sg.scalars("L k")
    system = sg.System([(L, sg.dot(x, x) + k * x[k])])
    for method in ("forward", "central", "complex"):
        assert system.check(wrt="x", method=method)
        assert system.derivative("L", "x").check(method=method)
    with pytest.raises(sg.MissingRuleError, match="k, 0 are positions or sizes: they cannot move"):
        system.check()
