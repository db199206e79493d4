"""The slopes of elementwise functions kept by name: o (1 - o), where o = sigma(z), is sigma'(z).

An expression is looked through for the slope of each function that is applied to a name, in the expression itself or
by an equation of the program. The slope of a row is known from the row; what matches it is replaced.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from typing import Any

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct

from symgrad.algebra import factors, hadamard
from symgrad.algebra.blocks import apply
from symgrad.algebra.lifting import lift
from symgrad.expressions.nodes import application
from symgrad.expressions.shapes import is_matrix, shape_of
from symgrad.expressions.symbols import Cotangent, Inner, Tangent, inner_of, is_variable, layer_of, root_of
from symgrad.expressions.traversal import postorder
from symgrad.functions.elementwise import ElementwiseFunction, row_of
from symgrad.functions.heads import ElementwiseHead, X, Y

_LINEAR = (sp.MatAdd, sp.Add, sp.MatMul, sp.Mul, sp.Transpose, HadamardProduct)


class Slopes:
    """The slopes that can be kept in a program: those of functions of its names.

    >>> import symgrad as sg
    >>> z, o = sg.vectors("z o", 3)
    >>> layer = sg.System([(o, sg.sigmoid(z))])
    >>> sg.text(Slopes(layer).kept(layer.gradient().equations[1].rhs))
    "bar_o ⊙ sigmoid'(z)"
    """

    def __init__(self, program: Any) -> None:
        arguments = {_inner_in(variable) for variable in (*program.inputs, *program.definitions)}
        self._named = list(_slopes_of_names(program, arguments))

    def kept(self, expr: Any) -> Any:
        """The expression with every known slope by its name."""
        for slope, name in [*self._named, *_slopes_inside(expr)]:
            if any(_factors(node).keys() >= _factors(slope).keys() for node in postorder(expr)):
                expr = _replaced(expr, slope, name)
        return expr


def _inner_in(variable: Any) -> Any:
    return layer_of(variable, Inner) or root_of(variable)


def _slopes_of_names(program: Any, arguments: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    """(slope, its name) for each y = f(z) among the equations, where z is a name, or an argument with a cotangent."""
    for name, rhs in program.definitions.items():
        head, argument = _application(rhs)
        if head is None or isinstance(name, (Cotangent, Tangent)):
            continue
        if not is_variable(argument):
            inner = inner_of(name, shape_of(argument))
            if inner not in arguments or not all(_is_linear(node) for node in postorder(argument)):
                continue
            argument = inner
        yield from _slope(head, argument, name)


def _is_linear(node: Any) -> bool:
    return isinstance(node, _LINEAR) or not node.args or is_variable(node) or shape_of(node) == ()


def _slopes_inside(expr: Any) -> Iterator[tuple[Any, Any]]:
    """(slope, its name) for each function of a name inside an expression."""
    for node in postorder(expr):
        head, argument = _application(node)
        if head is not None and is_variable(argument):
            yield from _slope(head, argument, node)


def _application(node: Any) -> tuple[Any, Any]:
    head, argument = application(node)
    return (None, None) if head is None or row_of(head) is None else (head, argument)


def _slope(head: Any, argument: Any, value: Any) -> Iterator[tuple[Any, Any]]:
    row = row_of(head)
    assert row is not None
    slope: Any = row.slope
    # A slope that is a number, a name or one function needs no name of its own.
    if not (slope.is_Add or slope.is_Mul) or slope.as_coeff_Mul()[0] != 1:
        return
    values = {X: argument, Y: value}
    written = lift(slope, values, shape_of(argument)) if is_matrix(argument) else slope.xreplace(values)
    yield written, apply(_derivative_of(row), argument)


@functools.cache
def _derivative_of(row: ElementwiseFunction) -> Any:
    """The head of f', for print alone."""
    head = type(f"{row.name}'", (ElementwiseHead,), {})
    slope = sp.Function(f"{row.name}''")(X)
    head.row = ElementwiseFunction(f"{row.name}'", head, slope, f"{row.latex}'")  # type: ignore[attr-defined]
    return head


def _factors(node: Any) -> dict[Any, Any]:
    """Base -> exponent of the factors of a product, entry by entry or of scalars; of anything else itself."""
    found: dict[Any, Any] = {}
    for part in factors(node):
        powered = isinstance(part, (HadamardPower, sp.Pow))
        base, exponent = (part.base, part.exp) if powered else (part, sp.S.One)
        found[base] = found.get(base, 0) + exponent
    return found


def _replaced(expr: Any, slope: Any, name: Any) -> Any:
    """The expression with the slope, where it stands among the factors of a product, by its name."""
    done: dict[Any, Any] = {}
    wanted = _factors(slope)
    for node in postorder(expr):
        args = tuple(done[arg] for arg in node.args)
        made = node if args == node.args else node.func(*args)
        own = _factors(made)
        if all(base in own and _is_whole(own[base] - power) for base, power in wanted.items()):
            made = _product(name, {base: power - wanted.get(base, 0) for base, power in own.items()})
        done[node] = made
    return done[expr]


def _is_whole(power: Any) -> bool:
    return bool(power.is_Integer and power >= 0)


def _product(name: Any, powers: dict[Any, Any]) -> Any:
    """The name times what is left of a product."""
    left = {base: power for base, power in powers.items() if power != 0}
    if not is_matrix(name):
        return sp.Mul(name, *(base**power for base, power in left.items()))
    return hadamard(name, *(base if power == 1 else HadamardPower(base, power) for base, power in left.items()))
