"""The formulas of a text and where they stand: displays in dollars, brackets, fences or environments, and inline."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from symgrad.latex_reading.tex_macros import Macro
from symgrad.latex_reading.tex_spellings import DISPLAYS, INNER_DISPLAYS
from symgrad.latex_reading.tex_tokens import Source, spelled

_CLOSERS = {"$$": "$$", r"\[": r"\]", r"\(": r"\)", "$": "$"}
_SKIPPED = re.compile(
    r"(?<!\\)%[^\n]*|\\verb\*?([^A-Za-z*\s]).*?\1|\\begin\{(verbatim|lstlisting|comment|minted)\*?\}.*?\\end\{\2\*?\}"
    r"|<!--.*?-->|^(```|~~~)(?!\s*\{?math)[^\n]*\n.*?^\3[^\n]*$|`[^`\n]+`(?!`)",
    re.DOTALL | re.MULTILINE,
)
_OPENER = re.compile(
    r"\\\\|\\\$|\\begin\{(?P<environment>[A-Za-z]+\*?)\}|(?P<delimiter>\$\$|\\\[|\\\(|\$)"
    r"|^[ \t]*(?P<fence>```+|~~~+):?[ \t]*\{?math\}?[^\n]*\n",
    re.MULTILINE,
)


@dataclass(frozen=True)
class Display:
    """A formula as it stands in a text.

    inline   whether it stands in a line of text
    start, end   the characters inside, without what opens and closes it
    """

    source: Source
    start: int
    end: int
    inline: bool

    @property
    def text(self) -> str:
        """What stands inside."""
        return self.source.text[self.start : self.end]


def displays_of(
    source: Source, macros: Mapping[str, Macro], left_out: list[tuple[int, int]] | None = None
) -> list[Display]:
    """The formulas of a text in order; all of it is one where it has no sign of any other.

    left_out   parts of the text that are read by nobody: definitions of macros
    """
    text = source.text
    skipped = sorted([*(left_out or ()), *(match.span() for match in _SKIPPED.finditer(text))])
    found = list(_displays(source, _aliases(macros), skipped))
    if not found and not re.search(r"(?<!\\)\$|\\\[|\\begin\{document\}", text):
        return [Display(source, 0, len(text), False)] if text.strip() else []
    return found


def _aliases(macros: Mapping[str, Macro]) -> dict[str, str]:
    r"""Macros that open or close an environment: \be -> \begin{equation}."""
    found = {}
    for name, macro in macros.items():
        text = spelled(macro.body)
        match = re.fullmatch(r"\\(begin|end)\{([A-Za-z]+\*?)\}.*", text)
        if match:
            found[name] = f"\\{match[1]}{{{match[2]}}}"
    return found


def _displays(source: Source, aliases: Mapping[str, str], skipped: list[tuple[int, int]]) -> Iterator[Display]:
    text = source.text
    opener = _OPENER
    if aliases:
        names = "|".join(re.escape(name) for name, what in aliases.items() if what.startswith(r"\begin"))
        if names:
            opener = re.compile(rf"(?P<alias>{names})(?![A-Za-z])|{_OPENER.pattern}", re.MULTILINE)
    place, k = 0, 0
    while match := opener.search(text, place):
        while k < len(skipped) and skipped[k][1] <= match.start():
            k += 1
        if k < len(skipped) and skipped[k][0] <= match.start():
            place = skipped[k][1]
            continue
        place = match.end()
        found = _display(source, match, aliases)
        if found is not None:
            yield found[0]
            place = found[1]


def _display(source: Source, match: re.Match[str], aliases: Mapping[str, str]) -> tuple[Display, int] | None:
    """The display that is opened here, and where what closes it ends."""
    text = source.text
    groups = match.groupdict()
    if groups["delimiter"]:
        opened = groups["delimiter"]
        if opened == "$" and not _opens_inline(text, match.end()):
            return None
        end = _closed(text, match.end(), _CLOSERS[opened])
        if end is None:
            return None
        return Display(source, match.end(), end, opened in ("$", r"\(")), end + len(opened)
    if groups["fence"]:
        end = text.find("\n" + groups["fence"], match.end() - 1)
        return None if end < 0 else (Display(source, match.end(), end, False), end + len(groups["fence"]) + 1)
    name, start = groups["environment"], match.end()
    if groups.get("alias"):
        name = aliases[groups["alias"]][len(r"\begin{") : -1]
    if name not in DISPLAYS and name not in INNER_DISPLAYS:
        return None
    closers = [rf"\\end\{{{re.escape(name)}\}}"]
    closers += [re.escape(one) + r"(?![A-Za-z])" for one, what in aliases.items() if what == rf"\end{{{name}}}"]
    closing = re.compile("|".join(closers)).search(text, start)
    if closing is None:
        source.refused(match.start(), f"\\begin{{{name}}} is never ended; add \\end{{{name}}}.")
    if name.startswith(("alignat", "alignedat")):
        start = text.find("}", start) + 1
    return Display(source, start, closing.start(), False), closing.end()


def _opens_inline(text: str, place: int) -> bool:
    """Whether a dollar opens a formula: no blank and no digit of a price stands behind it."""
    return place < len(text) and not text[place].isspace()


def _closed(text: str, start: int, closer: str) -> int | None:
    """Where this is closed, in the same paragraph for an inline formula."""
    if closer == "$":
        match = re.compile(r"(?<!\\)\$|\n[ \t]*\n").search(text, start)
        return match.start() if match and match[0] == "$" and match.start() > start else None
    place = text.find(closer, start)
    while place > 0 and text[place - 1] == "\\" and closer == "$$":
        place = text.find(closer, place + 1)
    return place if place >= 0 else None
