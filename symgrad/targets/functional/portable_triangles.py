"""Triangles, vech and its matrices, in functional code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from symgrad.lowering.array_program import Op
from symgrad.targets.array_code.axes import own_last
from symgrad.targets.array_code.code_pieces import Code, call
from symgrad.targets.functional.aligned_axes import turned
from symgrad.targets.functional.triangular_portable import TRIANGULAR


def _helped(w: Any, name: str, *arguments: Code | str) -> Code:
    for source in TRIANGULAR[name]:
        w.helper(source)
    return call(name, "xp", *arguments)


def _argument(w: Any, op: Op) -> Code:
    letters = op.letters[0]
    return turned(w.code(op.args[0]), letters, own_last(letters))


def _triangle(w: Any, op: Op) -> Code:
    return _helped(w, "triangle", _argument(w, op), *(str(float(weight)) for weight in op.how[1:]))


def _unvech(w: Any, op: Op) -> Code:
    return _helped(w, "unvech", _argument(w, op), w.size(op.out.axes[-1]).text)


def _of_size(name: str) -> Callable[[Any, Op], Code]:
    def rule(w: Any, op: Op) -> Code:
        size = w.size(op.how[1]).text
        w.needs_device()
        return _helped(w, name, f"xp.eye({size} * {size}, dtype={w.dtype}, device=device)", size)

    return rule


TRIANGLES: Mapping[str, Callable[[Any, Op], Code]] = MappingProxyType(
    {
        "triangle": _triangle,
        "vech": lambda w, op: _helped(w, "vech", _argument(w, op)),
        "unvech": _unvech,
        "duplication": _of_size("duplication"),
        "elimination": _of_size("elimination"),
    }
)
