"""Which names are legal, and why others are not."""

import pytest
import sympy as sp

import symgrad as sg
from symgrad.expressions.symbols.legal_names import any_name, latex_fault

n = sg.dims("n")


def told(make):
    with pytest.raises(sg.SymgradError) as caught:
        make()
    return str(caught.value)


def test_a_code_name_is_an_identifier():
    assert told(lambda: sg.vector("x y", n)) == (
        "sg.vector: a code name is an identifier (letters, digits and _, no digit first), but 'x y' came; several at "
        "once are made by sg.scalars, sg.vectors, sg.matrices."
    )
    assert told(lambda: sg.scalar("1x")) == (
        "sg.scalar: a code name is an identifier (letters, digits and _, no digit first), but '1x' came; call it by an "
        "identifier, and say how it prints by latex=."
    )
    assert told(lambda: sg.dims("n m+1")).startswith("sg.dims: a code name is an identifier ")
    assert told(lambda: sg.scalars("")).startswith("sg.scalars: names are one string, 'x y', but '' came.")
    assert sg.scalar("lambda").name == "lambda"
    assert sg.scalar("ϕ").name == "ϕ"


def test_a_name_of_sympys_own_can_be_shown_on_one_line():
    assert any_name("h^t") == "h^t"
    assert told(lambda: any_name("x\ny")) == (
        "the name of a symbol is text that can be shown on one line, without backquotes and dollar signs, but 'x\\ny' "
        "came; call it by an identifier, sg.scalar('x'), sg.vector('x', n) or sg.matrix('X', n, m)."
    )
    for name in ("", " ", "\0", "\ud800", "x\u202ey", "`x`", "$x$"):
        told(lambda name=name: sg.gradient(sp.Symbol(name) ** 2, sp.Symbol(name)))


@pytest.mark.parametrize(
    "latex",
    [
        "x", "h_{t-1}", r"\tilde{h}_t^{(2)}", "h'", "h''_1", r"\mathbf{V}_{ a 1 }", r"\vh", r"\{x\}", r"a \iff b",
        r"\frac{\partial h}{\partial V_{a1}}", r"\lVert x \rVert_\infty", "{x_1}_2", r"\left( x \right)",
        r"\text{a b}", "<b>",
    ],
)  # fmt: skip
def test_good_latex(latex):
    assert latex_fault(latex) == ""
    assert sg.latex(sg.scalar("x", latex=latex)) == latex


@pytest.mark.parametrize(
    ("latex", "fault"),
    [
        ("", "it is empty"),
        ("{}", "it shows nothing"),
        ("x\ny", "a LaTeX name is a piece of one formula, on one line, of characters that can be shown"),
        ("x$", "$ ends the formula"),
        ("x % y", "% begins a comment"),
        ("#1", "# stands for an argument of a macro"),
        ("x & y", "& ends the column"),
        (r"x \\ y", r"\\ ends the line"),
        (r"\^^Mx", "^^ writes any character"),
        ("x\\", "a backslash at the end takes what follows"),
        (r"\input{x}", r"\input reads or writes files, or runs programs"),
        (r"\def\x{}", r"\def defines or changes what LaTeX does"),
        (r"\newcommand{x}", r"\newcommand defines or changes what LaTeX does"),
        (r"\end{align}", r"\end belongs around a formula, not into a name"),
        (r"\href{x}{y}", r"\href makes a link or a style of HTML"),
        ("x}{", "a bracket closes that was not opened, or before a script"),
        ("{x", "a bracket does not close"),
        (r"\left( x", r"\left and \right do not match"),
        ("x_", "a script without an argument"),
        ("x_1_2", "_ stands where its base has one already, or another one waits"),
        ("x^2'", "' stands behind a ^"),
    ],
)
def test_latex_that_breaks_out(latex, fault):
    assert latex_fault(latex) == fault
    assert told(lambda: sg.vector("x", n, latex=latex)) == (
        f"sg.vector x: latex={latex!r} cannot stand inside a formula: {fault}. A LaTeX name may call macros of your "
        f"own, but holds no more than one piece of a formula."
    )


def test_other_latex_of_a_users():
    assert told(lambda: sg.Notation(seed=r"\input{x}")).startswith("Notation: seed: latex='\\\\input{x}' cannot stand")
    assert told(lambda: sg.elementwise("f", slope=lambda x, y: 1, numpy="{x}", latex="$")).startswith("elementwise f: ")
    assert told(lambda: sg.document(sg.cells.dense(), r"The cell $\input{x}$", check=False)).startswith("the title ")


def test_code_of_a_users_is_code():
    assert told(lambda: sg.elementwise("f", slope=lambda x, y: 1, numpy="{x} +")) == (
        "elementwise f: 'x +' is no Python code (invalid syntax)."
    )
    assert told(lambda: sg.elementwise("f", slope=lambda x, y: 1, numpy="f({x})", helper="def f(x)")).endswith(
        "is no Python code (expected ':')."
    )
