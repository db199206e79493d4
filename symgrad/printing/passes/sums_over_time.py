"""Sums over t with what runs forward at t, as Greff et al. write them: of delta at t + 1 and y at t, from t = 0 on."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgrad.expressions.symbols import At, at, is_of_cotangent, time
from symgrad.expressions.traversal import postorder
from symgrad.programs.equations import replace_variables, variables_in
from symgrad.time.time_sums import TimeSum, sum_over_time

t = time("t")


def with_centred_sums(expr: Any) -> Any:
    """The expression, its sums over t of what runs forward at t - 1 alone moved on by one step.

    >>> import symgrad as sg
    >>> told = sg.Recurrence(sg.cells.elman()).gradient(wrt="U").equations[-1]
    >>> print(told.rhs)
    sum(bar_pre_h[t]*h[t - 1].T, t = 1 .. T)
    >>> print(with_centred_sums(told.rhs))
    sum(bar_pre_h[t + 1]*h[t].T, t = 0 .. T - 1)
    """
    moved = {node: _moved(node) for node in postorder(expr) if isinstance(node, TimeSum)}
    return expr.xreplace(moved) if moved else expr


def _moved(node: Any) -> Any:
    variables = [variable for variable in variables_in(node.term) if isinstance(variable, At)]
    if {v.time for v in variables if not is_of_cotangent(v)} != {t - 1}:
        return node
    later = {v: at(v.primal, v.time + 1) for v in variables}
    return sum_over_time(replace_variables(node.term, later), node.first - 1, sp.simplify(node.last - 1))
