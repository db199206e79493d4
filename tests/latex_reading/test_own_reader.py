"""What the printer prints, the reader reads: cells, backward passes and random systems, as Systems again."""

import re

import numpy as np
import pytest
import sympy as sp
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

import symgrad as sg
from symgrad.expressions import nodes
from symgrad.expressions.shapes import shape_of
from symgrad.functions.elementwise import normal_cdf, normal_pdf
from symgrad.latex_reading.shapes import shapes_inferred
from symgrad.operations import of_vectors as vf
from symgrad.printing import equation_blocks

from . import own_reader
from .random_systems import systems

CELLS = [
    "elman",
    "gru",
    "gru_reset_after",
    "lstm",
    "lstm_peephole",
    "lstm_pytorch",
    "mgu",
    "attention",
    "layer_norm",
    "mlp",
]
READ = 96  # of a hundred random systems, at the least; in the others a row has a name, or 0 is divided by 0


@pytest.mark.parametrize("name", CELLS)
def test_a_cell_and_its_backward_pass(name):
    assert [one for one in own_reader.of_cells([name], ["plain", "bar", "greff", "nabla"]) if one[2]] == []


# What each cell has that others have not: diag of a vector, \\max of one, names with arguments, cases, layers, ...
LATER = [
    *(("plain", name) for name in ("sru", "ugrnn", "mixture_of_experts", "phased_lstm", "hopfield_energy", "gcn")),
    *(("plain", name) for name in ("rwkv4_plain", "mamba2", "variational_autoencoder", "s4d_real", "hmm_forward")),
    *(("greff", name) for name in ("delta_net", "rhn", "slstm", "linear_attention", "bahdanau_attention")),
    *(("nabla", name) for name in ("lstm_layer_norm", "rhn", "real_nvp", "neural_ode_euler", "squeeze_excitation")),
    *(("leibniz", name) for name in ("janet", "on_lstm", "linear_attention", "attention", "self_attention")),
    *(("bar", name) for name in ("mlstm", "rg_lru", "ntm_addressing")),
    *((notation, "notebook") for notation in ("greff", "pytorch", "leibniz")),
    ("plain", "conv_lstm"), ("greff", "ntm_head"), ("nabla", "self_attention"),
]  # fmt: skip


@pytest.mark.parametrize(("notation", "name"), LATER)
def test_a_cell_that_came_later(notation, name):
    assert [one for one in own_reader.of_cells([name], [notation]) if one[2]] == []


@pytest.mark.parametrize("letter", ["r", "N"])
def test_sizes_that_the_printer_tells_are_needed(monkeypatch, letter):
    cell = sg.cells.conv_lstm() if letter == "r" else sg.cells.ntm_addressing()
    sizes = {name: tuple(size for size in shape if letter not in str(size)) for name, shape in shapes_of(cell).items()}
    monkeypatch.setattr(own_reader, "latex_shapes", lambda *of: {name: one for name, one in sizes.items() if one})
    assert re.match(r"[A-Za-z]+Error: |.* have other shapes", own_reader.wrong_in(cell))


def test_what_the_printer_says_of_its_signs_is_needed(monkeypatch):
    monkeypatch.setattr(own_reader, "latex_conventions", lambda *of: {})
    assert own_reader.wrong_in(sg.cells.gcn())


def test_equations_are_read_in_their_likeliest_way_where_all_together_take_too_long(monkeypatch):
    monkeypatch.setattr(shapes_inferred, "_MOST_LIKELIEST", 0)
    assert "steps" in own_reader.wrong_in(sg.cells.conv_lstm().gradient())


def shapes_of(cell):
    return own_reader.latex_shapes(cell.told.program, "plain")


def test_random_systems_are_read_rightly_or_refused():
    wrong = [own_reader.wrong_in(sg.System(program)) for program in systems(30, 5)]
    assert [what for what in wrong if "was printed" in what] == []
    assert wrong.count("") >= 30 * READ // 100


def test_a_wrong_sign_is_found(monkeypatch):
    monkeypatch.setattr(own_reader, "latex_sides", lambda *of: [(n, l, f"-({r})") for n, l, r in kept(*of)])
    assert "was printed" in own_reader.wrong_in(sg.cells.elman())


kept = own_reader.latex_sides


n, m, p = sg.dims("n m p")
x, y, q, w = sg.vector("x", n), sg.vector("y", m), sg.vector("q", n), sg.vector("w", 3)
W, A, H = sg.matrix("W", n, m), sg.matrix("A", n, n), sg.matrix("H", n * p, m * n)
S, P, s = sg.matrix("S", n, n, symmetric=True), sg.matrix("P", p, n), sg.scalar("s")
k, even = sg.vector("k", n * (n + 1) / 2), sg.vector("z", 2 * n)
T = sp.Symbol("t", real=True)


def of_every_entry(formula, argument):
    """A formula of numbers, at every entry of an array."""
    return ElementwiseApplyFunction(sp.Lambda(T, formula), argument)


FORMS = {
    "Kronecker product of columns": sp.KroneckerProduct(x, y),
    "of a column and a matrix": sp.KroneckerProduct(x, W),
    "of one shape": sp.KroneckerProduct(W, W),
    "vec": nodes.Vec(W),
    "unvech": sg.unvech(k, n),
    "vech": sg.vech(A),
    "contraction": nodes.KroneckerLeft(H, P),
    "Cholesky factor": sg.cholesky(S * S + sp.Identity(n)),
    "orthogonal factor": sg.qr_q(A),
    "eigenvalue": sg.eigenvalue(S, 0) * x,
    "eigenvector": sg.eigenvector(S, n - 1),
    "pseudo-inverse": sg.pinv(W),
    "exponential along a direction": sg.expm(A, S),
    "root of a matrix": sg.sqrtm(A + 3 * sp.Identity(n)),
    "its inverse": sp.Inverse(sg.sqrtm(A + 3 * sp.Identity(n))),
    "entries under a root": sg.sqrt(W),
    "size of each entry of a square matrix": sg.abs(A),
    "full convolution": sg.convolve(x, w),
    "valid convolution": sg.convolve(sg.vector("l", n + 2), w, mode="valid"),
    "correlation": sg.correlate(sg.vector("l", n + 2), w),
    "correlation in the middle": sg.correlate(x, w, mode="same"),
    "windows": sg.windows(even, 2, 2),
    "largest of windows": sg.max_pool(even, 2),
    "recurrence": sg.linear_scan(x, q, reverse=True),
    "sums to the end": sg.cumsum(x, reverse=True),
    "rows that are picked": sg.gather(W, [0, 1, 1]),
    "one of the largest": sg.softmax(W, axis=1) + vf.of_lines(vf.first_maximum, 1, W),
    "norm of lines": sg.norm(W, axis=0),
    "normal distribution": normal_cdf(x) + normal_pdf(q),
    "choice at every entry": of_every_entry(sp.Piecewise((T**2, sp.Or(T < -1, s < T)), (sp.sin(T), True)), W),
    "power whose exponent moves": of_every_entry((1 + T**2) ** T, W),
    "power by a number with a name": of_every_entry((2 + T**2) ** s, x),
    "rows of a range": w[1:3],
    "unit vector": x + nodes.Unit(n, 1, 1, 0),
    "ones of a size": sg.logsumexp(sg.ones(2 * n - 1)) * x,
    "zeros of a size": sg.norm(sg.cos(sp.ZeroMatrix(n, m))) * W * y,
    "identity of a size": sp.Determinant(2 * sp.Identity(n)) * x,
    "unit vector of a size": sg.norm(nodes.Unit(n, 1, 1, 0)) * x,
    "zeros below": sg.concat(sg.vector("v", n - 1), sp.ZeroMatrix(1, 1)),
    "zeros that are some": W * sg.cos(sp.ZeroMatrix(m, p)) * P,
    "a size as a number": sg.tanh(n) * x,
    "number over entries": sg.divide(sg.ones(n, m), W),
}


@pytest.mark.parametrize("form", FORMS)
def test_what_papers_seldom_print(form):
    right = FORMS[form]
    shape = shape_of(right)
    left = sg.scalar("Y") if not shape else sg.vector("Y", shape[0]) if shape[1] == 1 else sg.matrix("Y", *shape)
    assert own_reader.wrong_in(sg.System([(left, right)])) == ""


SIZED = ["ones of a size", "zeros of a size", "identity of a size", "unit vector of a size", "zeros that are some"]


@pytest.mark.parametrize("form", SIZED)
def test_constants_are_not_read_without_their_sizes(monkeypatch, form):
    monkeypatch.setattr(equation_blocks, "with_open_sizes", lambda expr: expr)
    assert own_reader.wrong_in(sg.System([(sg.matrix("Y", *shape_of(FORMS[form])), FORMS[form])]))


OF_LINES = {
    "lines": lambda zeros: sg.softmax(zeros, axis=1),
    "norms": lambda zeros: sg.normalize(zeros, axis=0),
    "sums": lambda zeros: sg.cumsum(sg.cos(zeros)),
    "sums to the end": lambda zeros: sg.cumsum(sg.cos(zeros), reverse=True),
}


@pytest.mark.parametrize("form", OF_LINES)
def test_a_bold_zero_is_a_matrix_where_the_left_side_alone_says_so(form):
    system = sg.System([(sg.matrix("Y", n, m), OF_LINES[form](sp.ZeroMatrix(n, m)))], inputs=[x, y])
    assert own_reader.wrong_in(system) == ""


def test_a_kronecker_product_of_columns_is_not_printed_as_the_outer_product():
    printed = sg.System([(sg.vector("l", n * m), sp.KroneckerProduct(x, y))]).latex(None)[0]
    assert printed == r"l = x \otimes_{\mathsf{K}} y"
    assert "outer" not in str(sg.read_latex(printed, {"x": ("n",), "y": ("m",)}))
    bare = sg.read_latex(printed.replace(r"_{\mathsf{K}}", ""), {"x": ("n",), "y": ("m",)})
    assert bare.equations[0].rhs.shape == (n, m)  # what papers mean by the bare sign


QUOTIENTS = [
    (r"y = 1 \oslash x", "1 ⊘ x", 0.5),
    (r"y = x \oslash 4", "x / 4", 0.5),
    (r"y = \pi^2 x", "pi² x", 2 * np.pi**2),
    (r"k = |A|", "det(A)", 4.0),
]


@pytest.mark.parametrize(("text", "told", "value"), QUOTIENTS)
def test_signs_that_were_misread_once(text, told, value):
    shapes = {"x": ("n",), "A": ("n", "n"), "k": ()}
    shapes = {name: shape for name, shape in shapes.items() if name in text}
    point = {"x": np.array([2.0, 2.0]), "A": 2 * np.eye(2)}
    read = sg.read_latex(text, shapes)
    found = read.lambdify()(**{str(one.name): point[str(one.name)] for one in read.inputs})
    assert np.allclose(found, value), told
