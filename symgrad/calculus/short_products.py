"""Products as a person writes them: what cancels goes, equal factors are powers, v / |v| is a direction."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgrad.algebra import (
    add,
    inverted,
    mul,
    ones_of,
    raw,
    scale,
    split,
    transpose,
)
from symgrad.algebra.blocks import inverse, matrix_power
from symgrad.calculus.common_factors import over_divisors
from symgrad.calculus.directions import with_lengths
from symgrad.calculus.known_sums import with_known_sums
from symgrad.expressions.nodes import Cholesky
from symgrad.expressions.scalar_forms import in_names
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.symbols import is_variable


def product(*factors: Any) -> Any:
    """A A -> A^2; a product of transposes about an inverse is the transpose of the product."""
    product = mul(*factors)
    if not isinstance(product, sp.MatMul):
        return product
    product = _spread(with_lengths(product))
    if isinstance(product, sp.MatAdd):
        return product
    coefficient, body = split(product)
    coefficient = _flat(coefficient)
    if not isinstance(body, sp.MatMul):
        return turned_round(coefficient, body)
    chain: list[Any] = []
    for factor in with_known_sums(list(body.args)):
        if chain and _base(chain[-1])[0] == _base(factor)[0] and _square(factor):
            base, exponent = _base(chain.pop())
            chain.append(matrix_power(base, exponent + _base(factor)[1]))
        else:
            chain.append(factor)
            _cancel(chain)
            _with_factor(chain)
    if len(chain) > 2 and all(map(_is_turned, chain)) and any(isinstance(f.arg, sp.Inverse) for f in chain):
        return scale(coefficient, raw(sp.Transpose, mul(*(factor.arg for factor in reversed(chain)))))
    if all(isinstance(factor, sp.OneMatrix) for factor in chain):  # 1 1' 1 is n 1
        sizes = (shape_of(factor)[0] for factor in chain[1:])
        return scale(coefficient * sp.Mul(*sizes), ones_of((shape_of(chain[0])[0], shape_of(chain[-1])[1])))
    return mul(coefficient, *chain)


def turned_round(coefficient: Any, body: Any) -> Any:
    """-(A - B) is B - A."""
    terms = body.args if coefficient == -1 and isinstance(body, sp.MatAdd) else ()
    if any(split(term)[0].as_coeff_Mul()[0].is_negative for term in terms):
        return add(*(scale(-1, term) for term in terms))
    return scale(coefficient, body)


def _cancel(chain: list[Any]) -> None:
    """Takes (P Q)^-1 P Q or P Q (P Q)^-1 from the right end of a product, but leaves one factor standing."""
    for k in range(2, len(chain) - 1):
        for whole, parts in ((chain[-k - 1], chain[-k:]), (chain[-1], chain[-k - 1 : -1])):
            arg = inverted(whole)
            if isinstance(arg, sp.MatMul) and list(arg.args) == parts:
                del chain[-k - 1 :]
                return


def _with_factor(chain: list[Any]) -> None:
    """Of A = L L': L L' is A, L^-T L^-1 its inverse, A^-1 L is L^-T, A L^-T is L, and their transposes, at the end."""
    pair = chain[-2:]
    found = next((factor for factor in map(_factor_in, pair) if factor is not None), None)
    if found is None or len(pair) < 2:
        return
    A, turned = found.argument, transpose(found)
    back, back_turned, whole = inverse(found), transpose(inverse(found)), inverse(found.argument)
    for left, right, product in (
        (found, turned, A), (back_turned, back, whole), (whole, found, back_turned), (turned, whole, back),
        (A, back_turned, found), (back, A, turned),
    ):  # fmt: skip
        if pair == [left, right]:
            chain[-2:] = [product]
            return


def _factor_in(expr: Any) -> Any | None:
    """The Cholesky factor that an expression is, or the inverse or the transpose of; None where it is another one."""
    while isinstance(expr, (sp.Inverse, sp.Transpose)):
        expr = expr.arg
    return expr if isinstance(expr, Cholesky) else None


def _spread(product: Any) -> Any:
    """(A - B / d) / d is A / d - B / d^2: what is divided twice stands over the square."""
    coefficient, body = split(product)
    if not isinstance(body, sp.MatAdd):
        return product
    bases = over_divisors(coefficient)[1].as_powers_dict().keys()
    terms = [split(term) for term in body.args]
    if not any(bases & over_divisors(c)[1].as_powers_dict().keys() - {sp.S.One} for c, _ in terms):
        return product
    return add(*(scale(coefficient * c, part) for c, part in terms))


def _flat(coefficient: Any) -> Any:
    """a / (1 + b / c) is a c / (c + b), and a (2 b - 2) is 2 a (b - 1)."""
    made = coefficient
    for base, exponent in coefficient.as_powers_dict().items():
        number = base.primitive()[0] if base.is_Add and exponent.is_Integer else sp.S.One
        if number.is_Integer and number != 1:  # s (t + 1/2) stays so
            made = number**exponent * (made / base**exponent * (base / number) ** exponent)
        if base.is_Add and exponent.is_Integer and exponent < 0:
            above, below = in_names(base, sp.together).as_numer_denom()
            if below != 1 and all(is_variable(name) for name in below.as_powers_dict()):
                made = made / base**exponent * above**exponent * below ** (-exponent)
    return made


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
