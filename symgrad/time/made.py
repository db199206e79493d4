"""Sequences that the runtime makes: no caller gives them, and no variable of a user's is equal to them."""

from __future__ import annotations

from symgrad.expressions.symbols.variables import ScalarVariable


class Made(ScalarVariable):
    """A sequence of zeros and ones that depends on the time alone."""


KEEP = Made("keep")  # whether a cotangent goes on from t + 1 to t
AT_END = Made("last")  # whether t = T
MADE = (KEEP, AT_END)
