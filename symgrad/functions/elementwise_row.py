"""What stands in the row of an elementwise function: all that symgrad knows of it."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from dataclasses import dataclass, fields
from inspect import signature
from typing import Any

import sympy as sp

from symgrad.arguments.signatures import function_of
from symgrad.arguments.sympified import sympified
from symgrad.errors import ArgumentError
from symgrad.expressions.nodes import Elementwise, FunctionAtom, Pointwise
from symgrad.expressions.nodes.functional import slot
from symgrad.functions.heads import described, head_of


@dataclass(frozen=True, eq=False)
class ElementwiseFunction:
    """One elementwise function; call it on a scalar, a vector or a matrix.

    slope       its derivative, in X (the argument) and Y (the value)
    latex       its LaTeX command; ``name`` is its name in plain text and in code
    numpy       the NumPy expression of it with ``{x}`` for the argument, right for arguments of any size
    helper      Python source of a function that ``numpy`` calls, where one expression is not enough
    analytic    a NumPy expression that continues it to complex arguments, where ``numpy`` does not; or source of
                such a function in the place of ``helper``
    definition  what it is in SymPy's own functions: an oracle that shares nothing with ``slope``
    values      between which two numbers its values lie, where they are bounded
    told        what it is in words, and ``source`` where it comes from: ``help`` shows both
    family      (x, *parameters) -> the formula of scalars that f(x, *parameters) stands for, where it has parameters
    """

    name: str
    head: Any
    slope: sp.Expr
    latex: str
    numpy: str = ""
    helper: str = ""
    analytic: str = ""
    definition: sp.Expr | None = None
    values: tuple[int, int] | None = None
    told: str = ""
    source: str = ""
    family: Callable[..., Any] | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "__doc__", described(self))

    def __call__(self, argument: Any, *parameters: Any) -> Any:
        """f(argument): a scalar for a scalar, entry by entry for a vector or a matrix (same shape).

        A function with a ``family`` takes its parameters behind the argument: scalars, or of the argument's shape.
        """
        argument = sympified(argument)
        if parameters:
            return self._of_family(argument, *map(sympified, parameters))
        if getattr(argument, "is_Matrix", False):
            return Elementwise(self.head, argument)
        return self.head(argument)

    def _of_family(self, *arguments: Any) -> Any:
        """The formula of the family, of scalars; a node of it where one of the arguments is a vector or a matrix."""
        names = [slot(k) for k in range(1, len(arguments) + 1)]
        if self.family is None or not function_of(", ".join(map(str, names))).fits(self.family):
            takes = "" if self.family is None else f" and {', '.join(list(signature(self.family).parameters)[1:])}"
            raise ArgumentError(f"{self.name} takes one argument{takes}, but {len(arguments)} came.")
        if not any(getattr(argument, "is_Matrix", False) for argument in arguments):
            return self.family(*arguments)
        return Pointwise(FunctionAtom(sp.Lambda(tuple(names), self.family(*names))), *arguments)

    def __repr__(self) -> str:
        return f"<elementwise function {self.name}>"

    @property
    def is_known(self) -> bool:
        """Whether it is a row of symgrad's, and not one of a user's own."""
        return getattr(sys.modules.get(self.head.__module__), self.name, None) is self

    def __reduce__(self) -> Any:
        """By its head, where it is known; one of a user's own by what it is made of."""
        if self.is_known:
            return _row_in, (self.head,)
        parts = {part.name: getattr(self, part.name) for part in fields(self) if part.name != "head"}
        return functools.partial(with_head, self.head.__module__, **parts), ()


def with_head(module: str, name: str, head: Any = None, **parts: Any) -> ElementwiseFunction:
    """A row with a head of its own, of a module of that name, or with the one that waits for it."""
    row = ElementwiseFunction(name=name, head=head or head_of(module, name), **parts)
    row.head.row = row
    return row


def placed_in(module: str, row: ElementwiseFunction) -> ElementwiseFunction:
    """A row that stands in another module than that of the table, under its name there."""
    row.head.__module__ = module
    return row


def _row_in(head: Any) -> Any:
    return head.row
