"""Functions of a whole vector, and stable forms of them, in C: by name, of n numbers that follow each other."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

# name -> (what it takes, its body, which writes into y)
_TOP = """long top = 0;
for (long i = 1; i < n; i++)
    if ({x}[i] > {x}[top] || ({x}[i] != {x}[i] && {x}[top] == {x}[top])) top = i;"""
_TOP_X, _TOP_P = _TOP.replace("{x}", "x"), _TOP.replace("{x}", "p")

BODIES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "softmax": ("const real *x", f"""
{_TOP_X}
real sum = 0;
for (long i = 0; i < n; i++) y[i] = sg_exp(x[i] - x[top]);
for (long i = 0; i < n; i++) sum += y[i];
for (long i = 0; i < n; i++) y[i] /= sum;"""),
        "log_softmax": ("const real *x", f"""
{_TOP_X}
real sum = 0;
for (long i = 0; i < n; i++)
    if (i != top) sum += sg_exp(x[i] - x[top]);
sum = sg_log1p(sum);
for (long i = 0; i < n; i++) y[i] = (x[i] - x[top]) - sum;"""),
        "logsumexp": ("const real *x", f"""
{_TOP_X}
real sum = 0;
for (long i = 0; i < n; i++)
    if (i != top) sum += sg_exp(x[i] - x[top]);
y[0] = x[top] + sg_log1p(sum);"""),
        "norm": ("const real *x", """
real top = 0, sum = 0;
for (long i = 0; i < n; i++) top = sg_larger(sg_size(x[i]), top);
const real scale = top > 0 ? top : 1;
for (long i = 0; i < n; i++) sum += sg_square(x[i] / scale);
y[0] = scale * sg_sqrt(sum);"""),
        "normalize": ("const real *x", """
real top = 0, sum = 0;
for (long i = 0; i < n; i++) top = sg_larger(sg_size(x[i]), top);
const real scale = top > 0 ? top : 1;
for (long i = 0; i < n; i++) y[i] = x[i] / scale;
for (long i = 0; i < n; i++) sum += y[i] * y[i];
const real size = sg_sqrt(sum), by = size > 0 ? size : 1;
for (long i = 0; i < n; i++) y[i] /= by;"""),
        "maximum": ("const real *x", f"{_TOP_X}\ny[0] = x[top];"),
        "first_maximum": ("const real *x", f"{_TOP_X}\nfor (long i = 0; i < n; i++) y[i] = i == top;"),
        "standardize": ("const real *x, real epsilon", """
real mean = 0, sum = 0;
for (long i = 0; i < n; i++) mean += x[i];
mean /= (real)n;
for (long i = 0; i < n; i++) y[i] = x[i] - mean;
for (long i = 0; i < n; i++) sum += y[i] * y[i];
const real size = sg_sqrt(sum / (real)n + epsilon);
for (long i = 0; i < n; i++) y[i] /= size;"""),
        "deviation": ("const real *x, real epsilon", """
real mean = 0, sum = 0;
for (long i = 0; i < n; i++) mean += x[i];
mean /= (real)n;
for (long i = 0; i < n; i++) sum += (x[i] - mean) * (x[i] - mean);
y[0] = sg_sqrt(sum / (real)n + epsilon);"""),
        "rms": ("const real *x, real epsilon", """
real sum = 0;
for (long i = 0; i < n; i++) sum += x[i] * x[i];
y[0] = sg_sqrt(sum / (real)n + epsilon);"""),
        "rms_normalize": ("const real *x, real epsilon", """
real sum = 0;
for (long i = 0; i < n; i++) sum += x[i] * x[i];
const real size = sg_sqrt(sum / (real)n + epsilon);
for (long i = 0; i < n; i++) y[i] = x[i] / size;"""),
        "softmax_complement": ("const real *p", f"""
{_TOP_P}
real rest = 0;
for (long i = 0; i < n; i++)
    if (i != top) rest += p[i];
for (long i = 0; i < n; i++) y[i] = i == top ? rest : 1 - p[i];"""),
        "softmax_centred": ("const real *p, const real *v", f"""
{_TOP_P}
real sum = 0;
for (long i = 0; i < n; i++) sum += p[i] * (v[i] - v[top]);
for (long i = 0; i < n; i++) y[i] = (v[i] - v[top]) - sum;"""),
        "softmax_pull": ("const real *p, const real *v", f"""
{_TOP_P}
real sum = 0;
for (long i = 0; i < n; i++) sum += p[i] * (v[i] - v[top]);
for (long i = 0; i < n; i++) y[i] = p[i] * ((v[i] - v[top]) - sum);"""),
        "softmax_difference": ("const real *p, const real *q", f"""
{_TOP_P}
real rest = 0;
for (long i = 0; i < n; i++)
    if (i != top) rest += p[i] - q[i];
for (long i = 0; i < n; i++) y[i] = p[i] - q[i];
if (p[top] > (real)0.5 && q[top] > (real)0.5) y[top] = -rest;"""),
        "softmax_jacobian": ("const real *p", """
for (long i = 0; i < n; i++) {
    real others = 0;
    for (long j = 0; j < n; j++) {
        others += j == i ? 0 : p[j];
        y[i * n + j] = -p[i] * p[j];
    }
    y[i * n + i] = p[i] * others;
}"""),
        "log_softmax_jacobian": ("const real *p", """
for (long i = 0; i < n; i++) {
    real others = 0;
    for (long j = 0; j < n; j++) {
        others += j == i ? 0 : p[j];
        y[i * n + j] = -p[j];
    }
    y[i * n + i] = others;
}"""),
        "normalize_jacobian": ("const real *x", """
for (long i = 0; i < n; i++) {
    real others = 0;
    for (long j = 0; j < n; j++) {
        others += j == i ? 0 : x[j] * x[j];
        y[i * n + j] = -x[i] * x[j];
    }
    y[i * n + i] = others;
}"""),
    }
)  # fmt: skip

POSITION = """\
/* a position among `size` entries as a whole number; -1 where it is none, and then why is noted */
SG_UNUSED static long sg_position(double index, long size, double *fault) {
    const double at = rint(index);
    if (fabs(index - at) < 1e-3 && at >= 0 && at < (double)size) return (long)at;
    fault[0] = index;
    fault[1] = (double)size;
    return -1;
}
"""


def vector_function(name: str) -> str:
    """The source of one of them."""
    taken, body = BODIES[name]
    lines = "\n".join(f"    {line}" if line else line for line in body.strip().splitlines())
    return f"SG_UNUSED static void sg_{name}(long n, {taken}, real *y) {{\n{lines}\n}}\n"
