"""What a node keeps of itself: found without recursion, and one object for equal parts."""

import pickle
import sys

import sympy as sp

import symgrad as sg
from symgrad.algebra import add, scale, split, transpose
from symgrad.expressions.nodes.facts import size_of
from symgrad.expressions.shapes import check_shapes
from symgrad.expressions.traversal import digest, measure, postorder
from symgrad.programs.equations import replace_variables, variables_in

N, M = sg.dims("n m")
X, V, W, A = sg.vector("x", N), sg.vector("v", N), sg.matrix("W", N, M), sg.scalar("a")
DEEP = 3000


def chain(function, leaf, depth=DEEP):
    for _ in range(depth):
        leaf = function(leaf)
    return leaf


def test_a_shape_is_found_at_any_depth():
    assert chain(sg.tanh, X).shape == (N, 1)
    assert chain(sg.softmax, X).shape == (N, 1)
    assert chain(lambda e: sg.tanh(e.T), W, 301).shape == (M, N)
    assert chain(lambda e: sg.larger(e, V), X, 300).shape == (N, 1)


def test_a_shape_is_found_once(monkeypatch):
    deep, asked = chain(sg.tanh, X, 50), []
    size_of(deep, 0)
    monkeypatch.setattr(sys.modules["symgrad.expressions.nodes.facts"], "about", asked.append)
    assert size_of(deep.argument, 0) == N
    assert asked == []


def test_a_chain_of_scalars_is_a_number_where_its_leaf_is():
    assert not chain(sg.sigmoid, A).is_number
    assert chain(sg.softplus, A.subs(A, 2)).is_number


def test_variables_are_in_the_order_first_met():
    assert variables_in(sg.hadamard(X, sg.tanh(V)) + A * X) == variables_in(A * X + sg.hadamard(X, sg.tanh(V)))
    assert variables_in(sg.concat(V, sg.tanh(X), V)) == [V, X]
    assert variables_in(sg.tanh(sg.concat(V, sg.tanh(X), V))) == [V, X]
    assert variables_in(X) == [X]


def test_a_list_of_variables_is_the_callers_own():
    expr = sg.tanh(X)
    variables_in(expr).append(V)
    assert variables_in(expr) == [X]


def test_what_has_no_such_variable_stays_the_same_object():
    expr = sg.hadamard(chain(sg.tanh, X), V)
    deep = next(arg for arg in expr.args if arg != V)
    made = replace_variables(expr, {V: A * X})
    assert any(part is deep for part in postorder(made))


def test_a_multiple_is_one_object():
    assert scale(2, X) is scale(2, X)
    assert scale(A, W) is not scale(2, W)
    assert scale(3, scale(2, X)) is scale(6, X)
    assert split(scale(2, X))[1] is X
    assert split(scale(2, W * V))[1] == W * V
    product = transpose(W) * X
    assert split(product) == (1, product)
    assert split(product)[1] is product
    nested = sp.MatMul(sp.MatMul(2, W, evaluate=False), V, evaluate=False)
    assert split(nested) == (2, W * V)
    assert pickle.loads(pickle.dumps(scale(2, X))) == scale(2, X)


def test_the_measure_of_a_scalar_is_that_of_its_parts():
    assert measure(A * sg.tanh(A) + 1).size == measure(sg.tanh(A) * A + 1).size == 3


def test_digests_tell_trees_apart():
    assert digest(A + 1) != digest(A + 2)
    assert digest(sg.tanh(X)) == digest(sg.tanh(sg.vector("x", N))) != digest(sg.tanh(V))


def test_a_size_of_a_variable_is_found_once(monkeypatch):
    x, asked = sg.vector("x", N), []
    size_of(x, 0)
    monkeypatch.setattr(sys.modules["symgrad.expressions.nodes.facts"], "about", asked.append)
    assert size_of(x, 0) == N
    assert asked == []


def test_the_sum_of_one_term_is_that_term():
    for term in (X, sg.hadamard(X, V), sg.tanh(X), transpose(W) * X, A + 1):
        assert add(term) is term


def test_shapes_are_checked_inside_no_variable(monkeypatch):
    asked, module = [], sys.modules["symgrad.expressions.shapes"]
    about = module.about
    monkeypatch.setattr(module, "about", lambda node: asked.append(node) or about(node))
    check_shapes(sg.hadamard(X, sg.tanh(V)), set())
    assert set(asked) & {X, V} == {X, V}
    assert not set(asked) & {N, *X.args}
