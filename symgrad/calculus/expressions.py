"""Derivatives of plain expressions: gradient, jacobian, hessian, vjp, jvp, differential."""

from __future__ import annotations

from typing import Any, Literal

import sympy as sp

from symgrad.algebra import transpose, zero
from symgrad.algebra.intake import intake
from symgrad.arguments.refusals import told_names
from symgrad.calculus.identification import identify, kronecker_form
from symgrad.calculus.index_form import index_form
from symgrad.calculus.linearity import tangent
from symgrad.calculus.one_equation import flowing_to
from symgrad.calculus.properties import projected
from symgrad.calculus.simplification import simplify
from symgrad.calculus.symmetric_forms import symmetric
from symgrad.errors import ArgumentError, NameClashError, ShapeError, SymgradError, UnboundNameError
from symgrad.expressions.index_letters import index_letters
from symgrad.expressions.shapes import is_vector, same_shape, shape_of, shape_text
from symgrad.expressions.symbols import Derived, Tangent, is_variable, tangent_of
from symgrad.expressions.traversal import postorder
from symgrad.functions.formulas import require_number
from symgrad.programs.bindings import require_one_meaning_each
from symgrad.programs.equations import variables_in

Layout = Literal["numerator", "denominator"]
Form = Literal["matrix", "index", "kronecker"]


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
    variable = _variable(taken, wrt)
    return flowing_to(variable, taken, sp.S.One)


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
    vec(expr) by vec(wrt), vec stacking columns.

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
    variable = _variable(taken, wrt)
    dot = _direction(taken, variable)
    # The projection is linear and its own transpose, so that a Jacobian along it agrees with a projected gradient.
    move = tangent(taken, {variable: projected(dot, variable)})
    if form == "index":
        return index_form(move, dot, shape_of(taken), index_letters([variable], exprs=[taken]))
    if form == "kronecker" and shape_of(taken) and shape_of(variable):
        found = simplify(kronecker_form(move, dot, shape_of(taken)))
        return found if layout == "numerator" else transpose(found)
    found = simplify(identify(move, dot, shape_of(taken))) if shape_of(taken) else flowing_to(variable, taken, sp.S.One)
    row = not shape_of(taken) and is_vector(variable) and layout == "numerator"
    turned = bool(shape_of(taken)) and (bool(shape_of(variable)) or is_vector(taken)) and layout == "denominator"
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
        variables = [_variable(taken, one) for one in wrt]
        return [[jacobian(gradient(taken, one), other) for other in variables] for one in variables]
    variable = _variable(taken, wrt)
    return symmetric(jacobian(gradient(taken, variable), variable))


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
    variable = _variable(taken, wrt)
    _require("vjp: the cotangent", bar, f"{expr}", taken)
    return flowing_to(variable, taken, bar)


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
    dots: dict[Any, Any] = {}
    for one, direction in zip(variables, map(intake, directions), strict=True):
        variable = _variable(taken, one)
        if variable in dots:
            raise ArgumentError(f"jvp: one tangent for each variable, but two for {variable} came; give their sum.")
        _require("jvp: the tangent", direction, f"{variable}", variable)
        dots[variable] = direction
    return _moved(taken, dots)


def differential(expr: Any, wrt: Any) -> Any:
    """The differential of an expression: linear in the tangent variable ``dot_x`` of ``wrt`` (or of each of them).

    >>> import symgrad as sg
    >>> n, m = sg.dims("n m")
    >>> W, x = sg.matrix("W", n, m), sg.vector("x", m)
    >>> sg.differential(W * x, [W, x])
    dot_W*x + W*dot_x
    """
    (taken,) = _taken(expr)
    variables = [_variable(taken, one) for one in (wrt if isinstance(wrt, (list, tuple)) else [wrt])]
    return _moved(taken, {variable: _direction(taken, variable) for variable in variables})


def _moved(taken: Any, dots: dict[Any, Any]) -> Any:
    move = tangent(taken, dots)
    return zero(shape_of(taken)) if move is None else move


def _variable(expr: Any, wrt: Any) -> Any:
    """The variable meant by a symbol or a code name; a symbol that is absent stands for itself."""
    present = variables_in(expr)
    if is_variable(wrt):
        if wrt in present:
            return wrt
        alike = [v for v in present if v.name == wrt.name and not _derived(v, wrt)]
        for other in alike:
            if shape_of(other) != shape_of(wrt):
                raise NameClashError(
                    f"{wrt} is {shape_text(shape_of(other))} in {expr}, but {shape_text(shape_of(wrt))} was asked for "
                    f"under the same name; declare it once."
                )
        return alike[0] if alike else wrt
    if isinstance(wrt, str):
        for variable in present:
            if variable.name == wrt:
                return variable
        raise UnboundNameError(f"no {wrt} in {expr}. There are {told_names(present)}.")
    raise SymgradError(f"a derivative is taken with respect to a symbol or its name, but {wrt!r} came.")


def _derived(*variables: Any) -> bool:
    return any(isinstance(variable, Derived) for variable in variables)


def _direction(expr: Any, variable: Any) -> Any:
    """A tangent of the variable that the expression does not hold already."""
    taken = [v.generation for v in variables_in(expr) if isinstance(v, Tangent)]
    return tangent_of(variable, 1 + max(taken, default=0))


def _require(what: str, given: Any, name: str, like: Any) -> None:
    if not same_shape(shape_of(given), shape_of(like)):
        raise ShapeError(
            f"{what} {given} is {shape_text(shape_of(given))}, but {name} is {shape_text(shape_of(like))}; "
            f"the two must have one shape."
        )
