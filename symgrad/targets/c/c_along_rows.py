"""What goes along rows in C: functions of arrays (n, c) whose rows follow each other, c being 1 for a vector."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

CORRELATE = """\
/* the sums over k of a[i + start + k] b[k] for count places i, a being zero outside; turned: b from its end */
SG_UNUSED static void sg_correlate(long n, long m, long c, long count, long start, int turned, const real *a,
                                   const real *b, real *y) {
    memset(y, 0, sizeof(real) * (size_t)(count * c));
    for (long k = 0; k < m; k++) {
        const real *row = b + (turned ? m - 1 - k : k) * c;
        const long first = start + k < 0 ? -start - k : 0;
        const long last = n - start - k < count ? n - start - k : count;
        if (c == 1) {
            const real by = row[0];
            const real *moved = a + (start + k);
            for (long i = first; i < last; i++) y[i] += by * moved[i];
        } else
            for (long i = first; i < last; i++)
                for (long j = 0; j < c; j++) y[i * c + j] += a[(i + start + k) * c + j] * row[j];
    }
}
"""
WINDOWS = """\
/* the windows of each column, a row for each, those of the first column first */
SG_UNUSED static void sg_windows(long c, long width, long stride, long count, const real *x, real *y) {
    for (long j = 0; j < c; j++)
        for (long i = 0; i < count; i++)
            for (long k = 0; k < width; k++) y[(j * count + i) * width + k] = x[(i * stride + k) * c + j];
}
"""
OVERLAP = """\
/* windows put where they were in n rows of c columns, and added */
SG_UNUSED static void sg_overlap(long rows, long width, long stride, long n, long c, const real *y, real *x) {
    const long count = rows / c;
    memset(x, 0, sizeof(real) * (size_t)(n * c));
    for (long j = 0; j < c; j++)
        for (long i = 0; i < count; i++)
            for (long k = 0; k < width; k++) x[(i * stride + k) * c + j] += y[(j * count + i) * width + k];
}
"""
CUMSUM = """\
/* the sums so far, or those from here to the end */
SG_UNUSED static void sg_cumsum(long n, long c, int back, const real *x, real *y) {
    for (long s = 0; s < n; s++) {
        const long i = back ? n - 1 - s : s, before = back ? i + 1 : i - 1;
        for (long j = 0; j < c; j++) y[i * c + j] = x[i * c + j] + (s ? y[before * c + j] : 0);
    }
}
"""
CUMPROD = """\
/* the products so far */
SG_UNUSED static void sg_cumprod(long n, long c, const real *x, real *y) {
    for (long i = 0; i < n; i++)
        for (long j = 0; j < c; j++) y[i * c + j] = i ? y[(i - 1) * c + j] * x[i * c + j] : x[j];
}
"""
SCAN = """\
/* z[i] = a[i] z[i - 1] + b[i], or a[i] z[i + 1] + b[i] */
SG_UNUSED static void sg_linear_scan(long n, long c, int back, const real *a, const real *b, real *z) {
    for (long s = 0; s < n; s++) {
        const long i = back ? n - 1 - s : s, before = back ? i + 1 : i - 1;
        for (long j = 0; j < c; j++) z[i * c + j] = b[i * c + j] + (s ? a[i * c + j] * z[before * c + j] : 0);
    }
}
"""


def _columns(code: Any) -> str:
    return str(code.size(0, 1)) if len(code.op.args[0].own) > 1 else "1"


def _correlate(code: Any) -> None:
    _, start, turned = code.op.how
    code.w.helper("correlate", CORRELATE)
    sizes = [code.size(0, 0), code.size(1, 0), _columns(code), code.w.size(code.op.out.own[0]), code.w.size(start)]
    code.w.line(
        f"sg_correlate({', '.join(sizes)}, {turned}, {code.array(0)}, {code.array(1)}, {code.result()});"
    )  # fmt: skip


def _windows(code: Any) -> None:
    code.w.helper("windows", WINDOWS)
    sizes = ", ".join([_columns(code), *map(code.w.size, code.op.how[1:])])
    code.w.line(f"sg_windows({sizes}, {code.array(0)}, {code.result()});")


def _overlap(code: Any) -> None:
    code.w.helper("overlap", OVERLAP)
    sizes = ", ".join([code.size(0, 0), code.size(0, 1), *map(code.w.size, code.op.how[1:])])
    code.w.line(f"sg_overlap({sizes}, {code.array(0)}, {code.result()});")


def _cumsum(code: Any) -> None:
    code.w.helper("cumsum", CUMSUM)
    sizes = f"{code.size(0, 0)}, {_columns(code)}, {code.op.how[1]}"
    code.w.line(f"sg_cumsum({sizes}, {code.array(0)}, {code.result()});")


def _cumprod(code: Any) -> None:
    code.w.helper("cumprod", CUMPROD)
    code.w.line(f"sg_cumprod({code.size(0, 0)}, {_columns(code)}, {code.array(0)}, {code.result()});")


def _scan(code: Any) -> None:
    code.w.helper("linear_scan", SCAN)
    sizes = f"{code.size(0, 0)}, {_columns(code)}, {code.op.how[1]}"
    code.w.line(f"sg_linear_scan({sizes}, {code.array(0)}, {code.array(1)}, {code.result()});")


def _one_hot(code: Any) -> None:
    w, many = code.w, code.w.size(code.op.how[1])
    spots, result = code.array(0), code.result()
    w.open(f"for (long i = 0; i < {code.size(0, 0)}; i++) {{")
    _position(code, spots)
    w.line(f"for (long j = 0; j < {many}; j++) ({result})[i * ({many}) + j] = j == spot;")
    w.close()


def _position(code: Any, spots: str) -> None:
    """The position of row i, as a whole number."""
    code.w.needs_position()
    code.w.line(f"const long spot = sg_position((double)({spots})[i], {code.w.size(code.op.how[1])}, fault);")
    code.w.line(f"if (spot < 0) return {code.w.fault('position', code.op)};")


def _take(code: Any) -> None:
    w, spots, rows, result = code.w, code.array(0), code.array(1), code.result()
    c = code.size(1, 1) if len(code.op.args[1].own) > 1 else "1"
    w.open(f"for (long i = 0; i < {code.size(0, 0)}; i++) {{")
    _position(code, spots)
    w.line(f"for (long j = 0; j < {c}; j++) ({result})[i * ({c}) + j] = ({rows})[spot * ({c}) + j];")
    w.close()


def _put(code: Any) -> None:
    """Samples that the result lacks are added up in it."""
    w, result = code.w, code.result()
    c = code.size(1, 1) if len(code.op.args[1].own) > 1 else "1"
    w.line(f"memset({result}, 0, sizeof(real) * (size_t)(({w.size(code.op.how[1])}) * ({c})));")
    opened = code.open_missing()
    spots, rows = code.array(0), code.array(1)
    w.open(f"for (long i = 0; i < {code.size(0, 0)}; i++) {{")
    _position(code, spots)
    w.line(f"for (long j = 0; j < {c}; j++) ({result})[spot * ({c}) + j] += ({rows})[i * ({c}) + j];")
    w.close(1 + opened)


ALONG: Mapping[str, Callable[[Any], None]] = MappingProxyType(
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
