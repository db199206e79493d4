"""Printing: one stringifier of formulas, and two styles over it, LaTeX and one-line text.

Read :mod:`symgrad.printing.formula` first, and the table of one rule for each kind of node in ``rules/by_node``.
``names`` and ``term_order`` say how symbols are spelled and in which order terms stand, ``assembly`` where brackets
go, ``latex`` and ``text`` how the parts look, ``equation_blocks`` and ``derivations`` what stands around a formula,
``terminal`` how text fits a terminal. A ``notation`` is a row of choices; ``spelling`` and the ``passes`` are what
it does to a program's names and expressions before they are printed.
"""

from symgrad.display import WIDTH
from symgrad.printing.derivations import (
    latex_derivative,
    latex_line,
    latex_lines,
    latex_partial,
    latex_step_rows,
    latex_steps,
    shape_table,
    text_line,
    text_steps,
)
from symgrad.printing.equation_blocks import (
    aligned_lines,
    equation_names,
    formulas_among,
    labels_of,
    latex_equations,
    latex_formula,
    latex_names,
    latex_sides,
    latex_teller,
    printed_equation,
    text_equations,
    told_lines,
)
from symgrad.printing.latex import latex
from symgrad.printing.legend import legend
from symgrad.printing.line_breaks import broken as broken_formula
from symgrad.printing.macros import Macros, macros_of, own_commands
from symgrad.printing.names import shifted_name
from symgrad.printing.notation import NOTATIONS, PLAIN, Notation, notation_of
from symgrad.printing.running_text import in_text
from symgrad.printing.signs_meant import latex_conventions, latex_shapes
from symgrad.printing.term_order import program_order
from symgrad.printing.terminal import broken, flush_right
from symgrad.printing.text import text
from symgrad.printing.typst_equations import (
    typst_formula,
    typst_math,
    typst_rows,
    typst_sides,
    typst_step_rows,
    typst_told,
)
from symgrad.printing.typst_words import in_typst
from symgrad.printing.widths import ARTICLE, OF_A_NUMBER, measuring, width_of

__all__ = [
    "ARTICLE",
    "NOTATIONS",
    "OF_A_NUMBER",
    "PLAIN",
    "WIDTH",
    "Macros",
    "Notation",
    "aligned_lines",
    "broken",
    "broken_formula",
    "equation_names",
    "flush_right",
    "formulas_among",
    "in_text",
    "in_typst",
    "labels_of",
    "latex",
    "latex_conventions",
    "latex_derivative",
    "latex_equations",
    "latex_formula",
    "latex_line",
    "latex_lines",
    "latex_names",
    "latex_partial",
    "latex_shapes",
    "latex_sides",
    "latex_step_rows",
    "latex_steps",
    "latex_teller",
    "legend",
    "macros_of",
    "measuring",
    "notation_of",
    "own_commands",
    "printed_equation",
    "program_order",
    "shape_table",
    "shifted_name",
    "text",
    "text_equations",
    "text_line",
    "text_steps",
    "told_lines",
    "typst_formula",
    "typst_math",
    "typst_rows",
    "typst_sides",
    "typst_step_rows",
    "typst_told",
    "width_of",
]
