"""Rules for triangles of matrices, vech with its matrices, and the factors of Cholesky and QR."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgrad.expressions.nodes.triangular import triangle_word
from symgrad.printing.assembly import called
from symgrad.printing.formula import Formula
from symgrad.printing.pieces import Level, Piece


def triangle(formula: Formula, node: Any) -> Piece:
    r"""tril(X), triu(X); \Phi(X) for the lower triangle with half of its diagonal, as papers have it."""
    half = node.weights[1] == sp.S.Half
    word = formula.style.half_triangle if half else formula.style.word(triangle_word(node))
    return called(formula.style, word, [formula.piece(node.argument)])


def cholesky(formula: Formula, node: Any) -> Piece:
    """chol(A)."""
    return called(formula.style, formula.style.word("chol"), [formula.piece(node.argument)])


def unvech(formula: Formula, node: Any) -> Piece:
    """unvech(x), whose size follows from that of x."""
    return called(formula.style, formula.style.word("unvech"), [formula.piece(node.argument)])


def orthogonal_factor(formula: Formula, node: Any) -> Piece:
    """qr_Q(A)."""
    return _factor(formula, node, "Q")


def triangular_factor(formula: Formula, node: Any) -> Piece:
    """qr_R(A)."""
    return _factor(formula, node, "R")


def _factor(formula: Formula, node: Any, letter: str) -> Piece:
    name = formula.style.indexed(formula.style.word("qr"), [letter])
    return called(formula.style, name, [formula.piece(node.argument)])


def duplication(formula: Formula, node: Any) -> Piece:
    """D_n."""
    return _of_size(formula, formula.style.duplication, node)


def elimination(formula: Formula, node: Any) -> Piece:
    """L_n."""
    return _of_size(formula, formula.style.elimination, node)


def _of_size(formula: Formula, letter: str, node: Any) -> Piece:
    return Piece(formula.style.indexed(letter, [formula.piece(node.args[0]).signed]), Level.ATOM)
