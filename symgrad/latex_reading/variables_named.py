"""A name as it is written -> the variable that it names, at which time and entry, and what its superscript does."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from symgrad.latex_reading.formula_nodes import Name, Row, Script
from symgrad.latex_reading.letters import Letters, is_transpose, script_parts, shifted, single_letters, unwrapped
from symgrad.latex_reading.meanings import Affine

_DISTINCT = {
    "calligraphic": r"\mathcal",
    "blackboard": r"\mathbb",
    "fraktur": r"\mathfrak",
}  # where a letter is another
_LAST = frozenset({"T", "N", r"\tau", "L"})  # the last step, of a variable that has steps
_WITH_TRANSPOSE = re.compile(r"(.+?),?(\\top|\\intercal|\\mathsf\{T\}|\\mathrm\{T\}|\\text\{T\}|T)")
_POWER = re.compile(r"-?\d+(?:/\d+)?|-?\\[dt]?frac.*|-?\d*\.\d+")


@dataclass(frozen=True)
class Named:
    """What one name says.

    labels      the scripts that are part of the name, each with its mark, "_" or "^"
    power       the superscript that is a power, "" where there is none
    gathered    the subscript that is itself a variable: of p_{y_i}
    """

    stem: str
    labels: tuple[tuple[str, str], ...] = ()
    time: Affine | None = None
    entries: tuple[Affine, ...] = ()
    power: str = ""
    transposed: bool = False
    gathered: Script | None = None

    @property
    def key(self) -> str:
        """The variable: one spelling of it, whatever its time and entries."""
        of = {mark: ",".join(label for own, label in self.labels if own == mark) for mark in "_^"}
        return self.stem + "".join(f"{mark}{{{label}}}" for mark, label in of.items() if label)


class Names:
    """Reads the names of one text, once it has looked at all of them.

    timed     variables that have steps
    entered   variables whose entries are spoken of
    sizes     names of sizes: d_k is one though k may be an index
    styled    variables that stand in bold and in plain type without entries, so that the type tells them apart
    """

    def __init__(
        self, rows: Sequence[Row], letters: Letters, last: str = "", superscripts: str = "", sizes: Collection[str] = ()
    ) -> None:
        self.letters = letters
        self.flips = last != "last step"  # whether ^T is a transpose
        self.powers = superscripts != "indices"
        self.sizes = frozenset(sizes)
        self.timed: frozenset[str] = frozenset()
        self.entered: frozenset[str] = frozenset()
        self.styled: frozenset[str] = frozenset()
        self._survey(rows)

    def _survey(self, rows: Sequence[Row]) -> None:
        styles: dict[str, set[bool]] = {}
        found = [
            (name, self.read(name, indices))
            for row, indices in zip(rows, self.letters.indexed, strict=True)
            for name in row.walk()
            if isinstance(name, Name)
        ]
        for name, named in found:
            if not named.entries:
                styles.setdefault(named.key, set()).add(name.style == "bold")
        self.styled = frozenset(key for key, kinds in styles.items() if len(kinds) > 1)
        times = self.letters.times
        self.timed = frozenset(one.key for _, one in found if one.time is not None and one.time.letter in times)
        self.entered = frozenset(one.key for _, one in found if one.entries)

    def read(self, name: Name, indices: Collection[str]) -> Named:
        """What a name says in a row where such letters are indices."""
        named = Named(self._stem(name))
        if name.sub is not None and name.sup is None and f"{named.stem}_{name.sub.text}" in self.sizes:
            return Named(f"{named.stem}_{name.sub.text}")
        if name.sub is not None:
            for part in script_parts(name.sub.text):
                named = self._with_part(named, part, name.sub, indices)
        if name.sup is not None:
            named = self._with_superscript(named, name.sup, indices)
        if name.style == "bold" and named.key in self.styled:
            return replace(named, stem=rf"\mathbf{{{named.stem}}}")
        return named

    def _stem(self, name: Name) -> str:
        stem = name.base
        if name.style in _DISTINCT:
            stem = f"{_DISTINCT[name.style]}{{{stem}}}"
        for accent in reversed(name.accents):
            stem = rf"\{accent}{{{stem}}}"
        return stem + "'" * name.primes

    def _with_superscript(self, named: Named, script: Script, indices: Collection[str]) -> Named:
        text = script.text
        if self.flips and is_transpose(text):
            return replace(named, transposed=True)
        found = _WITH_TRANSPOSE.fullmatch(text) if self.flips else None
        if text in ("-T", r"-\top", r"-\mathsf{T}"):
            return replace(named, transposed=True, power="-1")
        if found is not None and (_POWER.fullmatch(found[1]) or self._moment(unwrapped(found[1]), named)):
            named, text = replace(named, transposed=True), found[1]
        if self.powers and _POWER.fullmatch(text):
            return replace(named, power=text)
        for part in script_parts(text):
            named = self._with_part(named, part, script, indices, over=True)
        return named

    def _with_part(
        self, named: Named, part: str, script: Script, indices: Collection[str], over: bool = False
    ) -> Named:
        bare = unwrapped(part)
        moment = self._moment(bare, named) if named.time is None else None
        if moment is not None:
            return replace(named, time=moment)
        letters, times = single_letters(bare), self.letters.times
        if letters and all(letter in indices or letter in times for letter in letters):
            moments = [Affine(letter) for letter in letters if letter in times]
            own = tuple(Affine(letter) for letter in letters if letter not in times)
            if own and (not moments or named.time is None):
                return replace(named, time=moments[0] if moments else named.time, entries=named.entries + own)
        mixed = re.fullmatch(r"([A-Za-z]+)(\d+)", bare)
        if mixed and not over and all(letter in indices for letter in mixed[1]):
            # w_{k0}: the entry k of what is called w_0.
            own = tuple(map(Affine, mixed[1]))
            return replace(named, entries=named.entries + own, labels=(*named.labels, ("_", mixed[2])))
        entry = self._entry(bare, indices, named, over)
        if entry:
            return replace(named, entries=named.entries + entry)
        if "_" in bare and not over:
            return replace(named, gathered=script)
        return replace(named, labels=(*named.labels, ("^" if over else "_", part if over else bare)))

    def _moment(self, text: str, named: Named) -> Affine | None:
        """A time, where this is one: of a variable that has steps it may be a number or the last."""
        times = self.letters.times
        found = shifted(text) or (text, 0)
        if found[0] in times:
            return Affine(*found)
        if named.key not in self.timed:
            return None
        if found[0] in _LAST:
            return Affine(*found)
        return Affine("", int(text)) if text.isdigit() else None

    def _entry(self, text: str, indices: Collection[str], named: Named, over: bool) -> tuple[Affine, ...]:
        found = shifted(text)
        if found is not None and found[0] in indices:
            return (Affine(*found),)
        if text.isdigit() and not over and named.key in self.entered:
            return (Affine("", int(text)),)
        if text in (":", r"\cdot", r"\ast", r"\bullet"):
            return (Affine(":"),)
        if text.endswith(":") or text.startswith(":"):
            letters = single_letters(text.strip(":"))
            own = tuple(map(Affine, letters))
            if letters and all(letter in indices for letter in letters):
                return (*own, Affine(":")) if text.endswith(":") else (Affine(":"), *own)
        return ()
