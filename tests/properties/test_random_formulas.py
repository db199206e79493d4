"""Random formulas as a user writes them are right or refused; a formula taken in by halves is found."""

from collections import Counter

import pytest

from symgrad import algebra
from symgrad.algebra import blocks, indexed_values, intake, lifting
from symgrad.calculus import tangent_rules

from .formulas import tried


def test_random_formulas_are_right_or_refused_when_they_come_in():
    found = [tried(seed) for seed in range(1, 41)]
    assert [(seed, why) for seed, _, why in found if why] == []
    tally = Counter(what for _, what, _ in found)
    assert tally["right"] > 20
    assert tally["refused"] > 0


def _by_halves(formula, values, shape):
    """The first argument of a formula alone, and a power with a number as its base as it stands."""
    if not shape:
        return formula.xreplace(dict(values))
    if formula in values:
        return values[formula]
    if not formula.args or not formula.free_symbols & values.keys():
        return algebra.scale(formula, algebra.ones_of(shape))
    parts = [_by_halves(arg, values, shape) for arg in formula.args]
    if formula.is_Add:
        return algebra.add(*parts)
    if formula.is_Mul:
        return algebra.hadamard(*parts)
    if formula.is_Pow:
        return algebra.power(parts[0], formula.exp)
    return blocks.apply(formula.func, parts[0])


@pytest.mark.parametrize("module", [intake, tangent_rules, indexed_values])
def test_a_formula_taken_in_by_halves_is_found(monkeypatch, module):
    assert module.lift is lifting.lift
    monkeypatch.setattr(module, "lift", _by_halves)
    assert any(tried(seed)[1] in ("wrong", "crashed") for seed in range(1, 81))
