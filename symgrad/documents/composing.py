"""The document of a System or of a Derivation: its names, its equations, its gradients step by step, its check."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from symgrad.arguments.signatures import FLAG, MAPPING, POSITIVE, Kind, optional, taking
from symgrad.documents.checks import checked
from symgrad.documents.document import Block, Document
from symgrad.documents.fitting import fitting
from symgrad.documents.passes_told import PassesTold, listed
from symgrad.documents.remaking import remakeable
from symgrad.documents.through_time import time_blocks
from symgrad.errors import MissingRuleError, SymgradError
from symgrad.expressions.symbols import is_of_cotangent
from symgrad.printing import ARTICLE, Notation, notation_of
from symgrad.printing.sections import SECTIONS, sections_kind
from symgrad.printing.star_families import FAMILIES
from symgrad.recurrence.recurrence import Recurrence
from symgrad.system.system import Derivation, System
from symgrad.time import TimeProgram

Pairs = Sequence[tuple[Any, Any]]
PAIRS = Kind(
    "a list of pairs (numerator, denominator)",
    lambda value: isinstance(value, (list, tuple)) and all(isinstance(p, (list, tuple)) and len(p) == 2 for p in value),
)
PARTS = ("names", *SECTIONS, "steps", "check")


@taking(
    steps=optional(PAIRS), check=FLAG, width=POSITIVE, sections=sections_kind(PARTS), families=FAMILIES,
    references=optional(MAPPING),
)  # fmt: skip
@remakeable
def document(
    subject: System | Derivation,
    title: str | None = None,
    notation: Notation | str = "plain",
    steps: Pairs | None = None,
    check: bool = True,
    label: str = "",
    width: float = ARTICLE,
    sections: Sequence[str] | str | None = None,
    families: Sequence[str] | str | bool = True,
    references: Mapping[str, str] | None = None,
) -> Document:
    """A document of a System (names, forward pass, backward pass, steps, check), of one Derivation, or through time.

    Of a Recurrence it tells backpropagation through time: what holds at t, the recursion back, the sums over t.

    ``steps`` are the pairs (numerator, denominator) to derive step by step; by default the first output with respect
    to the first parameter of which the steps can be written. ``check`` compares the gradients with the complex step
    at a random point and adds the table. ``label`` goes into the labels of the equations: with "lstm" that of c is
    ``eq:lstm:c``. ``width`` is that of the text, in points; longer lines are broken, and a step that does not fit
    a page even so is left out with a word on it. ``sections`` are the parts that it has, by default all: names,
    forward, boundary, backward, parameter gradients, steps, check. ``families`` tells equations once that are alike
    but for one letter, as those of gates are; False tells each. ``references`` are an author's own labels of forward
    equations, by code name: what is told without the forward pass refers to these.

    Raises SymgradError for what is neither, and for an unknown notation; MissingRuleError for steps that have no form.

    >>> import symgrad as sg
    >>> made = document(sg.cells.notebook(), check=False, label="unit")
    >>> [block.text for block in made.blocks if type(block).__name__ == "Heading"]
    ['Names', 'Forward pass', 'Backward pass', 'The derivative of $h_1$ with respect to $V_{a1}$']
    """
    program = System(subject.program) if isinstance(subject, Derivation) else subject
    if not isinstance(program, System):
        raise SymgradError(f"a document is of a System or a Derivation, but {type(subject).__name__} came.")
    parts = _parts(sections)
    if isinstance(program.program, TimeProgram):
        if steps is not None:
            raise SymgradError(
                "document: steps= are of equations that hold once; derive them of the cell, or of unroll."
            )
        whole = isinstance(program, Recurrence)  # told by its gradient; what is derived from one as it is
        told = program.gradient() if whole else program
        blocks = time_blocks(told, notation_of(notation), label, width, parts, families)
        title = title or _over_time(told)
        found = checked(program.check(method="complex")) if whole and check and "check" in parts else ()
        return Document(title, (*blocks, *found))
    writer = PassesTold(program, notation_of(notation), label, width, parts, families, references or {})
    chapters: list[Block] = [*writer.forward()]
    if isinstance(subject, Derivation):
        derivations = [subject]
        title = title or f"The derivative ${writer.formula.partial(subject.numerator, subject.denominator)}$"
    else:
        derivations = _first(program) if steps is None else [program.derivative(*pair) for pair in steps]
        chapters += writer.backward()
        outputs = [writer.named(symbol) for symbol in program.outputs]
        title = title or _of_cell(outputs)
    for derivation in derivations if "steps" in parts else ():
        chapters += fitting(writer.derivation(derivation), width)
    names = [*(writer.names() if "names" in parts else ()), *writer.marks(chapters)]
    found = checked(subject.check(method="complex")) if check and "check" in parts else ()
    return Document(title, (*names, *chapters, *found), tuple(writer.own_labels))


_NAMED = 4  # names in a title at most


def _over_time(told: System) -> str:
    """A short title of a System over time."""
    if told.outputs and all(map(is_of_cotangent, told.outputs)):
        return "Backpropagation through time"
    several = len(told.outputs) > _NAMED
    return "A system through time" if several else f"Through time: {listed(map(str, told.outputs))}"


def _of_cell(outputs: Sequence[str]) -> str:
    """A short title of a cell."""
    if not outputs:
        return "A cell without outputs"
    return "A cell and its gradients" + ("" if len(outputs) > _NAMED else f": {listed(outputs)}")


def _parts(sections: Sequence[str] | str | None) -> tuple[str, ...]:
    if sections is None:
        return PARTS
    return (sections,) if isinstance(sections, str) else tuple(sections)


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
