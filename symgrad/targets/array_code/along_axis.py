"""What goes along rows, as NumPy code: an axis says where they are, and those in front are of samples and time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from symgrad.functions.sources import PLACE
from symgrad.lowering.array_program import LEAD, Op
from symgrad.targets.array_code.axes import own_last, turned
from symgrad.targets.array_code.code_pieces import Code, call

CORRELATE = '''
def correlate(a, b, start, count, axis):
    """The sums over k of a[i + start + k] b[k] for count places i along an axis, a being zero outside."""
    a, b = np.moveaxis(a, axis, 0), np.moveaxis(b, axis, 0)
    wide = max(a.ndim, b.ndim)
    a, b = (x.reshape(x.shape[:1] + (1,) * (wide - x.ndim) + x.shape[1:]) for x in (a, b))
    y = np.zeros((count, *np.broadcast_shapes(a.shape[1:], b.shape[1:])), np.result_type(a, b))
    many = range(min(count, len(b)))  # one line for each of the fewer
    for k in many:
        first = max(0, -start - k)
        last = max(first, min(max(count, len(b)), len(a) - start - k))
        part = a[first + start + k : last + start + k]
        if len(b) <= count:
            y[first:last] += part * b[k]
        else:
            y[k] = (part * b[first:last]).sum(axis=0)
    return np.moveaxis(y, 0, axis)
'''
WINDOWS = '''
def windows(x, width, stride, count):
    """The windows of a vector, a row for each."""
    return np.lib.stride_tricks.sliding_window_view(x, width, axis=-1)[..., : stride * count : stride, :].copy()
'''
WINDOWS_OF_COLUMNS = '''
def windows_of_columns(x, width, stride, count):
    """The windows of each column of a matrix, a row for each, those of the first column first."""
    x = np.swapaxes(x, -1, -2)
    cut = np.lib.stride_tricks.sliding_window_view(x, width, axis=-1)[..., : stride * count : stride, :]
    return cut.reshape(*x.shape[:-2], -1, width)
'''
OVERLAP = '''
def overlap(y, stride, n, c):
    """Windows put where they were in a matrix of n rows and c columns, and added."""
    width = y.shape[-1]
    y = y.reshape(*y.shape[:-2], c, -1, width)
    x = np.zeros((*y.shape[:-2], n), y.dtype)
    for k in range(width):
        x[..., k : k + stride * y.shape[-2] : stride][..., : y.shape[-2]] += y[..., k]
    return np.swapaxes(x, -1, -2)
'''
CUMSUM = '''
def cumulative_sum(x, axis):
    """The sums so far along an axis."""
    return np.cumsum(x, axis=axis, dtype=x.dtype)
'''
CUMSUM_BACK = '''
def cumulative_sum_back(x, axis):
    """The sums from here to the end along an axis."""
    return np.flip(np.cumsum(np.flip(x, axis), axis=axis, dtype=x.dtype), axis)
'''
CUMPROD = '''
def cumulative_product(x, axis):
    """The products so far along an axis."""
    return np.cumprod(x, axis=axis, dtype=x.dtype)
'''
SCAN = '''
def linear_scan(a, b, back, axis):
    """z[i] = a[i] z[i - 1] + b[i] along an axis, or a[i] z[i + 1] + b[i]."""
    a, b = np.broadcast_arrays(a, b)
    a, b = np.moveaxis(a, axis, 0), np.moveaxis(b, axis, 0)
    z = np.array(b, np.result_type(a, b))
    order = range(len(z) - 2, -1, -1) if back else range(1, len(z))
    for i in order:
        z[i] += a[i] * z[i + 1 if back else i - 1]
    return np.moveaxis(z, 0, axis)
'''
TAKE = '''
def take_rows(x, at, axis):
    """The rows of x at positions along an axis, in each sample its own."""
    at = at[..., None] if axis == -2 else at
    if at.ndim < x.ndim:
        return np.take(x, at.reshape(-1), axis=axis)
    return np.take_along_axis(np.broadcast_to(x, at.shape[: axis] + x.shape[axis:]), at, axis)
'''
PUT = '''
def put_rows(y, at, n, axis, summed):
    """The rows of y added up where their positions are, of all samples together or of each."""
    columns = y.shape[-1] if axis == -2 else 1
    y = y if axis == -2 else y[..., None]
    lead = np.broadcast_shapes(at.shape[:-1], y.shape[:-2])
    at, y = np.broadcast_to(at, lead + at.shape[-1:]), np.broadcast_to(y, lead + y.shape[-2:])
    if summed:
        lead = ()
    x = np.zeros((*lead, n, columns), y.dtype)
    first = 0 if summed else n * np.arange(x[..., 0, 0].size).reshape(*lead, 1)
    np.add.at(x.reshape(-1, columns), (at + first).reshape(-1), y.reshape(-1, columns))
    return x if axis == -2 else x[..., 0]
'''

Rule = Callable[[Any, Op], Code]


def along(w: Any, op: Op) -> Code:
    """An operation along rows: ``how`` begins with the word of the rule."""
    return RULES[op.how[0]](w, op)


def _args(w: Any, op: Op) -> list[Code]:
    return [turned(w.code(arg), own, own_last(own)) for arg, own in zip(op.args, op.letters, strict=True)]


def own_count(op: Op) -> int:
    """How many axes of its own an argument has."""
    return sum(letter not in LEAD for letter in op.letters[0])


def _axis(op: Op) -> str:
    return str(-own_count(op))


def _correlate(w: Any, op: Op) -> Code:
    a, b = _args(w, op)
    w.helper(CORRELATE)
    if op.how[2]:
        b = Code(f"{b.atom}[..., ::-1{', :' * (own_count(op) - 1)}]")
    return call("correlate", a, b, w.size(op.how[1]).text, w.size(op.out.own[0]).text, _axis(op))


def _windows(w: Any, op: Op) -> Code:
    sizes = [w.size(size).text for size in op.how[1:]]
    of_columns = own_count(op) > 1
    w.helper(WINDOWS_OF_COLUMNS if of_columns else WINDOWS)
    return call("windows_of_columns" if of_columns else "windows", *_args(w, op), *sizes)


def _overlap(w: Any, op: Op) -> Code:
    w.helper(OVERLAP)
    made = call("overlap", *_args(w, op), *(w.size(size).text for size in op.how[1:]))
    return made if op.how[3] != 1 else Code(f"{made.text}[..., 0]")


def _cumsum(w: Any, op: Op) -> Code:
    w.helper(CUMSUM_BACK if op.how[1] else CUMSUM)
    return call("cumulative_sum_back" if op.how[1] else "cumulative_sum", *_args(w, op), _axis(op))


def _cumprod(w: Any, op: Op) -> Code:
    w.helper(CUMPROD)
    return call("cumulative_product", *_args(w, op), _axis(op))


def _scan(w: Any, op: Op) -> Code:
    w.helper(SCAN)
    return call("linear_scan", *_args(w, op), str(bool(op.how[1])), _axis(op))


def _one_hot(w: Any, op: Op) -> Code:
    w.helper(PLACE)
    many = w.size(op.how[1]).text
    return Code(f"(place({_args(w, op)[0].text}, {many})[..., None] == np.arange({many})).astype({w.dtype})")


def _spots(w: Any, op: Op) -> tuple[Code, Code, str]:
    """Positions as whole numbers, the rows, and their axis."""
    w.helper(PLACE)
    spots, rows = _args(w, op)
    axis = -sum(letter not in LEAD for letter in op.letters[1])
    return call("place", spots, w.size(op.how[1]).text), rows, str(axis)


def _take(w: Any, op: Op) -> Code:
    spots, rows, axis = _spots(w, op)
    w.helper(TAKE)
    return call("take_rows", rows, spots, axis)


def _put(w: Any, op: Op) -> Code:
    spots, rows, axis = _spots(w, op)
    w.helper(PUT)
    summed = any(letter in LEAD and letter not in op.to for letters in op.letters for letter in letters)
    return call("put_rows", rows, spots, w.size(op.how[1]).text, axis, str(summed))


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "correlate": _correlate,
        "windows": _windows,
        "overlap": _overlap,
        "cumsum": _cumsum,
        "cumprod": _cumprod,
        "linear_scan": _scan,
        "one_hot": _one_hot,
        "take": _take,
        "put": _put,
    }
)
