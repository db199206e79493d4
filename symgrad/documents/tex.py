"""A document as a LaTeX file that compiles with amsmath alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from symgrad.arguments.signatures import taking
from symgrad.documents.document import (
    Display,
    Document,
    Heading,
    Listing,
    Paragraph,
    Part,
    Table,
    number_in,
    numbers_of,
    parts_of,
    referring,
)
from symgrad.printing import ARTICLE, in_text, width_of

_PREAMBLE = r"""\documentclass[a4paper]{article}
\usepackage[utf8]{inputenc}
\usepackage{amsmath}
\setlength{\parindent}{0pt}
\setlength{\parskip}{6pt plus 2pt}
\setlength{\jot}{5pt}
\allowdisplaybreaks
"""

_ROWS = 20  # of a table at most: what fits below a title
_BETWEEN, _LETTER = 12.0, 5.0  # points: between columns, and a letter of text
_SIZES: Mapping[str, float] = {"": 1.0, r"\small": 0.92, r"\footnotesize": 0.84, r"\scriptsize": 0.76}

_LATIN = frozenset(chr(code) for code in range(0xC0, 0x100)) - set("ÐÞðþ")  # what pdfLaTeX sets with amsmath alone


@taking()
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
    numbers = numbers_of(document)
    for block in document.blocks:
        if isinstance(block, Paragraph):
            referring(block.text, lambda label: str(number_in(numbers, label)))  # so that a wrong one is an error
    body = ""
    for block in document.blocks:
        # An empty line before a display would be a paragraph of its own.
        body += ("\n" if isinstance(block, Display) else "\n\n") + _WRITTEN[type(block)](block)
    title = _text(document.title)
    head = f"{_PREAMBLE}{_alphabets(title + body)}\\title{{{title}}}\n\\author{{}}\n\\date{{}}\n"
    return f"{head}\n\\begin{{document}}\n\\maketitle{body}\n\n\\end{{document}}\n"


def _text(text: str) -> str:
    """Text with its special characters escaped, formulas and references as they are, code in typewriter type."""
    return "".join(map(_part, parts_of(text)))


def _part(part: Part) -> str:
    if part.kind in ("formula", "reference"):
        return part.written
    if part.kind == "code":
        return rf"\texttt{{{in_text(part.inside)}}}"
    return in_text(part.written)


def _display(block: Display) -> str:
    if not any(block.labels):
        body = " \\\\\n".join(block.lines)
        return f"\\begin{{align*}}\n{body}\n\\end{{align*}}"
    body = " \\\\\n".join(
        rf"{line} \label{{{label}}}" if label else rf"{line} \notag" for line, label in block.labelled
    )
    return f"\\begin{{align}}\n{body}\n\\end{{align}}"


def _table(block: Table) -> str:
    """The table, in pieces of which each fits a page."""
    columns = "l" * len(block.header)
    head = " & ".join(map(_text, block.header)) + r" \\ \hline"
    pieces = []
    count = max(len(block.rows), 1)
    size = -(-count // -(-count // _ROWS))  # pieces of about the same size
    for start in range(0, count, size):
        rows = [" & ".join(map(_text, row)) + r" \\" for row in block.rows[start : start + size]]
        pieces += [rf"\begin{{tabular}}{{{columns}}}", head, *rows, r"\end{tabular}", ""]
    return "\n".join([rf"{{\renewcommand{{\arraystretch}}{{1.4}}{_size(block)}", *pieces[:-1], "}"])


def _size(block: Table) -> str:
    """The largest type in which the table is no wider than the text."""
    columns = zip(block.header, *block.rows, strict=True)
    wide = sum(_BETWEEN + max(map(_width, column)) for column in columns)
    return next((size for size, share in _SIZES.items() if share * wide <= ARTICLE), r"\tiny")


def _width(cell: str) -> float:
    return sum(
        width_of(part.inside) if part.kind == "formula" else _LETTER * len(part.written) for part in parts_of(cell)
    )


def _verbatim(text: str) -> str:
    """Text that does not end the environment in which it stands."""
    return text.rstrip().replace(r"\end{verbatim}", r"\end {verbatim}")


def _alphabets(text: str) -> str:
    """Letters that pdfLaTeX has no type for are shown by their numbers; other LaTeX has them, or leaves a gap."""
    unknown = sorted({sign for sign in text if not sign.isascii() and sign not in _LATIN})
    if not unknown:
        return ""
    shown = r"\ensuremath{{\langle\mathrm{{{:X}}}\rangle}}"
    lines = [rf"\DeclareUnicodeCharacter{{{ord(sign):04X}}}{{{shown.format(ord(sign))}}}" for sign in unknown]
    return "\n".join([r"\ifdefined\DeclareUnicodeCharacter", *lines, r"\fi", ""])


_WRITTEN: Mapping[type, Callable[[Any], str]] = {
    Heading: lambda block: rf"\{'sub' * (block.level - 1)}section*{{{_text(block.text)}}}",
    Paragraph: lambda block: _text(block.text),
    Display: _display,
    Table: _table,
    Listing: lambda block: f"{{\\scriptsize\n\\begin{{verbatim}}\n{_verbatim(block.text)}\n\\end{{verbatim}}\n}}",
}
