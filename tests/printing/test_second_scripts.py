r"""No name has a second superscript or subscript: TeX refuses ``\delta x^t^{[1]}``."""

import re

import pytest

import symgrad as sg
from symgrad.printing import NOTATIONS

_SCRIPT = r"(?:\{(?:[^{}]|\{[^{}]*\})*\}|\\[A-Za-z]+|[^{}\\\s])"
TWO = re.compile(rf"\^{_SCRIPT}\s*\^|_{_SCRIPT}\s*_")


@pytest.mark.parametrize("notation", NOTATIONS)
@pytest.mark.parametrize("name", ["linear_attention", "rwkv4", "sru", "s4d_real"])
def test_shares_of_a_cotangent_over_time(name, notation):
    back = sg.Recurrence(getattr(sg.cells, name)()).gradient()
    found = TWO.search(back.latex("align", notation=notation))
    assert found is None, found[0]


def test_the_search_sees_two():
    assert TWO.search(r"\delta x^t^{[1]}") is not None
    assert TWO.search(r"x_{a_1}_2") is not None
    assert TWO.search(r"x_{a_1}^{t} y_t^{[1]}") is None


def test_a_share_stands_behind_the_time():
    text = sg.Recurrence(sg.cells.linear_attention()).gradient().latex("align", notation="greff")
    assert r"\delta x^{t,[1]} &=" in text
    assert r"\delta x^t &= \delta x^{t,[2]} + \delta x^{t,[1]}" in text
