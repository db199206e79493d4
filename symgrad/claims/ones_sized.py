"""How many entries a bold 1 of a claim has: those with which the claim has the shape of what it speaks of."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace

from symgrad.claims.claim_values import ClaimValues
from symgrad.claims.formula_values import NoValueError, shape_of_array
from symgrad.claims.judging import Judge
from symgrad.claims.tree_edits import replaced
from symgrad.latex_reading.meanings import Constant, Meaning, Statement, Times, Transposed

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
    found = []
    for chosen in itertools.product(names, repeat=len(ones)):
        right: Meaning = claim.right
        for one, size in zip(ones, chosen, strict=True):
            right = replaced(right, one, replace(one, sizes=(size,)))
        try:
            if shape_of_array(replace(scope, rows=shape[0]).of(right)) == shape:
                found.append(right)
        except (NoValueError, ValueError, IndexError):
            continue
    return replace(claim, right=found[0]) if len(found) == 1 else claim


def _factors(root: Meaning) -> Iterator[Constant]:
    """Each bold 1 that is a factor, or the transpose of one; beside a sum it counts for every entry anyway."""
    for node in root.walk():
        for part in node.factors if isinstance(node, Times) else ():
            one = part.body if isinstance(part, Transposed) else part
            if isinstance(one, Constant) and one.everywhere and not one.sizes:
                yield one
