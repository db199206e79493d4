"""A display as rows of tokens: split at the ends of lines, joined where a line goes on, without what is only look."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from symgrad.latex_reading.tex.letter_ranges import LetterRange, range_behind
from symgrad.latex_reading.tex.looks_removed import GAPS, TEXTS, unboxed, without_looks
from symgrad.latex_reading.tex.tex_spellings import (
    DISPLAYS,
    INNER_DISPLAYS,
    PRODUCTS,
    RELATIONS,
)
from symgrad.latex_reading.tex.tex_tokens import Token, argument, group_end, past_length, spelled

MOST_OF_ROW = 5_000  # tokens of one equation

_OPEN = frozenset({"(", "[", "{", r"\{", r"\langle", r"\lbrace", r"\lbrack"})
_CLOSE = frozenset({")", "]", "}", r"\}", r"\rangle", r"\rbrace", r"\rbrack"})
_BEGINS = frozenset({"+", "-", r"\pm", *PRODUCTS}) - {r"\star"}
_SEPARATORS = MappingProxyType({"&": "&", r"\quad": "gap", r"\qquad": "gap", ",": ",", ";": ","})
_REMARK = frozenset({r"\forall", r"\text", r"\mathrm", r"\textrm", r"\mbox", r"\textit"})
_LEADING = frozenset({r"\therefore", r"\because", r"\implies", r"\iff", r"\rightarrow", r"\Rightarrow"})
_LEADING |= {r"\Leftrightarrow", r"\Longrightarrow"}
_JOINS = frozenset({"and", "or", "so", "then", "thus", "hence"})
_COUNTING = frozenset("ijklmn")
_REMARKS = frozenset({"for", "where", "with", "and", "if", "when", "for all", "forall", "forevery"})


@dataclass(frozen=True)
class RowTokens:
    """One equation as tokens that can be read, and what was said beside it.

    letters   the range of letters that stands behind it: it is an equation for each of them
    """

    tokens: tuple[Token, ...]
    label: str = ""
    tag: str = ""
    remark: str = ""
    letters: LetterRange | None = None


def rows_of(tokens: Sequence[Token]) -> list[RowTokens]:
    """The equations of a display, each a row of tokens."""
    plain = _unwrapped(list(tokens))
    pieces: list[tuple[list[Token], list[Any]]] = []
    opened = 0  # brackets of the last piece
    for line in _lines(plain):
        label, tag, shown = without_looks(unboxed(line))
        shown, letters = range_behind(shown)
        for equation, remark in _equations(shown):
            said = [label, tag, remark, letters]
            if pieces and _goes_on(pieces[-1][0], opened, equation):
                before, told = pieces[-1]
                before += equation
                told[:] = [new or old for new, old in zip(said, told, strict=True)]
                opened += _opens(equation)
            elif equation:
                pieces.append((list(equation), said))
                opened = _opens(equation)
            label = tag = ""
    for found, _ in pieces:
        if len(found) > MOST_OF_ROW:
            found[0].refused(f"this equation is longer than {MOST_OF_ROW} letters, signs and commands.")
    return [RowTokens(tuple(found), *said) for found, said in pieces]


def _unwrapped(tokens: list[Token]) -> list[Token]:
    r"""Without the ends of environments that only lay out: \begin{split}, \begin{array}{rcl} on its own."""
    result: list[Token] = []
    k = 0
    while k < len(tokens):
        token = tokens[k]
        if token.text in (r"\begin", r"\end") and k + 1 < len(tokens) and tokens[k + 1].text == "{":
            end = group_end(tokens, k + 1)
            name = spelled(tokens[k + 2 : end])
            if name in DISPLAYS or name in INNER_DISPLAYS or (name == "array" and _lays_out(tokens, k, end)):
                k = end + 1
                if token.text == r"\begin" and name.removesuffix("*") in ("alignedat", "alignat", "array"):
                    _, k = argument(tokens, k, token)
                k = _past_option(tokens, k) if token.text == r"\begin" else k
                # The end of an environment is the end of its last line.
                if token.text == r"\end" and name in DISPLAYS:
                    result.append(token._replace(kind="command", text="\\\\"))
                continue
        result.append(token)
        k += 1
    return result


def _lays_out(tokens: Sequence[Token], place: int, end: int) -> bool:
    """Whether an array is the whole of the display, and so one of equations and no matrix."""
    if (place > 0) == (tokens[place].text == r"\begin"):
        return False
    if not place:
        depth = 0
        for k in range(end + 1, len(tokens)):
            depth += (tokens[k].text == r"\begin") - (tokens[k].text == r"\end")
            if depth < 0:
                columns, _ = argument(tokens, end + 1, tokens[place])
                inside = tokens[end + 1 : k]
                return "=" in [one.text for one in inside] and len(columns) >= 2
        return False
    return (
        end == len(tokens) - 1
        and tokens[0].text == r"\begin"
        and spelled(tokens[2:7]) == "array"
        and _lays_out(tokens, 0, 7)
    )


def _past_option(tokens: Sequence[Token], place: int) -> int:
    if place < len(tokens) and tokens[place].text == "[" and tokens[place].glued:
        for k in range(place, min(place + 6, len(tokens))):
            if tokens[k].text == "]":
                return k + 1
    return place


def _lines(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    r"""The tokens between one \\ and the next, outside braces and environments."""
    line: list[Token] = []
    depth = 0
    k = 0
    while k < len(tokens):
        token = tokens[k]
        depth += (token.text in ("{", r"\begin")) - (token.text in ("}", r"\end"))
        if depth <= 0 and token.text in ("\\\\", r"\cr", r"\newline"):
            yield line
            line = []
            k += 1
            if k < len(tokens) and tokens[k].text == "*":
                k += 1
            if k < len(tokens) and tokens[k].text == "[":
                k = past_length(tokens, k)
            continue
        line.append(token)
        k += 1
    yield line


def _equations(tokens: Sequence[Token]) -> Iterator[tuple[list[Token], str]]:
    """The equations of one line with what is said behind each; gaps, commas or & stand between several."""
    parts = list(_parts(_without_words(tokens)))
    own: list[Token] = []
    related = False
    for k, (part, before) in enumerate(parts):
        if not related:
            related = _relates(part)
            own += [part[0]._replace(kind="sign", text=","), *part] if before == "," and own else part
        elif _is_remark(part) or _is_condition(part):
            yield _trimmed(own), _remark(parts[k:])
            return
        elif _starts_equation(part) or (before and k + 1 < len(parts) and _is_relation(parts[k + 1][0][0])):
            yield _trimmed(own), ""
            own = list(part)
        elif before in (",", "gap") and not _begins_on(part):
            # A range, or a condition: t = 1, ..., T.
            yield _trimmed(own), _remark(parts[k:])
            return
        else:
            own += part
    if _trimmed(own):
        yield _trimmed(own), ""


def _without_words(tokens: Sequence[Token]) -> list[Token]:
    r"""Without words before the equation, \text{where}, \therefore, and without \in R^n behind it."""
    start = 0
    while start < len(tokens):
        if tokens[start].text in _LEADING:
            start += 1
        elif tokens[start].text in TEXTS and start + 1 < len(tokens) and tokens[start + 1].text == "{":
            end = group_end(tokens, start + 1)
            if end + 1 < len(tokens) and (
                _is_relation(tokens[end + 1]) or tokens[end + 1].text in ("_", "^", "(", *_BEGINS)
            ):
                break  # a name in words
            start = end + 1
        else:
            break
    kept: list[Token] = []
    related = left = False
    depth = 0
    for token in tokens[start:]:
        depth += (token.text in _OPEN or token.text == r"\begin") - (token.text in _CLOSE or token.text == r"\end")
        related = related or (depth <= 0 and _is_relation(token))
        if depth <= 0 and (token.text == r"\in" or token.text in _SEPARATORS):
            left = related and token.text == r"\in"  # up to the next sign between two equations
        kept += [] if left else [token]
    return kept


def _remark(parts: Sequence[tuple[list[Token], str]]) -> str:
    return ",".join(spelled(part) for part, _ in parts)


def _parts(tokens: Sequence[Token]) -> Iterator[tuple[list[Token], str]]:
    r"""What stands between &, \quad and a comma outside brackets, and what stands before it: "&", "gap", "," or ""."""
    depth = 0
    part: list[Token] = []
    before = ""
    k = 0
    while k < len(tokens):
        token, k = tokens[k], k + 1
        depth += (token.text in _OPEN or token.text == r"\begin") - (token.text in _CLOSE or token.text == r"\end")
        separator = _SEPARATORS.get(token.text) if depth <= 0 else None
        if depth <= 0 and token.text in TEXTS and k < len(tokens) and tokens[k].text == "{":
            end = group_end(tokens, k)
            if spelled(tokens[k + 1 : end]) in _JOINS:
                separator, k = "gap", end + 1
            elif part and spelled(tokens[k + 1 : end]) in _REMARKS:
                yield part, before
                part, before = [], "gap"
        if separator:
            if part:
                yield part, before
                part, before = [], ""
            before = separator if before in ("", "&") else before
        elif token.text not in GAPS:
            part.append(token)
    if part:
        yield part, before


def _top(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens outside brackets, braces and environments."""
    depth = 0
    for token in tokens:
        depth -= token.text in _CLOSE or token.text == r"\end"
        if depth <= 0:
            yield token
        depth += token.text in _OPEN or token.text == r"\begin"


def _relates(tokens: Sequence[Token]) -> bool:
    return any(_is_relation(token) for token in _top(tokens))


def _is_relation(token: Token) -> bool:
    return token.text in RELATIONS


def _begins_on(tokens: Sequence[Token]) -> bool:
    """Whether this goes on what stood before: it begins with a sign."""
    return bool(tokens) and (tokens[0].text in _BEGINS or tokens[0].text in RELATIONS)


def _starts_equation(tokens: Sequence[Token]) -> bool:
    """Whether this is an equation of its own: a relation stands in it, and not first."""
    return _relates(tokens) and not _begins_on(tokens)


def _is_remark(tokens: Sequence[Token]) -> bool:
    first = tokens[0].text if tokens else ""
    if first == r"\forall" or first in (r"\because", r"\therefore"):
        return True
    if first in TEXTS and len(tokens) > 1 and tokens[1].text == "{" and group_end(tokens, 1) == len(tokens) - 1:
        return True
    if first in _REMARK and len(tokens) > 1 and tokens[1].text == "{":
        return spelled(tokens[2 : group_end(tokens, 1)]) in _REMARKS
    return False


def _is_condition(tokens: Sequence[Token]) -> bool:
    """Whether this is i = j, of two letters that count entries alone."""
    return len(tokens) == 3 and tokens[1].text == "=" and {tokens[0].text, tokens[2].text} <= _COUNTING


def _trimmed(tokens: list[Token]) -> list[Token]:
    """Without the comma or the full stop that ends a sentence."""
    start, end = 0, len(tokens)
    while end and tokens[end - 1].text in (",", ".", ";", ":"):
        end -= 1
    while start < end and tokens[start].text in (",", ";"):
        start += 1
    return tokens[start:end]


def _goes_on(before: Sequence[Token], opened: int, tokens: Sequence[Token]) -> bool:
    """Whether a line goes on the one before it, in which so many brackets are open."""
    if not tokens or not before:
        return False
    scripted = len(before) > 1 and before[-2].text in ("^", "_")  # the minus of P^- is no sign that waits for a term
    waits = not scripted and (before[-1].text in _BEGINS or before[-1].text in RELATIONS)
    return _begins_on(tokens) or waits or opened > 0


def _opens(tokens: Sequence[Token]) -> int:
    r"""How many brackets are open at the end: \left( of a line that is closed in the next."""
    return sum((token.text in "([") - (token.text in ")]") for token in tokens)
