"""A forward pass that is looked at as it is valued, so that the draws to judge with can be chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from symgrad.claims.forward.draws import USUAL, Draw, Watch, chosen, has_branches, is_watched
from symgrad.claims.forward.forward_pass import Forward
from symgrad.claims.forward.forward_world import World
from symgrad.claims.interpreter.formula_values import NoValueError, Rule, Scope
from symgrad.claims.interpreter.node_values import VALUED
from symgrad.latex_reading.nodes.meanings import Affine, Call, Compared, Meaning, Power, Statement


class WatchedWorld(World):
    """A draw whose functions are looked at."""

    def __init__(self, forward: Forward, steps: int, draw: Draw, first: int) -> None:
        super().__init__(forward, steps, draw.seed, draw.spread, first=first)
        self.watch = Watch()
        self.rules = _watched_by(self.watch)

    def run(self) -> Watch:
        """What is seen where every equation is valued at each step."""
        for name in self.forward.definitions:
            times = [None] if self.forward.stands_alone(name) else range(self.first, self.steps + 1)
            for time in times:
                try:
                    self.base.value(name, time)
                except (NoValueError, ValueError, IndexError, ArithmeticError):
                    continue  # what has no value is told where it is judged
        return self.watch


def draws_of(forward: Forward, steps: int, first: int, claims: Sequence[Statement]) -> Sequence[Draw]:
    """The draws to judge with: the usual ones, but where some function has branches or is not defined everywhere."""
    nodes = [node for one in (*forward.statements(), *claims) for node in one.right.walk()]
    if not any(map(is_watched, nodes)):
        return USUAL
    branched = any(map(has_branches, nodes))
    return tuple(chosen(lambda draw: WatchedWorld(forward, steps, draw, first).run(), branched))


_OPERANDS: Mapping[type, Callable[[Any], Sequence[Meaning | Affine]]] = MappingProxyType(
    {
        Call: lambda node: node.arguments,
        Power: lambda node: (node.body, node.exponent),
        Compared: lambda node: node.sides,
    }
)


def _watched_by(watch: Watch) -> Mapping[type, Rule]:
    """The value of each kind of node, which is looked at with its operands."""

    def watched(kind: type) -> Rule:
        def valued(scope: Scope, node: Any) -> Any:
            value = VALUED[kind](scope, node)
            watch.meet(node, [scope.of(one) for one in _OPERANDS[kind](node) if isinstance(one, Meaning)], value)
            return value

        return valued

    return {**VALUED, **{kind: watched(kind) for kind in _OPERANDS}}
