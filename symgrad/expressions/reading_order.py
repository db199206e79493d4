"""The order in which a formula is read: it depends on the formula alone, on its structure and its names.

SymPy keeps the terms of a sum in an order of its own, so what the author wrote first is not to be known from an
expression. It is read as papers write it: in a sum the terms of more factors come first, ``W x + b``, ``a b + c``; what
is alike stands by name, with numbers in a name counted, ``x_2`` before ``x_10``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, TypeAlias

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct

from symgrad.expressions.nodes import Dot
from symgrad.expressions.symbols import is_variable
from symgrad.expressions.traversal import postorder

NaturalName: TypeAlias = tuple[str | int, ...]

_NUMBER = re.compile(r"(\d+)")
_SUMS = (sp.Add, sp.MatAdd)
_PRODUCTS = (sp.Mul, sp.MatMul, HadamardProduct, Dot)
_POWERS = (sp.Pow, HadamardPower, sp.MatPow)
_UNORDERED = (*_SUMS, sp.Mul, HadamardProduct, Dot)
_TOLD_APART = 6  # names by which two terms are told apart


def natural(name: str) -> NaturalName:
    """What names are sorted by: the numbers in them as numbers.

    >>> sorted(["x_10", "x_2", "b"], key=natural)
    ['b', 'x_2', 'x_10']
    """
    parts: list[str | int] = list(_NUMBER.split(name))
    return (*(int(part) if place % 2 else part for place, part in enumerate(parts)),)


def as_read(expr: Any) -> list[Any]:
    """The variables of an expression, sizes among them, in the order in which a reader meets them.

    >>> W, U, x, h, b = (sp.MatrixSymbol(name, 3, columns) for name, columns in zip("WUxhb", (3, 3, 1, 1, 1)))
    >>> as_read(b + U * h + W * x)
    [U, h, W, x, b]
    """
    read: dict[Any, tuple[int, tuple[Any, ...]]] = {}
    for node in postorder(expr, lambda node: not is_variable(node)):
        parts = _parts(node, read)
        leads = [name for part in parts for name in read[part][1]]
        read[node] = _weight(node, [read[part][0] for part in parts]), tuple(leads[:_TOLD_APART])
        if is_variable(node):
            read[node] = 1, ((str(node.name).endswith("_prev"), natural(str(node.name))),)
    return [node for node in _walked(expr, read) if is_variable(node)]


def _walked(expr: Any, read: dict[Any, Any]) -> list[Any]:
    """The nodes, each once, the first part of each before the others."""
    met: dict[Any, None] = {}
    stack = [expr]
    while stack:
        node = stack.pop()
        if node not in met:
            met[node] = None
            if not is_variable(node):
                stack.extend(reversed(_parts(node, read)))
    return list(met)


def _parts(node: Any, read: dict[Any, Any]) -> Sequence[Any]:
    """The parts of a node in the order in which they are read."""
    if is_variable(node):
        return ()
    if isinstance(node, sp.MatMul) or not isinstance(node, _UNORDERED):
        return tuple(node.args)
    if not isinstance(node, _SUMS):
        return sorted(node.args, key=lambda arg: (not _is_name(arg), read[arg][1]))
    terms = sorted(node.args, key=lambda arg: (-read[arg][0], read[arg][1]))
    first = next((place for place, term in enumerate(terms) if not _is_negative(term)), 0)
    return [terms[first], *terms[:first], *terms[first + 1 :]]


def _is_name(factor: Any) -> bool:
    return is_variable(factor.args[0] if isinstance(factor, _POWERS) else factor)


def _is_negative(term: Any) -> bool:
    number = term.args[0] if isinstance(term, (sp.Mul, sp.MatMul)) else term
    return bool(number.is_Number and number.is_negative)


def _weight(node: Any, parts: Sequence[int]) -> int:
    """How many names a term multiplies; a number in every entry, c 1, comes last."""
    if isinstance(node, _PRODUCTS):
        return 0 if any(isinstance(arg, sp.OneMatrix) for arg in node.args) else sum(parts)
    if isinstance(node, _POWERS) and node.args[1].is_Integer and node.args[1].is_positive:
        return parts[0] * int(node.args[1])
    return max(parts, default=0)
