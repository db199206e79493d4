"""The table of lowering: node -> its rule, (lowering, node) -> the term that it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy as sp
from sympy.core.function import Function
from sympy.core.symbol import Str
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct
from sympy.matrices.expressions.matexpr import MatrixElement

from symgrad.errors import MissingRuleError
from symgrad.expressions.nodes import (  # fmt: skip
    Cholesky,
    Commutation,
    Concat,
    Convolution,
    Correlation,
    CumulativeProduct,
    Diag,
    Diagonal,
    Dot,
    Duplication,
    Eigenvalue,
    Eigenvector,
    Elementwise,
    Elimination,
    Explicit,
    FunctionAtom,
    KroneckerLeft,
    KroneckerRight,
    LineReduction,
    MatrixMap,
    OneHot,
    OrthogonalFactor,
    Overlap,
    Pointwise,
    PseudoInverse,
    ReducedResolvent,
    Reduction,
    Rows,
    ScalarPointwise,
    Scan,
    Total,
    Triangle,
    TriangularFactor,
    UndefinedMatrix,
    UndefinedScalar,
    Unit,
    Unvec,
    Unvech,
    Vec,
    Vech,
    VectorMap,
    Windows,
)
from symgrad.expressions.nodes.node_rules import own_rule
from symgrad.lowering.rules import along_rows, arithmetic, linear_algebra, maps, places, products
from symgrad.lowering.stability import StableForm, StableLines

Rule = Callable[[Any, Any], Any]

LOWERING_RULES: Mapping[type, Rule] = {
    sp.Number: arithmetic.number,
    sp.NumberSymbol: arithmetic.number,
    sp.Symbol: arithmetic.number,  # of a size: what is no variable
    sp.Add: arithmetic.of_arguments,
    sp.Mul: arithmetic.of_arguments,
    sp.Pow: arithmetic.of_arguments,
    Function: maps.applied,
    sp.MatAdd: arithmetic.entrywise(sp.Add),
    HadamardProduct: arithmetic.entrywise(sp.Mul),
    HadamardPower: arithmetic.entrywise(sp.Pow),
    sp.KroneckerDelta: arithmetic.of_arguments,
    sp.Piecewise: maps.chosen,
    sp.Max: arithmetic.of_arguments,
    sp.Min: arithmetic.of_arguments,
    Elementwise: maps.elementwise,
    Pointwise: maps.pointwise,
    ScalarPointwise: maps.pointwise,
    VectorMap: maps.of_vector,
    Reduction: maps.of_vector,
    LineReduction: maps.of_vector,
    StableForm: maps.stable_form,
    StableLines: maps.stable_lines,
    sp.MatMul: products.chain,
    Dot: products.dot,
    Total: products.total,
    sp.Trace: products.trace,
    Diagonal: products.diagonal,
    sp.Transpose: products.transpose,
    KroneckerLeft: products.kronecker_left,
    KroneckerRight: products.kronecker_right,
    sp.KroneckerProduct: products.kronecker,
    sp.OneMatrix: lambda lowering, node: arithmetic.constant(1),
    sp.ZeroMatrix: lambda lowering, node: arithmetic.constant(0),
    sp.Identity: places.identity,
    Unit: places.unit,
    Diag: places.diag,
    Concat: places.concat,
    Rows: places.rows,
    MatrixElement: places.element,
    Explicit: places.explicit,
    Vec: places.vec,
    Unvec: places.unvec,
    Commutation: places.commutation,
    sp.Inverse: linear_algebra.inverse,
    sp.MatPow: linear_algebra.power,
    sp.Determinant: linear_algebra.determinant,
    Eigenvalue: linear_algebra.of_symmetric("eigenvalue", ()),
    Eigenvector: linear_algebra.of_symmetric("eigenvector", (0,)),
    ReducedResolvent: linear_algebra.of_symmetric("reduced_resolvent", (0, 1)),
    PseudoInverse: linear_algebra.pseudo_inverse,
    MatrixMap: linear_algebra.matrix_map,
    UndefinedMatrix: maps.undefined,
    UndefinedScalar: maps.undefined,
    Convolution: along_rows.convolution,
    Correlation: along_rows.correlation,
    Windows: along_rows.windows,
    Overlap: along_rows.overlap,
    Scan: along_rows.scan,
    CumulativeProduct: along_rows.cumulative_product,
    OneHot: along_rows.one_hot,
    Cholesky: linear_algebra.cholesky,
    OrthogonalFactor: linear_algebra.factor_of_qr(0),
    TriangularFactor: linear_algebra.factor_of_qr(1),
    Triangle: places.triangle,
    Vech: places.vech,
    Unvech: places.unvech,
    Duplication: places.duplication,
    Elimination: places.elimination,
    FunctionAtom: arithmetic.nothing,
    Str: arithmetic.nothing,
}


def rule_of(node: Any) -> Rule:
    """The rule of a node; MissingRuleError names one that has none."""
    own = own_rule(node, "lower")
    if own is not None:
        return own
    for kind in type(node).__mro__:
        if kind in LOWERING_RULES:
            return LOWERING_RULES[kind]
    raise MissingRuleError(f"no lowering rule for {type(node).__name__}, in {node}.")
