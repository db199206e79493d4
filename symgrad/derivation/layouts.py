"""The lines of a derivation in the layout of a notation.

In numerator layout a Jacobian has a row for each entry of what is differentiated, and in denominator layout a column;
the derivative of a scalar has the shape of the denominator in both. So in denominator layout every chain runs from the
denominator to the numerator, and no factor of it is transposed:

    dL/dx = (dh/dx)' dL/dh       dL/dx = dh/dx dL/dh
    dh/dx = dh/ds (ds/dx)'       dh/dx = ds/dx dh/ds
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from symgrad.algebra import transpose
from symgrad.derivation.chain_products import numbers_first
from symgrad.derivation.line import Partial, Product, Step, Sum
from symgrad.expressions.shapes import is_matrix, is_vector, shape_of


def in_layout(step: Step, layout: str) -> Step:
    """A line as the layout has it: one about Jacobians is transposed in that of the denominator."""
    told = step.left if isinstance(step.left, tuple) else (step.left,)
    partials = [factor for factor in told if isinstance(factor, Partial)]
    if layout == "numerator" or not partials:
        return step
    numerator, denominator = ends(partials)
    left = (_turned if shape_of(numerator) else _straight)(told)
    held = len(partials) < len(told) and len(shape_of(denominator)) == 2 and not is_vector(denominator)
    keeps = held or not shape_of(numerator)  # a cotangent in front of a chain makes a matrix as it stands
    right = tuple(map(_straight if keeps else _turned, step.right))
    return replace(step, left=left if isinstance(step.left, tuple) else left[0], right=right)


def ends(partials: Sequence[Partial]) -> tuple[Any, Any]:
    """What a product of partials differentiates, and by what."""
    above = {factor.numerator for factor in partials}
    below = {factor.denominator for factor in partials}
    first = next(factor.numerator for factor in partials if factor.numerator not in below)
    return first, next(factor.denominator for factor in partials if factor.denominator not in above)


def _turned(product: Product) -> Product:
    """A product that is a Jacobian: the other way round, each factor transposed."""
    return numbers_first(tuple(_rewritten(factor, _turned, transpose) for factor in reversed(product)))


def _straight(product: Product) -> Product:
    """A product that is a gradient: in the same order."""
    return tuple(_rewritten(factor, _straight, lambda factor: factor) for factor in product)


def _rewritten(factor: Any, products: Callable[[Product], Product], matrices: Callable[[Any], Any]) -> Any:
    if isinstance(factor, Sum):
        return replace(factor, products=tuple(map(products, factor.products)))
    if isinstance(factor, Partial):
        return replace(factor, transposed=False)
    return matrices(factor) if is_matrix(factor) else factor
