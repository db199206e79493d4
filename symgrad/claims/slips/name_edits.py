"""Slips of slopes, of names and of indices, each undone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from symgrad.claims.marks.names_respelled import bare_spellings
from symgrad.claims.marks.tree_edits import (
    Edit,
    bracketed,
    in_place,
    nodes_of,
    product,
    raised_text,
    replaced,
    uses_in,
    whole,
    written,
)
from symgrad.claims.slips.edit_surroundings import Surroundings, spelled
from symgrad.latex_reading.names.bound_letters import free_letters
from symgrad.latex_reading.nodes.meanings import (
    Affine,
    Call,
    Constant,
    Derivative,
    Meaning,
    Plus,
    Power,
    SumOver,
    Times,
    Use,
)


def slopes(root: Meaning, around: Surroundings) -> Iterator[Edit]:
    """A function for its slope, a slope for a function; the slope of one function for that of another."""
    bare = {id(use): text for use, text in bare_spellings(root)}
    for node in nodes_of(root, Call):
        for primes in (0,) if node.primes else (1,):
            text = _slope_text(node, primes)
            reason = "the slope is meant, not the function" if primes else "the function is meant, not its slope"
            yield Edit(replaced(root, node, replace(node, primes=primes)), node.span, text, reason)
    for node in nodes_of(root, Plus):
        if len(node.terms) == 2 and isinstance(node.terms[0], Constant) and node.signs == ("+", "-"):
            second = node.terms[1]
            one = node.terms[0]
            if isinstance(second, Power):
                new = Plus(node.span, node.signs, (one, second.body))
                text = in_place(node, f"1 - {bare.get(id(second.body), written(second.body))}")
                yield Edit(replaced(root, node, new), node.span, text, "the slope is wrong")
            else:
                raised = Power(second.span, second, Constant(second.span, "2"))
                new = Plus(node.span, node.signs, (one, raised))
                text = in_place(node, f"1 - {raised_text(second)}")
                yield Edit(replaced(root, node, new), node.span, text, "the slope is wrong")
    yield from _products_of_slopes(root)


_SLOPES = {"log": r"\frac{{1}}{{{0}}}", "sin": r"\cos({0})", "cos": r"-\sin({0})"}  # none writes them with a prime


def _slope_text(node: Call, primes: int) -> str:
    """A function of arguments as its author writes it, or its slope."""
    inner = ", ".join(map(written, node.arguments))
    if primes and node.function in _SLOPES:
        return _SLOPES[node.function].format(inner)
    start, first = whole(node.span).start, whole(node.arguments[0].span).start
    name = node.span.source.text[start:first] if start < first else written(node)
    name = re.sub(r"\s*(?:\\left|\\[Bb]igg?l?)?\s*\(?\s*$", "", name.split("(")[0]).rstrip("'")
    return f"{name}{chr(39) * primes}({inner})"


def _products_of_slopes(root: Meaning) -> Iterator[Edit]:
    """s (1 - s) where 1 - s^2 belongs."""
    for node in nodes_of(root, Times):
        for k, (left, right) in enumerate(zip(node.factors, node.factors[1:], strict=False)):
            if (
                isinstance(right, Plus)
                and len(right.terms) == 2
                and right.terms[1] == left
                and right.signs == ("+", "-")
            ):
                square = Plus(
                    right.span, right.signs, (right.terms[0], Power(left.span, left, Constant(left.span, "2")))
                )
                factors = (*node.factors[:k], square, *node.factors[k + 2 :])
                own = (*node.signs[:k], *node.signs[k + 1 :])
                new = product(node.span, factors, own)
                yield Edit(
                    replaced(root, node, new), left.span | right.span, f"(1 - {raised_text(left)})",
                    "that is the slope of a sigmoid; here the slope is 1 - tanh^2",
                )  # fmt: skip


def names(root: Meaning, around: Surroundings) -> Iterator[Edit]:
    """One name for another of the same shape."""
    times_of = [Affine(letter, shift) for letter in around.values.world.forward.times for shift in (0, -1, 1)]
    timed = around.values.world.forward.timed
    marks = around.values.meant.marks
    left = around.claim.left
    own_name = left.variable if isinstance(left, Use) else ""  # a claim is no answer to itself
    for use in uses_in(root):
        shape = around.shapes.get(use.variable)
        for other, own in sorted(around.shapes.items(), key=lambda one: _stem(one[0]) != _stem(use.variable)):
            if (own != shape and around.fits) or other in (use.variable, own_name):
                continue
            moments: list[Affine | None] = (
                [use.time] if use.time is not None and other in timed | marks.keys() else [None]
            )
            if use.time is None and other in timed:
                moments = [*times_of[:1], None]
            for moment in moments:
                new = replace(use, variable=other, time=moment)
                yield Edit(replaced(root, use, new), use.span, spelled(around, new, use), "another name belongs here")
    for node in nodes_of(root, Derivative):
        if isinstance(node.below, Use):
            shape = around.shapes.get(node.below.variable)
            for other, own in around.shapes.items():
                if own == shape and other != node.below.variable and other not in marks:
                    new = replace(node, below=replace(node.below, variable=other))
                    text = written(node).replace(written(node.below), spelled(around, new.below, node.below))
                    yield Edit(replaced(root, node, new), node.span, text, "another name belongs here")


def _stem(name: str) -> str:
    """A name without its scripts: a slip is likelier in these."""
    return re.split("[_^]", name)[0]


def indices(root: Meaning, around: Surroundings) -> Iterator[Edit]:
    """Two indices exchanged, or one letter for another."""
    letters = [*free_letters(around.claim.left), *(node.letter for node in nodes_of(root, SumOver))]
    for use in uses_in(root):
        if len(use.entries) == 2:
            new = replace(use, entries=use.entries[::-1])
            yield Edit(replaced(root, use, new), use.span, spelled(around, new, use), "the indices are exchanged")
        for k, place in enumerate(use.entries):
            for letter in letters:
                if isinstance(place, Affine) and place.letter != letter:
                    own = (*use.entries[:k], Affine(letter, place.offset), *use.entries[k + 1 :])
                    new = replace(use, entries=own)
                    yield Edit(replaced(root, use, new), use.span, spelled(around, new, use), "the index is wrong")
    size = around.values.size  # a letter that is a number, the T of the last step, counts nothing
    left = free_letters(around.claim.left)
    extra = [letter for letter in free_letters(root) if letter not in left and size(letter) is None]
    for letter in extra:
        for node in (root, *nodes_of(root, Times)):
            if letter in free_letters(node):
                new = replaced(root, node, SumOver(node.span, "sum", letter, None, None, node))
                text = rf"\sum_{{{letter}}} {bracketed(node)}"
                yield Edit(new, node.span, text, f"the sum over {letter} is missing")
