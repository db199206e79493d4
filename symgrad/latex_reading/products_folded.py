"""The shapes that a product of several factors may have, and which kind of product stands between neighbours."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symgrad.latex_reading.meanings import Times
from symgrad.latex_reading.product_kinds import kinds_of
from symgrad.latex_reading.shape_search import Search
from symgrad.latex_reading.sizes_unified import SCALAR, Shape


def folded(search: Search, node: Times) -> Iterator[Shape]:
    """All factors, folded from the left; from the right where that is the only way."""
    for shapes in search.each(node.factors):
        for kinds, shape in _folded(search, shapes, node.signs, from_right=False):
            search.kinds[id(node)] = kinds
            yield shape
        if len(shapes) > 2:
            for _ in search.at_cost(1):
                for kinds, shape in _folded(search, shapes[::-1], node.signs[::-1], from_right=True):
                    search.kinds[id(node)] = ("right", *kinds)
                    yield shape


def _folded(
    search: Search, shapes: Sequence[Shape], signs: Sequence[str], *, from_right: bool
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
            pair = results[-1], shapes[len(kinds) + 1]
            open_.append(_products(search, signs[len(kinds)], *(pair[::-1] if from_right else pair)))
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


def _products(search: Search, sign: str, left: Shape, right: Shape) -> Iterator[tuple[str, Shape]]:
    convention = search.conventions.get(sign or "juxtaposition", "by its operands")
    for kind, cost, pairs, result in kinds_of(sign, left, right, convention):
        for _ in search.at_cost(cost):
            for _ in search.sizes.attempts(*pairs):
                yield kind, result
