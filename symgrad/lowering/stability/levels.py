"""What is the same in every entry and goes with the mean: of v + c 1 less its mean, v less its mean.

So the gradient with respect to what sums to one, which has no mean, is not what is left of a large number c.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy as sp

from symgrad.algebra import add, ones_of, scale, split, total
from symgrad.expressions.nodes import Total
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.symbols import is_variable
from symgrad.lowering.stability.sight import Sight

MOST_TERMS = 12  # of a sum that is looked at


def levelled(w: Sight, expr: Any) -> Any:
    """A sum of a vector and its mean without what is the same in every entry of it; itself where there is none."""
    if not isinstance(expr, sp.MatAdd) or len(expr.args) > MOST_TERMS:
        return expr
    for term in expr.args:
        number, name = split(term)  # a name of a sum, or the sum
        value = w.value(name) if is_variable(name) else name
        level, rest = (0, ()) if value is None else _level(value)
        flat = next((other for other in expr.args if _is_mean(other, name)), None) if level != 0 else None
        if flat is None:
            continue
        shape, mean = shape_of(expr), split(flat)[0]
        left = add(*rest) if rest else None
        before, after = (
            mean.xreplace({Total(name): (0 if left is None else total(left)) + sp.Mul(*shape) * c}) for c in (level, 0)
        )
        if sp.expand(number * level + before - after) == 0:
            kept = [other for other in expr.args if other is not term and other is not flat]
            return add(scale(after, ones_of(shape)), *([] if left is None else [scale(number, left)]), *kept)
    return expr


def _is_mean(term: Any, name: Any) -> bool:
    """Whether a term is the same in every entry and has the sum of the entries of a name in it."""
    number, body = split(term)
    return isinstance(body, sp.OneMatrix) and number.has(Total(name))


def _level(value: Any) -> tuple[Any, Sequence[Any]]:
    """What is the same in every entry of a sum, as a scalar, and the other terms."""
    terms = value.args if isinstance(value, sp.MatAdd) else (value,)
    parts = [(term, *split(term)) for term in terms]
    level = sp.Add(*(number for _, number, body in parts if isinstance(body, sp.OneMatrix)))
    return level, [term for term, _, body in parts if not isinstance(body, sp.OneMatrix)]
