"""A number beside a vector or a matrix, as a paper means it: added to every entry."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgrad.sympified import sympified


class Broadcasting:
    """Mixin for matrix expressions: ``x + 1`` and ``1 - x`` add to every entry. SymPy alone raises TypeError there."""

    def _spread(self, other: Any) -> Any:
        other = sympified(other)
        if getattr(other, "is_Matrix", False):
            return other
        return other * sp.OneMatrix(*self.shape)  # type: ignore[attr-defined]

    def __add__(self, other: Any) -> Any:
        return super().__add__(self._spread(other))  # type: ignore[misc]

    def __radd__(self, other: Any) -> Any:
        return super().__radd__(self._spread(other))  # type: ignore[misc]

    def __sub__(self, other: Any) -> Any:
        return super().__sub__(self._spread(other))  # type: ignore[misc]

    def __rsub__(self, other: Any) -> Any:
        return super().__rsub__(self._spread(other))  # type: ignore[misc]
