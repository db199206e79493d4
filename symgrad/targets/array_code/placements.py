"""Entries put into other places, as code."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import sympy as sp

from symgrad.functions.sources import PLACE
from symgrad.lowering.array_program import LEAD, Letter, Op, hole
from symgrad.targets.array_code.axes import aligned, turned
from symgrad.targets.array_code.code_pieces import Code, Level, call
from symgrad.targets.array_code.slots import slot, slots, stack
from symgrad.targets.array_code.triangles_in_numpy import TRIANGLES

Rule = Callable[[Any, Op], Code]


def place(w: Any, op: Op) -> Code:
    """Entries put into other places: ``how`` begins with the word of the rule."""
    return RULES[op.how[0]](w, op)


def _own(letters: Sequence[Letter]) -> list[Letter]:
    return [letter for letter in letters if letter not in LEAD]


def _fill(w: Any, op: Op) -> Code:
    if op.args:
        code = aligned(w.code(op.args[0]), op.letters[0], op.to)
        if set(op.letters[0]) == set(op.to):
            return code
        missing = [one for one in op.to if one not in op.letters[0]]
        if all(axis == 1 for axis, one in zip(op.out.axes, op.to, strict=True) if one in missing):
            code = turned(w.code(op.args[0]), op.letters[0], [one for one in op.to if one not in missing])
            return Code(f"{code.atom}[{', '.join('None' if one in missing else ':' for one in op.to)}]")
        return call("np.broadcast_to", code, w.shape(op.out))
    value = sp.sympify(op.how[1])
    if value == 0:
        alike = w.alike(op)
        return Code(f"np.zeros_like({alike})" if alike else f"np.zeros({w.shape(op.out)}, dtype={w.dtype})")
    return Code(f"np.full({w.shape(op.out)}, {w.number(value).text}, dtype={w.dtype})")


def _eye(w: Any, op: Op) -> Code:
    if len(op.out.axes) == 1:
        return Code(f"np.ones(1, dtype={w.dtype})")
    return Code(f"np.eye({w.size(op.out.axes[-1]).text}, dtype={w.dtype})")


def _diag(w: Any, op: Op) -> Code:
    code = w.code(op.args[0])
    if len(op.letters[0]) == 1:
        return call("np.diag", code)
    code = w.bound(code)
    return Code(f"{code.text}[..., None] * np.eye({code.text}.shape[-1], dtype={code.text}.dtype)", Level.PRODUCT)


def _concat(w: Any, op: Op) -> Code:
    axis = -len(_own(op.letters[0]))
    return Code(f"np.concatenate([{', '.join(w.code(arg).text for arg in op.args)}], axis={axis})")


def _part(w: Any, op: Op) -> Code:
    start, count = op.how[1:]
    rest = ", :" * (len(_own(op.letters[0])) - 1)
    first = "" if start == 0 else w.size(start).text
    if count == 1 and len(_own(op.to)) < len(_own(op.letters[0])):
        return Code(f"{w.code(op.args[0]).atom}[..., {first or 0}{rest}]")
    return Code(f"{w.code(op.args[0]).atom}[..., {first}:{w.size(start + count).text}{rest}]")


def _entry(w: Any, op: Op) -> Code:
    code, letters = w.code(op.args[0]), op.letters[0]
    own = len(_own(letters))
    places = [_position(w, op, spot, f"{code.atom}.shape[{k - own}]", 1) for k, spot in enumerate(op.how[1])]
    lead = [letter for letter in letters if letter in LEAD]
    if not any(led for _, led in places):
        return Code(f"{code.atom}[..., {', '.join(text for text, _ in places)}]")
    if not lead:
        return Code(f"{code.atom}[{', '.join(aligned(Code(text), led, op.to).text for text, led in places)}]")
    for axis, (text, led) in zip(range(-own, 0), places, strict=True):
        rest = ", :" * (-1 - axis)
        if not led:
            code = Code(f"{code.atom}[..., {text}{rest}]")
            continue
        wide = aligned(Code(text), led, lead)
        index = f"{wide.atom}[..., {', '.join(['None'] * -axis)}]"
        code = Code(f"np.take_along_axis({code.text}, {index}, {axis})[..., 0{rest}]")
    return code


def _position(w: Any, op: Op, spot: Any, size: str, first: int) -> tuple[str, tuple[Letter, ...]]:
    """A position as code, and its letters: made of sizes, or a value, which is looked at when the code runs."""
    held = [k for k in range(len(op.args) - first) if hole(k) in sp.sympify(spot).free_symbols]
    if not held:
        return w.size(spot).text, ()
    w.helper(PLACE)
    (k,) = held
    return f"place({w.code(op.args[k + first]).text}, {size})", op.letters[k + first]


def _unit(w: Any, op: Op) -> Code:
    """A one at a position, as truth values of a range along each axis."""
    marks = []
    for axis, spot in zip(op.out.axes[len(op.out.lead) :], op.how[1], strict=True):
        many = w.size(axis).text
        text, led = _position(w, op, spot, many, 0)
        where = f"{text}[..., None]" if led else text
        marks.append((Code(f"np.arange({many}) == {where}", Level.SUM), bool(led)))
    if len(marks) == 1:
        return Code(f"({marks[0][0].text}).astype({w.dtype})")
    if not any(led for _, led in marks):
        return Code(f"np.outer({', '.join(mark.text for mark, _ in marks)}).astype({w.dtype})")
    (row, _), (column, _) = marks
    return Code(f"(({row.text})[..., :, None] & ({column.text})[..., None, :]).astype({w.dtype})")


def _explicit(w: Any, op: Op) -> Code:
    pieces = {hole(k): aligned(w.code(arg), op.letters[k], op.out.lead) for k, arg in enumerate(op.args)}
    entries = [pieces[one] if one in pieces else w.number(one) for one in op.how[1]]
    sizes = [w.size(axis).text for axis in op.out.axes[len(op.out.lead) :]]
    inside = ", ".join(entry.text for entry in entries)
    if op.out.lead:
        stacked = f"np.stack(np.broadcast_arrays({inside}), axis=-1)"
        lead = ", ".join(w.lead_size(axis) for axis in op.out.lead)
        return Code(f"{stacked}.reshape({lead}, {', '.join(sizes)}).astype({w.dtype})")
    if len(sizes) == 2:
        width = int(op.out.axes[-1])
        texts = [entry.text for entry in entries]
        lines = [", ".join(texts[k : k + width]) for k in range(0, len(texts), width)]
        inside = ", ".join(f"[{line}]" for line in lines)
    return Code(f"np.array([{inside}], dtype={w.dtype})")


def _commutation(w: Any, op: Op) -> Code:
    height, width = (w.size(size).text for size in op.how[1:])
    order = f"np.arange({height} * {width}).reshape({width}, {height}).T.ravel()"
    return Code(f"np.eye({height} * {width}, dtype={w.dtype})[{order}]")


def _merge(w: Any, op: Op) -> Code:
    lead = list(op.out.lead)
    code = turned(w.code(op.args[0]), op.letters[0], [*lead, *(one for group in op.how[1] for one in group)])
    return Code(f"{code.atom}.reshape({w.shape(op.out)})")


def _split(w: Any, op: Op) -> Code:
    lead = list(op.out.lead)
    order = [*lead, *(one for group in op.how[1] for one in group)]
    sizes = dict(zip(op.to, op.out.axes, strict=True))
    shape = ", ".join(w.lead_size(one) if one in LEAD else w.size(sizes[one]).text for one in order)
    made = Code(f"{w.code(op.args[0]).atom}.reshape({shape})")
    return turned(made, order, op.to)


def _at(w: Any, op: Op) -> Code:
    axis, index = op.how[1:]
    before = list(op.letters[0]).index(axis)
    return Code(f"{w.code(op.args[0]).atom}[{':, ' * before}{index}]")


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "fill": _fill,
        "eye": _eye,
        "diag": _diag,
        "concat": _concat,
        "part": _part,
        "entry": _entry,
        "unit": _unit,
        "explicit": _explicit,
        "commutation": _commutation,
        **TRIANGLES,
        "merge": _merge,
        "split": _split,
        "at": _at,
        "slot": slot,
        "slots": slots,
        "stack": stack,
    }
)
