"""Two factors beside each other whose product has a name."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgrad.algebra.bare import ones_of, raw
from symgrad.expressions.nodes import Commutation, Duplication, Elimination, OrthogonalFactor
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.symbols import has_property


def known_pair(left: Any, right: Any) -> Any | None:
    """X 1 for an X whose rows sum to one, Q' Q, L_n D_n and K D_n; None where a product has no name."""
    if _is_known_sum(left, right):
        return ones_of((shape_of(left)[0], shape_of(right)[1]))
    if isinstance(left, sp.Transpose) and isinstance(right, OrthogonalFactor) and left.arg == right:
        return raw(sp.Identity, shape_of(right)[1])
    if isinstance(right, Duplication):
        return _duplicated(left, right)
    if isinstance(left, sp.Transpose) and isinstance(left.arg, Duplication):
        other = right.arg if isinstance(right, sp.Transpose) else right  # K_nn is its own transpose
        found = _duplicated(other, left.arg)
        return left if found is left.arg else found
    return None


def _duplicated(left: Any, right: Duplication) -> Any | None:
    """L_n D_n is I and K D_n is D_n (Magnus and Neudecker, The Elimination Matrix, 1980)."""
    if isinstance(left, Elimination):
        return raw(sp.Identity, shape_of(right)[1])
    return right if isinstance(left, Commutation) and left.args[0] == left.args[1] else None


def _is_known_sum(left: Any, right: Any) -> bool:
    """Whether a product is X 1 or 1' X' for an X whose rows sum to one."""
    if isinstance(right, sp.OneMatrix):
        return has_property(left, "rows_sum_to_one")
    return isinstance(left, sp.OneMatrix) and has_property(getattr(right, "arg", None), "rows_sum_to_one")
