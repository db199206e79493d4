"""The functions that a check compares: a caller's own, or those of a System."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from symgrad.arguments.signatures import FUNCTION_OR_SYSTEM, require
from symgrad.errors import ShapeError
from symgrad.expressions.symbols import Cotangent
from symgrad.programs.holder import held_once
from symgrad.programs.program import Program
from symgrad.targets import compile_numpy


def function_of(what: str, given: Any, method: str) -> Callable[..., Any]:
    """A function as it is, or that of a System: its one output, or the cotangents among its outputs by name."""
    given = held_once(given, "check_gradient")
    if not isinstance(given, Program):
        require("check_gradient", what, FUNCTION_OR_SYSTEM, given)
        return cast("Callable[..., Any]", given)
    compiled = compile_numpy(given, analytic=method == "complex")
    names = [symbol.name for symbol in given.outputs]
    wanted = [name for name, symbol in zip(names, given.outputs, strict=True) if isinstance(symbol, Cotangent)]
    if what == "f" and len(names) != 1:
        raise ShapeError(
            f"a gradient belongs to a function that gives a number, but f is a System with the outputs "
            f"{', '.join(names)}; keep one of them by System.replace(outputs=...), or close it with a loss (sg.losses)."
        )

    def called(**arrays: Any) -> Any:
        made = compiled(**arrays)
        by_name = made if isinstance(made, Mapping) else {names[0]: made}
        return made if not wanted else {key: by_name[key] for key in wanted}

    return called
