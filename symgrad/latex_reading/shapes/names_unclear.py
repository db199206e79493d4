r"""Numbers that nothing defines, and that may be entries of what a text reads: z_{i^*} beside z_j, h_1 beside h_i."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence

from symgrad.latex_reading.names.scripts_parted import script_parts, single_letters
from symgrad.latex_reading.nodes.meanings import Statement, Use
from symgrad.latex_reading.nodes.sizes_unified import SCALAR, Shape
from symgrad.latex_reading.shapes.shapes_inferred import NoShapesError

_LABELLED = re.compile(r"(.+?)_\{(.+)\}((?:\^\{.*\})?)")
_NUMBERED = re.compile(r"(.+?)_\{\d{1,2}\}(.*)")
_RUNNING = re.compile(r"(.+?)_\{([ijklmnpqs])\}(.*)")
_CHOSEN = re.compile(r"(?:\\?[A-Za-z]\^\{?)?(?:\*|\\ast|\\star)\}?")  # the best one


def require_clear(statements: Sequence[Statement], known: Collection[str], shapes: Mapping[str, Shape]) -> None:
    """Raise NoShapesError for the first such name, whatever it is.

    known    names of which the caller says something
    shapes   of all names, where each is one of its own
    """
    own = {*known} | {one.left.variable for one in statements if isinstance(one.left, Use)}
    families = _families(statements)
    for statement in statements:
        for node in statement.right.walk():
            if not isinstance(node, Use) or node.entries or node.variable in own:
                continue
            whole = _array_of(node.variable, shapes) or _family_of(node.variable, families)
            if whole:
                raise _error(statement, node, whole)


def _array_of(name: str, shapes: Mapping[str, Shape]) -> str:
    """The array of which a number may be an entry, by as many letters as an entry has; "" where there is none."""
    match = _LABELLED.fullmatch(name)
    if match is None or shapes.get(name) != SCALAR:
        return ""
    parts = script_parts(match[2])
    for kept in range(len(parts)):
        before = ",".join(parts[:kept])
        whole = match[1] + (f"_{{{before}}}" if before else "") + match[3]
        rank = sum(size != 1 for size in shapes.get(whole, SCALAR))
        if rank and rank == sum(map(_letters_told, parts[kept:])):
            return whole
    return ""


def _letters_told(part: str) -> int:
    """How many indices a part of a label may be; more than there are of a word."""
    return 1 if _CHOSEN.fullmatch(part) else len(single_letters(part)) or 3


def _families(statements: Sequence[Statement]) -> dict[tuple[str, str], str]:
    """What stands with one letter on both sides of an equation, h_i = f(x_i), without that letter."""
    found: dict[tuple[str, str], str] = {}
    for one in statements:
        left = _RUNNING.fullmatch(one.left.variable) if isinstance(one.left, Use) else None
        rights = {node.variable for node in one.right.walk() if isinstance(node, Use)}
        alike = [right for name in rights if (right := _RUNNING.fullmatch(name)) and left and right[2] == left[2]]
        for match in (left, *alike) if left and alike else ():
            found[match[1], match[3]] = match[0]
    return found


def _family_of(name: str, families: Mapping[tuple[str, str], str]) -> str:
    match = _NUMBERED.fullmatch(name)
    return families.get((match[1], match[2]), "") if match else ""


def _error(statement: Statement, node: Use, whole: str) -> NoShapesError:
    name = node.span.shown
    error = NoShapesError(
        f"{name} in {statement.span.shown} may be a part of {whole}, or a name of its own, which nothing defines. "
        f"Where it is that, say its shape by shapes=, for instance {{{name!r}: ()}}; an entry of an array is written "
        "with its number, counted from 1, or with a letter that a sum runs over or that conventions= call a class."
    )
    error.statement, error.whole = statement, whole
    return error
