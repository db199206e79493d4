"""Draws of numbers: where all functions of the forward pass are defined, and on both sides of where they turn.

A hinge whose numbers all lie on one side judges half of a claim; a root of a negative number judges nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

import numpy as np

from symgrad.latex_reading.nodes.meanings import Call, Choice, Compared, Constant, Divided, Meaning, Power

Array: TypeAlias = Any


@dataclass(frozen=True)
class Spread:
    """How numbers are drawn: their size, and which have a sign.

    scales    the smallest and the largest power of ten of which an array is a multiple
    signed    whether entries may be negative
    numbers   whether numbers that stand alone may be
    """

    low: float = 0.2
    high: float = 1.2
    scales: tuple[float, float] = (0.0, 0.0)
    signed: bool = True
    numbers: bool = False

    @property
    def is_wide(self) -> bool:
        """Whether numbers are of several sizes, so that functions may reach their limits."""
        return self.scales != (0.0, 0.0)

    def drawn(self, rng: np.random.Generator, shape: tuple[int, int], alone: bool) -> Array:
        """An array of such numbers; ``alone`` is a number that stands for itself."""
        size = rng.uniform(self.low, self.high, shape)
        if self.is_wide:
            size = size * 10.0 ** rng.uniform(*self.scales)
        return size * rng.choice([-1.0, 1.0], shape) if (self.numbers if alone else self.signed) else size


@dataclass(frozen=True)
class Draw:
    """A seed, and how its numbers are spread."""

    seed: int
    spread: Spread


PLAIN = Spread()
_SIGNED = Spread(numbers=True)
_WIDE = Spread(scales=(-1.0, 1.2))
_WIDE_SIGNED = Spread(scales=(-1.0, 1.2), numbers=True)
_POSITIVE = Spread(signed=False)
_INSIDE = Spread(0.05, 0.95)
_INSIDE_POSITIVE = Spread(0.05, 0.95, signed=False)
USUAL = tuple(Draw(seed, PLAIN) for seed in (1, 2, 3))
# The draws that count are the first three at which every function is defined,
_DEFINED = (
    *USUAL,
    *(Draw(seed, _POSITIVE) for seed in (4, 5, 6)),
    *(Draw(seed, _INSIDE) for seed in (7, 8, 9)),
    *(Draw(seed, _INSIDE_POSITIVE) for seed in (10, 11, 12)),
)
# these, where numbers have both signs, for roots; these, where something has branches, which claims may have too;
_SIGNS = tuple(Draw(seed, _SIGNED) for seed in (21, 22, 23))
_SIZES = (Draw(24, _WIDE), Draw(25, _WIDE_SIGNED), Draw(26, _WIDE_SIGNED))
# and any of these where one takes another branch.
_OTHERS = (*(Draw(seed, _WIDE) for seed in range(31, 41)), *(Draw(seed, _WIDE_SIGNED) for seed in range(41, 47)))
_MOST_OTHERS = 4

_KINKED = frozenset(
    {"abs", "norm |", "relu", "sign", "step", "leaky_relu", "elu", "selu", "hard_sigmoid", "hard_swish", "softsign",
     "norm ‖1", "max of 2", "min of 2"}
)  # fmt: skip
_LENGTHS = frozenset({"norm", "norm ‖", "norm ‖2", "norm ‖F"})  # of one number they are its absolute value
_DOMAINS: Mapping[str, Callable[[Array], Array]] = MappingProxyType(
    {
        **dict.fromkeys(("log", "sqrt"), lambda x: x > 0),
        **dict.fromkeys(("asin", "arcsin", "arccos", "acos", "arctanh", "atanh"), lambda x: np.abs(x) < 1),
        "logit": lambda x: (x > 0) & (x < 1), "log1p": lambda x: x > -1, "acosh": lambda x: x > 1,
    }
)  # fmt: skip


def array_of_kind(
    kind: str | None, rng: np.random.Generator, shape: tuple[int, int], spread: Spread, alone: bool
) -> Array:
    """An array that is one-hot, symmetric, ..., or of which nothing is said."""
    axis = -2 if shape[1] == 1 else -1
    if kind == "identity":
        return np.eye(shape[0])
    if kind == "one-hot":
        hot = rng.integers(shape[axis], size=(1, shape[1]) if axis == -2 else (shape[0], 1))
        return (np.indices(shape)[axis + 2] == hot).astype(float)
    if kind == "sums to one":
        drawn = rng.uniform(0.1, 1.0, shape)
        return drawn / drawn.sum(axis=axis, keepdims=True)
    drawn = spread.drawn(rng, shape, alone)
    return (drawn + drawn.T) / 2 if kind == "symmetric" and shape[0] == shape[1] else drawn


class Watch:
    """What is seen of the functions of a forward pass as it is valued.

    branches   a node, by its identity, and the side that one of its entries is on
    outside    whether a function was met where it is not defined
    """

    def __init__(self) -> None:
        self.branches: set[tuple[int, Any]] = set()
        self.outside = False

    def meet(self, node: Meaning, operands: list[Array], value: Array) -> None:
        """Looks at a node with its operands."""
        real = [np.real(one) for one in operands]
        if isinstance(node, Compared):
            self._note(node, value > 0.5)
        elif isinstance(node, Power):
            self.outside |= bool(np.any(real[0] <= 0)) and not float(real[1].ravel()[0]).is_integer()
        elif isinstance(node, Call):
            name = node.function if len(real) == 1 else f"{node.function} of {len(real)}"
            if name in _DOMAINS:
                self.outside |= not bool(np.all(_DOMAINS[name](real[0])))
            elif name in _KINKED or (name in _LENGTHS and real[0].size == 1):
                self._note(node, real[0] > (real[1] if len(real) > 1 else 0))
                if len(real) == 1 and real[0].shape == value.shape:
                    self._note(node, np.where(np.real(value) <= 0, 2, np.where(np.real(value) == 1, 3, 4)))

    def _note(self, node: Meaning, sides: Array) -> None:
        self.branches |= {(id(node), side) for side in np.unique(sides).tolist()}


def is_watched(node: Meaning) -> bool:
    """Whether a node has branches, or places where it is not defined."""
    if isinstance(node, Call):
        name = node.function if len(node.arguments) == 1 else f"{node.function} of {len(node.arguments)}"
        return name in _KINKED or name in _LENGTHS or name in _DOMAINS
    if isinstance(node, Power):
        return isinstance(node.exponent, Divided) or (
            isinstance(node.exponent, Constant) and not node.exponent.text.lstrip("-").isdecimal()
        )
    return isinstance(node, Compared | Choice)


def has_branches(node: Meaning) -> bool:
    """Whether a node has sides of which a draw may see one alone."""
    if isinstance(node, Call):
        return is_watched(node) and node.function not in _LENGTHS and node.function not in _DOMAINS
    return isinstance(node, Compared | Choice)


def chosen(seen: Callable[[Draw], Watch], branched: bool = True) -> Iterator[Draw]:
    """The draws to judge with; ``seen`` values the forward pass at one.

    Three at which all functions are defined, the usual ones where there are none; others of other signs; and, where
    something has branches, of other sizes, until both sides are seen.
    """
    found: list[tuple[Draw, Watch]] = []
    for draw in _DEFINED:
        watch = seen(draw)
        if not watch.outside:
            found.append((draw, watch))
        if len(found) == len(USUAL):
            break
    if not found:
        yield from USUAL
        return
    yield from (draw for draw, _ in found)
    known = set[tuple[int, Any]]().union(*(watch.branches for _, watch in found))
    more = 0
    for draw in (*_SIGNS, *_SIZES, *_OTHERS) if branched else _SIGNS:
        watch = seen(draw)
        if watch.outside or (draw in _OTHERS and watch.branches <= known):
            continue
        known |= watch.branches
        more += draw in _OTHERS
        yield draw
        if more == _MOST_OTHERS:
            break
