"""Convolution and correlation of vectors, and of the columns of matrices."""

from __future__ import annotations

from typing import Any, Literal

import sympy as sp

from symgrad.algebra import mul, ones_of
from symgrad.algebra.intake import intake
from symgrad.algebra.matrices_written_out import as_matrix
from symgrad.algebra.windowing import convolution, correlation
from symgrad.arguments.signatures import one_of, taking
from symgrad.arguments.sympified import sympified
from symgrad.errors import ShapeError
from symgrad.expressions.shapes import is_matrix, is_vector, same_dimension, shape_of, shape_text

Mode = Literal["full", "valid", "same"]
MODE = one_of("full", "valid", "same")


@taking(mode=MODE)
def convolve(x: Any, w: Any, mode: Mode = "full") -> Any:
    """The convolution of a vector x (n,) with w (m,): y_i = sum over k of x_(i - k) w_k, zero outside of both.

    mode   "full" gives shape (n + m - 1,), as numpy.convolve does; "valid" (n - m + 1,), where w lies within x;
           "same" the middle, of shape (n,), for which m is a number or odd, as 2*k + 1

    Of a matrix X (n, c) it is that of each column: with one vector w, or with the same column of W (m, c). The
    cotangents are correlations: of y = x * w they are bar_x = bar_y ⋆ w and bar_w = bar_y ⋆ x (LeCun et al.,
    Gradient-Based Learning Applied to Document Recognition, 1998). Raises ShapeError where shapes do not fit,
    ArgumentError for another mode.

    >>> import symgrad as sg
    >>> n, m = sg.dims("n m")
    >>> x, w = sg.vector("x", n), sg.vector("w", m)
    >>> convolve(x, w, mode="valid").shape
    (-m + n + 1, 1)
    >>> sg.text(convolve(x, sg.vector("w", 3), mode="same"))
    'x *_same w'
    """
    a, b = _taken("convolve", x, w, mode)
    n, m = shape_of(a)[0], shape_of(b)[0]
    starts = {"full": sp.S.Zero, "valid": m - 1, "same": _half("convolve", m, mode, 0)}
    return convolution(a, b, starts[mode], _count(n, m, mode))


@taking(mode=MODE)
def correlate(x: Any, w: Any, mode: Mode = "valid") -> Any:
    """The correlation of a vector x (n,) with w (m,): y_i = sum over k of x_(i + k) w_k, zero outside of both.

    It is what layers of neural networks call a convolution. ``mode`` is as in :func:`convolve`; "valid" begins at lag
    0, as numpy.correlate does. Of y = x ⋆ w the cotangents are bar_w = x ⋆ bar_y and bar_x = bar_y * w. Raises
    ShapeError where shapes do not fit, ArgumentError for another mode.

    >>> import symgrad as sg
    >>> n, m = sg.dims("n m")
    >>> x, w = sg.vector("x", n), sg.vector("w", m)
    >>> y = sg.vector("y", n - m + 1)
    >>> print(sg.System([(y, correlate(x, w))]).gradient())
    bar_x = bar_y * w
    bar_w = x ⋆ bar_y
    """
    a, b = _taken("correlate", x, w, mode)
    n, m = shape_of(a)[0], shape_of(b)[0]
    starts = {"full": 1 - m, "valid": sp.S.Zero, "same": _half("correlate", m, mode, 1)}
    return correlation(a, b, starts[mode], _count(n, m, mode))


def _count(n: Any, m: Any, mode: str) -> Any:
    return {"full": n + m - 1, "valid": n - m + 1, "same": n}[mode]


def _half(name: str, m: Any, mode: str, lags: int) -> Any:
    """Where the middle begins, as NumPy has it: in the whole convolution, or among the lags."""
    if mode != "same":
        return None
    start = sp.expand((m - 1) / 2) if not m.is_Integer else (m - 1) // 2
    if not start.is_integer:
        raise ShapeError(
            f"{name}: mode='same' has a middle where the size of w is a number or odd, but it is {m}; write it as "
            f"2*k + 1 with k = sg.dims('k')."
        )
    return start + 1 - m if lags else start


def _taken(name: str, x: Any, w: Any, mode: str) -> tuple[Any, Any]:
    a, b = (as_matrix(intake(side), sympified(side)) for side in (x, w))
    for side in (a, b):
        if not is_matrix(side):
            raise ShapeError(f"{name} takes vectors or matrices, but {side} is a scalar.")
    columns = shape_of(a)[1]
    if is_vector(b) and columns != 1:
        b = mul(b, ones_of((sp.S.One, columns)))
    if not same_dimension(shape_of(a)[1], shape_of(b)[1]):
        raise ShapeError(
            f"{name} takes a vector, or a matrix of as many columns, beside {a}, which is {shape_text(shape_of(a))}; "
            f"but {b} is {shape_text(shape_of(b))}."
        )
    n, m = shape_of(a)[0], shape_of(b)[0]
    if mode == "valid" and sp.expand(n - m + 1).is_positive is False:
        raise ShapeError(f"{name}: {b} has {m} rows, more than the {n} of {a}; give the longer one first.")
    return a, b
