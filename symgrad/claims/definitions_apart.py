r"""Which statements of a text are its forward pass, and which are claims."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from symgrad.claims.forward.functions_defined import functions_defined, slope_claimed
from symgrad.claims.forward.loss_seeds import Apart
from symgrad.claims.marks.backward_names import backward_names
from symgrad.claims.marks.bars import barred, own_bars
from symgrad.claims.marks.cotangents_named import cotangents_said, deltas_of, says_cotangent
from symgrad.latex_reading.nodes.meanings import Derivative, Plus, Statement, Times, Transposed, Use
from symgrad.latex_reading.parsing.text_read import TextRead
from symgrad.latex_reading.resolving.scripts_resolved import is_part
from symgrad.latex_reading.resolving.statements import Reading


@dataclass(frozen=True)
class _Gradients:
    r"""The names of gradients.

    cotangents   those declared or said to be cotangents
    left_sides   these, each \delta that the forward pass does not read, and parts of derivatives
    every        these, and marks as dW
    """

    cotangents: frozenset[str]
    left_sides: frozenset[str]
    every: frozenset[str]


def definitions_apart(
    statements: Sequence[Statement], first: TextRead | None, count: int, rows: Sequence[Any],
    conventions: Mapping[str, str], reading: Reading,
) -> Apart:  # fmt: skip
    """The definitions of the forward pass, and the claims."""
    declared = {reading.keys.get(name, name) for name in conventions}
    said = cotangents_said(statements, declared)
    gradients = _gradients(statements, conventions, reading, said)
    split = rows[count].span.source.root if first is not None and count < len(rows) else None
    apart: list[tuple[Statement, bool]] = []
    marked = _marked_otherwise(statements, reading)
    bars = barred(statements, own_bars(statements, marked) | marked) if first is None else set()
    gradients = replace(gradients, every=gradients.every | bars)
    defined = functions_defined(statements)
    for one in (slope_claimed(_with_sign_moved(one), defined, statements) for one in statements):
        if isinstance(one.left, Use) and one.left.variable in bars:
            apart.append((one, True))
            continue
        if _is_update(one, gradients.cotangents, reading) or says_cotangent(one, said):
            continue
        in_forward = first is not None and (split is None or one.span.source.root is not split)
        apart.append((_with_name(one), not in_forward and (first is not None or _is_claim(one, gradients, reading))))
    named = backward_names(apart, gradients.every) if first is None else frozenset[int]()
    definitions = [one for one, is_claim in apart if not is_claim and id(one) not in named]
    claims = [one for one, is_claim in apart if is_claim or id(one) in named]
    return Apart(tuple(definitions), tuple(claims), said)


def _gradients(
    statements: Sequence[Statement], conventions: Mapping[str, str], reading: Reading, said: Mapping[str, str]
) -> _Gradients:
    cotangents = {*said} | {
        reading.keys.get(name, name)
        for name, value in conventions.items()
        if "cotangent" in value or "gradient of" in value
    }
    known = {node.variable for one in statements for node in one.walk() if isinstance(node, Use)}
    marks = {name for name, (_, of) in reading.marks.items() if of in known}
    deltas = deltas_of(statements) | {name for name in known if is_part(name)}
    return _Gradients(frozenset(cotangents), frozenset(cotangents | deltas), frozenset(cotangents | deltas | marks))


def _marked_otherwise(statements: Sequence[Statement], reading: Reading) -> set[str]:
    r"""The names whose cotangents the text writes as \delta p or dp: \bar{p} is another name then."""
    lefts = {one.left.variable for one in statements if isinstance(one.left, Use)}
    return {reading.marks[name][1] for name in lefts & reading.marks.keys()}


def _with_name(statement: Statement) -> Statement:
    """J(W, b) = ... defines J: the arguments in brackets say nothing."""
    left = statement.left
    arguments = "(" in left.span.text  # none in d\hat{x}, where the text has a d of its own
    if isinstance(left, Times) and len(left.factors) == 2 and isinstance(left.factors[0], Use) and arguments:
        return replace(statement, left=left.factors[0])
    return statement


def _with_sign_moved(statement: Statement) -> Statement:
    """-dF/dW = ... says what dF/dW is."""
    left, right = statement.left, statement.right
    if isinstance(left, Plus) and left.signs == ("-",) and isinstance(left.terms[0], Derivative | Use):
        return replace(statement, left=left.terms[0], right=Plus(right.span, ("-",), (right,)))
    return statement


def _is_update(one: Statement, cotangents: Collection[str], reading: Reading) -> bool:
    """W = W - a dW tells how a parameter is learnt, and defines nothing."""
    left = one.left
    if not isinstance(left, Use) or left.variable in cotangents or left.variable in reading.marks:
        return False
    return any(node == left for node in one.right.walk())


def _is_claim(statement: Statement, gradients: _Gradients, reading: Reading) -> bool:
    left = statement.left
    if isinstance(left, Transposed):
        left = left.body
    if isinstance(left, Derivative) or any(_is_gradient(node, gradients) for node in statement.right.walk()):
        return True  # of a name that nothing declares, a name for a gradient or for what is made of some
    return isinstance(left, Use) and (left.variable in gradients.left_sides or left.variable in reading.marks)


def _is_gradient(node: Any, gradients: _Gradients) -> bool:
    return isinstance(node, Derivative) or (isinstance(node, Use) and node.variable in gradients.every)
