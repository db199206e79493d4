"""SymPy's other forms of a scalar, which do not look into what is made of matrices: SymPy trips over it there."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import sympy as sp

from symgrad.expressions.shapes import is_matrix
from symgrad.expressions.symbols import is_variable
from symgrad.expressions.traversal import folded, postorder

_HIGH, _MANY = 20, 10**6  # an exponent and a number of terms, above which it is too long whatever it is


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


def terms_expanded(formula: Any) -> int:
    """How many terms a formula has at the most when its products of sums are multiplied out.

    >>> a, b = sp.symbols("a b")
    >>> terms_expanded((a + b + 1) ** 2 * (a - b))
    18
    """
    found: int = folded(formula, _terms, "_terms_expanded")
    return found


def _terms(node: Any, below: Sequence[int]) -> int:
    if isinstance(node, sp.Add):
        return min(sum(below), _MANY)
    if isinstance(node, sp.Mul):
        return min(math.prod(below), _MANY)
    if isinstance(node, sp.Pow) and node.exp.is_Integer:
        return min(below[0] ** min(abs(int(node.exp)), _HIGH), _MANY)
    return 1


def factored(formula: Any) -> Any:
    """SymPy's ``factor_terms``; a sum whose terms share nothing but a minus stays -a - b."""
    return in_names(formula, _terms_factored)


def _terms_factored(formula: Any) -> Any:
    made = sp.factor_terms(formula)
    return made if made == formula else made.replace(_is_turned_sum, lambda product: sp.Mul(*product.args))


def _is_turned_sum(node: Any) -> bool:
    """Whether a node is -(a + b), which SymPy makes on purpose only."""
    return bool(node.is_Mul and len(node.args) == 2 and node.args[0] == -1 and node.args[1].is_Add)


def expanded(formula: Any) -> Any:
    """Products of sums multiplied out; an exponential or a power of a sum stays one, since its parts may overflow."""
    return in_names(formula, lambda form: sp.expand(form, power_base=False, power_exp=False, log=False))


_FEW, _SHORT = 4, 40  # names and operations of a formula that is factored over the whole numbers


def fully_factored(formula: Any) -> list[Any]:
    """A short sum of names as one product or quotient; nothing where it is long, or is none.

    >>> p, y = sp.symbols("p y")
    >>> fully_factored((1 - y) / (1 - p) - y / p)
    [(p - y)/(p*(1 - p))]
    """
    few = 1 < len(formula.free_symbols) + 1 <= _FEW + 1 and sp.count_ops(formula) <= _SHORT
    if not few or not formula.is_Add or not formula.is_rational_function(*formula.free_symbols):
        return []
    made = sp.factor(sp.together(formula))
    return [_with_ones_in_front(made)] if made.is_Mul else []


def _with_ones_in_front(product: Any) -> Any:
    """Each factor x - 1 as 1 - x, the sign put in front."""
    sign, factors = sp.S.One, []
    for base, exponent in product.as_powers_dict().items():
        turned = base.is_Add and exponent.is_Integer and base.as_coeff_Add()[0].is_negative
        sign *= (-1) ** exponent if turned else 1
        factors.append(sp.Pow(-base if turned else base, exponent))
    made = sp.Mul(sign, *factors)
    number, rest = made.as_coeff_Mul()
    sums = [f for f in sp.Mul.make_args(rest) if f.is_Add and len(f.args) == 2 and not f.as_coeff_Add()[0]]
    return -number * rest.xreplace({sums[0]: -sums[0]}) if number.is_negative and sums else made
