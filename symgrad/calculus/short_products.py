"""Products as a person writes them: what cancels goes, equal factors are powers, v / |v| is a direction."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgrad.algebra import (
    inverted,
    mul,
    raw,
    scale,
    split,
    transpose,
)
from symgrad.algebra.blocks import matrix_power
from symgrad.calculus.known_sums import with_known_sums
from symgrad.expressions.nodes import Reduction, VectorMap
from symgrad.expressions.shapes import shape_of
from symgrad.operations.of_vectors import norm, normalize


def product(*factors: Any) -> Any:
    """A A -> A^2; a product of transposes about an inverse is the transpose of the product."""
    product = mul(*factors)
    if not isinstance(product, sp.MatMul):
        return product
    product = _norms(product)
    coefficient, body = split(product)
    if not isinstance(body, sp.MatMul):
        return product
    chain: list[Any] = []
    for factor in with_known_sums(list(body.args)):
        if chain and _base(chain[-1])[0] == _base(factor)[0] and _square(factor):
            base, exponent = _base(chain.pop())
            chain.append(matrix_power(base, exponent + _base(factor)[1]))
        else:
            chain.append(factor)
            _cancel(chain)
    if len(chain) > 2 and all(map(_is_turned, chain)) and any(isinstance(f.arg, sp.Inverse) for f in chain):
        return scale(coefficient, raw(sp.Transpose, mul(*(factor.arg for factor in reversed(chain)))))
    return mul(coefficient, *chain)


def _cancel(chain: list[Any]) -> None:
    """Takes (P Q)^-1 P Q or P Q (P Q)^-1 from the right end of a product, but leaves one factor standing."""
    for k in range(2, len(chain) - 1):
        for whole, parts in ((chain[-k - 1], chain[-k:]), (chain[-1], chain[-k - 1 : -1])):
            arg = inverted(whole)
            if isinstance(arg, sp.MatMul) and list(arg.args) == parts:
                del chain[-k - 1 :]
                return


def _norms(product: Any) -> Any:
    """x / ||x|| is the node normalize(x), and ||x|| normalize(x) is x."""
    coefficient, body = split(product)
    chain = list(body.args) if isinstance(body, sp.MatMul) else [body]
    for base, exponent in coefficient.as_powers_dict().items():
        if isinstance(base, Reduction) and base.head is norm and exponent.is_number:
            x, unit = base.argument, VectorMap(normalize, base.argument)
            old, new = (x, unit) if exponent < 0 else (unit, x)
            if old in chain:
                chain[chain.index(old)] = new
                return _norms(mul(coefficient * base ** (1 if exponent < 0 else -1), *chain))
    return product


def _square(expr: Any) -> bool:
    rows, columns = shape_of(expr)
    return bool(rows == columns)


def _is_turned(expr: Any) -> bool:
    return isinstance(expr, sp.Transpose)


def _base(expr: Any) -> tuple[Any, Any]:
    """A factor as (base, whole exponent); (X^2)^T counts as (X^T)^2."""
    if isinstance(expr, sp.Transpose):
        base, exponent = _base(expr.arg)
        return transpose(base), exponent
    if isinstance(expr, sp.Inverse):
        return expr.arg, sp.S.NegativeOne
    if isinstance(expr, sp.MatPow) and expr.exp.is_Integer:
        return expr.base, expr.exp
    return expr, sp.S.One
