"""A program over time: stages that are run one after the other, each a program that holds at every t.

    forward     t = 1, ..., T     the cell: x at t and h at t - 1 in, h at t out
    backward    t = T, ..., 1     its transpose: what t + 1 gave back in, what t gives back out
    at once     every t           what carries nothing from one t to the next: gradients of inputs
    summed      every t           right-hand sides that are added up over t: gradients of parameters
    once        no t              what depends on nothing that changes over time: equations of parameters alone

What a stage carries is its program's ``carry``: what is given at one step -> the input that takes it at the next. The
result may be given at every t, have no time, or be what a stage carries out of its last step.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, TypeAlias

from symgrad.arguments.refusals import told_names
from symgrad.arguments.signatures import NAME, require
from symgrad.errors import NameClashError, UnboundNameError
from symgrad.expressions.symbols import share_of
from symgrad.expressions.symbols.legal_names import python_name
from symgrad.programs.bindings import SymbolNames
from symgrad.programs.equations import Equation, Name, dimensions_of, replace_variables
from symgrad.programs.program import Program

Kind: TypeAlias = Literal["every", "last", "total", "once", "end"]
Times: TypeAlias = Literal["every", "sum", "once"]


@dataclass(frozen=True)
class Stage:
    """A program over time.

    direction  1 from t = 1 to T, -1 from T to 1, 0 where t has no order
    times      "every": it holds at every t; "sum": each left-hand side is its right-hand side summed over t; "once": it
               has no time, and uses nothing that has
    """

    body: Program
    direction: int
    times: Times = "every"

    @property
    def carry(self) -> Mapping[Any, Any]:
        """What is carried: output of one step -> input of the next."""
        return self.body.carry


@dataclass(frozen=True)
class Output:
    """A result: the sum of ``parts``, names of stages; none of them for a zero.

    kind    "every": the value at each t; "last": that at T; "total": the sum over t; "once": a value without time;
            "end": what is carried out of a stage's last step
    """

    symbol: Any
    kind: Kind
    parts: tuple[Any, ...]


@dataclass(frozen=True)
class TimeProgram:
    """Stages, and the arrays that they take and give.

    inputs      everything that comes from outside, in the order of the arguments
    sequences   inputs with a value at each t
    parameters  inputs that stay the same over time and batch
    firsts      what a stage carries in -> the input that holds its first value, None for zero
    outputs     what is given, in order
    defaults    input -> the number that it has when a caller leaves it out
    constant    inputs that are the same at every t, but not for every sample: one array stands for all t
    truncate    the number of steps after which a cotangent is cut, where ``keep`` says so
    each        cotangents that an equation gives a number: with samples each has one of its own, as ``follows`` tells
    told        names whose equations are kept for a reader, though no output needs them
    follows     input, or output without a part -> the inputs with any of which it has an axis of samples
    losses      outputs that close it: each a number for every t, or that of the last step
    masks       inputs that are 1 where a sequence has a step and 0 after its end

    Raises NameClashError for a name bound in two stages, UnboundNameError for one bound in none.
    """

    stages: tuple[Stage, ...]
    inputs: tuple[Any, ...]
    sequences: tuple[Any, ...]
    parameters: tuple[Any, ...]
    firsts: Mapping[Any, Any]
    outputs: tuple[Output, ...]
    defaults: Mapping[Any, Any]
    follows: Mapping[Any, tuple[Any, ...]] = field(default_factory=dict)
    constant: tuple[Any, ...] = ()
    told: tuple[Any, ...] = field(default=(), compare=False)
    each: tuple[Any, ...] = field(default=(), compare=False)
    truncate: int | None = None
    masks: tuple[Any, ...] = ()
    losses: tuple[Any, ...] = field(default=(), compare=False)

    def __post_init__(self) -> None:
        bound: set[Any] = {*self.inputs}
        for stage in self.stages:
            for symbol in stage.body.inputs:
                if symbol not in bound and symbol not in stage.carry.values() and symbol not in stage.body.dims:
                    raise UnboundNameError(
                        f"a program over time: {symbol} is used in {stage.body!r} and bound nowhere."
                    )
            for symbol in stage.body.definitions:
                if symbol in bound:
                    raise NameClashError(f"a program over time: {symbol} is bound twice, the second time in "
                                         f"{stage.body!r}.")  # fmt: skip
                bound.add(symbol)
            bound |= set(stage.carry.values())

    def __hash__(self) -> int:  # the stages, which hold programs, are told apart by the rest well enough
        return hash((self.inputs, self.sequences, self.parameters, self.outputs, self.constant, self.truncate))

    def __repr__(self) -> str:
        told = [", ".join(map(str, symbols)) for symbols in (self.inputs, [output.symbol for output in self.outputs])]
        return f"<{type(self).__name__} ({told[0]}) -> ({told[1]})>"

    @property
    def definitions(self) -> dict[Any, int]:
        """The names that equations define, each with the place of its stage."""
        return {symbol: place for place, stage in enumerate(self.stages) for symbol in stage.body.definitions}

    @functools.cached_property
    def still(self) -> frozenset[Any]:
        """The names without time: parameters, what is made of them alone, and sums over t."""
        stages = (stage for stage in self.stages if stage.times != "every")
        return frozenset([*self.parameters, *(symbol for stage in stages for symbol in stage.body.definitions)])

    @functools.cached_property
    def movable(self) -> tuple[Any, ...]:
        """The inputs that a derivative can be taken by: not those that are but positions, as i in ``x[i]``."""
        bodies = [stage.body for stage in self.stages]
        still = {symbol for body in bodies for symbol in body.inputs if symbol not in body.movable}
        return tuple(
            symbol for symbol in self.inputs
            if symbol not in still or any(symbol in body.inputs and symbol in body.movable for body in bodies)
        )  # fmt: skip

    @property
    def told_cut(self) -> str:
        """Where a truncated gradient is cut, in words; "" where it is not."""
        k = self.truncate
        return "" if k is None else f"0 at t = {k}, {2 * k}, ..., else 1"

    @property
    def carried(self) -> dict[Any, Any]:
        """All carries of all stages: output of one step -> input of the next."""
        return {new: old for stage in self.stages for new, old in stage.carry.items()}

    @property
    def symbols(self) -> tuple[Any, ...]:
        """Every name: inputs, what stages carry in, and what equations define."""
        carried = [symbol for symbol in self.carried.values() if symbol not in self.inputs]
        return (*self.inputs, *carried, *self.definitions)

    @property
    def taken(self) -> tuple[Any, ...]:
        """Every symbol whose name is taken: also sizes, and outputs without a part."""
        return (*self.symbols, *self.dims, *(output.symbol for output in self.outputs))

    @functools.cached_property
    def dims(self) -> tuple[Any, ...]:
        """The sizes of its names, as symbols."""
        return tuple(dict.fromkeys(size for stage in self.stages for size in stage.body.dims))

    @functools.cached_property
    def _by_name(self) -> Mapping[str, Any]:
        outputs = [output.symbol for output in self.outputs]
        return {symbol.name: symbol for symbol in (*reversed(self.symbols), *outputs)}

    @functools.cached_property
    def names(self) -> SymbolNames:
        """The symbols as attributes."""
        return SymbolNames(**{python_name(name): found for name, found in self._by_name.items()})

    def symbol(self, name: Name) -> Any:
        """The symbol for a code name or a symbol; UnboundNameError lists what there is."""
        require("System", "what is asked for", NAME, name)
        outputs = tuple(output.symbol for output in self.outputs)
        if not isinstance(name, str) and name in (*self.symbols, *outputs):
            return name
        spelled = str(getattr(name, "name", name))
        found = self._by_name.get(spelled) or getattr(self.names, python_name(spelled), None)
        if found is None:
            carried = tuple(symbol for symbol in self.inputs if symbol in self.firsts.values())
            kinds = {"sequences": self.sequences, "first carries": carried, "parameters": self.parameters,
                     "outputs": outputs}  # fmt: skip
            told = "; ".join(f"{kind} {told_names(symbols)}" for kind, symbols in kinds.items() if symbols)
            raise UnboundNameError(f"no {name} here. There are {told}.")
        return found

    def depending_on(self, sources: Iterable[Any]) -> set[Any]:
        """The names that depend on some inputs, themselves among them, also by way of what is carried."""
        found = set(sources)
        found |= {carried for carried, first in self.firsts.items() if first in found}
        while True:
            before = len(found)
            for stage in self.stages:
                for equation in stage.body.equations:
                    if any(used in found for used in stage.body.uses(equation.lhs)):
                        found.add(equation.lhs)
                found |= {old for new, old in stage.carry.items() if new in found}
            if len(found) == before:
                return found

    def pruned(self) -> TimeProgram:
        """The program without equations and carries on which no output depends."""
        needed = {part for output in self.outputs for part in output.parts} | {*self.told}
        carried_out = {part for output in self.outputs if output.kind == "end" for part in output.parts}
        kept: list[Stage] = []
        for stage in reversed(self.stages):
            body, live = stage.body, dict[Any, Any]()
            while True:
                equations = body.needed([*needed, *live])
                used = {variable for equation in equations for variable in equation.used}
                found = {new: old for new, old in stage.carry.items() if old in used | needed or new in carried_out}
                if found.keys() == live.keys():
                    break
                live = found
            needed |= used
            if equations:
                kept.append(
                    Stage(program_of(equations, body, live, self.inputs), stage.direction if live else 0, stage.times)
                )
        return replace(self, stages=tuple(reversed(kept)))

    def axes_of(self, output: Output) -> tuple[Any, ...]:
        """The inputs with any of which an output has an axis of samples; none for what has no time."""
        if output.symbol in self.follows:
            return self.follows[output.symbol]
        if self.still.issuperset(output.parts):
            return ()
        return tuple(symbol for symbol in self.inputs if symbol not in self.parameters)


def program_of(
    equations: Sequence[Equation], like: Program, carry: Mapping[Any, Any], known: Sequence[Any] = ()
) -> Program:
    """A program of these equations, whose inputs are what they use; all that it defines is given.

    A size that stands in an equation as a number comes with one of the ``known`` inputs that has it.
    """
    defined = {equation.lhs for equation in equations}
    used = dict.fromkeys(variable for equation in equations for variable in equation.used)
    dims = {*like.dims, *dimensions_of(known)}
    inputs = [symbol for symbol in used if symbol not in defined and symbol not in dims]
    inputs += [old for old in carry.values() if old not in used]
    for dim in (symbol for symbol in used if symbol in dims):
        if dim not in dimensions_of(inputs):  # what is defined does not tell it: a gradient may leave its equation out
            given = (symbol for symbol in (*known, *like.inputs) if symbol not in defined)
            sized = (symbol for symbol in given if dim in dimensions_of([symbol]))
            inputs += [symbol for symbol in (next(sized, None),) if symbol is not None]
    return like.replace(
        equations, inputs=inputs, parameters=[symbol for symbol in like.parameters if symbol in inputs],
        outputs=list(defined), carry=carry, defaults={}, follows={},
    )  # fmt: skip


def giving(program: Any, names: Sequence[Any]) -> Any:
    """The program with these names as outputs: what it gives already, or the values of what it defines."""
    if isinstance(program, Program):
        return program.replace(program.needed(names), outputs=names, carry={})
    known = {output.symbol: output for output in program.outputs}
    made = {name: Output(name, "once" if name in program.still else "every", (name,)) for name in names}
    return replace(program, outputs=tuple(known.get(name, made[name]) for name in names)).pruned()


def at_each_time(stage: Stage) -> tuple[Any, dict[Any, Any]]:
    """The program of a stage at one t, and sum over t -> its term, which has another name there."""
    terms = {symbol: share_of(symbol, 0) for symbol in stage.body.definitions} if stage.times == "sum" else {}
    return renamed(stage.body, terms), terms


def renamed(body: Any, names: Mapping[Any, Any]) -> Any:
    """A program with other names for some of its own."""

    def new(symbol: Any) -> Any:
        return names.get(symbol, symbol)

    return body.replace(
        [Equation(new(e.lhs), replace_variables(e.rhs, names)) for e in body.equations],
        inputs=list(map(new, body.inputs)),
        parameters=list(map(new, body.parameters)),
        outputs=list(map(new, body.outputs)),
        carry={new(after): new(before) for after, before in body.carry.items()},
        defaults={new(symbol): number for symbol, number in body.defaults.items()},
    )
