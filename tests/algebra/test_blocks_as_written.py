"""Blocks as SymPy writes them: BlockMatrix, BlockDiagMatrix, and an explicit matrix with matrices as its entries."""

import numpy as np
import pytest
import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardPower

import symgrad as sg

n, m = sg.dims("n m")
A, B = sg.matrices("A B", n, m)
C = sg.matrix("C", n, n)
x, y = sg.vectors("x y", n)
s = sg.scalar("s")
ARRAYS = {
    name: np.random.default_rng(k).standard_normal(shape)
    for k, (name, shape) in enumerate({"A": (3, 2), "B": (3, 2), "C": (3, 3), "x": 3, "y": 3}.items())
}

WRITTEN = {
    "a column": ([[A], [B]], ("A", "B")),
    "a row": ([[A, B, C]], ("A", "B", "C")),
    "vectors": ([[x], [y]], ("x", "y")),
    "columns": ([[x, y]], ("x", "y")),
    "a grid": ([[A, C], [B, 2 * C]], ("A", "B", "C")),
    "a vector beside": ([[A, x], [B, y]], ("A", "B", "x", "y")),
    "one": ([[A]], ("A",)),
}


def numbers(grid):
    """The blocks as arrays, by NumPy."""
    arrays = {symbol: ARRAYS[symbol.name].reshape(3, -1) for symbol in (A, B, C, x, y)} | {2 * C: 2 * ARRAYS["C"]}
    return np.block([[arrays[block] for block in line] for line in grid])


@pytest.mark.parametrize("how", [sp.BlockMatrix, sp.ImmutableDenseMatrix, sp.Matrix])
@pytest.mark.parametrize("name", WRITTEN)
def test_blocks_are_those_of_numpy(name, how):
    grid, names = WRITTEN[name]
    expected = numbers(grid)
    height, width = sp.Add(*(line[0].shape[0] for line in grid)), sp.Add(*(block.shape[1] for block in grid[0]))
    cell = sg.System([(sg.matrix("O", height, width), how(grid))])
    found = cell.lambdify()(**{key: ARRAYS[key] for key in names})
    assert np.array_equal(found.reshape(expected.shape), expected)
    assert cell.gradient().check(method="complex")


def test_blocks_along_a_diagonal():
    cell = sg.System([(sg.matrix("O", 2 * n, m + n), sp.BlockDiagMatrix(A, C))])
    zeros = np.zeros((3, 3)), np.zeros((3, 2))
    expected = np.block([[ARRAYS["A"], zeros[0]], [zeros[1], ARRAYS["C"]]])
    assert np.array_equal(cell.lambdify()(A=ARRAYS["A"], C=ARRAYS["C"]), expected)
    assert cell.check(method="complex")


def test_blocks_that_do_not_fit_are_refused():
    with pytest.raises(sg.ShapeError, match="concat needs blocks with as many columns as each other, but C is"):
        sg.System([(sg.matrix("O", 2 * n, m), sp.Matrix([[A], [C]]))])
    with pytest.raises(sg.ShapeError, match=r"concat needs blocks .*, but s is a scalar"):
        sg.System([(sg.vector("o", n + 1), sp.Matrix([[s], [y]]))])


@pytest.mark.parametrize("how", [sp.SparseMatrix, sp.ImmutableSparseMatrix])
def test_a_sparse_matrix_is_the_explicit_one(how):
    v = sg.vector("v", 2)
    assert sg.text(how([[1, 0], [0, s]]) * v) == "[1, 0; 0, s] v"
    system = sg.System([(sg.vector("u", 2), how([[1, 0], [s, 2]]) * sg.tanh(v))])
    assert system.equations == sg.System([(sg.vector("u", 2), sp.Matrix([[1, 0], [s, 2]]) * sg.tanh(v))]).equations
    assert system.check(method="complex")


def test_the_smaller_of_a_number_and_a_trace_that_sympy_cannot_compare():
    """SymPy compares the values of a Min, and trips over a product of matrices with a scalar inside."""
    n = sg.dims("n")
    x, q, W, p, s, y = sg.vector("x", n), sg.vector("q", n), sg.matrix("W", n, n), *sg.scalars("p s y")
    t = sp.Symbol("t")
    spread = W.applyfunc(sp.Lambda(t, (sp.cos(t) + 2) ** (p * t)))
    value = sp.Trace(HadamardPower(x, 2).T * spread * HadamardPower(q, s))
    system = sg.System([(y, sp.Min(sp.Rational(1, 2), value))])
    point = {"x": [0.1, 0.2], "q": [0.3, 0.4], "W": np.eye(2), "p": 0.5, "s": 2.0}
    assert system.check(at=point)
    expected = np.array([0.01, 0.04]) @ (np.cos(np.eye(2)) + 2) ** (0.5 * np.eye(2)) @ np.array([0.09, 0.16])
    np.testing.assert_allclose(system.lambdify()(**point), min(0.5, expected), rtol=1e-12)


def test_an_identity_by_its_entries_is_the_identity():
    D = sg.matrix("D", 3, 3)
    assert str(sg.System([(sg.matrix("Y", 3, 3), D + sp.eye(3))])) == "Y = I + D"
    assert "[" in str(sg.System([(sg.matrix("Y", 3, 3), D + sp.diag(1, 1, 2))]))
