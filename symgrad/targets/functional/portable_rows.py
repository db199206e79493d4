"""What goes along rows in the functions of the array API standard: nothing is written into an array.

A linear recurrence takes log2(n) steps over whole arrays, each of which joins twice as many rows as the one before
(Hillis and Steele, Data Parallel Algorithms, 1986).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from symgrad.lowering.array_program import LEAD, Op
from symgrad.targets.array_code.along_axis import own_count
from symgrad.targets.array_code.axes import own_last
from symgrad.targets.array_code.code_pieces import Code, call
from symgrad.targets.functional.aligned_axes import turned
from symgrad.targets.functional.row_sources import POSITION

_MOVED = '''
def moved(xp, x, places, number):
    """The rows, the axis before the last, further down by some places, or up; this number comes in."""
    n = x.shape[-2]
    size = min(abs(places), n)
    more = xp.full((*x.shape[:-2], size, x.shape[-1]), number, dtype=x.dtype, device=x.device)
    parts = [more, x[..., : n - size, :]] if places > 0 else [x[..., size:, :], more]
    return xp.concat(parts, axis=-2)
'''
_CORRELATE = '''
def correlate(xp, a, b, start, count, turned):
    """The sums over k of a[i + start + k] b[k] for count rows i, a being zero outside; turned: b from its end."""
    n, m = a.shape[-2], b.shape[-2]
    above, below = max(0, -start), max(0, start + count + m - 1 - n)
    rows = [xp.zeros((*a.shape[:-2], size, a.shape[-1]), dtype=a.dtype, device=a.device) for size in (above, below)]
    a = xp.concat([rows[0], a, rows[1]], axis=-2)[..., start + above :, :]
    if turned:
        b = xp.stack([b[..., m - 1 - k, :] for k in range(m)], axis=-2)
    if m <= count:
        return sum(a[..., k : k + count, :] * b[..., k : k + 1, :] for k in range(m))
    return xp.stack([xp.sum(a[..., i : i + m, :] * b, axis=-2) for i in range(count)], axis=-2)
'''
_WINDOWS = '''
def windows(xp, x, width, stride, count):
    """The windows of each column, a row for each, those of the first column first."""
    cut = [x[..., k : k + stride * (count - 1) + 1 : stride, :] for k in range(width)]
    cut = xp.stack(cut, axis=-1)
    lead = tuple(range(cut.ndim - 3))
    turned = xp.permute_dims(cut, (*lead, cut.ndim - 2, cut.ndim - 3, cut.ndim - 1))
    return xp.reshape(turned, (*x.shape[:-2], x.shape[-1] * count, width))
'''
_OVERLAP = '''
def overlap(xp, y, stride, n, c):
    """Windows put where they were in n rows of c columns, and added."""
    width, count = y.shape[-1], y.shape[-2] // c
    y = xp.reshape(y, (*y.shape[:-2], c, count, width))
    none = xp.zeros_like(y[..., :1])
    total = None
    for k in range(width):
        spread = xp.concat([y[..., k : k + 1]] + [none] * (stride - 1), axis=-1)
        row = xp.reshape(spread, (*y.shape[:-2], count * stride))[..., : stride * (count - 1) + 1]
        ends = [xp.zeros((*row.shape[:-1], size), dtype=y.dtype, device=y.device)
                for size in (k, n - k - row.shape[-1])]
        row = xp.concat([ends[0], row, ends[1]], axis=-1)
        total = row if total is None else total + row
    lead = tuple(range(total.ndim - 2))
    return xp.permute_dims(total, (*lead, total.ndim - 1, total.ndim - 2))
'''
_SCAN = '''
def linear_scan(xp, a, b, back):
    """z[i] = a[i] z[i - 1] + b[i] along the rows, or a[i] z[i + 1] + b[i]; a is 1 where it is None."""
    places = 1
    while places < b.shape[-2]:
        by = -places if back else places
        before = moved(xp, b, by, 0.0)
        b = b + (before if a is None else a * before)
        a = None if a is None else a * moved(xp, a, by, 0.0)
        places = 2 * places
    return b
'''
_CUMPROD = '''
def cumulative_product(xp, x):
    """The products of the rows so far."""
    places = 1
    while places < x.shape[-2]:
        x = x * moved(xp, x, places, 1.0)
        places = 2 * places
    return x
'''
_TAKE = '''
def take_rows(xp, weights, x):
    """The rows of x for which the weights are 1."""
    return xp.matmul(weights, x)
'''
_PUT = '''
def put_rows(xp, weights, y):
    """The rows of y added up where the weights are 1."""
    lead = tuple(range(weights.ndim - 2))
    turned = xp.permute_dims(weights, (*lead, weights.ndim - 1, weights.ndim - 2))
    return xp.matmul(turned, y)
'''

Rule = Callable[[Any, Op], Code]


def along(w: Any, op: Op) -> Code:
    """An operation along rows: ``how`` begins with the word of the rule."""
    return RULES[op.how[0]](w, op)


def _args(w: Any, op: Op) -> list[Code]:
    """The arrays with an axis of columns behind that of their rows."""
    found = [turned(w.code(arg), own, own_last(own)) for arg, own in zip(op.args, op.letters, strict=True)]
    return found if own_count(op) > 1 else [Code(f"{code.atom}[..., None]") for code in found]


def _helped(w: Any, op: Op, name: str, sources: tuple[str, ...], *given: Code | str) -> Code:
    for source in sources:
        w.helper(source)
    made = call(name, "xp", *given)
    columns = op.how[3] if op.how[0] == "overlap" else own_count(op)
    return Code(f"{made.text}[..., 0]") if columns == 1 and op.how[0] != "windows" else made


def _correlate(w: Any, op: Op) -> Code:
    a, b = _args(w, op)
    sizes = w.size(op.how[1]), w.size(op.out.own[0])
    return _helped(w, op, "correlate", (_CORRELATE,), a, b, *sizes, str(bool(op.how[2])))


def _windows(w: Any, op: Op) -> Code:
    return _helped(w, op, "windows", (_WINDOWS,), *_args(w, op), *map(w.size, op.how[1:]))


def _overlap(w: Any, op: Op) -> Code:
    return _helped(w, op, "overlap", (_OVERLAP,), *_args(w, op), *map(w.size, op.how[1:]))


def _cumsum(w: Any, op: Op) -> Code:
    return _helped(w, op, "linear_scan", (_MOVED, _SCAN), "None", *_args(w, op), str(bool(op.how[1])))


def _cumprod(w: Any, op: Op) -> Code:
    return _helped(w, op, "cumulative_product", (_MOVED, _CUMPROD), *_args(w, op))


def _scan(w: Any, op: Op) -> Code:
    return _helped(w, op, "linear_scan", (_MOVED, _SCAN), *_args(w, op), str(bool(op.how[1])))


def _one_hot(w: Any, op: Op) -> Code:
    w.helper(POSITION)
    (spots,) = [turned(w.code(arg), own, own_last(own)) for arg, own in zip(op.args, op.letters, strict=True)]
    return call("position", "xp", spots, w.size(op.how[1]), w.dtype)


def _take(w: Any, op: Op) -> Code:
    return _weighted(w, op, "take_rows", _TAKE)


def _put(w: Any, op: Op) -> Code:
    return _weighted(w, op, "put_rows", _PUT)


def _weighted(w: Any, op: Op, name: str, source: str) -> Code:
    """Rows taken or put by weights of 1 and 0, which is what the standard has for both."""
    w.helper(POSITION)
    w.helper(source)
    spots, rows = [turned(w.code(arg), own, own_last(own)) for arg, own in zip(op.args, op.letters, strict=True)]
    is_vector = sum(letter not in LEAD for letter in op.letters[1]) == 1
    gone = sum(letter in LEAD for letter in dict.fromkeys(one for own in op.letters for one in own)
               if letter not in op.to)  # fmt: skip
    rows = Code(f"{rows.atom}[..., None]") if is_vector else rows
    weights = call("position", "xp", spots, w.size(op.how[1]), w.dtype)
    made = call(name, "xp", weights, rows)
    made = call("xp.sum", made, f"axis={tuple(range(gone))}") if gone else made
    return Code(f"{made.text}[..., 0]") if is_vector else made


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
