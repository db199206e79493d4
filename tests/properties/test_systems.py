"""The derivatives of random systems are those of the complex step; a wrong rule is found."""

import dataclasses

import numpy as np
import pytest
import sympy as sp

from symgrad.algebra import negate
from symgrad.calculus import tangent_rules, transpose_rules
from symgrad.expressions import nodes
from symgrad.expressions.symbols import scalar
from symgrad.functions import elementwise
from symgrad.functions.special_functions import SPECIAL
from symgrad.operations import of_vectors
from symgrad.operations.of_vectors import VectorFunction

from .comparison import WrongDerivativeError
from .evaluate import FUNCTIONS, VECTOR_FUNCTIONS, UnfitPointError, value_of
from .search import search

EACH = 4  # systems for every rule of growth, 300 and more in all


@pytest.fixture(scope="module")
def tally():
    return search(EACH, seed=0)


def test_the_derivatives_of_random_systems_are_those_of_the_complex_step(tally):
    print(tally)
    assert tally.compared >= 300
    assert tally.unfit < tally.compared / 2


def test_every_node_with_a_rule_is_grown(tally):
    """But undefined functions of vectors, which have no numbers: tests/operations/test_whole_functions draws them."""
    missing = {kind.__name__ for kind in tangent_rules.TANGENT_RULES.keys() - tally.kinds.keys()}
    assert missing == {"UndefinedMatrix", "UndefinedScalar"}


def test_every_vector_function_is_grown(tally):
    rows = {row for row in vars(of_vectors).values() if isinstance(row, VectorFunction)}
    assert {row.name for row in rows - tally.kinds.keys()} == set()
    assert rows == VECTOR_FUNCTIONS.keys()


def test_every_elementwise_function_is_grown(tally):
    """But for the special ones, which random formulas draw: their numbers come from mpmath, too slowly for systems."""
    heads = {row.head for row in vars(elementwise).values() if isinstance(row, elementwise.ElementwiseFunction)}
    heads = (heads | elementwise.ROWS.keys()) - {sp.floor, sp.ceiling} - {row.head for row in SPECIAL}
    assert {head.__name__ for head in heads - tally.kinds.keys()} == set()
    assert heads <= FUNCTIONS.keys()


def _found_wrong():
    with pytest.raises(WrongDerivativeError):
        search(EACH, seed=0, shrink=False, expressions=False)


def test_a_wrong_slope_is_found(monkeypatch):
    wrong = dataclasses.replace(elementwise.tanh, slope=1 - elementwise.Y)
    rows = {elementwise.tanh.head: wrong}
    monkeypatch.setattr(tangent_rules, "row_of", lambda head: rows.get(head) or elementwise.row_of(head))
    _found_wrong()


@pytest.mark.parametrize("kind", [sp.MatMul, sp.Mul, sp.Inverse, sp.Determinant, nodes.Dot])
def test_a_wrong_tangent_rule_is_found(monkeypatch, kind):
    right = tangent_rules.TANGENT_RULES[kind]

    def first_only(node, moves, value):
        """The product rule without its last term, or twice the differential of a node with one argument."""
        moving = [k for k, move in enumerate(moves) if move is not None]
        if len(moving) < 2:
            return right(node, moves, value) * (1 if len(node.args) > 1 and kind is not sp.Inverse else 2)
        return right(node, [None if k == moving[-1] else move for k, move in enumerate(moves)], value)

    monkeypatch.setattr(tangent_rules, "TANGENT_RULES", {**tangent_rules.TANGENT_RULES, kind: first_only})
    _found_wrong()


@pytest.mark.parametrize("kind", [sp.MatMul, nodes.Rows, nodes.Diag, sp.Trace, nodes.Total])
def test_a_wrong_transposition_is_found(monkeypatch, kind):
    right = transpose_rules.TRANSPOSE_RULES[kind]
    wrong = {**transpose_rules.TRANSPOSE_RULES, kind: lambda node, k, bar: negate(right(node, k, bar))}
    monkeypatch.setattr(transpose_rules, "TRANSPOSE_RULES", wrong)
    _found_wrong()


def test_a_point_that_is_huge_near_a_kink_or_badly_conditioned_is_thrown_away():
    x = scalar("x")
    for expr, at in ((sp.exp(x), 20), (sp.log(x), 0), (elementwise.relu(x), 1e-9), (1 / x, 0)):
        with pytest.raises(UnfitPointError):
            value_of(expr, {x: np.complex128(at)})
