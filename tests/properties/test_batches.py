"""Derivatives with a batch are those of the system written out for its samples; a wrong batch is found."""

import re

import numpy as np
import pytest
import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardProduct

from symgrad.algebra import add, negate
from symgrad.calculus import maxima
from symgrad.errors import ShapeError
from symgrad.expressions.nodes import VectorMap
from symgrad.expressions.symbols import Cotangent, Derived, Seed
from symgrad.lowering import batching, equation_operations, programs
from symgrad.lowering.stability import analysis, cancelling_sums, roots, scale_products, scales
from symgrad.operations.of_vectors import softmax
from symgrad.targets.array_code import writer

from . import batched_systems
from .batched_systems import Grower, grown
from .batches import CHAINS, WrongBatchError, compare, compare_alone, main, one, wide
from .evaluate import UnfitPointError
from .systems import ROOTS


@pytest.mark.parametrize("kinds", dict.fromkeys(CHAINS))
def test_derivatives_with_a_batch_are_those_of_the_system_written_out(kinds):
    compared = 0
    for index in range(12):
        random = np.random.default_rng([7, index])
        try:
            compare(grown(random, equations=3), random, kinds)
            compared += 1
        except UnfitPointError:
            continue
    assert compared >= 8


def test_systems_of_every_node_too():
    assert wide(seed=3, roots=ROOTS[::12]) >= len(ROOTS[::12]) - 3


def test_each_sample_is_what_it_is_alone_where_every_cotangent_has_an_axis():
    for index in range(24):
        random = np.random.default_rng([8, index])
        compare_alone(grown(random, equations=3), random, CHAINS[index % len(CHAINS)])


def _found_within(count, error=WrongBatchError):
    """After how many systems the first wrong one comes."""
    for index in range(count):
        answer = one(1, index)
        if answer and error.__name__ in answer:
            return index + 1
    raise AssertionError(f"nothing found within {count}")


def _found_in(chain, monkeypatch, error=WrongBatchError, seed=1):
    """After how many systems of one chain the first wrong one comes, of the 50 that 800 systems have about."""
    monkeypatch.setattr(batched_systems, "CHAINS", [chain])
    for index in range(1, 100, 2):
        answer = one(seed, index)
        if answer and error.__name__ in answer:
            return index // 2 + 1
    raise AssertionError("nothing found within 50")


class GuessedByTheSymbols(batching.Batch):
    """What stood here once: whether a cotangent is summed was guessed from its symbol, right-hand sides went whole."""

    def __init__(self, program, batched, wide=()):
        super().__init__(program, batched)
        self.spread = dict.fromkeys(self.spread, False) | {s: self.spread[s] for s in program.inputs}
        for equation in program.equations:
            carries = self.carries(equation.rhs)
            self.summed[equation.lhs] = carries and self._is_of_shared(equation.lhs)
            self.flags[equation.lhs] = carries and not self.summed[equation.lhs]
            self._carrying.clear()

    def _is_of_shared(self, symbol):
        kinds, base = [], symbol
        while isinstance(base, Derived):
            kinds.append(isinstance(base, (Cotangent, Seed)))
            base = base.primal
        primal = symbol.primal if isinstance(symbol, Derived) else symbol
        while primal not in self.flags and isinstance(primal, Derived):
            primal = primal.primal
        return any(kinds) and not self.flags.get(primal, True)


def test_a_batch_that_is_guessed_from_the_symbols_is_found(monkeypatch):
    monkeypatch.setattr(programs, "Batch", GuessedByTheSymbols)
    assert _found_within(50) <= 50


def test_terms_without_an_axis_that_are_counted_for_each_sample_are_found(monkeypatch):
    monkeypatch.setattr(
        equation_operations, "summed", lambda lowering, expr, over_time: lowering.without_lead(lowering.term(expr))
    )
    assert _found_within(50) <= 50


def test_an_axis_that_nothing_in_the_equation_has_is_missed(monkeypatch):
    monkeypatch.setattr(equation_operations.Lowering, "spread", lambda self, symbol, lead: None)
    assert _found_within(50) <= 50


def test_a_sum_over_samples_that_a_stable_form_looks_through_is_found(monkeypatch):
    monkeypatch.setattr(batching.Batch, "apart", frozenset())
    assert _found_in(Grower.chain_of_numbers, monkeypatch, seed=3) <= 50


@pytest.mark.parametrize(
    ("module", "chain"),
    [(scale_products, Grower.chain_of_an_outer_product), (roots, Grower.chain_of_a_root)],
)
def test_a_column_times_a_row_taken_for_two_factors_is_found(module, chain, monkeypatch):
    monkeypatch.setattr(
        module, "factors", lambda expr: expr.args if isinstance(expr, (sp.Mul, HadamardProduct)) else [expr]
    )
    assert _found_in(chain, monkeypatch, ShapeError) <= 50


def test_a_softmax_of_a_matrix_taken_for_one_of_its_rows_is_found(monkeypatch):
    for module in (analysis, scales):
        monkeypatch.setattr(module, "softmax_of", lambda argument: VectorMap(softmax, argument))
    assert _found_in(Grower.chain_of_shares, monkeypatch) <= 50


def test_a_term_that_two_maxima_take_is_found(monkeypatch):
    """What stood here once: a term that one pair had taken was looked at as a pair of its own too."""

    def with_maxima(terms):
        pairs, rest = [], list(terms)
        for term in terms:
            argument = maxima._of_relu(term)
            parts = [] if argument is None else list(maxima._terms(argument))
            taken = [negate(part) for part in parts if negate(part) in rest]
            others = [part for part in parts if negate(part) not in rest]
            if taken and others:
                pairs.append((add(*others), add(*taken)))
                rest = [other for other in rest if other != term and other not in taken]
        return pairs, rest

    extremes = ((with_maxima, cancelling_sums._EXTREMES[0][1]),)
    monkeypatch.setattr(cancelling_sums, "_EXTREMES", extremes)
    assert _found_in(Grower.chain_of_choices, monkeypatch) <= 50


def test_an_output_that_is_a_view_is_found(monkeypatch):
    monkeypatch.setattr(writer, "is_new", lambda text: True)
    assert _found_within(50) <= 50


def test_the_command_ends_with_the_counts(capsys):
    assert main(["--count", "4", "--seed", "3"]) == 0
    told = re.sub(r"\d points", "0 points", capsys.readouterr().out)
    assert told == "4 systems compared, 0 wrong, 0 crashed, 0 points thrown away\n"
