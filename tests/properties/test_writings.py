"""Formulas as Python writes them mean what they say, or the error helps."""

import pytest

from symgrad.expressions import python_operators
from symgrad.expressions.broadcasting import Broadcasting

from .seeds import searched
from .writings import main, tried

MOST_TO_FIND = 50


def test_random_formulas_are_right_or_refused():
    tally, failures = searched(tried, range(20000, 20200))
    assert failures == []
    assert tally["right"] > 120
    assert tally["refused"] > 15


def reversed_difference(self, other):
    return self - other


def without_a_number(self, other):
    return self


@pytest.mark.parametrize(
    ("operator", "wrong"), [("__rsub__", reversed_difference), ("__add__", without_a_number)], ids=["sign", "number"]
)
def test_a_wrong_operator_is_found(monkeypatch, operator, wrong):
    monkeypatch.setattr(Broadcasting, operator, wrong)
    assert any(searched(tried, [seed])[1] for seed in range(20000, 20000 + MOST_TO_FIND))


def test_operators_that_know_no_numbers_are_found(monkeypatch):
    monkeypatch.setattr(python_operators, "_spread", lambda value, shape: value)
    assert any(searched(tried, [seed])[1] for seed in range(20000, 20000 + MOST_TO_FIND))


def test_the_command_ends_with_what_came(capsys):
    assert main(["--count", "3", "--seed", "20000"]) == 0
    assert capsys.readouterr().out.startswith("seeds 20000 to 20002: ")
