"""Derivatives with a batch are those of the system written out for its samples; a wrong batch is found."""

import re

import numpy as np
import pytest
import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardProduct

from symgrad.errors import ShapeError
from symgrad.expressions.symbols import Cotangent, Derived, Seed
from symgrad.lowering import batching, equation_operations, programs
from symgrad.lowering.stability import roots, scale_products
from symgrad.targets.array_code import writer

from .batched_systems import grown
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
        equation_operations, "summed", lambda lowering, expr: lowering.without_lead(lowering.term(expr))
    )
    assert _found_within(50) <= 50


def test_an_axis_that_nothing_in_the_equation_has_is_missed(monkeypatch):
    monkeypatch.setattr(equation_operations.Lowering, "spread", lambda self, symbol, lead: None)
    assert _found_within(50) <= 50


def test_a_sum_over_samples_that_a_stable_form_looks_through_is_found(monkeypatch):
    monkeypatch.setattr(batching.Batch, "apart", frozenset())
    assert _found_within(50) <= 50


@pytest.mark.parametrize("module", [scale_products, roots])
def test_a_column_times_a_row_taken_for_two_factors_is_found(module, monkeypatch):
    monkeypatch.setattr(
        module, "factors", lambda expr: expr.args if isinstance(expr, (sp.Mul, HadamardProduct)) else [expr]
    )
    assert _found_within(100, ShapeError) <= 100


def test_an_output_that_is_a_view_is_found(monkeypatch):
    monkeypatch.setattr(writer, "is_new", lambda text: True)
    assert _found_within(50) <= 50


def test_the_command_ends_with_the_counts(capsys):
    assert main(["--count", "4", "--seed", "3"]) == 0
    told = re.sub(r"\d points", "0 points", capsys.readouterr().out)
    assert told == "4 systems compared, 0 wrong, 0 crashed, 0 points thrown away\n"
