"""What belongs to the spectrum of a matrix: eigenvalues, eigenvectors, pseudo-inverses, functions of a matrix."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from symgrad.expressions.nodes.functional import Applied
from symgrad.expressions.nodes.node import MatrixNode, Node, ScalarNode


class _AtPlace(Node):
    """Mixin: of a symmetric matrix S, what goes with its i-th eigenvalue: args S, i."""

    roles = "vp"

    @property
    def argument(self) -> Any:
        return self.args[0]

    @property
    def index(self) -> Any:
        return self.args[1]


class Eigenvalue(_AtPlace, ScalarNode):
    """The i-th eigenvalue of a symmetric matrix S (n, n), from the smallest on, i from 0: args S, i."""

    word, told = "eigenvalue", "an eigenvalue"


class Eigenvector(_AtPlace, MatrixNode):
    """The eigenvector (n, 1) of a symmetric matrix S that goes with its i-th eigenvalue: args S, i.

    It has length 1, and its entry of largest size (the first of several) is positive.
    """

    word, told = "eigenvector", "an eigenvector"

    @property
    def shape(self) -> tuple[Any, Any]:
        return self.argument.shape[0], sp.S.One


class ReducedResolvent(_AtPlace, MatrixNode):
    """The Moore-Penrose inverse of w I - S (n, n), where w is the i-th eigenvalue of a symmetric S: args S, i.

    A node of its own, since that matrix is singular by construction: by its singular values in rounded numbers a
    pseudo-inverse could not be told from an inverse, while the eigenvalues of S tell it exactly.
    """

    word, told = "reduced_resolvent", "a pseudo-inverse"

    @property
    def shape(self) -> tuple[Any, Any]:
        rows, columns = self.argument.shape
        return rows, columns

    def turned(self, transpose: Callable[[Any], Any]) -> ReducedResolvent:
        return self

    def _eval_transpose(self) -> ReducedResolvent:
        return self


class PseudoInverse(MatrixNode):
    """The Moore-Penrose inverse of X (n, m): shape (m, n)."""

    word, told, keeps_matrices = "pinv", "a pseudo-inverse", True

    @property
    def argument(self) -> Any:
        return self.args[0]

    @property
    def shape(self) -> tuple[Any, Any]:
        rows, columns = self.argument.shape
        return columns, rows

    def turned(self, transpose: Callable[[Any], Any]) -> Any | None:
        return self if transpose(self.argument) == self.argument else None


class MatrixMap(Applied, MatrixNode):
    """A function of a square matrix, such as its exponential, and its derivatives: ``MatrixMap(expm, X)`` is exp(X).

    Directions follow the argument: ``MatrixMap(expm, X, E)`` is the Frechet derivative of exp at X along E, linear in
    E; with k directions it is the k-th derivative, linear in each of them and the same in whatever order they stand.
    """

    roles, keeps_matrices = "hvl", True

    @property
    def directions(self) -> tuple[Any, ...]:
        return self.args[2:]

    @property
    def shape(self) -> tuple[Any, Any]:
        rows, columns = self.argument.shape
        return rows, columns

    def turned(self, transpose: Callable[[Any], Any]) -> Any | None:
        return self if all(transpose(arg) == arg for arg in self.args[1:]) else None
