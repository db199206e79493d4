"""Special functions: values and derivatives by mpmath, in every form in which one is written, and what is refused."""

import math
import random
import sys

import mpmath
import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.functions.special_functions import SPECIAL

scipy_special = pytest.importorskip("scipy.special")
n = sg.dims("n")
x, y = sg.scalars("x y")
v = sg.vector("v", n)
t = sp.Symbol("t", real=True)
DIGITS = 40


def spherical(bessel):
    """The spherical function of a Bessel function."""
    return lambda order, z: mpmath.sqrt(mpmath.pi / 2) * bessel(order + mpmath.mpf("0.5"), z) / mpmath.sqrt(z)


OF_OURS = {
    "spherical_in": spherical(mpmath.besseli),
    "elliptic_k_slope": lambda order, z: mpmath.diff(mpmath.ellipk, z, int(order)),
    "elliptic_e_slope": lambda order, z: mpmath.diff(mpmath.ellipe, z, int(order)),
    "jn": spherical(mpmath.besselj),
    "yn": spherical(mpmath.bessely),
    "LambertW": lambda z, branch=0: mpmath.lambertw(z, int(branch)),
    "Heaviside": lambda z, middle: mpmath.mpf(z > 0) if z != 0 else middle,
    "frac": lambda z: z - mpmath.floor(z),
    "polygamma": lambda order, z: mpmath.psi(int(order), z),
    "erf2": lambda a, b: mpmath.erf(b) - mpmath.erf(a),
    "uppergamma": lambda order, z: mpmath.gammainc(order, z),
    "lowergamma": lambda order, z: mpmath.gammainc(order, 0, z),
    "erfcinv": lambda z: mpmath.erfinv(1 - z),
    "Si": mpmath.si, "Ci": mpmath.ci, "Shi": mpmath.shi, "Chi": mpmath.chi, "Ei": mpmath.ei,
    "Li": lambda z: mpmath.li(z, offset=True),
    "airyaiprime": lambda z: mpmath.airyai(z, derivative=1),
    "airybiprime": lambda z: mpmath.airybi(z, derivative=1),
    "elliptic_k": mpmath.ellipk, "elliptic_e": mpmath.ellipe,
    "logaddexp": lambda a, b: mpmath.log(mpmath.exp(a) + mpmath.exp(b)),
}  # fmt: skip
CASES = [
    pytest.param(row, order, id=f"{row.name}-{order}")
    for row in SPECIAL
    for order in (row.inside[row.place] if row.order else (None,))
]


def number(row, order):
    """The function of its arguments but the order, by mpmath alone."""
    function = OF_OURS.get(row.name) or getattr(mpmath, row.name)
    return lambda *given: function(*with_order(row, order, given, lambda value: mpmath.mpf(str(value))))


def with_order(row, order, given, made):
    """All arguments: the order in its place."""
    given = list(given)
    if row.order:
        given.insert(row.place, made(order))
    return given


def written(row, order, *arguments):
    """The function as a user writes it."""
    return row.head(*with_order(row, order, arguments, lambda value: sp.nsimplify(str(value))))


def points(row, count, seed=0):
    """Points in its domain: numbers for all that is no order."""
    draw = random.Random(f"{row.name} {seed}")
    ways = [way for place, way in enumerate(row.inside) if not (row.order and place == row.place)]
    return [[draw.uniform(*way) for way in ways] for _ in range(count)]


def variables(row):
    return (x, y)[: row.arity - bool(row.order)]


def close(got, exact, rel=1e-11):
    assert float(got) == pytest.approx(float(exact), rel=rel, abs=1e-13)


@pytest.mark.parametrize(("row", "order"), CASES)
def test_value_and_three_derivatives_are_mpmaths(row, order):
    symbols = variables(row)
    expr = written(row, order, *symbols)
    for along in range(len(symbols)):
        value, told = expr, []
        for _ in range(4):
            told.append(sg.lambdify(value, inputs=list(symbols)))
            value = sg.gradient(value, symbols[along])
        for point in points(row, 4):
            given = dict(zip(("x", "y"), point, strict=False))
            for times, function in enumerate(told):
                with mpmath.workdps(DIGITS):
                    of_one = lambda at: number(row, order)(*point[:along], at, *point[along + 1 :])  # noqa: B023, E731
                    exact = (
                        mpmath.diff(of_one, mpmath.mpf(point[along]), times)
                        if times
                        else of_one(mpmath.mpf(point[along]))
                    )
                close(function(**given), mpmath.re(exact), 1e-10)


@pytest.mark.parametrize(("row", "order"), CASES)
def test_entry_by_entry_with_a_batch_and_in_float32(row, order):
    symbols = variables(row)
    expr = written(row, order, *symbols)
    slope = sg.lambdify(sg.gradient(expr, x), inputs=list(symbols))
    other = points(row, 1)[0][1:]
    body = written(row, order, t, *[sp.nsimplify(repr(one)) for one in other])
    applied = sg.System([(sg.scalar("L"), sg.total(v.applyfunc(sp.Lambda(t, body))))])
    assert sg.text(applied.gradient())
    assert applied.gradient().latex()
    f = applied.gradient().lambdify()
    batch = np.array([[point[0] for point in points(row, 3, seed)] for seed in (1, 2)])
    exact = np.vectorize(lambda at: float(slope(**dict(zip(("x", "y"), (at, *other), strict=False)))))(batch)
    np.testing.assert_allclose(f(v=batch[0]), exact[0], rtol=1e-11)
    np.testing.assert_allclose(f(v=batch), exact, rtol=1e-11)
    single = f(v=batch.astype(np.float32))
    assert np.asarray(single).dtype == np.float32
    np.testing.assert_allclose(single, exact, rtol=2e-4, atol=1e-5)
    value = applied.lambdify()(v=batch.astype(np.float32))
    assert np.asarray(value).dtype == np.float32


@pytest.mark.parametrize(("row", "order"), CASES)
def test_the_checks_agree(row, order):
    symbols = variables(row)
    system = sg.System([(sg.scalar("L"), written(row, order, *symbols))], inputs=list(symbols))
    at = dict(zip(("x", "y"), points(row, 1, 3)[0], strict=False))
    report = system.check(at=at, method="complex")
    assert report, str(report)
    report = system.gradient().check(at=at, method="complex")
    assert report, str(report)
    assert system.check(at=at, method="central")


EXTREME = [
    (sp.sinc, (1e-5, 1e-9, 0.0), lambda z: mpmath.sinc(z)),
    (sp.Shi, (1e-6, 0.0), mpmath.shi),
    (sp.Si, (1e-6, 0.0), mpmath.si),
    (sp.elliptic_k, (1e-9, 0.0, -1e-7, -50.0, 0.999), mpmath.ellipk),
    (sp.elliptic_e, (1e-9, 0.0, -1e-7, -50.0, 0.999), mpmath.ellipe),
    (sp.LambertW, (0.0, 1e-12, -0.35, 1e6), mpmath.lambertw),
]


@pytest.mark.parametrize(("head", "places", "exact"), EXTREME, ids=lambda one: getattr(one, "__name__", ""))
def test_where_a_plain_form_would_cancel_or_divide_by_zero(head, places, exact):
    value = head(x)
    for times in range(3):
        function = sg.lambdify(value, inputs=[x])
        for place in places:
            with mpmath.workdps(60):
                at = mpmath.mpf(place)
                wanted = mpmath.diff(exact, at, times) if times else exact(at)
                close(function(x=place), mpmath.re(wanted), 1e-11)
        value = sg.gradient(value, x)


def test_the_inverse_of_erfc_keeps_small_numbers():
    for small in (1e-200, 1e-30, 0.3, 1.7):
        found = float(sg.lambdify(sp.erfcinv(x))(x=small))
        assert float(mpmath.erfc(found)) == pytest.approx(small, rel=1e-12)


def test_without_scipy_the_error_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "scipy.special", None)
    function = sg.lambdify(sp.besselj(0, x))
    with pytest.raises(sg.MissingPackageError, match=r"scipy\.special.*pip install '.*\[scipy\]'"):
        function(x=1.0)
    assert sg.lambdify(sp.atan2(x, y))(x=1.0, y=1.0) == pytest.approx(math.pi / 4)


def test_a_file_of_code_says_that_it_needs_scipy(tmp_path):
    function = sg.System([(sg.scalar("L"), sg.total(sp.besselj(n, v)))]).gradient().lambdify()
    text = function.file_text("slopes")
    assert "it needs NumPy and SciPy alone" in " ".join(text.split())
    scope = {}
    exec(text, scope)
    assert np.allclose(scope["slopes"](v=np.ones(3)), function(v=np.ones(3)))


REFUSED = [
    (sp.besselj(y, x), "no rule for besselj(y, x) of the order y; the order of besselj is a number, and its "
     "derivatives are by its other argument."),
    (sp.polygamma(sp.Rational(1, 2), x), "no rule for polygamma(1/2, x) of the order 1/2; the order of polygamma is a "
     "whole number from 0 on, or a size, and its derivatives are by its other argument."),
    (sp.zeta(sp.Rational(1, 2), x), "no rule for zeta(1/2, x) of the order 1/2; the order of zeta is a number above 1, "
     "and its derivatives are by its other argument."),
    (sp.besselj(n, x), "no rule for besselj of the order n, where n is neither a number nor the size of a vector or a "
     "matrix; the order of besselj is a number, and its derivatives are by its other argument."),
    (sg.total(v.applyfunc(sp.Lambda(t, sp.besselj(t, 2)))), "no rule for besselj of the order v, where v is neither a "
     "number nor the size of a vector or a matrix; the order of besselj is a number, and its derivatives are by its "
     "other argument."),
    (sp.zeta(x), "no rule for the function zeta, in zeta(x); write it in functions that have a rule, or give a "
     "function of one argument a row of its own with sg.elementwise(name, slope=..., definition=...)."),
]  # fmt: skip


@pytest.mark.parametrize(("expr", "told"), REFUSED)
def test_an_order_that_is_none_is_refused_by_name(expr, told):
    with pytest.raises(sg.MissingRuleError) as caught:
        sg.System([(sg.scalar("L"), expr)])
    assert str(caught.value).removeprefix(f"equation 1, L = {expr}: ") == told


def test_a_size_may_be_an_order():
    system = sg.System([(sg.scalar("L"), sg.total(sp.besselj(n - 1, v)) + sp.polygamma(n, x))])
    at = {"v": np.array([0.3, 1.2, 2.0]), "x": 1.3}
    assert system.check(at=at, method="complex")
    assert system.gradient().check(at=at, method="complex")
    assert float(system.lambdify()(**at)) == pytest.approx(
        sum(float(mpmath.besselj(2, one)) for one in at["v"]) + float(mpmath.psi(3, 1.3))
    )
    assert str(system.expand(n=1).equations[0].rhs) == "besselj(0, v_1) + polygamma(1, x)"


def test_how_they_are_printed():
    assert sg.latex(sp.besselj(2, x) + sp.polygamma(1, x) ** 2) == r"\psi^{(1)}(x)^2 + J_{2}(x)"
    assert sg.text(sp.besselj(2, x)) == "besselj(2, x)"
    named = sg.scalar("J_1")
    assert sg.latex(sp.besselj(1, x) * named) == r"J_1 \operatorname{besselj}_{1}(x)"
    assert sg.latex(sp.LambertW(x, -1)) == "W_{-1}(x)"
    gradient = sg.System([(sg.vector("u", n), sp.besselj(1, v))]).gradient()
    assert gradient.latex(environment=None) == [
        r"\bar{v} = \bar{u} \odot \Bigl(\frac{1}{2} J_{0}(v) - \frac{1}{2} J_{2}(v)\Bigr)"
    ]


def test_through_time():
    h, h_prev, w = sg.scalar("h"), sg.scalar("h_prev"), sg.scalar("w")
    cell = sg.System([(h, sp.besselj(1, w * h_prev + x) + sp.gamma(1 + x**2) / 4)], parameters=[w], carry={h: h_prev})
    over_time = sg.Recurrence(cell)
    at = {"x": np.array([0.3, -0.5, 0.8]), "w": 0.7, "h_prev": 0.2}
    assert over_time.gradient(of=h)
    assert over_time.check(of=h, at=at, method="complex")
