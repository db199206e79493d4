"""NumPy forms of products: the cheap order of a chain, outer products."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy as sp

from symgrad.algebra import transpose
from symgrad.nodes import Diag
from symgrad.shapes import is_matrix, is_vector, shape_of
from symgrad.targets.flat import is_flat
from symgrad.targets.numpy_writer import PORTION, NumpyWriter
from symgrad.targets.pieces import Code, Level, call


def times(above: Sequence[Code], below: Sequence[Code], minus: bool = False) -> Code:
    """A product of pieces, divided by others."""
    batched = any(code.batched for code in (*above, *below))
    constant = all(code.constant for code in (*above, *below))
    if len(above) == 1 and not below and not minus:
        return above[0]
    text = " * ".join(code.within(Level.SIGN if k else Level.POWER) for k, code in enumerate(above)) or "1.0"
    if len(below) == 1:
        text += f" / {below[0].within(Level.POWER)}"
    elif below:
        text += f" / ({' * '.join(code.within(Level.POWER) for code in below)})"
    level = Level.PRODUCT if len(above) > 1 or below else Level.SIGN
    return Code(f"-{text}" if minus else text, level, batched, constant)


def spread(code: Code, like: Any) -> Code:
    """A number per sample, with an axis for each axis of a vector or a matrix beside it."""
    if not code.batched or not is_matrix(like):
        return code
    return Code(f"{code.atom}[:, None]" if is_vector(like) else f"{code.atom}[:, None, None]", batched=True)


def beside(w: NumpyWriter, part: Any, within: Any) -> Code:
    """A part of a sum or of a product entry by entry: of a flat one its number, with the axes to meet the others."""
    code = w.brief(part)
    return spread(code, part) if is_flat(part) and not is_flat(within) else code


def filled(w: NumpyWriter, expr: Any) -> Code:
    """The code of a flat vector or matrix as an array of its whole shape."""
    code = w.brief(expr)
    if not code.batched:
        return Code(f"np.full({w.shape(expr)}, {code.text}, dtype={w.dtype})")
    code = w.bound(code)
    sizes = w.shape(expr).strip("()")
    return Code(f"np.broadcast_to({spread(code, expr).text}, ({code.text}.shape[0], {sizes}))", batched=True)


def chain(w: NumpyWriter, factors: Sequence[Any]) -> Code:
    """A product of matrices: vectors are multiplied first, and a column times a row is an outer product."""
    cut = boundary(factors)
    if cut is not None:
        return _outer(column(w, factors[:cut]), row(w, factors[cut:]))
    if is_vector(factors[-1]):
        return column(w, factors)
    if shape_of(factors[0])[0] == 1:
        code = row(w, factors)
        return Code(f"{code.atom}[..., None, :]", batched=code.batched)
    codes = [w.code(factor) for factor in factors if not isinstance(factor, Diag)]
    if len(codes) < len(factors):
        return _with_diagonals(w, factors)
    batched = any(code.batched for code in codes)
    return w.in_portions(
        codes, lambda some: Code(" @ ".join(code.atom for code in some), Level.PRODUCT, batched), lambda code: code
    )


def _with_diagonals(w: NumpyWriter, factors: Sequence[Any]) -> Code:
    """A product with diagonal matrices among its factors: they scale rows or columns."""
    first, rest = factors[0], list(factors[1:])
    product = None if isinstance(first, Diag) else w.code(first)
    scales = [w.code(first.argument)] if isinstance(first, Diag) else []
    for factor in rest:
        code = w.code(factor.argument if isinstance(factor, Diag) else factor)
        if isinstance(factor, Diag) and product is not None:
            text = f"{product.within(Level.SIGN)} * {code.atom}" + ("[:, None, :]" if code.batched else "")
            product = Code(text, Level.PRODUCT, product.batched or code.batched)
        elif product is None:
            product = code
        else:
            text = f"{product.atom} @ {code.atom}"
            product = Code(text, Level.PRODUCT, product.batched or code.batched)
    for scale in scales:
        assert product is not None
        text = f"{scale.atom}[..., None] * {product.within(Level.SIGN)}"
        product = Code(text, Level.PRODUCT, product.batched or scale.batched)
    assert product is not None
    return product


def boundary(factors: Sequence[Any]) -> int | None:
    """Where a column meets a row."""
    for k in range(1, len(factors)):
        if shape_of(factors[k - 1])[1] == 1 and shape_of(factors[k])[0] == 1:
            return k
    return None


def column(w: NumpyWriter, factors: Sequence[Any]) -> Code:
    """A product that ends in a vector, from the right."""
    vector = w.code(factors[-1])
    for place, factor in enumerate(reversed(factors[:-1]), 1):
        vector = _applied(w, factor, vector if place % PORTION else w.bound(vector))
    return vector


def row(w: NumpyWriter, factors: Sequence[Any]) -> Code:
    """A product that begins with a row, as the vector that it is the transpose of."""
    first = transpose(factors[0])
    vector = w.code(first)
    for place, factor in enumerate(factors[1:], 1):
        vector = _applied(w, transpose(factor), vector if place % PORTION else w.bound(vector))
    return vector


def _applied(w: NumpyWriter, matrix: Any, vector: Code) -> Code:
    """A matrix times a vector."""
    if isinstance(matrix, Diag):
        return times([w.code(matrix.argument), vector], [])
    turned = isinstance(matrix, sp.Transpose)
    matrix = matrix.arg if turned else matrix
    if isinstance(matrix, sp.Inverse):
        return _solved(w, matrix.arg, turned, vector)
    code = w.code(matrix)
    if code.batched:
        each = f"np.swapaxes({code.text}, -1, -2)" if turned else code.atom
        return Code(f"({each} @ {vector.atom}[..., None])[..., 0]", batched=True)
    if vector.batched:
        return Code(f"{vector.atom} @ {code.atom}{'' if turned else '.T'}", Level.PRODUCT, True)
    return Code(f"{code.atom}{'.T' if turned else ''} @ {vector.atom}", Level.PRODUCT)


def _solved(w: NumpyWriter, matrix: Any, turned: bool, vector: Code) -> Code:
    code = w.code(matrix)
    each = code.text if not turned else f"np.swapaxes({code.text}, -1, -2)" if code.batched else f"{code.atom}.T"
    if not code.batched and not vector.batched:
        return call("np.linalg.solve", each, vector)
    return Code(f"np.linalg.solve({each}, {vector.atom}[..., None])[..., 0]", batched=True)


def _outer(left: Code, right: Code) -> Code:
    if not left.batched and not right.batched:
        return call("np.outer", left, right)
    return Code(f"{left.atom}[..., :, None] * {right.atom}[..., None, :]", Level.PRODUCT, True)
