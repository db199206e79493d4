r"""Sums over several letters of one condition, \sum_{i<j} x_i x_j: as sums over one letter inside another one's."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from symgrad.latex_reading.names.scripts_parted import LETTER, bound
from symgrad.latex_reading.nodes.formula_nodes import Big, Name, Row, Script, Written
from symgrad.latex_reading.tex.tex_spellings import COMPARISONS
from symgrad.latex_reading.tex.tex_tokens import Token, spelled

_SIGNS = COMPARISONS.keys() - {"="}
_CLASSES = frozenset("cy")  # letters that tell a class where nothing binds them
_ENDS = frozenset({":", ",", "|", r"\mid"})


def pairs_bound(row: Row) -> Row:
    """The row with each sum over letters of one condition as several.

    A letter is bound where the body of the sum speaks of it, and nothing outside: neither the left side of the row, nor
    another sum around this one, nor what stands beside it.
    """
    outside = {*_letters(row.sides[0])}.union(*(_letters_free(side) for side in row.sides[1:]))
    return replace(row, sides=(row.sides[0], *(_bound(side, outside) for side in row.sides[1:])))


def _bound(node: Written, outside: Collection[str]) -> Written:
    if not isinstance(node, Big) or node.sub is None:
        return node.mapped(lambda one: _bound(one, outside))
    told, tokens = _told_first(node.sub.tokens)
    chain = _chain(tokens)
    inside = told or {*_letters(node.body)} - {*outside, *_CLASSES}
    own = [k for k, part in enumerate(chain[::2]) if len(part) == 1 and part[0].text in inside]
    own = [k for k in own if chain[2 * k][0].text.removeprefix("\\").islower()]  # T ends a sum, and is a transpose
    letters = {chain[2 * k][0].text for k in own} | {*bound(node.sub.text)}
    body = _bound(node.body, {*outside, *letters})
    if len(own) < (1 if told else 2) or own != [*range(own[0], own[0] + len(own))]:
        return replace(node, body=body)
    for k in own:  # the innermost letter is the first, which alone is between two
        start = 2 * k - 2 if k == own[0] and k else 2 * k
        tokens = tuple(token for part in chain[start : 2 * k + 3] for token in part)
        body = replace(node, sub=Script.of(tokens, node.sub.span), sup=node.sup if k == own[-1] else None, body=body)
    return body


def _told_first(tokens: tuple[Token, ...]) -> tuple[set[str], tuple[Token, ...]]:
    r"""The letters of i,j: i<j and of i,j=1, i \neq j, and what stands behind them; no letters of anything else."""
    first = next((k for k, token in enumerate(tokens) if token.text in _SIGNS), 0)
    split = max((k for k in range(first) if tokens[k].text in _ENDS), default=0)
    head = re.fullmatch(rf"({LETTER}(?:,?{LETTER})*)(?:=1)?,?", spelled(tokens[:split]).replace(" ", ""))
    return ({*re.findall(LETTER, head[1])}, tokens[split + 1 :]) if head else (set(), tokens)


def _chain(tokens: Sequence[Token]) -> list[list[Token]]:
    """What stands between signs of comparison, and these."""
    found: list[list[Token]] = [[]]
    for token in tokens:
        if token.text in _SIGNS:
            found += [[token], []]
        else:
            found[-1].append(token)
    return found


def _letters(node: Written) -> Iterator[str]:
    """The letters of all scripts, and those that stand alone."""
    for one in node.walk():
        if isinstance(one, Script):
            yield from re.findall(LETTER, one.text)
        if isinstance(one, Name):
            yield one.base


def _letters_free(node: Written) -> Iterator[str]:
    """The letters of scripts that stand in no sum or product over letters."""
    if isinstance(node, Big):
        return
    if isinstance(node, Script):
        yield from re.findall(LETTER, node.text)
    for part in node.parts:
        yield from _letters_free(part)
