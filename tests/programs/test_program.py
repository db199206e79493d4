"""Systems are checked when they are made; each error is tested by its whole message."""

import pickle

import numpy as np
import pytest
import sympy as sp

import symgrad as sg

n, m = sg.dims("n m")
x, W = sg.vector("x", m), sg.matrix("W", n, m)
h, y, b = sg.vectors("h y b", n)
label = sg.scalar("label")
s, z = sg.scalars("s z")


def whole_message(error, make):
    with pytest.raises(error) as caught:
        make()
    assert type(caught.value) is error
    return str(caught.value)


ERRORS = [
    (
        sg.ShapeError,
        lambda: sg.System([(h, W * x), (y, h + x)]),
        "equation 2, y = h + x: a sum needs parts of one shape, but h is (n,) and x is (m,); in h + x.",
    ),
    (
        sg.ShapeError,
        lambda: sg.System([(h, W * x), (s, h)]),
        "equation 2, s = h: the left-hand side is a scalar, but the right-hand side is (n,).",
    ),
    (
        sg.ShapeError,
        lambda: sg.System([(h, W * h)]),
        "equation 1, h = W*h: in the product W*h, W has m columns but h has n rows; for the entry-by-entry product "
        "write hadamard(...), for u^T v write dot(u, v).",
    ),
    (
        sg.ShapeError,
        lambda: sg.System([(s, x * x)]),
        "equation 1, s = x*x: in the product x*x, x has 1 columns but x has m rows; for the entry-by-entry product "
        "write hadamard(...), for u^T v write dot(u, v).",
    ),
    (
        sg.NameClashError,
        lambda: sg.System([(h, W * x), (h, W * x)]),
        "equation 2, h = W*x: h is already bound by equation 1, h = W*x; every name is bound once, so give one of them "
        "another name.",
    ),
    (
        sg.NameClashError,
        lambda: sg.System([(h, W * x)], inputs=[h, x], parameters=[W]),
        "h is declared as an input, but equation 1, h = W*x, defines it.",
    ),
    (
        sg.NameClashError,
        lambda: sg.System([(s, sg.scalar("b")), (h, b)]),
        "two different things are named b: a symbol, a scalar and a symbol of shape (n,); give one of them another "
        "name.",
    ),
    (
        sg.UnboundNameError,
        lambda: sg.System([(h, W * x + b)], inputs=[x], parameters=[W]),
        "equation 1, h = W*x + b: b is used, but no equation defines it and inputs= and parameters= do not declare it; "
        "add it to one of them, or an equation for it before this one.",
    ),
    (
        sg.UnboundNameError,
        lambda: sg.System([(y, h + b), (h, W * x)]),
        "equation 1, y = b + h: h is used before the equation that defines it; put that equation first.",
    ),
    (
        sg.UnboundNameError,
        lambda: sg.System([(h, h + b)]),
        "equation 1, h = b + h: h is used before the equation that defines it; it needs itself, so that no order will "
        "do: of one step before it is another name, h_prev.",
    ),
    (
        sg.UnboundNameError,
        lambda: sg.System([(y, h), (h, 2 * y)]),
        "equation 1, y = h: h is used before the equation that defines it; it needs itself, so that no order will do: "
        "of one step before it is another name, h_prev.",
    ),
    (
        sg.UnboundNameError,
        lambda: sg.System([(h, W * x)], parameters=[W], outputs=["q"]),
        "no q here. There are inputs x; parameters W; defined h.",
    ),
    (
        sg.UnboundNameError,
        lambda: sg.System([(h, W * x)], parameters=[W]).derivative("h", "q"),
        "no q here. There are inputs x; parameters W; defined h.",
    ),
    (
        sg.UnboundNameError,
        lambda: sg.System([(h, W * x), (y, h)]).derivative("x", "W"),
        "x is an input, so it has no derivative; derivatives can be taken of h, y.",
    ),
    (
        sg.MissingRuleError,
        lambda: sg.System([(s, sp.polylog(2, z))]),
        "equation 1, s = polylog(2, z): no rule for the function polylog of 2 arguments, in polylog(2, z); write it in "
        "functions that have a rule, or give a function of one argument a row of its own with "
        "sg.elementwise(name, slope=..., definition=...).",
    ),
    (
        sg.SymgradError,
        lambda: sg.System([(W * x, h)]),
        "equation 1, W*x = h: the left-hand side must be a symbol (sg.scalar, sg.vector, sg.matrix), but W*x is "
        "MatMul.",
    ),
    (
        sg.SymgradError,
        lambda: sg.System([sp.Eq(h, x)]),
        "equation 1: SymPy's Eq answered False instead of an equation (its sides have different shapes, or are the "
        "same); write the pair (lhs, rhs) to see which.",
    ),
    (
        sg.SymgradError,
        lambda: sg.System([5]),
        "equation 1: an equation is sp.Eq(lhs, rhs) or a pair (lhs, rhs), but 5 came.",
    ),
    (
        sg.ShapeError,
        lambda: sg.System([(h, W * x)], carry={h: x}),
        "carry: h is (n,), but x, which holds its value of one step before, is (m,).",
    ),
    (
        sg.ShapeError,
        lambda: sg.System([(h, W * x)]).substitute({x: h}),
        "substitute: x is (m,), but h is (n,).",
    ),
    (
        sg.SymgradError,
        lambda: sg.System([(y, sg.ones(n) * sg.total(x[label : label + 2]))]),
        "equation 1, y = total(rows(x, label, 2))*1: rows(x, label, 2): a part begins and ends at numbers and sizes, "
        "but label is a variable. What may stand at one is an entry, x[label].",
    ),
    (
        sg.NameClashError,
        lambda: sg.System([(h, W * x)]).substitute({x: 2 * W.T * h}),
        "substitute: x = 2*W.T*h takes h, which an equation defines, but an input is replaced by what comes from "
        "outside.",
    ),
    (
        sg.NameClashError,
        lambda: sg.System([(h, sg.tanh(W * x))]).gradient().substitute({"bar_h": 2 * h}),
        "substitute: bar_h = 2*h takes h, which an equation defines, but an input is replaced by what comes from "
        "outside. A cotangent made of outputs is that of a loss: take the gradient of the loss, over time by loss=.",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("error", "make", "message"), ERRORS, ids=[row[2][:50] for row in ERRORS])
def test_bad_input_is_named(error, make, message):
    assert whole_message(error, make) == message


def test_all_errors_are_symgrad_errors():
    for error in (sg.ShapeError, sg.NameClashError, sg.UnboundNameError, sg.MissingRuleError, sg.ArgumentError):
        assert issubclass(error, sg.SymgradError)


def test_equations_come_as_eq_as_pairs_and_as_equations():
    systems = [sg.System([form]) for form in (sp.Eq(h, W * x), (h, W * x), sg.Equation(h, W * x))]
    assert systems[0] == systems[1] == systems[2]


def test_what_no_equation_defines_is_an_input_in_the_order_declared_or_met():
    met = sg.System([(h, W * x), (y, h + b)])
    assert met.inputs == (W, x, b)
    assert met.outputs == (y,)
    declared = sg.System([(h, W * x), (y, h + b)], inputs=[x], parameters=[b, W])
    assert declared.inputs == (x, b, W)
    assert declared.parameters == (b, W)


def test_plain_sympy_symbols_work():
    k = sp.Symbol("k")
    u, v, r = sp.MatrixSymbol("u", k, 1), sp.MatrixSymbol("v", k, 1), sp.Symbol("r")
    system = sg.System([(r, u.T * v)])
    assert str(system.gradient().equations[0]) == "bar_u = bar_r*v"
    assert system.derivative("r", "u").expression == v


def test_a_dimension_may_stand_as_a_number():
    system = sg.System([(s, sg.total(x) / m)])
    assert system.inputs == (x,)
    assert system.dims == (m,)


def test_a_symbol_of_the_same_name_and_another_shape_is_refused():
    system = sg.System([(h, W * x)])
    assert whole_message(sg.NameClashError, lambda: system.gradient(wrt=sg.scalar("x"))) == (
        "x is (m,) in these equations, but a scalar was asked for under the same name."
    )


def test_substitute_puts_expressions_for_inputs():
    system = sg.System([(h, sg.tanh(W * x))], parameters=[W]).substitute({"x": 2 * sg.vector("v", m)})
    assert [str(equation) for equation in system.equations] == ["h = tanh(2*W*v)"]
    assert [str(symbol) for symbol in system.inputs] == ["W", "v"]


def test_systems_can_be_pickled_and_compared():
    system = sg.System([(h, sg.sigmoid(W * x))], parameters=[W])
    assert pickle.loads(pickle.dumps(system.gradient())) == system.gradient()
    assert hash(system) == hash(sg.System([(h, sg.sigmoid(W * x))], parameters=[W]))
    assert system != sg.System([(h, sg.sigmoid(W * x))])


def test_repr_is_short_and_str_tells_the_equations():
    system = sg.System([(h, sg.tanh(W * x + b)), (s, sg.dot(h, h))], parameters=[W, b])
    assert repr(system) == "<System (x; W, b) -> (s), 2 equations>"
    assert str(system) == "h = tanh(W x + b)\ns = ‖h‖²"


def test_a_name_twice_is_once():
    assert sg.System([(h, W * x)]).symbols(["h", h, "x"], ()) == (h, x)
    assert [symbol.name for symbol in sg.System([(h, W * x)]).gradient(wrt=["x", "x"]).outputs] == ["bar_x"]


NO_DEFAULTS = [
    ({"b": n}, sg.ArgumentError, "defaults: b is given a real number, which all of its entries get, but n came."),
    ({b: sp.I}, sg.ArgumentError, "defaults: b is given a real number, which all of its entries get, but I came."),
    (
        {"b": float("inf")}, sg.ArgumentError,
        "defaults: b is given a real number, which all of its entries get, but inf came.",
    ),
    ({"b": x}, sg.ArgumentError, "defaults: b is given a real number, which all of its entries get, but x came."),
    (
        {"h": 1.0}, sg.UnboundNameError,
        "defaults: h should be an input, which a caller may leave out, but is none.",
    ),
]  # fmt: skip


def with_bias():
    return sg.System([(h, sg.tanh(W * x + b))], parameters=[W, b])


@pytest.mark.parametrize(("defaults", "error", "message"), NO_DEFAULTS)
def test_a_default_is_a_real_number_of_an_input(defaults, error, message):
    assert whole_message(error, lambda: with_bias().replace(defaults=defaults)) == message
    whole = {"equations": [(h, sg.tanh(W * x + b))], "parameters": [W, b], "defaults": defaults}
    assert whole_message(error, lambda: sg.System(**whole)) == message


@pytest.mark.parametrize("name", ["b", b])
@pytest.mark.parametrize("number", [2, 2.0, np.float32(2), sp.Integer(2)])
def test_a_default_is_given_by_name_or_symbol(name, number):
    system = with_bias().replace(defaults={name: number})
    assert [(symbol, float(value)) for symbol, value in system.defaults.items()] == [(b, 2.0)]
    arrays = {"W": np.zeros((3, 2)), "x": np.ones(2)}
    np.testing.assert_allclose(system.lambdify()(**arrays), np.tanh([2.0, 2.0, 2.0]))


def test_an_unknown_name_of_a_default_is_an_error_that_lists_what_there_is():
    with pytest.raises(sg.UnboundNameError, match=r"^no q here\. There are inputs x; parameters W, b; defined h\.$"):
        with_bias().replace(defaults={"q": 1.0})


def test_the_default_of_an_input_that_goes_goes_too():
    system = with_bias().replace(defaults={"b": 2.0})
    assert system.cut(h).replace(inputs=[x, h], parameters=[W], outputs=[h]).defaults == {}
