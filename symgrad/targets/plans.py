"""Plans of calls: what the checks of one call have found holds for every call with arrays of the same names and shapes.

A call is known by its signature: for each argument the name, the shape and the type. All that is checked of arrays
follows from that, so a second call with the same signature needs no check; it looks its plan up and runs the code.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np

Signature: TypeAlias = tuple[Any, ...]

KEPT = 64  # plans of one function; a caller whose shapes keep changing has each of them checked

_ARRAYS = frozenset({np.ndarray})
_SHAPE, _TYPE = operator.attrgetter("shape"), operator.attrgetter("dtype")
_NUMBERS = frozenset({float, int, bool, complex, np.float64, np.float32, np.complex128, np.int64})


def signature(arrays: Mapping[str, Any]) -> Signature | None:
    """What the checks of a call depend on; None where something else than an array or a number came."""
    values = arrays.values()
    if {*map(type, values)} == _ARRAYS:  # as mostly
        return (*arrays, *map(_SHAPE, values), *map(_TYPE, values))
    found: list[tuple[Any, ...]] = []
    for name, value in arrays.items():
        kind: Any = type(value)
        if kind is np.ndarray:
            found.append((name, value.shape, value.dtype))
        elif kind in _NUMBERS:
            found.append((name, kind))
        else:
            return None
    return tuple(found)


@dataclass(frozen=True)
class Plan:
    """A call that was checked: the code, and how it gets each argument.

    arguments   (name, type, value): the caller's array as it is, or as an array of the type; or the value of a default
    plain       the names, where all of them are arrays as they are
    """

    function: Callable[..., Any]
    arguments: tuple[tuple[str, Any, Any], ...]
    plain: tuple[str, ...] | None

    def run(self, arrays: Mapping[str, Any]) -> Any:
        """What the code gives for the arrays of a call with this signature."""
        if self.plain is not None:
            return self.function(*[arrays[name] for name in self.plain])
        return self.function(*[
            (arrays[name] if kind is None else np.asarray(arrays[name], kind)) if default is None else default
            for name, kind, default in self.arguments
        ])  # fmt: skip


def planned(
    function: Callable[..., Any], arrays: Mapping[str, Any], taken: Mapping[str, Any], keywords: Mapping[str, str]
) -> Plan:
    """The plan of a call: ``arrays`` as they came, ``taken`` all arguments in order as the code takes them.

    ``keywords`` are the names under which the arrays came, as Python reads them.
    """
    made = []
    for name, value in taken.items():
        if name in arrays:
            made.append((keywords[name], None if arrays[name] is value else value.dtype, None))
        else:
            made.append((name, None, value))
    as_they_are = all(kind is None and default is None for _, kind, default in made)
    return Plan(function, tuple(made), tuple(name for name, _, _ in made) if as_they_are else None)
