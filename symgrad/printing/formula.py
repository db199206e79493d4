"""The stringifier: expression -> text, one rule for each kind of node; a style says how the parts are spelled."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import sympy as sp

from symgrad.errors import TooLongError
from symgrad.expressions.nodes import values_of
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.traversal import measure, postorder
from symgrad.printing.assembly import juxtaposed, negated
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
        return self.style.partial(self.piece(numerator), self.piece(denominator)).text


def product_of(style: Style, factors: Sequence[Any], piece: Callable[[Any], Piece]) -> Piece:
    """The product of factors of a chain: without ones, and without an identity where another matrix stands."""
    pieces = list(map(piece, factors))
    matrices = [factor for factor in factors if _has_axes(factor)]
    spare = [factor for factor in matrices if isinstance(factor, sp.Identity)]
    kept = [part for factor, part in zip(factors, pieces, strict=True) if not (factor in (1, -1) or factor in spare)]
    if spare and len(spare) == len(matrices):
        kept.append(piece(spare[0]))
    whole = juxtaposed(style, [part.unsigned for part in kept] or [style.number(sp.S.One)])
    return negated(style, whole) if sum(part.negative for part in pieces) % 2 else whole


def _has_axes(factor: Any) -> bool:
    """Whether a factor is a matrix or a vector: an expression, a derivative, or a sum of products of these."""
    if hasattr(factor, "products"):
        return any(map(_has_axes, factor.products[0]))
    return any(map(shape_of, (factor.numerator, factor.denominator) if hasattr(factor, "denominator") else (factor,)))
