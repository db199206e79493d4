"""The passes of a System as parts of a document: its names, forward, backward, derivatives step by step."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import Any

from symgrad.derivation import Step
from symgrad.documents import common_blocks
from symgrad.documents.document import Block, Display, Heading, Paragraph
from symgrad.errors import SymgradError
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.symbols import Common, Derived, Inner
from symgrad.expressions.symbols.legal_names import is_code_name
from symgrad.printing import (
    OF_A_NUMBER,
    Notation,
    equation_names,
    latex_formula,
    latex_step_rows,
    legend,
    typst_step_rows,
)
from symgrad.printing.labels import Labels, derivative_name, step_name
from symgrad.printing.sections import SECTIONS
from symgrad.system.system import Derivation, System

# stage of a derivation -> the stages whose lines it is made from
_FROM: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "differential": ("equation",),
        "local partial": ("differential",),
        "product along each path": ("chain rule", "local partial"),
        "sum over paths": ("product along each path",),
        "name by name": ("chain rule", "local partial"),
        "argument": ("equation",),
        "cotangents": ("chain rule", "local partial"),
        "result": ("product along each path", "name by name", "cotangents"),
        "in the inputs alone": ("result", "equation"),
    }
)
_MOST_REFERENCES = 3
_BACK = ("backward", "parameter gradients")


class PassesTold:
    """Writes the parts of one document, in one notation.

    ``own_labels`` are the labels of equations that its author has, which nothing here defines.
    """

    def __init__(
        self, program: System, notation: Notation, label: str, width: float, parts: Collection[str],
        families: Sequence[str] | str | bool, references: Mapping[Any, str],
    ) -> None:  # fmt: skip
        self.program, self.notation, self.width = program, notation, width
        self._parts, self._families = parts, families
        back = bool(program.outputs) and any(part in parts for part in _BACK)
        self.gradient = program.value_and_gradient() if back else None
        self.told = (self.gradient or program).told
        self._forward = self.told if {*program.definitions} <= {*self.told.definitions} else program
        self._labels = Labels(f"eq:{label}:" if label else "eq:")
        own = {str(getattr(name, "name", name)): text for name, text in references.items()}
        self._label_of = {str(symbol.name): self._labels.fresh(str(symbol.name)) for symbol in program.definitions}
        self._label_of |= {name: text for name, text in own.items() if program.symbol(name) in program.definitions}
        self.own_labels = tuple(own.values())
        self.formula = latex_formula(program, notation)

    # -- names -------------------------------------------------------------------------------------------------

    def names(self) -> Iterator[Block]:
        """The table of symbols."""
        return common_blocks.names(self.formula, self._kinds())

    def marks(self, told: Sequence[Block]) -> Iterator[Block]:
        """What the marks mean that are used in what is told and that not every reader knows."""
        text = "".join(line for block in told if isinstance(block, Display) for line in block.lines)
        words = legend(self.told, latex_formula(self.told, self.notation), [text], inner=False)
        if words:
            yield Paragraph(f"{'; '.join(words)}.")

    def _kinds(self) -> Iterator[tuple[Any, str]]:
        previous = set(self.program.carry.values())
        for symbol in self.program.inputs:
            if symbol not in self.program.parameters:
                yield symbol, "carried over" if symbol in previous else "input"
        for symbol in self.program.parameters:
            yield symbol, "parameter"
        for symbol in self.program.definitions:
            yield symbol, "output" if symbol in self.program.outputs else "defined"

    # -- equations ---------------------------------------------------------------------------------------------

    def forward(self) -> Iterator[Block]:
        """The equations of the program, and of the arguments in them of which its gradient speaks."""
        if "forward" in self._parts:
            yield Heading("Forward pass")
            yield self._display(self._forward, SECTIONS, lambda one: self._is_own(one) or isinstance(one, Inner))

    def _is_own(self, symbol: Any) -> bool:
        return symbol in self.program.definitions

    def _display(self, program: Any, sections: Sequence[str], is_told: Callable[[Any], bool]) -> Display:
        """The equations of these sections, of such names; the label of a family is that of each of its members."""
        pairs = zip(program.equations, equation_names(program), strict=True)
        among = {name for equation, name in pairs if is_told(equation.lhs)}
        lines = common_blocks.told(program, self.notation, sections, self._families)
        lines = [line for line in lines if {*line.latex.names} <= among]
        for names in (line.latex.names for line in lines):
            label = self._label_of.get(names[0]) or self._labels.fresh(names[0])
            self._label_of |= dict.fromkeys(names, label)
        labels = [self._label_of[line.latex.names[0]] for line in lines]
        return common_blocks.display(lines, labels, self.width)

    def backward(self) -> Iterator[Block]:
        """The equations that its gradient adds."""
        if self.gradient is None:
            return
        formula = latex_formula(self.told, self.notation)
        given = [symbol for symbol in self.gradient.inputs if symbol not in self.program.inputs]
        yield Heading("Backward pass" if "backward" in self._parts else "Gradients of the parameters")
        if "backward" in self._parts:
            yield Paragraph(
                f"Given: {listed(f'${formula(symbol)}$' for symbol in given)}, the "
                f"{'cotangent' if len(given) == 1 else 'cotangents'} of what comes out."
            )
        if self._defines_inner and any(isinstance(one, Inner) for one in self.told.definitions):
            yield Paragraph("The arguments inside the equations of the forward pass:")
            yield self._display(self.told, ["forward"], lambda one: isinstance(one, Inner))
        sections = [part for part in _BACK if part in self._parts]
        display = self._display(self.told, sections, lambda one: not self._is_own(one))
        if words := self._arguments(formula):
            yield Paragraph(f"{words}.")
        yield display

    @property
    def _defines_inner(self) -> bool:
        """Whether the backward pass has the lines of these arguments, since nothing else refers to a forward pass."""
        return "forward" not in self._parts and not self.own_labels

    def _arguments(self, formula: Any) -> str:
        """The arguments inside equations that have no line of their own, in words."""
        assert self.gradient is not None
        inner = [symbol.primal for symbol in self.gradient.definitions if _is_of_inner(symbol)]
        told = "forward" in self._parts
        lines = self._forward if told else self.told if self._defines_inner else self.program
        inner = [symbol for symbol in inner if symbol not in lines.definitions]
        inner = [symbol for symbol in inner if str(symbol.primal.name) in self._label_of]
        order = [str(symbol.name) for symbol in (*self.gradient.definitions, *self.program.definitions)]
        inner.sort(key=lambda symbol: order.index(str(symbol.primal.name)))
        if not inner:
            return ""
        names = listed(f"${formula(symbol)}$" for symbol in inner)
        are = "is the argument inside the equation" if len(inner) == 1 else "are the arguments inside the equations"
        labels = list(dict.fromkeys(self._label_of[str(symbol.primal.name)] for symbol in inner))
        if told or set(labels) <= set(self.own_labels):
            return f"{names} {are} {self._references(labels)}"
        of = listed(dict.fromkeys(f"${formula(symbol.primal)}$" for symbol in inner))
        return f"{names} {are} of {of}"

    def named(self, symbol: Any) -> str:
        """A name in running text: as it is typed, or as a formula where it is no identifier."""
        return str(symbol.name) if is_code_name(str(symbol.name)) else f"${self.formula(symbol)}$"

    # -- steps -------------------------------------------------------------------------------------------------

    def derivation(self, derivation: Derivation) -> Iterator[Block]:
        """A derivation, step by step, each with references to the equations that it comes from."""
        if derivation.program != self.program.program:
            raise SymgradError("the derivation is of another system.")
        above, below = (self.formula(name) for name in (derivation.numerator, derivation.denominator))
        yield Heading(f"The derivative of ${above}$ with respect to ${below}$")
        if self.notation.layout == "denominator" and shape_of(derivation.numerator):
            yield Paragraph("In denominator layout: rows follow what is differentiated with respect to.")
        elif shape_of(derivation.numerator):
            yield Paragraph("In numerator layout: rows follow what is differentiated.")
        name = derivative_name(derivation.numerator, derivation.denominator)
        equations = dict.fromkeys(self._label_of[str(equation.lhs.name)] for equation in derivation.equations)
        told = "forward" in self._parts or equations.keys() <= {*self.own_labels}
        known: dict[str, list[str]] = {"equation": list(equations)} if told else {}
        steps = [step for step in derivation.steps if step.stage != "equation"]
        for stage, group in itertools.groupby(steps, key=lambda step: step.stage):
            own = list(group)
            first = len(known.get(stage, [])) + 1
            labels = [self._labels.fresh(step_name(name, stage, k)) for k in range(first, first + len(own))]
            yield Paragraph(self._named(stage, known))
            yield self._steps(own, labels)
            known[stage] = [*known.get(stage, []), *labels]

    def _named(self, stage: str, known: Mapping[str, list[str]]) -> str:
        sources = [self._references(known[source]) for source in _FROM.get(stage, ()) if source in known]
        told = {"argument": "Arguments inside the equations", "cotangents": "What flows back, name by name"}
        return f"{told.get(stage, stage.capitalize())}{', from ' if sources else ''}{' and '.join(sources)}:"

    def _steps(self, steps: Sequence[Step], labels: Sequence[str]) -> Display:
        room = self.width - OF_A_NUMBER
        made = common_blocks.labelled(latex_step_rows(steps, self.program, self.notation, room), labels)
        return replace(made, others=(("typst", partial(self._steps_in_typst, steps, labels, room)),))

    def _steps_in_typst(self, steps: Sequence[Step], labels: Sequence[str], room: float) -> Display:
        return common_blocks.labelled(typst_step_rows(steps, self.program, self.notation, room), labels)

    def _references(self, labels: Sequence[str]) -> str:
        marks = [rf"\eqref{{{label}}}" for label in labels]
        return listed(marks) if len(marks) <= _MOST_REFERENCES else f"{marks[0]} to {marks[-1]}"


def _is_of_inner(symbol: Any) -> bool:
    return isinstance(symbol, Derived) and isinstance(symbol.primal, Inner) and not isinstance(symbol.primal, Common)


def listed(words: Any) -> str:
    """Words as a list in running text: a, b and c."""
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
