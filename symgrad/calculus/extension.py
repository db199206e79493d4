"""A program extended by the equations of a derivative: a new program of the same kind, with other outputs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from symgrad.programs.equations import Equation, untold_sizes
from symgrad.programs.program import Program

P = TypeVar("P", bound=Program)


def extended(
    program: P,
    equations: Sequence[Equation],
    given: Sequence[Any],
    outputs: Sequence[Any],
    defaults: Mapping[Any, Any],
    follows: Mapping[Any, tuple[Any, ...]],
) -> P:
    """The program whose outputs these are: the new equations after those of the old one that they need.

    ``given`` are its new inputs, ``defaults`` what they are where a caller leaves them out, ``follows`` on what the
    batch axes of the new names depend.
    """
    own = {equation.lhs for equation in equations}
    used = [variable for equation in equations for variable in equation.used]
    known = {*program.inputs, *program.definitions, *program.dims}
    forward = program.needed(symbol for symbol in (*outputs, *used) if symbol not in own)
    return program.replace(
        [*forward, *equations],
        inputs=[*program.inputs, *given, *untold_sizes(program.equations, used, known)],
        outputs=outputs,
        carry={},
        defaults={**program.defaults, **defaults},
        follows={**program.follows, **follows},
    )
