"""Penalties of parameters, added to the loss of a closed system."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy as sp

from symgrad.arguments.signatures import NAME, SYSTEM, TEXT, taking
from symgrad.errors import ArgumentError, ShapeError
from symgrad.expressions.shapes import is_matrix, shape_of, shape_text
from symgrad.losses.closing import OPTION, closed, option
from symgrad.operations.operations import norm_1, norm_squared
from symgrad.programs.equations import Name, Names
from symgrad.system.system import System
from symgrad.time import TimeProgram


@taking(system=SYSTEM, loss=NAME, rate=OPTION, whole=TEXT)
def weight_decay(
    system: System, loss: Name = "loss", rate: Any = 0.01, wrt: Names = None, whole: str = "objective"
) -> System:
    """The loss of a closed system with weight decay: whole = loss + rate / 2 times the sum of squares of parameters.

    ``wrt`` says of which parameters, by default all; ``rate`` is a number from 0 on, or a scalar, which is a new
    parameter; ``whole`` names the new output, in the place of ``loss``. Raises ArgumentError where there is no
    parameter, or the system is over time: there close the cell, or add the term to the loss of the last step.

    Source: Krogh and Hertz, A Simple Weight Decay Can Improve Generalization, 1991, equation 2.

    >>> import symgrad as sg
    >>> closed = sg.losses.squared_error(sg.cells.dense(), "y")
    >>> print(weight_decay(closed, rate=0.1, wrt="W").equations[-1].rhs)
    loss + dot(W, W)/20
    """
    half = option("weight_decay", "rate", rate, 0) / 2
    return _penalised("weight_decay", system, loss, wrt, whole, lambda one: half * _square(one))


@taking(system=SYSTEM, loss=NAME, l1=OPTION, l2=OPTION, whole=TEXT)
def elastic_net(
    system: System, loss: Name = "loss", l1: Any = 0.01, l2: Any = 0.01,
    wrt: Names = None, whole: str = "objective",
) -> System:  # fmt: skip
    """The loss of a closed system with the elastic net: whole = loss + l1 ||theta||_1 + l2 ||theta||^2.

    ``wrt`` says of which parameters theta, by default all; ``l1`` and ``l2`` are numbers from 0 on, or scalars, which
    are new parameters. The slope of |w| at 0 is 0. Raises what ``weight_decay`` raises.

    Source: Zou and Hastie, Regularization and Variable Selection via the Elastic Net, 2005, equation 3.

    >>> import symgrad as sg
    >>> closed = sg.losses.squared_error(sg.cells.dense(), "y")
    >>> print(elastic_net(closed, l1=0.5, l2=0.25, wrt="b").equations[-1].rhs)
    loss + dot(b, b)/4 + total(Abs(b))/2
    """
    one_norm, two_norm = option("elastic_net", "l1", l1, 0), option("elastic_net", "l2", l2, 0)

    def term(one: Any) -> Any:
        return one_norm * (norm_1(one) if is_matrix(one) else sp.Abs(one)) + two_norm * _square(one)

    return _penalised("elastic_net", system, loss, wrt, whole, term)


def _square(one: Any) -> Any:
    return norm_squared(one) if is_matrix(one) else one**2


def _penalised(what: str, system: System, loss: Name, wrt: Names, whole: str, term: Callable[[Any], Any]) -> System:
    if isinstance(system.program, TimeProgram):
        raise ArgumentError(f"{what} takes a system that is not over time, since it counts each parameter once.")
    end = system.symbol(loss)
    if shape_of(end):
        raise ShapeError(f"{what}: a loss is a scalar, but {end} is {shape_text(shape_of(end))}.")
    names = system.parameters if wrt is None else wrt if isinstance(wrt, (list, tuple)) else [wrt]
    if not names:
        raise ArgumentError(f"{what}: the system declares no parameters; say with wrt= of which inputs, as wrt=['W'].")
    terms = [term(system.symbol(name)) for name in names]
    return closed(system, [], whole, sp.Add(end, *terms))
