"""From equations to derivatives: forward mode is the tangent of each equation, reverse mode its transpose.

    equation       s   = i a + f s_prev
    tangent        ds  = a di + i da + s_prev df + f ds_prev              (tangent_rules)
    transpose      bar_i += a bar_s,  bar_a += i bar_s,  ...              (transpose_rules)

``tangent_program`` writes the second line for every equation, first to last. ``gradient_program`` writes the
third, last to first: the cotangent of a name is the sum of what flows back from the equations that use it.
Both give a program, so that either can be applied to the result of the other: the tangent of the gradient is
the Hessian-vector product.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import sympy as sp
from sympy.core.function import Function

from symgrad.algebra import add, zero
from symgrad.calculus.batch_axes import follows_another, of_cotangents, of_tangents
from symgrad.calculus.cancellation import cancelled
from symgrad.calculus.division import divided
from symgrad.calculus.linearity import moving_parts, tangent_in, transposed
from symgrad.calculus.properties import projected
from symgrad.expressions.nodes import about
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.symbols import (
    Cotangent,
    Derived,
    Seed,
    Tangent,
    common_of,
    cotangent_of,
    inner_of,
    is_scalar,
    layers,
    seed_of,
    tangent_of,
)
from symgrad.programs.equations import Equation, Names, untold_sizes
from symgrad.programs.program import Program

P = TypeVar("P", bound=Program)


def tangent_program(program: P, wrt: Names = None, generation: int | None = None) -> P:
    """Forward mode: inputs and a tangent ``dot_x`` for each of ``wrt`` in, a tangent ``dot_h`` for each output out.

    The tangent of a cotangent that a caller gives (``dot_bar_h``) may be left out: it is then zero. ``generation`` is
    by default the one after the latest in the program.
    """
    program = divided(program)
    moving = program.symbols(wrt, program.movable)
    generation = generation or 1 + latest(program, Tangent)
    dots = {symbol: tangent_of(symbol, generation) for symbol in moving}
    given = list(dots.values())
    held, free = set(moving), set(given)
    equations: list[Equation] = []
    known: dict[Any, Any] = {}
    for equation in program.equations:
        move = tangent_in(equation, dots, known)
        if move is not None and equation.lhs not in held:
            dots[equation.lhs] = tangent_of(equation.lhs, generation)
            equations.append(Equation(dots[equation.lhs], move))
    outputs = []
    for symbol in program.outputs:
        output = tangent_of(symbol, generation)
        if symbol not in dots:
            dots[symbol] = output
            equations.append(Equation(output, zero(shape_of(symbol))))
        outputs.append(output)
    seeds = {dot: sp.S.Zero for symbol, dot in dots.items() if dot in free and isinstance(symbol, (Cotangent, Seed))}
    return _extended(program, equations, given, outputs, seeds, of_tangents(program, dots))


def gradient_program(
    program: P, of: Names = None, wrt: Names = None, values: bool = False, generation: int | None = None
) -> P:
    """Reverse mode: inputs and a cotangent ``bar_h`` for each of ``of`` in, ``bar_W`` for each of ``wrt`` out.

    The cotangent of a scalar may be left out: it is then 1. With ``values`` the outputs ``of`` are given too.
    ``generation`` is by default the one after the latest in the program.
    """
    program = divided(program)
    ends = program.symbols(of, program.outputs)
    sources = program.symbols(wrt, program.movable)
    generation = generation or 1 + latest(program, Cotangent)
    path = _between(program, sources, ends)
    seeds = _seeds(path, sources, ends, generation)
    flowing: dict[Any, list[Any]] = {end: [seed] for end, seed in seeds.items()}
    direction = 1 + latest(program, Tangent)
    dots = {symbol: tangent_of(symbol, direction) for symbol in (*sources, *(equation.lhs for equation in path))}
    equations: list[Equation] = []
    held, unnamed = {*sources, *seeds}, set[Any]()
    for equation in reversed(path):
        if equation.lhs in flowing:
            contributions = flowing.pop(equation.lhs)
            named = equation.lhs in held or equation.lhs in unnamed
            factor = not named and _is_one_factor(equation, contributions)
            bar = contributions[0] if factor else _named(equation.lhs, contributions, seeds, generation, equations)
            written = len(equations)
            _flow_back(equation, bar, dots, generation, flowing, equations)
            if (factor and len(equations) == written) or follows_another(equation.lhs):  # a sum over a batch, it may be
                unnamed.update(equation.used)
    made = {equation.lhs for equation in equations}
    bars = [cotangent_of(source, generation) for source in sources]
    for source, bar in zip(sources, bars, strict=True):
        if bar not in made:
            share = add(*flowing.get(source, [zero(shape_of(source))]))
            equations.append(Equation(bar, projected(share, source)))
    ones = {seed: sp.S.One for end, seed in seeds.items() if is_scalar(end)}
    follows, short = of_cotangents(equations, seeds), cancelled(equations, bars)
    return _extended(program, short, list(seeds.values()), [*(ends if values else ()), *bars], ones, follows)


def latest(program: Program, kind: type[Derived]) -> int:
    """The highest generation of tangents or cotangents in a program, 0 where it has none."""
    return max((generation_of(symbol, kind) for symbol in (*program.inputs, *program.definitions)), default=0)


def generation_of(symbol: Any, kind: type[Derived]) -> int:
    """The generation of the tangent or cotangent that a variable is, 0 where it is none."""
    kinds = (Cotangent, Seed) if kind is Cotangent else (kind,)
    return max((layer.generation for layer in layers(symbol) if isinstance(layer, kinds)), default=0)


def _between(program: Program, sources: Sequence[Any], ends: Sequence[Any]) -> list[Equation]:
    """The equations on the way from the sources to the ends, in order."""
    reached = set(sources)
    path = []
    for equation in program.needed(ends):
        if any(used in reached for used in program.uses(equation.lhs)):
            reached.add(equation.lhs)
            path.append(equation)
    return path


def _seeds(path: Sequence[Equation], sources: Sequence[Any], ends: Sequence[Any], generation: int) -> dict[Any, Any]:
    """The caller's cotangent of each end: a Seed where more flows into the end than the caller's share."""
    used = {variable for equation in path for variable in equation.used}
    return {
        end: (seed_of if end in used or end in sources else cotangent_of)(end, generation)
        for end in dict.fromkeys(ends)
    }


def _is_one_factor(equation: Equation, contributions: Sequence[Any]) -> bool:
    """Whether the cotangent of a gate is but a factor in the line of its pre-activation.

    Of i = sigmoid(z) with one use a person writes bar_z = bar_c . g . sigmoid'(z), without a line for bar_i. What got
    such a line is named itself, so that a chain of functions does not end up in one product.
    """
    applied = about(equation.rhs).entrywise or isinstance(equation.rhs, Function)
    return applied and len(contributions) == 1 and not isinstance(contributions[0], (sp.Add, sp.MatAdd))


def _named(
    symbol: Any, contributions: Sequence[Any], seeds: dict[Any, Any], generation: int, equations: list[Equation]
) -> Any:
    """The cotangent variable of a symbol, with the equation that sums what flows into it."""
    bar = cotangent_of(symbol, generation)
    if seeds.get(symbol) != bar:
        equations.append(Equation(bar, add(*contributions)))
    return bar


def _flow_back(
    equation: Equation,
    bar: Any,
    dots: dict[Any, Any],
    generation: int,
    flowing: dict[Any, list[Any]],
    equations: list[Equation],
) -> None:
    """Adds to ``flowing`` what one equation gives back to each variable that it uses."""
    leaves = {dots[variable]: variable for variable in equation.used if variable in dots}
    known: dict[Any, Any] = {}
    move = tangent_in(equation, dots, known)
    if move is None:
        return
    inner, of_parts = 0, moving_parts(move, known)

    def bind(value: Any, moved: Any) -> Any:
        nonlocal inner
        inner += 1
        kind = inner_of if moved in of_parts else common_of
        name = cotangent_of(kind(equation.lhs, shape_of(value), inner), generation)
        equations.append(Equation(name, value))
        return name

    for variable, share in transposed(move, bar, leaves, bind).items():
        flowing.setdefault(variable, []).append(share)


def _extended(
    program: P,
    equations: Sequence[Equation],
    given: list[Any],
    outputs: list[Any],
    defaults: dict[Any, Any],
    follows: dict[Any, Any],
) -> P:
    """The program whose outputs these are: the new equations after those of the old one that they need."""
    own = {equation.lhs for equation in equations}
    used = [variable for equation in equations for variable in equation.used]
    known = {*program.inputs, *program.definitions, *program.dims}
    forward = program.needed(symbol for symbol in (*outputs, *used) if symbol not in own)
    return program.replace(
        [*forward, *equations],
        inputs=[*program.inputs, *given, *untold_sizes(program.equations, used, known)],
        outputs=outputs,
        carry={},
        defaults={**program.defaults, **defaults},
        follows={**program.follows, **follows},
    )
