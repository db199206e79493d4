r"""What a text says of the indices of a claim in words: i \neq j, j = y, "for the other classes, $j \neq y_i$"."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

from symgrad.errors import LatexSyntaxError
from symgrad.latex_reading.nodes.meanings import Affine, Compared, Meaning, Use

_LETTER = r"(?:[A-Za-z]|\\(?:ell|alpha|beta|mu|nu)(?![a-z])|\\(?:hat|bar|tilde)\{\w\})"  # of an index, or of a class
_SIGN = r"=|\\neq?(?![a-z])|\\not ?=|≠"
_SCRIPTS = r"(?:[_^](?:\{[^{}]{1,20}\}|\w))*"
_CONDITION = re.compile(rf"(?<![\w\\}}^_.])({_LETTER}{_SCRIPTS})\s*({_SIGN})\s*({_LETTER}{_SCRIPTS})(?![\w\\{{^_(])")
_WORDS = re.compile(r"\\(?:text|textrm|mathrm|mbox|textit|forall|quad|qquad|left|right)(?:\{[^{}$]*\})?")
_MOST = 12  # conditions of one text


def conditions_said(
    text: str, read: Callable[[str], Meaning], classes: Collection[str], signs: Collection[str] = ("==", "!=")
) -> tuple[Compared, ...]:
    """Each comparison of an index with another one, or with a class, that stands in a text.

    read      reads a formula as the text has it
    classes   names that tell a class
    signs     those of the comparisons that are wanted
    """
    found: dict[tuple[str, str, str], Compared] = {}
    for match in _CONDITION.finditer(_WORDS.sub(" ; ", text)):
        left, right = match[1].strip(), match[3].strip()
        sign = "==" if match[2] == "=" else "!="
        if sign not in signs or (left, sign, right) in found or left == right:
            continue
        condition = _compared(read, left, sign, right)
        if condition is not None and all(_is_counted(side, classes) for side in condition.sides):
            found[left, sign, right] = condition
        if len(found) == _MOST:
            break
    return tuple(found.values())


def _compared(read: Callable[[str], Meaning], left: str, sign: str, right: str) -> Compared | None:
    """The comparison with the index first; None where neither side is one, or the text has no such names."""
    spelled = "=" if sign == "==" else r"\neq"
    try:
        found = read(f"1_{{{left} {spelled} {right}}}")
    except LatexSyntaxError:
        return None
    if not isinstance(found, Compared) or not any(isinstance(side, Affine) for side in found.sides):
        return None
    first, second = found.sides
    return found if isinstance(first, Affine) else Compared(found.span, found.signs, (second, first))


def _is_counted(side: Meaning | Affine, classes: Collection[str]) -> bool:
    return isinstance(side, Affine) or (isinstance(side, Use) and side.variable in classes)


def letters_of(condition: Compared) -> Iterator[str]:
    """The indices that a condition speaks of."""
    for side in condition.sides:
        if isinstance(side, Affine):
            yield side.letter


def shown(condition: Compared) -> str:
    """The condition in words: where i is not j."""
    sides = [str(side) if isinstance(side, Affine) else side.span.shown for side in condition.sides]
    return f"where {sides[0]} is {'' if condition.signs == ('==',) else 'not '}{sides[1]}"
