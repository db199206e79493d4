"""How often each value is read, which says what has a line of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from symgrad.lowering import Block, Op, Value, hole
from symgrad.lowering.holes import occurrences
from symgrad.lowering.passes import Loop, Run


def reads_of(block: Block, parts: Sequence[Sequence[Op]]) -> Counter[Value]:
    """How often each value is read; what is made outside of a part that is done many times is so at every time."""
    reads: Counter[Value] = Counter()
    for op in block.ops:
        times = occurrences(op.how) if op.kind == "map" else None
        for k, arg in enumerate(op.args):
            reads[arg] += 1 if times is None else times[hole(k)]
    for part in parts:
        inside = {op.out for op in part}
        reads.update(arg for op in part for arg in op.args if arg not in inside)
    outside = {arg for op in block.ops if op.kind == "place" and op.how[0] == "at" for arg in op.args}
    reads.update(outside if parts else ())  # the end of a run is read after it
    return reads


def parts_of(run: Run) -> Iterator[Sequence[Op]]:
    """What is done for each block, and what is done for each t."""
    yield [op for step in run.steps for op in ((*step.carry, *step.ops) if isinstance(step, Loop) else (step,))]
    yield from (step.ops for step in run.steps if isinstance(step, Loop))
