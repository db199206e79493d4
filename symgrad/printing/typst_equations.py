"""Systems of equations and derivations in Typst: both sides of each, and the lines that they make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from symgrad.calculus.generations import latest
from symgrad.derivation.layouts import in_layout
from symgrad.expressions.symbols import Tangent
from symgrad.printing.derivations import Differentials, Lines
from symgrad.printing.equation_blocks import kept_slopes, sides_by
from symgrad.printing.formula import Formula
from symgrad.printing.marks import marks_among, marks_of
from symgrad.printing.notation import PLAIN, Notation, notation_of
from symgrad.printing.pieces import Level, Piece
from symgrad.printing.printed import formula_in, printed, sides_of, variables_of
from symgrad.printing.star_families import Told
from symgrad.printing.term_order import Order, program_order
from symgrad.printing.typst import TypstStyle
from symgrad.printing.typst_breaks import broken_typst
from symgrad.printing.typst_widths import TOKEN, typst_width
from symgrad.printing.typst_words import in_typst
from symgrad.printing.widths import OF_A_NUMBER, width_of


class _TypstSteps(Differentials, TypstStyle):
    upright = "upright(d) "
    arrow = " arrow.l "

    def total(self, numerator: str, denominator: str) -> Piece:
        """The derivative that counts every way on which one thing depends on another."""
        text = f"frac({self.upright}{numerator}, {self.upright}{denominator})"
        return Piece(text, Level.FRACTION, depth=2)


def typst_formula(program: Any, notation: Notation | str = PLAIN, order: Order | None = None) -> Formula:
    """A printer of formulas in Typst with the names and the order of a program."""
    return formula_in(TypstStyle(marks_of(program, notation_of(notation))), order or program_order(program))


def typst_sides(program: Any, notation: Notation | str = PLAIN) -> list[tuple[str, str, str]]:
    """Code name, left-hand side and right-hand side of each equation of a program."""
    return sides_by(typst_formula(program, notation), program, notation)


def typst_math(obj: Any, notation: Notation | str = PLAIN) -> str:
    """An expression or an equation in Typst.

    >>> import sympy as sp
    >>> W, x, b = sp.MatrixSymbol("W", 2, 3), sp.MatrixSymbol("x", 3, 1), sp.MatrixSymbol("b_1", 2, 1)
    >>> typst_math(W * x + b)
    'W x + b_1'
    """
    sides = sides_of(obj)
    return printed(sides, TypstStyle(marks_among(variables_of(sides), notation_of(notation), sides)))


def typst_told(told: Sequence[Told], program: Any, notation: Notation | str = PLAIN) -> list[Told]:
    """The lines of a program, families among them, as they are told in LaTeX."""
    sides = {name: (left, right) for name, left, right in typst_sides(program, notation)}
    made = []
    for line in told:
        left, right = _starred(line, sides) if line.letters else sides[line.names[0]]
        made.append(replace(line, left=left, right=right, behind=in_typst(line.behind)))
    return made


def _starred(line: Told, sides: Mapping[str, tuple[str, str]]) -> tuple[str, str]:
    """Both sides of a family: the star in the place of its letter, which makes one of all its members."""
    star = in_typst(line.behind[1:].partition(" ")[0])
    pairs = zip(line.names, map(in_typst, line.letters), strict=True)
    made = {tuple(_with_star(side, letter, star) for side in sides[name]) for name, letter in pairs}
    left, right = made.pop()
    return (left, right) if not made else (in_typst(line.left), in_typst(line.right))


def _with_star(side: str, letter: str, star: str) -> str:
    return "".join(star if token == letter else token for token in TOKEN.findall(side))


def typst_rows(sides: Sequence[tuple[str, ...]], width: float | None) -> list[list[str]]:
    """Equations as lines that align at their equals signs, each broken into as many as the width asks for.

    An equation is a left-hand side, a right-hand side and, it may be, what stands behind it.

    >>> typst_rows([("y", "a x + b")], 68.0)
    [['y &= a x', '&quad + b']]
    """
    room = None
    if width is not None:
        widest = max((typst_width(left) for left, *_ in sides), default=0.0)
        room = width - widest - width_of("=") - OF_A_NUMBER
    rows = []
    for left, right, *behind in sides:
        first, *others = [right] if room is None else broken_typst(right, room)
        lines = [f"{left} &= {first}", *(f"&{other}" for other in others)]
        put = "".join(behind) and f" quad {''.join(behind)}"
        if put and room is not None and typst_width((others or [right])[-1] + put) > room:
            lines, put = [*lines, f"&{put.strip()}"], ""
        rows.append([*lines[:-1], lines[-1] + put])
    return rows


def typst_step_rows(
    steps: Sequence[Any], program: Any, notation: Notation | str = PLAIN, width: float | None = None
) -> list[list[str]]:
    """The lines of each step of a derivation; a path has one side and no equals sign."""
    style = _TypstSteps(marks_of(program, notation_of(notation)))
    style.generation = 1 + latest(program, Tangent)
    lines = Lines(style, program, kept_slopes(program, notation))
    sides = [lines.sides(in_layout(step, notation_of(notation).layout)) for step in steps]
    aligned = iter(typst_rows([(pair[0], pair[1]) for pair in sides if len(pair) == 2], width))
    return [next(aligned) if len(pair) == 2 else [f"& {pair[0]}"] for pair in sides]
