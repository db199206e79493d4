"""Which letters of a text are times, which are indices, which are functions: found in all its equations at once."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from symgrad.latex_reading.names.classes_told import classes_told
from symgrad.latex_reading.names.function_letters import function_letters
from symgrad.latex_reading.names.letter_roles import (
    INDICES,
    LAYERS,
    clocks_of,
    ends_of_steps,
    functions_open,
    letters_counted,
    letters_summed,
    numbers_of_entries,
    samples,
    scripts_of_names,
    speaks_of_entries,
    steps,
)
from symgrad.latex_reading.names.marks_named import marks_named
from symgrad.latex_reading.names.names_raised import Identity, exponent_letters, identity, is_exponent, names_raised
from symgrad.latex_reading.names.scripts_parted import script_parts, shifted, single_letters, unwrapped
from symgrad.latex_reading.nodes.formula_nodes import (
    Bracket,
    Comparison,
    Name,
    Product,
    Row,
    Script,
    Scripted,
    Written,
)
from symgrad.latex_reading.tex.tex_spellings import FUNCTIONS, TRANSPOSES
from symgrad.latex_reading.vocabulary.operation_words import SIZED_MATRICES

ALWAYS = frozenset({"t", r"\tau"})


@dataclass(frozen=True)
class Letters:
    """What the letters of a text are.

    times       those that count steps or layers
    clocks      those, and letters that a sum or a product runs over between times
    bases       letters that name a variable of their own: an i among scripts is then a label, W_i
    indexed     per row, the letters that count entries there
    labels      letters of given names that may tell an entry: the class y of p_y
    called      letters that are defined with their arguments in brackets: the J of J(W) = ...
    functions   letters that are functions wherever a bracket follows
    arguments   letters that are defined as functions of names, once, and these: of the f of f(x) the x
    composed    letters that are defined for several arguments, each a name of its own: phi(q) and phi(k)
    marks       marks of derivatives that are names of their own, and what each of them marks all the same
    flips       superscripts that the caller says to be transposes
    classes     letters of names that tell a class, a number: the y of p_y beside 1\\{y = k\\}
    ordinals    letters that count entries and stand as numbers too: the i of i x_i
    exponents   letters of numbers that stand above names alone: the n of n x^{n-1}
    raised      names above which those and letters of steps are exponents: the w of w^t
    """

    times: frozenset[str]
    clocks: frozenset[str]
    bases: frozenset[str]
    labels: frozenset[str]
    indexed: tuple[frozenset[str], ...]
    called: frozenset[str]
    functions: frozenset[str]
    flips: frozenset[str] = frozenset()
    composed: frozenset[str] = frozenset()
    marks: Mapping[str, frozenset[str]] = field(default_factory=dict)
    classes: frozenset[str] = frozenset()
    arguments: Mapping[str, tuple[Written, ...]] = field(default_factory=dict)
    ordinals: frozenset[str] = frozenset()
    exponents: frozenset[str] = frozenset()
    raised: frozenset[Identity] = frozenset()

    @property
    def counting(self) -> frozenset[str]:
        """The letters that count entries in any row."""
        return frozenset().union(*self.indexed)

    def is_raised(self, name: Name) -> bool:
        """Whether the superscript of a name may be a time elsewhere and is an exponent here."""
        return identity(name) in self.raised and is_exponent(name.sup, self.clocks | self.exponents)

    def is_transpose(self, text: str) -> bool:
        """Whether a superscript is a transpose, in one of its spellings."""
        return text in TRANSPOSES or _plain(text) in self.flips

    def without_transpose(self, text: str) -> str:
        """What stands before the transpose in a superscript; "" where none ends it, or nothing stands before."""
        ends = (one for one in (*TRANSPOSES, *self.flips) if text.endswith(one) and len(one) < len(text))
        return max((text.removesuffix(one).removesuffix(",") for one in ends), key=len, default="")


def _plain(text: str) -> str:
    return re.sub(r"\\(?:mathrm|text|textrm|mathsf|rm)|[{} ]", "", text)


def letters_of(
    rows: Sequence[Row],
    conventions: Mapping[str, str],
    written: Collection[str] = (),
    counted: Collection[str] = (),
    numbers: Collection[str] = (),
    sizes: Collection[str] = (),
) -> Letters:
    """The letters of all rows; ``written`` are names of which the caller says something.

    counted   letters that he says to be indices
    numbers   names that he says to be numbers, without braces; ``sizes`` are those of sizes
    """
    names = [name for row in rows for name in row.walk() if isinstance(name, Name)]
    scripts = list(scripts_of_names(rows))
    summed = {letter for row in rows for letter in letters_summed(row)}
    parts = [unwrapped(part) for script in scripts for part in script_parts(script.text)]
    shifts = {found[0] for part in parts if (found := shifted(part)) is not None}
    times = {letter for letter in ALWAYS if letter in parts or letter in shifts}
    times |= {letter for letter in shifts & LAYERS if letter not in summed} | steps(rows) | samples(rows, summed)
    times -= {"L"} if len(times) > 1 else set()  # beside l, L is the last layer
    times -= ends_of_steps(rows)
    times -= (exponents := exponent_letters(rows, numbers))
    times |= {letter for letter, meaning in conventions.items() if meaning == "counts samples"}
    flips = frozenset(letter for letter, meaning in conventions.items() if meaning == "transpose")
    named = {letter for letter, meaning in conventions.items() if meaning == "label"}
    times -= flips | named | {letter for letter, meaning in conventions.items() if meaning == "last step"}
    compared = {id(side) for row in rows for node in row.walk() if isinstance(node, Comparison) for side in node.sides}
    ordinals = numbers_of_entries(rows) - times
    bases = frozenset(name.base for name in names if name.base not in times and id(name) not in compared) - ordinals
    declared = {key for key, value in conventions.items() if value in ("elementwise function", "scalar function")}
    arguments = {word: own for word, own in _called(rows, times).items() if word not in declared}
    called = frozenset(word for word, own in arguments.items() if len(own) == 1) | functions_open(rows, written)
    composed = frozenset(arguments) - called
    functions = function_letters(rows, declared, written) - called - composed
    alone = {name.base for name in names if name.bare == name and id(name) not in compared} | {
        side.base
        for row in rows
        for node in row.walk()
        if isinstance(node, Comparison)
        for side in node.sides
        if isinstance(side, Name)
    }
    defined = {name.base for row in rows for name in row.sides[0].walk() if isinstance(name, Name)}
    labels = frozenset(alone - defined - times)
    clocks = times | clocks_of(rows, times)
    evidence = bool(summed - clocks) or any(speaks_of_entries(node) for row in rows for node in row.walk())
    evidence = evidence or bool(counted)
    known = INDICES.union(counted, summed - clocks).difference(named)
    both = [letters_counted(row, clocks, times) & clocks for row in rows]  # entries here, steps there
    evidence = evidence or any(both)
    sized = {sign for sign, meant in conventions.items() if meant in SIZED_MATRICES}
    indexed = tuple(
        _indices(row, clocks - own, bases, evidence, known, sized) for row, own in zip(rows, both, strict=True)
    )
    classes = classes_told(rows, INDICES.union(summed) | times, conventions, indexed)
    marks = marks_named(rows, written, sizes)
    raised = names_raised(rows, clocks, exponents, numbers)
    return Letters(
        frozenset(times), frozenset(clocks), bases, labels, indexed, called, functions, flips, composed, marks,
        classes, _arguments_defined(rows), ordinals, exponents, raised,
    )  # fmt: skip


def _arguments_defined(rows: Sequence[Row]) -> dict[str, tuple[Written, ...]]:
    """What each name is defined for that is defined with its arguments, and for no others."""
    found: dict[str, set[tuple[Written, ...]]] = {}
    for left in (row.sides[0] for row in rows):
        if isinstance(left, Product) and len(left.factors) == 2 and not left.signs[0]:
            name, bracket = left.factors
            if _takes_names(name, bracket):
                found.setdefault(_word(name), set()).add(bracket.parts)
    return {word: next(iter(own)) for word, own in found.items() if len(own) == 1}


def _called(rows: Sequence[Row], times: set[str]) -> dict[str, set[str]]:
    """Names that a left side defines with names as arguments, and that no row calls with other things."""
    defined: dict[str, set[str]] = {}
    for row in rows:
        left = row.sides[0]
        if isinstance(left, Product) and len(left.factors) == 2 and not left.signs[0]:
            name, bracket = left.factors
            if _takes_names(name, bracket) and not {_word(one) for one in bracket.parts} & times:
                defined.setdefault(_word(name), set()).add(_arguments(bracket))
    calls = [
        (_word(name), behind.body if isinstance(behind, Scripted) else behind)
        for row in rows
        for node in row.walk()
        if isinstance(node, Product)
        for name, behind in zip(node.factors, node.factors[1:], strict=False)
    ]
    for word, inner in calls:
        if word in defined and isinstance(inner, Bracket) and any(not isinstance(one, Name) for one in inner.items):
            del defined[word]
    return defined


def _takes_names(name: Written, bracket: Written) -> bool:
    """Whether this is a name with names alone in the bracket behind it; the slope g'(z) is that of a function."""
    if (
        not isinstance(name, Name)
        or name.primes
        or not isinstance(bracket, Bracket)
        or name.base.removeprefix("\\") in FUNCTIONS
    ):
        return False
    return all(isinstance(one, Name) for one in bracket.items)


def _word(node: Written) -> str:
    return node.base if isinstance(node, Name) else ""


def _arguments(bracket: Written) -> str:
    return ",".join(sorted(map(_word, bracket.parts)))


def _indices(
    row: Row, times: set[str], bases: frozenset[str], evidence: bool, known: frozenset[str], sized: Collection[str]
) -> frozenset[str]:
    """The letters that count entries in this row; ``evidence`` is whether the text speaks of entries at all.

    What stands below a bold 1, or a sign that is a matrix of some size, says that size.
    """
    own = set(letters_summed(row)) - times
    if not evidence:
        return frozenset(own)
    sizes = {
        id(node.sub) for node in row.walk() if isinstance(node, Name) and (node.base.isdecimal() or node.base in sized)
    }
    here = Counter(
        letter
        for node in row.walk()
        if isinstance(node, Script) and id(node) not in sizes
        for part in script_parts(node.text)
        for letter in _index_letters(unwrapped(part))
    )
    free = {letter for letter in here if letter in known and letter not in times and letter not in bases}
    return frozenset(own | free)


def _index_letters(part: str) -> list[str]:
    found = shifted(part)
    return [found[0]] if found else single_letters(part)
