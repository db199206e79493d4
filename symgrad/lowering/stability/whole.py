"""Stable forms of a whole program, before code is written: for a program, and for one over time in all its stages.

The pass sees the definition of every name, also of one in another equation or another stage: of o = sigmoid(W x + b)
it writes 1 - o as sigmoid(-pre_o), where pre_o = W x + b becomes a line of its own before that of o.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import sympy as sp
from sympy.core.function import Function

from symgrad.calculus.known_lines import with_known_lines
from symgrad.expressions.nodes import Elementwise, LineReduction, Reduction, VectorMap, application
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.symbols import inner_of, is_of_cotangent, is_variable
from symgrad.expressions.traversal import rebuild
from symgrad.functions.elementwise import exp, row_of
from symgrad.lowering.stability.analysis import Analysis, Terms
from symgrad.lowering.stability.scales import exponential
from symgrad.lowering.stability.sight import Sight
from symgrad.lowering.stability.stable_rules import Rewriting
from symgrad.programs.equations import Equation
from symgrad.programs.program import Program
from symgrad.time import TimeProgram
from symgrad.time.stages import program_of

P = TypeVar("P", bound=Program)
MOST_PLAIN = 3  # terms of a sum that is written again where it is used


def stable(program: P, sums: Collection[Any] = ()) -> P:
    """The program with every right-hand side in its stable form; inputs and outputs are the same.

    ``sums`` are names whose value is not that of their right-hand side alone: summed over a batch, or spread over it.
    """
    made = program.replace(_Whole([_with_known_lines(program.equations)], sums).lines(0))
    return made.replace(made.needed(made.outputs))


def stable_over_time(program: TimeProgram) -> TimeProgram:
    """The same of a program over time."""
    sums = [symbol for stage in program.stages if stage.times == "sum" for symbol in stage.body.definitions]
    whole = _Whole([_with_known_lines(stage.body.equations) for stage in program.stages], sums)
    stages = [
        replace(stage, body=program_of(whole.lines(k), stage.body, stage.carry, program.inputs))
        for k, stage in enumerate(program.stages)
    ]
    return replace(program, stages=tuple(stages)).pruned()


def _with_known_lines(equations: Sequence[Equation]) -> list[Equation]:
    known = ((equation, with_known_lines(equation.rhs)) for equation in equations)
    return [equation if rhs is equation.rhs else Equation(equation.lhs, rhs) for equation, rhs in known]


class _Whole:
    """The equations of all stages in order, each rewritten with those before it known.

    Not known are ``sums`` over time or a batch: their right-hand sides are the terms at one time, of one sample.
    """

    def __init__(self, stages: Sequence[Sequence[Equation]], sums: Collection[Any] = ()) -> None:
        self._values: dict[Any, Any] = {}
        self._named: dict[Any, Any] = {}  # argument inside a line -> the name for it
        self._inner: dict[Any, dict[Any, Any]] = {}  # name -> name of an argument inside its line -> that argument
        self._terms: dict[Any, Terms | None] = {}
        self._stages: list[list[Equation]] = []
        self._tried: dict[Any, Iterator[int]] = {}  # (name, first index) -> the indices not yet tried
        self._taken = {v.name for e in itertools.chain(*stages) for v in (e.lhs, *e.used)}
        analysis = Analysis(self._terms.get)
        plain = {equation.lhs: equation.rhs for equation in itertools.chain(*stages) if equation.lhs not in sums}
        visit = Rewriting(Sight(analysis, Analysis(self._single), self._values.get, plain.get))
        done: dict[Any, Any] = {}
        for equations in stages:
            made = []
            for equation in equations:
                value = rebuild(equation.rhs, visit, done)
                if equation.lhs in sums:
                    made.append(Equation(equation.lhs, value))
                    continue
                told = self._with_names(equation.lhs, value)
                self._values[equation.lhs] = told
                self._terms[equation.lhs] = analysis.terms(told)
                if _is_function(told):
                    visit.name(told, equation.lhs)
                made.append(Equation(equation.lhs, value))
            self._stages.append(made)
        self._used = {v for made in self._stages for e in made for v in e.used}

    def _single(self, symbol: Any) -> Terms | None:
        found = self._terms.get(symbol)
        return found if found and len(found) == 1 else None

    def _with_names(self, lhs: Any, value: Any) -> Any:
        """The value, the arguments of functions in it under names: what other lines then use."""
        made: dict[Any, Any] = {}
        if is_of_cotangent(lhs):
            return value

        def visit(node: Any, args: tuple[Any, ...]) -> Any:
            place = 1 if shape_of(node) or isinstance(node, Reduction) else 0
            if _is_function(node) and not _is_plain(args[place]) and not _is_scale(node):
                argument = args[place]
                if argument not in self._named:
                    self._named[argument] = name = self._fresh(lhs, argument, 1 if node is value else 2)
                    made[name] = node.args[place]
                args = (*args[:place], self._named[argument], *args[place + 1 :])
            return _rebuilt(node, args)

        told = rebuild(value, visit, {})
        self._inner[lhs] = made
        return told

    def _fresh(self, lhs: Any, argument: Any, first: int) -> Any:
        """A name for an argument inside a line, which nothing else has."""
        left = self._tried.setdefault((lhs, first), itertools.count(first))
        tries = (inner_of(lhs, shape_of(argument), k) for k in left)
        name = next(name for name in tries if name.name not in self._taken)
        self._taken.add(name.name)
        return name

    def lines(self, place: int) -> list[Equation]:
        """The equations of one stage, with lines of their own for the arguments that other lines use."""
        lines = []
        for equation in self._stages[place]:
            inner: dict[Any, Any] = {}  # argument -> its name, of those that have a line
            for name, argument in self._inner.get(equation.lhs, {}).items():
                if name in self._used:
                    lines.append(Equation(name, _put(argument, inner)))  # an argument that stands later is written out
                    inner[argument] = name
            lines.append(Equation(equation.lhs, _put(equation.rhs, inner)))
        return lines


def _put(expr: Any, names: Mapping[Any, Any]) -> Any:
    """The expression with names for some of its parts, as it stands otherwise."""
    return rebuild(expr, _rebuilt, dict(names)) if names else expr


def _rebuilt(node: Any, args: tuple[Any, ...]) -> Any:
    """The node of other arguments, not simplified where it is a vector or a matrix."""
    if is_variable(node) or not args or args == node.args:
        return node
    return sp.Basic.__new__(type(node), *args) if shape_of(node) else node.func(*args)


def _is_function(node: Any) -> bool:
    return isinstance(node, (Elementwise, VectorMap, Reduction, LineReduction)) or (
        isinstance(node, Function) and len(node.args) == 1 and row_of(node.func) is not None
    )


def _is_scale(node: Any) -> bool:
    """Whether a node is exp of a sum of logarithms, which is seen as what it is a product of."""
    return application(node)[0] is exp.head and bool(exponential(node.args[-1]).atoms)


def _is_plain(expr: Any) -> bool:
    """Names, numbers times names, sums of them: nothing that takes work."""
    terms = expr.args if isinstance(expr, (sp.Add, sp.MatAdd)) else [expr]
    for term in terms:
        factors = [f for f in term.args if not f.is_number] if isinstance(term, (sp.Mul, sp.MatMul)) else [term]
        if len(factors) > 1 or any(f.args and not is_variable(f) and not _is_flat(f) for f in factors):
            return False
    return len(terms) <= MOST_PLAIN


def _is_flat(expr: Any) -> bool:
    return isinstance(expr, (sp.OneMatrix, sp.ZeroMatrix))
