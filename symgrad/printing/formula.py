"""The stringifier: expression -> text, one rule for each kind of node; a style says how the parts are spelled."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any, TypeAlias

import sympy as sp
from sympy.core.function import Function
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct
from sympy.matrices.expressions.matexpr import MatrixElement

from symgrad.algebra.intake import intake
from symgrad.arguments.sympified import sympified
from symgrad.errors import MissingRuleError, TooLongError
from symgrad.expressions.nodes import (  # fmt: skip
    Commutation,
    Concat,
    Diag,
    Diagonal,
    Dot,
    Eigenvalue,
    Eigenvector,
    Elementwise,
    Explicit,
    FunctionAtom,
    KroneckerLeft,
    KroneckerRight,
    MatrixMap,
    Pointwise,
    PseudoInverse,
    ReducedResolvent,
    Reduction,
    Rows,
    ScalarPointwise,
    Total,
    Unit,
    Unvec,
    Vec,
    VectorMap,
    values_of,
)
from symgrad.expressions.reading_order import as_read
from symgrad.expressions.symbols import Cotangent, Derived, Seed, Tangent
from symgrad.expressions.traversal import measure, postorder
from symgrad.functions.elementwise import row_of
from symgrad.printing.pieces import Kind, Level, Piece, juxtaposed, negated, total
from symgrad.printing.rules import (
    applications,
    linear,
    spectrum,
    sums_and_products,
)
from symgrad.printing.style import Style
from symgrad.printing.term_order import BY_NAME, Order, reading_order
from symgrad.programs.equations import Equation
from symgrad.time.time_sums import MatrixTimeSum, ScalarTimeSum

Rule: TypeAlias = "Callable[[Formula, Any], Piece]"


MOST_LEAVES = 100_000


class Formula:
    """Prints expressions in one style and one order; a part met twice is printed once.

    Raises MissingRuleError for a node that has no rule.
    """

    def __init__(self, style: Style, order: Order = BY_NAME) -> None:
        self.style = style
        self.order = order
        self._pieces: dict[Any, Piece] = {}

    def __call__(self, expr: Any) -> str:
        return self.piece(expr).signed

    def piece(self, expr: Any) -> Piece:
        """An expression as a printed part."""
        pieces = self._pieces
        if expr._mhash is not None and expr in pieces:
            return pieces[expr]
        length = measure(expr).size  # counted before it is written, since it may be more than could be
        if length > MOST_LEAVES:
            raise TooLongError(
                f"a formula would be written with {float(length):.1e} names and numbers, since parts of it stand there "
                f"again and again; give those parts names by equations of their own."
            )
        for node in postorder(expr, self._looks_inside, values_of):
            if node not in pieces:
                pieces[node] = _rule_of(node)(self, node)
        return pieces[expr]

    def _looks_inside(self, node: Any) -> bool:
        _rule_of(node)  # so that it is the outermost node without a rule that the error names
        if isinstance(node, (sp.Sum, sp.Piecewise)):  # their limits and conditions are no terms
            return False
        return node._mhash is None or node not in self._pieces

    def partial(self, numerator: Any, denominator: Any) -> str:
        """The partial derivative of one thing with respect to another, as a formula."""
        return self._partial(numerator, denominator).text

    def _partial(self, numerator: Any, denominator: Any) -> Piece:
        return self.style.partial(self.piece(numerator), self.piece(denominator))

    def chain(self, factors: Sequence[Any]) -> str:
        """The product of factors in the order of the chain rule; factors may be partials too."""
        return self._chain(factors).signed

    def chains(self, products: Sequence[Sequence[Any]]) -> str:
        """The sum of such products, in the order given."""
        if not products:
            return "0"
        return total(self.style, [self._chain(factors) for factors in products]).signed

    def _chain(self, factors: Sequence[Any]) -> Piece:
        negative = False
        parts = []
        for factor in factors:
            part = self._link(factor)
            negative ^= part.negative
            if not (factor in (1, -1) or isinstance(factor, sp.Identity)):
                parts.append(part.unsigned)
        if not parts:
            parts = [self._link(factor) for factor in factors if isinstance(factor, sp.Identity)][:1]
        whole = juxtaposed(self.style, parts or [self.style.number(sp.S.One)])
        return negated(self.style, whole) if negative else whole

    def _link(self, factor: Any) -> Piece:
        if isinstance(factor, (sp.Basic, int, float)):
            return self.piece(sympified(factor))
        return self._partial(factor.numerator, factor.denominator)


def _rule_of(node: Any) -> Rule:
    rule = RULES.get(type(node))
    if rule is not None:
        return rule
    for kind, fallback in _FAMILIES:
        if isinstance(node, kind):
            return fallback
    if isinstance(node, Function):
        if row_of(node.func) is not None:
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


def sides_of(obj: Any) -> tuple[Any, ...]:
    """What a user wrote, in symgrad's own form: an expression, or both sides of an equation."""
    return (obj.lhs, intake(obj.rhs)) if isinstance(obj, (Equation, sp.Eq)) else (intake(obj),)


def variables_of(sides: Sequence[Any]) -> list[Any]:
    """The variables of one expression or of both sides of an equation, sizes among them."""
    return list(dict.fromkeys(variable for side in sides for variable in as_read(side)))


def printed(sides: Sequence[Any], style: Style, order: Order | None = None) -> str:
    """An expression or an equation; by default in the order in which it is read."""
    formula = Formula(style, order or reading_order(*reversed(sides)))
    return " = ".join(map(formula, sides))


def chain_product(factors: Sequence[Any], style: Style, order: Order = BY_NAME) -> str:
    """The product of factors as the chain rule has them, in the order given; a factor may be a partial.

    Factors of 1 are left out and signs go in front. A partial is anything with a ``numerator`` and a ``denominator``
    that is no SymPy object.
    """
    return Formula(style, order).chain(factors)


def partial(numerator: Any, denominator: Any, style: Style, order: Order = BY_NAME) -> str:
    """The partial derivative of one thing with respect to another, as a formula."""
    return Formula(style, order).partial(numerator, denominator)


RULES: Mapping[type, Rule] = MappingProxyType(
    {
        sp.Add: sums_and_products.sum_of,
        sp.MatAdd: sums_and_products.sum_of,
        sp.Mul: sums_and_products.product,
        sp.MatMul: sums_and_products.matrix_product,
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
        FunctionAtom: lambda formula, node: Piece(str(node), Level.ATOM),
        sp.Transpose: linear.transpose,
        sp.Inverse: linear.inverse,
        sp.MatPow: linear.matrix_power,
        Dot: linear.dot,
        Total: linear.total_of,
        sp.OneMatrix: linear.ones,
        sp.Identity: lambda formula, node: Piece(formula.style.identity, Level.LETTER),
        sp.ZeroMatrix: linear.letter("0"),
        Diag: applications.word("diag"),
        Diagonal: applications.word("diagonal"),
        MatrixTimeSum: linear.time_sum,
        ScalarTimeSum: linear.time_sum,
        sp.Trace: applications.word("tr"),
        sp.Determinant: linear.determinant,
        sp.KroneckerProduct: linear.kronecker,
        KroneckerLeft: applications.word("kron_left"),
        KroneckerRight: applications.word("kron_right"),
        Vec: applications.word("vec"),
        Unvec: applications.word("unvec"),
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
    }
)
_FAMILIES: tuple[tuple[Any, Rule], ...] = (
    ((sp.Symbol, sp.MatrixSymbol), _variable),
    (sp.Number, _number),
    (sp.NumberSymbol, _constant),
)
