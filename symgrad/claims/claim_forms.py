"""Forms of claims: chains of equal signs, what adds to itself, slopes by their values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from symgrad.claims.claims_apart import Task
from symgrad.claims.forward.forward_pass import Forward
from symgrad.claims.marks.marks_meant import Meant
from symgrad.claims.marks.tree_edits import mapped
from symgrad.claims.verdicts import Verdict
from symgrad.latex_reading.nodes.meanings import (
    Affine,
    Call,
    Derivative,
    Meaning,
    Plus,
    Statement,
    Times,
    Transposed,
    Use,
)
from symgrad.latex_reading.nodes.sizes_unified import SCALAR

_ORDER = ("wrong", "partial", "right under a condition", "right up to layout", "right", "not judged")


def worse(first: Verdict, second: Verdict) -> Verdict:
    """Of a = b = c one verdict: that on the link which is worst of those that could be judged.

    Where all that could be judged is right and the last link, which is the result, could not, it is not judged.
    """
    if second.status == "not judged" and first.status.startswith("right"):
        reason = f"the last link of the chain could not be judged: {second.reason}"
        return replace(second, reason=reason)
    worst = min(first, second, key=lambda one: _ORDER.index(one.status))
    passed = next((one for one in (first, second) if one.status == "not judged" and one is not worst), None)
    reason = worst.reason or (f"a link of the chain could not be judged: {passed.reason}" if passed is not None else "")
    other = second if worst is first else first
    end = worst.end if other.status.startswith("right") else max(first.end, second.end)  # what is right stays
    return replace(worst, reason=reason, end=end)


def chained(claims: Sequence[Statement], local: Collection[str]) -> Iterator[Statement]:
    """The claims; of H = dE/dx = ..., where H is but a name, that dE/dx is what stands behind it."""
    first: dict[tuple[int, int, str], Statement] = {}
    for claim in claims:
        name = claim.left.variable if isinstance(claim.left, Use) else ""
        place = id(claim.span.source), claim.left.span.start, name
        before = first.setdefault(place, claim)
        goes_on = name in local and before is not claim and isinstance(before.right, Derivative)
        yield replace(claim, left=before.right) if goes_on else claim


def every_claim(claim: Statement) -> bool:
    """All claims are among these."""
    return True


def times_in(node: Meaning) -> list[Affine]:
    """The times of all names in a formula."""
    return [one.time for one in node.walk() if isinstance(one, Use) and one.time is not None]


def without_itself(claim: Statement, meant: Meant, timed: Collection[str]) -> tuple[Meaning, bool]:
    """The right side of dW = dW + ..., without the dW, under whatever name it goes; whether it had one.

    timed   the variables written with a time: dh_t = dh_{t+1} + ... adds up nothing, dW_t = dW_{t+1} + ... does
    """
    right = claim.right
    if isinstance(right, Plus) and len(right.terms) > 1 and _is_same(right.terms[0], claim.left, meant, timed):
        if len(right.terms) == 2 and right.signs[1] == "+":
            return right.terms[1], True
        return Plus(right.span, right.signs[1:], right.terms[1:]), True
    return right, False


def assigned_again(claims: Sequence[Statement], meant: Meant, timed: Collection[str]) -> dict[int, Statement]:
    """By the identity of a claim dy = g'(y) dy: the dy = ... before it, of which it takes the value as programs do."""
    found: dict[int, Statement] = {}
    before: dict[Meaning, Statement] = {}
    for claim in claims:
        if not isinstance(claim.left, Use) or meant.mark(claim.left) is None or without_itself(claim, meant, timed)[1]:
            continue
        if claim.left in before and any(node == claim.left for node in claim.right.walk()):
            found[id(claim)] = before[claim.left]
        before[claim.left] = claim
    return found


def _is_same(first: Meaning, second: Meaning, meant: Meant, timed: Collection[str]) -> bool:
    """Whether two names are one, or are said to be the same cotangent."""
    if not isinstance(first, Use) or not isinstance(second, Use):
        return False  # ds/dW = ds/dW + ... adds up nothing: that on the right is an immediate partial
    if first == second:
        return True
    mark = meant.mark(first)
    if mark is None or mark.kind != "cotangent" or mark != meant.mark(second):
        return False
    return first.time == second.time or not (isinstance(mark.of, Use) and mark.of.variable in timed)


_OPERATOR = re.compile(r"\\[dt]?frac\s*\{\s*(?:\\partial|d|\\mathrm\{d\})\s*(?:\{\s*\})?\s*\}")


def reaching_on(node: Meaning) -> Meaning:
    """The same with each operator d/dx reaching to the end of its bracket: d/dx a + b as d/dx (a + b)."""

    def change(one: Meaning) -> Meaning:
        if not isinstance(one, Plus):
            return one
        for k, (sign, term) in enumerate(zip(one.signs, one.terms, strict=True)):
            if isinstance(term, Derivative) and term.above is not None and _OPERATOR.match(term.span.text):
                rest = Plus(one.span, ("+", *one.signs[k + 1 :]), (term.above, *one.terms[k + 1 :]))
                reached = replace(term, above=rest)
                if k == 0 and sign == "+":
                    return reached
                return Plus(one.span, one.signs[: k + 1], (*one.terms[:k], reached))
        return one

    return mapped(node, change)


def slopes_of_output(node: Meaning, forward: Forward) -> Meaning:
    """The same with f'(y), where y = f(z) in the forward pass, as f'(z)."""

    def change(one: Meaning) -> Meaning:
        if isinstance(one, Call) and one.primes and isinstance(one.arguments[0], Use):
            own = forward.definitions.get(one.arguments[0].variable, ())
            if own and isinstance(own[0].right, Call) and own[0].right.function == one.function:
                inner = own[0].right.arguments[0]
                return replace(one, arguments=(inner,))
        return one

    return mapped(node, change)


def summing_to_one(task: Task, claim: Statement) -> list[str]:
    """Inputs of the forward pass that no convention speaks of and that are factors of a logarithm or a softmax."""
    told = {name for name, own in task.forward.definitions.items() if any(_has_logarithm(one.right, ()) for one in own)}
    targets = {
        node.variable
        for one in task.forward.statements()
        for times in one.right.walk()
        if isinstance(times, Times) and any(_has_logarithm(factor, told) for factor in times.factors)
        for factor in times.factors
        for node in ((factor.body,) if isinstance(factor, Transposed) else (factor,))
        if isinstance(node, Use) and node.variable not in task.forward.definitions
    }
    spoken = {node.variable for node in claim.walk() if isinstance(node, Use)}
    shapes = {name: task.forward.shapes.get(name, SCALAR) for name in targets & spoken}
    return sorted(name for name, shape in shapes.items() if shape[1] == 1 and shape != SCALAR)


def symmetric_perhaps(task: Task) -> list[str]:
    r"""Square matrices that may be symmetric though nothing says so, as covariances are.

    Each stands in the forward pass as a term of a sum, A P A^\top + Q, or between a matrix and its transpose; never as
    a weight does.
    """
    alone: Counter[str] = Counter()
    every: Counter[str] = Counter()
    for one in task.forward.statements():
        for node in (one, *one.right.walk()):
            places = _whole_places(node)
            alone.update(place.variable for place in places if isinstance(place, Use))
        every.update(node.variable for node in one.right.walk() if isinstance(node, Use))
    shapes, kinds = task.forward.shapes, task.forward.kinds
    square = [name for name, (rows, columns) in shapes.items() if rows == columns != 1 and name not in kinds]
    return sorted(name for name in square if every[name] and every[name] == alone[name])


def _whole_places(node: Meaning) -> tuple[Meaning, ...]:
    """The parts of a node that stand there as whole matrices: terms, a right side, the P of A P A^T."""
    if isinstance(node, Statement):
        return (node.right,)
    if isinstance(node, Plus):
        return node.terms
    if isinstance(node, Times) and len(node.factors) == 3 and node.factors[2] == Transposed(node.span, node.factors[0]):
        return (node.factors[1],)
    return ()


def _has_logarithm(node: Meaning, told: Collection[str]) -> bool:
    """Whether a logarithm, a softmax or the name of one stands in it."""
    return any(
        (isinstance(one, Call) and one.function in ("softmax", "log", "exp", "logsumexp"))
        or (isinstance(one, Use) and one.variable in told)
        for one in node.walk()
    )
