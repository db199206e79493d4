"""What the letter of a sum or a product runs over: steps, or entries."""

from __future__ import annotations

from collections.abc import Iterator

from symgrad.claims.interpreter.formula_values import Scope
from symgrad.latex_reading.nodes.meanings import Affine, SumOver


def summed_numbers(scope: Scope, node: SumOver) -> Iterator[int]:
    """What the letter runs over: times from 1 to T, or all entries from 0 on."""
    count = scope.counted.get(id(node), scope.counted.get(node.letter))
    times = scope.values.size("") or 1
    if count is None and node.high is not None and _is_shifted(scope, node):
        yield from range(1, scope.place(node.high) + 2)  # steps counted from 0
        return
    if count is None:
        low = scope.place(node.low) if node.low is not None else 1
        high = scope.place(node.high) if node.high is not None else times
        yield from (k for k in range(low, high + 1) if not node.excluded or scope.letters.get(node.excluded) != k)
        return
    for k in range(_last(scope, node, count)):
        if node.low is not None and node.low.letter and k < scope.place(node.low):
            continue
        if node.low is not None and not node.low.letter and k + 1 < node.low.offset:
            continue
        if node.excluded and scope.letters.get(node.excluded) == k:
            continue
        if node.high is not None and node.high.letter in scope.letters and k > scope.place(node.high):
            continue
        yield k


def _is_shifted(scope: Scope, node: SumOver) -> bool:
    """Whether a sum from 0 to T - 1 is one over all steps, in a text that counts them so."""
    to_last = node.high is not None and node.high.offset == -1 and node.high.letter not in scope.letters
    return node.low == Affine("", 0) and to_last and scope.values.from_zero() and not _looks_ahead(node)


def _looks_ahead(node: SumOver) -> bool:
    """Whether what is summed is of the step after the letter's, too: from 0 on it is the first one's, d_{t+1} h_t."""
    times = [getattr(one, "time", None) for one in node.body.walk()]
    return any(isinstance(one, Affine) and one.letter == node.letter and one.offset > 0 for one in times)


def _last(scope: Scope, node: SumOver, count: int) -> int:
    """How many of so many entries a sum reaches at most: all but one of a sum to n - 1 that begins with 1."""
    high = node.high
    if high is None or high.letter in scope.letters or high.others:
        return count
    from_zero = node.low == Affine("", 0)
    return min(count, (count if high.letter else 0) + high.offset + int(from_zero))
