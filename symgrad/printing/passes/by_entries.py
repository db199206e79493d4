"""Equations by their entries: h_j = tanh(sum_k W_{jk} x_k + b_j) for h = tanh(W x + b).

An index counts from 0 in the expression and from 1 in print, as everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import sympy as sp

from symgrad.algebra import element
from symgrad.algebra.lifting import with_arguments
from symgrad.expressions.index_letters import index_letters  # noqa: F401 (in the example)
from symgrad.expressions.nodes import Diag, Dot, Pointwise, Total, about
from symgrad.expressions.shapes import is_matrix, shape_of
from symgrad.expressions.symbols import is_variable


class IndexForm:
    """Writes equations by their entries, with these letters for indices, of which there is no end.

    >>> n, m = sp.symbols("n m", integer=True, positive=True)
    >>> W, x, y = sp.MatrixSymbol("W", n, m), sp.MatrixSymbol("x", m, 1), sp.MatrixSymbol("y", n, 1)
    >>> IndexForm(index_letters([W, x, y])).sides(y, W * x)
    (y[i, 0], Sum(W[i, j]*x[j, 0], (j, 0, m - 1)))
    """

    def __init__(self, letters: Iterator[str]) -> None:
        self._letters = letters
        self._met: list[str] = []

    def sides(self, left: Any, right: Any) -> tuple[Any, Any]:
        """Both sides of an equation, for one entry."""
        places, used = self._places(shape_of(left), 0)
        if not places:
            return left, self._scalar(right, used)
        row, column = places
        return element(left, row, column), self._entry(right, row, column, used)

    def _places(self, sizes: Sequence[Any], used: int) -> tuple[list[Any], int]:
        """An index for each axis, 0 where there is one entry alone, and how many indices are in use then."""
        places = []
        for size in sizes:
            places.append(sp.S.Zero if size == 1 else self._index(used))
            used += size != 1
        return places, used

    def _index(self, number: int) -> Any:
        while number >= len(self._met):
            self._met.append(next(self._letters))
        return sp.Symbol(self._met[number], integer=True, nonnegative=True)

    def _entry(self, expr: Any, i: Any, j: Any, used: int) -> Any:
        rule = _ENTRIES.get(type(expr))
        if rule is not None:
            return rule(self, expr, i, j, used)
        found = about(expr).entry(expr, i, j, lambda part, row, column: self._entry(part, row, column, used))
        return element(expr, i, j) if found is None else found

    def _scalar(self, expr: Any, used: int) -> Any:
        if isinstance(expr, Dot):
            return self._contracted([expr.left, expr.right], used)
        if isinstance(expr, Total):
            return self._contracted([expr.argument], used)
        if is_variable(expr) or not expr.args or any(is_matrix(arg) for arg in expr.args):
            return expr
        return expr.func(*(self._scalar(arg, used) for arg in expr.args))

    def _contracted(self, matrices: Sequence[Any], used: int) -> Any:
        """The sum over all places of the product of the entries."""
        sizes = shape_of(matrices[0])
        places, within = self._places(sizes, used)
        row, column = places
        return _sum(sp.Mul(*(self._entry(matrix, row, column, within) for matrix in matrices)), places, sizes)

    def _product(self, expr: Any, i: Any, j: Any, used: int) -> Any:
        scalars = [self._scalar(factor, used) for factor in expr.args if not is_matrix(factor)]
        chain = [factor for factor in expr.args if is_matrix(factor)]
        if isinstance(chain[0], Diag) and len(chain) == 2:
            diagonal = self._entry(chain[0].argument, i, sp.S.Zero, used)
            return sp.Mul(*scalars, diagonal, self._entry(chain[1], i, j, used))
        sizes = [shape_of(factor)[1] for factor in chain[:-1]]
        inner, within = self._places(sizes, used)
        places = zip(chain, [i, *inner], [*inner, j], strict=True)
        entries = [self._entry(factor, row, column, within) for factor, row, column in places]
        return sp.Mul(*scalars, _sum(sp.Mul(*entries), inner, sizes))


def _sum(body: Any, places: Sequence[Any], sizes: Sequence[Any]) -> Any:
    limits = [(place, 0, size - 1) for place, size in zip(places, sizes, strict=True) if place != 0]
    return sp.Sum(body, *limits) if limits else body


_Rule = Callable[[IndexForm, Any, Any, Any, int], Any]
_ENTRIES: Mapping[type, _Rule] = MappingProxyType(
    {
        sp.MatMul: IndexForm._product,
        Pointwise: lambda form, e, i, j, used: with_arguments(
            e, [form._entry(arg, i, j, used) if is_matrix(arg) else form._scalar(arg, used) for arg in e.args[1:]], ()
        ),
    }
)  # fmt: skip
