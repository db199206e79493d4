"""The table of rules of print: one for each kind of node."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import sympy as sp
from sympy.core.function import Function
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct
from sympy.matrices.expressions.matexpr import MatrixElement

from symgrad.errors import MissingRuleError
from symgrad.expressions.nodes import (
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
)  # fmt: skip
from symgrad.expressions.nodes.node_rules import own_rule
from symgrad.expressions.symbols import Cotangent, Derived, Seed, Tangent
from symgrad.functions.called import function_name
from symgrad.printing.assembly import negated
from symgrad.printing.formula import Formula, Rule
from symgrad.printing.passes.open_sizes import SizedConstant
from symgrad.printing.pieces import Kind, Level, Piece
from symgrad.printing.rules import applications, factorizations, linear, sequences, spectrum, sums_and_products
from symgrad.printing.rules.undefined_functions import undefined
from symgrad.time.time_sums import MatrixTimeSum, ScalarTimeSum


def rule_of(node: Any) -> Rule:
    """The rule for a node; raises MissingRuleError where there is none."""
    rule = RULES.get(type(node)) or own_rule(node, "print")
    if rule is not None:
        return rule
    for kind, fallback in _FAMILIES:
        if isinstance(node, kind):
            return fallback
    if isinstance(node, Function):
        if function_name(node.func) is not None:
            return applications.function
        raise applications.nameless(node.func, node)
    raise MissingRuleError(
        f"no printed form for {type(node).__name__}, in {node}; write the expression with symgrad's own functions."
    )


def _variable(formula: Formula, node: Any) -> Piece:
    return replace(formula.style.variable(node), kind=_kind_of_variable(node), track=(formula.order.rank(node),))


def _kind_of_variable(variable: Any) -> Kind:
    """A cotangent leads a product wherever it stands among the layers of a derived variable; a tangent ends it."""
    kind = Kind.NAME
    while isinstance(variable, Derived):
        if isinstance(variable, (Cotangent, Seed)):
            return Kind.COTANGENT
        if isinstance(variable, Tangent):
            kind = Kind.TANGENT
        variable = variable.primal
    return kind


def _number(formula: Formula, node: Any) -> Piece:
    if node.is_negative:
        return negated(formula.style, _number(formula, -node))
    known = formula.style.constants.get(type(node).__name__)
    return Piece(known, Level.LETTER, Kind.NUMBER) if known is not None else formula.style.number(node)


def _constant(formula: Formula, node: Any) -> Piece:
    known = formula.style.constants.get(type(node).__name__)
    if known is None:
        raise MissingRuleError(f"no printed form for the number {node}; pass it as a scalar variable.")
    return Piece(known, Level.LETTER, Kind.NUMBER)


RULES: Mapping[type, Rule] = MappingProxyType(
    {
        sp.Add: sums_and_products.sum_of,
        sp.MatAdd: sums_and_products.sum_of,
        sp.Mul: sums_and_products.product,
        sp.MatMul: sequences.product,
        HadamardProduct: sums_and_products.hadamard_product,
        sp.Pow: sums_and_products.power,
        HadamardPower: sums_and_products.hadamard_power,
        sp.exp: applications.exponential,
        Elementwise: applications.elementwise,
        sp.Max: applications.largest,
        sp.Mod: applications.word("mod"),
        sp.Min: applications.smallest,
        sp.Piecewise: applications.piecewise,
        Pointwise: applications.pointwise,
        ScalarPointwise: applications.pointwise,
        VectorMap: applications.of_whole,
        Reduction: applications.of_whole,
        LineReduction: sequences.of_lines,
        FunctionAtom: lambda formula, node: Piece(str(node), Level.ATOM),
        sp.Transpose: linear.transpose,
        sp.Inverse: linear.inverse,
        sp.MatPow: linear.matrix_power,
        Dot: linear.dot,
        Total: linear.total_of,
        sp.OneMatrix: linear.ones,
        sp.Identity: lambda formula, node: Piece(formula.style.identity, Level.LETTER),
        sp.ZeroMatrix: linear.letter("0"),
        SizedConstant: linear.sized,
        **dict.fromkeys((Diag, Diagonal, Vec), applications.by_word),
        Unvec: sequences.unvec,
        MatrixTimeSum: linear.time_sum,
        ScalarTimeSum: linear.time_sum,
        sp.Trace: applications.word("tr"),
        sp.Determinant: linear.determinant,
        sp.KroneckerProduct: linear.kronecker,
        KroneckerLeft: applications.word("kron_left"),
        KroneckerRight: applications.word("kron_right"),
        Commutation: linear.commutation,
        Concat: linear.concat,
        Explicit: linear.explicit,
        MatrixElement: linear.element,
        sp.KroneckerDelta: linear.kronecker_delta,
        sp.Sum: linear.index_sum,
        Rows: linear.rows,
        Unit: linear.unit,
        Eigenvalue: spectrum.eigenvalue,
        Eigenvector: spectrum.eigenvector,
        ReducedResolvent: spectrum.reduced_resolvent,
        PseudoInverse: spectrum.pseudo_inverse,
        MatrixMap: spectrum.matrix_map,
        UndefinedMatrix: undefined,
        UndefinedScalar: undefined,
        Convolution: sequences.convolution,
        Correlation: sequences.correlation,
        Windows: sequences.windows,
        Overlap: sequences.overlap,
        Scan: sequences.scan,
        CumulativeProduct: applications.word("cumprod"),
        OneHot: sequences.one_hot,
        Triangle: factorizations.triangle,
        Vech: applications.by_word,
        Unvech: factorizations.unvech,
        Cholesky: factorizations.cholesky,
        OrthogonalFactor: factorizations.orthogonal_factor,
        TriangularFactor: factorizations.triangular_factor,
        Duplication: factorizations.duplication,
        Elimination: factorizations.elimination,
    }
)
_FAMILIES: tuple[tuple[Any, Rule], ...] = (
    ((sp.Symbol, sp.MatrixSymbol), _variable),
    (sp.Number, _number),
    (sp.NumberSymbol, _constant),
)
