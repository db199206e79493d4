"""Entries written as a name with their numbers, z_2 and W_{12}, of arrays that the forward pass or a mark knows."""

from __future__ import annotations

import re
from dataclasses import replace

from symgrad.claims.forward.forward_pass import Forward
from symgrad.claims.marks.marks_meant import Meant
from symgrad.claims.marks.tree_edits import mapped
from symgrad.latex_reading.nodes.meanings import Affine, Meaning, Statement, Use
from symgrad.latex_reading.nodes.sizes_unified import Shape

_NUMBERED = re.compile(r"(.*?)_\{(\d+)\}(.*)")


def entries_by_number(claim: Statement, forward: Forward, said: Meant) -> Statement:
    """The claim with z_2 as the second entry of z, where z is an array, or its cotangent, and z_2 is nothing else."""

    def change(node: Meaning) -> Meaning:
        if not isinstance(node, Use) or node.entries or node.variable in forward.shapes or said.mark(node) is not None:
            return node
        match = _NUMBERED.fullmatch(node.variable)
        if match is None:
            return node
        whole = match[1] + match[3]
        shape = _shape(whole, match[2], forward, said)
        if shape is None or not _tells_entry(match[2], shape):
            return node
        return replace(node, variable=whole, entries=tuple(Affine("", int(one)) for one in match[2]))

    found = mapped(claim, change)
    assert isinstance(found, Statement)
    return found


def _tells_entry(digits: str, shape: Shape) -> bool:
    """Whether digits tell an entry: 12 of a matrix, 2 of a column, or 21 where it is written as a matrix."""
    if len(digits) == 2:
        return all(size != 1 or digit == "1" for digit, size in zip(digits, shape, strict=True))
    return len(digits) == 1 and 1 in shape


def _shape(name: str, digits: str, forward: Forward, said: Meant) -> Shape | None:
    """The shape of an array, of what it is the same as, or of what it is the cotangent of.

    There is none where do_1 may be the cotangent of an o_1 that is a name of its own.
    """
    if name in said.aliases:
        name = said.aliases[name][0].variable
    mark = said.marks.get(name)
    if mark is not None and isinstance(mark.of, Use) and not mark.of.entries:
        name = mark.of.variable
        if f"{name}_{{{digits}}}" in forward.shapes:
            return None
    return forward.shapes.get(name)
