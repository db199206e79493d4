"""The index form has the value of the matrix form, entry by entry, and reads as one writes it."""

import itertools

import pytest
import sympy as sp

import symgrad as sg
from symgrad.expansion.entries import entries, symbol_entries
from symgrad.expressions.index_letters import index_letters
from symgrad.printing.marks import shown_in
from symgrad.printing.passes.by_entries import IndexForm
from tests.systems import dense, lstm

INDEXED = sg.Notation(form="index")
N, M = sg.dims("n m")
SIZES = {N: 2, M: 3}


def test_the_lstm_by_its_entries():
    lines = lstm().gradient().latex(notation=INDEXED).splitlines()
    inner = r"\sum_{k=1}^{m} (W_i)_{j,k} x_k + \sum_{k=1}^{n} (U_i)_{j,k} (h_{\mathrm{prev}})_k + (b_i)_j"
    assert lines[1:3] == [rf"\hat{{i}}_j &= {inner} \\", r"i_j &= \sigma(\hat{i}_j) \\"]
    assert r"(\bar{W}_i)_{j,k} &= \bar{\hat{i}}_j x_k \\" in lines
    assert r"\bar{\hat{o}}_j &= \bar{h}_j o_j \tanh(c_j) (1 - o_j) \\" in lines


def test_scalars_stay_scalars():
    lines = dense().latex(notation=INDEXED).splitlines()
    assert lines[1] == r"y_i &= \tanh\Bigl(\sum_{j=1}^{m} W_{i,j} x_j + b_i\Bigr) \\"
    assert lines[2] == r"\mathrm{loss} &= \sum_{i=1}^{n} (y_i - t_i)^2"


def system(kind):
    W, V, A = sg.matrix("W", N, M), sg.matrix("V", N, M), sg.matrix("A", N, N)
    x, y, u, h = sg.vector("x", M), *sg.vectors("y u h", N)
    s, X = sg.scalar("s"), sg.matrix("X", N, M)
    return {
        "lstm": lambda: lstm().gradient(),
        "dense": lambda: dense().gradient(),
        "chain": lambda: sg.System([(h, A * A.T * (W * x) * sg.dot(y, u) + y)]),
        "total": lambda: sg.System([(s, sg.total(sg.hadamard(W, V)) - 2 * sg.dot(A * y, u) + sg.dot(W, V))]),
        "diag": lambda: sg.System([(X, sg.diag(y) * W - 2 * u * x.T + sg.hadamard(V, V))]),
        "outer": lambda: sg.System([(X, sg.tanh(A * W) + y * (x.T) * s + sg.ones(N, M))]),
    }[kind]()


def value(expr, place):
    """A number for one entry of an index form: indices put in, sums written out."""
    written = sp.sympify(expr).xreplace(place).doit().xreplace(SIZES).doit()
    known = {node: entry(node) for node in written.atoms(sp.matrices.expressions.matexpr.MatrixElement)}
    return written.xreplace(known)


def entry(node):
    matrix, i, j = node.args
    return symbol_entries(matrix, {dim: sp.Integer(size) for dim, size in SIZES.items()})[int(i), int(j)]


@pytest.mark.parametrize("kind", ["lstm", "dense", "chain", "total", "diag", "outer"])
def test_the_value_is_that_of_the_matrix_form(kind):
    program = system(kind)
    form = IndexForm(index_letters(shown_in(program)))
    for equation in program.equations:
        left, right = form.sides(equation.lhs, equation.rhs)
        expected = entries(equation.rhs, SIZES)
        indices = [index for index in getattr(left, "args", ())[1:] if isinstance(index, sp.Symbol)]
        sizes = [size.xreplace(SIZES) for size in getattr(equation.lhs, "shape", ()) if size != 1]
        for numbers in itertools.product(*(range(int(size)) for size in sizes)):
            wanted = expected[tuple([*numbers, 0, 0][:2])] if numbers else expected
            found = value(right, dict(zip(indices, map(sp.Integer, numbers), strict=True)))
            difference = sp.sympify(found - wanted)
            point = {symbol: sp.Rational(k, 7) for k, symbol in enumerate(sorted(difference.free_symbols, key=str), 1)}
            assert abs(difference.xreplace(point).evalf(30)) < 1e-20, equation


def test_a_wrong_index_would_be_found():
    W, x = sg.matrix("W", N, N), sg.vector("x", N)
    k = sp.Symbol("k", integer=True, nonnegative=True)
    wrong = sp.Sum(sp.Mul(W[k, 0], x[k, 0]), (k, 0, N - 1))
    assert sp.expand(value(wrong, {}) - entries(W * x, SIZES)[0, 0]) != 0
