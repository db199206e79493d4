r"""Which of d, \delta, \Delta are names of their own in a text: there \delta x^\top is a product, and marks no x."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from symgrad.latex_reading.nodes.formula_nodes import Big, Fraction, Name, Number, Product, Row, Written

MARKS = frozenset({"d", r"\delta", r"\Delta"})


def marks_named(
    rows: Sequence[Row], written: Collection[str], sizes: Collection[str] = ()
) -> Mapping[str, frozenset[str]]:
    r"""Each mark that is a name of its own, and what it marks all the same, by a left side or the caller: \delta h.

    A mark is a name where an equation defines it, where the caller declares it, and \delta and \Delta also where they
    stand before no name, W^\top \delta, in a text that has none of them before a name on a left side. So is a d
    that ends a sum or is a size.

    sizes   names of sizes
    """
    found = {re.sub(r"\\(?:mathbf|boldsymbol|bm|vec) *\{(.*)\}", r"\1", name) for name in written} & MARKS
    found |= {left.base for left in (row.sides[0] for row in rows) if isinstance(left, Name) and _is_mark(left)}
    alone = {base for row in rows for base in _alone(row)}
    alone -= {"d"} - {
        *sizes,
        *(node.sup.text for row in rows for node in row.walk() if isinstance(node, Big) and node.sup),
    }
    found |= {base for base in alone if not [*_marked(base, rows, written)]}
    return {base: frozenset(_marked(base, rows, written)) for base in found}


def _is_mark(node: Written) -> bool:
    return isinstance(node, Name) and node.base in MARKS and node.bare == node and not node.accents


def _alone(row: Row) -> Iterator[str]:
    r"""Marks that stand before no name and no number: neither \delta x nor \delta 18, nor the top of \frac{d}{dx}."""
    before = {
        id(mark)
        for node in row.walk()
        if isinstance(node, Product)
        for mark, behind, sign in zip(node.factors, node.factors[1:], node.signs, strict=False)
        if not sign and isinstance(behind, Name | Number)
    }
    tops = {id(node.above) for node in row.walk() if isinstance(node, Fraction)}
    for node in row.walk():
        if isinstance(node, Name) and _is_mark(node) and id(node) not in before | tops:
            yield node.base


def _marked(base: str, rows: Sequence[Row], written: Collection[str]) -> Iterator[str]:
    for row in rows:
        left = row.sides[0]
        if isinstance(left, Product) and _is_mark(left.factors[0]) and isinstance(left.factors[1], Name):
            mark, of = left.factors[0], left.factors[1]
            if isinstance(mark, Name) and mark.base == base and not left.signs[0]:
                yield of.base
    for name in written:
        if name.startswith(base) and name != base:
            yield name.removeprefix(base).lstrip(" {").split("_")[0].split("^")[0].rstrip(" }")
