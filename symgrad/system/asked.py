"""What a gradient is asked for besides outputs and inputs, and the losses that close a program."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, NamedTuple

from symgrad.arguments.signatures import COUNT
from symgrad.errors import SymgradError, UnboundNameError
from symgrad.programs.equations import Names, names_of
from symgrad.programs.holder import Holder, held_once
from symgrad.programs.program import Program
from symgrad.time import with_loss


class Asked(NamedTuple):
    """The arguments of :meth:`symgrad.System.gradient`; ``carry`` is what may be named in ``detach``."""

    of: Names
    wrt: Names
    loss: Any
    last: Any
    parameters: Names
    truncate: int | None
    detach: Names
    carry: Collection[Any]

    def require_steps(self) -> None:
        """Raises SymgradError where ``truncate`` is no number of steps."""
        if self.truncate is not None and not COUNT.fits(self.truncate):
            raise SymgradError(f"gradient: truncate is a number of steps, 1 or more, but {self.truncate!r} came.")

    def require_no_time(self) -> None:
        """Raises SymgradError where something is asked for that only time gives a meaning."""
        refused = {"last": "is a loss of the last step", "truncate": "cuts what flows back through time",
                   "detach": "cuts what flows back through time"}  # fmt: skip
        for name, told in refused.items():
            require_no_time("gradient", name, getattr(self, name), told)

    def closed(self, program: Any) -> tuple[Any, tuple[Any, ...]]:
        """The program with its losses as outputs, and what these are."""
        if self.loss is None and self.last is None:
            if self.parameters is not None:
                raise SymgradError("gradient: parameters= names what a loss uses besides; give loss= or last= too.")
            return program, ()
        if self.of is not None:
            raise SymgradError("gradient: of= names outputs and loss= or last= gives a loss; say one of the two.")
        named = [str(getattr(name, "name", name)) for name in names_of(self.parameters)]
        ends: list[Any] = []
        for given, at_end in ((self.loss, False), (self.last, True)):
            if given is not None:
                declared = isinstance(given, (Holder, Program))
                closing: Program = held_once(given, "a loss") if declared else Program([given])
                program = with_loss(program, closing, named, declared, at_end)
                ends += closing.outputs
        for name in named:
            if name not in {symbol.name for symbol in program.parameters}:
                raise UnboundNameError(f"gradient: parameters= names {name}, but no loss uses it.")
        return program, tuple(ends)


def require_no_time(verb: str, name: str, value: Any, told: str) -> None:
    """Raises SymgradError for an argument that means something over time alone."""
    if value is not None and value is not False:
        raise SymgradError(
            f"{verb}: {name}= {told}, but these equations hold once; sg.Recurrence puts a cell at every t."
        )
