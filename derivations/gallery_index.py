"""The first page of the gallery: every cell with its equations as a picture, to search; in Markdown and as HTML.

The page in HTML needs no network: formulas are MathML, and a few lines of JavaScript leave the rows that have a word,
as ``index.html?q=gate`` does.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

import symgrad as sg
from symgrad.cells.catalogue.overview import CellSize, size_of
from symgrad.documents.document import Display

_TABLE = re.compile(r'<table class="equations">.*?</table>', re.DOTALL)
_TITLE = "The cells"
_STYLE = """\
body { max-width: 75rem; margin: 2rem auto; padding: 0 1rem; font-family: serif; line-height: 1.4; }
input { font: inherit; width: 100%; padding: 0.4rem; box-sizing: border-box; }
table.cells { border-collapse: collapse; width: 100%; margin-top: 1rem; }
table.cells > tbody > tr > td { border-top: 1px solid #bbb; padding: 0.6rem 0.8rem 0.6rem 0; vertical-align: top; }
td.told { width: 22rem; }
td.told h2 { font-size: 1.05rem; margin: 0 0 0.2rem; }
td.told p { margin: 0.2rem 0; font-size: 0.9rem; }
table.equations td { padding: 0.15rem; white-space: nowrap; }
table.equations td.left { text-align: right; }
div.picture { overflow-x: auto; }
"""
_SCRIPT = """\
const box = document.getElementById("search"), rows = [...document.querySelectorAll("table.cells > tbody > tr")];
function filter() {
  const words = box.value.toLowerCase().split(/\\s+/).filter(Boolean);
  let shown = 0;
  for (const row of rows) {
    row.hidden = !words.every(word => row.dataset.words.includes(word));
    shown += !row.hidden;
  }
  document.getElementById("count").textContent = shown + " of " + rows.length + " cells";
}
box.value = new URLSearchParams(location.search).get("q") || "";
box.addEventListener("input", filter);
filter();
"""


def equations_of(cell: sg.System) -> Display:
    """The equations of a cell, each of its own, numbered by nothing."""
    blocks = sg.document(cell, check=False, sections=["forward"], families=False, width=480).blocks
    return next(block for block in blocks if isinstance(block, Display))


def picture_of(cell: sg.System) -> str:
    """The equations of a cell as a table of MathML."""
    page = sg.html(sg.document(cell, check=False, sections=["forward"], families=False, width=480))
    (table,) = _TABLE.findall(page)
    return re.sub(r' id="[^"]*"|<td class="number">[^<]*</td>', "", table)


def index_markdown(names: Iterable[str]) -> str:
    """The page in Markdown: a table of all cells, then the equations of each."""
    sizes = [size_of(name) for name in names]
    head = ["cell", "what it is", "paper", "year", "carry", "parameters", "lines of the gradient"]
    rows = [
        [
            f"[`{s.row.name}`](#{s.row.name})", s.row.title, s.row.source.first_authors, str(s.row.source.year),
            s.carry, s.parameters, str(s.lines),
        ]
        for s in sizes
    ]  # fmt: skip
    table = [f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows)]
    sections = [_section(size) for size in sizes]
    return "\n".join([f"# {_TITLE}", "", *table, "", *("\n".join(section) for section in sections)]) + "\n"


def _section(size: CellSize) -> list[str]:
    row = size.row
    cell = getattr(sg.cells, row.name)()
    lines = " \\\\\n".join(equations_of(cell).lines).replace(r"\{", r"\lbrace ").replace(r"\}", r"\rbrace ")
    return [
        f"## {row.name}", "", f"{row.title[:1].upper()}{row.title[1:]}. {row.source}. {_links(size, '[{}]({})')}", "",
        "$$", r"\begin{aligned}", lines, r"\end{aligned}", "$$", "",
    ]  # fmt: skip


def _links(size: CellSize, form: str) -> str:
    links = [form.format("derivation", f"{size.row.name}.md"), form.format("in LaTeX", f"{size.row.name}.tex")]
    if size.carry != "-":
        links.append(form.format("through time", f"{size.row.name}_through_time.md"))
    return ", ".join(links)


def index_html(names: Iterable[str]) -> str:
    """The page in HTML."""
    rows = "\n".join(_row(size_of(name)) for name in names)
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{_TITLE}</title>
<style>
{_STYLE}</style>
</head>
<body>
<h1>{_TITLE}</h1>
<p>Each with its equations; the links lead to its derivatives. <span id="count"></span></p>
<input id="search" type="search" placeholder="a name, an author, a year, a word: gate, Schmidhuber, 2014" autofocus>
<table class="cells">
<tbody>
{rows}
</tbody>
</table>
<script>
{_SCRIPT}</script>
</body>
</html>
"""


def _row(size: CellSize) -> str:
    row = size.row
    words = " ".join((row.name, row.title, row.family, row.keywords, str(row.source)))
    links = _links(size, '<a href="{1}">{0}</a>')
    carried = "" if size.carry == "-" else f"; carries {size.carry}"
    told = f"""<h2 id="{row.name}"><code>{row.name}</code></h2>
<p>{escape(row.title)}</p>
<p>{escape(str(row.source))}</p>
<p>{escape(size.parameters)} parameters{escape(carried)}; gradient in {size.lines} lines</p>
<p>{links}</p>"""
    picture = picture_of(getattr(sg.cells, row.name)())
    return f"""<tr data-words="{escape(words.lower())}">
<td class="told">{told}</td>
<td><div class="picture">{picture}</div></td>
</tr>"""
