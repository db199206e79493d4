"""The elementwise table: each slope against the definition of its function, and a row made at run time."""

import cProfile
import pickle
import pydoc

import mpmath
import numpy as np
import pytest
import sympy as sp
from sympy.core.cache import clear_cache

import symgrad as sg
from symgrad.functions import activations, elementwise, shifted_exponentials
from symgrad.functions.elementwise import ElementwiseFunction
from symgrad.functions.heads import ElementwiseHead, X, Y
from symgrad.functions.special_functions import by_head
from symgrad.targets import compile_numpy

OWN = [
    row
    for module in (elementwise, activations, shifted_exponentials)
    for row in vars(module).values()
    if isinstance(row, ElementwiseFunction)
]
ALL = list(dict.fromkeys([*OWN, *elementwise.ROWS.values()]))
PLAIN = [row for row in ALL if not by_head(row.head)]  # of special functions there are tests of their own
POINTS = (-7.3, -1.2, -0.4, 0.3, 0.9, 2.7, 11.0)
WHERE = {  # a function is real, and has a slope
    "log": lambda x: x > 0, "log1p": lambda x: x > -1, "logit": lambda x: 0 < x < 1,
    "acosh": lambda x: x > 1, "asech": lambda x: 0 < x < 1,
    **dict.fromkeys(("asin", "acos", "atanh"), lambda x: abs(x) < 1),
    **dict.fromkeys(("asec", "acsc", "acoth"), lambda x: abs(x) > 1),
    **dict.fromkeys(("floor", "ceiling"), lambda x: x % 1 != 0),  # a step has no slope
}  # fmt: skip


def points_of(row):
    return [point for point in POINTS if WHERE.get(row.name, lambda x: True)(point)]


@pytest.mark.parametrize("row", PLAIN, ids=lambda row: row.name)
def test_the_slope_is_the_derivative_of_the_definition(row):
    definition = sp.lambdify(X, row.definition, "mpmath")
    slope = sp.lambdify((X, Y), sp.expand_func(row.slope), "mpmath")
    with mpmath.workdps(50):
        for point in points_of(row):
            at = mpmath.mpf(point)
            value = definition(at)
            assert mpmath.almosteq(slope(at, value), mpmath.diff(definition, at), 1e-20, 1e-20)


@pytest.mark.parametrize("row", PLAIN, ids=lambda row: row.name)
def test_numpy_says_what_the_definition_says(row):
    symbol = sg.scalar("z")
    function = sg.lambdify(row(symbol))
    definition = sp.lambdify(X, row.definition, "mpmath")
    for point in points_of(row):
        with mpmath.workdps(50):
            exact = float(definition(mpmath.mpf(point)))
        assert float(function(z=point)) == pytest.approx(exact, rel=1e-13, abs=1e-300)


def test_points_far_out_have_numbers():
    z = sg.scalar("z")
    for head, far in ((sp.sech, 0.0), (sp.csch, 0.0), (sp.coth, 1.0), (sp.acot, 1e-3), (sp.acsch, 1e-3)):
        assert float(sg.lambdify(head(z))(z=1000.0)) == pytest.approx(far, rel=1e-6, abs=1e-300)
        assert np.isfinite(sg.lambdify(sg.gradient(head(z), z))(z=1000.0))
        assert float(sg.lambdify(head(z))(z=-1000.0)) == pytest.approx(-far if head is not sp.sech else far, rel=1e-6)


@pytest.mark.parametrize("row", ALL, ids=lambda row: row.name)
def test_a_row_comes_back_from_a_pickle_as_itself(row):
    assert pickle.loads(pickle.dumps(row)) is row


def test_a_wrong_slope_would_be_seen():
    wrong = sg.elementwise("wrong", slope=lambda x, y: y * (1 + y), definition=lambda x: 1 / (1 + sp.exp(-x)))
    z, out = sg.scalars("z out")
    assert not sg.System([(out, wrong(z))]).check()
    assert not sg.System([(out, wrong(z))]).check(method="complex")


def test_a_function_of_ones_own_is_one_row_at_run_time():
    softsign = sg.elementwise(
        "softsquare",
        slope=lambda x, y: x / sp.sqrt(1 + x**2),
        definition=lambda x: sp.sqrt(1 + x**2),
        latex=r"\operatorname{sq}",
    )
    n, m = sg.dims("n m")
    W, x, b, h = sg.matrix("W", n, m), sg.vector("x", m), sg.vector("b", n), sg.vector("h", n)
    cell = sg.System([(h, softsign(W * x + b))], inputs=[x], parameters=[W, b])
    assert str(cell) == "h = softsquare(W x + b)"
    assert cell.latex(environment=None) == [r"h = \operatorname{sq}(W x + b)"]
    assert cell.check()
    assert cell.check(method="complex")
    assert cell.gradient().check(wrt=["W"], method="complex")  # and a second time
    value = cell.lambdify()(W=np.eye(2), x=np.array([1.0, 2.0]), b=np.zeros(2))
    np.testing.assert_allclose(value, np.sqrt([2.0, 5.0]))
    assert "softsquare" not in dir(elementwise)


def test_a_row_needs_an_identifier_and_a_meaning():
    with pytest.raises(sg.SymgradError, match=r"^elementwise: a function's name must be an identifier, but 'a b' came"):
        sg.elementwise("a b", slope=lambda x, y: y)
    with pytest.raises(sg.SymgradError, match=r"^elementwise: q needs a definition or its NumPy code;"):
        sg.elementwise("q", slope=lambda x, y: y)


def test_functions_of_vectors_are_equal_when_made_twice():
    x = sg.vector("x", 3)
    assert sg.tanh(x) == sg.tanh(x)
    assert sg.lambdify(x.applyfunc(sp.tanh)).program.equations[0].rhs == sg.tanh(x)


def test_sigmoid_does_not_overflow():
    x = sg.scalar("x")
    slope = sg.System([(sg.scalar("y"), sg.sigmoid(x))]).gradient()
    for function in (sg.lambdify(sg.sigmoid(x)), compile_numpy(slope)):
        for point in (-800.0, 800.0):
            with np.errstate(over="raise", invalid="raise"):
                assert np.isfinite(function(x=point))


@pytest.mark.parametrize("row", ALL, ids=lambda row: row.name)
def test_each_function_has_a_docstring_of_its_own(row):
    first, blank, *parts = (row.__doc__ or "").splitlines()
    assert first.startswith(f"{row.name}(x), ")
    assert not blank
    told = {line.split()[0]: line.partition(" ")[2].strip() for line in parts}
    assert told["slope"].removesuffix(", where y is the value") == str(row.slope)
    assert told.get("definition", str(row.definition)) == str(row.definition)
    assert told.get("source", "") == row.source
    assert [other.name for other in ALL if other.__doc__ == row.__doc__] == [row.name]


def test_help_shows_it():
    shown = pydoc.render_doc(elementwise.gelu)
    assert "the Gaussian error linear unit" in shown
    assert "Hendrycks and Gimpel" in shown


def test_a_function_of_ones_own_has_one_too():
    made = sg.elementwise("twice", lambda x, y: 2, lambda x: 2 * x, told="two times x", source="Euclid")
    assert made.__doc__ == (
        "twice(x), two times x; of a scalar, or of every entry of a vector or a matrix.\n\n"
        "definition  2*x\nslope       2\nsource      Euclid"
    )


def _calls(act):
    """How many functions are called in an act, from an empty cache of SymPy's."""
    clear_cache()
    profile = cProfile.Profile()
    profile.runcall(act)
    return sum(entry.callcount for entry in profile.getstats())


def _chain(function, depth):
    found = sp.Integer(0)
    for _ in range(depth):
        found = function(-found)
    return found


@pytest.mark.parametrize("function", [sg.relu, sg.leaky_relu, sg.hard_swish, sg.gelu, sg.sigmoid])
def test_the_number_of_a_chain_costs_no_more_than_the_square_of_its_levels(function):
    """relu(-relu(-relu(0))): a definition has its argument in several places, and each asked the next level again."""
    long, longer = (_calls(_chain(function, depth).evalf) for depth in (8, 16))
    assert longer < 8 * long  # twice as many for each level would be 256 times as many


def test_the_control_of_that_asks_each_level_in_each_place(monkeypatch):
    def each_place(self, prec):
        return self.row.definition.xreplace({X: self.args[0]})._eval_evalf(prec)

    monkeypatch.setattr(ElementwiseHead, "_eval_evalf", each_place)
    few, more = (_calls(_chain(sg.relu, depth).evalf) for depth in (4, 8))
    assert more > 8 * few


@pytest.mark.parametrize("digits", [3, 15, 50])
def test_the_number_of_a_chain_has_the_digits_that_were_asked_for(digits):
    chain = sg.logit(sg.sigmoid(sp.Rational(1, 10**10)))  # near 1/2 its logarithm loses ten digits
    assert abs(chain.evalf(digits) - sp.Rational(1, 10**10)) < 10 ** (-10 - digits + 1)


def test_evalf_keeps_the_function_of_a_name():
    x = sg.scalar("x")
    assert sg.relu(sg.gelu(x + sp.Rational(1, 4))).evalf() == sg.relu(sg.gelu(x + 0.25))
    assert float(sg.relu(-x).evalf(subs={x: -2})) == 2


@pytest.mark.parametrize("argument", [sp.MatrixSymbol("A", 2, 2)[0, 0], sp.Function("f")(sp.Symbol("x"))])
def test_evalf_leaves_alone_what_has_no_number(argument):
    assert sg.relu(argument).evalf() == sg.relu(argument)
    assert (sg.log1p(argument) + sp.Rational(1, 4)).evalf() == sg.log1p(argument) + 0.25
