"""Positive numbers that a scale is made of, each with a logarithm that no float overflows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from symgrad.algebra import add, ones_of
from symgrad.algebra.blocks import apply
from symgrad.algebra.lifting import lift
from symgrad.algebra.lines import Lines
from symgrad.expressions.nodes import Reduction, ScalarPointwise
from symgrad.expressions.nodes.functional import slot
from symgrad.expressions.shapes import shape_of
from symgrad.functions.elementwise import exp, log, softplus
from symgrad.lowering.stability.rows import log_softplus
from symgrad.operations.of_vectors import logsumexp, of_lines

LARGER = sp.Max(slot(1), slot(2))


@dataclass(frozen=True)
class Softened:
    """1 + exp(s), entry by entry."""

    argument: Any

    @property
    def value(self) -> Any:
        made = apply(exp.head, self.argument)
        return add(ones_of(shape_of(made)), made)

    @property
    def log(self) -> Any:
        return apply(softplus.head, self.argument)


@dataclass(frozen=True)
class Summed:
    """total(exp(z)), a scalar; with an axis that of each row or column, at each of its entries."""

    argument: Any
    axis: int | None = None

    @property
    def value(self) -> Any:
        lines = Lines(self.axis)
        made = lines.total(apply(exp.head, self.argument))
        return made if self.axis is None else lines.spread(made, self.argument)

    @property
    def log(self) -> Any:
        if self.axis is None:
            return Reduction(logsumexp, self.argument)
        return Lines(self.axis).spread(of_lines(logsumexp, self.axis, self.argument), self.argument)


@dataclass(frozen=True)
class Bent:
    """softplus(s), entry by entry, which goes to 0 like exp(s)."""

    argument: Any

    @property
    def value(self) -> Any:
        return apply(softplus.head, self.argument)

    @property
    def log(self) -> Any:
        return apply(log_softplus.head, self.argument)


@dataclass(frozen=True)
class Larger:
    """The larger of |b| and exp(a), two scalars."""

    argument: ScalarPointwise

    @property
    def value(self) -> Any:
        return self.argument

    @property
    def log(self) -> Any:
        one, other = (arg.args[0] if arg.func is exp.head else log(arg) for arg in self.argument.args[1:])
        return lift(LARGER, {slot(1): one, slot(2): other}, ())


Atom = Softened | Summed | Bent | Larger


def larger(node: ScalarPointwise) -> Larger | None:
    """The atom that a choice of two scalars is, None where it is none."""
    args, names = node.args[1:], node.head.variables
    if len(args) != 2 or node.head.expr != sp.Max(*names):
        return None
    heads = {arg.func for arg in args}
    return Larger(node) if exp.head in heads and heads <= {exp.head, sp.Abs} else None
