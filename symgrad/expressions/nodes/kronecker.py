"""What the Kronecker product needs around it: its two partial contractions, vec, and the commutation matrix."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgrad.expressions.nodes.node import MatrixNode


class KroneckerLeft(MatrixNode):
    """The A that makes <A x B, C> = <A, KroneckerLeft(C, B)>: entry (i, j) is <C_ij, B>, C_ij the blocks of C.

    C is (m p, n q), B is (p, q); shape (m, n).
    """

    word, roles = "kronecker_left", "l"

    @property
    def shape(self) -> tuple[Any, Any]:
        (mp, nq), (p, q) = self.args[0].shape, self.args[1].shape
        return sp.cancel(mp / p), sp.cancel(nq / q)


class KroneckerRight(MatrixNode):
    """The B that makes <A x B, C> = <B, KroneckerRight(C, A)>: the sum of A_ij C_ij, C_ij the blocks of C.

    C is (m p, n q), A is (m, n); shape (p, q).
    """

    word, roles = "kronecker_right", "l"

    @property
    def shape(self) -> tuple[Any, Any]:
        (mp, nq), (m, n) = self.args[0].shape, self.args[1].shape
        return sp.cancel(mp / m), sp.cancel(nq / n)


class Vec(MatrixNode):
    """The columns of X (n, m) one below the other: shape (n m, 1)."""

    word, roles = "vec", "l"

    @property
    def argument(self) -> Any:
        return self.args[0]

    @property
    def shape(self) -> tuple[Any, Any]:
        return sp.Mul(*self.argument.shape), sp.S.One


class Unvec(MatrixNode):
    """The matrix (n, m) whose columns are x (n m, 1) cut into m pieces: args x, n, m."""

    word, roles = "unvec", "ls"

    @property
    def argument(self) -> Any:
        return self.args[0]

    @property
    def shape(self) -> tuple[Any, Any]:
        return self.args[1], self.args[2]


class Commutation(MatrixNode):
    """The permutation K with K vec(X) = vec(X^T) for X of shape (n, m): args n, m; shape (n m, n m)."""

    word, roles = "commutation", "s"

    @property
    def shape(self) -> tuple[Any, Any]:
        size = sp.Mul(*self.args)
        return size, size
