"""The names that a program gives its variables in a notation: with their time step, and renamed.

A cell runs over time if it carries something from one step to the next: if it has a carry, or an input ``h_prev``
beside an ``h``. What a step computes and what it reads is then at t, what it carries is the name of what it holds at
t - 1, and a parameter has no time. A LaTeX name that the author gave with a t in its scripts stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from symgrad.expressions.symbols import At, Seed, root_of
from symgrad.printing.code_names import Name, from_code_name, taken_apart, upright
from symgrad.printing.names import Names, macro_of, time_mark, timed, word_of
from symgrad.printing.notation import Notation

_TELLS_TIME = re.compile(r"(?<![A-Za-z\\])t(?![A-Za-z])")
_PREVIOUS = "_prev"


def roots_of(program: Any) -> Mapping[str, Any]:
    """The variables of a program by code name, those that derived ones belong to in their place."""
    found: dict[str, Any] = {}
    for variable in (*program.inputs, *program.definitions):
        root = root_of(variable)
        found.setdefault(str(root.name), root)
    return found


def names_in(program: Any, notation: Notation, words: frozenset[str] = frozenset()) -> Names:
    """Key -> the printed name, for what the notation spells anew; ``words`` are spelled as they are.

    >>> import symgrad as sg
    >>> h, h_prev = sg.vectors("h h_prev", 3)
    >>> cell = sg.System([(h, sg.tanh(h_prev))])
    >>> str(names_in(cell, Notation(time="superscript", timed=True))["h_prev"])
    'h^{t-1}'
    """
    roots = roots_of(program)
    own = notation.own.names
    names = {name: new for name, new in _renamed(program, roots, notation) if name not in words and name not in own}
    previous = previous_in(program, roots)
    if notation.timed and previous and not any(isinstance(name, At) for name in program.definitions):
        names |= _timed(program, roots, previous, notation, words)
    else:
        names |= _before(roots, previous, notation)
    names |= _macros(roots, previous, notation, names)
    return MappingProxyType(names)


def previous_in(program: Any, roots: Mapping[str, Any]) -> Mapping[str, str]:
    """Code name of what holds a value of one step before -> code name of the value."""
    carried = {
        str(old.name): str(root_of(new).name) for new, old in _carried(program).items() if str(old.name) in roots
    }
    by_name = {name: name.removesuffix(_PREVIOUS) for name in roots if name.endswith(_PREVIOUS)}
    return by_name | carried


def _carried(program: Any) -> Mapping[Any, Any]:
    """The carry of a program, or that of the one that it was derived from."""
    return {**getattr(program, "previous", {}), **program.carry}


def _timed(
    program: Any, roots: Mapping[str, Any], previous: Mapping[str, str], notation: Notation, words: frozenset[str]
) -> Iterator[tuple[str, Name]]:
    constant = {str(root_of(parameter).name) for parameter in program.parameters}
    held = {str(new.name): new for new in _carried(program)}
    for name, root in roots.items():
        given = getattr(root, "latex_name", None)
        now = previous.get(name, name)
        shown = getattr(roots.get(now) or held.get(now), "latex_name", None)
        own = name in previous and given != shown
        if name in constant or (given and (own or _TELLS_TIME.search(_scripts(given)))):
            continue
        told = macro_of(now, notation) or (taken_apart(shown) if shown else from_code_name(now))
        base = word_of(roots[name]) if name in words else told
        yield name, timed(base, time_mark(-1 if name in previous else 0), notation)


def _before(roots: Mapping[str, Any], previous: Mapping[str, str], notation: Notation) -> Iterator[tuple[str, Name]]:
    """Where an author gave a value and that of one step before one LaTeX name, the second is marked."""
    for name, now in previous.items():
        given = getattr(roots.get(name), "latex_name", None)
        if given and given == getattr(roots.get(now), "latex_name", None):
            yield name, timed(taken_apart(given), upright("prev"), notation)


def _macros(
    roots: Mapping[str, Any], previous: Mapping[str, str], notation: Notation, names: Names
) -> Iterator[tuple[str, Name]]:
    """The author's macros: where h has one, h_prev has it with a mark, unless it has one of its own."""
    for name in roots:
        macro = macro_of(name, notation)
        before = macro_of(previous.get(name, ""), notation)
        if macro is not None and (name not in names or name in previous):
            yield name, macro
        elif macro is None and before is not None and name not in names:
            yield name, timed(before, upright("prev"), notation)


def _scripts(latex: str) -> str:
    return latex[min((position for position, sign in enumerate(latex) if sign in "_^"), default=len(latex)) :]


def _renamed(program: Any, roots: Mapping[str, Any], notation: Notation) -> Iterator[tuple[str, Name]]:
    """The parameters that the notation renames, unless two variables would then look the same."""
    found = {}
    for parameter in program.parameters:
        name = str(root_of(parameter).name)
        if not getattr(parameter, "latex_name", None):
            pattern = next((row for row in notation.renames if re.fullmatch(row[0], name)), None)
            if pattern is not None:
                found[name] = re.sub(*pattern, name)
    kept = [found.get(name, name) for name in roots]
    if len(set(kept)) == len(kept):
        yield from ((name, from_code_name(new)) for name, new in found.items())


def settled(program: Any, notation: Notation) -> Notation:
    """The notation with seeds told apart: a mark without a name, Greff's Delta, will do for one seed alone."""
    seeds = [variable for variable in (*program.inputs, *program.definitions) if isinstance(variable, Seed)]
    if len(seeds) < 2 or "{x}" in notation.seed:
        return notation
    return replace(notation, seed=notation.seed + "_{x}")
