"""Names with a number or a letter beneath that nothing defines, where the name without it is an array: h_1 beside h.

h_1 is an entry of h where the text defines h and h is a vector, and a name of its own where h is made of it or the
caller says something of it. What could be either, h_a or h_0, is refused: what is read as one of the two may be
silently wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from symgrad.latex_reading.nodes.meanings import Affine, Meaning, Statement, Use
from symgrad.latex_reading.nodes.sizes_unified import SCALAR, Shape
from symgrad.latex_reading.shapes.names_unclear import require_clear
from symgrad.latex_reading.shapes.shape_search import Solution
from symgrad.latex_reading.shapes.shapes_inferred import NoShapesError

_BENEATH = re.compile(r"(.+?)_\{(?:(.+),)?(\d{1,2}|[A-Za-z])\}(.*)")
Solved = Callable[[Sequence[Statement]], Solution]


@dataclass(frozen=True)
class _Part:
    """What may be a part of an array: the name of the array, and what stands beneath."""

    whole: str
    beneath: str

    @property
    def entries(self) -> tuple[Affine, ...]:
        """The entries that a number tells, counted from 1; none where it tells none."""
        counts = self.beneath.isdecimal() and "0" not in self.beneath
        return tuple(Affine("", int(digit)) for digit in self.beneath) if counts else ()

    def are_of(self, shape: Shape) -> bool:
        """Whether the number tells an entry of an array of this shape: 1 of a vector, 12 of a matrix."""
        return len(self.entries) == sum(size != 1 for size in shape) > 0


def with_entries_solved(
    statements: Sequence[Statement], known: Collection[str], solve: Solved
) -> tuple[tuple[Statement, ...], Solution]:
    """The statements with such names as entries, and their shapes.

    known   names of which the caller says something: each is one of its own
    solve   finds the shapes of statements

    Raises NoShapesError where nothing says whether such a name is a part of the array, or another array.
    """
    parts = _parts(statements, known)
    found = solve(statements)
    arrays = {name: part for name, part in parts.items() if found.shapes.get(part.whole, SCALAR) != SCALAR}
    require_clear(statements, {*known, *arrays}, found.shapes)
    if not arrays:
        return tuple(statements), found
    _require(statements, {name for name, part in arrays.items() if not part.entries}, arrays)
    told = tuple(_entered(statement, arrays) for statement in statements)
    try:
        found = solve(told)
    except NoShapesError:
        _require(statements, arrays, arrays)
    _require(statements, {name for name, part in arrays.items() if not part.are_of(found.shapes[part.whole])}, arrays)
    return told, found


def _entered(node: Any, parts: Mapping[str, _Part]) -> Any:
    """A formula, or what one holds, with names that are parts as entries."""
    if isinstance(node, tuple):
        return tuple(_entered(one, parts) for one in node)
    if not isinstance(node, Meaning):
        return node
    if isinstance(node, Use) and node.variable in parts:
        part = parts[node.variable]
        return replace(node, variable=part.whole, entries=part.entries)
    own = {one.name: _entered(getattr(node, one.name), parts) for one in fields(node) if one.name != "span"}
    return replace(node, **own)


def _parts(statements: Sequence[Statement], known: Collection[str]) -> dict[str, _Part]:
    """The names that may be parts of an array that the text defines whole, and that is not made of them."""
    defined = {one.left.variable for one in statements if isinstance(one.left, Use) and not one.left.entries}
    others = {one.left.variable for one in statements if isinstance(one.left, Use)}
    uses = [node for one in statements for node in one.right.walk() if isinstance(node, Use) and not node.entries]
    found: dict[str, _Part] = {}
    for node in uses:
        match = _BENEATH.fullmatch(node.variable)
        if match is None or node.variable in others or node.variable in known:
            continue
        whole = match[1] + (f"_{{{match[2]}}}" if match[2] else "") + match[4]
        if whole in defined:
            found.setdefault(node.variable, _Part(whole, match[3]))
    made_of = {part.whole: _behind(statements, part.whole) for part in found.values()}
    return {name: part for name, part in found.items() if name not in made_of[part.whole]}


def _behind(statements: Sequence[Statement], name: str) -> set[str]:
    """The names of which one is made at the same time, near and far."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        last = waiting.pop()
        rights = [one.right for one in statements if isinstance(one.left, Use) and one.left.variable == last]
        more = {name for right in rights for name in _at_once(right)} - found
        found |= more
        waiting += more
    return found


def _at_once(node: Meaning) -> Iterator[str]:
    for one in node.walk():
        if isinstance(one, Use) and (one.time is None or one.time.offset >= 0):
            yield one.variable


def _require(statements: Sequence[Statement], open_: Collection[str], parts: Mapping[str, _Part]) -> None:
    """Raise NoShapesError for the first of the names of which nothing says what they are."""
    for statement, node in ((one, node) for one in statements for node in one.right.walk()):
        if isinstance(node, Use) and node.variable in open_:
            name, whole = node.span.shown, parts[node.variable].whole
            error = NoShapesError(
                f"{name} in {statement.span.shown} may be a part of {whole}, which this text defines, or a name of its "
                f"own, which nothing defines. Where it is that, say its shape by shapes=, for instance {{{name!r}: "
                f"('n',)}}; an entry of {whole} is written with its number, counted from 1."
            )
            error.statement, error.whole = statement, whole
            raise error


def shapes_among(shapes: Mapping[str, Shape], statements: Sequence[Statement]) -> dict[str, Shape]:
    """The shapes of names that stand in the statements."""
    used = {node.variable for one in statements for node in one.walk() if isinstance(node, Use)}
    return {name: shape for name, shape in shapes.items() if name in used}
