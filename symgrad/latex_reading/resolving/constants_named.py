"""Names that are numbers: a bold 1 with as many entries as are needed, an indicator, pi, the i of i x_i."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from symgrad.latex_reading.nodes.formula_nodes import Name, Number, Scripted
from symgrad.latex_reading.nodes.meanings import Affine, Constant, Meaning, Power, SumOver, Transposed
from symgrad.latex_reading.resolving.scripts_resolved import is_condition, raised
from symgrad.latex_reading.resolving.sizes_written import sizes_below
from symgrad.latex_reading.resolving.sums_resolved import Resolves

_INDICATORS = frozenset({"1", "I"})


def constant_named(reader: Resolves, node: Name, sizes: Collection[str]) -> Meaning | None:
    """The number that a name is; None of one that is a variable."""
    if node.base in _INDICATORS and node.sub is not None and is_condition(node.sub):
        return reader.meaning(Scripted(node.span, Number(node.span, "1"), 0, node.sub, node.sup))
    if node.base.isdecimal():
        flipped = node.sup is not None and reader.letters.is_transpose(node.sup.text)
        below = sizes_below(reader, node.sub, {*sizes} - reader.indices)
        found: Meaning = Constant(node.span, node.base, everywhere=True, sizes=below)
        return Transposed(node.span, found) if flipped else found
    if node.base in reader.indices & reader.letters.ordinals and node.sub is None:
        return _number_of_entry(reader, node)
    if node.base == r"\pi" and replace(node, sup=None) == node.bare and not node.style and not node.accents:
        circle = Constant(node.span, "pi")
        if node.sup is None:
            return circle
        if re.fullmatch(r"-?\d+(?:/\d+)?", node.sup.text):
            return Power(node.span, circle, reader.script(node.sup))
    return None


def _number_of_entry(reader: Resolves, node: Name) -> Meaning:
    """The number of an entry, counted from 1, where its letter is a factor: as many as there are up to it."""
    one = Constant(node.span, "1")
    count = SumOver(node.span, "sum", f"1..{node.base}", Affine("", 0), Affine(node.base), one)
    return count if node.sup is None else raised(reader, Scripted(node.span, node.bare, 0, None, node.sup), count)
