"""Markdown, MyST and R Markdown without what is no text: code, front matter, marks of quotes; fences of maths told."""

from __future__ import annotations

import re
from collections.abc import Iterator

from symgrad.latex_reading.tex.placed_text import PlacedText, blank

# Directives of MyST and blocks of Quarto that hold text; what others hold is code.
_HOLD_TEXT = re.compile(
    r"\{?(?:note|tip|warning|important|hint|attention|caution|danger|error|seealso|admonition|dropdown|toggle|details"
    r"|margin|sidebar|topic|epigraph|card|grid|tab-set|tab-item|exercise|solution|div|(?:prf|proof):[\w-]+"
    r"|theorem|lemma|proof|definition|example|remark|corollary|proposition)[*]?\}"
)
# A fence of colons holds text, but for these.
_HOLD_CODE = re.compile(r"\{(?:code|code-block|code-cell|raw|literalinclude|mermaid|eval-rst)\}")
_MATHS = re.compile(r"[ \t]*(?:\{math\}|math(?![\w-]))(?P<first>[^\n]*)")
_FENCE = re.compile(
    r"^[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?(?P<marks>`{3,}|~{3,}|:{3,})(?P<info>[^\n]*)$", re.MULTILINE
)
# A rule across the page begins a text, too; behind it stands no key.
_HEAD = re.compile(r"---[ \t]*\n(?=[ \t]*(?:#|[\w\"'.-]+[ \t]*:))")
_HEAD_END = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_OPTION = re.compile(r"[ \t]*:(?P<name>[\w-]+):(?P<value>[^\n]*)")
_YAML_OPTION = re.compile(r"[ \t]*(?P<name>[\w-]+):(?P<value>[^\n]*)")
_DEFINES = re.compile(r"\\(?:(?:re)?newcommand|providecommand|def|DeclareMathOperator|let)(?![A-Za-z])")
_SPAN = re.compile(r"\\`|(?P<role>\{[\w:.-]+\}|\$)?(?P<marks>`+)")
_TAG = re.compile(r"<(?P<tag>pre|code|script|style)\b[^<>]*>|<!--", re.IGNORECASE)
_SMALL = re.compile(
    r"(?P<entity>&(?:lt|gt|amp);)|(?P<liquid>\{%-?[^\n%{}]*%\}|\{\{[<%][^\n<>]*[>%]\}\})"
    r"|\(\\#(?P<label>eq:[\w:.-]+)\)"
)
_MOST_MARKS = 100_000  # with more of them, no text has spans of code
_DECODED = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
_QUOTE = re.compile(r"^ {0,3}(?:>[ ]?)+", re.MULTILINE)

Change = tuple[int, int, str]


def markdown_text(text: PlacedText) -> PlacedText:
    r"""The same text with blanks for code, and with ``$$`` round the maths of fences.

    A label of MyST, of Quarto or of bookdown is written as \label; entities are decoded.

    >>> from symgrad.latex_reading.tex.placed_text import FileText
    >>> said = "Code `$a = b$`:\n```{math}\n:label: one\nh = W x\n```\n"
    >>> for line in markdown_text(FileText("a.md", said).whole).text.splitlines():
    ...     print(line.rstrip())
    Code          :
    $$
    \label{one}
    h = W x
    $$
    """
    for changes in (_front_matter, _quotes, _fences, _tags, _code_spans, _small):
        text = text.replaced(changes(text.text))
    return text


def _front_matter(text: str) -> Iterator[Change]:
    """The head of YAML, but for the macros that it defines."""
    head = _HEAD.match(text)
    close = _HEAD_END.search(text, head.end()) if head is not None else None
    for line in re.compile(r"[^\n]+").finditer(text, 0, close.end() if close is not None else 0):
        if not _DEFINES.search(line[0]):
            yield line.start(), line.end(), blank(line[0])


def _quotes(text: str) -> Iterator[Change]:
    """The marks > of quoted lines."""
    for match in _QUOTE.finditer(text):
        yield match.start(), match.end(), blank(match[0])


def _fences(text: str) -> Iterator[Change]:
    """Fenced blocks: what is code is blank, round maths stand dollars, what is text stays."""
    open_: list[str] = []  # the marks of the blocks of text that are open, the innermost last
    place = 0
    while (fence := _FENCE.search(text, place)) is not None:
        place = fence.end()
        marks, info = fence["marks"], fence["info"].strip()
        if not info and open_ and marks[0] == open_[-1][0] and len(marks) >= len(open_[-1]):
            open_.pop()
            yield fence.start(), fence.end(), blank(fence[0])
            continue
        if marks[0] == "`" and "`" in info:
            continue  # a span of code: ```one``` in a line
        maths = _MATHS.fullmatch(info)
        code = bool(_HOLD_CODE.match(info)) if marks[0] == ":" else not _HOLD_TEXT.match(info)
        if maths is None and not code:
            open_.append(marks)
            yield fence.start(), fence.end(), blank(fence[0])
            continue
        closing = re.compile(rf"^[ \t]*{marks[0]}{{{len(marks)},}}[ \t]*$", re.MULTILINE).search(text, place)
        end = closing.start() if closing is not None else len(text)
        if maths is None:
            place = closing.end() if closing is not None else len(text)
            yield fence.start(), place, blank(text[fence.start() : place])
            continue
        first = maths["first"].strip()
        yield fence.start(), fence.end(), _padded(f"$$ {first}" if first and first[0] != "{" else "$$", fence[0])
        yield from _options(text, fence.end() + 1, end)
        place = end
        if closing is not None:
            place = closing.end()
            yield closing.start(), place, _padded("$$", closing[0])


def _options(text: str, start: int, end: int) -> Iterator[Change]:
    """The options at the head of a directive for maths: lines of :label: x, or a block of YAML."""
    yaml = False
    for match in re.compile(r"[^\n]*\n?").finditer(text, start, end):
        line = match[0].rstrip("\n")
        if line.strip() == "---":
            yaml = not yaml
            yield match.start(), match.start() + len(line), blank(line)
            if not yaml:
                return
            continue
        option = (_YAML_OPTION if yaml else _OPTION).fullmatch(line)
        if option is None:
            return
        named = option["name"] in ("label", "name") and option["value"].strip()
        yield match.start(), match.start() + len(line), _padded(_label(named), line) if named else blank(line)


def _padded(text: str, like: str) -> str:
    """As long as what it stands for, where that is longer."""
    return text.ljust(len(like))


def _label(name: str) -> str:
    return rf"\label{{{re.sub(r'[^A-Za-z0-9:._-]', '-', name.strip())}}}"


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
    if text.count("`") > _MOST_MARKS:
        return
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
            yield match.start(), match.end(), _padded(_DECODED[match[0]], match[0])
        elif match["liquid"]:
            yield match.start(), match.end(), blank(match[0])
        else:
            yield match.start(), match.end(), _label(match["label"])
