"""The text of a page of HTML in which MathJax finds formulas: tags gone, entities decoded, code left out."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from html.parser import HTMLParser
from typing import NamedTuple

from symgrad.latex_reading.tex.placed_text import FileText, Piece, PlacedText, blank
from symgrad.latex_reading.tex.tex_tokens import Source

# What MathJax reads nothing of.
_LEFT_OUT = frozenset(
    {"script", "style", "pre", "code", "textarea", "title", "noscript", "annotation", "annotation-xml", "svg"}
)
_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"}
)
# They end a paragraph, and with it an inline formula.
_BREAKS = frozenset(
    ["br", "p", "div", "li", "ul", "ol", "dl", "dt", "dd", "table", "tr", "td", "th", "thead", "tbody", "h1", "h2",
     "h3", "h4", "h5", "h6", "blockquote", "section", "article", "header", "footer", "nav", "aside", "main", "figure",
     "figcaption", "hr", "body", "center", "details", "summary", "form"]
)  # fmt: skip
_IGNORED = re.compile(r"(?<![\w-])(?:tex2jax_ignore|mathjax_ignore)(?![\w-])")
_PROCESSED = re.compile(r"(?<![\w-])(?:tex2jax_process|mathjax_process)(?![\w-])")
_SPEAKS = re.compile(r"\s*symgrad\s*:")
# What begins a declaration, but for that of the document and for comments to symgrad, and a reference to no number.
_BROKEN = re.compile(r"<!(?!doctype|--\s*symgrad\s*:)|<\?|&#(?![0-9]|[xX][0-9a-fA-F])", re.IGNORECASE)
_MOST = 200_000
_MACROS = re.compile(r"\b[mM]acros[\"']?\s*:\s*\{")
_STRING = r"\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'"
_MACRO = re.compile(
    rf"\s*,?\s*[\"']?(?P<name>[A-Za-z]+)[\"']?\s*:\s*(?:(?P<plain>{_STRING})"
    rf"|\[\s*(?P<body>{_STRING})\s*,\s*(?P<count>\d)(?:\s*,\s*(?P<default>{_STRING}))?\s*\])"
)


def html_text(file: FileText) -> PlacedText:
    r"""What a page says, and its scripts of maths in dollars.

    >>> page = "<p>So <code>$x = 1$</code>\n<b>a</b> &lt; b:</p><script type='math/tex; mode=display'>h = W x</script>"
    >>> text = html_text(FileText("a.html", page))
    >>> " ".join(text.text.split()), text.place(text.text.index("h"))
    ('So a < b: $$ h = W x $$', (2, 59))
    """
    if file.text.count("<") + file.text.count("&") > _MOST:
        Source(file.text, file.name).refused(0, f"the page has more than {_MOST} tags and references.")
    page = _Page(file)
    page.feed(_parsable(file.text))
    page.close()
    return PlacedText(page.found)


def _parsable(text: str) -> str:
    """The page without what the parser reads in quadratic time or stops at: comments, what is never closed.

    It is as long, so that what the parser says of places holds for the page.
    """
    parts, place = [], 0
    while (start := text.find("<!--", place)) >= 0:
        close = text.find("-->", start + 4)
        if close < 0:
            break
        stays = _SPEAKS.match(text, start + 4, close)
        parts += [text[place:start], text[start : close + 3] if stays else blank(text[start : close + 3])]
        place = close + 3
    parts.append(text[place:])
    text = _BROKEN.sub(lambda match: blank(match[0]), "".join(parts))
    last = text.rfind(">") + 1
    return text[:last] + text[last:].replace("<", " ") + "\n"


class _Element(NamedTuple):
    """An element that is open: whether formulas are read in it and shown as displays, the dollars put round it."""

    tag: str
    read: bool
    display: bool
    dollars: str = ""


class _Page(HTMLParser):
    """Collects the text; ``open`` are the elements that are open, the innermost last."""

    def __init__(self, file: FileText) -> None:
        super().__init__(convert_charrefs=False)
        self.file = file
        self.found: list[Piece] = []
        self.open = [_Element("", True, False)]
        self.count: Counter[str] = Counter()
        self._lines = [0, *(match.end() for match in re.finditer("\n", file.text))]

    @property
    def here(self) -> int:
        """Where in the file the parser stands."""
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def put(self, text: str) -> None:
        """Something that stands in no file."""
        self.found.append(Piece(text, self.file, self.here, self.here))

    def copied(self, text: str, start: int, end: int) -> None:
        """What stands for a part of the file, where formulas are read."""
        if self.open[-1].read:
            self.found.append(Piece(text, self.file, start, end))

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        about = {name: value or "" for name, value in attrs}
        around, classes = self.open[-1], about.get("class", "")
        if tag in _BREAKS and around.read:
            self.put("\n" if tag == "br" else "\n\n")
        if tag in _VOID:
            return
        display = around.display or "katex-display" in classes
        dollars = _dollars(tag, about, display)
        read = around.read and tag not in _LEFT_OUT and not _IGNORED.search(classes)
        read = read or bool(dollars) or bool(_PROCESSED.search(classes))
        if dollars:
            self.put(f"\n{dollars}\n" if dollars == "$$" else dollars)
        self.open.append(_Element(tag, read, display, dollars))
        self.count[tag] += 1

    def handle_startendtag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        if tag in _BREAKS and self.open[-1].read:
            self.put("\n")

    def handle_endtag(self, tag: str) -> None:
        if not self.count[tag]:
            return  # what ends nothing is nothing
        while True:
            element = self.open.pop()
            self.count[element.tag] -= 1
            if element.dollars:
                self.put(f"\n{element.dollars}\n" if element.dollars == "$$" else element.dollars)
            if element.tag == tag:
                break
        if tag in _BREAKS and self.open[-1].read:
            self.put("\n\n")

    def handle_data(self, data: str) -> None:
        self.copied(data, self.here, self.here + len(data))
        if self.open[-1].tag == "script" and not self.open[-1].read:
            self.found += _macros_set(self.file, data, self.here)

    def handle_entityref(self, name: str) -> None:
        self._reference(1 + len(name))

    def handle_charref(self, name: str) -> None:
        self._reference(2 + len(name))

    def _reference(self, length: int) -> None:
        """A reference to a character; what names none, as the &b of a & before a b, stays as it is."""
        start = self.here
        end = start + length + (self.file.text[start + length : start + length + 1] == ";")
        self.copied(html.unescape(self.file.text[start:end]), start, end)

    def handle_comment(self, data: str) -> None:
        if _SPEAKS.match(data):
            self.copied(f"<!--{data}", self.here, self.here + 4 + len(data))
            self.put("-->")


def _dollars(tag: str, about: Mapping[str, str], display: bool) -> str:
    """What stands round the formulas of an element that holds nothing else: a script of MathJax, a note of KaTeX."""
    if tag == "script" and about.get("type", "").replace(" ", "").startswith("math/tex"):
        return "$$" if "mode=display" in about["type"].replace(" ", "") else "$"
    if tag == "annotation" and about.get("encoding") == "application/x-tex":
        return "$$" if display else "$"
    return ""


def _macros_set(file: FileText, script: str, offset: int) -> Iterator[Piece]:
    """The macros that a script gives to MathJax, as definitions."""
    for start in _MACROS.finditer(script):
        place = start.end()
        while match := _MACRO.match(script, place):
            body = _unquoted(match["plain"] or match["body"])
            count = f"[{match['count']}]" if match["count"] else ""
            default = f"[{_unquoted(match['default'])}]" if match["default"] else ""
            definition = f"\n\\newcommand{{\\{match['name']}}}{count}{default}{{{body}}}\n\n"
            where = offset + match.start("name")
            yield Piece(definition, file, where, where)
            place = match.end()


def _unquoted(text: str) -> str:
    """What a string of a script holds, but for the escapes of characters that formulas have none of."""
    return re.sub(r"\\(.)", r"\1", text[1:-1])
