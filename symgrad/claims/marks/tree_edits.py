"""Formulas changed in one place: the new formula, and how the place reads before and after."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, replace
from typing import Any

from symgrad.latex_reading.nodes.formula_nodes import Span
from symgrad.latex_reading.nodes.meanings import Compared, Meaning, Plus, SumOver, Times, Use


@dataclass(frozen=True)
class Edit:
    """One change of a formula.

    formula  the whole formula after it
    span     what is changed, as it is written
    text     what stands there instead
    reason   what was wrong, in words
    term     what is at fault, where that is less than what is changed
    """

    formula: Meaning
    span: Span
    text: str
    reason: str
    term: Span | None = None


def mapped(node: Any, change: Callable[[Meaning], Meaning]) -> Any:
    """A formula with each node changed, from the leaves up."""
    if isinstance(node, tuple):
        return tuple(mapped(one, change) for one in node)
    if not isinstance(node, Meaning):
        return node
    own = {one.name: mapped(getattr(node, one.name), change) for one in fields(node) if one.name != "span"}
    return change(replace(node, **own))


def replaced(root: Any, target: Meaning, new: Meaning) -> Any:
    """A formula with one node, told by identity, replaced; what holds it not stays the same object."""
    if root is target:
        return new
    if isinstance(root, tuple):
        parts = tuple(replaced(one, target, new) for one in root)
        return root if all(one is other for one, other in zip(parts, root, strict=True)) else parts
    if not isinstance(root, Meaning):
        return root
    own = {one.name: getattr(root, one.name) for one in fields(root) if one.name != "span"}
    changed = {name: part for name, old in own.items() if (part := replaced(old, target, new)) is not old}
    return replace(root, **changed) if changed else root


def written(node: Meaning) -> str:
    """A formula as its author wrote it."""
    return whole(node.span).text.strip()


_SIZE = re.compile(r"\\(?:left|[Bb]igg?l?)\s*$")
_LONGEST_SIZE = 10


def whole(span: Span) -> Span:
    r"""What stands there with the \left before its first bracket, whose \right stands within."""
    before = span.source.text[max(span.start - _LONGEST_SIZE, 0) : span.start]
    size = _SIZE.search(before) if span.text[:1] in ("(", "[", "\\", "|") else None
    return span if size is None else replace(span, start=span.start - len(before) + size.start())


def product_text(factors: tuple[Meaning, ...], signs: tuple[str, ...]) -> str:
    """A product of factors as they are written."""
    text = factor_text(factors[0])
    for sign, factor in zip(signs, factors[1:], strict=True):
        text += f" {sign} {factor_text(factor)}" if sign else f" {factor_text(factor)}"
    return text


def factor_text(node: Meaning) -> str:
    """A factor as it is written, in brackets where it is a sum or a product: the author's own, where he has some."""
    if not isinstance(node, Times):
        return bracketed(node)
    text = with_brackets(node.span, _around(node.span)).text.strip()
    return text if _is_closed(text) else rf"\left({text}\right)"


def _around(span: Span) -> Span:
    """What stands there and a bracket on each side."""
    return replace(span, start=max(span.start - _BRACKET, 0), end=span.end + _BRACKET)


def _is_closed(text: str) -> bool:
    """Whether the bracket with which a text begins is closed by the one with which it ends."""
    if not re.match(r"(?:\\left|\\[Bb]igg?l?)?\s*(?:\\\{|[(\[{])", text):
        return False
    depth, last = 0, len(text) - 1
    for k, sign in enumerate(text):
        depth += (sign in "([{") - (sign in ")]}")
        if sign in ")]}" and not depth:
            return k == last
    return False


def bracketed(node: Meaning) -> str:
    """A factor as it is written, in brackets where it is a sum without them, or the condition of an indicator."""
    text = written(node)
    if isinstance(node, Compared):
        return with_brackets(node.span, _around(node.span)).text.strip()
    return rf"\left({text}\right)" if isinstance(node, Plus) and not _is_closed(text) else text


def sum_text(terms: tuple[Meaning, ...], signs: tuple[str, ...]) -> str:
    """A sum of terms as they are written."""
    text = ""
    for sign, term in zip(signs, terms, strict=True):
        text += f" {sign} {written(term)}" if text else ("-" if sign == "-" else "") + written(term)
    return text


def product(span: Span, factors: tuple[Meaning, ...], signs: tuple[str, ...]) -> Meaning:
    """A product, or its one factor."""
    return factors[0] if len(factors) == 1 else Times(span, factors, signs)


def total(span: Span, terms: tuple[Meaning, ...], signs: tuple[str, ...]) -> Meaning:
    """A sum, or its one term."""
    return terms[0] if len(terms) == 1 and signs[0] == "+" else Plus(span, signs, terms)


def nodes_of(root: Meaning, kind: type[Any]) -> Iterator[Any]:
    """The nodes of a kind, outermost first."""
    return (node for node in root.walk() if isinstance(node, kind))


def uses_in(root: Meaning) -> Iterator[Use]:
    """The uses of variables."""
    return nodes_of(root, Use)


def sign_start(text: str, start: int, first: int) -> int:
    """Where the sign before a term stands."""
    place = start
    while place > first and (text[place - 1].isspace() or text[place - 1] in "&{}"):
        place -= 1
    return place - 1 if place > first and text[place - 1] in "+-" else start


_BRACKET = 10  # letters of a bracket and its size
_OPENING = re.compile(r"(?:\\left|\\[Bb]igg?l?)?\s*(?:[(\[]|\\\{)\s*$")
_CLOSING = re.compile(r"\s*(?:\\right|\\[Bb]igg?r?)?\s*(?:[)\]]|\\\})")


def with_brackets(span: Span, within: Span) -> Span:
    """A term with the brackets that stand directly round it, inside the whole."""
    text = span.source.text
    while True:
        before = _OPENING.search(text[within.start : span.start])
        behind = _CLOSING.match(text[: within.end], span.end)
        if before is None or behind is None:
            return span
        span = replace(span, start=within.start + before.start(), end=behind.end())


def stands_in_braces(span: Span) -> bool:
    """Whether braces stand directly round this."""
    text = span.source.text
    return text[: span.start].rstrip().endswith("{") and text[span.end :].lstrip().startswith("}")


def sum_head(node: SumOver) -> str:
    """The sign of a sum or a product, with what it runs over."""
    command = r"\sum" if node.kind == "sum" else r"\prod"
    below = f"_{{{node.letter}={node.low}}}" if node.low is not None else f"_{{{node.letter}}}"
    return f"{command}{below}" + (f"^{{{node.high}}} " if node.high is not None else " ")


def in_place(node: Meaning, text: str, *, always: bool = True) -> str:
    """The text of a sum in brackets, the author's own where he has some; else in new ones, where it always has some."""
    if not _is_closed(written(node)):
        return f"({text})" if always else text
    match = _BRACKETS.fullmatch(written(node))
    return f"{match[1]}{text}{match[2]}" if match else f"({text})"


_BRACKETS = re.compile(r"((?:\\left|\\[Bb]igg?l?)?\s*[(\[]).*?((?:\\right|\\[Bb]igg?r?)?\s*[)\]])", re.DOTALL)


def raised_text(node: Meaning) -> str:
    """The square of a factor: h^2 of a plain name, (h_t^{(l)})^2 of any other."""
    text = written(node)
    return f"{text}^2" if re.fullmatch(r"\\?[A-Za-z]+(?:_(?:\w|\{[^{}^]*\}))?", text) else f"({text})^2"
