"""What stands in a row of a special function, and what an order may be."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import sympy as sp

from symgrad.functions.heads import X

FIRST, SECOND = sp.Symbol("x1"), sp.Symbol("x2")  # the arguments of a function of two, in the formulas of a row
EVERYWHERE, ABOVE_ZERO = (-3.0, 3.0), (0.1, 5.0)
WHOLE, ANY, POSITIVE, ABOVE_ONE, BRANCH = (
    "a whole number from 0 on",
    "a number",
    "a number above 0",
    "a number above 1",
    "-1",
)
SMALL = (0, 1, 2, 3)


class Special(NamedTuple):
    """What is known of a special function.

    head       SymPy's class; with ``arity`` arguments
    latex      how it is called in print; ``text`` is its name
    numpy      code of it for arrays, {0} and {1} for the arguments, and ``helper``, source that this calls
    mpmath     the same for one complex number, in mpmath's functions
    inside     for each argument the interval in which it is real, as far as searches go; of an order the values
    order      what an argument is by which nothing is differentiated, an order; "" where there is none
    at         whether an order is printed as an index (``_``) or raised (``^``), or stands among the arguments
    slopes     by each argument, in X and Y, or FIRST and SECOND, None for an order; without any, SymPy's fdiff
    elsewhere  target -> its code, or one for each order that it has
    """

    head: Any
    latex: str
    told: str
    numpy: str
    mpmath: str
    inside: tuple[tuple[float, ...], ...]
    order: str = ""
    at: str = ""
    slopes: tuple[Any, ...] | None = None
    helper: str = ""
    values: tuple[int, int] | None = None
    elsewhere: Mapping[str, Any] = MappingProxyType({})
    place: int = 0  # of the order

    @property
    def name(self) -> str:
        """Its name in text."""
        return str(self.head.__name__)

    @property
    def arity(self) -> int:
        """How many arguments it has."""
        return len(self.inside)

    def slope(self, place: int) -> Any:
        """Its derivative by the argument at a place from 0, in X and Y, or in FIRST and SECOND."""
        if self.slopes is not None:
            return self.slopes[place]
        return self.head(*(X,) if self.arity == 1 else (FIRST, SECOND)).fdiff(place + 1)
