"""Rows by their positions: one-hot vectors, and what is picked by a vector of positions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy as sp

from symgrad.algebra import mul, raw
from symgrad.algebra.intake import intake
from symgrad.algebra.matrices_written_out import as_matrix
from symgrad.algebra.windowing import one_hot as picking
from symgrad.arguments.sympified import sympified
from symgrad.errors import ArgumentError, ShapeError
from symgrad.expressions.nodes import Explicit, Unit
from symgrad.expressions.shapes import is_matrix, is_vector, shape_of, shape_text
from symgrad.expressions.symbols.declaring import size_of


def one_hot(position: Any, n: Any) -> Any:
    """The vector e_i (n,) with a one at a position, from 0; of a vector of k positions the matrix (k, n) of such rows.

    A position is a whole number, a scalar, or an entry of a vector; a list of them counts as a vector. They do not
    move: no derivative goes to them. Code looks at each, and raises IndexError where one is no whole number from 0 to
    n - 1. Raises ShapeError for a position that is none.

    >>> import symgrad as sg
    >>> one_hot(sg.scalar("i"), 3).shape
    (3, 1)
    >>> one_hot(sg.vector("i", 2), 3).shape
    (2, 3)
    """
    size = size_of("one_hot", n)
    if isinstance(position, Sequence) and not isinstance(position, str):
        return picking(_listed("one_hot", position, size), size)
    taken = as_matrix(intake(position), sympified(position))
    if not is_matrix(taken):
        return raw(Unit, size, sp.S.One, _inside("one_hot", taken, size), sp.S.Zero)
    if not is_vector(taken):
        raise ShapeError(f"one_hot takes a position or a vector of them, but {taken} is {shape_text(shape_of(taken))}.")
    return picking(taken, size)


def gather(X: Any, index: Any) -> Any:
    """The rows of a vector (n,) or a matrix (n, c) at positions, from 0: shape (k,) or (k, c).

    ``index`` is a vector of k positions, a variable that is given whole numbers, or a list of numbers and scalars. It
    is one_hot(index, n) * X, and what flows back is added where a position stands twice (scatter-add). For the
    embedding of one token write ``E.T * one_hot(token, n)``. Raises ShapeError for a position outside of the rows.

    >>> import symgrad as sg
    >>> E, index, Y = sg.matrix("E", 9, 4), sg.vector("index", 3), sg.matrix("Y", 3, 4)
    >>> print(sg.System([(Y, gather(E, index))]).gradient(wrt=E))
    bar_E = onehot(index)ᵀ bar_Y
    """
    taken = as_matrix(intake(X), sympified(X))
    if not is_matrix(taken):
        raise ShapeError(f"gather takes a vector or a matrix, but {taken} is a scalar.")
    positions = index if isinstance(index, Sequence) and not isinstance(index, str) else intake(index)
    if not isinstance(positions, Sequence) and not is_vector(positions):
        raise ShapeError(
            f"gather takes a vector or a list of positions, but {index} came; for one of them write X[i] of a vector, "
            f"X.T*one_hot(i, n) of a matrix."
        )
    return mul(one_hot(positions, shape_of(taken)[0]), taken)


def _listed(name: str, positions: Sequence[Any], size: Any) -> Any:
    if not positions:
        raise ArgumentError(f"{name}: a list of positions has at least one, but none came.")
    spots = [_inside(name, intake(spot), size) for spot in positions]
    return raw(Explicit, sp.Integer(len(spots)), sp.S.One, *spots)


def _inside(name: str, spot: Any, size: Any) -> Any:
    if is_matrix(spot) or (spot.is_number and not spot.is_Integer):
        raise ShapeError(f"{name}: a position is a whole number or a scalar, but {spot} came.")
    if spot.is_Integer and (spot < 0 or (size - spot).is_positive is False):
        raise ShapeError(f"{name}: position {spot}, counted from 0, is outside the {size} that there are.")
    return spot
