"""Numbers that a text gives its names, x = 2: what is said of such names holds for other numbers, too."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from symgrad.claims.claims_apart import Task
from symgrad.claims.forward.forward_pass import Forward
from symgrad.latex_reading.nodes.compound_sizes import Compound
from symgrad.latex_reading.nodes.meanings import Meaning, Power, Statement, SumOver, Use

WITH_NUMBERS = "with the numbers that the text gives"


def numbers_drawn(task: Task) -> Task | None:
    """The task where names that the text gives numbers are inputs as all others; None where it gives none."""
    forward = task.forward
    fixed = {*_counting(task)}
    given = {name for name, own in forward.definitions.items() if name not in fixed and _is_number(own)}
    if not given:
        return None
    kept = {name: own for name, own in forward.definitions.items() if name not in given}
    return replace(task, forward=replace(forward, definitions=kept))


def has_names(node: Meaning) -> bool:
    """Whether a formula speaks of anything but numbers."""
    return any(isinstance(one, Use) for one in node.walk())


def _is_number(own: tuple[Statement, ...]) -> bool:
    """Whether the one equation of a name, at no step and of no entry, gives it a number."""
    left = own[0].left
    return (
        len(own) == 1
        and isinstance(left, Use)
        and left.time is None
        and not left.entries
        and not has_names(own[0].right)
    )


def _counting(task: Task) -> Iterator[str]:
    """The names whose numbers count something, or tell a class or a power, and cannot be any."""
    forward: Forward = task.forward
    yield from (*forward.classes, *forward.chosen, *forward.kinds)
    for shape in forward.shapes.values():
        for size in shape:
            yield from map(str, size.names if isinstance(size, Compound) else [size])
    for one in (*forward.statements(), *task.claims):
        for node in one.walk():
            if isinstance(node, SumOver):
                yield from (place.letter for place in (node.low, node.high) if place is not None)
            if isinstance(node, Power):
                yield from (use.variable for use in node.exponent.walk() if isinstance(use, Use))
