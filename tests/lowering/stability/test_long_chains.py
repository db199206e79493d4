"""Stable forms of a long chain of equations: what a sum written out is made of is multiplied where it is looked at."""

import pytest
import sympy as sp

import symgrad as sg
from symgrad.lowering.stability import stable
from symgrad.lowering.stability.scaled_terms import MOST_ATOMS, Term
from symgrad.lowering.stability.scales import Scale, exponential, softened
from tests.properties.growing import chain_of_squares

N = sg.dims("n")
X, Y, V = sg.vectors("x y v", N)


def counted(monkeypatch, owner, name, work):
    """How many times a function is called during some work."""
    calls, plain = [], getattr(owner, name)
    with monkeypatch.context() as patched:
        patched.setattr(owner, name, lambda *args: calls.append(1) or plain(*args))
        work()
    return len(calls)


def sigmoid_of(argument):
    return Term(sp.S.One, softened(-argument).to_the(sp.S.NegativeOne))


def products_added(monkeypatch, size):
    """Products of two scales, of the second derivative of a chain, for each equation."""
    program = chain_of_squares(size).gradient().tangent().program
    return counted(monkeypatch, Scale, "times", lambda: stable(program)) / size


def test_a_link_of_a_chain_multiplies_few_scales(monkeypatch):
    assert products_added(monkeypatch, 50) < 60  # it was 1743 where every term was multiplied, against every other


def test_a_longer_chain_multiplies_no_more_for_each_link(monkeypatch):
    few, many = (products_added(monkeypatch, size) for size in (27, 54))  # links break after 9, so of one phase
    assert many < 1.3 * few


def test_a_product_of_terms_is_multiplied_when_it_is_looked_at(monkeypatch):
    made, first = [], Term(2 * V, exponential(X))

    def multiply():
        made.append(first.times(Term(Y, exponential(Y))))
        assert not made[0].is_long

    assert counted(monkeypatch, Scale, "times", multiply) == 0
    assert "rest" not in vars(made[0])
    assert made[0].rest == 2 * sg.hadamard(V, Y)
    assert made[0].scale.tilt == X + Y


def test_a_product_is_what_its_factors_are_one_after_the_other():
    factors = [Term(2 * V, exponential(X)), sigmoid_of(X), Term(V, exponential(-Y)), sigmoid_of(Y), sigmoid_of(X)]
    lazy = factors[0]
    rest, scale = factors[0].rest, factors[0].scale
    for factor in factors[1:]:
        lazy = lazy.times(factor)
        rest, scale = sg.hadamard(rest, factor.rest) if factor.rest != 1 else rest, scale.times(factor.scale)
    assert (lazy.rest, lazy.scale) == (rest, scale)
    assert (lazy.number, lazy.powers) == (2, {V: 2})


@pytest.mark.parametrize("count", [MOST_ATOMS, MOST_ATOMS + 1])
def test_a_product_is_long_as_it_would_be_multiplied(count):
    lazy = Term(sp.S.One, Scale())
    for k in range(count):
        lazy = lazy.times(sigmoid_of(sg.vector(f"x_{k}", N)))
    assert lazy.is_long == Term(lazy.rest, lazy.scale).is_long == (count > MOST_ATOMS)


def test_atoms_that_cancel_do_not_make_a_product_long():
    lazy = Term(sp.S.One, Scale())
    for k in range(MOST_ATOMS + 1):
        factor = softened(sg.vector(f"x_{k}", N))
        lazy = lazy.times(Term(sp.S.One, factor)).times(Term(sp.S.One, factor.to_the(sp.S.NegativeOne)))
    assert len(lazy.met) == MOST_ATOMS + 1
    assert not lazy.is_long


def test_a_product_of_bounded_terms_is_bounded():
    assert sigmoid_of(X).times(sigmoid_of(Y)).is_bounded
    assert not sigmoid_of(X).times(Term(sp.S.One, exponential(Y))).is_bounded
    assert sigmoid_of(-X).times(Term(sp.S.One, exponential(X))).is_bounded  # sigmoid(x), once it is multiplied
