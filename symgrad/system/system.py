"""The public types: a System is a Program with verbs, a Derivation is a ChainRule with verbs.

The verbs are thin: each calls the floor that does the work. Whatever gives a System gives this type, since
transformations keep the type of what they transform.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Self, overload

from symgrad import checks, display, printing, targets
from symgrad.arguments.signatures import FLAG, taking
from symgrad.calculus.index_form import IndexedDerivative
from symgrad.calculus.modes import gradient_program, tangent_program
from symgrad.calculus.simplification import simplify
from symgrad.derivation import ChainRule, Step, result_line, told
from symgrad.expansion import expand
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.symbols import variable_of
from symgrad.printing import Notation
from symgrad.programs.equations import Equation, Name, Names, dimensions_of, sizes_in, variables_in
from symgrad.programs.program import Program
from symgrad.system.steps import Method, StepReports, Steps

if TYPE_CHECKING:
    from symgrad.checks import CheckReport
    from symgrad.lowering import Block


class System(Program):
    __doc__ = f"""A sequence of named equations with declared inputs and outputs: the one program type of symgrad.

    {(Program.__doc__ or "").partition("outputs.")[2].strip()}

    The gradient of a System is a System, and so is its tangent: each can be printed, compiled, checked and
    differentiated again. ``cell.names`` has its symbols as attributes, for tab completion: ``cell.names.W_i``.

    >>> import symgrad as sg
    >>> n, m = sg.dims("n m")
    >>> W, x, y = sg.matrix("W", n, m), sg.vector("x", m), sg.vector("y", n)
    >>> layer = sg.System([(y, sg.tanh(W * x))], parameters=[W])
    >>> print(layer.gradient())
    y = tanh(W x)
    bar_pre_y = bar_y ⊙ (1 - y²)
    bar_W = bar_pre_y xᵀ
    bar_x = Wᵀ bar_pre_y
    """

    @taking()
    def derivative(self, numerator: Name, denominator: Name) -> Derivation:
        """The derivative of one name with respect to another, with its chain rule.

        Raises UnboundNameError, listing what there is, for an unknown name and for an input as numerator.
        """
        return Derivation(self, numerator, denominator)

    @taking()
    def gradient(self, of: Names = None, wrt: Names = None) -> Self:
        """The backward pass: takes a cotangent ``bar_h`` for each of ``of``, gives ``bar_W`` for each of ``wrt``.

        ``of`` are by default all outputs, ``wrt`` all inputs and parameters. The cotangent of a scalar is optional, 1
        by default.
        """
        return gradient_program(self, of, wrt)

    @taking()
    def tangent(self, wrt: Names = None) -> Self:
        """The forward mode: takes a tangent ``dot_x`` for each of ``wrt``, gives ``dot_h`` for each output.

        The tangent of a gradient is the Hessian-vector product; ``dot_bar_h`` is there optional, zero by default.
        """
        return tangent_program(self, wrt)

    @taking()
    def value_and_gradient(self, of: Names = None, wrt: Names = None) -> Self:
        """One system with the outputs ``of`` and the gradient, sharing the work."""
        return gradient_program(self, of, wrt, values=True)

    def simplify(self) -> Self:
        """The system with each right-hand side in the form that a person would write."""
        return self.replace([Equation(equation.lhs, simplify(equation.rhs)) for equation in self.equations])

    def expand(self, **sizes: int) -> Self:
        """The system of scalars, entry by entry (h_1, W_1_2, from 1), at sizes by name: ``expand(n=2, m=3)``."""
        return expand(self, **sizes)

    @overload
    def lambdify(self, outputs: Names = None, target: str = "numpy") -> targets.NumpyFunction: ...

    @overload
    def lambdify(self, outputs: Names = None, *, target: Callable[[Block], Any]) -> Any: ...

    @taking()
    def lambdify(self, outputs: Names = None, target: str | Callable[[Block], Any] = "numpy") -> Any:
        """A function of arrays by keyword; ``outputs`` may be any names of the system. ``.source`` is its code.

        ``target`` may be one of your own, a function of the array program: what it gives comes back.
        """
        wanted = self.symbols(outputs, self.outputs)
        return targets.lambdify(self.replace(self.needed(wanted), outputs=wanted, carry={}), target=target)

    @taking()
    def array_program(self, batched: Names = None) -> Block:
        """What code is written from: operations on values with axes; ``batched`` inputs have one of samples, B.

        The axes of a value are its letters: y[B, n] is an array (B, n), of an input x (B, n). A batch has (B,) for a
        scalar and (B, n, m) for a matrix. Raises UnboundNameError for a name that the system has not.

        >>> import symgrad as sg
        >>> n = sg.dims("n")
        >>> y, x, W = sg.vector("y", n), sg.vector("x", n), sg.matrix("W", n, n)
        >>> print(sg.System([(y, sg.tanh(W * x))]).array_program(batched="x"))
        inputs W, x
        y_1[B, n] = W[ij] x[Bj] -> Bi
        y[B, n] = tanh(y_1)
        outputs y
        """
        return targets.array_program(self, self.symbols(batched, ()))

    @taking()
    def check(
        self,
        of: Names = None,
        wrt: Names = None,
        at: Mapping[Any, Any] | None = None,
        method: Method = "forward",
        seed: int = 0,
    ) -> CheckReport:
        """Compares the gradient with differences of the values: ``forward``, ``central`` or ``complex`` steps.

        ``at`` is a dict by symbol or code name; what it leaves out is drawn at random from ``seed``. The report is
        truthy when every entry passes.
        """
        ends, sources = self.symbols(of, self.outputs), self.symbols(wrt, self.movable)
        return checks.check_program(self, gradient_program(self, ends, sources), ends, sources, at, method, seed)

    @taking()
    def legend(self, notation: Notation | str = printing.PLAIN) -> list[str]:
        """What the marks and words of its print mean (bar, hat, Delta, tau, LN), as sentences to stand beside it."""
        lines = [right for _, _, right in printing.latex_sides(self, notation)]
        return printing.legend(self, printing.latex_formula(self, notation), lines)

    @taking()
    def latex(
        self,
        environment: Any = "aligned",
        notation: Notation | str = printing.PLAIN,
        labels: str | None = None,
        width: float | None = None,
    ) -> Any:
        """The equations in LaTeX, one a line: in ``aligned`` for a notebook, ``align`` for a paper.

        ``notation`` is a Notation or the name of one: plain, bar, greff, pytorch, leibniz, nabla. ``labels`` is a
        prefix: with "eq:" the equation of h is labelled ``eq:h``. ``width``, in points, breaks what would not fit.
        """
        return printing.latex_equations(self, environment, notation, labels=labels, width=width)

    def _lines(self, width: int | None = None) -> str:
        return "\n".join(line for text in printing.text_equations(self) for line in printing.broken(text, width))

    def __str__(self) -> str:
        return self._lines()

    _repr_latex_ = display.repr_latex
    _repr_mimebundle_ = display.repr_mimebundle
    _repr_pretty_ = display.repr_pretty


class Derivation(ChainRule):
    """The derivative of one name of a System with respect to another, told as the chain rule tells it.

    factors      the chain rule: for each path its factors (numerator, denominator, local partial)
    expression   closed form in the names of the equations; its entry by index where it has more than two axes
    closed_form  closed form in the inputs alone
    vjp          its product with a cotangent of the numerator, of the shape of the denominator
    steps        the derivation, line by line

    >>> import symgrad as sg
    >>> d = sg.cells.notebook().derivative("h_1", "V_a1")
    >>> print(d)
    ∂h_1/∂V_a1 = o_1 (1 - tanh²(s_1)) i_1 (1 - a_1²) x_1
    """

    program: System

    @functools.cached_property
    def symbol(self) -> Any:
        """The name of the derivative in code, ``d_h_d_V``, of its shape."""
        self.require_matrix()
        name = f"d_{self.numerator.name}_d_{self.denominator.name}"
        fraction = printing.latex_partial(self.numerator, self.denominator)
        shape = shape_of(self.expression)
        return variable_of(name, shape, latex=fraction)

    @functools.cached_property
    def value(self) -> System:
        """The numerator as a System with the denominator among its inputs."""
        cut = self.program.cut(self.denominator)
        return cut.restricted(cut.needed([self.numerator]), [self.numerator])

    @functools.cached_property
    def system(self) -> System:
        """The derivative as a System: ``expression`` under the name ``d_h_d_V``, after what it needs.

        The denominator is an input of it where the expression uses it, be it an input of the cell or not. Raises
        MissingRuleError where no matrix holds it (a vector by a matrix); ``pullback`` is there all the same.
        """
        self.require_matrix()
        cut = self.program.cut(self.denominator)
        needed = cut.needed(variables_in(self.expression))
        equations = [*needed, Equation(self.symbol, self.expression)]
        used = {symbol for equation in equations for symbol in equation.used}
        inputs = [self.denominator, *(symbol for symbol in cut.inputs if symbol != self.denominator)]
        telling = self._telling([symbol for symbol in inputs if symbol in used], inputs)
        return cut.restricted(equations, [self.symbol], keep=telling)

    def _telling(self, used: Sequence[Any], inputs: Sequence[Any]) -> Iterator[Any]:
        """Inputs that nothing uses, for the sizes that no other one tells: those of the 2 I that is d(2 x) by dx."""
        known = set(dimensions_of(used))
        as_numbers = [symbol for symbol in variables_in(self.expression) if symbol in self.program.dims]
        for size in dict.fromkeys([*sizes_in(self.expression), *as_numbers]):
            having = [symbol for symbol in inputs if size in dimensions_of([symbol])]
            if size not in known and having:
                best = next((symbol for symbol in having if size in shape_of(symbol)), having[0])
                known |= set(dimensions_of([best]))
                yield best

    @taking()
    def lambdify(self, target: str = "numpy") -> targets.NumpyFunction:
        """The derivative as a function of arrays by keyword: of the inputs, and of the denominator where it is used."""
        return targets.lambdify(self.system, target=target)

    @functools.cached_property
    def pullback(self) -> System:
        """The backward pass from a cotangent of the numerator to that of the denominator alone."""
        return self.value.gradient(wrt=[self.denominator])

    @functools.cached_property
    def steps(self) -> Steps:
        """The derivation, line by line, each with the rule that gives it; ``print`` tells it.

        The equations; their differentials; the local partials; the paths (more than 12 are counted, not listed); the
        chain rule; the product along each path; the sum over the paths; the result; and in the inputs alone, where that
        is not too long to be read.
        """
        return Steps(self, told(self))

    @taking()
    def check_steps(
        self, at: Mapping[Any, Any] | None = None, method: Method = "complex", seed: int = 0
    ) -> StepReports:
        """Checks each line of ``steps`` on its own; what comes back is truthy when all pass."""
        return self.steps.check(at, method, seed)

    @taking()
    def check(self, at: Mapping[Any, Any] | None = None, method: Method = "forward", seed: int = 0) -> CheckReport:
        """Compares the derivative, entry by entry, with differences of the numerator along the denominator."""
        if isinstance(self.expression, IndexedDerivative):
            return checks.check_step(self, self.line, at, method, seed)
        return checks.check_derivative(self.value, self.system, self.denominator, at, method, seed)

    @taking(steps=FLAG)
    def latex(self, steps: bool = False, notation: Notation | str = printing.PLAIN, width: float | None = None) -> str:
        """The derivative as a formula in LaTeX; with ``steps`` the whole derivation in ``aligned``, one line a step.

        ``width``, in points, breaks the lines of the steps that would not fit.
        """
        if steps:
            return self.steps.latex(notation, width)
        simplified = printing.notation_of(notation).factors == "simplified"
        line = dataclasses.replace(self.line, right=((self.expression,),)) if simplified else self.line
        return printing.latex_line(line, self.program, notation)

    @property
    def line(self) -> Step:
        """The derivative in one line: where one path of scalars leads to it, its factors in the order of the chain."""
        return result_line(self)

    def _lines(self, width: int | None = None) -> str:
        return printing.text_line(self.line, self.program, width)

    def __str__(self) -> str:
        return self._lines()

    _repr_latex_ = display.repr_latex
    _repr_mimebundle_ = display.repr_mimebundle
    _repr_pretty_ = display.repr_pretty
