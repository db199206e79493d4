"""Sizes and strides as C: whole numbers made of the dimensions, which are arguments of the function."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import sympy as sp

from symgrad.errors import MissingRuleError

STEPS = sp.Dummy("steps", integer=True, positive=True)  # of the block at hand


def product(sizes: Any) -> Any:
    """The product of sizes, 1 of none."""
    return sp.Mul(*map(sp.sympify, sizes))


def same(one: Any, other: Any) -> bool:
    """Whether two sizes are one, whatever the dimensions are."""
    return bool(one == other or sp.expand(one - other) == 0)


def size_text(size: Any, names: Mapping[Any, str]) -> str:
    """A size in C; MissingRuleError for what sums, products, powers and quotients of whole numbers do not make."""
    above, below = sp.fraction(sp.together(sp.sympify(size)))
    return _text(above, names) if below == 1 else f"({_text(above, names)}) / ({_text(below, names)})"


def factor_text(size: Any, names: Mapping[Any, str]) -> str:
    """A size as a factor."""
    text = size_text(size, names)
    return text if text.replace("_", "a").isalnum() else f"({text})"


def _text(size: Any, names: Mapping[Any, str]) -> str:
    if size.is_Symbol:
        return names[size]
    if size.is_Integer:
        return str(int(size))
    if size.is_Add:
        return " + ".join(_text(arg, names) if not arg.is_Add else f"({_text(arg, names)})" for arg in size.args)
    if size.is_Mul:
        return " * ".join(f"({_text(arg, names)})" if arg.is_Add or arg.is_negative else _text(arg, names)
                          for arg in size.args)  # fmt: skip
    if size.is_Pow and size.exp.is_Integer and 0 < size.exp < 16:
        return " * ".join([f"({_text(size.base, names)})"] * int(size.exp))
    if size.is_Pow and size.base == 2:
        return f"(1L << ({_text(size.exp, names)}))"
    raise MissingRuleError(
        f"no C code for the size {size}: sums, products, quotients and whole powers of whole numbers make a size there."
    )
