"""The parts of a display: what runs forward, what holds at the ends of time, what flows back, what is learnt."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from symgrad.arguments.signatures import Kind
from symgrad.expressions.symbols import At, Cotangent, is_of_cotangent, time

SECTIONS = ("forward", "boundary", "backward", "parameter gradients")
_NOW = time("t")


def sections_kind(names: tuple[str, ...]) -> Kind:
    """A name of a section, or several, or None for all."""

    def fits(value: Any) -> bool:
        several = [value] if isinstance(value, str) else value
        return value is None or (
            isinstance(several, (list, tuple)) and bool(several) and all(v in names for v in several)
        )

    return Kind(f"None or one or several of {', '.join(map(repr, names))}", fits)


def sections_of(program: Any) -> Iterator[str]:
    """The section of each equation of a program: of a name at 0 or T + 1 the boundary."""
    parameters = {*program.parameters}
    for equation in program.equations:
        name, timed = equation.lhs, isinstance(equation.lhs, At)
        plain = name.primal if timed else name
        if timed and name.time != _NOW:
            yield "boundary"
        elif not is_of_cotangent(plain):
            yield "forward"
        else:
            yield "parameter gradients" if isinstance(plain, Cotangent) and plain.primal in parameters else "backward"
