"""The lines of a module of jax that make the derived gradient the rule of its function."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from symgrad.targets.functional.halved import BACKWARD, FORWARD, Halved

_RULE = '''
def keeping(*arrays):
    """The values, and what the gradient is computed from."""
    found = {forward}(*arrays)
    return {values}, (arrays, found[{count}:])


def pulled_back(saved, bars):
    """The cotangents of the arrays, from those of the values."""
    arrays, kept = saved
    found = {backward}(*arrays, {seeds}, *kept)
    return {cotangents}


{name} = jax.custom_vjp({name})
{name}.defvjp(keeping, pulled_back)
'''


def glue(name: str, halved: Halved, inputs: Sequence[Any], outputs: Sequence[Any]) -> str:
    """These lines, for a function of this name and its halves."""
    count, places = len(outputs), {symbol: place for place, symbol in enumerate(halved.sources)}
    found = [f"found[{place}]" for place in range(len(places))] if len(places) > 1 else ["found"]
    cotangents = [
        found[places[symbol]] if symbol in places else f"jnp.zeros_like(arrays[{place}])"
        for place, symbol in enumerate(inputs)
    ]
    return _RULE.format(
        name=name, forward=FORWARD, backward=BACKWARD, count=count,
        values="found[0]" if count == 1 else f"found[:{count}]",
        seeds="bars" if count == 1 else "*bars",
        cotangents="found" if cotangents == found and len(found) > 1 else f"({', '.join(cotangents)},)",
    ).strip() + "\n"  # fmt: skip
