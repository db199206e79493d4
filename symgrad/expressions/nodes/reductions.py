"""Scalars made of the entries of vectors and matrices."""

from __future__ import annotations

from typing import Any

from symgrad.expressions.nodes.node import ScalarNode


class Dot(ScalarNode):
    """The sum of the products of corresponding entries: u . v for vectors, tr(A^T B) for matrices."""

    word, roles, agree = "dot", "l", "alike"

    @property
    def left(self) -> Any:
        return self.args[0]

    @property
    def right(self) -> Any:
        return self.args[1]


class Total(ScalarNode):
    """The sum of all entries of a vector or a matrix."""

    word, roles = "total", "l"

    @property
    def argument(self) -> Any:
        return self.args[0]
