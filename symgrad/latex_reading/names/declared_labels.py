"""Letters under names that are labels: the q of W_q, said to be a matrix; the n of E_n, where nothing else has one."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from symgrad.errors import LatexSyntaxError
from symgrad.latex_reading.names.letters import Letters
from symgrad.latex_reading.names.scripts_parted import bound, single_letters
from symgrad.latex_reading.nodes.formula_nodes import Big, Name, Row, Script, Written


def labels_declared(
    rows: Sequence[Row], letters: Letters, ranks: Mapping[str, int], parsed_name: Callable[[str], Written]
) -> frozenset[tuple[str, str]]:
    """The names, each with its letter, whose one letter cannot be an index: an entry of a matrix has two of them.

    ranks         names as the caller writes them -> how many indices an entry has
    parsed_name   reads such a name
    """
    inside = {stem for stem, _ in _summed_inside(rows)}
    found: set[tuple[str, str]] = set()
    for written, rank in ranks.items():
        try:
            node = parsed_name(written)
        except LatexSyntaxError:
            continue
        if not isinstance(node, Name) or node.sub is None or node.sup is not None or rank == 1:
            continue
        own = single_letters(node.sub.text)
        if len(own) == 1 and own[0] not in letters.clocks and node.stem not in inside:
            found.add((node.stem, own[0]))
        if not rank and node.sub.text.isdecimal():
            found.add((node.stem, node.sub.text))  # the number beta_0 beside the entries beta_j
    return frozenset(found)


def labels_zero(rows: Sequence[Row], letters: Letters) -> frozenset[tuple[str, str]]:
    """The names of w_0 beside the entries w_i, in a text whose sums begin with 1: a name of its own."""
    texts = [
        node.sub.text.replace(" ", "") for row in rows for node in row.walk() if isinstance(node, Big) and node.sub
    ]
    if any(text.endswith("=0") for text in texts):
        return frozenset()
    scripts: dict[str, set[str]] = {}
    for name in (name for row in rows for name in row.walk() if isinstance(name, Name)):
        if name.sub is not None:
            scripts.setdefault(name.stem, set()).add(name.sub.text)
    every = letters.counting
    return frozenset(
        (stem, "0")
        for stem, own in scripts.items()
        if "0" in own and own & every and not any({*single_letters(one)} & letters.clocks for one in own)
    )


def labels_alone(rows: Sequence[Row], letters: Letters, ranks: Mapping[str, int]) -> frozenset[tuple[str, str]]:
    """The names, each with its letter, whose equations have the letter on the left side alone, in a text that has no
    other entry of them and whose caller says no shape: E_n, the error of the sample n, as a sum over k.
    """
    told = {re.sub(r"[_^].*", "", re.sub(r"\\[a-z]+ *\{(.*)\}", r"\1", one)) for one in ranks}
    scripts: dict[str, set[str]] = {}
    for name in (name for row in rows for name in row.walk() if isinstance(name, Name)):
        scripts.setdefault(name.stem, set()).add("|".join(name.scripts))
    found = set()
    for row in rows:
        left = row.sides[0]
        own = single_letters(left.sub.text) if isinstance(left, Name) and left.sub is not None else []
        if not isinstance(left, Name) or left.sup is not None or len(own) != 1 or own[0] in letters.clocks:
            continue
        names = [name for side in row.sides[1:] for name in side.walk() if isinstance(name, Name)]
        others = [one.text for side in row.sides[1:] for one in side.walk() if isinstance(one, Script)]
        elsewhere = any(own[0] in text for text in others) or own[0] in {name.base for name in names}
        if others and not elsewhere:
            alone = len(scripts[left.stem]) == 1 and not {left.stem, left.base} & told
            found |= {(left.stem, own[0])} if alone else set()
    return frozenset(found)


def _summed_inside(rows: Sequence[Row]) -> set[tuple[str, str]]:
    """Names and letters that a sum runs over: W_k in a sum over k is a family, and k no label."""
    return {
        (name.stem, letter)
        for row in rows
        for node in row.walk()
        if isinstance(node, Big) and node.sub is not None
        for letter in bound(node.sub.text)
        for name in node.body.walk()
        if isinstance(name, Name) and name.sub is not None and letter in single_letters(name.sub.text)
    }
