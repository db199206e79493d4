"""The stringifier: expression -> text, one rule for each kind of node; a style says how the parts are spelled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import sympy as sp

from symgrad.arguments.sympified import sympified
from symgrad.errors import TooLongError
from symgrad.expressions.nodes import values_of
from symgrad.expressions.traversal import measure, postorder
from symgrad.printing.assembly import juxtaposed, negated, total
from symgrad.printing.pieces import Piece
from symgrad.printing.style import Style
from symgrad.printing.term_order import Order

Rule: TypeAlias = "Callable[[Formula, Any], Piece]"


MOST_LEAVES = 100_000


class Formula:
    """Prints expressions in one style and one order, by rules; a part met twice is printed once.

    ``rule_of(node)`` raises MissingRuleError for a node that has none.
    """

    def __init__(self, style: Style, order: Order, rule_of: Callable[[Any], Rule]) -> None:
        self.style = style
        self.order = order
        self._rule_of = rule_of
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
                pieces[node] = self._rule_of(node)(self, node)
        return pieces[expr]

    def _looks_inside(self, node: Any) -> bool:
        self._rule_of(node)  # so that it is the outermost node without a rule that the error names
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
