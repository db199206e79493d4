"""Markdown, MyST and R Markdown without what is no text: code, front matter, marks of quotes; fences of maths told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from symgrad.latex_reading.placed_text import PlacedText, blank

# Directives of MyST and blocks of Quarto that hold text; what others hold is code.
_HOLD_TEXT = re.compile(
    r"\{?(?:note|tip|warning|important|hint|attention|caution|danger|error|seealso|admonition|dropdown|toggle|details"
    r"|margin|sidebar|topic|epigraph|card|grid|tab-set|tab-item|exercise|solution|div|(?:prf|proof):[\w-]+"
    r"|theorem|lemma|proof|definition|example|remark|corollary|proposition)[*]?\}"
)
# A fence of colons holds text, but for these.
_HOLD_CODE = re.compile(r"\{(?:code|code-block|code-cell|raw|literalinclude|mermaid|eval-rst)\}")
_MATHS = re.compile(r"[ \t]*(?:\{math\}|math(?![\w-]))(?P<first>[^\n]*)")
_FENCE = re.compile(r"(?P<lead>[ \t>]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?)(?P<marks>`{3,}|~{3,}|:{3,})(?P<info>[^\n]*)")
_OPTION = re.compile(r"[ \t]*:(?P<name>[\w-]+):[ \t]*(?P<value>[^\n]*)")
_YAML_LABEL = re.compile(r"[ \t]*(?:label|name):[ \t]*(?P<value>\S[^\n]*)")
_DEFINES = re.compile(r"\\(?:(?:re)?newcommand|providecommand|def|DeclareMathOperator|let)(?![A-Za-z])")
_SPAN = re.compile(r"\\`|(?P<role>\{[\w:.-]+\}|\$)?(?P<marks>`+)")
_TAG = re.compile(r"<(?P<tag>pre|code|script|style)\b[^<>]*>|<!--", re.IGNORECASE)
_SMALL = re.compile(
    r"(?P<entity>&(?:lt|gt|amp);)|(?P<liquid>\{%-?[^\n%{}]*%\}|\{\{[<%][^\n<>]*[>%]\}\})"
    r"|\(\\#(?P<label>eq:[\w:.-]+)\)"
)
_DECODED = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
_QUOTE = re.compile(r"^ {0,3}(?:>[ ]?)+", re.MULTILINE)

Change = tuple[int, int, str]


def markdown_text(text: PlacedText) -> PlacedText:
    r"""The same text with blanks for code, and with ``$$`` round the maths of fences.

    A label of MyST, of Quarto or of bookdown is written as \label; entities are decoded.

    >>> from symgrad.latex_reading.placed_text import FileText
    >>> said = "Code `$a = b$`:\n```{math}\n:label: one\nh = W x\n```\n"
    >>> print(markdown_text(FileText("a.md", said).whole).text)
    Code          :
    $$
    \label{one}
    h = W x
    $$
    <BLANKLINE>
    """
    text = text.replaced(_Lines(text.text).changes())
    text = text.replaced(_tags(text.text))
    text = text.replaced(_code_spans(text.text))
    return text.replaced(_small(text.text))


@dataclass
class _Fence:
    """A fence that is open: what closes it, and what it holds."""

    marks: str
    holds: str  # "code", "maths", "text"


@dataclass
class _Lines:
    """The text line by line: front matter, fences, marks of quotes.

    fences   those that are open, the innermost last
    options  whether options of a directive may come: "" for no, ":" for :label: x, "-" inside a block of YAML
    """

    text: str
    fences: list[_Fence] = field(default_factory=list)
    options: str = ""

    def changes(self) -> Iterator[Change]:
        place = 0
        front = re.match(r"---[ \t]*\n(?:.*\n)*?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", self.text)
        if front is not None:
            for said in re.finditer(r"[^\n]+", front[0]):
                if not _DEFINES.search(said[0]):
                    yield said.start(), said.end(), blank(said[0])
            place = front.end()
        for match in re.compile(r"[^\n]*\n|[^\n]+\Z").finditer(self.text, place):
            line = match[0].rstrip("\n")
            change = self._line(line)
            if change is not None:
                low, high, new = change
                yield match.start() + low, match.start() + high, new

    def _line(self, line: str) -> Change | None:
        inner = self.fences[-1] if self.fences else None
        fence = _FENCE.fullmatch(line)
        if inner is not None and fence is not None and _closes(fence, inner):
            self.fences.pop()
            self.options = ""
            return 0, len(line), "$$" if inner.holds == "maths" else blank(line)
        if inner is not None and inner.holds == "code":
            return 0, len(line), blank(line)
        if inner is not None and inner.holds == "maths":
            return self._option(line) if self.options else _quote(line)
        if fence is not None:
            return self._opened(line, fence)
        return _quote(line)

    def _opened(self, line: str, fence: re.Match[str]) -> Change | None:
        marks, info = fence["marks"], fence["info"]
        maths = _MATHS.fullmatch(info)
        if marks[0] == "`" and "`" in info:
            return None  # a span of code: ```one``` in a line
        if maths is not None:
            self.fences.append(_Fence(marks, "maths"))
            self.options = ":"
            first = maths["first"].strip()
            return 0, len(line), "$$" + (f" {first}" if first and not first.startswith("{") else "")
        said = info.strip()
        code = bool(_HOLD_CODE.match(said)) if marks[0] == ":" else not _HOLD_TEXT.match(said)
        self.fences.append(_Fence(marks, "code" if code else "text"))
        return 0, len(line), blank(line)

    def _option(self, line: str) -> Change | None:
        """A line at the head of a directive for maths."""
        if self.options == "-":
            if line.strip() == "---":
                self.options = ""
                return 0, len(line), blank(line)
            option = _YAML_LABEL.fullmatch(line)
        elif line.strip() == "---":
            self.options = "-"
            return 0, len(line), blank(line)
        else:
            option = _OPTION.fullmatch(line)
            if option is None:
                self.options = ""
                return _quote(line)
            option = option if option["name"] in ("label", "name") else None
        return 0, len(line), _label(option["value"]) if option is not None else blank(line)


def _closes(fence: re.Match[str], inner: _Fence) -> bool:
    marks = fence["marks"]
    return marks[0] == inner.marks[0] and len(marks) >= len(inner.marks) and not fence["info"].strip()


def _label(name: str) -> str:
    return rf"\label{{{re.sub(r'[^A-Za-z0-9:._-]', '-', name.strip())}}}"


def _quote(line: str) -> Change | None:
    match = _QUOTE.match(line)
    return (0, match.end(), blank(match[0])) if match is not None else None


def _tags(text: str) -> Iterator[Change]:
    """Code in tags and comments; a comment that speaks to symgrad stays."""
    lowered = text.lower()
    place = 0
    without_end: set[str] = set()  # looked for once, so that a million that are open cost no more than one
    for match in _TAG.finditer(text):
        if match.start() < place:
            continue
        closer = f"</{match['tag'].lower()}" if match["tag"] else "-->"
        end = -1 if closer in without_end else lowered.find(closer, match.end())
        if end < 0:
            without_end.add(closer)
            yield match.start(), match.end(), blank(match[0])
            continue
        place = end + len(closer)
        if match["tag"] or not re.match(r"\s*symgrad\s*:", text[match.end() : match.end() + 40]):
            yield match.start(), place, blank(text[match.start() : place])


def _code_spans(text: str) -> Iterator[Change]:
    """Spans of code; those that are formulas, $`x`$ and {math}`x`, in dollars."""
    runs = [(match.start("marks"), match.end("marks"), match["role"] or "") for match in _SPAN.finditer(text)
            if match["marks"]]  # fmt: skip
    breaks = [match.start() for match in re.finditer(r"\n[ \t]*\n", text)]
    last_of: dict[int, list[int]] = {}
    for k, (start, end, _) in enumerate(runs):
        last_of.setdefault(end - start, []).append(k)
    k, stop = 0, 0
    while k < len(runs):
        start, end, role = runs[k]
        while stop < len(breaks) and breaks[stop] < start:
            stop += 1
        limit = breaks[stop] if stop < len(breaks) else len(text)
        same = last_of[end - start]
        same_place = same.index(k) if same[0] != k else 0
        del same[: same_place + 1]
        if not same or runs[same[0]][0] >= limit:
            k += 1
            continue
        close, close_end, _ = runs[same[0]]
        if role == "$" and text[close_end : close_end + 1] == "$":
            yield start - 1, end, " " * (end - start) + "$"
            yield close, close_end + 1, "$" + " " * (close_end - close)
        elif role == "{math}":
            yield start - len(role), end, " " * (end - start + len(role) - 1) + "$"
            yield close, close_end, "$" + " " * (close_end - close - 1)
        else:
            yield start, close_end, blank(text[start:close_end])
        k = same[0] + 1


def _small(text: str) -> Iterator[Change]:
    for match in _SMALL.finditer(text):
        if match["entity"]:
            yield match.start(), match.end(), _DECODED[match[0]]
        elif match["liquid"]:
            yield match.start(), match.end(), blank(match[0])
        else:
            yield match.start(), match.end(), _label(match["label"])
