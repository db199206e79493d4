"""Sums in which every term has a factor, with the factor taken out: bar_h . c - bar_h . h is bar_h . (c - h).

``build`` makes the sum of what is left: a plain one where a line is told, a person's one where it is simplified.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct

from symgrad.algebra import hadamard, mul, power, scale, split
from symgrad.expressions.symbols import is_size

Build = Callable[..., Any]


def common_scalars(total: Any, build: Build) -> Any:
    """c A + c B -> c (A + B), for factors of c that are no numbers."""
    parts = [split(term) for term in total.args]
    divided = [over_divisors(coefficient) for coefficient, _ in parts]
    alike = len({below for _, below in divided}) == 1  # x/|x| - y/|x|^3 stays so
    shared = shared_powers([(above * below if alike else above).as_powers_dict() for above, below in divided])
    common = sp.Mul(*(base**exponent for base, exponent in shared.items()))
    if common == 1:
        return total
    return scale(common, build(*(scale(coefficient / common, body) for coefficient, body in parts)))


def over_divisors(coefficient: Any) -> tuple[Any, Any]:
    """A scalar as what stands above, and its divisors that are no sizes: 2 a / (n b^3) is 2 a / n and 1 / b^3."""
    powers = coefficient.as_powers_dict().items()
    below = sp.Mul(*(base**e for base, e in powers if e.is_number and e.is_negative and not _is_known(base)))
    return coefficient / below, below


def _is_known(base: Any) -> bool:
    """Whether a scalar is made of numbers and sizes."""
    return bool(base.is_number) or all(map(is_size, base.free_symbols))


def shared_powers(powers: Sequence[Mapping[Any, Any]]) -> dict[Any, Any]:
    """The powers that stand in each of several products."""
    shared = [base for base in powers[0] if not base.is_number and all(base in other for other in powers)]
    return {base: min((p[base] for p in powers), key=abs) for base in shared if _one_sign(base, powers)}


def _one_sign(base: Any, powers: Sequence[Mapping[Any, Any]]) -> bool:
    exponents = [p[base] for p in powers]
    below = all(e.is_number and e < 0 for e in exponents) and len({*exponents}) == 1
    return all(e.is_number and e > 0 for e in exponents) or below


def common_entries(total: Any, build: Build) -> Any | None:
    """u . v - u . w -> u . (v - w), entry by entry; None where the terms share nothing, or one of them is all of it."""
    parts = [split(term) for term in total.args]
    factors = [_entry_powers(body) for _, body in parts]
    shared = shared_powers(factors)
    if not shared or any(own == shared for own in factors):
        return None
    rest = []
    for (coefficient, _), own in zip(parts, factors, strict=True):
        left = Counter(own)
        left.subtract(shared)
        rest.append(scale(coefficient, hadamard(*(power(base, e) for base, e in left.items() if e != 0))))
    return hadamard(*(power(base, e) for base, e in shared.items()), build(*rest))


def _entry_powers(body: Any) -> dict[Any, Any]:
    factors = body.args if isinstance(body, HadamardProduct) else (body,)
    return dict((f.base, f.exp) if isinstance(f, HadamardPower) else (f, sp.S.One) for f in factors)


def common_ends(total: Any, build: Build) -> Any | None:
    """A x + B x -> (A + B) x, and A x + A y -> A (x + y), where every term has the factor; None where not."""
    parts = [split(term) for term in total.args]
    chains = [list(body.args) if isinstance(body, sp.MatMul) else [body] for _, body in parts]
    for end, rest in ((-1, slice(None, -1)), (0, slice(1, None))):
        shared = chains[0][end]
        if all(len(chain) > 1 and chain[end] == shared for chain in chains):
            number = common_number([c for c, _ in parts])
            inner = build(*(scale(c / number, mul(*chain[rest])) for (c, _), chain in zip(parts, chains, strict=True)))
            return mul(number, inner, shared) if end == -1 else mul(number, shared, inner)
    return None


def common_number(coefficients: Sequence[Any]) -> Any:
    """The number in front of every term, up to its sign; the sign too where all have it."""
    numbers = [coefficient.as_coeff_Mul()[0] for coefficient in coefficients]
    size = abs(numbers[0]) if len({abs(number) for number in numbers}) == 1 else sp.S.One
    return -size if all(number.is_negative for number in numbers) else size
