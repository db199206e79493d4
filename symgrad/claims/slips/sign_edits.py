"""Slips of sign, of time and of transposes, each undone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from symgrad.claims.marks.names_respelled import bare_spellings, retimed
from symgrad.claims.marks.tree_edits import (
    Edit,
    bracketed,
    in_place,
    nodes_of,
    replaced,
    sign_start,
    stands_in_braces,
    sum_head,
    sum_text,
    uses_in,
    whole,
    with_brackets,
    written,
)
from symgrad.claims.slips.edit_surroundings import Surroundings, spelled
from symgrad.latex_reading.nodes.meanings import (
    Affine,
    Constant,
    Derivative,
    Meaning,
    Plus,
    Power,
    SumOver,
    Transposed,
    Use,
)

_ENDS = ((0, 1), (1, 0), (0, -1), (-1, 0), (1, 1), (-1, -1))  # the steps from 0 to T - 1 are all steps too


_BEHIND_A_TERM = re.compile(r"[A-Za-z0-9)\]}]\s*$")  # one of dW = dW - a, too, though dW is taken away


def signs(root: Meaning, around: Surroundings) -> Iterator[Edit]:
    """A plus for a minus."""
    for node in nodes_of(root, Plus):
        for k, sign in enumerate(node.signs):
            other = "-" if sign == "+" else "+"
            new = replace(node, signs=(*node.signs[:k], other, *node.signs[k + 1 :]))
            span = whole(with_brackets(node.terms[k].span, node.span))
            shown = replace(span, start=sign_start(span.source.text, span.start, node.span.start))
            stands_first = k == 0 and not _BEHIND_A_TERM.search(shown.source.text[: shown.start])
            text = ("" if stands_first and other == "+" else f"{other} ") + span.text.strip()
            yield Edit(replaced(root, node, new), shown, text, "the sign is wrong")
    if not isinstance(root, Plus):
        yield Edit(Plus(root.span, ("-",), (root,)), root.span, f"- {bracketed(root)}", "the sign is wrong")


def whole_sign(root: Meaning, around: Surroundings) -> Iterator[Edit]:
    """The two sides of a difference changed."""
    for node in nodes_of(root, Plus):
        if len(node.terms) == 2 and node.signs == ("+", "-"):
            new = Plus(node.span, node.signs, node.terms[::-1])
            yield Edit(
                replaced(root, node, new),
                node.span,
                in_place(node, sum_text(new.terms, new.signs), always=False),
                "the sign is wrong",
            )


def times(root: Meaning, around: Surroundings) -> Iterator[Edit]:
    """One step earlier or later."""
    for node in nodes_of(root, SumOver):
        for low, high in _ENDS:
            if node.low is None or node.high is None:
                continue
            new = replace(
                node,
                low=Affine(node.low.letter, node.low.offset + low),
                high=Affine(node.high.letter, node.high.offset + high),
            )
            text = sum_head(new) + written(node.body)
            yield Edit(replaced(root, node, new), node.span, text, "the range of the index is wrong")
    known = around.values.world.forward.times
    for use in uses_in(root):
        if use.time is not None and use.time.letter:
            for shift in (-1, 1):
                new = replace(use, time=Affine(use.time.letter, use.time.offset + shift))
                yield Edit(replaced(root, use, new), use.span, spelled(around, new, use), "the index of time is wrong")
        elif use.time is None and use.variable in around.values.world.forward.timed:
            for letter in known:
                new = replace(use, time=Affine(letter, -1))
                yield Edit(replaced(root, use, new), use.span, spelled(around, new, use), "the index of time is wrong")
    for node in nodes_of(root, Derivative):
        if isinstance(node.below, Use) and node.below.time is not None:
            for shift in (-1, 1):
                below = replace(node.below, time=Affine(node.below.time.letter, node.below.time.offset + shift))
                text = retimed(written(node), node.below.time, below.time)  # type: ignore[arg-type]
                yield Edit(
                    replaced(root, node, replace(node, below=below)), node.span, text, "the index of time is wrong"
                )
    for node in nodes_of(root, Power):
        if isinstance(node.exponent, Plus | Use) and any(uses_in(node.exponent)):
            for sign in "+-":
                exponent = Plus(node.exponent.span, ("+", sign), (node.exponent, Constant(node.exponent.span, "1")))
                text = f"{written(node.exponent)}{sign}1"
                text = text if stands_in_braces(node.exponent.span) else f"{{{text}}}"
                yield Edit(replaced(root, node.exponent, exponent), node.exponent.span, text, "the exponent is wrong")


def transposes(root: Meaning, around: Surroundings) -> Iterator[Edit]:
    """A transpose too many, or too few."""
    flipped = {id(node.body) for node in nodes_of(root, Transposed)}
    bare = {id(use): text for use, text in bare_spellings(root)}
    for node in nodes_of(root, Transposed):
        text = bare.get(id(node.body), written(node.body))
        yield Edit(replaced(root, node, node.body), node.span, text, "this transpose does not belong here")
    for use in root.walk():
        if isinstance(use, Use | Derivative) and id(use) not in flipped and not getattr(use, "entries", ()):
            new = Transposed(use.span, use)
            text = written(use)
            held = rf"\left({text}\right)" if r"\nabla" in text else f"{{{text}}}" if "^" in text else text
            text = f"{held}^T"  # behind \nabla L it would be that of L
            yield Edit(replaced(root, use, new), use.span, text, "a transpose is missing")
