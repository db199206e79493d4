"""A document as a page of Typst, from version 0.14 on, that needs no package."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from symgrad.arguments.signatures import taking
from symgrad.documents.document import (
    Display,
    Document,
    Heading,
    Listing,
    Numbers,
    Paragraph,
    Part,
    Table,
    number_in,
    numbers_of,
    parts_of,
)
from symgrad.printing import in_typst
from symgrad.printing.typst_words import string

_PREAMBLE = """\
#set page(paper: "a4", margin: (x: 125pt, y: 3cm), numbering: "1")
#set text(size: 10pt)
#set par(justify: true)
#set math.equation(numbering: "(1)", number-align: end + bottom, supplement: none)
// Equations that align at their first &, over page breaks, as in LaTeX's align: each has its own number and label.
#let equations(body) = layout(size => {
  let all = if body.func() == math.equation { (body,) } else { body.children }
  let parts = all.filter(it => it.func() == math.equation)
  let cut(it) = {
    let own = if it.body.has("children") { it.body.children } else { (it.body,) }
    let at = own.position(one => one.func() == $&$.body.func())
    if at == none { (none, own) } else { (own.slice(0, at).join(), own.slice(at)) }
  }
  let side(left) = if left == none { none } else { $display(left)$ }
  let wide = calc.max(..parts.map(it => measure(side(cut(it).first())).width))
  let one(it, numbered) = {
    let (left, rest) = cut(it)
    let start = box(width: wide, align(right, side(left)))
    let numbers = if numbered and it.has("label") { "(1)" } else { none }
    math.equation(block: true, numbering: numbers, start + rest.join())
  }
  let whole = calc.max(..parts.map(it => measure(one(it, false)).width))
  show math.equation.where(block: true): set align(left)
  pad(left: calc.max(0pt, (size.width - whole) / 2), for it in parts {
    if it.has("label") [#one(it, true) #it.label] else { one(it, true) }
  })
})
"""
_MARKS = re.compile(r"[\\#$*_`<>@~\[\]/\"']|(?<!\w)[-+=](?=\s)|--|\.\.\.")
_LABEL = re.compile(r"[A-Za-z0-9_:.\-]*[A-Za-z0-9_]")


@taking()
def typst(document: Document) -> str:
    """The document as a complete ``.typ`` file; equations are numbered, with labels and references.

    Raises SymgradError for LaTeX, in a name or in text, that has no spelling in Typst.

    >>> print(typst(Document("A cell", (Paragraph("It has $n_h$ units."),)))[-49:])
    #text(size: 17pt)[A cell]
    ]
    <BLANKLINE>
    It has $n_h$ units.
    <BLANKLINE>
    """
    numbers = numbers_of(document)
    title = _text(document.title, numbers)
    head = f"#set document(title: {string(re.sub(r'[$`]', '', document.title))})\n{_PREAMBLE}"
    blocks = [_WRITTEN[type(block)](block, numbers) for block in document.blocks]
    return "\n\n".join([f"{head}\n#align(center)[\n#text(size: 17pt)[{title}]\n]", *blocks]) + "\n"


def _text(text: str, numbers: Numbers) -> str:
    """Text in which nothing but formulas, code and references has a meaning for Typst."""
    return "".join(_part(part, numbers) for part in parts_of(text))


def _part(part: Part, numbers: Numbers) -> str:
    if part.kind == "formula":
        return f"${in_typst(part.inside)}$"
    if part.kind == "code":
        return f"`{part.inside}`"
    if part.kind == "reference":
        if isinstance(number_in(numbers, part.inside), str):  # of an equation in its author's paper
            return f"(`{part.inside}`)"
        return f"(@{part.inside})" if _LABEL.fullmatch(part.inside) else f"(#ref({_label(part.inside)}))"
    return _MARKS.sub(r"\\\g<0>", part.written)


def _label(label: str) -> str:
    return f"<{label}>" if _LABEL.fullmatch(label) else f"label({string(label)})"


def _display(block: Display, numbers: Numbers) -> str:
    equations = [_equation(lines, label) for lines, label in _in_typst(block).equations]
    return "\n".join(["#equations[", *equations, "]"])


def _in_typst(block: Display) -> Display:
    """The display as it was printed for Typst, or as its LaTeX is read."""
    made = block.in_language("typst")
    return made or Display(tuple(map(in_typst, block.lines)), block.labels)


def _equation(lines: Sequence[str], label: str) -> str:
    body = " \\\n  ".join(lines)
    if not label:
        return f"$ {body} $"
    return f"$ {body} $ {_label(label)}" if _LABEL.fullmatch(label) else f"$ {body} $ #{_label(label)}"


def _table(block: Table, numbers: Numbers) -> str:
    def row(cells: Sequence[str]) -> str:
        return ", ".join(f"[{_text(cell, numbers)}]" for cell in cells)

    lines = [f"table.header({row(block.header)})", *map(row, block.rows)]
    head = f"columns: {len(block.header)}, stroke: none, align: left, table.hline(y: 1, stroke: 0.5pt),"
    return "\n".join([f"#table({head}", *(f"  {line}," for line in lines), ")"])


_WRITTEN: Mapping[type, Callable[[Any, Numbers], str]] = {
    Heading: lambda block, numbers: f"{'=' * block.level} {_text(block.text, numbers)}",
    Paragraph: lambda block, numbers: _text(block.text, numbers),
    Display: _display,
    Table: _table,
    Listing: lambda block, numbers: f"#raw(block: true, lang: {string(block.language)}, {_lines(block.text)})",
}


def _lines(text: str) -> str:
    """Source code as a string of Typst."""
    return string(text.rstrip()).replace("\n", r"\n")
