"""The diagonal of a product is made without the product, where a side is told by the transpose of something."""

import numpy as np
import pytest
import sympy as sp

import symgrad as sg

N, M = sg.dims("n m")
A, B, X = sg.matrices("A B X", N, M)
TURNED = {
    "one side": (A.T * B, "(A ⊙ B)ᵀ 𝟏"),
    "the other side": (A * B.T, "(A ⊙ B) 𝟏"),
    "a sum with a number": ((A - 1).T * B, "(B ⊙ (A - 1))ᵀ 𝟏"),
    "entry by entry": (sg.hadamard(A, X).T * B, "(A ⊙ B ⊙ X)ᵀ 𝟏"),
    "a quotient": (B.T * sg.divide(A - 1, X), "(B ⊙ (A - 1) ⊘ X)ᵀ 𝟏"),
}


def numbers(product):
    drawn = np.random.default_rng(0)
    return {str(symbol): drawn.normal(size=(2, 3)) for symbol in product.atoms(sp.MatrixSymbol)}


@pytest.mark.parametrize("name", TURNED)
def test_it_is_a_sum_of_rows_or_columns(name):
    product, told = TURNED[name]
    assert sg.text(sg.diagonal(product)) == told


@pytest.mark.parametrize("name", TURNED)
def test_its_numbers_are_those_of_the_diagonal(name):
    product, _ = TURNED[name]
    at = numbers(product)
    whole = sg.lambdify(product)(**at)
    np.testing.assert_allclose(sg.lambdify(sg.diagonal(product))(**at), np.diag(whole), rtol=1e-14, atol=1e-14)
    assert np.max(np.abs(np.diag(whole) - np.diag(whole @ whole))) > 1e-3  # another product has another diagonal


def test_a_product_of_what_is_not_turned_stays():
    C, D = sg.matrix("C", N, M), sg.matrix("D", M, N)
    assert sg.text(sg.diagonal(C * D)) == "diagonal(C D)"
