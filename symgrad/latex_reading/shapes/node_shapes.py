"""The shapes that each kind of node may have, by those of its parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

import sympy as sp

from symgrad.latex_reading.nodes.compound_sizes import compound
from symgrad.latex_reading.nodes.meanings import (
    Affine,
    Block,
    Call,
    Choice,
    Compared,
    Conditions,
    Constant,
    Derivative,
    Divided,
    EntryOf,
    Kronecker,
    Meaning,
    Part,
    Plus,
    Power,
    Stacked,
    SumOver,
    Times,
    Transposed,
    Use,
)
from symgrad.latex_reading.nodes.sizes_unified import SCALAR, Shape, Size, closed, computed
from symgrad.latex_reading.shapes.call_shapes import call
from symgrad.latex_reading.shapes.product_shapes import of_product
from symgrad.latex_reading.shapes.shape_search import Rule, Search

_FIRST = Affine("", 1)
_OF_A_MATRIX = 3  # how unlikely it is that a bold 1 is one: more than that a capital letter is a vector


def _use(search: Search, node: Use) -> Iterator[Shape]:
    for shape in search.variable(node.variable):
        if not node.entries:
            yield shape
            continue
        told = [one for one in node.entries if isinstance(one, Meaning)]
        for numbers in search.each(told):
            if all(number == SCALAR for number in numbers):
                yield from _entries(search, shape, node.entries)


def _entries(search: Search, shape: Shape, entries: Sequence[Affine | Meaning]) -> Iterator[Shape]:
    mark = len(search.sizes.trail)
    known = dict(search.indices)
    own = [size for size in shape if size != 1]
    if len(own) == len(entries) or (len(own) < len(entries) == 2 and own):
        sizes = shape if len(entries) == 2 else own
        if all(search.index(place, size) for place, size in zip(entries, sizes, strict=True)):
            left = [
                size if isinstance(place, Affine) and place.letter == ":" else 1
                for place, size in zip(entries, sizes, strict=True)
            ]
            yield (left[0], left[1]) if len(left) == 2 else (left[0], 1)
    elif len(own) == 2 and len(entries) == 1 and search.index(entries[0], own[0]):
        yield own[1], 1  # one row of a matrix, as a vector
    search.sizes.undo(mark)
    search.indices.clear()
    search.indices.update(known)


def _constant(search: Search, node: Constant) -> Iterator[Shape]:
    if not node.everywhere:
        yield SCALAR
        return
    fresh = search.sizes.fresh
    ways: list[tuple[int, Shape]] = [(0, (fresh(), 1)), (_OF_A_MATRIX, (fresh(), fresh())), (2, SCALAR)]
    if node.sizes:
        ways = [(0, (node.sizes[0], node.sizes[1] if len(node.sizes) > 1 else 1))]
    for cost, shape in ways:
        for _ in search.at_cost(cost):
            search.constants[id(node)] = shape
            yield shape


def _divided(search: Search, node: Divided) -> Iterator[Shape]:
    for above in search.of(node.above):
        for below in search.of(node.below):
            if SCALAR in (above, below):
                yield above if below == SCALAR else below
            else:
                for _ in search.same([above, below]):
                    yield above


def _power(search: Search, node: Power) -> Iterator[Shape]:
    if node.entrywise:
        yield from search.broadcast([node.body, node.exponent])
        return
    inverse = _is_negative(node.exponent)
    for shape in search.of(node.body):
        for exponent in search.of(node.exponent):
            if exponent != SCALAR:
                continue
            if inverse and 1 not in shape:  # of matrices a square one alone has an inverse
                yield from (shape for _ in search.sizes.attempts(shape))
            else:
                yield from (shape for _ in search.at_cost(int(inverse and shape != SCALAR)))


def _is_negative(node: Meaning) -> bool:
    """Whether this is a negative number: -1, as it is written or as one term."""
    if isinstance(node, Plus):
        return node.signs == ("-",) and isinstance(node.terms[0], Constant)
    return isinstance(node, Constant) and node.text.startswith("-")


def _transposed(search: Search, node: Transposed) -> Iterator[Shape]:
    """The transpose; nobody writes that of a number, and a bold 1 that is transposed is a column."""
    if isinstance(node.body, Constant) and node.body.everywhere and len(node.body.sizes) < 2:
        column = (*node.body.sizes, search.sizes.fresh())[0], 1
        search.constants[id(node.body)] = column
        yield 1, column[0]
        return
    for rows, columns in search.of(node.body):
        for _ in search.at_cost(3 if (rows, columns) == SCALAR else 0):
            yield columns, rows


def _stacked(search: Search, node: Stacked) -> Iterator[Shape]:
    """Numbers make a matrix; columns, or rows, make a longer one; blocks a matrix of blocks."""
    for shapes in search.each([item for row in node.rows for item in row]):
        wide = len(node.rows[0])
        rows = [shapes[k : k + wide] for k in range(0, len(shapes), wide)]
        zeros = [item for row in node.rows for item in row if _is_zero(item)]
        for item in zeros:
            search.constants.pop(id(item), None)
        if all(shape == SCALAR for shape in shapes):
            yield len(rows), wide
        elif wide == 1 and all(shape[1] == 1 for shape in shapes):
            yield tuple(shape[0] for shape in shapes), 1
            for _ in search.at_cost(1) if zeros else ():  # a column of zeros
                found = [row[0] for row in _with_zeros(search, node, rows, columns=1)]
                yield tuple(shape[0] for shape in found), 1
        elif wide == 1 and all(shape[0] == 1 for shape in shapes):
            yield 1, tuple(shape[1] for shape in shapes)
        else:
            yield from _of_blocks(search, rows)
            if zeros:
                yield from _of_blocks(search, _with_zeros(search, node, rows))


def _of_blocks(search: Search, rows: Sequence[Sequence[Shape]]) -> Iterator[Shape]:
    """Blocks beside each other are equally high, those below each other equally wide."""
    pairs = [(row[0][0], shape[0]) for row in rows for shape in row]
    pairs += [(rows[0][k][1], shape[1]) for row in rows for k, shape in enumerate(row)]
    heights, widths = tuple(row[0][0] for row in rows), tuple(shape[1] for shape in rows[0])
    for _ in search.sizes.attempts(*pairs):
        yield heights if len(heights) > 1 else heights[0], widths if len(widths) > 1 else widths[0]


def _is_zero(item: Meaning) -> bool:
    return isinstance(item, Constant) and item.text == "0" and not item.everywhere


def _with_zeros(
    search: Search, node: Stacked, rows: Sequence[Sequence[Shape]], columns: Size | None = None
) -> list[list[Shape]]:
    """The shapes of blocks where each 0 is a block of zeros, with so many columns where they are known."""
    found = [list(row) for row in rows]
    for k, row in enumerate(node.rows):
        for j, item in enumerate(row):
            if _is_zero(item):
                found[k][j] = search.constants[id(item)] = search.sizes.fresh(), columns or search.sizes.fresh()
    return found


def _derivative(search: Search, node: Derivative) -> Iterator[Shape]:
    for below in search.of(node.below):
        above = [SCALAR] if node.above is None else search.of(node.above)
        for own in above:
            if own == SCALAR:
                search.constants[id(node)] = below
                yield below
            elif own[1] == 1 and below[1] == 1:
                yield own[0], below[0]
            else:
                yield search.sizes.fresh(), search.sizes.fresh()


def _entry_of(search: Search, node: EntryOf) -> Iterator[Shape]:
    for shape in search.of(node.body):
        yield from _entries(search, shape, node.entries)


def _part(search: Search, node: Part) -> Iterator[Shape]:
    """As many rows as are said."""
    for _, columns in search.of(node.body):
        yield compound(node.rows.expr), columns


def _block(search: Search, node: Block) -> Iterator[Shape]:
    """One of the equal parts that the rows are cut into."""
    for rows, columns in search.of(node.body):
        part = computed(lambda size: size / node.count, rows)
        pairs: tuple[tuple[Size, Size], ...] = ()
        if part is None:
            part = search.sizes.fresh()
            pairs = ((rows, (part,) * node.count),)
        elif isinstance(closed(part), sp.Rational) and not isinstance(part, int):
            continue
        for _ in search.sizes.attempts(*pairs):
            search.constants[id(node)] = part, columns
            yield part, columns


def _sum_over(search: Search, node: SumOver) -> Iterator[Shape]:
    """The shape of the body, which has the letter for its own; a sum from 1 to m says that there are m entries."""
    outside = search.indices.pop(node.letter, None)
    for shape in search.of(node.body):
        size = search.indices.pop(node.letter, None)
        search.index_again(node.letter, outside)
        mark = len(search.sizes.trail)
        if (
            size is not None
            and node.high is not None
            and node.high.letter
            and not node.high.offset
            and node.low == _FIRST
        ):
            search.sizes.same(size, node.high.letter)
        yield shape
        search.sizes.undo(mark)
        search.index_again(node.letter, size)
    search.index_again(node.letter, outside)


def _compared(search: Search, node: Compared) -> Iterator[Shape]:
    sides = [side for side in node.sides if isinstance(side, Meaning)]
    if sides:
        yield from search.broadcast(sides, free=True)
    else:
        yield SCALAR


def _choice(search: Search, node: Choice) -> Iterator[Shape]:
    """The one shape of all values and conditions, of which numbers may be any."""
    parts = [*(value for value, _ in node.rows), *(condition for _, condition in node.rows if condition is not None)]
    yield from _of_one_shape(search, parts)


def _of_one_shape(search: Search, nodes: Sequence[Meaning]) -> Iterator[Shape]:
    for shapes in search.each(nodes):
        large = [shape for shape in shapes if shape != SCALAR]
        if not large:
            yield SCALAR
            continue
        for _ in search.same(large):
            yield large[0]


OF: Mapping[type, Rule] = MappingProxyType(
    {
        Use: _use,
        Constant: _constant,
        Times: of_product,
        Call: call,
        Divided: _divided,
        Power: _power,
        Transposed: _transposed,
        Stacked: _stacked,
        Derivative: _derivative,
        Compared: _compared,
        Conditions: lambda search, node: _of_one_shape(search, node.conditions),
        Plus: lambda search, node: search.broadcast(node.terms),
        Choice: _choice,
        SumOver: _sum_over,
        Kronecker: lambda search, node: iter([SCALAR]),
        EntryOf: _entry_of,
        Part: _part,
        Block: _block,
    }
)
