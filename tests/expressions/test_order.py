"""The order of terms and factors: SymPy's, found without asking for its key where less tells."""

import itertools
import sys

import pytest
import sympy as sp

import symgrad as sg
from symgrad.expressions.symbols import cotangent_of, tangent_of
from symgrad.expressions.traversal import in_sympys_order, place_of

N, M = sg.dims("n m")
X, V, U = sg.vector("x", N), sg.vector("v", N), sg.vector("x_10", N)
W, A = sg.matrix("W", N, N), sg.scalar("a")
MATRICES = (
    X, V, U, W, cotangent_of(X), tangent_of(X, 2), sp.MatrixSymbol("x", N, 1), 1 - X, 2 - sg.hadamard(X, X), X + V,
    X + V + U, sg.hadamard(X, V), sg.hadamard(X, V, U), W * X, -W * X, -2 * W * X, 2 * A * W * X, A * X, W * W * X,
    W.T * X, sg.tanh(X), sg.tanh(W * X), sg.softmax(X), sg.ones(N), sp.ZeroMatrix(N, 1), sp.Identity(N), W.inv(),
    W**2, sg.divide(X, V), sp.ImmutableMatrix([1, 2]), sg.concat(X, V),
)  # fmt: skip
SCALARS = (A, A**2, -A, 2 * A, sg.dot(X, V), A + 1, A + N, sg.tanh(A), X[0, 0], sp.S.One, sp.sqrt(2) * A)


@pytest.mark.parametrize("count", [2, 3, 6])
def test_the_order_is_that_of_sympys_key(rng, count):
    everything = [*MATRICES, *SCALARS]
    for _ in range(300):
        chosen = [everything[k] for k in rng.permutation(len(everything))[:count]]
        assert in_sympys_order(chosen) == sorted(chosen, key=sp.default_sort_key) == sorted(chosen, key=place_of)


def test_what_is_too_large_for_sympys_key_comes_last():
    deep = X
    for _ in range(100):
        deep = sg.tanh(deep)
    assert in_sympys_order([deep, X, sg.sigmoid(deep), V]) == [V, X, deep, sg.sigmoid(deep)]


@pytest.mark.parametrize("variable", [X, U, W, cotangent_of(X), tangent_of(W, 2), sg.vector("y", 2 * N + 1)])
def test_the_key_of_a_variable_is_sympys(variable):
    assert variable.sort_key() == sp.Expr.sort_key(variable) == sp.default_sort_key(variable)


def test_variables_are_in_the_order_of_their_names():
    names = ["b", "B", "a_10", "a_2", "a", "alpha"]
    for first, second in itertools.permutations([sg.vector(name, N) for name in names], 2):
        assert (first.sort_key() < second.sort_key()) == (first.name < second.name)


def test_what_the_class_or_the_count_tells_is_asked_no_key(monkeypatch):
    asked = []
    monkeypatch.setattr(sys.modules["symgrad.expressions.traversal"], "default_sort_key", asked.append)
    in_sympys_order([sg.hadamard(X, V), 1 - X, W * X, sg.tanh(X), sg.vector("y", N)])
    in_sympys_order([X + V + U, 1 - X])
    assert asked == []


def test_the_gradient_of_the_lstm_asks_for_few_keys(monkeypatch):
    cell, asked, module = sg.cells.lstm(), [], sys.modules["symgrad.expressions.traversal"]
    key = module.default_sort_key
    monkeypatch.setattr(module, "default_sort_key", lambda arg: asked.append(arg) or key(arg))
    cell.gradient()
    assert not [arg for arg in asked if isinstance(arg, sp.MatAdd)]
    assert len(asked) == len(set(asked))  # no term is built anew, and asked again
