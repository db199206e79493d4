"""A program as an array program: with a batch, which is one more axis, and over time, which is another."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from symgrad.lowering.array_program import BATCH, TIME, Block, Value, hole
from symgrad.lowering.batching import Batch
from symgrad.lowering.equation_operations import Lowering
from symgrad.lowering.stability import stable
from symgrad.lowering.terms import Term
from symgrad.lowering.time_samples import base_of, completed, has_samples, with_samples
from symgrad.programs.program import Program
from symgrad.time import Output, Stage, TimeProgram


def lower(program: Program, batched: Collection[Any] = (), wide: Collection[Any] = ()) -> Block:
    """The array program of a program where these inputs have an axis of samples.

    The cotangents of what has none are summed over it; ``wide`` are names that have one though their equations may have
    nothing with one.

    >>> import symgrad as sg
    >>> n = sg.dims("n")
    >>> y, x, W = sg.vector("y", n), sg.vector("x", n), sg.matrix("W", n, n)
    >>> print(lower(sg.System([(y, sg.tanh(W * x))]), [x]))
    inputs W, x
    y_1[B, n] = W[ij] x[Bj] -> Bi
    y[B, n] = tanh(y_1)
    outputs y
    """
    batch = Batch(program, batched, wide)
    made = Lowering()
    for symbol in program.inputs:
        came = batch.flags[symbol] and not batch.spread[symbol]
        made.add_input(symbol, [BATCH] if came else [])
    for symbol in program.inputs:
        if batch.spread[symbol]:  # it came without, and stands for every sample
            made.spread(symbol, [BATCH])
    for equation in program.equations:
        made.define(equation.lhs, equation.rhs, batch.summed[equation.lhs])
        if batch.spread[equation.lhs]:
            made.spread(equation.lhs, [BATCH])
    return made.block(_by_name((symbol, _given(made, batch, symbol)) for symbol in program.outputs))


def _by_name(results: Iterable[tuple[Any, Value]]) -> dict[str, Value]:
    """Results by their names; of two that bear one name, a cotangent and its seed, the second has a mark."""
    found: dict[str, Value] = {}
    for symbol, value in results:
        name = str(symbol.name)
        while name in found:
            name += "'"
        found[name] = value
    return found


def lower_stable(program: Program, batched: Collection[Any] = ()) -> Block:
    """The array program of a program in its stable form."""
    batch = Batch(program, batched)
    return lower(stable(program, batch.apart), batched, wide=batch.wide)


def _given(made: Lowering, batch: Batch, symbol: Any) -> Value:
    """An output as large as its shape says."""
    term = made.term(symbol)
    wide = batch.flags[symbol] or BATCH in term.letters
    whole = made.output(symbol, term, [BATCH] if wide else [])
    collected = batch.collected(symbol)
    if "sum" in collected:
        whole = made.without_lead(whole)
    elif collected:
        whole = made.at_place(whole, BATCH, 0)
    assert whole.value is not None
    return whole.value


def lower_over_time(program: TimeProgram, given: Collection[Any] = ()) -> Block:
    """The array program of a program over time where these inputs have an axis of samples: T is a letter like B."""
    program = completed(program)
    wide, made = with_samples(program, given), Lowering()
    firsts: dict[Any, Term] = {}
    for symbol in program.inputs:
        timed = symbol in program.sequences or symbol in program.constant
        firsts[symbol] = made.add_input(
            symbol, [axis for axis, held in ((TIME, timed), (BATCH, symbol in given)) if held]
        )
    for stage in program.stages:
        _add_stage(made, stage, program, wide, firsts)
    return made.block(_by_name((one.symbol, _result(made, one, program, wide)) for one in program.outputs))


def _add_stage(
    made: Lowering, stage: Stage, program: TimeProgram, wide: Collection[Any], firsts: dict[Any, Term]
) -> None:
    for new, old in stage.carry.items():
        first = program.firsts.get(old)
        lead = [TIME, BATCH] if new in wide else [TIME]
        made.carry(new, old, stage.direction, None if first is None else firsts[first], lead)
    for equation in stage.body.equations:
        made.define(equation.lhs, equation.rhs, stage.times == "sum", over_time=True)
        if equation.lhs in program.each and equation.lhs in wide:  # a cotangent that is a number: of each sample
            made.spread(equation.lhs, [BATCH])
        if equation.lhs in stage.carry:
            made.carried(equation.lhs)


def _result(made: Lowering, output: Output, program: TimeProgram, wide: Collection[Any]) -> Value:
    """A result with the axes that it has, whatever its parts have."""
    samples = [BATCH] if has_samples(output, program, wide) else []
    if not output.parts:
        shape = base_of(output.symbol, program.inputs)
        timed = [TIME] if shape in program.sequences else []
        lead = [*timed, *([BATCH] if shape in wide else [])]
        whole = made.output(output.symbol, made.zero(), lead)
    elif output.kind in ("every", "last", "total"):
        total = made.map(sum(hole(k) for k in range(len(output.parts))), [made.term(part) for part in output.parts])
        whole = made.output(output.symbol, total, [TIME, *samples])
        if output.kind == "last":
            whole = made.at_place(whole, TIME, -1)
        elif output.kind == "total":
            whole = made.without_lead(whole, (TIME,))
    elif output.kind == "end":
        ends = [made.at_place(made.term(part), TIME, _end(part, program)) for part in output.parts]
        whole = made.output(output.symbol, made.map(sum(hole(k) for k in range(len(ends))), ends), ())
    else:
        terms = [made.term(part) for part in output.parts]
        whole = made.output(output.symbol, made.map(sum(hole(k) for k in range(len(terms))), terms), ())
    assert whole.value is not None
    return whole.value


def _end(part: Any, program: TimeProgram) -> int:
    """Where what a stage carries out of its last step stands."""
    direction = next(stage.direction for stage in program.stages if part in stage.carry)
    return -1 if direction > 0 else 0
