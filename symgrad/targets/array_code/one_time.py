"""Values and operations at one t, as the body of a loop has them, and what is carried as one array."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from symgrad.lowering import TIME, Op, Value
from symgrad.targets.array_code.code_pieces import Code


def at_one_time(value: Value) -> Value:
    """A value at one t."""
    return replace(value, name=f"{value.name} at t", axes=tuple(axis for axis in value.axes if axis != TIME))


def of_one_time(op: Op) -> Op:
    """An operation at one t: its arguments that have a time lose it."""
    args = tuple(at_one_time(arg) if TIME in arg.axes else arg for arg in op.args)
    letters = tuple(tuple(one for one in own if one != TIME) for own in op.letters)
    return replace(
        op, out=at_one_time(op.out), args=args, letters=letters, to=tuple(one for one in op.to if one != TIME)
    )


def shifted(w: Any, op: Op) -> Code:
    """All values of the step before, or after, as one array."""
    new = w.code(op.args[0]).atom
    end = w.code(op.args[1]).atom + "[None]" if len(op.args) > 1 else f"np.zeros_like({new}[:1])"
    return moved(new, end, op.how)


def moved(new: str, end: str, direction: int) -> Code:
    """Values moved by one step: a row of what is carried in takes the place of the last one, or of the first."""
    parts = [end, f"{new}[:-1]"] if direction > 0 else [f"{new}[1:]", end]
    return Code(f"np.concatenate([{', '.join(parts)}])")
