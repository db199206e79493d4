"""The algebra: constructors that keep expressions in simplest form, and what a user writes brought to that form."""

from symgrad.algebra.bare import is_zero, ones_of, raw, scale, split, zero
from symgrad.algebra.constructors import add, diag, dot, inverted, mul, negate, total, trace, transpose
from symgrad.algebra.elements import element
from symgrad.algebra.entrywise import factors, hadamard, power

__all__ = [
    "add",
    "diag",
    "dot",
    "element",
    "factors",
    "hadamard",
    "inverted",
    "is_zero",
    "mul",
    "negate",
    "ones_of",
    "power",
    "raw",
    "scale",
    "split",
    "total",
    "trace",
    "transpose",
    "zero",
]
