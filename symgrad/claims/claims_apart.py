"""A text taken apart: its forward pass, its claims, what the names in them mean."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from symgrad.claims.definitions_apart import definitions_apart
from symgrad.claims.forward.forward_pass import Forward, identities
from symgrad.claims.forward.functions_defined import functions_defined, numbers_apart
from symgrad.claims.forward.inflows import Inflow, inflows, with_inflows
from symgrad.claims.forward.loss_seeds import Apart, claimed_in, seeds_of
from symgrad.claims.forward.measured_truths import Seeds
from symgrad.claims.forward.numbered_entries import entries_by_number
from symgrad.claims.forward.parts_named import parts_named, told_apart
from symgrad.claims.interpreter.formula_values import BARS
from symgrad.claims.marks.bars import bars
from symgrad.claims.marks.conditions_said import conditions_said
from symgrad.claims.marks.cotangents_named import layers_met
from symgrad.claims.marks.forward_shapes import ForwardShapes, with_shapes
from symgrad.claims.marks.implicit_times import with_times
from symgrad.claims.marks.marks_meant import Meant, meant
from symgrad.claims.marks.names_reached import LeftOut, Reach, by_entries, differentiated
from symgrad.latex_reading.names.bound_letters import chosen_letters, classes_used
from symgrad.latex_reading.names.squares_named import squares_named
from symgrad.latex_reading.nodes.meanings import (
    Affine,
    Call,
    Compared,
    Constant,
    Derivative,
    Meaning,
    Plus,
    Statement,
    SumOver,
    Times,
    Use,
)
from symgrad.latex_reading.nodes.sizes_unified import SCALAR
from symgrad.latex_reading.parsing.text_read import TextRead, Unread, text_read
from symgrad.latex_reading.resolving.statements import Reading, declared_words, statements_of
from symgrad.latex_reading.shapes.declared_shapes import (
    declared_shapes,
    letters_of_layers,
    ranks_of,
    sizes_as_numbers,
    sizes_in,
)
from symgrad.latex_reading.shapes.sizes_or_names import names_beside_sizes
from symgrad.latex_reading.tex.tex_macros import Macro
from symgrad.latex_reading.tex.tex_tokens import Source


@dataclass(frozen=True)
class Task:
    """A text taken apart: its forward pass, its claims, what its names mean.

    inflows    variables that may be what flows in from outside, though nothing says it
    shapes     those of the forward pass, and which others would do
    restated   further equations, elsewhere in the text, of names that have one
    said       what the text says of indices in words, or leaves out of a sum: where j is not y
    only       a claim, by its identity -> what stands behind it, of its indices: it is one where that holds
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
    restated: tuple[Statement, ...] = ()
    said: tuple[Compared, ...] = ()
    only: Mapping[int, tuple[Compared, ...]] = field(default_factory=dict)

    def has_worlds_of(self, other: Task) -> bool:
        """Whether names mean the same here as in another task: a claim that both have is worth the same in both."""
        return len(self.claims) == len(other.claims) and (
            (self.forward.definitions, self.forward.conventions, self.meant.marks, self.shapes.key, self.step)
            == (other.forward.definitions, other.forward.conventions, other.meant.marks, other.shapes.key, other.step)
        )


def task_of(text: Source, forward: Source | None, shapes: Mapping[str, Any], conventions: Mapping[str, str]) -> Task:
    """The forward pass and the claims of a text, or of two."""
    written = [*shapes, *conventions]
    words: Sequence[Sequence[str]] = declared_words(written)
    first = text_read(forward, words) if forward is not None else None
    words = words if first is None else first.words
    second = text_read(text, words, strict=False, macros=first.macros if first is not None else None)
    count = len(first.rows) if first is not None else 0
    rows = [*(first.rows if first is not None else ()), *second.rows]
    if not rows:
        text.refused(0, "an equation was expected, but none stands in this text.")

    def read(layers: Collection[str]) -> Reading:
        return statements_of(
            rows, conventions, written, sizes_in(shapes), count, second.macros, ranks_of(shapes), layers, second.words
        )

    reading = read(letters_of_layers(shapes))
    met = layers_met(reading.statements)
    reading = read(letters_of_layers(shapes) | met) if met else reading
    conventions = {**conventions, **{reading.keys.get(name, name): value for name, value in conventions.items()}}
    statements = squares_named(reading.statements, {reading.keys[name] for name in shapes})
    known = definitions_apart(statements, first, count, rows, conventions, reading)
    definitions, claims, stepped = with_times(known.definitions, known.claims, reading.times, reading.timed)
    reading = replace(reading, timed=reading.timed | stepped)
    marks = meant(conventions, {}, frozenset(), reading.read).marks.values()
    marked = {*known.said.values(), *(mark.of.variable for mark in marks if isinstance(mark.of, Use))}
    definitions = parts_named(told_apart(definitions), marked, claims)
    known = replace(known, definitions=tuple(definitions), claims=tuple(claims))
    return _task(known, reading, shapes, conventions, second)


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
    left_out += _functions_open(apart.definitions, named, reading)
    definitions = {name: _each_time_once(own) for name, own in named.items()}
    restated = tuple(one for name, own in named.items() for one in own if _is_elsewhere(one, definitions[name]))
    numbers = dict.fromkeys(_numbers(definitions), SCALAR)
    said_shapes = declared_shapes(shapes, reading.keys, conventions)
    used = {node.variable for one in reading.statements for node in one.walk() if isinstance(node, Use)}
    marked = {of for mark, (_, of) in reading.marks.items() if mark in used}
    others = names_beside_sizes(reading.statements, sizes_in(shapes), said_shapes, marked)
    declared = {**numbers, **sizes_as_numbers(shapes, {*definitions, *others}), **said_shapes}
    aboves = dict.fromkeys(differentiated(apart.claims), False) | dict.fromkeys(by_entries(apart.claims), True)
    definitions, likeliest = with_shapes(definitions, declared, conventions, left_out, aboves)
    flat = [statement for own in definitions.values() for statement in own]
    functions = functions_defined(apart.definitions)
    found = {**{one.argument.variable: SCALAR for one in functions.values()}, **likeliest.shapes}
    found |= dict.fromkeys(numbers_apart(apart.claims), SCALAR)
    automatic = {name: of for name, (_, of) in reading.marks.items()}
    automatic = {**automatic, **apart.said, **bars(apart.claims, definitions)}
    said = meant(conventions, automatic, frozenset(found), reading.read)
    forward = Forward(
        definitions,
        found,
        (reading.timed | _stepping(flat, reading.times)) & found.keys(),
        reading.times,
        {**conventions, **({BARS: "absolute values"} if likeliest.absolute else {})},
        {**said.kinds, **dict.fromkeys(identities(definitions, found, declared), "identity")},
        said.held,
        classes_used(flat),
        {
            **chosen_letters(flat, {*reading.times, *sizes_in(shapes)}),
            **{letter: (of, 0) for letter, of in said.classes.items() if of in found},
        },
        likeliest.constants,
        functions,
        likeliest.solution.kinds,
    )
    apart = replace(apart, claims=tuple(entries_by_number(one, forward, said) for one in apart.claims))
    step = not _spans_time(apart.claims, forward)
    unread = second.unread + tuple(
        Unread(*row.span.source.place(row.span.start), " ".join(row.span.text.split()), str(error))
        for row, error in reading.refused
    )
    unread += tuple(
        Unread(*one.statement.span.source.place(one.statement.span.start), one.statement.span.shown, one.reason)
        for one in left_out
    )
    seeds = seeds_of(apart, forward, said, step)
    outside = {} if seeds.losses else inflows(apart.claims, said, forward, seeds.given)
    if outside:
        said = with_inflows(said, outside)
        own = seeds_of(apart, forward, said, step)
        claimed = claimed_in(apart, said)
        seeds = replace(
            own, given={**{name: by for name, by in seeds.given.items() if name not in claimed}, **own.given}
        )
    goals = {*seeds.losses, *seeds.given}
    reach = Reach(forward.statements(), left_out, said, {*found} - {*sizes_in(shapes)}, goals, apart.claims)
    only = {id(one): conditions_said(one.remark, reading.read, forward.classes) for one in apart.claims if one.remark}
    return Task(
        forward, apart.claims, said, seeds, step, unread, reach, second.macros, outside, likeliest, restated,
        _said_in(second, reading, forward), only,
    )  # fmt: skip


def _said_in(text: TextRead, reading: Reading, forward: Forward) -> tuple[Compared, ...]:
    r"""What a text says of indices: in words; what it leaves out, j \neq y, below a sum too."""
    sources = {row.span.source: row.span.source.text for row in text.rows}
    found: dict[Compared, None] = {}
    for source, whole in sources.items():
        words, end = [], 0
        for start, stop in sorted((row.span.start, row.span.end) for row in text.rows if row.span.source is source):
            words.append(whole[end:start])
            end = max(end, stop)
        found |= dict.fromkeys(conditions_said(" ; ".join([*words, whole[end:]]), reading.read, forward.classes))
        found |= dict.fromkeys(conditions_said(whole, reading.read, forward.classes, ("!=",)))
    return tuple(found)


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


def _functions_open(definitions: Sequence[Statement], named: Collection[str], reading: Reading) -> Iterator[LeftOut]:
    """The functions of names that equations read and that nothing defines, L(\\theta): each is left out."""
    read = {node for one in definitions for node in one.right.walk() if isinstance(node, Use)}
    for function, arguments in reading.arguments.items():
        if function in read and isinstance(function, Use) and function.variable not in named:
            told = f"nothing says what {function.span.shown} is as a function of its arguments."
            yield LeftOut(Statement(function.span, function, Times(function.span, arguments, ())), told)


def _each_time_once(statements: Sequence[Statement]) -> tuple[Statement, ...]:
    """The first definition for each time: a_t = b_t = ... defines a once, h_0 = 0 beside h_t = ... both."""
    found: dict[Any, Statement] = {}
    for one in statements:
        found.setdefault(one.left.time if isinstance(one.left, Use) else None, one)
    return tuple(found.values())


def _numbers(definitions: Mapping[str, Sequence[Statement]]) -> Iterator[str]:
    """The names that are a number, not 0, which may stand for every entry of an array."""
    for name, own in definitions.items():
        left, right = own[0].left, own[0].right
        right = right.terms[0] if isinstance(right, Plus) and len(right.terms) == 1 else right
        is_number = isinstance(right, Constant) and not right.everywhere and right.text.strip("0.") != ""
        if is_number and isinstance(left, Use) and left.time is None and not left.entries:
            yield name


def _is_elsewhere(one: Statement, kept: Sequence[Statement]) -> bool:
    """Whether an equation is none of those that are kept, nor a further side of one: a = b = c."""
    return all(one.left.span.start != other.left.span.start for other in kept)


def _stepping(statements: Sequence[Statement], times: Collection[str]) -> set[str]:
    r"""The names that equations define at each step, \phi(k)_t among them, which is more than a letter."""
    lefts = (one.left for one in statements)
    return {left.variable for left in lefts if isinstance(left, Use) and left.time and left.time.letter in times}


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
            if isinstance(node, Use) and time is not None and not time.letter and node.variable in forward.timed:
                return True  # h_0: all that lies between counts
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
