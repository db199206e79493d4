"""A file of code, run at a random point beside its equations written out entry by entry."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np

from symgrad.errors import ArgumentError, MissingRuleError, SymgradError
from symgrad.expansion.at_a_point import DIGITS, evaluated
from symgrad.printing import WIDTH
from symgrad.targets.arguments import axes_of
from symgrad.targets.file_entries import Entry
from symgrad.targets.points import random_point, random_sequences
from symgrad.time import Made, TimeProgram

MOST: Mapping[int, float] = MappingProxyType({8: 1e-9, 4: 1e-3})  # bytes of a float -> the difference that is a fault
TYPES = ("float64", "float32")  # of the numbers of a file
SAMPLES = 3


class Checked(NamedTuple):
    """What a check has found: in words, and the results that have an axis of samples where there are samples."""

    told: str
    by_sample: frozenset[str]


def file_type(dtype: str | None) -> Any:
    """The type that a file is asked for, None for none. Raises ArgumentError for what is none."""
    if dtype is not None and str(dtype) not in TYPES:
        raise ArgumentError(f"dtype is {' or '.join(TYPES)}, but {dtype!r} came.")
    return dtype and np.dtype(str(dtype))


def checked(program: Any, entry: Entry, array: Callable[[Any], Any], code: str, dtype: Any = None) -> Checked:
    """Runs a file's code; ``array`` makes arrays of its library. Raises SymgradError where the results are wrong."""
    scope: dict[str, Any] = {"__name__": entry.name}
    exec(compile(code, f"<symgrad {entry.name}>", "exec"), scope)

    def run(point: Mapping[Any, Any]) -> dict[str, Any]:
        given = scope[entry.name](**{entry.names[symbol]: array(point[symbol]) for symbol in entry.taken})
        names = [getattr(output, "symbol", output).name for output in program.outputs]
        return {
            name: np.asarray(one) for name, one in (given if isinstance(given, dict) else {names[0]: given}).items()
        }

    points = [_point(program, entry, seed, dtype) for seed in range(SAMPLES)]
    found = run(points[0])
    return Checked(compared(program, entry.name, points[0], found), _by_sample(program, entry, points, found, run))


def _point(program: Any, entry: Entry, seed: int, dtype: Any) -> dict[Any, Any]:
    drawn: Any = random_sequences if isinstance(program, TimeProgram) else random_point
    arrays = drawn(program, seed=seed)
    return {symbol: np.asarray(arrays[symbol.name], dtype) for symbol in entry.taken}


def compared(program: Any, name: str, point: Mapping[Any, Any], found: Mapping[str, Any]) -> str:
    """What comes of comparing results at a point with the equations, in words; SymgradError where they differ."""
    try:
        right = np.array(evaluated(program, {**point, **_made(program, point)}))
    except (MissingRuleError, TypeError) as error:
        return "\n".join(textwrap.wrap(f"Not checked: {error}", WIDTH))
    flat = np.concatenate([np.zeros(0), *(one.ravel() for one in found.values())])
    size = min(one.dtype.itemsize for one in found.values())
    worst = float(np.max(np.abs(flat - right) / np.maximum(1.0, np.abs(right)), initial=0.0))
    if not worst <= MOST.get(size, MOST[4]):
        raise SymgradError(
            f"{name} is not written: its code differs by {worst:.1e} from its equations written out entry by entry, "
            f"which is a fault of symgrad."
        )
    where = " in float32" * (size == 4) + f" at a random point{_sizes(program, point)}"
    told = (
        f"Checked{where}: this code gives what the equations give, written out "
        f"entry by entry and computed with {DIGITS} digits; the largest difference is {worst:.0e}."
    )
    return "\n".join(textwrap.wrap(told, WIDTH))


def _by_sample(
    program: Any, entry: Entry, points: list[dict[Any, Any]], alone: Mapping[str, Any],
    run: Callable[[Mapping[Any, Any]], dict[str, Any]],
) -> frozenset[str]:  # fmt: skip
    """The results that have an axis of samples; those of each sample are what it alone has."""
    if not entry.takes_samples:
        return frozenset()
    first = points[0]
    sequences = program.sequences if isinstance(program, TimeProgram) else ()
    places = {symbol: int(symbol in sequences) for symbol in first}
    wide = {s: np.stack([p[s] for p in points], axis=places[s]) if s in entry.moving else first[s] for s in first}
    found = run(wide)
    others = [alone, *(run({s: one[s] if s in entry.moving else first[s] for s in first}) for one in points[1:])]
    names = frozenset(name for name in found if found[name].ndim > alone[name].ndim)
    every = {one.symbol.name for one in program.outputs if getattr(one, "kind", "") == "every"}
    for name in names:
        right = np.stack([one[name] for one in others], axis=int(name in every))
        difference = float(np.max(np.abs(found[name] - right) / np.maximum(1.0, np.abs(right)), initial=0.0))
        if not difference <= MOST.get(found[name].dtype.itemsize, MOST[4]):
            raise SymgradError(
                f"{entry.name} is not written: {name} of several samples differs by {difference:.1e} from that "
                f"of each, which is a fault of symgrad."
            )
    return names


def _sizes(program: Any, point: Mapping[Any, Any]) -> str:
    found = {}
    for symbol, array in point.items():
        if isinstance(program, TimeProgram) and symbol in program.sequences:
            found["T"] = len(array)
        pairs = zip(reversed(axes_of(symbol)), reversed(array.shape), strict=False)
        found |= {str(axis): size for axis, size in pairs if axis.is_Symbol}
    return f" with {', '.join(f'{name} = {size}' for name, size in found.items())}" if found else ""


def _made(program: Any, point: Mapping[Any, Any]) -> dict[Any, Any]:
    """The sequences that the time alone says."""
    made = [symbol for symbol in program.inputs if isinstance(symbol, Made)]
    steps = next((len(point[symbol]) for symbol in (program.sequences if made else ()) if symbol in point), 0)
    count = np.arange(1, steps + 1)
    keep = count % (getattr(program, "truncate", None) or steps + 1) != 0
    return {symbol: 1.0 * (count == steps if symbol.role == "last" else keep) for symbol in made}
