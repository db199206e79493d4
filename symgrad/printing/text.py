"""One line of Unicode text: the style of a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from string import digits
from types import MappingProxyType
from typing import Any

from symgrad.arguments.signatures import taking
from symgrad.functions.called import function_name
from symgrad.printing.assembly import called, wrapped
from symgrad.printing.function_names import key, marked, text_functions
from symgrad.printing.marks import TextMarks, text_marks
from symgrad.printing.names import text_name
from symgrad.printing.numbers import decimal, power_of_ten, short_decimal
from symgrad.printing.pieces import Kind, Level, Piece, depth_of, kind_of, track_of
from symgrad.printing.printed import printed, sides_of, variables_of
from symgrad.printing.style import Delimiters, Style, first_free
from symgrad.printing.term_order import Order

_RAISED = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
_DELIMITERS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"round": ("(", ")"), "abs": ("|", "|"), "norm": ("‖", "‖"), "angle": ("⟨", "⟩")}
)


class TextStyle(Style):
    """Plain text with names as they are typed."""

    hadamard = " ⊙ "
    divide = " ⊘ "
    kronecker = kronecker_apart = " ⊗ "
    convolution, correlation = "*", "⋆"
    frobenius = ""
    ones, zeros, times = "𝟏", "𝟎", "×"
    norms = ("‖{x}‖", "‖{x}‖_F")
    relations: Mapping[str, str] = MappingProxyType(
        {">": ">", "<": "<", ">=": "≥", "<=": "≤", "==": "=", "!=": "≠", "or": "or"}
    )
    fraction_in_front = False
    nabla, by_place, after_sign = "∇", "∂", ""

    def __init__(self, marks: TextMarks | None = None) -> None:
        self.marks = marks or TextMarks()
        self.numbers = self.marks.numbers
        self.identity, self.unit = self._sign("I", "Id"), self._sign("e", "unit")
        self.commutation, self.frechet = self._sign("K", "Comm"), self._sign("L", "Frechet")
        self.jacobian, self.differentiation = self._sign("J", "Jacobian"), self._sign("D", "Diff")
        self.duplication, self.elimination = self._sign("D", "Dup"), self._sign("L", "Elim")
        self.half_triangle = self._sign("Φ", "half_tril")
        self.eigenvalue, self.eigenvector = self._sign("λ", "eig"), self._sign("v", "eigvec")
        self.delta = self._sign("δ", self.identity)
        pi = "acos(-1)" if "π" in self.marks.letters else "π"
        e = "exp(1)" if "e" in self.marks.letters else "e"
        self.constants = MappingProxyType({"Pi": pi, "Exp1": e, "Infinity": "∞"})

    def _sign(self, sign: str, instead: str) -> str:
        """A letter of the printer's own, unless a name or a function of the display has it."""
        names = {*self.marks.letters, *self.marks.functions.values()}
        return first_free(sign, instead, names.union(name.partition("_")[0] for name in names).__contains__)

    def between(self, left: Piece, right: Piece) -> str:
        return "·" if right.text[0] in digits else " "

    def variable(self, symbol: Any) -> Piece:
        name = text_name(symbol, self.marks.names, self.marks.seed, self.marks.primed)
        return Piece(name, Level.ATOM if "_" in name else Level.LETTER)

    def at_time(self, symbol: Any, time: str) -> str:
        return f"{self.variable(symbol).text}[{time}]"

    def moded(self, sign: str, mode: str) -> str:
        return f"{sign}_{mode}"

    def is_name(self, text: str) -> bool:
        return text in self.marks.looks or text in self.marks.functions.values()

    def function(self, head: Any) -> str | None:
        if function_name(head) is None:
            return None
        known, name = self.marks.functions, key(head)
        if name not in known:
            known = text_functions([head], self.marks.looks.union(known.values()))
        return marked(head, known[name], "∂{}", "")

    def vector_function(self, row: Any) -> str:
        return self.word(str(row.text))

    def word(self, name: str) -> str:
        return f"function({name})" if self.is_name(name) else name

    def brackets(self, text: str, depth: int = 0, delimiters: Delimiters = "round") -> str:
        left, right = _DELIMITERS[delimiters]
        return f"{left}{text}{right}"

    def is_wide(self, part: Piece, share: float = 0.5) -> bool:
        return False  # every line of text can be broken

    def number(self, number: Any) -> Piece:
        small = power_of_ten(number)
        if small is not None:
            return Piece(f"{number.p}e-{small}", Level.LETTER, Kind.NUMBER)
        told = short_decimal(number)
        if told is not None:
            return Piece(told, Level.LETTER, Kind.NUMBER)
        if number.is_Rational and number.q != 1:
            return Piece(f"{number.p}/{number.q}", Level.QUOTIENT, Kind.NUMBER)
        return Piece(decimal(number) if number.is_Float else str(number), Level.LETTER, Kind.NUMBER)

    def power(self, base: str, exponent: str) -> str:
        return base + (exponent.translate(_RAISED) if exponent.isdigit() else f"^{_alone(exponent)}")

    def power_each(self, base: str, exponent: str, vector: bool) -> str:
        return self.power(base, exponent) if vector and exponent.isdigit() else f"{base}^⊙{_alone(exponent)}"

    def root(self, argument: Piece) -> Piece:
        return called(self, "sqrt", [argument])

    def exponential(self, argument: Piece) -> Piece | None:
        return None

    def fraction(self, above: Piece, below: Piece) -> Piece:
        parts = [wrapped(self, above, Level.PRODUCT), wrapped(self, below, Level.POWER)]
        return Piece(
            f"{parts[0].text} / {parts[1].text}", Level.QUOTIENT, kind_of(parts, Kind.NAME), depth=depth_of(parts),
            track=track_of(parts),
        )  # fmt: skip

    def transposed(self, base: Piece) -> str:
        return f"{base.text}ᵀ"

    def inverse(self, base: Piece, transposed: bool) -> str:
        return f"{base.text}⁻{'ᵀ' if transposed else '¹'}"

    def dot(self, left: Piece, right: Piece) -> Piece:
        parts = [wrapped(self, part, Level.POWER) for part in (left, right)]
        return Piece(f"{parts[0].text}·{parts[1].text}", Level.PRODUCT, depth=depth_of(parts), open=True)

    def outer(self, left: Piece, right: Piece) -> Piece | None:
        return None

    def stack(self, blocks: Sequence[Piece]) -> str:
        return f"[{'; '.join(block.signed for block in blocks)}]"

    def indexed(self, base: str, indices: Sequence[str]) -> str:
        return f"{base}_{','.join(map(_alone, indices))}"

    def ranged(self, base: str, first: str, last: str) -> str:
        return f"{base}[{first} .. {last}]"

    def table(self, lines: Sequence[Sequence[str]]) -> str:
        return f"[{'; '.join(', '.join(line) for line in lines)}]"

    def cases(self, cases: Sequence[tuple[str, str]]) -> str:
        told = [f"{value} if {condition}" if condition else f"{value} otherwise" for value, condition in cases]
        return f"[{'; '.join(told)}]"

    def sum(self, index: str, first: str, last: str) -> str:
        return f"sum_{index}" if first == "1" else f"sum_{index}≥{first}"

    def determinant(self, argument: Piece) -> Piece:
        return called(self, "det", [argument])

    def time_sum(self, first: str, last: str) -> str:
        return f"Σ[t={first}..{last}] "

    def partial(self, numerator: Piece, denominator: Piece) -> Piece:
        parts = [wrapped(self, part, Level.POWER) for part in (numerator, denominator)]
        return Piece(f"∂{parts[0].text}/∂{parts[1].text}", Level.PRODUCT, depth=depth_of(parts))


def _alone(script: str) -> str:
    return script if script.replace(".", "").isalnum() else f"({script})"


@taking()
def text(obj: Any, order: Order | None = None) -> str:
    """An expression or an equation as one line of text; of what prints itself (a System, a Derivation) its own text.

    Raises MissingRuleError for a node that has no printed form, ShapeError where shapes do not agree.

    >>> import sympy as sp
    >>> W, x = sp.MatrixSymbol("W", 2, 3), sp.MatrixSymbol("x", 3, 1)
    >>> text(x.T * W.T * W * x)
    'x·(Wᵀ W x)'
    """
    if callable(getattr(obj, "latex", None)):
        return str(obj)
    sides = sides_of(obj)
    return printed(sides, TextStyle(text_marks(variables_of(sides), sides)), order)
