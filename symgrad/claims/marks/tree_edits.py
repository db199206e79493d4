"""Formulas changed in one place: the new formula, and how the place reads before and after."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from symgrad.latex_reading.nodes.formula_nodes import Span
from symgrad.latex_reading.nodes.meanings import Affine, Compared, Meaning, Plus, Power, SumOver, Times, Transposed, Use

_EXPONENT = re.compile(
    r"(.*?)\s*(?:\^\s*(?:\{[^{}]*\}|\\[A-Za-z]+|[A-Za-z0-9]|\{\\[a-z]+\{?T\}?\})|'|\^\s*\{\\prime\})", re.DOTALL
)


@dataclass(frozen=True)
class Edit:
    """One change of a formula.

    formula  the whole formula after it
    span     what is changed, as it is written
    text     what stands there instead
    reason   what was wrong, in words
    """

    formula: Meaning
    span: Span
    text: str
    reason: str


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
    return node.span.text.strip()


def product_text(factors: tuple[Meaning, ...], signs: tuple[str, ...]) -> str:
    """A product of factors as they are written."""
    text = bracketed(factors[0])
    for sign, factor in zip(signs, factors[1:], strict=True):
        text += f" {sign} {bracketed(factor)}" if sign else f" {bracketed(factor)}"
    return text


def bracketed(node: Meaning) -> str:
    """A factor as it is written, in brackets where it is a sum without them, or the condition of an indicator."""
    text = written(node)
    if isinstance(node, Compared):
        start, end = node.span.start - _BRACKET, node.span.end + _BRACKET
        return with_brackets(node.span, replace(node.span, start=max(start, 0), end=end)).text.strip()
    closed = text.startswith(("(", r"\left(", "[", "{")) and text.endswith((")", "]", "}"))
    return rf"\left({text}\right)" if isinstance(node, Plus) and not closed else text


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


def retimed(text: str, old: Affine, new: Affine) -> str:
    """A name as written, at another time."""
    before, after = str(old), str(new)
    letter = re.escape(old.letter)
    shift = rf"\s*[+-]\s*{abs(old.offset)}" if old.offset else ""
    found = re.sub(rf"(?<![A-Za-z\\]){letter}{shift}(?![A-Za-z])", lambda _: after, text, count=1)
    if len(after) > 1:
        found = re.sub(rf"([_^]){re.escape(after)}", lambda match: f"{match[1]}{{{after}}}", found)
    return found if found != text else text.replace(before, after, 1)


def relettered(text: str, old: Sequence[Affine | Meaning], new: Sequence[Affine | Meaning]) -> str:
    """A name as written, at other entries: the letters in its last script that are indices, exchanged."""
    letters = r"([,\s]*)".join(re.escape(str(place)) for place in old)
    found = list(re.finditer(letters, text[1:])) if old and len(old) == len(new) else []
    if not found:
        return f"{text}_{{{''.join(map(str, new))}}}"
    last = found[-1]
    between = ("", *(last.groups()))
    after = "".join(sign + str(place) for sign, place in zip(between, new, strict=True))
    return text[: last.start() + 1] + after + text[last.end() + 1 :]


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


def sum_head(node: SumOver) -> str:
    """The sign of a sum or a product, with what it runs over."""
    command = r"\sum" if node.kind == "sum" else r"\prod"
    below = f"_{{{node.letter}={node.low}}}" if node.low is not None else f"_{{{node.letter}}}"
    return f"{command}{below}" + (f"^{{{node.high}}} " if node.high is not None else " ")


def around_name(root: Meaning, use: Meaning, text: str) -> str:
    """The text of a name with the superscripts that stand behind it as written: a transpose, a power."""
    for node in _ancestors(root, use):
        if node.span != use.span:
            break
        if isinstance(node, Transposed | Power):
            cut = _EXPONENT.fullmatch(written(node))
            other = "^T" if isinstance(node, Transposed) else f"^{{{written(node.exponent)}}}"
            mark = written(node)[cut.end(1) :].strip() if cut else other  # as the author writes it
            inside = f"{{{text}}}" if isinstance(node, Transposed) else f"({text})"
            text = f"{inside}{mark}" if "^" in text and "^" in mark else f"{text}{mark}"
    return text


def _ancestors(root: Meaning, target: Meaning) -> list[Meaning]:
    """The nodes around one, the innermost first."""
    for part in root.parts:
        if part is target:
            return [root]
        found = _ancestors(part, target)
        if found:
            return [*found, root]
    return []


def bare_spellings(root: Meaning) -> Iterator[tuple[Use, str]]:
    """Each use of a variable with how it is written, without a transpose or a power behind it."""
    inside = {id(node.body): node for node in root.walk() if isinstance(node, Transposed | Power)}
    for use in uses_in(root):
        outer = inside.get(id(use))
        text = written(use)
        if outer is not None and outer.span == use.span:
            cut = _EXPONENT.fullmatch(text)
            if cut is None:
                continue
            text = cut[1]
        yield use, text


def without_exponent(node: Power) -> str:
    """What is raised, as it is written."""
    cut = _EXPONENT.fullmatch(written(node)) if node.body.span == node.span else None
    return cut[1] if cut else bracketed(node.body)


def in_place(node: Meaning, text: str) -> str:
    """The text of a sum in brackets, the author's own where he has some."""
    match = re.fullmatch(
        r"((?:\\left|\\[Bb]igg?l?)?\s*\().*?((?:\\right|\\[Bb]igg?r?)?\s*\))", written(node), re.DOTALL
    )
    return f"{match[1]}{text}{match[2]}" if match else f"({text})"


def raised_text(node: Meaning) -> str:
    """The square of a factor: h^2 of a plain name, (h_t^{(l)})^2 of any other."""
    text = written(node)
    return f"{text}^2" if re.fullmatch(r"\\?[A-Za-z]+(?:_(?:\w|\{[^{}^]*\}))?", text) else f"({text})^2"
