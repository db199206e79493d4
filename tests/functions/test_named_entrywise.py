"""Functions of every entry by name: value, gradient, Hessian-vector product by mpmath, kinks, the slopes of books."""

import math
import pickle

import mpmath as mp
import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.functions.elementwise_row import ElementwiseFunction
from tests.functions.by_many_digits import LIMITS, digits, is_off, product, slope, slopes_of_sides, value
from tests.functions.named_entrywise import ENTRYWISE

n = sg.dims("n")
NAMES = ("x", "a", "b")
VECTORS = dict(zip(NAMES, sg.vectors("x a b", n), strict=True))
SCALARS = dict(zip(NAMES, sg.scalars("x a b"), strict=True))
w, out, L = sg.vector("w", n), sg.vector("out", n), sg.scalar("L")
WEIGHT, DIRECTION = 1.5, (0.75, -1.25, 0.5)
NOTATIONS = ("plain", "bar", "greff", "pytorch", "leibniz", "nabla")
named = pytest.mark.parametrize("name", ENTRYWISE)


def variables(case):
    return [VECTORS[name] for name in NAMES[: case.count]]


def valued(case):
    """The System of its values."""
    return sg.System([(out, case.call(*variables(case)))], inputs=variables(case))


def weighed(case):
    """The System of their weighed sum, a scalar."""
    return sg.System([(L, sg.dot(w, case.call(*variables(case))))], inputs=[*variables(case), w])


def arrays(case, points, kind):
    """Its arguments at these points, an entry for each."""
    return {name: np.array(column, kind) for name, column in zip(NAMES, zip(*points, strict=True), strict=False)}


def listed(result, name):
    """The one output or all of them, by name."""
    return result if isinstance(result, dict) else {name: result}


def gradient_of(case):
    return weighed(case).gradient(wrt=[symbol.name for symbol in variables(case)])


def wrong_numbers(case, kind, gradient=None):
    """What of value, gradient and Hessian-vector product is off, in words."""
    backward = gradient or gradient_of(case)
    names = NAMES[: case.count]
    at = arrays(case, case.arguments, kind)
    many = len(case.arguments)
    held = {**at, "w": np.full(many, WEIGHT, kind)}
    moving = {f"dot_{name}": np.full(many, by, kind) for name, by in zip(names, DIRECTION, strict=False)}
    values = valued(case).lambdify()(**at)
    slopes = listed(backward.lambdify()(**held), f"bar_{names[0]}")
    bends = listed(backward.tangent(wrt=[*names]).lambdify()(**held, **moving), f"dot_bar_{names[0]}")
    assert {array.dtype.type for array in (values, *slopes.values(), *bends.values())} == {kind}
    limits = LIMITS[kind]
    for i, point in enumerate(zip(*(at[name].astype(float) for name in names), strict=True)):
        yield "value", point, is_off(values[i], value(case.plain, point), limits[0], kind)
        for k, name in enumerate(names):
            exact = WEIGHT * slope(case.plain, point, k)
            yield f"bar_{name}", point, is_off(slopes[f"bar_{name}"][i], exact, limits[1], kind)
            exact = WEIGHT * product(case.plain, point, DIRECTION[: case.count], k)
            found = bends[f"dot_bar_{name}"][i]
            yield f"dot_bar_{name}", point, is_off(found, exact, limits[2] * case.bend, kind)


@named
@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("kind", [np.float64, np.float32])
def test_value_gradient_and_product_are_mpmaths(name, kind):
    assert [found for found in wrong_numbers(ENTRYWISE[name], kind) if found[-1]] == []


def test_a_spoilt_slope_is_found():
    """The slope of softsign without its square."""
    case = ENTRYWISE["softsign"]
    spoilt = sg.elementwise("softsign", lambda x, y: 1 / (1 + sp.Abs(x)), lambda x: x / (1 + sp.Abs(x)))
    wrong = sg.System([(L, sg.dot(w, spoilt(VECTORS["x"])))], inputs=[VECTORS["x"], w]).gradient(wrt=["x"])
    found = {told for told, _, off in wrong_numbers(case, np.float64, wrong) if off}
    assert found == {"bar_x", "dot_bar_x"}


@named
def test_the_printed_slope_is_that_of_the_book(name):
    case = ENTRYWISE[name]
    symbols = [SCALARS[symbol] for symbol in NAMES[: case.count]]
    assert sg.text(sg.gradient(case.call(*symbols), symbols[0])) == case.printed
    for point in case.arguments if case.book else ():
        with mp.workdps(digits(point)):
            book = case.book(*map(mp.mpf, point))
            assert mp.almosteq(book, slope(case.plain, point, 0), mp.mpf("1e-17"), mp.mpf("1e-20")), point


def test_another_slope_than_the_books_is_found():
    case = ENTRYWISE["tanhshrink"]
    assert not mp.almosteq(1 - case.book(mp.mpf("0.3")), slope(case.plain, (0.3,), 0), mp.mpf("1e-17"))


KINKS = [(name, point, slopes) for name, case in ENTRYWISE.items() for point, slopes in case.kinks.items()]


@pytest.mark.parametrize("kind", [np.float64, np.float32])
@pytest.mark.parametrize(("name", "point", "slopes"), KINKS)
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_the_slope_at_a_kink_is_the_documented_one(name, point, slopes, kind):
    case = ENTRYWISE[name]
    at = arrays(case, [point], kind)
    found = listed(gradient_of(case).lambdify()(**at, w=np.ones(1, kind)), "bar_x")
    for k, (symbol, wanted) in enumerate(zip(NAMES, slopes, strict=False)):
        assert float(found[f"bar_{symbol}"][0]) == pytest.approx(wanted, rel=1e-6, nan_ok=True)
        if math.isfinite(wanted) and name != "hardshrink":  # which jumps
            low, high = sorted(slopes_of_sides(case.plain, point, k))
            assert low - mp.mpf("1e-6") <= wanted <= high + mp.mpf("1e-6")


@named
def test_of_scalars_it_is_the_same(name):
    case = ENTRYWISE[name]
    symbols = [SCALARS[symbol] for symbol in NAMES[: case.count]]
    of_scalars = sg.lambdify(case.call(*symbols), inputs=symbols)
    whole = valued(case).lambdify()(**arrays(case, case.arguments, np.float64))
    for point, entry in zip(case.arguments, whole, strict=True):
        assert float(of_scalars(**dict(zip(NAMES, point, strict=False)))) == pytest.approx(float(entry), rel=1e-14)


@named
@pytest.mark.parametrize("notation", NOTATIONS)
def test_it_prints_in_every_notation(name, notation):
    backward = gradient_of(ENTRYWISE[name])
    assert backward.latex(notation=notation)
    assert backward.legend(notation)


@named
@pytest.mark.parametrize("target", ["c", "array-api"])
@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_other_targets_give_the_same_numbers(name, target):
    case = ENTRYWISE[name]
    if name == "sinc":
        pytest.skip("its slope is a Bessel function: tests/targets/test_special_code.py")
    at = {**arrays(case, case.arguments, np.float64), "w": np.full(len(case.arguments), WEIGHT)}
    both = weighed(case).value_and_gradient(wrt=[symbol.name for symbol in variables(case)])
    expected, found = both.lambdify()(**at), both.lambdify(target=target)(**at)
    for output, array in expected.items():
        np.testing.assert_allclose(found[output], array, rtol=1e-12, atol=1e-290, err_msg=output)


@named
def test_the_checks_agree(name):
    case = ENTRYWISE[name]
    near = [point for point in case.arguments if max(map(abs, point)) < 50]
    at = {**arrays(case, near, np.float64), "w": np.linspace(0.5, 1.5, len(near))}
    wrt = [symbol.name for symbol in variables(case)]
    report = weighed(case).check(wrt=wrt, at=at, method="complex")
    assert report, str(report)


def test_a_row_comes_back_from_a_pickle_as_itself():
    rows = [case.call for case in ENTRYWISE.values() if isinstance(case.call, ElementwiseFunction)]
    assert len(rows) > 8
    assert all(pickle.loads(pickle.dumps(row)) is row for row in rows)


def test_parameters_that_a_function_has_not_are_refused():
    x = VECTORS["x"]
    with pytest.raises(sg.ArgumentError, match="tanh takes one argument, but 2 came"):
        sg.tanh(x, 2)
    with pytest.raises(sg.ArgumentError, match="elu takes one argument and alpha, but 3 came"):
        sg.elu(x, 1, 2)
    with pytest.raises(sg.ShapeError):
        sg.System([(out, sg.elu(x, sg.vector("q", sg.dims("m"))))])
    for call in (sg.prelu, sg.softshrink, sg.maximum, sg.logaddexp, sg.hypot, sg.clip):
        with pytest.raises(sg.ShapeError, match=r"but q is \(m,\)"):
            call(x, sg.vector("q", sg.dims("m")))


def test_a_comparison_of_scalars_chooses():
    x, y = VECTORS["x"], VECTORS["a"]
    s, t = sg.scalars("s t")
    chosen = sg.System([(out, sg.where(s > t, x, y))], inputs=[x, y, s, t])
    at = {"x": np.array([1.0, np.inf]), "a": np.array([2.0, 3.0]), "t": np.array(1.0)}
    np.testing.assert_array_equal(chosen.lambdify()(**at, s=np.array(2.0)), at["x"])
    np.testing.assert_array_equal(chosen.lambdify()(**at, s=np.array(1.0)), at["a"])
    slopes = chosen.gradient(wrt=["x", "a", "s"]).lambdify()(**at, s=np.array(1.0), bar_out=np.ones(2))
    np.testing.assert_array_equal(slopes["bar_a"], [1.0, 1.0])
    np.testing.assert_array_equal(slopes["bar_x"], [0.0, 0.0])
    assert slopes["bar_s"] == 0.0
    assert sg.where(s > t, s, t) == sg.where(sp.Gt(s, t), s, t)
