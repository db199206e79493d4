"""target="auto": C where there is a compiler and C has a form for all of it, else NumPy, which then says why."""

from __future__ import annotations

from typing import Any

from symgrad.errors import MissingRuleError
from symgrad.programs.program import Program
from symgrad.targets.c.c_compiler import find_compiler
from symgrad.targets.c.c_function import CFunction
from symgrad.targets.c.c_time_function import CTimeFunction
from symgrad.targets.numpy import compile_numpy
from symgrad.targets.numpy_over_time import TimeFunction
from symgrad.time import TimeProgram


def automatic(
    program: Program | TimeProgram, checkpoint_every: int | None = None, readable: bool = False
) -> CFunction | CTimeFunction | Any:
    """The program compiled; where that is NumPy, its ``note`` says why."""
    why = _against_c(checkpoint_every, readable)
    if not why:
        try:
            return CTimeFunction(program) if isinstance(program, TimeProgram) else CFunction(program)
        except MissingRuleError as error:
            why = str(error)
    made: Any = (
        TimeFunction(program, checkpoint_every, readable=readable)
        if isinstance(program, TimeProgram)
        else compile_numpy(program)
    )
    made.note = f"target='auto' took NumPy: {why}"
    return made


def _against_c(checkpoint_every: int | None, readable: bool) -> str:
    if checkpoint_every is not None or readable:
        return "checkpoint_every= and readable=True are of NumPy's code."
    if find_compiler() is None:
        return "there is no C compiler; install gcc or clang, or name one by the variable CC."
    return ""
