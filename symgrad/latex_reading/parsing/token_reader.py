"""A place in a row of tokens that moves on: what the readers of factors and the parser have in common."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import NoReturn

from symgrad.latex_reading.nodes.formula_nodes import Name, Script, Scripted, Span, Written
from symgrad.latex_reading.tex.tex_spellings import ACCENTS, STYLES, WORD_SCRIPTS, WORDS
from symgrad.latex_reading.tex.tex_tokens import Source, Token, group_end

DEEPEST = 30  # brackets inside brackets
_MOST_PRIMES = 3
SCRIPTS = ("_", "^", "'")
CLOSERS: Mapping[str, str] = MappingProxyType(
    {"(": ")", "[": "]", r"\{": r"\}", r"\lbrace": r"\rbrace", r"\langle": r"\rangle", r"\lbrack": r"\rbrack"}
)
CLOSING = frozenset({")", "]", r"\}", r"\rbrace", r"\rangle", r"\rbrack", ">", "}", r"\end", r"\rvert", r"\rVert"})


class TokenReader(ABC):
    """Reads the tokens of one row.

    declared   names of several plain letters, each as the spellings of its tokens
    fences     the brackets and bars that are open, the innermost last
    """

    def __init__(self, tokens: Sequence[Token], declared: Collection[Sequence[str]] = (), depth: int = 0) -> None:
        self.tokens = list(tokens)
        self.declared = declared
        self.place = 0
        self.depth = depth
        self.fences: list[str] = []

    @abstractmethod
    def comparison(self, relations: bool = True) -> Written:
        """Sums, compared with each other; "=" compares only inside brackets and conditions."""

    @abstractmethod
    def term(self) -> Written:
        """Factors and the signs of products between them."""

    @abstractmethod
    def signed_term(self) -> Written:
        """A term with the sign that may stand before it."""

    @abstractmethod
    def factor(self) -> Written:
        """One factor with its scripts."""

    @abstractmethod
    def factor_bare(self) -> Written:
        """One factor without the scripts behind it."""

    @abstractmethod
    def begins_factor(self) -> bool:
        """Whether the next token begins a factor."""

    @abstractmethod
    def juxtaposed(self) -> Written:
        """Factors without a sign between them, up to the next function."""

    @abstractmethod
    def inside(self, tokens: Sequence[Token], after: Token) -> Written:
        """What stands in a group or in an argument of its own."""

    @property
    def text(self) -> str:
        """The spelling of the next token, "" at the end."""
        return self.tokens[self.place].text if self.place < len(self.tokens) else ""

    def ahead(self, k: int) -> str:
        """The spelling of the k-th token from here."""
        return self.tokens[self.place + k].text if self.place + k < len(self.tokens) else ""

    def take(self) -> Token:
        """The next token, taken."""
        if self.place >= len(self.tokens):
            self.refused("a formula was expected, but nothing follows.")
        self.place += 1
        return self.tokens[self.place - 1]

    def expected(self, text: str) -> Token:
        """The next token, which must be this one."""
        if self.text != text:
            self.refused(f"{text} was expected, but {self.text or 'the end'} came.")
        return self.take()

    def refused(self, what: str) -> NoReturn:
        """Raise the error that shows where the reader stands."""
        if not self.tokens:
            Source("").refused(0, what)
        if self.place < len(self.tokens):
            self.tokens[self.place].refused(what)
        last = self.tokens[-1]
        last.source.refused(last.end, what)

    def deeper(self) -> None:
        """Go one bracket deeper; raise where that is too deep."""
        self.depth += 1
        if self.depth > DEEPEST:
            self.refused(f"brackets stand deeper than {DEEPEST} in each other.")

    def span(self, start: int) -> Span:
        """From the token at ``start`` to the last that was taken."""
        first, last = self.tokens[min(start, len(self.tokens) - 1)], self.tokens[max(self.place - 1, start)]
        return Span(first.source, first.start, first.end) | Span(last.source, last.start, last.end)

    def scripted(self) -> bool:
        """Whether a script, a prime or the .T of code comes next."""
        return self.text in SCRIPTS or (self.text == "." and self.ahead(1) == "T")

    def scripts(self, body: Written, start: int) -> Written:
        """What was read, with the scripts and primes behind it."""
        primes, sub, sup = 0, None, None
        while self.scripted():
            mark = self.take()
            if mark.text == "'":
                primes += 1
                if primes > _MOST_PRIMES:
                    mark.refused(f"more than {_MOST_PRIMES} primes are not read.")
                continue
            script = self._script(over=mark.text == "^")
            if mark.text == "_":
                if sub is not None:
                    mark.refused("a second subscript; put the two into one.")
                sub = script
            elif re.fullmatch(r"(\\prime|')+", script.text):
                primes += len(re.findall(r"\\prime|'", script.text))
            elif sup is not None:
                mark.refused("a second superscript; put the two into one.")
            else:
                sup = script
        if primes == 0 and sub is None and sup is None:
            return body
        span = self.span(start)
        if isinstance(body, Name) and not (body.sub and sub) and not (body.sup and sup):
            return replace(body, span=span, primes=body.primes + primes, sub=body.sub or sub, sup=body.sup or sup)
        return Scripted(span, body, primes, sub, sup)

    def _script(self, over: bool = False) -> Script:
        start = self.place
        if not self.text:
            self.refused(f"a script was expected behind {self.tokens[start - 1].text}, but nothing follows.")
        if self.text == "{":
            end = group_end(self.tokens, self.place)
            inside = self.tokens[self.place + 1 : end]
            self.place = end + 1
            return Script.of(tuple(joined(inside, self.declared) if over else inside), self.span(start))
        token = self._single()
        if token.text in CLOSING or token.text in SCRIPTS[:2]:
            token.refused(f"a script was expected, but {token.text} came.")
        if token.text == "<":
            while self.text not in (">", ""):
                self.take()
            self.expected(">")
        run = letter_run(self.tokens, self.place - 1)
        if run in WORD_SCRIPTS:
            self.place += len(run) - 1
        if token.kind == "command" and self.text == "{" and token.text in {*STYLES, *WORDS, *ACCENTS}:
            self.place = group_end(self.tokens, self.place) + 1
        return Script.of(tuple(self.tokens[start : self.place]), self.span(start))

    def braced(self, of: Token) -> list[Token]:
        """The tokens of an argument: a group, or one token."""
        if self.text == "{":
            end = group_end(self.tokens, self.place)
            found = self.tokens[self.place + 1 : end]
            self.place = end + 1
            return found
        if self.place >= len(self.tokens):
            of.refused(f"{of.text} wants an argument, but the text ends.")
        token = self._single()
        if token.text in CLOSING:
            token.refused(f"{of.text} wants an argument, but {token.text} came.")
        return [token]

    def _single(self) -> Token:
        """The next token; of 12 without braces TeX takes the 1 alone."""
        token = self.take()
        if token.kind == "number" and len(token.text) > 1:
            first = token._replace(text=token.text[:1], end=token.start + 1)
            rest = token._replace(text=token.text[1:], start=token.start + 1, glued=True)
            self.tokens[self.place - 1 : self.place] = [first, rest]
            return first
        return token


def letter_run(tokens: Sequence[Token], place: int) -> str:
    """The plain letters that stand glued together from here on, as one word."""
    run = ""
    for token in tokens[place : place + 24]:
        if token.kind != "letter" or (run and not token.glued):
            break
        run += token.text
    return run


def joined(tokens: Sequence[Token], words: Collection[Sequence[str]]) -> list[Token]:
    """The tokens, each word as one of them: an exponent is read where the words are no longer at hand."""
    found: list[Token] = []
    place = 0
    while place < len(tokens):
        ahead = (word for word in words if [one.text for one in tokens[place : place + len(word)]] == [*word])
        count = len(next(ahead, ())) or 1
        first, last = tokens[place], tokens[place + count - 1]
        found.append(first._replace(text="".join(one.text for one in tokens[place : place + count]), end=last.end))
        place += count
    return found
