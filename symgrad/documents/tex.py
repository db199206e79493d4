"""A document as a LaTeX file that compiles with amsmath alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from symgrad.arguments.signatures import FLAG, MAPPING, TEXT, one_of, optional, taking
from symgrad.documents.cross_references import REFERENCES
from symgrad.documents.document import (
    Display,
    Document,
    Heading,
    Listing,
    Paragraph,
    Part,
    Table,
    check_references,
    parts_of,
)
from symgrad.documents.paper import COLUMNS, DOCUMENTCLASS, Paper, paper_of, required_preamble
from symgrad.documents.remaking import fitted, width_in
from symgrad.errors import ArgumentError
from symgrad.printing import Macros, in_text, width_of

_LAYOUT = r"""\setlength{\parindent}{0pt}
\setlength{\parskip}{6pt plus 2pt}
\setlength{\jot}{5pt}
\setlength{\emergencystretch}{2em}
\allowdisplaybreaks[2]
\clubpenalty=10000 \widowpenalty=10000 \displaywidowpenalty=10000
"""

_ROWS = MappingProxyType({1: 20, 2: 36})  # columns -> rows of a table that fit below a title; a longer one is broken
_TOGETHER = 12  # lines of an equation that stay on one page; a longer one may be taller than it
_SHORT = 8  # rows of a table that is never broken, wherever it comes to stand
_BETWEEN, _LETTER = 12.0, 5.0  # points: between columns, and a letter of text
_SIZES: Mapping[str, float] = {"": 1.0, r"\small": 0.92, r"\footnotesize": 0.84, r"\scriptsize": 0.76}

_LATIN = frozenset(chr(code) for code in range(0xC0, 0x100)) - set("ÐÞðþ")  # what pdfLaTeX sets with amsmath alone


@taking(
    fragment=FLAG, documentclass=DOCUMENTCLASS, columns=COLUMNS, preamble=TEXT, references=one_of(*REFERENCES),
    macros=optional(MAPPING),
)  # fmt: skip
def tex(
    document: Document, *, fragment: bool = False, documentclass: Any = None, columns: int | None = None,
    preamble: str = "", macros: Mapping[str, str] | None = None, references: str = "eqref",
) -> str:  # fmt: skip
    """The document as a complete ``.tex`` file, or as a fragment that a paper takes in by ``\\input``.

    fragment       no preamble and no title; a comment at the top says what the paper's preamble needs
    documentclass  the name of a class, (name, options), or a whole line ``\\documentclass[twocolumn]{article}``
    columns        1 or 2: lines are broken for the width of a column, 246 pt or what the class has
    preamble       lines of your own before the document begins
    macros         your own macros for names, and their definitions where the document is to have them
    references     "eqref", or "cref" by the package cleveref

    A document that ``sg.document`` made is made again where the width or the macros ask for it; one made by hand keeps
    its lines, and so does one that its author made for another width than 345. Raises ArgumentError for what is no
    class, for a macro that LaTeX has already, and for macros for the names of a document made by hand.

    >>> print(tex(Document("A cell", (Paragraph("It has $n$ units."),)))[-46:])
    \\maketitle
    <BLANKLINE>
    It has $n$ units.
    <BLANKLINE>
    \\end{document}
    <BLANKLINE>
    >>> print(tex(Document("A cell", (Paragraph("It has $n$ units."),)), fragment=True))
    % A cell. The preamble of the paper needs:
    % \\usepackage{amsmath}
    % Lines are broken for a text 345 pt wide.
    <BLANKLINE>
    It has $n$ units.
    <BLANKLINE>
    """
    paper = paper_of(documentclass, columns)
    if fragment and preamble:
        raise ArgumentError("a fragment has no preamble; leave preamble= out, or fragment=.")
    own = required_preamble(preamble)
    told = fitted(document, paper, macros, again=documentclass is not None or columns is not None)
    return Writer(told, paper, fragment, references).text(own)


class Writer:
    """Writes one document."""

    def __init__(self, document: Document, paper: Paper, fragment: bool, references: str) -> None:
        self.document, self.paper, self.fragment = document, paper, fragment
        self.referred = REFERENCES[references]
        self.packages = ["amsmath"]
        if references == "cref":
            self.packages.append("cleveref")

    def text(self, preamble: str) -> str:
        """All of it."""
        check_references(self.document)
        body = ""
        for block in self.document.blocks:
            # An empty line before a display would be a paragraph of its own.
            body += ("\n" if isinstance(block, Display) else "\n\n") + WRITTEN[type(block)](self, block)
        if self.fragment:
            return self._fragment(body)
        title = self.running(self.document.title)
        packages = "".join(rf"\usepackage{{{name}}}" + "\n" for name in self.packages)
        macros = "".join(f"{line}\n" for line in self.macros.lines)
        head = f"{self.paper.head}\n\\usepackage[utf8]{{inputenc}}\n{packages}{_LAYOUT}{macros}{preamble}"
        # Some classes know \\author only in the document.
        front = f"\\title{{{title}}}\n\\author{{}}\n\\date{{}}\n\\maketitle"
        return f"{head}{alphabets(title + body)}\n\\begin{{document}}\n{front}{body}\n\n\\end{{document}}\n"

    @property
    def macros(self) -> Macros:
        """The author's own macros."""
        recipe = self.document.recipe
        return Macros() if recipe is None else recipe.notation.own

    def _fragment(self, body: str) -> str:
        needed = [rf"\usepackage{{{name}}}" for name in self.packages]
        needed += [*self.macros.lines, *filter(None, alphabets(body).splitlines())]
        title = " ".join(self.document.title.split())
        lines = [f"{title}. The preamble of the paper needs:", *needed]
        if self.macros.undefined:
            lines.append(f"and your own {', '.join(self.macros.undefined)}")
        lines.append(f"Lines are broken for a text {width_in(self.document, self.paper):g} pt wide.")
        if any(isinstance(block, Display) for block in self.document.blocks):
            body = f"\n\n\\begingroup\\allowdisplaybreaks[2]{body}\n\n\\endgroup"
        return "".join(f"% {line}\n" for line in lines) + f"\n{body.strip()}\n"

    def running(self, text: str) -> str:
        """Text with its special characters escaped, formulas as they are, code in typewriter type."""
        return self.referred("".join(map(_part, parts_of(text))))

    def heading(self, block: Heading) -> str:
        """A section; in a fragment, which stands in a section of the paper, one below it."""
        return rf"\{'sub' * (block.level - 1 + self.fragment)}section*{{{self.running(block.text)}}}"

    def table(self, block: Table) -> str:
        """The table: one that goes over pages where it is long, which in two columns are pieces that fit one each."""
        head = " & ".join(map(self.running, block.header)) + r" \\ \hline"
        rows = [" & ".join(map(self.running, row)) + r" \\" for row in block.rows]
        most, columns = _ROWS[self.paper.columns], "l" * len(block.header)
        if self.paper.columns == 1 and len(rows) > (most if self.fragment else _SHORT):
            if "longtable" not in self.packages:
                self.packages.insert(1, "longtable")
            pieces = [rf"\begin{{longtable}}[l]{{{columns}}}", head, r"\endhead", *rows, r"\end{longtable}"]
        else:
            pieces = []
            size = -(-max(len(rows), 1) // -(-max(len(rows), 1) // most))  # pieces of about the same size
            for start in range(0, max(len(rows), 1), size):
                own = rows[start : start + size]
                pieces += [*([""] if pieces else []), rf"\begin{{tabular}}{{{columns}}}", head, *own, r"\end{tabular}"]
        wide = _size(block, width_in(self.document, self.paper))
        return "\n".join([rf"{{\renewcommand{{\arraystretch}}{{1.4}}{wide}", *pieces, "}"])


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
    rows: list[str] = []
    for lines, label in block.equations:
        star = "*" if len(lines) <= _TOGETHER else ""  # keeps it on one page
        rows += [rf"{line} \notag \\{star}" for line in lines[:-1]]
        rows.append(rf"{lines[-1]} \label{{{label}}} \\" if label else rf"{lines[-1]} \notag \\{star}")
    body = "\n".join(rows).removesuffix("*").removesuffix(r" \\")
    return f"\\begin{{align}}\n{body}\n\\end{{align}}"


def _size(block: Table, width: float) -> str:
    """The largest type in which the table is no wider than the text."""
    columns = zip(block.header, *block.rows, strict=True)
    wide = sum(_BETWEEN + max(map(_width, column)) for column in columns)
    return next((size for size, share in _SIZES.items() if share * wide <= width), r"\tiny")


def _width(cell: str) -> float:
    return sum(
        width_of(part.inside) if part.kind == "formula" else _LETTER * len(part.written) for part in parts_of(cell)
    )


def _verbatim(text: str) -> str:
    """Text that does not end the environment in which it stands."""
    return text.rstrip().replace(r"\end{verbatim}", r"\end {verbatim}")


def alphabets(text: str) -> str:
    """Letters that pdfLaTeX has no type for are shown by their numbers; other LaTeX has them, or leaves a gap."""
    unknown = sorted({sign for sign in text if not sign.isascii() and sign not in _LATIN})
    if not unknown:
        return ""
    shown = r"\ensuremath{{\langle\mathrm{{{:X}}}\rangle}}"
    lines = [rf"\DeclareUnicodeCharacter{{{ord(sign):04X}}}{{{shown.format(ord(sign))}}}" for sign in unknown]
    return "\n".join([r"\ifdefined\DeclareUnicodeCharacter", *lines, r"\fi", ""])


WRITTEN: Mapping[type, Callable[[Writer, Any], str]] = {
    Heading: Writer.heading,
    Paragraph: lambda writer, block: writer.running(block.text),
    Display: lambda writer, block: _display(block),
    Table: Writer.table,
    Listing: lambda writer, block: (
        f"{{\\scriptsize\n\\begin{{verbatim}}\n{_verbatim(block.text)}\n\\end{{verbatim}}\n}}"
    ),
}
