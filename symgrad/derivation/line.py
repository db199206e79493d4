"""What a line of a derivation is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

from symgrad.expressions.symbols import is_variable

Product: TypeAlias = tuple[Any, ...]  # factors in the order of the chain: expressions, Partials or Sums


@dataclass(frozen=True)
class Partial:
    """The derivative of one name with respect to another, as a formula writes it.

    total       whether it is d and not the partial one: where an equation uses the denominator directly and through
                other names too, the two differ
    transposed  whether the formula holds its transpose
    """

    numerator: Any
    denominator: Any
    total: bool = False
    transposed: bool = False

    def __str__(self) -> str:
        return f"d{self.numerator}/d{self.denominator}{'.T' if self.transposed else ''}"


@dataclass(frozen=True)
class Path:
    """Names that follow from each other: the numerator first, each used by the equation of the one before it."""

    names: tuple[Any, ...]

    def __str__(self) -> str:
        return " <- ".join(map(str, self.names))


@dataclass(frozen=True)
class Sum:
    """A sum of products as a factor of a product."""

    products: tuple[Product, ...]


@dataclass(frozen=True)
class Step:
    """One line of a derivation: ``left`` = the sum of the products in ``right``, by the rule named.

    stage   the part of the derivation to which the line belongs: equation, differential, local partial, path, chain
            rule, product along each path, sum over paths, name by name, argument, cotangents, result, in the inputs
            alone
    left    a symbol, a tangent, a cotangent, a Partial, a Path, or a product
    right   products: tuples of expressions, Partials or Sums in chain order; () for a Path
    law     the rule of calculus that gives the line, and ``about`` the names that it speaks of
    """

    stage: str
    left: Any
    right: tuple[Product, ...]
    law: str = ""
    about: tuple[Any, ...] = ()

    @property
    def rule(self) -> str:
        """The rule that gives the line, in words."""
        names = ", ".join(str(symbol.name) if is_variable(symbol) else str(symbol) for symbol in self.about)
        return f"{self.law or self.stage} {names}".strip()
