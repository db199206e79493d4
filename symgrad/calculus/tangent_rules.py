"""The table of tangent rules: node -> its differential (Magnus and Neudecker, Matrix Differential Calculus).

A rule takes the node, the differential of each argument (None where it does not move) and the value of the
node as a reader names it (``a`` where the equation says a = tanh(z)), and gives the differential of the node:
an expression linear in the differentials it was given.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import sympy as sp
from sympy.core.function import Function
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct
from sympy.matrices.expressions.matexpr import MatrixElement

from symgrad.algebra import (  # fmt: skip
    add,
    diag,
    dot,
    element,
    hadamard,
    mul,
    negate,
    partials,
    power,
    raw,
    total,
    trace,
    transpose,
    zero,
)
from symgrad.algebra.blocks import (  # fmt: skip
    apply,
    concat,
    diagonal,
    explicit,
    inverse,
    kron,
    kronecker_left,
    kronecker_right,
    rows,
    unvec,
    vec,
)
from symgrad.algebra.lifting import lift, slope_along
from symgrad.algebra.triangles import triangle, unvech, vech
from symgrad.calculus import tangents_of_matrices
from symgrad.calculus.window_rules import TANGENTS
from symgrad.errors import MissingRuleError
from symgrad.expressions.nodes import (  # fmt: skip
    Cholesky,
    Concat,
    Diag,
    Diagonal,
    Dot,
    Eigenvalue,
    Eigenvector,
    Elementwise,
    Explicit,
    KroneckerLeft,
    KroneckerRight,
    LineReduction,
    MatrixMap,
    OrthogonalFactor,
    Pointwise,
    PseudoInverse,
    ReducedResolvent,
    Reduction,
    Rows,
    ScalarPointwise,
    Total,
    Triangle,
    TriangularFactor,
    Unvec,
    Unvech,
    Vec,
    Vech,
    VectorMap,
)
from symgrad.expressions.nodes.functional import slot
from symgrad.expressions.nodes.node_rules import own_rule
from symgrad.expressions.shapes import shape_of
from symgrad.functions.elementwise import row_of
from symgrad.functions.formulas import lowered
from symgrad.functions.heads import X, Y
from symgrad.functions.several_arguments import is_of_several, slope_by

Moves: TypeAlias = Sequence[Any]  # the differential of each argument, None where it does not move
Rule: TypeAlias = Callable[[Any, Moves, Any], Any]


def _sum(node: Any, moves: Moves, value: Any) -> Any:
    return add(*(move for move in moves if move is not None))


def each(product: Callable[..., Any]) -> Rule:
    """The product rule: the sum over the moving arguments, each in its place among the others."""

    def rule(node: Any, moves: Moves, value: Any) -> Any:
        args = node.args
        return add(*(product(*args[:k], move, *args[k + 1 :]) for k, move in enumerate(moves) if move is not None))

    return rule


def linear(build: Callable[..., Any]) -> Rule:
    """A linear node moves as itself: its differential is the node of the differential."""

    def rule(node: Any, moves: Moves, value: Any) -> Any:
        if any(move is not None for move in moves[1:]):
            raise MissingRuleError(f"in {node}, {', '.join(map(str, node.args[1:]))} are positions or sizes: they "
                                   f"cannot move; say by wrt= what does.")  # fmt: skip
        return build(moves[0], *node.args[1:])

    return rule


def _concat(node: Any, moves: Moves, value: Any) -> Any:
    pairs = zip(node.args, moves, strict=True)
    return concat(*(zero(shape_of(block)) if move is None else move for block, move in pairs))


def _explicit(node: Any, moves: Moves, value: Any) -> Any:
    """Entry by entry."""
    rows_, columns = node.shape
    return explicit(rows_, columns, [sp.S.Zero if move is None else move for move in moves[2:]])


def _power(node: Any, moves: Moves, value: Any) -> Any:
    """d(b^e) = e b^(e-1) db + log(b) b^e de, for a scalar or entry by entry; of a root r = b^(1/2), dr = db / (2 r)."""
    base, exponent = node.args
    terms = []
    if moves[0] is not None and not exponent.is_number:
        names = {slot(1): base, slot(2): exponent}
        terms.append(hadamard(lift(lowered(*names), names, shape_of(node)), moves[0]))
    elif moves[0] is not None:
        below = power(value, -1) if exponent == sp.S.Half else power(base, exponent - 1)
        terms.append(hadamard(exponent, below, moves[0]))
    if moves[1] is not None:
        terms.append(mul(moves[1], hadamard(apply(sp.log, base), value)))
    return add(*terms)


def _function(node: Any, moves: Moves, value: Any) -> Any:
    if is_of_several(node):
        return sp.Add(*(sp.Mul(slope_by(node, k, value), move) for k, move in enumerate(moves) if move is not None))
    row = row_of(node.func)
    if row is None or len(node.args) != 1:
        raise MissingRuleError(_missing(node, node.func.__name__))
    return sp.Mul(lift(row.slope, {X: node.args[0], Y: value}, ()), moves[0])


def _elementwise(node: Any, moves: Moves, value: Any) -> Any:
    row = row_of(node.head)
    if row is None:
        raise MissingRuleError(_missing(node, node.head.__name__))
    return hadamard(lift(row.slope, {X: node.argument, Y: value}, shape_of(node)), moves[1])


def _pointwise(node: Any, moves: Moves, value: Any) -> Any:
    """The slope of the formula by each argument that moves, a formula again, times what that moves by."""
    return add(*(hadamard(slope_along(node, k, value), move) for k, move in enumerate(moves) if move is not None))


def _of_vector(node: Any, moves: Moves, value: Any) -> Any:
    constants = node.args[2:]
    row, seen = node.head.whole, (node.head.lines, node.argument, value)
    moved = [row.by_constant(*seen, *constants)] if any(moves[2:]) else []
    along = [mul(move, slope) for move, slope in zip(moves[2:], moved, strict=False)]
    whole = [] if moves[1] is None else [row.differential(*seen, moves[1], *constants)]
    return add(*whole, *along)


def _inverse(node: Any, moves: Moves, value: Any) -> Any:
    return negate(mul(value, moves[0], value))


def _determinant(node: Any, moves: Moves, value: Any) -> Any:
    return sp.Mul(value, trace(mul(inverse(node.args[0], factors=True), moves[0])))


def _matrix_power(node: Any, moves: Moves, value: Any) -> Any:
    base, exponent = node.args
    if moves[1] is not None or not exponent.is_Integer:
        raise MissingRuleError(_missing(node, "a matrix power whose exponent is not a whole number"))
    if exponent < 0:
        inverted = inverse(base)
        return _matrix_power(raw(sp.MatPow, inverted, -exponent), [_inverse(inverted, moves, inverted), None], value)
    return add(*(mul(*[base] * k, moves[0], *[base] * (int(exponent) - 1 - k)) for k in range(int(exponent))))


def _missing(node: Any, name: str) -> str:
    return (
        f"no tangent rule for {name}, in {node}; write it in functions that have one, or give an elementwise "
        f"function a row of its own with sg.elementwise(name, slope=..., definition=...)."
    )


TANGENT_RULES: Mapping[type, Rule] = {
    # sums and products
    sp.Add: _sum,
    sp.MatAdd: _sum,
    sp.Mul: each(sp.Mul),
    sp.MatMul: each(mul),
    HadamardProduct: each(hadamard),
    Dot: each(dot),
    sp.Pow: _power,
    HadamardPower: _power,
    sp.MatPow: _matrix_power,
    sp.KroneckerProduct: each(kron),
    KroneckerLeft: each(kronecker_left),
    KroneckerRight: each(kronecker_right),
    # linear
    sp.Transpose: linear(transpose),
    sp.Trace: linear(trace),
    Total: linear(total),
    Diag: linear(diag),
    Diagonal: linear(diagonal),
    Rows: linear(rows),
    MatrixElement: linear(element),
    Vec: linear(vec),
    Unvec: linear(unvec),
    Triangle: linear(triangle),
    Vech: linear(vech),
    Unvech: linear(unvech),
    Concat: _concat,
    Explicit: _explicit,
    # the rest
    Elementwise: _elementwise,
    **dict.fromkeys((Pointwise, ScalarPointwise), _pointwise),
    **dict.fromkeys((VectorMap, Reduction, LineReduction), _of_vector),
    sp.Inverse: _inverse,
    sp.Determinant: _determinant,
    Eigenvalue: tangents_of_matrices.eigenvalue,
    Eigenvector: tangents_of_matrices.eigenvector,
    ReducedResolvent: tangents_of_matrices.reduced_resolvent,
    PseudoInverse: tangents_of_matrices.pseudo_inverse,
    MatrixMap: tangents_of_matrices.matrix_map,
    Cholesky: tangents_of_matrices.cholesky,
    OrthogonalFactor: tangents_of_matrices.orthogonal_factor,
    TriangularFactor: tangents_of_matrices.triangular_factor,
    **partials.TANGENTS,
    **TANGENTS,
}


def has_tangent_rule(node: Any) -> bool:
    """Whether a node has a rule; a function has one where it has a row, which shows when it is asked for its slope."""
    if type(node) in TANGENT_RULES or own_rule(node, "tangent") is not None:
        return True
    return isinstance(node, Function) and not isinstance(node, sp.Piecewise)


def tangent_rule(node: Any) -> Rule:
    """The rule of a node; MissingRuleError names a node that has none."""
    if not has_tangent_rule(node):
        raise MissingRuleError(_missing(node, type(node).__name__))
    return TANGENT_RULES.get(type(node)) or own_rule(node, "tangent") or _function
