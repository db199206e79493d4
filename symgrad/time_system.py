"""A System with a time index: what a cell over time is, and what is derived from it."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal

from symgrad import checks, display, printing, targets
from symgrad.bindings import SymbolNames
from symgrad.equations import Equation, Name, Names, names_of
from symgrad.errors import ShapeError, SymgradError, UnboundNameError
from symgrad.face import System
from symgrad.printing import Notation
from symgrad.signatures import INTEGER, NAME, NAMES, optional, require, taking
from symgrad.symbols.legal_names import python_name
from symgrad.time import (
    KEEP,
    IndexedEquations,
    TimeProgram,
    gradient_over_time,
    indexed,
    tangent_over_time,
    unrolled,
    with_loss,
)

if TYPE_CHECKING:
    from symgrad.checks import CheckReport

Method = Literal["forward", "central", "complex"]


class TimeSystem:
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

    def __init__(self, program: TimeProgram, masks: Iterable[Any] = (), truncate: int | None = None) -> None:
        self.program = program
        self._masks = frozenset(masks)
        self._truncate = truncate
        outputs = [output.symbol for output in program.outputs]
        self._by_name = {symbol.name: symbol for symbol in (*reversed(program.symbols), *outputs)}
        # no property: IPython completes behind none
        self.names = SymbolNames(**{python_name(name): found for name, found in self._by_name.items()})

    @property
    def inputs(self) -> tuple[Any, ...]:
        """What comes from outside, in the order of the arguments."""
        return self.program.inputs

    @property
    def parameters(self) -> tuple[Any, ...]:
        """The inputs that stay the same over time."""
        return self.program.parameters

    @property
    def sequences(self) -> tuple[Any, ...]:
        """The inputs with a value at each t."""
        return self.program.sequences

    @property
    def outputs(self) -> tuple[Any, ...]:
        """What is given."""
        return tuple(output.symbol for output in self.program.outputs)

    @property
    def carry(self) -> Mapping[Any, Any]:
        """What is carried from one step to the next: output of one -> input of the other."""
        return self.program.carried

    @functools.cached_property
    def indexed(self) -> IndexedEquations:
        """The equations with t in them, by what they are: first, forward, boundary, backward, closing."""
        return indexed(self.program)

    @property
    def equations(self) -> tuple[Equation, ...]:
        """The equations with t in them, in the order in which a paper tells them."""
        return self.indexed.equations

    def symbol(self, name: Name) -> Any:
        """The symbol for a code name or a symbol; UnboundNameError lists what there is."""
        require("TimeSystem", "what is asked for", NAME, name)
        spelled = name if isinstance(name, str) else str(getattr(name, "name", name))
        found = self._by_name.get(spelled) or getattr(self.names, python_name(spelled), None)
        if not isinstance(name, str) and (name in self.program.symbols or name in self.outputs):
            found = name
        if found is None:
            carried = [symbol for symbol in self.inputs if symbol in self.program.firsts.values()]
            kinds = {
                "sequences": self.sequences,
                "first carries": carried,
                "parameters": self.parameters,
                "outputs": self.outputs,
            }
            told = "; ".join(f"{kind} {', '.join(map(str, symbols))}" for kind, symbols in kinds.items() if symbols)
            raise UnboundNameError(f"no {name} here. There are {told}.")
        return found

    def _symbols(self, names: Names, default: Iterable[Any], among: Iterable[Any], what: str) -> tuple[Any, ...]:
        chosen = tuple(default) if names is None else tuple(self.symbol(name) for name in names_of(names))
        known = tuple(among)
        for symbol in chosen:
            if symbol not in known:
                raise UnboundNameError(f"{symbol} is no {what}; there are {', '.join(map(str, known))}.")
        return chosen

    @taking(detach=optional(NAMES))
    def gradient(
        self,
        of: Names = None,
        wrt: Names = None,
        *,
        loss: Any = None,
        last: Any = None,
        truncate: int | None = None,
        detach: Names = None,
    ) -> TimeSystem:
        """Backpropagation through time, derived from the cell's own tangents and transposes.

        of        outputs; each has a cotangent ``bar_h`` as a new argument, at every t (of a scalar 1 by default)
        wrt       inputs; by default all of them
        loss      instead of ``of``: a loss at each t, summed over t: a pair (L, expression), an Equation or a System in
                  the names of the cell; what it uses besides is a new sequence (a target)
        last      a loss of the last step alone, given in the same way; both may be given
        truncate  a number k of steps after which nothing flows back: nothing goes from t + 1 to t = k, 2 k, ...
        detach    outputs through which nothing flows back in time: with the output h of an LSTM the truncated gradient
                  of Hochreiter and Schmidhuber (1997), in which errors flow back through the state alone

        Raises UnboundNameError for an unknown name, listing what there is.
        """
        if loss is not None or last is not None:
            if of is not None:
                raise SymgradError("gradient: of= names outputs and loss= or last= gives a loss; say one of the two.")
            closed, ends, at_end = self._closed(loss, last)
            return closed._backward(ends, closed._sources(wrt), truncate, detach, at_end)
        return self._backward(self._ends(of), self._sources(wrt), truncate, detach, ())

    def _ends(self, of: Names) -> tuple[Any, ...]:
        return self._symbols(of, self.outputs, self.outputs, "output")

    def _sources(self, wrt: Names) -> tuple[Any, ...]:
        return self._symbols(wrt, [s for s in self.inputs if s not in self._masks], self.inputs, "input")

    def _backward(
        self, ends: tuple[Any, ...], wrt: tuple[Any, ...], truncate: int | None, detach: Names, last: tuple[Any, ...]
    ) -> TimeSystem:
        if truncate is not None and (not isinstance(truncate, int) or truncate < 1):
            raise SymgradError(f"gradient: truncate is a number of steps, 1 or more, but {truncate!r} came.")
        held = self._symbols(detach, (), self.carry, "carried output")
        made = gradient_over_time(self.program, ends, wrt, held, truncate is not None, last)
        return TimeSystem(made, self._masks, truncate or self._truncate)

    def _closed(self, loss: Any, last: Any) -> tuple[TimeSystem, tuple[Any, ...], tuple[Any, ...]]:
        """The system with losses as outputs."""
        program = self.program
        ends: list[Any] = []
        for given in (loss, last):
            if given is not None:
                closing = given if isinstance(given, System) else System([given])
                program = with_loss(program, closing)
                ends += closing.outputs
        at_end = ends[-1:] if last is not None else []
        return TimeSystem(program, self._masks, self._truncate), tuple(ends), tuple(at_end)

    @taking()
    def tangent(self, wrt: Names = None) -> TimeSystem:
        """Forward mode through time: a tangent ``dot_x`` for each of ``wrt`` in, ``dot_h`` for each output out.

        Of a Recurrence this is the recursion of real-time recurrent learning (Williams and Zipser, 1989); of a gradient
        it is the Hessian-vector product. Tangents of first carries and of cotangents are zero by default.
        """
        return TimeSystem(tangent_over_time(self.program, self._sources(wrt)), self._masks, self._truncate)

    @taking(steps=INTEGER)
    def unroll(self, steps: int) -> System:
        """The System of so many steps, written out: ``h_at_1``, ``h_at_2``, ... It is an independent oracle."""
        if steps < 1:
            raise ShapeError(f"unroll: a sequence has at least one step, but T = {steps} came.")
        made: System = unrolled(self.program, steps, System)
        return made

    @taking(checkpoint_every=optional(INTEGER))
    def lambdify(
        self, outputs: Names = None, target: str = "numpy", checkpoint_every: int | None = None
    ) -> targets.TimeFunction:
        """One function for any T; sequences have time first, then samples if there is a batch.

        ``checkpoint_every=k`` keeps the state of every k-th step alone and runs the steps between again: less memory
        for at most one more forward pass, and the same gradient.
        """
        if target != "numpy":
            raise SymgradError(f"no target {target!r} over time; there is numpy.")
        chosen = self._ends(outputs)
        program = self.program if outputs is None else checks.only(self.program, chosen)
        return targets.TimeFunction(program, checkpoint_every, self._truncate, self._masks)

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

    @taking()
    def latex(
        self,
        environment: Any = "aligned",
        notation: Notation | str = printing.PLAIN,
        labels: str | None = None,
        width: float | None = None,
    ) -> Any:
        """The equations in LaTeX, with t in them; the arguments are those of :meth:`symgrad.System.latex`."""
        return printing.latex_equations(self, environment, notation, labels=labels, width=width)

    # What printers ask of any program.

    @property
    def definitions(self) -> Mapping[Any, Any]:
        """The names that equations define, at t."""
        return {equation.lhs: equation.rhs for equation in self.equations}

    @property
    def cut(self) -> str:
        """Where a truncated gradient is cut, in words: what ``keep`` is; "" where it is not."""
        k = self._truncate
        return "" if k is None or KEEP not in self.inputs else f"0 at t = {k}, {2 * k}, ..., else 1"

    def _lines(self, width: int | None = None) -> str:
        told = [*printing.text_equations(self), *([f"{KEEP.name}[t] = {self.cut}"] if self.cut else [])]
        return "\n".join(line for text in told for line in printing.broken(text, width))

    def __str__(self) -> str:
        return self._lines()

    _repr_latex_ = display.repr_latex
    _repr_mimebundle_ = display.repr_mimebundle
    _repr_pretty_ = display.repr_pretty

    def __repr__(self) -> str:
        def listed(symbols: Iterable[Any]) -> str:
            return ", ".join(str(symbol) for symbol in symbols)

        return f"<{type(self).__name__} ({listed(self.inputs)}) -> ({listed(self.outputs)})>"
