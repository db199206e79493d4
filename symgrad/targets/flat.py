"""Flat vectors and matrices: every entry is the same number, which is then all that their code has to say."""

from __future__ import annotations

from typing import Any

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct

from symgrad.algebra import split
from symgrad.nodes import Elementwise
from symgrad.shapes import is_matrix


def is_flat(expr: Any) -> bool:
    """Whether an expression is a vector or a matrix whose entries are all the same, whatever its variables are."""
    if not is_matrix(expr):
        return False
    waiting, seen = [expr], set()
    while waiting:
        node = waiting.pop()
        if node in seen or isinstance(node, (sp.OneMatrix, sp.ZeroMatrix)):
            continue
        seen.add(node)
        if isinstance(node, (sp.MatAdd, HadamardProduct)):
            waiting += node.args
        elif isinstance(node, HadamardPower):
            waiting.append(node.base)
        elif isinstance(node, Elementwise):
            waiting.append(node.argument)
        elif isinstance(node, sp.Transpose):
            waiting.append(node.arg)
        else:
            coefficient, body = split(node)
            if coefficient == 1:
                return False
            waiting.append(body)
    return True
