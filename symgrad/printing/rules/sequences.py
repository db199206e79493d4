"""Rules for what goes along rows: convolutions as papers have them, pooling, sums and products so far."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgrad.algebra import split
from symgrad.expressions.nodes import Explicit, LineReduction, Unvec, Windows
from symgrad.expressions.shapes import is_vector, same_dimension, shape_of
from symgrad.operations.of_vectors import LineFunction, maximum
from symgrad.printing.assembly import called, wrapped
from symgrad.printing.formula import Formula
from symgrad.printing.pieces import Level, Piece, depth_of, product_kind, track_of
from symgrad.printing.rules import applications, sums_and_products
from symgrad.printing.rules.linear import place

FULL, VALID, SAME = "full", "valid", "same"


def half(width: Any) -> Any | None:
    """(width - 1) / 2, rounded down; None where it is not known."""
    width = sp.expand(width)
    if width.is_Integer:
        return (width - 1) // 2
    made = sp.expand((width - 1) / 2)
    return made if made.is_integer else None


def convolution_mode(node: Any) -> str | None:
    """The mode of a convolution, by the names of NumPy; None where it is none of them."""
    n, m = (shape_of(part)[0] for part in node.args[:2])
    for one, other in ((n, m), (m, n)):
        known = {FULL: (0, n + m - 1), SAME: (half(other), one), VALID: (other - 1, one - other + 1)}
        for mode, window in known.items():
            if _is(node, window):
                return mode
    return None


def correlation_mode(node: Any) -> str | None:
    """The mode of a correlation, by the names of NumPy; None where it is none of them."""
    n, m = (shape_of(part)[0] for part in node.args[:2])
    middle = half(m)
    middle = None if middle is None else middle + 1 - m
    known = ((VALID, (0, n - m + 1)), (VALID, (n - m, m - n + 1)), (SAME, (middle, n)), (FULL, (1 - m, n + m - 1)))
    return next((mode for mode, window in known if _is(node, window)), None)


def _is(node: Any, window: tuple[Any, Any]) -> bool:
    start, count = window
    return start is not None and same_dimension(start, node.start) and same_dimension(count, node.count)


def convolution(formula: Formula, node: Any) -> Piece:
    """a * b, the whole of it; which part of it is meant stands beneath the sign."""
    sign, mode = formula.style.convolution, convolution_mode(node)
    if mode is None:
        first, last = (place(formula, spot) for spot in (node.start, node.start + node.count - 1))
        return _between(formula, node, formula.style.ranged(sign, first, last))
    return _between(formula, node, sign if mode == FULL else formula.style.moded(sign, mode))


def correlation(formula: Formula, node: Any) -> Piece:
    """a star b at the lags where all of the shorter one is met; which others are meant stands beneath the sign."""
    sign, mode = formula.style.correlation, correlation_mode(node)
    if mode is None:
        first, last = (formula(sp.expand(lag)) for lag in (node.start, node.start + node.count - 1))
        return _between(formula, node, formula.style.ranged(sign, first, last))
    return _between(formula, node, sign if mode == VALID else formula.style.moded(sign, mode))


def _between(formula: Formula, node: Any, sign: str) -> Piece:
    pieces = [formula.piece(arg) for arg in node.args[:2]]
    parts = [wrapped(formula.style, part, Level.POWER if part.open else Level.FRACTION) for part in pieces]
    text = f" {sign} ".join(part.text for part in parts)
    return Piece(text, Level.QUOTIENT, product_kind(parts), depth=depth_of(parts), track=track_of(parts))


def _called(formula: Formula, word: str, sizes: list[Any], arguments: list[Any]) -> Piece:
    name = formula.style.word(word)
    if sizes:
        name = formula.style.indexed(name, [formula(size) for size in sizes])
    return called(formula.style, name, [formula.piece(arg) for arg in arguments])


def windows(formula: Formula, node: Any) -> Piece:
    """The windows of a sequence; how wide they are, and by how much each is further on, stand beneath the word."""
    return _called(formula, node.word, [node.args[1], node.args[2]], [node.args[0]])


def overlap(formula: Formula, node: Any) -> Piece:
    """Windows put where they were, and added; how many rows and columns come out is told where it may be another."""
    added, stride, rows, columns = node.args
    count, width = shape_of(added)
    exact = columns == 1 and same_dimension(stride * (count - 1) + width, rows)
    return _called(formula, node.word, [stride] if exact else [stride, rows, columns], [added])


def scan(formula: Formula, node: Any) -> Piece:
    """The sums so far, or a linear recurrence."""
    word = ("rev" if node.backward else "") + ("cumsum" if node.sums else "scan")
    return _called(formula, word, [], list(node.args[1:2] if node.sums else node.args[:2]))


def one_hot(formula: Formula, node: Any) -> Piece:
    """A row with a one for each position."""
    spots = node.args[0]
    if not isinstance(spots, Explicit):
        return _called(formula, "onehot", [], [spots])
    listed = [Piece(place(formula, spot), Level.SUM) for spot in spots.entries]
    return called(formula.style, formula.style.word("onehot"), listed)


def _is_pooled(node: Any) -> bool:
    """Whether it is the maximum of each window."""
    return (
        isinstance(node, LineReduction) and node.head == LineFunction(maximum, 1) and isinstance(node.args[1], Windows)
    )


def _pooled(formula: Formula, windows_: Any, word: str = "maxpool") -> Piece:
    x, width, stride = windows_.args[:3]
    return _called(formula, word, [width] if width == stride else [width, stride], [x])


def product(formula: Formula, node: Any) -> Piece:
    """A product of matrices; the mean of each window is a pooling."""
    averaged = _averaged(node)
    if averaged is None:
        return sums_and_products.matrix_product(formula, node)
    return _pooled(formula, averaged, "meanpool")


def _averaged(node: Any) -> Any | None:
    """The windows of which a product is the mean of each, column by column; None where it is none."""
    coefficient, body = split(node)
    columns: Any = 1
    if isinstance(body, Unvec):
        body, _, columns = body.args
    factors: tuple[Any, ...] = body.args if isinstance(body, sp.MatMul) else ()
    if len(factors) != 2 or not isinstance(factors[0], Windows) or not isinstance(factors[1], sp.OneMatrix):
        return None
    cut = factors[0]
    return cut if coefficient * cut.args[1] == 1 and columns == shape_of(cut.args[0])[1] else None


def of_lines(formula: Formula, node: Any) -> Piece:
    """A function of each line; of windows the maximum is a pooling."""
    if not _is_pooled(node):
        return applications.of_whole(formula, node)
    if is_vector(node.args[1].args[0]):
        return _pooled(formula, node.args[1])
    return called(formula.style, formula.style.word("vec"), [_pooled(formula, node.args[1])])


def unvec(formula: Formula, node: Any) -> Piece:
    """A vector cut into columns; of what was pooled column by column, that."""
    if _is_pooled(node.args[0]) and node.args[2] == shape_of(node.args[0].args[1].args[0])[1]:
        return _pooled(formula, node.args[0].args[1])
    return applications.by_word(formula, node)
