"""Functions of whole vectors, and linear algebra, in functional code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from symgrad.errors import MissingRuleError
from symgrad.lowering.array_program import LEAD, Op, Source
from symgrad.targets.array_code.axes import own_last
from symgrad.targets.array_code.code_pieces import Code, call
from symgrad.targets.functional.aligned_axes import aligned, turned
from symgrad.targets.functional.row_sources import SOURCES

Rule = Callable[[Any, Op], Code]


def solution(w: Any, op: Op) -> Code:
    """An operation of linear algebra: ``how`` begins with the word of the rule."""
    return RULES[op.how[0]](w, op)


def _args(w: Any, op: Op) -> list[Code]:
    """The arrays with their own axes last and in order."""
    return [turned(w.code(arg), own, own_last(own)) for arg, own in zip(op.args, op.letters, strict=True)]


def _helped(w: Any, name: str, *arguments: Code | str) -> Code:
    """A call of a function by its source here."""
    for source in SOURCES[name]:
        w.helper(source)
    return call(name, "xp", *arguments)


def _solve(w: Any, op: Op) -> Code:
    matrix, right = _args(w, op)
    if 1 in op.letters[1]:
        return call("xp.linalg.solve", matrix, right)
    return Code(f"xp.linalg.solve({matrix.text}, {right.atom}[..., None])[..., 0]")


def _named(function: str) -> Rule:
    return lambda w, op: call(function, *_args(w, op))


def _power(w: Any, op: Op) -> Code:
    return call("xp.linalg.matrix_power", *_args(w, op), str(op.how[1]))


def _of_pair(part: int) -> Rule:
    return lambda w, op: Code(f"{_helped(w, 'eigenpair', *_args(w, op), w.size(op.how[1])).text}[{part}]")


def _resolvent(w: Any, op: Op) -> Code:
    return _helped(w, "reduced_resolvent", *_args(w, op), w.size(op.how[1]))


def _matrix_map(w: Any, op: Op) -> Code:
    name = op.how[1].name
    argument, *directions = _args(w, op)
    made = _helped(w, name, argument)
    if not directions:
        return made
    return _helped(w, "along", w.spelling.native.get(name, name), argument, *directions)


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "solve": _solve,
        "inv": _named("xp.linalg.inv"),
        "det": _named("xp.linalg.det"),
        "matrix_power": _power,
        "eigenvalue": _of_pair(0),
        "eigenvector": _of_pair(1),
        "reduced_resolvent": _resolvent,
        "pinv": _named("xp.linalg.pinv"),
        "matrix_map": _matrix_map,
        "cholesky": _named("xp.linalg.cholesky"),
        "qr": lambda w, op: Code(f"{_helped(w, 'qr', *_args(w, op)).text}[{op.how[1]}]"),
    }
)


def row(w: Any, op: Op) -> Code:
    """A function of a whole vector or matrix, or of several vectors."""
    if isinstance(op.how, str):
        return _helped(w, op.how, *_args(w, op))
    if isinstance(op.how, Source) or op.how.whole.name not in SOURCES:
        raise MissingRuleError(
            f"no {w.spelling.name} form for {op.how.name}: it has NumPy code alone, which another library may not have."
        )
    argument, *constants = _args(w, op)
    whole, own = op.how.lines.axis is None, [one for one in op.letters[0] if one not in LEAD]
    if any(one not in LEAD for one in op.to):  # a constant meets every entry of its sample
        to = [*(one for one in op.to if one in LEAD), *sorted(own)] if whole or not op.how.reduction else op.to
        constants = [
            aligned(code, letters, to) if letters else code
            for code, letters in zip(constants, op.letters[1:], strict=True)
        ]
    axes = ["over=(-2, -1)"] if whole and len(own) == 2 else []
    return _helped(w, op.how.whole.name, argument, *constants, *axes)
