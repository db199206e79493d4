"""Losses of all paths through a sequence, by their forward recursion: conditional random fields and CTC.

Each takes a cell that gives scores at each t and gives a System over time whose one output is the loss of the whole
sequence: the sum over all paths is taken step by step, as a carried vector of logarithms, ``alpha``.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy as sp

from symgrad.arguments.signatures import NAME, SYSTEM, TEXT, taking
from symgrad.arguments.sympified import sympified
from symgrad.errors import ArgumentError
from symgrad.expressions.shapes import is_matrix, shape_of
from symgrad.expressions.symbols import matrix, scalar, vector
from symgrad.losses.closing import vector_of
from symgrad.operations.gathering import one_hot
from symgrad.operations.of_two import logaddexp, where
from symgrad.operations.of_vectors import log_softmax, logsumexp
from symgrad.operations.operations import concat, dot, ones, outer, rows
from symgrad.programs.equations import Equation, Name
from symgrad.programs.program import Program
from symgrad.recurrence.recurrence import Recurrence
from symgrad.system.system import System
from symgrad.time import TimeProgram, with_loss

NEVER = -(sp.Integer(10) ** 30)  # the logarithm of what has no probability: exp of it, beside anything, is exactly 0


@taking(system=SYSTEM, output=NAME, transition=TEXT, start=TEXT, loss=TEXT)
def crf(
    system: System, output: Name, target: str = "target", transition: str = "transition", start: str = "start",
    loss: str = "loss", *, mask: Any = None,
) -> System:  # fmt: skip
    """The negative log-likelihood of a linear-chain conditional random field: over time, with one scalar output.

    ``output`` names the scores e_t (k,) of the k labels at each t, the emissions. New are ``target``, a vector (k,) at
    each t that is 1 at the right label; ``transition`` (k, k), whose entry (i, j) is the score of j after i, and
    ``start`` (k,), of a first label, which are parameters. With alpha_1 = start + e_1 and

        alpha_t,j = logsumexp over i of (alpha_t-1,i + transition_i,j) + e_t,j

    the loss is logsumexp(alpha_T) less the score of the path of targets. Further names are carried: alpha_prev,
    score_prev, label_prev and begun_prev, each zero by default. ``mask`` is as in a :class:`symgrad.Recurrence`, for
    sequences of unequal lengths.

    Raises ShapeError where the output is no vector, ArgumentError for a system over time, NameClashError where a name
    is taken.

    Source: Lafferty, McCallum and Pereira, Conditional Random Fields, 2001; the recursion: Sutton and McCallum, An
    Introduction to Conditional Random Fields, 2012, section 4.1 (equation number not looked up).

    >>> import symgrad as sg
    >>> k, m = sg.dims("k m")
    >>> e, x, W = sg.vector("e", k), sg.vector("x", m), sg.matrix("W", k, m)
    >>> closed = crf(sg.System([(e, W * x)], parameters=[W]), "e")
    >>> [output.name for output in closed.gradient(wrt=["W", "transition"]).outputs]
    ['bar_W', 'bar_transition']
    """
    e = _at_each_time("crf", system, output, "the scores of labels")
    k = shape_of(e)[0]
    wanted, moves, first = vector(target, k), matrix(transition, k, k), vector(start, k)
    alpha, before = vector("alpha", k), vector("alpha_prev", k)
    score, score_before = scalar("score"), scalar("score_prev")
    label, label_before = vector("label", k), vector("label_prev", k)
    begun, begun_before = scalar("begun"), scalar("begun_prev")
    arriving = logsumexp(outer(before, ones(k)) + moves, axis=0)
    equations = [
        (alpha, where(begun_before, arriving, first) + e),
        (score, score_before + dot(wanted, e) + where(begun_before, dot(label_before, moves * wanted),
                                                      dot(first, wanted))),
        (label, wanted),
        (begun, sp.S.One),
    ]  # fmt: skip
    carry = {alpha: before, score: score_before, label: label_before, begun: begun_before}
    chain = _extended(system, equations, [wanted], [moves, first], carry)
    return _of_the_last_step(chain, mask, scalar(loss), logsumexp(alpha) - score)


@taking(system=SYSTEM, output=NAME, labels=TEXT, skip=TEXT, loss=TEXT)
def ctc(
    system: System, output: Name, labels: str = "labels", skip: str = "skip", loss: str = "loss", *,
    length: Any = None, mask: Any = None,
) -> System:  # fmt: skip
    """The loss of connectionist temporal classification, -log p(labels): over time, with one scalar output.

    ``output`` names the logits z_t (k,) of the k symbols, the blank among them, at each t. A labelling of L symbols is
    told as it is extended, with a blank before, between and behind them, S = 2 L + 1 rows: ``labels`` (S, k) is new,
    with a 1 in each row at its symbol, and ``skip`` (S,), 1 where the row may follow that two before it, a symbol that
    is another one, and 0 elsewhere. Both are the same at every t, as parameters are. ``length`` is L, a number or a
    size, by default a size named L. With y_t = labels log_softmax(z_t)

        alpha_t,s = log(e^alpha_t-1,s + e^alpha_t-1,s-1 + skip_s e^alpha_t-1,s-2) + y_t,s

    from alpha_1, which is y_1 at the first two rows, the loss is -log(e^alpha_T,S + e^alpha_T,S-1). What no path
    reaches has the logarithm -10^30. Carried are alpha_prev and begun_prev, zero by default. ``mask`` is as in a
    :class:`symgrad.Recurrence`, for sequences of unequal lengths.

    Raises ShapeError where the output is no vector, ArgumentError for a system over time, NameClashError where a name
    is taken.

    Source: Graves, Fernandez, Gomez and Schmidhuber, Connectionist Temporal Classification, 2006, equations 5 to 8.

    >>> import symgrad as sg
    >>> k, m = sg.dims("k m")
    >>> z, x, W = sg.vector("z", k), sg.vector("x", m), sg.matrix("W", k, m)
    >>> closed = ctc(sg.System([(z, W * x)], parameters=[W]), "z")
    >>> [output.name for output in closed.gradient(wrt="W").outputs]
    ['bar_W']
    """
    z = _at_each_time("ctc", system, output, "the logits of symbols")
    size = 2 * _length(length) + 1
    symbols, jumps = matrix(labels, size, shape_of(z)[0]), vector(skip, size)
    alpha, before = vector("alpha", size), vector("alpha_prev", size)
    begun, begun_before = scalar("begun"), scalar("begun_prev")
    one, two = (concat(NEVER * ones(by), rows(before, 0, size - by)) for by in (1, 2))
    arriving = logaddexp(logaddexp(before, one), where(jumps, two, NEVER))
    first = where(one_hot(0, size) + one_hot(1, size), 0, NEVER)
    equations = [
        (alpha, where(begun_before, arriving, first) + symbols * log_softmax(z)),
        (begun, sp.S.One),
    ]
    chain = _extended(system, equations, [], [symbols, jumps], {alpha: before, begun: begun_before})
    return _of_the_last_step(chain, mask, scalar(loss), -logsumexp(rows(alpha, size - 2, 2)))


def _length(length: Any) -> Any:
    given = sp.Symbol("L", integer=True, positive=True) if length is None else sympified(length)
    if is_matrix(given) or given.is_integer is not True or given.is_positive is not True:
        raise ArgumentError(
            f"ctc: length is how many symbols a labelling has, from 1 on, or a size, but {length} came."
        )
    return given


def _at_each_time(what: str, system: System, output: Name, told: str) -> Any:
    if isinstance(system.program, TimeProgram):
        raise ArgumentError(f"{what} takes a cell, which it brings over time itself, but a system over time came.")
    return vector_of(system, output, what, told)


def _extended(
    system: System, equations: Sequence[Any], sequences: Sequence[Any], parameters: Sequence[Any], carry: Any
) -> System:
    """The cell with more equations, inputs and carries."""
    made = [*system.equations, *(Equation(left, right) for left, right in equations)]
    states = list(carry)
    return system.replace(
        made,
        inputs=[*system.inputs, *sequences, *parameters, *carry.values()],
        parameters=[*system.parameters, *parameters],
        outputs=[*system.outputs, *(state for state in states if state not in system.outputs)],
        carry={**system.carry, **carry},
    )


def _of_the_last_step(cell: System, mask: Any, end: Any, value: Any) -> System:
    """The cell over time, closed by a loss of its last step."""
    closed = with_loss(Recurrence(cell, mask=mask).program, Program([(end, value)]), last=True)
    return System(closed).replace(outputs=[end])
