"""Section 8: what Jupyter, IPython and the REPL show; and section 6: what could not be pickled."""

import pickle

import sympy as sp

import symgrad as sg
from tests.faults.row import Row

n, m = sg.dims("n m")
x, u, W, A = sg.vector("x", n), sg.vector("u", m), sg.matrix("W", n, m), sg.matrix("A", n, n)


def nodes():
    for shown in (sg.tanh(W * u), sg.softmax(x), sg.norm(x), sg.tanh(W * u) + x, sg.dot(x, x), sg.total(x)):
        assert sp.latex(shown) == sg.latex(shown)
        assert shown._repr_latex_() == rf"$\displaystyle {sg.latex(shown)}$"
        assert sp.pretty(shown) == sg.text(shown)
    return sp.latex(sg.tanh(W * u))


def scalar_node():
    assert sp.latex(sg.dot(x, x)) == r"\lVert x \rVert^2"
    assert sp.latex(sg.dot(x, A * x) ** 2) == r"\left(x^{\top} A x\right)^{2}"
    return sp.latex(sg.dot(x, x))


def state_jacobian():
    shown = sg.Recurrence(sg.cells.lstm()).state_jacobian()._repr_mimebundle_()
    assert shown["text/latex"].startswith(r"$\displaystyle \begin{aligned}")
    return ", ".join(shown)


def document():
    shown = sg.document(sg.cells.notebook(), check=False)
    assert shown._repr_markdown_() == sg.markdown(shown) == str(shown)
    assert repr(shown) == "<Document 'A cell and its gradients: h_1', 23 blocks, 27 lines of equations>"
    return repr(shown)


def steps():
    steps = sg.cells.lstm().derivative("h", "h_prev").steps
    assert steps._repr_latex_().count(r"\text{simplified}") == 1
    wide = max(len(line.partition("&&")[0]) for line in steps._repr_latex_().splitlines() if "&&" in line)
    assert wide < max(len(line.partition("&&")[0]) for line in steps.latex().splitlines())
    return "the rules stand where lines that fit a cell end"


def index_form():
    entry = sg.jacobian(A * x, A, form="index")
    assert entry._repr_latex_() == rf"$\displaystyle {sg.latex(entry)}$"
    assert repr(entry) == "<IndexedDerivative [i; j, k] = δ_i,j x_k>"
    assert sg.text(entry) == "[i; j, k] = δ_i,j x_k"
    return repr(entry)


def pickled():
    derivation = sg.cells.lstm().derivative("h", "h_prev")
    assert pickle.loads(pickle.dumps(derivation.steps)) == derivation.steps
    cube = sg.elementwise("cube", slope=lambda t, y: 3 * t**2, definition=lambda t: t**3)
    system = sg.System([(sg.vector("y", n), cube(x)), (sg.scalar("s"), cube(sg.scalar("b")))])
    again = pickle.loads(pickle.dumps(system))
    assert str(again.gradient()) == str(system.gradient())
    assert again.check(method="complex")
    assert pickle.loads(pickle.dumps(sg.tanh)) is sg.tanh
    return "Steps, and a System with a function of one's own"


ROWS = (
    Row("sg.tanh(W*u), sg.softmax(x), sg.norm(x) in a cell", "Elementwise(FunctionAtom, Wu)", "as sg.latex", nodes),
    Row("sp.latex(sg.dot(x, x))", "AttributeError", "as sg.latex", scalar_node),
    Row("r.state_jacobian() in a cell", "TypeError", "equations", state_jacobian),
    Row("sg.document(c) in a cell", "a page of dataclass repr", "the document", document),
    Row("steps in a notebook", "the rules are pushed off the screen", "they are on it", steps),
    Row("sg.latex, sg.text of an index form", "SympifyError", "the entry", index_form),
    Row("pickle of Steps, of a System with a function of one's own", "PicklingError", "they come back", pickled),
)
