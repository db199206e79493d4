"""Names as their author writes them: at another time, at other entries, with the transpose or the power behind them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from symgrad.claims.marks.tree_edits import bracketed, uses_in, written
from symgrad.latex_reading.nodes.meanings import Affine, Meaning, Power, Transposed, Use

_EXPONENT = re.compile(
    r"(.*?)\s*(?:\^\s*(?:\{[^{}]*\}|\\[A-Za-z]+|[A-Za-z0-9]|\{\\[a-z]+\{?T\}?\})|'|\^\s*\{\\prime\})", re.DOTALL
)


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
    """A name as written, at other entries: the letters in its scripts that are indices, exchanged."""
    found = _places_of(text, [str(place) for place in old]) if old and len(old) == len(new) else None
    if found is None:
        return f"{text}_{{{''.join(map(str, new))}}}"
    for (start, end), place in sorted(zip(found, new, strict=True), key=lambda one: -one[0][0]):
        put = str(place)
        alone = len(put) > 1 and text[start - 1] in "_^"
        text = text[:start] + (f"{{{put}}}" if alone else put) + text[end:]
    return text


def _places_of(text: str, letters: Sequence[str]) -> list[tuple[int, int]] | None:
    """Where the letters of indices stand, together in one script, or each in one of its own; None where not so."""
    joint = list(re.finditer(r"([,\s]*)".join(f"({re.escape(letter)})" for letter in letters), text[1:]))
    if joint:
        spans = [joint[-1].span(k) for k in range(1, 2 * len(letters), 2)]
        return [(start + 1, end + 1) for start, end in spans]
    apart: list[tuple[int, int]] = []
    for letter in letters:  # the first stands in the first script, or above: x^{(n)}_i
        shown = re.finditer(rf"(?<=[_^{{(,\[]){re.escape(letter)}(?![A-Za-z])", text)
        place = next((one.span() for one in shown if one.span() not in apart), None)
        if place is None:
            return None
        apart.append(place)
    return apart


def around_name(root: Meaning, use: Meaning, text: str) -> str:
    """The text of a name with the superscripts that stand behind it as written: a transpose, a power."""
    for node in _ancestors(root, use):
        if node.span != use.span:
            break
        if isinstance(node, Transposed | Power):
            _, mark = parted(node)
            other = r"^T" if isinstance(node, Transposed) else f"^{{{written(node.exponent)}}}"
            mark = mark or other  # as the author writes it
            inside = f"{{{text}}}" if isinstance(node, Transposed) else f"({text})"
            if mark[0] in "^'":
                text = f"{inside}{mark}" if "^" in text and "^" in mark else f"{text}{mark}"
            else:  # a part of a script: h^{(t)\top}
                text = f"{text[:-1]}{mark}}}" if _ENDS_RAISED.search(text) else f"{inside}^{{{mark}}}"
    return text


_ENDS_RAISED = re.compile(r"\^\s*\{[^{}]*\}$")
_JOINED = re.compile(
    r"(.*\^\s*\{\s*[^{}\s].*?)\s*(\\top|\\intercal|\\mathsf\{?\s*T\}?|\\mathrm\{?\s*T\}?|(?<=[)\]])\s*[T\d])\s*\}",
    re.DOTALL,
)


def parted(node: Transposed | Power) -> tuple[str, str]:
    r"""What is transposed or raised, and the mark behind it, as they are written: "" for a mark that is not found.

    Of h^{(t)\top} the mark is the last part of a script.
    """
    text = written(node)
    joined = _JOINED.fullmatch(text) if node.body.span == node.span else None
    if joined is not None:
        return f"{joined[1]}}}", joined[2].strip()
    cut = _EXPONENT.fullmatch(text)
    return (cut[1], text[cut.end(1) :].strip()) if cut else ("", "")


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
            text, mark = parted(outer)
            if not mark:
                continue
        yield use, text


def without_exponent(node: Power) -> str:
    """What is raised, as it is written."""
    text, mark = parted(node) if node.body.span == node.span else ("", "")
    return text if mark else bracketed(node.body)
