"""The environments of amsmath: whole strings of small systems, labels alike everywhere, and LaTeX itself."""

import re

import pytest

import symgrad as sg
from symgrad.documents import Display
from symgrad.printing import ARTICLE, NOTATIONS
from symgrad.printing.environments import LAYOUTS
from tests.documents.latex_runs import complaints, needs

n = sg.dims("n")
x, y, z = sg.vectors("x y z", n)
W, V = sg.matrices("W V", n, n)
TWO = sg.System([(y, sg.tanh(W * x)), (z, V * y + W * x + x + y)], parameters=[W, V])
_LABEL = re.compile(r"\\label\{([^}]*)\}")


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ("equation+split", r"""\begin{equation} \label{eq:two}
\begin{split}
y &= \tanh(W x) \\
z &= W x + V y \\
&\quad {} + x + y
\end{split}
\end{equation}"""),
        ("subequations", r"""\begin{subequations} \label{eq:two}
\begin{align}
y &= \tanh(W x) \label{eq:two:y} \\
z &= W x + V y \notag \\
&\quad {} + x + y \label{eq:two:z}
\end{align}
\end{subequations}"""),
        ("multline", r"""\begin{equation} \label{eq:two:y}
y = \tanh(W x)
\end{equation}
\begin{multline} \label{eq:two:z}
z = W x + V y \\
{} + x + y
\end{multline}"""),
        ("gather", r"""\begin{gather}
y = \tanh(W x) \label{eq:two:y} \\
z = W x + V y \notag \\
\quad {} + x + y \label{eq:two:z}
\end{gather}"""),
    ],
)  # fmt: skip
def test_environments_of_amsmath(environment, told):
    assert TWO.latex(environment, labels="eq:two:", width=105) == told


def test_what_has_no_numbers_has_no_labels():
    for environment in ("multline*", "gather*", "aligned"):
        with pytest.raises(sg.SymgradError, match=rf"{re.escape(environment)} does not number its equations"):
            TWO.latex(environment, labels="eq:")
    assert r"\label" not in TWO.latex("multline*")
    with pytest.raises(sg.SymgradError, match="no environment 'eqnarray'; there are aligned, align"):
        TWO.latex("eqnarray")


def test_a_derivative_in_an_environment_with_its_label():
    derivative = TWO.derivative("z", "y")
    assert derivative.latex() == r"\frac{\partial z}{\partial y} = I + V"
    assert derivative.latex(environment="align", labels="eq:two:") == (
        "\\begin{align}\n\\frac{\\partial z}{\\partial y} &= I + V \\label{eq:two:d_z_d_y}\n\\end{align}"
    )
    assert derivative.latex(environment="multline*").startswith(r"\begin{equation*}")
    with pytest.raises(sg.SymgradError, match="a formula alone has no labels; say environment= too"):
        derivative.latex(labels="eq:")
    with pytest.raises(sg.SymgradError, match="no environment 'eqnarray'"):
        derivative.latex(steps=True, environment="eqnarray")


@pytest.mark.parametrize("name", ["notebook", "lstm", "gru"])
def test_a_name_has_one_label_in_a_system_a_document_and_a_derivation(name):
    cell = getattr(sg.cells, name)()
    pair = ("h_1", "V_a1") if name == "notebook" else ("h", "b" if name == "gru" else "b_i")
    made = sg.document(cell, steps=[pair], check=False, label=name, families=False)
    told = {label for block in made.blocks if isinstance(block, Display) for label in block.labels if label}
    of_system = set(_LABEL.findall(cell.gradient().latex("align", labels=f"eq:{name}:")))
    steps = cell.derivative(*pair).latex(steps=True, environment="align", labels=f"eq:{name}:")
    line = cell.derivative(*pair).latex(environment="align", labels=f"eq:{name}:")
    assert of_system | set(_LABEL.findall(steps)) == told
    assert set(_LABEL.findall(line)) <= told
    over_time = sg.Recurrence(cell).gradient() if cell.carry else cell.gradient()
    found = _LABEL.findall(over_time.latex("align", labels="eq:"))
    assert len(found) == len(set(found))
    assert all(re.fullmatch(r"[A-Za-z0-9_:.-]+", label) for label in found)


PAGE = r"""\documentclass{article}
\usepackage{amsmath,cleveref}
\allowdisplaybreaks
\begin{document}
%s
\end{document}
"""


@needs("cleveref.sty")
@pytest.mark.parametrize("notation", NOTATIONS)
def test_every_environment_compiles(notation, tmp_path):
    back = sg.cells.lstm().gradient()
    derivative = sg.cells.notebook().derivative("h_1", "V_a1")
    body, labels = [], []
    for number, (environment, layout) in enumerate(LAYOUTS.items()):
        given = None if layout.numbers == "none" else f"eq:{number}:"
        texts = [
            back.latex(environment, notation, given, ARTICLE),
            derivative.latex(steps=True, notation=notation, width=ARTICLE, environment=environment,
                             labels=given and f"st:{number}:"),
        ]  # fmt: skip
        labels += [label for text in texts for label in _LABEL.findall(text)]
        body += [rf"\[ {text} \]" if environment in ("aligned", "gathered") else text for text in texts]
    refers = ", ".join(rf"\eqref{{{label}}} \cref{{{label}}}" for label in labels)
    assert complaints(tmp_path, paper=PAGE % "\n\n".join([*body, refers])) == []
    assert complaints(tmp_path, paper=PAGE % r"See \eqref{eq:none}.") != []  # negative control
