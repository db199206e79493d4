"""What is written out, under the name that a reader knows: exp(z) / total(exp(z)) is softmax(z)."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct

from symgrad.algebra import add, hadamard, mul, negate, ones_of, power, scale, split
from symgrad.algebra.blocks import apply
from symgrad.algebra.in_products import replaced_in_each_term
from symgrad.algebra.lifting import formula_in, raised
from symgrad.algebra.spectra import coshm, cosm, expm, matrix_map, sinhm, sinm
from symgrad.expressions.nodes import Elementwise, Reduction, ScalarPointwise, Total, VectorMap, application
from symgrad.expressions.shapes import is_matrix, is_vector, shape_of
from symgrad.functions.elementwise import exp, log, sigmoid, softplus, tanh
from symgrad.functions.formulas import slope
from symgrad.operations.of_vectors import log_softmax, logsumexp, of_axis, softmax


def known_log(argument: Any) -> Any:
    """log(total(exp(z))) is logsumexp(z), log(softmax(z)) is log_softmax(z), log(1 + exp(x)) is softplus(x)."""
    z = _summed(argument)
    if z is not None:
        return Reduction(logsumexp, z)
    if isinstance(argument, VectorMap) and argument.head.whole is softmax:
        return VectorMap(of_axis(log_softmax, argument.head.lines.axis), argument.argument)
    x = _one_and_exp(argument)
    return apply(log.head, argument) if x is None else apply(softplus.head, x)


def elementwise(atom: Any, argument: Any) -> Any:
    """A function of every entry."""
    return known_log(argument) if atom.head is log.head else Elementwise(atom, argument)


def powered(product: Any) -> Any:
    """b times the slope of b^a, a b^(a - 1) where a is not 0, is a b^a."""
    factors = list(sp.Mul.make_args(product))
    for one in factors:
        found = _slope_of_power(one)
        if found is not None and found[0] in factors:
            base, exponent = found
            rest = (factor for factor in factors if factor not in (base, one))
            return sp.Mul(exponent, raised(base, exponent), *rest)
    return product


def _slope_of_power(expr: Any) -> Any | None:
    """The base and the exponent of which this is the slope by the base."""
    if not isinstance(expr, ScalarPointwise) or len(expr.args) != 3:
        return None
    formula, arguments = formula_in(expr)
    for base, exponent in itertools.permutations(arguments):
        if formula == slope(base**exponent, base):
            return arguments[base], arguments[exponent]
    return None


def _summed(expr: Any) -> Any | None:
    """The z of total(exp(z)) of a vector."""
    inside = expr.argument if isinstance(expr, Total) else None
    head, z = (None, None) if inside is None else application(inside)
    return z if head is exp.head and is_vector(z) else None


def _one_and_exp(expr: Any) -> Any | None:
    """The x of 1 + exp(x), of a scalar or entry by entry."""
    if not isinstance(expr, (sp.Add, sp.MatAdd)) or len(expr.args) != 2:
        return None
    for one, other in (expr.args, expr.args[::-1]):
        head, x = application(other)
        if head is exp.head and (one == 1 or isinstance(one, sp.OneMatrix)):
            return x
    return None


def entries(product: Any) -> Any:
    """exp(x) / (1 + exp(x)) is sigmoid(x), 1 / (1 + exp(x)) is sigmoid(-x), sinh(x) / cosh(x) is tanh(x)."""
    parts = _parts(product)
    powers = dict(map(_powered, parts))
    for base, exponent in list(powers.items()):
        head, x = application(base)
        if head is exp.head and base in powers and apply(exp.head, negate(x)) in powers:  # exp(x) exp(-x) is 1
            below = apply(exp.head, negate(x))
            shared = min(_shared(powers, below, exponent), exponent) if exponent.is_Integer and exponent > 0 else 0
            powers = _times(powers, {base: -shared, below: -shared})
            continue
        if head is sigmoid.head and exponent.is_Integer and exponent > 0:  # exp(x) sigmoid(-x)
            above = apply(exp.head, negate(x))
            shared = _shared(powers, above, exponent)
            powers = _times(powers, {above: -shared, base: -shared, apply(sigmoid.head, negate(x)): shared})
        if not exponent.is_Integer or exponent > 0:
            continue
        x = _one_and_exp(base)
        if x is not None:
            del powers[base]
            above = apply(exp.head, x)
            shared = _shared(powers, above, -exponent)
            powers = _times(powers, {above: -shared, apply(sigmoid.head, x): shared})
            rest = -exponent - shared
            if rest and shared:  # p and 1 - p
                whole = apply(sigmoid.head, x)
                powers = _times(powers, {add(ones_of(shape_of(whole)), negate(whole)): rest})
            elif rest:
                powers = _times(powers, {apply(sigmoid.head, negate(x)): rest})
            continue
        head, y = application(base)
        if head is sp.cosh:
            above = apply(sp.sinh, y)
            shared = _shared(powers, above, -exponent)
            powers = _times(powers, {above: -shared, base: shared, apply(tanh.head, y): shared})
    if powers == dict(map(_powered, parts)):
        return product
    if is_matrix(product) and not powers:
        return scale(split(product)[0], ones_of(shape_of(product)))
    coefficient = split(product)[0] if is_matrix(product) else sp.S.One
    return hadamard(coefficient, *(power(base, e) for base, e in powers.items() if e != 0))


def _shared(powers: Mapping[Any, Any], above: Any, most: Any) -> Any:
    """How often a factor stands above, up to ``most``."""
    exponent = powers.get(above, sp.S.Zero)
    return min(exponent, most) if exponent.is_Integer and exponent > 0 else sp.S.Zero


def _parts(product: Any) -> tuple[Any, ...]:
    if is_matrix(product):
        body = split(product)[1]
        return body.args if isinstance(body, HadamardProduct) else (body,)
    return sp.Mul.make_args(product)


def _powered(part: Any) -> tuple[Any, Any]:
    if isinstance(part, HadamardPower):
        return part.base, part.exp
    if is_matrix(part) or part.func is exp.head:
        return part, sp.S.One
    base, exponent = part.as_base_exp()
    return base, exponent


def _times(powers: Mapping[Any, Any], others: Mapping[Any, Any]) -> dict[Any, Any]:
    made = dict(powers)
    for base, exponent in others.items():
        made[base] = made.get(base, sp.S.Zero) + exponent
    return {base: exponent for base, exponent in made.items() if exponent != 0}


def with_softmax(product: Any) -> Any:
    """A product with exp(z) above and total(exp(z)) below, once for each time that both are there, with softmax(z)."""
    coefficient = split(product)[0] if is_matrix(product) else product
    for base, exponent in coefficient.as_powers_dict().items():
        z = _summed(base)
        if z is None or not (exponent.is_Integer and exponent < 0):
            continue
        above, known = apply(exp.head, z), VectorMap(softmax, z)
        made = replaced_in_each_term(scale(base, product) if is_matrix(product) else product * base, above, known)
        if made is not None:
            return with_softmax(made)
    return product


# f(s X) along X: the two go past each other.
_SLOPES: Mapping[Any, tuple[int, Any]] = MappingProxyType(
    {expm: (1, expm), sinm: (1, cosm), cosm: (-1, sinm), sinhm: (1, coshm), coshm: (1, sinhm)}
)


def along_itself(atom: Any, argument: Any, *directions: Any) -> Any:
    """The derivative of a function of a matrix along a multiple of it: of expm(s X) along X it is X expm(s X)."""
    if len(directions) == 1 and atom.head in _SLOPES and split(directions[0])[1] == split(argument)[1]:
        sign, slope = _SLOPES[atom.head]
        return mul(sign, directions[0], matrix_map(slope, argument))
    return matrix_map(atom.head, argument, *directions)
