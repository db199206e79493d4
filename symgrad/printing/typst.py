"""Typst: the style of a page for the typesetter of that name, from version 0.14 on; it needs no package.

The marks and names of a display are those of its LaTeX, so that both pages say the same; what is decided there in
LaTeX, names and signs, is spelled anew by :mod:`symgrad.printing.typst_words`. Typst sizes brackets by itself.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from symgrad.printing.assembly import wrapped
from symgrad.printing.latex import LatexStyle
from symgrad.printing.marks import Marks
from symgrad.printing.numbers import decimal, power_of_ten, short_decimal
from symgrad.printing.pieces import Kind, Level, Piece, depth_around, depth_of, kind_of, track_of
from symgrad.printing.style import Delimiters
from symgrad.printing.typst_widths import typst_width
from symgrad.printing.typst_words import in_typst, scripted, shielded, string
from symgrad.printing.widths import ARTICLE

_DELIMITERS = MappingProxyType({"round": "({})", "angle": "⟨{}⟩", "abs": "abs({})", "norm": "norm({})"})
_SIGNS = "hadamard divide kronecker kronecker_apart"  # with a blank on both sides
_LETTERS = (
    "convolution correlation nabla identity unit ones zeros commutation frechet jacobian differentiation "
    "duplication elimination half_triangle eigenvalue eigenvector delta by_place"
)
_SHORT, _LONG = 40, 2000
_BARE = re.compile(r"[A-Za-z]+")
_IDENTIFIER = re.compile(r'"[^"]*"|(?!op\b)\b[A-Za-z.]{2,}')


class TypstStyle(LatexStyle):
    """Typst with the names and marks of a display."""

    norms = (")_2", ")_F")
    relations = MappingProxyType({">": ">", "<": "<", ">=": ">=", "<=": "<=", "==": "=", "!=": "!=", "or": '"or"'})
    cdot, otimes, times = "dot.op", "times.o", " times "

    def __init__(self, marks: Marks | None = None) -> None:
        super().__init__(marks)
        for name in _LETTERS.split():
            setattr(self, name, in_typst(getattr(self, name)))
        for name in _SIGNS.split():
            setattr(self, name, f" {in_typst(getattr(self, name).strip())} ")
        self.constants = MappingProxyType({name: in_typst(latex) for name, latex in self.constants.items()})
        self._transpose, self._each = in_typst(self.notation.transpose), in_typst(self.notation.hadamard)
        self._spelled = frozenset(map(in_typst, self.marks.shown))

    def between(self, left: Piece, right: Piece) -> str:
        return f" {self.cdot} " if right.text[0].isdigit() else " "

    def variable(self, symbol: Any) -> Piece:
        named = super().variable(symbol)
        return replace(named, text=in_typst(named.text))

    def at_time(self, symbol: Any, time: str) -> str:
        return in_typst(super().at_time(symbol, time))

    def moded(self, sign: str, mode: str) -> str:
        return sign + scripted("_", string(mode))

    def is_name(self, text: str) -> bool:
        return text in self._spelled or text in map(in_typst, self.marks.functions.values())

    def function(self, head: Any) -> str | None:
        made = super().function(head)
        return None if made is None else in_typst(made)

    def ordered(self, name: str, order: str, at: str) -> str | None:
        raised = name if order == "0" else name + scripted("^", f"({order})")
        return {"_": name + scripted("_", order), "^": raised}.get(at)

    def vector_function(self, row: Any) -> str:
        return in_typst(super().vector_function(row), form=True)

    def word(self, name: str) -> str:
        return in_typst(super().word(name))

    def applied(self, name: str, inside: str) -> str:
        calls = _BARE.fullmatch(name) and ";" not in inside and inside.startswith("(")
        closed = name.endswith((")", "'")) and "_" not in name
        return f"{name}{inside}" if calls or closed else f"{name} {inside}"  # a script would take the bracket

    def is_compound(self, name: str) -> bool:
        return len(_IDENTIFIER.findall(name)) > 1

    def brackets(self, text: str, depth: int = 0, delimiters: Delimiters = "round") -> str:
        return _DELIMITERS[delimiters].format(shielded(text) if delimiters in ("abs", "norm") else text)

    def is_wide(self, part: Piece, share: float = 0.5) -> bool:
        size = len(part.text)
        return size > _LONG or (size > _SHORT and typst_width(part.text) > share * ARTICLE)

    def number(self, number: Any) -> Piece:
        small = power_of_ten(number)
        if small is not None:
            return _scientific(str(number.p), -small)
        told = short_decimal(number)
        if told is None and number.is_Rational and number.q != 1:
            return Piece(f"frac({number.p}, {number.q})", Level.FRACTION, Kind.NUMBER, depth=2)
        if told is not None or not number.is_Float:
            return Piece(told or str(number), Level.LETTER, Kind.NUMBER)
        digits, _, exponent = decimal(number).partition("e")
        return _scientific(digits, int(exponent)) if exponent else Piece(digits, Level.LETTER, Kind.NUMBER)

    def power(self, base: str, exponent: str) -> str:
        return base + scripted("^", exponent.replace("/", r"\/"))

    def power_each(self, base: str, exponent: str, vector: bool) -> str:
        return base + scripted("^", f"{self._each} {exponent}".replace("/", r"\/"))

    def root(self, argument: Piece) -> Piece:
        if self.is_wide(argument):
            inside = wrapped(self, replace(argument, level=Level.SUM), Level.ATOM)
            return replace(inside, text=self.power(inside.text, "1/2"), level=Level.POWER)
        return Piece(
            f"sqrt({shielded(argument.signed)})", Level.ATOM, kind_of([argument], Kind.FUNCTION), depth=argument.depth,
            track=argument.track,
        )  # fmt: skip

    def exponential(self, argument: Piece) -> Piece | None:
        made = super().exponential(argument)
        return made and replace(made, text="e" + scripted("^", argument.signed))

    def fraction(self, above: Piece, below: Piece) -> Piece:
        parts = [above, below]
        return Piece(
            _fraction(above.signed, below.signed), Level.FRACTION, kind_of(parts, Kind.NAME), depth=depth_of(parts) + 2,
            track=track_of(parts),
        )  # fmt: skip

    def transposed(self, base: Piece) -> str:
        return base.text + scripted("^", self._transpose)

    def inverse(self, base: Piece, transposed: bool) -> str:
        return base.text + scripted("^", f"-{self._transpose if transposed else 1}")

    def stack(self, blocks: Sequence[Piece]) -> str:
        return self.table([[block.signed] for block in blocks])

    def indexed(self, base: str, indices: Sequence[str]) -> str:
        return base + scripted("_", ", ".join(indices))

    def ranged(self, base: str, first: str, last: str) -> str:
        return base + scripted("_", f"{first} : {last}")

    def table(self, lines: Sequence[Sequence[str]]) -> str:
        told = "; ".join(", ".join(map(shielded, line)) for line in lines)
        return f'mat(delim: "[", {told})'

    def cases(self, cases: Sequence[tuple[str, str]]) -> str:
        told = [f"{shielded(value)} & {shielded(condition) or string('otherwise')}" for value, condition in cases]
        return f"cases({', '.join(told)})"

    def sum(self, index: str, first: str, last: str) -> str:
        return f"sum_({index} = {first})" + scripted("^", last)

    def determinant(self, argument: Piece) -> Piece:
        kind = kind_of([argument], Kind.FUNCTION)
        if argument.level >= Level.FRACTION and not argument.negative:
            return Piece(
                f"det {argument.text}", Level.PRODUCT, kind, depth=argument.depth, track=argument.track, open=True
            )
        inside = self.brackets(argument.signed)
        return Piece(f"det{inside}", Level.ATOM, kind, depth=depth_around([argument]), track=argument.track)

    def time_sum(self, first: str, last: str) -> str:
        return f"{self.sum('t', first, last)} "

    def partial(self, numerator: Piece, denominator: Piece) -> Piece:
        parts = [wrapped(self, part, Level.POWER) for part in (numerator, denominator)]
        text = _fraction(f"partial {parts[0].text}", f"partial {parts[1].text}")
        return Piece(text, Level.FRACTION, depth=depth_of(parts) + 2)


def _fraction(above: str, below: str) -> str:
    return f"frac({shielded(above)}, {shielded(below)})"


def _scientific(digits: str, exponent: int) -> Piece:
    text = f"10^({exponent})"
    if digits == "1":
        return Piece(text, Level.POWER, Kind.NUMBER)
    return Piece(f"{digits} dot.op {text}", Level.PRODUCT, Kind.NUMBER)
