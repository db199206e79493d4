"""Derivations in print: one line, or step by step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symgrad.printing.formula import Formula
from symgrad.printing.latex import LatexStyle
from symgrad.printing.notation import PLAIN, Notation
from symgrad.printing.order import declaration_order
from symgrad.printing.text import TextStyle
from symgrad.shapes import shape_of, shape_text


def latex_partial(numerator: Any, denominator: Any) -> str:
    """The partial derivative of one name with respect to another, as a fraction."""
    return Formula(LatexStyle()).partial(numerator, denominator)


def latex_line(step: Any, program: Any, notation: Notation = PLAIN) -> str:
    """One step of a derivation as a formula."""
    return " = ".join(_sides(step, Formula(LatexStyle(notation), declaration_order(program))))


def latex_lines(steps: Sequence[Any], program: Any, notation: Notation = PLAIN) -> list[str]:
    """Steps of a derivation, each as a line that aligns at its equals sign."""
    formula = Formula(LatexStyle(notation), declaration_order(program))
    return [" &= ".join(_sides(step, formula)) for step in steps]


def latex_steps(steps: Sequence[Any], program: Any, notation: Notation = PLAIN) -> str:
    """A derivation in ``aligned``, one line a step, each with the rule that it follows."""
    lines = latex_lines(steps, program, notation)
    told = [rf"{line} && \text{{{step.rule}}}" for line, step in zip(lines, steps, strict=True)]
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


def _sides(step: Any, formula: Formula) -> tuple[str, str]:
    """Both sides of a step: of a symbol or a partial, and of a sum of products in chain order."""
    left = (
        formula(step.left)
        if hasattr(step.left, "args")
        else formula.partial(step.left.numerator, step.left.denominator)
    )
    single = len(step.right) == 1 and len(step.right[0]) == 1 and hasattr(step.right[0][0], "args")
    return left, formula(step.right[0][0]) if single else formula.chains(step.right)


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
