"""The round trip: a program of scalars is printed, read back by a reader that did not print it, and compared.

A program of vectors and matrices is written out entry by entry first. Values are compared with thirty digits at a
point drawn at random.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import sympy as sp

from symgrad.errors import LatexSyntaxError, MissingRuleError
from symgrad.expansion import expand
from symgrad.expressions.shapes import shape_of
from symgrad.latex_reading.second_reader.outside_reader import read_formula
from symgrad.printing import Notation, latex_names, notation_of, printed_equation

TOLERANCE = 1e-12
_DIGITS = 30
_POINTS = 5  # drawn until the value is finite

Verdict = Literal["equal", "DIFFERENT", "not read", "no printed form", "no value"]


@dataclass(frozen=True)
class Reading:
    """One printed formula: its name, its LaTeX, and what came of reading it back.

    distance   between what was printed and what was read, relative to the larger of 1 and the value
    """

    name: str
    latex: str
    verdict: Verdict
    distance: float = 0.0
    reason: str = ""


@dataclass(frozen=True)
class RoundTrip:
    """The readings of a program; truthy where there are some that were read, and all of those are equal."""

    readings: tuple[Reading, ...]

    def __bool__(self) -> bool:
        return bool(self.count("equal")) and not self.different

    @property
    def different(self) -> tuple[Reading, ...]:
        """The formulas that mean something else when read back."""
        return tuple(reading for reading in self.readings if reading.verdict == "DIFFERENT")

    def count(self, verdict: Verdict) -> int:
        """How many readings have this verdict."""
        return sum(reading.verdict == verdict for reading in self.readings)

    def __str__(self) -> str:
        verdicts = dict.fromkeys(reading.verdict for reading in self.readings)
        return ", ".join(f"{self.count(verdict)} {verdict}" for verdict in verdicts) or "nothing was read"


def round_trip(
    program: Any,
    notation: Notation | str = "plain",
    seed: int = 0,
    only: Iterable[Any] | None = None,
    **sizes: int,
) -> RoundTrip:
    """Prints the equations of a program, reads them back with latex2sympy2, and compares the values at 1e-12.

    ``sizes`` are those of :func:`symgrad.expansion.expand`, for a program that is not of scalars; ``only`` are the
    names of the equations to read, all by default. It needs the extra ``latex``: MissingPackageError says so.
    """
    scalar = not any(shape_of(symbol) for symbol in (*program.inputs, *program.definitions))
    written = program if scalar and not sizes else expand(program, **sizes)
    chosen = notation_of(notation)
    names = latex_names(written, chosen)
    kept = None if only is None else {str(getattr(name, "name", name)) for name in only}
    wanted = [equation for equation in written.equations if kept is None or equation.lhs.name in kept]
    return RoundTrip(tuple(_reading(equation, written, chosen, names, seed) for equation in wanted))


def _reading(equation: Any, program: Any, notation: Notation, names: Mapping[str, Any], seed: int) -> Reading:
    name = str(equation.lhs.name)
    try:
        left, right = printed_equation(equation, program, notation)
    except MissingRuleError as error:
        return Reading(name, "", "no printed form", reason=str(error))
    if names[left] != equation.lhs:
        return Reading(name, right, "DIFFERENT", reason=f"{left} is the name of {names[left]} too")
    return reading_of(name, right, equation.rhs, names, seed)


def reading_of(name: str, latex: str, expected: Any, names: Mapping[str, Any], seed: int = 0) -> Reading:
    """Reads one formula back and compares it with the expression that it should mean."""
    if sp.sympify(expected).has(sp.nan, sp.zoo):
        return Reading(name, latex, "no value")
    try:
        found = read_formula(latex, names)
    except LatexSyntaxError as error:
        return Reading(name, latex, "not read", reason=str(error))
    symbols = sorted(expected.free_symbols | found.free_symbols, key=lambda symbol: str(symbol.name))
    for attempt in range(_POINTS):
        draw = random.Random(f"{seed} {attempt}")
        point = {symbol: sp.Float(repr(draw.uniform(0.25, 1.25)), _DIGITS) for symbol in symbols}
        value, other = (_value(expr, point) for expr in (expected, found))
        if value is not None:
            distance = float("inf") if other is None else float(abs(value - other) / max(1, abs(value)))
            return Reading(name, latex, "equal" if distance <= TOLERANCE else "DIFFERENT", distance)
    return Reading(name, latex, "no value")


def _value(expr: Any, point: Mapping[Any, Any]) -> Any | None:
    value = sp.sympify(expr).xreplace(dict(point)).evalf(_DIGITS)
    finite = value.is_number and not value.has(sp.nan, sp.zoo, sp.oo, -sp.oo)
    return value if finite else None
