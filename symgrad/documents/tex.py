"""A document as a LaTeX file that compiles with amsmath alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from symgrad.documents.document import Display, Document, Heading, Listing, Paragraph, Table

_PREAMBLE = r"""\documentclass[a4paper]{article}
\usepackage[T1]{fontenc}
\usepackage[utf8]{inputenc}
\usepackage{amsmath}
\setlength{\textwidth}{470pt}
\setlength{\oddsidemargin}{-10pt}
\setlength{\parindent}{0pt}
\setlength{\parskip}{6pt plus 2pt}
\allowdisplaybreaks
"""

_SPECIAL = str.maketrans(
    {
        "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "#": r"\#", "%": r"\%", "&": r"\&", "_": r"\_",
        "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "·": r"$\cdot$", "≈": r"$\approx$", "×": r"$\times$",
    }
)  # fmt: skip


def tex(document: Document) -> str:
    """The document as a complete ``.tex`` file.

    >>> print(tex(Document("A cell", (Paragraph("It has $n$ units."),)))[-46:])
    \\maketitle
    <BLANKLINE>
    It has $n$ units.
    <BLANKLINE>
    \\end{document}
    <BLANKLINE>
    """
    body = "\n\n".join(_WRITTEN[type(block)](block) for block in document.blocks)
    head = f"{_PREAMBLE}\\title{{{_text(document.title)}}}\n\\author{{}}\n\\date{{}}\n"
    return f"{head}\n\\begin{{document}}\n\\maketitle\n\n{body}\n\n\\end{{document}}\n"


def _text(text: str) -> str:
    """Text with its special characters escaped, formulas as they are, code in typewriter type."""
    parts = re.split(r"(\$[^$]*\$|`[^`]*`)", text)
    return "".join(_part(part) for part in parts)


def _part(part: str) -> str:
    if part.startswith("$"):
        return part
    if part.startswith("`"):
        return rf"\texttt{{{part.strip('`').translate(_SPECIAL)}}}"
    return part.translate(_SPECIAL)


def _display(block: Display) -> str:
    body = " \\\\\n".join(block.lines)
    return f"\\begin{{align*}}\n{body}\n\\end{{align*}}"


def _table(block: Table) -> str:
    columns = "l" * len(block.header)
    rows = [" & ".join(map(_text, row)) + r" \\" for row in block.rows]
    head = " & ".join(map(_text, block.header)) + r" \\ \hline"
    table = [rf"\begin{{tabular}}{{{columns}}}", head, *rows, r"\end{tabular}"]
    return "\n".join([r"{\renewcommand{\arraystretch}{1.5}", *table, "}"])


_WRITTEN: Mapping[type, Callable[[Any], str]] = {
    Heading: lambda block: rf"\{'sub' * (block.level - 1)}section*{{{_text(block.text)}}}",
    Paragraph: lambda block: _text(block.text),
    Display: _display,
    Table: _table,
    Listing: lambda block: f"{{\\footnotesize\n\\begin{{verbatim}}\n{block.text.rstrip()}\n\\end{{verbatim}}\n}}",
}
