"""Derivations in print: one line, or step by step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from symgrad.algebra import transpose
from symgrad.printing.blocks import aligned_lines, kept_slopes, latex_formula
from symgrad.printing.formula import Formula
from symgrad.printing.latex import LatexStyle
from symgrad.printing.notation import PLAIN, Notation, notation_of
from symgrad.printing.order import declaration_order
from symgrad.printing.text import TextStyle
from symgrad.printing.widths import width_of
from symgrad.shapes import is_matrix, shape_of, shape_text


def latex_partial(numerator: Any, denominator: Any) -> str:
    """The partial derivative of one name with respect to another, as a fraction."""
    return Formula(LatexStyle()).partial(numerator, denominator)


def latex_line(step: Any, program: Any, notation: Notation | str = PLAIN) -> str:
    """One step of a derivation as a formula."""
    formula, prepared = latex_formula(program, notation), kept_slopes(program, notation)
    return " = ".join(_sides(turned(step, notation), formula, prepared))


def latex_lines(
    steps: Sequence[Any], program: Any, notation: Notation | str = PLAIN, width: float | None = None
) -> list[str]:
    """Steps of a derivation as lines that align at their equals signs, broken where they are wider than ``width``."""
    return [row for rows in _rows(steps, program, notation, width) for row in rows]


def _rows(steps: Sequence[Any], program: Any, notation: Notation | str, width: float | None) -> list[list[str]]:
    formula, prepared = latex_formula(program, notation), kept_slopes(program, notation)
    return aligned_lines([_sides(turned(step, notation), formula, prepared) for step in steps], width)


def turned(step: Any, notation: Notation | str) -> Any:
    """A step about a Jacobian in the layout of the notation: transposed, and each product the other way round."""
    numerator = getattr(step.left, "numerator", None)
    if notation_of(notation).layout == "numerator" or numerator is None or not shape_of(numerator):
        return step
    return replace(step, right=tuple(tuple(map(_transposed, reversed(product))) for product in step.right))


def _transposed(factor: Any) -> Any:
    return transpose(factor) if is_matrix(factor) else factor


def latex_steps(
    steps: Sequence[Any], program: Any, notation: Notation | str = PLAIN, width: float | None = None
) -> str:
    """A derivation in ``aligned``, one line a step, each with the rule that it follows."""
    if width is not None:
        width -= max(width_of(rf"\quad \text{{{step.rule}}}") for step in steps)
    told = []
    for (first, *others), step in zip(_rows(steps, program, notation, width), steps, strict=True):
        told += [rf"{first} && \text{{{step.rule}}}", *others]
    body = " \\\\\n".join(told)
    return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}"


def text_line(step: Any, program: Any) -> str:
    """One step of a derivation as a line of text."""
    return " = ".join(_sides(step, Formula(TextStyle(), declaration_order(program))))


def text_steps(steps: Sequence[Any], program: Any) -> list[str]:
    """A derivation as text: under the name of each rule the lines that follow it."""
    formula = Formula(TextStyle(), declaration_order(program))
    lines: list[str] = []
    rule = None
    for step in steps:
        if step.rule != rule:
            rule = step.rule
            lines += [*([""] if lines else []), rule]
        lines.append("    " + " = ".join(_sides(step, formula)))
    return lines


def _sides(step: Any, formula: Formula, prepared: Callable[[Any], Any] = lambda expr: expr) -> tuple[str, str]:
    """Both sides of a step: of a symbol or a partial, and of a sum of products in chain order."""
    left = (
        formula(step.left)
        if hasattr(step.left, "args")
        else formula.partial(step.left.numerator, step.left.denominator)
    )
    single = len(step.right) == 1 and len(step.right[0]) == 1 and hasattr(step.right[0][0], "args")
    products = [[prepared(f) if hasattr(f, "args") else f for f in product] for product in step.right]
    return left, formula(products[0][0]) if single else formula.chains(products)


def shape_table(program: Any) -> str:
    """The names of a program with their shapes, as a table of text: inputs, parameters, what is defined, outputs."""
    kinds = [
        ("inputs", [symbol for symbol in program.inputs if symbol not in program.parameters]),
        ("parameters", program.parameters),
        ("defined", tuple(program.definitions)),
        ("outputs", program.outputs),
    ]
    rows = [
        (kind, ", ".join(f"{symbol.name} {_shape(symbol)}" for symbol in symbols)) for kind, symbols in kinds if symbols
    ]
    return "\n".join(f"{kind:<12}{names}" for kind, names in rows)


def _shape(symbol: Any) -> str:
    return shape_text(shape_of(symbol)) if shape_of(symbol) else "()"
