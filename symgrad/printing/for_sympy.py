"""Expressions as SymPy's own printers show them: what symgrad prints, in brackets where they need them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sympy.printing.precedence import PRECEDENCE, precedence_traditional
from sympy.printing.pretty.stringpict import prettyForm

from symgrad.algebra.intake import intake
from symgrad.errors import SymgradError
from symgrad.printing.assembly import wrapped
from symgrad.printing.latex import LatexStyle
from symgrad.printing.marks import marks_among, text_marks
from symgrad.printing.notation import PLAIN, Notation, notation_of
from symgrad.printing.pieces import Level, Piece
from symgrad.printing.printed import formula_in, variables_of
from symgrad.printing.style import Style
from symgrad.printing.term_order import reading_order
from symgrad.printing.text import TextStyle


def in_latex(expr: Any, printer: Any) -> str:
    """What ``sp.latex`` shows; what symgrad has no form for, SymPy shows in its own."""
    try:
        taken = intake(expr)
        style = LatexStyle(marks_among(variables_of([taken]), PLAIN, [taken]))
        piece = _piece(taken, style)
    except SymgradError:
        return str(printer.emptyPrinter(expr))
    inside = getattr(printer, "_print_level", 1) > 1
    if inside and precedence_traditional(expr) >= PRECEDENCE["Atom"]:  # where SymPy would set none
        piece = wrapped(style, piece, Level.ATOM)
    return piece.signed


def in_pretty(expr: Any, printer: Any) -> prettyForm:
    """What ``sp.pprint`` shows: a line of text."""
    try:
        taken = intake(expr)
        piece = _piece(taken, TextStyle(text_marks(variables_of([taken]), [taken])))
    except SymgradError:
        return prettyForm(str(printer.emptyPrinter(expr)))
    tight = piece.level >= Level.POWER and not piece.negative
    return prettyForm(piece.signed, binding=prettyForm.ATOM if tight else prettyForm.OPEN)


def _piece(taken: Any, style: Style) -> Piece:
    piece = formula_in(style, reading_order(taken)).piece(taken)
    return replace(piece, level=Level.SUM) if piece.open else piece


def index_latex(derivative: Any, notation: Notation | str = PLAIN) -> str:
    """A derivative by its entry, with the places of its indices."""
    variables = [*variables_of([derivative.entry]), *derivative.rows, *derivative.columns]
    formula = formula_in(
        LatexStyle(marks_among(variables, notation_of(notation), [derivative.entry])), reading_order(derivative.entry)
    )
    places = r";\,".join(",".join(map(formula, place)) for place in (derivative.rows, derivative.columns) if place)
    left = rf"[\,\partial\,]_{{{places}}} = " if places else ""
    return left + formula(derivative.entry)


def index_text(derivative: Any) -> str:
    """A derivative by its entry as a line of text."""
    variables = [*variables_of([derivative.entry]), *derivative.rows, *derivative.columns]
    formula = formula_in(TextStyle(text_marks(variables, [derivative.entry])), reading_order(derivative.entry))
    places = "; ".join(", ".join(map(formula, place)) for place in (derivative.rows, derivative.columns))
    return f"[{places}] = {formula(derivative.entry)}"
