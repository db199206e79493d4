"""A simplified expression has the numbers of the other, and stays as it is when simplified again."""

from collections import Counter

import symgrad as sg

from .simplified import judged, x

SEEDS = range(40)


def test_simplified_expressions_have_the_same_numbers():
    found = Counter(judged(seed)[0] for seed in SEEDS)
    assert not found.keys() - {"right", "constant"}
    assert found["right"] > len(SEEDS) / 2


def test_a_wrong_form_is_found():
    def doubled(expr):
        return 2 * sg.simplify(expr)

    found = Counter(judged(seed, doubled)[0] for seed in SEEDS)
    assert found["wrong"] > len(SEEDS) / 2


def test_a_form_that_changes_again_is_found():
    simplest = {}

    def slow(expr):  # leaves an expression as it is the first time, and simplifies that the second time
        return sg.simplify(expr) if expr in simplest else simplest.setdefault(expr, expr)

    found = Counter(judged(seed, slow)[0] for seed in SEEDS)
    assert found["changed again"] > len(SEEDS) / 4


def test_a_form_that_grows_is_found():
    one = sg.total(sg.softmax(x))

    def grown(expr):
        return expr if expr.has(one) else one * sg.simplify(expr)

    found = Counter(judged(seed, grown)[0] for seed in SEEDS)
    assert found["longer"] > len(SEEDS) / 4
