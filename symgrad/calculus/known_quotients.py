"""Quotients of functions of every entry under the names that a reader knows: exp(x) / (1 + exp(x)) is sigmoid(x)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct

from symgrad.algebra import add, hadamard, mul, negate, ones_of, power, scale, split
from symgrad.algebra.blocks import apply
from symgrad.expressions.nodes import application
from symgrad.expressions.shapes import is_matrix, shape_of
from symgrad.functions.elementwise import exp, relu, sigmoid, step, tanh

MOST_TIMES = 4  # what x in exp(2 x), exp(3 x) is multiplied by, where it is seen as a power of exp(x)

Powers: TypeAlias = dict[Any, Any]  # the factors of a product, each with its exponent
Rule: TypeAlias = Callable[[Powers, Any, Any], Powers]  # of all powers, one of them and its exponent, to all of them


def entries(product: Any) -> Any:
    """exp(x) / (1 + exp(x)) is sigmoid(x), 1 / (1 + exp(x)) is sigmoid(-x), relu(x) step(x) is relu(x)."""
    return quotients(product, _RULES)


def quotients(product: Any, rules: Sequence[Rule]) -> Any:
    """A product of powers, entry by entry or of scalars, by the rules for one of them beside the others."""
    parts = _parts(product)
    powers = before = _collected(map(_powered, parts))
    for base in before:
        exponent = powers.get(base, sp.S.Zero)
        for rule in rules if exponent.is_Integer and exponent != 0 else ():
            powers = rule(powers, base, exponent)
    if powers == before:
        return product
    if is_matrix(product) and not powers:
        return scale(split(product)[0], ones_of(shape_of(product)))
    coefficient = split(product)[0] if is_matrix(product) else sp.S.One
    return hadamard(coefficient, *(power(base, e) for base, e in powers.items() if e != 0))


def one_and_exp(expr: Any) -> Any | None:
    """The x of 1 + exp(x), of a scalar or entry by entry; None of anything else."""
    if not isinstance(expr, (sp.Add, sp.MatAdd)) or len(expr.args) != 2:
        return None
    for one, other in (expr.args, expr.args[::-1]):
        head, x = application(other)
        if head is exp.head and (one == 1 or isinstance(one, sp.OneMatrix)):
            return x
    return None


def _exp_of_both_signs(powers: Powers, base: Any, exponent: Any) -> Powers:
    """exp(x) exp(-x) is 1."""
    head, x = application(base)
    if head is not exp.head or exponent < 0:
        return powers
    taken, left = without_exp(powers, negate(x), exponent)
    return with_powers(left, {base: -taken}) if taken else powers


def _sigmoid_times_exp(powers: Powers, base: Any, exponent: Any) -> Powers:
    """exp(-x) sigmoid(x) is sigmoid(-x)."""
    head, x = application(base)
    if head is not sigmoid.head or exponent < 0:
        return powers
    taken, left = without_exp(powers, negate(x), exponent)
    return with_powers(left, {base: -taken, apply(sigmoid.head, negate(x)): taken}) if taken else powers


def _over_one_and_exp(powers: Powers, base: Any, exponent: Any) -> Powers:
    """exp(x) / (1 + exp(x)) is p = sigmoid(x); with another 1 / (1 + exp(x)) it is p (1 - p)."""
    x = one_and_exp(base)
    if x is None or exponent > 0:
        return powers
    taken, left = without_exp(powers, x, -exponent)
    whole = apply(sigmoid.head, x)
    other = add(ones_of(shape_of(whole)), negate(whole)) if taken else apply(sigmoid.head, negate(x))
    return with_powers(left, {base: -exponent, whole: taken, other: -exponent - taken})


def _sinh_over_cosh(powers: Powers, base: Any, exponent: Any) -> Powers:
    """sinh(y) / cosh(y) is tanh(y)."""
    head, y = application(base)
    if head is not sp.cosh or exponent > 0:
        return powers
    above = apply(sp.sinh, y)
    there = powers.get(above, sp.S.Zero)
    taken = min(there, -exponent) if there.is_Integer and there > 0 else sp.S.Zero
    return with_powers(powers, {above: -taken, base: taken, apply(tanh.head, y): taken})


def _of_step(powers: Powers, base: Any, exponent: Any) -> Powers:
    """step(y), which is 0 or 1, times itself is step(y), and times relu(y) relu(y)."""
    head, y = application(base)
    if head is not step.head or exponent < 0:
        return powers
    above = powers.get(apply(relu.head, y), sp.S.Zero)
    return with_powers(powers, {base: (0 if above.is_positive else 1) - exponent})


_RULES: Sequence[Rule] = (
    _exp_of_both_signs,
    _sigmoid_times_exp,
    _over_one_and_exp,
    _sinh_over_cosh,
    _of_step,
)


def without_exp(powers: Powers, x: Any, most: Any) -> tuple[Any, Powers]:
    """How often exp(x) stands above, up to ``most``, in exp(2 x) twice; and the powers without it."""
    for times in range(1, MOST_TIMES + 1):
        above = apply(exp.head, mul(times, x))
        exponent = powers.get(above, sp.S.Zero)
        if exponent.is_Integer and exponent > 0:
            taken = min(times * exponent, most)
            left = times * exponent - taken
            rest = {apply(exp.head, mul(left, x)): sp.S.One} if left else {}
            return taken, with_powers(powers, {above: -exponent, **rest} if times > 1 else {above: -taken})
    return sp.S.Zero, powers


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


def _collected(parts: Any) -> Powers:
    made: Powers = {}
    for base, exponent in parts:
        made[base] = made.get(base, sp.S.Zero) + exponent
    return made


def with_powers(powers: Powers, others: Powers) -> Powers:
    """The product of two products."""
    made = _collected([*powers.items(), *others.items()])
    return {base: exponent for base, exponent in made.items() if exponent != 0}
