"""What an argument of a public function may be, by its name, and the error for what it may not."""

from __future__ import annotations

import functools
import inspect
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, ParamSpec, TypeVar

import sympy as sp

from symgrad.arguments.refusals import short
from symgrad.errors import ArgumentError

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Kind:
    """What an argument may be: in words, and whether a value is one."""

    told: str
    fits: Callable[[Any], bool]


def optional(kind: Kind) -> Kind:
    """The same, or None."""
    return Kind(f"{kind.told}, or None", lambda value: value is None or kind.fits(value))


def one_of(*names: str) -> Kind:
    """One of several words."""
    return Kind(f"one of {', '.join(map(repr, names))}", lambda value: isinstance(value, str) and value in names)


def function_of(arguments: str) -> Kind:
    """A function that is called with these arguments."""

    def fits(value: Any) -> bool:
        try:
            inspect.signature(value).bind(*arguments.split(", "))
        except TypeError:
            return False
        except ValueError:  # a function of C, which does not say what it takes
            return callable(value)
        return True

    return Kind(f"a function of ({arguments})", fits)


def _is_whole(value: Any) -> bool:
    return not isinstance(value, bool) and hasattr(value, "__index__") and not getattr(value, "ndim", 0)


def _is_number(value: Any) -> bool:
    return not isinstance(value, (bool, str)) and hasattr(value, "__float__") and not getattr(value, "ndim", 0)


def _is_positive(value: Any) -> bool:
    return _is_number(value) and not getattr(value, "free_symbols", ()) and 0 < float(value) < math.inf


def _is_name(value: Any) -> bool:
    return isinstance(value, (str, sp.Symbol, sp.MatrixSymbol)) and value != ""


def _is_names(value: Any) -> bool:
    return _is_name(value) or (isinstance(value, (list, tuple)) and bool(value) and all(map(_is_name, value)))


TEXT = Kind("a string", lambda value: isinstance(value, str))
TEXT_OR_PATH = Kind("a string or a Path", lambda value: isinstance(value, str | Path))
FLAG = Kind("True or False", lambda value: isinstance(value, bool) or type(value).__name__ in ("bool", "bool_"))
INTEGER = Kind("a whole number", _is_whole)
WHOLE = Kind("a whole number from 0 on", lambda value: _is_whole(value) and int(value) >= 0)
COUNT = Kind("a whole number from 1 on", lambda value: _is_whole(value) and int(value) >= 1)
POSITIVE = Kind("a number above 0", _is_positive)
POSITIVE_SCALAR = Kind(
    "a number above 0 or a scalar",
    lambda value: _is_positive(value) or (isinstance(value, sp.Expr) and not value.is_Matrix and not value.is_number),
)
ANYTHING = Kind("anything", lambda value: True)
FUNCTION_OR_SYSTEM = Kind("a function or a System", callable)
MAPPING = Kind("a dict", lambda value: isinstance(value, Mapping))
NAME = Kind("a symbol or its name", _is_name)
NAMES = Kind("a symbol, its name, or a list of them", _is_names)
SYSTEM = Kind("a System", lambda value: hasattr(value, "needed") and hasattr(value, "inputs"))
DOCUMENT = Kind(
    "a Document (sg.document makes one)", lambda value: hasattr(value, "blocks") and hasattr(value, "title")
)
ORDER = Kind("an Order of terms", lambda value: hasattr(value, "rank"))
NOTATION = Kind(
    "a Notation or the name of one", lambda value: isinstance(value, str) or hasattr(value, "cotangent")
)  # fmt: skip
TARGET = Kind(
    "the name of a target, or a function of an array program", lambda value: isinstance(value, str) or callable(value)
)

# The name of an argument: what it is in every public function that is checked.
ARGUMENTS: Mapping[str, Kind] = MappingProxyType({
    "at": optional(MAPPING),
    "carry": optional(MAPPING),
    "denominator": NAME,
    "document": DOCUMENT,
    "environment": optional(TEXT),
    "labels": optional(TEXT),
    "label": TEXT,
    "latex": optional(TEXT),
    "method": TEXT,
    "most": optional(COUNT),
    "notation": NOTATION,
    "numerator": NAME,
    "of": optional(NAMES),
    "order": optional(ORDER),
    "outputs": optional(NAMES),
    "seed": WHOLE,
    "sequences": optional(NAMES),
    "sums_to_one": FLAG,
    "rows_sum_to_one": FLAG,
    "target": TARGET,
    "title": optional(TEXT),
    "tolerance": optional(POSITIVE),
    "width": optional(POSITIVE),
    "wrt": optional(NAMES),
})  # fmt: skip


def taking(**others: Kind) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A decorator: the function raises ArgumentError for an argument that is not what ``ARGUMENTS`` or others= says.

    >>> @taking(times=COUNT)
    ... def repeated(latex, times=1):
    ...     return latex * times
    >>> repeated("x", times=-1)
    Traceback (most recent call last):
        ...
    symgrad.errors.ArgumentError: repeated: times is a whole number from 1 on, but -1 came.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        kinds = {**ARGUMENTS, **others}
        parameters = list(inspect.signature(function).parameters)
        wanted = [(position, name, kinds[name]) for position, name in enumerate(parameters) if name in kinds]
        name_of_function = (
            function.__qualname__.removesuffix(".__init__")
            .replace("Program", "System")
            .replace("NamedEquations", "System")
        )

        @functools.wraps(function)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            for position, name, kind in wanted:
                if name in kwargs:
                    require(name_of_function, name, kind, kwargs[name])
                elif position < len(args):
                    require(name_of_function, name, kind, args[position])
            return function(*args, **kwargs)

        return call

    return decorate


def require(function: str, name: str, kind: Kind, value: Any) -> None:
    """Raises ArgumentError where the argument of a function is not of its kind."""
    if not kind.fits(value):
        raise ArgumentError(f"{function}: {name} is {kind.told}, but {short(repr(value))} came.")
