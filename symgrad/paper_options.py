"""Options of the command line for an author's paper: notation and macros, sections, labels, width, class, columns."""

from __future__ import annotations

import argparse
import math
from pathlib import Path
from typing import Any

from symgrad.documents.cross_references import REFERENCES
from symgrad.errors import SymgradError
from symgrad.printing import Notation, notation_of
from symgrad.printing.macro_files import macros_in

_OF_TEX = ("fragment", "columns", "documentclass", "references")


_LATEX = ("tex", "latex", "pdf", "algorithm")


def add_paper_options(command: argparse.ArgumentParser) -> None:
    """The options of ``derive`` that say how a paper wants it."""
    paper = command.add_argument_group("for a paper")
    paper.add_argument("--sections", metavar="NAMES", help="what is told: forward, backward, ..., between commas")
    paper.add_argument("--labels", metavar="PREFIX", help="of equations: with lstm that of c is eq:lstm:c")
    paper.add_argument("--width", type=_points, metavar="POINTS", help="of the text, 345 by default")
    paper.add_argument("--macros", metavar="FILE", help=r"own macros: lines h = \vh, and \newcommand for what they are")
    paper.add_argument("--fragment", action="store_true", default=None, help=r"of tex: to \input, without a preamble")
    paper.add_argument("--columns", type=int, choices=(1, 2), help="of tex and pdf")
    paper.add_argument("--documentclass", metavar="CLASS", help="of tex and pdf: a name, or name,option,option")
    paper.add_argument("--references", choices=tuple(REFERENCES), help="of tex and pdf")


def _points(text: str) -> float:
    try:
        found = float(text.removesuffix("pt"))
    except ValueError:
        found = math.nan
    if not 0 < found < math.inf:
        raise argparse.ArgumentTypeError(f"a width is a number of points above 0, but {text!r} came")
    return found


def notation_in(options: argparse.Namespace) -> Notation:
    """The notation with the macros of the file. Raises SymgradError where the file cannot be read."""
    notation = notation_of(options.notation)
    if options.macros is None:
        return notation
    try:
        text = Path(options.macros).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        told = getattr(error, "strerror", None) or "it is no text in UTF-8"
        raise SymgradError(f"--macros {options.macros} cannot be read: {told}.") from None
    return notation.with_macros(macros_in(text, options.macros))


def sections_in(options: argparse.Namespace) -> dict[str, Any]:
    """``sections=``, where they are given."""
    if options.sections is None:
        return {}
    return {"sections": [name.strip() for name in options.sections.split(",")]}


def latex_options(options: argparse.Namespace) -> dict[str, Any]:
    """The arguments of ``latex``: with labels the environment is align."""
    told: dict[str, Any] = {"notation": notation_in(options), "width": options.width}
    if options.labels is not None:
        told |= {"environment": "align", "labels": f"eq:{_label(options)}:" if _label(options) else "eq:"}
    return told


def document_options(options: argparse.Namespace) -> dict[str, Any]:
    """The arguments of ``document`` and of ``algorithm``."""
    told: dict[str, Any] = {"notation": notation_in(options), "label": _label(options), **sections_in(options)}
    return told if options.width is None else {**told, "width": options.width}


def tex_options(options: argparse.Namespace) -> dict[str, Any]:
    """The arguments of ``tex`` and ``pdf``. Raises SymgradError where another format is given them, or macros."""
    given = {name: value for name in _OF_TEX if (value := getattr(options, name)) is not None}
    allowed = {"tex": _OF_TEX, "pdf": _OF_TEX[1:]}.get(options.format, ())
    wrong = next((name for name in given if name not in allowed), None)
    if wrong is not None:
        raise SymgradError(f"--{wrong} is of the format {'tex' if wrong == 'fragment' else 'tex or pdf'}, "
                           f"but the format is {options.format}.")  # fmt: skip
    if options.macros is not None and options.format not in _LATEX:
        raise SymgradError(f"--macros are of {', '.join(_LATEX)}, but the format is {options.format}.")
    if "," in str(given.get("documentclass", "")) and not given["documentclass"].startswith("\\"):
        name, _, options_of_class = given["documentclass"].partition(",")
        given["documentclass"] = (name, options_of_class)
    return given


def _label(options: argparse.Namespace) -> str:
    """lstm, for lstm, lstm: and eq:lstm: alike."""
    return (options.labels or "").removeprefix("eq:").removesuffix(":")
