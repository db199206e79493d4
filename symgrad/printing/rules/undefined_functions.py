"""Rules for undefined functions of vectors: f(x), its gradient, Hessian and Jacobian, and what is along directions."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from symgrad.printing.assembly import called
from symgrad.printing.formula import Formula
from symgrad.printing.pieces import Level, Piece


def undefined(formula: Formula, node: Any) -> Piece:
    r"""\nabla f(x), \nabla^2 f(x) and J_g(x), by the place of the argument where there are several: \nabla_1 f(x, y).

    Directions follow a semicolon, as those of a Frechet derivative do; what stands along the value of g is the number
    of which a derivative is told: \nabla^2 \langle u, g \rangle(x).
    """
    style, head = formula.style, node.head
    arguments = [formula.piece(argument) for argument in node.arguments]
    directions = list(zip(head.along, map(formula.piece, node.directions), strict=True))
    name, inner = str(style.function(head.function)), [piece for axis, piece in directions if axis == 0]
    if inner:
        name = style.brackets(f"{inner[0].signed}, {name}", inner[0].depth, "angle")
    axes = [axis for axis in (*head.open, *head.along) if axis]
    places = [str(axis) for axis in axes] if len(arguments) > 1 else []
    made = called(style, _named(style, name, 0 in head.open, len(axes), places), arguments,
                  [piece for axis, piece in directions if axis])  # fmt: skip
    if not head.scalars:
        return replace(made, call=None)
    if len(arguments) == 1:  # of one number: f'(s)
        return replace(made, text=made.text.replace(name, name + "'" * len(head.scalars), 1), call=None)
    signs = " ".join(style.indexed(style.by_place, [str(k)]) for k in head.scalars)
    return replace(made, text=f"{signs} {made.text}", level=Level.PRODUCT, open=True, call=None)


def _named(style: Any, name: str, has_value: bool, order: int, places: list[str]) -> str:
    """The name of a derivative of some order: f, nabla f, J_g, D^2 g."""
    if not order:
        return name
    if has_value and order == 1:
        return str(style.indexed(style.jacobian, [name, *places]))
    sign = style.differentiation if has_value else style.nabla
    raised = style.power(sign, str(order)) if order > 1 else sign
    return f"{style.indexed(raised, places)} {name}" if places else f"{raised}{style.after_sign}{name}"
