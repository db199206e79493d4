"""Exponentials and logarithms near 1, without cancellation: rows of the table of elementwise functions."""

from __future__ import annotations

import sympy as sp

from symgrad.functions.elementwise import elementwise, exp
from symgrad.functions.elementwise_row import placed_in

_LOGIT = '''
def logit(x):
    """log(x / (1 - x)), without cancellation near 1/2 and near 0."""
    near = np.abs(x - 0.5) < 0.25  # where 2 x - 1 is exact
    inside = np.where(near, x, 0.5)
    outside = np.where(near, 0.25, x)
    return np.where(near, 2.0 * np.arctanh(2.0 * inside - 1.0), np.log(outside) - np.log1p(-outside)).astype(x.dtype)
'''

log1p = placed_in(__name__, elementwise(
    "log1p", lambda x, y: 1 / (1 + x), lambda x: sp.log(1 + x), r"\operatorname{log1p}", "np.log1p({x})",
    told="the logarithm of 1 + x, without cancellation near 0",
))  # fmt: skip
expm1 = placed_in(__name__, elementwise(
    "expm1", lambda x, y: exp(x), lambda x: sp.exp(x) - 1, r"\operatorname{expm1}", "np.expm1({x})",
    told="the exponential of x, less 1, without cancellation near 0",
))  # fmt: skip
logit = placed_in(__name__, elementwise(
    "logit", lambda x, y: 1 / (x * (1 - x)), lambda x: sp.log(x / (1 - x)), r"\operatorname{logit}", "logit({x})",
    _LOGIT.replace("np.abs(x - 0.5)", "np.abs(x.real - 0.5)"), _LOGIT,
    told="the inverse of the logistic function, of numbers between 0 and 1",
    source="Berkson, Application of the Logistic Function to Bio-Assay, 1944",
))  # fmt: skip
