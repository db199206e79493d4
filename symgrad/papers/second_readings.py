"""The formulas of a paper read a second time, by a reader that shares no code with ours, and compared."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import sympy as sp
from sympy.core.function import AppliedUndef

from symgrad.arguments.signatures import MAPPING, TEXT_OR_PATH, optional, taking
from symgrad.errors import LatexSyntaxError
from symgrad.latex_reading.files.declared_in_text import settled
from symgrad.latex_reading.files.whole_files import source_of
from symgrad.latex_reading.nodes.meanings import Statement
from symgrad.latex_reading.parsing.text_read import text_read
from symgrad.latex_reading.resolving.statements import declared_words, statements_of
from symgrad.latex_reading.second_reader.asked_formulas import asked, written
from symgrad.latex_reading.second_reader.asked_spellings import NotAskedError
from symgrad.latex_reading.second_reader.outside_reader import read_formula
from symgrad.latex_reading.second_reader.scalar_readings import Scalars
from symgrad.latex_reading.shapes.declared_shapes import ranks_of, sizes_in
from symgrad.latex_reading.tex.tex_macros import Macro
from symgrad.latex_reading.vocabulary.entry_forms import NoMatrixForm

TOLERANCE = 1e-12
VERDICTS = ("agree", "disagree", "not asked")
MOST_ASKED = 30_000  # characters of one text that the second reader is asked; it reads a thousand in some seconds
_LONGEST = 600  # characters of one formula
_POINTS = 3  # at which the two are compared
_TRIES = 12  # draws, until so many have values
_DIGITS = 30
_SIGN = "a sign or a command stands in it that the second reader does not read, or not rightly"
_MOST_TERMS = 300  # of a difference that is multiplied out, to see whether it is zero


@dataclass(frozen=True)
class SecondReading:
    """One formula, read by both.

    formula        the right side of an equation, as its author wrote it
    verdict        one of VERDICTS
    first, second  what symgrad reads, and what latex2sympy2 does, where they disagree, as LaTeX
    exact          whether they are equal as formulas, and not only at the points that were drawn
    reason         why it was not asked
    line, column   where it stands; ``file`` says in which, where another file was taken in by \\input
    """

    formula: str
    verdict: str
    first: str = ""
    second: str = ""
    exact: bool = False
    reason: str = ""
    line: int = 0
    column: int = 0
    file: str = ""

    def __str__(self) -> str:
        file = f"{self.file}:" if self.file else ""
        said = f"{file}{self.line}:{self.column}: {self.verdict}: {self.formula}"
        if self.verdict == "disagree":
            return f"{said}\n    symgrad reads      {self.first}\n    latex2sympy2 reads {self.second}"
        return f"{said}\n    {self.reason}" if self.reason else said


@dataclass(frozen=True)
class SecondReadings:
    """All formulas of a text, read by both; truthy where they disagree on none."""

    readings: tuple[SecondReading, ...]

    def __bool__(self) -> bool:
        return not self.count("disagree")

    def count(self, verdict: str) -> int:
        """How many formulas have this verdict."""
        return sum(one.verdict == verdict for one in self.readings)

    @property
    def disagreements(self) -> tuple[SecondReading, ...]:
        """The formulas of which the two readers say different things."""
        return tuple(one for one in self.readings if one.verdict == "disagree")

    @property
    def reasons(self) -> Mapping[str, int]:
        """Why formulas were not asked, and how many."""
        return Counter(one.reason for one in self.readings if one.reason)

    def __str__(self) -> str:
        counts = ", ".join(f"{self.count(verdict)} {verdict}" for verdict in VERDICTS if self.count(verdict))
        return "\n".join([*map(str, self.disagreements), counts or "no formulas"])


@taking(text_or_path=TEXT_OR_PATH, forward=optional(TEXT_OR_PATH), shapes=optional(MAPPING),
        conventions=optional(MAPPING))  # fmt: skip
def second_reading(
    text_or_path: str | Path, forward: str | Path | None = None, shapes: Mapping[str, Any] | None = None,
    conventions: Mapping[str, str] | None = None,
) -> SecondReadings:  # fmt: skip
    r"""The right side of each equation of a text, read by symgrad and by latex2sympy2, and compared.

    latex2sympy2 knows numbers, no arrays; so both read each formula as it is where every array has one entry. What is
    compared is then what belongs together: brackets, signs, powers, how far a fraction, a function and a sum reach.
    Names and functions that it does not know go to it as placeholders. The two are compared at several points drawn at
    random, with 30 digits, and as formulas where these are short. Where they disagree, both are told: one of the two
    readers does not read what was meant. The arguments are those of :func:`verify`.

    It needs latex2sympy2, the extra ``latex``: MissingPackageError says how to install it. Raises LatexSyntaxError for
    a text that holds no equation.

    >>> readings = second_reading(r"$$h = o \odot \tanh(c), \quad c = f c_p + (1 - f) g$$")
    >>> print(readings)
    2 agree
    """
    sources = [source_of(one) for one in (forward, text_or_path) if one is not None]
    shapes, conventions = settled(sources, shapes, conventions)
    declared = [*shapes, *conventions]
    words = declared_words(declared)
    rows: list[Any] = []
    macros: Mapping[str, Macro] = {}
    for source in sources:
        found = text_read(source, words, strict=False, macros=macros)
        macros = found.macros
        rows += found.rows
    if not rows:
        sources[-1].refused(0, "an equation was expected, but none stands in this text.")
    read = statements_of(rows, conventions, declared, sizes_in(shapes), 0, macros, ranks_of(shapes))
    return SecondReadings(tuple(_Both(macros).readings(read.statements)))


class _Both:
    """Asks both readers."""

    def __init__(self, macros: Mapping[str, Macro]) -> None:
        self.macros, self.scalars, self.left = macros, Scalars(), MOST_ASKED

    def readings(self, statements: tuple[Statement, ...]) -> list[SecondReading]:
        """Each right side once, in order."""
        found: dict[tuple[int, int], SecondReading] = {}
        for one in statements:
            place = id(one.right.span.source), one.right.span.start
            if place not in found:
                found[place] = self._reading(one)
        return list(found.values())

    def _reading(self, statement: Statement) -> SecondReading:
        span = statement.right.span
        line, column = span.source.place(span.start)
        file = span.source.file_at(span.start)
        place = line, column, file if file != span.source.file else ""
        formula = written(statement, self.macros)
        try:
            question = asked(statement, self.macros, self.scalars.symbol, self.scalars.function)
            if len(question.latex) > min(_LONGEST, self.left):
                raise NotAskedError("it is too long, or so are all formulas together")
            own = self.scalars.reading(statement.right)
            self.left -= len(question.latex)
            other = read_formula(question.latex, question.names).doit()
        except NotAskedError as error:
            return SecondReading(formula, "not asked", "", "", False, str(error), *place)
        except LatexSyntaxError:
            return SecondReading(formula, "not asked", "", "", False, _SIGN, *place)
        except NoMatrixForm as error:
            return SecondReading(formula, "not asked", "", "", False, str(error), *place)
        exact = are_equal(own, other)
        same = agree(own, other)
        if same is None and not exact:
            return SecondReading(formula, "not asked", "", "", False, "it has no value at numbers", *place)
        if same is not False:
            return SecondReading(formula, "agree", "", "", exact, "", *place)
        return SecondReading(formula, "disagree", self._told(own), self._told(other), False, "", *place)

    def _told(self, expr: Any) -> str:
        symbols = {symbol: sp.Symbol(text) for symbol, text in self.scalars.shown.items()}
        return str(sp.latex(expr.xreplace(symbols), symbol_names={symbol: symbol.name for symbol in symbols.values()}))


def agree(first: Any, second: Any) -> bool | None:
    """Whether two expressions have the same values at points drawn at random; None where they have none."""
    symbols = sorted(first.free_symbols | second.free_symbols, key=lambda symbol: str(symbol.name))
    count = 0
    for attempt in range(_TRIES):
        draw = random.Random(attempt)
        low = 0.25 if attempt % 2 == 0 else -1.25
        point = {symbol: sp.Float(repr(draw.uniform(low, 1.25)), _DIGITS) for symbol in symbols}
        one, other = _value(first, point), _value(second, point)
        if one is None or other is None:
            continue
        if abs(one - other) > TOLERANCE * max(abs(one), abs(other)):
            return False
        count += 1
        if count == _POINTS:
            return True
    return True if count else None


def are_equal(first: Any, second: Any) -> bool:
    """Whether two expressions are one: as they stand, or multiplied out where that is short."""
    difference = first - second
    if difference == 0:
        return True
    return _terms(difference) <= _MOST_TERMS and sp.expand(difference) == 0


def _terms(expr: Any) -> int:
    """About how many terms an expression has, and all in it, once it is multiplied out."""
    inside = [min(_terms(one), _MOST_TERMS + 1) for one in expr.args]
    if isinstance(expr, sp.Mul):
        return min(math.prod(inside), _MOST_TERMS + 1)
    if isinstance(expr, sp.Pow) and expr.exp.is_Integer:
        return min(inside[0] ** min(abs(int(expr.exp)), 64), _MOST_TERMS + 1)
    return sum(inside) or 1


def _value(expr: Any, point: Mapping[Any, Any]) -> Any | None:
    value = _valued(expr, dict(point))
    return value if value.is_number and not value.has(sp.nan, sp.zoo, sp.oo, -sp.oo) else None


def _valued(expr: Any, known: dict[Any, Any]) -> Any:
    """The number that an expression is, part by part: whole, SymPy compares what is nested again and again."""
    if expr not in known:
        own = expr.func(*(_valued(part, known) for part in expr.args)) if expr.args else expr
        own = _known(own) if isinstance(own, AppliedUndef) else own
        known[expr] = own.evalf(_DIGITS) if isinstance(own, sp.Expr) and not own.is_Rational else own
    return known[expr]


def _known(call: Any) -> Any:
    """A smooth function in the place of one that the text leaves open, the same for the same name."""
    total = sp.Integer(0)
    for k, argument in enumerate(call.args):
        digest = sha256(f"{call.func} {k}".encode()).digest()
        a, b, c = (1 + sp.Rational(digest[j], 256) for j in range(3))
        total += a * sp.sin(b * argument + c) + argument**2 / 4
    return sp.sin(total) + total
