"""Derivatives of plain expressions: gradient, jacobian, hessian, vjp, jvp, differential."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Literal

import sympy as sp

from symgrad.algebra import add, transpose, zero
from symgrad.algebra.intake import intake
from symgrad.algebra.triangles import vech
from symgrad.calculus.jacobians import Form, jacobian_by
from symgrad.calculus.linearity import tangent
from symgrad.calculus.one_equation import flowing_to
from symgrad.calculus.symmetric_forms import symmetric
from symgrad.calculus.variables_asked import Entries, Place, Stacked, asked, gathered, moves, parts_of, shape_of_asked
from symgrad.errors import ArgumentError, ShapeError, SymgradError
from symgrad.expressions.index_letters import index_letters
from symgrad.expressions.shapes import Shape, is_vector, same_shape, shape_of, shape_text
from symgrad.expressions.symbols import Tangent, tangent_of
from symgrad.expressions.traversal import postorder
from symgrad.functions.formulas import require_number
from symgrad.programs.bindings import require_one_meaning_each
from symgrad.programs.equations import variables_in

Layout = Literal["numerator", "denominator"]


def gradient(expr: Any, wrt: Any) -> Any:
    """The gradient of a scalar expression: it has the shape of ``wrt``. A list of variables gives a list.

    Raises ShapeError when ``expr`` is no scalar, MissingRuleError for a node without a rule.

    >>> import symgrad as sg
    >>> n = sg.dims("n")
    >>> x = sg.vector("x", n)
    >>> sg.gradient(sg.dot(x, x), x)
    2*x
    """
    (taken,) = _taken(expr)
    if isinstance(wrt, (list, tuple)):
        return [gradient(taken, one) for one in wrt]
    _require_scalar("gradient", taken, expr)
    return gathered(asked(taken, wrt), lambda variable: flowing_to(variable, taken, sp.S.One))


def _taken(*exprs: Any) -> list[Any]:
    """Expressions in symgrad's own form, in which each name stands for one thing."""
    taken = [intake(expr) for expr in exprs]
    require_one_meaning_each(taken)
    for node in (node for expr in taken for node in postorder(expr) if not node.args):
        require_number(node)
    return taken


def _require_scalar(verb: str, taken: Any, expr: Any) -> None:
    if shape_of(taken):
        raise ShapeError(
            f"{verb} takes a scalar expression, but {expr} is {shape_text(shape_of(taken))}; take its jacobian, or "
            f"the vjp with a cotangent."
        )


def jacobian(expr: Any, wrt: Any, layout: Layout = "numerator", form: Form = "matrix") -> Any:
    """The Jacobian: of a vector by a vector a matrix whose rows follow ``expr`` (``layout="denominator"``: ``wrt``).

    By a scalar it has the shape of ``expr``; of a scalar it is the gradient as a row, (1, n). Where more than two axes
    would be needed, ``form="index"`` gives the entry (an IndexedDerivative) and ``form="kronecker"`` the matrix of
    vec(expr) by vec(wrt), vec stacking columns. By ``sg.vech(S)`` of a symmetric variable it is
    that by vec(S) times the duplication matrix.

    Raises MissingRuleError for a node without a rule, and where no matrix holds the result in the form asked for.

    >>> import symgrad as sg
    >>> n, m = sg.dims("n m")
    >>> W, x = sg.matrix("W", n, m), sg.vector("x", m)
    >>> sg.jacobian(W * x, x)
    W
    >>> sg.jacobian(W * x, W, form="index").entry
    KroneckerDelta(i, j)*x[k, 0]
    """
    (taken,) = _taken(expr)
    if isinstance(wrt, (list, tuple)):
        return [jacobian(taken, one, layout, form) for one in wrt]
    _one_of("layout", layout, ("numerator", "denominator"))
    _one_of("form", form, ("matrix", "index", "kronecker"))
    what = asked(taken, wrt)
    # only a variable has a direction of its own; an entry moves its variable along a unit
    dot = None if isinstance(what, (Place, Entries)) else _direction(taken, getattr(what, "variable", what))
    places = [what.row, what.column] if isinstance(what, Place) else []
    letters = index_letters([getattr(part, "variable", part) for part in parts_of(what)], exprs=[taken, *places])
    found = jacobian_by(taken, what, dot, form, letters)
    if form == "index":
        return found
    shape, below = shape_of(taken), shape_of_asked(what)
    row = not shape and len(below) == 2 and below[1] == 1 and layout == "numerator"
    turned = bool(shape) and (bool(below) or is_vector(taken)) and layout == "denominator"
    return transpose(found) if row or turned else found


def _one_of(what: str, given: str, known: tuple[str, ...]) -> None:
    if not isinstance(given, str) or given not in known:
        raise SymgradError(f"jacobian: {what} is one of {', '.join(map(repr, known))}, but {given!r} came.")


def hessian(expr: Any, wrt: Any) -> Any:
    """The Hessian of a scalar expression with respect to a vector (n, n) or a scalar.

    A list of variables gives its blocks, a list for each variable: the Jacobians of the gradient by that one.

    >>> import symgrad as sg
    >>> n = sg.dims("n")
    >>> x, A = sg.vector("x", n), sg.matrix("A", n, n)
    >>> sg.hessian(sg.dot(x, A * x), x)
    A + A.T
    """
    (taken,) = _taken(expr)
    _require_scalar("hessian", taken, expr)
    if isinstance(wrt, (list, tuple)):
        several = [_by_symbol(taken, one) for one in wrt]
        return [[jacobian(gradient(taken, one), other) for other in several] for one in several]
    one = _by_symbol(taken, wrt)
    return symmetric(jacobian(gradient(taken, one), one))


def _by_symbol(expr: Any, wrt: Any) -> Any:
    """What a name stands for in an expression: its gradient may lack it."""
    return asked(expr, wrt) if isinstance(wrt, str) else wrt


def vjp(expr: Any, wrt: Any, cotangent: Any) -> Any:
    """What flows back to ``wrt`` from a cotangent of the shape of ``expr``; it has the shape of ``wrt``.

    >>> import symgrad as sg
    >>> n, m = sg.dims("n m")
    >>> W, x, v = sg.matrix("W", n, m), sg.vector("x", m), sg.vector("v", n)
    >>> sg.vjp(W * x, W, v)
    v*x.T
    """
    taken, bar = _taken(expr, cotangent)
    if isinstance(wrt, (list, tuple)):
        return [vjp(taken, one, bar) for one in wrt]
    what = asked(taken, wrt)
    _require("vjp: the cotangent", bar, f"{expr}", shape_of(taken))
    return gathered(what, lambda variable: flowing_to(variable, taken, bar))


def jvp(expr: Any, wrt: Any, tangent: Any) -> Any:
    """How ``expr`` moves when ``wrt`` moves along ``tangent``; it has the shape of ``expr``.

    >>> import symgrad as sg
    >>> n, m = sg.dims("n m")
    >>> W, x, u = sg.matrix("W", n, m), sg.vector("x", m), sg.vector("u", m)
    >>> sg.jvp(W * x, x, u)
    W*u
    """
    (taken,) = _taken(expr)
    several = isinstance(wrt, (list, tuple))
    variables, directions = list(wrt) if several else [wrt], list(tangent) if several else [tangent]
    if len(variables) != len(directions):
        raise ArgumentError(f"jvp: a tangent for each variable, but {len(directions)} for {len(variables)} came.")
    whats = [asked(taken, one) for one in variables]
    taken_in = [intake(direction) for direction in directions]
    for one, what, direction in zip(variables, whats, taken_in, strict=True):
        _require("jvp: the tangent", direction, f"{one}", shape_of_asked(what))
    return _moved(taken, _together(zip(whats, taken_in, strict=True)))


def _together(directions: Iterable[tuple[Any, Any]]) -> dict[Any, Any]:
    """The direction of each variable, from those of variables, of entries and of matrices of these."""
    found: dict[Any, dict[Any, Any]] = {}
    for what, direction in directions:
        for variable, place, move in moves(what, direction):
            there = found.setdefault(variable, {})
            if place in there or None in there or (place is None and there):
                raise ArgumentError(f"jvp: one tangent for each variable, but two for {variable} came; give their sum.")
            there[place] = move
    return {variable: add(*there.values()) for variable, there in found.items()}


def differential(expr: Any, wrt: Any) -> Any:
    """The differential of an expression: linear in the tangent variable ``dot_x`` of ``wrt`` (or of each of them).

    >>> import symgrad as sg
    >>> n, m = sg.dims("n m")
    >>> W, x = sg.matrix("W", n, m), sg.vector("x", m)
    >>> sg.differential(W * x, [W, x])
    dot_W*x + W*dot_x
    """
    (taken,) = _taken(expr)
    whats = [asked(taken, one) for one in (wrt if isinstance(wrt, (list, tuple)) else [wrt])]
    return _moved(taken, _together((part, _own(taken, part)) for what in whats for part in parts_of(what)))


def _own(expr: Any, part: Any) -> Any:
    """The direction of a variable, or of an entry that entry of it."""
    if isinstance(part, Place):
        return part.of(_direction(expr, part.variable))
    if isinstance(part, Stacked):
        return vech(_direction(expr, part.variable))
    return _direction(expr, part)


def _moved(taken: Any, dots: dict[Any, Any]) -> Any:
    move = tangent(taken, dots)
    return zero(shape_of(taken)) if move is None else move


def _direction(expr: Any, variable: Any) -> Any:
    """A tangent of the variable that the expression does not hold already."""
    taken = [v.generation for v in variables_in(expr) if isinstance(v, Tangent)]
    return tangent_of(variable, 1 + max(taken, default=0))


def _require(what: str, given: Any, name: str, shape: Shape) -> None:
    if not same_shape(shape_of(given), shape):
        raise ShapeError(
            f"{what} {given} is {shape_text(shape_of(given))}, but {name} is {shape_text(shape)}; "
            f"the two must have one shape."
        )
