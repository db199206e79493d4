"""What is derived, printed and compiled comes back at any size, at a cost that grows with the size and no faster."""

import pytest

from tests.properties.growing import CASES, VERBS, Case
from tests.properties.growth import Cost, cost, exponent

MOST = 1.35  # of the exponent: what is linear has 1.0, in calls of functions and not in seconds


@pytest.mark.parametrize(
    ("thing", "verb", "few"),
    [
        ("chain of squares", "text of second", 10),
        ("chain of squares", "code of gradient", 40),  # stable forms see a chain so many links deep, and no deeper
        ("chain of squares", "steps", 10),
        ("diamonds", "code of gradient", 8),
        ("residuals", "gradient", 10),
        ("nested sums", "text of second", 80),
        ("nested layers", "gradient", 80),
        ("nested scalars", "gradient", 80),
        ("nested functions", "second", 80),
        ("nested plain functions", "text of second", 60),
        ("nested vectors", "construct", 80),
        ("nested vector quotients", "gradient", 30),
        ("nested mixed", "gradient", 40),
        ("nested mixed scalars", "gradient", 60),
        ("nested norms", "gradient", 40),
        ("nested products", "gradient", 40),
        ("nested residuals", "gradient", 40),
        ("factors", "second", 40),
        ("bent factors", "gradient", 40),
        ("matrix product", "second", 40),
        ("terms", "gradient", 40),
        ("sum of products", "gradient", 20),
        ("outputs", "second", 10),
    ],
)
def test_the_cost_grows_with_the_size(thing, verb, few):
    sizes = (few, 2 * few)
    costs = [cost(thing, verb, size, counted=True, limit=60) for size in sizes]
    assert not any(one.failure for one in costs), costs
    assert exponent(sizes, costs) < MOST


@pytest.mark.parametrize(
    ("thing", "verb", "size"),
    [
        ("nested products", "second", 40),  # 2^40 leaves, 40 parts
        ("residuals", "steps", 40),  # 2^40 paths
        ("nested residuals", "gradient", 40),
        ("by hand", "plain gradient", 4),
        ("nested layers", "plain gradient", 60),
        ("nested vectors", "call gradient", 300),
        ("nested functions", "gradient", 1000),
        ("nested plain functions", "gradient", 1000),
        ("nested softmaxes", "construct", 1000),
        ("terms", "call", 1500),
        ("matrix product", "call", 300),
    ],
)
def test_it_comes_back(thing, verb, size):
    assert not cost(thing, verb, size, limit=60).failure


def test_what_is_quadratic_is_found(monkeypatch):
    monkeypatch.setitem(CASES, "pairs", Case(lambda size: range(size), ("gradient",)))
    monkeypatch.setitem(VERBS, "gradient", lambda numbers: [abs(a - b) for a in numbers for b in numbers])
    costs = [cost("pairs", "gradient", size, counted=True) for size in (50, 100)]
    assert exponent((50, 100), costs) > 1.9


def test_what_does_not_come_back_is_told(monkeypatch):
    def endless(numbers):
        while True:
            pass

    monkeypatch.setitem(CASES, "pairs", Case(lambda size: range(size), ("gradient",)))
    monkeypatch.setitem(VERBS, "gradient", endless)
    assert cost("pairs", "gradient", 1, limit=1).failure == "over 1 s"


def test_costs_without_calls_have_no_exponent():
    assert str(exponent((1, 2), [Cost(), Cost()])) == "nan"
