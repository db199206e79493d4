"""Indices as Python writes them: entries and parts, counted from 0."""

import re

import numpy as np
import pytest
import sympy as sp

import symgrad as sg

n, m = sg.dims("n m")
v = sg.vector("v", n)
A, W = sg.matrix("A", n, n), sg.matrix("W", n, m)
c = sg.vector("c", 5)
B = sg.matrix("B", 4, 3)
j = sp.Symbol("j")


def test_entries():
    assert v[-1] == v[n - 1, 0]
    assert v[j] == v[j, 0]
    assert v.T[j] == v[j, 0]
    assert c[-5] == c[0]
    assert A[-1, 0] == A[n - 1, 0]
    assert list(c) == [c[i, 0] for i in range(5)]
    assert sum(c) == sum(c[i, 0] for i in range(5))


POINT = {"c": np.arange(5.0), "B": np.arange(12.0).reshape(4, 3)}
PARTS = [
    (c[1:3], lambda p: p["c"][1:3]),
    (c[:-1] - c[1:], lambda p: p["c"][:-1] - p["c"][1:]),
    (c[-2:], lambda p: p["c"][-2:]),
    (1 + c[1:4][1:], lambda p: 1 + p["c"][2:4]),
    (B[1:3, :], lambda p: p["B"][1:3]),
    (B[1:3], lambda p: p["B"][1:3]),
    (B[:, 0], lambda p: p["B"][:, 0]),
    (B[:, -1], lambda p: p["B"][:, -1]),
    (B[2, :], lambda p: p["B"][2:3]),
    (B[1:3, 1:] + 1, lambda p: p["B"][1:3, 1:] + 1),
]


@pytest.mark.parametrize(("part", "numbers"), PARTS, ids=lambda part: None if callable(part) else str(part))
def test_parts_are_those_of_numpy(part, numbers):
    function = sg.lambdify(part)
    assert np.array_equal(function(**{name: POINT[name] for name in function.arguments}), numbers(POINT))


def test_a_part_is_rows():
    assert sg.gradient(sg.dot(v[1:3], v[1:3]), v) == sg.gradient(sg.dot(sg.rows(v, 1, 2), sg.rows(v, 1, 2)), v)
    assert sg.gradient(v[-1] ** 2, v) == sg.gradient(v[n - 1] ** 2, v)


def test_an_entry_from_the_end_of_a_plain_symbol():
    q = sp.MatrixSymbol("q", n, 1)
    assert sg.gradient(q[-1] ** 2, q) == sg.gradient(q[n - 1, 0] ** 2, q)


TWO_AXES = " has two axes: an entry is X[i, j] (of a vector x[i]), a part X[1:3, :] (x[1:3]), but "
WRONG = {
    "too large": (lambda: c[5], sg.ShapeError, "there is no index 5 in c, counted from 0, since c is (5,)."),
    "too small": (lambda: c[-6], sg.ShapeError, "there is no index -6 in c, counted from 0, since c is (5,)."),
    "of symbols": (lambda: v[n], sg.ShapeError, "there is no index n in v, counted from 0, since v is (n,)."),
    "beyond": (
        lambda: c[1:9], sg.ShapeError,
        "c has no part from 1 up to, not including, 9, counted from 0, since c is (5,).",
    ),
    "empty": (
        lambda: c[3:1], sg.ShapeError,
        "c has no part from 3 up to, not including, 1, counted from 0, since c is (5,).",
    ),
    "step": (
        lambda: c[::2], sg.ShapeError, "a part of c has the step 1, but 2 came; put parts together by sg.concat(...).",
    ),
    "one into a matrix": (
        lambda: B[0], sg.ShapeError,
        "B[0] is not defined, since B is (4, 3); write X[i, j] for an entry, X[i, :] for a row, X[:, j] for a column.",
    ),
    "three": (lambda: B[1, 1, 1], sg.ArgumentError, f"B{TWO_AXES}(1, 1, 1) came as an index."),
    "half": (lambda: v[0.5], sg.ArgumentError, f"v{TWO_AXES}0.5 came as an index."),
    "a string": (lambda: v["a"], sg.ArgumentError, f"v{TWO_AXES}'a' came as an index."),
    "None": (lambda: v[None], sg.ArgumentError, f"v{TWO_AXES}None came as an index."),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_index_is_told(name):
    write, kind, message = WRONG[name]
    with pytest.raises(kind, match=f"^{re.escape(message)}$"):
        write()
