"""What formulas mean -> expressions, once the shapes of all variables are known."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import sympy as sp

from symgrad.algebra.blocks import explicit
from symgrad.expressions.shapes import shape_of
from symgrad.latex_reading.formulas.calls_read import call
from symgrad.latex_reading.formulas.choices_read import choice, compared, delta
from symgrad.latex_reading.formulas.lowering_rules import Lowering, Rule
from symgrad.latex_reading.formulas.products_read import KINDS, is_windowed, windowed
from symgrad.latex_reading.names.bound_letters import free_letters
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
from symgrad.latex_reading.nodes.sizes_unified import SCALAR
from symgrad.latex_reading.tex.tex_tokens import MOST_DIGITS
from symgrad.latex_reading.vocabulary.entry_forms import (
    Axes,
    NoMatrixForm,
    aligned,
    contracted,
    in_halves,
    letters_of_all,
    of_blocks,
    product,
    quotient,
    rows_of,
    sum_of,
)
from symgrad.latex_reading.vocabulary.functions_read import elementwise_power, grows, is_square, matrix_power
from symgrad.operations.operations import (
    concat,
    hadamard,
    norm_squared,
    ones,
    rows,
)

_NUMBERS: Mapping[str, Any] = MappingProxyType({"1/2": sp.Rational(1, 2), "inf": sp.oo, "pi": sp.pi, "e": sp.E})


def _use(lowering: Lowering, node: Use) -> Axes:
    symbol = lowering.symbol(node)
    return lowering.entries(symbol, node.entries) if node.entries else Axes(symbol)


def _derivative(lowering: Lowering, node: Derivative) -> Axes:
    """A derivative in print is the name of what it stands for."""
    return Axes(lowering.symbol(node))


def _constant(lowering: Lowering, node: Constant) -> Axes:
    number = _NUMBERS[node.text] if node.text in _NUMBERS else sp.Rational(node.text)
    shape = lowering.solution.constants.get(id(node), SCALAR)
    return Axes(number if shape == SCALAR else number * ones(*map(lowering.size, shape)))


def _times(lowering: Lowering, node: Times) -> Axes:
    values = [lowering.of(factor) for factor in node.factors]
    if any(value.letters for value in values):
        return product(values, lowering.sizes)
    kinds = lowering.solution.kinds.get(id(node), ())
    exprs = [value.expr for value in values]
    from_right = kinds[:1] == ("right",)
    exprs = exprs[::-1] if from_right else exprs
    found, place = exprs[0], 1
    for kind, run in itertools.groupby(kinds[from_right:]):
        factors = exprs[place : place + len(list(run))]
        place += len(factors)
        every = [*factors[::-1], found] if from_right else [found, *factors]
        if kind in ("hadamard", "matrix", "scalar"):
            found = hadamard(*every) if kind == "hadamard" else in_halves(every)
            continue
        for factor in factors:
            pair = (factor, found) if from_right else (found, factor)
            found = windowed(kind, *pair, lowering.size) if is_windowed(kind) else KINDS[kind](*pair)
    return _by_lines(lowering, node, found)


def _by_lines(lowering: Lowering, node: Times, found: Any) -> Axes:
    """A product of lines of matrices that letters tell: w_k^T x is W x by its entries k, w_k^T x_i is W X^T."""
    row, column = (_line_told(lowering, one) for one in (node.factors[0], node.factors[-1]))
    high, wide = (*shape_of(found), 1, 1)[:2]
    across = row[0] if row[1] and lowering.sizes.get(row[0]) == high != 1 else ""
    along = column[0] if not column[1] and lowering.sizes.get(column[0]) == wide != 1 else ""
    if across and (along or wide == 1):
        return Axes(found, (across, along) if along else (across,))
    return Axes(found.T, (along,)) if along and high == 1 else Axes(found)


def _line_told(lowering: Lowering, node: Meaning) -> tuple[str, bool]:
    """The letter that tells a line of a matrix, of which it is a column, and whether that is turned; "" of others."""
    turned = isinstance(node, Transposed)
    use = node.body if isinstance(node, Transposed) else node
    if not isinstance(use, Use) or len(use.entries) != 1 or not isinstance(use.entries[0], Affine):
        return "", turned
    matrix = 1 not in shape_of(lowering.symbol(Use(use.span, use.variable, use.time)))
    return (use.entries[0].letter if matrix else ""), turned


def _plus(lowering: Lowering, node: Plus) -> Axes:
    values = [lowering.of(term) for term in node.terms]
    lettered = [value for value in values if value.letters]
    letters = letters_of_all(lettered) if lettered else ()
    exprs = [aligned(value, letters, lowering.sizes) for value in values]
    return Axes(sum_of([expr if sign == "+" else -expr for sign, expr in zip(node.signs, exprs, strict=True)]), letters)


def _power(lowering: Lowering, node: Power) -> Axes:
    exponent = lowering.of(node.exponent).expr
    if isinstance(node.body, Call) and node.body.function in ("norm ‖", "norm ‖2", "norm ‖F") and exponent == 2:
        inner = lowering.of(node.body.arguments[0]).expr
        return Axes(norm_squared(inner) if shape_of(inner) else inner**2)
    body = lowering.of(node.body)
    if grows(_factor(body.expr), _factor(exponent), MOST_DIGITS):
        node.span.source.refused(node.span.start, f"a number of more than {MOST_DIGITS} digits comes out here.")
    if not body.letters and is_square(body.expr) and not node.entrywise:
        return Axes(matrix_power(body.expr, exponent))
    return Axes(elementwise_power(body.expr, exponent), body.letters)


def _factor(expr: Any) -> Any:
    """The number before what is 2 x, or 2 for every entry."""
    return expr.args[0] if isinstance(expr, sp.Mul | sp.MatMul) else expr


def _transposed(lowering: Lowering, node: Transposed) -> Axes:
    value = lowering.of(node.body)
    if value.letters or not shape_of(value.expr):
        return Axes(value.expr, value.letters)
    return Axes(value.expr.T)


def _sum_over(lowering: Lowering, node: SumOver) -> Axes:
    if node.kind != "sum" or node.excluded:
        what = "a sum that leaves one index out" if node.kind == "sum" else f"a {node.kind} over an index"
        raise NoMatrixForm(f"{what} has no matrix form")
    terms, values = _expanded(node.body), []
    before = lowering.counted(node)
    for signs, factors in terms:
        own = [lowering.of(factor) for factor in factors]
        for factor, value in zip(factors, own, strict=True):
            if node.letter in free_letters(factor) and node.letter not in value.letters:
                raise NoMatrixForm(f"{factor.span.shown} is a line of a matrix, which {node.letter} tells")
        values.append((signs, contracted(own, node.letter, lowering.sizes)))
    letters = letters_of_all([value for _, value in values]) if any(value.letters for _, value in values) else ()
    found = Axes(sum_of([sign * aligned(value, letters, lowering.sizes) for sign, value in values]), letters)
    lowering.sizes = before
    return found


def _expanded(node: Meaning) -> list[tuple[int, list[Meaning]]]:
    """The terms of a body, each the factors of its product."""
    if isinstance(node, Plus):
        return [
            ((1 if sign == "+" else -1) * own, factors)
            for sign, term in zip(node.signs, node.terms, strict=True)
            for own, factors in _expanded(term)
        ]
    if isinstance(node, Times):
        return [(1, _factors(node))]
    return [(1, [node])]


def _factors(node: Meaning) -> list[Meaning]:
    if isinstance(node, Times):
        return [one for factor in node.factors for one in _factors(factor)]
    return [node]


def _stacked(lowering: Lowering, node: Stacked) -> Axes:
    rows = [[lowering.of(item).expr for item in row] for row in node.rows]
    items = [item for row in rows for item in row]
    if not any(map(shape_of, items)):
        return Axes(items[0] if len(items) == 1 else explicit(len(rows), len(rows[0]), items))
    rows = [[item if shape_of(item) else explicit(1, 1, [item]) for item in row] for row in rows]
    if len(rows[0]) == 1:
        return Axes(concat(*(row[0] for row in rows)))
    return Axes(of_blocks(rows))


def _entry_of(lowering: Lowering, node: EntryOf) -> Axes:
    return lowering.entries(lowering.of(node.body).expr, node.entries)


def _block(lowering: Lowering, node: Block) -> Axes:
    size = lowering.size(lowering.solution.constants[id(node)][0])
    return Axes(rows(lowering.of(node.body).expr, node.place * size, size))


def _divided(lowering: Lowering, node: Divided) -> Axes:
    return quotient(lowering.of(node.above), lowering.of(node.below), lowering.sizes)


LOWERED: Mapping[type, Rule] = MappingProxyType(
    {
        Use: _use,
        Derivative: _derivative, Constant: _constant, Times: _times, Plus: _plus, Call: call, Divided: _divided,
        Power: _power,
        Transposed: _transposed, SumOver: _sum_over, Kronecker: delta, Stacked: _stacked, EntryOf: _entry_of,
        Part: lambda lowering, node: Axes(rows_of(lowering.of(node.body).expr, node.before, node.rows, lowering.size)),
        Block: _block, Choice: choice, Compared: compared, Conditions: compared,
    }
)  # fmt: skip
