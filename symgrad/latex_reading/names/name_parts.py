"""What one name says: the variable, its labels, its time and entries, and what its superscript does."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from symgrad.latex_reading.names.letters import Letters
from symgrad.latex_reading.names.scripts_parted import LETTER, script_parts, single_letters, unwrapped
from symgrad.latex_reading.nodes.compound_sizes import Compound
from symgrad.latex_reading.nodes.formula_nodes import Name, Row, Script
from symgrad.latex_reading.nodes.meanings import Affine


@dataclass(frozen=True)
class Named:
    """What one name says.

    labels      the scripts that are part of the name, each with its mark, "_" or "^"
    power       the superscript that is a power, "" where there is none
    stepped     the letters in its scripts that count steps
    part        how many rows stand before, and in, those that are spoken of: of a_{n+1:2n}
    gathered    the subscript that is itself a variable: of p_{y_i}
    """

    stem: str
    labels: tuple[tuple[str, str], ...] = ()
    time: Affine | None = None
    entries: tuple[Affine, ...] = ()
    power: str = ""
    transposed: bool = False
    gathered: Script | None = None
    stepped: frozenset[str] = frozenset()
    part: tuple[Compound, Compound] | None = None

    @property
    def key(self) -> str:
        """The variable: one spelling of it, whatever its time and entries."""
        of = {mark: ",".join(label for own, label in self.labels if own == mark) for mark in "_^"}
        return self.stem + "".join(f"{mark}{{{label}}}" for mark, label in of.items() if label)


def numbered(names: Iterable[Named]) -> frozenset[str]:
    """The variables whose digits above are no powers: 0 or 1, which nobody writes as one, stands above them somewhere.

    So is a name whose digits are all above such ones: the 2 of W^2 beside a^1 and a^2 numbers a layer. What stands
    somewhere without is raised to powers: x^2 beside x.
    """
    digits: dict[str, set[str]] = {}
    plain = set[str]()
    for one in names:
        if one.power.isdecimal():
            digits.setdefault(one.key, set()).add(one.power)
        elif not one.power and one.time is None:
            plain.add(one.key)
    raised = {name: own for name, own in digits.items() if name not in plain}
    first = {name for name, own in raised.items() if own & {"0", "1"}}
    layers = {digit for name in first for digit in raised[name]}
    return frozenset(name for name, own in raised.items() if name in first or own <= layers)


def time_slots(found: Iterable[tuple[Name, Named]], times: Collection[str]) -> frozenset[tuple[str, str]]:
    """The stems of names, and the scripts in which the time of each stands."""
    return frozenset(
        (one.stem, mark)
        for name, one in found
        if one.time is not None and one.time.letter in times
        for mark, script in (("_", name.sub), ("^", name.sup))
        if script is not None
        and any(unwrapped(part).split("+")[0].split("-")[0] in times for part in script_parts(script.text))
    )


def entered_in_scripts(rows: Iterable[Row], counting: Collection[str]) -> frozenset[str]:
    r"""Names by their entries in an exponent, which is not parsed yet: the f of e^{f_k}."""
    scripts = (node for row in rows for node in row.walk() if isinstance(node, Script))
    found = (
        match
        for script in scripts
        for match in re.finditer(rf"({LETTER})_(?:\{{({LETTER})\}}|({LETTER}))", script.text)
    )
    return frozenset(match[1] for match in found if (match[2] or match[3]) in counting)


def tells_class(text: str, named: Named, letters: Letters, entered: Collection[str], whole: Collection[str]) -> bool:
    """Whether a part of a script is a given name that tells an entry: the class y of p_y, y_i of p_{y_i}.

    entered, whole   variables that stand by their entries somewhere, and without any
    """
    letter = re.match(LETTER, text)
    if letter is not None and letter[0] in letters.classes and len(single_letters(text)) < 2:
        return named.key in entered or named.key in whole
    family = any(key.startswith(f"{named.stem}_{{") for key in entered)  # other letters label the same name
    return text in letters.labels and named.key in entered and not family
