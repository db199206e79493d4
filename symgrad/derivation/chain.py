"""The chain rule between two names of a program: its paths, its local partials, its closed forms."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from symgrad.algebra import zero
from symgrad.arguments.signatures import SYSTEM, taking
from symgrad.calculus.generations import latest
from symgrad.calculus.identification import identify
from symgrad.calculus.index_form import IndexedDerivative, index_form
from symgrad.calculus.linearity import tangent, transposed
from symgrad.calculus.properties import projected
from symgrad.calculus.simplification import simplify, size
from symgrad.errors import MissingRuleError, SymgradError, TooLongError, UnboundNameError
from symgrad.expressions.index_letters import index_letters
from symgrad.expressions.shapes import Shape, shape_of, shape_text
from symgrad.expressions.symbols import Cotangent, Tangent, cotangent_of, tangent_of
from symgrad.programs.equations import Equation, Name, dimensions_of, sizes_in, variables_in
from symgrad.programs.paths import between
from symgrad.programs.program import Program

MOST_PATHS = 10_000
MOST_LEAVES = 1000
MOST_INDEXED = 5000  # leaves of a differential whose entry is written by index

Names: TypeAlias = tuple[Any, ...]


class Factor(NamedTuple):
    """One link of the chain: how ``numerator`` answers to ``denominator``, which its equation uses directly.

    ``partial`` has the shape of the denominator where the numerator is a scalar, the shape of the numerator where
    the denominator is one, and is the Jacobian (rows follow the numerator) of a vector by a vector. Where it has more
    than two axes it is an IndexedDerivative: its entry, by index.
    """

    numerator: Any
    denominator: Any
    partial: Any


class ChainRule:
    """The derivative of ``numerator`` with respect to ``denominator`` in a program.

    Raises UnboundNameError where a name is unknown or the numerator is an input.
    """

    @taking(program=SYSTEM)
    def __init__(self, program: Program, numerator: Name, denominator: Name) -> None:
        self.program = program
        self.numerator = program.symbol(numerator)
        self.denominator = program.symbol(denominator)
        if self.numerator not in program.definitions:
            defined = ", ".join(str(symbol) for symbol in program.definitions)
            raise UnboundNameError(
                f"{self.numerator} is an input, so it has no derivative; derivatives can be taken of {defined}."
            )
        self._partials: dict[tuple[Any, Any], Any] = {}

    # -- the paths ---------------------------------------------------------------------------------------------

    @functools.cached_property
    def equations(self) -> tuple[Equation, ...]:
        """The equations on the way from the denominator to the numerator, in order."""
        return tuple(between(self.program, [self.denominator], [self.numerator]))

    @functools.cached_property
    def moving(self) -> Names:
        """The denominator, and the names on the way to the numerator, in order."""
        return (self.denominator, *(equation.lhs for equation in self.equations))

    def links(self, name: Any) -> Names:
        """What the equation of ``name`` uses directly that lies on the way, in the order of the equations."""
        used = set(self.program.uses(name))
        return tuple(other for other in self.moving if other in used)

    @functools.cached_property
    def counts(self) -> Mapping[Any, int]:
        """For each name on the way, how many paths lead from the denominator to it."""
        counts = {self.denominator: 1}
        for equation in self.equations:
            counts[equation.lhs] = sum(counts[used] for used in self.links(equation.lhs))
        return counts

    @property
    def count(self) -> int:
        """How many paths lead from the denominator to the numerator."""
        return self.counts.get(self.numerator, 0)

    def paths(self) -> Iterator[Names]:
        """The names along each path, from the numerator down to the denominator."""
        waiting: list[Names] = [(self.numerator,)] if self.count and self.numerator != self.denominator else []
        while waiting:
            names = waiting.pop()
            if names[-1] == self.denominator:
                yield names
            else:
                waiting += [(*names, used) for used in reversed(self.links(names[-1]))]

    @functools.cached_property
    def factors(self) -> tuple[tuple[Factor, ...], ...]:
        """The chain rule: for each path, from the numerator down, its factors.

        Raises SymgradError where there are more than 10,000 paths (``count`` says how many).
        """
        if self.count > MOST_PATHS:
            raise SymgradError(
                f"{self.numerator} depends on {self.denominator} along {self.count} paths, too many to list; "
                f"expression and closed_form are there all the same."
            )
        return tuple(self.along(path) for path in self.paths())

    def along(self, path: Names) -> tuple[Factor, ...]:
        """The factors along a path."""
        pairs = zip(path, path[1:], strict=False)
        return tuple(Factor(name, used, self.partial(name, used)) for name, used in pairs)

    # -- derivatives -------------------------------------------------------------------------------------------

    @functools.cached_property
    def directions(self) -> Mapping[Any, Any]:
        """The tangents of the names on the way, of a generation that the program does not have."""
        generation = 1 + latest(self.program, Tangent)
        return {name: tangent_of(name, generation) for name in self.moving}

    @functools.cached_property
    def bar(self) -> Any:
        """The cotangent of the numerator, of a generation that the program does not have."""
        return cotangent_of(self.numerator, 1 + latest(self.program, Cotangent))

    @property
    def letters(self) -> Iterator[str]:
        """Letters for indices that nothing in the program is called by, nor has as a subscript."""
        definitions = self.program.definitions
        return index_letters([*self.program.inputs, *definitions], exprs=definitions.values())

    def local(self, name: Any, used: Any) -> Any:
        """How ``name`` moves with the tangent of what its equation uses directly, all else at rest."""
        return tangent(self.program.definitions[name], {used: self._allowed(used)}, name=name)

    def _allowed(self, name: Any) -> Any:
        """The tangent of a name; of the denominator, the part of it in which its property lets it move."""
        dot = self.directions[name]
        return projected(dot, name) if name == self.denominator else dot

    def partial(self, name: Any, used: Any) -> Any:
        """The local partial: of the equation of ``name``, with respect to what it uses directly."""
        if (name, used) not in self._partials:
            dot = self.directions[used]
            found = self._identified(self.local(name, used), dot, shape_of(name))
            self._partials[name, used] = _simplified(found)
        return self._partials[name, used]

    def _identified(self, linear: Any, dot: Any, shape: Shape) -> Any:
        """The derivative that a linear form holds: a scalar, a vector, a matrix, or an IndexedDerivative."""
        try:
            return identify(linear, dot, shape)
        except MissingRuleError:
            if linear is not None and size(linear) > MOST_INDEXED:
                raise TooLongError(
                    f"the derivative of {self.numerator} with respect to {self.denominator} has more than two axes, "
                    f"and its entry by index would be written with more than {MOST_INDEXED} letters, since parts of it "
                    f"stand there again and again; vjp, pullback and factors tell it in names."
                ) from None
            return index_form(linear, dot, shape, self.letters)

    @functools.cached_property
    def differential(self) -> Any | None:
        """The numerator's tangent, linear in that of the denominator; None where it does not depend on it."""
        return self._along(self._allowed(self.denominator))

    @functools.cached_property
    def _free(self) -> Any | None:
        """The same where the denominator moves in any direction, whatever its property."""
        return self._along(self.directions[self.denominator])

    def _along(self, direction: Any) -> Any | None:
        moves: dict[Any, Any] = {self.denominator: direction}
        for equation in self.equations:
            move = tangent(equation.rhs, moves, name=equation.lhs)
            if move is not None:
                moves[equation.lhs] = move
        return moves.get(self.numerator)

    @functools.cached_property
    def expression(self) -> Any:
        """The derivative in closed form, in the names of the equations.

        An IndexedDerivative, the entry by index, where it has more than two axes: a vector by a matrix. ``vjp`` is
        then the form that is a matrix.
        """
        return self._closed(self.differential if shape_of(self.numerator) else self._free)

    @functools.cached_property
    def closed_form(self) -> Any:
        """The derivative in the inputs alone: every defined name written out."""
        if not isinstance(self.expression, IndexedDerivative):
            return self.program.inlined(self.expression)
        return self._closed(None if self.differential is None else self.program.inlined(self.differential))

    def _closed(self, linear: Any) -> Any:
        found = self._identified(linear, self.directions[self.denominator], shape_of(self.numerator))
        return _simplified(found if shape_of(self.numerator) else projected(found, self.denominator))

    @functools.cached_property
    def vjp(self) -> Any:
        """The cotangent of the denominator, from ``bar_h``, the cotangent of the numerator: it has its shape.

        It is the gradient of a loss L with respect to the denominator, where ``bar_h`` is the gradient with respect to
        the numerator.
        """
        found = self.pulled_back(self._free, self.directions[self.denominator], self.bar)
        return _simplified(projected(found, self.denominator))

    def pulled_back(self, linear: Any, dot: Any, bar: Any) -> Any:
        """What flows back from a cotangent through a form linear in ``dot``."""
        return zero(shape_of(dot)) if linear is None else transposed(linear, bar, {dot: dot})[dot]

    # -- as programs -------------------------------------------------------------------------------------------

    @functools.cached_property
    def of_denominator(self) -> Program:
        """The numerator as a program with the denominator among its inputs."""
        cut = self.program.cut(self.denominator)
        return cut.restricted(cut.needed([self.numerator]), [self.numerator])

    def named(self, symbol: Any) -> Program:
        """The derivative as a program: ``expression`` under a name, after what it needs."""
        cut = self.program.cut(self.denominator)
        equations = [*cut.needed(variables_in(self.expression)), Equation(symbol, self.expression)]
        used = {symbol for equation in equations for symbol in equation.used}
        inputs = [self.denominator, *(symbol for symbol in cut.inputs if symbol != self.denominator)]
        telling = self._telling([symbol for symbol in inputs if symbol in used], inputs)
        return cut.restricted(equations, [symbol], keep=telling)

    def _telling(self, used: Sequence[Any], inputs: Sequence[Any]) -> Iterator[Any]:
        """Inputs that nothing uses, for the sizes that no other one tells: those of the 2 I that is d(2 x) by dx."""
        known = set(dimensions_of(used))
        as_numbers = [symbol for symbol in variables_in(self.expression) if symbol in self.program.dims]
        for dim in dict.fromkeys([*sizes_in(self.expression), *as_numbers]):
            having = [symbol for symbol in inputs if dim in dimensions_of([symbol])]
            if dim not in known and having:
                best = next((symbol for symbol in having if dim in shape_of(symbol)), having[0])
                known |= set(dimensions_of([best]))
                yield best

    def require_matrix(self) -> None:
        """Raises MissingRuleError where the derivative is known by index alone."""
        if isinstance(self.expression, IndexedDerivative):
            shapes = [f"{name} is {shape_text(shape_of(name))}" for name in (self.numerator, self.denominator)]
            raise MissingRuleError(
                f"no array of two axes holds {self!r}: {' and '.join(shapes)}. There are expression, its entry by "
                f"index; vjp, its product with a cotangent {self.bar}; and pullback, the System that computes that."
            )

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.program, self.numerator, self.denominator)

    def __repr__(self) -> str:
        paths = "1 path" if self.count == 1 else f"{self.count} paths"
        return f"<{type(self).__name__} d{self.numerator}/d{self.denominator}, {paths}>"


def _simplified(found: Any) -> Any:
    """The form that a person would write; one that nobody would read stays as it is."""
    return found if isinstance(found, IndexedDerivative) or size(found) > MOST_LEAVES else simplify(found)
