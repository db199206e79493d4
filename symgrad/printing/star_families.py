"""Families: equations that are alike but for one letter are told once, with a star in its place.

Of lines as they are printed, W_i, W_f and W_o in one place of three of them, it makes

    \\delta W_\\star = \\langle \\delta \\bar{\\star}^t, x^t \\rangle \\quad (\\star \\in \\{i, f, o\\})

so it finds them in the equations whatever a cell calls its gates. Every place of the letter in a line becomes the star,
and the lines of a family are those that are the same then: with each letter put back they are what they were.
"""

from __future__ import annotations

import heapq
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from symgrad.arguments.signatures import Kind

FAMILIES = Kind(
    "True, False, 'stacked' or a list of the letters of gates",
    lambda value: (
        isinstance(value, bool)
        or (isinstance(value, str) and value == "stacked")
        or (isinstance(value, (list, tuple)) and bool(value) and all(isinstance(letter, str) for letter in value))
    ),
)
STARS = (r"\star", r"\ast", r"\bullet", r"\diamond")
_TOKEN = re.compile(r"\\(?:mathrm|text)\{[^{}]*\}|\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)
_LETTER = re.compile(r"[A-Za-z0-9]|\\mathrm\{[A-Za-z0-9]+\}|\\(?:alpha|beta|gamma|delta|epsilon|zeta|eta|theta|iota|"
                     r"kappa|lambda|mu|nu|xi|rho|tau|upsilon|phi|chi|psi|omega)")  # fmt: skip
_SHORTEST = 5  # signs of the right-hand side of two equations that are worth a star
_UNREAD = frozenset("_^{},")
_FEW = 2


@dataclass(frozen=True)
class Told:
    """One line of a display: an equation, or a family of them.

    names    the code names of what is defined, in the order of the letters
    letters  what the star stands for; none where the line is of one equation
    behind   what stands behind the line: the star, and these letters
    """

    names: tuple[str, ...]
    left: str
    right: str
    letters: tuple[str, ...] = ()
    behind: str = ""


Sides: TypeAlias = tuple[str, str, str]  # the code name, the left-hand side and the right-hand side of an equation


def in_families(
    sides: Sequence[Sides], uses: Mapping[str, Collection[str]], among: Collection[str] = (),
    sections: Sequence[str] | None = None,
) -> list[Told]:  # fmt: skip
    """The equations in their order, each family in the place of one of its own.

    ``uses`` says which code names each equation uses; ``among`` are letters, the gates, that alone are told by a star.
    A family is of one section, where these are given.

    >>> sides = [("U_i", "U_i", "d_i h"), ("U_f", "U_f", "d_f h"), ("U_o", "U_o", "d_o h")]
    >>> (told,) = in_families(sides, {})
    >>> print(told.left, "=", told.right, told.behind)
    U_\\star = d_\\star h (\\star \\in \\{i, f, o\\})
    """
    search = _Search(sides, uses, _templates(sides, among, sections or [""] * len(sides)))
    search.tell(_is_worth)
    known = {frozenset(line.letters) for line in search.lines.values() if line is not None}
    search.tell(lambda own, _: frozenset(own.values()) in known)  # what has the letters of a family is one too
    return [line for line in search.lines.values() if line is not None]


class _Search:
    """The lines of a display by their places, as far as families are found; None where a family has the equation."""

    def __init__(
        self, sides: Sequence[Sides], uses: Mapping[str, Collection[str]], found: dict[Template, dict[int, str]]
    ) -> None:
        self.lines: dict[int, Told | None] = {
            place: Told((name,), left, right) for place, (name, left, right) in enumerate(sides)
        }
        self._names, self._uses, self._found = [name for name, _, _ in sides], uses, found
        self._star = star_of(f"{left}{right}" for _, left, right in sides)
        self._ranks: dict[str, int] = {}
        self._fitting: dict[int, list[Template]] = defaultdict(list)  # equation -> the templates that it fits
        for template, own in found.items():
            for place in own:
                self._fitting[place].append(template)

    def tell(self, is_told: Callable[[Mapping[int, str], Template], bool]) -> None:
        """Tells the families that are to be told, those of most equations first; each equation is in one."""
        waiting = [(_rank(own), template) for template, own in self._found.items()]
        heapq.heapify(waiting)
        while waiting:
            rank, template = heapq.heappop(waiting)
            own = self._found[template]
            if rank != _rank(own):  # another family has taken some of them
                heapq.heappush(waiting, (_rank(own), template))
            elif len(own) >= _FEW and is_told(own, template):
                where = place_of(sorted(own), self._names, self._uses)
                if where is not None:
                    self._put(where, template, dict(own))

    def _put(self, where: int, template: Template, own: Mapping[int, str]) -> None:
        for letter in sorted(own.values(), key=_by_number):
            self._ranks.setdefault(letter, len(self._ranks))
        places = sorted(own, key=lambda place: self._ranks[own[place]])  # the letters in one order in all families
        letters = tuple(own[place] for place in places)
        behind = rf"({self._star} \in \{{{', '.join(letters)}\}})"
        self.lines |= dict.fromkeys(places)
        self.lines[where] = Told(tuple(self._names[k] for k in places), template[0], template[1], letters, behind)
        for place in places:
            for other in self._fitting[place]:
                self._found[other].pop(place, None)


def _by_number(letter: str) -> int:
    return int(letter) if letter.isdigit() else 0


def told_once(lines: Sequence[Told]) -> list[Told]:
    """The lines, what a star stands for behind the last of those below each other that have it alike."""
    after = [*(line.behind for line in lines[1:]), ""][: len(lines)]
    return [
        replace(line, behind="") if line.behind == next_ else line for line, next_ in zip(lines, after, strict=True)
    ]


def star_of(lines: Iterable[str]) -> str:
    """The star, or what stands instead where a name of the display has it."""
    signs = {token for line in lines for token in _TOKEN.findall(line)}
    return next((star for star in STARS if star not in signs), STARS[0])


Template: TypeAlias = tuple[str, str, str]  # both sides, and the section


def _templates(
    sides: Sequence[Sides], among: Collection[str], sections: Sequence[str]
) -> dict[Template, dict[int, str]]:
    """The lines with a star in the place of a letter -> the equations that are so with a letter each."""
    star = star_of(f"{left}{right}" for _, left, right in sides)
    found: dict[Template, dict[int, str]] = defaultdict(dict)
    for place, ((_, left, right), section) in enumerate(zip(sides, sections, strict=True)):
        tokens, others = _TOKEN.findall(left), _TOKEN.findall(right)
        for letter in dict.fromkeys(token for token in tokens if _LETTER.fullmatch(token)):
            if among and letter not in among:
                continue
            if not letter.isdigit() or (_is_index(letter, tokens) and _is_index(letter, others)):
                template = _starred(tokens, letter, star), _starred(others, letter, star), section
                found[template].setdefault(place, letter)
    return {template: own for template, own in found.items() if len(own) > 1}


def _rank(own: Mapping[int, str]) -> tuple[int, bool, int]:
    """The place of a family among others: most equations first, letters before digits, then in order."""
    return -len(own), next(iter(own.values()), "").isdigit(), min(own, default=0)


def _starred(tokens: Sequence[str], letter: str, star: str) -> str:
    made = ""
    for token in tokens:
        sign = star if token == letter else token
        made += f" {sign}" if made.endswith(star) and sign[0].isalpha() else sign
    return made


def _is_index(digit: str, tokens: Sequence[str]) -> bool:
    """Whether a digit stands in a subscript wherever it stands: not as a number, nor as a power."""
    places = [place for place, token in enumerate(tokens) if token == digit]
    return all(_script_at(tokens, place) == "_" for place in places)


def _script_at(tokens: Sequence[str], place: int) -> str:
    """The sign of the script in which a token stands, "" where it stands in none."""
    depth = 0
    for before in range(place - 1, -1, -1):
        token = tokens[before]
        if token == "{" and depth == 0:
            return tokens[before - 1] if before and tokens[before - 1] in "_^" else ""
        if depth == 0 and token in "_^" and before == place - 1:
            return token
        depth += (token == "}") - (token == "{")
    return ""


def _is_worth(own: Mapping[int, str], template: Template) -> bool:
    signs = [token for token in _TOKEN.findall(template[1]) if not token.isspace() and token not in _UNREAD]
    return len(own) > _FEW or (len(own) == _FEW and len(signs) >= _SHORTEST)


def place_of(places: Sequence[int], names: Sequence[str], uses: Mapping[str, Collection[str]]) -> int | None:
    """Where a family stands: at its first equation, or its last, so that what it uses stands before it."""
    own = {names[k] for k in places}
    other = [names[k] for k in range(places[0] + 1, places[-1]) if names[k] not in own]
    used = {name for one in own for name in uses.get(one, ())}
    if used.isdisjoint(other):
        return places[0]
    if all(own.isdisjoint(uses.get(name, ())) for name in other):
        return places[-1]
    return None
