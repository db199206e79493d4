"""The parts of a display: what runs forward, what holds at the ends of time, what flows back, what is learnt."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Any, Literal, TypeAlias

from symgrad.arguments.signatures import Kind
from symgrad.expressions.symbols import At, Cotangent, is_of_cotangent, time

Section: TypeAlias = Literal["forward", "backward", "parameter gradients"]
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
        name = equation.lhs
        edge = isinstance(name, At) and name.time != _NOW
        yield "boundary" if edge else section_of(name.primal if isinstance(name, At) else name, parameters)


def section_of(symbol: Any, parameters: Container[Any]) -> Section:
    """The part of a paper to which the equation of a name without a time belongs."""
    if not is_of_cotangent(symbol):
        return "forward"
    return "parameter gradients" if isinstance(symbol, Cotangent) and symbol.primal in parameters else "backward"
