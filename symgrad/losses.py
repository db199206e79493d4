"""Losses that close a system: a System and one of its outputs in, a System with the scalar output ``loss`` out.

The target is a new input, whose name the caller may choose; inputs, parameters and carry of the system survive, so that
the result goes through time as the system did. Of a system over time it is the loss at each t, of a target at each t.
"""

from __future__ import annotations

from typing import Any

from symgrad.arguments.signatures import NAME, SYSTEM, TEXT, taking
from symgrad.errors import NameClashError, ShapeError
from symgrad.expressions.shapes import is_matrix, is_vector, shape_of, shape_text
from symgrad.expressions.symbols import matrix, scalar, vector
from symgrad.operations.of_vectors import logsumexp
from symgrad.operations.operations import dot
from symgrad.programs.equations import Equation, Name
from symgrad.programs.program import Program
from symgrad.system.system import System
from symgrad.time import TimeProgram, with_loss


@taking(system=SYSTEM, output=NAME, loss=TEXT)
def squared_error(system: System, output: Name, target: str = "target", loss: str = "loss") -> System:
    """The squared error, loss = ||y - target||^2: a scalar, for an output y of any shape.

    ``target`` is a new input of the shape of y. Raises UnboundNameError for an unknown output, NameClashError where
    ``target`` or ``loss`` is taken.

    Source: Goodfellow, Bengio and Courville, Deep Learning, 2016, section 6.2.2.1, without the mean over samples.

    >>> import symgrad as sg
    >>> print(squared_error(sg.cells.dense(), "y"))
    y = tanh(W x + b)
    loss = ‖y - target‖²
    """
    y = system.symbol(output)
    wanted = _like(y, target)
    off = y - wanted
    return _closed(system, wanted, loss, dot(off, off) if is_matrix(y) else off**2)


@taking(system=SYSTEM, output=NAME, loss=TEXT)
def cross_entropy(system: System, logits: Name, target: str = "target", loss: str = "loss") -> System:
    """The cross-entropy of softmax(z) with a distribution, -target . log(softmax(z)): a scalar.

    ``logits`` names the vector z (n,), before any softmax; ``target`` is a new input (n,) whose entries sum to one, so
    that the loss is logsumexp(z) - target . z, which no logit makes overflow.

    Raises ShapeError where z is no vector, UnboundNameError and NameClashError like ``squared_error``.

    Source: Bishop, Pattern Recognition and Machine Learning, 2006, equations 4.104 and 4.108.

    >>> import symgrad as sg
    >>> closed = cross_entropy(sg.cells.softmax_regression(), "z")
    >>> print(closed.gradient(wrt="z"))
    z = W x + b
    bar_z = bar_loss (softmax(z) - target)
    """
    z = system.symbol(logits)
    if not is_vector(z):
        raise ShapeError(f"cross_entropy takes the logits, a vector, but {z} is {shape_text(shape_of(z))}.")
    wanted = vector(target, shape_of(z)[0], sums_to_one=True)
    return _closed(system, wanted, loss, logsumexp(z) - dot(wanted, z))


@taking(system=SYSTEM, output=NAME, name=TEXT, loss=TEXT)
def cotangent(system: System, output: Name, name: str = "delta", loss: str = "loss") -> System:
    """A bare cotangent, loss = <delta, h>: what comes from the layer above, as an input of the shape of the output.

    Raises UnboundNameError for an unknown output, NameClashError where ``name`` or ``loss`` is taken.

    >>> import symgrad as sg
    >>> print(cotangent(sg.cells.dense(), "y"))
    y = tanh(W x + b)
    loss = δ·y
    """
    h = system.symbol(output)
    delta = _like(h, name)
    return _closed(system, delta, loss, dot(delta, h) if is_matrix(h) else delta * h)


def _like(symbol: Any, name: str) -> Any:
    shape = shape_of(symbol)
    return matrix(name, *shape) if shape else scalar(name)


def _closed(system: System, given: Any, loss: str, value: Any) -> System:
    """The system with one input and the equation of its loss more; the loss is its one output."""
    end, program = scalar(loss), system.program
    if isinstance(program, TimeProgram):
        if given.name in {symbol.name for symbol in program.taken}:
            raise NameClashError(f"a loss: its target is a new input, but {given} is a name of the system already.")
        return System(with_loss(program, Program([(end, value)]))).replace(outputs=[end])
    equations = [*system.equations, Equation(end, value)]
    return system.replace(equations, outputs=[end], inputs=[*system.inputs, given])
