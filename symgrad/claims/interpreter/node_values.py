"""The value of each kind of node, by those of its parts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from types import MappingProxyType
from typing import Any

import numpy as np

from symgrad.claims.interpreter.formula_values import (
    BARS,
    BROADCAST,
    NoValueError,
    Rule,
    Scope,
    ShapesError,
    entries_of,
    flipped,
    multiplied,
    number,
    shape_of_array,
)
from symgrad.claims.interpreter.summed_numbers import summed_numbers
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

Array = Any


def _use(scope: Scope, node: Use) -> Array:
    time = None if node.time is None else scope.place(node.time)
    value = scope.values.variable(node, time, scope)
    whole = scope.values.is_whole(node)
    return entries_of(scope, value, node.entries) if node.entries and whole else value


def _constant(scope: Scope, node: Constant) -> Array:
    known = {"pi": np.pi, "e": np.e, "inf": np.inf}.get(node.text)
    value = number(float(Fraction(node.text)) if known is None else known)
    return value * np.ones(shape_of_constant(scope, node))


def shape_of_constant(scope: Scope, node: Constant) -> tuple[int, int]:
    """Rows and columns: of a bold 1 what the text or the forward pass says, of any other number one of each."""
    if not node.sizes:
        return scope.constants.get(id(node), (1, 1))
    rows, columns = [*map(scope.sized, node.sizes), 1][:2]
    return rows, columns


def _plus(scope: Scope, node: Plus) -> Array:
    values = [scope.of(term) for term in node.terms]
    total: Array = 0.0
    shapes = {shape_of_array(value) for value in values} - {(1, 1)}
    if len(shapes) > 1 and "samples" not in scope.conventions and BROADCAST not in scope.conventions:
        raise ShapesError("the terms of a sum have different shapes.")
    for sign, value in zip(node.signs, values, strict=True):
        total = total + value if sign == "+" else total - value
    return total


def _times(scope: Scope, node: Times) -> Array:
    values = [scope.of(factor) for factor in node.factors]
    errors = None
    for fold in (_from_left, _from_right):
        try:
            return fold(scope, values, node)
        except NoValueError as error:
            errors = errors or error
    raise errors or NoValueError("an empty product.")


def _from_left(scope: Scope, values: Sequence[Array], node: Times) -> Array:
    result, composed = values[0], [isinstance(factor, Times) for factor in node.factors]
    told = _told(scope, node, from_right=False)
    for k, sign in enumerate(node.signs):
        result = multiplied(scope, sign, result, values[k + 1], (k > 0 or composed[0], composed[k + 1]), told[k])
    return result


def _from_right(scope: Scope, values: Sequence[Array], node: Times) -> Array:
    result, composed = values[-1], [isinstance(factor, Times) for factor in node.factors]
    last, told = len(node.signs) - 1, _told(scope, node, from_right=True)
    for k in range(last, -1, -1):
        result = multiplied(
            scope, node.signs[k], values[k], result, (composed[k], k < last or composed[-1]), told[last - k]
        )
    return result


def _told(scope: Scope, node: Times, *, from_right: bool) -> Sequence[str]:
    """What each sign of a product of the forward pass was found to mean where it is folded from this end."""
    kinds = scope.products.get(id(node), ())
    right = kinds[:1] == ("right",)
    known = kinds[right:] if right == from_right else ()
    return [kind if kind in ("dot", "hadamard") else "" for kind in known] or [""] * len(node.signs)


def _divided(scope: Scope, node: Divided) -> Array:
    above, below = scope.of(node.above), scope.of(node.below)
    shapes = {shape_of_array(above), shape_of_array(below)} - {(1, 1)}
    if len(shapes) > 1:
        raise ShapesError("a quotient of different shapes.")
    return above / below


def _power(scope: Scope, node: Power) -> Array:
    body, exponent = scope.of(node.body), scope.of(node.exponent)
    if shape_of_array(exponent) != (1, 1):
        raise NoValueError("an exponent that is no number.")
    rows, columns = shape_of_array(body)
    if np.iscomplexobj(exponent) and np.any(np.imag(exponent)):
        amount = np.where(np.real(body) < 0, -body, body).astype(complex)
        return np.exp(exponent * np.log(amount))  # it moves
    power = np.real(exponent).ravel()[0]
    if rows == columns > 1 and power == round(power) and not node.entrywise:
        return np.linalg.matrix_power(body, round(power))
    if power == round(power):
        return body ** round(power)
    return np.exp(power * np.log(body.astype(complex))) if np.iscomplexobj(body) else np.abs(body) ** power


def _transposed(scope: Scope, node: Transposed) -> Array:
    return flipped(scope.of(node.body))


def _sum_over(scope: Scope, node: SumOver) -> Array:
    total: Array = None
    for letter_number in summed_numbers(scope, node):
        own = scope.with_letter(node.letter, letter_number).of(node.body)
        if total is None:
            total = own
        elif node.kind == "sum":
            total = total + own
        elif node.kind == "product" and shape_of_array(own) != (1, 1):
            total = own @ total if shape_of_array(own)[1] == shape_of_array(total)[0] else total * own
        else:
            total = total * own
    if total is None:
        return number(0.0) if node.kind == "sum" else np.eye(scope.rows)
    return total


def _kronecker(scope: Scope, node: Kronecker) -> Array:
    return number(float(scope.place(node.left) == scope.place(node.right)))


def _stacked(scope: Scope, node: Stacked) -> Array:
    rows = [[scope.of(item) for item in row] for row in node.rows]
    first = rows[0][0]
    if len(rows[0]) == 1 and all(shape_of_array(row[0])[0] == 1 for row in rows) and first.shape[-1] > 1:
        return _joined([row[0] for row in rows], -1)
    return _joined([_joined(row, -1) for row in rows], -2)


def _joined(values: Sequence[Array], axis: int) -> Array:
    front = np.broadcast_shapes(*(value.shape[:-2] for value in values))
    spread = [np.broadcast_to(value, (*front, *shape_of_array(value))) for value in values]
    return np.concatenate(spread, axis=axis)


def _choice(scope: Scope, node: Choice) -> Array:
    result: Array = number(0.0)
    for value, condition in reversed(node.rows):
        own = scope.of(value)
        result = own if condition is None else np.where(np.real(scope.of(condition)) > 0.5, own, result)
    return result


_COMPARED: Mapping[str, Callable[[Array, Array], Array]] = MappingProxyType(
    {
        "<": np.less, ">": np.greater, "<=": np.less_equal, ">=": np.greater_equal, "==": np.equal,
        "!=": np.not_equal,
    }
)  # fmt: skip


def _counted(scope: Scope, side: Affine, beside: Sequence[Affine | Meaning]) -> Array:
    """The number of a time or an index; beside a number or a class both count from 1."""
    shift = side.letter in scope.counted and any(isinstance(one, Meaning) for one in beside)
    return number(float(scope.place(side) + shift))


def _compared(scope: Scope, node: Compared) -> Array:
    sides = [
        _counted(scope, side, node.sides) if isinstance(side, Affine) else np.real(scope.of(side))
        for side in node.sides
    ]
    held: Array = True
    for sign, left, right in zip(node.signs, sides, sides[1:], strict=False):
        held = np.logical_and(held, _COMPARED[sign](left, right))
    return np.asarray(held, dtype=float)


def _conditions(scope: Scope, node: Conditions) -> Array:
    held = np.stack(np.broadcast_arrays(*(np.real(scope.of(one)) > 0.5 for one in node.conditions)))
    return (held.any(axis=0) if node.word == "or" else held.all(axis=0)).astype(float)


def _part(scope: Scope, node: Part) -> Array:
    value = scope.of(node.body)
    before, count = (int(size.at(scope.sized)) for size in (node.before, node.rows))
    if before + count > shape_of_array(value)[0]:
        raise ShapesError("a range of rows goes beyond the last.")
    return value[..., before : before + count, :]


def _block(scope: Scope, node: Block) -> Array:
    value = scope.of(node.body)
    rows = shape_of_array(value)[0]
    if rows % node.count:
        raise ShapesError("the rows of a column are not so many equal parts.")
    size = rows // node.count
    return value[..., node.place * size : (node.place + 1) * size, :]


def _entry_of(scope: Scope, node: EntryOf) -> Array:
    return entries_of(scope, scope.of(node.body), node.entries)


def _derivative(scope: Scope, node: Derivative) -> Array:
    return scope.values.derivative(node, scope)


def _call(scope: Scope, node: Call) -> Array:
    if not node.arguments:
        raise NoValueError(f"{node.span.text}: how many entries this has is not known here.")
    arguments = [scope.of(argument) for argument in node.arguments]
    rows, columns = shape_of_array(arguments[0])
    if node.function == "norm |" and rows == columns > 1 and BARS not in scope.conventions:
        return called(scope, replace(node, function="det"), arguments)  # as the reader has it where shapes allow it
    if node.function == "inner" and len(arguments) == 2 and _is_outer(scope, *arguments):
        return arguments[0] @ flipped(arguments[1])  # the outer product in angle brackets, as Greff writes it
    return called(scope, node, arguments)


def _is_outer(scope: Scope, left: Array, right: Array) -> bool:
    """Whether angle brackets are an outer product; of columns of one size they may be either, where nothing says it."""
    said = scope.conventions.get(r"\langle")
    if said is None and shape_of_array(left) == shape_of_array(right) and shape_of_array(left)[1] == 1:
        scope.values.ambiguous = True
    either = said is None and scope.dotted == "hadamard"
    return said == "outer product" or either or shape_of_array(left) != shape_of_array(right)


def called(scope: Scope, node: Call, arguments: Sequence[Array]) -> Array:
    """A function of values that are known."""
    return scope.values.function(
        node.function if len(arguments) == 1 else f"{node.function} of {len(arguments)}",
        arguments if len(arguments) > 1 else arguments[0],
        node.primes,
    )


VALUED: Mapping[type, Rule] = MappingProxyType(
    {
        Use: _use, Constant: _constant, Plus: _plus, Times: _times, Divided: _divided, Power: _power,
        Transposed: _transposed, SumOver: _sum_over, Kronecker: _kronecker, Stacked: _stacked, Choice: _choice,
        Conditions: _conditions, Block: _block,
        Compared: _compared, EntryOf: _entry_of, Part: _part, Derivative: _derivative, Call: _call,
    }
)  # fmt: skip
