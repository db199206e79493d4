"""Letters and words that are functions, by what stands behind them in all rows of a text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from symgrad.latex_reading.names.letter_roles import base_written
from symgrad.latex_reading.nodes.formula_nodes import Bracket, Name, Product, Row, Scripted
from symgrad.latex_reading.tex.tex_spellings import FUNCTIONS

_FUNCTION_LETTERS = frozenset(
    {r"\sigma", r"\phi", r"\varphi", r"\psi", r"\rho", r"\varrho", r"\theta", r"\Phi", r"\tau", *"fghsaF"}
)


def function_letters(rows: Sequence[Row], declared: Collection[str], written: Collection[str]) -> frozenset[str]:
    """Letters that always stand before a bracket or bear a prime, words that do, and those that are declared."""
    before: Counter[str] = Counter()
    every: Counter[str] = Counter()
    words: set[str] = set()
    for row in rows:
        for node in row.walk():
            if isinstance(node, Name):
                every[node.base] += 1
                words |= {node.base} if node.style == "word" and node.base not in written else set()
            if isinstance(node, Product):
                for left, right, sign in zip(node.factors, node.factors[1:], node.signs, strict=False):
                    inner = right.body if isinstance(right, Scripted) else right
                    if not sign and isinstance(left, Name) and isinstance(inner, Bracket) and inner.opening != "<":
                        before[left.base] += 1
    arrays = {base_written(one) for one in written if one not in declared}
    found = {
        base
        for base, count in before.items()
        if base in _FUNCTION_LETTERS.union(words) - arrays
        and count == every[base]
        and base.removeprefix("\\") not in FUNCTIONS
    }
    return frozenset(found | {*declared})
