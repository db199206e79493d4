"""Stacks as code: several arrays as one with an axis of slots, and in products with the slots below each other.

Of four gates (n,) a stack is (4, n), and their matrices are (4 n, m), as one would write them by hand.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from symgrad.lowering.array_program import BATCH, SLOT, Letter, Op, Value
from symgrad.targets.array_code.code_pieces import Code


@dataclass(frozen=True)
class BelowEachOther(Code):
    """A stack with its slots and the axis behind them in one.

    whole  the stack
    width  how long that one axis is
    """

    whole: Code = Code("")
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


def places_of(op: Op) -> list[tuple[Value, str]]:
    """Each piece of a stack, and the index at which it stands there at one t."""
    start, found = 0, []
    lead = ":, " * sum(axis == BATCH for axis in op.out.axes)
    for arg in op.args:
        if len(arg.axes) == len(op.out.axes):
            end = start + int(arg.axes[len(arg.lead)])
            found.append((arg, f"[{lead}{start or ''}:{end}]"))
        else:
            end = start + 1
            found.append((arg, f"[{lead}{start}]"))
        start = end
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
    """A product in which the slots and the axis of this letter are one; its result has yet to be :func:`apart`."""
    letters = tuple(tuple(one for one in own if one != SLOT) for own in op.letters)
    codes = [_joined(w, arg) if SLOT in own else w.code(arg) for arg, own in zip(op.args, op.letters, strict=True)]
    return replace(op, letters=letters, to=tuple(one for one in op.to if one != SLOT)), codes


def _joined(w: Any, value: Value) -> Code:
    if value in w.joined:
        return Code(w.joined[value].text)
    code = w.code(value)
    lead, (count, size, *rest) = value.lead, value.own
    if not lead:
        sizes = ["-1", *(w.size(one).text for one in rest)]
        return Code(f"{code.atom}.reshape({', '.join(sizes)})")
    width = f"{count} * {w.size(size).atom}"  # of no samples -1 tells nothing
    sizes = [*map(w.lead_size, lead), width, *(w.size(one).text for one in rest)]
    return BelowEachOther(f"{code.atom}.reshape({', '.join(sizes)})", whole=code, width=width)
