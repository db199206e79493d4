"""What fractions, brackets, bars, arrays, cases and sums over an index mean."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from symgrad.latex_reading.conditions_read import all_hold, cases, comparison, indicator, joined
from symgrad.latex_reading.formula_nodes import (
    Array,
    Big,
    Bracket,
    Cases,
    Comparison,
    Dots,
    Fenced,
    Fraction,
    Joined,
    Marked,
    Name,
    Number,
    Product,
    Root,
    Script,
    Scripted,
    Span,
    Sum,
    Written,
)
from symgrad.latex_reading.meanings import (
    Affine,
    Call,
    Constant,
    Derivative,
    Divided,
    EntryOf,
    Kronecker,
    Meaning,
    Part,
    Plus,
    Power,
    Stacked,
    Transposed,
    Use,
)
from symgrad.latex_reading.scripts_parted import range_of, script_parts, shifted, single_letters
from symgrad.latex_reading.sums_resolved import Resolves, big

LOSSES = frozenset(
    {"L", r"\mathcal{L}", "E", "J", r"\ell", r"\mathcal{J}", r"\mathcal{E}", "Loss", "loss"}
    | {"Cost", "cost", "C", "NLL", "CE"}
)


def number(reader: Resolves, node: Number) -> Meaning:
    """Digits; a name where the caller says what they stand for, as the number of a node."""
    if node.text in reader.conventions:
        return Use(node.span, node.text)
    return Constant(node.span, node.text)


def total(reader: Resolves, node: Sum) -> Meaning:
    """Terms with their signs."""
    return Plus(node.span, node.signs, tuple(map(reader.meaning, node.terms)))


def fraction(reader: Resolves, node: Fraction) -> Meaning:
    """A quotient, or a derivative where it is one of marks."""
    above, below = _differential(node.above), _differential(node.below)
    if above is not None and below is not None:
        return _derivative(reader, node, above, below)
    return Divided(node.span, reader.meaning(node.above), reader.meaning(node.below))


def _differential(node: Written) -> tuple[str, tuple[Written, ...]] | None:
    """The mark, "partial" or "d", and what it is of; nothing where the mark stands alone."""
    if isinstance(node, Marked) and node.mark.startswith("partial") and node.below is None:
        return node.mark, (node.body,)
    if isinstance(node, Name) and node.bare == node and node.base in (r"\partial", "d"):
        return ("partial" if node.base == r"\partial" else "d"), ()
    if isinstance(node, Product):
        first = _differential(node.factors[0])
        if first is not None and first[0] == "d" and not first[1] and not any(node.signs):
            return "d", node.factors[1:]
        if first is not None and first[0] == "partial" and all(isinstance(one, Marked) for one in node.factors):
            return "partial", (*first[1], *(one.body for one in node.factors[1:] if isinstance(one, Marked)))
        if first is not None and first[0].startswith("partial") and first[1]:
            return first[0], (*first[1], *node.factors[1:])
    return None


def _derivative(
    reader: Resolves, node: Fraction, above: tuple[str, tuple[Written, ...]], below: tuple[str, tuple[Written, ...]]
) -> Meaning:
    order = 2 if "2" in above[0] else 1
    if order == 2 and not _twice(below[1]):
        return node.span.source.refused(node.span.start, "of second derivatives only those by one name twice are read.")
    if not below[1]:
        node.span.source.refused(node.span.start, "this derivative does not say by what it is taken.")
    variable = reader.meaning(below[1][0])
    if not above[1]:
        # \frac{\partial}{\partial W} L: the factor behind is what is differentiated; product() sees to it.
        return Derivative(node.span, None, variable, partial=above[0] == "partial")
    flipped = isinstance(variable, Transposed) and order == 1
    if isinstance(variable, Transposed) or (order == 2 and isinstance(variable, Power)):
        variable = variable.body
    of = reader.meaning(above[1][0])
    if len(above[1]) > 1 and not _says_arguments(reader, above[1]):
        signs = node.above.signs if isinstance(node.above, Product) else ("",) * (len(above[1]) - 1)
        of = reader.meaning(Product(node.above.span, above[1], signs))
    found = Derivative(node.span, of, variable, above[0] == "partial", order)
    return Transposed(node.span, found) if flipped else found


def _says_arguments(reader: Resolves, above: tuple[Written, ...]) -> bool:
    """Whether what is differentiated is a name with its arguments in brackets behind it, which say nothing: L(W)."""
    name, *rest = above
    return isinstance(name, Name) and not reader.is_function(name) and all(isinstance(one, Bracket) for one in rest)


def _twice(below: tuple[Written, ...]) -> bool:
    """Whether a second derivative is by one name: \\partial x \\partial x^T, or \\partial x^2."""
    names = [one.body if isinstance(one, Marked) else one for one in below]
    if len(names) == 1:
        return isinstance(names[0], Name) and names[0].sup is not None and names[0].sup.text == "2"
    return len(names) == 2 and all(isinstance(one, Name) for one in names) and len({one.bare for one in names}) == 1  # type: ignore[attr-defined]


def marked(reader: Resolves, node: Marked) -> Meaning:
    """A nabla of the loss; a bar over more than a name is refused."""
    if node.mark in ("nabla", "nabla2") and node.below is not None:
        order = 2 if node.mark.endswith("2") else 1
        return Derivative(node.span, reader.meaning(node.body), reader.meaning(node.below), order=order)
    if node.mark == "partial" and node.below is not None:
        return Derivative(node.span, reader.meaning(node.body), reader.meaning(node.below), partial=True)
    if node.mark == "nabla" and isinstance(node.body, Name):
        return Derivative(node.span, None, reader.meaning(node.body))
    return node.span.source.refused(
        node.span.start, f"the mark {node.mark} over this means nothing here; give what it stands for a name."
    )


def bracket(reader: Resolves, node: Bracket) -> Meaning:
    """One thing in brackets is itself; several in square ones stand one below the other."""
    if len(node.items) == 1:
        inner = node.items[0]
        if isinstance(inner, Comparison):
            return comparison(reader, inner)
        found = reader.meaning(inner)
        return replace(found, span=node.span) if isinstance(found, Plus) else found
    if all(isinstance(one, Comparison) for one in node.items):
        return all_hold(reader, node)
    if node.opening == "<" and len(node.items) == 2:
        return Call(node.span, "inner", tuple(map(reader.meaning, node.items)))
    return Stacked(node.span, tuple((reader.meaning(item),) for item in node.items))


def scripted(reader: Resolves, node: Scripted) -> Meaning:
    """Scripts behind brackets, fractions, bars: a transpose, a power, an entry."""
    if node.sub is not None and "=" in node.sub.text and isinstance(node.body, Number) and node.body.text == "1":
        return indicator(node.sub)  # 1_{i=k}
    if isinstance(node.body, Bracket) and node.body.opening == "<" and node.sub is not None and node.sub.text == "F":
        return raised(reader, node, Call(node.span, "dot", tuple(map(reader.meaning, node.body.items))))
    if isinstance(node.body, Fenced):
        below = re.sub(r"\\(?:textrm|mathrm|text|rm)\{?|[{}]", "", node.sub.text if node.sub else "")
        kind = f"{node.body.kind}{below}"
        found: Meaning = Call(node.span, f"norm {kind}", (reader.meaning(node.body.body),))
    else:
        found = reader.meaning(node.body)
        part = range_of(node.sub.text) if node.sub is not None else None
        if part is not None:
            found = Part(node.span, found, *part)
        elif node.sub is not None:
            places = entries(node.sub)
            if len(places) == 2 and node.sup is not None and reader.letters.is_transpose(node.sup.text):
                return EntryOf(node.span, Transposed(node.span, found), places)  # (W)^T_{jk} is an entry of W^T
            found = EntryOf(node.span, found, places)
    return raised(reader, node, found)


def raised(reader: Resolves, node: Scripted, found: Meaning) -> Meaning:
    """What was read, with the superscript of this node."""
    if node.primes:
        node.span.source.refused(
            node.span.start, "a prime behind a bracket means nothing here; write it behind the function."
        )
    if node.sup is None:
        return found
    if reader.letters.is_transpose(node.sup.text):
        return Transposed(node.span, found)
    if node.sup.text in ("-T", r"-\top"):
        return Transposed(node.span, Power(node.span, found, Constant(node.span, "-1")))
    if node.sup.text in reader.indices:
        return EntryOf(node.span, found, entries(node.sup))
    return powered(reader, node.sup, node.span, found)


def powered(reader: Resolves, sup: Script, span: Span, found: Meaning) -> Meaning:
    r"""A power: of every entry where its sign says so, x^{\odot 2} and x^{\circ \gamma}."""
    entrywise = len(sup.tokens) > 1 and sup.tokens[0].text in (r"\odot", r"\circ")
    if not entrywise:
        return Power(span, found, reader.script(sup))
    rest = Script.of(sup.tokens[1:], sup.span)
    number = re.fullmatch(r"-?\d+(?:/\d+)?", rest.text)
    return Power(span, found, Constant(sup.span, rest.text) if number else reader.script(rest), True)


def entries(script: Script) -> tuple[Affine, ...]:
    """The indices of a subscript: ij, or i+1,j, or 2."""
    found: list[Affine] = []
    for part in script_parts(script.text):
        shift = shifted(part)
        if shift is not None:
            found.append(Affine(*shift))
        elif part.isdecimal():
            found.append(Affine("", int(part)))
        elif letters := single_letters(part):
            found += map(Affine, letters)
        else:
            script.span.source.refused(script.span.start, f"an index was expected, but {part} came.")
    if not found:
        script.span.source.refused(script.span.start, "an index was expected, but nothing stands here.")
    return tuple(found)


def fenced(reader: Resolves, node: Fenced) -> Meaning:
    """A norm, an absolute value, a determinant."""
    return Call(node.span, f"norm {node.kind}", (reader.meaning(node.body),))


def root(reader: Resolves, node: Root) -> Meaning:
    """A root."""
    body = reader.meaning(node.body)
    if node.degree is None:
        return Call(node.span, "sqrt", (body,))
    return Power(node.span, body, Divided(node.span, Constant(node.span, "1"), reader.meaning(node.degree)))


def array(reader: Resolves, node: Array) -> Meaning:
    """A matrix written out."""
    return Stacked(node.span, tuple(tuple(map(reader.meaning, row)) for row in node.rows))


def dots(reader: Resolves, node: Dots) -> Meaning:
    """Dots stand for what a reader is to guess, and this one does not."""
    node.span.source.refused(node.span.start, "dots are not read; write the sum with \\sum, or every term.")


def kronecker(node: Name) -> Kronecker | None:
    """The delta of two indices."""
    if node.base != r"\delta" or node.sub is None or node.sup is not None or node.accents:
        return None
    found = entries(node.sub)
    return Kronecker(node.span, *found) if len(found) == 2 else None


FORMS: Mapping[type, Callable[[Any, Any], Meaning]] = MappingProxyType(
    {
        Number: number, Sum: total, Fraction: fraction, Marked: marked, Bracket: bracket, Scripted: scripted,
        Fenced: fenced,
        Root: root, Array: array, Cases: cases, Comparison: comparison, Joined: joined, Dots: dots, Big: big,
    }
)  # fmt: skip
