"""Derivations in print: one line, or step by step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import sympy as sp

from symgrad.printing.formula import Formula
from symgrad.printing.latex import LatexStyle
from symgrad.printing.lines import WIDTH, broken, flush_right
from symgrad.printing.notation import PLAIN, Notation
from symgrad.printing.order import declaration_order
from symgrad.printing.pieces import Level, Piece, juxtaposed, negated, total, wrapped
from symgrad.printing.text import TextStyle
from symgrad.shapes import shape_of, shape_text
from symgrad.symbols import Tangent, is_variable

_HEADINGS: Mapping[str, str] = MappingProxyType(
    {"equation": "equations", "differential": "differentials", "local partial": "local partials", "path": "paths"}
)
_INDENT = 2


class _Differentials:
    """Mixin of a style: the tangent of s is its differential, ds, as a derivation writes it."""

    upright = "d"
    arrow = " ← "

    def variable(self, symbol: Any) -> tuple[str, Level]:
        parent: Any = super()
        if not isinstance(symbol, Tangent):
            return parent.variable(symbol)
        name, level = parent.variable(symbol.primal)
        return f"{self.upright}{name}", level


class _LatexSteps(_Differentials, LatexStyle):
    upright = r"\mathrm{d}"
    arrow = r" \leftarrow "

    def total(self, numerator: str, denominator: str) -> Piece:
        """The derivative that counts every way on which one thing depends on another."""
        return Piece(rf"\frac{{\mathrm{{d}} {numerator}}}{{\mathrm{{d}} {denominator}}}", Level.FRACTION, depth=2)


class _TextSteps(_Differentials, TextStyle):
    def total(self, numerator: str, denominator: str) -> Piece:
        """The derivative that counts every way on which one thing depends on another."""
        return Piece(f"d{numerator}/d{denominator}", Level.PRODUCT)


class _Lines:
    """Prints the lines of one derivation."""

    def __init__(self, style: Any, program: Any) -> None:
        self.style = style
        self.formula = Formula(style, declaration_order(program))

    def sides(self, step: Any) -> tuple[str, ...]:
        """Both sides of a step; the one side of a path."""
        if hasattr(step.left, "names"):
            return (self.style.arrow.join(_name(self.formula, name) for name in step.left.names),)
        left = step.left if isinstance(step.left, tuple) else (step.left,)
        return self._product(left).signed, self._sum(step.right).signed

    def about(self, step: Any) -> list[str]:
        """The names of which the rule of a step speaks."""
        return [_name(self.formula, name) for name in step.about]

    def _sum(self, products: Sequence[Any]) -> Piece:
        if not products:
            return self.style.number(sp.S.Zero)
        return total(self.style, [self._product(product) for product in products])

    def _product(self, factors: Sequence[Any]) -> Piece:
        negative = False
        parts = []
        for factor in factors:
            part = self._factor(factor)
            if len(factors) == 1:
                return part
            negative ^= part.negative
            if not (factor in (1, -1) or isinstance(factor, sp.Identity)):
                parts.append(part.unsigned)
        whole = juxtaposed(self.style, parts or [self._factor(factors[-1]).unsigned])
        return negated(self.style, whole) if negative else whole

    def _factor(self, factor: Any) -> Piece:
        if hasattr(factor, "products"):
            return wrapped(self.style, self._sum(factor.products), Level.FRACTION)
        return self.formula.piece(factor) if isinstance(factor, sp.Basic) else self._partial(factor)

    def _partial(self, partial: Any) -> Piece:
        names = partial.numerator, partial.denominator
        if getattr(partial, "total", False):
            made = self.style.total(*(self.formula(name) for name in names))
        else:
            made = self.style.partial(*(self.formula.piece(name) for name in names))
        if not getattr(partial, "transposed", False):
            return made
        inside = wrapped(self.style, made, Level.ATOM)
        return Piece(self.style.transposed(inside), Level.POWER, depth=inside.depth)


def _name(formula: Formula, name: Any) -> str:
    return formula(name) if is_variable(name) and str(name.name) != "..." else "..."


def latex_partial(numerator: Any, denominator: Any) -> str:
    """The partial derivative of one name with respect to another, as a fraction."""
    return Formula(LatexStyle()).partial(numerator, denominator)


def latex_line(step: Any, program: Any, notation: Notation = PLAIN) -> str:
    """One step of a derivation as a formula."""
    return " = ".join(_Lines(_LatexSteps(notation), program).sides(step))


def latex_lines(steps: Sequence[Any], program: Any, notation: Notation = PLAIN) -> list[str]:
    """Steps of a derivation, each as a line that aligns at its equals sign."""
    lines = _Lines(_LatexSteps(notation), program)
    return [_aligned(lines.sides(step)) for step in steps]


def latex_steps(steps: Sequence[Any], program: Any, notation: Notation = PLAIN) -> str:
    """A derivation in ``aligned``, one line a step, each with the rule that it follows."""
    lines = _Lines(_LatexSteps(notation), program)
    told = [f"{_aligned(lines.sides(step))} && {_latex_rule(step, lines)}" for step in steps]
    body = " \\\\\n".join(told)
    return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}"


def _aligned(sides: tuple[str, ...]) -> str:
    return f"& {sides[0]}" if len(sides) == 1 else " &= ".join(sides)


def _latex_rule(step: Any, lines: _Lines) -> str:
    law = (step.law or step.stage).replace("_", r"\_")
    if not step.about:
        return rf"\text{{{law}}}"
    return rf"\text{{{law} }} {', '.join(lines.about(step))}"


def text_line(step: Any, program: Any, width: int | None = None) -> str:
    """One step of a derivation as a line of text, broken before operators where it is wider than ``width``."""
    return "\n".join(broken(" = ".join(_Lines(_TextSteps(), program).sides(step)), width))


def text_steps(steps: Sequence[Any], program: Any, width: int | None = WIDTH) -> list[str]:
    """A derivation as text: under the name of each stage its lines, each with the rule that gives it.

    A line wider than ``width`` is broken before operators; None breaks none.
    """
    lines = _Lines(_TextSteps(), program)
    written: list[str] = []
    stage = None
    for step in steps:
        if step.stage != stage:
            stage = step.stage
            written += [*([""] if written else []), _HEADINGS.get(step.stage, step.stage)]
        rule = " ".join([step.law, ", ".join(lines.about(step))]).strip()
        written += flush_right(broken(" = ".join(lines.sides(step)), width, _INDENT), rule, width)
    return written


def shape_table(program: Any) -> str:
    """The names of a program with their shapes, as a table of text: inputs, parameters, what is defined, outputs."""
    kinds = [
        ("inputs", [symbol for symbol in program.inputs if symbol not in program.parameters]),
        ("parameters", program.parameters),
        ("defined", tuple(program.definitions)),
        ("outputs", program.outputs),
    ]
    rows = [(kind, [f"{symbol.name} {_shape(symbol)}" for symbol in symbols]) for kind, symbols in kinds if symbols]
    return "\n".join(line for kind, names in rows for line in _row(kind, names))


def _row(kind: str, names: Sequence[str]) -> list[str]:
    """A row of the table; names that do not fit the line go on below."""
    lines = [f"{kind:<12}{names[0]}"]
    for name in names[1:]:
        if len(lines[-1]) + len(name) + 3 > WIDTH:
            lines[-1] += ","
            lines.append(f"{'':<12}{name}")
        else:
            lines[-1] += f", {name}"
    return lines


def _shape(symbol: Any) -> str:
    return shape_text(shape_of(symbol)) if shape_of(symbol) else "()"
