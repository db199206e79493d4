"""Functions from systems and from plain expressions."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, NamedTuple, TypeAlias, overload

from symgrad.algebra.intake import intake
from symgrad.arguments.signatures import taking
from symgrad.errors import SymgradError
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.symbols import is_variable, variable_of
from symgrad.lowering import Block, lower_over_time, lower_stable
from symgrad.lowering.passes import without_dead
from symgrad.lowering.stability import stable_over_time
from symgrad.lowering.time_samples import completed
from symgrad.programs.equations import Equation, Names, names_of
from symgrad.programs.holder import Holder, held_once
from symgrad.programs.program import Program
from symgrad.targets.array_api import ArrayFunction
from symgrad.targets.c.automatic import automatic
from symgrad.targets.c.c_function import CFunction
from symgrad.targets.c.c_time_function import CTimeFunction
from symgrad.targets.jax_functions import JaxFunction
from symgrad.targets.numpy import NumpyFunction, compile_numpy
from symgrad.targets.numpy_over_time import TimeFunction
from symgrad.targets.time_arguments import TimeArguments
from symgrad.targets.torch import compile_torch
from symgrad.time import TimeProgram, arranged

# A target of a user's own is a function of an array program; what it gives is what compiling with it gives.
Target: TypeAlias = Callable[[Block], Any]


class Compiler(NamedTuple):
    """How a target compiles: equations that hold once, and stages over time (with checkpoint_every, readable)."""

    plain: Callable[[Program], Any]
    over_time: Callable[[TimeProgram, int | None, bool], Any]


def _of_one_form(name: str, compiler: Callable[[Any], Any]) -> Compiler:
    """The row of a target whose code over time has one form alone."""

    def over_time(program: TimeProgram, checkpoint_every: int | None, readable: bool) -> Any:
        if readable or checkpoint_every is not None:
            raise SymgradError(f"the target {name} has no readable= and no checkpoint_every=; numpy has both.")
        return compiler(program)

    return Compiler(compiler, over_time)


TARGETS: Mapping[str, Compiler] = MappingProxyType(
    {
        "numpy": Compiler(compile_numpy, TimeFunction),
        "c": Compiler(CFunction, CTimeFunction),
        "auto": Compiler(automatic, automatic),
        "array-api": _of_one_form("array-api", ArrayFunction),
        "jax": _of_one_form("jax", JaxFunction),
        "torch": _of_one_form("torch", compile_torch),
    }
)


@overload
def lambdify(expr_or_system: Any, inputs: Names = None, target: str = "numpy") -> NumpyFunction: ...


@overload
def lambdify(expr_or_system: Any, inputs: Names = None, *, target: Target) -> Any: ...


@taking()
def lambdify(expr_or_system: Any, inputs: Names = None, target: str | Target = "numpy") -> Any:
    """A function of arrays by keyword, from a System or from a plain expression.

    ``inputs`` names and orders its arguments; it may name ones that are not used, from which sizes are read. By default
    those of an expression are its variables, in the order first met. ``target`` is the name of a target (``numpy``,
    ``c``, or ``auto``: C where there is a compiler) or one of your own, a function of an array program: what it gives
    comes back. Raises SymgradError for an unknown target,
    UnboundNameError for a variable that ``inputs`` leaves out, MissingRuleError for a node without a form.

    >>> import symgrad as sg
    >>> b = sg.scalar("b")
    >>> float(sg.lambdify(b**2)(b=3.0))
    9.0
    """
    program: Any = expr_or_system.program if isinstance(expr_or_system, Holder) else expr_or_system
    if not isinstance(program, (Program, TimeProgram)):
        program = _program(program)
    if inputs is not None:
        held_once(expr_or_system, "lambdify: inputs=")
        program = program.replace(inputs=[_named(program, name) for name in names_of(inputs)])
    return compiled_for(program, target)


def compiled_for(
    program: Program | TimeProgram, target: str | Target, checkpoint_every: int | None = None, readable: bool = False
) -> Any:
    """A program of any kind compiled for a target."""
    over_time = " over time" if isinstance(program, TimeProgram) else ""
    if isinstance(target, str) and target not in TARGETS:
        raise SymgradError(f"no target {target!r}{over_time}; there are {', '.join(TARGETS)}.")
    if readable and checkpoint_every is not None:
        raise SymgradError("checkpoint_every cuts the loops into blocks, which the readable form does not have.")
    if not isinstance(target, str):
        return target(array_program(program))
    if isinstance(program, TimeProgram):
        return TARGETS[target].over_time(program, checkpoint_every, readable)
    return TARGETS[target].plain(program)


def array_program(program: Program | TimeProgram, batched: Collection[Any] | bool = ()) -> Block:
    """The array program of a program in its stable form; all passes but that over dead code come after it.

    ``batched`` inputs have an axis of samples, B; True stands for all but parameters. Over time values have an axis T.
    """
    if isinstance(program, TimeProgram):
        program = stable_over_time(completed(arranged(replace(program, told=()))))
        given = TimeArguments(program).with_samples() if batched is True else batched or ()
        return without_dead(lower_over_time(program, given))
    moving = [symbol for symbol in program.inputs if symbol not in program.parameters]
    return without_dead(lower_stable(program, moving if batched is True else batched or ()))


def _program(expr: Any) -> Program:
    taken = intake(expr)
    value = variable_of("value", shape_of(taken))
    return Program([Equation(value, taken)], outputs=[value])


def _named(program: Program, name: Any) -> Any:
    """The input of a program, or one more that it does not use."""
    known = {symbol.name for symbol in (*program.inputs, *program.definitions)}
    return name if is_variable(name) and name.name not in known else program.symbol(name)
