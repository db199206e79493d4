"""A name as it is written -> the variable that it names, at which time and entry, and what its superscript does."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from symgrad.latex_reading.names.letter_roles import left_names
from symgrad.latex_reading.names.letters import ALWAYS, Letters
from symgrad.latex_reading.names.name_parts import Named, entered_in_scripts, numbered, tells_class, time_slots
from symgrad.latex_reading.names.scripts_parted import (
    LAST,
    combined,
    entry_told,
    index_inside,
    is_distance,
    piece_spelled,
    range_of,
    script_parts,
    shifted,
    single_letters,
    steps_among,
    unwrapped,
    upright_apart,
)
from symgrad.latex_reading.nodes.formula_nodes import Name, Row, Script
from symgrad.latex_reading.nodes.meanings import Affine
from symgrad.latex_reading.resolving.signs_declared import NO_SIGNS, Signs

_TYPES = {"bold": r"\mathbf", "sans": r"\mathsf"}  # that tell names apart where one text has both
_COUNTERS = frozenset("ijklmnpqs")
_POWER = re.compile(r"\\(?:odot|circ)(?![a-z]).+|-?\d+(?:/\d+)?|-?\\[dt]?frac.*|-?\d*\.\d+")


class Names:
    """Reads the names of one text, once it has looked at all of them.

    timed     variables that have steps
    entered   variables whose entries are spoken of
    whole     variables that stand without any script, or are declared so
    labelled  variables with a label that a left side defines, or that are declared
    slots     which script of a variable holds its time
    sizes     names of sizes: d_k is one though k may be an index
    lasts     what the last step is called
    layers    letters that tell which array a name is: a_j is another one than a_k
    labels    names, each with a letter that is no index under it, as the text or the caller says
    styled    variables that stand in bold and in plain type without entries, so that the type tells them apart
    twofold   variables that are defined by their entries, and also whole: L_i, and L as their sum
    defined   variables that are the left side of an equation
    ranks     variables whose shape the caller says -> how many indices their entries have
    scalars   numbers that the caller declares as they are written, without braces -> the variable
    signs     what the caller tells of signs, which are no names
    numbered  variables with the superscript 0 or 1 that never stand without one: the 2 of W^2 is no power beside W^1
    apart     variables and distances from t at which they have another rank, as the caller says: arrays of their own
    """

    def __init__(
        self, rows: Sequence[Row], letters: Letters, last: str = "", superscripts: str = "",
        sizes: Collection[str] = (), known: Collection[str] = (), labels: Collection[tuple[str, str]] = (),
        layers: Collection[str] = (), ends: Collection[str] = (), signs: Signs = NO_SIGNS,
    ) -> None:  # fmt: skip
        self.letters = letters
        self.flips = last != "last step"  # whether a plain ^T is a transpose; \top is one always
        self.powers = superscripts != "indices"
        self.sizes, self.labels = frozenset(sizes), frozenset(labels)
        self.layers = frozenset(layers)
        self.lasts = LAST.union(ends)
        self.timed: frozenset[str] = frozenset()
        self.entered: frozenset[str] = frozenset()
        self.slots: frozenset[tuple[str, str]] = frozenset()
        self.given = self.whole = frozenset(known)
        self.labelled: frozenset[str] = frozenset(known)
        self.styled: frozenset[str] = frozenset()
        self.twofold: frozenset[str] = frozenset()
        self.defined: frozenset[str] = frozenset()
        self.ranks: Mapping[str, int] = {}
        self.scalars: Mapping[str, str] = {}
        self.signs = signs
        self.numbered: frozenset[str] = frozenset()
        self.apart: frozenset[tuple[str, int]] = frozenset()
        self._survey(rows)

    def is_own(self, name: str) -> bool:
        """Whether this is a variable without steps that the text defines, or whose shape the caller says."""
        return name in self.given or (name in self.defined and name not in self.timed)

    def _survey(self, rows: Sequence[Row]) -> None:
        styles: dict[str, set[str]] = {}
        found = self._found(rows)
        self.numbered = numbered(one for _, one in found)
        found = self._found(rows) if self.numbered else found
        for name, named in found:
            if not named.entries:
                styles.setdefault(named.key, set()).add(name.style if name.style in _TYPES else "")
        self.styled = frozenset(key for key, kinds in styles.items() if len(kinds) > 1)
        sides = {id(row.sides[0]) for row in rows if isinstance(row.sides[0], Name)}
        self.defined = frozenset(named.key for name, named in found if id(name) in sides)
        self.twofold = self._twofold(rows)
        times = self.letters.times
        lefts = left_names(rows)
        self.whole |= {one.key for _, one in found if not one.labels and not one.entries}
        self.labelled |= {one.key for name, one in found if one.labels and id(name) in lefts}
        self.slots = time_slots(found, times)
        self.timed = frozenset(one.key for _, one in found if one.time is not None and one.time.letter in times)
        self.entered = frozenset(one.key for _, one in found if one.entries)
        self.entered |= entered_in_scripts(rows, self.letters.counting)

    def _found(self, rows: Sequence[Row]) -> list[tuple[Name, Named]]:
        return [
            (name, self.read(name, indices))
            for row, indices in zip(rows, self.letters.indexed, strict=True)
            for name in row.walk()
            if isinstance(name, Name) and not self.signs.meaning(name)
        ]

    def _twofold(self, rows: Sequence[Row]) -> frozenset[str]:
        """Names that a whole one is made of: L_i, which L = sum of L_i reads; g = V s beside g_i = ... is one array."""
        entered, made = set[str](), set[str]()
        for row, indices in zip(rows, self.letters.indexed, strict=True):
            if isinstance(row.sides[0], Name):
                left = self.read(row.sides[0], indices)
                inside = [
                    self.read(one, indices) for side in row.sides[1:] for one in side.walk() if isinstance(one, Name)
                ]
                entered |= {left.key} if left.entries else set()
                made |= {one.key for one in inside if one.entries and one.key == left.key and not left.entries}
        return frozenset(entered & made)

    def read(self, name: Name, indices: Collection[str]) -> Named:
        """What a name says in a row where such letters are indices."""
        named = Named(name.stem, stepped=steps_among(name.scripts, self.letters.clocks))
        if name.sub is not None and name.sup is None:
            size = f"{named.stem}_{upright_apart(name.sub.text)}"
            if size in self.sizes:
                return Named(size)
        if name.sub is not None:
            for part in script_parts(name.sub.text):
                rows = range_of(part)
                if rows is not None:
                    named = replace(named, part=rows)
                    continue
                named = self._with_part(named, part, name.sub, indices)
        if name.sup is not None and self.powers and self.letters.is_raised(name):
            named = replace(named, power=name.sup.text)
        elif name.sup is not None:
            named = self._with_superscript(named, name.sup, indices)
        named = self._with_numbers(self._with_late_time(named))
        if named.time is not None and (named.key, named.time.offset) in self.apart:
            named = replace(named, time=None, labels=(*named.labels, ("^", str(named.time))))
        letters = [getattr(place, "letter", "").rstrip("'") for place in named.entries]  # k' counts what k does
        if letters and self.layers.issuperset(letters):
            named = replace(named, labels=(*named.labels, ("_", "".join(letters))))
        if named.entries and named.key in self.twofold:
            named = replace(named, labels=(*named.labels, ("_", "each")))
        if name.style in _TYPES and named.key in self.styled:
            return replace(named, stem=rf"{_TYPES[name.style]}{{{named.stem}}}")
        return named

    def _with_late_time(self, named: Named) -> Named:
        r"""The 1 of y_1^{in} is a time where y^{in} has steps, which its label alone tells."""
        for label in named.labels if named.time is None and len(named.labels) > 1 else ():
            whole = replace(named, labels=tuple(one for one in named.labels if one != label))
            moment = self._moment(unwrapped(label[1]), whole) if label[0] == "_" else None
            if moment is not None and self._holds_time(whole, over=False):
                return replace(whole, time=moment)
        return named

    def _with_numbers(self, named: Named) -> Named:
        """W_{12} of an array W whose shape is known, and that is no name of its own, is its entry 1, 2."""
        digits = next((label for mark, label in named.labels if mark == "_" and label.isdecimal()), "")
        if not digits or named.entries or named.key in self.ranks or named.key in self.labelled:
            return named
        whole = replace(named, labels=tuple(one for one in named.labels if one != ("_", digits)))
        rank = self.ranks.get(whole.key, 0)
        column = rank == 1 and len(digits) == 2 and digits[1] == "1"  # a_{21} of a column written as a matrix
        if len(digits) != rank and not column:
            return named
        return replace(whole, entries=tuple(Affine("", int(digit)) for digit in digits))

    def _with_superscript(self, named: Named, script: Script, indices: Collection[str]) -> Named:
        text = script.text
        last = not self.flips and text.endswith("T") and not text.endswith(r"\T")
        if not last and self.letters.is_transpose(text):
            return replace(named, transposed=True)
        before = "" if last else self.letters.without_transpose(text)
        if text in ("-T", r"-\top", r"-\mathsf{T}"):
            return replace(named, transposed=True, power="-1")
        bare = unwrapped(before)
        if before and (_POWER.fullmatch(before) or bare != before or self._moment(bare, named)):
            named, text = replace(named, transposed=True), before
        counts = _POWER.fullmatch(text) or self._is_distance(text, named) or self._is_exponent(text, named)
        counts = counts and not (text.isdecimal() and named.key in self.numbered)
        if (self.powers and counts) or (text == "+" and self.signs.pseudo) or text.startswith((r"\odot", r"\circ ")):
            return replace(named, power=text)
        for part in script_parts(text):
            named = self._with_part(named, part, script, indices, over=True)
        return named

    def _is_exponent(self, text: str, named: Named) -> bool:
        """Whether a superscript is a number that the caller declares, of a name that he declares without it.

        Where an equation defines the name with it, it is a label.
        """
        plain = text.replace("{", "").replace("}", "")
        if replace(named, labels=(*named.labels, ("^", text))).key in self.defined:
            return False
        return named.key in self.ranks and self.ranks.get(self.scalars.get(plain, ""), 1) == 0

    def _is_distance(self, text: str, named: Named) -> bool:
        """Whether a superscript is the distance of two times, t - k, of a name that has no steps: it is a power."""
        counters = self.letters.clocks | (_COUNTERS - self.letters.bases)
        return named.key not in self.timed and is_distance(text, self.letters.clocks | LAST, counters)

    def _with_part(
        self, named: Named, part: str, script: Script, indices: Collection[str], over: bool = False
    ) -> Named:
        bare = unwrapped(part)
        if not over and (named.stem, bare) in self.labels:
            return replace(named, labels=(*named.labels, ("_", bare)))
        counted = {*indices} - self.letters.times
        moment = self._moment(bare, named, counted) if named.time is None else None
        if moment is not None and not moment.letter and not self._holds_time(named, over):
            moment = None
        if moment is None and named.time is None and self._counts_steps(bare, named, script, over):
            moment = Affine(*(shifted(bare) or (bare, 0)))
        if moment is not None:
            return replace(named, time=moment)
        letters, times = single_letters(bare), self.letters.clocks - counted
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
        if self._tells_entry(letters, named, over):
            return replace(named, entries=named.entries + tuple(map(Affine, letters)))
        entry = entry_told(bare, indices, named.key in self.entered and not over)
        if entry:
            return replace(named, entries=named.entries + entry)
        inner = self._timed_label(bare, named) if named.time is None else None
        if inner is not None:
            return replace(named, time=inner[1], labels=(*named.labels, ("^" if over else "_", inner[0])))
        tells = index_inside(bare) in {*indices, *self.letters.clocks}
        if not over and (tells or tells_class(bare, named, self.letters, self.entered, self.whole)):
            return replace(named, gathered=piece_spelled(script, part))
        return replace(named, labels=(*named.labels, ("^" if over else "_", part if over else bare)))

    def _holds_time(self, named: Named, over: bool) -> bool:
        """Whether the time of this name stands in such a script, as far as is known: the 1 of s_1^{(t)} is a label."""
        marks = {mark for stem, mark in self.slots if stem == named.stem}
        return not marks or ("^" if over else "_") in marks

    def _counts_steps(self, text: str, named: Named, script: Script, over: bool) -> bool:
        """Whether a letter that nothing binds counts steps: the k of h_k beside h_t."""
        letter = (shifted(text) or (text, 0))[0]
        alone = len(script_parts(script.text)) == 1 and not named.labels and not named.stepped
        slot = (named.stem, "^" if over else "_")
        return alone and letter in _COUNTERS and slot in self.slots and letter not in self.letters.bases

    def _tells_entry(self, letters: Sequence[str], named: Named, over: bool) -> bool:
        """Whether letters tell an entry of a name that stands whole elsewhere: z_i beside z."""
        if over or not letters or named.key not in self.whole or any(one in self.letters.bases for one in letters):
            return False
        label = "".join(letters)
        return all(one in _COUNTERS for one in letters) and f"{named.key}_{{{label}}}" not in self.labelled

    def _timed_label(self, text: str, named: Named) -> tuple[str, Affine] | None:
        """The label and the time of c_t in Delta_{c_t}, the cotangent of c at t."""
        match = re.fullmatch(r"(.+?)[_^](?:\{([^{}]*)\}|([A-Za-z]))(.*)", text)
        if match is None:
            return None
        parts = script_parts(match[2] or match[3] or "")
        moments = [moment for part in parts if (moment := self._moment(unwrapped(part), named)) is not None]
        others = [part for part in parts if self._moment(unwrapped(part), named) is None]
        if len(moments) != 1 or not moments[0].letter:
            return None
        label = match[1] + ("_{" + ",".join(others) + "}" if others else "") + match[4]
        return label, moments[0]

    def _moment(self, text: str, named: Named, counted: Collection[str] = ()) -> Affine | None:
        """A time, where this is one: of a variable that has steps it may be a number or the last."""
        times = self.letters.clocks.difference(counted)
        found = shifted(text) or (text, 0)
        if found[0] in times:
            return Affine(*found)
        several = combined(text, times)
        if several is not None:
            return several
        if named.key not in self.timed or (text.isdecimal() and named.stepped & ALWAYS):
            return None  # s_{1,t} is s_1 at t
        if found[0] in self.lasts:
            return Affine(*found)
        return Affine("", int(text)) if text.isdecimal() and not named.stepped else None  # the 1 of s_{1,t} is a label
