"""From a formula of scalars to vectors and matrices: applied entry by entry.

What is a composition of sums, products, powers and functions with a row becomes the nodes for these. What is none (a
choice among values, a power whose exponent is another one at every entry) stays whole, as a Pointwise node: its
branches are only right together with the conditions under which they hold.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sympy as sp
from sympy.core.relational import Relational

from symgrad.algebra import add, hadamard, ones_of, power, raw, scale, split
from symgrad.algebra.blocks import apply
from symgrad.errors import ShapeError
from symgrad.expressions.nodes import FunctionAtom, Pointwise, ScalarPointwise
from symgrad.expressions.nodes.functional import slot
from symgrad.expressions.shapes import Shape, holds_matrix, is_matrix, shape_of, shape_text
from symgrad.expressions.traversal import in_sympys_order, measure, postorder, rebuild
from symgrad.functions.elementwise import relu
from symgrad.functions.formulas import in_formula, is_choice, placed, slope
from symgrad.functions.several_arguments import is_of_several

MOST_WRITTEN_OUT = 300  # leaves of a choice of scalars that stays whole, with the choices among its values


def lift(formula: Any, values: Mapping[Any, Any], shape: Shape) -> Any:
    """A scalar formula of this shape, entry by entry: parts of it stand for what they have in ``values``.

    Raises MissingRuleError for a part of it that has no rule.

    >>> x = sp.MatrixSymbol("x", 3, 1)
    >>> t = sp.Symbol("t")
    >>> lift(t**2, {t: x}, (3, 1))
    HadamardPower(x, 2)
    >>> lift(2**t, {t: x}, (3, 1))
    2**x
    """
    formula = _opened(formula, values)
    values = {**values, **_compared(formula, values, shape)}
    done = dict(values)
    for node in postorder(formula, lambda node: node not in done and in_formula(node) and not _is_whole(node)):
        if node not in done:
            done[node] = _lifted(node, values, shape, done)
    made = done[formula]
    return scale(made, ones_of(shape)) if shape and not is_matrix(made) else made


def _choices(formula: Any, values: Mapping[Any, Any]) -> list[Any]:
    """The choices of what has a value that are nodes already."""
    inside = (node for node in postorder(formula, lambda node: node not in values) if node not in values)
    return [node for node in inside if isinstance(node, ScalarPointwise) and any(node.has(part) for part in values)]


def _opened(formula: Any, values: Mapping[Any, Any]) -> Any:
    """A formula in which a choice of what has a value is written out: it was one of scalars when it came in."""
    choices = _choices(formula, values)
    return _written_out(formula, choices, values) if choices else formula


def whole(formula: Any) -> Any:
    """A choice with the choices among its values written out, where that is not too long.

    Apart from it, one that is not chosen would have a slope of its own, and 0 times infinity is no number.
    """
    choices = [node for node in postorder(formula, in_formula) if isinstance(node, ScalarPointwise)]
    opened = _written_out(formula, choices, {}) if choices else formula
    return opened if measure(opened).size <= MOST_WRITTEN_OUT else formula


def _written_out(formula: Any, choices: Iterable[Any], values: Mapping[Any, Any]) -> Any:
    """A formula with these choices in it by their own formulas; what a condition compares stays as it is."""

    def visit(node: Any, args: tuple[Any, ...]) -> Any:
        return node if args == node.args or isinstance(node, Relational) else node.func(*args)

    leaves = {node: node for node in postorder(formula, in_formula) if not in_formula(node)}
    opened = {node: placed(node.head.expr, formula_in(node)[1]) for node in choices}
    return rebuild(formula, visit, {**leaves, **opened, **{part: part for part in values}})


def _compared(formula: Any, values: Mapping[Any, Any], shape: Shape) -> dict[Any, Any]:
    """What stands in a condition as a whole, of these values."""
    found: dict[Any, Any] = {}
    for node in _choices(formula, values):
        found[node] = with_arguments(node, [lift(arg, {**values, **found}, shape) for arg in node.args[1:]], shape)
    return found


def _is_whole(node: Any) -> bool:
    return is_of_several(node) or (is_choice(node) and _rectified(node) is None)


def _rectified(node: Any) -> Any | None:
    """Max(a, 0) and Min(a, 0) in terms of relu; None for any other choice."""
    if not isinstance(node, (sp.Max, sp.Min)) or len(node.args) != 2 or 0 not in node.args:
        return None
    argument = next(arg for arg in node.args if arg != 0)
    return relu(argument) if isinstance(node, sp.Max) else -relu(-argument)


def _lifted(node: Any, values: Mapping[Any, Any], shape: Shape, done: Mapping[Any, Any]) -> Any:
    """One node, from its parts."""
    if not in_formula(node):
        return node
    if is_of_several(node):
        return pointwise(node, values, shape) if shape else _of_scalars(node, values)
    if is_choice(node):
        simpler = _rectified(node)
        return pointwise(node, values, shape) if simpler is None else lift(simpler, values, shape)
    parts = [done[arg] for arg in node.args]
    if isinstance(node, sp.Pow):
        return raised(*parts)
    if not any(map(is_matrix, parts)):
        return node.func(*parts)
    if isinstance(node, sp.Add):
        spread = [part if is_matrix(part) else scale(part, ones_of(shape)) for part in parts]
        return add(*spread)
    if isinstance(node, sp.Mul):
        return hadamard(*parts)
    return apply(node.func, parts[0])


def _of_scalars(node: Any, values: Mapping[Any, Any]) -> Any:
    """A function of several scalars, which is itself a node."""
    parts = [lift(arg, values, ()) for arg in node.args]
    return pointwise(node, values, ()) if any(map(is_matrix, parts)) else node.func(*parts)


def of_every_entry(head: Any, arguments: Sequence[Any]) -> Any:
    """A function of several arguments, entry by entry of those that are vectors or matrices."""
    slots = {slot(k): argument for k, argument in enumerate(arguments, 1)}
    return lift(head(*slots), slots, shape_of(next(filter(is_matrix, arguments))))


def raised(base: Any, exponent: Any) -> Any:
    """A power, entry by entry where one of the two is a vector or a matrix.

    An exponent made of matrices stands in a node of its own: SymPy looks for common content inside an exponent, and
    trips over a sum of matrices there.
    """
    if exponent.is_number or not holds_matrix(exponent):
        return power(base, exponent)
    return pointwise(slot(1) ** slot(2), {slot(1): base, slot(2): exponent}, shape_of(exponent) or shape_of(base))


def pointwise(formula: Any, values: Mapping[Any, Any], shape: Shape) -> Any:
    """A formula as one node, whatever it is made of, or what it comes to where it is a composition after all."""
    known = {leaf: _constant(value) for leaf, value in _leaves(formula, values).items()}
    arguments = in_sympys_order(dict.fromkeys(value for value in known.values() if not value.is_number))
    for argument in arguments:
        if is_matrix(argument) and not shape:
            raise ShapeError(
                f"{formula} takes scalars, but {argument} is {shape_text(shape_of(argument))}; for every entry of it "
                f"write x.applyfunc(Lambda(t, ...))."
            )
    slots = {argument: slot(k) for k, argument in enumerate(arguments, 1)}
    body = formula.xreplace({leaf: slots.get(value, value) for leaf, value in known.items()})
    left = {name: argument for argument, name in slots.items() if body.has(name)}
    moving = isinstance(body, sp.Pow) and any(holds_matrix(left[leaf]) for leaf in body.exp.free_symbols)
    if not (moving or _is_whole(body)):
        return lift(body, left, shape)
    if len(left) < len(slots):
        return pointwise(body, left, shape)
    atom = FunctionAtom(sp.Lambda(tuple(left), body))
    return raw(Pointwise if any(map(is_matrix, arguments)) else ScalarPointwise, atom, *arguments)


def _leaves(formula: Any, values: Mapping[Any, Any]) -> dict[Any, Any]:
    """The largest parts of a formula that are no formula, and what they stand for."""
    found = {}
    for node in postorder(formula, lambda node: node not in values and in_formula(node)):
        if node in values or not (in_formula(node) or node.is_Boolean or getattr(node, "is_number", False)):
            found[node] = values.get(node, node)
    return found


def _constant(value: Any) -> Any:
    """A matrix whose every entry is one and the same number or scalar, as that."""
    if not is_matrix(value):
        return value
    coefficient, body = split(value)
    if isinstance(body, sp.ZeroMatrix):
        return sp.S.Zero
    return coefficient if isinstance(body, sp.OneMatrix) else value


def formula_in(node: Any) -> tuple[Any, dict[Any, Any]]:
    """The formula of a Pointwise node, and the arguments for which its symbols stand."""
    return node.head.expr, dict(zip(node.head.variables, node.args[1:], strict=True))


def slope_along(node: Any, k: int, value: Any) -> Any:
    """The derivative of a Pointwise node by its argument at position k; ``value`` is what the node is called."""
    formula, arguments = formula_in(node)
    by = node.head.variables[k - 1]
    return lift(slope(formula, by), {**arguments, formula: value}, shape_of(node))


def with_arguments(node: Any, arguments: Any, shape: Shape) -> Any:
    """A Pointwise node with others in the places of its arguments, in simplest form."""
    return lift(node.head.expr, dict(zip(node.head.variables, arguments, strict=True)), shape)
