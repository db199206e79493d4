"""Which rule of calculus gives a line of a derivation: the product rule, the derivative of tanh, linearity."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import sympy as sp
from sympy.core.function import Function
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct

from symgrad.expressions.nodes import (
    Dot,
    Eigenvalue,
    Eigenvector,
    Elementwise,
    KroneckerLeft,
    KroneckerRight,
    MatrixMap,
    Pointwise,
    PseudoInverse,
    ReducedResolvent,
    Reduction,
    ScalarPointwise,
    VectorMap,
)
from symgrad.expressions.symbols import is_variable
from symgrad.expressions.traversal import postorder
from symgrad.functions.elementwise import row_of
from symgrad.functions.formulas import is_choice


def law_of(rhs: Any, moving: Collection[Any]) -> tuple[str, tuple[Any, ...]]:
    """The rules that differentiate an expression, outermost first, and the names of which they speak.

    ``moving`` are the names that move. Where none of the rules bends anything, the expression is linear in them.
    """
    alive: set[Any] = set()
    found: list[str] = []
    for node in postorder(rhs, lambda node: not is_variable(node)):
        if node in moving:
            alive.add(node)
        elif not is_variable(node) and any(arg in alive for arg in node.args):
            alive.add(node)
            told = _law(node)(node, [k for k, arg in enumerate(node.args) if arg in alive])
            if told is not None:
                found.append(told)
    if found:
        return ", ".join(dict.fromkeys(reversed(found))), ()
    return "linear in", tuple(name for name in moving if name in alive)


def _law(node: Any) -> Callable[[Any, Sequence[int]], str | None]:
    rule = _LAWS.get(type(node))
    if rule is not None:
        return rule
    return _function if isinstance(node, Function) else _linear


def _linear(node: Any, moving: Sequence[int]) -> str | None:
    return None


def _product(node: Any, moving: Sequence[int]) -> str | None:
    return "product rule" if len(moving) > 1 else None


def _dot(node: Any, moving: Sequence[int]) -> str | None:
    return "derivative of a squared norm" if node.left == node.right else _product(node, moving)


def _power(node: Any, moving: Sequence[int]) -> str | None:
    if 1 in moving:
        return "derivative of a power"
    return "quotient rule" if node.exp == -1 else "power rule"


def _function(node: Any, moving: Sequence[int]) -> str | None:
    row = row_of(node.func)
    return f"derivative of {node.func.__name__ if row is None else row.name}"


def _elementwise(node: Any, moving: Sequence[int]) -> str | None:
    row = row_of(node.head)
    return f"derivative of {node.head.__name__ if row is None else row.name}"


def _of_vector(node: Any, moving: Sequence[int]) -> str | None:
    return f"derivative of {node.head.name}"


def _matrix_map(node: Any, moving: Sequence[int]) -> str | None:
    """A function of a matrix, or its derivative along directions, in which it is linear."""
    return _product(node, moving) if 1 not in moving else f"derivative of {node.head.name}"


def _always(law: str) -> Callable[[Any, Sequence[int]], str | None]:
    return lambda node, moving: law


def _pointwise(node: Any, moving: Sequence[int]) -> str:
    """A formula of every entry, or a choice among scalars."""
    return "derivative of each case" if is_choice(node.head.expr) else "chain rule"


_LAWS: Mapping[type, Callable[[Any, Sequence[int]], str | None]] = {
    sp.Mul: _product,
    sp.MatMul: _product,
    HadamardProduct: _product,
    Dot: _dot,
    sp.KroneckerProduct: _product,
    KroneckerLeft: _product,
    KroneckerRight: _product,
    sp.Pow: _power,
    HadamardPower: _power,
    sp.MatPow: _always("product rule"),
    sp.Inverse: _always("derivative of an inverse"),
    sp.Determinant: _always("derivative of a determinant"),
    Eigenvalue: _always("derivative of an eigenvalue"),
    Eigenvector: _always("derivative of an eigenvector"),
    ReducedResolvent: _always("derivative of a pseudo-inverse"),
    PseudoInverse: _always("derivative of a pseudo-inverse"),
    MatrixMap: _matrix_map,
    Elementwise: _elementwise,
    Pointwise: _pointwise,
    ScalarPointwise: _pointwise,
    VectorMap: _of_vector,
    Reduction: _of_vector,
}
