r"""Names whose superscript is an exponent though its letter counts steps, \gamma^{t-1}; letters of such exponents."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from symgrad.latex_reading.names.scripts_parted import LETTER, script_parts, shifted, single_letters, unwrapped
from symgrad.latex_reading.nodes.formula_nodes import Comparison, Marked, Name, Row, Script
from symgrad.latex_reading.tex.tex_spellings import FUNCTIONS

Identity = tuple[str, str]  # the letter with its accents, and what stands below it
_EXPONENT = re.compile(rf"-?\d*{LETTER}(?:[+-](?:\d+|{LETTER}))*+")
_ENDS = frozenset({"T", "N", "L"})
_STEPS = frozenset({"t", r"\tau"})


@dataclass
class _Seen:
    """Where a name stands in a text.

    above    the letters of its superscripts that may be exponents
    plain    whether it stands without one, and beside what has times in the equation of a step
    other    whether it has a time below, or is a variable of each step: that an equation defines, or a derivative is by
    """

    above: set[str] = field(default_factory=set)
    plain: bool = False
    beside: bool = False
    other: bool = False


def exponent_letters(rows: Sequence[Row], numbers: Collection[str]) -> frozenset[str]:
    r"""Letters of numbers that stand above names alone: the n of n x^{n-1}, where x stands without it too.

    numbers   names that the caller declares as numbers
    """
    names = [(name, row) for row in rows for name in _names(row)]
    compared = {id(side) for row in rows for one in row.walk() if isinstance(one, Comparison) for side in one.sides}
    alone = {name.base for name, _ in names if name.bare == name and id(name) not in compared} | {*numbers}
    defined = {row.sides[0].base for row in rows if isinstance(row.sides[0], Name)}
    plain = {name.stem for name, _ in names if not name.scripts}
    above, elsewhere = set[str](), set[str]()
    for name, row in names:
        exponent = _exponent(name.sup)
        may_be = bool(exponent) and name.stem in plain and name is not row.sides[0]
        above |= exponent if may_be else set()
        for script in (name.sub, None if may_be else name.sup):
            elsewhere |= {letter for part in _parts(script) for letter in _letters(part)}
    functions = {rf"\{word}" for word in FUNCTIONS}
    return frozenset(above & alone - elsewhere - defined - functions)


def names_raised(
    rows: Sequence[Row], times: Collection[str], exponents: Collection[str], numbers: Collection[str]
) -> frozenset[Identity]:
    """The names that are raised to powers wherever such a letter stands above them.

    times      letters that count steps
    exponents  letters of numbers that stand above names alone
    """
    seen: dict[Identity, _Seen] = {}
    below = set[str]()
    for row in rows:
        marked = {id(one) for node in row.walk() if isinstance(node, Marked) for one in (node.body, node.below)}
        steps = isinstance(row.sides[0], Name) and any(_times_of(row.sides[0].sup, times))
        for name in _names(row):
            own = seen.setdefault(identity(name), _Seen())
            below |= {*_times_of(name.sub, times)}
            _look(own, name, times, exponents)
            by_step = name.sup is not None and (id(name) in marked or name is row.sides[0])
            own.other = own.other or any(_times_of(name.sub, times)) or (by_step and any(_times_of(name.sup, times)))
            own.beside = own.beside or (steps and name.sup is None and id(name) not in marked)
    return frozenset(one for one, own in seen.items() if _is_raised(one, own, below | {*exponents}, numbers))


def identity(name: Name) -> Identity:
    """A name whatever stands above it."""
    return name.stem, name.sub.text if name.sub is not None else ""


def is_exponent(script: Script | None, letters: Collection[str]) -> bool:
    """Whether a superscript is a sum of such letters, of numbers, and of the last step."""
    return bool(found := _exponent(script)) and found <= {*letters}


def _exponent(script: Script | None) -> frozenset[str]:
    """The letters of a superscript that may be an exponent, but for the last step: the t of t - 1, of T - t."""
    if script is None or not _EXPONENT.fullmatch(script.text):
        return frozenset()
    return frozenset(re.findall(LETTER, script.text)) - _ENDS


def _look(own: _Seen, name: Name, times: Collection[str], exponents: Collection[str]) -> None:
    exponent = _exponent(name.sup)
    if exponent and exponent <= {*times, *exponents}:
        own.above |= exponent
    elif any(_times_of(name.sup, times)):
        own.other = True  # a time in brackets, or beside a label
    else:
        own.plain = own.plain or name.sup is None


def _is_raised(one: Identity, own: _Seen, below: Collection[str], numbers: Collection[str]) -> bool:
    r"""Whether a name is a number, or stands without a time in a text that writes times below; W^t beside W h^{t-1}."""
    if own.other or not own.above:
        return False
    number = one[0] + (f"_{one[1]}" if one[1] else "") in numbers
    return ((number or own.plain) and own.above <= {*below}) or (own.beside and own.above <= _STEPS)


def _times_of(script: Script | None, times: Collection[str]) -> Iterator[str]:
    """The letters of steps in a script, in brackets or not."""
    for part in _parts(script):
        letter = (shifted(unwrapped(part)) or (unwrapped(part), 0))[0]
        if letter in times:
            yield letter


def _parts(script: Script | None) -> list[str]:
    return script_parts(script.text) if script is not None else []


def _letters(part: str) -> list[str]:
    found = shifted(unwrapped(part))
    return [found[0]] if found else single_letters(unwrapped(part))


def _names(row: Row) -> Iterator[Name]:
    return (one for one in row.walk() if isinstance(one, Name))
