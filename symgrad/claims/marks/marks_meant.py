"""What a name of a backward pass means: of what it is the cotangent, along which path, and what is given."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from symgrad.errors import ArgumentError
from symgrad.latex_reading.nodes.meanings import Affine, Derivative, Meaning, Use

_MEANT = re.compile(
    r"(?:(?P<given>given )|(?P<future>future part of the )|(?P<path>path of the ))?"
    r"(?:cotangent|gradient) of (?P<argument>the argument of )?(?P<of>.+?)(?: through (?P<through>.+))?"
)
_OTHERS = frozenset(
    {
        "given",
        "constant",
        "one-hot",
        "sums to one",
        "elementwise function",
        "scalar function",
        "last step",
        "counts samples",
        "indices",
        "label",
        "class",
        "transpose",
    }
)
_SIGNS = frozenset(
    {"hadamard", "matrix product", "scalar", "by its operands", "inner product", "outer product", "unit vectors"}
)


@dataclass(frozen=True)
class Mark:
    """The meaning of a name.

        kind      "cotangent"; "given" (it flows in from outside); "future" (what comes from later steps); "path" (along
    some)
        of        what it is the cotangent of: a variable, or an expression of the forward pass
        argument  whether it is that of the argument of the function that defines ``of``
        through   the variable through which alone the path goes
        offset    the distance of the time at which the name is declared: 0 for t
    """

    kind: str
    of: Meaning
    argument: bool = False
    through: Use | None = None
    offset: int = 0


@dataclass(frozen=True)
class Meant:
    """All that conventions say of names.

    marks    variable of the backward pass -> its meaning
    aliases  variable -> the variable, at a time, that it is the same as
    given    variables whose derivative is given
    classes  letter -> the one-hot variable whose class it is: c of y_c = 1
    """

    marks: Mapping[str, Mark]
    aliases: Mapping[str, tuple[Use, int]]
    given: frozenset[str]
    kinds: Mapping[str, str]
    held: frozenset[str]
    by_letters: Mapping[tuple[str, tuple[str, ...]], Mark]
    classes: Mapping[str, str]

    def mark(self, use: Use) -> Mark | None:
        """The meaning of a name where it is used: delta_j may be of another variable than delta_k."""
        letters = tuple(place.letter for place in use.entries if isinstance(place, Affine))
        return self.by_letters.get((use.variable, letters)) or self.marks.get(use.variable)


def meant(
    conventions: Mapping[str, str], automatic: Mapping[str, str], known: frozenset[str], read: Callable[[str], Meaning]
) -> Meant:
    """The meanings of names.

    automatic   marks that the text itself shows: dW -> W
    known       variables of the forward pass
    read        reads a formula as this text would write it
    Raises ArgumentError for a convention that means nothing.
    """
    marks: dict[str, Mark] = {}
    by_letters: dict[tuple[str, tuple[str, ...]], Mark] = {}
    aliases: dict[str, tuple[Use, int]] = {}
    given: set[str] = set()
    kinds: dict[str, str] = {}
    held: set[str] = set()
    classes: dict[str, str] = {}
    for name, value in conventions.items():
        match = _MEANT.fullmatch(value)
        if match is None and (value in _SIGNS or name in _NOT_NAMES or value.endswith(" function")):
            continue
        if value.startswith("same as \\") and not isinstance(read(value.removeprefix("same as ")), Use):
            continue
        key = read(name)
        if match is not None:
            mark = _mark(match, read)
            for variable, offset in _names(key):
                own = Mark(mark.kind, mark.of, mark.argument, mark.through, offset)
                letters = tuple(place.letter for place in getattr(key, "entries", ()) if isinstance(place, Affine))
                marks.setdefault(variable, own)
                if marks[variable] != own:
                    by_letters[variable, letters] = own
        elif value.startswith("same as "):
            other = read(value.removeprefix("same as "))
            for variable, offset in _names(key):
                if isinstance(other, Use):
                    aliases[variable] = (other, offset)
        elif value.startswith("label of "):
            for variable, _ in _names(read(value.removeprefix("label of "))):
                classes[name] = variable
        elif value == "given":
            given |= {variable for variable, _ in _names(key.below if isinstance(key, Derivative) else key)}
        elif value in ("one-hot", "sums to one", "symmetric"):
            kinds |= {variable: value for variable, _ in _names(key)}
        elif value == "constant":
            held |= {variable for variable, _ in _names(key)}
        elif value not in _OTHERS:
            raise ArgumentError(
                f"conventions: {name!r} is said to be {value!r}, which means nothing here; "
                "a name may be 'cotangent of X', "
                "'given cotangent of X', 'path of the cotangent of X', 'same as X', 'constant', 'one-hot', "
                "'symmetric', ..."
            )
    for name, of in automatic.items():
        if name not in marks and name not in aliases and of in known:
            marks[name] = Mark("cotangent", read_use(read, of))
    kinds |= dict.fromkeys(classes.values(), "one-hot")
    return Meant(marks, aliases, frozenset(given), kinds, frozenset(held), by_letters, classes)


_NOT_NAMES = frozenset(
    {
        "vectors",
        "samples",
        "superscripts",
        "repeated indices",
        "T",
        "slopes",
        "layout",
        "claims",
        r"\sum",
        "sum",
        "mean",
        r"\langle",
        "'",
    }
) | {"*", ".*", r"\cdot", r"\times", r"\circ", r"\odot", "@", "juxtaposition", r"\bullet", r"\ast"}


def read_use(read: Callable[[str], Meaning], name: str) -> Use:
    """The variable of this name as a use of it."""
    found = read(name)
    return found if isinstance(found, Use) and found.variable == name else Use(found.span, name)


def _names(key: Meaning) -> list[tuple[str, int]]:
    if isinstance(key, Use):
        return [(key.variable, key.time.offset if key.time is not None and key.time.letter else 0)]
    return []


def _mark(match: re.Match[str], read: Callable[[str], Meaning]) -> Mark:
    kind = next((kind for kind in ("given", "future", "path") if match[kind]), "cotangent")
    through = read(match["through"]) if match["through"] else None
    return Mark(kind, read(match["of"]), bool(match["argument"]), through if isinstance(through, Use) else None)
