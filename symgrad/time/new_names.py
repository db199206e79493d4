"""Names that are made of others, h_1 and W_forward and h_at_3: no two alike, and none that something else has."""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Iterable, Mapping
from typing import Any, TypeVar

from symgrad.expressions.shapes import shape_of
from symgrad.expressions.symbols import variable_of
from symgrad.expressions.symbols.legal_names import python_name
from symgrad.programs.program import Program

K = TypeVar("K", bound=Hashable)


def names_apart(wanted: Mapping[K, str], taken: Iterable[Any]) -> dict[K, str]:
    """For each key the name that is wanted or, where another key or a symbol has that, one with a number behind it.

    >>> import symgrad as sg
    >>> names_apart({"b": "b_1", "h": "h_1"}, [sg.scalar("b_1")])
    {'b': 'b_1_2', 'h': 'h_1'}
    """
    kept = {python_name(str(symbol.name)) for symbol in taken}
    read = {key: python_name(name) for key, name in wanted.items()}
    owners: dict[str, K] = {}
    for key, name in read.items():
        owners.setdefault(name, key)
    found = {key: name for key, name in wanted.items() if read[key] not in kept and owners[read[key]] == key}
    kept |= owners.keys()
    for key, name in wanted.items():
        if key not in found:
            found[key] = next(one for i in itertools.count(2) if python_name(one := f"{name}_{i}") not in kept)
            kept.add(python_name(found[key]))
    return {key: found[key] for key in wanted}


def taken_by(program: Program) -> tuple[Any, ...]:
    """Every symbol whose name is taken in a program, sizes among them."""
    return (*program.inputs, *program.definitions, *program.dims)


def with_ending(symbols: Iterable[Any], ending: str, taken: Iterable[Any]) -> dict[Any, Any]:
    """For each variable one of its kind with ``ending`` behind its name, apart from each other and from ``taken``."""
    names = names_apart({symbol: f"{symbol.name}{ending}" for symbol in symbols}, taken)
    return {
        symbol: variable_of(name, shape_of(symbol), properties=getattr(symbol, "properties", ()))
        for symbol, name in names.items()
    }
