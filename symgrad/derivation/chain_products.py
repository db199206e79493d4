"""The order of the factors along a path, as a reader multiplies them, and paths that share factors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy as sp

from symgrad.algebra import scale, split, transpose
from symgrad.derivation.chain import Factor
from symgrad.derivation.line import Partial, Product, Sum
from symgrad.expressions.shapes import is_matrix, is_vector
from symgrad.expressions.symbols import is_scalar


def ordered(factors: Sequence[Factor]) -> Product:
    """The partials of a path as their product is written: gradients of a scalar go back through transposes."""
    scalar, end = is_scalar(factors[0].numerator), factors[-1].denominator
    written: list[Any] = []
    gradient: int | None = None  # where the gradient of the numerator stands, once it is a vector
    for numerator, denominator, partial in factors:
        of_scalar, by_scalar = is_scalar(numerator), is_scalar(denominator)
        if gradient is not None:
            written.insert(gradient, partial if of_scalar else _turned(partial))
        elif of_scalar and not by_scalar and not scalar:
            whole = denominator == end and not is_vector(end)  # a gradient that is a matrix stands as it is
            written.append(partial if whole else _turned(partial))
        else:
            written.append(partial)
            if scalar and not by_scalar:
                gradient = len(written) - 1
    return tuple(written)


def numbers_first(product: Product) -> Product:
    """The product with the numbers of its factors in front: 2 W' y, where y comes as 2 y."""
    numbers: list[Any] = []
    rest: list[Any] = []
    for factor in product:
        if not isinstance(factor, sp.Basic):
            rest.append(factor)
            continue
        coefficient, body = split(factor) if is_matrix(factor) else factor.as_coeff_Mul()
        number = coefficient if coefficient.is_number else sp.S.One
        numbers.append(number)
        rest.append(factor if number == 1 else scale(1 / number, factor) if is_matrix(factor) else body)
    number = sp.Mul(*numbers)
    return product if number == 1 else (number, *(factor for factor in rest if factor != 1))


def _turned(partial: Any) -> Any:
    if isinstance(partial, Partial):
        return Partial(partial.numerator, partial.denominator, partial.total, not partial.transposed)
    return transpose(partial)


def grouped(products: Sequence[Product]) -> tuple[Product, ...]:
    """A sum of products with the first factor taken out where neighbours share it."""
    groups: dict[Any, list[Product]] = {}
    for product in products:
        groups.setdefault(product[0], []).append(product)
    made: list[Product] = []
    for first, members in groups.items():
        if len(members) == 1:
            made.append(members[0])
        elif all(len(member) > 1 for member in members):
            inner = grouped([member[1:] for member in members])
            made.append((first, *inner[0]) if len(inner) == 1 else (first, Sum(inner)))
        else:
            made += members
    return tuple(made)
