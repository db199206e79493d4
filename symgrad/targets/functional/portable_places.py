"""Entries put into other places, in functional code."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

import sympy as sp

from symgrad.lowering.array_program import LEAD, Letter, Op, hole
from symgrad.targets.array_code.code_pieces import Code, Level, call
from symgrad.targets.functional.aligned_axes import aligned, along, sizes_text, turned
from symgrad.targets.functional.portable_triangles import TRIANGLES
from symgrad.targets.functional.row_sources import PICKED, POSITION

Rule = Callable[[Any, Op], Code]


def place(w: Any, op: Op) -> Code:
    """Entries put into other places: ``how`` begins with the word of the rule."""
    return RULES[op.how[0]](w, op)


def _fill(w: Any, op: Op) -> Code:
    if op.args:
        code = aligned(w.code(op.args[0]), op.letters[0], op.to)
        return code if set(op.letters[0]) == set(op.to) else call("xp.broadcast_to", code, w.shape(op.out))
    return w.full(op.out, w.number(sp.sympify(op.how[1])))


def _eye(w: Any, op: Op) -> Code:
    if len(op.out.axes) == 1:
        return w.full(op.out, Code("1.0", constant=True))
    return Code(f"xp.eye({w.size(op.out.axes[-1]).text}, dtype={w.dtype}, device=device)")


def _diag(w: Any, op: Op) -> Code:
    code = w.bound(w.code(op.args[0]))
    eye = f"xp.eye({w.size(op.out.axes[-1]).text}, dtype={code.text}.dtype, device=device)"
    w.needs_device()
    return Code(f"xp.where({eye} > 0.0, {code.text}[..., None], xp.zeros_like({code.text})[..., None])")


def _concat(w: Any, op: Op) -> Code:
    axis = len([one for one in op.letters[0] if one not in LEAD])
    return Code(f"xp.concat([{', '.join(w.code(arg).text for arg in op.args)}], axis={-axis})")


def _part(w: Any, op: Op) -> Code:
    start, count = op.how[1:]
    letters = op.letters[0]
    axis = len([one for one in letters if one in LEAD])
    first = "" if start == 0 else w.size(start).text
    one = count == 1 and len(op.to) < len(letters)
    index = first or "0" if one else f"{first}:{w.size(start + count).text}"
    return Code(f"{w.code(op.args[0]).atom}{along(len(letters), axis, index)}")


def _entry(w: Any, op: Op) -> Code:
    code, letters = w.code(op.args[0]), list(op.letters[0])
    own = [one for one in letters if one not in LEAD]
    lead = [one for one in op.to if one in LEAD]
    spots = list(zip(own, op.how[1], op.args[0].own, strict=True))
    fixed = {one: w.size(spot).text for one, spot, _ in spots if not _held(op, spot, 1)}
    if fixed:
        index = ", ".join(fixed.get(one, ":") for one in letters)
        code, letters = Code(f"{code.atom}[{index}]"), [one for one in letters if one not in fixed]
    for one, spot, axis in reversed(spots):
        if one not in fixed:
            letters.remove(one)
            to = [*(axis_ for axis_ in lead if axis_ in letters or axis_ in _lead_of(op, spot, 1)),
                  *(other for other in letters if other not in LEAD)]  # fmt: skip
            weights, led = _weights(w, op, spot, axis, 1)
            weights = aligned(weights, [*led, one], [*to, one])
            code = aligned(code, [*letters, one], [*to, one])
            w.helper(PICKED)
            code, letters = Code(f"picked(xp, {code.text}, {weights.text})"), to
    return turned(code, letters, op.to)


def _held(op: Op, spot: Any, first: int) -> list[int]:
    return [k for k in range(len(op.args) - first) if hole(k) in sp.sympify(spot).free_symbols]


def _lead_of(op: Op, spot: Any, first: int) -> Sequence[Letter]:
    held = _held(op, spot, first)
    return op.letters[held[0] + first] if held else ()


def _weights(w: Any, op: Op, spot: Any, axis: Any, first: int) -> tuple[Code, tuple[Letter, ...]]:
    """1 along an axis where a position is, else 0, and the letters in front of it."""
    many, held = w.size(axis).text, _held(op, spot, first)
    if not held:
        where = f"xp.arange({many}, device=device) == {w.size(spot).text}"
        w.needs_device()
        return Code(f"xp.asarray({where}, dtype={w.dtype})"), ()
    w.helper(POSITION)
    (k,) = held
    return Code(f"position(xp, {w.code(op.args[k + first]).text}, {many}, {w.dtype})"), op.letters[k + first]


def _unit(w: Any, op: Op) -> Code:
    marks = []
    for axis, spot in zip(op.out.own, op.how[1], strict=True):
        code, led = _weights(w, op, spot, axis, 0)
        marks.append((code, led))
    own = [one for one in op.to if one not in LEAD]
    codes = [aligned(code, [*led, one], op.to).within(Level.POWER) for (code, led), one in zip(marks, own, strict=True)]
    made = " * ".join(codes)
    return Code(f"xp.asarray({made}, dtype={w.dtype})")


def _explicit(w: Any, op: Op) -> Code:
    pieces = {hole(k): aligned(w.code(arg), op.letters[k], op.out.lead) for k, arg in enumerate(op.args)}
    lead = sizes_text([w.lead_size(axis) for axis in op.out.lead])
    entries = [pieces[one] if one in pieces else w.number(one) for one in op.how[1]]
    texts = [
        f"xp.broadcast_to({w.array(entry).text}, {lead})" if op.out.lead else w.array(entry).text for entry in entries
    ]
    stacked = f"xp.stack([{', '.join(texts)}], axis=-1)"
    return Code(f"xp.reshape({stacked}, {w.shape(op.out)})")


def _commutation(w: Any, op: Op) -> Code:
    height, width = (w.size(size).text for size in op.how[1:])
    eye = f"xp.eye({height} * {width}, dtype={w.dtype}, device=device)"
    turned_ = f"xp.permute_dims(xp.reshape({eye}, ({height}, {width}, {height} * {width})), (1, 0, 2))"
    return Code(f"xp.reshape({turned_}, ({height} * {width}, {height} * {width}))")


def _merge(w: Any, op: Op) -> Code:
    lead = list(op.out.lead)
    code = turned(w.code(op.args[0]), op.letters[0], [*lead, *(one for group in op.how[1] for one in group)])
    return Code(f"xp.reshape({code.text}, {w.shape(op.out)})")


def _split(w: Any, op: Op) -> Code:
    lead = list(op.out.lead)
    order = [*lead, *(one for group in op.how[1] for one in group)]
    sizes = dict(zip(op.to, op.out.axes, strict=True))
    shape = sizes_text([w.lead_size(one) if one in LEAD else w.size(sizes[one]).text for one in order])
    return turned(Code(f"xp.reshape({w.code(op.args[0]).text}, {shape})"), order, op.to)


def _at(w: Any, op: Op) -> Code:
    axis, index = op.how[1:]
    letters = list(op.letters[0])
    if op.args[0] in w.ends and op.args[0] not in w.codes:
        return Code(w.ends[op.args[0]].text)
    return Code(f"{w.code(op.args[0]).atom}{along(len(letters), letters.index(axis), str(index))}")


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
    }
)
