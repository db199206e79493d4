"""Section 4: one mark for two things in print."""

import re

import pytest
import sympy as sp

import symgrad as sg
from tests.faults.row import Row
from tests.own_cells import REPRESENTATIVE
from tests.properties.marks import authors_of, undefined

n, m = sg.dims("n m")
x, v, w, y = (sg.vector(name, n) for name in "xvwy")
u, W, A = sg.vector("u", m), sg.matrix("W", n, m), sg.matrix("A", n, n)


def _left_sides(latex):
    return [line.partition("&=")[0].strip() for line in latex.splitlines() if "&=" in line]


def hats():
    hat = sg.vector("xhat", n, latex=r"\hat{x}")
    cell = sg.System([(x, sg.tanh(W * u)), (hat, sg.layer_norm(x)), (v, sg.tanh(hat))])
    for notation in ("plain", "bar", "greff", "leibniz", "nabla"):
        sides = _left_sides(cell.gradient().latex(notation=notation))
        assert len(set(sides)) == len(sides), (notation, sides)
    return _left_sides(cell.gradient().latex())[-3]


def one_latex_name():
    one, other = sg.vector("a", n, latex=r"\alpha"), sg.vector("b", n, latex=r"\alpha")
    with pytest.raises(sg.NameClashError) as caught:
        sg.System([(x, one + sg.tanh(other))]).latex()
    assert str(caught.value) == r"a and b both print as \alpha; give one of them another LaTeX name by latex=."
    return str(caught.value)


def one_step_before():
    h, h_prev, U = sg.vector("h", n, latex=r"\vh"), sg.vector("h_prev", n, latex=r"\vh"), sg.matrix("U", n, n)
    cell = sg.System([(h, sg.tanh(U * h_prev))], inputs=[h_prev], parameters=[U], carry={h: h_prev})
    assert r"\vh_t &= \tanh(U \vh_{t-1})" in cell.latex(notation=sg.Notation(timed=True))
    assert r"\vh &= \tanh(U \vh_{\mathrm{prev}})" in cell.latex()
    return r"\vh_t = \tanh(U \vh_{t-1})"


def deviation():
    text = sg.cells.lstm_layer_norm().gradient().latex()
    assert r"\operatorname{norm}" not in text
    assert ";" not in "".join(re.findall(r"\\sigma(?:\\[Bb]igl)?\([^)]*\)", text))
    told = sg.markdown(sg.document(sg.cells.lstm_layer_norm(), check=False))
    assert r"$\operatorname{std}(x; \epsilon)$ is" in told
    assert r"$\operatorname{LN}(x; \epsilon)$ is" in told
    return r"\operatorname{std}, \operatorname{LN}, told beside the equations"


def derivative_by_nothing():
    a, g, b, k = sg.vectors("a g b k", n)
    cell = sg.System([(k, sg.layer_norm(a, g, b))])
    document = sg.markdown(sg.document(cell, notation="leibniz", check=False, steps=[]))
    assert r"\hat{k}" not in document
    assert r"$\tau_k$ is a factor that several terms share" in document
    return r"\tau_k, a factor that several terms share"


def one_base():
    j = sp.Symbol("j", integer=True)
    Z = sg.matrix("Z", n, m)
    assert sg.latex(sg.gradient(x[j, 0] ** 3, x)) == "3 x_j^2 e_j"
    assert sg.latex(Z[j, 0]) == "Z_{j,1}"
    assert sg.latex(x[n - 1, 0]) == "x_n"
    return "3 x_j^2 e_j, Z_{j,1}"


def through_time():
    cells = [cell for cell in map(_cell, REPRESENTATIVE) if cell is not None and cell.carry]
    for cell in cells:
        for notation in ("plain", "greff", "leibniz"):
            assert undefined(sg.document(sg.Recurrence(cell), notation=notation, check=False), authors_of(cell)) == []
    return f"told in {len(cells)} of {len(cells)} documents through time"


def _cell(name):
    made = getattr(sg.cells, name)
    return made() if not name.startswith("_") and callable(made) else None


def frobenius():
    assert sg.latex(sg.norm(A)) == r"\lVert A \rVert_F"
    assert sg.latex(sg.norm(x)) == r"\lVert x \rVert_2"
    return sg.latex(sg.norm(A))


def delta():
    Delta, h = sg.vector("Delta", n), sg.vector("h", n)
    gradient = sg.System([(h, sg.tanh(Delta + y)), (x, sg.hadamard(h, y))], outputs=[h, x]).gradient()
    assert r"\Delta_" not in gradient.latex()
    assert r"\Gamma_h" in gradient.latex()
    assert "Γ_h" in str(gradient)
    return r"\Gamma_h beside \Delta"


def brackets():
    told = sg.text(sg.dot(x, y) * sg.gradient(sg.norm(x), x))
    assert told == "(x·y) x / ‖x‖"
    return told


def bold_one():
    told = str(sg.System([(v, x + A * sg.ones(n))]))
    assert told == "v = x + A 𝟏"
    return told


ROWS = (
    Row(r"an author's \hat{x} beside the pre-activation of x", r"\bar{\hat{x}} twice", "two marks", hats),
    Row("two symbols with one latex=", "two lines alike", "another mark, or an error", one_latex_name),
    Row(r"h and h_prev both latex=r'\vh', timed", r"\tanh(U \vh)", r"\tanh(U \vh_{t-1})", one_step_before),
    Row("sg.cells.lstm_layer_norm()", r"\sigma and norm for two things", "each its own, told", deviation),
    Row("layer_norm in a leibniz document", "the derivative by nothing", "no such", derivative_by_nothing),
    Row("sg.latex(sg.gradient(x[j, 0]**3, x))", "3 x_j^2 e_{j + 1}", "one base", one_base),
    Row("hat and Delta_h in documents through time", "never told", "told", through_time),
    Row("sg.norm(A) of a matrix", r"\lVert A \rVert_2", r"\lVert A \rVert_F", frobenius),
    Row("a variable called Delta beside Delta_h", "two meanings of Delta", "two marks", delta),
    Row("text of dot(x, y) normalize(x)", "x·y x / ‖x‖", "(x·y) x / ‖x‖", brackets),
    Row("text of the vector of ones", "1", "𝟏", bold_one),
)
