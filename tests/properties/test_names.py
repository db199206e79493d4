"""Hostile names: a short search, and what it finds when something is broken."""

import builtins
import html as escaping
import sys

import pytest

import symgrad as sg
from symgrad.expressions.symbols import legal_names
from symgrad.targets.array_code import writer

from . import breaking_out, names
from .hostile_names import CANARY, NAMES


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_there_are_many():
    assert len(NAMES) >= 500


def test_what_a_name_holds_never_runs_nor_breaks_out(folder):
    pytest.importorskip("latex2mathml", reason="HTML needs latex2mathml, the extra html")
    kinds = [names.case(seed) for seed in range(2, 11)]
    assert set(kinds) == {"taken", "refused"}
    assert list(folder.iterdir()) == []


def refusal(make):
    """What was made, and why it was refused: one of the two."""
    try:
        return make(), ""
    except sg.SymgradError as error:
        return None, str(error)


def test_declared_names_are_identifiers_or_refused_with_a_reason():
    made = {name: refusal(lambda name=name: sg.scalar(name)) for name in NAMES}
    taken = {name: symbol for name, (symbol, _) in made.items() if symbol is not None}
    assert all(symbol.name == name and name.isidentifier() for name, symbol in taken.items())
    assert all("identifier" in reason for name, (_, reason) in made.items() if name not in taken)
    assert 250 < len(taken) < 500


def test_latex_names_stay_in_their_formula_or_are_refused_with_a_reason():
    made = {latex: refusal(lambda latex=latex: sg.scalar("x", latex=latex)) for latex in NAMES}
    for latex, (symbol, reason) in made.items():
        if symbol is None:
            assert reason.startswith(f"sg.scalar x: latex={latex!r} cannot stand inside a formula: ")
        else:
            page = f"\\begin{{document}}{sg.latex(symbol)}\\end{{document}}"
            assert breaking_out.in_tex(page, page) == []


# -- what is broken is found -----------------------------------------------------------------------------------------


def test_a_name_that_runs_is_found(folder, monkeypatch):
    try:
        exec(CANARY)
        assert breaking_out.ran()
        with pytest.raises(names.WrongError, match=r"^code: it ran$"):
            names.require([], "code", "")
    finally:
        del builtins.canary_of_names
    assert not breaking_out.ran()


def test_a_docstring_that_tells_raw_names_is_found(monkeypatch):
    monkeypatch.setattr(writer.Writer, "told", lambda self, symbol: symbol.name)
    spelled = names.PLAIN | {"h": '"""+str(print(1))+"""'}
    with pytest.raises(names.WrongError, match=r"^code, value: "):
        names.compare(names.cell_of(spelled, {"h"}))


def test_text_that_html_does_not_escape_is_found(monkeypatch):
    pytest.importorskip("latex2mathml", reason="HTML needs latex2mathml, the extra html")
    module = sys.modules[sg.html.__module__]
    written = module._written
    monkeypatch.setattr(module, "_written", lambda tree: escaping.unescape(written(tree)))
    cell = names.cell_of(names.PLAIN, (), {"x": r"\text{<script>alert(1)</script>}"})
    with pytest.raises(names.WrongError, match=r"^HTML: <script>"):
        names.show(cell, "A title", "l", "plain")


def test_a_latex_name_that_is_not_checked_is_found(monkeypatch):
    pytest.importorskip("latex2mathml", reason="HTML needs latex2mathml, the extra html")
    monkeypatch.setattr(legal_names, "latex_fault", lambda latex: "")
    cell = names.cell_of(names.PLAIN, (), {"x": r"\input{x}"})
    with pytest.raises(names.WrongError, match=r"^LaTeX: the command \\input"):
        names.show(cell, "A title", "l", "plain")


@pytest.mark.parametrize(
    ("judge", "text"),
    [
        (breaking_out.in_code, "import os"),
        (breaking_out.in_code, "def f(x):\n    return x\nopen('x')"),
        (breaking_out.in_code, "().__class__"),
        (breaking_out.in_code, "x = 'text'.upper()"),
        (breaking_out.in_html, "<p><script>1</script></p>"),
        (breaking_out.in_html, "<p onclick='1'></p>"),
        (breaking_out.in_html, "<a href='javascript:1'>x</a>"),
        (breaking_out.in_html, "<p></h1>"),
        (breaking_out.in_markdown, "a <b> c"),
        (breaking_out.in_markdown, "[x](http://x)"),
        (breaking_out.in_markdown, "a $x"),
        (breaking_out.in_markdown, "| a | b |\n| a | b | c |"),
    ],
)
def test_each_judge_sees_what_breaks_out(judge, text):
    assert judge(text) != []


@pytest.mark.parametrize("body", [r"\input{x}", "{", "}", "$x", r"\label{eq:{}", r"\label{x}\label{x}", r"\begin{x}"])
def test_the_judge_of_latex_sees_what_breaks_out(body):
    text = rf"\begin{{document}}{body}\end{{document}}"
    assert breaking_out.in_tex(text, text) != []
