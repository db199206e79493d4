"""Gated linear units, dropout by a mask, and the rotary embedding: products of a vector with what opens or turns it."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgrad.algebra import hadamard, mul, negate, power, transpose
from symgrad.algebra.blocks import apply, concat, rows, unvec, vec
from symgrad.algebra.intake import intake
from symgrad.arguments.signatures import FLAG, taking
from symgrad.arguments.sympified import sympified
from symgrad.errors import ArgumentError, ShapeError
from symgrad.expressions.shapes import Shape, is_matrix, is_vector, same_dimension, same_shape, shape_of, shape_text
from symgrad.functions.elementwise import cos, sigmoid, silu, sin


def glu(u: Any, v: Any = None) -> Any:
    """The gated linear unit, u ⊙ sigmoid(v); of one vector (2 n,) with u its first half and v its second.

    Of one matrix the halves are those of its rows. Raises ShapeError where shapes do not agree or there is no half.

    Source: Dauphin, Fan, Auli and Grangier, Language Modeling with Gated Convolutional Networks, 2017, equation 1.

    >>> import symgrad as sg
    >>> u, v = sg.vectors("u v", sg.dims("n"))
    >>> print(sg.text(glu(u, v)))
    u ⊙ sigmoid(v)
    """
    left, right = _halves("glu", u, v)
    return hadamard(left, apply(sigmoid.head, right))


def swiglu(u: Any, v: Any = None) -> Any:
    """The gated linear unit with swish, silu(u) ⊙ v; of one vector (2 n,) with u its first half and v its second.

    Of one matrix the halves are those of its rows. Raises ShapeError where shapes do not agree or there is no half.

    Source: Shazeer, GLU Variants Improve Transformer, 2020, equation 6 with beta = 1, of its two products.

    >>> import symgrad as sg
    >>> u, v = sg.vectors("u v", sg.dims("n"))
    >>> print(sg.text(swiglu(u, v)))
    v ⊙ silu(u)
    """
    left, right = _halves("swiglu", u, v)
    return hadamard(apply(silu.head, left), right)


def dropout(x: Any, mask: Any, rate: Any) -> Any:
    """Dropout by a given mask of zeros and ones, of the shape of x: mask ⊙ x / (1 - rate).

    ``rate`` is the probability with which an entry was dropped, a number from 0 up to but not 1, or a scalar; what is
    left is scaled up, so that its mean is that of x. The mask is drawn by the caller.

    Source: Srivastava et al., Dropout: A Simple Way to Prevent Neural Networks from Overfitting, 2014, section 10,
    where the weights are scaled in training.

    >>> import symgrad as sg
    >>> x, mask, y = sg.vectors("x mask y", 3)
    >>> print(sg.System([(y, dropout(x, mask, 0.5))]).gradient(wrt="x"))
    bar_x = 2 bar_y ⊙ mask
    """
    taken, given, share = intake(x), intake(mask), sympified(rate)
    if not same_shape(shape_of(taken), shape_of(given)):
        raise ShapeError(
            f"dropout: a mask has the shape of x, {shape_text(shape_of(taken))}, but {given} is "
            f"{shape_text(shape_of(given))}."
        )
    if is_matrix(share) or (share.is_number and not 0 <= share < 1):
        raise ArgumentError(f"dropout: rate is a number from 0 up to but not 1, or a scalar, but {rate} came.")
    share = sp.nsimplify(share, rational=True) if share.is_Float else share
    return mul(power(1 - share, -1), hadamard(given, taken))


@taking(interleaved=FLAG)
def rotary(x: Any, angle: Any, interleaved: bool = True) -> Any:
    """The rotary position embedding of a vector x (2 k,): its pairs of entries turned, each by an angle of (k,).

    A pair (a, b) becomes (a cos - b sin, a sin + b cos). Pairs are neighbours, or, with ``interleaved=False``, entries
    of the first half with those of the second. Of a matrix X (2 k, T) with angles (k, T) it is that of each column.
    For the position t of the paper the angles are t theta_i with theta_i = 10000^(-2 i / d), i from 0.

    Raises ShapeError where x has not two entries for each angle.

    Source: Su et al., RoFormer: Enhanced Transformer with Rotary Position Embedding, 2021, equation 34.

    >>> import symgrad as sg
    >>> k = sg.dims("k")
    >>> x, a = sg.vector("x", 2 * k), sg.vector("a", k)
    >>> rotary(x, a).shape
    (2*k, 1)
    """
    taken, turn = intake(x), intake(angle)
    if not (is_matrix(taken) and is_matrix(turn)) or not _goes_with(shape_of(taken), shape_of(turn)):
        raise ShapeError(
            f"rotary takes two entries for each angle, but {taken} is {shape_text(shape_of(taken))} and {turn} is "
            f"{shape_text(shape_of(turn))}."
        )
    if interleaved and not is_vector(taken):
        raise ShapeError(f"rotary: of a matrix, {taken}, pairs are halves; give interleaved=False.")
    k = shape_of(turn)[0]
    if not interleaved:
        return concat(*_turned(rows(taken, 0, k), rows(taken, k, k), turn))
    pairs = unvec(taken, sp.Integer(2), k)  # a pair in each column
    turned = _turned(transpose(rows(pairs, 0, 1)), transpose(rows(pairs, 1, 1)), turn)
    return vec(concat(*map(transpose, turned)))


def _turned(a: Any, b: Any, angle: Any) -> tuple[Any, Any]:
    c, s = apply(cos.head, angle), apply(sin.head, angle)
    return hadamard(a, c) + negate(hadamard(b, s)), hadamard(a, s) + hadamard(b, c)


def _goes_with(shape: Shape, angles: Shape) -> bool:
    return same_dimension(shape[0], 2 * angles[0]) and same_dimension(shape[1], angles[1])


def _halves(name: str, u: Any, v: Any) -> tuple[Any, Any]:
    left = intake(u)
    if v is not None:
        right = intake(v)
        if not same_shape(shape_of(left), shape_of(right)):
            raise ShapeError(
                f"{name} takes two of one shape, but {left} is {shape_text(shape_of(left))} and {right} is "
                f"{shape_text(shape_of(right))}."
            )
        return left, right
    half = sp.expand(shape_of(left)[0] / 2) if is_matrix(left) else sp.S.Half
    if half.is_integer is not True:
        raise ShapeError(
            f"{name} of one argument takes a vector or a matrix of 2*k rows with k = sg.dims('k'), but {left} is "
            f"{shape_text(shape_of(left))}."
        )
    return rows(left, sp.S.Zero, half), rows(left, half, half)
