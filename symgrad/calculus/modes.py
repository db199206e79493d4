"""From equations to derivatives: forward mode is the tangent of each equation, reverse mode its transpose.

    equation       s   = i a + f s_prev
    tangent        ds  = a di + i da + s_prev df + f ds_prev              (tangent_rules)
    transpose      bar_i += a bar_s,  bar_a += i bar_s,  ...              (transpose_rules)

``tangent_program`` writes the second line for every equation, first to last. ``gradient_program`` writes the
third, last to first: the cotangent of a name is the sum of what flows back from the equations that use it.
Each cotangent has a line here; which of them a person would write is decided afterwards (naming).
Both give a program, so that either can be applied to the result of the other: the tangent of the gradient is
the Hessian-vector product.
"""

from __future__ import annotations

from typing import Any, TypeVar

from symgrad.algebra import add, zero
from symgrad.calculus.batch_axes import of_cotangents, of_tangents
from symgrad.calculus.cancellation import cancelled
from symgrad.calculus.division import divided
from symgrad.calculus.extension import extended
from symgrad.calculus.generations import latest
from symgrad.calculus.linearity import tangent_in
from symgrad.calculus.naming import as_told, flowing_back
from symgrad.calculus.partners import with_partners_by_name
from symgrad.calculus.properties import along_properties
from symgrad.calculus.seeds import ones_for_scalars, seeds_of, zeros_for_cotangents
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.symbols import Cotangent, Tangent, cotangent_of, tangent_of
from symgrad.programs.equations import Equation, Names
from symgrad.programs.paths import between
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
    given, held = list(dots.values()), set(moving)
    equations: list[Equation] = []
    known: dict[Any, Any] = {}
    for equation in program.equations:
        move = tangent_in(equation, dots, known)
        if move is not None and equation.lhs not in held:
            dots[equation.lhs] = tangent_of(equation.lhs, generation)
            equations.append(Equation(dots[equation.lhs], move))
    for symbol in program.outputs:
        if symbol not in dots:
            dots[symbol] = tangent_of(symbol, generation)
            equations.append(Equation(dots[symbol], zero(shape_of(symbol))))
    outputs = [dots[symbol] for symbol in program.outputs]
    return extended(program, equations, given, outputs, zeros_for_cotangents(given), of_tangents(program, dots))


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
    path = between(program, sources, ends)
    seeds = seeds_of(ends, sources, path, generation)
    direction = 1 + latest(program, Tangent)
    dots = {symbol: tangent_of(symbol, direction) for symbol in (*sources, *(equation.lhs for equation in path))}
    flowing: dict[Any, list[Any]] = {end: [seed] for end, seed in seeds.items()}
    equations: list[Equation] = []
    for equation in reversed(path):
        if equation.lhs in flowing:
            bar, whole = cotangent_of(equation.lhs, generation), add(*flowing.pop(equation.lhs))
            shares, inside = flowing_back(equation, bar, dots)
            equations += [*([Equation(bar, whole)] if bar != whole else []), *inside]
            for variable, share in shares.items():
                flowing.setdefault(variable, []).append(share)
    made = {equation.lhs for equation in equations}
    bars = {source: cotangent_of(source, generation) for source in sources}
    free = [source for source, bar in bars.items() if bar not in made]
    equations += [Equation(bars[source], add(*flowing.get(source, [zero(shape_of(source))]))) for source in free]
    told = along_properties(as_told(equations, path, [*sources, *seeds]), free)
    told = with_partners_by_name(told, program.equations)
    outputs, follows = [*(ends if values else ()), *bars.values()], of_cotangents(told, seeds)
    short = cancelled(told, bars.values(), {equation.lhs: equation.rhs for equation in path})
    return extended(program, short, list(seeds.values()), outputs, ones_for_scalars(seeds), follows)
