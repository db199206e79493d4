"""What can be said of a System without calculus: its names, its equations, and their print."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from typing import Any

from symgrad import printing
from symgrad.arguments.signatures import Kind, optional, require, taking
from symgrad.citation import Citation
from symgrad.display import Shown
from symgrad.printing import Notation
from symgrad.printing.sections import SECTIONS, sections_kind
from symgrad.printing.star_families import FAMILIES
from symgrad.programs.bindings import SymbolNames
from symgrad.programs.equations import Equation, Name, Names
from symgrad.programs.holder import Holder, of_program
from symgrad.programs.program import Program
from symgrad.system.kinds import OverTime, Plain
from symgrad.time import (
    IndexedEquations,
    TimeProgram,
    indexed,
    with_inner_told,
    with_losses_closed,
    with_losses_written,
)

_SOURCE = optional(Kind("a Citation", lambda value: isinstance(value, Citation)))


class NamedEquations(Holder, Shown):
    """A program of any kind: its names and its equations, which print themselves."""

    def __init__(
        self, equations: Iterable[Any] | Program | TimeProgram, outputs: Names = None, parameters: Names = None,
        inputs: Names = None, carry: Mapping[Any, Any] | None = None, *, defaults: Mapping[Any, Any] | None = None,
        source: Citation | None = None,
    ) -> None:  # fmt: skip
        program = equations
        if not isinstance(program, (Program, TimeProgram)):
            program = Program(program, outputs, parameters, inputs, carry, defaults=defaults)
        require("System", "source", _SOURCE, source)
        self.program, self.source = program, source
        self._kind = OverTime(program) if isinstance(program, TimeProgram) else Plain(program)
        self.inputs, self.parameters, self.sequences = program.inputs, program.parameters, self._kind.sequences
        self.outputs, self.carry = self._kind.outputs, self._kind.carry
        self.dims, self.defaults, self.follows = program.dims, program.defaults, program.follows
        self.previous: Mapping[Any, Any] = getattr(program, "previous", {})
        self.names: SymbolNames = program.names  # no property: IPython completes behind none

    @functools.cached_property
    def indexed(self) -> IndexedEquations:
        """The equations by the time at which they hold: once, first, forward, boundary, backward, closing."""
        return indexed(self.program)

    @functools.cached_property
    def equations(self) -> tuple[Equation, ...]:
        """The equations, over time with t in them, in the order in which a paper tells them."""
        return self.indexed.equations

    @functools.cached_property
    def definitions(self) -> Mapping[Any, Any]:
        """The names that equations define, over time at t, and their right-hand sides."""
        return {equation.lhs: equation.rhs for equation in self.equations}

    @property
    def movable(self) -> tuple[Any, ...]:
        """The inputs that a derivative can be taken by: not those that are but positions, as j in ``x[j]``."""
        return self.program.movable

    def symbol(self, name: Name) -> Any:
        """The symbol of this system for a code name or a symbol; UnboundNameError lists what there is."""
        return self.program.symbol(name)

    # -- print -------------------------------------------------------------------------------------------------

    @functools.cached_property
    def told(self) -> NamedEquations:
        """The equations as LaTeX tells them.

        A gradient has a line for each argument that it speaks of, pre_i; where losses close it over time, it has a line
        for each of them, and no cotangent for it.
        """
        program = with_inner_told(with_losses_closed(self.program))
        return self if program is self.program else ToldEquations(program, self.program)

    @taking()
    def legend(self, notation: Notation | str = printing.PLAIN) -> list[str]:
        """What the marks and words of its print mean (bar, hat, Delta, tau, LN), as sentences to stand beside it."""
        lines = [right for _, _, right in printing.latex_sides(self.told, notation)]
        return printing.legend(self.told, printing.latex_formula(self.told, notation), lines)

    @taking(sections=sections_kind(SECTIONS), families=FAMILIES)
    def latex(
        self, environment: Any = "aligned", notation: Notation | str = printing.PLAIN, labels: str | None = None,
        width: float | None = None, sections: Any = None, families: Any = False,
    ) -> Any:  # fmt: skip
        """The equations in LaTeX, one a line: in ``aligned`` for a notebook, ``align`` for a paper.

        ``notation`` is a Notation or the name of one: plain, bar, greff, pytorch, leibniz, nabla. ``labels`` is a
        prefix: with "eq:" the equation of h is labelled ``eq:h``. ``width``, in points, breaks what would not fit.
        ``sections`` are the parts that are told, by default all: "forward", "boundary", "backward", "parameter
        gradients"; labels stay the same in each. With ``families`` equations that are alike but for one letter, as
        those of gates are, are told once, with a star and the letters that it stands for; a list of letters tells so
        the equations of these alone, and "stacked" gates that see the same inputs by one equation of matrices.

        >>> import symgrad as sg
        >>> print(sg.cells.lstm().gradient().latex(sections="parameter gradients", families=True))
        \\begin{aligned}
        \\bar{W}_\\star &= \\bar{\\hat{\\star}} x^{\\top} \\\\
        \\bar{U}_\\star &= \\bar{\\hat{\\star}} h_{\\mathrm{prev}}^{\\top} \\\\
        \\bar{b}_\\star &= \\bar{\\hat{\\star}} \\quad (\\star \\in \\{i, f, o, g\\})
        \\end{aligned}
        """
        return printing.latex_equations(
            self.told, environment, notation, labels=labels, width=width, sections=sections, families=families
        )

    def _lines(self, width: int | None = None) -> str:
        told = self._kind.told(printing.text_equations(self), self.equations)
        return "\n".join(line for text in told for line in printing.broken(text, width))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {repr(self.program).partition(' ')[2]}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, NamedEquations) and self.program == other.program

    def __hash__(self) -> int:
        return hash(self.program)

    # -- equation by equation, where they hold once

    needed, uses, inlined = of_program(Program.needed), of_program(Program.uses), of_program(Program.inlined)
    symbols, cut, restricted = of_program(Program.symbols), of_program(Program.cut), of_program(Program.restricted)


class ToldEquations(NamedEquations):
    """The equations of a program as they are told, with what it was before its losses were closed."""

    def __init__(self, program: Program | TimeProgram, whole: Program | TimeProgram) -> None:
        super().__init__(program)
        self._whole = whole

    @functools.cached_property
    def indexed(self) -> IndexedEquations:
        """The equations by the time at which they hold, and a line for each loss."""
        return with_losses_written(indexed(self.program), self._whole)
