"""The entries of an expression: its variables written out in scalars, its nodes by :mod:`.entry_rules`."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from typing import Any

import sympy as sp
from sympy.core.symbol import Str

from symgrad.arguments.sympified import sympified
from symgrad.errors import ArgumentError, ShapeError
from symgrad.expansion.entry_rules import entries_rule
from symgrad.expressions.nodes import FunctionAtom
from symgrad.expressions.symbols import Derived, dims, like_it
from symgrad.expressions.traversal import rebuild
from symgrad.programs.equations import sizes_in

DEFAULT_SIZE = 2


def entries(expr: Any, sizes: Mapping[Any, int] | None = None) -> Any:
    """The entries of an expression: a SymPy scalar, or an immutable matrix of scalars.

    ``sizes`` gives dimensions their numbers, by symbol or name; one that is left out is 2. A vector x becomes
    x_1, x_2, ..., a matrix W becomes W_1_1, W_1_2, ..., counted from 1; a scalar stays itself.

    Raises MissingRuleError for a node without a rule, ShapeError where the sizes do not fit.

    >>> n, m = sp.symbols("n m", integer=True, positive=True)
    >>> W, x = sp.MatrixSymbol("W", n, m), sp.MatrixSymbol("x", m, 1)
    >>> entries(W * x, {"n": 1, "m": 2})
    Matrix([[W_1_1*x_1 + W_1_2*x_2]])
    """
    expr = sympified(expr)
    given = dict(sizes or {})
    explicit = {dims(key) if isinstance(key, str) else key: size for key, size in given.items()}
    found = {dim: given.get(dim, given.get(dim.name, DEFAULT_SIZE)) for dim in sizes_in(expr)}
    return written_out(expr, sized(explicit | found), {})


def sized(sizes: Mapping[Any, Any]) -> dict[Any, Any]:
    """Dimension -> SymPy integer; ArgumentError where a size is no positive integer."""
    values = {}
    for dimension, size in sizes.items():
        value = 0 if isinstance(size, bool) or not hasattr(size, "__index__") else operator.index(size)
        if value < 1:
            raise ArgumentError(f"the size of {dimension} must be a positive integer, but {size!r} came.")
        values[dimension] = sp.Integer(value)
    return values


def written_out(expr: Any, sizes: Mapping[Any, Any], done: dict[Any, Any]) -> Any:
    """The entries of an expression whose dimensions have the numbers ``sizes``; ``done`` keeps those of every node."""

    def visit(node: Any, args: tuple[Any, ...]) -> Any:
        if isinstance(node, sp.MatrixSymbol):
            return symbol_entries(node, sizes)
        if isinstance(node, sp.Symbol):
            return sizes.get(node, node)
        if node.is_Atom or isinstance(node, (Str, FunctionAtom)):
            return node
        return entries_rule(node)(node, *args)

    return rebuild(expr, visit, done)


def symbol_entries(variable: Any, sizes: Mapping[Any, Any]) -> Any:
    """The scalars that a variable stands for: itself, or a matrix of Symbols."""
    if not isinstance(variable, sp.MatrixSymbol):
        return variable
    shape = [size.xreplace(dict(sizes)) for size in variable.shape]
    if not all(size.is_Integer and size > 0 for size in shape):
        raise ShapeError(
            f"{variable} of shape {variable.shape} comes to {tuple(shape)}, but a size is a positive integer; "
            f"give other sizes."
        )
    return sp.ImmutableDenseMatrix(*map(int, shape), lambda i, j: _entry(variable, int(i) + 1, int(j) + 1))


def _entry(variable: Any, i: int, j: int) -> Any:
    """The Symbol of one entry; that of a derived variable is derived from the same entry of its primal."""
    if isinstance(variable, Derived):
        return like_it(variable, _entry(variable.primal, i, j))
    return sp.Symbol(f"{variable.name}_{i}" if variable.shape[1] == 1 else f"{variable.name}_{i}_{j}")
