"""A notebook with one of each thing that symgrad returns, executed: equations are equations, nothing is a repr."""

import re

import pytest

CELLS = {
    "expression": "sg.tanh(W*u) + x",
    "scalar": "sg.dot(x, x)",
    "gradient of an expression": "sg.gradient(sg.norm(x), x)",
    "system": "cell",
    "gradient": "cell.gradient()",
    "derivation": "cell.derivative('h', 'W_i')",
    "steps": "cell.derivative('h', 'c_prev').steps",
    "recurrence": "sg.Recurrence(cell)",
    "through time": "sg.Recurrence(sg.cells.elman()).gradient()",
    "state jacobian": "sg.Recurrence(cell).state_jacobian()",
    "document": "sg.document(sg.cells.dense(), check=False)",
    "report": "sg.cells.dense().check()",
    "compiled": "sg.cells.dense().lambdify()",
    "index form": "sg.jacobian(W*u, W, form='index')",
}
SETUP = (
    "import symgrad as sg\nn, m = sg.dims('n m')\ncell = sg.cells.lstm()\n"
    "x, u, W = sg.vector('x', n), sg.vector('u', m), sg.matrix('W', n, m)"
)
# What shows that a class showed itself and not what it means.
REPR = re.compile(r"FunctionAtom|MatrixSymbol|MatrixVariable|Display\(|Paragraph\(|object at 0x|mathtt")


@pytest.fixture(scope="module")
def executed():
    nbformat = pytest.importorskip("nbformat", reason="nbformat is not installed")
    nbclient = pytest.importorskip("nbclient", reason="nbclient is not installed")
    book = nbformat.v4.new_notebook()
    book.cells = [nbformat.v4.new_code_cell(SETUP), *(nbformat.v4.new_code_cell(source) for source in CELLS.values())]
    nbclient.NotebookClient(book, timeout=120, kernel_name="python3").execute()
    return dict(zip(CELLS, book.cells[1:], strict=True))


@pytest.mark.parametrize("name", CELLS)
def test_each_thing_shows_what_it_means(executed, name):
    (output,) = executed[name].outputs
    data = output["data"]
    assert not any(REPR.search(text) for text in data.values()), data
    if name == "compiled":
        assert data["text/plain"] == "<NumPy function (x, W, b) -> (y)>"
    elif name == "report":
        assert data["text/html"].startswith("<p>all ")
    elif name == "document":
        assert data["text/markdown"].startswith("# ")
        assert r"\begin{aligned}" in data["text/markdown"]
    else:
        assert data["text/latex"].startswith(r"$\displaystyle ")
        assert data["text/latex"].count("{") == data["text/latex"].count("}")


def test_a_repr_would_be_found():
    assert REPR.search(r"\operatorname{Elementwise}\left(\text{FunctionAtom}, W x\right)")
