"""Undefined functions of vectors and scalars, with their derivatives: f(x, y), its gradient, Hessian, Jacobian."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import sympy as sp

from symgrad.expressions.nodes.functional import Applied, FunctionAtom
from symgrad.expressions.nodes.node import HEAD, LINEAR, SIZE, VALUE, MatrixNode, Node, ScalarNode
from symgrad.expressions.traversal import told_inside


class _Roles:
    """The roles of what has any number of arguments, then any number of directions; those of the class are with one."""

    def __get__(self, node: Any, kind: type) -> str:
        return "hsvl" if node is None else HEAD + SIZE + VALUE * len(node.arguments) + LINEAR * bool(node.head.along)


class Undefined(Applied, Node):
    """Mixin: a derivative of an undefined function: its head, the entries of its value, arguments, then directions.

    A scalar has one entry. ``head.open`` are the axes that the derivative has left, 0 that of the function's value and
    k that of its k-th argument; ``head.along`` those along which directions are, in each of which it is linear.
    """

    keeps_matrices, roles = True, _Roles()

    @property
    def argument(self) -> Any:
        return self.args[2]

    @property
    def arguments(self) -> tuple[Any, ...]:
        return self.args[2 : len(self.args) - len(self.head.along)]

    @property
    def directions(self) -> tuple[Any, ...]:
        return self.args[len(self.args) - len(self.head.along) :]

    def _sympystr(self, printer: Any) -> str:
        return f"{self.args[0]}({told_inside(self, self.args[2:], printer)})"


class UndefinedScalar(Undefined, ScalarNode):
    """An undefined function whose value, or whose derivative by scalars, is a scalar."""


class UndefinedMatrix(Undefined, MatrixNode):
    """A vector or a matrix: the value of an undefined function, its gradient, Jacobian or Hessian."""

    @property
    def shape(self) -> tuple[Any, Any]:
        sizes = [self._size(axis) for axis in self.head.open]
        return sizes[0], sizes[1] if len(sizes) > 1 else sp.S.One

    def _size(self, axis: int) -> Any:
        return self.args[1] if axis == 0 else self.arguments[axis - 1].shape[0]

    def sized_as(self, axis: int) -> tuple[Any, int] | None:
        if axis >= len(self.head.open) or self.head.open[axis] == 0:
            return None
        return self.arguments[self.head.open[axis] - 1], 0

    def turned(self, transpose: Callable[[Any], Any]) -> Any | None:
        if len(self.head.open) < 2 or 0 in self.head.open:
            return None
        return self.func(FunctionAtom(replace(self.head, open=self.head.open[::-1])), *self.args[1:])
