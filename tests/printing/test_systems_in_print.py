"""Whole systems in print: the notebook's cell, an LSTM and its gradient, and the environments around them."""

import os
import subprocess
import sys

import pytest
import sympy as sp

from benchmarks.systems import nested
from symgrad.algebra import dot, hadamard
from symgrad.calculus.modes import gradient_program, tangent_program
from symgrad.errors import MissingRuleError, SymgradError
from symgrad.expressions.symbols import dims, matrix, scalars, vector, vectors
from symgrad.functions.elementwise import sigmoid, tanh
from symgrad.printing import latex, latex_equations, text, text_equations
from symgrad.printing.formula import product_of
from symgrad.printing.latex import LatexStyle
from symgrad.printing.notation import Notation
from symgrad.printing.printed import formula_in
from symgrad.printing.term_order import listed
from symgrad.printing.text import TextStyle
from symgrad.programs.program import Program


def notebook():
    n, m = dims("n m")
    V, x, U, h_prev = vector("V_a1", m), vector("x_1", m), vector("U_a1", n), vector("h_1_prev", n)
    b, i, f, o, a, s, h, s_prev = scalars("b_1 i_1 f_1 o_1 a_1 s_1 h_1 s_1_prev")
    equations = [(a, tanh(dot(V, x) + dot(U, h_prev) + b)), (s, i * a + f * s_prev), (h, o * tanh(s))]
    return Program(equations, inputs=[x, h_prev, s_prev, i, f, o], parameters=[V, U, b])


def lstm():
    n, m = dims("n m")
    x, h_prev, c_prev, c, h = vector("x", m), *vectors("h_prev c_prev c h", n)
    gates, parameters, equations = {}, [], []
    for name in "ifog":
        W, U, b = matrix(f"W_{name}", n, m), matrix(f"U_{name}", n, n), vector(f"b_{name}", n)
        parameters += [W, U, b]
        gates[name] = vector(name, n)
        equations.append((gates[name], (tanh if name == "g" else sigmoid)(W * x + U * h_prev + b)))
    equations.append((c, hadamard(gates["f"], c_prev) + hadamard(gates["i"], gates["g"])))
    equations.append((h, hadamard(gates["o"], tanh(c))))
    return Program(equations, [h, c], parameters, [x, h_prev, c_prev], {h: h_prev, c: c_prev})


def test_the_notebook_cell():
    assert text_equations(notebook()) == [
        "a_1 = tanh(V_a1·x_1 + U_a1·h_1_prev + b_1)",
        "s_1 = i_1 a_1 + f_1 s_1_prev",
        "h_1 = o_1 tanh(s_1)",
    ]
    assert latex_equations(notebook(), None) == [
        r"a_1 = \tanh(V_{a1}^{\top} x_1 + U_{a1}^{\top} h_1^{\mathrm{prev}} + b_1)",
        r"s_1 = i_1 a_1 + f_1 s_1^{\mathrm{prev}}",
        r"h_1 = o_1 \tanh(s_1)",
    ]


def test_the_gradient_of_the_notebook_cell():
    printed = text_equations(gradient_program(notebook(), wrt=["V_a1", "U_a1", "b_1"]))
    assert printed[2:] == [
        "bar_s_1 = bar_h_1 o_1 (1 - tanh²(s_1))",
        "bar_pre_a_1 = bar_s_1 i_1 (1 - a_1²)",
        "bar_V_a1 = bar_pre_a_1 x_1",
        "bar_U_a1 = bar_pre_a_1 h_1_prev",
        "bar_b_1 = bar_pre_a_1",
    ]


def test_an_lstm():
    assert text_equations(lstm()) == [
        "i = sigmoid(W_i x + U_i h_prev + b_i)",
        "f = sigmoid(W_f x + U_f h_prev + b_f)",
        "o = sigmoid(W_o x + U_o h_prev + b_o)",
        "g = tanh(W_g x + U_g h_prev + b_g)",
        "c = i ⊙ g + f ⊙ c_prev",
        "h = o ⊙ tanh(c)",
    ]
    assert latex_equations(lstm(), None)[0] == r"i = \sigma(W_i x + U_i h_{\mathrm{prev}} + b_i)"
    assert latex_equations(lstm(), None)[4:] == [r"c = i \odot g + f \odot c_{\mathrm{prev}}", r"h = o \odot \tanh(c)"]


def test_the_gradient_of_an_lstm():
    printed = latex_equations(gradient_program(lstm()), None)
    assert printed[5] == r"\bar{c} = \Delta_c + \bar{h} \odot o \odot (1 - \tanh^2(c))"
    assert printed[6] == r"\bar{\hat{g}} = \bar{c} \odot i \odot (1 - g^{\odot 2})"
    terms = " + ".join(rf"W_{gate}^{{\top}} \bar{{\hat{{{gate}}}}}" for gate in "ifog")
    assert printed[10] == rf"\bar{{x}} = {terms}"
    assert r"\bar{W}_i = \bar{\hat{i}} x^{\top}" in printed
    assert r"\bar{U}_i = \bar{\hat{i}} h_{\mathrm{prev}}^{\top}" in printed


def test_second_derivatives_of_an_lstm_print():
    first = gradient_program(lstm(), ["h"])
    product = text_equations(tangent_program(first, ["W_i"]))
    assert "dot_i = i ⊙ (1 - i) ⊙ (dot_W_i x)" in product
    assert "dot_bar_c = -2 bar_h ⊙ o ⊙ tanh(c) ⊙ (1 - tanh²(c)) ⊙ dot_c" in product
    again = latex_equations(gradient_program(first, ["bar_W_i"], ["x"]), None)
    assert r"\bar{\bar{\hat{i}}}^{(2)} = \bar{\bar{W}}_i^{(2)} x" in again


def test_environments():
    assert latex_equations(notebook()).splitlines() == [
        r"\begin{aligned}",
        r"a_1 &= \tanh(V_{a1}^{\top} x_1 + U_{a1}^{\top} h_1^{\mathrm{prev}} + b_1) \\",
        r"s_1 &= i_1 a_1 + f_1 s_1^{\mathrm{prev}} \\",
        r"h_1 &= o_1 \tanh(s_1)",
        r"\end{aligned}",
    ]
    labelled = latex_equations(notebook(), "align", labels="eq:").splitlines()
    assert labelled[3] == r"h_1 &= o_1 \tanh(s_1) \label{eq:h_1}"
    assert latex_equations(notebook(), "gather*").splitlines()[1:3] == [
        r"a_1 = \tanh(V_{a1}^{\top} x_1 + U_{a1}^{\top} h_1^{\mathrm{prev}} + b_1) \\",
        r"s_1 = i_1 a_1 + f_1 s_1^{\mathrm{prev}} \\",
    ]
    with pytest.raises(SymgradError, match="no environment 'eqnarray'; there are aligned, align"):
        latex_equations(notebook(), "eqnarray")
    with pytest.raises(SymgradError, match="does not number"):
        latex_equations(notebook(), "aligned", labels="eq:")


def test_notations():
    n, m = dims("n m")
    W, x, y, z = matrix("W", n, m), vector("x", m), *vectors("y z", n)
    inner, outer = Notation("inner", bold=True, dot="angle"), Notation("outer", bold=True, outer="angle")
    assert latex(dot(y, W * x), notation=inner) == r"\langle \mathbf{y}, \mathbf{W} \mathbf{x} \rangle"
    assert latex(y * x.T, notation=outer) == r"\langle \mathbf{y}, \mathbf{x} \rangle"
    other = Notation("other", transpose="T", hadamard=r"\circ", dot="cdot", outer="otimes")
    assert latex(hadamard(y, z), listed("yz"), other) == r"y \circ z"
    assert latex(dot(y, W * x), notation=other) == r"y \cdot (W x)"
    assert latex(y * x.T, notation=other) == r"y \otimes x"
    assert latex(W.T * y, notation=other) == "W^{T} y"


@pytest.mark.parametrize(
    ("factors", "in_latex", "in_text"),
    [
        ("o, 1 - tanh(s)**2, i, 1 - a**2, x", r"o (1 - \tanh^2(s)) i (1 - a^2) x", "o (1 - tanh²(s)) i (1 - a²) x"),
        ("-1", "-1", "-1"),
        ("1", "1", "1"),
        ("1, a, 1", "a", "a"),
        ("-1, a + b", "-(a + b)", "-(a + b)"),
        ("a + b", "a + b", "a + b"),
        ("-1, o, -a", "o a", "o a"),
        ("-sin(a), b - a", r"-\sin(a) (b - a)", "-sin(a) (b - a)"),
        ("o, 2*s, a", r"o \cdot 2 s a", "o·2 s a"),
        ("a/b, c", r"\frac{a}{b} c", "(a / b) c"),
    ],
)
def test_chain_products(factors, in_latex, in_text):
    names = {name: scalars(name) for name in ["a", "b", "c", "i", "o", "s", "x"]}
    given = sp.sympify(f"[{factors}]", locals=names)
    order = listed(names)
    for style, told in ((LatexStyle(), in_latex), (TextStyle(), in_text)):
        assert product_of(style, given, formula_in(style, order).piece).signed == told


def test_partials():
    h = scalars("h")
    V = vector("V_a1", dims("m"))
    assert formula_in(LatexStyle()).partial(h, V) == r"\frac{\partial h}{\partial V_{a1}}"
    assert formula_in(TextStyle()).partial(h, V) == "∂h/∂V_a1"


@pytest.mark.parametrize(
    ("factors", "in_text"),
    [
        ([sp.Integer(-2), sp.Identity(2)], "-2 I"),
        ([sp.Identity(2), sp.Identity(2)], "I"),
        ([sp.Integer(2), sp.Identity(2), scalars("a")], "2 a I"),
        ([sp.Identity(2), sp.MatrixSymbol("A", 2, 2)], "A"),
    ],
)
def test_an_identity_goes_where_another_matrix_stands_alone(factors, in_text):
    style = TextStyle()
    assert product_of(style, factors, formula_in(style).piece).signed == in_text


a, b = scalars("a b")


@pytest.mark.parametrize(
    ("expression", "named"),
    [
        (sp.polylog(2, a), "function polylog"),
        (2 + sp.Integral(a, a), "Integral"),
        (sp.I, "ImaginaryUnit"),
        (sp.EulerGamma * a, "EulerGamma"),
    ],
)
def test_a_node_without_a_form_is_named(expression, named):
    for style in (latex, text):
        with pytest.raises(MissingRuleError, match=named):
            style(expression)


def test_an_equation_prints_both_sides():
    assert latex(sp.Eq(b, sp.tanh(a))) == r"b = \tanh(a)"
    assert text(notebook().equations[2]) == "h_1 = o_1 tanh(s_1)"


def test_deep_formulas_print():
    x = sp.Symbol("x")
    deep = x
    for _ in range(2000):
        deep = sp.tanh(x * deep)
    assert text(deep) == "tanh(x " * 1999 + "tanh(x²" + ")" * 2000


PROGRAM = """
from symgrad.calculus.modes import gradient_program
from symgrad.printing import latex_equations, text_equations
from test_systems_in_print import lstm, notebook
for program in (notebook(), lstm(), gradient_program(lstm()), gradient_program(notebook())):
    print(latex_equations(program), *text_equations(program), sep="\\n")
"""


def test_print_does_not_change_with_the_hash_seed(request):
    printed = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM],
            env={
                **os.environ,
                "PYTHONHASHSEED": seed,
                "PYTHONIOENCODING": "utf-8",
                "PYTHONPATH": os.pathsep.join(sys.path),
            },
            cwd=request.path.parent,
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "4242")
    }
    assert len(printed) == 1
    assert len(printed.pop().splitlines()) > 100


def test_the_gradient_of_five_hundred_functions_in_one_expression_prints():
    """Shapes are read without recursion, which SymPy's own properties need for every level."""
    gradient = nested(500).gradient()
    assert text_equations(gradient)[-1].startswith("bar_")
    assert latex_equations(gradient, None)[-1].startswith(r"\bar{")
