"""What the constructors of the algebra are made of: bare nodes, zeros and ones, the scalar in front of a matrix."""

from __future__ import annotations

import operator
from typing import Any

import sympy as sp

from symgrad.expressions.broadcasting import OWN, own
from symgrad.expressions.shapes import Shape, shape_of


def is_zero(expr: Any) -> bool:
    """Whether an expression is the zero of its shape."""
    return expr == 0 or isinstance(expr, sp.ZeroMatrix)


def zero(shape: Shape) -> Any:
    """The zero of a shape."""
    return raw(sp.ZeroMatrix, *map(sp.sympify, shape)) if shape else sp.S.Zero


def ones_of(shape: Shape) -> Any:
    """The scalar or the matrix whose every entry is one."""
    return raw(sp.OneMatrix, *map(sp.sympify, shape)) if shape else sp.S.One


def raw(kind: Any, *args: Any) -> Any:
    """A SymPy node as it stands: nothing is checked and nothing evaluated, which makes it twenty times quicker.

    Its class is the one that stands for SymPy's, so that what symgrad derives goes on with Python's operators.
    """
    return sp.Basic.__new__(OWN.get(kind, kind), *args)


def split(expr: Any) -> tuple[Any, Any]:
    """A matrix expression as (scalar coefficient, the rest)."""
    if not isinstance(expr, sp.MatMul):
        return sp.S.One, expr
    found: tuple[Any, Any] | None = expr.__dict__.get("_split")
    if found is None:
        factors = _factors(expr)
        matrices = [factor for factor in factors if factor.is_Matrix]
        coefficient = sp.Mul(*(factor for factor in factors if not factor.is_Matrix))
        if len(matrices) == len(expr.args) and all(map(operator.is_, matrices, expr.args)):
            body = own(expr)
        else:
            body = matrices[0] if len(matrices) == 1 else raw(sp.MatMul, *matrices)
        found = coefficient, body
        expr.__dict__["_split"] = found
    return found


def _factors(product: Any) -> list[Any]:
    """The factors of a product, those of a product inside it among them."""
    if not any(isinstance(arg, sp.MatMul) for arg in product.args):
        return list(product.args)
    return [factor for arg in product.args for factor in (_factors(arg) if isinstance(arg, sp.MatMul) else [arg])]


def scale(coefficient: Any, matrix: Any) -> Any:
    """A scalar times a vector or a matrix, which keeps its multiples: so each is one object, measured once."""
    own, body = split(matrix)
    coefficient = sp.Mul(coefficient, own)
    if coefficient == 1:
        return body
    if coefficient == 0 or isinstance(body, sp.ZeroMatrix):
        return zero(shape_of(body))
    multiples = body.__dict__.setdefault("_multiples", {})
    if coefficient not in multiples:
        multiples[coefficient] = raw(sp.MatMul, coefficient, *(body.args if isinstance(body, sp.MatMul) else (body,)))
    return multiples[coefficient]
