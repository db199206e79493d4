"""Unit vectors in products: where else a length stands, x / |x| is a vector over its length."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgrad.algebra import dot, mul, scale, split, transpose
from symgrad.calculus.common_factors import over_divisors
from symgrad.expressions.nodes import Dot, Reduction, VectorMap
from symgrad.operations.of_vectors import norm, normalize


def with_lengths(product: Any) -> Any:
    """x / ||x|| alone is the node normalize(x), ||x|| normalize(x) is x, and A normalize(x) is A x / ||x||."""
    coefficient, body = split(product)
    coefficient = with_one_length(coefficient)
    chain = list(body.args) if isinstance(body, sp.MatMul) else [body]
    powers = coefficient.as_powers_dict()
    size = Reduction(norm, chain[0])
    if len(chain) == 1 and over_divisors(coefficient)[1] == 1 / size and not _has_number(coefficient * size):
        return scale(coefficient * size, VectorMap(normalize, chain[0]))
    for place, factor in enumerate(chain):
        turned = isinstance(factor, sp.Transpose)
        unit = factor.arg if turned else factor
        if not isinstance(unit, VectorMap) or unit.head is not normalize:
            continue
        size = Reduction(norm, unit.argument)
        together = size in powers or dot(unit.argument, unit.argument) in powers
        alone = len(chain) == 1 and not together and over_divisors(coefficient)[1] == 1
        if not alone or _has_number(coefficient):
            chain[place] = transpose(unit.argument) if turned else unit.argument
            return with_lengths(mul(coefficient / size, *chain))
    return scale(coefficient, body)


def with_one_length(coefficient: Any) -> Any:
    """A product of scalars, |x|^2 / |x|^k as a power of |x| alone."""
    powers = coefficient.as_powers_dict()
    for base, exponent in powers.items():
        if isinstance(base, Dot) and base.args[0] == base.args[1]:
            size = Reduction(norm, base.args[0])
            if size in powers:
                return coefficient / base**exponent * size ** (2 * exponent)
    return coefficient


def _has_number(coefficient: Any) -> bool:
    """Whether a number stands in front of a sum, for which SymPy wants a factor beside them: 2 (|x| - 1) x / |x|."""
    return bool(coefficient.is_Add and coefficient.primitive()[0] != 1)
