"""What is written for the tokens of a formula when the second reader is asked it: in its spelling, by its habits."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from symgrad.errors import SymgradError
from symgrad.latex_reading.second_reader.placeholders import Head
from symgrad.latex_reading.tex.tex_spellings import PRODUCTS
from symgrad.latex_reading.tex.tex_tokens import Token, argument

_MARKS: Mapping[str, str] = MappingProxyType(
    {
        **dict.fromkeys(("[", r"\{", r"\lbrack", r"\lbrace"), "("),
        **dict.fromkeys(("]", r"\}", r"\rbrack", r"\rbrace"), ")"),
        **{sign: "/" if said == "/" else r"\cdot" for sign, said in PRODUCTS.items() if sign != r"\oslash"},
        r"\dfrac": r"\frac", r"\tfrac": r"\frac", r"\ln": r"\log",
        **dict.fromkeys((r"\left", r"\right", r"\mleft", r"\mright", "&", "\\\\"), ""),
        **{rf"\{size}{side}": "" for size in ("big", "Big", "bigg", "Bigg") for side in ("l", "r", "m", "")},
    }
)  # fmt: skip
_ARGUMENTS: Mapping[str, int] = MappingProxyType({r"\frac": 2, r"\sqrt": 1})
_BLANKS = re.compile(r" *(\^) *|(?<=\{) +| +(?=\})")


class NotAskedError(SymgradError):
    """A formula holds what the second reader cannot be asked."""


@dataclass(frozen=True)
class Spelling:
    """A formula to be written.

    written   first token -> behind the last, and what is written for all of them
    names     what each name in it is
    """

    tokens: Sequence[Token]
    written: Mapping[int, tuple[int, str]]
    names: Mapping[str, Any]

    def latex(self) -> str:
        """The whole formula."""
        return _BLANKS.sub(r"\1", "".join(self._pieces(0, len(self.tokens)))).strip()

    def _pieces(self, place: int, end: int) -> Iterator[str]:
        while place < end:
            piece, place = self._piece(place, end)
            yield from piece

    def _piece(self, place: int, end: int) -> tuple[list[str], int]:
        """What is written for the tokens that begin here, and behind how many of them."""
        token = self.tokens[place]
        if place in self.written:
            behind, text = self.written[place]
            if text in self.names and isinstance(self.names[text], Head):
                return [text], behind
            return [text, " "], behind
        text = _MARKS.get(token.text, token.text)
        if text in _ARGUMENTS:
            return self._with_arguments(text, place + 1, end)
        return ([text, " "] if text and text not in "({^" else [text]), place + 1

    def _with_arguments(self, command: str, place: int, end: int) -> tuple[list[str], int]:
        """A fraction or a root, whose arguments may be digits without braces: of 12 the first is above."""
        found = [command]
        digits = ""
        for _ in range(_ARGUMENTS[command]):
            if not digits and place < end and self.tokens[place].kind == "number" and place not in self.written:
                digits, place = self.tokens[place].text, place + 1
            if digits:
                found.append(f"{{{digits[0]}}}")
                digits = digits[1:]
            elif place >= end:
                raise NotAskedError(f"{command} lacks an argument")
            elif self.tokens[place].text == "{" and place not in self.written:
                _, behind = argument(self.tokens, place, self.tokens[place])
                found += ["{", *self._pieces(place + 1, behind - 1), "}"]
                place = behind
            else:
                piece, place = self._piece(place, end)
                found += ["{", *piece, "}"]
        return [*found, " ", digits, " "], place
