"""Sums over an index: as they are written, so that no digit is lost, and multiplied out where matrices ask for it."""

import re

import numpy as np
import pytest
import sympy as sp

import symgrad as sg

n = sg.dims("n")
x, y, u = sg.vector("x", n), sg.vector("y", n), sg.vector("u", 2)
b, q = sg.scalars("b q")
k = sp.Symbol("k", integer=True, nonnegative=True)
LAST = (k, 0, n - 1)


def test_a_difference_of_large_numbers_keeps_its_digits():
    distance = sp.Sum((x[k, 0] - y[k, 0]) ** 2, LAST)
    at = {"x": 1e9 + np.arange(3.0), "y": np.full(3, 1e9)}
    assert sg.lambdify(distance)(**at) == 5
    assert np.array_equal(sg.lambdify(sg.gradient(distance, x))(**at), [0, 2, 4])


def test_an_exponential_of_a_sum_does_not_overflow():
    found = sg.lambdify(sp.Sum(sp.exp(x[k, 0] + b), LAST))(x=np.array([1000.0, 999.0]), b=np.array(-1000.0))
    assert found == pytest.approx(1 + np.exp(-1))


def test_a_scalar_made_of_matrices_stands_beside_what_is_summed():
    """SymPy's own forms look into a determinant and differentiate its entries to see whether they are constant."""
    square = sp.ImmutableDenseMatrix([[u[0], q**3 + sg.softplus(u[1])], [b, sg.dot(u, u) + sp.Max(1, q, u[0])]])
    total = sp.Sum(sp.Determinant(square) * (x[k, 0] + b) ** 2, LAST)
    at = {"u": np.array([0.3, -0.7]), "q": np.array(0.6), "b": np.array(1.7), "x": np.array([0.2, -1.1])}
    second = sg.gradient(sg.gradient(total, b), q)

    def slope(b, q):
        return (
            -(q**3 + np.log1p(np.exp(-0.7))) * ((at["x"] + b) ** 2).sum()
            + 2 * (0.3 * 1.58 - (q**3 + np.log1p(np.exp(-0.7))) * b) * (at["x"] + b).sum()
        )

    measured = (slope(1.7, 0.6 + 1e-6) - slope(1.7, 0.6 - 1e-6)) / 2e-6
    assert sg.lambdify(second, inputs=[u, q, b, x])(**at) == pytest.approx(measured, rel=1e-7)


def test_a_vector_that_the_index_scales_stands_outside_of_the_sum():
    assert sg.text(sg.total(sp.Sum(x[k, 0] * y, LAST))) == "(𝟏ᵀ x) (𝟏ᵀ y)"
    found = sg.lambdify(sp.Sum(x[k, 0] ** 2 * y + b * y, LAST))(x=np.array([1.0, 2.0]), y=np.array([3.0, 5.0]), b=1.0)
    assert np.array_equal(found, [21.0, 35.0])


@pytest.mark.parametrize(("body", "why"), [
    (sg.tanh(x[k, 0] * y), "k stands in tanh(x[k, 0]*y), which is no scalar"),
    (sg.softmax(x[k, 0] * y)[k], "k stands in softmax(x[k, 0]*y), of which an entry is taken"),
    (sg.softmax(x[k, 0] * y)[0], "k stands in softmax(x[k, 0]*y), of which an entry is taken"),
])  # fmt: skip
def test_an_index_inside_of_a_matrix_is_refused(body, why):
    total = sp.Sum(body, LAST)
    with pytest.raises(sg.MissingRuleError) as raised:
        sg.text(total)
    assert str(raised.value) == f"no matrix form for {total}: {why}; write it with dot, total or a matrix product."


m, r = sg.dims("m r")
i, j = sp.symbols("i j", integer=True)
M, R, U, V = sg.matrix("M", n, m), sg.matrix("R", n, m), sg.matrix("U", n, r), sg.matrix("V", m, r)
f = sp.Function("f")
S = sg.matrix("S", n, n, symmetric=True)
ROWS, COLUMNS = (i, 0, n - 1), (j, 0, m - 1)
HEAVY = M[i, j] * (R[i, j] - sp.Sum(U[i, k] * V[j, k], (k, 0, r - 1))) ** 2


@pytest.mark.parametrize(("scalar", "by", "wanted"), [
    (sp.Sum(M[i, j] * (R[i, j] - (U * V.T)[i, j]) ** 2, ROWS, COLUMNS), U, "-2 (M ⊙ (R - U Vᵀ)) V"),
    (sp.Sum(HEAVY, ROWS, COLUMNS), V, "-2 (M ⊙ (R - U Vᵀ))ᵀ U"),
    (sp.Sum(f(x[i, 0]), ROWS), x, "f'(x)"),
    (sp.log(sp.Product(f(y[i, 0]), ROWS)), y, "f'(y) ⊘ f(y)"),
    (sp.Sum((x[i, 0] - x[j, 0]) ** 2, ROWS, (j, 0, n - 1)), x, "4 n x - 4 (𝟏ᵀ x) 𝟏"),
    (sp.Sum(sp.KroneckerDelta(i, j) * x[i, 0] * y[j, 0], ROWS, (j, 0, n - 1)), x, "y"),
    (sp.Sum(M[i, j] * U[i, k] * V[j, k], ROWS, COLUMNS, (k, 0, r - 1)), M, "U Vᵀ"),
    (sp.Sum((x[i + 1, 0] - x[i, 0]) ** 2, (i, 0, n - 2)), x,
     "[-2 (x[2 .. n] - x[1 .. n - 1]); 0] + [0; 2 (x[2 .. n] - x[1 .. n - 1])]"),
    (sp.Sum(i * x[i, 0] ** 2, (i, 0, 3)), x, "2 x_2 e_2 + 4 x_3 e_3 + 6 x_4 e_4"),
    (sp.Sum(b**i * x[j, 0] ** (i + 1), (i, 0, 1), (j, 1, 1)), x, "(1 + 2 b x_2) e_2"),
    (sp.Sum(x[i, 0], (i, 1, 0)), x, "0"),
    (sp.Sum(sg.eigenvalue(S, i) ** 3, ROWS), S, "3 S²"),
    (sp.Sum(sp.exp(b * sg.eigenvalue(S, i)), ROWS), S, "b expm(b S)"),
])  # fmt: skip
def test_a_gradient_of_sums_over_indices_has_its_matrices(scalar, by, wanted):
    assert sg.text(sg.gradient(scalar, by)) == wanted


@pytest.mark.parametrize(("scalar", "why"), [
    (sp.Product(x[i, 0], ROWS), "symgrad knows the product of the eigenvalues of a matrix, and of any other the"),
    (sp.Sum(i * x[i, 0], ROWS), "i stands outside of an entry"),
    (sp.Sum(x[i, 0], (i, 0, n)), "it does not run over all entries of x"),
    (sp.Sum(x[i, 0], (i, 0, m - 1)), "it does not run over all entries of x"),
    (sp.Sum(x[2 * i, 0], ROWS), "it does not run over all entries of x"),
    (sp.Sum(x[i, 0] * y[j, 0], (j, 0, i), ROWS), "what j runs over goes with another index"),
    (sp.Sum(x[i, 0], (i, n - 1, 0)), "i runs backwards, from n - 1 to 0"),
    (sp.Sum(x[i, 0] * y[i, 0], (i, 2, 0)), "i runs backwards, from 2 to 0"),
    (sp.Sum(x[i, 0] / i, (i, 0, 2)), "x[i, 0]/i is no number at each place"),
    (sp.Sum(i * x[i, 0], (i, 0, 64)), "i stands outside of an entry"),
    (sp.Sum(sp.tanh(M[i, j] + U[i, k]), ROWS, COLUMNS, (k, 0, r - 1)), "i, j, k meet in tanh"),
    (sp.Sum(sp.atan(sg.eigenvalue(S, i)), ROWS), "atan(lambda) of all eigenvalues is no trace that is known"),
])  # fmt: skip
def test_what_has_no_matrix_form_is_refused_when_it_comes_in(scalar, why):
    with pytest.raises(sg.MissingRuleError, match=re.escape(why)):
        sg.System([(sg.scalar("L"), scalar)])


base, table, lone = sp.IndexedBase("x", shape=(n,)), sp.IndexedBase("M", shape=(n, m)), sp.IndexedBase("q")
along, across = sp.Idx("i", n), sp.Idx("j", m)


mixed = sp.Sum(table[along, across] * base[along] * sp.tanh(lone[across]), along, across)


@pytest.mark.parametrize(("scalar", "by", "wanted"), [
    (sp.Sum(base[along] ** 2, along), base, "2 x"),
    (sp.Sum(base[along] ** 2, along), base[along], "2 x_i"),
    (sp.Sum(base[i] ** 2, ROWS), "x", "2 x"),
    (sp.Sum(base[i] * y[i, 0], ROWS), x, "y"),
    (mixed, table, "x tanh(q)ᵀ"),
    (mixed, lone, "(Mᵀ x) ⊙ (1 - tanh²(q))"),
    (base[0] ** 2 * base[1], base, "x_1 (2 x_2 e_1 + x_1 e_2)"),
    (sp.diff(sp.Sum(base[j] ** 2, (j, 0, n - 1)), base[along]) * b, b, "2 x_i"),
    (sp.Sum(sp.KroneckerDelta(i, 2) * sp.exp(x[i, 0]), ROWS), x, "exp(x_3) e_3"),
])  # fmt: skip
def test_indexed_bases_of_sympys_are_vectors_and_matrices(scalar, by, wanted):
    assert sg.text(sg.gradient(scalar, by)) == wanted


def test_an_indexed_base_is_an_input_by_its_name():
    f = sg.lambdify(sp.Sum(table[along, across] * base[along], along, across), inputs=[base, table])
    assert f(x=[3.0], M=[[1.0, 2.0]]) == 9


@pytest.mark.parametrize(("scalar", "why"), [
    (sp.Sum(lone[i], ROWS), "its sizes are not told; write sp.IndexedBase('q', shape=(n,))"),
    (2 * lone, "its sizes are not told"),
    (sp.IndexedBase("T", shape=(n, n, n))[0, 1, 2], "which has 3 axes"),
    (sp.Sum(sp.KroneckerDelta(i, j), ROWS), "i stands outside of an entry"),
    (sp.Sum(base[i], (i, 1, n)), "it does not run over all entries of x"),
])  # fmt: skip
def test_an_indexed_base_without_sizes_or_with_three_is_refused(scalar, why):
    with pytest.raises(sg.MissingRuleError, match=re.escape(why)):
        sg.System([(sg.scalar("L"), scalar)])


def test_an_idx_and_a_symbol_of_one_name_are_told_apart():
    """SymPy keeps them apart; taken for one letter, the sum over i would take the place i in."""
    for scalar in (sp.diff(sp.Sum(base[i] ** 2, ROWS), base[along]), sp.Sum(base[along] * i, along)):
        with pytest.raises(sg.NameClashError, match="i is an Idx and a Symbol"):
            sg.text(scalar)


def test_a_derivative_by_index_is_compiled_and_differentiated_again():
    W, z = sg.matrix("W", n, m), sg.vector("z", m)
    entry = sg.jacobian(sg.tanh(W * z), W, form="index")
    rng = np.random.default_rng(3)
    at = {"W": rng.normal(size=(3, 2)), "z": rng.normal(size=2)}
    rows, down, beside = np.indices((3, 3, 2))
    found = sg.lambdify(entry)(**at, i=rows.ravel(), j=down.ravel(), k=beside.ravel()).reshape(3, 3, 2)
    slope = 1 - np.tanh(at["W"] @ at["z"]) ** 2
    np.testing.assert_allclose(found, np.einsum("i,ij,k->ijk", slope, np.eye(3), at["z"]), rtol=1e-12)
    again = sg.lambdify(sg.gradient(entry, z))(**at, i=1, j=1, k=0)
    h = 1e-20
    moved = [(1 - np.tanh(at["W"] @ (at["z"] + 1j * h * e)) ** 2)[1] * (at["z"] + 1j * h * e)[0] for e in np.eye(2)]
    np.testing.assert_allclose(again, np.imag(moved) / h, rtol=1e-13)
