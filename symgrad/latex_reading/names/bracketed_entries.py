r"""Entries as programs write them, S[i, k] and W_{f[i, j]}, as those that papers write: S_{i,k}, W_{f,i,j}."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from symgrad.latex_reading.names.letter_roles import INDICES
from symgrad.latex_reading.names.scripts_parted import bound, single_letters
from symgrad.latex_reading.nodes.formula_nodes import (
    Big,
    Bracket,
    Comparison,
    Marked,
    Name,
    Number,
    Product,
    Row,
    Script,
    Span,
    Sum,
    Written,
)
from symgrad.latex_reading.tex.tex_spellings import FUNCTIONS

_COUNTING = frozenset("ijklmnpqrst")  # letters that are indices wherever two stand in one bracket
_IN_SCRIPT = re.compile(r"([^\[\],]+)\[([^\[\]]+)\]")


def with_entries(rows: Sequence[Row], written: Collection[str] = ()) -> list[Row]:
    """The rows with letters in square brackets behind a name as its indices.

    Letters are indices where a sum runs over them, or two stand in one bracket with a comma, of which one is i to t or
    a left side has both, and none names a variable elsewhere or for the caller: W [u, v] is W times a column.

    written   names of which the caller says something
    """
    letters = _letters(rows, written)
    if not letters:
        return list(rows)

    def change(node: Written) -> Written:
        inside = node.mapped(change)
        if isinstance(inside, Product):
            return _entered(inside, letters)
        return _script_entered(inside, letters) if isinstance(inside, Name) else inside

    return [found for row in rows if isinstance(found := change(row), Row)]


def _letters(rows: Sequence[Row], written: Collection[str]) -> frozenset[str]:
    nodes = [node for row in rows for node in row.walk()]
    brackets = [bracket for node in nodes if isinstance(node, Product) for _, bracket in _pairs(node)]
    scripts = [
        script for node in nodes if isinstance(node, Script) and (script := _IN_SCRIPT.fullmatch(node.text)) is not None
    ]
    if not brackets and not scripts:
        return frozenset()
    summed = {letter for node in nodes if isinstance(node, Big) and node.sub for letter in bound(node.sub.text)}
    places = [[*_places(bracket)] for bracket in brackets] + [script[2].split(",") for script in scripts]
    lefts = {id(one) for row in rows for one in row.sides[0].walk()}
    defined = {letter for one in brackets if id(one) in lefts for letter in _spoken(_places(one))}
    pairs = [{*_spoken(own)} for own in places if len(own) == 2]
    shown = {letter for own in pairs if own & (_COUNTING | defined) for letter in own} | summed
    inside = {id(one) for bracket in brackets for one in bracket.walk()}
    compared = {id(one) for node in nodes if isinstance(node, Comparison) for one in node.sides}
    other = {
        node.base for node in nodes if isinstance(node, Name) and id(node) not in inside and id(node) not in compared
    }
    return frozenset(letter for own in places for letter in _spoken(own) if letter in shown) - other - {*written}


def _spoken(places: Sequence[str]) -> Iterator[str]:
    for place in places:
        yield from single_letters(re.sub(r"[+-]?\d+$", "", place))


def _pairs(node: Product) -> Iterator[tuple[int, Bracket]]:
    """Each square bracket that stands right behind a name and holds what may be indices."""
    for k, (left, right) in enumerate(zip(node.factors, node.factors[1:], strict=False)):
        name = left.body if isinstance(left, Marked) else left
        named = isinstance(name, Name) and name.base.removeprefix("\\") not in FUNCTIONS
        if named and not node.signs[k] and isinstance(right, Bracket) and right.opening == "[" and _places(right):
            yield k, right


def _places(bracket: Bracket) -> tuple[str, ...]:
    """The indices in a bracket; none where something else stands there."""
    found = tuple(map(_place, bracket.items)) if bracket.separator != ";" else ()
    return found if len(found) <= 2 and all(found) and any(map(str.isalpha, "".join(found))) else ()


def _place(item: Written) -> str:
    if isinstance(item, Number):
        return item.text
    if isinstance(item, Name):
        return item.base if item.bare == item and item.base in INDICES else ""
    if isinstance(item, Sum) and len(item.terms) == 2 and item.signs[0] == "+" and isinstance(item.terms[1], Number):
        first = _place(item.terms[0])
        return f"{first}{item.signs[1]}{item.terms[1].text}" if first else ""
    return ""


def _entered(node: Product, letters: Collection[str]) -> Written:
    factors: list[Written] = list(node.factors)
    signs = list(node.signs)
    for k, bracket in reversed([*_pairs(node)]):
        places = _places(bracket)
        if all(letter in letters for letter in _spoken(places)):
            factors[k : k + 2] = [_with_places(factors[k], ",".join(places), bracket.span)]
            del signs[k]
    return factors[0] if len(factors) == 1 else replace(node, factors=tuple(factors), signs=tuple(signs))


def _with_places(node: Written, places: str, span: Span) -> Written:
    if isinstance(node, Marked):
        return replace(node, span=node.span | span, body=_with_places(node.body, places, span))
    assert isinstance(node, Name)
    sub = Script(span, (), places) if node.sub is None else replace(node.sub, text=f"{node.sub.text},{places}")
    return replace(node, span=node.span | span, sub=sub)


def _script_entered(name: Name, letters: Collection[str]) -> Name:
    match = _IN_SCRIPT.fullmatch(name.sub.text) if name.sub is not None else None
    if name.sub is None or match is None or not all(one in letters for one in _spoken(match[2].split(","))):
        return name
    return replace(name, sub=replace(name.sub, text=f"{match[1]},{match[2]}"))
