"""The shapes that a caller gives: of names as they are written, with sizes as names, symbols or numbers."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import sympy as sp

from symgrad.arguments.refusals import short
from symgrad.errors import ShapeError
from symgrad.latex_reading.nodes.compound_sizes import compound, is_compound
from symgrad.latex_reading.nodes.sizes_unified import SCALAR, Shape, Size

_MOST_BLOCKS = 40  # of one size in a sum of sizes
_LARGEST = 10**9  # entries of one axis


def sizes_in(shapes: Mapping[str, Any]) -> list[str]:
    """The names of all sizes."""
    every = [size for shape in shapes.values() for size in _sizes(shape)]
    named = [str(size) for size in every if isinstance(size, str | sp.Symbol)]
    others = [size for size in every if isinstance(size, sp.Expr) and not isinstance(size, sp.Symbol)]
    return [*named, *(name for size in others for name in sorted(map(str, size.free_symbols)))]


def sizes_as_numbers(shapes: Mapping[str, Any], defined: Collection[str]) -> dict[str, Shape]:
    """Sizes where they stand in a formula as numbers: the d of q^T q / d, but no name that an equation defines."""
    return {size: SCALAR for size in sizes_in(shapes) if size not in defined}


def ranks_of(shapes: Mapping[str, Any]) -> dict[str, int]:
    """How many indices an entry of each name has."""
    return {name: len(_sizes(shape)) for name, shape in shapes.items()}


_INDEXED = re.compile(r"(.*)_\{?([a-z](?:[ ,]*[a-z])*)\}?")


def letters_of_layers(shapes: Mapping[str, Any]) -> frozenset[str]:
    """Letters that tell which array a name is: i, j, k where w_{ij} and w_{jk} are said to have different shapes."""
    found: dict[str, list[tuple[str, tuple[Any, ...]]]] = {}
    for written, shape in shapes.items():
        match = _INDEXED.fullmatch(written)
        if match:
            found.setdefault(match[1], []).append((match[2], _sizes(shape)))
    different = [own for own in found.values() if len({shape for _, shape in own}) > 1]
    same_count = [own for own in different if all(len(re.findall("[a-z]", one)) == len(shape) for one, shape in own)]
    return frozenset(letter for own in same_count for one, _ in own for letter in re.findall("[a-z]", one))


def declared_shapes(
    shapes: Mapping[str, Any], keys: Mapping[str, str], conventions: Mapping[str, str]
) -> dict[str, Shape]:
    """The shapes by variable; ``keys`` says which variable a name as written is.

    Raises ShapeError for what is no size, and for more than two sizes.
    """
    rows = conventions.get("vectors") == "rows"
    found: dict[str, Shape] = {}
    for name, shape in shapes.items():
        sizes = _sizes(shape)
        if len(sizes) > 2:
            raise ShapeError(f"{name}: a shape has at most two sizes, but {len(sizes)} came.")
        taken = tuple(_size(name, size) for size in sizes)
        if len(taken) == 1:
            found[keys[name]] = (1, taken[0]) if rows else (taken[0], 1)
        else:
            found[keys[name]] = (taken[0], taken[1]) if taken else (1, 1)
    return found


def _sizes(shape: Any) -> tuple[Any, ...]:
    return tuple(shape) if isinstance(shape, Sequence) and not isinstance(shape, str) else (shape,)


def _sum_of_names(size: Any) -> tuple[str, ...]:
    """The names of a sum of symbols, each as often as it counts: n, n, m of 2 n + m."""
    if not isinstance(size, sp.Expr) or not size.is_polynomial():
        return ()
    terms = [term.as_coeff_Mul() for term in sp.Add.make_args(size)]
    if not all(count.is_Integer and 0 < count <= _MOST_BLOCKS and isinstance(one, sp.Symbol) for count, one in terms):
        return ()
    return tuple(str(one) for count, one in terms for _ in range(int(count)))


def _size(name: str, size: Any) -> Size:
    if isinstance(size, int | sp.Integer) and 1 <= int(size) <= _LARGEST:
        return int(size)
    if isinstance(size, str | sp.Symbol) and str(size).isidentifier():
        return str(size)
    summed = _sum_of_names(size)
    if summed:
        return summed
    if is_compound(size):
        return compound(size)
    told = "another one" if isinstance(size, int | sp.Integer) and abs(size) > _LARGEST else short(repr(size))
    raise ShapeError(f"{name}: a size is a name, a symbol or a whole number from 1 to {_LARGEST}, but {told} came.")
