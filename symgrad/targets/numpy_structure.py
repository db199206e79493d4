"""NumPy forms of transposes, inverses, diagonals, blocks, entries and Kronecker products."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symgrad.errors import MissingRuleError
from symgrad.shapes import is_vector, shape_of
from symgrad.sources import PLACE
from symgrad.targets.flat import is_flat
from symgrad.targets.numpy_writer import NumpyWriter
from symgrad.targets.pieces import Code, Level, call

Rule = Callable[[NumpyWriter, Any], Code]


def diag(w: NumpyWriter, expr: Any) -> Code:
    argument = w.code(expr.argument)
    if argument.batched:
        argument = w.bound(argument)
        eye = f"np.eye({argument.atom}.shape[-1], dtype={argument.atom}.dtype)"
        return Code(f"{argument.atom}[..., None] * {eye}", Level.PRODUCT, True)
    return call("np.diag", argument)


def diagonal(w: NumpyWriter, expr: Any) -> Code:
    argument = w.code(expr.argument)
    return Code(f"np.diagonal({argument.text}, axis1=-2, axis2=-1)", batched=argument.batched)


def transpose(w: NumpyWriter, expr: Any) -> Code:
    if is_flat(expr):
        return w.brief(expr.arg)
    argument = w.code(expr.arg)
    if is_vector(expr.arg) and is_vector(expr):
        return argument
    if is_vector(expr.arg):
        return Code(f"{argument.atom}[..., None, :]", batched=argument.batched)
    if is_vector(expr):
        return Code(f"{argument.atom}[..., 0, :]", batched=argument.batched)
    text = f"np.swapaxes({argument.text}, -1, -2)" if argument.batched else f"{argument.atom}.T"
    return Code(text, batched=argument.batched)


def inverse(w: NumpyWriter, expr: Any) -> Code:
    return call("np.linalg.inv", w.code(expr.args[0]))


def matrix_power(w: NumpyWriter, expr: Any) -> Code:
    base, exponent = expr.args
    if not exponent.is_Integer:
        raise MissingRuleError(f"no NumPy form for a matrix power with the exponent {exponent}, in {expr}.")
    return call("np.linalg.matrix_power", w.code(base), str(exponent))


def trace(w: NumpyWriter, expr: Any) -> Code:
    argument = w.code(expr.args[0])
    return Code(f"np.trace({argument.text}, axis1=-2, axis2=-1)", batched=argument.batched)


def concat(w: NumpyWriter, expr: Any) -> Code:
    blocks = [w.code(block) for block in expr.args]
    axis = "-1" if is_vector(expr) else "-2"
    if any(block.batched for block in blocks):
        samples = next(block.text for block in blocks if block.batched)
        blocks = [
            block if block.batched else Code(
                f"np.broadcast_to({block.text}, ({w.bound(Code(samples, batched=True)).text}.shape[0], "
                f"*np.shape({block.text})))", batched=True,
            )
            for block in blocks
        ]  # fmt: skip
    inside = ", ".join(block.text for block in blocks)
    return Code(f"np.concatenate([{inside}], axis={axis})", batched=any(block.batched for block in blocks))


def explicit(w: NumpyWriter, expr: Any) -> Code:
    entries = [w.code(entry) for entry in expr.entries]
    shape = ", ".join(map(str, expr.shape[: 1 if is_vector(expr) else 2]))
    if any(entry.batched for entry in entries):
        inside = ", ".join(entry.text for entry in entries)
        stacked = f"np.stack(np.broadcast_arrays({inside}), axis=-1)"
        return Code(f"{stacked}.reshape(-1, {shape}).astype({w.dtype})", batched=True)
    texts = iter([entry.text for entry in entries])
    lines = [", ".join(next(texts) for _ in line) for line in expr.lines]
    inside = ", ".join(lines) if is_vector(expr) else ", ".join(f"[{line}]" for line in lines)
    return Code(f"np.array([{inside}], dtype={w.dtype})")


def rows(w: NumpyWriter, expr: Any) -> Code:
    argument = w.code(expr.argument)
    start, stop = w.size(expr.start), w.size(expr.start + expr.count)
    rest = "" if is_vector(expr.argument) else ", :"
    first = "" if expr.start == 0 else start.text
    return Code(f"{argument.atom}[..., {first}:{stop.text}{rest}]", batched=argument.batched)


def element(w: NumpyWriter, expr: Any) -> Code:
    matrix, *places = expr.args
    argument = w.code(matrix)
    sizes = [f"{{}}.shape[{axis}]" for axis in ((-1,) if is_vector(matrix) else (-2, -1))]
    indices = [_place(w, place, size.format(argument.atom)) for place, size in zip(places, sizes, strict=False)]
    if not any(index.batched for index in indices):
        return Code(f"{argument.atom}[..., {_listed(indices)}]", batched=argument.batched)
    if not argument.batched:
        return Code(f"{argument.atom}[{_listed(indices)}]", batched=True)
    if len(indices) == 2:
        argument = _along(argument, indices[0], -2)
    return _along(argument, indices[-1], -1)


def _along(argument: Code, index: Code, axis: int) -> Code:
    """What stands at one place of an axis, at another one for every sample where the index has an axis of samples."""
    rest = ", :" * (-1 - axis)
    if not index.batched:
        return Code(f"{argument.atom}[..., {index.text}{rest}]", batched=True)
    spread = f"{index.atom}[..., {', '.join(['None'] * -axis)}]"
    return Code(f"np.take_along_axis({argument.text}, {spread}, {axis})[..., 0{rest}]", batched=True)


def _listed(indices: list[Code]) -> str:
    return ", ".join(index.text for index in indices)


def _place(w: NumpyWriter, index: Any, size: str) -> Code:
    """The code of a position: a number, made of sizes, or a value, which is looked at when the code runs."""
    if all(w.is_size(symbol) for symbol in index.free_symbols):
        return w.size(index)
    w.helper(PLACE)
    return call("place", w.code(index), size)


def unit(w: NumpyWriter, expr: Any) -> Code:
    height, width, i, j = expr.args
    row = _marked(w, i, height)
    if is_vector(expr):
        return Code(f"({row.text}).astype({w.dtype})", batched=row.batched)
    column = _marked(w, j, width)
    if not (row.batched or column.batched):
        return Code(f"np.outer({row.text}, {column.text}).astype({w.dtype})")
    both = f"({row.text})[..., :, None] & ({column.text})[..., None, :]"
    return Code(f"({both}).astype({w.dtype})", batched=True)


def _marked(w: NumpyWriter, index: Any, size: Any) -> Code:
    """Which place of an axis is meant, as truth values."""
    many = w.size(size).text
    place = _place(w, index, many)
    at = f"{place.atom}[..., None]" if place.batched else place.within(Level.SUM)
    return Code(f"np.arange({many}) == {at}", batched=place.batched)


def identity(w: NumpyWriter, expr: Any) -> Code:
    size = w.size(expr.shape[0]).text
    return Code(f"np.ones(1, dtype={w.dtype})" if is_vector(expr) else f"np.eye({size}, dtype={w.dtype})")


def kron(w: NumpyWriter, expr: Any) -> Code:
    left, right = (two_axes(w, arg) for arg in expr.args)
    if left.batched or right.batched:
        product = f"np.einsum('...ij,...kl->...ikjl', {left.text}, {right.text})"
        (a, b), (c, d) = (shape_of(arg) for arg in expr.args)
        return Code(f"{product}.reshape(-1, {w.size(a * c).text}, {w.size(b * d).text})", batched=True)
    return vector_again(expr, call("np.kron", left, right))


def two_axes(w: NumpyWriter, expr: Any) -> Code:
    code = w.code(expr)
    return Code(f"{code.atom}[..., None]", batched=code.batched) if is_vector(expr) else code


def vector_again(expr: Any, code: Code) -> Code:
    return Code(f"{code.atom}[..., 0]", batched=code.batched) if is_vector(expr) else code


def contraction(output: str, factor: str) -> Rule:
    def rule(w: NumpyWriter, expr: Any) -> Code:
        whole, part = (two_axes(w, arg) for arg in expr.args)
        own, other = shape_of(expr), shape_of(expr.args[1])
        (a, b), (c, d) = (own, other) if output == "ij" else (other, own)
        sizes = ", ".join(w.size(size).text for size in (a, c, b, d))
        lead = "-1, " if whole.batched else ""
        blocks = f"{whole.atom}.reshape({lead}{sizes})"
        code = Code(f"np.einsum('...ikjl,...{factor}->...{output}', {blocks}, {part.text})",
                    batched=whole.batched or part.batched)  # fmt: skip
        return vector_again(expr, code)

    return rule


def vec(w: NumpyWriter, expr: Any) -> Code:
    argument = w.code(expr.argument)
    text = f"np.swapaxes({argument.text}, -1, -2)"
    size = w.size(shape_of(expr)[0]).text
    return Code(f"{text}.reshape({'-1, ' if argument.batched else ''}{size})", batched=argument.batched)


def unvec(w: NumpyWriter, expr: Any) -> Code:
    argument = w.code(expr.argument)
    height, width = (w.size(size).text for size in shape_of(expr))
    lead = "-1, " if argument.batched else ""
    return Code(f"np.swapaxes({argument.atom}.reshape({lead}{width}, {height}), -1, -2)", batched=argument.batched)


def commutation(w: NumpyWriter, expr: Any) -> Code:
    height, width = (w.size(size).text for size in expr.args)
    order = f"np.arange({height} * {width}).reshape({width}, {height}).T.ravel()"
    return Code(f"np.eye({height} * {width}, dtype={w.dtype})[{order}]")
