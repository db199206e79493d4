"""A formula was taken in by halves: a wrong value, or a derivative of zero, without a word."""

import numpy as np
import sympy as sp

import symgrad as sg
from symgrad.expressions.nodes import Unvec
from symgrad.programs.equations import variables_in
from tests.faults.row import Row

n, m, k = sg.dims("n m k")
t = sp.Symbol("t")
x, v, u = sg.vector("x", n), sg.vector("v", n), sg.vector("u", n * m)
b = sg.scalar("b")
POINT = np.array([-1.3, 0.4, 2.1])
POSITIVE = np.array([0.3, 1.7, 2.5])


def refusal(make):
    """What a refusal says; an empty text where nothing is refused."""
    try:
        make()
    except sg.SymgradError as error:
        return str(error)
    return ""


def _slope(body, at, expected):
    """The gradient of the sum of a formula of every entry, beside SymPy's derivative of the formula at each entry."""
    gradient = sg.gradient(sg.total(x.applyfunc(sp.Lambda(t, body))), x)
    function = sg.lambdify(gradient)
    found = function(**{name: {"x": at, "b": np.float64(1.3)}[name] for name in function.arguments})
    wanted = [float(sp.diff(body.rewrite(sp.Piecewise), t).subs({t: one, b: 1.3})) for one in at]
    np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-12)
    assert expected in (None, sg.text(gradient))
    return sg.text(gradient)


def _undefined():
    gradient = sg.gradient(sg.total(x.applyfunc(sp.Lambda(t, sp.Function("f")(t, 2)))), x)
    assert sg.text(gradient) == "∂1 f(x, 2)"
    assert sg.latex(gradient) == r"\partial_{1} f(x, 2)"
    return f"{sg.text(gradient)}, the derivative of f by its first argument"


def _printed():
    printed = str(sg.System([(v, x.applyfunc(sp.Lambda(t, 2**t)))]))
    assert printed == "v = 2^⊙x"
    return printed


def _own(row, values, slopes):
    """A row of one's own, in value and slope, of a vector and of its entries."""
    found = sg.lambdify(row(x))(x=POINT)
    np.testing.assert_allclose(found, values, rtol=1e-12)
    gradient = sg.gradient(sg.total(row(x)), x)
    np.testing.assert_allclose(sg.lambdify(gradient)(x=POINT), slopes, rtol=1e-12)
    return f"slope {sg.text(gradient)}"


def _huber():
    row = sg.elementwise(
        "huber",
        slope=lambda t, y: sp.Piecewise((t, sp.Abs(t) <= 1), (sp.sign(t), True)),
        definition=lambda t: sp.Piecewise((t**2 / 2, sp.Abs(t) <= 1), (sp.Abs(t) - sp.Rational(1, 2), True)),
    )
    values = np.where(np.abs(POINT) <= 1, POINT**2 / 2, np.abs(POINT) - 0.5)
    return _own(row, values, np.clip(POINT, -1, 1))


def _square_of_the_positive_part():
    row = sg.elementwise("sq", slope=lambda t, y: sp.Max(t, 0), definition=lambda t: t * sp.Max(t, 0) / 2)
    return _own(row, POINT * np.maximum(POINT, 0) / 2, np.maximum(POINT, 0))


def _size_and_value():
    told = refusal(lambda: sg.gradient(k * sg.total(sg.rows(v, k, 2)), "k"))
    assert "k, 2 are positions or sizes: they cannot move" in told
    return f"refused: {told}"


def _sizes():
    found = variables_in(Unvec(u, n, m))
    assert found == [u]
    return str(found)


ROWS = (
    Row("gradient of total of max(t, 0) by applyfunc", "0", "step(x)", lambda: _slope(sp.Max(t, 0), POINT, "step(x)")),
    Row("... 2**t", "0", "log(2) 2^x", lambda: _slope(2**t, POINT, "log(2)·2^⊙x")),
    Row(
        "... t**t",
        "t*HadamardPower(x, t - 1): the bound t leaks",
        "x^x (log x + 1)",
        lambda: _slope(t**t, POSITIVE, "x ⊙ x^⊙(x - 1) + x^⊙x ⊙ log(x)"),
    ),
    Row("... f(t, 2)", "f'(x), the 2 is gone", "the derivative by the first argument at (x, 2)", _undefined),
    Row("print(System([(v, 2**t of x)]))", "v = (2·1)^⊙t, x is gone", "v = 2^⊙x", _printed),
    Row("a row of one's own whose slope is a Piecewise", "Piecewise(ExprCondPair(x))", "clip(x, -1, 1)", _huber),
    Row("a row of one's own whose slope is max(t, 0)", "Max(0)", "max(x, 0)", _square_of_the_positive_part),
    Row("digamma(t) in a System", "bar_x = 0", "right or refused", lambda: _slope(sp.digamma(t), POSITIVE, None)),
    Row("besselj(0, t)", "0", "right or refused", lambda: _slope(sp.besselj(0, t), POSITIVE, None)),
    Row("atan2(2, t)", "0", "right or refused", lambda: _slope(sp.atan2(2, t), POSITIVE, None)),
    Row("b**t with a symbol b", "0", "log(b) b^x", lambda: _slope(b**t, POINT, "log(b) b^⊙x")),
    Row(
        "(1 + t)**(1/t)",
        "wrong",
        "its derivative",
        lambda: _slope((1 + t) ** (1 / t), POSITIVE, None),
    ),
    Row('gradient(k*total(rows(v, k, 2)), "k")', "no k in it", "k is a position too: refused", _size_and_value),
    Row("variables_in(Unvec(u, n, m))", "[u, n, m]", "[u]", _sizes),
)  # fmt: skip
