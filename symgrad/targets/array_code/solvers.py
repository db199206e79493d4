"""Solving, inverses, determinants, spectra and functions of matrices, and functions of whole vectors, as code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from symgrad.lowering.array_program import LEAD, Op, Source
from symgrad.targets.array_code.along_axis import along
from symgrad.targets.array_code.axes import aligned, own_last, turned
from symgrad.targets.array_code.code_pieces import Code, call
from symgrad.targets.array_code.spectral_sources import (
    ALONG,
    EIGENPAIR,
    EIGENPAIR_ANALYTIC,
    PSEUDO_INVERSE,
    PSEUDO_INVERSE_ANALYTIC,
    RESOLVENT,
    RESOLVENT_ANALYTIC,
)
from symgrad.targets.array_code.stable_sources import HELPERS
from symgrad.targets.array_code.triangular_sources import CHOLESKY_ANALYTIC, QR, QR_ANALYTIC

Rule = Callable[[Any, Op], Code]


def solution(w: Any, op: Op) -> Code:
    """An operation of linear algebra: ``how`` begins with the word of the rule."""
    return RULES[op.how[0]](w, op)


def _args(w: Any, op: Op) -> list[Code]:
    """The arrays with their own axes last and in order, as NumPy's linear algebra takes them."""
    return [turned(w.code(arg), own, own_last(own)) for arg, own in zip(op.args, op.letters, strict=True)]


def _solve(w: Any, op: Op) -> Code:
    matrix, right = _args(w, op)
    if len(op.letters[0]) == 2 and len(op.letters[1]) == 1:
        return call("np.linalg.solve", matrix, right)
    if 1 in op.letters[1]:
        return call("np.linalg.solve", matrix, right)
    return Code(f"np.linalg.solve({matrix.text}, {right.atom}[..., None])[..., 0]")


def _named(function: str) -> Rule:
    return lambda w, op: call(function, *_args(w, op))


def _power(w: Any, op: Op) -> Code:
    return call("np.linalg.matrix_power", *_args(w, op), str(op.how[1]))


def _of_pair(part: int) -> Rule:
    def rule(w: Any, op: Op) -> Code:
        w.helper(EIGENPAIR_ANALYTIC if w.analytic else EIGENPAIR)
        return Code(f"{call('eigenpair', *_args(w, op), w.size(op.how[1]).text).text}[{part}]")

    return rule


def _resolvent(w: Any, op: Op) -> Code:
    if w.analytic:
        w.helper(EIGENPAIR_ANALYTIC)
    w.helper(RESOLVENT_ANALYTIC if w.analytic else RESOLVENT)
    return call("reduced_resolvent", *_args(w, op), w.size(op.how[1]).text)


def _pseudo_inverse(w: Any, op: Op) -> Code:
    w.helper(PSEUDO_INVERSE_ANALYTIC if w.analytic else PSEUDO_INVERSE)
    return call("pinv", *_args(w, op))


def _matrix_map(w: Any, op: Op) -> Code:
    row = op.how[1]
    for part in (*row.of, row):
        w.helper(part.numpy)
    argument, *directions = _args(w, op)
    if not directions:
        return call(row.name, argument)
    w.helper(ALONG)
    return call("along", row.name, argument, *directions)


def _cholesky(w: Any, op: Op) -> Code:
    if not w.analytic:
        return call("np.linalg.cholesky", *_args(w, op))
    w.helper(CHOLESKY_ANALYTIC)
    return call("cholesky", *_args(w, op))


def _factor_of_qr(w: Any, op: Op) -> Code:
    w.helper(QR_ANALYTIC if w.analytic else QR)
    return Code(f"{call('qr', *_args(w, op)).text}[{op.how[1]}]")


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "solve": _solve,
        "inv": _named("np.linalg.inv"),
        "det": _named("np.linalg.det"),
        "matrix_power": _power,
        "eigenvalue": _of_pair(0),
        "eigenvector": _of_pair(1),
        "reduced_resolvent": _resolvent,
        "pinv": _pseudo_inverse,
        "matrix_map": _matrix_map,
        "cholesky": _cholesky,
        "qr": _factor_of_qr,
    }
)


def row(w: Any, op: Op) -> Code:
    """A function of a whole vector or matrix, of several vectors, or of arrays by its source."""
    if isinstance(op.how, str):
        w.helper(HELPERS[op.how])
        return call(op.how, *_args(w, op))
    if isinstance(op.how, Source):
        w.helper((w.analytic and op.how.analytic) or op.how.numpy)
        return call(op.how.name, *_args(w, op))
    w.helper(op.how.whole.analytic if w.analytic else op.how.whole.helper)
    argument, *constants = _args(w, op)
    whole, own = op.how.lines.axis is None, [one for one in op.letters[0] if one not in LEAD]
    if any(one not in LEAD for one in op.to):  # a constant meets every entry of its sample
        to = [*(one for one in op.to if one in LEAD), *sorted(own)] if whole or not op.how.reduction else op.to
        constants = [
            aligned(code, letters, to) if letters else code
            for code, letters in zip(constants, op.letters[1:], strict=True)
        ]
    axes = ["axis=(-2, -1)"] if whole and len(own) == 2 else []
    return call(op.how.whole.name, argument, *constants, *axes)


# What a kind of operation on whole arrays is written by.
OF_WHOLE_ARRAYS: Mapping[str, Rule] = MappingProxyType({"row": row, "solve": solution, "along": along})
