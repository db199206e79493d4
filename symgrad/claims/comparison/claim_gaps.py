"""What a claim leaves open: an index that nothing binds, a number that may be the name of a node."""

from __future__ import annotations

from collections import Counter

from symgrad.claims.forward.claim_values import ClaimValues
from symgrad.claims.forward.forward_pass import Forward
from symgrad.claims.marks.marks_meant import Meant
from symgrad.latex_reading.names.bound_letters import free_letters, unknown_bounds
from symgrad.latex_reading.nodes.meanings import Affine, Constant, Derivative, Meaning, Statement, Use
from symgrad.latex_reading.nodes.sizes_unified import SCALAR


def unbound_letter(claim: Statement, values: ClaimValues) -> str:
    """Why nothing can be said of a claim with an index on the right alone: the class c of 1(i = c); "" without one."""
    counts = values.counts(claim.left, claim.right)
    bound = {*free_letters(claim.left), *values.world.chosen, *values.world.forward.times}
    bound |= unknown_bounds((claim.left, claim.right), counts)
    open_ = [letter for letter in free_letters(claim.right) if letter not in bound and values.size(letter) is None]
    if not open_:
        return ""
    return (
        f"the index {open_[0]} stands on the right side alone, and nothing binds it; conventions= may say that it is "
        f"the class of a one-hot name: {{{open_[0]!r}: 'label of y'}}."
    )


def shapes_open(claim: Statement, values: ClaimValues) -> str:
    """Why nothing can be said of a claim whose shapes do not fit: an index may count samples."""
    whole = not {*free_letters(claim.left)} - values.world.forward.times
    for node in claim.walk():
        if isinstance(node, Use) and len(node.entries) == 1 and isinstance(node.entries[0], Affine):
            letter, name = node.entries[0].letter, node.span.shown
            if letter not in ("", ":") and (whole or 1 not in values.shape(node.variable)):
                return (
                    f"{name} is read as an entry or a row; where {letter} counts samples, or is a label, say so, for "
                    f"instance by conventions={{{letter!r}: 'counts samples'}}."
                )
    return ""


def rank_open(claim: Statement, forward: Forward) -> str:
    """Why nothing can be said of a claim whose shapes do not fit: what a name is, no other name of the text tells."""
    sizes = Counter(size for shape in forward.shapes.values() for size in {*shape})
    for node in claim.walk():
        if isinstance(node, Use):
            own = forward.shapes.get(node.variable, SCALAR)
            open_ = [isinstance(size, int) and size < 0 and sizes[size] == 1 for size in own if size != 1]
            if open_ and all(open_):
                name = node.span.shown
                return f"whether {name} is a number or an array is not said; say it by shapes={{{name!r}: ()}}."
    return ""


def ones_open(claim: Statement) -> str:
    """Why nothing can be said of a claim whose shapes do not fit: how many entries a bold 1 has is not said."""
    if any(isinstance(node, Constant) and node.everywhere and not node.sizes for node in claim.walk()):
        return "how many entries a bold 1 has is not said; write it as \\mathbf{1}_n, with a size of shapes=."
    return ""


def has_gradient_of_matrix(right: Meaning, values: ClaimValues) -> bool:
    """Whether a right side speaks of the derivative by a whole matrix, which one layout turns, another does not."""
    return any(
        isinstance(node, Derivative)
        and isinstance(node.below, Use)
        and not node.below.entries
        and node.below.variable in values.world.forward.shapes
        and 1 not in values.world.shape(node.below.variable)
        for node in right.walk()
    )


def number_of_node(claim: Statement, meant: Meant) -> str:
    """Why nothing can be said of a claim with the number 6 where \\delta 6 is a name: it may be what node 6 holds."""
    for node in claim.right.walk():
        if isinstance(node, Constant) and rf"\delta {node.text}" in meant.marks and int(node.text) > 2:
            return (
                f"{node.text} may be the value of the node to which \\delta {node.text} belongs; conventions= may say "
                f"so: {{{node.text!r}: 'same as h_t'}}."
            )
    return ""
