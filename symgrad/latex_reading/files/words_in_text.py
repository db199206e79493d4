r"""Words of plain letters that a text shows to be one name: net_j = ..., \partial out_k, \text{out}_k elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence

from symgrad.latex_reading.tex.tex_spellings import FUNCTIONS

_LETTERS = r"(?:[a-z]{3,24}|[A-Z][a-z]{2,24}|[A-Z]{3,24})(?![A-Za-z])"
_SCRIPTS = r"\s*(?:[_^](?:\{[^{}=]{1,20}\}|[A-Za-z0-9])\s*){0,2}"
_BEGINS = r"(?:^|\\\\|\\begin\{[a-z]+\*?\}|,|;|\\q?quad)[\s&]*"
# A whole left side: wkv = ..., net_j = ...; one with a d before may be a mark
_LEFT = re.compile(rf"{_BEGINS}(?!d)({_LETTERS}){_SCRIPTS}&?\s*=")
_MOVED = re.compile(rf"\\partial\s*\{{?\s*({_LETTERS}){_SCRIPTS}\}}")  # all that stands above or below the line
_UPRIGHT = re.compile(rf"\\(?:text|mathrm|mathit|textit|operatorname)\{{({_LETTERS})\}}\s*_")
_SHORT = re.compile(rf"{_BEGINS}([A-Z]{{2}}){_SCRIPTS}&?\s*=")
_LONG = re.compile(r"(?<![A-Za-z\\])([a-z]{4,24})\s*_")
_CALLED = re.compile(r"(?<![A-Za-z\\])([A-Z]{2,6})\s*\([^()=]*,[^()=]*\)")  # CE(y, p) is no product
_RUN = re.compile(r"\\[A-Za-z]+|[A-Za-z]+")


def words_shown(texts: Sequence[str]) -> list[tuple[str, ...]]:
    """The words that these formulas show, as the spellings of their tokens, the longest first.

    Two capitals, KL = ..., are a word where no letter of them stands anywhere else: A X may be a product. So are small
    letters before a subscript, target_o, of which nearly none stands elsewhere.
    """
    found = {match[1] for text in texts for one in (_LEFT, _MOVED, _UPRIGHT, _CALLED) for match in one.finditer(text)}
    found |= {match[1] for text in texts for match in _SHORT.finditer(text) if not _elsewhere(match[1], texts)}
    found |= {match[1] for text in texts for match in _LONG.finditer(text) if len(_elsewhere(match[1], texts)) < 2}
    return [tuple(word) for word in sorted(found, key=lambda word: (-len(word), word)) if word not in FUNCTIONS]


def _elsewhere(word: str, texts: Sequence[str]) -> set[str]:
    """The letters of a word that stand alone in these formulas, or beside one other letter."""
    runs = (run for text in texts for run in _RUN.findall(text) if not run.startswith("\\"))
    return {letter for run in runs if len(run) < 3 and run != word for letter in run} & {*word}
