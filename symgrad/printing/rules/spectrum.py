"""Rules for eigenvalues and eigenvectors, pseudo-inverses, and functions of a matrix."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sympy as sp

from symgrad.printing.assembly import called, juxtaposed, negated, total, wrapped
from symgrad.printing.formula import Formula
from symgrad.printing.pieces import Level, Piece, kind_of
from symgrad.printing.rules.linear import is_root, place, raised_matrix


def eigenvalue(formula: Formula, node: Any) -> Piece:
    r"""One eigenvalue, \lambda_1(S); places count from 1 in print."""
    return _at_place(formula, formula.style.eigenvalue, node)


def eigenvector(formula: Formula, node: Any) -> Piece:
    """One eigenvector, v_1(S)."""
    return _at_place(formula, formula.style.eigenvector, node)


def _at_place(formula: Formula, letter: str, node: Any) -> Piece:
    name = formula.style.indexed(letter, [place(formula, node.index)])
    return called(formula.style, name, [formula.piece(node.argument)])


def reduced_resolvent(formula: Formula, node: Any) -> Piece:
    r"""(\lambda_1(S) I - S)^+, as what it is the pseudo-inverse of."""
    multiple = juxtaposed(formula.style, [eigenvalue(formula, node), Piece(formula.style.identity, Level.LETTER)])
    shifted = total(formula.style, [multiple, negated(formula.style, formula.piece(node.argument))])
    return _pseudo(formula, replace(shifted, kind=formula.piece(node.argument).kind))


def pseudo_inverse(formula: Formula, node: Any) -> Piece:
    """X^+."""
    return _pseudo(formula, formula.piece(node.argument))


def _pseudo(formula: Formula, base: Piece) -> Piece:
    inside = wrapped(formula.style, base, Level.ATOM)
    return Piece(
        formula.style.power(inside.text, "+"), Level.POWER, base.kind, depth=inside.depth, track=base.track
    )  # fmt: skip


def matrix_map(formula: Formula, node: Any) -> Piece:
    r"""\operatorname{expm}(X), but X^{1/2}; along directions L_f(X; E), as Higham has it, with a semicolon."""
    if is_root(node):
        return raised_matrix(formula, node.argument, sp.S.Half)
    name = formula.style.vector_function(node.head)
    argument, *along = (formula.piece(arg) for arg in node.args[1:])
    if not along:
        return called(formula.style, name, [argument])
    made = called(formula.style, formula.style.indexed(formula.style.frechet, [name]), [argument], along)
    return replace(made, kind=kind_of(along, made.kind))
