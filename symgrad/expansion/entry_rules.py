"""The entries of every node, from the definitions of linear algebra: one rule for each.

Nothing here is shared with :mod:`symgrad.calculus` or :mod:`symgrad.algebra`, and a function is written out by its
definition and not by its slope, so that what is found here is evidence of its own. A rule takes the node and the
entries of its args: scalars, and dense matrices of scalars.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy as sp
from sympy.core.function import Application
from sympy.core.relational import Relational
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import Boolean
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct
from sympy.matrices.expressions.kronecker import KroneckerProduct
from sympy.matrices.expressions.matexpr import MatrixElement

from symgrad.errors import MissingRuleError
from symgrad.expansion import small_spectra, small_triangles
from symgrad.expansion.dense import dense, determinant, inverse, is_dense, position, times, transpose
from symgrad.expansion.unknown_functions import undefined
from symgrad.expansion.window_entries import ENTRIES
from symgrad.expressions import nodes
from symgrad.expressions.nodes.node_rules import own_rule
from symgrad.expressions.traversal import rebuild
from symgrad.functions.heads import ElementwiseHead, X

Rule = Callable[..., Any]


def entries_rule(node: Any) -> Rule:
    """The rule for a node; MissingRuleError where there is none."""
    rule = _ENTRIES.get(type(node)) or own_rule(node, "entries")
    if rule is not None:
        return rule
    if isinstance(node, (Application, Relational, Boolean, ExprCondPair, sp.Tuple)):
        return _scalar
    raise MissingRuleError(
        f"expand: no rule says what the entries of {type(node).__name__} are, in {node}; write it with other nodes."
    )


def _scalar(node: Any, *args: Any) -> Any:
    """A node that is made of scalars alone; a function of ours is written out by its definition."""
    if any(map(is_dense, args)):
        raise MissingRuleError(
            f"expand: {type(node).__name__} takes scalars, but a matrix came, in {node}; for a function of every entry "
            f"use symgrad's."
        )
    return _applied(node.func, args[0]) if isinstance(node, ElementwiseHead) else node.func(*args)


def _applied(head: Any, argument: Any) -> Any:
    if not issubclass(head, ElementwiseHead) or head.row.definition is None:
        return head(argument)
    if argument is sp.nan:
        return sp.nan  # a case would have to compare it
    return rebuild(head.row.definition, lambda node, args: _scalar(node, *args) if args else node, {X: argument})


def _pointwise(node: Any, atom: Any, *parts: Any) -> Any:
    """The formula of the entries."""

    def of_entries(*entries: Any) -> Any:
        if any(entry is sp.nan for entry in entries):
            return sp.nan
        values = dict(zip(atom.head.variables, entries, strict=True))
        return rebuild(atom.head.expr, lambda node, args: _scalar(node, *args) if args else node, values)

    return _entrywise(of_entries)(node, *parts) if any(map(is_dense, parts)) else of_entries(*parts)


def _vector_function(node: Any, atom: Any, argument: Any, *constants: Any) -> Any:
    """A function of a whole vector, by the definition in its row: a list of entries, or one value."""
    axis, definition = node.head.lines.axis, node.head.whole.definition
    if axis is None:
        made = definition(list(argument), *constants)
        return sp.ImmutableDenseMatrix(*argument.shape, list(made)) if isinstance(node, nodes.VectorMap) else made
    lines = argument.tolist() if axis == 1 else argument.T.tolist()
    made = sp.ImmutableDenseMatrix([definition(line, *constants) for line in lines])
    return made if axis == 1 or node.head.reduction else made.T


def _sum(node: Any, *terms: Any) -> Any:
    rows, columns = terms[0].shape
    return dense(rows, columns, lambda i, j: sp.Add(*(term[i, j] for term in terms)))


def _product(node: Any, *factors: Any) -> Any:
    coefficient = sp.Mul(*(factor for factor in factors if not is_dense(factor)))
    matrices = [factor for factor in factors if is_dense(factor)]
    whole = matrices[0]
    for factor in matrices[1:]:
        whole = times(whole, factor)
    return whole.applyfunc(lambda entry: sp.Mul(coefficient, entry))


def _entrywise(combine: Callable[..., Any]) -> Rule:
    """One scalar for each place; a scalar among the parts is the same at every place."""

    def rule(node: Any, *parts: Any) -> Any:
        rows, columns = next(part.shape for part in parts if is_dense(part))
        return dense(rows, columns, lambda i, j: combine(*(part[i, j] if is_dense(part) else part for part in parts)))

    return rule


def _dot(node: Any, left: Any, right: Any) -> Any:
    return sp.Add(*(sp.Mul(a, b) for a, b in zip(left, right, strict=True)))


def _rows(node: Any, matrix: Any, start: Any, count: Any) -> Any:
    first = position(node, start, matrix.shape[0])
    last = position(node, start + count - 1, matrix.shape[0])
    return matrix[first : last + 1, :]


def _element(node: Any, matrix: Any, i: Any, j: Any) -> Any:
    return matrix[position(node, i, matrix.shape[0]), position(node, j, matrix.shape[1])]


def _unit(node: Any, rows: Any, columns: Any, i: Any, j: Any) -> Any:
    place = position(node, i, rows), position(node, j, columns)
    return dense(rows, columns, lambda k, l: sp.Integer((k, l) == place))


def _concat(node: Any, *blocks: Any) -> Any:
    return sp.ImmutableDenseMatrix([row for block in blocks for row in block.tolist()])


def _diag(node: Any, vector: Any) -> Any:
    size = vector.shape[0]
    return dense(size, size, lambda i, j: vector[i, 0] if i == j else sp.S.Zero)


def _identity(node: Any, size: Any) -> Any:
    return dense(size, size, lambda i, j: sp.Integer(i == j))


def _power(node: Any, matrix: Any, exponent: Any) -> Any:
    if not exponent.is_Integer:
        raise MissingRuleError(f"expand: the exponent of {node} is no integer; no rule says what its entries are.")
    factor = inverse(matrix) if exponent < 0 else matrix
    whole = _identity(node, matrix.shape[0])
    for _ in range(abs(int(exponent))):
        whole = times(whole, factor)
    return whole


def _kronecker(node: Any, *factors: Any) -> Any:
    whole = factors[0]
    for factor in factors[1:]:
        whole = _kronecker_of_two(whole, factor)
    return whole


def _kronecker_of_two(left: Any, right: Any) -> Any:
    (a, b), (c, d) = left.shape, right.shape
    return dense(a * c, b * d, lambda i, j: sp.Mul(left[i // c, j // d], right[i % c, j % d]))


def _kronecker_left(node: Any, whole: Any, right: Any) -> Any:
    """Entry (i, j) is the sum over (k, l) of whole[i p + k, j q + l] right[k, l]."""
    p, q = right.shape
    places = [(k, l) for k in range(p) for l in range(q)]
    return dense(
        whole.shape[0] // p,
        whole.shape[1] // q,
        lambda i, j: sp.Add(*(whole[i * p + k, j * q + l] * right[k, l] for k, l in places)),
    )


def _kronecker_right(node: Any, whole: Any, left: Any) -> Any:
    """Entry (k, l) is the sum over (i, j) of whole[i p + k, j q + l] left[i, j]."""
    (m, n), (p, q) = left.shape, (whole.shape[0] // left.shape[0], whole.shape[1] // left.shape[1])
    places = [(i, j) for i in range(m) for j in range(n)]
    return dense(p, q, lambda k, l: sp.Add(*(whole[i * p + k, j * q + l] * left[i, j] for i, j in places)))


def _vec(node: Any, matrix: Any) -> Any:
    rows, columns = matrix.shape
    return dense(rows * columns, 1, lambda k, _: matrix[k % rows, k // rows])


def _unvec(node: Any, vector: Any, rows: Any, columns: Any) -> Any:
    return dense(rows, columns, lambda i, j: vector[j * int(rows) + i, 0])


def _commutation(node: Any, rows: Any, columns: Any) -> Any:
    """Row i m + j of K picks X[i, j] of shape (n, m), which vec(X) holds at j n + i."""
    n, m = int(rows), int(columns)
    return dense(n * m, n * m, lambda k, l: sp.Integer(l == (k % m) * n + k // m))


_ENTRIES: Mapping[type, Rule] = {
    sp.Add: _scalar,
    sp.Mul: _scalar,
    sp.Pow: _scalar,
    sp.MatAdd: _sum,
    sp.MatMul: _product,
    HadamardProduct: _entrywise(sp.Mul),
    HadamardPower: _entrywise(sp.Pow),
    sp.Transpose: lambda node, matrix: transpose(matrix),
    sp.Identity: _identity,
    sp.OneMatrix: lambda node, rows, columns: dense(rows, columns, lambda i, j: sp.S.One),
    sp.ZeroMatrix: lambda node, rows, columns: dense(rows, columns, lambda i, j: sp.S.Zero),
    MatrixElement: _element,
    sp.Trace: lambda node, matrix: sp.Add(*(matrix[i, i] for i in range(matrix.shape[0]))),
    sp.Determinant: lambda node, matrix: determinant(matrix),
    sp.Inverse: lambda node, matrix, exponent: inverse(matrix),
    sp.MatPow: _power,
    KroneckerProduct: _kronecker,
    nodes.Elementwise: lambda node, atom, matrix: matrix.applyfunc(lambda entry: _applied(atom.head, entry)),
    nodes.Pointwise: _pointwise,
    nodes.ScalarPointwise: _pointwise,
    nodes.VectorMap: _vector_function,
    nodes.Reduction: _vector_function,
    nodes.LineReduction: _vector_function,
    nodes.Dot: _dot,
    nodes.Total: lambda node, matrix: sp.Add(*matrix),
    nodes.Diag: _diag,
    nodes.Diagonal: lambda node, matrix: dense(matrix.shape[0], 1, lambda i, j: matrix[i, i]),
    nodes.Concat: _concat,
    nodes.Explicit: lambda node, rows, columns, *entries: sp.ImmutableDenseMatrix(int(rows), int(columns), entries),
    nodes.Rows: _rows,
    nodes.Unit: _unit,
    nodes.KroneckerLeft: _kronecker_left,
    nodes.KroneckerRight: _kronecker_right,
    nodes.Vec: _vec,
    nodes.Unvec: _unvec,
    nodes.Commutation: _commutation,
    nodes.PseudoInverse: small_spectra.pseudo_inverse,
    nodes.Eigenvalue: small_spectra.eigenvalue,
    nodes.Eigenvector: small_spectra.eigenvector,
    nodes.ReducedResolvent: small_spectra.reduced_resolvent,
    nodes.MatrixMap: small_spectra.matrix_map,
    nodes.UndefinedScalar: undefined,
    nodes.UndefinedMatrix: undefined,
    **ENTRIES,
    **small_triangles.ENTRIES,
}
