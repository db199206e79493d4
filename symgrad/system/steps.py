"""The lines of a derivation with verbs: each prints, shows itself in a notebook, and can be checked on its own."""

from __future__ import annotations

import dataclasses
import functools
import operator
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal

from symgrad import checks, display, printing
from symgrad.arguments.signatures import FLAG, taking
from symgrad.derivation import ChainRule, Path, Step, result_line, told
from symgrad.display import Shown
from symgrad.errors import SymgradError
from symgrad.printing import Notation
from symgrad.printing.labels import derivative_name

if TYPE_CHECKING:
    from symgrad.checks import CheckReport

_NOTEBOOK = 500.0  # points: what a cell of a notebook is wide, so that the rules stay on the screen
Method = Literal["forward", "central", "complex"]


@dataclasses.dataclass(frozen=True, repr=False)
class DerivationStep(Shown, Step):
    """One line of a derivation.

    stage   the part of the derivation to which it belongs
    rule    the rule of calculus that gives it, in words
    left    what it tells: a symbol, a tangent, a Partial, a Path, or a product of Partials
    right   the products of which it is the sum

    >>> import symgrad as sg
    >>> steps = sg.cells.notebook().derivative("s_1", "a_1").steps
    >>> print(steps[1], "by the rule:", steps[1].rule)
    ds_1 = i_1 da_1 by the rule: linear in a_1
    """

    chain: ChainRule | None = dataclasses.field(default=None, compare=False)

    @taking()
    def check(self, at: Mapping[Any, Any] | None = None, method: Method = "complex", seed: int = 0) -> CheckReport:
        """Compares the line with numeric derivatives of the equations, entry by entry.

        ``at`` is a dict by symbol or code name; what it leaves out is drawn at random from ``seed``. Raises
        SymgradError for a path, which holds no number.
        """
        return checks.check_step(self._chain, self, at, method, seed)

    @taking()
    def latex(self, notation: Notation | str = printing.PLAIN) -> str:
        """The line as a formula in LaTeX."""
        return printing.latex_line(self, self._chain.program, notation)

    @property
    def _chain(self) -> ChainRule:
        assert self.chain is not None
        return self.chain

    def _lines(self, width: int | None = None) -> str:
        return printing.text_line(self, self._chain.program, width)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self} ({self.rule})>"


class Steps(Shown, tuple[DerivationStep, ...]):
    """The lines of a derivation, in order; ``print`` tells them under the names of their stages."""

    chain: ChainRule

    def __new__(cls, chain: ChainRule, lines: tuple[Step, ...]) -> Steps:
        bound = (DerivationStep(s.stage, s.left, s.right, s.law, s.about, chain) for s in lines)
        self = super().__new__(cls, bound)
        self.chain = chain
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        return operator.attrgetter("steps"), (self.chain,)

    @taking()
    def check(self, at: Mapping[Any, Any] | None = None, method: Method = "complex", seed: int = 0) -> StepReports:
        """The report on each line that holds a number."""
        made = checks.StepChecks(self.chain, at, method, seed)
        return StepReports((step, made.report(step)) for step in self if not isinstance(step.left, Path))

    @taking()
    def latex(
        self, notation: Notation | str = printing.PLAIN, width: float | None = None, environment: str = "aligned",
        labels: str | None = None,
    ) -> str:  # fmt: skip
        """The derivation in ``aligned``, one line a step, each with the rule that gives it.

        ``width``, in points, breaks the lines that would not fit. In ``align`` and its like they are numbered, and
        ``labels`` is a prefix as that of a System's equations; what has one column alone tells no rules.
        """
        name = derivative_name(self.chain.numerator, self.chain.denominator)
        return printing.latex_steps(self, self.chain.program, notation, width, environment, labels, name)

    def _lines(self, width: int | None = printing.WIDTH) -> str:
        return "\n".join(printing.text_steps(self, self.chain.program, width))

    def __repr__(self) -> str:
        lines = "1 line" if len(self) == 1 else f"{len(self)} lines"
        return f"<{type(self).__name__} of {self.chain.numerator} by {self.chain.denominator}, {lines}>"

    def _repr_latex_(self) -> str:
        return rf"$\displaystyle {self.latex(width=_NOTEBOOK)}$"


class StepReports(tuple[tuple[DerivationStep, Any], ...]):
    """A line and its report, for each line that was checked; truthy when there are some and all pass."""

    def __bool__(self) -> bool:
        return len(self) > 0 and all(report for _, report in self)

    @property
    def failures(self) -> tuple[tuple[DerivationStep, CheckReport], ...]:
        """Those that do not pass."""
        return tuple((step, report) for step, report in self if not report)

    def __str__(self) -> str:
        lines = []
        for step, report in self:
            lines += printing.flush_right(printing.broken(str(step), printing.WIDTH), report.summary, printing.WIDTH)
        return "\n".join(lines)

    def __repr__(self) -> str:
        failing = f"{len(self.failures)} FAIL" if self.failures else "all pass"
        return f"<{type(self).__name__}: {len(self)} lines, {failing}>"

    _repr_pretty_ = display.repr_pretty


class ToldChainRule(Shown, ChainRule):
    """A chain rule in words: the derivative in one line, and the derivation of it step by step."""

    @functools.cached_property
    def steps(self) -> Steps:
        """The derivation, line by line, each with the rule that gives it; ``print`` tells it.

        The equations; their differentials; the local partials; the paths (more than 12 are counted, not listed); the
        chain rule; the product along each path; the sum over the paths; the result; and in the inputs alone, where that
        is not too long to be read.
        """
        return Steps(self, told(self))

    @taking()
    def check_steps(
        self, at: Mapping[Any, Any] | None = None, method: Method = "complex", seed: int = 0
    ) -> StepReports:
        """Checks each line of ``steps`` on its own; what comes back is truthy when all pass."""
        return self.steps.check(at, method, seed)

    @taking(steps=FLAG)
    def latex(
        self, steps: bool = False, notation: Notation | str = printing.PLAIN, width: float | None = None,
        environment: str | None = None, labels: str | None = None,
    ) -> str:  # fmt: skip
        """The derivative as a formula in LaTeX; with ``steps`` the whole derivation in ``aligned``, one line a step.

        ``width``, in points, breaks the lines that would not fit. ``environment`` is one of those of a System's
        equations, and ``labels`` a prefix: with "eq:" the derivative is labelled ``eq:d_h_d_W`` here and in a document.
        """
        if steps:
            return self.steps.latex(notation, width, environment or "aligned", labels)
        if labels is not None and environment is None:
            raise SymgradError("Derivation.latex: a formula alone has no labels; say environment= too, align for one.")
        simplified = printing.notation_of(notation).factors == "simplified"
        line = dataclasses.replace(self.line, right=((self.expression,),)) if simplified else self.line
        if environment is None:
            return printing.latex_line(line, self.program, notation)
        name = derivative_name(self.numerator, self.denominator)
        return printing.latex_derivative(line, self.program, name, notation, environment, labels, width)

    @property
    def line(self) -> Step:
        """The derivative in one line: where one path of scalars leads to it, its factors in the order of the chain."""
        return result_line(self)

    def _lines(self, width: int | None = None) -> str:
        return printing.text_line(self.line, self.program, width)
