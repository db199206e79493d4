"""Sizes of what is declared: whole numbers, or made of symbols."""

import re

import numpy as np
import pytest
import sympy as sp

import symgrad as sg

n, m = sg.dims("n m")

RIGHT = [(1, 1), (3, 3), (np.int64(3), 3), (sp.Integer(3), 3), (n, n), (2 * n + m, 2 * n + m), (n - 1, n - 1)]


@pytest.mark.parametrize(("given", "size"), [*RIGHT, (sp.Symbol("k"), sp.Symbol("k"))], ids=str)
def test_a_size_is_a_number_or_made_of_symbols(given, size):
    assert sg.vector("x", given).shape == (size, 1)
    assert sg.matrix("X", given, 2).shape == (size, 2)
    assert sg.ones(2, given).shape == (2, size)


SIZE = "a size is a whole number from 1 to 2**63 - 1, or made of symbols by sg.dims, but "
WRONG = {
    "m": (lambda: sg.vector("x", "m"), f"vector x: {SIZE}'m' came; write m = sg.dims('m') before it."),
    "no name": (lambda: sg.vector("x", "m + 1"), f"vector x: {SIZE}'m + 1' came."),
    "-1": (lambda: sg.vector("x", -1), f"vector x: {SIZE}-1 came."),
    "0": (lambda: sg.vector("x", 0), f"vector x: {SIZE}0 came."),
    "1.5": (lambda: sg.vector("x", 1.5), f"vector x: {SIZE}1.5 came."),
    "2.0": (lambda: sg.vector("x", 2.0), f"vector x: {SIZE}2.0 came."),
    "True": (lambda: sg.vector("x", True), f"vector x: {SIZE}True came."),
    "too large": (lambda: sg.vector("x", 10**30), f"vector x: {SIZE}{10**30} came."),
    "None": (lambda: sg.matrix("X", n, None), f"matrix X: {SIZE}None came."),
    "a shape": (lambda: sg.vector("x", (3,)), f"vector x: {SIZE}(3,) came."),
    "a vector": (lambda: sg.vector("x", sg.vector("v", n)), f"vector x: {SIZE}v came."),
    "negative": (lambda: sg.vector("x", -n), f"vector x: {SIZE}-n came."),
    "ones": (lambda: sg.ones("n"), f"ones: {SIZE}'n' came; write n = sg.dims('n') before it."),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_size_is_told(name):
    declare, message = WRONG[name]
    with pytest.raises(sg.ShapeError, match=f"^{re.escape(message)}$"):
        declare()


def test_a_matrix_of_numbers_that_is_not_square_has_no_property():
    with pytest.raises(
        sg.ShapeError, match=r"^matrix X: a matrix that is symmetric is square, but its shape is \(2, 3\).$"
    ):
        sg.matrix("X", 2, 3, symmetric=True)
    assert sg.matrix("X", n + m, m + n, symmetric=True).shape == (n + m, m + n)
