"""Printing: one stringifier of formulas, and two styles over it, LaTeX and one-line text.

Read :mod:`symgrad.printing.formula` first: a table of one rule for each kind of node. ``names`` and ``order`` say
how symbols are spelled and in which order terms stand, ``pieces`` where brackets go, ``latex`` and ``text`` how the
parts look, ``blocks`` and ``derivations`` what stands around a formula, ``lines`` how text fits a terminal.
"""

from symgrad.printing.blocks import latex_equations, text_equations
from symgrad.printing.derivations import (
    latex_line,
    latex_lines,
    latex_partial,
    latex_steps,
    shape_table,
    text_line,
    text_steps,
)
from symgrad.printing.latex import latex
from symgrad.printing.lines import WIDTH, broken, flush_right
from symgrad.printing.notation import PLAIN, Notation
from symgrad.printing.text import text

__all__ = [
    "PLAIN",
    "WIDTH",
    "Notation",
    "broken",
    "flush_right",
    "latex",
    "latex_equations",
    "latex_line",
    "latex_lines",
    "latex_partial",
    "latex_steps",
    "shape_table",
    "text",
    "text_equations",
    "text_line",
    "text_steps",
]
