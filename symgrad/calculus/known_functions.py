"""What is written out, under the name that a reader knows: exp(z) / total(exp(z)) is softmax(z)."""

from __future__ import annotations

import itertools
from typing import Any

import sympy as sp

from symgrad.algebra import mul, scale, split, transpose
from symgrad.algebra.blocks import apply
from symgrad.algebra.in_products import replaced_in_each_term
from symgrad.algebra.lifting import formula_in, raised
from symgrad.algebra.spectra import matrix_map
from symgrad.calculus.known_quotients import one_and_exp
from symgrad.expressions.nodes import Elementwise, MatrixMap, Reduction, ScalarPointwise, Total, VectorMap, application
from symgrad.expressions.shapes import is_matrix, is_vector
from symgrad.functions.elementwise import exp, log, softplus
from symgrad.functions.formulas import slope
from symgrad.operations.of_vectors import log_softmax, logsumexp, of_axis, softmax


def known_log(argument: Any) -> Any:
    """log(total(exp(z))) is logsumexp(z), log(softmax(z)) is log_softmax(z), log(1 + exp(x)) is softplus(x)."""
    z = _summed(argument)
    if z is not None:
        return Reduction(logsumexp, z)
    if isinstance(argument, VectorMap) and argument.head.whole is softmax:
        return VectorMap(of_axis(log_softmax, argument.head.lines.axis), argument.argument)
    x = one_and_exp(argument)
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


def along_itself(atom: Any, argument: Any, *directions: Any) -> Any:
    """The derivative of a function of a matrix along what goes past it: of expm(s X) along X^2 it is X^2 expm(s X)."""
    core = _core(argument)
    if len(directions) == 1 and all(_core(factor) == core for factor in _factors(directions[0], core)):
        return mul(directions[0], atom.head.slope(argument))
    return matrix_map(atom.head, argument, *directions)


def _factors(direction: Any, core: Any) -> tuple[Any, ...]:
    body = split(direction)[1]
    return body.args if isinstance(body, sp.MatMul) and body != core else (body,)


def _core(expr: Any) -> Any:
    """The matrix of which this is a multiple, a power or a function: all of these go past each other."""
    body = split(expr)[1]
    if isinstance(body, sp.Transpose):
        return transpose(_core(body.arg))
    if isinstance(body, (sp.Inverse, sp.MatPow)):
        return _core(body.args[0])
    return _core(body.argument) if isinstance(body, MatrixMap) and not body.directions else body
