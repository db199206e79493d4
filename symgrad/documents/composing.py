"""The document of a System or of a Derivation: its names, its equations, its gradients step by step, its check."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from symgrad.arguments.signatures import FLAG, POSITIVE, Kind, optional, taking
from symgrad.derivation import Step
from symgrad.documents import common_blocks
from symgrad.documents.checks import checked
from symgrad.documents.document import Block, Display, Document, Heading, Paragraph
from symgrad.documents.fitting import fitting
from symgrad.documents.through_time import time_blocks
from symgrad.errors import MissingRuleError, SymgradError
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.symbols import Common, Derived, Inner
from symgrad.expressions.symbols.legal_names import is_code_name
from symgrad.printing import (
    ARTICLE,
    OF_A_NUMBER,
    Notation,
    latex_formula,
    latex_lines,
    latex_sides,
    legend,
    notation_of,
)
from symgrad.printing.labels import Labels
from symgrad.recurrence.recurrence import Recurrence
from symgrad.system.system import Derivation, System
from symgrad.time import TimeProgram

Pairs = Sequence[tuple[Any, Any]]
PAIRS = Kind(
    "a list of pairs (numerator, denominator)",
    lambda value: isinstance(value, (list, tuple)) and all(isinstance(p, (list, tuple)) and len(p) == 2 for p in value),
)

# stage of a derivation -> the stages whose lines it is made from
_FROM: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "differential": ("equation",),
        "local partial": ("differential",),
        "product along each path": ("chain rule", "local partial"),
        "sum over paths": ("product along each path",),
        "name by name": ("chain rule", "local partial"),
        "result": ("product along each path", "name by name"),
        "in the inputs alone": ("result", "equation"),
    }
)
_MOST_REFERENCES = 3


@taking(steps=optional(PAIRS), check=FLAG, width=POSITIVE)
def document(
    subject: System | Derivation,
    title: str | None = None,
    notation: Notation | str = "plain",
    steps: Pairs | None = None,
    check: bool = True,
    label: str = "",
    width: float = ARTICLE,
) -> Document:
    """A document of a System (names, forward pass, backward pass, steps, check), of one Derivation, or through time.

    Of a Recurrence it tells backpropagation through time: what holds at t, the recursion back, the sums over t.

    ``steps`` are the pairs (numerator, denominator) to derive step by step; by default the first output with respect
    to the first parameter of which the steps can be written. ``check`` compares the gradients with the complex step
    at a random point and adds the table. ``label`` goes into the labels of the equations: with "lstm" that of c is
    ``eq:lstm:c``. ``width`` is that of the text, in points; longer lines are broken, and a step that does not fit
    a page even so is left out with a word on it.

    Raises SymgradError for what is neither, and for an unknown notation; MissingRuleError for steps that have no form.

    >>> import symgrad as sg
    >>> made = document(sg.cells.notebook(), check=False, label="unit")
    >>> [block.text for block in made.blocks if isinstance(block, Heading)]
    ['Names', 'Forward pass', 'Backward pass', 'The derivative of $h_1$ with respect to $V_{a1}$']
    """
    program = System(subject.program) if isinstance(subject, Derivation) else subject
    if not isinstance(program, System):
        raise SymgradError(f"a document is of a System or a Derivation, but {type(subject).__name__} came.")
    if isinstance(program.program, TimeProgram):
        if steps is not None:
            raise SymgradError(
                "document: steps= are of equations that hold once; derive them of the cell, or of unroll."
            )
        whole = isinstance(program, Recurrence)  # told by its gradient; what is derived from one as it is
        blocks = time_blocks(program.gradient() if whole else program, notation_of(notation), label, width)
        title = title or f"Through time: {_listed(map(str, program.outputs))}"
        return Document(title, (*blocks, *(checked(program.check(method="complex")) if whole and check else ())))
    writer = _Writer(program, notation_of(notation), label, width)
    chapters = list(writer.forward())
    if isinstance(subject, Derivation):
        derivations = [subject]
        title = title or f"The derivative ${writer.formula.partial(subject.numerator, subject.denominator)}$"
    else:
        derivations = _first(program) if steps is None else [program.derivative(*pair) for pair in steps]
        chapters += writer.backward() if program.outputs else ()
        outputs = [writer.named(symbol) for symbol in program.outputs]
        title = title or (f"A cell and its gradients: {_listed(outputs)}" if outputs else "A cell without outputs")
    for derivation in derivations:
        chapters += fitting(writer.derivation(derivation), width)
    names = [*writer.names(), *writer.marks(chapters)]
    return Document(title, (*names, *chapters, *(checked(subject.check(method="complex")) if check else ())))


def _first(system: System) -> list[Derivation]:
    """The first derivative of an output with respect to a parameter, or else an input, that has steps."""
    for numerator in system.outputs:
        if numerator not in system.definitions:
            continue
        for denominator in (*system.parameters, *system.inputs):
            derivation = system.derivative(numerator, denominator)
            try:
                if derivation.count and derivation.steps:
                    return [derivation]
            except MissingRuleError:  # a derivative with three axes or more
                continue
    return []


class _Writer:
    """Writes the parts of one document, in one notation."""

    def __init__(self, program: System, notation: Notation, label: str, width: float) -> None:
        self.program = program
        self.notation = notation
        self._labels = Labels(f"eq:{label}:" if label else "eq:")
        self._label_of = {symbol: self._labels.fresh(str(symbol.name)) for symbol in program.definitions}
        self.told: System | None = None  # the gradient, where the document tells it
        self.width = width
        self.formula = latex_formula(program, notation)
        self._derivations = itertools.count(1)

    # -- names -------------------------------------------------------------------------------------------------

    def names(self) -> Iterator[Block]:
        """The table of symbols."""
        return common_blocks.names(self.formula, self._kinds())

    def marks(self, told: Sequence[Block]) -> Iterator[Block]:
        """What the marks mean that are used in what is told and that not every reader knows."""
        text = "".join(line for block in told if isinstance(block, Display) for line in block.lines)
        program = self.told or self.program
        words = legend(program, latex_formula(program, self.notation), [text], inner=False)
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
        """The equations of the program."""
        yield Heading("Forward pass")
        yield common_blocks.display(latex_sides(self.program, self.notation), list(self._label_of.values()), self.width)

    def backward(self) -> Iterator[Block]:
        """The equations that its gradient adds."""
        self.told = gradient = self.program.gradient()
        formula = latex_formula(gradient, self.notation)
        own = [side for side in latex_sides(gradient, self.notation) if side[0] not in self._defined()]
        given = [symbol for symbol in gradient.inputs if symbol not in self.program.inputs]
        yield Heading("Backward pass")
        yield Paragraph(
            f"Given: {_listed(f'${formula(symbol)}$' for symbol in given)}, the "
            f"{'cotangent' if len(given) == 1 else 'cotangents'} of what comes out."
        )
        order = [str(symbol.name) for symbol in (*gradient.definitions, *self.program.definitions)]
        inner = [symbol.primal for symbol in gradient.definitions if _is_of_inner(symbol)]
        inner.sort(key=lambda symbol: order.index(str(symbol.primal.name)))
        fresh = [self._labels.fresh(name) for name, _, _ in own]
        labels = {name: label for (name, _, _), label in zip(own, fresh, strict=True)}
        if inner:
            yield Paragraph(f"{self._told(inner, formula, labels)}.")
        yield common_blocks.display(own, fresh, self.width)

    def _told(self, inner: Sequence[Any], formula: Any, labels: Mapping[str, str]) -> str:
        names = _listed(f"${formula(symbol)}$" for symbol in inner)
        defined = {**labels, **{str(symbol.name): label for symbol, label in self._label_of.items()}}
        places = self._references(list(dict.fromkeys(defined[str(symbol.primal.name)] for symbol in inner)))
        told = "is the argument inside the equation" if len(inner) == 1 else "are the arguments inside the equations"
        return f"{names} {told} {places}"

    def _defined(self) -> set[str]:
        return {str(symbol.name) for symbol in self.program.definitions}

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
        number = next(self._derivations)
        known: dict[str, list[str]] = {"equation": [self._label_of[equation.lhs] for equation in derivation.equations]}
        steps = [step for step in derivation.steps if step.stage != "equation"]
        for stage, group in itertools.groupby(steps, key=lambda step: step.stage):
            own = list(group)
            first = len(known.get(stage, [])) + 1
            labels = [self._labels.fresh(f"{number}:{stage}:{k}") for k in range(first, first + len(own))]
            yield Paragraph(self._named(stage, known))
            yield self._steps(own, labels)
            known[stage] = [*known.get(stage, []), *labels]

    def _named(self, stage: str, known: Mapping[str, list[str]]) -> str:
        sources = [self._references(known[source]) for source in _FROM.get(stage, ()) if source in known]
        return f"{stage.capitalize()}{', from ' if sources else ''}{' and '.join(sources)}:"

    def _steps(self, steps: Sequence[Step], labels: Sequence[str]) -> Display:
        lines: list[str] = []
        found: list[str] = []
        for line in latex_lines(steps, self.program, self.notation, self.width - OF_A_NUMBER):
            if not line.startswith(r"&\quad"):
                found.append(labels[sum(map(bool, found))])
            else:
                found[-1], last = "", found[-1]
                found.append(last)
            lines.append(line)
        return Display(tuple(lines), tuple(found))

    def _references(self, labels: Sequence[str]) -> str:
        marks = [rf"\eqref{{{label}}}" for label in labels]
        return _listed(marks) if len(marks) <= _MOST_REFERENCES else f"{marks[0]} to {marks[-1]}"


def _is_of_inner(symbol: Any) -> bool:
    return isinstance(symbol, Derived) and isinstance(symbol.primal, Inner) and not isinstance(symbol.primal, Common)


def _listed(words: Any) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
