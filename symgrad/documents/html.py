"""A document as one HTML file that needs no network: formulas are MathML, which browsers draw by themselves."""

from __future__ import annotations

import html as escaping
import re
import warnings
from collections.abc import Callable, Mapping
from typing import Any

from symgrad.documents.document import (
    Display,
    Document,
    Heading,
    Listing,
    Paragraph,
    Table,
    number_in,
    numbers_of,
    parts_of,
)
from symgrad.extras import extra

_STYLE = """\
body { max-width: 50rem; margin: 2rem auto; padding: 0 1rem; font-family: serif; line-height: 1.5; }
table { border-collapse: collapse; margin: 1rem 0; }
table.listed td, table.listed th { padding: 0.2rem 1rem 0.2rem 0; text-align: left; }
table.listed th { border-bottom: 1px solid; }
table.equations { width: 100%; }
table.equations td { padding: 0.25rem 0.15rem; white-space: nowrap; }
td.left { text-align: right; width: 1%; }
td.number { text-align: right; }
pre { overflow-x: auto; font-size: 0.8rem; }
"""
_SIZED_ANGLE = re.compile(r"\\[bB]igg?[lr](\\[lr]angle)")  # latex2mathml knows no angle of a size; MathML sizes its own
# What latex2mathml writes, and how browsers draw it rightly: a word is no operator, and a prime is raised by itself.
_MENDED = (
    (re.compile(r"<mo>([A-Za-z]{2,})</mo>"), r"<mi>\1</mi>"),
    (re.compile(r"<msup>(<mi>[^<]*</mi>)<mi>&#x02032;</mi></msup>"), r"<mrow>\1<mo>&#x02032;</mo></mrow>"),
)


def html(document: Document) -> str:
    """The document as one HTML file; each equation is one row of a table.

    It needs the extra ``html``: MissingPackageError says so.
    """
    writer = _Writer(numbers_of(document))
    title = escaping.escape(document.title)
    blocks = "\n".join(_WRITTEN[type(block)](writer, block) for block in document.blocks)
    head = f'<meta charset="utf-8">\n<title>{title}</title>\n<style>\n{_STYLE}</style>'
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head>\n{head}\n</head>\n<body>\n<h1>{title}</h1>\n{blocks}\n'
        "</body>\n</html>\n"
    )


class _Writer:
    """Writes the parts of one document, whose equations have these numbers."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        self.numbers = numbers
        self.converter = extra("latex2mathml.converter", "html", "HTML")

    def math(self, latex: str, display: bool = False) -> str:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            made: str = self.converter.convert(_SIZED_ANGLE.sub(r"\1", latex))
        for pattern, better in _MENDED:
            made = pattern.sub(better, made)
        return made.replace('display="inline"', 'display="inline" displaystyle="true"', 1) if display else made

    def text(self, text: str) -> str:
        return "".join(map(self._part, parts_of(text)))

    def _part(self, part: str) -> str:
        if part.startswith("$"):
            return self.math(part.strip("$"))
        if part.startswith("`"):
            return f"<code>{escaping.escape(part.strip('`'))}</code>"
        if part.startswith(r"\eqref"):
            label = part[len(r"\eqref{") : -1]
            return f'<a href="#{label}">({number_in(self.numbers, label)})</a>'
        return escaping.escape(part)

    def display(self, block: Display) -> str:
        rows = []
        for line, label in block.labelled:
            left, _, right = line.partition("&")
            cells = [f'<td class="left">{self.math(left.strip(), True) if left.strip() else ""}</td>']
            cells.append(f"<td>{self.math('{} ' + right.strip(), True)}</td>")
            cells.append(f'<td class="number">{f"({self.numbers[label]})" if label else ""}</td>')
            rows.append(f"<tr{f' id={chr(34)}{label}{chr(34)}' if label else ''}>{''.join(cells)}</tr>")
        return "\n".join(['<table class="equations">', *rows, "</table>"])

    def table(self, block: Table) -> str:
        head = "".join(f"<th>{self.text(cell)}</th>" for cell in block.header)
        rows = ["".join(f"<td>{self.text(cell)}</td>" for cell in row) for row in block.rows]
        return "\n".join(
            ['<table class="listed">', f"<tr>{head}</tr>", *(f"<tr>{row}</tr>" for row in rows), "</table>"]
        )

    def heading(self, block: Heading) -> str:
        return f"<h{block.level + 1}>{self.text(block.text)}</h{block.level + 1}>"


_WRITTEN: Mapping[type, Callable[[_Writer, Any], str]] = {
    Heading: _Writer.heading,
    Paragraph: lambda writer, block: f"<p>{writer.text(block.text)}</p>",
    Display: _Writer.display,
    Table: _Writer.table,
    Listing: lambda writer, block: f"<pre><code>{escaping.escape(block.text.rstrip())}</code></pre>",
}
