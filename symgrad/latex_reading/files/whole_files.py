"""Files as their authors write them -> the text in which formulas are found, with places in the files."""

from __future__ import annotations

import codecs
from pathlib import Path
from types import MappingProxyType
from typing import Any

from symgrad.latex_reading.files.html_text import html_text
from symgrad.latex_reading.files.markdown_text import markdown_text
from symgrad.latex_reading.files.notebook_cells import notebook_cells, pages
from symgrad.latex_reading.files.tex_files import TexFiles
from symgrad.latex_reading.tex.placed_text import FileText
from symgrad.latex_reading.tex.tex_tokens import LONGEST, Source

KINDS = MappingProxyType(
    {
        **dict.fromkeys((".tex", ".ltx", ".latex"), "tex"),
        **dict.fromkeys(
            (".md", ".markdown", ".mdown", ".mkd", ".mdx", ".myst", ".rmd", ".rmarkdown", ".qmd"), "markdown"
        ),
        ".ipynb": "notebook",
        **dict.fromkeys((".html", ".htm", ".xhtml"), "html"),
    }
)
# Bytes of one file: pictures stand in pages and in what notebooks print.
_MOST_BYTES = MappingProxyType({"notebook": 32 << 20, "html": 32 << 20})
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


def file_read(path: str | Path) -> Source:
    r"""What stands in a file of TeX, Markdown, R Markdown, HTML or Jupyter, as its suffix says; else as it is.

    ``text`` of what comes back has blanks where code, comments and what is verbatim stand; ``place`` and ``file_at``
    say where in the file each of its characters stands, in a file that \input takes in too.

    Raises LatexSyntaxError for a file that is missing, too long, no text, or takes in one outside its folder.

    >>> import tempfile
    >>> folder = Path(tempfile.mkdtemp())
    >>> _ = (folder / "main.tex").write_text("% The network\n\\input{part}\n\\[ y = V h \\]\n")
    >>> _ = (folder / "part.tex").write_text("\\[ h = W x \\]\n")
    >>> source = file_read(folder / "main.tex")
    >>> print(source.text)
    <BLANKLINE>
    \[ h = W x \]
    <BLANKLINE>
    <BLANKLINE>
    \[ y = V h \]
    <BLANKLINE>
    >>> [(Path(source.file_at(place)).name, source.place(place)) for place in map(source.text.index, "hy")]
    [('part.tex', (1, 4)), ('main.tex', (3, 4))]
    """
    path = Path(path)
    kind = KINDS.get(path.suffix.lower(), "")
    if kind == "tex":
        placed = TexFiles(path, _read).text()
    else:
        file = _read(path, str(path), _MOST_BYTES.get(kind, 4 * LONGEST))
        if kind == "markdown":
            placed = markdown_text(file.whole)
        elif kind == "notebook":
            placed = pages(file, [markdown_text(cell) for cell in notebook_cells(file)])
        elif kind == "html":
            placed = html_text(file)
        else:
            placed = file.whole
    source = Source(placed.text, str(path), kind=kind, placed=placed)
    if len(source.text) > LONGEST:
        source.refused(0, f"the text is {len(source.text)} characters long; the most that is read is {LONGEST}.")
    return source


def source_of(text_or_path: Any) -> Source:
    """A text as it is, or what stands in the file that a Path names.

    >>> source_of("h = W x").text
    'h = W x'
    """
    return file_read(text_or_path) if isinstance(text_or_path, Path) else Source(str(text_or_path))


def _read(path: Path, name: str, most: int = 4 * LONGEST) -> FileText:
    """The text of a file, its lines ended by one sign each."""
    try:
        if not path.is_file():
            Source("", name).refused(0, "there is no such file.")
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        Source("", name).refused(0, f"the file cannot be read: {error}.")
    if len(content) > most:
        Source("", name).refused(0, f"the file is longer than {most} bytes, the most that is read.")
    text = _decoded(content)
    if text is None:
        Source("", name).refused(0, "this is no text: it holds null bytes.")
    return FileText(name, text.replace("\r\n", "\n").replace("\r", "\n"))


def _decoded(content: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    if b"\0" in content:
        return None
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("latin-1")
