"""Lines of text that fit a width."""

import pytest

from symgrad.printing import broken
from symgrad.printing.terminal import flush_right

LONG = "y = alpha (beta + gamma) + delta ⊙ (epsilon - zeta) - tanh(eta theta)"


def test_a_line_that_fits_stays():
    assert broken(LONG, 80) == [LONG]
    assert broken(LONG, None) == [LONG]
    assert broken("a = b", 80, 4) == ["    a = b"]


def test_it_breaks_before_the_loosest_operator_below_the_equals_sign():
    assert broken(LONG, 60) == [
        "y = alpha (beta + gamma) + delta ⊙ (epsilon - zeta)",
        "  - tanh(eta theta)",
    ]
    assert broken(LONG, 30) == [
        "y = alpha (beta + gamma)",
        "  + delta ⊙ (epsilon - zeta)",
        "  - tanh(eta theta)",
    ]


def test_inside_brackets_it_hangs_behind_them():
    assert broken("y = f(alpha + beta + gamma)", 20) == ["y = f(alpha + beta", "      + gamma)"]


def test_a_wide_left_side_stands_alone():
    line = "d_this / d_that d_that / d_the_other = alpha beta gamma + delta"
    assert broken(line, 40) == ["d_this / d_that d_that / d_the_other", "    = alpha beta gamma + delta"]


def test_what_cannot_be_broken_stays_wide():
    assert broken("y = a_name_that_is_much_too_long_for_it", 20) == ["y = a_name_that_is_much_too_long_for_it"]


@pytest.mark.parametrize("width", [24, 30, 40, 60])
def test_nothing_is_lost_and_all_fits(width):
    pieces = broken(LONG, width)
    assert " ".join(piece.strip() for piece in pieces) == LONG
    assert max(map(len, pieces)) <= width


def test_a_note_stands_at_the_right_or_below():
    assert flush_right(["a = b"], "the rule", 20) == ["a = b       the rule"]
    assert flush_right(["a = b + c + d"], "the rule", 20) == ["a = b + c + d", "            the rule"]
    assert flush_right(["a = b"], "", 20) == ["a = b"]
