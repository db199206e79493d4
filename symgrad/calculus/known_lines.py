"""Softmax and logsumexp of each row or column, where they are written out: exp(X) divided by the sums of its rows.

What is written so comes to the same number while the exponentials do, and no further: 1000 is enough. So derivatives
and code are made of the functions that are meant.
"""

from __future__ import annotations

from typing import Any

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardProduct

from symgrad.algebra import mul, transpose
from symgrad.algebra.intake import with_values
from symgrad.calculus.known_quotients import Powers, quotients, with_powers, without_exp
from symgrad.expressions.nodes import Diag, Elementwise, LineReduction, VectorMap, application
from symgrad.expressions.shapes import is_vector, shape_of
from symgrad.expressions.traversal import postorder
from symgrad.functions.elementwise import exp, log
from symgrad.operations.of_vectors import logsumexp, of_axis, softmax


def with_known_lines(expr: Any) -> Any:
    """An equal expression with the softmax and the logsumexp of rows and columns that are written out in it."""
    found = {node: known for node in postorder(expr) if (known := known_lines(node)) is not node}
    return with_known_lines(with_values(expr, found)) if found else expr  # one may stand inside of another


def known_lines(node: Any) -> Any:
    """A node by the function of lines that it is written out from; itself where it is none."""
    if isinstance(node, HadamardProduct):
        turned = transpose(node)  # the transpose of such a softmax is one of its transposes
        made, other = quotients(node, (_softmax_of_lines,)), quotients(turned, (_softmax_of_lines,))
        return made if made is not node else node if other is turned else transpose(other)
    if isinstance(node, Elementwise) and node.head is log.head:
        return _log_of_sums(node.argument) or node
    return _scaled_lines(node) if isinstance(node, sp.MatMul) else node


def _softmax_of_lines(powers: Powers, base: Any, exponent: Any) -> Powers:
    """exp(X) over (exp(X) 1) 1' is the softmax of each row, over 1 (1' exp(X)) of each column."""
    found = _spread_sums(base) if exponent < 0 else None
    if found is None:
        return powers
    x, axis = found
    taken, left = without_exp(powers, x, -exponent)
    return with_powers(left, {base: taken, VectorMap(of_axis(softmax, axis), x): taken}) if taken else powers


def _log_of_sums(sums: Any) -> Any | None:
    """log(exp(X) 1) is the logsumexp of each row; None of anything else."""
    found = _sums(sums)
    return None if found is None else LineReduction(of_axis(logsumexp, found[1]), found[0])


def _scaled_lines(product: Any) -> Any:
    """diag(1 / (exp(X) 1)) exp(X) is the softmax of each row, exp(X) diag(1 / (exp(X)' 1)) of each column."""
    chain = list(product.args)
    for k, (left, right) in enumerate(zip(chain, chain[1:], strict=False)):
        for scaling, whole in ((left, right), (right, left)):
            inside = scaling.argument if isinstance(scaling, Diag) else None
            found = _sums(inside.base) if inside is not None and getattr(inside, "exp", 0) == -1 else None
            if found is not None and application(whole) == (exp.head, found[0]) and found[1] == int(whole is right):
                known = VectorMap(of_axis(softmax, found[1]), found[0])
                return _scaled_lines(mul(*chain[:k], known, *chain[k + 2 :]))
    return product


def _sums(expr: Any) -> tuple[Any, int] | None:
    """The X of exp(X) 1 and of exp(X)' 1, with the axis that is summed along."""
    if not isinstance(expr, sp.MatMul) or len(expr.args) != 2 or not _is_ones(expr.args[1], 1):
        return None
    turned = isinstance(expr.args[0], sp.Transpose)
    head, x = application(expr.args[0].arg if turned else expr.args[0])
    return (x, 0 if turned else 1) if head is exp.head and not is_vector(x) and 1 not in shape_of(x) else None


def _spread_sums(expr: Any) -> tuple[Any, int] | None:
    """The X of exp(X) 1 1' and of 1 1' exp(X), with the axis that is summed along."""
    if not isinstance(expr, sp.MatMul) or not 2 <= len(expr.args) <= 3:
        return None
    first, *rest = expr.args
    if all(isinstance(part, sp.OneMatrix) for part in rest):
        found = _sums(mul(first, sp.OneMatrix(shape_of(first)[1], 1)))
    elif all(isinstance(part, sp.OneMatrix) for part in expr.args[:-1]):
        found = _sums(mul(transpose(expr.args[-1]), sp.OneMatrix(shape_of(expr.args[-1])[0], 1)))
    else:
        return None
    return found if found is not None and shape_of(found[0]) == shape_of(expr) else None


def _is_ones(expr: Any, columns: int) -> bool:
    return isinstance(expr, sp.OneMatrix) and shape_of(expr)[1] == columns
