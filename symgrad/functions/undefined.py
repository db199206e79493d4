"""Undefined functions, ``sp.Function("g")``, and their derivatives, which are known by name: g', g'', ∂1 g."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from typing import Any, NamedTuple

import sympy as sp
from sympy.core.function import AppliedUndef

from symgrad.errors import SymgradError
from symgrad.expressions.symbols.legal_names import any_name

_NAME = re.compile(r"((?:∂\d+)*) ?(.*?)('*)", re.DOTALL)
_ONE_WORD = re.compile(r"[^\s()\[\],;:=+*/<>|∂'-]+")


class NameParts(NamedTuple):
    """The name of a function in its parts: ``∂1∂2 g`` is by the places 1 and 2, ``g''`` has two primes."""

    places: tuple[int, ...]
    bare: str
    primes: str


def name_parts(name: str) -> NameParts:
    """The name of an undefined function, taken apart.

    >>> name_parts("∂1∂2 g"), name_parts("g''")
    (NameParts(places=(1, 2), bare='g', primes=''), NameParts(places=(), bare='g', primes="''"))
    """
    places, bare, primes = _NAME.fullmatch(name).groups()  # type: ignore[union-attr]
    return NameParts(tuple(map(int, places.split("∂")[1:])), bare, primes)


def is_undefined(node: Any) -> bool:
    """Whether a node is an undefined function of several arguments."""
    return isinstance(node, AppliedUndef) and len(node.args) > 1


def partial_of(head: Any, k: int) -> Any:
    """The derivative of an undefined function of several arguments by its k-th, from 1, as a function again: ∂1 g."""
    parts = name_parts(head.__name__)
    return sp.Function(f"{''.join(f'∂{place}' for place in sorted([*parts.places, k]))} {parts.bare}{parts.primes}")


@functools.lru_cache(maxsize=4096)
def require_word(name: str) -> None:
    """Raises SymgradError where the name of an undefined function is not one word: it could not be read in print."""
    bare = name_parts(name).bare
    if not _ONE_WORD.fullmatch(bare):
        raise SymgradError(
            f"the name of a function is one word, without blanks, brackets and operators, but {name!r} came; call it "
            f"by an identifier, as in sp.Function('g')."
        )
    any_name(bare)


@dataclass(frozen=True)
class Partial:
    """A derivative of an undefined function: its bare name, whether its value is a vector, its axes.

    ``scalars`` are the arguments that are scalars by which it was taken.
    """

    bare: str
    is_vector: bool = False
    open: tuple[int, ...] = ()
    along: tuple[int, ...] = ()
    scalars: tuple[int, ...] = ()

    @property
    def name(self) -> str:
        """What a derivative is called in plain text: ∇f, J_g, D²g, with the places of its axes and of scalars."""
        axes = [axis for axis in (*self.open, *self.along) if axis]
        raised = str(len(axes)) if len(axes) > 1 else ""
        sign = ("" if not axes else "D" if {0}.intersection(self.open) else "∇") + raised
        places = ",".join(map(str, (*axes, *self.scalars)))
        return f"{sign}_{places} {self.bare}" if places else self.bare

    @property
    def function(self) -> Any:
        """The function as one of SymPy's, which is equal to no other of its name."""
        return sp.Function(self.bare, whole=True)
