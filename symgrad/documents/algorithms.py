"""A System as an algorithm, as papers print it: a loop forward, a loop backward in which gradients add up."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import sympy as sp

from symgrad.algebra import is_zero
from symgrad.arguments.signatures import POSITIVE, TEXT, one_of, optional, taking
from symgrad.documents.algorithm_loops import Assignment, Loop, loops_of, starts_given
from symgrad.errors import SymgradError
from symgrad.expressions.symbols import At, at, time
from symgrad.printing import (
    ARTICLE,
    Notation,
    broken_formula,
    latex_formula,
    latex_teller,
    measuring,
    notation_of,
    width_of,
)
from symgrad.printing.labels import Labels
from symgrad.printing.sections import SECTIONS, sections_kind
from symgrad.programs.equations import variables_in
from symgrad.system.named_equations import NamedEquations
from symgrad.system.system import System
from symgrad.time import TimeProgram
from symgrad.time.stages import Output

_NUMBER, _INDENT, _SURE = 20.0, 15.0, 0.98  # points: the number of a line, the indent of a loop; widths are estimates
_ARROW = 17.0


@dataclass(frozen=True)
class Words:
    """The commands of a package for algorithms, each a form for what it holds."""

    begin: str
    end: str
    takes: str
    gives: str
    state: str
    further: str
    loop: str
    done: str


_TOP = "\\begin{{algorithm}}\n\\caption{{{caption}}}{label}\n"
PACKAGES: Mapping[str, Words] = MappingProxyType(
    {
        "algpseudocode": Words(
            _TOP + "\\begin{{algorithmic}}[1]", "\\end{algorithmic}\n\\end{algorithm}", r"\Require {}", r"\Ensure {}",
            r"\State {}", r"\Statex {}", r"\For{{{}}}", r"\EndFor",
        ),
        "algorithmic": Words(
            _TOP + "\\begin{{algorithmic}}[1]", "\\end{algorithmic}\n\\end{algorithm}", r"\REQUIRE {}", r"\ENSURE {}",
            r"\STATE {}", r"\STATE {}", r"\FOR{{{}}}", r"\ENDFOR",
        ),
    }
)  # fmt: skip


@taking(
    sections=sections_kind(SECTIONS), caption=optional(TEXT), width=POSITIVE, package=one_of(*PACKAGES),
)  # fmt: skip
def algorithm(
    system: System, *, notation: Notation | str = "plain", sections: Sequence[str] | str | None = None,
    caption: str | None = None, label: str = "", width: float = ARTICLE, package: str = "algpseudocode",
) -> str:  # fmt: skip
    """A System as an algorithm in LaTeX: of a Recurrence its loop, of its gradient the loop back, of a cell its lines.

    Over time gradients of parameters are set to zero before the loop back, and added to in it. What is read at T + 1
    and nobody gives is set before the loop too.

    sections   "forward", "backward", "parameter gradients": by default all; what a loop left out computes is required,
               and what is set at the boundary goes with its loop
    caption    LaTeX; by default what it is
    label      with "lstm" it is ``alg:lstm``
    width      of the text in points: longer lines go on below
    package    "algpseudocode" (with the package algorithm), or "algorithmic", whose commands are capitals

    Raises SymgradError for equations over time that cannot be run one loop after the other.

    >>> import symgrad as sg
    >>> back = sg.Recurrence(sg.cells.elman()).gradient(wrt="U")
    >>> print(algorithm(back, sections=["backward", "parameter gradients"], label="elman"))
    \\begin{algorithm}
    \\caption{Backpropagation through time}
    \\label{alg:elman}
    \\begin{algorithmic}[1]
    \\Require $U$, $\\Delta_{h,1}, \\dots, \\Delta_{h,T}$, $h_0$, $h_1, \\dots, h_T$
    \\Ensure $\\bar{U}$
    \\State $\\bar{\\hat{h}}_{T+1} \\gets 0$
    \\State $\\bar{U} \\gets 0$
    \\For{$t = T, \\dots, 1$}
      \\State $\\bar{h}_t \\gets \\Delta_{h,t} + U^{\\top} \\bar{\\hat{h}}_{t+1}$
      \\State $\\bar{\\hat{h}}_t \\gets \\bar{h}_t \\odot (1 - h_t^{\\odot 2})$
      \\State $\\bar{U} \\gets \\bar{U} + \\bar{\\hat{h}}_t h_{t-1}^{\\top}$
    \\EndFor
    \\end{algorithmic}
    \\end{algorithm}
    """
    if not isinstance(system, System):
        raise SymgradError(f"algorithm is of a System, but {type(system).__name__} came.")
    with measuring(notation_of(notation).own.definitions):
        writer = _Writer(system.told, notation_of(notation), PACKAGES[package], _SURE * width)
        return writer.text([sections] if isinstance(sections, str) else sections or SECTIONS, caption, label)


class _Writer:
    """Writes one algorithm."""

    def __init__(self, system: NamedEquations, notation: Notation, words: Words, width: float) -> None:
        self._system, self._words, self._width = system, words, width
        self._formula = latex_formula(system, notation)
        self._told: Callable[[Any, Any], tuple[str, str]] = latex_teller(system, notation)

    def text(self, sections: Sequence[str], caption: str | None, label: str) -> str:
        """All of it."""
        loops = [kept for loop in loops_of(self._system) if (kept := _kept(loop, sections)).lines]
        if not loops:
            raise SymgradError(f"algorithm: the system has no {' and no '.join(sections)}.")
        words = self._words
        over_time = isinstance(self._system.program, TimeProgram)
        named = f"\n\\label{{{Labels('alg:').fresh(label)}}}" if label else ""
        head = words.begin.format(caption=caption or _CAPTIONS[_pass_of(loops), over_time], label=named)
        lines = [head, words.takes.format(self._listed(self._taken(loops)))]
        lines.append(words.gives.format(", ".join(f"${name}$" for name in self._given(loops))))
        for loop in loops:
            lines += self._loop(loop)
        return "\n".join([*lines, words.end])

    # -- what is taken and given -------------------------------------------------------------------------------

    def _taken(self, loops: Sequence[Loop]) -> list[Any]:
        """What comes from outside, and what parts that are left out compute: names, and names at each t."""
        lines = [line for loop in loops for line in (*loop.before, *loop.lines)]
        made = {_whole(line.left) for line in lines}
        used = dict.fromkeys(variable for line in lines for variable in variables_in(line.right))
        starts = starts_given(self._system)
        beside = {v.primal for v in used if isinstance(v, At) and v.time != time("t")}
        inside = {at_start: given for at_start, given in starts.items() if at_start.primal in beside}
        known = {equation.lhs.primal for equation in self._system.indexed.given}
        read = {_whole(v) for v in used if v not in starts}
        named = [at_start for given in self._system.inputs for at_start, own in inside.items() if own == given]
        inputs = [v for v in self._system.inputs if v in read and v not in starts.values() and v not in known]
        rest = [v for v in read if v not in made and v not in self._system.inputs and not _is_size(self._system, v)]
        order = [e.lhs.primal if isinstance(e.lhs, At) else e.lhs for e in self._system.equations]
        rest = sorted((v for v in rest if v in order), key=order.index)
        return [*inputs, *named, *rest]

    def _given(self, loops: Sequence[Loop]) -> Iterator[str]:
        """The outputs, as far as these loops compute them; a loss as the one number that it is."""
        made = [line.left for loop in loops for line in loop.lines]
        outputs = dict.fromkeys(output.symbol if isinstance(output, Output) else output
                                for output in getattr(self._system.program, "outputs", ()))  # fmt: skip
        ends = [name for name in made if isinstance(name, At) and name.time in (sp.S.Zero, time("T") + 1)]
        found = [
            str(self._formula(name)) if name in made else self._spelled(name)
            for name in outputs
            if name in made or name in map(_whole, (name for name in made if name not in ends))
        ]
        return iter([*found, *map(self._spelled, ends)] or [self._spelled(_whole(name)) for name in made[-1:]])

    def _listed(self, names: Iterable[Any]) -> str:
        return ", ".join(f"${self._spelled(name)}$" for name in names)

    def _spelled(self, name: Any) -> str:
        """A name, or its values at t = 1, ..., T."""
        if isinstance(name, At) or not self._has_time(name):
            return str(self._formula(name))
        return rf"{self._formula(at(name, sp.S.One))}, \dots, {self._formula(at(name, time('T')))}"

    def _has_time(self, name: Any) -> bool:
        return name in self._system.sequences or any(
            isinstance(e.lhs, At) and e.lhs.primal == name for e in self._system.equations
        )

    # -- lines -------------------------------------------------------------------------------------------------

    def _loop(self, loop: Loop) -> Iterator[str]:
        yield from self._set(loop.before)
        if loop.direction == 0:
            for line in loop.lines:
                yield from self._line(line, 0)
            return
        steps = r"$t = 1, \dots, T$" if loop.direction == 1 else r"$t = T, \dots, 1$"
        yield self._words.loop.format(steps)
        for line in loop.lines:
            yield from self._line(line, 1)
        yield self._words.done

    def _set(self, lines: Sequence[Assignment]) -> Iterator[str]:
        """What stands before a loop: as many zeros in a line as there is room for, those of each part together."""
        row: list[str] = []
        for number, line in enumerate(lines):
            if not is_zero(line.right):
                yield from self._line(line, 0)
                continue
            row.append(self._told(line.left, line.right)[0])
            later = next((one for one in lines[number + 1 :] if is_zero(one.right)), None)
            wide = later is None or width_of(", ".join([*row, self._told(later.left, later.right)[0]]))
            if later is None or later.section != line.section or wide > self._width - _NUMBER - 2 * _ARROW:
                yield self._words.state.format(rf"${', '.join(row)} \gets 0$")
                row = []

    def _line(self, line: Assignment, depth: int) -> Iterator[str]:
        left, right = self._told(line.left, line.right)
        if line.adds:
            right = f"{left} {right}" if right.startswith("-") else f"{left} + {right}"
        inside, room = "  " * depth, self._width - _NUMBER - depth * _INDENT
        first, *others = broken_formula(right, room - width_of(left) - _ARROW)
        if others and width_of(left) > room / 4:  # the left side of a long line stands alone
            first, *others = ["", *(rf"\quad {piece}" for piece in broken_formula(right, room - 2 * _INDENT))]
        yield inside + self._words.state.format(rf"${left} \gets {first}$")
        for other in others:
            yield inside + self._words.further.format(rf"\hspace*{{{depth + 1}em}}${other}$")


# (which pass, whether over time) -> what it is called
_CAPTIONS: Mapping[tuple[str, bool], str] = MappingProxyType(
    {
        ("forward", False): "Forward pass", ("forward", True): "Forward pass",
        ("backward", False): "Backward pass", ("backward", True): "Backpropagation through time",
        ("both", False): "Forward and backward pass", ("both", True): "Backpropagation through time",
    }
)  # fmt: skip


def _pass_of(loops: Sequence[Loop]) -> str:
    """Which of the two passes these loops are."""
    back = [line.section != "forward" for loop in loops for line in loop.lines]
    return "backward" if all(back) else "both" if any(back) else "forward"


def _kept(loop: Loop, sections: Sequence[str]) -> Loop:
    """The lines of a loop that belong to the sections."""
    before, lines = (tuple(line for line in some if line.section in sections) for some in (loop.before, loop.lines))
    return Loop(loop.direction, before, lines)


def _whole(name: Any) -> Any:
    return name.primal if isinstance(name, At) else name


def _is_size(system: NamedEquations, variable: Any) -> bool:
    return variable in system.dims
