"""The formulas of a text and where they stand: displays in dollars, brackets, fences or environments, and inline."""

from __future__ import annotations

import bisect
import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from symgrad.latex_reading.tex.tex_macros import Macro
from symgrad.latex_reading.tex.tex_spellings import DISPLAYS, INNER_DISPLAYS, RELATIONS
from symgrad.latex_reading.tex.tex_tokens import Source, spelled

_CLOSERS = {"$$": "$$", r"\[": r"\]", r"\(": r"\)", "$": "$", r"\\[": r"\\]", r"\\(": r"\\)"}
MOST_DISPLAYS = 20_000  # of one text
_COMMENT = r"(?<!\\)(?:\\\\)*%[^\n]*(?:\n[ \t]*%[^\n]*)*"
_REMARK = r"(?P<remark><!--)"
# What is read by nobody, up to its end or to where it begins; what ends it is looked for by _skipped.
_SKIPPED = re.compile(
    rf"{_COMMENT}|\\verb\*?(?P<verb>[^A-Za-z*\s])[^\n]{{0,120}}?(?P=verb)"
    r"|\\begin\{(?P<verbatim>verbatim|lstlisting|comment|minted)\*?\}"
    rf"|{_REMARK}|^[ \t]*(?P<maths>```|~~~):?[ \t]*\{{?math\b[^\n]*"
    rf"|^(?P<fence>```|~~~)(?!\s*\{{?math)[^\n]*\n|`[^`\n]+`(?!`)",
    re.MULTILINE,
)
_ENDS: Mapping[str, Callable[[str], str]] = MappingProxyType(
    {
        "remark": lambda what: "-->",
        "verbatim": r"\\end\{{{}\*?\}}".format,
        "fence": r"^{}[^\n]*$".format,
        "maths": r"^[ \t]*{}".format,
    }
)
# In a file whose kind is known all but this is blank already.
_SKIPPED_IN = MappingProxyType(
    {
        "tex": re.compile(_COMMENT),
        **dict.fromkeys(("markdown", "notebook", "html"), re.compile(_REMARK)),
    }
)
_OPENER = re.compile(
    r"\\\\|\\\$|\\begin\{(?P<environment>[A-Za-z]+\*?)\}|(?P<delimiter>\$\$|\\\[|\\\(|\$)"
    r"|^[ \t]*(?P<fence>```+|~~~+):?[ \t]*\{?math\}?[^\n]*\n",
    re.MULTILINE,
)
# Markdown makes \[ of \\[, and so authors write it.
_DOUBLED = r"(?P<doubled>\\\\[\[(])|"
# A display in whatever dollars it stands.
_ENVIRONMENT = re.compile(rf"\s*\\begin\{{(?:{'|'.join(map(re.escape, sorted(DISPLAYS)))})\}}")
# What ends a display of Markdown that is not closed: the next page or heading.
_BARRIER = re.compile(r"\f|\n#{1,6} ")
_LABEL = re.compile(r"[ \t]*(?:\((?P<plain>[\w:.-]+)\)|\{#(?P<hashed>[\w:.-]+)[^{}\n]*\})[ \t]*$", re.MULTILINE)
# What may stand in a line beside a display: marks of a list, words in bold, tags, another display.
_BESIDE = re.compile(r"\*\*[^*\n]*\*\*|<[^<>\n]*>|\$\$[^$\n]*\$\$|^[ \t]*(?:[-*+>]|\d+[.)])[ \t]|\\[A-Za-z]+")
_NEAR = 300  # characters of a line that are looked at


@dataclass(frozen=True)
class Display:
    """A formula as it stands in a text.

    inline   whether it stands in a line of text
    start, end   the characters inside, without what opens and closes it
    label    what Markdown calls it, behind the dollars
    fault    why it is none after all: it is never closed
    """

    source: Source
    start: int
    end: int
    inline: bool
    label: str = ""
    fault: str = ""

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
    left = itertools.islice(_skipped(text, _SKIPPED_IN.get(source.kind, _SKIPPED)), MOST_DISPLAYS)
    skipped = sorted([*(left_out or ()), *left])
    found = list(itertools.islice(_Finder(source, _aliases(macros)).displays(skipped), MOST_DISPLAYS))
    if max(len(skipped), len(found)) >= MOST_DISPLAYS:
        source.refused(0, f"this text has {MOST_DISPLAYS} formulas or comments, or more; read a part of it.")
    if not found and source.kind in ("", "tex") and not re.search(r"(?<!\\)\$|\\\[|\\begin\{document\}", text):
        return [Display(source, 0, len(text), False)] if text.strip() else []
    return found


def _skipped(text: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """The parts of a text that are read by nobody; each kind of end is looked for in vain only once."""
    place, never = 0, set[str]()
    while match := pattern.search(text, place):
        place = match.end()
        kind = match.lastgroup if match.lastgroup in _ENDS else ""
        if not kind:
            yield match.span()
            continue
        ending = _ENDS[kind](match[kind])
        found = None if ending in never else re.compile(ending, re.MULTILINE).search(text, place)
        if found is None:
            never.add(ending)
        else:
            place = found.end()
            if kind != "maths":  # which is read, and what ends it begins no code
                yield match.start(), place


def _aliases(macros: Mapping[str, Macro]) -> dict[str, str]:
    r"""Macros that open or close an environment: \be -> \begin{equation}."""
    found = {}
    for name, macro in macros.items():
        text = spelled(macro.body)
        match = re.fullmatch(r"\\(begin|end)\{([A-Za-z]+\*?)\}.*", text)
        if match:
            found[name] = f"\\{match[1]}{{{match[2]}}}"
    return found


class _Finder:
    """Finds what opens and closes a formula.

    barriers   where a display of Markdown ends at the latest: at a new page or a heading
    never      what closes -> up to where it has been looked for in vain, so that time stays linear
    """

    def __init__(self, source: Source, aliases: Mapping[str, str]) -> None:
        self.source, self.text, self.kind = source, source.text, source.kind
        self.aliases = aliases
        self.markdown = source.kind in ("markdown", "notebook")
        self.barriers = [match.start() for match in _BARRIER.finditer(self.text)] if self.markdown else []
        self.never: dict[str, int] = {}

    def displays(self, skipped: list[tuple[int, int]]) -> Iterator[Display]:
        """The formulas in order, but for those that begin where nothing is read."""
        names = "|".join(re.escape(name) for name, what in self.aliases.items() if what.startswith(r"\begin"))
        alias = rf"(?P<alias>{names})(?![A-Za-z])|" if names else ""
        doubled = _DOUBLED if self.markdown else ""
        opener = re.compile(alias + doubled + _OPENER.pattern, re.MULTILINE) if alias or doubled else _OPENER
        place = k = count = 0
        while match := opener.search(self.text, place):
            while k < len(skipped) and skipped[k][1] <= match.start():
                k += 1
            if k < len(skipped) and skipped[k][0] <= match.start():
                place = skipped[k][1]
                continue
            place = match.end()
            if match.lastgroup is None:
                continue
            count += 1
            if count > MOST_DISPLAYS:
                self.source.refused(match.start(), f"more than {MOST_DISPLAYS} formulas begin in this text.")
            found = self._display(match)
            if found is not None:
                yield found[0]
                place = found[1]

    def _display(self, match: re.Match[str]) -> tuple[Display, int] | None:
        """The display that is opened here, and where what closes it ends."""
        groups = match.groupdict()
        opened = groups["delimiter"] or groups.get("doubled")
        if opened:
            return self._delimited(match.end(), opened)
        if groups["fence"]:
            end = self.text.find("\n" + groups["fence"], match.end() - 1)
            fence = Display(self.source, match.end(), end, False)
            return None if end < 0 else (fence, end + len(groups["fence"]) + 1)
        name = groups["environment"]
        if groups.get("alias"):
            name = self.aliases[groups["alias"]][len(r"\begin{") : -1]
        return self._environment(match, name) if name in DISPLAYS or name in INNER_DISPLAYS - {"subequations"} else None

    def _environment(self, match: re.Match[str], name: str) -> tuple[Display, int] | None:
        start = match.end()
        closers = [rf"\\end\{{{re.escape(name)}\}}"]
        closers += [re.escape(one) + r"(?![A-Za-z])" for one, to in self.aliases.items() if to == rf"\end{{{name}}}"]
        limit = self._limit(start)
        sought = start >= self.never.get(name, 0)
        closing = re.compile("|".join(closers)).search(self.text, start, limit) if sought else None
        if closing is None:
            self.never[name] = max(limit, self.never.get(name, 0))
            return self._open(match.start(), start, f"\\begin{{{name}}} is never ended; add \\end{{{name}}}.")
        if name.startswith(("alignat", "alignedat")):
            start = self.text.find("}", start) + 1
        return Display(self.source, start, closing.start(), False), closing.end()

    def _delimited(self, start: int, opened: str) -> tuple[Display, int] | None:
        """What stands behind dollars or brackets."""
        closer = _CLOSERS[opened]
        if opened == "$" and not self._opens_inline(start):
            return None
        inline = opened in ("$", r"\(", r"\\(")
        # In Markdown a bracket with a backslash is one that is to be seen: \[1\].
        brackets = self.markdown and opened in (r"\[", r"\\[")
        end = self._closed(start, closer)
        if end is None:
            fault = f"this {opened} is never closed; add {closer}."
            return None if inline or brackets else self._open(start - len(opened), start, fault)
        if brackets and not _is_formula(self.text[start:end]):
            return None
        behind = end + len(closer)
        label = _LABEL.match(self.text, behind) if self.markdown and opened == "$$" else None
        if opened == "$$" and self.kind == "markdown":
            inline = self._in_a_sentence(start - 2, behind if label is None else label.end())
        inline = inline and not _ENVIRONMENT.match(self.text, start)
        named = (label["plain"] or label["hashed"]) if label is not None and not inline else ""
        return Display(self.source, start, end, inline, named), behind

    def _open(self, start: int, behind: int, fault: str) -> tuple[Display, int]:
        return Display(self.source, start, behind, False, fault=fault), behind

    def _limit(self, start: int) -> int:
        """Up to where what is opened here can be closed."""
        k = bisect.bisect_left(self.barriers, start)
        return self.barriers[k] if k < len(self.barriers) else len(self.text)

    def _closed(self, start: int, closer: str) -> int | None:
        """Where this is closed, in the same paragraph for an inline formula."""
        if closer == "$":
            match = re.compile(r"(?<!\\)\$|\n[ \t]*\n").search(self.text, start)
            return match.start() if match and match[0] == "$" and match.start() > start else None
        limit = self._limit(start)
        place = self.text.find(closer, start, limit) if start >= self.never.get(closer, 0) else -1
        while place > 0 and self._escaped(place):
            place = self.text.find(closer, place + 1, limit)
        if place < 0:
            self.never[closer] = max(limit, self.never.get(closer, 0))
        return place if place >= 0 else None

    def _escaped(self, place: int) -> bool:
        r"""Whether an odd number of backslashes stands before it: \$, but not the \\ that ends a row."""
        first = place
        while first > 0 and self.text[first - 1] == "\\":
            first -= 1
        return (place - first) % 2 == 1

    def _opens_inline(self, place: int) -> bool:
        """Whether a dollar opens a formula: behind that of a price stands a blank, and no formula."""
        if place >= len(self.text) or self.kind == "tex" or not self.text[place].isspace():
            return place < len(self.text)
        end = self._closed(place, "$")
        return end is not None and "\n" not in self.text[place:end] and _is_formula(self.text[place:end])

    def _in_a_sentence(self, start: int, end: int) -> bool:
        """Whether words stand beside it in its line, as beside the inline formulas of kramdown."""
        text = self.text
        if "\n" in text[start:end]:
            return False
        first = max(0, start - _NEAR)
        line = text.rfind("\n", first, start) + 1 or first
        stop = text.find("\n", end, end + _NEAR)
        after = text[end : stop if stop >= 0 else end + _NEAR]
        return any(re.search(r"\w", _BESIDE.sub("", part)) for part in (text[line:start], after))


def _is_formula(text: str) -> bool:
    return "](" not in text and ("\\" in text or "^" in text or any(relation in text for relation in RELATIONS))
