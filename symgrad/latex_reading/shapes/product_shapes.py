"""The shapes that a product may have: what each sign between its factors may mean, one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symgrad.latex_reading.nodes.meanings import Constant, Times
from symgrad.latex_reading.nodes.sizes_unified import SCALAR, Shape
from symgrad.latex_reading.shapes.product_kinds import kinds_of
from symgrad.latex_reading.shapes.shape_search import Search


def of_product(search: Search, node: Times) -> Iterator[Shape]:
    """All factors, folded from the left; from the right where that is the only way."""
    composed = [isinstance(factor, Times) for factor in node.factors]
    for shapes in search.each(node.factors):
        if _has_lone_one(node, shapes):
            continue
        for kinds, shape in _folded(search, shapes, node.signs, composed, from_right=False):
            search.kinds[id(node)] = kinds
            yield shape
        if len(shapes) > 2:
            for _ in search.at_cost(1):
                for kinds, shape in _folded(search, shapes[::-1], node.signs[::-1], composed[::-1], from_right=True):
                    search.kinds[id(node)] = ("right", *kinds)
                    yield shape


def _has_lone_one(node: Times, shapes: Sequence[Shape]) -> bool:
    """Whether a bold 1 is taken for a number beside an array, which it would leave as it is."""
    arrays = any(shape != SCALAR for shape in shapes)
    ones = zip(node.factors, shapes, strict=True)
    return arrays and any(shape == SCALAR and isinstance(one, Constant) and one.everywhere for one, shape in ones)


def _folded(
    search: Search, shapes: Sequence[Shape], signs: Sequence[str], composed: Sequence[bool], *, from_right: bool
) -> Iterator[tuple[tuple[str, ...], Shape]]:
    """The kinds of product between neighbours, one after the other, and the shape of all."""
    open_: list[Iterator[tuple[str, Shape]]] = []  # of each product so far what it may still be
    kinds: list[str] = []
    results = [shapes[0]]
    while search.left > 0:
        search.left -= 1
        if len(kinds) == len(signs):
            yield tuple(kinds), results[-1]
        else:
            place = len(kinds) + 1
            near = results[-1], place > 1 or composed[0]
            far = shapes[place], composed[place]
            left, right = (far, near) if from_right else (near, far)
            open_.append(_products(search, signs[place - 1], left[0], right[0], (left[1], right[1])))
            kinds.append("")
            results.append(SCALAR)
        while open_:
            found = next(open_[-1], None)
            if found is not None:
                kinds[-1], results[-1] = found
                break
            for one in (open_, kinds, results):
                one.pop()
        if not open_:
            return


def _products(
    search: Search, sign: str, left: Shape, right: Shape, composed: tuple[bool, bool]
) -> Iterator[tuple[str, Shape]]:
    convention = search.conventions.get(sign or "juxtaposition", "by its operands")
    left, right = search.now(left), search.now(right)
    for kind, cost, pairs, result in kinds_of(sign, left, right, convention, composed):
        for _ in search.at_cost(cost):
            for _ in search.sizes.attempts(*pairs):
                yield kind, result
