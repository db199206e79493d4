"""A part of the search for products of which one factor is too large where another is too small."""

import mpmath as mp

from symgrad.lowering.stability.scales import Scale

from .factors import is_right, search


def test_products_are_right_where_their_terms_are():
    tally = search(40)
    assert tally["wrong"] == 0
    assert tally["compared"] > 400


def test_factors_one_by_one_are_found(monkeypatch):
    monkeypatch.setattr("symgrad.targets.numpy.stable", lambda program, sums: program)
    assert search(10)["wrong"] > 5


def test_bounded_factors_beside_what_overflows_are_found(monkeypatch):
    monkeypatch.setattr(Scale, "is_bounded", property(lambda self: True))
    assert search(10)["wrong"] > 0


def test_what_is_right():
    assert is_right(1.0, mp.mpf(1), mp.mpf(1))
    assert not is_right(1.0 + 1e-9, mp.mpf(1), mp.mpf(1))
    assert not is_right(float("nan"), mp.mpf(1), mp.mpf(1))
    assert is_right(float("nan"), mp.mpf(1), mp.mpf("1e400"))
