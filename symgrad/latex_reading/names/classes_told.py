r"""Letters that tell a class, a number that is given: the y of p_y, of 1\{y = k\}, of \delta_{ky}, of j \neq y."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from symgrad.latex_reading.names.scripts_parted import LETTER, script_parts
from symgrad.latex_reading.nodes.formula_nodes import Big, Comparison, Name, Number, Row, Script, Scripted, Written

_CLASS = "y"  # the letter of a class wherever it stands below the name of an array
_EQUAL = re.compile(r"\\neq?(?![a-z])|=")
_LEAVES_OUT = re.compile(r"\\neq?(?![a-z])")


def classes_told(rows: Sequence[Row], counting: Collection[str], conventions: Mapping[str, str]) -> frozenset[str]:
    """The letters of names that are compared with a letter that counts entries, and that no row defines.

    counting   letters that count: indices, and what sums run over
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
    found |= {_CLASS} if _tells_entries(rows) else set()
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


def _tells_entries(rows: Sequence[Row]) -> bool:
    """Whether the letter of a class stands below an array whose entries a row defines."""
    arrays = {row.sides[0].stem for row in rows if isinstance(row.sides[0], Name) and row.sides[0].sub is not None}
    names = (name for row in rows for name in row.walk() if isinstance(name, Name) and name.sub is not None)
    return any(name.stem in arrays and _CLASS in script_parts(name.sub.text) for name in names if name.sub is not None)
