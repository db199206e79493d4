"""Constructors that act entry by entry: the Hadamard product and the power, in simplest form."""

from __future__ import annotations

from typing import Any

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct

from symgrad.algebra.bare import ones_of, raw, scale, split, zero
from symgrad.arguments.sympified import sympified
from symgrad.errors import MissingRuleError
from symgrad.expressions.shapes import Shape, holds_matrix, is_matrix, shape_of
from symgrad.expressions.traversal import in_sympys_order


def hadamard(*factors: Any) -> Any:
    """The entry-by-entry product of vectors or matrices of one shape; scalars among them scale it."""
    scalars: list[Any] = []
    powers: dict[Any, Any] = {}
    shape: Shape = ()
    for factor in factors:
        if not is_matrix(factor):
            scalars.append(factor)
            continue
        shape = shape or shape_of(factor)
        coefficient, body = split(factor)
        scalars.append(coefficient)
        for part in body.args if isinstance(body, HadamardProduct) else (body,):
            base, exponent = (part.base, part.exp) if isinstance(part, HadamardPower) else (part, sp.S.One)
            powers[base] = powers.get(base, sp.S.Zero) + exponent
    coefficient = sp.Mul(*scalars)
    if not shape:
        return coefficient
    zeros = [exponent for base, exponent in powers.items() if isinstance(base, sp.ZeroMatrix)]
    if any(exponent.is_negative for exponent in zeros):
        raise MissingRuleError("a quotient entry by entry divides by a vector or a matrix that is 0 in every entry.")
    if coefficient == 0 or any(exponent.is_positive for exponent in zeros):
        return zero(shape)
    parts = [power(base, exponent) for base, exponent in powers.items()]
    parts = [part for part in parts if not _is_ones(part)]
    if not parts:
        return scale(coefficient, ones_of(shape))
    return scale(coefficient, parts[0] if len(parts) == 1 else raw(HadamardProduct, *in_sympys_order(parts)))


def _is_ones(expr: Any) -> bool:
    """Whether every entry is 1: also of 1 1'."""
    if isinstance(expr, sp.MatMul):
        return len(expr.args) == 2 and all(map(_is_ones, expr.args)) and shape_of(expr.args[0])[1] == 1
    return isinstance(expr, sp.OneMatrix)


def factors(expr: Any) -> list[Any]:
    """The factors of a product of scalars or entry by entry; of a matrix product its scalars, and the rest as one.

    SymPy's matrix product is one of its products, but in a column times a row no factor has the shape of the whole.
    """
    if isinstance(expr, sp.MatMul):
        coefficient, body = split(expr)
        return [body] if coefficient == 1 else [*sp.Mul.make_args(coefficient), body]
    return list(expr.args) if isinstance(expr, (sp.Mul, HadamardProduct)) else [expr]


def power(base: Any, exponent: Any) -> Any:
    """A scalar to a power, or every entry of a vector or a matrix."""
    exponent = sympified(exponent)
    if not exponent.is_number and holds_matrix(exponent):
        # SymPy looks for a common content inside an exponent, and trips over a sum of matrices there.
        raise MissingRuleError(
            f"no power with the exponent {exponent}, since it is made of matrices; give the exponent a name by an "
            f"equation of its own."
        )
    if not is_matrix(base):
        return sp.Pow(base, exponent)
    if exponent == 1 or isinstance(base, sp.OneMatrix):
        return base
    if exponent == 0:
        return ones_of(shape_of(base))
    if isinstance(base, HadamardPower) and exponent.is_integer:
        return power(base.base, base.exp * exponent)
    coefficient, body = split(base)
    if coefficient != 1 and exponent.is_integer:
        return scale(coefficient**exponent, power(body, exponent))
    return raw(HadamardPower, base, exponent)
