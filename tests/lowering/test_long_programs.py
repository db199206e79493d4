"""Of a program of many equations and inputs nothing looks through all of them for each."""

import pytest
import sympy as sp

from symgrad.lowering.array_program import Value
from tests.properties.growing import layers


def compared(monkeypatch, kind, work):
    """How many times two of a kind are compared by what they are made of."""
    found, equal = [], kind.__eq__
    with monkeypatch.context() as patched:
        patched.setattr(kind, "__eq__", lambda one, other: found.append(1) or equal(one, other))
        work()
    return len(found)


@pytest.mark.parametrize("kind", [Value, sp.Basic])
def test_comparisons_grow_with_the_equations(monkeypatch, kind):
    few, many = (layers(size).gradient() for size in (40, 80))
    for system in (few, many):
        system.lambdify()  # what is kept by nodes is kept
    counts = [compared(monkeypatch, kind, system.lambdify) for system in (few, many)]
    assert counts[1] < 2.1 * counts[0] + 20


def test_what_looks_through_a_list_for_each_is_found(monkeypatch):
    def through(count):
        values = [Value(f"v_{k}") for k in range(count)]
        return [Value(f"v_{k}") in values for k in range(count)]

    assert compared(monkeypatch, Value, lambda: through(40)) > 3.5 * compared(monkeypatch, Value, lambda: through(20))
