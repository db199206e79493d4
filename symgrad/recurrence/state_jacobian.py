"""The Jacobian of a state by an earlier one: a product of the Jacobians of the steps between, and why it vanishes."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from symgrad import printing, targets
from symgrad.calculus.index_form import IndexedDerivative
from symgrad.display import Shown
from symgrad.errors import MissingRuleError, SymgradError, UnboundNameError
from symgrad.expressions.shapes import is_vector, shape_of, shape_text
from symgrad.expressions.symbols import variable_of
from symgrad.printing.labels import derivative_name
from symgrad.programs.equations import Equation, Name
from symgrad.recurrence.norm_bounds import norm_bound
from symgrad.recurrence.told_jacobian import ToldJacobian
from symgrad.system.system import System
from symgrad.time import Output, Stage, TimeProgram, names_apart


@dataclass(frozen=True)
class StateNorms:
    """How the Jacobian of the last state by the one k steps before grows or vanishes, k = 0, 1, ..., T.

    norms    spectral norm of dh_T / dh_{T-k}
    bounds   product of the spectral norms of the steps' whole Jacobians, which the norm does not exceed

    Each is (T + 1,) or, with a batch on which the Jacobian depends, (T + 1, B).
    """

    norms: Any
    bounds: Any


class StateJacobian(Shown):
    """dh_t / dh_{t-k} of a recurrent cell: the product of the Jacobians of k steps.

    blocks   (carried output, carried input) -> the Jacobian of one by the other, one step later
    bounds   the same pairs -> what the spectral norm of that Jacobian does not exceed

    Sources: Hochreiter, 1991; Bengio, Simard and Frasconi, 1994; Pascanu, Mikolov and Bengio, On the difficulty of
    training recurrent neural networks, 2013, equations 5 to 7.

    >>> import symgrad as sg
    >>> print(sg.Recurrence(sg.cells.elman()).state_jacobian())
    ∂h[t]/∂h[t-k] = Π[j=t-k+1..t] ∂h[j]/∂h[j-1]
    ∂h[t]/∂h[t-1] = diag(1 - h[t]²) U
    ‖∂h[t]/∂h[t-1]‖ ≤ ‖U‖
    ‖∂h[t]/∂h[t-k]‖ ≤ ‖U‖^k
    """

    def __init__(self, cell: System, program: TimeProgram) -> None:
        for symbol in cell.carry:
            if shape_of(symbol) and not is_vector(symbol):
                raise SymgradError(
                    f"the Jacobian of a state is a matrix where the state is a vector or a scalar, but {symbol} is "
                    f"{shape_text(shape_of(symbol))}."
                )
        self.cell = cell
        self._program = program

    @functools.cached_property
    def blocks(self) -> Mapping[tuple[Any, Any], Any]:
        """The Jacobians of one step."""
        carry = self.cell.carry
        found = {(new, old): self.cell.derivative(new, old).expression for new in carry for old in carry.values()}
        for (new, old), block in found.items():
            if isinstance(block, IndexedDerivative):
                raise MissingRuleError(
                    f"state_jacobian: the derivative of {new} with respect to {old} has no matrix form, only an entry "
                    f"by index, {block.entry}; unroll some steps and compare there."
                )
        return found

    @functools.cached_property
    def bounds(self) -> Mapping[tuple[Any, Any], Any]:
        """What the spectral norms of the blocks do not exceed."""
        definitions = self.cell.definitions
        return {pair: norm_bound(block, definitions) for pair, block in self.blocks.items()}

    # -- numbers -------------------------------------------------------------------------------------------------

    def norms(self, of: Name | None = None, **arrays: Any) -> StateNorms:
        """Norms along one run, or along each of a batch: ``arrays`` are the arguments of the recurrence.

        ``of`` is a carried output, by default the first.
        """
        h = next(iter(self.cell.carry)) if of is None else self.cell.symbol(of)
        if h not in self.cell.carry:
            raise UnboundNameError(f"{h} is not carried; there are {', '.join(map(str, self.cell.carry))}.")
        rows = self._steps(arrays)
        ends = list(itertools.accumulate(row[k].shape[-2] for k, row in enumerate(rows)))
        places = dict(zip(self.cell.carry, map(slice, [0, *ends], ends), strict=True))
        return StateNorms(*targets.norms_of_blocks(rows, places[h]))

    def _steps(self, arrays: Mapping[str, Any]) -> Any:
        """The blocks of the Jacobian of the state by the state before, row by row, at every t of every sample."""
        wanted = {(new, old): derivative_name(new, old) for new, old in self.blocks}
        called = names_apart(wanted, self._program.taken)
        names = {pair: variable_of(called[pair], shape_of(block)) for pair, block in self.blocks.items()}
        equations = [Equation(names[pair], block) for pair, block in self.blocks.items()]
        used = dict.fromkeys(v for e in equations for v in e.used if v not in self.cell.dims)
        still = [symbol for symbol in used if symbol in self.cell.parameters]
        given = list(names.values())
        body = self.cell.program.replace(equations, inputs=list(used), parameters=still, outputs=given, carry={})
        outputs = tuple(Output(name, "every", (name,)) for name in names.values())
        program = replace(self._program, stages=(*self._program.stages, Stage(body, 0)), outputs=outputs)
        made = targets.TimeFunction(program.pruned())(**arrays)
        found = made if isinstance(made, dict) else {outputs[0].symbol.name: made}
        carry = self.cell.carry
        return [[_as_blocks(found[names[new, old].name], names[new, old], new) for old in carry.values()]
                for new in carry]  # fmt: skip

    # -- words ---------------------------------------------------------------------------------------------------

    @functools.cached_property
    def _told(self) -> ToldJacobian:
        return ToldJacobian(self.cell, self.blocks)

    def latex(self, width: float | None = None) -> str:
        """The product, the Jacobian of one step by blocks, and their bounds, in ``aligned``.

        ``width``, in points, breaks the lines that would not fit.
        """
        body = " \\\\\n".join(self.latex_lines(width))
        return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}"

    def latex_lines(self, width: float | None = None) -> list[str]:
        """The same as lines that align at their signs."""
        told = list(self._told.in_latex())
        rows = printing.aligned_lines([(left, right) for left, _, right in told], width)
        return [
            line.replace("&=", f"&{sign}", 1) if place == 0 else line
            for parts, (_, sign, _) in zip(rows, told, strict=True)
            for place, line in enumerate(parts)
        ]

    def _lines(self, width: int | None = None) -> str:
        told = (f"{left} {sign} {right}" for left, sign, right in self._told.in_text())
        return "\n".join(line for text in told for line in printing.broken(text, width))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} of {', '.join(map(str, self.cell.carry))}>"


def _as_blocks(values: Any, block: Any, new: Any) -> Any:
    """The Jacobians of every step as matrices (T, rows, columns), or (T, B, rows, columns)."""
    axes = 1 if is_vector(block) else len(shape_of(block))
    lead = values.shape[: values.ndim - axes]
    rows = values.shape[len(lead)] if shape_of(new) else 1
    return values.reshape(*lead, rows, -1)
