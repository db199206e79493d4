"""What the loss of a text is: scalars of its forward pass, cotangents that are given, what its outputs bring."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from symgrad.claims.forward.forward_pass import Forward
from symgrad.claims.forward.measured_truths import Seeds
from symgrad.claims.marks.marks_meant import Meant
from symgrad.latex_reading.nodes.meanings import (
    Derivative,
    Meaning,
    Statement,
    Use,
)
from symgrad.latex_reading.nodes.sizes_unified import SCALAR
from symgrad.latex_reading.resolving.forms_resolved import is_called_loss

STEPS = 4
_LAYERS = frozenset({"l", r"\ell"})  # letters that count layers, and no steps


@dataclass(frozen=True)
class Apart:
    """The definitions of the forward pass, the claims, and names that the text says to be cotangents of variables."""

    definitions: tuple[Statement, ...]
    claims: tuple[Statement, ...]
    said: Mapping[str, str] = field(default_factory=dict)


def seeds_of(apart: Apart, forward: Forward, said: Meant, step: bool) -> Seeds:
    """What the loss is: the scalars that nothing else uses, what is given, else what the outputs bring."""
    used = {
        node.variable
        for one in forward.statements()
        for node in one.right.walk()
        if isinstance(node, Use) and (node.time is None or not forward.stands_alone(node.variable))
    }
    said_given = {mark.of.variable for mark in said.marks.values() if mark.kind == "given" and isinstance(mark.of, Use)}
    outputs = [name for name in forward.definitions if name not in used | said_given]
    losses = [name for name in outputs if forward.shapes.get(name) == SCALAR and is_called_loss(name)]
    if (
        not losses
        and len(outputs) == 1
        and forward.shapes.get(outputs[0]) == SCALAR
        and outputs[0] not in forward.timed
    ):
        losses = outputs
    given: dict[str, tuple[str, ...]] = {}
    for name, mark in said.marks.items():
        if mark.kind in ("given", "future") and isinstance(mark.of, Use):
            early = mark.of.time is not None and mark.of.time.offset < 0
            if not early:
                given[mark.of.variable] = (*given.get(mark.of.variable, ()), name)
    if not losses:
        if not given or step:
            given = {**dict.fromkeys(_open_cotangents(apart, forward, said, step), ("outside",)), **given}
        if not given:
            outputs = [name for name in forward.definitions if name not in used]
            outputs += [name for name in _last_of_step(forward) if name not in _acting(forward, outputs)]
            given = dict.fromkeys(outputs or [*forward.definitions][-1:], ("outside",))
    times: tuple[int | None, ...] = (STEPS,) if step else tuple(range(1, STEPS + 1))
    layers = bool(forward.times) and forward.times <= _LAYERS  # a loss looks at the last layer
    last = frozenset(given) & forward.timed if layers and not said.given else frozenset[str]()
    return Seeds(tuple(losses), given, times, last | _flowing_last(apart, said, frozenset(given)))


def _last_of_step(forward: Forward) -> list[str]:
    """The names that only later steps read: h_t that h_{t+1} takes up, in a recurrence that is closed in itself."""
    read = {
        node.variable
        for one in forward.statements()
        for node in one.right.walk()
        if isinstance(node, Use) and (node.time is None or node.time.offset >= 0)
    }
    return [name for name in forward.definitions if name not in read]


def _acting(forward: Forward, goals: Collection[str]) -> set[str]:
    """These names, and all that act on them."""
    found, waiting = set[str](), [*goals]
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            own = forward.definitions.get(name, ())
            waiting += [node.variable for one in own for node in one.right.walk() if isinstance(node, Use)]
    return found


def _flowing_last(apart: Apart, said: Meant, given: frozenset[str]) -> frozenset[str]:
    """Variables into which the loss flows at the last step alone: their cotangent is spoken of at T or L."""
    moments: dict[str, set[str]] = {}
    for claim in apart.claims:
        for node in claim.right.walk():
            if isinstance(node, Derivative) and isinstance(node.below, Use) and node.below.time is not None:
                moments.setdefault(node.below.variable, set()).add(node.below.time.letter)
    return frozenset(name for name in given if moments.get(name) and moments[name] <= {"L", "T", "N", r"\tau"})


def claimed_in(apart: Apart, said: Meant) -> frozenset[str]:
    """The variables of whose cotangents claims speak."""
    return frozenset(name for claim in apart.claims for name, _ in _cotangents(claim.left, said))


def _open_cotangents(apart: Apart, forward: Forward, said: Meant, step: bool) -> list[str]:
    """Variables whose cotangents claims use and none claims, or that are said to be given.

    Of one step what a claim says of h_{t-1} says nothing of h_t. What acts on another of them brings nothing more.
    """
    told = list(said.given & forward.shapes.keys())
    claimed = {
        name for claim in apart.claims for name, offset in _cotangents(claim.left, said) if offset >= 0 or not step
    }
    read = dict.fromkeys(
        name
        for claim in apart.claims
        for name, offset in _cotangents(claim.right, said)
        if name not in claimed and not offset and name in forward.shapes
    )
    others = {*told, *read, *claimed}
    own = [name for name in read if name not in _acting_now(forward, others - {name})]
    return list(dict.fromkeys([*told, *(own or read)]))


def _acting_now(forward: Forward, goals: Collection[str]) -> set[str]:
    """What acts on some names within the step."""
    found, waiting = set[str](), [*goals]
    while waiting:
        for one in forward.definitions.get(waiting.pop(), ()):
            uses = [node for node in one.right.walk() if isinstance(node, Use)]
            now = {node.variable for node in uses if node.time is None or _offset(node) == _offset(one.left)} - found
            found |= now
            waiting += now
    return found


def _offset(node: Meaning) -> int:
    return node.time.offset if isinstance(node, Use) and node.time is not None else 0


def _cotangents(node: Meaning, said: Meant) -> list[tuple[str, int]]:
    found = []
    for one in node.walk():
        if isinstance(one, Derivative) and isinstance(one.below, Use) and _of_loss(one):
            found.append((one.below.variable, one.below.time.offset if one.below.time is not None else 0))
        elif isinstance(one, Use) and (mark := said.mark(one)) is not None:
            of = mark.of
            if isinstance(of, Use) and not mark.argument:
                found.append((of.variable, one.time.offset if one.time is not None else 0))
    return found


def _of_loss(node: Derivative) -> bool:
    return node.above is None or (isinstance(node.above, Use) and is_called_loss(node.above.variable))
