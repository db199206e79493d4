"""All scalar formulas of the tests' papers, and random ones, read by two readers who share no code: they agree."""

import sys

import pytest

import symgrad as sg
from symgrad.claims.marks.tree_edits import mapped
from symgrad.cli import main
from symgrad.errors import MissingPackageError
from symgrad.latex_reading.nodes.meanings import Plus, Power, Times
from symgrad.latex_reading.second_reader import outside_reader
from symgrad.latex_reading.second_reader.asked_formulas import asked
from symgrad.latex_reading.second_reader.scalar_readings import Scalars
from symgrad.papers import second_readings
from tests.latex_reading import needs_the_reader, scalar_formulas
from tests.latex_reading.scalar_formulas import CONVENTIONS, DISAGREEMENTS, formulas, texts

TEXTS = dict(texts(every=9))


@needs_the_reader
def test_both_readers_agree_on_the_papers():
    """The long run has all of them: ``python3 -m tests.latex_reading.scalar_formulas``."""
    found = {name: sg.second_reading(*read_with) for name, read_with in TEXTS.items()}
    assert [one for readings in found.values() for one in readings.disagreements] == []
    assert sum(readings.count("agree") for readings in found.values()) >= 180
    assert all(one.reason for readings in found.values() for one in readings.readings if one.verdict == "not asked")


@needs_the_reader
@pytest.mark.parametrize("seed", range(2))
def test_both_readers_agree_on_random_formulas(seed):
    readings = sg.second_reading(formulas(seed, 16), None, None, CONVENTIONS)
    assert readings, str(readings)
    assert readings.count("agree") >= 14, str(readings)
    assert all(one.exact for one in readings.readings if one.verdict == "agree")


@needs_the_reader
@pytest.mark.parametrize("latex", DISAGREEMENTS)
def test_where_they_disagree_both_are_told(latex):
    readings = sg.second_reading(f"Words.\n$${latex}$$")
    (one,) = readings.disagreements
    assert not readings
    assert (one.line, one.column) == (2, latex.index("{") + 4)  # of what the braces hold
    assert str(one) in str(readings)
    assert one.first != one.second
    assert f"{one.first}\n" in str(one)
    assert str(one).endswith(one.second)


@needs_the_reader
def test_what_is_told_has_the_names_of_the_author():
    (one,) = sg.second_reading(r"y_t = {1 - \sigma(z_{t-1})} \hat{h}_t").disagreements
    assert one.first == r"- \hat{h}_t \sigma(z_{t-1}) + 1"
    assert one.second == r"\hat{h}_t \left(1 - \sigma(z_{t-1})\right)"


def _last_sign(node):
    return Plus(node.span, (*node.signs[:-1], "-" if node.signs[-1] == "+" else "+"), node.terms)


SPOILT = {
    "a sign": (Plus, _last_sign),
    "a factor": (Times, lambda node: Times(node.span, node.factors[1:], node.signs[1:])),
    "a power": (Power, lambda node: node.body),
    "a reach": (Times, lambda node: Plus(node.span, ("+",) * len(node.factors), node.factors)),
}


@needs_the_reader
@pytest.mark.parametrize("kind", SPOILT)
def test_a_spoilt_reading_is_seen(kind, monkeypatch):
    of, spoil = SPOILT[kind]
    true = Scalars.reading

    def reading(self, node):
        return true(self, mapped(node, lambda one: spoil(one) if isinstance(one, of) else one))

    monkeypatch.setattr(Scalars, "reading", reading)
    text = "$$h = (1 - z) h_p + z^2 g$$ $$y = \\frac{a + b x^2}{c (1 + x)^2}$$ $$w = x - 3 y^3 (z + 1)$$"
    assert sg.second_reading(text).count("disagree") == 3


@needs_the_reader
def test_a_difference_in_the_thirteenth_digit_is_seen():
    first, second = sg.scalars("x y")
    assert second_readings.agree(first + second, second + first)
    assert second_readings.agree(first, first * (1 + 10**-9)) is False
    assert not second_readings.are_equal(first, first + sg.scalar("z") * 0 + 10**-13)


def question(latex):
    from_text = []

    def seen(statement, *rest):
        from_text.append(asked(statement, *rest))
        return from_text[-1]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(second_readings, "asked", seen)
        sg.second_reading(latex, None, None, CONVENTIONS)
    return from_text[0].latex if from_text else ""


@needs_the_reader
@pytest.mark.parametrize(
    ("latex", "expected"),
    [
        (r"y = \frac12 W^T x_{t-1}^2", r"\frac{1}{2} a_{10} a_{11}^2"),
        (r"y = \left(A x\right)^\top \odot \left[b\right]", r"(a_{10} a_{11} ) \cdot (a_{12} )"),
        (r"y = \sum_{i=1}^n f(x_i)", r"\sum_{k=1}^{2} a_{10}(a_{11} )"),
        (r"y = \lVert x \rVert_2^2 \mathbf{1}", r"\lvert a_{10} \rvert^2 a_{11}"),
        (r"y = \frac{\partial L}{\partial z} e^{-x}", r"a_{10} e^{- a_{11}}"),
        (r"y = \mathrm{tanh}(x) \delta_{ij}", r"\tanh (a_{10} ) a_{11}"),
    ],
)
def test_what_is_asked(latex, expected):
    text = question(latex)
    assert " ".join(text.split()).replace(" )", ")") == " ".join(expected.split()).replace(" )", ")")


@needs_the_reader
@pytest.mark.parametrize("latex", [
    r"y = [a; b]", r"y = 1/N x", r"y = \prod_{i=1}^n x_i", r"y = \begin{cases} x & x > 0 \\ 0 & x \leq 0 \end{cases}",
    r"y = \sqrt[3]{x}", r"\def\both{a + b} $$y = \both c$$", r"y = 2^{2^{2^{2^{2^{2}}}}}", r"y = (1 + x)^{1000}",
    r"y = \exp(\exp(\exp(\exp(x))))", "y = " + " + ".join(f"x_{{{k}}} y" for k in range(200)),
])  # fmt: skip
def test_what_is_not_asked_is_told(latex):
    readings = sg.second_reading(latex)
    assert readings.count("not asked") == len(readings.readings) == 1
    assert list(readings.reasons.values()) == [1]
    assert str(readings) == "1 not asked"


@needs_the_reader
def test_a_long_text_is_asked_up_to_a_cap(monkeypatch):
    monkeypatch.setattr(second_readings, "MOST_ASKED", 40)
    readings = sg.second_reading(" ".join(f"$$y_{k} = x + {k} z$$" for k in range(1, 7)))
    assert 1 < readings.count("agree") < 5
    assert readings.count("not asked") == 6 - readings.count("agree")


@needs_the_reader
def test_the_forward_pass_and_macros_count():
    forward = r"\newcommand{\vh}{\mathbf{h}} $$\vh = \tanh(z)$$"
    readings = sg.second_reading(r"$$L = c^\top \vh$$ $$\frac{\partial L}{\partial z} = c (1 - \vh^2)$$", forward)
    assert str(readings) == "3 agree"


@needs_the_reader
def test_the_command_line_tells_disagreements(tmp_path, capsys):
    paper = tmp_path / "paper.tex"
    paper.write_text("$$h = {1 - z} c, \\quad L = a h$$ $$\\frac{\\partial L}{\\partial h} = a$$", encoding="utf-8")
    assert main(["verify", str(paper), "--shape", "z=", "--shape", "c=", "--shape", "a=", "--second-reader"]) == 0
    told = capsys.readouterr().err
    assert "latex2sympy2 reads" in told
    assert told.endswith("2 agree, 1 disagree\n")


def test_without_the_package_it_says_how_to_install_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "latex2sympy2", None)
    outside_reader._read.cache_clear()
    with pytest.raises(MissingPackageError, match="install it with"):
        sg.second_reading("y = 17 x + 3 z")


def test_the_long_run_says_what_it_found(monkeypatch, capsys):
    monkeypatch.setattr(scalar_formulas, "texts", lambda: [("braces", ("y = {1 - z} h", None, {}, {}))])
    monkeypatch.setattr(sys, "argv", ["scalar_formulas", "--count", "0"])
    assert scalar_formulas.main() == 1
    assert "1 disagree" in capsys.readouterr().out
