"""Names that are read no more, taken away before sums over the samples, whose results may stand in their memory."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from symgrad.lowering import BATCH, Op

_ASSIGNED = re.compile(r"(\w+) = ")


def freed(w: Any, returned: Sequence[str]) -> list[str]:
    """The lines of a function without loops, one more among them where a matrix is summed over the samples.

    Memory that is new to a process costs more than the arithmetic of a few gates.
    """
    lines: list[str] = w.lines
    begins = {f"{w.named[op.out]} = " for op in w.block.ops if _is_large_sum(op) and op.out in w.named}
    place = next((k for k, line in enumerate(lines) if line.startswith(tuple(begins))), 0) if begins else 0
    made = [found[1] for found in map(_ASSIGNED.match, lines[:place]) if found]
    read = {*re.findall(r"\w+", "\n".join([*lines[place:], *returned]))}
    gone = [name for name in dict.fromkeys(made) if name not in read]
    return [*lines[:place], f"del {', '.join(gone)}", *lines[place:]] if gone else lines


def _is_large_sum(op: Op) -> bool:
    return op.kind == "contract" and BATCH not in op.out.axes and any(BATCH in arg.axes for arg in op.args) and (
        len(op.out.own) > 1
    )  # fmt: skip
