"""Equations: a symbol and what it stands for, as a user writes them and as symgrad keeps them."""

from __future__ import annotations

import functools
import itertools
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import sympy as sp

from symgrad.algebra.intake import intake, with_values
from symgrad.arguments.refusals import shown
from symgrad.arguments.sympified import sympified
from symgrad.errors import ArgumentError, ShapeError, SymgradError
from symgrad.expressions.nodes import Rows, facts, values_of
from symgrad.expressions.shapes import check_shapes, is_vector, same_shape, shape_of, shape_text
from symgrad.expressions.symbols import is_variable
from symgrad.expressions.symbols.variables import ScalarVariable
from symgrad.expressions.traversal import folded, postorder
from symgrad.functions.formulas import require_number

Name: TypeAlias = "str | sp.Symbol | sp.MatrixSymbol"
Names: TypeAlias = "Name | Sequence[Name] | None"


@dataclass(frozen=True, repr=False)
class Equation:
    """lhs = rhs: a symbol, and the expression that it stands for."""

    lhs: Any
    rhs: Any

    @functools.cached_property
    def used(self) -> tuple[Any, ...]:
        """The variables on the right-hand side, in the order first met; sizes may be among the scalars."""
        return tuple(variables_in(self.rhs))

    @functools.cached_property
    def is_fitting(self) -> bool:
        """Whether both sides have one shape; raises ShapeError where the parts of the right-hand side do not fit."""
        check_shapes(self.rhs, set())
        return same_shape(shape_of(self.lhs), shape_of(self.rhs))

    def __str__(self) -> str:
        return f"{self.lhs} = {self.rhs}"

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self}>"


def variables_in(expr: Any) -> list[Any]:
    """The variables that an expression is made of, in the order first met; sizes may be among the scalars."""
    return list(_held(expr))


def _held(expr: Any) -> tuple[Any, ...]:
    found: tuple[Any, ...] = folded(expr, _variables, "_variables", used_by)  # many equations hold one deep part
    return found


def _variables(node: Any, below: Sequence[tuple[Any, ...]]) -> tuple[Any, ...]:
    if is_variable(node):
        return (node,)
    found = tuple(dict.fromkeys(itertools.chain(*below)))
    return next((one for one in below if len(one) == len(found) and one == found), found)  # one object, where it is one


def used_by(node: Any) -> tuple[Any, ...]:
    """The parts of a node in which variables are used: a size comes from a shape, but a place is given."""
    if is_variable(node):
        return ()
    known = facts(node)
    return (*known.values, *known.places)


def has_variables(expr: Any) -> bool:
    """Whether an expression is made of any variable."""
    return bool(_held(expr))


def movable_in(expr: Any) -> list[Any]:
    """The variables of an expression that can move: those that stand in another place than a position."""
    return [node for node in postorder(expr, parts=values_of) if is_variable(node)]


def sizes_in(expr: Any) -> list[Any]:
    """The symbols that sizes inside an expression are made of, in the order first met."""
    found: dict[Any, None] = {}
    for node in postorder(expr):
        for size in facts(node).sizes:
            found.update(dict.fromkeys(sorted(size.free_symbols, key=lambda symbol: str(symbol.name))))
    return list(found)


def untold_sizes(equations: Sequence[Equation], used: Iterable[Any], known: Collection[Any]) -> list[Any]:
    """The sizes that are used as numbers and are those of no variable: of 1'1 = m, where m is the size of 1 alone."""
    free = [symbol for symbol in dict.fromkeys(used) if symbol.is_Symbol and symbol not in known]
    sizes = {size for equation in (equations if free else ()) for size in sizes_in(equation.rhs)}
    return [symbol for symbol in free if symbol in sizes]


def dimensions_of(variables: Iterable[Any]) -> tuple[Any, ...]:
    """The symbols in the sizes of variables, in the order first met."""
    found: dict[Any, None] = {}
    for size in dict.fromkeys(size for variable in variables for size in shape_of(variable)):
        found.update(dict.fromkeys(sorted(size.free_symbols, key=lambda symbol: str(symbol.name))))
    return tuple(found)


def replace_variables(expr: Any, values: Mapping[Any, Any]) -> Any:
    """An expression with variables replaced by expressions of their shapes, in simplest form again."""

    def stays(part: Any) -> bool:
        return not any(variable in values for variable in _held(part))

    return expr if not values or stays(expr) else with_values(expr, values, stays)


def names_of(names: Names) -> tuple[Any, ...]:
    """One name or several, as a tuple; a string may hold several, separated by blanks."""
    if names is None:
        return ()
    if isinstance(names, str):
        return tuple(names.replace(",", " ").split())
    given = names if isinstance(names, (list, tuple)) else (names,)
    return tuple(str(name) if isinstance(name, sp.IndexedBase) else name for name in given)


def listed(equations: Any) -> list[Any]:
    """The equations of a program as a list, also where one came bare, or a dict from left to right-hand sides."""
    if isinstance(equations, (Equation, sp.Eq)):
        return [equations]
    if isinstance(equations, Mapping):
        return list(equations.items())
    if (
        isinstance(equations, (list, tuple))
        and len(equations) == 2
        and (is_variable(equations[0]) or isinstance(equations[0], str))
    ):
        return [equations]
    if isinstance(equations, (str, bytes)) or is_variable(equations) or not isinstance(equations, Iterable):
        raise ArgumentError(
            f"a System takes a list of equations, each sp.Eq(lhs, rhs) or a pair (lhs, rhs), as in "
            f"System([(h, sg.tanh(W*x))]), but {shown(equations)} came."
        )
    return list(equations)


def taken_in(position: int, equation: Any, done: dict[Any, Any]) -> Equation:
    """A user's equation in symgrad's own form; its errors say which equation it is."""
    lhs, rhs = _sides(position, equation)
    if not is_variable(lhs):
        raise SymgradError(
            f"equation {position}, {lhs} = {rhs}: the left-hand side must be a symbol (sg.scalar, sg.vector, "
            f"sg.matrix), but {lhs} is {type(lhs).__name__}."
        )
    try:
        taken = intake(rhs, done)
        for node in postorder(taken):
            require_number(node)
            if isinstance(node, Rows):
                _require_sized(node)
    except SymgradError as error:
        raise type(error)(f"equation {position}, {lhs} = {rhs}: {error}") from None
    if shape_of(taken) != shape_of(lhs) and shape_of(lhs) == (1, 1) and not shape_of(taken):
        taken = intake(taken * sp.OneMatrix(1, 1))
    if not same_shape(shape_of(lhs), shape_of(taken)):
        raise ShapeError(
            f"equation {position}, {lhs} = {rhs}: the left-hand side is {shape_text(shape_of(lhs))}, but the "
            f"right-hand side is {shape_text(shape_of(taken))}."
        )
    return Equation(lhs, taken)


def _require_sized(rows: Rows) -> None:
    """Raises SymgradError where a variable that is no size says which rows these are."""
    symbols = {*rows.start.free_symbols, *rows.count.free_symbols}
    inside = min((str(symbol) for symbol in symbols if isinstance(symbol, ScalarVariable)), default=None)
    if inside is not None:
        name = rows.argument if is_variable(rows.argument) else "X"
        told = f"an entry, {name}[{inside}]" if is_vector(rows) else f"one whole row, {name}[{inside}, :]"
        raise SymgradError(
            f"{rows}: a part begins and ends at numbers and sizes, but {inside} is a variable. What may stand at one "
            f"is {told}."
        )


def _sides(position: int, equation: Any) -> tuple[Any, Any]:
    if isinstance(equation, (Equation, sp.Eq)):
        return equation.lhs, equation.rhs
    if isinstance(equation, (tuple, list)) and len(equation) == 2:
        if isinstance(equation[0], str):
            raise ArgumentError(
                f"equation {position}: the left-hand side is a symbol, but the string {equation[0]!r} came; write "
                f"{_declaration(equation[0], equation[1])}."
            )
        try:
            return sympified(equation[0]), sympified(equation[1])
        except SymgradError as error:
            raise type(error)(f"equation {position}: {error}") from None
    if isinstance(equation, bool) or equation is sp.true or equation is sp.false:
        raise SymgradError(
            f"equation {position}: SymPy's Eq answered {equation} instead of an equation (its sides have different "
            f"shapes, or are the same); write the pair (lhs, rhs) to see which."
        )
    raise SymgradError(
        f"equation {position}: an equation is sp.Eq(lhs, rhs) or a pair (lhs, rhs), but {equation!r} came."
    )


def _declaration(name: str, rhs: Any) -> str:
    """How a symbol of this name is declared that the right-hand side fits."""
    try:
        shape = shape_of(intake(rhs))
    except SymgradError:
        return f"sg.scalar({name!r}) or sg.vector({name!r}, n)"
    if not shape:
        return f"sg.scalar({name!r})"
    return f"sg.vector({name!r}, {shape[0]})" if shape[1] == 1 else f"sg.matrix({name!r}, {shape[0]}, {shape[1]})"


def check_derived(equations: Sequence[Equation]) -> None:
    """Raises ShapeError where an equation that symgrad derived does not fit together."""
    for position, equation in enumerate(equations, 1):
        if not equation.is_fitting:
            raise ShapeError(
                f"equation {position}, {equation}: the left-hand side is {shape_text(shape_of(equation.lhs))}, but the "
                f"right-hand side is {shape_text(shape_of(equation.rhs))}."
            )
