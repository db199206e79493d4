"""How wide a formula of Typst comes out, in points, as its own printer writes it; an estimate, to break lines."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

from symgrad.printing.widths import width_of

TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|[A-Za-z]+(?:\.[A-Za-z]+)+|[A-Za-z]{2,}|[0-9.]+|\\.|\s+|.', re.DOTALL)

# Words that are functions of Typst where a bracket follows: their arguments are no brackets of the formula.
_ACCENTS = "macron overline hat tilde dot dot.double caron breve acute grave circle arrow underline"
_OTHERS = "frac sqrt abs norm mat cases op bold cal bb frak sans mono italic upright"
FUNCTIONS = frozenset(f"{_ACCENTS} {_OTHERS}".split())
_WIDER: Mapping[str, float] = MappingProxyType({"sqrt": 8.3, "abs": 5.6, "norm": 10.0, "mat": 11.0, "cases": 11.0})
_LATEX: Mapping[str, str] = MappingProxyType(
    {
        "dot.o": r"\odot", "slash.o": r"\oslash", "times.o": r"\otimes", "plus.o": r"\oplus", "dot.op": r"\cdot",
        "compose": r"\circ", "infinity": r"\infty", "⟨": "(", "⟩": ")", "gt.eq": "=", "lt.eq": "=", "eq.not": "=",
        ">=": "=", "arrow.l": "=", ">": "=", "<": "=", "thin": r"\,", "quad": r"\quad",
    }
)  # fmt: skip
_SCRIPT, _COLUMN = 0.78, 10.0


def typst_width(text: str) -> float:
    """The width of a formula in points.

    >>> typst_width("x") < typst_width("x_1") < typst_width("frac(x_1 + y, 2)") < typst_width("x_1 + y + macron(W)")
    True
    """
    return _Measure(text).run("")


class _Measure:
    def __init__(self, text: str) -> None:
        self._tokens = [token for token in TOKEN.findall(text) if not token.isspace()]
        self._place = 0

    def run(self, end: str) -> float:
        """The width up to a closing bracket, which is taken too."""
        width, scripts = 0.0, [0.0]
        while self._place < len(self._tokens):
            token = self._take()
            if token == end:
                break
            if token in "_^":
                scripts.append(_SCRIPT * self._script())
            else:
                width += max(scripts) + self._one(token)
                scripts = [0.0]
        return width + max(scripts)

    def _take(self) -> str:
        self._place += 1
        return self._tokens[self._place - 1]

    def _script(self) -> float:
        if self._place >= len(self._tokens):
            return 0.0
        token = self._take()
        return self.run(")") if token == "(" else self._one(token)

    def _one(self, token: str) -> float:
        calls = token in FUNCTIONS and self._tokens[self._place : self._place + 1] == ["("]
        if calls:
            self._place += 1
            widths = self._arguments()
            return max(widths) * (1.12 if token == "bold" else 1.0) + _WIDER.get(token, 2.4 * (token == "frac"))
        if token == "(":
            return 2 * width_of(token) + self.run(")")
        if token.startswith('"'):
            return 0.95 * sum(map(width_of, token[1:-1]))
        if token.startswith("\\"):
            return width_of(token[1:])
        return width_of(_LATEX.get(token, f"\\{token}" if len(token) > 1 and token[0].isalpha() else token))

    def _arguments(self) -> list[float]:
        """The widths of the arguments of a function; of those of one row of a matrix all together."""
        rows, depth, start = [0.0], 1, self._place
        while depth and self._place < len(self._tokens):
            token = self._take()
            depth += (token in "([⟨") - (token in ")]⟩")
            if depth == 0 or (depth == 1 and token in ",;&"):
                part = self._tokens[start : self._place - 1]
                if part[:2] != ["delim", ":"]:
                    rows[-1] += _Measure(" ".join(part)).run("")
                rows[-1] += _COLUMN * (token == "&")
                start = self._place
                if token in ",;":
                    rows.append(0.0)
        return rows
