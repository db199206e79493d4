"""SymPy's other forms of a scalar, which do not look into what is made of matrices: SymPy trips over it there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from symgrad.shapes import is_matrix
from symgrad.symbols import is_variable
from symgrad.traversal import postorder


def in_names(formula: Any, form: Callable[[Any], Any]) -> Any:
    """``form(formula)``, each scalar that is made of matrices under a name.

    >>> x = sp.MatrixSymbol("x", 3, 1)
    >>> in_names((x[0, 0] + 1) * sp.Trace(x * x.T), sp.expand)
    Trace(x*x.T)*x[0, 0] + Trace(x*x.T)
    """
    names: dict[Any, sp.Symbol] = {}
    for node in postorder(formula, lambda node: not is_variable(node)):
        if not is_matrix(node) and any(is_matrix(arg) for arg in node.args):
            names[node] = sp.Symbol(f"__{len(names)}__")
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
