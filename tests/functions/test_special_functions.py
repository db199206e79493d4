"""Special functions: values and derivatives by mpmath, in every form in which one is written, and what is refused."""

import random

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
