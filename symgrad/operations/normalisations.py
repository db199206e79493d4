"""Normalisations of a vector as they are used, with a gain and a bias."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgrad.algebra import add, hadamard, mul, ones_of
from symgrad.algebra.blocks import unvec, vec
from symgrad.algebra.intake import intake
from symgrad.algebra.lines import Lines
from symgrad.algebra.matrices_written_out import as_matrix
from symgrad.arguments.signatures import COUNT, POSITIVE_SCALAR, taking
from symgrad.arguments.sympified import sympified
from symgrad.errors import ShapeError
from symgrad.expressions.nodes import VectorMap
from symgrad.expressions.shapes import is_matrix, is_vector, same_shape, shape_of, shape_text
from symgrad.operations.of_vectors import rms_normalize, standardize

EPSILON = sp.Rational(1, 100000)  # what keeps a normalisation finite, by default


@taking(epsilon=POSITIVE_SCALAR)
def layer_norm(x: Any, gain: Any = None, bias: Any = None, epsilon: Any = EPSILON, axis: int | None = None) -> Any:
    """Layer normalisation of a vector (n,): gain . (x - mean) / sqrt(variance + epsilon) + bias, entry by entry.

    Of a matrix, with ``axis``, that of each row (1) or column (0): gain and bias have an entry for each entry of one.
    Raises ShapeError for gains and biases of another shape.

    Source: Ba, Kiros and Hinton, Layer Normalization, 2016, equation 4 (with the epsilon of later practice).

    >>> import symgrad as sg
    >>> n, m = sg.dims("n m")
    >>> layer_norm(sg.matrix("X", n, m), sg.vector("g", m), axis=1).shape
    (n, m)
    """
    normed = standardize(x, epsilon, axis=axis)
    return _scaled(normed, gain, bias, _lines_of(normed))


@taking(epsilon=POSITIVE_SCALAR)
def rms_norm(x: Any, gain: Any = None, epsilon: Any = EPSILON, axis: int | None = None) -> Any:
    """RMS normalisation of a vector (n,): gain . x / sqrt(mean of squares + epsilon), entry by entry.

    Of a matrix, with ``axis``, that of each row (1) or column (0), as ``layer_norm`` has it.

    Source: Zhang and Sennrich, Root Mean Square Layer Normalization, 2019, equation 4.
    """
    normed = rms_normalize(x, epsilon, axis=axis)
    return _scaled(normed, gain, None, _lines_of(normed))


@taking(epsilon=POSITIVE_SCALAR)
def batch_norm(X: Any, gain: Any = None, bias: Any = None, epsilon: Any = EPSILON) -> Any:
    """Batch normalisation of a matrix (N, m) whose rows are samples: each column minus its mean over its deviation.

    gain and bias (m,) have an entry for each column; mean and variance are those of the N samples.

    Source: Ioffe and Szegedy, Batch Normalization, 2015, algorithm 1.

    >>> import symgrad as sg
    >>> N, m = sg.dims("N m")
    >>> batch_norm(sg.matrix("X", N, m), sg.vector("g", m), sg.vector("b", m)).shape
    (N, m)
    """
    return _scaled(standardize(X, epsilon, axis=0), gain, bias, Lines(1))


@taking(epsilon=POSITIVE_SCALAR, groups=COUNT)
def group_norm(x: Any, groups: int, gain: Any = None, bias: Any = None, epsilon: Any = EPSILON) -> Any:
    """Group normalisation of a vector (n,) of channels: each of so many groups of neighbours less its mean, over its
    deviation, times gain, plus bias.

    gain and bias are of the shape of x, or scalars. One group is layer normalisation; as many as there are entries
    leave the bias. Raises ShapeError where x has no such groups.

    Source: Wu and He, Group Normalization, 2018, equations 1, 2 and 5.

    >>> import symgrad as sg
    >>> k = sg.dims("k")
    >>> group_norm(sg.vector("x", 2 * k), 2, sg.vector("g", 2 * k)).shape
    (2*k, 1)
    """
    taken = as_matrix(intake(x), sympified(x))
    if not is_vector(taken):
        raise ShapeError(f"group_norm takes a vector, but {taken} is {shape_text(shape_of(taken))}.")
    size = sp.expand(shape_of(taken)[0] / int(groups))
    if size.is_integer is not True:
        raise ShapeError(
            f"group_norm: {taken} has {shape_of(taken)[0]} entries, which are no {groups} groups of one size; declare "
            f"it with {groups}*k entries, k = sg.dims('k')."
        )
    normed = vec(standardize(unvec(taken, size, int(groups)), epsilon, axis=0 if groups > 1 else None))
    return _scaled(normed, gain, bias, Lines())


def _lines_of(normed: Any) -> Lines:
    """The lines along which a normalised vector or matrix was."""
    return normed.head.lines if isinstance(normed, VectorMap) else Lines()


def _scaled(normed: Any, gain: Any, bias: Any, along: Lines) -> Any:
    gain, bias = (given if given is None else _along(given, normed, along) for given in (gain, bias))
    if gain is None:
        scaled = normed
    else:
        scaled = hadamard(gain, normed) if along.axis is None else Lines(1 - along.axis).times(gain, normed)
    return scaled if bias is None else add(scaled, along.shared(bias, normed))


def _along(given: Any, like: Any, along: Lines) -> Any:
    """A gain or a bias, with an entry for each entry of a line of what it goes with; a scalar counts for every one."""
    taken = intake(given)
    shape = shape_of(like) if along.axis is None else (shape_of(like)[along.axis], sp.S.One)
    if not is_matrix(taken):
        return mul(taken, ones_of(shape))
    if not same_shape(shape_of(taken), shape):
        raise ShapeError(
            f"gain and bias of this normalisation are {shape_text(shape)}, but {given} is "
            f"{shape_text(shape_of(taken))}."
        )
    return taken
