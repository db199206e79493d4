"""Undefined functions of vectors entry by entry: a function of numbers for each, and SymPy's derivatives of it."""

from __future__ import annotations

import itertools
from typing import Any

import sympy as sp

from symgrad.expansion.dense import dense, is_dense


def undefined(node: Any, atom: Any, size: Any, *args: Any) -> Any:
    """A derivative of f(x, y): f of the entries of x and y, differentiated by SymPy, summed along the directions."""
    head, count = node.head, len(node.arguments)
    values = [_listed(arg) for arg in args[:count]]
    directions = [_listed(arg) for arg in args[count:]]
    flat = [*itertools.chain(*values)]
    plain = all(value.is_Symbol for value in flat) and len({*flat}) == len(flat)
    names = values if plain else [[sp.Dummy(real=True) for _ in each] for each in values]

    def at(*places: int) -> Any:
        terms = (
            sp.Mul(*(direction[k] for direction, k in zip(directions, along, strict=True)))
            * _slope(head, names, [*zip(head.open, places, strict=False), *zip(head.along, along, strict=True)], flat)
            for along in itertools.product(*(range(len(direction)) for direction in directions))
        )
        return sp.Add(*terms)

    sizes = [int(size) if axis == 0 else len(names[axis - 1]) for axis in head.open]
    return dense(sizes[0], sizes[1] if len(sizes) > 1 else 1, at) if sizes else at()


def _listed(entries: Any) -> list[Any]:
    return list(entries) if is_dense(entries) else [entries]


def _slope(head: Any, names: list[list[Any]], axes: list[tuple[int, int]], values: list[Any]) -> Any:
    """The derivative of one entry by the names at places of the axes, at values."""
    entry = next((f"_{place + 1}" for axis, place in axes if axis == 0), "")
    function, flat = sp.Function(f"{head.bare}{entry}", real=True), [*itertools.chain(*names)]
    by = [names[axis - 1][place] for axis, place in axes if axis] + [names[k - 1][0] for k in head.scalars]
    if not by:
        return function(*values)
    slope = sp.diff(function(*flat), *by)
    return slope if flat == values else sp.Subs(slope, tuple(flat), tuple(values))
