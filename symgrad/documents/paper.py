"""The paper in which a document stands: its class, how many columns it has, how wide its text is, its preamble."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

from symgrad.arguments.signatures import INTEGER, Kind
from symgrad.errors import ArgumentError
from symgrad.expressions.symbols.legal_names import latex_fault
from symgrad.printing import ARTICLE

_COLUMN = 246.0  # points, of a paper in two columns, where its class does not say
_SEPARATION = 10.0  # \columnsep of LaTeX's article
_CLASS = re.compile(r"\\documentclass\s*(?:\[(?P<options>[^\]]*)\])?\s*\{(?P<name>[A-Za-z0-9-]+)\}")
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]*")

Widths: TypeAlias = tuple[float, float]  # points: of the text in one column, and of one of two columns
_BOOK: Mapping[str, Widths] = {"": (ARTICLE, 221.0), "11pt": (360.0, 221.0), "12pt": (390.0, 221.0)}
_DRAFT, _PREPRINT = (469.7, 228.8), (468.0, 229.0)

# class -> option, "" for none -> the widths, as the class sets them
WIDTHS: Mapping[str, Mapping[str, Widths]] = MappingProxyType(
    {
        "article": _BOOK,
        "report": _BOOK,
        "book": _BOOK,
        "scrartcl": {"": (418.2, 204.1)},
        "amsart": {"": (360.0, 175.0)},
        "elsarticle": {"": (345.0, 221.0)},
        "IEEEtran": {"": (516.0, 252.0), "draft": _DRAFT, "draftcls": _DRAFT, "draftclsnofoot": _DRAFT},
        "acmart": {
            "": (430.0, 210.0),
            "acmsmall": (395.8, 192.9),
            "acmlarge": (452.2, 221.1),
            "acmcp": (317.8, 114.9),
            "acmtog": (510.2, 243.1),
            "sigconf": (506.2, 241.1),
            "siggraph": (506.2, 241.1),
            "sigchi": (506.2, 241.1),
            "acmengage": (506.2, 241.1),
            "sigplan": (505.8, 240.9),
        },
        "revtex4-2": {"": (510.0, 246.0), "preprint": _PREPRINT, "11pt": _PREPRINT, "12pt": _PREPRINT},
        "llncs": {"": (347.1, 168.5)},
        "beamer": {"": (307.2, 307.2), "aspectratio=169": (398.3, 398.3), "aspectratio=1610": (398.3, 398.3)},
    }
)
_ALWAYS_TWO = frozenset({"IEEEtran"})
_ONE = frozenset({"onecolumn", "peerreview", "peerreviewca"})
_TWO = frozenset({"twocolumn", "reprint", "sigconf", "siggraph", "sigchi", "sigplan", "acmtog", "acmengage"})

DOCUMENTCLASS = Kind(
    r"a class: its name, (name, options) or a whole \documentclass line",
    lambda value: (
        value is None
        or isinstance(value, str)
        or (isinstance(value, (tuple, list)) and len(value) == 2 and all(isinstance(part, str) for part in value))
    ),
)
COLUMNS = Kind(
    "1, 2 or None for what the class says", lambda value: value is None or (INTEGER.fits(value) and value in (1, 2))
)


@dataclass(frozen=True)
class Paper:
    """A class with its options, one column or two, and the width of a line of text in points.

    >>> paper_of(r"\\documentclass[twocolumn]{article}", None).columns
    2
    """

    name: str
    options: tuple[str, ...]
    columns: int
    width: float
    is_own: bool  # whether symgrad chose the class

    @property
    def head(self) -> str:
        r"""The line ``\documentclass``, and what sets the width of the columns."""
        options = f"[{','.join(self.options)}]" if self.options else ""
        line = rf"\documentclass{options}{{{self.name}}}"
        if not self.is_own or self.columns == 1:
            return line
        return f"{line}\n\\setlength{{\\columnsep}}{{{_SEPARATION:g}pt}}\n{_TEXT_WIDTH}"


_TEXT_WIDTH = (
    rf"\setlength{{\textwidth}}{{{2 * _COLUMN + _SEPARATION:g}pt}}" + "\n"
    r"\setlength{\oddsidemargin}{\dimexpr(\paperwidth-\textwidth)/2-1in}" + "\n"
    r"\setlength{\evensidemargin}{\oddsidemargin}"
)


def paper_of(documentclass: Any, columns: int | None) -> Paper:
    """The paper of a class and a number of columns. Raises ArgumentError for what is no class."""
    if documentclass is None:
        chosen = ("a4paper", *["twocolumn"] * (columns == 2))
        return Paper("article", chosen, columns or 1, _COLUMN if columns == 2 else ARTICLE, is_own=True)
    name, options = _parted(documentclass)
    is_two = bool(_TWO.intersection(options)) or (name in _ALWAYS_TWO and _ONE.isdisjoint(options))
    if columns == 1 and is_two:
        raise ArgumentError(f"columns=1, but the class {name} with {', '.join(options)} has two; leave columns= out.")
    if columns == 2 and not is_two:
        options, is_two = (*options, "twocolumn"), True
    one, two = _widths(name, options)
    return Paper(name, options, 2 if is_two else 1, two if is_two else one, is_own=False)


def _widths(name: str, options: Sequence[str]) -> Widths:
    """The widths of a class with its options, of the first that changes them."""
    known = WIDTHS.get(name, {"": (ARTICLE, _COLUMN)})
    return next((known[option] for option in options if option in known), known[""])


def _parted(documentclass: Any) -> tuple[str, tuple[str, ...]]:
    """Name and options of a class."""
    if isinstance(documentclass, str):
        found = _CLASS.fullmatch(documentclass.strip())
        name, options = (found["name"], found["options"] or "") if found else (documentclass, "")
    else:
        name, options = documentclass
    if _NAME.fullmatch(name) is None or (options.strip() and latex_fault(options)):
        raise ArgumentError(
            f"documentclass is the name of a class (article), (name, options) or a whole line "
            f"\\documentclass[twocolumn]{{article}}, but {documentclass!r} came."
        )
    return name, tuple(filter(None, (option.strip() for option in options.split(","))))


def required_preamble(preamble: str) -> str:
    """The lines of an author's own preamble. Raises ArgumentError where it begins or ends the document."""
    for line in (r"\documentclass", r"\begin{document}", r"\end{document}"):
        if line in preamble:
            raise ArgumentError(f"preamble= holds lines between the class and the document, but {line} stands in it.")
    return f"{preamble.strip()}\n" if preamble.strip() else ""
