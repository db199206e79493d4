"""Logarithms: of a scale, never of its number; log(1 + x) where x may be small."""

from __future__ import annotations

from typing import Any

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

from symgrad.algebra import add, element, ones_of, scale
from symgrad.algebra.blocks import apply
from symgrad.expressions.nodes import application
from symgrad.expressions.shapes import is_matrix, shape_of
from symgrad.expressions.symbols import is_variable
from symgrad.functions.elementwise import log
from symgrad.lowering.stability import rows as own
from symgrad.lowering.stability.in_exponential import constant
from symgrad.lowering.stability.scaled_terms import Term
from symgrad.lowering.stability.sight import Sight


def stable_log(w: Sight, expr: Any) -> Any:
    argument = expr.args[-1]
    value = w.value(argument) if is_variable(argument) else argument
    if isinstance(value, MatrixElement):  # of the vector, whose largest entry has the others beside it
        whole = stable_log(w, apply(log.head, value.args[0]))
        return expr if application(whole)[0] is log.head else element(whole, *value.args[1:])
    shape = shape_of(argument)
    term = w.analysis.single(argument)
    if term is not None and not term.scale.is_one:
        return _log_of(term, shape) or expr
    if isinstance(argument, (sp.Add, sp.MatAdd)):
        for part in argument.args:
            if constant(part) == 1:
                rest = add(*(other for other in argument.args if other is not part))
                return apply(own.log1p.head, rest)
    return expr


def _log_of(term: Term, shape: Any) -> Any | None:
    rest = term.rest
    if not is_matrix(rest) and rest.is_number:
        if rest.is_negative:
            return None
        about = term.scale.cosh_argument()
        if about is not None and 2 * rest == 1:
            return apply(own.log_cosh.head, about)
        first = sp.log(rest)
        first = scale(first, ones_of(shape)) if shape else first
    else:
        first = apply(log.head, rest)
        first = scale(first, ones_of(shape)) if shape and not is_matrix(first) else first
    return add(first, term.scale.log(shape))
