"""Work taken out of the loop over t: what depends on nothing that a sweep carries is done for every t at once.

    sweep     h = tanh(W x + b + U h_prev)                        bar_z = bar_c . i . (1 - g^2)
    at once   ahead_h = W x + b,   h = tanh(ahead_h + U h_prev)   ahead = i . (1 - g^2),   bar_z = bar_c . ahead

W x for all t is then one product of matrices instead of T products with a vector.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardProduct

from symgrad.algebra import add, hadamard, raw, split
from symgrad.expressions.shapes import is_matrix, shape_of
from symgrad.expressions.symbols import ahead_of, is_variable
from symgrad.programs.equations import Equation, variables_in
from symgrad.time.stages import Stage, TimeProgram, program_of

# Of these the parts that do not depend on what is carried make one value together.
_TOGETHER = {sp.Add: add, sp.MatAdd: add, sp.Mul: sp.Mul, HadamardProduct: hadamard}


def hoisted(program: TimeProgram) -> TimeProgram:
    """The same program with such work in stages of its own, each before the sweep that it is for."""
    stages = [part for stage in program.stages for part in (_Sweep(stage, program).parts() if stage.carry else [stage])]
    return replace(program, stages=tuple(stages))


class _Sweep:
    """A sweep on its way into what is done ahead of it and what is left."""

    def __init__(self, stage: Stage, program: TimeProgram) -> None:
        self._stage = stage
        self._still, self._known = program.still, program.inputs
        self._moving = {*stage.carry.values(), *stage.body.definitions}
        self._ahead: dict[Any, Any] = {}  # value -> its name
        self._done: dict[Any, Any] = {}
        self._free: dict[Any, bool] = {}

    def parts(self) -> list[Stage]:
        """The stage ahead, if there is work for it, and the sweep."""
        body = self._stage.body
        left = [Equation(e.lhs, self._lifted(e.rhs, e.lhs)) for e in body.equations]
        if not self._ahead:
            return [self._stage]
        ahead = [Equation(name, value) for value, name in self._ahead.items()]
        return [
            Stage(program_of(ahead, body, {}, self._known), 0),
            Stage(program_of(left, body, self._stage.carry, self._known), self._stage.direction),
        ]

    def _is_free(self, node: Any) -> bool:
        """Whether a node depends on nothing that the sweep carries or computes."""
        known = self._free.get(node)
        if known is None:
            known = self._free[node] = not any(variable in self._moving for variable in variables_in(node))
        return known

    def _lifted(self, node: Any, lhs: Any) -> Any:
        """The node with what is free in it under a name."""
        if is_variable(node) or not node.args or self._is_free(node):
            return self._named([node], node, lhs)
        if node not in self._done:
            self._done[node] = self._rebuilt(node, lhs)
        return self._done[node]

    def _rebuilt(self, node: Any, lhs: Any) -> Any:
        build = _TOGETHER.get(type(node))
        if build is None:
            args = [self._lifted(arg, lhs) for arg in node.args]
            return node if args == list(node.args) else _with_args(node, args)
        numbers = [arg for arg in node.args if arg.is_number and not is_matrix(arg)]
        free = [arg for arg in node.args if self._is_free(arg) and arg not in numbers]
        rest = [self._lifted(arg, lhs) for arg in node.args if not self._is_free(arg)]
        if not free:
            return node if rest == list(node.args) else build(*numbers, *rest)
        return build(*numbers, self._named(free, build(*free), lhs), *rest)

    def _named(self, parts: Sequence[Any], value: Any, lhs: Any) -> Any:
        """A value under a name of its own, if that saves work at each t."""
        if not self._is_work(parts, value):
            return value
        if value not in self._ahead:
            count = 1 + sum(name.primal.name == lhs.name for name in self._ahead.values())
            self._ahead[value] = ahead_of(lhs, shape_of(value), count)
        return self._ahead[value]

    def _is_work(self, parts: Sequence[Any], value: Any) -> bool:
        varying = [v for v in variables_in(value) if v not in self._still and v not in self._stage.body.dims]
        if not varying:
            return False
        if len(parts) > 1:
            return True
        body = split(value)[1] if is_matrix(value) else value.as_coeff_Mul()[1]
        while isinstance(body, sp.Transpose):
            body = body.arg
        return not is_variable(body)


def _with_args(node: Any, args: Sequence[Any]) -> Any:
    """The node with other arguments. SymPy's own scalars keep more than their arguments, which a raw node lacks."""
    own = is_matrix(node) or not type(node).__module__.startswith("sympy.")
    return raw(type(node), *args) if own else node.func(*args)
