r"""The letters that a star stands for, as they are told behind an equation: \star \in \{i, f, o\}."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from symgrad.latex_reading.tex.looks_removed import GAPS, TEXTS
from symgrad.latex_reading.tex.tex_tokens import Token, group_end, spelled

SIGNS = frozenset({r"\star", r"\ast", r"\bullet", r"\diamond", "*"})
_WORDS = frozenset({"for", "where", "with", "and", "forall", "foreach", "forevery", "forany", "for all", "for each"})
_MOST = 40  # letters of one family
_ENDS = (".", ",", ";")


@dataclass(frozen=True)
class LetterRange:
    """What a star stands for: letters, each as its tokens."""

    star: str
    letters: tuple[tuple[Token, ...], ...]


def range_behind(tokens: Sequence[Token]) -> tuple[list[Token], LetterRange | None]:
    """The tokens before a range that ends them, and the range; all of them and None where no range of letters does."""
    end = len(tokens)
    while end and (tokens[end - 1].text in _ENDS or tokens[end - 1].text in GAPS):
        end -= 1
    for k in range(1, end):
        if tokens[k].text != r"\in" or k + 1 >= end or tokens[k + 1].text not in (r"\{", r"\lbrace"):
            continue
        close = next((j for j in range(k + 2, end) if tokens[j].text in (r"\}", r"\rbrace")), -1)
        rest = [token.text for token in tokens[close + 1 : end]]
        first = k - 1
        if close < 0 or rest not in ([], [")"]):
            continue
        if rest:
            first -= 1
            if first < 0 or tokens[first].text != "(":
                continue
        told = _letters(tokens[k - 1], tokens[k + 2 : close])
        if told is not None:
            return _without_words(tokens[:first]), told
    return list(tokens), None


def _letters(star: Token, inside: Sequence[Token]) -> LetterRange | None:
    """The letters between commas, where they are some: no dots, and numbers for a sign alone."""
    parts: list[list[Token]] = [[]]
    for token in inside:
        if token.text == ",":
            parts.append([])
        elif token.text not in GAPS:
            parts[-1].append(token)
    signed = star.text in SIGNS
    if not signed and (star.kind != "letter" or any(part and part[0].kind == "number" for part in parts)):
        return None
    if not 1 < len(parts) <= _MOST or not all(map(_is_name, parts)):
        return None
    names = [spelled(part) for part in parts]
    return LetterRange(star.text, tuple(map(tuple, parts))) if len({*names}) == len(names) else None


def _is_name(part: Sequence[Token]) -> bool:
    """A letter, a number, a Greek letter, or a word in a group."""
    if not part or "dots" in part[0].text:
        return False
    if len(part) == 1:
        return part[0].kind in ("letter", "number", "command")
    return part[0].kind == "command" and part[1].text == "{" and group_end(part, 1) == len(part) - 1


def _without_words(tokens: Sequence[Token]) -> list[Token]:
    r"""Without what leads to the range: a comma, a gap, \forall, \text{for}."""
    left = list(tokens)
    while left:
        if left[-1].text in GAPS or left[-1].text in (*_ENDS, r"\quad", r"\qquad", r"\forall"):
            left.pop()
        elif left[-1].text == "}" and (opened := _text_before(left)) >= 0:
            del left[opened:]
        else:
            return left
    return left


def _text_before(tokens: Sequence[Token]) -> int:
    r"""Where the \text{for} begins that ends these tokens; -1 where none does."""
    for k in range(len(tokens) - 2, -1, -1):
        if tokens[k].text in TEXTS and tokens[k + 1].text == "{":
            inside = spelled(tokens[k + 2 : -1]).replace("~", "").strip().lower()
            return k if group_end(tokens, k + 1) == len(tokens) - 1 and inside.replace(" ", "") in _WORDS else -1
    return -1
