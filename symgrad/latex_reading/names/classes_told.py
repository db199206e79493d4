r"""Letters that tell a class, a number that is given: the y of p_y, of 1\{y = k\}, of \delta_{ky}, of j \neq y."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from symgrad.latex_reading.names.scripts_parted import LETTER, script_parts, single_letters
from symgrad.latex_reading.nodes.formula_nodes import Big, Comparison, Name, Number, Row, Script, Scripted, Written

_CLASS = "y"  # the letter of a class wherever it stands below the name of an array
_EQUAL = re.compile(r"\\neq?(?![a-z])|=")
_LEAVES_OUT = re.compile(r"\\neq?(?![a-z])")


def classes_told(
    rows: Sequence[Row], counting: Collection[str], conventions: Mapping[str, str], indexed: Sequence[Collection[str]]
) -> frozenset[str]:
    """The letters of names that are compared with a letter that counts entries, and that no row defines.

    counting   letters that count: indices, and what sums run over
    indexed    per row, the letters that count entries there
    """
    defined = {name.base for row in rows for name in row.sides[0].walk() if isinstance(name, Name)}
    found = {
        letter
        for row in rows
        for node in row.walk()
        for sides in _compared(node)
        for letter, other in (sides, sides[::-1])
        if other in counting
    }
    found |= {_CLASS} if _tells_entries(rows, indexed) else set()
    found = {one for one in found if re.fullmatch(r"\\?[a-z]+", one)} - defined - {*counting}
    return frozenset(found | {name for name, meaning in conventions.items() if meaning == "class"})


def _compared(node: Written) -> Iterator[tuple[str, str]]:
    """The two sides of i = y, of 1_{i = y}, of a sum over j that is not y: a letter alone, or that of a name."""
    if isinstance(node, Comparison) and len(node.sides) == 2 and node.signs[0] in ("==", "!="):
        left, right = (side.base if isinstance(side, Name) else "" for side in node.sides)
        yield left, right
    script = _condition(node)
    if script is not None:
        sides = (_LEAVES_OUT if isinstance(node, Big) else _EQUAL).split(script.text)
        if len(sides) == 2:
            left, right = map(_letter, sides)
            yield left, right


def _condition(node: Written) -> Script | None:
    """The subscript in which a condition may stand."""
    if isinstance(node, Big):
        return node.sub
    if isinstance(node, Scripted) and isinstance(node.body, Number) and node.body.text == "1":
        return node.sub
    return node.sub if isinstance(node, Name) and node.base in ("1", "I") else None


def _letter(text: str) -> str:
    found = re.search(LETTER, re.sub(r"\\[{}]|[{}\[\]() ]", " ", text))
    return found[0] if found else ""


def _tells_entries(rows: Sequence[Row], indexed: Sequence[Collection[str]]) -> bool:
    """Whether the letter of a class stands below an array that is known by its entries.

    A row defines them, or some row reads them and the letter is no name of its own, an output y.
    """
    defined = {row.sides[0].stem for row in rows if isinstance(row.sides[0], Name) and row.sides[0].sub is not None}
    told, entered = set[str](), set[str]()
    for row, own in zip(rows, indexed, strict=True):
        for name in (one for one in row.walk() if isinstance(one, Name) and one.sub is not None):
            below = script_parts(name.sub.text) if name.sub is not None else []
            told |= {name.stem} if _CLASS in below else set()
            entered |= {name.stem} if any({*single_letters(part)} & {*own} for part in below) else set()
    return bool(told & defined) or (bool(told & entered) and not _stands_alone(rows))


def _stands_alone(rows: Sequence[Row]) -> bool:
    """Whether the letter of a class is a name elsewhere than in a comparison."""
    compared = {id(side) for row in rows for one in row.walk() if isinstance(one, Comparison) for side in one.sides}
    names = (one for row in rows for one in row.walk() if isinstance(one, Name))
    return any(name.base == _CLASS and id(name) not in compared for name in names)
