"""What fractions, brackets, bars, arrays, cases and sums over an index mean."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from symgrad.latex_reading.nodes.formula_nodes import (
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
    Scripted,
    Sum,
    Written,
)
from symgrad.latex_reading.nodes.meanings import (
    Call,
    Constant,
    Derivative,
    Divided,
    Meaning,
    Plus,
    Power,
    Stacked,
    Transposed,
    Use,
)
from symgrad.latex_reading.resolving.conditions_read import all_hold, cases, comparison, joined
from symgrad.latex_reading.resolving.scripts_resolved import part_of, scripted
from symgrad.latex_reading.resolving.sums_resolved import Resolves, big

LOSSES = frozenset(
    {"L", r"\mathcal{L}", "E", "J", r"\ell", r"\mathcal{J}", r"\mathcal{E}", "Loss", "loss"}
    | {"Cost", "cost", "C", "NLL", "CE"}
)


def is_called_loss(name: str) -> bool:
    """Whether a name is one that losses have, whatever its scripts."""
    return name.split("_")[0].split("^")[0] in LOSSES


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
    if (above is None or below is None) and r"\delta" not in reader.letters.marks:
        above, below = _variation(node.above), _variation(node.below)
    if above is not None and below is not None:
        return _derivative(reader, node, above, below)
    return Divided(node.span, reader.meaning(node.above), reader.meaning(node.below))


def _differential(node: Written) -> tuple[str, tuple[Written, ...]] | None:
    """The mark, "partial" or "d", and what it is of; nothing where the mark stands alone."""
    if isinstance(node, Marked) and node.mark.startswith("partial") and node.below is None:
        return node.mark, (node.body,)
    if isinstance(node, Name) and node.sub is None and node.base in (r"\partial", "d"):
        mark = "partial" if node.base == r"\partial" else "d"
        if node.bare == node or (node.sup is not None and node.sup.text == "2" and not node.primes):
            return mark + ("2" if node.sup is not None else ""), ()
    if isinstance(node, Product):
        first = _differential(node.factors[0])
        if first is not None and first[0] == "d" and not first[1] and not any(node.signs):
            return "d", node.factors[1:]
        if first is not None and first[0] == "partial" and all(isinstance(one, Marked) for one in node.factors):
            return "partial", (*first[1], *(one.body for one in node.factors[1:] if isinstance(one, Marked)))
        if first is not None and first[0].startswith("partial") and first[1]:
            return first[0], (*first[1], *node.factors[1:])
    return None


def _variation(node: Written) -> tuple[str, tuple[Written, ...]] | None:
    r"""What a \delta that is no name of its own stands before: \delta C of \frac{\delta C}{\delta y_i}."""
    if not isinstance(node, Product) or len(node.factors) != 2 or node.signs[0]:
        return None
    mark, of = node.factors
    if isinstance(mark, Name) and mark.base == r"\delta" and mark.bare == mark and isinstance(of, Name):
        return "partial", (of,)
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
        by = variable.body if order == 2 and isinstance(variable, Power | Transposed) else variable
        return Derivative(node.span, None, by, above[0] == "partial", order)
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
        body = node.body if isinstance(node.body, Name) else None
        whole = Derivative(node.span, reader.meaning(node.body), reader.meaning(node.below), order=order)
        part = None if body is None else part_of(replace(whole, above=reader.meaning(body.bare)), body.sup)
        return part or whole
    if node.mark == "partial" and node.below is not None:
        return Derivative(node.span, reader.meaning(node.body), reader.meaning(node.below), partial=True)
    if node.mark == "nabla" and isinstance(node.body, Name) and node.body.base in reader.letters.arguments:
        arguments = reader.letters.arguments[node.body.base]
        if len(arguments) > 1:
            node.span.source.refused(node.span.start, "this nabla does not say by which argument it is taken.")
        return Derivative(node.span, reader.meaning(node.body), reader.meaning(arguments[0]))
    if node.mark == "nabla" and isinstance(node.body, Name):
        return Derivative(node.span, None, reader.meaning(node.body))
    return node.span.source.refused(
        node.span.start, f"the mark {node.mark} over this means nothing here; give what it stands for a name."
    )


def says_argument(reader: Resolves, here: Marked, behind: Bracket) -> bool:
    r"""Whether the bracket behind \nabla f holds what f is defined for; at another name nothing is known of it."""
    if here.mark != "nabla" or here.below is not None or not isinstance(here.body, Name):
        return False
    own = reader.letters.arguments.get(here.body.base)
    if own is None or own == behind.parts or not all(isinstance(one, Name) for one in behind.parts):
        return own is not None and own == behind.parts
    told = ", ".join(one.span.shown for one in own)
    return here.span.source.refused(
        here.span.start, f"this nabla is read at {told}, for which its function is defined."
    )


def of_number(here: Written, found: Derivative) -> bool:
    """Whether a mark stands before a number: what it is of is the product that begins with it."""
    number = found.above is not None and not any(isinstance(one, Use | Call) for one in found.above.walk())
    return isinstance(here, Marked) and number


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


FORMS: Mapping[type, Callable[[Any, Any], Meaning]] = MappingProxyType(
    {
        Number: number, Sum: total, Fraction: fraction, Marked: marked, Bracket: bracket, Scripted: scripted,
        Fenced: fenced, Joined: joined,
        Root: root, Array: array, Cases: cases, Comparison: comparison, Dots: dots, Big: big,
    }
)  # fmt: skip
