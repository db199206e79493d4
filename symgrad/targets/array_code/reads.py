"""How often each value is read, which says what has a line of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from symgrad.lowering import Block, Op, Value, hole
from symgrad.lowering.holes import occurrences
from symgrad.lowering.passes import Loop


def reads_of(block: Block, steps: Sequence[Op | Loop]) -> Counter[Value]:
    """How often each value is read; what is made before a loop and read in it is so at every step."""
    reads: Counter[Value] = Counter()
    for op in block.ops:
        times = occurrences(op.how) if op.kind == "map" else None
        for k, arg in enumerate(op.args):
            reads[arg] += 1 if times is None else times[hole(k)]
    for loop in steps:
        if isinstance(loop, Loop):
            inside = {op.out for op in (*loop.ops, *loop.carry)}
            reads.update(arg for op in loop.ops for arg in op.args if arg not in inside)
    return reads
