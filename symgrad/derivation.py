"""The derivative of one name with respect to another, told as the chain rule tells it.

A :class:`Derivation` has the paths that lead from the denominator to the numerator, the local partial of each
step along them (``factors``), the product in the reader's own names (``expression``), the same in the inputs
alone (``closed_form``), and the whole told line by line (``steps``).
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeAlias

import sympy as sp

from symgrad.calculus.identification import identify
from symgrad.calculus.linearity import tangent
from symgrad.calculus.modes import latest
from symgrad.calculus.properties import projected
from symgrad.equations import Equation, Name
from symgrad.errors import SymgradError, UnboundNameError
from symgrad.program import Program
from symgrad.shapes import shape_of
from symgrad.symbols import Tangent, tangent_of

MOST_PATHS = 10_000


@dataclass(frozen=True)
class Partial:
    """The partial derivative of one name with respect to another, as a formula writes it."""

    numerator: Any
    denominator: Any

    def __str__(self) -> str:
        return f"d{self.numerator}/d{self.denominator}"


class Factor(NamedTuple):
    """One link of the chain: how ``numerator`` answers to ``denominator``, which its equation uses directly.

    ``partial`` has the shape of the denominator where the numerator is a scalar, the shape of the numerator where
    the denominator is one, and is the Jacobian (rows follow the numerator) of a vector by a vector.
    """

    numerator: Any
    denominator: Any
    partial: Any


Product: TypeAlias = tuple[Any, ...]  # factors in the order of the chain: expressions, or Partials


@dataclass(frozen=True)
class Step:
    """One line of a derivation: ``left`` = the sum of the products in ``right``, by the rule named.

    ``left`` is a symbol, a tangent or a Partial; a product is a tuple of expressions or Partials in chain order.
    """

    rule: str
    left: Any
    right: tuple[Product, ...]


class ChainRule:
    """The derivative of ``numerator`` with respect to ``denominator`` in a program.

    Raises UnboundNameError where a name is unknown or the numerator is an input.
    """

    def __init__(self, program: Program, numerator: Name, denominator: Name) -> None:
        self.program = program
        self.numerator = program.symbol(numerator)
        self.denominator = program.symbol(denominator)
        if self.numerator not in program.definitions:
            defined = ", ".join(str(symbol) for symbol in program.definitions)
            raise UnboundNameError(
                f"{self.numerator} is an input, so it has no derivative; derivatives can be taken of {defined}."
            )

    @functools.cached_property
    def equations(self) -> tuple[Equation, ...]:
        """The equations on the way from the denominator to the numerator, in order."""
        reached = {self.denominator}
        found = []
        for equation in self.program.needed([self.numerator]):
            if equation.lhs not in reached and any(used in reached for used in self.program.uses(equation.lhs)):
                reached.add(equation.lhs)
                found.append(equation)
        return tuple(found)

    @functools.cached_property
    def _direction(self) -> Any:
        return tangent_of(self.denominator, 1 + latest(self.program, Tangent))

    @functools.cached_property
    def _directions(self) -> Mapping[Any, Any]:
        names = (self.denominator, *(equation.lhs for equation in self.equations))
        return {name: tangent_of(name, self._direction.generation) for name in names}

    def _links(self, name: Any) -> tuple[Any, ...]:
        """What the equation of ``name`` uses directly that lies on the way."""
        return tuple(used for used in self.program.uses(name) if used in self._directions)

    @functools.cached_property
    def count(self) -> int:
        """How many paths lead from the denominator to the numerator."""
        counts = {self.denominator: 1}
        for equation in self.equations:
            counts[equation.lhs] = sum(counts[used] for used in self._links(equation.lhs))
        return counts.get(self.numerator, 0)

    @functools.cached_property
    def factors(self) -> tuple[tuple[Factor, ...], ...]:
        """The chain rule: for each path, from the numerator down, its factors.

        Raises SymgradError where there are more than 10,000 paths (``count`` says how many), MissingRuleError
        where a local partial has no matrix form.
        """
        if self.count > MOST_PATHS:
            raise SymgradError(
                f"{self.numerator} depends on {self.denominator} along {self.count} paths, too many to list; "
                f"expression and closed_form are there all the same."
            )
        if self.numerator == self.denominator:
            return ()
        return tuple(self._paths(self.numerator)) if self.count else ()

    def _paths(self, name: Any) -> Iterator[tuple[Factor, ...]]:
        for used in self._links(name):
            factor = Factor(name, used, self.partial(name, used))
            if used == self.denominator:
                yield (factor,)
            else:
                for rest in self._paths(used):
                    yield (factor, *rest)

    def partial(self, name: Any, used: Any) -> Any:
        """The local partial: of the equation of ``name``, with respect to what it uses directly."""
        dot = self._directions[used]
        rhs = self.program.definitions[name]
        return identify(tangent(rhs, {used: dot}, name=name), dot, shape_of(name))

    @functools.cached_property
    def expression(self) -> Any:
        """The derivative in closed form, in the names of the equations."""
        moves: dict[Any, Any] = {self.denominator: self._direction}
        for equation in self.equations:
            move = tangent(equation.rhs, moves, name=equation.lhs)
            if move is not None:
                moves[equation.lhs] = move
        found = identify(moves.get(self.numerator), self._direction, shape_of(self.numerator))
        return found if shape_of(self.numerator) else projected(found, self.denominator)

    @functools.cached_property
    def closed_form(self) -> Any:
        """The derivative in the inputs alone: every defined name written out."""
        return self.program.inlined(self.expression)

    @functools.cached_property
    def steps(self) -> tuple[Step, ...]:
        """The derivation, line by line.

        The equations; their differentials; the local partials; the chain rule; the product along each path; the
        result in the names of the equations; and in the inputs alone.
        """
        whole = Partial(self.numerator, self.denominator)
        factors = self.factors
        lines = [Step("equation", equation.lhs, ((equation.rhs,),)) for equation in self.equations]
        lines += self._differentials()
        locals_ = dict.fromkeys(factor for path in factors for factor in path)
        lines += [Step("local partial", Partial(f.numerator, f.denominator), ((f.partial,),)) for f in locals_]
        if len(factors) > 1 or any(len(path) > 1 for path in factors):
            chain = tuple(tuple(Partial(f.numerator, f.denominator) for f in path) for path in factors)
            product = tuple(tuple(f.partial for f in path) for path in factors)
            lines += [Step("chain rule", whole, chain), Step("product along each path", whole, product)]
        lines.append(Step("result", whole, ((self.expression,),)))
        if self.closed_form != self.expression:
            lines.append(Step("in the inputs alone", whole, ((self.closed_form,),)))
        return tuple(lines)

    def _differentials(self) -> list[Step]:
        lines = []
        for equation in self.equations:
            move = tangent(equation.rhs, self._directions, name=equation.lhs)
            left = self._directions[equation.lhs]
            lines.append(Step("differential", left, ((sp.S.Zero if move is None else move,),)))
        return lines

    def __repr__(self) -> str:
        paths = "1 path" if self.count == 1 else f"{self.count} paths"
        return f"<{type(self).__name__} d{self.numerator}/d{self.denominator}, {paths}>"
