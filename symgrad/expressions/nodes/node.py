"""What every node of symgrad's own is: its word, and the role of each of its arguments."""

from __future__ import annotations

from typing import Any, ClassVar

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement, MatrixExpr

from symgrad.arguments.refusals import NotBySympy
from symgrad.expressions.broadcasting import Broadcasting


class Node(NotBySympy):
    """Base of the nodes that SymPy lacks.

    word    its name in plain text
    roles   what its arguments are, a letter each and the last for all that follow: value, head, place (a position,
            counted from 0), size; :mod:`symgrad.expressions.nodes.facts` reads it
    """

    word: ClassVar[str]
    roles: ClassVar[str] = "v"
    args: tuple[Any, ...]

    def doit(self, **hints: Any) -> Any:
        return self

    def _sympystr(self, printer: Any) -> str:
        return f"{self.word}({', '.join(printer.doprint(arg) for arg in self.args)})"


class ScalarNode(Node, sp.Expr):
    """A node whose value is a scalar."""

    is_commutative = True
    is_real = True


class MatrixNode(Node, Broadcasting, MatrixExpr):
    """A node whose value is a vector or a matrix; ``_entry`` is its entry where that has a simpler form."""

    def _entry(self, i: Any, j: Any, **kwargs: Any) -> Any:
        return sp.Basic.__new__(MatrixElement, self, i, j)  # no simpler form
