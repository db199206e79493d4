"""A factor that stands in every term of an expression, replaced there once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardProduct

from symgrad.algebra.constructors import add, diag, dot, mul, transpose
from symgrad.algebra.entrywise import hadamard
from symgrad.expressions.nodes import Diag, Dot
from symgrad.expressions.shapes import is_matrix


def replaced_in_each_term(expr: Any, old: Any, new: Any) -> Any | None:
    """The expression with one ``old`` in each of its terms replaced; None where a term has none that it is linear in.

    >>> import symgrad as sg
    >>> A, x, y = sg.matrix("A", 3, 3), sg.vector("x", 3), sg.vector("y", 3)
    >>> replaced_in_each_term(sg.dot(A * x, y) * y, A * x, y)
    dot(y, y)*y
    """
    if expr == old:
        return new
    if isinstance(expr, (sp.Add, sp.MatAdd)):
        terms = [replaced_in_each_term(term, old, new) for term in expr.args]
        return None if any(term is None for term in terms) else add(*terms)
    if isinstance(expr, sp.MatMul):
        made = _in_chain(expr.args, old, new) or _in_chain(expr.args, transpose(old), transpose(new))
        if made is not None:
            return made
    build = next((made for kind, made in _LINEAR.items() if isinstance(expr, kind)), None)
    for k, arg in enumerate(expr.args if build is not None else ()):
        part = replaced_in_each_term(arg, old, new)
        if part is not None and build is not None:
            return build(*expr.args[:k], part, *expr.args[k + 1 :])
    return None


def _in_chain(factors: tuple[Any, ...], old: Any, new: Any) -> Any | None:
    """A product with ``old``, which is some neighbours in it, replaced."""
    sought = old.args if isinstance(old, sp.MatMul) else (old,)
    if not is_matrix(old) or len(sought) > len(factors):
        return None
    for start in range(len(factors) - len(sought) + 1):
        if factors[start : start + len(sought)] == sought:
            return mul(*factors[:start], new, *factors[start + len(sought) :])
    return None


# Nodes that are linear in each of their arguments; a product of matrices is one of scalars to SymPy.
_LINEAR: Mapping[type, Callable[..., Any]] = MappingProxyType(
    {sp.MatMul: mul, sp.Mul: sp.Mul, HadamardProduct: hadamard, sp.Transpose: transpose, Diag: diag, Dot: dot}
)
