"""Stacks as code: several arrays as one with an axis of slots, and in products with the slots below each other.

Of four gates (n,) a stack is (4, n), and their matrices are (4 n, m), as one would write them by hand.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from symgrad.lowering.array_program import LEAD, SLOT, TIME, Letter, Op, Value
from symgrad.targets.array_code.code_pieces import Code


@dataclass(frozen=True)
class BelowEachOther(Code):
    """A stack with its slots and the axis behind them in one.

    whole  the stack
    width  how long that one axis is
    """

    whole: Code | None = None
    width: str = ""


def stack(w: Any, op: Op) -> Code:
    """Several arrays as one, some of them stacks."""
    axis, count = len(op.out.lead), len(op.out.axes)
    pieces = [w.code(arg) for arg in op.args]
    if all(len(arg.axes) < count for arg in op.args):
        if axis == 0 and count > 2:  # matrices: they are read in products, mostly
            name = w.name_for(op)
            w.line(f"{name} = np.concatenate([{', '.join(piece.text for piece in pieces)}])")
            w.joined[op.out] = Code(name)
            return Code(f"{name}.reshape({w.shape(op.out)})")
        return Code(f"np.stack([{', '.join(piece.text for piece in pieces)}]{f', axis={axis}' * (axis > 0)})")
    texts = [
        piece.text if len(arg.axes) == count else f"{piece.atom}[{':, ' * axis}None]"
        for piece, arg in zip(pieces, op.args, strict=True)
    ]
    return Code(f"np.concatenate([{', '.join(texts)}], axis={axis})")


def is_stack(op: Op) -> bool:
    """Whether an operation puts arrays into slots."""
    return op.kind == "place" and op.how == ("stack",)


def places_of(op: Op, timed: bool = False) -> list[tuple[Value, str]]:
    """Each piece of a stack, and the index at which it stands there at one t, or at many."""
    start, found = 0, []
    lead = ":, " * sum(axis != TIME or timed for axis in op.out.lead)
    for arg in op.args:
        if len(arg.axes) == len(op.out.axes):
            end = start + int(arg.axes[len(arg.lead)])
            found.append((arg, f"[{lead}{start or ''}:{end}]"))
        else:
            end = start + 1
            found.append((arg, f"[{lead}{start}]"))
        start = end
    return found


def put_at_once(
    stacks: Mapping[Value, Sequence[tuple[Value, str]]], alone: Collection[Value]
) -> dict[Value, tuple[Value, str]]:
    """Which pieces of stacks are put there when they are made, the stack and where; ``alone`` have no other place."""
    found: dict[Value, tuple[Value, str]] = {}
    for stack_, pieces in stacks.items():
        for value, index in pieces:
            if value in alone:
                found.setdefault(value, (stack_, index))
    return found


def slot(w: Any, op: Op) -> Code:
    """One slot of a stack."""
    return _at(w.code(op.args[0]), op, str(op.how[1]))


def slots(w: Any, op: Op) -> Code:
    """Some slots of a stack that follow each other."""
    first, end = op.how[1:]
    size = int(op.args[0].axes[len(op.args[0].lead)])
    return _at(w.code(op.args[0]), op, f"{first or ''}:{'' if end == size else end}")


def _at(code: Code, op: Op, index: str) -> Code:
    return Code(f"{code.atom}[{':, ' * list(op.letters[0]).index(SLOT)}{index}]")


def joined_letter(op: Op) -> Letter | None:
    """The letter that stands behind the slots in all operands that have one of the two, and in the result."""
    behind = {own[own.index(SLOT) + 1] if own[-1] != SLOT else SLOT for own in (*op.letters, op.to) if SLOT in own}
    if len(behind) != 1 or SLOT in behind:
        return None
    (letter,) = behind
    return letter if all((SLOT in own) == (letter in own) for own in (*op.letters, op.to)) else None


def joined(w: Any, op: Op, letter: Letter) -> tuple[Op, list[Code]]:
    """A product in which the slots and the axis of this letter are one; :func:`apart` gives its result its shape."""
    letters = tuple(tuple(one for one in own if one != SLOT) for own in op.letters)
    codes = [_joined(w, arg) if SLOT in own else w.code(arg) for arg, own in zip(op.args, op.letters, strict=True)]
    return replace(op, letters=letters, to=tuple(one for one in op.to if one != SLOT)), codes


def apart(w: Any, op: Op, code: Code) -> Code:
    """The result of such a product with the slots on an axis of their own."""
    sizes = []
    for axis, letter in zip(op.out.axes, op.to, strict=True):
        if letter != SLOT:
            sizes.append(w.lead_size(axis) if axis in LEAD else w.size(axis).text)
    place = op.to.index(SLOT)
    sizes[place] = joined_size(op.out, w.size(op.out.axes[place + 1]))
    return Code(f"{code.atom}.reshape({w.shape(op.out)})", flat=", ".join(sizes))


def joined_size(value: Value, size: Code) -> str:
    """How long the axis is that slots and this size make."""
    return f"{value.own[0]} * {size.atom}"


def _joined(w: Any, value: Value) -> Code:
    if value in w.joined:
        return Code(w.joined[value].text)
    code = w.code(value)
    if not value.lead:
        sizes = ["-1", *(w.size(one).text for one in value.own[2:])]
        return Code(f"{code.atom}.reshape({', '.join(sizes)})")
    text = f"{code.atom}.reshape({joined_shape(w, value)})"
    return BelowEachOther(text, whole=code, width=joined_size(value, w.size(value.own[1])))


def joined_part(w: Any, op: Op) -> Code:
    """Some slots of a stack below each other, as a part of the array in which all are."""
    whole, size = op.args[0], w.size(op.args[0].own[1]).atom
    first, end = op.how[1:] if op.how[0] == "slots" else (op.how[1], op.how[1] + 1)
    begin = f"{first} * {size}" if first else ""
    return Code(f"{w.joined[whole].text}[{':, ' * len(whole.lead)}{begin}:{end} * {size}]")


def joined_shape(w: Any, value: Value) -> str:
    """The shape of a stack with its slots below each other; of no samples -1 would tell nothing."""
    rest = [w.size(one).text for one in value.own[2:]]
    return ", ".join([*map(w.lead_size, value.lead), joined_size(value, w.size(value.own[1])), *rest])
