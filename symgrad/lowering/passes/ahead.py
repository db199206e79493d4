"""Work taken out of loops: of a sum or a product in a loop, the part that the loop does not carry is done for all t.

in the loop   c = f c_before + i g          bar_pre_i = bar_c . g . i . (1 - i)
for all t                                   ahead_bar_pre_i = g . i . (1 - i)
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import sympy as sp
from sympy.functions.elementary.piecewise import ExprCondPair

from symgrad.lowering.array_program import Block, Letter, Op, Value, hole
from symgrad.lowering.holes import put_in, rebuilt
from symgrad.lowering.passes.loops import loop_of
from symgrad.lowering.terms import ordered


def ahead(block: Block) -> Block:
    """The block with such work in maps of their own, which no loop contains."""
    loops = loop_of(block)
    taken = {*(value.name for value in block.inputs), *(op.out.name for op in block.ops)}
    ops: list[Op] = []
    for op in block.ops:
        if op.kind == "map" and op.out in loops:
            moving = {hole(k) for k, arg in enumerate(op.args) if loops.get(arg) == loops[op.out]}
            split = _Split(op, moving, taken)
            op = split.rest()
            ops += split.ahead
        ops.append(op)
    return replace(block, ops=tuple(ops))


class _Split:
    """A map in a loop, on its way into what is done ahead of it and the rest."""

    def __init__(self, op: Op, moving: set[Any], taken: set[str]) -> None:
        self._op, self._moving, self._taken = op, moving, taken
        self._args = list(zip(op.args, op.letters, strict=True))
        self.ahead: list[Op] = []

    def rest(self) -> Op:
        """What is left in the loop."""
        formula = self._left(self._op.how)
        return _with_arguments(self._op, formula, self._args)

    def _left(self, formula: Any) -> Any:
        if isinstance(formula, ExprCondPair):  # a condition is no value: it stays where it is asked
            return ExprCondPair(self._left(formula.args[0]), formula.args[1])
        if not formula.args or not formula.free_symbols & self._moving:
            return self._named(formula)
        if not isinstance(formula, (sp.Add, sp.Mul)):
            return rebuilt(formula.func, [*map(self._left, formula.args)])
        numbers = [arg for arg in formula.args if arg.is_number]
        still = [arg for arg in formula.args if not arg.free_symbols & self._moving and arg not in numbers]
        carried = [arg for arg in formula.args if arg.free_symbols & self._moving]
        rest = [*map(self._left, self._collected(carried) if isinstance(formula, sp.Add) else carried)]
        ahead = [self._named(rebuilt(formula.func, still))] if still else []
        return rebuilt(formula.func, [*numbers, *ahead, *rest])

    def _collected(self, terms: Sequence[Any]) -> list[Any]:
        """Terms of a sum in which the loop carries the same, as one: bar_h . h_before - bar_h . g is bar_h . (...)."""
        found: dict[Any, list[Any]] = {}
        for term in terms:
            factors = term.args if isinstance(term, sp.Mul) else (term,)
            found.setdefault(tuple(one for one in factors if one.free_symbols & self._moving), []).append(term)
        return [terms[0] if len(terms) == 1 else self._factored(moving, terms) for moving, terms in found.items()]

    @staticmethod
    def _factored(moving: Sequence[Any], terms: Sequence[Any]) -> Any:
        rests = ([one for one in sp.Mul.make_args(term) if one not in moving] for term in terms)
        return rebuilt(sp.Mul, [rebuilt(sp.Add, [rebuilt(sp.Mul, rest) for rest in rests]), *moving])

    def _named(self, formula: Any) -> Any:
        """A value of its own for a formula of values that no loop computes; a lone value or number stays."""
        if not formula.args or formula.is_number:
            return formula
        holes = sorted(formula.free_symbols & {hole(k) for k in range(len(self._args))}, key=_place)
        args = [self._args[_place(one)] for one in holes]
        to = ordered(letter for _, letters in args for letter in letters)
        axes = {letter: axis for value, letters in args for letter, axis in zip(letters, value.axes, strict=True)}
        out = Value(self._fresh(), tuple(axes[letter] for letter in to))
        inner = put_in(formula, {one: hole(k) for k, one in enumerate(holes)})
        self.ahead.append(
            Op(out, "map", inner, tuple(v for v, _ in args), tuple(letters for _, letters in args), to, self._op.of)
        )
        self._args.append((out, to))
        return hole(len(self._args) - 1)

    def _fresh(self) -> str:
        name, k = f"ahead_{self._op.out.name}", 1
        while name in self._taken:
            k += 1
            name = f"ahead_{self._op.out.name}_{k}"
        self._taken.add(name)
        return name


def _with_arguments(op: Op, formula: Any, args: Sequence[tuple[Value, tuple[Letter, ...]]]) -> Op:
    """The map with another formula, of those arguments that it has."""
    used = [k for k in range(len(args)) if hole(k) in formula.free_symbols]
    if not used:  # what the loop carries stands in it times 0
        return replace(op, kind="place", how=("fill", formula), args=(), letters=())
    return replace(
        op, how=put_in(formula, {hole(k): hole(place) for place, k in enumerate(used)}),
        args=tuple(args[k][0] for k in used), letters=tuple(args[k][1] for k in used),
    )  # fmt: skip


def _place(one: Any) -> int:
    """Which argument a hole is for."""
    return int(one.name[1:])
