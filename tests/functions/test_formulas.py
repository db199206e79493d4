"""Formulas of scalars: what may stand in one, its slope, and how it is applied to every entry."""

import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.algebra.lifting import lift
from symgrad.expressions import nodes
from symgrad.expressions.nodes.functional import slot
from symgrad.expressions.traversal import measure
from symgrad.functions.formulas import by_cases, lowered, require_row, slope, unguarded

t, r = sp.symbols("t r", real=True)
n = sg.dims("n")
x, z = sg.vector("x", n), sg.vector("z", n)
s = sg.scalar("s")
SHAPE = (n, sp.S.One)


@pytest.mark.parametrize(
    "formula",
    [t**3 * sp.tanh(t), 2**t, t**t, r**t, sp.Piecewise((t**2, t > r), (sp.exp(t), True)), sp.exp(t) / (1 + t**2),
     sp.Abs(t) * sp.sign(t), sp.atan(t) ** sp.Rational(5, 2), sp.log(1 + t**2) ** r],
)  # fmt: skip
def test_the_slope_is_that_of_sympy(formula):
    at = {t: sp.Rational(7, 5), r: sp.Rational(3, 10)}
    expected = sp.diff(formula, t).subs(at).evalf(30)
    assert abs(slope(formula, t).subs(at).evalf(30) - expected) < 1e-20


def test_of_equal_values_the_number_is_the_largest():
    assert by_cases(sp.Max(t, 2)) == sp.Piecewise((2, t <= 2), (t, True))
    assert slope(sp.Max(t, 2), t).subs(t, 2) == 0


def test_the_slope_of_a_power_is_zero_where_its_exponent_is():
    made = lowered(t, r)
    assert made.subs({r: 0}) == 0
    assert unguarded(made) == r * t ** (r - 1)
    assert slope(made, r).subs({r: 0, t: 2}) == sp.Rational(1, 2)  # along the exponent it is smooth


@pytest.mark.parametrize("exponent", [2 * r, r * s, sp.Piecewise((r, s > 0), (2, True)), -r * s])
def test_of_a_power_whose_exponent_is_a_product_or_a_choice_too(exponent):
    at = {r: 0, t: 3, s: 2}
    twice = slope(slope(t**exponent, t), r)
    expected = sp.diff(t**exponent, t, r).subs(at)
    assert slope(t**exponent, t).subs(at) == 0
    assert sp.simplify(twice.subs(at).doit() - expected) == 0


@pytest.mark.parametrize(
    "cases", [((t, t > 0), (t**2, True)), ((t, t > 0), (sp.sin(t), t > -1), (t**2, True)), ((t, t > 1), (t**2, t < 0))]
)
def test_a_choice_among_choices_can_be_differentiated_again(cases):
    """SymPy writes a Piecewise in a condition as conditions of its own, or raises where none of its cases may hold."""
    choice = sp.Piecewise(*cases)
    for formula in (sp.Max(choice, sp.exp(t)), sp.Min(choice, t * sp.tanh(t)), t ** (2 + choice)):
        applied = sg.total(x.applyfunc(sp.Lambda(t, formula)))
        gradient = sg.gradient(applied, x)
        second = sg.gradient(sg.total(gradient), x)
        for place in (-1.5, 1.25):
            at = {"x": np.full(3, abs(place) if formula.is_Pow else place)}
            exact = [sp.diff(formula, t, order).subs(t, at["x"][0]).evalf() for order in (1, 2)]
            for made, expected in zip((gradient, second), exact, strict=True):
                assert np.allclose(sg.lambdify(made)(**at), float(expected), rtol=1e-12)
                assert sg.text(made)
                assert sg.latex(made)
                assert np.allclose(sg.lambdify(made[1, 0])(**at), float(expected), rtol=1e-12)


def test_what_is_not_chosen_has_no_slope_among_scalars_either():
    root = sp.sqrt(sp.Max(s, 0))
    nested = sp.Piecewise((sp.Piecewise((root, s > 1), (2**s, True)), s > -3), (s, True))
    steep = sp.Piecewise((sp.Piecewise((sp.exp(s), s < 1000), (0, True)), s < 1), (s, True))
    for formula, at, expected in ((nested, -1.0, np.log(2) / 2), (nested, 4.0, 0.25), (steep, 800.0, 1.0)):
        with np.errstate(all="ignore"):  # of what is not chosen
            assert sg.lambdify(sg.gradient(formula, s), inputs=[s])(s=np.array(at)) == pytest.approx(expected)


def test_a_long_chain_of_choices_does_not_grow_beyond_it():
    formula = s
    for _ in range(40):
        formula = sg.System([(sg.scalar("made"), sp.Max(formula**2, formula + 1))]).equations[0].rhs
    assert measure(formula).size < 1000


def test_a_row_of_ones_own_with_cases_takes_a_choice():
    row = sg.elementwise(
        "bent", slope=lambda t, y: sp.Piecewise((2 * t, t > 1), (2, True)),
        definition=lambda t: sp.Piecewise((t**2 + 1, t > 1), (2 * t, True)),
    )  # fmt: skip
    inner = sp.Piecewise((s**3, s > 0), (-s, s < -1))
    for at, expected in ((2.0, (65, 192, 480)), (-1.5, (3.25, -3, 2)), (0.5, (0.25, 1.5, 6))):
        made = row(inner)
        for value in expected:
            assert sg.lambdify(made, inputs=[s])(s=at) == pytest.approx(value)
            made = sg.gradient(made, s)


def test_a_choice_stays_whole():
    formula = sp.Piecewise((sp.sqrt(t), t > 0), (0, True))
    lifted = lift(formula, {t: x}, SHAPE)
    assert isinstance(lifted, nodes.Pointwise)
    assert lifted.head.expr == formula.xreplace({t: slot(1)})
    assert lift(sp.Max(t, 0) + 1, {t: x}, SHAPE) == sg.relu(x) + 1


def test_equal_arguments_are_one_and_flat_ones_are_scalars():
    assert lift(sp.Max(t, r), {t: x, r: x}, SHAPE) == x
    made = lift(sp.Max(t, r), {t: x, r: s * sg.ones(n)}, SHAPE)
    assert set(made.args[1:]) == {x, s}


def test_it_is_the_same_whatever_the_bound_symbol_is_called():
    first, second = (x.applyfunc(sp.Lambda(name, sp.Max(name, s))) for name in sp.symbols("a q"))
    assert sg.System([(z, first)]) == sg.System([(z, second)])


def _message(make):
    with pytest.raises(sg.MissingRuleError) as caught:
        make()
    return str(caught.value)


TOO_LARGE = 10**400


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (sp.oo * t, "no rule for the number oo: numbers are finite, and below 2**1024 in size."),
        (sp.Piecewise((sp.nan, t < 0), (t, True)), "no rule for the number nan: numbers are finite, and below "
         "2**1024 in size."),
        (TOO_LARGE * t, "no rule for the number 1000000000..., of 401 characters: numbers are finite, and below "
         "2**1024 in size."),
        (t > 0, "t > 0 is a condition and no value; for 1 where it holds and 0 elsewhere write Piecewise((1, t > 0), "
         "(0, True))."),
        (sp.Piecewise((t > 1, t > 0), (t, True)), "t > 1 is a condition and no value; for 1 where it holds and 0 "
         "elsewhere write Piecewise((1, t > 1), (0, True))."),
    ],
)  # fmt: skip
def test_what_is_no_number_is_refused_when_it_comes_in(body, told):
    assert _message(lambda: sg.total(x.applyfunc(sp.Lambda(t, body)))) == told


def test_of_a_scalar_and_of_a_row_too():
    assert _message(lambda: sg.System([(r, sp.oo * s)])) == (
        "equation 1, r = oo*s: no rule for the number oo: numbers are finite, and below 2**1024 in size."
    )
    row = sg.elementwise("endless", slope=lambda t, y: sp.oo * t, definition=lambda t: t)
    assert _message(lambda: sg.System([(r, row(s))])) == (
        "equation 1, r = endless(s): the slope of endless, oo*x: no rule for the number oo: numbers are finite, and "
        "below 2**1024 in size."
    )
    assert sg.gradient(sp.Max(s, -sp.oo), s) == 1


NOT_REAL = "numbers are real, and a power of a negative number is, where the exponent is a whole number alone."


def test_what_is_not_real_is_refused_when_it_comes_in():
    assert _message(lambda: sg.System([(r, (-2) ** s)])) == f"equation 1, r = (-2)**s: no rule for (-2)**s: {NOT_REAL}"
    assert _message(lambda: sg.gradient((1 - sp.sqrt(3)) ** s, s)) == f"no rule for (1 - sqrt(3))**s: {NOT_REAL}"
    assert _message(lambda: sg.total(x.applyfunc(sp.Lambda(t, (-2) ** t)))) == f"no rule for (-2)**t: {NOT_REAL}"
    row = sg.elementwise("endless", slope=lambda t, y: t, definition=lambda t: sp.zoo**t)
    assert _message(lambda: sg.System([(r, row(s))])) == (
        "equation 1, r = endless(s): the definition of endless, zoo**x: no rule for ComplexInfinity, zoo: numbers are "
        "real, and pi and E are known by name."
    )
    assert sg.gradient((-2) ** sp.Integer(3) * s, s) == -8


def test_a_row_that_could_not_be_differentiated_is_named():
    row = sg.elementwise("odd", slope=lambda t, y: sp.polylog(2, t), definition=lambda t: sp.polylog(3, t))
    assert _message(lambda: sg.System([(z, row(x))])) == (
        "equation 1, z = odd(x): the slope of odd, polylog(2, x): no rule for the function polylog of 2 arguments, "
        "in polylog(2, x); write it in functions that have a rule, or give a function of one argument a row of its "
        "own with sg.elementwise(name, slope=..., definition=...)."
    )


def test_a_row_that_holds_another_symbol_is_named():
    row = sg.elementwise("steep", slope=lambda t, y: s, definition=lambda t: s * t)
    assert _message(lambda: require_row(row.head)) == (
        "the slope of steep holds s, but a function of every entry has one argument: by what else it holds it could "
        "not be differentiated."
    )


def test_an_undefined_function_of_several_arguments_has_named_slopes():
    g = sp.Function("g")
    mixed = sg.gradient(sg.gradient(g(s, r), s), r)
    assert mixed == sg.gradient(sg.gradient(g(s, r), r), s)
    assert sg.text(mixed) == "∂1∂2 g(s, r)"
    assert sg.latex(mixed) == r"\partial_{1} \partial_{2} g(s, r)"


@pytest.mark.parametrize("condition", [
    sp.ITE(r < s, r < s**2, r < sp.sin(s)), sp.Xor(r < s, r > 0), sp.Implies(r < s, r > 0), sp.Equivalent(r < s, r > 0),
])  # fmt: skip
def test_conditions_made_of_others_come_in(condition):
    """SymPy itself writes ITE where a choice is compared with something."""
    formula = sp.Piecewise((s**3, condition), (sp.sin(s) * r, True))
    made = sg.lambdify(sg.gradient(formula, s))
    each = x.applyfunc(sp.Lambda(t, formula.xreplace({s: t})))
    of_each = sg.lambdify(sg.gradient(sg.total(each), x))
    for at in ({s: 0.4, r: -1.2}, {s: -0.4, r: 1.2}, {s: 1.7, r: 1.2}, {s: -1.7, r: -2.0}):
        expected = float(sp.diff(formula, s).subs(at))
        assert made(s=at[s], r=at[r]) == pytest.approx(expected, rel=1e-12)
        assert of_each(x=[at[s]] * 2, r=at[r]) == pytest.approx([expected] * 2, rel=1e-12)


def test_a_choice_among_numbers_may_be_an_exponent():
    f = sp.Function("f")
    made = sg.System([(r, sp.tanh(s) ** sp.Min(sp.Rational(1, 3), f(2)))])
    assert str(made.equations[0]) == "r = tanh(s)**Min(1/3, f(2))"
    back = made.gradient()
    assert [str(equation.lhs) for equation in back.equations] == ["bar_s"]
    assert r"\min" in back.latex()
