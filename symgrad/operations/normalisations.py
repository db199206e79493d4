"""Normalisations of a vector as they are used, with a gain and a bias."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgrad.algebra import add, hadamard, mul, ones_of
from symgrad.algebra.intake import intake
from symgrad.arguments.signatures import POSITIVE_SCALAR, taking
from symgrad.errors import ShapeError
from symgrad.expressions.shapes import is_matrix, same_shape, shape_of, shape_text
from symgrad.operations.of_vectors import rms_normalize, standardize

EPSILON = sp.Rational(1, 100000)  # what keeps a normalisation finite, by default


@taking(epsilon=POSITIVE_SCALAR)
def layer_norm(x: Any, gain: Any = None, bias: Any = None, epsilon: Any = EPSILON) -> Any:
    """Layer normalisation of a vector (n,): gain . (x - mean) / sqrt(variance + epsilon) + bias, entry by entry.

    Source: Ba, Kiros and Hinton, Layer Normalization, 2016, equation 4 (with the epsilon of later practice).
    """
    return _scaled(standardize(x, epsilon), gain, bias)


@taking(epsilon=POSITIVE_SCALAR)
def rms_norm(x: Any, gain: Any = None, epsilon: Any = EPSILON) -> Any:
    """RMS normalisation of a vector (n,): gain . x / sqrt(mean of squares + epsilon), entry by entry.

    Source: Zhang and Sennrich, Root Mean Square Layer Normalization, 2019, equation 4.
    """
    return _scaled(rms_normalize(x, epsilon), gain, None)


def _scaled(normed: Any, gain: Any, bias: Any) -> Any:
    gain, bias = (given if given is None else _entrywise(given, normed) for given in (gain, bias))
    scaled = normed if gain is None else hadamard(gain, normed)
    return scaled if bias is None else add(scaled, bias)


def _entrywise(given: Any, like: Any) -> Any:
    """A gain or a bias, of the shape of what it goes with; a scalar counts for every entry."""
    taken = intake(given)
    if not is_matrix(taken):
        return mul(taken, ones_of(shape_of(like)))
    if not same_shape(shape_of(taken), shape_of(like)):
        raise ShapeError(
            f"gain and bias of a normalisation have its shape, {shape_text(shape_of(like))}, but {given} is "
            f"{shape_text(shape_of(taken))}."
        )
    return taken
