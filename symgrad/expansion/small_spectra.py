"""The entries of eigenvalues, pseudo-inverses and functions of a matrix: 2 x 2, where a closed form exists."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgrad.errors import MissingRuleError
from symgrad.expansion.dense import dense, inverse, position, times, transpose


def pseudo_inverse(node: Any, matrix: Any) -> Any:
    """(X' X)^-1 X' or X' (X X')^-1, of a matrix of full rank."""
    turned = transpose(matrix)
    if matrix.shape[0] >= matrix.shape[1]:
        return times(inverse(times(turned, matrix)), turned)
    return times(turned, inverse(times(matrix, turned)))


def _two_eigenvalues(node: Any, matrix: Any) -> tuple[Any, Any]:
    """Half the sum and half the difference of the two eigenvalues of a 2 x 2 matrix."""
    if matrix.shape[0] > 2:
        raise MissingRuleError(
            f"expand: the entries of {node} have no closed form from size 3 on; give the sizes 1 or 2, or check it "
            f"with differences."
        )
    (a, b), (c, d) = matrix.tolist()
    return (a + d) / 2, sp.sqrt(((a - d) / 2) ** 2 + b * c)


def eigenvalue(node: Any, matrix: Any, index: Any) -> Any:
    if matrix.shape[0] == 1:
        return matrix[0, 0]
    middle, half = _two_eigenvalues(node, matrix)
    return middle + half * (2 * position(node, index, 2) - 1)


def _projector(node: Any, matrix: Any, index: Any) -> Any:
    """v v' for the eigenvector v of a 2 x 2 matrix: the matrix less the other eigenvalue, over their distance."""
    middle, half = _two_eigenvalues(node, matrix)
    if half == 0:
        raise MissingRuleError(f"expand: the two eigenvalues in {node} are equal, so no eigenvector is determined.")
    sign = 2 * position(node, index, 2) - 1
    return dense(2, 2, lambda i, j: (matrix[i, j] - (middle - sign * half) * int(i == j)) / (2 * sign * half))


def eigenvector(node: Any, matrix: Any, index: Any) -> Any:
    """The column of v v' that holds the largest entry of v, over that entry."""
    if matrix.shape[0] == 1:
        return dense(1, 1, lambda i, j: sp.S.One)
    P = _projector(node, matrix, index)
    first, second = ([P[i, k] / sp.sqrt(P[k, k]) for i in range(2)] for k in range(2))
    return dense(2, 1, lambda i, j: sp.Piecewise((first[i], P[0, 0] >= P[1, 1]), (second[i], True)))


def reduced_resolvent(node: Any, matrix: Any, index: Any) -> Any:
    """What is left of the identity beside v v', over the distance to the other eigenvalue."""
    if matrix.shape[0] == 1:
        return dense(1, 1, lambda i, j: sp.S.Zero)
    P, half = _projector(node, matrix, index), _two_eigenvalues(node, matrix)[1]
    distance = 2 * half * (2 * position(node, index, 2) - 1)
    return dense(2, 2, lambda i, j: (int(i == j) - P[i, j]) / distance)


def matrix_map(node: Any, atom: Any, matrix: Any, *directions: Any) -> Any:
    """A function of a 2 x 2 matrix by interpolation at its eigenvalues, and its derivatives by those of its entries."""
    steps = [sp.Dummy(f"t{k}") for k in range(len(directions))]
    moved = matrix + sum((t * along for t, along in zip(steps, directions, strict=True)), start=0 * matrix)
    for_each = _interpolated(node, atom.head.head, moved)
    return for_each.applyfunc(lambda entry: _at_zero(entry, steps))


def _interpolated(node: Any, function: Any, matrix: Any) -> Any:
    if matrix.shape[0] == 1:
        return matrix.applyfunc(function)
    middle, half = _two_eigenvalues(node, matrix)
    above, below = function(middle + half), function(middle - half)
    mean, slope = (above + below) / 2, (above - below) / (2 * half)
    return dense(2, 2, lambda i, j: mean * int(i == j) + slope * (matrix[i, j] - middle * int(i == j)))


def _at_zero(entry: Any, steps: list[Any]) -> Any:
    return sp.diff(entry, *steps).xreplace(dict.fromkeys(steps, sp.S.Zero)) if steps else entry
