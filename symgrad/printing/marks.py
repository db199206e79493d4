"""One mark, one thing: the names and marks of a display, chosen so that no two variables look alike.

A name that would look like another one is spelled as its code name, upright; where two authors' own LaTeX names meet
there is nothing to choose, and NameClashError says so. A mark of derived variables (bar, hat, Delta, the L of a
gradient) that an author uses for something else gives way to another one, and so does a sign of the printer (the I of
the identity, sigma for the sigmoid).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from symgrad.errors import NameClashError
from symgrad.expressions.positions import positions_among_values
from symgrad.expressions.shapes import is_vector, shape_of
from symgrad.expressions.symbols import At, Cotangent, Derived, Seed, Time, is_size, layers, root_of
from symgrad.functions.called import heads_in, words_in
from symgrad.printing.function_names import latex_functions, seen, text_functions
from symgrad.printing.keys import key_of
from symgrad.printing.looks import look
from symgrad.printing.names import Names, macro_of, name_of, spelled_out, text_name, word_of
from symgrad.printing.notation import PLAIN, Notation
from symgrad.printing.spelling import names_in, settled
from symgrad.programs.equations import dimensions_of, variables_in

# field of a notation -> marks in the place of an accent that an author uses
_ACCENTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "inner": (r"\hat", r"\check", r"\grave"),
        "cotangent": (r"\bar", r"\delta{k} {x}", r"\breve"),
        "tangent": (r"\dot", r"\mathring", r"\ddot"),
        "seed": (),
        "common": (),
    }
)
# letter of a mark -> letters in its place
_LETTERS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "L": (r"\mathcal{L}", r"\mathcal{E}", r"\mathcal{J}"),
        r"\tau": (r"\kappa", r"\zeta", r"\varpi"),
        r"\delta": (r"\eta", r"\varrho", r"\vartheta"),
        r"\Delta": (r"\Gamma", r"\Xi", r"\Upsilon"),
    }
)
_LETTER = re.compile(r"\\[A-Za-z]+|[A-Za-z]")
_ACCENT = re.compile(r"\\(?:bar|hat|tilde|dot|ddot|check|breve|acute|grave|mathring|vec|overline|widehat|widetilde)\b")
_TEXT_MARKS = ("Δ", "Γ", "Ξ")


@dataclass(frozen=True)
class Marks:
    """How the variables of one display are written: a notation, names by key, and the letters that names take.

    functions  how functions are written, by their names
    numbers    the variables that say a position and are a number too: they count from 0
    """

    notation: Notation = PLAIN
    names: Names = field(default_factory=lambda: MappingProxyType({}))
    letters: frozenset[str] = frozenset()
    looks: frozenset[str] = frozenset()  # of all variables
    functions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    numbers: frozenset[Any] = frozenset()
    shown: frozenset[str] = frozenset()  # all variables in LaTeX


@dataclass(frozen=True)
class TextMarks:
    """The same for text: names by key, the letters that they take, and the marks of seeds and of differentials.

    primed  the prefixes of derived variables that begin the name of another variable too: pre'_h beside pre_h
    """

    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    letters: frozenset[str] = frozenset()
    seed: str = "Δ"
    differential: str = "d"
    primed: frozenset[str] = frozenset()
    looks: frozenset[str] = frozenset()
    functions: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    numbers: frozenset[Any] = frozenset()


def shown_in(program: Any) -> list[Any]:
    """The variables of a program's display, each once."""
    used = (variable for right in program.definitions.values() for variable in variables_in(right))
    named = [*program.inputs, *program.definitions]
    return list(dict.fromkeys([*named, *used, *dimensions_of(named)]))


def _times_in(shown: Iterable[Any]) -> set[str]:
    """The letters of time in a display: those of its variables at a time, beside which t and T have one meaning."""
    times = [variable.time for variable in shown if isinstance(variable, At)]
    letters = {str(letter.name) for time in times for letter in time.free_symbols}
    return letters | {"t", "T"} if times else letters


def marks_of(program: Any, notation: Notation) -> Marks:
    """The names and marks of a program's display.

    Raises NameClashError for two variables whose own LaTeX names look the same.
    """
    made = _told_apart(shown_in(program), settled(program, notation), program)
    return _with_functions(made, program.definitions.values(), program.definitions)


def marks_among(variables: Sequence[Any], notation: Notation, exprs: Iterable[Any] = ()) -> Marks:
    """The names and marks of plain expressions."""
    return _with_functions(_told_apart(variables, notation, None), exprs)


def _with_functions(marks: Marks, exprs: Iterable[Any], defined: Iterable[Any] = ()) -> Marks:
    exprs = tuple(exprs)
    heads = heads_in(exprs)
    words = words_in(exprs, "latex") if heads else ()
    functions = latex_functions(heads, marks.looks, marks.letters, words)
    return replace(marks, functions=functions, numbers=positions_among_values(exprs, defined))


def _told_apart(shown: Sequence[Any], notation: Notation, program: Any) -> Marks:
    roots = {key_of(root): root for root in map(root_of, shown)}
    words: frozenset[str] = frozenset()
    while True:
        names = dict(names_in(program, notation, words) if program is not None else {})
        names |= {key: macro for key, root in roots.items() if key not in names
                  and (macro := macro_of(str(root.name), notation))}  # fmt: skip
        names |= {key: word_of(roots[key]) for key in words if key in roots and key not in names}
        plain = replace(notation, bold=False) if notation.bold else notation
        bases = {key: name_of(root, plain, names).base for key, root in roots.items()}
        chosen = _with_marks(notation, bases, shown)
        clash = _clash(shown, chosen, names) or _reserved(roots, names, bases, shown)
        if clash is None:
            told = frozenset(str(name_of(variable, chosen, names)) for variable in shown)
            letters = frozenset(map(look, bases.values()))
            return Marks(chosen, MappingProxyType(names), letters, frozenset(map(seen, told)), shown=told)
        if key_of(clash[0]) == key_of(clash[1]) and not notation.numbers_inner:
            notation = replace(notation, numbers_inner=True)
            continue
        words |= {_to_spell_out(clash, roots, words, chosen, names)}


def _clash(shown: Sequence[Any], notation: Notation, names: Names) -> tuple[Any, Any] | None:
    """The roots of the first two variables that look the same."""
    seen: dict[str, Any] = {}
    for variable in shown:
        mark = look(notation.own.expanded(str(name_of(variable, notation, names))))
        other = seen.setdefault(mark, variable)
        if other != variable:
            return root_of(other), root_of(variable)
    return None


def _reserved(
    roots: Mapping[str, Any], names: Names, bases: Mapping[str, str], shown: Sequence[Any]
) -> tuple[Any, Any] | None:
    """A variable that bears the letter of time beside a time, or that of a constant."""
    timed = any("t" in f"{name.sub}{name.sup}" for name in names.values())
    letters = {r"\pi", *("t" * timed), *_times_in(shown)}
    for key, root in roots.items():
        if bases[key] in letters and not getattr(root, "latex_name", None) and not isinstance(root, Time):
            return root, root_of(root)
    return None


def _to_spell_out(
    clash: tuple[Any, Any], roots: Mapping[str, Any], words: frozenset[str], notation: Notation, names: Names
) -> str:
    """Which of two names that look the same is spelled as its code name: the later, unless it is its author's."""
    for root in sorted((clash[1], clash[0]), key=is_size):
        authors = getattr(root, "latex_name", None) or str(root.name) in notation.own.names
        if not authors and key_of(root) not in words:
            return key_of(root)
    one, other = clash
    raise NameClashError(
        f"{one.name} and {other.name} both print as {name_of(one, notation, names)}; give one of them another "
        f"LaTeX name by latex={', or another macro' if notation.macros else ''}."
    )


def _with_marks(notation: Notation, bases: Mapping[str, str], shown: Sequence[Any]) -> Notation:
    """The notation with marks that no name of the display has."""
    letters = set(bases.values()) - _differentiated(shown)
    accents = {found for base in bases.values() for found in _ACCENT.findall(look(base))}
    changed: dict[str, Any] = {}
    for kind, instead in _ACCENTS.items():
        mark = getattr(notation, kind)
        if "{" in mark:
            chosen = _relettered(mark, letters)
        else:
            chosen = next((new for new in (mark, *instead) if new not in accents and _is_free(new, letters)), mark)
            accents.add(chosen)
        changed[kind] = chosen
    same = all(getattr(notation, kind) == chosen for kind, chosen in changed.items())
    return notation if same else replace(notation, **changed)  # which reads the whole notation again


def _is_free(mark: str, letters: set[str]) -> bool:
    return "{" not in mark or _relettered(mark, letters) == mark


def letters_of(mark: str) -> list[str]:
    """The letters of a mark itself.

    >>> letters_of(r"\\delta{k} {x}")
    ['\\\\delta']
    """
    return _LETTER.findall(mark.replace("{x}", "").replace("{k}", ""))


def _relettered(mark: str, letters: set[str]) -> str:
    """A form whose letter is that of no name."""
    for letter, instead in _LETTERS.items():
        if letter in letters_of(mark) and letter in letters:
            other = next((new for new in instead if new not in letters), letter)
            mark = re.sub(rf"{re.escape(letter)}(?![A-Za-z])", lambda found, new=other: new, mark)  # type: ignore[misc]
    return mark


def _differentiated(shown: Sequence[Any]) -> set[str]:
    """The letter L, where the one thing that is differentiated is the variable L itself."""
    ends = {v.primal for v in shown if isinstance(v, (Cotangent, Seed)) and not isinstance(v.primal, Derived)}
    scalars = {str(end.name) for end in ends if not getattr(end, "is_Matrix", False)}
    return {"L"} if scalars == {"L"} else set()


# -- text ----------------------------------------------------------------------------------------------------------


def text_marks_of(program: Any) -> TextMarks:
    """The names and marks of a program's display in text."""
    return text_marks(shown_in(program), program.definitions.values(), program.definitions)


def text_marks(variables: Iterable[Any], exprs: Iterable[Any] = (), defined: Iterable[Any] = ()) -> TextMarks:
    """The names and marks of a display in text, of these variables and of the functions in these expressions."""
    shown = list(dict.fromkeys(variables))
    roots = {key_of(root): root for root in map(root_of, shown)}
    names = _text_names(roots, _times_in(shown))
    taken = set(names.values())
    seed = next((mark for mark in _TEXT_MARKS if not any(name.startswith(mark) for name in taken)), _TEXT_MARKS[0])
    differential = next((mark for mark in "dDð" if not any(f"{mark}{name}" in taken for name in taken)), "d")
    different = MappingProxyType({key: name for key, name in names.items() if name != spelled_out(roots[key])})
    primed = _primed(shown, different, seed)
    looks = frozenset(text_name(variable, different, seed, primed) for variable in shown)
    exprs = tuple(exprs)
    functions = text_functions(heads_in(exprs), looks, words_in(exprs))
    numbers = positions_among_values(exprs, defined)
    return TextMarks(different, frozenset(taken), seed, differential, primed, looks, functions, numbers)


def _text_names(roots: Mapping[str, Any], times: set[str]) -> dict[str, str]:
    """Key -> name: of two that look alike a size says that it is one, others are spelled as their code names.

    What bears a letter of time says what it is: scalar(t), matrix(T), size(T).
    """
    names = {key: "pi" if str(root.name) == "pi" else spelled_out(root) for key, root in roots.items()}
    for key, root in roots.items():
        if names[key] in times and not isinstance(root, Time):
            names[key] = f"{_kind(root)}({root.name})"
    while True:
        seen: dict[str, str] = {}
        clash = next(((seen[name], key) for key, name in names.items() if seen.setdefault(name, key) != key), ())
        if not clash:
            return names
        for key in [key for key in clash if is_size(roots[key])] or clash:
            names[key] = f"size({roots[key].name})" if is_size(roots[key]) else str(roots[key].name)


def _kind(root: Any) -> str:
    """What a variable is, in a word."""
    if not shape_of(root):
        return "size" if is_size(root) else "scalar"
    return "vector" if is_vector(root) else "matrix"


def _primed(shown: Sequence[Any], names: Mapping[str, str], seed: str) -> frozenset[str]:
    """The prefixes with which a derived variable would be called like another one."""
    found: frozenset[str] = frozenset()
    while True:
        seen: dict[str, Any] = {}
        for variable in shown:
            other = seen.setdefault(text_name(variable, names, seed, found), variable)
            if other != variable:
                longer = max((_layers(other), _layers(variable)), key=len)
                break
        else:
            return found
        new = [one.prefix for one in reversed(longer) if one.prefix not in found]
        if not new:
            return found
        found |= {new[0]}


def _layers(variable: Any) -> list[Any]:
    """The derived variables of which one is made, itself first."""
    return [layer for layer in layers(variable) if isinstance(layer, Derived) and not isinstance(layer, At)]
