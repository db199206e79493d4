"""Derivations in print: one line, or step by step."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import sympy as sp

from symgrad.calculus.generations import latest
from symgrad.derivation.layouts import in_layout
from symgrad.display import WIDTH
from symgrad.expressions.shapes import shape_of, shape_text
from symgrad.expressions.symbols import Tangent, is_variable
from symgrad.printing.assembly import total, wrapped
from symgrad.printing.environments import LAYOUTS
from symgrad.printing.equation_blocks import aligned_lines, in_environment, kept_slopes, labels_in, layout_of
from symgrad.printing.formula import Formula, product_of
from symgrad.printing.labels import Labels, step_name
from symgrad.printing.latex import LatexStyle
from symgrad.printing.marks import TextMarks, marks_of, text_marks_of
from symgrad.printing.notation import PLAIN, Notation, notation_of
from symgrad.printing.pieces import Level, Piece
from symgrad.printing.printed import formula_in
from symgrad.printing.term_order import program_order
from symgrad.printing.terminal import broken, flush_right
from symgrad.printing.text import TextStyle
from symgrad.printing.widths import measuring, width_of

_HEADINGS: Mapping[str, str] = MappingProxyType(
    {
        "equation": "equations",
        "differential": "differentials",
        "local partial": "local partials",
        "path": "paths",
        "argument": "arguments inside the equations",
    }
)
_INDENT = 2


class Differentials:
    """Mixin of a style: the tangent of s is its differential, ds, as a derivation writes it.

    ``generation`` is that of the derivation; the program's own tangents are names like others.
    """

    upright = "d"
    arrow = " ← "
    generation = 1

    def variable(self, symbol: Any) -> Piece:
        parent: Any = super()
        if not isinstance(symbol, Tangent) or symbol.generation != self.generation:
            return parent.variable(symbol)
        name: Piece = parent.variable(symbol.primal)
        return replace(name, text=f"{self.upright}{name.text}")


class _LatexSteps(Differentials, LatexStyle):
    upright = r"\mathrm{d}"
    arrow = r" \leftarrow "

    def total(self, numerator: str, denominator: str) -> Piece:
        """The derivative that counts every way on which one thing depends on another."""
        return Piece(rf"\frac{{\mathrm{{d}} {numerator}}}{{\mathrm{{d}} {denominator}}}", Level.FRACTION, depth=2)


class _TextSteps(Differentials, TextStyle):
    def __init__(self, marks: TextMarks) -> None:
        super().__init__(marks)
        self.upright = marks.differential

    def total(self, numerator: str, denominator: str) -> Piece:
        """The derivative that counts every way on which one thing depends on another."""
        return Piece(f"d{numerator}/d{denominator}", Level.PRODUCT)


class Lines:
    """Prints the lines of one derivation."""

    def __init__(self, style: Any, program: Any, prepared: Callable[[Any], Any] = lambda expr: expr) -> None:
        self.style = style
        self.formula = formula_in(style, program_order(program))
        self._prepared = prepared

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
        return product_of(self.style, factors, self._factor)

    def _factor(self, factor: Any) -> Piece:
        if hasattr(factor, "products"):
            return wrapped(self.style, self._sum(factor.products), Level.FRACTION)
        return self.formula.piece(self._prepared(factor)) if isinstance(factor, sp.Basic) else self._partial(factor)

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
    return formula_in(LatexStyle()).partial(numerator, denominator)


def _text_lines(program: Any) -> Lines:
    style = _TextSteps(text_marks_of(program))
    style.generation = 1 + latest(program, Tangent)
    return Lines(style, program)


def _latex_lines(program: Any, notation: Notation | str) -> Lines:
    style = _LatexSteps(marks_of(program, notation_of(notation)))
    style.generation = 1 + latest(program, Tangent)
    return Lines(style, program, kept_slopes(program, notation))


def latex_line(step: Any, program: Any, notation: Notation | str = PLAIN) -> str:
    """One step of a derivation as a formula."""
    return " = ".join(_latex_lines(program, notation).sides(in_layout(step, notation_of(notation).layout)))


def latex_derivative(
    step: Any, program: Any, derivative: str, notation: Notation | str, environment: str, labels: str | None,
    width: float | None,
) -> str:  # fmt: skip
    """One step of a derivation in an environment of amsmath, labelled by the code name of the derivative."""
    notation = notation_of(notation)
    with measuring(notation.own.definitions):
        left, right = _latex_lines(program, notation).sides(in_layout(step, notation.layout))
        return in_environment(environment, [(derivative, left, right)], labels, width)


def latex_step_rows(
    steps: Sequence[Any], program: Any, notation: Notation | str = PLAIN, width: float | None = None
) -> list[list[str]]:
    """For each step of a derivation its lines, which align at their equals signs, broken where wider than ``width``."""
    return _rows(steps, _latex_lines(program, notation), notation, width)


def latex_lines(
    steps: Sequence[Any], program: Any, notation: Notation | str = PLAIN, width: float | None = None
) -> list[str]:
    """All those lines, one below the other."""
    return [row for rows in latex_step_rows(steps, program, notation, width) for row in rows]


def latex_steps(
    steps: Sequence[Any], program: Any, notation: Notation | str = PLAIN, width: float | None = None,
    environment: str = "aligned", labels: str | None = None, derivative: str = "",
) -> str:  # fmt: skip
    """A derivation in an environment of amsmath, one line a step, each with its rule where there is a column for it.

    ``labels`` is a prefix; ``derivative`` is the code name of what is derived, under which the steps are labelled.
    """
    layout = layout_of(environment, labels)
    with measuring(notation_of(notation).own.definitions):
        made = _latex_steps(steps, program, notation, width, environment)
    given = Labels(labels or "")
    own = ["" if labels is None else given.fresh(name) for name in _names_of(steps, derivative)]
    return layout.written(made, labels_in(layout, labels, own, f"{derivative}:steps"))


def _names_of(steps: Sequence[Any], derivative: str) -> list[str]:
    """The name by which each step is labelled: an equation by what it defines."""
    counts: dict[str, int] = {}
    names = []
    for step in steps:
        counts[step.stage] = number = counts.get(step.stage, 0) + 1
        named = step.stage == "equation" and is_variable(step.left)
        names.append(str(step.left.name) if named else step_name(derivative, step.stage, number))
    return names


_WITH_RULES = frozenset({"aligned", "align", "align*"})


def _latex_steps(
    steps: Sequence[Any], program: Any, notation: Notation | str, width: float | None, environment: str
) -> list[list[str]]:
    """The lines of each step, with its rule where the environment has a column for it."""
    mark, numbered = LAYOUTS[environment].mark, LAYOUTS[environment].numbers != "none"
    lines = _latex_lines(program, notation)
    rules = [_latex_rule(step, lines) for step in steps]
    if width is not None and environment in _WITH_RULES:
        width -= max(width_of(rf"\quad {rule}") for rule in rules)
    told: list[list[str]] = []
    for (first, *others), rule in zip(_rows(steps, lines, notation, width, mark, numbered), rules, strict=True):
        if environment not in _WITH_RULES:
            told.append([first, *others])
        elif _fits(first, width):
            told.append([f"{first} && {rule}", *others])
        else:
            told.append([first, *others, rf"&\qquad {rule}"])
    return told


def _fits(line: str, width: float | None) -> bool:
    """Whether there is room for a rule behind a line; where a line cannot be broken, the rule stands below."""
    return width is None or width_of(line) <= width


def _rows(
    steps: Sequence[Any], lines: Lines, notation: Notation | str, width: float | None, mark: str = "&",
    numbered: bool = False,
) -> list[list[str]]:  # fmt: skip
    """The lines of each step: a path has one side and no equals sign."""
    sides = [lines.sides(in_layout(step, notation_of(notation).layout)) for step in steps]
    aligned = iter(aligned_lines([(pair[0], pair[1]) for pair in sides if len(pair) == 2], width, mark, numbered))
    return [next(aligned) if len(pair) == 2 else [f"{mark} {pair[0]}".strip()] for pair in sides]


def _latex_rule(step: Any, lines: Lines) -> str:
    law = (step.law or step.stage).replace("_", r"\_")
    if not step.about:
        return rf"\text{{{law}}}"
    return rf"\text{{{law} }} {', '.join(lines.about(step))}"


def text_line(step: Any, program: Any, width: int | None = None) -> str:
    """One step of a derivation as a line of text, broken before operators where it is wider than ``width``."""
    return "\n".join(broken(" = ".join(_text_lines(program).sides(step)), width))


def text_steps(steps: Sequence[Any], program: Any, width: int | None = WIDTH) -> list[str]:
    """A derivation as text: under the name of each stage its lines, each with the rule that gives it.

    A line wider than ``width`` is broken before operators; None breaks none.
    """
    lines = _text_lines(program)
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
