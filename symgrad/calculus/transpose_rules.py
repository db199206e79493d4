"""The table of transposition rules: linear node -> what flows back to its linear argument.

If a node is a linear map L of one of its arguments, the rule gives the adjoint: from the cotangent of the node,
the cotangent of the argument, such that <bar, L(dot)> = <L'(bar), dot>. Only linear nodes need a rule, since
it is tangents that are transposed, and tangents are linear.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardProduct
from sympy.matrices.expressions.matexpr import MatrixElement

from symgrad.algebra import diag, dot, element, hadamard, mul, ones_of, raw, scale, transpose, zero
from symgrad.algebra.blocks import concat, diagonal, kron, kronecker_left, kronecker_right, rows, unvec, vec
from symgrad.algebra.partials import transposed
from symgrad.algebra.spectra import matrix_map
from symgrad.algebra.triangles import triangle, unvech, vech
from symgrad.calculus.window_rules import TRANSPOSES
from symgrad.errors import MissingRuleError
from symgrad.expressions.nodes import (  # fmt: skip
    Concat,
    Diag,
    Diagonal,
    Dot,
    Explicit,
    KroneckerLeft,
    KroneckerRight,
    MatrixMap,
    Rows,
    Total,
    Triangle,
    UndefinedMatrix,
    UndefinedScalar,
    Unit,
    Unvec,
    Unvech,
    Vec,
    Vech,
)
from symgrad.expressions.nodes.node_rules import own_rule
from symgrad.expressions.shapes import is_matrix, shape_of

# (node, position of the linear argument, cotangent of the node) -> cotangent of that argument
Rule: TypeAlias = Callable[[Any, int, Any], Any]


def _others(node: Any, k: int) -> tuple[Any, ...]:
    return (*node.args[:k], *node.args[k + 1 :])


def _product(node: Any, k: int, bar: Any) -> Any:
    """A L B -> A^T bar B^T; for a scalar L in front of a matrix M: <M, bar>."""
    if not is_matrix(node.args[k]):
        return dot(mul(*_others(node, k)), bar)
    left, right = node.args[:k], node.args[k + 1 :]
    scalars = [factor for factor in left if not is_matrix(factor)]
    before = [transpose(factor) for factor in reversed(left) if is_matrix(factor)]
    return mul(*scalars, *before, bar, *(transpose(factor) for factor in reversed(right)))


def _concat(node: Any, k: int, bar: Any) -> Any:
    start = sp.Add(*(shape_of(block)[0] for block in node.args[:k]))
    return rows(bar, start, shape_of(node.args[k])[0])


def _rows(node: Any, k: int, bar: Any) -> Any:
    height, width = shape_of(node.argument)
    above = node.start
    below = sp.expand(height - node.start - node.count)
    blocks = [zero((size, width)) if size is not None else bar for size in (above, None, below) if size != 0]
    return concat(*blocks)


def _kron(node: Any, k: int, bar: Any) -> Any:
    """<A x B, bar> is linear in A and in B: a partial contraction of bar with the other one."""
    return kronecker_right(bar, node.args[0]) if k else kronecker_left(bar, node.args[1])


def _matrix_map(node: Any, k: int, bar: Any) -> Any:
    """<bar, f(X; E, F)> = <E, f(X'; bar, F')>, since f is a series in powers of X."""
    others = [transpose(arg) for place, arg in enumerate(node.args) if place > 1 and place != k]
    return matrix_map(node.head, transpose(node.argument), bar, *others)


TRANSPOSE_RULES: Mapping[type, Rule] = {
    sp.Add: lambda node, k, bar: bar,
    sp.MatAdd: lambda node, k, bar: bar,
    sp.Mul: lambda node, k, bar: sp.Mul(*_others(node, k), bar),
    sp.MatMul: _product,
    HadamardProduct: lambda node, k, bar: hadamard(*_others(node, k), bar),
    Dot: lambda node, k, bar: mul(bar, node.args[1 - k]),
    sp.Transpose: lambda node, k, bar: transpose(bar),
    sp.Trace: lambda node, k, bar: scale(bar, raw(sp.Identity, shape_of(node.args[0])[0])),
    Total: lambda node, k, bar: scale(bar, ones_of(shape_of(node.argument))),
    Diag: lambda node, k, bar: diagonal(bar),
    Diagonal: lambda node, k, bar: diag(bar),
    sp.KroneckerProduct: _kron,
    KroneckerLeft: lambda node, k, bar: kronecker_right(node.args[0], bar) if k else kron(bar, node.args[1]),
    KroneckerRight: lambda node, k, bar: kronecker_left(node.args[0], bar) if k else kron(node.args[1], bar),
    Vec: lambda node, k, bar: unvec(bar, *shape_of(node.argument)),
    Unvec: lambda node, k, bar: vec(bar),
    Concat: _concat,
    Explicit: lambda node, k, bar: element(bar, *divmod(k - 2, int(node.args[1]))),
    Rows: _rows,
    MatrixElement: lambda node, k, bar: scale(bar, Unit(*shape_of(node.args[0]), *node.args[1:])),
    MatrixMap: _matrix_map,
    UndefinedScalar: transposed,
    UndefinedMatrix: transposed,
    **TRANSPOSES,
    Triangle: lambda node, k, bar: triangle(bar, *node.weights),
    Vech: lambda node, k, bar: unvech(bar, shape_of(node.argument)[0]),
    Unvech: lambda node, k, bar: vech(bar),
}


def transpose_rule(node: Any) -> Rule:
    """The rule of a linear node; MissingRuleError names a node that has none."""
    rule = TRANSPOSE_RULES.get(type(node)) or own_rule(node, "transpose")
    if rule is None:
        raise MissingRuleError(f"no transposition rule for {type(node).__name__}, in {node}.")
    return rule
