"""Triangles, vech and its matrices, as code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import sympy as sp

from symgrad.lowering.array_program import Op
from symgrad.targets.array_code.axes import own_last, turned
from symgrad.targets.array_code.code_pieces import Code, call
from symgrad.targets.array_code.triangular_sources import DUPLICATION, ELIMINATION, HALF_TRIL, UNVECH, VECH

# The numbers of what is below, on and above the diagonal -> a function, and what it takes behind the matrix.
_CALLS: Mapping[Any, tuple[str, tuple[str, ...]]] = MappingProxyType(
    {
        (1, 1, 0): ("np.tril", ()),
        (0, 1, 1): ("np.triu", ()),
        (1, 0, 0): ("np.tril", ("-1",)),
        (0, 0, 1): ("np.triu", ("1",)),
        (1, sp.S.Half, 0): ("half_tril", ()),
    }
)


def _argument(w: Any, op: Op) -> Code:
    letters = op.letters[0]
    return turned(w.code(op.args[0]), letters, own_last(letters))


def _triangle(w: Any, op: Op) -> Code:
    name, others = _CALLS[op.how[1:]]
    if name == "half_tril":
        w.helper(HALF_TRIL)
    return call(name, _argument(w, op), *others)


def _vech(w: Any, op: Op) -> Code:
    w.helper(VECH)
    return call("vech", _argument(w, op))


def _unvech(w: Any, op: Op) -> Code:
    w.helper(UNVECH)
    return call("unvech", _argument(w, op), w.size(op.out.axes[-1]).text)


def _of_size(name: str, source: str) -> Callable[[Any, Op], Code]:
    def rule(w: Any, op: Op) -> Code:
        w.helper(source)
        return Code(f"{name}({w.size(op.how[1]).text}).astype({w.dtype})")

    return rule


TRIANGLES: Mapping[str, Callable[[Any, Op], Code]] = MappingProxyType(
    {
        "triangle": _triangle,
        "vech": _vech,
        "unvech": _unvech,
        "duplication": _of_size("duplication", DUPLICATION),
        "elimination": _of_size("elimination", ELIMINATION),
    }
)
