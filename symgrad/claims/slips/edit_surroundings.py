"""What an edit of a claim may use: the names around it, their shapes, how the author spells them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from symgrad.claims.forward.claim_values import ClaimValues
from symgrad.claims.interpreter.formula_values import NoValueError
from symgrad.claims.marks.names_respelled import around_name, bare_spellings, relettered, retimed
from symgrad.claims.marks.tree_edits import written
from symgrad.latex_reading.nodes.meanings import (
    Statement,
    Use,
)


@dataclass(frozen=True)
class Surroundings:
    """What an edit may use: the claim, the values, the names, each use of which is spelled once, and their shapes."""

    claim: Statement
    values: ClaimValues
    spellings: Mapping[Use, str]
    shapes: Mapping[str, tuple[int, int]]
    fits: bool = True


def surroundings(claim: Statement, values: ClaimValues, others: Sequence[Statement]) -> Surroundings:
    """Those of one claim among others."""
    spellings: dict[Use, str] = {}
    shapes: dict[str, tuple[int, int]] = {}
    forward = values.world.forward
    for statement in (claim, *others, *forward.statements()):
        for use, text in bare_spellings(statement):
            spellings.setdefault(use, text)
    for name in (*forward.shapes, *values.meant.marks, *values.meant.aliases):
        try:
            shapes[name] = values.shape(name)
        except NoValueError:
            continue
    return Surroundings(claim, values, spellings, shapes)


def spelled(around: Surroundings, use: Use, like: Use) -> str:
    """A use of a variable as the author would write it, by the way he writes it elsewhere."""
    root = around.claim.right
    if use in around.spellings:
        return around_name(root, like, around.spellings[use])
    known = [(one, text) for one, text in around.spellings.items() if one.variable == use.variable]
    if use.variable == like.variable:
        known.insert(0, (like, next((text for one, text in bare_spellings(root) if one is like), written(like))))
    known.sort(key=lambda one: (len(one[0].entries) != len(use.entries), (one[0].time is None) != (use.time is None)))
    one, text = known[0] if known else (Use(use.span, use.variable), use.variable)
    if use.time != one.time:
        if use.time is None or one.time is None:
            text = f"{text}_{{{use.time}}}" if use.time is not None else use.variable
        else:
            text = retimed(text, one.time, use.time)
    if use.entries != one.entries:
        text = relettered(text, one.entries, use.entries)
    return around_name(root, like, text)
