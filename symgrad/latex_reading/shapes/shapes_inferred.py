"""The shapes of all variables from all equations at once: sizes are unified, ranks tried, the likeliest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from symgrad.errors import ShapeError
from symgrad.latex_reading.nodes.meanings import Statement, Use
from symgrad.latex_reading.nodes.sizes_unified import Shape
from symgrad.latex_reading.shapes.node_shapes import OF
from symgrad.latex_reading.shapes.ranks import NOTHING, Ranks, ranks_of, scalars_first
from symgrad.latex_reading.shapes.shape_search import Search, Solution
from symgrad.latex_reading.shapes.shapes_propagated import EVERY_RANK, propagated

MOST_STEPS = 60_000
_LIKELY = 3
MOST_UNLIKELY = 7
_WIDE = (12, 25, 60)  # many numbers among vectors

_MOST_PROPAGATED = 30_000
_MOST_LIKELIEST = 20_000  # steps more, once each equation alone is read in its likeliest way
_MOST_LIKELIER = 40_000  # steps for solutions that are likelier than one that is found


class NoShapesError(ShapeError):
    """No shapes fit the equations; ``statement`` is the first that fits none.

    whole   an array of which the statement may read an entry, where that is what is not clear
    """

    statement: Statement
    whole: str = ""


def solved(
    statements: Sequence[Statement], declared: Mapping[str, Shape], conventions: Mapping[str, str],
    marks: Mapping[str, tuple[str, str]] = MappingProxyType({}), differentiated: Mapping[str, bool] = NOTHING,
    most: int = MOST_STEPS,
) -> Solution:  # fmt: skip
    """The likeliest shapes with which every statement holds; ``marks`` have the shape of what they mark.

    differentiated   what claims differentiate, and whether whole by an entry
    most             steps of the search

    Raises ShapeError, with the first equation that has none, or with the names that more than one rank would do for.
    """
    ranks = ranks_of(statements, conventions.get("vectors") == "rows", differentiated)
    tied = {mark: of for mark, (_, of) in marks.items() if of in ranks and mark not in declared}
    every = dict.fromkeys(ranks, EVERY_RANK)

    def searching(some: Sequence[Statement], known: Mapping[str, Shape], steps: int) -> Search:
        return Search(some, known, every, conventions, OF, _WIDE[-1], steps, tied)

    # First as of vectors, then as of numbers alone, then with whatever is unlikely.
    tries = [(ranks, limit) for limit in range(_LIKELY + 1)]
    tries += [(scalars_first(ranks), limit) for limit in range(_LIKELY + 1)]
    tries += [(ranks, limit) for limit in (*range(_LIKELY + 1, MOST_UNLIKELY + 1), *_WIDE)]
    steps = 0
    for likeliest in (False, True):
        known = propagated(statements, declared, tied, searching, _MOST_PROPAGATED, likeliest)
        allowed = most if not likeliest else most + _MOST_LIKELIEST
        for own, limit in tries:
            search = Search(statements, known, own, conventions, OF, limit, allowed - steps, tied)
            for _ in search.all():
                return _likelier(search, own)
            steps = allowed - search.left
            if steps >= allowed:
                break
        if steps < allowed:
            break
    furthest = statements[min(search.furthest, len(statements) - 1)]
    so_far = "" if steps < allowed else f" in {steps} steps"
    error = NoShapesError(
        f"no shapes were found{so_far} with which this equation holds: {furthest.span.shown}. "
        "Say what its names are by shapes=, for instance "
        f"{{{_first_open(furthest, known)!r}: ('n', 'm')}}, or how products are meant by conventions=."
    )
    error.statement = furthest
    raise error


def _likelier(found: Search, ranks: Mapping[str, Ranks]) -> Solution:
    """The likeliest of the solutions no less likely than one; a wide limit finds any of them first."""
    best, left = found.solution(), _MOST_LIKELIER
    while best.unlikely > MOST_UNLIKELY:
        search = Search(
            found.statements, found.known, ranks, found.conventions, OF, best.unlikely - 1, left, found.tied
        )
        if next(iter(search.all()), None) is None:
            break
        best, left = search.solution(), search.left
    return best


def _first_open(statement: Statement, declared: Mapping[str, Shape]) -> str:
    names = [node.variable for node in statement.walk() if isinstance(node, Use) and node.variable not in declared]
    return names[0] if names else "W"
