"""Losses by name: value, gradient, Hessian-vector product by mpmath, kinks, printed gradients, every target."""

import mpmath as mp
import numpy as np
import pytest

import symgrad as sg
from tests.functions.by_many_digits import DIGITS, LIMITS, derivatives, directions, off
from tests.losses.named_losses import LOSSES

named = pytest.mark.parametrize("name", LOSSES)
KINDS = pytest.mark.parametrize("kind", [np.float64, np.float32])
NOTATIONS = ("plain", "bar", "greff", "pytorch", "leibniz", "nabla")


def listed(result, name):
    return result if isinstance(result, dict) else {name: result}


def distances(case, kind, far=False, backward=None):
    """How far off value, gradient and product are: (what, how far, what may be)."""
    arrays = case.arrays(kind, 1000.0 if far else 1.0)
    backward = backward or case.closed.gradient(wrt=case.names)
    held = directions(arrays)
    moves = {f"dot_{name}": held[name].astype(kind) for name in case.names}
    value, slopes, bends = derivatives(case.plain, arrays, case.digits if far else DIGITS, case.names)
    found = listed(backward.lambdify()(**arrays), f"bar_{case.names[0]}")
    products = backward.tangent(wrt=case.names).lambdify()(**arrays, **moves)
    products = listed(products, f"dot_bar_{case.names[0]}")
    number = case.closed.lambdify()(**arrays)
    assert number.dtype == kind
    yield "value", off(number, value, kind), LIMITS[kind][0] * case.lost
    for name in case.names:
        yield f"bar_{name}", off(found[f"bar_{name}"], slopes[name], kind), LIMITS[kind][1] * case.lost
        if any(abs(one) > mp.mpf("1e-20") for one in bends[name].ravel()):
            error = off(products[f"dot_bar_{name}"], bends[name], kind)
        else:
            error = float(np.max(np.abs(products[f"dot_bar_{name}"])))
        yield f"dot_bar_{name}", error, LIMITS[kind][2] * case.lost


@named
@KINDS
@pytest.mark.filterwarnings("error")
def test_value_gradient_and_product_are_mpmaths(name, kind):
    assert [found for found in distances(LOSSES[name], kind) if not found[1] <= found[2] * 5] == []


@pytest.mark.parametrize("name", [name for name, case in LOSSES.items() if case.far])
@KINDS
@pytest.mark.filterwarnings("error")
def test_a_thousand_times_as_large_too(name, kind):
    assert [found for found in distances(LOSSES[name], kind, far=True) if not found[1] <= found[2] * 5] == []


def test_a_spoilt_gradient_is_found():
    """That of the squared error in the place of that of its mean."""
    case = LOSSES["mean_squared_error"]
    wrong = LOSSES["squared_error"].closed.gradient(wrt=case.names)
    spoilt = {told for told, error, limit in distances(case, np.float64, backward=wrong) if error > limit * 5}
    assert spoilt == {"bar_a", "bar_target", "dot_bar_a", "dot_bar_target"}


@pytest.mark.parametrize("name", [name for name, case in LOSSES.items() if case.printed])
def test_the_printed_gradient_is_that_of_the_book(name):
    case = LOSSES[name]
    assert str(case.closed.derivative("loss", "y")).partition(" = ")[2] == case.printed
    if case.book:
        arrays = case.arrays(np.float64)
        _, slopes, _ = derivatives(case.plain, arrays, DIGITS, ["a"])
        for y, target, slope in zip(arrays["a"], arrays["target"], slopes["a"], strict=True):
            assert mp.almosteq(case.book(mp.mpf(y), mp.mpf(target)), slope, mp.mpf("1e-14"))


KINKS = [(name, at, wanted) for name, case in LOSSES.items() for at, wanted in case.kinks]


@pytest.mark.parametrize(("name", "at", "wanted"), KINKS)
@KINDS
def test_the_gradient_at_a_kink_is_the_documented_one(name, at, wanted, kind):
    case = LOSSES[name]
    arrays = {**case.arrays(kind), **{one: np.array(numbers, kind) for one, numbers in at.items()}}
    found = case.closed.gradient(wrt="a").lambdify()(**arrays)
    np.testing.assert_allclose(found, wanted, rtol=1e-6, atol=1e-7)


@named
@pytest.mark.parametrize("notation", NOTATIONS)
def test_it_prints_in_every_notation(name, notation):
    assert LOSSES[name].closed.gradient().latex(notation=notation)


@named
@pytest.mark.parametrize("target", ["c", "array-api"])
def test_other_targets_give_the_same_numbers(name, target):
    case = LOSSES[name]
    both = case.closed.value_and_gradient(wrt=case.names)
    expected, found = (both.lambdify(target=one)(**case.arrays(np.float64)) for one in ("numpy", target))
    for output, array in expected.items():
        np.testing.assert_allclose(found[output], array, rtol=1e-12, atol=1e-14, err_msg=output)


@named
def test_a_batch_is_summed(name):
    case = LOSSES[name]
    arrays = case.arrays(np.float64)
    many = {one: np.stack([array, array]) if one in ("a", "A") else array for one, array in arrays.items()}
    single, double = (case.closed.gradient(wrt=case.names[0]).lambdify()(**at) for at in (arrays, many))
    np.testing.assert_allclose(double, np.stack([single, single]), rtol=1e-12, atol=1e-14)


def recurrent():
    """An Elman cell whose state is what a loss takes."""
    return sg.Recurrence(sg.cells.elman())


OVER_TIME = {
    name: getattr(sg.losses, name)
    for name in (
        "squared_error", "mean_squared_error", "mean_absolute_error", "huber", "log_cosh", "pinball", "poisson_nll",
        "cross_entropy", "nll", "dice", "binary_cross_entropy_with_logits", "focal", "hinge", "squared_hinge",
        "triplet", "contrastive", "cosine_embedding", "margin_ranking",
    )
}  # fmt: skip


@pytest.mark.parametrize("name", OVER_TIME)
def test_of_a_system_over_time_it_is_the_loss_at_each_t(name):
    over_time = OVER_TIME[name](recurrent(), "h")
    assert [output.name for output in over_time.outputs] == ["loss"]
    assert over_time.check(wrt=["U"], method="complex")


def test_every_loss_has_cases():
    tried = {name.partition(",")[0].partition(" ")[0] for name in LOSSES} | {"cotangent", "crf", "ctc"}
    assert tried == set(sg.losses.__all__)


REFUSED = {
    "a scalar where a vector is wanted": (
        lambda: sg.losses.triplet(sg.cells.notebook(), "h_1"), sg.ShapeError, "the anchor"
    ),
    "an option out of its bounds": (
        lambda: sg.losses.pinball(sg.cells.dense(), "y", quantile=2), sg.ArgumentError, "quantile is a number from 0"
    ),
    "another reduction": (
        lambda: sg.losses.huber(sg.cells.dense(), "y", reduction="max"), sg.ArgumentError, "'mean', 'sum'"
    ),
    "no parameters": (
        lambda: sg.losses.weight_decay(LOSSES["squared_error"].closed), sg.ArgumentError, "declares no parameters"
    ),
    "a penalty over time": (
        lambda: sg.losses.weight_decay(sg.losses.squared_error(recurrent(), "h")), sg.ArgumentError, "not over time"
    ),
    "variances of another shape": (
        lambda: sg.losses.gaussian_nll(sg.cells.softmax_regression(), "y", "x"), sg.ShapeError, "variances are of the"
    ),
    "a name that is taken": (lambda: sg.losses.huber(sg.cells.dense(), "y", target="x"), sg.NameClashError, "x"),
    "a loss of paths over time": (lambda: sg.losses.crf(recurrent(), "h"), sg.ArgumentError, "takes a cell"),
    "no length": (lambda: sg.losses.ctc(sg.cells.dense(), "y", length=-1), sg.ArgumentError, "from 1 on"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_is_said(name):
    call, error, told = REFUSED[name]
    with pytest.raises(error, match=told):
        call()
