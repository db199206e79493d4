"""A chain rule that tells itself: its line, its steps, in text and in LaTeX."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping
from typing import Any

from symgrad import display, printing
from symgrad.arguments.signatures import FLAG, taking
from symgrad.derivation import ChainRule, Step, result_line, told
from symgrad.printing import Notation
from symgrad.system.steps import Method, StepReports, Steps


class ToldChainRule(ChainRule):
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
    def latex(self, steps: bool = False, notation: Notation | str = printing.PLAIN, width: float | None = None) -> str:
        """The derivative as a formula in LaTeX; with ``steps`` the whole derivation in ``aligned``, one line a step.

        ``width``, in points, breaks the lines of the steps that would not fit.
        """
        if steps:
            return self.steps.latex(notation, width)
        simplified = printing.notation_of(notation).factors == "simplified"
        line = dataclasses.replace(self.line, right=((self.expression,),)) if simplified else self.line
        return printing.latex_line(line, self.program, notation)

    @property
    def line(self) -> Step:
        """The derivative in one line: where one path of scalars leads to it, its factors in the order of the chain."""
        return result_line(self)

    def _lines(self, width: int | None = None) -> str:
        return printing.text_line(self.line, self.program, width)

    def __str__(self) -> str:
        return self._lines()

    _repr_latex_ = display.repr_latex
    _repr_mimebundle_ = display.repr_mimebundle
    _repr_pretty_ = display.repr_pretty
