"""A System with a time index: what a cell over time is, and what is derived from it."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from symgrad import checks, targets
from symgrad.arguments.signatures import COUNT, FLAG, INTEGER, MAPPING, NAMES, optional, taking
from symgrad.errors import ShapeError, SymgradError, UnboundNameError
from symgrad.programs.bindings import defaults_of
from symgrad.programs.equations import Name, Names, names_of
from symgrad.recurrence.time_equations import TimeEquations
from symgrad.system.steps import Method
from symgrad.system.system import Derivation, System
from symgrad.time import (
    Made,
    TimeProgram,
    at_one_time,
    giving,
    gradient_over_time,
    simplified,
    substituted,
    tangent_over_time,
    unrolled,
    with_loss,
)

if TYPE_CHECKING:
    from symgrad.checks import CheckReport
    from symgrad.lowering import Block


class TimeSystem(TimeEquations):
    """A System with a time index: equations that hold at every t, what they carry, and sums over t.

    program   the stages that are run, see :mod:`symgrad.time.stages`
    inputs, parameters, sequences, outputs    as in a System; a sequence has a value at each t
    equations                                 the equations as a paper has them, with t, t - 1 and t + 1
    names                                     the symbols as attributes, for tab completion: ``r.names.W_i``

    >>> import symgrad as sg
    >>> back = sg.Recurrence(sg.cells.elman()).gradient(wrt="b")
    >>> back.parameters, back.sequences, back.outputs
    ((W, U, b), (x, bar_h), (bar_b,))
    """

    @taking(detach=optional(NAMES), parameters=optional(NAMES))
    def gradient(
        self,
        of: Names = None,
        wrt: Names = None,
        *,
        loss: Any = None,
        last: Any = None,
        parameters: Names = None,
        truncate: int | None = None,
        detach: Names = None,
    ) -> TimeSystem:
        """Backpropagation through time, derived from the cell's own tangents and transposes.

        of          outputs; each has a cotangent ``bar_h`` as a new argument, at every t (of a scalar 1 by default)
        wrt         inputs; by default all of them
        loss        instead of ``of``: a loss at each t, summed over t: a pair (L, expression), an Equation or a System
                    in the names of the cell; what it uses besides is new: a matrix is a parameter (a readout), a vector
                    or a scalar a target, with a value at each t. A masked step counts too: multiply by the mask
        last        a loss of the last step alone, given in the same way; its target is one array. Both may be given
        parameters  of what a loss uses besides, the names that stay the same over time (a System may state its own)
        truncate    a number k of steps after which nothing flows back: nothing goes from t + 1 to t = k, 2 k, ...
        detach      outputs through which nothing flows back in time: with the output h of an LSTM the truncated
                    gradient of Hochreiter and Schmidhuber (1997), in which errors flow back through the state alone

        Raises UnboundNameError for an unknown name, listing what there is.
        """
        return self._differentiated(of, wrt, loss, last, parameters, truncate, detach, values=False)

    @taking(detach=optional(NAMES), parameters=optional(NAMES))
    def value_and_gradient(
        self,
        of: Names = None,
        wrt: Names = None,
        *,
        loss: Any = None,
        last: Any = None,
        parameters: Names = None,
        truncate: int | None = None,
        detach: Names = None,
    ) -> TimeSystem:
        """The outputs ``of``, or the losses, and their gradient in one pass; the arguments are those of ``gradient``.

        A loss at each t is given at each t, (T,) or (T, B); one of the last step as that of the last step, () or (B,).

        >>> import symgrad as sg
        >>> r = sg.Recurrence(sg.cells.elman())
        >>> h, d = r.symbol("h"), sg.vector("d", r.symbol("h").shape[0])
        >>> r.value_and_gradient(last=(sg.scalar("E"), sg.dot(h - d, h - d)), wrt="U").outputs
        (E, bar_U)
        """
        return self._differentiated(of, wrt, loss, last, parameters, truncate, detach, values=True)

    def _differentiated(
        self, of: Names, wrt: Names, loss: Any, last: Any, parameters: Names, truncate: int | None, detach: Names,
        values: bool,
    ) -> TimeSystem:  # fmt: skip
        if truncate is not None and not COUNT.fits(truncate):
            raise SymgradError(f"gradient: truncate is a number of steps, 1 or more, but {truncate!r} came.")
        held = self._symbols(detach, (), self.carry, "carried output")  # a loss may leave out what nothing reads
        if loss is None and last is None:
            if parameters is not None:
                raise SymgradError("gradient: parameters= names what a loss uses besides; give loss= or last= too.")
            return self._of(
                gradient_over_time(self.program, self._ends(of), self._sources(wrt), held, truncate, values)
            )
        if of is not None:
            raise SymgradError("gradient: of= names outputs and loss= or last= gives a loss; say one of the two.")
        closed, ends = self._closed(loss, last, parameters)
        wanted = closed._sources(wrt)
        return self._of(gradient_over_time(closed.program, ends, wanted, held, truncate, values, told=ends))

    def _ends(self, of: Names) -> tuple[Any, ...]:
        return self._symbols(of, self.outputs, self.outputs, "output")

    def _sources(self, wrt: Names) -> tuple[Any, ...]:
        own = [s for s in self.program.movable if s not in self._masks and not isinstance(s, Made)]
        return self._symbols(wrt, own, self.inputs, "input")

    def _of(self, program: TimeProgram) -> TimeSystem:
        """Another program of the same kind."""
        return TimeSystem(program, self._masks)

    def _closed(self, loss: Any, last: Any, parameters: Names) -> tuple[TimeSystem, tuple[Any, ...]]:
        """The system with losses as outputs."""
        program = self.program
        named = [str(getattr(name, "name", name)) for name in names_of(parameters)]
        ends: list[Any] = []
        for given, at_end in ((loss, False), (last, True)):
            if given is not None:
                closing = given if isinstance(given, System) else System([given])
                program = with_loss(program, closing, named, isinstance(given, System), at_end)
                ends += closing.outputs
        for name in named:
            if name not in {symbol.name for symbol in program.parameters}:
                raise UnboundNameError(f"gradient: parameters= names {name}, but no loss uses it.")
        return self._of(program), tuple(ends)

    @taking()
    def tangent(self, wrt: Names = None) -> TimeSystem:
        """Forward mode through time: a tangent ``dot_x`` for each of ``wrt`` in, ``dot_h`` for each output out.

        Of a Recurrence this is the recursion of real-time recurrent learning (Williams and Zipser, 1989); of a gradient
        it is the Hessian-vector product. Tangents of first carries and of cotangents are zero by default.
        """
        return self._of(tangent_over_time(self.program, self._sources(wrt)))

    @taking()
    def derivative(self, numerator: Name, denominator: Name) -> Derivation:
        """The derivative of one name with respect to another within one t, with its chain rule.

        What is carried is held: h at t - 1 is an input there. Through time, ``unroll(3).derivative("h_at_3", "W")``.
        """
        summed = {s for stage in self.program.stages if stage.times == "sum" for s in stage.body.definitions}
        for name in (numerator, denominator):
            if any(name in (symbol, symbol.name) for symbol in summed):
                raise SymgradError(
                    f"derivative: {name} is a sum over time, and this is of one t; write some steps out by unroll and "
                    f"ask there, or take the gradient of it."
                )
        return self.at_one_time.derivative(numerator, denominator)

    @functools.cached_property
    def at_one_time(self) -> System:
        """The System of what holds at one t."""
        made: System = at_one_time(self.program, System)
        return made

    def simplify(self) -> TimeSystem:
        """The system with each right-hand side in the form that a person would write."""
        return self._of(simplified(self.program))

    @taking(values=MAPPING)
    def substitute(self, values: Mapping[Name, Any]) -> TimeSystem:
        """The system with inputs replaced by expressions (or other symbols) of the same shape.

        What is new in an expression for a parameter is a parameter, in one for a sequence a sequence. Raises ShapeError
        where a shape differs, UnboundNameError for a name that is no input.
        """
        named = {self._symbols([name], (), self.inputs, "input")[0]: value for name, value in values.items()}
        return self._of(substituted(self.program, named))

    @taking()
    def replace(self, outputs: Names = None, defaults: Mapping[Name, Any] | None = None) -> TimeSystem:
        """The system with other outputs (any names that equations define), or with other defaults of inputs."""
        program = self.program if outputs is None else self._giving(outputs)
        given = defaults_of(defaults or {}, self.symbol, self.inputs)
        return self._of(dataclasses.replace(program, defaults={**program.defaults, **given}))

    @taking(steps=INTEGER)
    def expand(self, steps: int, **sizes: int) -> System:
        """The System of scalars of so many steps, entry by entry, at sizes by name: ``expand(3, n=2, m=2)``."""
        return self.unroll(steps).expand(**sizes)

    @taking(steps=INTEGER)
    def unroll(self, steps: int) -> System:
        """The System of so many steps, written out: ``h_at_1``, ``h_at_2``, ... It is an independent oracle.

        Where that is another name already, a number follows: ``h_at_1_2``.
        """
        if steps < 1:
            raise ShapeError(f"unroll: a sequence has at least one step, but T = {steps} came.")
        made: System = unrolled(self.program, steps, System)
        return made

    @taking(checkpoint_every=optional(INTEGER), readable=FLAG)
    def lambdify(
        self, outputs: Names = None, target: str = "numpy", checkpoint_every: int | None = None, readable: bool = False
    ) -> targets.TimeFunction:
        """One function for any T: a sequence is (T, ...), or (T, B, ...) with a batch; what has no time is as declared.

        ``outputs`` may be any names that equations define: ``["L", "bar_U"]`` of the gradient of a loss L.
        ``checkpoint_every=k`` keeps the state of every k-th step alone and runs the steps between again: less memory
        for at most one more forward pass, and the same gradient. ``readable=True`` has the source in its plain form, a
        loop each way, for people to read and take along; it gives the same and keeps more.
        """
        if readable and checkpoint_every is not None:
            raise SymgradError("checkpoint_every cuts the loops into blocks, which the readable form does not have.")
        if target != "numpy":
            raise SymgradError(f"no target {target!r} over time; there is numpy.")
        program = self.program if outputs is None else self._giving(outputs)
        return targets.TimeFunction(program, checkpoint_every, self._masks, readable=readable)

    @taking(batched=FLAG)
    def array_program(self, batched: bool = False) -> Block:
        """What code is written from: operations on values with an axis of time, T, or with samples, B, as well.

        The axes of a value are its letters: h[T, B, n] is (T, B, n). With ``batched`` what changes with t and what is
        carried has samples; parameters have none. A carry is a ``shift``: the value of one step before, or after, in
        the backward pass. Loops are what it closes.

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
        return targets.array_program_over_time(self.program, self._masks, batched)

    def _giving(self, names: Names) -> TimeProgram:
        """The program with these outputs: names that it gives, or that its equations define."""
        chosen = self._symbols(names, (), [*self.outputs, *self.program.definitions], "output, nor is it defined")
        return giving(self.program, chosen)

    @taking()
    def check(
        self,
        of: Names = None,
        wrt: Names = None,
        at: Mapping[Any, Any] | None = None,
        method: Method = "forward",
        seed: int = 0,
    ) -> CheckReport:
        """Compares the gradient through time with differences of the outputs, as :meth:`symgrad.System.check` does."""
        ends, sources = self._ends(of), self._sources(wrt)
        backward = gradient_over_time(self.program, ends, sources)
        return checks.check_over_time(checks.only(self.program, ends), backward, at, method, seed, self._masks)
