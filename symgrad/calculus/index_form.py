"""Derivatives with three or four axes, by their entry: dy_i / dW_jk = delta_ij x_k."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sympy as sp

from symgrad.algebra import element, mul, transpose
from symgrad.algebra.lifting import with_arguments
from symgrad.arguments.shown import printers
from symgrad.calculus.identification import identify, kronecker_form
from symgrad.calculus.linearity import transposed
from symgrad.calculus.simplification import simplify
from symgrad.display import Shown
from symgrad.errors import MissingRuleError
from symgrad.expressions.nodes import Diag, Pointwise, Unit, about
from symgrad.expressions.shapes import Shape, is_matrix, shape_of
from symgrad.expressions.symbols.variables import MatrixVariable
from symgrad.programs.equations import replace_variables, variables_in


class _Cotangent(MatrixVariable):
    """What flows back to find an entry; no variable of an author's is equal to it."""


@dataclass(frozen=True, repr=False)
class IndexedDerivative(Shown):
    """One entry of a derivative, for symbolic indices that count from 0.

    ``rows`` are the indices into the numerator, ``columns`` those into the denominator: one for a vector, two for a
    matrix, none for a scalar. ``entry`` is a scalar expression in them, and stands for the derivative where an
    expression is asked for: it is differentiated again, and compiled to a function that takes the indices too, one
    place or an array of places.
    """

    entry: Any
    rows: tuple[Any, ...]
    columns: tuple[Any, ...]

    def latex(self, notation: Any = "plain") -> str:
        """The entry in LaTeX, with its indices, which count from 1 in print."""
        return str(printers().index_latex(self, notation))

    def _sympy_(self) -> Any:
        return self.entry

    def __str__(self) -> str:
        return str(printers().index_text(self))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self}>"


def index_form(linear: Any, dot: Any, shape: Shape, names: Iterable[str]) -> IndexedDerivative:
    """The entry of the derivative in a form linear in the tangent ``dot``, of something of the given shape.

    ``names`` are what the indices are called, one for each axis of the two, or more.
    """
    names = iter(names)
    above, below = places_in(shape, names), places_in(shape_of(dot), names)
    rows, columns = (tuple(index for index in place if index != 0) for place in (above, below))
    if linear is None:
        return IndexedDerivative(sp.S.Zero, rows, columns)
    if not shape:
        gradient = simplify(identify(linear, dot, ()))
        return IndexedDerivative(entry_of(gradient, *below) if below else gradient, rows, columns)
    entry = _by_cotangent(linear, dot, above[0], below) if shape[1] == 1 and len(columns) == 2 else None
    if entry is None:
        moved = replace_variables(simplify(linear), {dot: Unit(*shape_of(dot), *below) if below else sp.S.One})
        entry = entry_of(moved, *above)
    return IndexedDerivative(entry, rows, columns)


def _by_cotangent(linear: Any, dot: Any, i: Any, columns: tuple[Any, ...]) -> Any | None:
    """dy_i / dW_jk from what flows back to W, u v' with u = J' bar: J_ij v_k. None where it is no such product."""
    bar = _Cotangent("cotangent", *shape_of(linear))
    back = simplify(transposed(linear, bar, {dot: dot})[dot])
    entries = []
    for term in back.args if isinstance(back, sp.MatAdd) else (back,):
        factors = _outer_factors(term)
        if factors is None:
            return None
        try:
            entries.append(sp.Mul(*(_entry_along(f, bar, i, k) for f, k in zip(factors, (0, *columns), strict=True))))
        except MissingRuleError:
            return None
    return sp.Add(*entries)


def _outer_factors(term: Any) -> tuple[Any, Any, Any] | None:
    """A product as (c, u, v) where it is c u v'; None where it is not."""
    parts = term.args if isinstance(term, sp.MatMul) else (term,)
    chain = [part for part in parts if is_matrix(part)]
    for k in range(1, len(chain)):
        column, row = mul(*chain[:k]), mul(*chain[k:])
        if shape_of(column)[1] == 1 and shape_of(row)[0] == 1:
            return sp.Mul(*(part for part in parts if not is_matrix(part))), column, transpose(row)
    return None


def _entry_along(part: Any, bar: Any, i: Any, k: Any) -> Any:
    """The entry k of a scalar or a column; of one linear in ``bar``, where bar is 1 in the entry i and else 0."""
    if bar not in variables_in(part):
        return entry_of(part, k, sp.S.Zero) if is_matrix(part) else part
    if not is_matrix(part):
        return entry_of(transposed(part, sp.S.One, {bar: bar})[bar], i, sp.S.Zero)
    return entry_of(simplify(transpose(kronecker_form(part, bar, shape_of(part)))), i, k)


def places_in(shape: Shape, names: Iterator[str]) -> tuple[Any, ...]:
    """An index for each axis: a letter by the next name, or 0 where there is one entry alone."""
    return tuple(sp.S.Zero if size == 1 else sp.Symbol(next(names), integer=True, nonnegative=True) for size in shape)


def entry_of(expr: Any, i: Any, j: Any) -> Any:
    """The entry (i, j), from 0, of a matrix expression, pushed down to the entries of its parts."""
    rule = _ENTRIES.get(type(expr))
    if rule is not None:
        return rule(expr, i, j)
    found = about(expr).entry(expr, i, j, entry_of) if is_matrix(expr) else expr
    return element(expr, i, j) if found is None else found


def _product(expr: Any, i: Any, j: Any) -> Any:
    scalars = [factor for factor in expr.args if not is_matrix(factor)]
    chain = [factor for factor in expr.args if is_matrix(factor)]
    for k, factor in enumerate(chain):
        if isinstance(factor, sp.MatAdd) and factor.has(Unit):
            terms = (mul(*scalars, *chain[:k], term, *chain[k + 1 :]) for term in factor.args)
            return sp.Add(*(entry_of(term, i, j) for term in terms))
        if isinstance(factor, Unit):
            row, column = factor.args[2:]
            left = entry_of(mul(*chain[:k]), i, row) if k else sp.KroneckerDelta(i, row)
            right = entry_of(mul(*chain[k + 1 :]), column, j) if chain[k + 1 :] else sp.KroneckerDelta(column, j)
            return sp.Mul(*scalars, left, right)
        if shape_of(factor)[1] == 1 and chain[k + 1 :]:
            rest = mul(*chain[k + 1 :])
            return sp.Mul(*scalars, entry_of(mul(*chain[: k + 1]), i, 0), entry_of(rest, 0, j))
    if len(chain) > 1 and isinstance(chain[0], Diag):
        return sp.Mul(*scalars, entry_of(chain[0].argument, i, 0), entry_of(mul(*chain[1:]), i, j))
    if len(chain) > 1 and isinstance(chain[-1], Diag):
        return sp.Mul(*scalars, entry_of(mul(*chain[:-1]), i, j), entry_of(chain[-1].argument, j, 0))
    return sp.Mul(*scalars, element(mul(*chain), i, j) if len(chain) > 1 else entry_of(chain[0], i, j))


_ENTRIES: Mapping[type, Callable[[Any, Any, Any], Any]] = {
    sp.MatMul: _product,
    Pointwise: lambda e, i, j: with_arguments(
        e, [entry_of(arg, i, j) if is_matrix(arg) else arg for arg in e.args[1:]], ()
    ),
}
