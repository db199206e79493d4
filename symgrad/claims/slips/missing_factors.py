"""Factors that are missing, each put where it may belong."""

from __future__ import annotations

from collections.abc import Iterator

from symgrad.claims.marks.names_respelled import around_name, bare_spellings
from symgrad.claims.marks.tree_edits import Edit, bracketed, nodes_of, replaced, uses_in, written
from symgrad.claims.slips.edit_surroundings import Surroundings
from symgrad.latex_reading.names.bound_letters import free_letters
from symgrad.latex_reading.nodes.meanings import (
    Call,
    Constant,
    Divided,
    Meaning,
    Plus,
    Power,
    SumOver,
    Times,
    Use,
)


def inserted(root: Meaning, around: Surroundings) -> Iterator[Edit]:
    """A factor that is missing: a name, a slope, a number, a function around a name."""
    factors = list(_factors(around))
    places = [root, *(term for node in nodes_of(root, Plus) for term in node.terms)]
    places += [node.body for node in nodes_of(root, SumOver)]
    products = list(nodes_of(root, Times))
    places += [factor for node in products for factor in node.factors]
    tight = {id(factor) for node in products if {*node.signs} != {r"\odot"} for factor in node.factors}
    for place in dict.fromkeys(map(id, places)):
        node = next(one for one in places if id(one) == place)
        for factor, text in factors:
            new = Times(node.span, (node, factor), (r"\odot",))
            is_number = isinstance(factor, Constant | Divided)
            sign = "" if isinstance(factor, Use) and around.shapes.get(factor.variable) == (1, 1) else r"\odot "
            shown = f"{text} {bracketed(node)}" if is_number else f"{bracketed(node)} {sign}{text}"
            shown = f"({shown})" if id(node) in tight and not is_number else shown  # the other factors bind tighter
            yield Edit(replaced(root, node, new), node.span, shown, f"the factor {text} is missing")
    bare = {id(use): text for use, text in bare_spellings(root)}
    for use in uses_in(root):
        for function, sign in (("tanh", r"\tanh"), ("sigmoid", r"\sigma")):
            call = Call(use.span, function, (use,))
            text = f"{sign}({bare.get(id(use), written(use))})"
            yield Edit(replaced(root, use, call), use.span, around_name(root, use, text), f"{text} is meant")


def squared(text: str) -> str:
    """The square of a name."""
    return f"{text}^2" if "^" not in text else f"({text})^2"


def _factors(around: Surroundings) -> Iterator[tuple[Meaning, str]]:
    span = around.claim.right.span
    one = Constant(span, "1")
    for number in ("2", "1/2", "-1"):
        yield Constant(span, number), {"1/2": r"\frac{1}{2}", "-1": "(-1)"}.get(number, number)
    for size in around.values.world.sizes:
        if isinstance(size, str):
            yield Divided(span, one, Use(span, size)), rf"\frac{{1}}{{{size}}}"
    left = {*free_letters(around.claim.left)}
    times = around.values.world.forward.times
    for use, text in around.spellings.items():
        shape = (1, 1) if use.entries else around.shapes.get(use.variable)
        if shape is None or (use.time is not None and use.time.letter not in times):
            continue
        if left - times and shape != (1, 1):
            continue
        yield use, text
        square = Power(span, use, Constant(span, "2"))
        yield Plus(span, ("+", "-"), (one, square)), f"(1 - {squared(text)})"
        slope = Times(span, (use, Plus(span, ("+", "-"), (one, use))), (r"\odot",))
        yield slope, rf"{text} \odot (1 - {text})"
        yield Plus(span, ("+", "-"), (one, use)), f"(1 - {text})"
