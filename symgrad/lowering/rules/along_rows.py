"""Lowering of what goes along rows: operations of the kind ``along``, whose ``how`` is a word and sizes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sympy as sp

from symgrad.expressions.shapes import shape_of
from symgrad.lowering.array_program import LEAD
from symgrad.lowering.rules.linear_algebra import without_ones
from symgrad.lowering.terms import Term, own_axes


def _along(lowering: Any, how: tuple[Any, ...], args: Sequence[Any], axes: Mapping[Any, Any]) -> Term:
    """The operation on arguments that have an axis for their rows, of size 1 too; each has all leading axes or none."""
    return along(lowering, how, [(lowering.term(arg), shape_of(arg)) for arg in args], axes)


def along(lowering: Any, how: tuple[Any, ...], args: Sequence[tuple[Term, Any]], axes: Mapping[Any, Any]) -> Term:
    """The same on terms, each with its shape."""
    terms = [term for term, _ in args]
    lead = [axis for axis in LEAD if any(axis in term.letters for term in terms)]
    whole = []
    for term, (rows, columns) in args:
        own = {0: rows, **own_axes((1, columns))}
        front = lead if any(axis in term.letters for axis in LEAD) else ()
        whole.append(lowering.filled(term, (*front, *own), own))
    to = (*lead, *axes)
    values, letters = [term.value for term in whole], [term.letters for term in whole]
    made = Term(lowering.emit("along", how, values, [*lead, *axes.values()], letters, to), to)
    return without_ones(lowering, made, axes)


def _axes(node: Any) -> dict[Any, Any]:
    rows, columns = shape_of(node)
    return {0: rows, **own_axes((1, columns))}


def convolution(lowering: Any, node: Any) -> Term:
    """A convolution is a correlation with what is read from its end."""
    a, b, start, _ = node.args
    return _along(lowering, ("correlate", sp.expand(start - shape_of(b)[0] + 1), 1), (a, b), _axes(node))


def correlation(lowering: Any, node: Any) -> Term:
    """Sums of products at lags."""
    return _along(lowering, ("correlate", node.start, 0), node.args[:2], _axes(node))


def windows(lowering: Any, node: Any) -> Term:
    """The windows of a sequence."""
    x, width, stride, count = node.args
    return _along(lowering, ("windows", width, stride, count), (x,), dict(enumerate(shape_of(node))))


def overlap(lowering: Any, node: Any) -> Term:
    """Windows added; two axes come in, of size 1 too."""
    y, stride, n, c = node.args
    term = lowering.term(y)
    sizes = dict(enumerate(shape_of(y)))
    lead = [axis for axis in LEAD if axis in term.letters]
    whole = lowering.filled(term, (*lead, 0, 1), sizes)
    axes = _axes(node)
    to = (*lead, *axes)
    how = ("overlap", stride, n, c)
    made = Term(lowering.emit("along", how, [whole.value], [*lead, *axes.values()], [whole.letters], to), to)
    return without_ones(lowering, made, axes)


def scan(lowering: Any, node: Any) -> Term:
    """A linear recurrence; the sums so far need no factor."""
    word, args = ("cumsum", node.args[1:2]) if node.sums else ("linear_scan", node.args[:2])
    return _along(lowering, (word, node.backward), args, _axes(node))


def cumulative_product(lowering: Any, node: Any) -> Term:
    """The products so far."""
    return _along(lowering, ("cumprod",), node.args, _axes(node))


def one_hot(lowering: Any, node: Any) -> Term:
    """A row with a one for each position."""
    return _along(lowering, ("one_hot", node.args[1]), node.args[:1], dict(enumerate(shape_of(node))))
