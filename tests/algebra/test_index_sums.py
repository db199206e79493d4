"""Sums over an index: as they are written, so that no digit is lost, and multiplied out where matrices ask for it."""

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
