"""Derivatives as a person would write them: common factors taken out, products that cancel multiplied out.

``simplify`` never changes a value; it chooses among equal forms the shorter one, and names are never inlined.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct

from symgrad.algebra import add, hadamard, mul, power, raw, scale, split, transpose
from symgrad.blocks import lift
from symgrad.shapes import is_matrix, shape_of
from symgrad.symbols import is_variable
from symgrad.traversal import postorder, rebuild


def simplify(expr: Any) -> Any:
    """An equal expression, in the form that a person would write."""
    return rebuild(expr, _simplified, {})


def _simplified(node: Any, args: tuple[Any, ...]) -> Any:
    rule = None if is_variable(node) else _RULES.get(type(node))
    if rule is not None:
        return rule(*args)
    return node if args == node.args else node.func(*args)


def size(expr: Any) -> int:
    """How much there is to read: the leaves of the tree, each as often as it is written."""
    sizes: dict[Any, int] = {}
    for node in postorder(expr, lambda node: not is_variable(node)):
        sizes[node] = 1 if is_variable(node) or not node.args else sum(sizes[arg] for arg in node.args)
    return sizes[expr]


def _sum(*terms: Any) -> Any:
    total = add(*terms)
    if not isinstance(total, sp.MatAdd):
        return total
    total = _multiplied_out(total)
    if isinstance(total, sp.MatAdd):
        total = _common_scalars(total)
    return _common_factor(total) if isinstance(total, sp.MatAdd) else total


def _common_scalars(total: Any) -> Any:
    """c A + c B -> c (A + B), for factors of c that are no numbers."""
    parts = [split(term) for term in total.args]
    powers = [coefficient.as_powers_dict() for coefficient, _ in parts]
    shared = [base for base in powers[0] if not base.is_number and all(base in other for other in powers)]
    common = sp.Mul(*(base ** min((p[base] for p in powers), key=abs) for base in shared if _one_sign(base, powers)))
    if common == 1:
        return total
    return scale(common, _sum(*(scale(coefficient / common, body) for coefficient, body in parts)))


def _one_sign(base: Any, powers: Sequence[Mapping[Any, Any]]) -> bool:
    exponents = [p[base] for p in powers]
    return all(e.is_number and e > 0 for e in exponents) or all(e.is_number and e < 0 for e in exponents)


def _common_factor(total: Any) -> Any:
    """A x + B x -> (A + B) x, and A x + A y -> A (x + y), where every term has the factor."""
    parts = [split(term) for term in total.args]
    chains = [list(body.args) if isinstance(body, sp.MatMul) else [body] for _, body in parts]
    for end, rest in ((-1, slice(None, -1)), (0, slice(1, None))):
        shared = chains[0][end]
        if all(len(chain) > 1 and chain[end] == shared for chain in chains):
            inner = _sum(*(scale(c, mul(*chain[rest])) for (c, _), chain in zip(parts, chains, strict=True)))
            return mul(inner, shared) if end == -1 else mul(shared, inner)
    return total


def _multiplied_out(total: Any) -> Any:
    """An entry-by-entry sum of products, multiplied out where that makes it shorter: p (1 - y) - y (1 - p) -> p - y."""
    names: dict[Any, sp.Symbol] = {}
    formula = _entry(total, names)
    if len(names) < 2:
        return total
    expanded = sp.expand(formula)
    if sp.count_ops(expanded) >= sp.count_ops(formula):
        return total
    return lift(expanded, {symbol: body for body, symbol in names.items()}, shape_of(total))


def _entry(expr: Any, names: dict[Any, sp.Symbol]) -> Any:
    """One entry of an entry-by-entry expression as a scalar formula, in a symbol for each part."""
    if isinstance(expr, sp.OneMatrix):
        return sp.S.One
    if isinstance(expr, sp.MatAdd):
        return sp.Add(*(_entry(term, names) for term in expr.args))
    if isinstance(expr, HadamardProduct):
        return sp.Mul(*(_entry(factor, names) for factor in expr.args), evaluate=True)
    if isinstance(expr, HadamardPower) and expr.exp.is_Integer:
        return sp.Pow(_entry(expr.base, names), expr.exp)
    coefficient, body = split(expr)
    if coefficient != 1:
        return sp.Mul(coefficient, _entry(body, names), evaluate=True)
    return names.setdefault(body, sp.Dummy(f"e{len(names)}"))


def _product(*factors: Any) -> Any:
    """A A -> A^2; a product of transposes about an inverse is the transpose of the product."""
    product = mul(*factors)
    coefficient, body = split(product) if is_matrix(product) else (sp.S.One, product)
    if not isinstance(body, sp.MatMul):
        return product
    chain: list[Any] = []
    for factor in body.args:
        if chain and _base(chain[-1])[0] == _base(factor)[0] and _square(factor):
            base, exponent = _base(chain.pop())
            chain.append(_matrix_power(base, exponent + _base(factor)[1]))
        else:
            chain.append(factor)
    if len(chain) > 2 and all(map(_is_turned, chain)) and any(isinstance(f.arg, sp.Inverse) for f in chain):
        return scale(coefficient, raw(sp.Transpose, mul(*(factor.arg for factor in reversed(chain)))))
    return mul(coefficient, *chain)


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
    if isinstance(expr, sp.MatPow) and not isinstance(expr, sp.Inverse) and expr.exp.is_Integer:
        return expr.base, expr.exp
    return expr, sp.S.One


def _matrix_power(base: Any, exponent: Any) -> Any:
    """base^exponent, with a transpose outside: (X^2)^T."""
    if exponent == 1:
        return base
    if isinstance(base, sp.Transpose):
        return raw(sp.Transpose, raw(sp.MatPow, base.arg, exponent))
    return raw(sp.MatPow, base, exponent)


_RULES: Mapping[type, Callable[..., Any]] = {
    sp.MatAdd: _sum,
    sp.MatMul: _product,
    HadamardProduct: hadamard,
    HadamardPower: power,
    sp.Add: sp.Add,
    sp.Mul: sp.Mul,
    sp.Pow: sp.Pow,
    sp.Transpose: transpose,
}
