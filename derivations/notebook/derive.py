"""The derivation of the Theano notebook, done symbolically: run it to print it and to write its documents.

The notebook differentiates one LSTM-like unit automatically, at a point, and compares with a product worked out by
hand. Here are the closed forms, the notebook's numbers from them, each beside a forward difference, and where the
product by hand lost its digits.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import NamedTuple

import numpy as np

import symgrad as sg
from symgrad.checks import derivatives
from symgrad.derivation import Step
from symgrad.documents import Display, Document, Heading, Listing, Paragraph, Table, markdown, tex
from symgrad.printing import ARTICLE, latex_lines, latex_partial
from symgrad.system.system import Derivation, System
from symgrad.targets import NumpyFunction

FOLDER = Path(__file__).parent

NOTEBOOK = [("s_1", "a_1"), ("h_1", "s_1"), ("a_1", "V_a1"), ("h_1", "V_a1")]
LEFT_OUT = [("h_1", name) for name in ("x_1", "U_a1", "h_1_prev", "b_1", "i_1", "f_1", "o_1", "s_1_prev")]

PAIR = np.ones(2)
WHOLE = {"V_a1": PAIR, "x_1": PAIR, "U_a1": PAIR, "h_1_prev": PAIR, "b_1": 1.0}
GATES = {"i_1": 1.0, "f_1": 1.0, "o_1": 1.0, "s_1_prev": 1.0}


class Value(NamedTuple):
    """One number of the notebook: which derivative, where, and what the notebook printed."""

    numerator: str
    denominator: str
    at: dict[str, object]
    where: str
    printed: str


VALUES = [
    Value("s_1", "a_1", {"i_1": 2.0, "f_1": 1.0, "s_1_prev": 1.0, "a_1": 1.0}, "$i_1 = 2$", "2.0"),
    Value("s_1", "a_1", {"i_1": 1.0, "f_1": 1.0, "s_1_prev": 1.0, "a_1": 1.0}, "$i_1 = 1$", "1.0"),
    Value("h_1", "s_1", {"o_1": 1.0, "s_1": 1.9998}, "$o_1 = 1$, $s_1 = 1.9998$", "0.07067807364430378"),
    Value("a_1", "V_a1", WHOLE, "all ones, $b_1 = 1$", "0.00018158"),
    Value("h_1", "V_a1", WHOLE | GATES, "all ones", "1.28312511e-05"),
]


class Result(NamedTuple):
    """A number from the closed form, and the forward difference beside it."""

    value: np.ndarray
    difference: np.ndarray

    @property
    def relative(self) -> float:
        return float(np.max(np.abs(self.difference - self.value) / np.abs(self.value)))


def evaluated(cell: System, value: Value) -> Result:
    """The derivative from its compiled closed form, and its forward difference along the denominator."""
    derivation = cell.derivative(value.numerator, value.denominator)
    function, derivative = derivation.value.lambdify(), closed_form(derivation)
    point = {name: np.asarray(value.at[name], dtype=float) for name in function.arguments}
    found = derivatives(lambda arrays: function(**arrays), point, [value.denominator], "forward")
    exact = derivative(**{name: value.at[name] for name in derivative.arguments})
    return Result(np.asarray(exact), found.by_name[value.denominator].value)


def closed_form(derivation: Derivation) -> NumpyFunction:
    """The derivative, with the names between denominator and numerator written out, as a function of arrays."""
    return sg.lambdify(derivation.program.cut(derivation.denominator).inlined(derivation.expression))


class ByHand(NamedTuple):
    """The notebook's last cell: the product of three local partials, and the same with rounded numbers."""

    partials: tuple[float, float, float]
    product: float
    whole: float
    rounded: float


def by_hand(cell: System) -> ByHand:
    """dh/ds ds/da da/dV against dh/dV, in one entry (the two are equal), and the notebook's rounded product."""
    at = WHOLE | GATES
    whole = float(np.asarray(cell.derivative("h_1", "V_a1").lambdify()(**at))[0])
    values = cell.lambdify(outputs=["a_1", "s_1"])(**at)
    partials = []
    for factor in cell.derivative("h_1", "V_a1").factors[0]:
        local = sg.lambdify(factor.partial)
        known = {**at, **{name: float(array) for name, array in values.items()}}
        partials.append(float(np.ravel(local(**{name: known[name] for name in local.arguments}))[0]))
    first, second, third = partials
    return ByHand((first, second, third), first * second * third, whole, 0.0707 * 1 * 0.00018158)


def document(cell: System) -> Document:
    """The derivation as a document."""
    derivations = [cell.derivative(*pair) for pair in NOTEBOOK + LEFT_OUT]
    equations = [Step("equation", equation.lhs, ((equation.rhs,),)) for equation in cell.equations]
    hand = by_hand(cell)
    return Document(
        "One LSTM-like unit, derived",
        (
            Paragraph(
                "A unit with scalar gates $i_1$, $f_1$, $o_1$, an input $x_1$ of $m$ entries and an output of one step "
                "before of $n$ entries. Written by `derivations/notebook/derive.py`; a test keeps it up to date."
            ),
            Heading("The unit"),
            Display(tuple(latex_lines(equations, cell))),
            Heading("Its derivatives, in the names of the unit"),
            Display(tuple(latex_lines([d.line for d in derivations], cell))),
            Heading("One of them step by step"),
            *steps(cell.derivative("h_1", "V_a1")),
            Heading("The numbers of the notebook"),
            Paragraph("Each from the compiled closed form, beside its forward difference."),
            numbers(cell),
            Heading("The product by hand"),
            *lost_digits(hand),
            Heading("The same as code"),
            Paragraph("The backward pass, compiled: $\\tanh(s_1)$ is evaluated once."),
            Listing(cell.gradient().lambdify().source),
        ),
    )


def steps(derivation: Derivation) -> list[Paragraph | Display]:
    """The steps, under the name of each stage."""
    blocks: list[Paragraph | Display] = []
    for stage in dict.fromkeys(step.stage for step in derivation.steps):
        followed = [step for step in derivation.steps if step.stage == stage]
        lines = latex_lines(followed, derivation.program, width=ARTICLE)
        blocks += [Paragraph(f"{stage.capitalize()}:"), Display(tuple(lines))]
    return blocks


def numbers(cell: System) -> Table:
    """The notebook's numbers beside ours. Ten digits: the last ones differ from machine to machine."""
    rows = []
    for value in VALUES:
        result = evaluated(cell, value)
        ours, difference = (f"{np.ravel(array)[0]:.{digits}g}" for array, digits in zip(result, (10, 6), strict=True))
        fraction = f"${latex_partial(cell.symbol(value.numerator), cell.symbol(value.denominator))}$"
        rows.append((fraction, value.where, value.printed, ours, difference))
    return Table(("derivative", "at", "the notebook", "closed form", "forward difference"), tuple(rows))


def lost_digits(hand: ByHand) -> list[Paragraph | Table]:
    """Where the rounded product departs from the derivative."""
    exact = abs(hand.product / hand.whole - 1)
    first, _, third = hand.partials
    rows = (
        (
            "product of the three local partials",
            f"{hand.product:.9e}",
            "below 1e-14" if exact < 1e-14 else f"{exact:.0e}",
        ),
        ("$0.0707 \\cdot 1 \\cdot 0.00018158$", f"{hand.rounded:.5e}", f"{hand.rounded / hand.whole - 1:.1e}"),
        ("of this, $\\partial h_1 / \\partial s_1$ as 0.0707", "", f"{0.0707 / first - 1:.1e}"),
        ("of this, $\\partial a_1 / \\partial V_{a1}$ as 0.00018158", "", f"{0.00018158 / third - 1:.1e}"),
    )
    return [
        Paragraph(
            f"The derivative is {hand.whole:.9e} in each entry. The product of the three local partials, unrounded, is "
            f"the same; the notebook's product of rounded numbers is off by {hand.rounded - hand.whole:.2e}. "
            f"Nearly all of that comes from the first factor, which lost its fourth digit."
        ),
        Table(("product", "value", "relative distance from the derivative"), rows),
    ]


def told(cell: System) -> str:
    """The derivation for a terminal, with every digit."""
    lines = ["The unit", *(f"    {line}" for line in str(cell).splitlines()), "", "Its derivatives"]
    lines += [f"    {cell.derivative(*pair)}" for pair in NOTEBOOK + LEFT_OUT]
    lines += ["", "The numbers of the notebook, from the compiled closed forms, beside forward differences"]
    for value in VALUES:
        result = evaluated(cell, value)
        at = value.where.replace("$", "")
        lines.append(f"    d{value.numerator}/d{value.denominator} at {at}: {result.value}")
        lines.append(f"        forward difference {result.difference}, relative error {result.relative:.1e}")
    hand = by_hand(cell)
    first, second, third = hand.partials
    lines += [
        "",
        "The product by hand",
        f"    dh/ds ds/da da/dV = {first} * {second} * {third} = {hand.product}",
        f"    dh/dV             = {hand.whole}, relative distance {abs(hand.product / hand.whole - 1):.1e}",
        f"    rounded           = 0.0707 * 1 * 0.00018158 = {hand.rounded:.9e}",
        f"        off by {hand.rounded - hand.whole:.3e}, relative {hand.rounded / hand.whole - 1:.2e}",
        "",
        "Every derivative of h_1, checked",
        *(f"    {method:<8} {cell.check(method=method).summary}" for method in ("forward", "complex")),
    ]
    return "\n".join(lines)


def main() -> int:
    """Prints the derivation, and writes it as Markdown and as LaTeX."""
    cell = sg.cells.notebook()
    print(told(cell))
    written = document(cell)
    for name, text in (("notebook.md", markdown(written)), ("notebook.tex", tex(written))):
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(f"\nwritten: derivations/notebook/{name}", end="")
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
