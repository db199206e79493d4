"""How things show themselves at the prompt of IPython and in a notebook.

Whatever has ``latex()`` shows equations: an inner environment (``aligned``) in math, never a display environment
(``align``) inside of it, which TeX does not allow. A terminal gets lines of text that fit its width. The functions
here are methods: a class takes those that it can serve, all of them as a ``Shown``.

What a class says of itself for this: ``latex()``, and ``_lines(width)`` (its text, for a width in columns).
"""

from __future__ import annotations

import html
import shutil
from collections.abc import Collection, Sequence
from typing import Any

WIDTH = 80  # where no terminal says its own


def terminal_width() -> int:
    """The columns of the terminal; 80 where there is none."""
    return shutil.get_terminal_size((WIDTH, 24)).columns


def repr_latex(self: Any) -> str:
    """What a notebook typesets: the equations, and below them what their marks mean."""
    told = self.legend() if hasattr(self, "legend") else []
    if not told:
        return rf"$\displaystyle {self.latex()}$"
    rows = " \\\\ ".join(map(_as_text, told))
    return rf"$\displaystyle \begin{{array}}{{l}} {self.latex()} \\ {rows} \end{{array}}$"


def _as_text(sentence: str) -> str:
    """A sentence with formulas between dollar signs as one formula."""
    parts = sentence.split("$")
    return "".join(part if place % 2 else rf"\text{{{part}}}" for place, part in enumerate(parts) if part)


def repr_mimebundle(
    self: Any, include: Collection[str] | None = None, exclude: Collection[str] | None = None
) -> dict[str, str]:
    """What a notebook chooses from: LaTeX, and text for one that cannot typeset it."""
    return _chosen({"text/plain": text_of(self), "text/latex": self._repr_latex_()}, include, exclude)


def repr_pretty(self: Any, printer: Any, cycle: bool) -> None:
    """What IPython prints at a terminal: text that fits its width; in a list what ``repr`` says."""
    if cycle or len(getattr(printer, "stack", ())) > 1:
        printer.text(repr(self))
        return
    for number, line in enumerate(text_of(self).splitlines()):
        if number:
            printer.break_()
        printer.text(line)


class Shown:
    """What has ``latex()`` and ``_lines(width)``: ``print`` tells it, IPython and a notebook show it."""

    _lines: Any

    def __str__(self) -> str:
        return str(self._lines())

    _repr_latex_ = repr_latex
    _repr_mimebundle_ = repr_mimebundle

    def __init_subclass__(cls) -> None:
        cls._repr_pretty_ = repr_pretty  # type: ignore[attr-defined]  # IPython asks the class that has __repr__


def text_of(shown: Any) -> str:
    """The text of something for the terminal that there is."""
    lines = getattr(shown, "_lines", None)
    return str(shown) if lines is None else str(lines(terminal_width()))


def table_mimebundle(
    self: Any, include: Collection[str] | None = None, exclude: Collection[str] | None = None
) -> dict[str, str]:
    """What a notebook chooses from for a table: HTML, Markdown, text."""
    bundle = {"text/plain": text_of(self), "text/html": self._repr_html_(), "text/markdown": self.markdown()}
    return _chosen(bundle, include, exclude)


def html_table(headings: Sequence[str], rows: Sequence[Sequence[str]], words: Sequence[str], rest: str = "") -> str:
    """Paragraphs, then a table, then ``rest``; the first column is code, the last a word, the others are numbers."""

    def row(tag: str, cells: Sequence[str]) -> str:
        aligned = ["left", *["right"] * (len(cells) - 2), "left"]
        inner = "".join(
            f'<{tag} style="text-align: {side}">{cell}</{tag}>' for side, cell in zip(aligned, cells, strict=True)
        )
        return f"<tr>{inner}</tr>"

    body = [row("td", [f"<code>{html.escape(first)}</code>", *map(html.escape, rest)]) for first, *rest in rows]
    told, left_out = ("".join(f"<p>{html.escape(word)}</p>" for word in some if word) for some in (words, [rest]))
    head = row("th", [html.escape(heading) for heading in headings])
    return f"{told}<table><thead>{head}</thead><tbody>{''.join(body)}</tbody></table>{left_out}"


def _chosen(bundle: dict[str, str], include: Collection[str] | None, exclude: Collection[str] | None) -> dict[str, str]:
    return {
        kind: data
        for kind, data in bundle.items()
        if (not include or kind in include) and (not exclude or kind not in exclude)
    }
