"""What an edit of a claim may use: the names around it, their shapes, how the author spells them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from symgrad.claims.claim_values import ClaimValues
from symgrad.claims.formula_values import NoValueError
from symgrad.claims.tree_edits import (
    around_name,
    bare_spellings,
    relettered,
    retimed,
    written,
)
from symgrad.latex_reading.meanings import (
    Affine,
    Statement,
    Use,
)


@dataclass(frozen=True)
class Surroundings:
    """What an edit may use: the claim, the values, the names and how they are spelled."""

    claim: Statement
    values: ClaimValues
    spellings: Mapping[tuple[str, Affine | None], str]
    shapes: Mapping[str, tuple[int, int]]
    fits: bool = True


def surroundings(claim: Statement, values: ClaimValues) -> Surroundings:
    spellings: dict[tuple[str, Affine | None], str] = {}
    shapes: dict[str, tuple[int, int]] = {}
    forward = values.world.forward
    for statement in (claim, *forward.statements()):
        for use, text in bare_spellings(statement):
            if not use.entries:
                spellings.setdefault((use.variable, use.time), text)
    for name in (*forward.shapes, *values.meant.marks, *values.meant.aliases):
        try:
            shapes[name] = values.shape(name)
        except NoValueError:
            continue
    return Surroundings(claim, values, spellings, shapes)


def spelled(around: Surroundings, use: Use, like: Use) -> str:
    """A use of a variable as the author would write it, by the way he writes it elsewhere."""
    root = around.claim.right
    known = around.spellings.get((use.variable, use.time))
    if known is not None and not use.entries:
        return around_name(root, like, known)
    own = next((text for one, text in bare_spellings(root) if one is like), written(like))
    if use.variable == like.variable and use.time is not None and like.time is not None and use.entries == like.entries:
        return around_name(root, like, retimed(own, like.time, use.time))
    stem = next((text for (name, _), text in around.spellings.items() if name == use.variable), use.variable)
    if use.variable == like.variable and len(use.entries) == len(like.entries):
        return around_name(root, like, relettered(own, like.entries, use.entries))
    time = f"_{{{use.time}}}" if use.time is not None and use.variable == stem else ""
    entries = "".join(str(place) for place in use.entries)
    return around_name(root, like, f"{stem}{time}" + (f"_{{{entries}}}" if entries else ""))
