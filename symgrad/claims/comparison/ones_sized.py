"""How many entries a bold 1 of a claim has: those with which the claim has the shape of what it speaks of."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import replace

from symgrad.claims.comparison.judging import Judge
from symgrad.claims.forward.claim_values import ClaimValues
from symgrad.claims.interpreter.formula_values import NoValueError, Scope, shape_of_array
from symgrad.claims.marks.tree_edits import replaced
from symgrad.latex_reading.nodes.meanings import Constant, Meaning, Statement, Times, Transposed

_MOST_TRIED = 400


def ones_sized(claim: Statement, values: ClaimValues) -> Statement:
    """The claim with the sizes of the bold 1 that stand as factors, where one choice of them alone has a value."""
    ones = list(_factors(claim.right))
    sizes = dict.fromkeys([*values.world.sizes, *(one for own in values.world.forward.shapes.values() for one in own)])
    names = [size for size in sizes if isinstance(size, int | str) and size != 1]
    if not ones or len(names) ** len(ones) > _MOST_TRIED:
        return claim
    try:
        letters = next(Judge([values]).assignments(values, claim.left, claim.right), {})
        scope = values.scope(letters, claim.left, claim.right)
        shape = shape_of_array(scope.of(claim.left))
    except (NoValueError, ValueError, IndexError):
        return claim
    strict = replace(scope, conventions={"juxtaposition": "matrix product", **scope.conventions})
    for own in (strict, scope):  # entry by entry is the least that two matrices beside each other mean
        found = list(_fitting(claim.right, ones, names, replace(own, rows=shape[0]), shape))
        if found:
            return replace(claim, right=found[0]) if len(found) == 1 else claim
    return claim


def _fitting(
    root: Meaning, ones: Sequence[Constant], names: Sequence[int | str], scope: Scope, shape: tuple[int, int]
) -> Iterator[Meaning]:
    """The formula with each choice of sizes with which it has this shape."""
    for chosen in itertools.product(names, repeat=len(ones)):
        right = root
        for one, size in zip(ones, chosen, strict=True):
            right = replaced(right, one, replace(one, sizes=(size,)))
        try:
            if shape_of_array(scope.of(right)) == shape:
                yield right
        except (NoValueError, ValueError, IndexError):
            continue


def _factors(root: Meaning) -> Iterator[Constant]:
    """Each bold 1 that is a factor, or the transpose of one; beside a sum it counts for every entry anyway."""
    for node in root.walk():
        for part in node.factors if isinstance(node, Times) else ():
            one = part.body if isinstance(part, Transposed) else part
            if isinstance(one, Constant) and one.everywhere and not one.sizes:
                yield one
