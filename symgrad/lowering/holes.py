"""Formulas of maps: SymPy expressions in holes that stay as they were written.

SymPy makes exp(a + b) of exp(a) exp(b) and 2 a + 2 b of 2 (a + b) whenever it builds them anew. A formula says which
numbers are computed, a stable form above all, so what is put into it is put in without that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import sympy as sp
from sympy.core.relational import Relational
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.logic.boolalg import BooleanAtom, BooleanFunction

from symgrad.functions.elementwise import step

_OF_NUMBERS = {sp.Add: sp.S.Zero, sp.Mul: sp.S.One}


def rebuilt(head: Any, args: Sequence[Any]) -> Any:
    """``head(*args)`` without SymPy's evaluation; sums in sums and products in products are one, as are numbers."""
    if head not in _OF_NUMBERS and all(arg.is_number for arg in args):
        return head(*args)
    if head not in _OF_NUMBERS:
        return head(*args, evaluate=False) if head in (sp.Pow, sp.Max, sp.Min) or _is_function(head) else head(*args)
    flat = [part for arg in args for part in (arg.args if isinstance(arg, head) else [arg])]
    number = head(*(part for part in flat if part.is_Number))
    rest = [part for part in flat if not part.is_Number]
    if head is sp.Mul and number == 0:
        return number
    if number != _OF_NUMBERS[head] or not rest:
        rest.insert(0, number)
    return rest[0] if len(rest) == 1 else head(*rest, evaluate=False)


def put_in(formula: Any, parts: Mapping[Any, Any]) -> Any:
    """The formula with these in the place of holes."""
    if formula in parts:
        return parts[formula]
    if not formula.args or formula.free_symbols.isdisjoint(parts):
        return formula
    return rebuilt(formula.func, [put_in(arg, parts) for arg in formula.args])


def parts_of(node: Any) -> tuple[Any, ...]:
    """What a node is made of: of a choice among scalars the values in it and in its conditions."""
    if not isinstance(node, sp.Piecewise):
        return tuple(node.args)
    leaves, waiting = dict[Any, None](), [node]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Relational):  # a choice that is compared is a value of its own
            leaves |= dict.fromkeys(arg for arg in part.args if not arg.is_number)
        elif isinstance(part, (sp.Piecewise, ExprCondPair, BooleanFunction, BooleanAtom)):
            waiting += part.args
        elif not part.is_number:
            leaves[part] = None
    return tuple(leaves)


def levels(formula: Any) -> int:
    """How deep a formula is."""
    return 1 + max(map(levels, formula.args), default=0) if formula.args else 0


def can_hold(formula: Any, part: Any) -> bool:
    """Whether another formula may be put into one: SymPy does not take a choice in what is chosen or compared."""
    return not (part.has(sp.Piecewise) and formula.has(sp.Piecewise, Relational))


def occurrences(formula: Any) -> Counter[Any]:
    """How often each symbol, a hole say, stands in a formula."""
    found, waiting = Counter[Any](), [formula]
    while waiting:
        part = waiting.pop()
        if part.is_Symbol:
            found[part] += 1
        waiting += part.args
    return found


def _is_function(head: Any) -> bool:
    return isinstance(head, type) and issubclass(head, sp.Function)


def mask_in(factor: Any) -> Any | None:
    """step(v) of a power of it, which is the same; None for any other factor."""
    base = factor.base if factor.is_Pow and factor.exp.is_number and factor.exp.is_positive else factor
    return base if base.func is step.head else None
