"""LaTeX: the style of a paper. It needs the package amsmath, and amssymb where a notation asks for it."""

from __future__ import annotations

import inspect
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from symgrad.arguments.signatures import taking
from symgrad.errors import SymgradError
from symgrad.functions.called import function_name
from symgrad.printing.assembly import juxtaposed, wrapped
from symgrad.printing.function_names import key, latex_functions, marked, operator, sans_serif, seen
from symgrad.printing.looks import look
from symgrad.printing.marks import Marks, letters_of, marks_among
from symgrad.printing.names import latex_name, name_of
from symgrad.printing.notation import PLAIN, Notation, notation_of
from symgrad.printing.numbers import decimal, power_of_ten, short_decimal
from symgrad.printing.pieces import Kind, Level, Piece, depth_around, depth_of, kind_of, track_of
from symgrad.printing.printed import printed, sides_of, variables_of
from symgrad.printing.style import Delimiters, Style, first_free
from symgrad.printing.term_order import Order
from symgrad.printing.widths import ARTICLE, width_of

_SIZES = ("", "big", "Big", "bigg", "Bigg")
_DELIMITERS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "round": ("(", ")"),
        "abs": (r"\lvert ", r" \rvert"),
        "norm": (r"\lVert ", r" \rVert"),
        "angle": (r"\langle ", r" \rangle"),
    }
)
_NAMES = frozenset({Kind.COTANGENT, Kind.NAME, Kind.TANGENT})
_WORD = re.compile(r"\\(?:mathrm|mathbf|text|boldsymbol)\{[A-Za-z]{2}")  # it would run into what stands beside it
_SCRIPTS = re.compile(r"[_^](?:\{(?:[^{}]|\{[^{}]*\})*\}|.)")  # a word in one needs no space
_SHORT, _LONG = 40, 2000  # letters of LaTeX that need no measuring: they fit, or do not
_TALL = 2  # a fraction is as tall as two brackets inside each other
KRONECKER = r"\otimes_{\mathsf{K}}"  # where the bare sign would be another product


def _means_other_than_kronecker(notation: Notation) -> bool:
    return notation.outer == "otimes" or r"\otimes" in (notation.hadamard, notation.divide)


def _other(sign: str, instead: str, notation: Notation) -> str:
    """A sign, or what stands instead of it where a product of the notation has it."""
    signs = notation.hadamard, notation.divide
    return instead if sign in signs or (sign == "*" and r"\ast" in signs) else sign


class LatexStyle(Style):
    """LaTeX with the names and marks of a display."""

    norms = (r"\rVert_2", r"\rVert_F")
    relations: Mapping[str, str] = MappingProxyType(
        {">": ">", "<": "<", ">=": r"\geq", "<=": r"\leq", "==": "=", "!=": r"\neq", "or": r"\text{ or }"}
    )
    fraction_in_front = True
    by_place, after_sign, cdot, otimes, times = r"\partial", " ", r"\cdot", r"\otimes", r" \times "
    kronecker_apart = rf" {KRONECKER} "

    def __init__(self, marks: Marks | None = None) -> None:
        self.marks = marks or Marks()
        self.numbers = self.marks.numbers
        self.notation = notation = self.marks.notation
        self.names = self.marks.names
        self.hadamard = f" {notation.hadamard} "
        self.divide = f" {notation.divide} "
        self.kronecker = self.kronecker_apart if _means_other_than_kronecker(notation) else r" \otimes "
        conv, corr = (rf"\mathbin{{\mathsf{{{word}}}}}" for word in ("conv", "corr"))  # for which amsmath is enough
        self.convolution = self._sign(_other("*", conv, notation), conv)
        self.correlation = self._sign(_other(r"\star", corr, notation), corr)
        self.nabla = self._sign(r"\nabla", r"\operatorname{grad}")
        self.frobenius = "_F" if notation.outer == "angle" else ""
        self.identity, self.unit = self._sign("I", r"\mathsf{I}"), self._sign("e", r"\mathsf{e}")
        self.ones, self.zeros = (self._sign(rf"\mathbf{{{digit}}}", rf"\mathsf{{{digit}}}") for digit in "10")
        self.commutation, self.frechet = self._sign("K", r"\mathsf{K}"), self._sign("L", r"\mathsf{L}")
        self.jacobian, self.differentiation = self._sign("J", r"\mathsf{J}"), r"\mathrm{D}"
        self.duplication, self.elimination = self._sign("D", r"\mathsf{D}"), self._sign("L", r"\mathsf{L}")
        self.half_triangle = self._sign(r"\Phi", r"\mathsf{\Phi}")
        self.eigenvalue = self._sign(r"\lambda", r"\operatorname{eig}")
        self.eigenvector = self._sign("v", r"\mathsf{v}")
        self.delta = self._sign(r"\delta", self.identity)
        pi, e = self._sign(r"\pi", r"\arccos(-1)"), self._sign("e", r"\exp(1)")
        self.constants = MappingProxyType({"Pi": pi, "Exp1": e, "Infinity": r"\infty"})

    def _sign(self, sign: str, instead: str) -> str:
        """A letter of the printer's own, unless a name, a function or a mark of the display has it."""
        marks = (getattr(self.notation, kind) for kind in ("cotangent", "tangent", "inner", "seed", "common"))
        taken = {*self.marks.letters, *map(look, self.marks.functions.values())}
        taken.update(look(letter) for mark in marks for letter in letters_of(mark))
        return first_free(sign, instead, lambda form: look(form) in taken)

    def between(self, left: Piece, right: Piece) -> str:
        if right.text[0].isdigit():
            return r" \cdot "
        words = any(part.kind in _NAMES and _WORD.search(_SCRIPTS.sub("", part.text)) for part in (left, right))
        return r" \, " if words else " "

    def variable(self, symbol: Any) -> Piece:
        name = name_of(symbol, self.notation, self.names)
        text = latex_name(symbol, self.notation, self.names)
        if r"\frac" in name.base:
            return Piece(text, Level.FRACTION, depth=_TALL if name.whole else 0)
        raised = name.sup or "^" in name.base or name.whole
        level = Level.FRACTION if name.open else Level.POWER if raised else Level.ATOM if name.sub else Level.LETTER
        return Piece(text, level, open=name.open)

    def at_time(self, symbol: Any, time: str) -> str:
        return str(name_of(symbol, self.notation, self.names, time))

    def moded(self, sign: str, mode: str) -> str:
        return rf"{sign}_{{\mathrm{{{mode}}}}}"

    def is_name(self, text: str) -> bool:
        return seen(text) in self.marks.looks or seen(text) in map(seen, self.marks.functions.values())

    def function(self, head: Any) -> str | None:
        if function_name(head) is None:
            return None
        known, name, marks = self.marks.functions, key(head), self.marks
        if name not in known:
            known = latex_functions([head], marks.looks.union(known.values()), marks.letters)
        return marked(head, known[name], r"\partial_{{{}}}", " ")

    def ordered(self, name: str, order: str, at: str) -> str | None:
        raised = name if order == "0" else f"{name}^{{({order})}}"  # the digamma function has no order
        return {"_": f"{name}_{{{order}}}", "^": raised}.get(at)

    def vector_function(self, row: Any) -> str:
        made = str(row.latex)
        return sans_serif(row.text) if "{x}" not in made and seen(made) in self.marks.looks else made

    def word(self, name: str) -> str:
        made = rf"\{name}" if name in ("max", "min", "det") else operator(name.replace("_", ""))
        return sans_serif(name) if seen(made) in self.marks.looks else made

    def brackets(self, text: str, depth: int = 0, delimiters: Delimiters = "round") -> str:
        left, right = _DELIMITERS[delimiters]
        size = _SIZES[min(depth, len(_SIZES) - 1)]
        if not size:
            return f"{left}{text}{right}"
        return rf"\{size}l{left}{text}\{size}r{right.strip()}"

    def is_wide(self, part: Piece, share: float = 0.5) -> bool:
        size = len(part.text)
        return size > _LONG or (size > _SHORT and width_of(part.text) > share * ARTICLE)

    def number(self, number: Any) -> Piece:
        small = power_of_ten(number)
        if small is not None:
            return _scientific(str(number.p), -small)
        told = short_decimal(number)
        if told is not None:
            return Piece(told, Level.LETTER, Kind.NUMBER)
        if number.is_Rational and number.q != 1:
            return Piece(rf"\frac{{{number.p}}}{{{number.q}}}", Level.FRACTION, Kind.NUMBER, depth=_TALL)
        if not number.is_Float:
            return Piece(str(number), Level.LETTER, Kind.NUMBER)
        digits, _, exponent = decimal(number).partition("e")
        if not exponent:
            return Piece(digits, Level.LETTER, Kind.NUMBER)
        return _scientific(digits, int(exponent))

    def power(self, base: str, exponent: str) -> str:
        return f"{base}^{exponent}" if len(exponent) == 1 else f"{base}^{{{exponent}}}"

    def power_each(self, base: str, exponent: str, vector: bool) -> str:
        return rf"{base}^{{{self.notation.hadamard} {exponent}}}"

    def root(self, argument: Piece) -> Piece:
        if self.is_wide(argument):
            inside = wrapped(self, replace(argument, level=Level.SUM), Level.ATOM)
            return replace(inside, text=self.power(inside.text, "1/2"), level=Level.POWER)
        return Piece(
            rf"\sqrt{{{argument.signed}}}", Level.ATOM, kind_of([argument], Kind.FUNCTION), depth=argument.depth,
            track=argument.track,
        )  # fmt: skip

    def exponential(self, argument: Piece) -> Piece | None:
        if "e" in self.marks.letters:
            return None
        kind = kind_of([argument], Kind.FUNCTION)
        return Piece(f"e^{{{argument.signed}}}", Level.POWER, kind, track=argument.track)

    def fraction(self, above: Piece, below: Piece) -> Piece:
        parts = [above, below]
        return Piece(
            rf"\frac{{{above.signed}}}{{{below.signed}}}", Level.FRACTION, kind_of(parts, Kind.NAME),
            depth=depth_of(parts) + _TALL, track=track_of(parts),
        )  # fmt: skip

    def transposed(self, base: Piece) -> str:
        return f"{base.text}^{{{self.notation.transpose}}}"

    def inverse(self, base: Piece, transposed: bool) -> str:
        return f"{base.text}^{{-{self.notation.transpose if transposed else 1}}}"

    def dot(self, left: Piece, right: Piece) -> Piece:
        if self.notation.dot == "angle":
            return self._angles(left, right)
        if self.notation.dot == "cdot":
            parts = [wrapped(self, part, Level.POWER) for part in (left, right)]
            text = f"{parts[0].text} {self.cdot} {parts[1].text}"
            return Piece(text, Level.PRODUCT, depth=depth_of(parts), open=True)
        inside = wrapped(self, left, Level.ATOM)
        column = wrapped(self, right, Level.PRODUCT)
        row = replace(inside, text=self.transposed(inside), level=Level.POWER, call=None)
        return replace(juxtaposed(self, [row, column]), open=True)

    def outer(self, left: Piece, right: Piece) -> Piece | None:
        if self.notation.outer == "transpose":
            return None
        if self.notation.outer == "angle":
            return replace(self._angles(left, right), kind=left.kind, track=track_of([left, right]))
        parts = [wrapped(self, part, Level.FRACTION) for part in (left, right)]
        text = f"{parts[0].text} {self.otimes} {parts[1].text}"
        return Piece(text, Level.QUOTIENT, left.kind, depth=depth_of(parts), track=track_of(parts))

    def _angles(self, left: Piece, right: Piece) -> Piece:
        depth = depth_of([left, right])
        text = self.brackets(f"{left.signed}, {right.signed}", depth, "angle")
        return Piece(text, Level.ATOM, depth=depth + 1)

    def stack(self, blocks: Sequence[Piece]) -> str:
        lines = r" \\ ".join(block.signed for block in blocks)
        return rf"\begin{{bmatrix}} {lines} \end{{bmatrix}}"

    def indexed(self, base: str, indices: Sequence[str]) -> str:
        text = ",".join(indices)
        return f"{base}_{text}" if len(text) == 1 else f"{base}_{{{text}}}"

    def ranged(self, base: str, first: str, last: str) -> str:
        return f"{base}_{{{first}:{last}}}"

    def table(self, lines: Sequence[Sequence[str]]) -> str:
        told = r" \\ ".join(" & ".join(line) for line in lines)
        return rf"\begin{{bmatrix}} {told} \end{{bmatrix}}"

    def cases(self, cases: Sequence[tuple[str, str]]) -> str:
        otherwise = r"\text{otherwise}"
        lines = r" \\ ".join(f"{value} & {condition or otherwise}" for value, condition in cases)
        return rf"\begin{{cases}} {lines} \end{{cases}}"

    def sum(self, index: str, first: str, last: str) -> str:
        return rf"\sum_{{{index}={first}}}^{{{last}}}"

    def determinant(self, argument: Piece) -> Piece:
        kind = kind_of([argument], Kind.FUNCTION)
        if argument.level >= Level.FRACTION and not argument.negative:
            return Piece(
                rf"\det {argument.text}", Level.PRODUCT, kind, depth=argument.depth, track=argument.track, open=True
            )
        inside = self.brackets(argument.signed, argument.depth)
        return Piece(rf"\det{inside}", Level.ATOM, kind, depth=depth_around([argument]), track=argument.track)

    def time_sum(self, first: str, last: str) -> str:
        return rf"\sum_{{t={first}}}^{{{last}}} "

    def partial(self, numerator: Piece, denominator: Piece) -> Piece:
        parts = [wrapped(self, part, Level.POWER) for part in (numerator, denominator)]
        return Piece(
            rf"\frac{{\partial {parts[0].text}}}{{\partial {parts[1].text}}}", Level.FRACTION,
            depth=depth_of(parts) + _TALL,
        )  # fmt: skip


def _scientific(digits: str, exponent: int) -> Piece:
    text = f"10^{{{exponent}}}"
    if digits == "1":
        return Piece(text, Level.POWER, Kind.NUMBER)
    return Piece(rf"{digits} \cdot {text}", Level.PRODUCT, Kind.NUMBER)


@taking()
def latex(obj: Any, order: Order | None = None, notation: Notation | str = PLAIN) -> str:
    """An expression or an equation in LaTeX; of what prints itself (a System, a Derivation) its own LaTeX.

    ``notation`` is a Notation or the name of one: plain, bar, greff, pytorch, leibniz, nabla. Raises MissingRuleError
    for a node that has no printed form, ShapeError where shapes do not agree, SymgradError for an unknown notation.

    >>> import sympy as sp
    >>> W, x, b = sp.MatrixSymbol("W", 2, 3), sp.MatrixSymbol("x", 3, 1), sp.MatrixSymbol("b", 2, 1)
    >>> latex(W * x + b)
    'W x + b'
    """
    own = getattr(obj, "latex", None)
    if callable(own):
        if "notation" in inspect.signature(own).parameters:
            return str(own(notation=notation))
        if notation_of(notation) != PLAIN:
            raise SymgradError(f"the LaTeX of a {type(obj).__name__} is one for all notations; leave notation= out.")
        return str(own())
    sides = sides_of(obj)
    marks = marks_among(variables_of(sides), notation_of(notation), sides)
    return printed(sides, LatexStyle(marks), order)
