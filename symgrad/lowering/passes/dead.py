"""Dead code: operations that no output reads."""

from __future__ import annotations

from dataclasses import replace

from symgrad.lowering.array_program import Block, Value


def without_dead(block: Block) -> Block:
    """The block without what no output depends on, also by way of what is carried."""
    made = block.made
    live: set[Value] = set()
    waiting = [*block.outputs.values()]
    while waiting:
        value = waiting.pop()
        if value not in live:
            live.add(value)
            waiting += made[value].args if value in made else ()
    return replace(block, ops=tuple(op for op in block.ops if op.out in live))
