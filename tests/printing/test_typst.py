"""Formulas in Typst: whole strings, random systems beside what is read from their LaTeX, and compiled."""

import re

import pytest
import sympy as sp

import symgrad as sg
from symgrad.errors import SymgradError
from symgrad.printing import NOTATIONS, in_typst, latex_sides, typst_math, typst_rows, typst_sides
from tests.documents.typst_program import compiled, needs_typst
from tests.latex_reading.random_systems import systems

n, m = sg.dims("n m")
x, y, u = sg.vector("x", m), sg.vector("y", n), sg.vector("u", n)
W, A = sg.matrix("W", n, m), sg.matrix("A", n, n)
s = sg.scalar("s")

FORMS = [
    (sg.tanh(W * x + u), "tanh(W x + u)"),
    (sg.softmax(W * x), 'op("softmax")(W x)'),
    (sg.layer_norm(u), 'op("LN")(u; 10^(-5))'),
    (sg.hadamard(u, y, 1 - y), "u dot.o y dot.o (1 - y)"),
    (sg.divide(u, y), "u slash.o y"),
    (sg.outer(u, x), "u x^top"),
    (sg.dot(u, y), "u^top y"),
    (sg.norm(u - y), "norm(u - y)_2"),
    (sg.norm(W), "norm(W)_F"),
    (sg.normalize(u), "frac(u, norm(u)_2)"),
    (sg.abs(s), "abs(s)"),
    (sp.exp(s), "e^s"),
    (sp.exp(-(s**2)), "e^(-s^2)"),
    (sp.sqrt(s + 1), "sqrt(1 + s)"),
    (s / 3, "frac(1, 3) s"),
    (sp.Float("1.5e-30") * s, "1.5 dot.op 10^(-30) s"),
    (sg.tanh(s) ** 2, "tanh^2 (s)"),
    (sg.concat(u, y), 'mat(delim: "[", u; y)'),
    (A.inv().T, "A^(-top)"),
    (sp.Determinant(A), "det A"),
    (sp.Trace(A), 'op("tr")(A)'),
    (x[0], "x_1"),
    (W[1, 2], "W_(2, 3)"),
    (sp.Piecewise((s, s > 0), (0, True)), 'cases(s & s > 0, 0 & "otherwise")'),
    (sp.Max(s, 1), "max(1, s)"),
    (sg.ones(n), "bold(1)"),
]


@pytest.mark.parametrize(("expr", "told"), FORMS, ids=[told for _, told in FORMS])
def test_a_form(expr, told):
    assert typst_math(expr) == told


@pytest.mark.parametrize(
    ("latex", "told"),
    [
        (r"\bar{W}_i", "macron(W)_i"),
        (r"W_i^{\top}", "W_i^top"),
        (r"\frac{\partial L^{(2)}}{\partial \bar{W}_i}", "frac(partial L^((2)), partial macron(W)_i)"),
        (r"h^{\langle t-1 \rangle}", "h^(⟨t - 1⟩)"),
        (r"\overline{\mathrm{loss}}", 'overline("loss")'),
        (r"\operatorname{Ai'}", 'op("Ai")\''),
        (r"\text{100}\%\text{ \"x\"}", r'"100" % " \\\"x\\\""'),
        (r"\begin{bmatrix} a & f(b, c) \\ d, e & 0 \end{bmatrix}", r'mat(delim: "[", a, f (b, c); d\, e, 0)'),
        ("a_{(}", r"a_(\()"),
        ("1/2", r"1 \/ 2"),
    ],
)
def test_a_name(latex, told):
    assert in_typst(latex) == told


@pytest.mark.parametrize(
    ("latex", "fault"),
    [(r"\vh", r"\\vh"), (r"\begin{array} a \end{array}", "array"), (r"a_", "ends"), ("a}", "closes")],
)
def test_what_has_no_spelling_is_an_error_by_name(latex, fault):
    with pytest.raises(SymgradError, match=rf"Typst: in the LaTeX .*{fault}"):
        in_typst(latex)


def seen(text):
    """A formula without what is not seen: blanks, and the backslashes of commas."""
    return re.sub(r"\s+|\\(?=[,;])|\bthin\b", "", text)


def differing(program, notation):
    """The sides of a program that its printer and the reader of its LaTeX spell otherwise."""
    both = zip(typst_sides(program, notation), latex_sides(program, notation), strict=True)
    pairs = [pair for own, latex in both for pair in zip(own[1:], latex[1:], strict=True)]
    return [(own, latex) for own, latex in pairs if seen(own) != seen(in_typst(latex))]


def test_random_systems_are_printed_as_their_latex_is_read():
    for k, program in enumerate(systems(90, 3)):
        assert differing(program, list(NOTATIONS)[k % len(NOTATIONS)]) == []


def test_another_formula_is_seen():
    one, other = sg.System([(y, sg.tanh(W * x))]), sg.System([(y, sg.tanh(W * x + u))])
    assert seen(typst_sides(one)[0][2]) != seen(in_typst(latex_sides(other)[0][2]))


@needs_typst
def test_random_systems_compile():
    sides = [side for k, one in enumerate(systems(60, 5)) for side in typst_sides(one, list(NOTATIONS)[k % 6])]
    compiled("\n".join(f"$ {left} = {right} $" for _, left, right in sides))


def test_a_line_is_broken_before_operators_and_not_in_what_has_a_script():
    ((first, *rest),) = typst_rows([("y", "(a + b)^2 + c (d + e)")], 125.0)
    assert (first, rest) == ("y &= (a + b)^2", ["&quad + c (d + e)"])
    assert typst_rows([("y", "(aleph + beta + gamma)^2")], 50.0) == [["y &= (aleph + beta + gamma)^2"]]
