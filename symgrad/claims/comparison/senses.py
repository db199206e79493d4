"""The senses in which a claim may be meant: the total derivative, one step of it, one path, the immediate partial."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from symgrad.claims.comparison.judging import Truth
from symgrad.claims.forward.claim_values import ClaimValues
from symgrad.claims.interpreter.formula_values import entries_of
from symgrad.claims.marks.names_respelled import retimed
from symgrad.latex_reading.nodes.meanings import Affine, Derivative, Meaning, Statement, Use

Array = Any
_MOST_PATHS = 10  # places that read a name, subsets of which are tried


@dataclass(frozen=True)
class Sense:
    """A sense in which a claim may be meant: what it is called, what is true in it, whether all of it is true."""

    name: str
    reason: str
    truth: Truth
    whole: bool = False


def senses(statement: Statement, values: ClaimValues) -> Iterator[Sense]:
    """The senses in which a left side may be meant besides the total derivative: a step, a path, the immediate one."""
    left = statement.left
    target = target_of(left, values)
    if target is None:
        return
    variable, time_of = target
    if isinstance(left, Derivative) and isinstance(left.above, Use) and _is_named(left.above, values):
        yield Sense(
            "immediate",
            f"the immediate partial: what stands in the equation of {left.above.span.text} itself, with all else held",
            partial(_immediate, left=left, above=left.above, variable=variable, time_of=time_of),
        )
        return
    if variable not in values.world.forward.timed and values.world.forward.timed:
        yield Sense(
            "one step",
            "what one time step contributes; the sum over the steps is missing",
            partial(_of_step, left=left, variable=variable),
        )
    nodes = readers(left, values)
    seeded = variable in values.truths.seeds.given
    for size in range(1, min(len(nodes), _MOST_PATHS) + seeded):
        for chosen in itertools.combinations(nodes, size):
            names = " and ".join(dict.fromkeys(nodes[node] for node in chosen))
            yield Sense(
                "one path" if size == 1 else "some paths",
                f"the path through {names} alone" if size == 1 else f"the paths through {names}",
                partial(_of_paths, left=left, variable=variable, time_of=time_of, chosen=chosen),
                size == 1,
            )


def immediate_readings(claim: Statement, values: ClaimValues) -> Iterator[tuple[Mapping[int, Truth], str]]:
    """Which derivatives on the right may be meant as immediate partials: their values, and how they are written.

    The chain rule over all paths holds so: dl/dx = dl/dm dm/dx + dl/du du/dx where m acts on u, too. It may be those
    that the left side is, those of one name by another one, or all.
    """
    found: dict[int, tuple[Derivative, Truth]] = {}
    for node in claim.right.walk():
        if isinstance(node, Derivative) and node.order == 1:
            own = next(senses(Statement(node.span, node, node), values), None)
            if own is not None and own.name == "immediate":
                found[id(node)] = node, own.truth
    groups: list[list[int]] = [[key for key, (node, _) in found.items() if node == claim.left]]
    pairs: dict[tuple[str, str], list[int]] = {}
    for key, (node, _) in found.items():
        pairs.setdefault((_variable(node.above), _variable(node.below)), []).append(key)
    groups += [*pairs.values(), [*found]]
    for k, group in enumerate(groups):
        if group and group not in groups[:k]:
            shown = dict.fromkeys(" ".join(found[key][0].span.text.split()) for key in group)
            yield {key: found[key][1] for key in group}, " and ".join(shown)


def _variable(node: Meaning | None) -> str:
    return node.variable if isinstance(node, Use) else ""


def _is_named(above: Use, values: ClaimValues) -> bool:
    """Whether what is differentiated is a name of the forward pass, and not the loss."""
    return above.variable in values.world.forward.definitions and above.variable not in values.truths.seeds.losses


def readers(left: Meaning, values: ClaimValues) -> dict[int, str]:
    """The places that read what a left side is the cotangent of, each with what it helps to define there."""
    target = target_of(left, values)
    if target is None:
        return {}
    found: dict[int, str] = {}
    for statement in values.world.forward.statements():
        for node in statement.right.walk():
            if isinstance(node, Use) and node.variable == target[0]:
                found.setdefault(id(node), _reader(statement, node, _offset(left, values)))
    return found


def _offset(left: Meaning, values: ClaimValues) -> int:
    """How far from t the time is at which a left side speaks of its variable."""
    use = left.below if isinstance(left, Derivative) else left
    mark = values.meant.mark(use) if isinstance(use, Use) else None
    own = use.time.offset if isinstance(use, Use) and use.time is not None else 0
    if mark is None:
        return own
    of = mark.of.time.offset if isinstance(mark.of, Use) and mark.of.time is not None else 0
    return own - mark.offset + of if isinstance(use, Use) and use.time is not None else of


def _reader(statement: Statement, node: Use, offset: int) -> str:
    """The name that an equation defines, at the time at which it reads what is spoken of: f^{t+1} reads h^t."""
    text, left = statement.left.span.text.strip(), statement.left
    if not isinstance(left, Use) or left.time is None or node.time is None or node.time.letter != left.time.letter:
        return text
    return retimed(text, left.time, Affine(left.time.letter, left.time.offset - node.time.offset + offset))


def target_of(
    left: Meaning, values: ClaimValues
) -> tuple[str, Callable[[ClaimValues, Mapping[str, int]], int | None]] | None:
    """The variable whose cotangent the left side is, and its time where the letters are these numbers."""
    if isinstance(left, Derivative) and isinstance(left.below, Use):
        below = left.below
        if below.variable not in values.world.forward.shapes:
            return None
        return below.variable, lambda own, letters: _time(own, below, letters)
    if isinstance(left, Use):
        mark = values.meant.mark(left)
        if mark is None or not isinstance(mark.of, Use) or mark.argument or mark.through is not None:
            return None
        of = mark.of

        def time_of(own: ClaimValues, letters: Mapping[str, int]) -> int | None:
            now = _time(own, left, letters)
            now = now - mark.offset if now is not None and left.time is not None else now
            return own.moment(of, now)

        return of.variable, time_of
    return None


def _time(values: ClaimValues, use: Use, letters: Mapping[str, int]) -> int | None:
    if use.time is not None:
        return values.scope(letters).place(use.time)
    return values.now(values.scope(letters))


def _entries(values: ClaimValues, letters: Mapping[str, int], left: Meaning, value: Array) -> Array:
    use = left.below if isinstance(left, Derivative) else left
    if isinstance(use, Use) and use.entries:
        return entries_of(values.scope(letters, left), value, use.entries)
    return value


def _immediate(
    values: ClaimValues, letters: Mapping[str, int], left: Derivative, above: Use, variable: str, time_of: Any
) -> Array:
    time = _time(values, above, letters) if above.variable in values.world.forward.timed else None
    at = time_of(values, letters) if variable in values.world.forward.timed else None
    shape = values.world.shape(variable)
    rows: Array = np.zeros((int(np.prod(values.world.shape(above.variable))), shape[0] * shape[1]))
    for _, statement, spot in values.truths.uses(variable, at):
        if isinstance(statement.left, Use) and statement.left.variable == above.variable and spot.time in (time, None):
            rows = rows + values.truths.jacobian(above.variable, time, spot)
    scope = values.scope(letters, left)
    entries = left.below.entries if isinstance(left.below, Use) else ()
    return values.arranged(scope, rows, values.world.shape(above.variable), shape, above.entries, entries)


def _of_step(values: ClaimValues, letters: Mapping[str, int], left: Meaning, variable: str) -> Array:
    now = values.now(values.scope(letters))
    total: Array = np.zeros(values.world.shape(variable))
    for _, _, spot in values.truths.uses(variable, None):
        if spot.time == now:
            total = total + values.truths.gradient(spot)
    return _entries(values, letters, left, total)


def _of_paths(
    values: ClaimValues, letters: Mapping[str, int], left: Meaning, variable: str, time_of: Any, chosen: Sequence[int]
) -> Array:
    timed = variable in values.world.forward.timed
    total: Array = np.zeros(values.world.shape(variable))
    for node, _, spot in values.truths.uses(variable, time_of(values, letters) if timed else None):
        if id(node) in chosen:
            total = total + values.truths.gradient(spot)
    return _entries(values, letters, left, total)
