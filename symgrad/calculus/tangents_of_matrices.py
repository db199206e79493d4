"""Tangent rules of what belongs to the spectrum of a matrix, and of the factors of Cholesky and QR."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import sympy as sp

from symgrad.algebra import add, dot, mul, negate, ones_of, raw, scale, spectra, transpose
from symgrad.algebra.blocks import inverse
from symgrad.algebra.triangles import tril, triu
from symgrad.errors import MissingRuleError
from symgrad.expressions.nodes import OrthogonalFactor, TriangularFactor
from symgrad.expressions.shapes import is_matrix, shape_of

Moves: TypeAlias = Sequence[Any]  # the differential of each argument, None where it does not move


def eigenvalue(node: Any, moves: Moves, value: Any) -> Any:
    """dw = v' dS v (Magnus, On Differentiating Eigenvalues and Eigenvectors, 1985, theorem 1)."""
    v = spectra.eigenvector(*_at_place(node, moves))
    return dot(v, mul(moves[0], v))


def eigenvector(node: Any, moves: Moves, value: Any) -> Any:
    """dv = (w I - S)^+ dS v (the same theorem); v' dv = 0 keeps its length, and its sign is locally constant."""
    return mul(spectra.reduced_resolvent(*_at_place(node, moves)), moves[0], value)


def reduced_resolvent(node: Any, moves: Moves, value: Any) -> Any:
    """That of a pseudo-inverse, for R = (w I - S)^+ with R v = 0: R dS R - dw R^2 - R^2 dS v v' - v v' dS R^2."""
    S, i = _at_place(node, moves)
    v, R, dS = spectra.eigenvector(S, i), value, moves[0]
    along = mul(R, R, dS, v, transpose(v))
    dw = dot(v, mul(dS, v))
    return add(mul(R, dS, R), negate(mul(dw, R, R)), negate(along), negate(mul(v, transpose(v), dS, R, R)))


def _at_place(node: Any, moves: Moves) -> tuple[Any, Any]:
    if moves[1] is not None:
        raise MissingRuleError(f"in {node}, {node.index} is a position: it cannot move.")
    return node.argument, node.index


def pseudo_inverse(node: Any, moves: Moves, value: Any) -> Any:
    """dP = -P dX P + P P' dX' (I - X P) + (I - P X) dX' P' P, at constant rank.

    Source: Golub and Pereyra, The Differentiation of Pseudo-Inverses and Nonlinear Least Squares, 1973, equation 4.12.
    """
    X, P, dX = node.argument, value, moves[0]
    turned, dXt = transpose(P), transpose(dX)
    rows, columns = (raw(sp.Identity, size) for size in shape_of(X))
    return add(
        negate(mul(P, dX, P)),
        mul(P, turned, dXt, add(rows, negate(mul(X, P)))),
        mul(add(columns, negate(mul(P, X))), dXt, turned, P),
    )


def matrix_map(node: Any, moves: Moves, value: Any) -> Any:
    """One more direction where the argument moves, and the same node along each direction that moves."""
    along, (_, dX, *dirs) = list(node.directions), moves
    terms = [] if dX is None else [spectra.matrix_map(node.head, node.argument, *along, dX)]
    for k, move in enumerate(dirs):
        if move is not None:
            terms.append(spectra.matrix_map(node.head, node.argument, *along[:k], move, *along[k + 1 :]))
    return add(*terms)


def cholesky(node: Any, moves: Moves, value: Any) -> Any:
    """dL = L P(L^-1 dA L^-T), where P(X) is the lower triangle with half of its diagonal.

    Sources: Giles, Collected Matrix Derivative Results for Forward and Reverse Mode Algorithmic Differentiation, 2008;
    Murray, Differentiation of the Cholesky Decomposition, 2016.
    """
    inverted = inverse(value)
    return mul(value, tril(mul(inverted, moves[0], transpose(inverted)), sp.S.Half))


def orthogonal_factor(node: Any, moves: Moves, value: Any) -> Any:
    """dQ = dA R^-1 - Q (dR R^-1), from A = Q R."""
    R = raw(TriangularFactor, node.argument)
    moved = mul(moves[0], inverse(R))
    return add(moved, negate(mul(value, _moved_triangle(value, moved))))


def triangular_factor(node: Any, moves: Moves, value: Any) -> Any:
    """dR = (dR R^-1) R."""
    Q = raw(OrthogonalFactor, node.argument)
    return mul(_moved_triangle(Q, mul(moves[0], inverse(value))), value)


def _moved_triangle(Q: Any, moved: Any) -> Any:
    """dR R^-1: the upper triangle, with half of its diagonal, of C + C' for C = Q' dA R^-1.

    C is dR R^-1, which is upper triangular, plus Q' dQ, which is skew (Walter and Lehmann, Algorithmic Differentiation
    of Linear Algebra Functions with Application in Optimum Experimental Design, 2010; Townsend, Differentiating the QR
    Decomposition, 2018).
    """
    C = mul(transpose(Q), moved)
    C = C if is_matrix(C) else scale(C, ones_of((1, 1)))  # of one column it is a number
    return triu(add(C, transpose(C)), sp.S.Half)
