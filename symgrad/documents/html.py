"""A document as one HTML file that needs no network: formulas are MathML, which browsers draw by themselves."""

from __future__ import annotations

import html as escaping
import re
import warnings
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

from symgrad.arguments.signatures import INTEGER, Kind, taking
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
)
from symgrad.documents.paper import paper_of
from symgrad.documents.remaking import fitted
from symgrad.errors import SymgradError
from symgrad.extras import extra

_COUNT = Kind("1 or 2", lambda value: INTEGER.fits(value) and value in (1, 2))
_STYLE = """\
body { max-width: 50rem; margin: 2rem auto; padding: 0 1rem; font-family: serif; line-height: 1.5; }
table { border-collapse: collapse; margin: 1rem 0; }
table.listed td, table.listed th { padding: 0.2rem 1rem 0.2rem 0; text-align: left; }
table.listed th { border-bottom: 1px solid; }
table.equations { width: 100%; }
table.equations td { padding: 0.25rem 0.15rem; white-space: nowrap; }
table.equations tr { break-inside: avoid; }
td.left { text-align: right; width: 1%; }
td.number { text-align: right; }
pre { overflow-x: auto; font-size: 0.8rem; }
"""
_COLUMNS = """\
body { max-width: 60rem; }
main { columns: 2; column-gap: 2rem; }
h1 { text-align: center; }
h2, h3 { break-after: avoid; }
table.listed { font-size: 0.9rem; }
@media (max-width: 50rem), print and (max-width: 16cm) { main { columns: 1; } }
"""
# What MathML needs of attributes; latex2mathml also makes links, classes and styles.
_SIZES = "minsize maxsize linethickness width height depth voffset lspace rspace columnspacing rowspacing"
_WAYS = "display displaystyle scriptlevel stretchy fence form separator accent accentunder movablelimits largeop"
_LOOKS = "xmlns mathvariant columnalign columnlines rowlines notation open close"
_ATTRIBUTES = frozenset(f"{_SIZES} {_WAYS} {_LOOKS}".split())
_REFERENCE = re.compile("&amp;(#x[0-9A-F]+);")
_TAG = re.compile("<[^>]*>")
_Mend: TypeAlias = "tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]"
# The first plain character -> that of the mathematical bold ones, for so many.
_BOLD = ((0x30, 0x1D7CE, 10), (0x391, 0x1D71C, 25), (0x3B1, 0x1D736, 25))
# The same without serifs, and in type of one width.
_TYPES = {
    "sf": ((0x30, 0x1D7E2, 10), (0x41, 0x1D5A0, 26), (0x61, 0x1D5BA, 26)),
    "tt": ((0x30, 0x1D7F6, 10), (0x41, 0x1D670, 26), (0x61, 0x1D68A, 26)),
}
# What latex2mathml lacks: angles and bars of a size (MathML sizes its own), and the thin spaces around a word.
_SPELLED: tuple[_Mend, ...] = (
    (re.compile(r"\\[bB]igg?[lr](\\[lr](?:angle|vert|Vert))"), r"\1"),
    (
        re.compile(r"((?:^|[^\\A-Za-z])[A-Za-z0-9]|[})\]])\s*(?=\\(?:operatorname|log|exp|tanh|sin|cos|det|max)\b)"),
        r"\1 \\, ",
    ),
    (re.compile(r"(\\(?:log|exp|det))\s*(?=[A-Za-z]|\\sigma)"), r"\1 \\, "),
    (re.compile(r"\\math(sf|tt)\{([^{}]*)\}"), lambda found: "".join(_typed(c, _TYPES[found[1]]) for c in found[2])),
)
# What it writes, and how browsers draw it rightly: a word is one letter and no operator, a prime is raised by itself,
# brackets and bars stand close to what is in them, and bold digits and Greek letters are letters of their own.
_MENDED: tuple[_Mend, ...] = (
    (re.compile(r'<mo (stretchy="true" fence="true" [^>]*)>'), r'<mo \1 lspace="0" rspace="0">'),
    (re.compile(r"<mo>(&#x0007C;|&#x02016;)</mo>"), r'<mo lspace="0" rspace="0">\1</mo>'),
    (re.compile(r'<m([in]) mathvariant="bold(?:-italic)?">(&#x[0-9A-F]+;|.)</m[in]>'), lambda found: _bold(found)),
    (re.compile(r"<mo>([A-Za-z]{2,})</mo>"), r"<mi>\1</mi>"),
    # \mathrm of one letter comes as a reference to it, of which MathML makes italics.
    (
        re.compile(r"<mi>&#x000([46][1-9A-F]|[57][0-9A]);</mi>"),
        lambda found: f'<mi mathvariant="normal">{chr(int(found[1], 16))}</mi>',
    ),
    (re.compile(r"<mo /><mrow>((?:<m[in]>[^<]*</m[in]>)+)</mrow>"), lambda found: f"<mi>{_TAG.sub('', found[1])}</mi>"),
    (re.compile(r"<msup>(<mi>[^<]*</mi>)<mi>&#x02032;</mi></msup>"), r"<mrow>\1<mo>&#x02032;</mo></mrow>"),
)


@taking(columns=_COUNT)
def html(document: Document, columns: int = 1) -> str:
    """The document as one HTML file; each equation is one row of a table.

    ``columns=2`` sets it as a paper in two: what ``document`` made is made again, with lines broken for a column of
    246 points. A narrow window has one. It needs the extra ``html``: MissingPackageError says so.
    """
    document = fitted(document, paper_of(None, columns), None, again=columns == 2)
    writer = _Writer(numbers_of(document))
    title = escaping.escape(re.sub(r"[$`]", "", document.title))
    blocks = "\n".join(_WRITTEN[type(block)](writer, block) for block in document.blocks)
    style = _STYLE + _COLUMNS * (columns == 2)
    head = f'<meta charset="utf-8">\n<title>{title}</title>\n<style>\n{style}</style>'
    heading = f"<h1>{writer.text(document.title)}</h1>"
    body = f"<body>\n{heading}\n<main>\n{blocks}\n</main>\n</body>"
    return f'<!DOCTYPE html>\n<html lang="en">\n<head>\n{head}\n</head>\n{body}\n</html>\n'


def _bold(found: re.Match[str]) -> str:
    """A number or a letter in bold; browsers do not heed mathvariant."""
    plain = escaping.unescape(found[2])
    bold = _typed(plain, _BOLD)
    return found[0] if bold == plain else f"<m{found[1]}>&#x{ord(bold):X};</m{found[1]}>"


def _typed(letter: str, table: Sequence[tuple[int, int, int]]) -> str:
    """A letter or a digit in another type; what has none there stays."""
    code = ord(letter)
    return next((chr(typed + code - plain) for plain, typed, count in table if 0 <= code - plain < count), letter)


def _mended(text: str, table: Sequence[_Mend]) -> str:
    for pattern, better in table:
        text = pattern.sub(better, text)
    return text


def _written(tree: ElementTree.Element) -> str:
    """What latex2mathml made, as text: what it leaves as it came is escaped, and attributes are those of formulas."""
    for element in tree.iter():
        element.text = _escaped(element.text)
        element.tail = _escaped(element.tail)
        for name in [name for name in element.attrib if name not in _ATTRIBUTES]:
            del element.attrib[name]
    # Its own signs stand as references to characters in the text; ElementTree escapes their &.
    return _REFERENCE.sub(r"&\1;", ElementTree.tostring(tree, encoding="unicode"))


def _escaped(text: str | None) -> str | None:
    """Text whose <, > and & are references to characters, but for references that stand alone."""
    if text is None or re.fullmatch(r"(?:&#x[0-9A-F]+;)+", text):
        return text
    return re.sub("[<>&]", lambda sign: f"&#x{ord(sign[0]):05X};", text)


class _Writer:
    """Writes the parts of one document, whose equations have these numbers."""

    def __init__(self, numbers: Mapping[str, int | str]) -> None:
        self.numbers = numbers
        self.converter = extra("latex2mathml.converter", "html", "HTML")

    def math(self, latex: str, display: bool = False) -> str:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                tree = self.converter.convert_to_element(_mended(latex, _SPELLED))
        except Exception as error:  # its own errors have no common base
            raise SymgradError(f"HTML: latex2mathml cannot read {latex} ({type(error).__name__}).") from None
        made = _written(tree)
        made = _mended(made, _MENDED)
        return made.replace('display="inline"', 'display="inline" displaystyle="true"', 1) if display else made

    def text(self, text: str) -> str:
        return "".join(map(self._part, parts_of(text)))

    def _part(self, part: Part) -> str:
        if part.kind == "formula":
            return self.math(part.inside)
        if part.kind == "code":
            return f"<code>{escaping.escape(part.inside)}</code>"
        if part.kind == "reference":
            return f'<a href="#{escaping.escape(part.inside)}">({number_in(self.numbers, part.inside)})</a>'
        return escaping.escape(part.written)

    def display(self, block: Display) -> str:
        rows = []
        for line, label in block.labelled:
            left, _, right = line.partition("&")
            cells = [f'<td class="left">{self.math(left.strip(), True) if left.strip() else ""}</td>']
            cells.append(f"<td>{self.math('{} ' + right.strip(), True)}</td>")
            cells.append(f'<td class="number">{f"({self.numbers[label]})" if label else ""}</td>')
            place = f' id="{escaping.escape(label)}"' if label else ""
            rows.append(f"<tr{place}>{''.join(cells)}</tr>")
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
