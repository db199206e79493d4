"""Products of measured derivatives, multiplied as a line of a derivation prints them: from left to right."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import numpy as np

from symgrad.checks.measured import Measured
from symgrad.derivation import Partial, Product, Sum, ends
from symgrad.errors import ShapeError

Measure: TypeAlias = Callable[[Partial], Measured]
Axes: TypeAlias = Callable[[Any], int]


class PrintedProducts:
    """The values of products of derivatives in a layout; ``measure`` gives each, ``axes`` how many a name has."""

    def __init__(self, measure: Measure, axes: Axes, layout: str) -> None:
        self._measure, self._axes, self._layout = measure, axes, layout

    def are_matrices(self, partials: Sequence[Partial]) -> bool:
        """Whether these derivatives multiply as matrices: each is by a vector or a scalar, of a vector or a scalar."""
        return all(self._axes(name) < 2 for part in partials for name in (part.numerator, part.denominator))

    def form(self, partial: Partial, measured: Measured) -> Measured:
        """A derivative as it stands in print; the gradient of a scalar has one form in both layouts."""
        axes = measured.value.ndim
        if axes not in (1, 2):
            return measured
        turned = partial.transposed != (self._layout == "denominator" and self._axes(partial.numerator) > 0)
        return measured.map(lambda array: _turned(array if axes == 2 else array[:, np.newaxis], turned))

    def of_sum(self, products: Sequence[Product]) -> Measured:
        """A sum of products of derivatives, as it is printed. Raises ShapeError where two do not go together."""
        return functools.reduce(_plus, map(self.of_product, products))

    def of_product(self, product: Product) -> Measured:
        """A product of derivatives, as it is printed. Raises ShapeError where two do not multiply."""
        made = functools.reduce(_times, map(self._factor, product))
        number = made.value.size == 1 and not any(map(self._axes, ends(multiplied_out(product)[0])))
        return made.map(lambda array: array.reshape(())) if number else made

    def _factor(self, factor: Any) -> Measured:
        return self.of_sum(factor.products) if isinstance(factor, Sum) else self.form(factor, self._measure(factor))

    def along(self, product: Product) -> Measured:
        """The product of derivatives of any number of axes, in the order of the chain, however it is printed."""
        flat = [self._chained(each) for each in multiplied_out(product)]
        return functools.reduce(Measured.plus, flat)

    def _chained(self, partials: Sequence[Partial]) -> Measured:
        links = {partial.numerator: partial for partial in partials}
        below = {partial.denominator for partial in partials}
        name = next(name for name in links if name not in below)
        found: Measured | None = None
        while name in links:
            link = links.pop(name)
            part = self._measure(link)
            found = part if found is None else found.then(part, self._axes(name))
            name = link.denominator
        assert found is not None
        return found


def multiplied_out(product: Product) -> list[tuple[Partial, ...]]:
    """A product with sums among its factors as products of derivatives alone."""
    found: list[tuple[Partial, ...]] = [()]
    for factor in product:
        if isinstance(factor, Sum):
            parts = [part for each in factor.products for part in multiplied_out(each)]
            found = [(*before, *part) for before in found for part in parts]
        elif isinstance(factor, Partial):
            found = [(*before, factor) for before in found]
    return found


def _turned(array: Any, turned: bool) -> Any:
    return array.T if turned else array


def _plus(left: Measured, right: Measured) -> Measured:
    if left.value.shape != right.value.shape:
        raise ShapeError(f"terms of the shapes {left.value.shape} and {right.value.shape} stand in one sum.")
    return left.plus(right)


def _times(left: Measured, right: Measured) -> Measured:
    if not (left.value.ndim and right.value.ndim):
        return left.then(right, 0)
    if left.value.shape[1] != right.value.shape[0]:
        raise ShapeError(f"factors of the shapes {left.value.shape} and {right.value.shape} stand side by side.")
    return left.then(right, 1)
