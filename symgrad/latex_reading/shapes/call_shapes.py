"""The shapes that a function may have, by those of its arguments."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from symgrad.latex_reading.nodes.meanings import Call
from symgrad.latex_reading.nodes.sizes_unified import SCALAR, Shape, along_lines
from symgrad.latex_reading.resolving.sizes_written import size_written
from symgrad.latex_reading.shapes.shape_search import Search
from symgrad.latex_reading.vocabulary.operations_read import OPERATIONS, Given, Operation

TO_NUMBER = frozenset(
    {"trace", "tr", "det", "sum", "mean", "argmax", "logsumexp", "norm", "var", "std", "rms", "big sum", "big product"}
)
TWO_TO_NUMBER = frozenset({"inner", "dot"})
BROADCAST = frozenset({"max", "min"})
_OF_LINES = frozenset({"cumsum", "cumprod"})
_UNLIKE = 4  # more than that a bold 0 is a matrix


def call(search: Search, node: Call) -> Iterator[Shape]:
    """The shapes that a function may have, by those of its arguments."""
    if node.function in OPERATIONS and not node.primes:
        yield from _operation(search, node, OPERATIONS[node.function])
        return
    if node.function in BROADCAST and len(node.arguments) > 1:
        yield from search.broadcast(node.arguments)
        return
    if not node.arguments:  # a unit vector
        search.constants[id(node)] = search.sizes.fresh(), 1
        yield search.constants[id(node)]
        return
    for shapes in search.each(node.arguments):
        if node.function in TWO_TO_NUMBER and len(shapes) == 2:
            yield from _paired(search, node, shapes)
        elif node.function in ("det", "trace", "tr"):
            for _ in search.sizes.attempts(shapes[0]):
                yield SCALAR
        elif node.function.endswith((" col", " row")) or node.function in _OF_LINES:
            for _ in search.at_cost(_UNLIKE if shapes[0] == SCALAR else 0):  # a bold 0 there is an array
                yield along_lines(node.function, shapes[0])
        elif node.function in TO_NUMBER or node.function in BROADCAST or node.function.startswith("norm "):
            if node.function == "norm |" and shapes[0] != SCALAR:
                yield from _between_bars(search, node, shapes[0])
                continue
            of_number = shapes[0] == SCALAR and node.function.startswith("norm ‖")  # |x| is written of one
            for _ in search.at_cost(2 if of_number else 0):
                yield SCALAR
        elif node.function == "diag":
            yield from _diag(search, shapes[0])
        elif node.function in ("layer_norm", "rms_norm"):
            yield shapes[0]  # the second argument is the number beneath the root
        elif node.function == "concat":
            yield tuple(shape[0] for shape in shapes), 1
        elif search.conventions.get(node.function) == "scalar function":
            yield SCALAR
        elif len(shapes) == 1:
            yield shapes[0]
        else:
            for _ in search.same(shapes):
                yield shapes[0]


def _between_bars(search: Search, node: Call, shape: Shape) -> Iterator[Shape]:
    """The determinant of a square matrix, or what has the size of each entry."""
    if 1 not in shape:
        for _ in search.sizes.attempts(shape):
            search.kinds[id(node)] = ("det",)
            yield SCALAR
    for _ in search.at_cost(0 if 1 in shape else 1):
        search.kinds[id(node)] = ("abs",)
        yield shape


def _paired(search: Search, node: Call, shapes: Sequence[Shape]) -> Iterator[Shape]:
    """The inner product of two of one shape; in angle brackets also the outer product, as Greff writes it.

    Of vectors they mean one of the two in a whole text.
    """
    vectors = node.function == "inner" and all(shape[1] == 1 for shape in shapes)
    before = search.angles
    if not vectors or before != "outer":
        search.angles = "dot" if vectors else before
        for _ in search.same(shapes):
            search.kinds[id(node)] = ("dot",)
            yield SCALAR
    if vectors and before != "dot":
        search.angles = "outer"
        search.kinds[id(node)] = ("outer",)
        yield shapes[0][0], shapes[1][0]
    search.angles = before


def _diag(search: Search, shape: Shape) -> Iterator[Shape]:
    if shape[1] == 1:
        yield shape[0], shape[0]
    elif shape[0] == 1:
        yield shape[1], shape[1]
    else:
        for _ in search.sizes.attempts((shape[0], shape[1])):
            yield shape[0], 1


def _operation(search: Search, node: Call, operation: Operation) -> Iterator[Shape]:
    """What an operation of whole arrays gives; its shape is kept for who builds it."""
    for found in search.each(node.arguments):
        shapes = [*map(search.now, found)]
        fit = operation.shape(Given(shapes, [size_written(one) for one in node.arguments], search.sizes.fresh))
        if fit is None:
            continue
        pairs, shape = fit
        for _ in search.at_cost(_UNLIKE if shapes[:1] == [SCALAR] else 0):
            for _ in search.sizes.attempts(*pairs):
                search.constants[id(node)] = shape
                yield shape
