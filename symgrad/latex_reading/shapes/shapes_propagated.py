"""Shapes that an equation leaves no choice about, found before the search: each settles others.

An equation of which one variable is open is solved alone, in all ways there are; where they agree, its shape is known.
A search over all equations at once would choose first, and see equations later that the choice does not fit.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping, Sequence

from symgrad.latex_reading.nodes.meanings import Statement, Use
from symgrad.latex_reading.nodes.sizes_unified import Shape, Size
from symgrad.latex_reading.shapes.ranks import Ranks
from symgrad.latex_reading.shapes.shape_search import Search

# A search over some statements, with such shapes known, and so many steps
Searching = Callable[[Sequence[Statement], Mapping[str, Shape], int], Search]
EVERY_RANK: Ranks = (("V", 0), ("S", 0), ("M", 0), ("R", 0))
_MOST_STEPS = 2_000  # of one statement


def propagated(
    statements: Sequence[Statement], declared: Mapping[str, Shape], tied: Mapping[str, str], searching: Searching,
    steps: int, likeliest: bool = False,
) -> dict[str, Shape]:  # fmt: skip
    """The shapes that are declared, and those that follow from them, found in so many steps.

    tied        marks and what they mark, which has the same shape
    likeliest   whether of several ways to read an equation the likeliest is taken, where there is one
    """
    known = dict(declared)
    names = [
        {tied.get(node.variable, node.variable) for node in one.walk() if isinstance(node, Use)} for one in statements
    ]
    users: dict[str, list[int]] = {}
    for k, own in enumerate(names):
        for name in own:
            users.setdefault(name, []).append(k)
    waiting = deque(k for k, own in enumerate(names) if own & known.keys())
    while waiting and steps > 0:
        k = waiting.popleft()
        open_ = names[k] - known.keys()
        if len(open_) != 1:
            continue
        (name,) = open_
        search = searching([statements[k]], known, min(steps, _MOST_STEPS))
        before = search.left
        found: dict[Shape | None, int] = {}
        for _ in search.all():
            solution = search.solution()
            shape = solution.shapes.get(name)
            found[shape] = min(solution.unlikely, found.get(shape, solution.unlikely))
        steps -= before - search.left
        if search.left <= 0:
            continue
        least = [one for one, cost in found.items() if not likeliest or cost == min(found.values())]
        shape = least[0] if len(least) == 1 else None
        if shape is not None and all(map(_is_settled, shape)):
            known[name] = shape
            waiting.extend(users[name])
    return known


def _is_settled(size: Size) -> bool:
    """Whether nothing of a size is open."""
    if isinstance(size, tuple):
        return all(map(_is_settled, size))
    return not isinstance(size, int) or size > 0
