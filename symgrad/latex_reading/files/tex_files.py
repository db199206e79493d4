r"""A paper in several files of TeX as one text: \input and \include taken in, comments and verbatim left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple, NoReturn

from symgrad.latex_reading.tex.placed_text import FileText, PlacedText, blank, joined, put
from symgrad.latex_reading.tex.tex_tokens import LONGEST, Source

DEEPEST = 20  # files in files
MOST_FILES = 200

_LONGEST_VERB = 1000
_VERBATIM = frozenset({"verbatim", "Verbatim", "lstlisting", "comment", "minted", "filecontents"})
# TeX brings them, or they draw: no formula stands in them.
_NOT_READ = frozenset({"glyphtounicode", "glyphtounicode.tex"})
_DRAWINGS = frozenset({".tikz", ".pgf", ".pdf_tex", ".eps_tex", ".bbl"})
_MARK = re.compile(
    r"\\\\|\\%|(?P<comment>%[^\n]*)|\\verb\*?(?P<bar>[^A-Za-z*\s])|\\begin\{(?P<verbatim>[A-Za-z]+)\*?\}"
    r"|\\(?P<input>input|include)(?![A-Za-z@])[ \t]*(?:\{(?P<braced>[^{}\n]*)\}|(?P<bare>[^\s{}%\\]+))"
    r"|(?P<false>\\if(?:false(?![A-Za-z@])|0(?=\s)))"
    r"|(?P<stop>\\endinput(?![A-Za-z@])|\\end[ \t]*\{document\})"
)
_CONDITION = re.compile(r"\\%|%[^\n]*|\\(?P<name>if[A-Za-z@]*|else|fi)(?![A-Za-z@])")
# They end with no \fi.
_NO_CONDITIONS = frozenset(
    ["iff", "ifthenelse", "ifbool", "iftoggle", "ifdef", "ifcsdef", "ifundef", "ifstrequal", "ifstrempty", "ifblank",
     "ifdefempty", "ifdefstring", "ifnumcomp", "ifboolexpr"]
)  # fmt: skip


class TexFiles:
    """Takes in the files of one paper, all from inside the folder of the first.

    read   reads a file, or raises LatexSyntaxError
    """

    def __init__(self, path: Path, read: Callable[[Path, str], FileText]) -> None:
        self.main = path
        self.read = read
        self.root = path.resolve().parent
        self.files = 0
        self.length = 0

    def text(self) -> PlacedText:
        """The whole text.

        Raises LatexSyntaxError, with the place of the call, for a file that is missing, stands elsewhere or takes
        itself in, and for files that are too many, too deep or too long.
        """
        return self._of(self.read(self.main, str(self.main)), (self.main.resolve(),))

    def _of(self, file: FileText, chain: tuple[Path, ...]) -> PlacedText:
        self.files += 1
        self.length += len(file.text)
        if self.length > LONGEST:
            Source(file.text, file.name).refused(0, f"the text is longer than {LONGEST} characters with this file.")
        return file.whole.replaced(self._changes(file, chain))

    def _changes(self, file: FileText, chain: tuple[Path, ...]) -> Iterator[tuple[int, int, str | PlacedText]]:
        text = file.text
        place = 0
        seeker = Seeker(text)
        for match in _MARK.finditer(text):
            if match.start() < place:
                continue
            place = match.end()
            if match["stop"]:
                yield match.start(), len(text), "\n"
                return
            if match["input"]:
                taken = self._taken_in(file, match, chain)
                if taken is not None:
                    yield match.start(), match.end(), taken
                continue
            end = _left_out(text, match, seeker)
            if end is not None:
                yield match.start(), end, blank(text[match.start() : end])
                place = end

    def _taken_in(self, file: FileText, match: re.Match[str], chain: tuple[Path, ...]) -> PlacedText | None:
        """What stands for this call; None where it names no file, as in the definition of a macro."""
        name = (match["bare"] or match["braced"]).strip().strip('"')
        if not name or "#" in name or "\\" in name:
            return None
        if name in _NOT_READ or Path(name).suffix in _DRAWINGS:
            return put("\n", file, match.start())
        call = Call(file, match.start(), name)
        path = self._found(call)
        own = path.resolve()
        if own in chain:
            call.refused("the file takes itself in.")
        if len(chain) >= DEEPEST:
            call.refused(f"files stand deeper than {DEEPEST} in each other.")
        if self.files >= MOST_FILES:
            call.refused(f"the text stands in more than {MOST_FILES} files.")
        inner = self._of(self.read(own, str(path)), (*chain, own))
        # The end of a file ends its last line; \include begins and ends a page.
        breaks = put("\n\n" if match["input"] == "include" else "\n", file, match.start())
        return joined([breaks, inner, breaks] if match["input"] == "include" else [inner, breaks])

    def _found(self, call: Call) -> Path:
        """The file that a call names; TeX looks first for one that ends in .tex."""
        names = [call.name] if call.name.endswith(".tex") else [f"{call.name}.tex", call.name]
        for name in names:
            path = self.main.parent / name
            try:
                inside = path.resolve().is_relative_to(self.root)
                there = inside and path.is_file()
            except (OSError, ValueError, RuntimeError) as error:  # too long a name, a null in it, a circle of links
                call.refused(f"there can be no file of this name: {error}.")
            if not inside:
                call.refused(f"the file stands outside the folder of {self.main.name}; only files inside it are read.")
            if there:
                return path
        return call.refused(f"there is no such file in the folder of {self.main.name}.")


class Call(NamedTuple):
    """A call that takes in a file: where it stands, and the name it gives."""

    file: FileText
    start: int
    name: str

    def refused(self, what: str) -> NoReturn:
        """Raise the error that shows the place of the call."""
        shown = self.name if len(self.name) < 100 else self.name[:100] + "..."
        Source(self.file.text, self.file.name).refused(self.start, f"{shown}: {what}")


class Seeker:
    """Finds the ends of things; what is sought in vain once is not sought again, so that time stays linear."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.never: set[str] = set()

    def behind(self, what: str, start: int) -> int | None:
        """Behind the next place where this stands."""
        place = -1 if what in self.never else self.text.find(what, start)
        if place < 0:
            self.never.add(what)
            return None
        return place + len(what)

    def condition_end(self, start: int) -> int | None:
        r"""Behind the \fi, or the \else, of the condition that begins before ``start``."""
        depth = 0
        if r"\fi" not in self.never:
            for match in _CONDITION.finditer(self.text, start):
                if match["name"] in ("fi", "else") and depth == 0:
                    return match.end()
                depth += (match["name"] or "").startswith("if") and match["name"] not in _NO_CONDITIONS
                depth -= match["name"] == "fi"
        self.never.add(r"\fi")
        return None


def _left_out(text: str, match: re.Match[str], seeker: Seeker) -> int | None:
    """Where what is not read ends: a comment that does not speak to symgrad, what is verbatim, what is never true."""
    if match["comment"]:
        return None if re.match(r"%+\s*symgrad\s*:", match[0]) else match.end()
    if match["bar"]:
        close = text.find(match["bar"], match.end(), match.end() + _LONGEST_VERB)
        return close + 1 if close >= 0 and "\n" not in text[match.end() : close] else None
    if match["verbatim"] in _VERBATIM:
        close = seeker.behind(rf"\end{{{match['verbatim']}", match.end()) or -1
        return text.find("}", close) + 1 or None if close >= 0 else None
    return seeker.condition_end(match.end()) if match["false"] else None
