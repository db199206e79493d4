"""Places inside arrays: entries and parts lie inside, which is known where sizes, or the positions, have numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sympy as sp

from symgrad.errors import ShapeError
from symgrad.expressions.nodes import about, facts, values_of
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.traversal import postorder


@dataclass(frozen=True)
class Span:
    """So many of ``size`` places from ``first`` on, counted from 0, that a node takes."""

    node: Any
    first: Any
    count: Any
    size: Any

    def fits(self, numbers: Mapping[Any, Any]) -> bool | None:
        """Whether it lies inside; None where these numbers do not tell."""
        first, count, size = (sp.sympify(part).xreplace(numbers) for part in (self.first, self.count, self.size))
        if not (first.is_number and count.is_number and size.is_number):
            return None
        return bool(first.is_integer and first >= 0 and count >= 0 and first + count <= size)

    def error(self, numbers: Mapping[Any, Any]) -> ShapeError:
        """What is wrong where it does not."""
        first, count, size = (_told(part, numbers) for part in (self.first, self.count, self.size))
        taken = f"place {first}" if self.count == 1 else f"{count} places from {first} on"
        return ShapeError(f"{self.node} takes {taken}, counted from 0, but there are {size}; give arrays that have it.")


def spans(expressions: Iterable[Any]) -> tuple[Span, ...]:
    """What the entries and the parts in these expressions take."""
    return tuple(dict.fromkeys(span for expr in expressions for node in postorder(expr) for span in _of(node)))


def _of(node: Any) -> Iterator[Span]:
    for first, count, part, axis in about(node).taken(node):
        size = shape_of(part)[axis]
        if count is not None:
            yield Span(node, first, count, size)
        elif size != 1:
            yield Span(node, first, sp.S.One, size)


def _told(part: Any, numbers: Mapping[Any, Any]) -> str:
    value = sp.sympify(part).xreplace(numbers)
    return f"{part}" if value == part else f"{part} = {value}"


def check_inside(found: Iterable[Span], numbers: Mapping[Any, Any]) -> None:
    """Raises ShapeError where one of these does not lie inside at sizes with these numbers."""
    for span in found:
        if span.fits(numbers) is False:
            raise span.error(numbers)


def positions_in(found: Iterable[Span], inputs: Iterable[Any]) -> tuple[Any, ...]:
    """The inputs that say where an entry stands."""
    used = {symbol for span in found for symbol in span.first.free_symbols}
    return tuple(symbol for symbol in inputs if symbol in used)


def positions_among_values(expressions: Iterable[Any], defined: Iterable[Any] = ()) -> frozenset[Any]:
    """The variables that say a position in these expressions and stand as a number too, or are ``defined`` as one."""
    expressions = tuple(expressions)
    nodes = dict.fromkeys(node for expr in expressions for node in postorder(expr) if node.args)
    known = map(facts, nodes)
    places = {arg for one in known for arg in (*one.places, *one.sizes)}
    letters = {letter for arg in places for letter in arg.free_symbols if not letter.is_positive}
    values = {node for expr in expressions if letters for node in postorder(expr, parts=_numbers)}
    return frozenset(letters.intersection(values.union(defined)))


def _numbers(node: Any) -> tuple[Any, ...]:
    return (node.function,) if isinstance(node, sp.Sum) else values_of(node)
