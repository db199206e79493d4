"""The search that compares another target with NumPy: a part of it, and that it sees what is wrong."""

import pytest

from symgrad.targets.functional import portable_products
from tests.targets import random_programs

SEARCHED = 12


def test_random_programs_in_arrays_of_the_standard_alone():
    pytest.importorskip("array_api_strict", reason="array-api-strict is not installed")
    answers = [random_programs.tried("array-api", 11, index) for index in range(SEARCHED)]
    assert [answer for answer in answers if answer] == []
    assert answers.count("") >= SEARCHED - 2  # few are thrown away


def test_a_product_of_other_axes_would_be_seen(monkeypatch):
    plain = portable_products._Product._over_many

    def turned(product):
        product._gone = product._gone[:1]
        return plain(product)

    monkeypatch.setattr(portable_products._Product, "_over_many", turned)
    answers = [random_programs.tried("array-api-numpy", 11, index) for index in range(2, 19, 3)]
    assert any(answers)
