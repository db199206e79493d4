"""What sums and products over an index mean, and what every reader of forms needs of the resolver."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Protocol

from symgrad.latex_reading.names.letters import Letters
from symgrad.latex_reading.names.scripts_parted import ascending, bound, shifted
from symgrad.latex_reading.nodes.formula_nodes import (
    Big,
    Name,
    Script,
    Written,
)
from symgrad.latex_reading.nodes.meanings import (
    Affine,
    Call,
    Compared,
    Meaning,
    SumOver,
    Times,
)

_LESS = r"\\leq?(?![a-z])|<"
_BETWEEN = re.compile(rf"(?P<low>[^<>=\\]+)(?P<first>{_LESS})(?P<letter>[A-Za-z ]+)(?P<second>{_LESS})(?P<high>.+)")
_RANGE = re.compile(r"(?P<letter>[^=]+)=(?P<low>.+)", re.DOTALL)


class Resolves(Protocol):
    """What these readers need of the resolver."""

    indices: frozenset[str]
    conventions: Mapping[str, str]

    @property
    def letters(self) -> Letters: ...
    def meaning(self, node: Written) -> Meaning: ...
    def is_function(self, name: Name) -> bool: ...
    def script(self, script: Script) -> Meaning: ...
    def with_indices(self, letters: frozenset[str], node: Written) -> Meaning: ...


def big(reader: Resolves, node: Big) -> Meaning:
    """A sum or a product over letters; without any, over all entries or all samples."""
    if node.sub is None:
        return Call(node.span, f"big {node.kind}", (reader.meaning(node.body),))
    between = _BETWEEN.fullmatch(ascending(node.sub.text))
    letters = (between["letter"].strip(),) if between else tuple(bound(node.sub.text))
    if not letters:
        node.sub.span.source.refused(node.sub.span.start, "an index was expected below this sum.")
    own = reader.with_indices(frozenset(letters) - reader.letters.clocks, node.body)
    low, high, excluded = _bounds(node)
    if excluded and not (reader.indices | reader.letters.clocks).issuperset([excluded]) and node.sub is not None:
        left_out = Compared(node.span, ("!=",), (Affine(letters[-1]), reader.script(_behind(node.sub))))
        own, excluded = Times(node.span, (left_out, own), ("",)), ""
    for letter in reversed(letters):
        own = SumOver(node.span, node.kind, letter, low, high, own, excluded)
    return own


def _behind(sub: Script) -> Script:
    """What stands behind the sign of j \\neq y_i."""
    place = next(k for k, token in enumerate(sub.tokens) if token.text in (r"\ne", r"\neq"))
    return Script.of(sub.tokens[place + 1 :], sub.span)


def _bounds(node: Big) -> tuple[Affine | None, Affine | None, str]:
    text = ascending(node.sub.text) if node.sub is not None else ""
    between = _BETWEEN.fullmatch(text)
    if between:
        first, last = _affine(node, between["low"]), _affine(node, between["high"])
        return _shift(first, int(between["first"] == "<")), _shift(last, -int(between["second"] == "<")), ""
    excluded = re.search(r"\\neq?(?![a-z])\s*(.+)", text)
    if excluded:
        return None, None, excluded[1]
    found = _RANGE.fullmatch(text)
    above = re.fullmatch(r"[^<>\\]+(?:\\le|\\leq|<)(?P<high>.+)|[^<>\\]+(?:\\ge|\\geq|>)(?P<low>.+)", text)
    if above and above["low"]:
        strict = ">" in text
        return _shift(_affine(node, above["low"]), int(strict)), None, ""
    if above and above["high"]:
        return None, _shift(_affine(node, above["high"]), -int("<" in text)), ""
    low = _affine(node, found["low"]) if found else None
    high = _affine(node, node.sup.text) if node.sup is not None else None
    return low, high, ""


def _shift(place: Affine, by: int) -> Affine:
    return Affine(place.letter, place.offset + by)


def _affine(node: Big, text: str) -> Affine:
    text = text.strip("{}").replace(" ", "")
    if re.fullmatch(r"-?\d+", text):
        return Affine("", int(text))
    shift = shifted(text)
    if shift is not None:
        return Affine(*shift)
    between = re.fullmatch(r"(\\?[A-Za-z]+)([+-])(\\?[A-Za-z]+)", text)
    if between:
        return Affine(between[1], 0, ((1 if between[2] == "+" else -1, between[3]),))
    return Affine(text)
