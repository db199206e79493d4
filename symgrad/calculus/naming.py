"""How a person names what stands between: which cotangents have a line of their own, and what they are called.

The transpose of a program has a line for each cotangent. Of i = sigmoid(z) with one use a person writes at once

    bar_z = bar_c . g . i . (1 - i)      and not      bar_i = bar_c . g,   bar_z = bar_i . i . (1 - i),

so what is but one factor in one other line is written there. Inside an equation, as in i = sigmoid(W x + U h), the
cotangent of the sum in brackets is used once for each of its terms, and has a name: that of the argument.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sympy as sp
from sympy.core.function import Function

from symgrad.algebra import add, split, zero
from symgrad.algebra.intake import with_values
from symgrad.calculus.batch_axes import follows_another
from symgrad.calculus.linearity import is_atomic, moving_parts, tangent, tangent_in, transposed
from symgrad.expressions.nodes import VectorMap, about
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.symbols import Inner, common_of, cotangent_of, inner_of, is_variable, tangent_of
from symgrad.expressions.traversal import PRODUCTS, postorder, rebuild
from symgrad.programs.equations import Equation, variables_in

_PLACE = 1000  # the number of what stands for an argument while what flows back to it is found


def flowing_back(
    equation: Equation, bar: Any, dots: Mapping[Any, Any], arguments: list[Any] | None = None
) -> tuple[dict[Any, Any], list[Equation]]:
    """What an equation gives back to each variable that it uses, and the lines of the cotangents inside it.

    Such a cotangent belongs to an argument where that is all that moves through it; else it is but a common factor.
    ``arguments`` takes, for each line, the argument that it is of, None for a factor.
    """
    back = _FlowingBack(equation.lhs, bar, dots, [], [] if arguments is None else arguments)
    return back.shares(equation.rhs, bar, equation), back.inside


class _FlowingBack:
    """What flows back through one equation, and the lines of the cotangents inside it.

    The argument of a function of a whole vector, as of layer norm, has a cotangent of its own, whatever it is.
    """

    def __init__(
        self, whole: Any, bar: Any, dots: Mapping[Any, Any], inside: list[Equation], arguments: list[Any]
    ) -> None:
        self._whole, self._bar, self._dots, self.inside, self._arguments = whole, bar, dots, inside, arguments

    def shares(self, expr: Any, bar: Any, equation: Equation | None = None) -> dict[Any, Any]:
        """What the equation, or a part of it, gives back to each variable that it uses."""
        argument = self._argument_of_function(expr)
        if argument is None:
            return self._transposed(expr, bar, equation)
        place = inner_of(self._whole, shape_of(argument), _PLACE + len(self._dots))  # another one each time
        begun = len(self.inside)  # as many as there are arguments
        held = written_out(expr, {argument: place})
        dots = {**self._dots, place: tangent_of(place, 1)}
        outer = _FlowingBack(self._whole, self._bar, dots, self.inside, self._arguments)
        found = outer.shares(held, bar, None if equation is None else Equation(equation.lhs, held))
        value = written_out(found.pop(place, zero(shape_of(place))), {place: argument})
        self.inside[begun:] = [Equation(e.lhs, written_out(e.rhs, {place: argument})) for e in self.inside[begun:]]
        self._arguments[begun:] = [one and written_out(one, {place: argument}) for one in self._arguments[begun:]]
        if not is_atomic(value) and sum(v in self._dots for v in variables_in(argument)) > 1:
            value = self._bound(inner_of, value, argument)
        made = {variable: written_out(share, {place: argument}) for variable, share in found.items()}
        for variable, share in self.shares(argument, value).items():
            made[variable] = add(made[variable], share) if variable in made else share
        return made

    def _argument_of_function(self, expr: Any) -> Any | None:
        """The argument of the outermost function of a whole vector that moves and is more than a name."""
        functions = [node for node in postorder(expr) if isinstance(node, VectorMap)]
        compound = (node.argument for node in reversed(functions) if not is_variable(split(node.argument)[1]))
        return next((one for one in compound if any(v in self._dots for v in variables_in(one))), None)

    def _transposed(self, expr: Any, bar: Any, equation: Equation | None) -> dict[Any, Any]:
        dots, known = self._dots, dict[Any, Any]()
        move = tangent(expr, dots, known=known) if equation is None else tangent_in(equation, dots, known)
        if move is None:
            return {}

        @functools.cache
        def parts() -> set[Any]:
            return moving_parts(move, known)

        def bind(value: Any, moved: Any) -> Any:
            kind = inner_of if moved in parts() else common_of
            part = next((part for part, other in reversed(known.items()) if other == moved), None)
            return self._bound(kind, value, part if kind is inner_of else None)

        leaves = {dots[variable]: variable for variable in variables_in(expr) if variable in dots}
        return transposed(move, bar, leaves, bind)

    def _bound(self, kind: Any, value: Any, argument: Any) -> Any:
        self._arguments.append(argument)
        self.inside.append(Equation(_inside(self._whole, self._bar, kind, value, len(self.inside) + 1), value))
        return self.inside[-1].lhs


def as_told(equations: Sequence[Equation], path: Iterable[Equation], held: Iterable[Any]) -> list[Equation]:
    """The lines that a person would write: each cotangent that is but a factor of another is written there.

    ``path`` are the equations that were transposed. What is ``held``, a source or an end, has its line; so has what
    got such a factor in its own, so that a chain of functions does not end up in one product.
    """
    telling = _Telling(equations, path, held)
    for equation in equations:
        telling.tell(equation)
    return telling.lines


class _Telling:
    """The lines so far, and what is written in the place of the cotangents that have none."""

    def __init__(self, equations: Sequence[Equation], path: Iterable[Equation], held: Iterable[Any]) -> None:
        self.lines: list[Equation] = []
        self._values: dict[Any, Any] = {}
        self._forward = {equation.lhs: equation for equation in path}
        self._firm = {*held}
        for equation in self._forward.values():
            if follows_another(equation.lhs):  # a sum over a batch, it may be
                self._firm.update(equation.used)
        self._readers: dict[Any, list[Equation]] = defaultdict(list)
        self._inside: dict[str, list[Any]] = defaultdict(list)
        for equation in equations:
            for variable in equation.used:
                self._readers[variable].append(equation)
            if isinstance(equation.lhs.primal, Inner):
                self._inside[equation.lhs.primal.primal.name].append(equation.lhs)

    def tell(self, equation: Equation) -> None:
        """Adds the line of a cotangent, or notes where it stands instead."""
        bar = self._values.get(equation.lhs, equation.lhs)  # of a common factor another number, it may be
        if bar is not equation.lhs or any(variable in self._values for variable in equation.used):
            equation = Equation(bar, written_out(equation.rhs, self._values))
        if not self._is_factor(equation):
            self.lines.append(equation)
        elif is_atomic(equation.rhs) or self._places(bar) < 2:
            self._values[bar] = equation.rhs
            if not self._inside[bar.primal.name]:
                self._firm.update(self._forward[bar.primal].used)
        else:
            self._share(equation)

    def _is_factor(self, equation: Equation) -> bool:
        """Whether the cotangent of a gate is but a factor in the line of its pre-activation."""
        symbol = equation.lhs.primal
        applied = symbol in self._forward and _is_applied(self._forward[symbol].rhs)
        return applied and symbol not in self._firm and not isinstance(equation.rhs, (sp.Add, sp.MatAdd))

    def _places(self, bar: Any) -> int:
        """In how many places a cotangent stands; in a product that is linear in it, in one."""
        whole = [reader.rhs for reader in self._readers[bar]]
        if len(whole) == 1 and isinstance(whole[0], PRODUCTS) and bar in whole[0].args:
            return 1
        nodes = (node for rhs in whole for node in postorder(rhs, lambda node: not is_variable(node)))
        return whole.count(bar) + sum(node.args.count(bar) for node in nodes)

    def _share(self, equation: Equation) -> None:
        """Adds the line of a factor that several terms have in common: the first inside its equation."""
        bar, whole = equation.lhs, equation.lhs.primal
        common = _inside(whole, bar, common_of, bar, 1)
        for name in self._inside[whole.name]:
            kind = type(name.primal)
            self._values[name] = cotangent_of(kind(name.primal.primal, name.primal.generation + 1), bar.generation)
        self._values[bar] = common
        self.lines.append(Equation(common, equation.rhs))


def _is_applied(rhs: Any) -> bool:
    """Whether a right-hand side is a function of something, entry by entry."""
    return about(rhs).entrywise or isinstance(rhs, Function)


def written_out(expr: Any, values: Mapping[Any, Any]) -> Any:
    """An expression in simplest form with values in the place of variables; what has none of them stays as it is."""

    def visit(node: Any, args: tuple[Any, ...]) -> Any:
        same = is_variable(node) or all(one is other for one, other in zip(args, node.args, strict=True))
        return node if same else with_values(node, dict(zip(node.args, args, strict=True)))

    return rebuild(expr, visit, dict(values))


def _inside(whole: Any, bar: Any, kind: Any, value: Any, place: int) -> Any:
    """The name of the cotangent of an argument, or of a common factor, inside the equation of a symbol."""
    return cotangent_of(kind(whole, shape_of(value), place), bar.generation)
