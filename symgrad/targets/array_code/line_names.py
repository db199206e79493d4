"""Names for lines of what no equation names: by what the value is read for, or by what it is."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from symgrad.functions.elementwise import row_of
from symgrad.lowering import Block, Op, Value, hole
from symgrad.targets.array_code.code_pieces import Code
from symgrad.targets.identifiers import Identifiers


def named_values(
    block: Block, outputs: Sequence[Any], names: Mapping[Any, str], identifiers: Identifiers
) -> dict[Value, str]:
    """The name of a value: of what comes out, or of the first equation whose value it is."""
    named: dict[Value, str] = {}
    shifts = {op.out for op in block.ops if op.kind == "shift"}
    equal, taken = {*block.names.values()}, set[str]()
    for symbol, value in zip(outputs, block.outputs.values(), strict=True):
        if value not in equal and value not in named:
            named[value] = names[symbol]
            taken.add(named[value])
    for symbol, value in block.names.items():
        if value not in named:
            name = value.name if value in shifts else names[symbol]
            named[value] = identifiers.fresh(name) if value in shifts or name in taken else name
    return named


def wanted_names(block: Block, named: Mapping[Value, str], parts: Sequence[Sequence[Op]]) -> dict[Value, str]:
    """pre_h for the argument of the function that h is, ahead_h for what a loop reads for h; ``parts`` hold loops."""
    found: dict[Value, str] = {}
    made = block.made
    for part in parts:
        inside = {op.out for op in part}
        for op in part:
            for arg in op.args:
                is_map = arg in made and made[arg].kind in ("map", "row")
                if is_map and arg not in inside and arg not in named and made[arg].of is not None:
                    found.setdefault(arg, f"ahead_{made[arg].of.name}")
    for op in block.ops:
        if op.kind == "map" and op.out in named and op.how.args == (hole(0),) and row_of(op.how.func):
            found[op.args[0]] = f"pre_{named[op.out]}"
    return found


def applied_name(op: Op, codes: Mapping[Value, Code]) -> str:
    """tanh_s for tanh(s); nothing for what has no short name."""
    head = op.how.func if op.kind == "map" and op.how.args == (hole(0),) else op.how if op.kind == "row" else None
    name = getattr(head, "name", None) or getattr(head, "__name__", "")
    if not name or len(op.args) != 1 or not (argument := codes[op.args[0]].text).isidentifier():
        return ""
    return re.sub(r"\W+", "_", f"{name}_{argument}".lower())
