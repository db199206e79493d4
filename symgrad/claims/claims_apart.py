"""A text taken apart: its forward pass, its claims, what the names in them mean."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from symgrad.claims.backward_names import backward_names
from symgrad.claims.bars import bars, is_bar, own_bars
from symgrad.claims.forward_pass import Forward
from symgrad.claims.forward_shapes import ForwardShapes, with_shapes
from symgrad.claims.implicit_times import with_times
from symgrad.claims.inflows import Inflow, inflows, with_inflows
from symgrad.claims.loss_seeds import Apart, seeds_of
from symgrad.claims.marks_meant import Meant, meant
from symgrad.claims.measured_truths import Seeds
from symgrad.claims.names_reached import LeftOut, Reach
from symgrad.claims.numbered_entries import entries_by_number
from symgrad.latex_reading.bound_letters import chosen_letters
from symgrad.latex_reading.declared_shapes import (
    declared_shapes,
    letters_of_layers,
    ranks_of,
    sizes_as_numbers,
    sizes_in,
)
from symgrad.latex_reading.meanings import (
    Affine,
    Call,
    Derivative,
    Meaning,
    Statement,
    SumOver,
    Times,
    Transposed,
    Use,
)
from symgrad.latex_reading.sizes_unified import Shape
from symgrad.latex_reading.squares_named import squares_named
from symgrad.latex_reading.statements import Reading, declared_words, statements_of
from symgrad.latex_reading.tex_macros import Macro
from symgrad.latex_reading.tex_spellings import IDENTITIES
from symgrad.latex_reading.tex_tokens import Source
from symgrad.latex_reading.text_read import TextRead, Unread, text_read


@dataclass(frozen=True)
class Task:
    """A text taken apart: its forward pass, its claims, what its names mean.

    inflows   variables that may be what flows in from outside, though nothing says it
    shapes    those of the forward pass, and which others would do
    """

    forward: Forward
    claims: tuple[Statement, ...]
    meant: Meant
    seeds: Seeds
    step: bool
    unread: tuple[Unread, ...]
    reach: Reach
    macros: Mapping[str, Macro]
    inflows: Mapping[str, Inflow]
    shapes: ForwardShapes


def task_of(text: Source, forward: Source | None, shapes: Mapping[str, Any], conventions: Mapping[str, str]) -> Task:
    """The forward pass and the claims of a text, or of two."""
    written = [*shapes, *conventions]
    words = declared_words(written)
    first = text_read(forward, words) if forward is not None else None
    second = text_read(text, words, strict=False, macros=first.macros if first is not None else None)
    count = len(first.rows) if first is not None else 0
    rows = [*(first.rows if first is not None else ()), *second.rows]
    if not rows:
        text.refused(0, "an equation was expected, but none stands in this text.")
    reading = statements_of(
        rows, conventions, written, sizes_in(shapes), count, second.macros, ranks_of(shapes), letters_of_layers(shapes)
    )
    conventions = {**conventions, **{reading.keys.get(name, name): value for name, value in conventions.items()}}
    statements = squares_named(reading.statements, {reading.keys[name] for name in shapes})
    known = _definitions(statements, first, count, rows, conventions, reading)
    definitions, claims, stepped = with_times(known.definitions, known.claims, reading.times, reading.timed)
    reading = replace(reading, timed=reading.timed | stepped)
    return _task(Apart(tuple(definitions), tuple(claims)), reading, shapes, conventions, second)


def _definitions(
    statements: Sequence[Statement], first: TextRead | None, count: int, rows: Sequence[Any],
    conventions: Mapping[str, str], reading: Reading,
) -> Apart:  # fmt: skip
    """The definitions of the forward pass, and the claims."""
    cotangents = {
        reading.keys.get(name, name)
        for name, value in conventions.items()
        if "cotangent" in value or "gradient of" in value
    }
    split = rows[count].span.source.root if first is not None and count < len(rows) else None
    definitions, claims = [], []
    seen: set[str] = set()
    own = own_bars(statements)
    for one in statements:
        if first is None and is_bar(one, seen - own):
            claims.append(one)
            continue
        seen |= {node.variable for node in one.walk() if isinstance(node, Use)}
        if _is_update(one, cotangents, reading):
            continue
        in_forward = first is not None and (split is None or one.span.source.root is not split)
        if in_forward or (first is None and not _is_claim(one, cotangents, reading)):
            definitions.append(_with_name(one))
        else:
            claims.append(one)
    if first is None:
        local = {id(one) for one in backward_names(statements, claims, reading.marks.keys())}
        claims = [one for one in statements if id(one) in {*map(id, claims)} | local]
        definitions = [one for one in definitions if id(one) not in local]
    return Apart(tuple(definitions), tuple(claims))


def _with_name(statement: Statement) -> Statement:
    """J(W, b) = ... defines J: the arguments in brackets say nothing."""
    left = statement.left
    if isinstance(left, Times) and len(left.factors) == 2 and isinstance(left.factors[0], Use):
        return replace(statement, left=left.factors[0])
    return statement


def _is_update(one: Statement, cotangents: set[str], reading: Reading) -> bool:
    """W = W - a dW tells how a parameter is learnt, and defines nothing."""
    left = one.left
    if not isinstance(left, Use) or left.variable in cotangents or left.variable in reading.marks:
        return False
    return any(node == left for node in one.right.walk())


def _is_claim(statement: Statement, cotangents: set[str], reading: Reading) -> bool:
    left = statement.left
    if isinstance(left, Transposed):
        left = left.body
    if isinstance(left, Derivative) or any(isinstance(node, Derivative) for node in statement.right.walk()):
        return True  # of a name that nothing declares, a name for a gradient
    return isinstance(left, Use) and (left.variable in cotangents or left.variable in reading.marks)


def _task(
    apart: Apart, reading: Reading, shapes: Mapping[str, Any], conventions: Mapping[str, str], second: TextRead
) -> Task:
    named: dict[str, list[Statement]] = {}
    left_out: list[LeftOut] = []
    for one in apart.definitions:
        if isinstance(one.left, Use):
            named.setdefault(one.left.variable, []).append(one)
        elif not isinstance(one.left, Call):
            left_out.append(LeftOut(one, "the left side of an equation of the forward pass names what it defines."))
    for one in _arguments_named(apart.definitions, named):
        assert isinstance(one.left, Use)
        named[one.left.variable] = [one]
    definitions = {name: _each_time_once(own) for name, own in named.items()}
    declared = {**sizes_as_numbers(shapes, definitions), **declared_shapes(shapes, reading.keys, conventions)}
    definitions, likeliest = with_shapes(definitions, declared, conventions, left_out)
    found = likeliest.shapes
    flat = [statement for own in definitions.values() for statement in own]
    automatic = {name: of for name, (_, of) in reading.marks.items()} | bars(apart.claims, definitions)
    said = meant(conventions, automatic, frozenset(found), reading.read)
    forward = Forward(
        definitions,
        found,
        reading.timed & found.keys(),
        reading.times,
        conventions,
        {**said.kinds, **_identities(found, {*declared, *definitions, *reading.timed})},
        said.held,
        _labels(flat),
        {
            **chosen_letters(flat, {*reading.times, *sizes_in(shapes)}),
            **{letter: (of, 0) for letter, of in said.classes.items() if of in found},
        },
        likeliest.constants,
    )
    apart = replace(apart, claims=tuple(entries_by_number(one, forward, said) for one in apart.claims))
    step = conventions.get("claims") == "step" or not _spans_time(apart.claims, forward)
    unread = second.unread + tuple(
        Unread(*row.span.source.place(row.span.start), " ".join(row.span.text.split()), str(error))
        for row, error in reading.refused
    )
    unread += tuple(
        Unread(*one.statement.span.source.place(one.statement.span.start), one.statement.span.shown, one.reason)
        for one in left_out
    )
    seeds = seeds_of(apart, forward, said, step)
    outside = {} if seeds.losses else inflows(apart.claims, said, forward)
    if outside:
        said = with_inflows(said, outside)
        own = seeds_of(apart, forward, said, step)
        seeds = replace(own, given={**seeds.given, **own.given})
    goals = {*seeds.losses, *seeds.given}
    reach = Reach(forward.statements(), left_out, said, {*found} - {*sizes_in(shapes)}, goals, apart.claims)
    return Task(forward, apart.claims, said, seeds, step, unread, reach, second.macros, outside, likeliest)


def _identities(shapes: Mapping[str, Shape], told: Collection[str]) -> dict[str, str]:
    """The identity matrices: square, and neither defined nor declared."""
    square = {name for name, (rows, columns) in shapes.items() if rows == columns != 1}
    return dict.fromkeys((IDENTITIES & square) - {*told}, "identity")


def _arguments_named(statements: Sequence[Statement], named: Mapping[str, Any]) -> list[Statement]:
    """a = f(W x) = f(z) says that z is W x."""
    found = []
    for first in statements:
        for second in statements:
            if first is second or first.left != second.left or first.left.span.start != second.left.span.start:
                continue
            one, other = first.right, second.right
            if isinstance(one, Call) and isinstance(other, Call) and one.function == other.function:
                inner = other.arguments[0]
                if isinstance(inner, Use) and inner.variable not in named and not isinstance(one.arguments[0], Use):
                    found.append(Statement(second.span, inner, one.arguments[0]))
    return found


def _each_time_once(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """The first definition for each time: a_t = b_t = ... defines a once, h_0 = 0 beside h_t = ... both."""
    found: dict[Any, Statement] = {}
    for one in statements:
        found.setdefault(one.left.time if isinstance(one.left, Use) else None, one)
    return tuple(found.values())


def _labels(statements: Sequence[Statement]) -> dict[str, str]:
    """Names that stand as an index: the label y of p_y."""
    return {
        place.variable: node.variable
        for one in statements
        for node in one.walk()
        if isinstance(node, Use)
        for place in node.entries
        if isinstance(place, Use)
    }


def _spans_time(claims: Sequence[Statement], forward: Forward) -> bool:
    """Whether claims speak of later steps, of the last one, or of sums over steps."""
    for claim in claims:
        for node in claim.walk():
            if isinstance(node, SumOver) and (node.letter in forward.times or _counts_times(node, forward)):
                return True
            if isinstance(node, Derivative) and _is_before(node.above, forward):
                return True  # what came before is differentiated: it depends on what came before it
            time = getattr(node, "time", None)
            if isinstance(time, Affine) and (time.offset > 0 and time.letter in forward.times):
                return True
            if isinstance(time, Affine) and time.letter and time.letter not in forward.times:
                return True
    return any(
        isinstance(node, SumOver) and node.letter in forward.times
        for one in forward.statements()
        for node in one.walk()
    )


def _is_before(node: Meaning | None, forward: Forward) -> bool:
    """Whether this is a computed name of an earlier step."""
    if not isinstance(node, Use) or node.time is None:
        return False
    return node.time.offset < 0 and node.variable in forward.definitions


def _counts_times(node: SumOver, forward: Forward) -> bool:
    return any(
        isinstance(one, Use) and one.time is not None and one.time.letter == node.letter for one in node.body.walk()
    )
