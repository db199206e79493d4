"""Rules: node, as it would be computed -> an equal one that keeps its number, seen through the names of the program.

1 - sigmoid(z), 1 - tanh(z)^2, 1 - softmax(z), exp(a) - 1     what cancels, by a function that does not
log(p), log(1 + x)                                            the logarithm of a scale, never of its number
p . (y / p), e / (1 + e), exp(z) / total(exp(z))              a product of scales, never of their numbers
sqrt(x . x), x / sqrt(x . x)                                  norm(x), normalize(x)
p . v - <p, v> p, diag(p) - p p', I - p p', I - y y'          sums over the other entries
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardProduct

from symgrad.algebra import add, dot, hadamard, mul, raw, total, transpose
from symgrad.expressions.nodes import Dot, FunctionAtom, Pointwise, ScalarPointwise, Total, application
from symgrad.expressions.shapes import is_matrix, shape_of
from symgrad.expressions.symbols import is_variable
from symgrad.expressions.traversal import rebuild
from symgrad.functions.elementwise import log
from symgrad.lowering.stability.cancelling_sums import opened, stable_sum
from symgrad.lowering.stability.logarithms import stable_log
from symgrad.lowering.stability.scale_products import stable_dot, stable_product, stable_root, stable_total
from symgrad.lowering.stability.sight import Sight

MOST_FORMS = 24  # one after the other, of one node


class Rewriting:
    """Rewrites nodes whose arguments are rewritten already."""

    def __init__(self, sight: Sight) -> None:
        self._sight = sight
        self._final: dict[Any, Any] = {}  # what is in its stable form already, or its name

    def name(self, value: Any, symbol: Any) -> None:
        """From here on the value is written by its name."""
        if self._final.get(value, value) == value:
            self._final[value] = symbol

    def __call__(self, node: Any, args: tuple[Any, ...]) -> Any:
        """The node of these arguments, in its stable form."""
        if is_variable(node) or not args:
            return node
        made = _remade(node, args)
        for _ in range(MOST_FORMS):  # a product may become a sum, and a sum have several pairs
            found = self._in_form(made)
            if found is made:
                break
            made = rebuild(found, self._kept, self._final)
        return self._final.setdefault(made, made)

    def _kept(self, node: Any, args: tuple[Any, ...]) -> Any:
        if is_variable(node) or not args:
            return node
        made = _remade(node, args)
        if isinstance(made, Total):
            made = stable_total(self._sight, made)
        return self._final.get(made, made)

    def _in_form(self, expr: Any) -> Any:
        if not expr.args:
            return expr
        if isinstance(expr, (Pointwise, ScalarPointwise)):
            return self._inside(expr)
        rule = stable_log if application(expr)[0] is log.head else _RULES.get(type(expr))
        if rule is None:
            return expr
        found = rule(self._sight, expr)
        if found is expr and is_matrix(expr) and shape_of(expr)[0] == 1 and shape_of(expr)[1] != 1:
            turned = transpose(expr)  # a row, as the column that it is the transpose of
            rule = _RULES.get(type(turned))
            column = turned if rule is None else rule(self._sight, turned)
            return found if column is turned else transpose(column)
        return found

    def _inside(self, expr: Any) -> Any:
        """A formula of scalars that stays whole, what is in it in stable forms."""
        formula = rebuild(expr.head.expr, self, {})
        if formula == expr.head.expr:
            return expr
        return raw(type(expr), FunctionAtom(sp.Lambda(expr.head.variables, formula)), *expr.args[1:])


def _remade(node: Any, args: tuple[Any, ...]) -> Any:
    return node if args == node.args else _BUILD.get(type(node), node.func)(*args)


_BUILD: Mapping[type, Callable[..., Any]] = {
    sp.Add: sp.Add,
    sp.MatAdd: lambda *terms: opened(add(*terms)),
    sp.Mul: sp.Mul,
    sp.MatMul: mul,
    HadamardProduct: hadamard,
    Dot: dot,
    Total: total,
}

_RULES: Mapping[type, Callable[[Sight, Any], Any]] = {
    sp.Add: stable_sum,
    sp.MatAdd: stable_sum,
    sp.Mul: stable_product,
    sp.MatMul: stable_product,
    HadamardProduct: stable_product,
    Dot: stable_dot,
    Total: stable_total,
    sp.Pow: stable_root,
}
