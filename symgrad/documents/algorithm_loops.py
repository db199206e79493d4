"""A program as loops: what is set before each, what stands in it, what is left when all are done.

The equations are those of a System told by time. What they read at T + 1, or at 0, and nobody gives is set before the
loop; sums over t become what is added to in the loop that computes their last term. That every line reads only what
stands before it is checked, so that the loops can be run as they stand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sympy as sp

from symgrad.algebra import add, zero
from symgrad.errors import SymgradError
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.symbols import At, at, is_of_cotangent, time
from symgrad.expressions.traversal import postorder
from symgrad.printing.sections import Section, section_of
from symgrad.programs.equations import Equation, replace_variables, variables_in
from symgrad.system.named_equations import NamedEquations
from symgrad.time import TimeProgram
from symgrad.time.time_sums import TimeSum

t, T = time("t"), time("T")

# Nodes in which a zero is as good as any number, where the whole is multiplied by zero.
_TAME = frozenset({"Add", "MatAdd", "Mul", "MatMul", "Transpose", "HadamardProduct"})
_POWERS = frozenset({"Pow", "HadamardPower", "MatPow"})


@dataclass(frozen=True)
class Assignment:
    """A line: what is set to, or with ``adds`` what is added to."""

    left: Any
    right: Any
    section: Section
    adds: bool = False


@dataclass(frozen=True)
class Loop:
    """Lines for each t, from 1 to T or, with direction -1, from T to 1; what is set before them; 0 is no loop."""

    direction: int
    before: tuple[Assignment, ...]
    lines: tuple[Assignment, ...]


def loops_of(system: NamedEquations) -> list[Loop]:
    """A System as loops. Raises SymgradError for one whose equations cannot be run one loop after the other."""
    if not isinstance(system.program, TimeProgram):
        return [Loop(0, (), tuple(_plain(system)))]
    return _OverTime(system).loops()


def _plain(system: NamedEquations) -> Iterator[Assignment]:
    for equation in system.equations:
        yield Assignment(equation.lhs, equation.rhs, section_of(equation.lhs, system.parameters))


def starts_given(system: NamedEquations) -> Mapping[Any, Any]:
    """h at 0 -> the input with that value, where nothing else reads that input: then it is called h at 0."""
    told = system.indexed
    later = {symbol for equation in told.equations if equation not in told.first for symbol in equation.used}
    return {e.lhs: e.rhs for e in told.first if e.rhs in set(system.inputs) and e.rhs not in later}


class _OverTime:
    """The loops of one System over time."""

    def __init__(self, system: NamedEquations) -> None:
        self._system, self._told = system, system.indexed
        sweeps = [self._told.forward, self._told.backward, *self._told.again]
        timed = [[equation for equation in lines if isinstance(equation.lhs, At)] for lines in sweeps]
        self._sweeps = [((1, -1)[place % 2], lines) for place, lines in enumerate(timed)]
        losses = [equation for lines in sweeps for equation in lines if not isinstance(equation.lhs, At)]
        self._late = (*losses, *self._told.closing)
        self._place_given()
        self._sweep_of = {e.lhs.primal: place for place, (_, lines) in enumerate(self._sweeps) for e in lines}
        self._starts = {e.lhs: e for e in (*self._told.first, *self._told.boundary)}
        self._set: set[Any] = set(starts_given(system))
        self._sums, self._closing = self._split()

    def _place_given(self) -> None:
        """What is known by the time alone stands at the top of the first loop that reads it."""
        for equation in self._told.given:
            of = equation.lhs.primal
            readers = (lines for _, lines in self._sweeps
                       if any(isinstance(v, At) and v.primal == of for e in lines for v in e.used))  # fmt: skip
            next(readers, self._sweeps[0][1]).insert(0, equation)

    def _split(self) -> tuple[list[tuple[int, Any, Any, Any]], list[Equation]]:
        """Sums as (loop, name, first value, what is added at t), and the equations that are left."""
        sums, left = [], []
        for equation in self._late:
            found = self._as_sum(equation)
            if found is None:
                left.append(equation)
            else:
                sums.append(found)
        return sums, left

    def _as_sum(self, equation: Equation) -> tuple[int, Any, Any, Any] | None:
        right = equation.rhs
        terms = right.args if right.is_Add or right.is_MatAdd else (right,)
        added = [_from_one(term) for term in terms if isinstance(term, TimeSum)]
        rest = [term for term in terms if not isinstance(term, TimeSum)]
        if not added or None in added or any(node for term in rest for node in postorder(term) if self._is_late(node)):
            return None
        step = add(*added)
        used = [v for v in variables_in(step) if isinstance(v, At)]
        place = max((self._sweep_of.get(v.primal, 0) for v in used), default=0)
        direction = self._sweeps[place][0]
        if any(self._sweep_of.get(v.primal) == place and _shift(v) == direction for v in used):
            return None
        return place, equation.lhs, add(*rest) if rest else zero(shape_of(equation.lhs)), step

    def _is_late(self, node: Any) -> bool:
        """Whether a node is known only when the loops are done."""
        return isinstance(node, (At, TimeSum)) or any(node == e.lhs for e in self._late)

    def loops(self) -> list[Loop]:
        """All loops, and at the end what is left, as one without a direction."""
        parameters = self._system.parameters
        once = [Assignment(e.lhs, e.rhs, section_of(e.lhs, parameters)) for e in self._told.once]
        made = [Loop(0, (), tuple(once))] if once else []
        for place, (direction, equations) in enumerate(self._sweeps):
            if not equations:
                continue
            section: Section = "backward" if any(is_of_cotangent(e.lhs) for e in equations) else "forward"
            lines = [Assignment(e.lhs, e.rhs, self._section(e, section)) for e in equations]
            own = [row for row in self._sums if row[0] == place]
            lines += [Assignment(left, step, section_of(left, parameters), adds=True) for _, left, _, step in own]
            before = [*self._values_before(place, lines, section)]
            before += [Assignment(left, start, section_of(left, parameters)) for _, left, start, _ in own]
            self._require_order(place, lines)
            made.append(Loop(direction, tuple(before), tuple(lines)))
        after = [Assignment(e.lhs, e.rhs, section_of(e.lhs, parameters)) for e in self._closing]
        return [*made, *([Loop(0, (), tuple(after))] if after else [])]

    def _section(self, equation: Equation, of_loop: Section) -> Section:
        """The part to which a line of a loop belongs: what is known by the time alone goes with its loop."""
        if equation in self._told.given:
            return of_loop
        return "backward" if is_of_cotangent(equation.lhs) else "forward"

    def _values_before(self, place: int, lines: Sequence[Assignment], section: Section) -> Iterator[Assignment]:
        """What the lines read at T + 1 or at 0: what the equations say, zero, or what stands beside it."""
        reads = dict.fromkeys(v for line in lines for v in variables_in(line.right) if isinstance(v, At))
        for read in reads:
            shift = _shift(read)
            if shift == 0:
                continue
            edge = at(read.primal, T + 1 if shift == 1 else sp.S.Zero)
            if edge in self._set:
                continue
            self._set.add(edge)
            if edge in self._starts:
                yield Assignment(edge, self._starts[edge].rhs, section)
            elif self._sweep_of.get(read.primal) == place:
                raise SymgradError(f"algorithm: {read.primal} is read at {edge.time}, where it has no value.")
            elif all(_is_tame(line.right, read) for line in lines):
                yield Assignment(edge, zero(shape_of(edge)), section)
            else:  # a zero may be where a function has no value
                yield Assignment(edge, at(read.primal, T if shift == 1 else sp.S.One), section)

    def _require_order(self, place: int, lines: Sequence[Assignment]) -> None:
        """Each line reads what stands before it, in its loop or in an earlier one."""
        direction, later = self._sweeps[place][0], {e.lhs for e in self._late}
        done: set[Any] = set()
        for line in lines:
            for read in variables_in(line.right):
                own = isinstance(read, At) and self._sweep_of.get(read.primal, -1) >= place
                early = own and (self._sweep_of[read.primal] > place or _shift(read) == direction)
                if early or (own and _shift(read) == 0 and read.primal not in done) or read in later:
                    raise SymgradError(
                        f"algorithm: {line.left} reads {read} before it is known, so there is no loop for "
                        f"it; print its equations by latex()."
                    )
            if isinstance(line.left, At):
                done.add(line.left.primal)


def _shift(variable: Any) -> int:
    """How many steps on from t a variable stands."""
    return int(variable.time - t)


def _from_one(total: Any) -> Any:
    """The term of a sum with t from 1 to T; None where it has another range."""
    if (total.first, total.last) == (sp.S.One, T):
        return total.term
    if (total.first, total.last) != (sp.S.Zero, T - 1):
        return None
    earlier = {v: at(v.primal, v.time - 1) for v in variables_in(total.term) if isinstance(v, At)}
    return replace_variables(total.term, earlier)


def _is_tame(expr: Any, variable: Any) -> bool:
    """Whether an expression has a value where the variable is zero: the variable stands in sums and products alone."""
    if expr == variable or variable not in variables_in(expr):
        return True
    kind = next((base.__name__ for base in type(expr).__mro__ if base.__name__ in _TAME | _POWERS), None)
    if kind is None or (kind in _POWERS and not (expr.args[1].is_Integer and expr.args[1] > 0)):
        return False
    return all(_is_tame(arg, variable) for arg in expr.args if isinstance(arg, sp.Basic))
