"""A forward pass with its numbers, its true gradients by complex steps, and its backward pass as a chain of claims."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from tests.claims.claim_formulas import (
    LAST,
    NUMBER,
    MisfitError,
    Part,
    number,
    over,
    over_time,
    plus,
    product,
    rebuilt,
)
from tests.claims.formula_numbers import Numbers, value
from tests.claims.own_adjoints import back, by_entry

SIZES = {"n": 3, "m": 2, "p": 4, "q": 5, "1": 1}
STEPS = 3
STEP = 1e-30


@dataclass(frozen=True)
class Equation:
    """A name with what it is.

    letters   of the entry that is defined, where it is one
    partials  what a person writes for the derivatives by each entry of the right side, where it is not the plain rule
    """

    name: str
    right: Part
    letters: tuple[str, ...] = ()
    partials: tuple[tuple[Part, Part, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class Pass:
    """A forward pass.

    timed       variables that have steps
    losses      numbers whose gradient is one
    drawn       variable -> "distribution", "signs": what its numbers are
    """

    equations: tuple[Equation, ...]
    shapes: Mapping[str, tuple[str, str]]
    timed: frozenset[str] = frozenset()
    losses: tuple[str, ...] = ("L",)
    drawn: Mapping[str, str] = field(default_factory=dict)
    by_entries: bool = False

    def use(self, name, shift=0, letters=()):
        """A variable at a time."""
        shape = NUMBER if letters else self.shapes[name]
        return Part("name", name=name, shift=shift if name in self.timed else None, letters=tuple(letters), shape=shape)

    def mark(self, name, shift=0, letters=()):
        """The gradient of the loss by a variable: one, where it is the loss."""
        if name in self.losses:
            return number("1")
        return replace(self.use(name, shift, letters), kind="mark")

    def defined(self):
        return [one.name for one in self.equations]


def numbers_of(program: Pass, seed: int, *, zero_first: bool = False) -> Numbers:
    """Numbers for all that is not defined, and the values that follow; the first states may be zero."""
    source = np.random.default_rng(seed)
    defined, values = set(program.defined()), {}
    for name, shape in program.shapes.items():
        size = tuple(SIZES[one] for one in shape)
        for time in range(STEPS + 2) if name in program.timed else (None,):
            if name in defined and time != 0:
                continue
            array = source.uniform(0.2, 1.2, size)
            if program.drawn.get(name) == "distribution":
                array = array / array.sum(axis=0 if shape[1] == "1" else 1, keepdims=True)
            elif program.drawn.get(name) == "part":
                array = array / 1.5
            elif shape != NUMBER:
                array = array * source.choice([-1.0, 1.0], size)
            if zero_first and name in defined:
                array = array * 0
            values[name, time] = array
    return _run(program, Numbers(values, {}, SIZES, STEPS))


def _run(program, at, bump=None):
    values = dict(at.values)
    if bump is not None and bump[0] in values:
        values[bump[0]] = values[bump[0]] + bump[1]
    at = replace(at, values=values)
    timed = [one for one in program.equations if one.name in program.timed]
    plan = [(t, one) for t in range(1, at.steps + 1) for one in timed]
    first = [one for one in program.equations if one.name not in program.timed]
    for time, one in [*plan, *((None, one) for one in first)]:
        own = replace(at, time=time)
        if one.letters:
            shape = tuple(SIZES[size] for size in program.shapes[one.name])
            ranges = [range(SIZES[letter.partition(":")[2]]) for letter in one.letters]
            found = [
                value(one.right, replace(own, letters=dict(zip(one.letters, places, strict=True)))).item()
                for places in itertools.product(*ranges)
            ]
            values[one.name, time] = np.reshape(found, shape)
        else:
            values[one.name, time] = value(one.right, own)
        if bump is not None and bump[0] == (one.name, time):
            values[one.name, time] = values[one.name, time] + bump[1]
    return at


def with_gradients(program: Pass, at: Numbers) -> Numbers:
    """The numbers with the true gradient of the loss by every variable at every time."""
    marks: dict[tuple[str, int | None], Any] = {}
    for key, array in at.values.items():
        if key[0] in program.losses or (key[1] is not None and key[1] > STEPS):
            continue
        marks[key] = np.zeros(array.shape)
        for place in np.ndindex(array.shape):
            step = np.zeros(array.shape, complex)
            step[place] = STEP * 1j
            moved = _run(program, at, (key, step))
            marks[key][place] = moved.values[program.losses[0], None].imag.item() / STEP
    if program.by_entries and not program.timed:
        for one in program.equations:
            for name in {part.name for part in one.right.walk() if part.kind == "name"}:
                marks[one.name, name] = _jacobian(program, at, one.name, name)
    return replace(at, marks=marks)


def _jacobian(program, at, above, below):
    """The derivative of each entry of one name by each entry of another; axes of one entry are left out."""
    counts = [SIZES[size] for name in (above, below) for size in program.shapes[name] if size != "1"]
    shapes = [tuple(SIZES[size] for size in program.shapes[name]) for name in (above, below)]
    found = np.zeros((*shapes[0], *shapes[1]))
    for place in np.ndindex(shapes[1]):
        step = np.zeros(shapes[1], complex)
        step[place] = STEP * 1j
        found[:, :, *place] = _run(program, at, ((below, None), step)).values[above, None].imag / STEP
    return found.reshape(counts)


@dataclass(frozen=True)
class Claim:
    """A claim of an author: the gradient of a variable at a time, and what it is said to be."""

    left: Part
    right: Part


def claims_of(program: Pass, way: str) -> list[Claim]:
    """The backward pass: each gradient by those of the names that read the variable, from the loss back."""
    found = []
    for name in _order(program):
        shift = 0 if name in program.timed else None
        own = _of_entries(program, name, way) if program.by_entries else _of_arrays(program, name, way)
        for at, terms in own.items():
            if terms:
                letters = terms[0][1]
                right = plus(*(("+", one) for one, _ in terms)) if len(terms) > 1 else terms[0][0]
                found.append(Claim(program.mark(name, shift if at == 0 else at, letters), right))
    return found


def jacobians_of(program: Pass, way: str) -> list[Claim]:
    """The derivative of each entry by each entry of what its equation reads, with Kronecker deltas."""
    found = {}
    for one in program.equations if program.by_entries and not program.timed else ():
        out = program.use(one.name, 0, one.letters)
        for leaf, factor, inner in one.partials or by_entry(one.right, out, way):
            taken = {letter[0] for part in one.right.walk() for letter in part.letters} | {
                letter[0] for letter in one.letters
            }
            spare = [letter for letter in "klijrf" if letter not in taken]
            own = tuple(f"{new}:{letter.partition(':')[2]}" for new, letter in zip(spare, leaf.letters, strict=False))
            bound = {old: new for old, new in zip(leaf.letters, own, strict=True) if old in inner}
            equal = [
                Part("equal", letters=(old, new))
                for old, new in zip(leaf.letters, own, strict=True)
                if old not in inner
            ]
            rest = [letter for letter in inner if letter not in bound]
            term = over(rest, product(renamed(factor, bound), *equal))
            below = program.use(leaf.name, 0, own)
            left = Part("jacobian", (out, below), one.name, None, (*one.letters, *own))
            found.setdefault((one.name, leaf.name), (left, []))[1].append(("+", term))
    return [Claim(left, plus(*terms) if len(terms) > 1 else terms[0][1]) for left, terms in found.values()]


def _order(program):
    defined = program.defined()
    inputs = [name for name in program.shapes if name not in defined and not name.startswith("y")]
    return [name for name in reversed(defined) if name not in program.losses] + inputs


def shifted(part, by):
    """A formula later or earlier."""
    own = tuple(shifted(one, by) for one in part.parts)
    shift = part.shift + by if isinstance(part.shift, int) else part.shift
    return replace(part, parts=own, shift=shift)


def _of_arrays(program, name, way):
    found: dict[Any, list[Any]] = {}
    for one in program.equations:
        given, out = program.mark(one.name), program.use(one.name)
        for leaf, part in back(one.right, given, out, way):
            if leaf.name != name:
                continue
            if leaf.shift == LAST:
                found.setdefault(LAST, []).append((part, ()))
            elif (leaf.shift is None and one.name in program.timed) or (
                leaf.shift is None and any(part.kind == "over time" for part in one.right.walk())
            ):
                found.setdefault(0, []).append((over_time(part), ()))
            else:
                found.setdefault(0, []).append((shifted(part, -(leaf.shift or 0)), ()))
    return found


def renamed(part, letters):
    """A formula with other letters."""
    own = tuple(renamed(one, letters) for one in part.parts)
    return replace(part, parts=own, letters=tuple(letters.get(one, one) for one in part.letters))


def _of_entries(program, name, way):
    found: dict[Any, list[Any]] = {}
    for one in program.equations:
        out = program.use(one.name, 0, one.letters)
        for leaf, factor, inner in one.partials or by_entry(one.right, out, way):
            if leaf.name != name:
                continue
            bound = [letter for letter in (*one.letters, *inner) if letter not in leaf.letters]
            part = over(bound, product(program.mark(one.name, 0, one.letters), factor))
            if leaf.shift is None and one.name in program.timed:
                part = over_time(part)
            part = shifted(part, -(leaf.shift or 0))
            found.setdefault(0, []).append((part, leaf.letters))
    return {at: _alike(terms) for at, terms in found.items()}


def _alike(terms):
    """All terms with the letters of the first on the left."""
    wanted, done = terms[0][1], []
    for part, letters in terms:
        change = dict(zip(letters, wanted, strict=True))
        taken = {letter for one in part.walk() for letter in one.letters}
        spare = iter(one for one in "abcdeg" if not any(letter.startswith(one + ":") for letter in taken | set(wanted)))
        for letter in sorted(taken - set(letters)):
            if letter in wanted:  # a letter of its own would be one of the left side
                own = [
                    old for old in letters if old.partition(":")[2] == letter.partition(":")[2] and old not in wanted
                ]
                change[letter] = own[0] if own else next(spare) + ":" + letter.partition(":")[2]
        done.append((renamed(part, change), wanted))
    return done


def edited(part, place, make):
    """A formula with another one at a place, the path to it; None where shapes do not fit."""
    try:
        if not place:
            return make(part)
        first, *rest = place
        own = edited(part.parts[first], rest, make)
        if own is None:
            return None
        return rebuilt(part, (*part.parts[:first], own, *part.parts[first + 1 :]))
    except MisfitError:
        return None
