r"""Names of sizes that are names of arrays too: the b of W x + b, where W is said to be b x m."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from symgrad.errors import ShapeError
from symgrad.latex_reading.nodes.meanings import Call, Derivative, Divided, Meaning, Plus, Power, Statement, Times, Use

_ENTRYWISE = frozenset({r"\odot", r"\circ"})


def names_beside_sizes(
    statements: Sequence[Statement], sizes: Collection[str], declared: Collection[str], marked: Collection[str] = ()
) -> set[str]:
    """The sizes that equations may speak of as arrays: what they are the shapes tell.

    declared   names whose shapes the caller says
    marked     names of which something is marked, as a cotangent of them: the b of db

    Raises ShapeError for a size that is a number and an array in one text.
    """
    nodes = [node for one in statements for node in one.walk()]
    open_ = {*sizes} - {*declared}
    arrays = open_.intersection([*marked, *(name for node in nodes for name in _arrays(node))])
    terms = open_.intersection(name for node in nodes for name in _terms(node, sizes))
    numbers = open_.intersection(name for node in nodes for name in _divisors(node))
    both = sorted(arrays & numbers)
    if both:
        raise ShapeError(
            f"{both[0]}: it is a size by shapes=, by which an equation divides, and an array elsewhere in this text. "
            "Give the size another name."
        )
    return arrays | (terms - numbers)


def _arrays(node: Meaning) -> Iterator[str]:
    """The names by which a derivative is, and those that are multiplied entry by entry."""
    if isinstance(node, Derivative) and isinstance(node.below, Use):
        yield node.below.variable
    if isinstance(node, Times):
        for k, sign in enumerate(node.signs):
            for one in node.factors[k : k + 2] if sign in _ENTRYWISE else ():
                yield from _alone(one)


def _terms(node: Meaning, sizes: Collection[str]) -> Iterator[str]:
    """The names that are added to something else than sizes and numbers."""
    terms = node.terms if isinstance(node, Plus) else ()
    for one in terms:
        others = {use.variable for term in terms if term is not one for use in term.walk() if isinstance(use, Use)}
        if others - {*sizes}:
            yield from _alone(one)


def _divisors(node: Meaning) -> Iterator[str]:
    """The names by which something is divided, or by a root or a multiple of which."""
    waiting = [node.below] if isinstance(node, Divided) else []
    while waiting:
        one = waiting.pop()
        yield from _alone(one)
        if isinstance(one, Times | Power) or (isinstance(one, Call) and one.function == "sqrt"):
            waiting += one.parts


def _alone(node: Meaning) -> Iterator[str]:
    if isinstance(node, Use) and node.time is None and not node.entries:
        yield node.variable
