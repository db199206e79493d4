"""What is put where in a text so that its wrong claims are right, those of families and of stacked rows too."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from symgrad.claims.verdicts import Verdict
from symgrad.latex_reading.files.files_mended import Change
from symgrad.latex_reading.nodes.meanings import Statement
from symgrad.latex_reading.tex.letter_ranges import SIGNS
from symgrad.latex_reading.tex.tex_macros import Macro
from symgrad.latex_reading.tex.tex_tokens import Source, tokens_of

Judged: TypeAlias = Sequence[tuple[Statement, Verdict]]
_OF_ONE_ROW = re.compile(r"\\(?:label|tag\*?|nonumber|notag)(?![A-Za-z])(?:\{[^{}]*\})?")


def corrections(judged: Judged, macros: Mapping[str, Macro]) -> tuple[Change, ...]:
    """The changes: where each begins and ends, and what stands there then.

    A family is changed as it is written where that mends all of its members; else its members are written out, each an
    equation of its own. Of stacked rows the part is changed that belongs to one row alone.
    """
    found = [(one.start, one.end, one.right) for _, one in judged if one.right and one.end]
    families: dict[tuple[int, int], list[tuple[Statement, Verdict]]] = {}
    stacks: dict[tuple[int, int], list[tuple[Statement, Verdict]]] = {}
    for claim, verdict in judged:
        source = claim.span.source
        if source.whole is not None:
            families.setdefault(_place(source), []).append((claim, verdict))
        elif claim.member:
            stacks.setdefault((claim.span.start, claim.span.end), []).append((claim, verdict))
    for members in families.values():
        found += _of_family(members, families, macros)
    for rows in stacks.values():
        found += _of_stack(rows)
    return tuple(found)


def place_in_text(claim: Statement, verdict: Verdict) -> tuple[int, int]:
    """What a mend of a claim may change: the claim, or the row that it stands in with others."""
    source = claim.span.source
    if source.whole is not None:
        return _place(source)
    return (claim.span.start, claim.span.end) if claim.member else (verdict.start, verdict.end)


def _place(source: Source) -> tuple[int, int]:
    """Where the row of a family stands in the text."""
    return source.cuts[0][1], source.origin(len(source.text))


def _of_stack(rows: Judged) -> Iterator[Change]:
    """What is wrong within the cell of one row."""
    for claim, verdict in rows:
        if not verdict.right:
            continue
        text = claim.span.text
        blank = len(text) - len(text.lstrip())
        start, end, new = _difference(text.strip(), verdict.right)
        start, end = (claim.span.start + blank + place for place in (start, end))
        cell = claim.right.span
        others = [other.right.span for other, _ in rows if other is not claim]
        apart = all(one.end <= cell.start or one.start >= cell.end for one in others)
        if apart and cell.start <= start and end <= cell.end:
            yield start, end, new


def _of_family(
    members: Judged, families: Mapping[tuple[int, int], Judged], macros: Mapping[str, Macro]
) -> Iterator[Change]:
    """What is put in the place of the row of a family, or into it."""
    source = members[0][0].span.source
    whole, (start, end) = source.root, _place(source)
    written = whole.text[start:end]
    star = source.put[0]
    hidden = any(any(one.text == star for one in macros[token.text].body)
                 for token in tokens_of(Source(written)) if token.text in macros)  # fmt: skip
    texts = [(claim.span.source, _mended(claim, verdict)) for claim, verdict in members]
    changed = [(own, text) for own, text in texts if text != own.text]
    if not changed or hidden or len({own.put[1] for own, _ in texts}) < len(texts):
        return
    for first, text in changed[:1]:
        low, high, new = _difference(first.text, text)
        low, high = first.origin(low), first.origin(high)
        for put in dict.fromkeys((new, _lettered(new, first.put[1], star))):
            row = whole.text[start:low] + put + whole.text[high:end]
            if all(_same(_lettered(row, star, own.put[1]), text) for own, text in texts):
                yield low, high, put
                return
    above = any(one[0].span.source.put[0] == star and place < (start, end) for place, (one, *_) in families.items())
    if star in SIGNS or not above:  # the range of a letter reaches to the rows right above it, and no further
        rows = [text for _, text in texts]
        joint = " \\\\\n" if "&" in written else r", \quad "
        yield start, end, joint.join([rows[0], *(_OF_ONE_ROW.sub("", text).rstrip() for text in rows[1:])])


def _mended(claim: Statement, verdict: Verdict) -> str:
    """The row of a member with its claim put right."""
    text = claim.span.source.text
    if not verdict.right:
        return text
    shown = claim.span.text
    start = claim.span.start + len(shown) - len(shown.lstrip())
    return text[:start] + verdict.right + text[start + len(shown.strip()) :]


def _difference(before: str, after: str) -> tuple[int, int, str]:
    """Where two texts differ: from and to in the first, and what stands there in the second."""
    start = _alike(before, after)
    most = min(len(before), len(after)) - start
    same = _alike(before[::-1][:most], after[::-1][:most])
    return start, len(before) - same, after[start : len(after) - same]


def _alike(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    return next((k for k, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _lettered(text: str, star: str, letter: str) -> str:
    """A formula with a letter, or a sign, in the place of another."""
    found, last = "", 0
    for token in tokens_of(Source(text)):
        if token.text == star:
            found += text[last : token.start] + letter
            last = token.end
            found += " " * (letter[-1:].isalpha() and text[last : last + 1].isalpha())
    return found + text[last:]


def _same(one: str, other: str) -> bool:
    """Whether two texts are one formula."""
    return [token.text for token in tokens_of(Source(one))] == [token.text for token in tokens_of(Source(other))]
