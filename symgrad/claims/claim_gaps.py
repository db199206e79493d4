"""What a claim leaves open: an index that nothing binds, a number that may be the name of a node."""

from __future__ import annotations

from symgrad.claims.claim_values import ClaimValues
from symgrad.claims.marks_meant import Meant
from symgrad.latex_reading.bound_letters import free_letters, unknown_bounds
from symgrad.latex_reading.meanings import Affine, Constant, Statement, Use


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


def ones_open(claim: Statement) -> str:
    """Why nothing can be said of a claim whose shapes do not fit: how many entries a bold 1 has is not said."""
    if any(isinstance(node, Constant) and node.everywhere and not node.sizes for node in claim.walk()):
        return "how many entries a bold 1 has is not said; write it as \\mathbf{1}_n, with a size of shapes=."
    return ""


def number_of_node(claim: Statement, meant: Meant) -> str:
    """Why nothing can be said of a claim with the number 6 where \\delta 6 is a name: it may be what node 6 holds."""
    for node in claim.right.walk():
        if isinstance(node, Constant) and rf"\delta {node.text}" in meant.marks and int(node.text) > 2:
            return (
                f"{node.text} may be the value of the node to which \\delta {node.text} belongs; conventions= may say "
                f"so: {{{node.text!r}: 'same as h_t'}}."
            )
    return ""
