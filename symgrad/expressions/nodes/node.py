"""What every node of symgrad's own is: all that is known of it stands in its class."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, ClassVar, Literal, TypeAlias

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement, MatrixExpr

from symgrad.arguments.refusals import NotBySympy
from symgrad.expressions.broadcasting import Broadcasting
from symgrad.expressions.nodes.node_rules import Rules
from symgrad.expressions.traversal import told_inside

VALUE, LINEAR, HEAD, PLACE, SIZE = "vlhps"

Agreement: TypeAlias = Literal["", "alike", "stacked", "chained"]
EntryOf: TypeAlias = Callable[[Any, Any, Any], Any]
Taken: TypeAlias = tuple[Any, Any, Any, int]


class Node(NotBySympy):
    """Base of the nodes that SymPy lacks. What SymPy's own have of this is a row in :mod:`.facts`.

    word            its name in plain text
    told            what it is, as in "derivative of an eigenvalue"
    roles           what its arguments are, a letter each and the last for all that follow: v a value, l a value in
                    which the node is linear, h a head, p a place (a position, counted from 0), s a size
    together        whether it is linear in all of those together, as a sum is, and not in each alone, as a product
    agree           which sizes of its arguments agree: all ("alike"), or those across ("stacked")
    entrywise       whether it applies a function, or a formula, to every entry of its arguments
    keeps_matrices  whether an argument is a matrix also where it has one entry
    opens           whether the entry at a place given by numbers is simpler than a place in the node
    is_told_only    whether it stands in equations that are shown, and in no others
    rules           its rules, of a node that does not stand in symgrad's tables
    """

    word: ClassVar[str]
    told: str = ""
    roles: ClassVar[str] = VALUE
    together: ClassVar[bool] = False
    agree: ClassVar[Agreement] = ""
    entrywise: ClassVar[bool] = False
    keeps_matrices: ClassVar[bool] = False
    opens: ClassVar[bool] = False
    is_told_only: ClassVar[bool] = False
    rules: ClassVar[Rules | None] = None
    args: tuple[Any, ...]

    def doit(self, **hints: Any) -> Any:
        return self

    def taken(self) -> Collection[Taken]:
        """The places that it takes: first, how many, of which part, along which axis of it.

        None for how many is one place, which is left out where the axis has no other.
        """
        return ()

    def _sympystr(self, printer: Any) -> str:
        return f"{self.word}({told_inside(self, self.args, printer)})"


class ScalarNode(Node, sp.Expr):
    """A node whose value is a scalar."""

    is_commutative = True
    is_real = True


class MatrixNode(Node, Broadcasting, MatrixExpr):
    """A node whose value is a vector or a matrix."""

    def sized_as(self, axis: int) -> tuple[Any, int] | None:
        """A part, and an axis of it, with the size of this axis: so it is found without recursion."""
        return None

    def entry(self, i: Any, j: Any, of: EntryOf) -> Any | None:
        """The entry (i, j) by entries ``of(part, i, j)`` of its parts; None where it has no simpler form."""
        return None

    def turned(self, transpose: Callable[[Any], Any]) -> Any | None:
        """Its transpose by transposes of its parts; None where it has no simpler form."""
        return None

    def _entry(self, i: Any, j: Any, **kwargs: Any) -> Any:
        made = self.entry(i, j, lambda part, row, column: part[row, column])
        return sp.Basic.__new__(MatrixElement, self, i, j) if made is None else made
