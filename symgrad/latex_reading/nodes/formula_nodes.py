"""What a formula says as it is written: nodes that know where in the text they stand, and nothing of what they mean."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from symgrad.latex_reading.tex.tex_tokens import MOST_DIGITS, Source, Token, printable, spelled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

_MOST_SHOWN = 120  # characters of a formula that an error tells
_LONG_NUMBER = re.compile(rf"[0-9]{{{MOST_DIGITS + 1}}}")


@dataclass(frozen=True)
class Span:
    """From the first character of a node to behind its last."""

    source: Source
    start: int
    end: int

    @property
    def text(self) -> str:
        """What stands there."""
        return self.source.text[self.start : self.end]

    @property
    def shown(self) -> str:
        """The same as an error tells it: in one line, its beginning where it is long."""
        text = printable(" ".join(self.text.split()))
        return text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]} ..."

    def __or__(self, other: Span) -> Span:
        if other.source is not self.source:
            return self
        return Span(self.source, min(self.start, other.start), max(self.end, other.end))


@dataclass(frozen=True)
class Written:
    """Base of all nodes; two that say the same are equal wherever they stand."""

    span: Span = field(compare=False, repr=False)

    @cached_property
    def parts(self) -> tuple[Written, ...]:
        """The nodes right inside, in the order of the text."""
        found: list[Written] = []
        for one in fields(self):
            _collect(getattr(self, one.name), found)
        return tuple(found)

    def walk(self) -> Iterator[Written]:
        """This node and all that stand inside it."""
        waiting: list[Written] = [self]
        while waiting:
            node = waiting.pop()
            yield node
            waiting.extend(reversed(node.parts))

    def mapped(self, change: Callable[[Written], Written]) -> Written:
        """The same node with each node right inside it changed."""
        return replace(self, **{one.name: _mapped(getattr(self, one.name), change) for one in fields(self)})


Found = TypeVar("Found")


def _collect(value: Any, found: list[Written]) -> None:
    if isinstance(value, Written):
        found.append(value)
    elif isinstance(value, tuple):
        for one in value:
            _collect(one, found)


def _mapped(value: Any, change: Callable[[Written], Written]) -> Any:
    if isinstance(value, Written):
        return change(value)
    if type(value) is tuple:  # and no token, which is a tuple too
        return tuple(_mapped(one, change) for one in value)
    return value


@dataclass(frozen=True)
class Number(Written):
    """A number in digits, or infinity."""

    text: str


@dataclass(frozen=True)
class Script(Written):
    """A subscript or a superscript: its tokens, and the same as one string."""

    tokens: tuple[Token, ...] = field(compare=False, repr=False)
    text: str

    @classmethod
    def of(cls, tokens: tuple[Token, ...], span: Span) -> Script:
        """The script of these tokens."""
        text = spelled(tokens)
        if len(text) > MOST_DIGITS and _LONG_NUMBER.search(text):
            tokens[0].refused(f"a number in this script has more than {MOST_DIGITS} digits.")
        return cls(span, tokens, text)


_DISTINCT: Mapping[str, str] = MappingProxyType(
    {"calligraphic": r"\mathcal", "blackboard": r"\mathbb", "fraktur": r"\mathfrak"}
)


@dataclass(frozen=True)
class Name(Written):
    r"""A letter, a Greek one, or a word, with its accents, its type and its scripts: \tilde{\mathbf{h}}_t'^{(l)}."""

    base: str
    style: str = ""
    accents: tuple[str, ...] = ()
    primes: int = 0
    sub: Script | None = None
    sup: Script | None = None

    @property
    def bare(self) -> Name:
        """The same without scripts and primes."""
        return replace(self, primes=0, sub=None, sup=None)

    @property
    def scripts(self) -> tuple[str, ...]:
        """The texts of its scripts."""
        return tuple(one.text for one in (self.sub, self.sup) if one is not None)

    @property
    def stem(self) -> str:
        """The letter with its accents and primes; a calligraphic one is another letter than a plain one."""
        found = f"{_DISTINCT[self.style]}{{{self.base}}}" if self.style in _DISTINCT else self.base
        for accent in reversed(self.accents):
            found = rf"\{accent}{{{found}}}"
        return found + "'" * self.primes


@dataclass(frozen=True)
class Scripted(Written):
    """Scripts or primes behind something that is no name: (A x)^T."""

    body: Written
    primes: int = 0
    sub: Script | None = None
    sup: Script | None = None


@dataclass(frozen=True)
class Bracket(Written):
    """What stands in brackets; several things are separated by commas or by semicolons."""

    opening: str
    items: tuple[Written, ...]
    separator: str = ""


@dataclass(frozen=True)
class Product(Written):
    """Factors and the signs between them; ``signs[k]`` stands before ``factors[k + 1]``, "" where none is written."""

    factors: tuple[Written, ...]
    signs: tuple[str, ...]


@dataclass(frozen=True)
class Sum(Written):
    """Terms, each with its sign, "+" or "-"."""

    signs: tuple[str, ...]
    terms: tuple[Written, ...]


@dataclass(frozen=True)
class Fraction(Written):
    """One above the other, or one / the other."""

    above: Written
    below: Written


@dataclass(frozen=True)
class Root(Written):
    """A root; its degree is None for a square root."""

    body: Written
    degree: Written | None = None


@dataclass(frozen=True)
class Applied(Written):
    """A function that is known by its name, of its arguments: tanh, softmax, max."""

    function: Name
    arguments: tuple[Written, ...]


@dataclass(frozen=True)
class Big(Written):
    """A sum or a product over an index, or without one: what it runs over as it stands below and above."""

    kind: str
    sub: Script | None
    sup: Script | None
    body: Written


@dataclass(frozen=True)
class Fenced(Written):
    """Between bars: ``kind`` is "|" or "‖"."""

    kind: str
    body: Written


@dataclass(frozen=True)
class Array(Written):
    """A matrix written out, row by row; its brackets."""

    opening: str
    rows: tuple[tuple[Written, ...], ...]


@dataclass(frozen=True)
class Cases(Written):
    """Values and their conditions, each a comparison, or None for otherwise."""

    rows: tuple[tuple[Written, Written | None], ...]


@dataclass(frozen=True)
class Comparison(Written):
    """Two sides, or more, and the signs between them."""

    signs: tuple[str, ...]
    sides: tuple[Written, ...]


@dataclass(frozen=True)
class Joined(Written):
    """Conditions with one word between them, "and" or "or"."""

    word: str
    conditions: tuple[Written, ...]


@dataclass(frozen=True)
class Marked(Written):
    r"""A mark of a derivative before what it is of: \partial L, d W, \nabla_W L (``below`` is W), \delta h."""

    mark: str
    below: Written | None
    body: Written


@dataclass(frozen=True)
class Dots(Written):
    """Dots in a sum, a product or a list, that stand for what the reader is to see."""


@dataclass(frozen=True)
class Row(Written):
    """One equation as it is written: its sides, and the signs between them; ``label`` and ``tag`` where it has them.

    remark     what stands behind it in words: for t = 1, ..., T
    """

    sides: tuple[Written, ...]
    signs: tuple[str, ...]
    label: str = ""
    tag: str = ""
    remark: str = ""


def has_dots(node: Written) -> bool:
    """Whether dots stand in it."""
    return any(isinstance(one, Dots) for one in node.walk())


def first_factor(node: Written) -> Written:
    """The first factor of a product, of anything else itself."""
    return node.factors[0] if isinstance(node, Product) else node
