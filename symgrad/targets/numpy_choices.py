"""NumPy forms of values that are chosen: Piecewise, Max and Min of scalars, and the conditions inside them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import sympy as sp

from symgrad.shapes import is_matrix
from symgrad.targets.numpy_writer import NumpyWriter
from symgrad.targets.pieces import Code, Level, call
from symgrad.targets.products import spread
from symgrad.targets.sharing import opened

Rule = Callable[[NumpyWriter, Any], Code]


def piecewise(w: NumpyWriter, expr: Any) -> Code:
    """The first value whose condition holds; every value is computed."""
    values = [w.code(value) for value, _ in expr.args]
    made = Code("np.nan", constant=True)
    for value, (_, condition) in reversed(list(zip(values, expr.args, strict=True))):
        made = value if condition == sp.true else call("np.where", w.code(condition), value, made)
    if all(value.constant for value in values):  # of numbers alone NumPy makes 64 bits
        return Code(f"{made.text}.astype({w.dtype})", batched=made.batched)
    return made


def pointwise(w: NumpyWriter, expr: Any) -> Code:
    """The formula of arrays; a number per sample is spread over the entries of the sample."""
    whole = opened(expr)
    if whole is not expr:
        return w.brief(whole)
    pieces = {}
    for symbol, argument in zip(expr.head.variables, expr.args[1:], strict=True):
        spot = w.bound(w.code(argument))
        pieces[symbol] = spot if is_matrix(argument) or not is_matrix(expr) else spread(spot, expr)
    return w.with_names(pieces, expr.head.expr)


def _chosen(function: str) -> Rule:
    def rule(w: NumpyWriter, expr: Any) -> Code:
        return functools.reduce(lambda a, b: call(function, a, b), map(w.code, expr.args))

    return rule


def _comparison(sign: str) -> Rule:
    def rule(w: NumpyWriter, expr: Any) -> Code:
        left, right = (w.code(arg) for arg in expr.args)
        real = ".real" if w.analytic else ""
        text = f"{left.atom}{real} {sign} {right.atom}{real}"
        return Code(text, Level.SUM, left.batched or right.batched)

    return rule


CHOICES: Mapping[type, Rule] = MappingProxyType(
    {
        sp.Piecewise: piecewise,
        sp.Max: _chosen("np.maximum"),
        sp.Min: _chosen("np.minimum"),
        sp.And: _chosen("np.logical_and"),
        sp.Or: _chosen("np.logical_or"),
        sp.Not: lambda w, expr: call("np.logical_not", w.code(expr.args[0])),
        sp.StrictGreaterThan: _comparison(">"),
        sp.GreaterThan: _comparison(">="),
        sp.StrictLessThan: _comparison("<"),
        sp.LessThan: _comparison("<="),
        sp.Equality: _comparison("=="),
        sp.Unequality: _comparison("!="),
    }
)
