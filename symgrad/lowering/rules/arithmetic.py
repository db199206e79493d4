"""Lowering of numbers, of sums, products and powers, and of whatever else is a formula of its arguments."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from symgrad.lowering.array_program import hole
from symgrad.lowering.terms import Term


def constant(value: Any) -> Term:
    """A number that is the same in every entry."""
    return Term(None, (), sp.sympify(value))


def number(lowering: Any, node: Any) -> Term:
    """A number, or a size as one."""
    return Term(None, (), node)


def nothing(lowering: Any, node: Any) -> Term:
    """What stands in a tree and is no value: the name of a function."""
    return constant(0)


def of_arguments(lowering: Any, node: Any) -> Term:
    """A node of scalars that is itself the formula of its arguments."""
    return lowering.map(node.func(*map(hole, range(len(node.args))), evaluate=False), [*map(lowering.term, node.args)])


def entrywise(operation: Callable[..., Any]) -> Callable[[Any, Any], Term]:
    """A node of vectors or matrices that is a formula of the entries of its arguments."""

    def rule(lowering: Any, node: Any) -> Term:
        holes = map(hole, range(len(node.args)))
        return lowering.map(operation(*holes), [*map(lowering.term, node.args)])

    return rule
