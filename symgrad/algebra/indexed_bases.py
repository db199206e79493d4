"""SymPy's IndexedBase, Indexed and Idx: a base of one axis is a vector, of two a matrix, an Idx its letter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import sympy as sp

from symgrad.algebra import element
from symgrad.errors import MissingRuleError, NameClashError
from symgrad.expressions.symbols.declaring import matrix, vector
from symgrad.expressions.traversal import postorder, rebuild


def variable_of(base: Any, *args: Any) -> Any:
    """The vector or the matrix of an IndexedBase; MissingRuleError where its sizes are not told, or are three."""
    if base.shape is None:
        raise MissingRuleError(
            f"no rule for the IndexedBase {base}: its sizes are not told; write sp.IndexedBase({str(base)!r}, "
            f"shape=(n,)), or an index with a range, sp.Idx('i', n)."
        )
    if len(base.shape) > 2:
        raise MissingRuleError(
            f"no rule for the IndexedBase {base}, which has {len(base.shape)} axes; write matrices, one for each place "
            f"of the third index."
        )
    return (vector if len(base.shape) == 1 else matrix)(str(base.label), *base.shape)


def entry_of(node: Any, variable: Any, *places: Any) -> Any:
    """x[i] and A[i, j]; SymPy has seen that there are as many places as axes."""
    return element(variable, *places, *(sp.S.Zero,) * (2 - len(places)))


def require_one_kind(node: Any) -> None:
    """Raises NameClashError where an Idx and a Symbol in a sum have one name: the sum would take the other in."""
    found = {part for part in postorder(node, lambda part: not part.is_Atom) if isinstance(part, (sp.Idx, sp.Symbol))}
    letters = {part.label for part in found if isinstance(part, sp.Idx)}
    twice = sorted({str(letter) for letter in letters} & {str(part) for part in found if not isinstance(part, sp.Idx)})
    if twice:
        raise NameClashError(f"{twice[0]} is an Idx and a Symbol in {node}; give one of them another name.")


def with_sizes(expr: Any) -> Any:
    """An expression, each IndexedBase in it with the sizes that its indices tell by their ranges."""
    return rebuild(expr, _sized, {})


def _sized(node: Any, args: tuple[Any, ...]) -> Any:
    if isinstance(node, sp.Indexed) and node.base.shape is None:
        if all(isinstance(place, sp.Idx) and place.lower == 0 for place in node.indices):
            return sp.IndexedBase(node.base.label, shape=node.shape)[node.indices]
        return node
    if node.is_Atom or all(new is old for new, old in zip(args, node.args, strict=True)):
        return node
    return node.func(*args)


INTAKE: Mapping[type, Callable[..., Any]] = MappingProxyType(
    {sp.IndexedBase: variable_of, sp.Indexed: entry_of, sp.Idx: lambda node, *args: node.label}
)
