"""Files of an author's macros: which stand for names, and how they are defined, as a preamble has them."""

from __future__ import annotations

import re

from symgrad.errors import ArgumentError
from symgrad.printing.macros import Macros

_COMMENT = re.compile(r"(?<!\\)%.*")
_NAMED = re.compile(r"([^\\=\s]+)\s*=\s*(\\.+)")
_DEFINED = re.compile(
    r"\\(?:(?:re)?newcommand|providecommand)\*?\s*(?:\{(\\[A-Za-z]+)\}|(\\[A-Za-z]+))\s*(?:\[\d\])?\s*\{(.*)\}"
)
_TEX = re.compile(r"\\def\s*(\\[A-Za-z]+)(?:#\d)*\s*\{(.*)\}")


def macros_in(text: str, path: str = "macros") -> Macros:
    r"""The macros of a file: lines ``h = \vh`` for names, and ``\newcommand`` or ``\def`` for definitions.

    A % begins a comment. Raises ArgumentError, with its number, for a line that is neither.

    >>> macros_in(r"h = \vh   % the state" "\n" r"\newcommand{\vh}{\mathbf{h}}")["h"]
    '\\vh'
    """
    rows: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), 1):
        told = _COMMENT.sub("", line).strip()
        if not told:
            continue
        if found := _NAMED.fullmatch(told):
            key, value = found.groups()
        elif found := _DEFINED.fullmatch(told):
            key, value = found[1] or found[2], found[3]
        elif found := _TEX.fullmatch(told):
            key, value = found.groups()
        else:
            raise ArgumentError(
                f"{path}, line {number}: a line is a name and its macro, h = \\vh, or \\newcommand{{\\vh}}{{...}} on "
                f"one line, but {told!r} came."
            )
        if key in rows:
            raise ArgumentError(f"{path}, line {number}: {key} stands twice; leave one of them out.")
        rows[key] = value.strip()
    return Macros(rows)
