"""SymPy's other forms of a scalar, which do not look into what is made of matrices: SymPy trips over it there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from symgrad.expressions.shapes import is_matrix
from symgrad.expressions.symbols import is_variable
from symgrad.expressions.traversal import postorder


def in_names(formula: Any, form: Callable[[Any], Any]) -> Any:
    """``form(formula)``, each scalar that is made of matrices under a name.

    >>> b, X = sp.Symbol("b"), sp.MatrixSymbol("X", 3, 3)
    >>> in_names(b * (b + sp.Trace(X)), sp.expand)
    b**2 + b*Trace(X)
    """
    names: dict[Any, sp.Dummy] = {}
    for node in postorder(formula, lambda node: not is_variable(node)):
        if not is_matrix(node) and any(is_matrix(arg) for arg in node.args):
            names[node] = sp.Dummy(f"_{len(names)}")
    outermost = formula.xreplace(names)
    made = form(outermost)
    if made == outermost:
        return formula
    return made.xreplace({symbol: node for node, symbol in names.items()})


def factored(formula: Any) -> Any:
    """SymPy's ``factor_terms``."""
    return in_names(formula, sp.factor_terms)


def expanded(formula: Any) -> Any:
    """Products of sums multiplied out; an exponential or a power of a sum stays one, since its parts may overflow."""
    return in_names(formula, lambda form: sp.expand(form, power_base=False, power_exp=False, log=False))
