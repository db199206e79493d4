"""Seeds: what a caller gives to a derivative, and the values that it has where he leaves it out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sympy as sp

from symgrad.expressions.symbols import Cotangent, Seed, cotangent_of, is_scalar, seed_of
from symgrad.programs.equations import Equation


def seeds_of(ends: Sequence[Any], sources: Sequence[Any], path: Sequence[Equation], generation: int) -> dict[Any, Any]:
    """The caller's cotangent of each end: a Seed where more flows into the end than the caller's share."""
    used = {variable for equation in path for variable in equation.used}
    return {
        end: (seed_of if end in used or end in sources else cotangent_of)(end, generation)
        for end in dict.fromkeys(ends)
    }


def ones_for_scalars(seeds: Mapping[Any, Any]) -> dict[Any, Any]:
    """The cotangent of a scalar is 1 by default."""
    return {seed: sp.S.One for end, seed in seeds.items() if is_scalar(end)}


def zeros_for_cotangents(tangents: Iterable[Any]) -> dict[Any, Any]:
    """The tangent of a cotangent is zero by default: the Hessian-vector product at a fixed cotangent."""
    return {dot: sp.S.Zero for dot in tangents if isinstance(dot.primal, (Cotangent, Seed))}
