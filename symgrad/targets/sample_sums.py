"""Sums over the samples of a batch, of what flows back to something that they share.

What has no axis of samples counts once, so a sum goes inside as far as terms with an axis and terms without stand
beside each other: of (bar_y + c) x', where x and c are shared, the sum is (sum of bar_y, plus c) x'. The sum over u v'
is one product of matrices, without the outer product of each sample.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy as sp

from symgrad.algebra import add, raw, split
from symgrad.calculus.transpose_rules import TRANSPOSE_RULES
from symgrad.nodes import Concat, MatrixMap
from symgrad.shapes import is_matrix, shape_of
from symgrad.targets.numpy_writer import NumpyWriter
from symgrad.targets.pieces import Code, Level, call, joined
from symgrad.targets.products import boundary, column, row, spread, times

# Linear in all of their arguments together; of the other linear nodes, products, in each alone.
_TOGETHER = (sp.Add, sp.MatAdd, Concat)


def summed(w: NumpyWriter, expr: Any) -> Code:
    """An expression summed over the samples; what has no axis of them stays as it is."""
    if not w.batch.carries(expr):
        return w.code(expr)
    if isinstance(expr, (sp.Add, sp.MatAdd)):
        return _sum(w, expr.args)
    if _is_mixed(w, expr):
        return _inside(w, expr)
    coefficient, body = split(expr) if is_matrix(expr) else (sp.S.One, expr)
    cut = boundary(body.args) if isinstance(body, sp.MatMul) else None
    if cut is not None:
        return _outer_sum(w, coefficient, body.args, cut)
    return Code(f"{w.code(expr).atom}.sum(axis=0)")


def _sum(w: NumpyWriter, terms: Sequence[Any]) -> Code:
    """A sum of terms: those that sum in a way of their own each by itself, the others as they stand together."""
    alone = [not w.batch.carries(term) or _is_mixed(w, term) or _is_outer(term) for term in terms]
    together = [term for term, by_itself in zip(terms, alone, strict=True) if not by_itself]
    parts = [summed(w, term) for term, by_itself in zip(terms, alone, strict=True) if by_itself]
    if together:
        parts.insert(0, Code(f"{w.code(add(*together)).atom}.sum(axis=0)"))
    return w.in_portions(parts, lambda some: joined([(False, part) for part in some], False), lambda code: code)


def _is_outer(term: Any) -> bool:
    body = split(term)[1] if is_matrix(term) else term
    return isinstance(body, sp.MatMul) and boundary(body.args) is not None


def _is_mixed(w: NumpyWriter, expr: Any) -> bool:
    """Whether something without an axis of samples stands beside something with one, where the whole is linear."""
    while True:
        places = _linear_places(w, expr)
        if not places:
            return False
        if isinstance(expr, _TOGETHER):
            beside = (arg for k, arg in enumerate(expr.args) if k not in places)
            if any(not isinstance(arg, sp.ZeroMatrix) for arg in beside):
                return True
            return any(_is_mixed(w, expr.args[k]) for k in places)
        expr = expr.args[places[0]]


def _linear_places(w: NumpyWriter, expr: Any) -> list[int]:
    """The arguments with an axis of samples in which a node is linear; none where it is not."""
    if type(expr) not in TRANSPOSE_RULES:
        return []
    places = [k for k, arg in enumerate(expr.args) if w.batch.carries(arg)]
    if isinstance(expr, _TOGETHER):
        return places
    first = 2 if isinstance(expr, MatrixMap) else 0  # a function of a matrix is linear in its directions alone
    return places if len(places) == 1 and places[0] >= first else []


def _inside(w: NumpyWriter, expr: Any) -> Code:
    """A linear node of the sums of its arguments."""
    args = list(expr.args)
    stand_ins: dict[Any, Code] = {}
    for k in _linear_places(w, expr):
        code = w.bound(summed(w, args[k]))
        shape = shape_of(args[k])
        args[k] = sp.MatrixSymbol(code.text, *shape) if shape else sp.Symbol(code.text)
        stand_ins[args[k]] = code
    made = sp.Mul(*args) if isinstance(expr, sp.Mul) else raw(type(expr), *args)
    return w.with_names(stand_ins, made)


def _outer_sum(w: NumpyWriter, coefficient: Any, factors: Sequence[Any], cut: int) -> Code:
    """The sum over the samples of c u v', without the outer product of each sample."""
    left, right = column(w, factors[:cut]), row(w, factors[cut:])
    if coefficient != 1:
        left = times([spread(w.code(coefficient), factors[cut - 1]), left], [])
    if left.batched and right.batched:
        return Code(f"{left.atom}.T @ {right.atom}", Level.PRODUCT)
    if left.batched:
        return Code(f"np.outer({left.atom}.sum(axis=0), {right.text})")
    if right.batched:
        return Code(f"np.outer({left.text}, {right.atom}.sum(axis=0))")
    return call("np.outer", left, right)
