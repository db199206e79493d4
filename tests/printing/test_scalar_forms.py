"""Formulas of scalars: whole strings, in both styles."""

import pytest
import sympy as sp

import symgrad as sg
from symgrad.expressions.symbols import scalars
from symgrad.functions.elementwise import abs_, log_sigmoid, sigmoid, tanh
from symgrad.printing import latex, text
from symgrad.printing.term_order import listed

a, b, c, i, f, o, s, s_prev, lr, loss = scalars("a b c i f o s s_prev lr loss")
g = sp.Function("g")
ORDER = listed(["a", "b", "c", "i", "f", "o", "s", "s_prev", "lr", "loss"])


FORMS = [
    (i * a + f * s_prev, "a i + f s_{\\mathrm{prev}}", "a i + f s_prev"),
    (1 - a**2, "1 - a^2", "1 - a²"),
    (a - b, "a - b", "a - b"),
    (b - a, "b - a", "b - a"),
    (-a - b, "-a - b", "-a - b"),
    (-a + b - c, "b - a - c", "b - a - c"),
    (o * sp.tanh(s), r"o \tanh(s)", "o tanh(s)"),
    (o * (1 - sp.tanh(s) ** 2), r"o (1 - \tanh^2(s))", "o (1 - tanh²(s))"),
    (2 * a, "2 a", "2 a"),
    (a / 2, r"\frac{1}{2} a", "a / 2"),
    (a / b, r"\frac{a}{b}", "a / b"),
    (a * b / c, r"\frac{a b}{c}", "a b / c"),
    ((a + b) / c, r"\frac{a + b}{c}", "(a + b) / c"),
    (a / (b * c), r"\frac{a}{b c}", "a / (b c)"),
    (a / (2 * b), r"\frac{a}{2 b}", "a / (2 b)"),
    (3 * a / (2 * b), r"\frac{3 a}{2 b}", "3 a / (2 b)"),
    (-a / b, r"-\frac{a}{b}", "-a / b"),
    (1 / a, r"\frac{1}{a}", "1 / a"),
    (1 / (a + b), r"\frac{1}{a + b}", "1 / (a + b)"),
    (a**2, "a^2", "a²"),
    (a**b, "a^b", "a^b"),
    (a ** (b + c), "a^{b + c}", "a^(b + c)"),
    (a ** sp.Rational(3, 2), "a^{3/2}", "a^(3/2)"),
    (sp.sqrt(a), r"\sqrt{a}", "sqrt(a)"),
    (sp.sqrt(a + b), r"\sqrt{a + b}", "sqrt(a + b)"),
    (1 / sp.sqrt(a), r"\frac{1}{\sqrt{a}}", "1 / sqrt(a)"),
    ((a + b) ** 2, "(a + b)^2", "(a + b)²"),
    ((a * b) ** c, "(a b)^c", "(a b)^c"),
    (sp.exp(a), "e^{a}", "exp(a)"),
    (sp.exp(-a), "e^{-a}", "exp(-a)"),
    (sp.exp(2 * a), "e^{2 a}", "exp(2 a)"),
    (sp.exp(-(a**2) / 2), r"\exp\Bigl(-\frac{1}{2} a^2\Bigr)", "exp(-a² / 2)"),
    (sp.exp(a + b), r"\exp(a + b)", "exp(a + b)"),
    (sp.exp(-(a**2)), "e^{-a^2}", "exp(-a²)"),
    (tanh(a + b), r"\tanh(a + b)", "tanh(a + b)"),
    (sigmoid(a) ** 2, r"\sigma(a)^2", "sigmoid(a)²"),
    (1 / sp.tanh(a), r"\frac{1}{\tanh(a)}", "1 / tanh(a)"),
    (sp.tanh(a) ** 2, r"\tanh^2(a)", "tanh²(a)"),
    (sp.tanh(a * (b + c)), r"\tanh\bigl(a (b + c)\bigr)", "tanh(a (b + c))"),
    (
        sp.log(a * (1 - sp.tanh(b * (a + c)))),
        r"\log\biggl(a \Bigl(1 - \tanh\bigl(b (a + c)\bigr)\Bigr)\biggr)",
        "log(a (1 - tanh(b (a + c))))",
    ),
    (abs_(a), r"\lvert a \rvert", "|a|"),
    (abs_(a - b), r"\lvert a - b \rvert", "|a - b|"),
    (sp.Rational(-3, 2), r"-\frac{3}{2}", "-3/2"),
    (sp.Float(0.1), "0.1", "0.1"),
    (sp.Float(1e-08) * a, "10^{-8} a", "1e-08 a"),
    (1.5e-08 * a, r"1.5 \cdot 10^{-8} a", "1.5e-08 a"),
    (-0.5 * a, "-0.5 a", "-0.5 a"),
    (sp.pi * a, r"\pi a", "π a"),
    (2 * sp.pi, r"2 \pi", "2 π"),
    (3 * 2**a, r"3 \cdot 2^a", "3·2^a"),
    (lr * loss, r"\mathrm{lr} \, \mathrm{loss}", "lr loss"),
    (lr * a, r"a \, \mathrm{lr}", "a lr"),
    (2 * loss, r"2 \, \mathrm{loss}", "2 loss"),
    (loss * (1 - a), r"\mathrm{loss} \, (1 - a)", "loss (1 - a)"),
    (sp.Function("sigma")(a), r"\sigma(a)", "sigma(a)"),
    (sp.Function("phi_1")(a) ** 2, r"\phi_1(a)^2", "phi_1(a)²"),
    (sp.Function("phi_1'")(a) ** 2, r"\phi_1'(a)^2", "phi_1'(a)²"),
    (sp.oo, r"\infty", "∞"),
    (sp.E**2, "e^{2}", "exp(2)"),
    (sp.E * a, "e a", "e a"),
    (a ** (-2), r"\frac{1}{a^2}", "1 / a²"),
    (a ** (-b), "a^{-b}", "a^(-b)"),
    (sp.Pow(2, -b), "2^{-b}", "2^(-b)"),
    (sp.exp(a) ** b, "e^{a b}", "exp(a b)"),  # for real a
    ((-a) ** b, "(-a)^b", "(-a)^b"),
    (sp.sqrt(2) * a, r"\sqrt{2} a", "sqrt(2) a"),
    (a * sp.sqrt(b) / sp.sqrt(c), r"\frac{a \sqrt{b}}{\sqrt{c}}", "a sqrt(b) / sqrt(c)"),
    (sp.Rational(1, 3) ** a, r"\Bigl(\frac{1}{3}\Bigr)^a", "(1/3)^a"),
    (a ** sp.Float(-0.5), r"\frac{1}{a^{0.5}}", "1 / a^0.5"),
    (sp.Float("0.12345678901234567890123", 25), "0.12345678901234567890123", "0.12345678901234567890123"),
    (2 * (a + b) * c, "c (2 a + 2 b)", "c (2 a + 2 b)"),
    (-(a + b) * c, "c (-a - b)", "c (-a - b)"),
    (-a * (b - c), "-a (b - c)", "-a (b - c)"),
    (sp.log(-a), r"\log(-a)", "log(-a)"),
    (abs_(-a), r"\lvert a \rvert", "|a|"),
    (abs_(tanh(a * (b + c))), r"\Bigl\lvert \tanh\bigl(a (b + c)\bigr)\Bigr\rvert", "|tanh(a (b + c))|"),
    ((sp.tanh(a) + 1) ** 2, r"(1 + \tanh(a))^2", "(1 + tanh(a))²"),
    (sp.tanh(a) ** a, r"\tanh(a)^a", "tanh(a)^a"),
    (sp.tanh(a) ** (-2), r"\frac{1}{\tanh^2(a)}", "1 / tanh²(a)"),
    (sp.cos(a) ** 3 * sp.sin(a), r"\cos^3(a) \sin(a)", "cos³(a) sin(a)"),
    (g(a), "g(a)", "g(a)"),
    (g(a, b), "g(a, b)", "g(a, b)"),
    (g(a) ** 2, "g(a)^2", "g(a)²"),
    (a * g(a - b), "a g(a - b)", "a g(a - b)"),
    (log_sigmoid(a) ** 2, r"(\log\sigma(a))^2", "log_sigmoid(a)²"),
    (a**2 + a, "a^2 + a", "a² + a"),
    (a**2 + 2 * a * b + b**2, "a^2 + 2 a b + b^2", "a² + 2 a b + b²"),
    (a - 1, "a - 1", "a - 1"),
    (a + 1, "1 + a", "1 + a"),
    (-1 - a, "-a - 1", "-a - 1"),
    (a * b + a * c, "a b + a c", "a b + a c"),
]


@pytest.mark.parametrize(("expression", "in_latex", "in_text"), FORMS)
def test_scalar_form(expression, in_latex, in_text):
    assert (latex(expression, ORDER), text(expression, ORDER)) == (in_latex, in_text)


def test_conditions_inside_conditions_have_brackets():
    a, b, c = sg.scalars("a b c")
    one = sp.Piecewise((1, sp.Or(sp.And(a > 0, b > 0), c > 0)), (0, True))
    other = sp.Piecewise((1, sp.And(a > 0, sp.Or(b > 0, c > 0))), (0, True))
    assert sg.text(one) == "[1 if (a > 0, b > 0) or c > 0; 0 otherwise]"
    assert sg.text(other) == "[1 if a > 0, b > 0 or c > 0; 0 otherwise]"
    assert r"(a > 0, b > 0) \text{ or } c > 0" in sg.latex(one)
