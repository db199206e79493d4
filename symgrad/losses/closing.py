"""How a loss closes a system, and the bare cotangent, which is the simplest one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy as sp

from symgrad.algebra import ones_of
from symgrad.arguments.signatures import NAME, SYSTEM, TEXT, Kind, one_of, taking
from symgrad.arguments.sympified import sympified
from symgrad.errors import ArgumentError, NameClashError, ShapeError
from symgrad.expressions.shapes import is_matrix, is_vector, same_shape, shape_of, shape_text
from symgrad.expressions.symbols import is_variable, matrix, scalar
from symgrad.operations.operations import dot, mean, total
from symgrad.programs.equations import Equation, Name
from symgrad.programs.program import Program
from symgrad.system.system import System
from symgrad.time import TimeProgram, with_loss

REDUCTION = one_of("mean", "sum")


def _is_scalar(value: Any) -> bool:
    return isinstance(value, (int, float, sp.Expr)) and not isinstance(value, bool) and not is_matrix(sp.sympify(value))


OPTION = Kind("a number or a scalar", _is_scalar)


@taking(system=SYSTEM, output=NAME, name=TEXT, loss=TEXT)
def cotangent(system: System, output: Name, name: str = "delta", loss: str = "loss") -> System:
    """A bare cotangent, loss = <delta, h>: what comes from the layer above, as an input of the shape of the output.

    Raises UnboundNameError for an unknown output, NameClashError where ``name`` or ``loss`` is taken.

    >>> import symgrad as sg
    >>> print(cotangent(sg.cells.dense(), "y"))
    y = tanh(W x + b)
    loss = δ·y
    """
    h = system.symbol(output)
    delta = like(h, name)
    return closed(system, [delta], loss, dot(delta, h) if is_matrix(h) else delta * h)


def like(symbol: Any, name: str) -> Any:
    """A new input of the shape of a symbol."""
    shape = shape_of(symbol)
    return matrix(name, *shape) if shape else scalar(name)


def beside(system: System, symbol: Any, name: str, what: str) -> Any:
    """What a loss compares a symbol with: a name of the system of the same shape, or else a new input."""
    program = system.program
    known = program.taken if isinstance(program, TimeProgram) else (*program.inputs, *program.definitions)
    if name not in {one.name for one in known}:
        return like(symbol, name)
    other = system.symbol(name)
    if not same_shape(shape_of(other), shape_of(symbol)):
        raise ShapeError(
            f"{what}: {other} has the shape of {symbol}, {shape_text(shape_of(symbol))}, but it is "
            f"{shape_text(shape_of(other))}."
        )
    return other


def option(what: str, name: str, value: Any, low: float | None = None, high: float | None = None) -> Any:
    """An option of a loss, exact where it is a number; ArgumentError where it is outside of its bounds."""
    given = sympified(value)
    given = sp.nsimplify(given, rational=True) if given.is_Float else given
    if given.is_number and ((low is not None and given < low) or (high is not None and given > high)):
        bounds = f"{'' if low is None else f'from {low} on'}{'' if high is None else f' up to {high}'}".strip()
        raise ArgumentError(f"{what}: {name} is a number {bounds}, or a scalar, but {value} came.")
    return given


def reduced(entries: Any, reduction: str) -> Any:
    """The mean or the sum of entries; a scalar is both."""
    if not is_matrix(entries):
        return entries
    return mean(entries) if reduction == "mean" else total(entries)


def vector_of(system: System, name: Name, what: str, told: str) -> Any:
    """A name of the system that has to be a vector."""
    found = system.symbol(name)
    if not is_vector(found):
        raise ShapeError(f"{what} takes {told}, a vector, but {found} is {shape_text(shape_of(found))}.")
    return found


def everywhere(number: Any, like_this: Any) -> Any:
    """A number at every entry of what has a shape, or itself beside a scalar."""
    shape = shape_of(like_this)
    return number * ones_of(shape) if shape else number


def closed(system: System, given: Sequence[Any], loss: str, value: Any) -> System:
    """The system with more inputs and the equation of its loss; the loss is its one output.

    Scalars of options that the system has not are inputs too, and parameters.
    """
    end, program = scalar(loss), system.program
    if isinstance(program, TimeProgram):
        taken = {symbol.name for symbol in program.taken}
        for symbol in given:
            if symbol.name in taken and symbol not in program.taken:
                raise NameClashError(
                    f"a loss: its target is a new input, but {symbol} is a name of the system already."
                )
        return System(with_loss(program, Program([(end, value)], parameters=_options(system, given, value)))).replace(
            outputs=[end]
        )
    options = _options(system, given, value)
    known = {*system.inputs, *(equation.lhs for equation in system.equations)}
    new = [symbol for symbol in given if symbol not in known]
    equations = [*system.equations, Equation(end, value)]
    return system.replace(
        equations,
        outputs=[end],
        inputs=[*system.inputs, *new, *options],
        parameters=[*system.parameters, *options],
    )


def _options(system: System, given: Sequence[Any], value: Any) -> list[Any]:
    """Scalars in a loss that are neither of the system nor targets."""
    program = system.program
    known = set(program.taken if isinstance(program, TimeProgram) else (*program.inputs, *program.definitions))
    found = [symbol for symbol in value.free_symbols if is_variable(symbol) and symbol not in {*known, *given}]
    return sorted(found, key=str)
