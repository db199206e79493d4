r"""A time written as an argument, y_i(t + 1), as the superscript that papers give it: y_i^{(t+1)}."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from symgrad.latex_reading.nodes.formula_nodes import (
    Bracket,
    Marked,
    Name,
    Number,
    Product,
    Row,
    Script,
    Scripted,
    Span,
    Sum,
    Written,
)
from symgrad.latex_reading.tex.tex_spellings import FUNCTIONS

_TIMES = frozenset({"t", r"\tau"})


def have_times(rows: Sequence[Row]) -> bool:
    """Whether a left side has a time as an argument: y(t) = ..."""
    return any(
        isinstance(node, Product) and any(_moment(node, k) for k in range(len(node.factors)))
        for row in rows
        for node in row.sides[0].walk()
    )


def with_times_raised(node: Written) -> Written:
    """The same with each time as a superscript of the name before it."""
    inside = node.mapped(with_times_raised)
    if not isinstance(inside, Product):
        return inside
    factors: list[Written] = list(inside.factors)
    signs = list(inside.signs)
    for k in reversed(range(len(factors) - 1)):
        moment = _moment(replace(inside, factors=tuple(factors), signs=tuple(signs)), k)
        if moment:
            factors[k : k + 2] = [_raised(factors[k], factors[k + 1], moment)]
            del signs[k]
    return factors[0] if len(factors) == 1 else replace(inside, factors=tuple(factors), signs=tuple(signs))


def _moment(node: Product, k: int) -> str:
    """The time in the bracket behind the k-th factor, a name without one; "" where none stands there."""
    if k + 1 >= len(node.factors) or node.signs[k]:
        return ""
    name, behind = node.factors[k], node.factors[k + 1]
    name = name.body if isinstance(name, Marked) else name
    bracket = behind.body if isinstance(behind, Scripted) and not behind.primes else behind
    if not isinstance(name, Name) or name.sup is not None or name.base.removeprefix("\\") in FUNCTIONS:
        return ""
    if not isinstance(bracket, Bracket) or bracket.opening != "(" or len(bracket.items) != 1:
        return ""
    return _time(bracket.items[0])


def _time(item: Written) -> str:
    if isinstance(item, Name):
        return item.base if item.bare == item and item.base in _TIMES else ""
    if isinstance(item, Sum) and len(item.terms) == 2 and item.signs[0] == "+" and isinstance(item.terms[1], Number):
        first = _time(item.terms[0])
        return f"{first}{item.signs[1]}{item.terms[1].text}" if first else ""
    return ""


def _raised(node: Written, behind: Written, moment: str) -> Written:
    """The name with this time above it, and with the entries, the power or the transpose that stand behind it."""
    if isinstance(behind, Scripted) and behind.sup is not None:
        body = _raised(node, replace(behind, sup=None), moment)
        return Scripted(body.span, body, 0, None, behind.sup)
    if isinstance(node, Marked):
        return replace(node, span=node.span | behind.span, body=_raised(node.body, behind, moment))
    assert isinstance(node, Name)
    span: Span = node.span | behind.span
    sub = node.sub
    if isinstance(behind, Scripted) and behind.sub is not None:
        sub = behind.sub if sub is None else replace(sub, text=f"{sub.text},{behind.sub.text}")
    return replace(node, span=span, sub=sub, sup=Script(behind.span, (), f"({moment})"))
