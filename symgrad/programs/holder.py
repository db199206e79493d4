"""What holds a program, on whatever floor it stands: low floors take a System where they take a Program."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from symgrad.errors import SymgradError
from symgrad.programs.program import Program


class Holder:
    """What has a ``program``, of one stage or of several over time: a System."""

    program: Any


def held_once(given: Any, verb: str) -> Any:
    """The program of a System; what is none as it is. Raises SymgradError where its equations hold at every t."""
    program = given.program if isinstance(given, Holder) else given
    if program is not given and not isinstance(program, Program):
        raise SymgradError(f"{verb} is of equations that hold once, but these hold at every t: give a cell, or unroll.")
    return program


def of_program(method: Callable[..., Any]) -> Any:
    """A method of Program as one of what holds a program, and makes what it gives."""

    def call(self: Any, *args: Any, **kwargs: Any) -> Any:
        found = method(held_once(self, method.__name__), *args, **kwargs)
        return type(self)(found) if isinstance(found, Program) else found

    call.__doc__ = method.__doc__
    return call
