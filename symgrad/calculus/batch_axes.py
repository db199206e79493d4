"""Which names of a derivative have a batch axis because others have.

A program with a batch is a function F of stacked arrays: a name has an axis of samples where something that it depends
on has one. Its derivatives are those of F. So the cotangent of a name has an axis where the name has one and is a sum
over the samples where it has none, whatever it is computed from; the tangent of a name has one where the name has one.
An equation of a derivative does not tell this: of bar_W = bar_y x' nothing says whether W is shared. It is written down
here when the equation is made (``Program.follows``), name by name: the cotangent of a cotangent follows that, and so
on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from symgrad.expressions.symbols import Cotangent, Inner, Seed, Tangent
from symgrad.programs.equations import Equation
from symgrad.programs.program import Program

Follows: TypeAlias = dict[Any, tuple[Any, ...]]


def follows_another(symbol: Any) -> bool:
    """Whether another name decides alone on the axis of this one: a cotangent has that of what it is of.

    So has the tangent of a cotangent. Not so the cotangent of a part without a name, which is what its equation is.
    """
    while isinstance(symbol, Tangent):
        symbol = symbol.primal
    return isinstance(symbol, (Cotangent, Seed)) and not isinstance(symbol.primal, Inner)


def of_cotangents(equations: Iterable[Equation], seeds: Mapping[Any, Any]) -> Follows:
    """What the cotangents that equations define follow, and the seeds of ends (end -> seed)."""
    bars = (equation.lhs for equation in equations)
    own = {bar: (bar.primal,) for bar in bars if follows_another(bar)}
    return {**own, **{seed: (end,) for end, seed in seeds.items()}}


def of_tangents(program: Program, dots: Mapping[Any, Any]) -> Follows:
    """What tangents follow (name -> its tangent): the name, and if it is no cotangent what moves in its equation."""
    return {
        dot: (symbol,) if follows_another(symbol) else (
            symbol, *(dots[used] for used in program.uses(symbol) if used in dots)
        )
        for symbol, dot in dots.items()
    }  # fmt: skip
