"""The functions of a display look like no variable and like no other function; each name is that of one."""

import pytest
import sympy as sp

import symgrad as sg
from symgrad import extend
from symgrad.functions.called import require_one_function_each
from symgrad.functions.undefined import name_parts, partial_of

a, b, f, f_1 = sg.scalars("a b f f_1")
n = sg.dims("n")
x = sg.vector("x", n)


def square(name="act", latex=None):
    return sg.elementwise(name, slope=lambda x, y: 2 * x, definition=lambda x: x**2, latex=latex)


def cube(name="act"):
    return sg.elementwise(name, slope=lambda x, y: 3 * x**2, definition=lambda x: x**3)


@pytest.mark.parametrize(
    ("expr", "in_latex", "in_text"),
    [
        (sp.Function("f_1")(a + b) + f_1 * (a + b), r"f_1 (a + b) + \operatorname{f\_1}(a + b)",
         "f_1 (a + b) + function(f_1)(a + b)"),
        (sp.Function("f")(a + b) + f * (a + b), r"f (a + b) + \operatorname{f}(a + b)",
         "f (a + b) + function(f)(a + b)"),
        (square(latex="f")(a + b) + f * (a + b), r"f (a + b) + \operatorname{act}(a + b)", "f (a + b) + act(a + b)"),
        (square()(a) + sg.scalar("act"), r"\mathrm{act} + \operatorname{\mathsf{act}}(a)", "act + function(act)(a)"),
        (sg.tanh(a) * sg.scalar("tanh"), r"\mathrm{tanh} \, \operatorname{\mathsf{tanh}}(a)", "tanh function(tanh)(a)"),
        (sp.Function("sigma")(a) + sg.sigmoid(a), r"\operatorname{sigma}(a) + \sigma(a)", "sigma(a) + sigmoid(a)"),
        (sp.Function("f_1")(a) + sp.Function("f1")(a), r"\operatorname{f\_1}(a) + f_1(a)", "f1(a) + f_1(a)"),
        (sp.Trace(sg.matrix("A", n, n)) + sg.scalar("tr"), r"\operatorname{\mathsf{tr}}(A) + \mathrm{tr}",
         "function(tr)(A) + tr"),
        (square("foo_bar", latex="f")(a) + square("foobar")(a) + f,
         r"f + \operatorname{foo\_bar}(a) + \operatorname{foobar}(a)", "f + foo_bar(a) + foobar(a)"),
        (square("foo_bar")(a) + square("foobar")(a), r"\operatorname{foo\_bar}(a) + \operatorname{foobar}(a)",
         "foo_bar(a) + foobar(a)"),
        (sp.Function("max")(a) + sp.Max(a, b), r"\operatorname{\mathsf{max}}(a) + \max(a, b)",
         "function(max)(a) + max(a, b)"),
        (sp.Function("logsumexp")(a) + sg.logsumexp(x),
         r"\operatorname{\mathsf{logsumexp}}(a) + \operatorname{logsumexp}(x)",
         "function(logsumexp)(a) + logsumexp(x)"),
        (sp.Function("pinv")(a) + sp.Trace(sg.pinv(sg.matrix("A", n, n))),
         r"\operatorname{\mathsf{pinv}}(a) + \operatorname{tr}(A^+)", "function(pinv)(a) + tr(A^(+))"),
        (sp.Function("f")(a), "f(a)", "f(a)"),
    ],
)  # fmt: skip
def test_a_function_does_not_look_like_a_variable(expr, in_latex, in_text):
    told = sg.text(expr), sg.latex(expr)
    assert sorted(told[0].split(" + ")) == sorted(in_text.split(" + "))
    assert sorted(told[1].split(" + ")) == sorted(in_latex.split(" + "))


def test_its_derivatives_are_called_like_it():
    g = sp.Function("g")
    both = sp.Function("f")(a) * f + g(a, b) * sg.scalar("g")
    assert sg.latex(sg.gradient(both, a)) == r"f \operatorname{f}'(a) + g \partial_{1} \operatorname{g}(a, b)"
    assert sg.text(sg.gradient(both, a)) == "f function(f)'(a) + g ∂1 function(g)(a, b)"


def test_the_sign_of_a_derivative_takes_one_factor():
    """What stands behind it would seem to be differentiated too."""
    g, s, p = sp.Function("g"), *sg.scalars("s p")
    square, slope = sg.gradient(g(s, p) ** 2, s), sg.gradient(g(s, p), s)
    assert sg.latex(square) == r"2 g(s, p) \partial_{1} g(s, p)"
    assert sg.latex(slope**2) == r"\bigl(\partial_{1} g(s, p)\bigr)^2"
    assert (sg.text(square), sg.text(slope**2)) == ("2 g(s, p) ∂1 g(s, p)", "(∂1 g(s, p))²")
    assert sg.latex(slope * sg.gradient(g(s, p), p)) == (
        r"\bigl(\partial_{1} g(s, p)\bigr) \bigl(\partial_{2} g(s, p)\bigr)"
    )
    assert sg.latex(slope * x) == r"\bigl(\partial_{1} g(s, p)\bigr) x"


def test_in_a_system_and_its_gradient():
    system = sg.System([(sg.scalar("y"), square(latex="f")(a + b) + f * (a + b))])
    assert r"\operatorname{act}" in system.latex()
    assert r"f(" not in system.gradient().latex()


WAYS = ("text", "latex", "gradient", "System")
TAKING = (sg.text, sg.latex, lambda expr: sg.gradient(expr, a), lambda expr: sg.System([(sg.scalar("y"), expr)]))
UNDEFINED = "an undefined function"
CLASHES = {
    "undefined and known": (
        lambda: sp.Function("sigmoid")(a) + sg.sigmoid(a), "sigmoid",
        {UNDEFINED, "the function with the slope y*(1 - y)"},
    ),
    "two definitions": (
        lambda: square()(a) + cube()(a), "act",
        {"the function with the slope 2*x", "the function with the slope 3*x**2"},
    ),
    "two assumptions": (
        lambda: sp.Function("f", real=True)(a) + sp.Function("f")(a), "f", {UNDEFINED, f"{UNDEFINED} with assumptions"},
    ),
    "of every entry": (
        lambda: sg.total(square()(x)) + cube()(a), "act",
        {"the function with the slope 2*x", "the function with the slope 3*x**2"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("take", TAKING, ids=WAYS)
@pytest.mark.parametrize("name", CLASHES)
def test_two_functions_of_one_name_are_refused(name, take):
    expr, called, described = CLASHES[name]
    with pytest.raises(sg.NameClashError) as caught:
        take(expr())
    first, second = described
    told = "two different functions are named {}: {} and {}; give one of them another name."
    assert str(caught.value) in (told.format(called, first, second), told.format(called, second, first))


def test_a_function_made_twice_is_one():
    assert sg.text(square()(a) * square()(b)) in ("act(a) act(b)", "act(b) act(a)")


@pytest.mark.parametrize("name", ["my g", "your g", "g(a)", "a+b", "g,h", " ", "two\nlines", "`g`"])
@pytest.mark.parametrize("take", TAKING, ids=WAYS)
def test_a_name_that_is_not_one_word_is_refused(name, take):
    for expr in (sp.Function(name)(a, b), sp.Function(name)(a)):
        with pytest.raises(sg.SymgradError) as caught:
            take(expr)
        if name in ("my g", "your g"):
            assert str(caught.value).endswith(
                f"the name of a function is one word, without blanks, brackets and operators, but {name!r} came; call "
                f"it by an identifier, as in sp.Function('g')."
            )


def test_a_name_is_taken_apart():
    assert name_parts("∂1∂12 g''") == ((1, 12), "g", "''")
    assert partial_of(partial_of(sp.Function("g"), 2), 1).__name__ == "∂1∂2 g"
    assert partial_of(sp.Function("g'"), 2).__name__ == "∂2 g'"


X3, XI = sg.vector("x", 3), sg.vector("x", 3, latex=r"\xi")
MEANINGS = {
    "SymPy's and ours": (
        lambda: sp.Symbol("a") ** 2 * a**3,
        ("a", "a symbol, a scalar (made by SymPy)", "a symbol, a scalar (made by symgrad)"),
    ),
    "two LaTeX names": (
        lambda: sg.dot(X3, XI) * a,
        ("x", "a symbol of shape (3,) (made by symgrad)",
         r"a symbol of shape (3,) (made by symgrad with latex='\\xi')"),
    ),
    "two shapes": (lambda: a * sg.total(sg.vector("a", n)), ("a", "a symbol, a scalar", "a symbol of shape (n,)")),
}  # fmt: skip


@pytest.mark.parametrize(
    "take",
    [
        sg.text, sg.latex, lambda expr: sg.gradient(expr, "a"), lambda expr: sg.jacobian(expr, a),
        lambda expr: sg.hessian(expr, a), lambda expr: sg.vjp(expr, a, b), lambda expr: sg.jvp(expr, a, b),
        lambda expr: sg.differential(expr, a), lambda expr: sg.System([(b, expr)]),
    ],
    ids=["text", "latex", "gradient", "jacobian", "hessian", "vjp", "jvp", "differential", "System"],
)  # fmt: skip
@pytest.mark.parametrize("name", MEANINGS)
def test_two_variables_of_one_name_are_refused_in_plain_expressions_too(name, take):
    expr, (called, one, other) = MEANINGS[name]
    with pytest.raises(sg.NameClashError) as caught:
        take(expr())
    told = "two different things are named {}: {} and {}; give one of them another name."
    assert str(caught.value).removeprefix(f"equation 1, {b} = ") in (
        told.format(called, one, other), told.format(called, other, one),
    )  # fmt: skip


def test_a_function_of_a_whole_vector_beside_a_variable_of_its_name():
    n = sg.dims("n")
    x, softmax = sg.vector("x", n), sg.scalar("softmax")
    both = softmax * x + sg.softmax(x)
    assert sg.text(both) == "softmax x + function(softmax)(x)"
    assert sg.latex(both) == r"\mathrm{softmax} \, x + \operatorname{\mathsf{softmax}}(x)"
    assert sg.text(sg.softmax(x)) == "softmax(x)"


def test_two_kinds_of_node_with_one_word_are_refused():
    def kind(name):
        return type(name, (extend.ScalarNode,), {"word": "energy"})

    one, other = kind("Energy"), kind("Energetic")
    with pytest.raises(sg.SymgradError, match="two kinds of node are called energy: Energy and Energetic; give one"):
        require_one_function_each([one(x), other(x)])
    require_one_function_each([one(x) + one(2 * x)])


def test_ones_do_not_look_like_a_variable():
    o = sg.vector("o", n, latex=r"\mathbf{1}")
    system = sg.System([(sg.scalar("y"), sg.dot(o, x) + a * sg.total(x))], inputs=[o, x, a])
    back = system.gradient()
    assert r"\bar{x} &= \bar{y} (\mathbf{1} + a \mathsf{1})" in back.latex()
    assert r"$\mathsf{1}$ is a vector of ones" in back.legend()


def test_an_entry_does_not_look_like_a_function():
    v = sg.vector("f", n)
    both = sp.Function("f_1")(v[0]) * v[1]
    assert (sg.text(both), sg.latex(both)) == ("f_2 f_1((f)_1)", "f_2 f_1((f)_1)")


def test_a_variable_a_function_of_vectors_and_an_undefined_one_of_one_name():
    v = sg.vector("softmax", n)
    three = sp.Function("softmax")(a) * sg.softmax(x) + v
    assert sg.text(three) == "undefined(softmax)(a) function(softmax)(x) + softmax"
    softmax = r"\operatorname{\mathtt{softmax}}(a) \operatorname{\mathsf{softmax}}(x) + \mathrm{softmax}"
    assert sg.latex(three) == softmax
