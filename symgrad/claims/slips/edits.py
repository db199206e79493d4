"""The slips of the pen that spoil a claim, each undone in one place, until the claim is right."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from symgrad.claims.comparison.judging import Judge, Truth
from symgrad.claims.interpreter.formula_values import NoValueError
from symgrad.claims.marks.names_reached import Reach
from symgrad.claims.marks.tree_edits import (
    Edit,
    whole,
)
from symgrad.claims.slips.edit_surroundings import Surroundings, surroundings
from symgrad.claims.slips.missing_factors import inserted
from symgrad.claims.slips.name_edits import indices, names, slopes
from symgrad.claims.slips.product_edits import brackets, dropped, exponents, operators
from symgrad.claims.slips.sign_edits import signs, times, transposes, whole_sign
from symgrad.latex_reading.nodes.formula_nodes import Span
from symgrad.latex_reading.nodes.meanings import Derivative, Meaning, Statement, Use

MOST_EDITS = 1500


@dataclass(frozen=True)
class Repair:
    """A claim put right.

    term   what was at fault, as written
    text   the claim as it is right
    """

    right: Meaning
    term: str
    text: str
    reason: str


def repairs(
    claim: Statement, judge: Judge, truth: Truth | None, others: Sequence[Statement],
    refuted: Callable[[Meaning], bool], *, quick: bool = False,
) -> Iterator[Repair]:  # fmt: skip
    """The claim with one slip undone, each way that makes it right in every world.

    others    claims that spell names, too
    refuted   whether a right side is known to be another one, though the numbers that were drawn do not tell
    """
    fits = not judge.compared(claim.left, claim.right, truth, quick=True).misfit
    around = replace(surroundings(claim, judge.worlds[0], others), fits=fits)
    reach = Reach(judge.worlds[0].world.forward.statements(), (), judge.worlds[0].meant)
    every = (edit for edits in (QUICK if quick else ALL) for edit in edits(claim.right, around))
    for edit in itertools.islice(every, MOST_EDITS):
        if not _is_within(edit.span, claim.span):
            continue  # in the equation of a function, which the claim calls
        if claim.left in edit.formula.walk() and claim.left not in claim.right.walk():
            continue  # dL/ds = dL/ds
        try:
            if not judge.compared(claim.left, edit.formula, truth, quick=True).same:
                continue
            if _vanishes(edit.formula, reach) or not judge.compared(claim.left, edit.formula, truth).same:
                continue
            if refuted(edit.formula):
                continue
        except (NoValueError, KeyError):
            continue
        span, changed = claim.span, whole(edit.span)
        text = span.source.text
        fixed = text[span.start : changed.start] + edit.text + text[changed.end : span.end]
        yield Repair(edit.formula, whole(edit.term or edit.span).text.strip(), fixed.strip(), edit.reason)


def _is_within(span: Span, other: Span) -> bool:
    return span.source is other.source and other.start <= span.start and span.end <= other.end


def _vanishes(formula: Meaning, reach: Reach) -> bool:
    """Whether a derivative in it is of a name of the forward pass by one that does not act on it."""
    return any(
        isinstance(node, Derivative)
        and isinstance(node.above, Use)
        and isinstance(node.below, Use)
        and node.above.variable in reach.acts
        and node.above.variable not in {node.below.variable, *reach.after(node.below.variable)}
        for node in formula.walk()
    )


Edits: TypeAlias = Callable[[Meaning, Surroundings], Iterator[Edit]]
QUICK: Sequence[Edits] = (signs, whole_sign, times, transposes, names, dropped, operators)
ALL: Sequence[Edits] = (
    signs, whole_sign, times, transposes, indices, slopes, names, exponents, operators, dropped, brackets, inserted
)  # fmt: skip
