r"""Families and stacked gates, as papers print them, are read as the equations of their members, and judged so."""

import collections
import re

import pytest

import symgrad as sg
from symgrad.errors import LatexSyntaxError, ShapeError

LSTM = "i = sigmoid(W_i x + U_i h_prev)\nf = sigmoid(W_f x + U_f h_prev)\no = sigmoid(W_o x + U_o h_prev)"
FAMILIES = [
    r"\star = \sigma(W_\star x + U_\star h_{t-1}), \quad \star \in \{i, f, o\}",
    r"\star = \sigma(W_\star x + U_\star h_{t-1}) \quad (\star \in \{i, f, o\})",
    r"\ast = \sigma(W_\ast x + U_{\ast} h_{t-1}) \qquad \forall \ast \in \left\{ i, f, o \right\}.",
    r"k = \sigma(W_k x + U_k h_{t-1}) \quad \text{for } k \in \{i, f, o\}",
    "$$k = \\sigma(W_k x + U_k h_{t-1})$$\nfor $k \\in \\{i, f, o\\}$, where $x$ is the input.",
    r"a_\star = W_\star x + U_\star h_{t-1} \\ \star = \sigma(a_\star) \quad (\star \in \{i, f, o\})",
]


@pytest.mark.parametrize("text", FAMILIES[:-1])
def test_a_family_is_its_members(text):
    assert str(sg.read_latex(text)) == LSTM


def test_rows_above_have_the_range_that_is_told_below_them():
    read = sg.read_latex(FAMILIES[-1])
    assert [str(equation.lhs) for equation in read.equations] == ["a_i", "a_f", "a_o", "i", "f", "o"]


@pytest.mark.parametrize("families", [True, "stacked"])
@pytest.mark.parametrize("name", ["lstm", "gru", "lstm_1997"])
def test_what_is_printed_in_families_is_read_as_what_is_printed_without(name, families):
    cell = getattr(sg.cells, name)()
    assert sg.read_latex(cell.latex(families=families)) == sg.read_latex(cell.latex())


@pytest.mark.parametrize("families", [True, "stacked"])
@pytest.mark.parametrize(("name", "notation"), [("gru", "bar"), ("lstm", "leibniz"), ("min_lstm", "nabla")])
def test_each_member_of_a_family_is_judged(name, notation, families):
    cell = getattr(sg.cells, name)()
    back = sg.Recurrence(cell).gradient(of="h")
    plain, told = (back.latex("align", notation=notation, families=one) for one in (False, families))
    deltas = re.findall(r"\\Delta[_^]\{(?:[^{}]|\{[^{}]*\})*\}(?:\^\{\(t\)\})?", told)
    given = {"bar": r"\mathbf{h}_t", "leibniz": "h_t", "nabla": r"\mathbf{h}^{(t)}"}[notation]
    conventions = dict.fromkeys(deltas, f"given cotangent of {given}")
    counts = [collections.Counter(one.status for one in sg.verify(text, None, {}, conventions).verdicts)
              for text in (plain, told)]  # fmt: skip
    assert counts[0] == counts[1] == {"right": counts[0]["right"]}


def test_a_wrong_member_is_told_with_its_own_names_and_place():
    text = r"""$$\star = \sigma(W_\star x + b_\star) \quad (\star \in \{i, f\})$$ $$L = i^\top f$$
$$\frac{\partial L}{\partial b_\star} = f \odot i \odot (1 - \star) \quad (\star \in \{i, f\})$$"""
    assert [one.status for one in sg.verify(text).verdicts] == ["right", "right"]
    report = sg.verify(text.replace(r"f \odot i \odot (1 - \star)", r"f \odot i \odot (1 - i)"))
    right, wrong = report.verdicts
    assert (right.status, wrong.status) == ("right", "wrong")
    assert wrong.claim.startswith(r"\frac{\partial L}{\partial b_f} =")
    assert (wrong.line, wrong.column) == (2, 3)
    assert r"+$$\frac{\partial L}{\partial b_\star} = f \odot i \odot (1 - \star) \quad" in report.corrected()


ZAREMBA = r"""
\begin{pmatrix} i \\ f \\ o \\ g \end{pmatrix} =
\begin{pmatrix} \mathrm{sigm} \\ \mathrm{sigm} \\ \mathrm{sigm} \\ \tanh \end{pmatrix}
T \begin{pmatrix} x_t \\ h_{t-1} \end{pmatrix}"""


def test_stacked_gates_are_blocks_of_what_stands_whole():
    read = sg.read_latex(ZAREMBA)
    assert str(read).splitlines()[:2] == [
        "i = sigmoid((T [x; h_prev])[1 .. n])", "f = sigmoid((T [x; h_prev])[n + 1 .. 2 n])",
    ]  # fmt: skip
    assert str(read).splitlines()[3].startswith("g = tanh(")


def test_stacked_gates_of_a_whole_argument():
    shapes = {"W": (2 * sg.dims("n"), "m")}
    read = sg.read_latex(r"\begin{bmatrix} i \\ f \end{bmatrix} = \sigma(W x + b)", shapes)
    assert str(read).splitlines()[0] == "i = sigmoid((W x)[1 .. n] + b[1 .. n])"


REFUSED = [
    (r"c = W_\star x \quad (\star \in \{i, f\})", LatexSyntaxError, "its left side does not tell them apart"),
    (r"\begin{bmatrix} i \\ f \end{bmatrix} = \begin{bmatrix} a \\ b \\ c \end{bmatrix}", ShapeError, "no shapes"),
    (r"\begin{bmatrix} i \\ f \end{bmatrix} = W x", ShapeError, "no shapes", {"W": (5, "m")}),
]


@pytest.mark.parametrize("case", REFUSED)
def test_what_is_no_family_is_refused(case):
    text, error, told, *shapes = case
    with pytest.raises(error, match=told):
        sg.read_latex(text, *shapes)


NO_FAMILIES = [
    r"h_t = W x_t, \quad t \in \{1, \ldots, T\}",
    r"y = W x, \quad k \in \{i, f\}",
]


@pytest.mark.parametrize("text", NO_FAMILIES)
def test_a_range_of_what_is_no_letter_of_the_equation_is_a_remark(text):
    assert len(sg.read_latex(text).equations) == 1
