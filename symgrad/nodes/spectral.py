"""What belongs to the spectrum of a matrix: eigenvalues, eigenvectors, pseudo-inverses, functions of a matrix."""

from __future__ import annotations

from typing import Any

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement, MatrixExpr

from symgrad.broadcasting import Broadcasting
from symgrad.nodes.functional import FunctionAtom
from symgrad.refusals import NotBySympy


class Eigenvalue(NotBySympy, sp.Expr):
    """The i-th eigenvalue of a symmetric matrix S (n, n), from the smallest on, i from 0: args S, i."""

    is_commutative = True

    @property
    def argument(self) -> Any:
        return self.args[0]

    @property
    def index(self) -> Any:
        return self.args[1]

    def doit(self, **hints: Any) -> Any:
        return self

    def _sympystr(self, printer: Any) -> str:
        return f"eigenvalue({printer.doprint(self.argument)}, {printer.doprint(self.index)})"


class Eigenvector(NotBySympy, Broadcasting, MatrixExpr):
    """The eigenvector (n, 1) of a symmetric matrix S that goes with its i-th eigenvalue: args S, i.

    It has length 1, and its entry of largest size (the first of several) is positive.
    """

    @property
    def argument(self) -> Any:
        return self.args[0]

    @property
    def index(self) -> Any:
        return self.args[1]

    @property
    def shape(self) -> tuple[Any, Any]:
        return self.argument.shape[0], sp.S.One

    def _entry(self, i: Any, j: Any, **kwargs: Any) -> Any:
        return sp.Basic.__new__(MatrixElement, self, i, j)  # no simpler form

    def doit(self, **hints: Any) -> Any:
        return self

    def _sympystr(self, printer: Any) -> str:
        return f"eigenvector({printer.doprint(self.argument)}, {printer.doprint(self.index)})"


class ReducedResolvent(NotBySympy, Broadcasting, MatrixExpr):
    """The Moore-Penrose inverse of w I - S (n, n), where w is the i-th eigenvalue of a symmetric S: args S, i.

    A node of its own, since that matrix is singular by construction: by its singular values in rounded numbers a
    pseudo-inverse could not be told from an inverse, while the eigenvalues of S tell it exactly.
    """

    @property
    def argument(self) -> Any:
        return self.args[0]

    @property
    def index(self) -> Any:
        return self.args[1]

    @property
    def shape(self) -> tuple[Any, Any]:
        return self.argument.shape

    def _eval_transpose(self) -> ReducedResolvent:
        return self

    def _entry(self, i: Any, j: Any, **kwargs: Any) -> Any:
        return sp.Basic.__new__(MatrixElement, self, i, j)  # no simpler form

    def doit(self, **hints: Any) -> Any:
        return self

    def _sympystr(self, printer: Any) -> str:
        return f"reduced_resolvent({printer.doprint(self.argument)}, {printer.doprint(self.index)})"


class PseudoInverse(NotBySympy, Broadcasting, MatrixExpr):
    """The Moore-Penrose inverse of X (n, m): shape (m, n)."""

    @property
    def argument(self) -> Any:
        return self.args[0]

    @property
    def shape(self) -> tuple[Any, Any]:
        rows, columns = self.argument.shape
        return columns, rows

    def _entry(self, i: Any, j: Any, **kwargs: Any) -> Any:
        return sp.Basic.__new__(MatrixElement, self, i, j)  # no simpler form

    def doit(self, **hints: Any) -> Any:
        return self

    def _sympystr(self, printer: Any) -> str:
        return f"pinv({printer.doprint(self.argument)})"


class MatrixMap(NotBySympy, Broadcasting, MatrixExpr):
    """A function of a square matrix, such as its exponential, and its derivatives: ``MatrixMap(expm, X)`` is exp(X).

    Directions follow the argument: ``MatrixMap(expm, X, E)`` is the Frechet derivative of exp at X along E, linear in
    E; with k directions it is the k-th derivative, linear in each of them and the same in whatever order they stand.
    """

    def __new__(cls, head: Any, argument: Any, *directions: Any) -> MatrixMap:
        atom = head if isinstance(head, FunctionAtom) else FunctionAtom(head)
        return super().__new__(cls, atom, argument, *directions)

    @property
    def head(self) -> Any:
        return self.args[0].head

    @property
    def argument(self) -> Any:
        return self.args[1]

    @property
    def directions(self) -> tuple[Any, ...]:
        return self.args[2:]

    @property
    def shape(self) -> tuple[Any, Any]:
        return self.argument.shape

    def _entry(self, i: Any, j: Any, **kwargs: Any) -> Any:
        return sp.Basic.__new__(MatrixElement, self, i, j)  # no simpler form

    def doit(self, **hints: Any) -> Any:
        return self

    def _sympystr(self, printer: Any) -> str:
        return f"{self.args[0]}({', '.join(printer.doprint(arg) for arg in self.args[1:])})"
