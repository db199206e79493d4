"""The public types: a System is a program with verbs, a Derivation is a ChainRule with verbs.

The verbs are thin: each calls the floor that does the work, by way of the kind of program where that differs
(:mod:`symgrad.system.kinds`). Whatever gives a System gives this type.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any

from symgrad import checks, printing, targets
from symgrad.arguments.signatures import FLAG, INTEGER, MAPPING, NAMES, Kind, optional, taking
from symgrad.calculus.index_form import IndexedDerivative
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.symbols import variable_of
from symgrad.printing.labels import derivative_name
from symgrad.programs.equations import Name, Names
from symgrad.system.kinds import Asked
from symgrad.system.named_equations import NamedEquations
from symgrad.system.steps import Method, ToldChainRule
from symgrad.time import at_one_time, simplified, unrolled

if TYPE_CHECKING:
    from symgrad.checks import CheckReport
    from symgrad.lowering import Block

BATCHED = Kind("names of inputs, or True for all but parameters", lambda value: FLAG.fits(value) or NAMES.fits(value))


class System(NamedEquations):
    """A sequence of named equations with declared inputs and outputs: the one program type of symgrad.

    equations   Equation, ``sp.Eq`` or pairs (lhs, rhs); each may use inputs and what stands before it
    outputs     names to give back; by default the left-hand sides that nothing else uses
    parameters  inputs that stay the same over time and batch
    inputs      when given, the complete list of what comes from outside and is no parameter
    carry       output -> the input that holds its value of one step before
    defaults    input -> the number that it has when a caller leaves it out
    source      where the equations come from: cells of the literature state their paper. What is derived has none, and
                two Systems with the same equations are equal whatever they state

    Over time (:class:`symgrad.Recurrence`, and what is derived from one) the equations stand in stages, which run along
    t or against it; ``equations`` tells them with t, t - 1 and t + 1, ``sequences`` are inputs with a value at each t.

    The gradient of a System is a System, and so is its tangent: each can be printed, compiled, checked and
    differentiated again. ``cell.names`` has its symbols as attributes, for tab completion: ``cell.names.W_i``.

    Raises ShapeError, NameClashError (a name bound twice), UnboundNameError (a name used and never bound).

    >>> import symgrad as sg
    >>> n, m = sg.dims("n m")
    >>> W, x, y = sg.matrix("W", n, m), sg.vector("x", m), sg.vector("y", n)
    >>> layer = sg.System([(y, sg.tanh(W * x))], parameters=[W])
    >>> print(layer.gradient())
    y = tanh(W x)
    bar_pre_y = bar_y ⊙ (1 - y²)
    bar_W = bar_pre_y xᵀ
    bar_x = Wᵀ bar_pre_y
    >>> back = sg.Recurrence(sg.cells.elman()).gradient(wrt="b")
    >>> back.parameters, back.sequences, back.outputs
    ((W, U, b), (x, bar_h), (bar_b,))
    """

    @taking()
    def derivative(self, numerator: Name, denominator: Name) -> Derivation:
        """The derivative of one name with respect to another, with its chain rule.

        Over time it is that within one t: what is carried is held, h at t - 1 is an input there. Through time,
        ``unroll(3).derivative("h_at_3", "W")``. Raises UnboundNameError, listing what there is, for an unknown name and
        for an input as numerator, SymgradError for a sum over time.
        """
        return Derivation(at_one_time(self.program, (numerator, denominator)), numerator, denominator)

    @functools.cached_property
    def at_one_time(self) -> System:
        """The System of what holds at one t; a System without time is its own."""
        return System(at_one_time(self.program))

    @taking(detach=optional(NAMES), parameters=optional(NAMES))
    def gradient(
        self, of: Names = None, wrt: Names = None, *, loss: Any = None, last: Any = None, parameters: Names = None,
        truncate: int | None = None, detach: Names = None,
    ) -> System:  # fmt: skip
        """The backward pass, over time backpropagation through time: derived from tangents and transposes.

        of          outputs, by default all; each has a cotangent ``bar_h`` as a new input, of a scalar 1 by default
        wrt         inputs, by default all; each has its ``bar_W`` as an output
        loss        instead of ``of``: a loss, over time at each t and summed: a pair (L, expression), an Equation or a
                    System in the names of this one; what it uses besides is new: a matrix is a parameter (a readout), a
                    vector or a scalar a target, with a value at each t. A masked step counts too: multiply by the mask
        parameters  of what a loss uses besides, the names that stay the same (a System may state its own)

        Over time alone:

        last        a loss of the last step, given in the same way; its target is one array. Both may be given
        truncate    a number k of steps after which nothing flows back: nothing goes from t + 1 to t = k, 2 k, ...
        detach      outputs through which nothing flows back in time: with the output h of an LSTM the truncated
                    gradient of Hochreiter and Schmidhuber (1997), in which errors flow back through the state alone

        Raises UnboundNameError for an unknown name, listing what there is.
        """
        asked = Asked(of, wrt, loss, last, parameters, truncate, detach, self.carry)
        return System(self._kind.gradient(asked, values=False))

    @taking(detach=optional(NAMES), parameters=optional(NAMES))
    def value_and_gradient(
        self, of: Names = None, wrt: Names = None, *, loss: Any = None, last: Any = None, parameters: Names = None,
        truncate: int | None = None, detach: Names = None,
    ) -> System:  # fmt: skip
        """The outputs ``of``, or the losses, and their gradient in one pass; the arguments are those of ``gradient``.

        A loss at each t is given at each t, (T,) or (T, B); one of the last step as that of the last step, () or (B,).

        >>> import symgrad as sg
        >>> r = sg.Recurrence(sg.cells.elman())
        >>> h, d = r.symbol("h"), sg.vector("d", r.symbol("h").shape[0])
        >>> r.value_and_gradient(last=(sg.scalar("E"), sg.dot(h - d, h - d)), wrt="U").outputs
        (E, bar_U)
        """
        asked = Asked(of, wrt, loss, last, parameters, truncate, detach, self.carry)
        return System(self._kind.gradient(asked, values=True))

    @taking()
    def tangent(self, wrt: Names = None) -> System:
        """The forward mode: takes a tangent ``dot_x`` for each of ``wrt``, gives ``dot_h`` for each output.

        Over time it is the recursion of real-time recurrent learning (Williams and Zipser, 1989). The tangent of a
        gradient is the Hessian-vector product; tangents of cotangents, and of first carries, are zero by default.
        """
        return System(self._kind.tangent(wrt))

    def simplify(self) -> System:
        """The system with each right-hand side in the form that a person would write."""
        return System(simplified(self.program))

    @taking(values=MAPPING)
    def substitute(self, values: Mapping[Name, Any]) -> System:
        """The system with inputs replaced by expressions (or other symbols) of the same shape.

        A cotangent that a caller gives keeps its name, in an equation: with a batch it counts once for each sample.
        Over time, what is new in an expression for a parameter is a parameter, in one for a sequence a sequence.
        Raises ShapeError where a shape differs, UnboundNameError for a name that is no input.
        """
        return System(self._kind.substituted(values))

    def replace(self, equations: Iterable[Any] | None = None, **changes: Any) -> System:
        """The system with some of its parts changed: equations, outputs, inputs, parameters, carry, defaults.

        Over time ``outputs`` may be any names that equations define, and ``defaults`` are added to what there are; the
        other parts are those of its cell. The source stays with equations that stay.
        """
        source = self.source if equations is None else None
        return System(self._kind.replaced(equations, changes), source=source)

    @taking(steps=optional(INTEGER))
    def expand(self, steps: int | None = None, /, **sizes: int) -> System:
        """The system of scalars, entry by entry (h_1, W_1_2, from 1), at sizes by name: ``expand(n=2, m=3)``.

        Over time it is that of so many steps: ``expand(3, n=2, m=2)``.
        """
        return System(self._kind.expanded(sizes)) if steps is None else self.unroll(steps).expand(**sizes)

    @taking(steps=INTEGER)
    def unroll(self, steps: int) -> System:
        """The System of so many steps, written out: ``h_at_1``, ``h_at_2``, ... It is an independent oracle.

        Where that is another name already, a number follows: ``h_at_1_2``. Raises SymgradError where there is no time.
        """
        return System(unrolled(self.program, steps))

    @taking(checkpoint_every=optional(INTEGER), readable=FLAG)
    def lambdify(
        self, outputs: Names = None, target: str | Callable[[Block], Any] = "numpy",
        checkpoint_every: int | None = None, readable: bool = False,
    ) -> Any:  # fmt: skip
        """A function of arrays by keyword; ``outputs`` may be any names of the system. ``.source`` is its code.

        ``target`` is ``numpy``, ``c`` (compiled when it is first called; ``auto``: where there is a compiler) or one
        of your own, a function of the array program: what it gives comes back.

        Over time it is one function for any T: a sequence is (T, ...), or (T, B, ...) with a batch; what has no time is
        as declared. ``checkpoint_every=k`` keeps the state of every k-th step alone and runs the steps between again:
        less memory for at most one more forward pass, and the same gradient. ``readable=True`` has the source in its
        plain form, a loop each way, for people to read and take along; it gives the same and keeps more.
        """
        return self._kind.compiled(outputs, target, checkpoint_every, readable)

    @taking(batched=optional(BATCHED))
    def array_program(self, batched: Names | bool = None) -> Block:
        """What code is written from: operations on values with axes; ``batched`` inputs have one of samples, B.

        The axes of a value are its letters: y[B, n] is an array (B, n), of an input x (B, n). A batch has (B,) for a
        scalar and (B, n, m) for a matrix; True stands for all inputs but parameters. Over time h[T, B, n] is
        (T, B, n), and a carry is a ``shift``: the value of one step before, or after, in the backward pass. Loops are
        what it closes. Raises UnboundNameError for a name that the system has not.

        >>> import symgrad as sg
        >>> n = sg.dims("n")
        >>> h, h_prev, x, U = sg.vector("h", n), sg.vector("h_prev", n), sg.vector("x", n), sg.matrix("U", n, n)
        >>> cell = sg.System([(h, sg.tanh(U * h_prev + x))], parameters=[U], carry={h: h_prev})
        >>> print(sg.Recurrence(cell).array_program())
        inputs U, h_prev, x
        h_before[T, n] = shift 1(h[Ti], h_prev[i])
        h_1[T, n] = U[ij] h_before[Tj] -> Ti
        h_2[T, n] = h_1 + x
        h[T, n] = tanh(h_2)
        outputs h
        """
        return self._kind.array_program(batched)

    @taking()
    def check(
        self, of: Names = None, wrt: Names = None, at: Mapping[Any, Any] | None = None, method: Method = "forward",
        seed: int = 0,
    ) -> CheckReport:  # fmt: skip
        """Compares the gradient with differences of the values: ``forward``, ``central`` or ``complex`` steps.

        ``at`` is a dict by symbol or code name; what it leaves out is drawn at random from ``seed``, over time with as
        many steps as the sequences of ``at`` have, or 4. The report is truthy when every entry passes.
        """
        return self._kind.checked(of, wrt, at, method, seed)


class Derivation(ToldChainRule):
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

    @functools.cached_property
    def symbol(self) -> Any:
        """The name of the derivative in code, ``d_h_d_V``, of its shape."""
        self.require_matrix()
        name = derivative_name(self.numerator, self.denominator)
        fraction = printing.latex_partial(self.numerator, self.denominator)
        shape = shape_of(self.expression)
        return variable_of(name, shape, latex=fraction)

    @functools.cached_property
    def value(self) -> System:
        """The numerator as a System with the denominator among its inputs."""
        return System(self.of_denominator)

    @functools.cached_property
    def system(self) -> System:
        """The derivative as a System: ``expression`` under the name ``d_h_d_V``, after what it needs.

        The denominator is an input of it where the expression uses it, be it an input of the cell or not. Raises
        MissingRuleError where no matrix holds it (a vector by a matrix); ``pullback`` is there all the same.
        """
        return System(self.named(self.symbol))

    @taking()
    def lambdify(self, target: str = "numpy") -> targets.NumpyFunction:
        """The derivative as a function of arrays by keyword: of the inputs, and of the denominator where it is used."""
        return targets.lambdify(self.system, target=target)

    @functools.cached_property
    def pullback(self) -> System:
        """The backward pass from a cotangent of the numerator to that of the denominator alone."""
        return self.value.gradient(wrt=[self.denominator])

    @taking()
    def check(self, at: Mapping[Any, Any] | None = None, method: Method = "forward", seed: int = 0) -> CheckReport:
        """Compares the derivative, entry by entry, with differences of the numerator along the denominator."""
        if isinstance(self.expression, IndexedDerivative):
            return checks.check_step(self, self.line, at, method, seed)
        value, found = self.of_denominator, self.named(self.symbol)
        return checks.check_derivative(value, found, self.denominator, at, method, seed)
