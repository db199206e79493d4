"""Which parts of a program get a name in its code, and which: what is used twice is computed once."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import sympy as sp
from sympy.core.function import Function
from sympy.logic.boolalg import Boolean

from symgrad.lifting import formula_in
from symgrad.nodes import Elementwise, Reduction, ScalarPointwise, VectorMap
from symgrad.program import Program
from symgrad.shapes import holds_matrix
from symgrad.symbols import is_variable
from symgrad.traversal import postorder

_PLAIN = (sp.Transpose, sp.OneMatrix, sp.ZeroMatrix, sp.Identity)


def shared_parts(program: Program) -> set[Any]:
    """The parts that are worth computing once: used twice or more, and not just a name with a sign or a bend."""
    uses: Counter[Any] = Counter()
    seen: set[Any] = set()
    for equation in program.equations:
        uses[equation.rhs] += 1
        for node in postorder(equation.rhs, lambda node: not is_variable(node), _written):
            if node not in seen and not is_variable(node):
                seen.add(node)
                uses.update(dict.fromkeys(_written(node), 1))
    return {node for node, count in uses.items() if count > 1 and _worth_a_name(node)}


def opened(node: Any) -> Any:
    """A choice among scalars as a formula of its arguments, whose parts may stand elsewhere too; else the node.

    Where an argument holds a matrix it stays as it is: SymPy's own nodes do not take sums of those everywhere.
    """
    if not isinstance(node, ScalarPointwise) or any(map(holds_matrix, node.args[1:])):
        return node
    formula, arguments = formula_in(node)
    return formula.xreplace(arguments)


def _written(node: Any) -> tuple[Any, ...]:
    """The parts of which the code of a node is made."""
    whole = opened(node)
    return tuple(node.args) if whole is node else (whole,)


def _worth_a_name(node: Any) -> bool:
    if is_variable(node) or not node.args or isinstance(node, (Boolean, sp.Tuple, *_PLAIN)) or node.is_number:
        return False
    if isinstance(node, (sp.Mul, sp.MatMul)):
        return sum(not factor.is_number for factor in node.args) > 1
    return not all(arg.is_number for arg in node.args) if isinstance(node, sp.Pow) else True


def told_name(expr: Any) -> str:
    """tanh_s for tanh(s); nothing for what has no short name."""
    if isinstance(expr, (Elementwise, VectorMap, Reduction)) and is_variable(expr.argument):
        head = getattr(expr.head, "name", None) or expr.head.__name__
        return re.sub(r"\W+", "_", f"{head}_{expr.argument.name}".lower())
    if isinstance(expr, Function) and len(expr.args) == 1 and is_variable(expr.args[0]):
        return re.sub(r"\W+", "_", f"{expr.func.__name__}_{expr.args[0].name}".lower())
    return ""
