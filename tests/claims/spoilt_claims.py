"""Claims spoilt in one place, each in a known way: what a slip of the pen makes of a formula."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tests.claims.claim_formulas import (
    NUMBER,
    Part,
    hadamard,
    negative,
    number,
    plus,
    product,
    rebuilt,
    same,
    turned,
)  # fmt: skip
from tests.claims.forward_passes import Pass, edited

SHIFTS = {-1: (0,), 0: (-1, 1), 1: (0,)}


def slips(right: Part, program: Pass) -> Iterator[tuple[str, Part, Part, Part]]:
    """What kind of slip it is, the formula that it makes, and the part that it spoils, before and after."""
    for place, part in _places(right, ()):
        for kind, make in _of(part, program, right):
            found = edited(right, place, make)
            if found is not None and found != right and found.shape == right.shape:
                yield kind, found, part, make(part)


def _places(part, place):
    yield place, part
    for k, one in enumerate(part.parts):
        yield from _places(one, (*place, k))


def _of(part, program, whole):
    if part == whole:
        yield "sign", negative
        yield "factor", lambda one: product(number("2"), one)
    if part.kind == "plus":
        yield from _sums(part)
    if part.kind in ("product", "hadamard", "matrix"):
        yield from _products(part)
    if part.kind == "turned":
        yield "transpose", lambda one: one.parts[0]
    if part.kind == "name" and part.shape[0] == part.shape[1] != "1":
        yield "transpose", turned
    if part.kind == "slope":
        yield "slope", lambda one: same("function", one.parts[0], one.name)
    if part.kind == "square":
        yield "exponent", lambda one: one.parts[0]
    if part.kind in ("over time", "over"):
        yield "sum", lambda one: one.parts[0]
    if part.kind in ("name", "mark"):
        yield from _leaves(part, program)


def _sums(part):
    for k in range(len(part.parts)):
        signs = part.name[:k] + ("-" if part.name[k] == "+" else "+") + part.name[k + 1 :]
        yield "sign", lambda one, signs=signs: replace(one, name=signs)
        left = [pair for n, pair in enumerate(zip(part.name, part.parts, strict=True)) if n != k]
        if left:
            yield "term", lambda one, left=left: left[0][1] if len(left) == 1 and left[0][0] == "+" else plus(*left)
    if len(part.parts) == 2 and part.name == "++" and part.parts[0].kind != "number":
        yield "product for sum", lambda one: (hadamard if one.shape != NUMBER else product)(*one.parts)


def _products(part):
    for k in range(len(part.parts)):
        rest = (*part.parts[:k], *part.parts[k + 1 :])

        def make(one, rest=rest):
            if len(rest) == 1:
                return rest[0]
            return rebuilt(one, rest)

        yield "factor", make
    if part.kind != "matrix" and len(part.parts) == 2:
        yield "sum for product", lambda one: plus(*(("+", own) for own in one.parts))


def _leaves(part, program):
    if isinstance(part.shift, int):
        for shift in SHIFTS.get(part.shift, ()):
            if part.kind == "name" or shift >= 0:
                yield "time", lambda one, shift=shift: replace(one, shift=shift)
    for other, shape in program.shapes.items():
        alike = shape == program.shapes[part.name] and (other in program.timed) == (part.name in program.timed)
        if alike and other != part.name and other not in program.losses:
            yield "name", lambda one, other=other: replace(one, name=other)
    if len(part.letters) == 2 and part.letters[0].partition(":")[2] == part.letters[1].partition(":")[2]:
        yield "index", lambda one: replace(one, letters=one.letters[::-1])
