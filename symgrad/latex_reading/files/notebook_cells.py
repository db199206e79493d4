"""The cells of Markdown of a Jupyter notebook, as text that knows where in the file of JSON it stands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from symgrad.latex_reading.tex.placed_text import FileText, PlacedText, joined, put
from symgrad.latex_reading.tex.tex_tokens import Source

# What stands between two cells: a new page, over which no formula goes.
PAGE = "\n\f\n"

_TOKEN = re.compile(r'"(?P<string>(?:[^"\\]|\\.)*)"|(?P<mark>[\[\]{},])')
_ESCAPE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\.", re.DOTALL
)  # fmt: skip
_DEEPEST = 100


def notebook_cells(file: FileText) -> list[PlacedText]:
    r"""The text of each cell of Markdown, in order.

    Raises LatexSyntaxError for a file that is no notebook.

    >>> said = json.dumps({"cells": [{"cell_type": "markdown", "source": ["$$\n", r"h = \tanh(x)$$"]}]})
    >>> cell = notebook_cells(FileText("a.ipynb", said))[0]
    >>> print(cell.text, cell.place(0), cell.place(3))
    $$
    h = \tanh(x)$$ (1, 50) (1, 58)
    """
    source = Source(file.text, file.name)
    try:
        notebook = json.loads(file.text)
    except json.JSONDecodeError as error:
        return source.refused(error.pos, f"this is no notebook, for it is no JSON: {error.msg}.")
    except RecursionError:
        return source.refused(0, "this is no notebook: its brackets stand too deep in each other.")
    if not isinstance(notebook, dict) or not ("cells" in notebook or "worksheets" in notebook):
        return source.refused(0, 'this is no notebook: it has no "cells".')
    kinds: dict[tuple[Any, ...], str] = {}
    sources: dict[tuple[Any, ...], list[tuple[int, int]]] = {}
    for path, start, end in _strings(file.text):
        # ("cells", 3, "source") or ("cells", 3, "source", 0); older files have ("worksheets", 0) before it.
        cell, rest = (path[4:], path[4:]) if path[:1] == ("worksheets",) else (path[2:], path[2:])
        head = path[: len(path) - len(rest)]
        if head[-2:-1] != ("cells",) or not cell:
            continue
        if rest == ("cell_type",):
            kinds[head] = file.text[start:end]
        elif rest[0] == "source" and len(rest) <= 2:
            sources.setdefault(head, []).append((start, end))
    return [
        joined([_decoded(file, start, end) for start, end in strings])
        for head, strings in sources.items()
        if kinds.get(head) == "markdown"
    ]


def pages(file: FileText, cells: list[PlacedText]) -> PlacedText:
    """The cells as one text, each on a page of its own."""
    parts: list[PlacedText] = []
    for cell in cells:
        _, offset = cell.origin(len(cell.text))
        parts += [cell, put(PAGE, file, offset)]
    return joined(parts)


def _strings(text: str) -> Iterator[tuple[tuple[Any, ...], int, int]]:
    """Each string of a text of JSON that is a value: the keys and numbers that lead to it, where it stands."""
    path: list[Any] = []  # a name in an object, None before it comes; a number in a list
    for match in _TOKEN.finditer(text):
        mark = match["mark"]
        if mark == "[":
            path.append(0)
        elif mark == "{":
            path.append(None)
        elif mark in ("]", "}"):
            path.pop()
        elif mark == ",":
            path[-1] = path[-1] + 1 if isinstance(path[-1], int) else None
        elif path and path[-1] is None:
            path[-1] = match["string"]
        elif path and len(path) < _DEEPEST:
            yield tuple(path), match.start("string"), match.end("string")


def _decoded(file: FileText, start: int, end: int) -> PlacedText:
    """A string with its escapes as the characters that they stand for."""
    text = file.whole.cut(start, end)
    changes = [(one.start(), one.end(), json.loads(f'"{one[0]}"')) for one in _ESCAPE.finditer(text.text)]
    return text.replaced(changes)
