"""A text -> its statements: displays found, macros written out, rows parsed, names and letters told apart."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from symgrad.errors import LatexSyntaxError
from symgrad.latex_reading.names.bracketed_entries import with_entries
from symgrad.latex_reading.names.declared_labels import labels_alone, labels_declared, labels_zero
from symgrad.latex_reading.names.letters import letters_of
from symgrad.latex_reading.names.names_with_arguments import scripts_moved
from symgrad.latex_reading.names.pairs_bound import pairs_bound
from symgrad.latex_reading.names.repeated_indices import summed
from symgrad.latex_reading.names.times_in_brackets import have_times, with_times_raised
from symgrad.latex_reading.nodes.formula_nodes import Applied, Name, Row, Written
from symgrad.latex_reading.nodes.meanings import Meaning, Statement
from symgrad.latex_reading.parsing.formula_parser import Parser, parsed
from symgrad.latex_reading.resolving.primes_flipped import primes_flipped
from symgrad.latex_reading.resolving.resolution import Resolver
from symgrad.latex_reading.resolving.signs_declared import Signs
from symgrad.latex_reading.resolving.stacks_apart import stacks_apart
from symgrad.latex_reading.resolving.variables_named import Names
from symgrad.latex_reading.tex.display_rows import rows_of
from symgrad.latex_reading.tex.tex_macros import Macro, written_out
from symgrad.latex_reading.tex.tex_spellings import FUNCTIONS
from symgrad.latex_reading.tex.tex_tokens import Source, Token, tokens_of

NO_MACROS: Mapping[str, Macro] = MappingProxyType({})
NO_RANKS: Mapping[str, int] = MappingProxyType({})


@dataclass(frozen=True)
class Reading:
    """The statements of a text, and what is known of its names.

    marks     variables that are marks of others: dW -> (d, W)
    timed     variables that have steps
    times     the letters that count steps
    keys      a name as the caller writes it -> the variable
    read      reads a formula that the caller writes as this text would
    arguments   what stands in the bracket behind a name that is one with it: behind the L of L(\\theta)
    """

    statements: tuple[Statement, ...]
    marks: Mapping[str, tuple[str, str]]
    timed: frozenset[str]
    times: frozenset[str]
    keys: Mapping[str, str]
    read: Callable[[str], Meaning]
    refused: tuple[tuple[Row, LatexSyntaxError], ...] = ()
    arguments: Mapping[Meaning, tuple[Meaning, ...]] = field(default_factory=dict)


def statements_of(
    rows: Sequence[Row], conventions: Mapping[str, str], written: Sequence[str] = (), sizes: Sequence[str] = (),
    strict: float = math.inf, macros: Mapping[str, Macro] = NO_MACROS, ranks: Mapping[str, int] = NO_RANKS,
    layers: Collection[str] = (), words: Sequence[Sequence[str]] = (),
) -> Reading:  # fmt: skip
    """The statements of these rows.

    written   names as the caller writes them, whose variables he wants to know
    macros    those of the text, which the caller may use too
    ranks     names as the caller writes them -> how many indices an entry has
    layers    letters that tell which array a name is
    words     names of several plain letters that the text shows
    strict    how many of the first rows raise LatexSyntaxError where they mean nothing; of others that is told
    """
    flipped = primes_flipped(conventions)
    rows = [replace(row, sides=tuple(map(flipped, row.sides))) for row in rows]
    raised = have_times(rows)
    if raised:
        rows = [replace(row, sides=tuple(map(with_times_raised, row.sides))) for row in rows]
    moved = scripts_moved(rows)
    rows = with_entries([pairs_bound(replace(row, sides=tuple(map(moved, row.sides)))) for row in rows], written)
    repeated = conventions.get("repeated indices") == "summed"
    numbers = frozenset(re.sub("[{} ]", "", one) for one, rank in ranks.items() if not rank)
    letters = letters_of(rows, conventions, written, _declared_indices(ranks) if repeated else (), numbers, sizes)
    words = [*declared_words(written), *words]

    def parsed_name(formula: str) -> Written:
        tokens = written_out(tokens_of(Source(formula)), macros)
        if not tokens:
            Source(formula).refused(0, "a formula was expected.")
        found = flipped(Parser(tokens, words).inside(tokens, tokens[0]))
        return moved(with_times_raised(found) if raised else found)

    def surveyed(known: Sequence[str]) -> Names:
        return Names(
            rows, letters, conventions.get("T", ""), conventions.get("superscripts", ""), sizes, known,
            labels_declared(rows, letters, ranks, parsed_name) | labels_alone(rows, letters, ranks)
            | labels_zero(rows, letters), layers,
            [one for one, value in conventions.items() if value == "last step"], Signs(conventions),
        )  # fmt: skip

    names = surveyed(_plain_names(written))
    dressed = _dressed_names(written, parsed_name, names)
    if dressed:  # which are seen only by a text that has been surveyed
        names = surveyed(_plain_names(written) + dressed)
    every = letters.counting
    names.apart = _apart(ranks, parsed_name, names, every)
    keys = {one: _key(one, parsed_name, names, every) for one in written}
    names.ranks = {keys[one]: rank for one, rank in ranks.items()}
    names.scalars = {re.sub("[{} ]", "", one): keys[one] for one, rank in ranks.items() if not rank}
    names.timed |= {keys[one] for one in written if _is_timed(one, parsed_name, names, every)}
    resolver = Resolver(names, {**conventions, **{keys.get(one, one): value for one, value in conventions.items()}})
    found: list[Statement] = []
    refused: list[tuple[Row, LatexSyntaxError]] = []
    for k, row in enumerate(rows):
        try:
            own = [one for whole in resolver.statements(row, k) for one in stacks_apart(whole)]
            found += [summed(one, letters.indexed[k]) for one in own] if repeated else own
        except LatexSyntaxError as error:
            if k < strict:
                raise
            refused.append((row, error))

    def read(formula: str) -> Meaning:
        return resolver.with_indices(every, parsed_name(formula))

    marks = dict(resolver.marks)
    arguments = dict(resolver.arguments)
    return Reading(tuple(found), marks, names.timed, letters.times, keys, read, tuple(refused), arguments)


def _declared_indices(ranks: Mapping[str, int]) -> frozenset[str]:
    """The letters of names whose whole shape the caller gives: b and h of \\mu_{b h}, which has two sizes."""
    found: set[str] = set()
    for written, rank in ranks.items():
        match = re.search(r"_\{?([a-z](?:[ ,]*[a-z])*)\}?$", written)
        letters = re.findall("[a-z]", match[1]) if match else []
        found |= {*letters} if rank == len(letters) > 1 else set()
    return frozenset(found)


def _plain_names(written: Sequence[str]) -> list[str]:
    """Names that the caller writes without any script."""
    return [one for one in written if re.fullmatch(r"\\?[A-Za-z]+", one)]


def _dressed_names(written: Sequence[str], parsed_name: Callable[[str], Written], names: Names) -> list[str]:
    """The variables that the caller names in another type or with accents, and without any script."""
    found: list[str] = []
    for one in written:
        if re.search(r"[\\{]", one) and not re.search(r"[_^(\[]", one) and not re.fullmatch(r"\\?[A-Za-z]+", one):
            try:
                node: Written | None = parsed_name(one)
            except LatexSyntaxError:
                node = None
            if isinstance(node, Name) and node.sub is None and node.sup is None:
                found.append(names.read(node, frozenset()).key)
    return found


def _key(written: str, parsed_name: Callable[[str], Written], names: Names, indices: frozenset[str]) -> str:
    """The variable that a name names, at whatever time and entry."""
    try:
        node: Written | None = parsed_name(written)
    except LatexSyntaxError:
        node = None
    if isinstance(node, Applied) and node.function.bare.base == r"\log" and isinstance(node.arguments[0], Name):
        return rf"\log {names.read(node.arguments[0], indices).key}"
    return names.read(node, indices).key if isinstance(node, Name) else written


def _is_timed(written: str, parsed_name: Callable[[str], Written], names: Names, indices: frozenset[str]) -> bool:
    """Whether the caller writes a name with a letter that counts steps."""
    try:
        node = parsed_name(written)
    except LatexSyntaxError:
        return False
    moment = names.read(node, indices).time if isinstance(node, Name) else None
    return moment is not None and moment.letter in names.letters.times


def _apart(
    ranks: Mapping[str, int], parsed_name: Callable[[str], Written], names: Names, indices: frozenset[str]
) -> frozenset[tuple[str, int]]:
    """Variables at t - 1, t + 1, ... of which the caller says another rank than at t: h_{t-1}, of which h_t is one.

    So does who says it of what is marked with them: \\delta h_t, or the derivative by h_t.
    """
    found: dict[tuple[str, ...], dict[int, int]] = {}
    for written, rank in ranks.items():
        try:
            node = parsed_name(written)
        except LatexSyntaxError:
            continue
        inside = [names.read(one, indices) for one in node.walk() if isinstance(one, Name)]
        times = [one.time for one in inside if one.time is not None and one.time.letter in names.letters.times]
        if len(times) == 1:
            found.setdefault(tuple(one.key for one in inside), {})[times[0].offset] = rank
    return frozenset(
        (keys[-1], offset)
        for keys, own in found.items()
        for offset, rank in own.items()
        if offset and rank != own.get(0, rank)
    )


def declared_words(written: Sequence[str]) -> list[tuple[str, ...]]:
    """Names of several plain letters, without their scripts, as the spellings of their tokens, the longest first."""
    found = [re.match(r"[A-Za-z]{2,}(?![A-Za-z]*\()", one) for one in written]
    words = {tuple(match[0]) for match in found if match and match[0] not in FUNCTIONS}
    return sorted(words, key=lambda word: (-len(word), word))


def rows_read(
    tokens: Sequence[Token], macros: Mapping[str, Macro] = NO_MACROS, words: Sequence[Sequence[str]] = ()
) -> list[Row]:
    """The rows of one display that say an equation."""
    return [parsed(row, words) for row in rows_of(written_out(tokens, macros))]
