"""Slips of products, sums, brackets and exponents, each undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from symgrad.claims.marks.tree_edits import (
    Edit,
    bare_spellings,
    nodes_of,
    product,
    product_text,
    replaced,
    sign_start,
    sum_head,
    total,
    uses_in,
    with_brackets,
    without_exponent,
    written,
)
from symgrad.claims.slips.edit_surroundings import Surroundings
from symgrad.latex_reading.nodes.meanings import (
    Constant,
    Meaning,
    Plus,
    Power,
    SumOver,
    Times,
)


def operators(root: Meaning, around: Surroundings) -> Iterator[Edit]:
    """A product for a sum, a sum for a product; an entrywise product for one of matrices."""
    for node in nodes_of(root, SumOver):
        other = "product" if node.kind == "sum" else "sum"
        turned = replace(node, kind=other)
        text = sum_head(turned) + written(node.body)
        yield Edit(replaced(root, node, turned), node.span, text, f"a {other} belongs here")
    for node in nodes_of(root, Times):
        for k in range(1, len(node.factors)):
            left = product(node.span, node.factors[:k], node.signs[: k - 1])
            right = product(node.span, node.factors[k:], node.signs[k:])
            first = product_text(node.factors[:k], node.signs[: k - 1])
            text = f"{first} + {product_text(node.factors[k:], node.signs[k:])}"
            new: Meaning = Plus(node.span, ("+", "+"), (left, right))
            yield Edit(replaced(root, node, new), node.span, text, "the two add up")
            for sign in (r"\odot", ""):
                if node.signs[k - 1] != sign:
                    own = (*node.signs[: k - 1], sign, *node.signs[k:])
                    text = product_text(node.factors, own)
                    yield Edit(
                        replaced(root, node, replace(node, signs=own)),
                        node.span,
                        text,
                        "the product is of another kind",
                    )
            swapped = (*node.factors[: k - 1], node.factors[k], node.factors[k - 1], *node.factors[k + 1 :])
            new = replace(node, factors=swapped)
            yield Edit(
                replaced(root, node, new), node.span, product_text(swapped, node.signs), "the factors are exchanged"
            )


def dropped(root: Meaning, around: Surroundings) -> Iterator[Edit]:
    """A factor or a term too many."""
    for node in nodes_of(root, Times):
        for k, factor in enumerate(node.factors):
            rest = (*node.factors[:k], *node.factors[k + 1 :])
            own = node.signs[1:] if k == 0 else (*node.signs[: k - 1], *node.signs[k:])
            new = product(node.span, rest, own)
            yield Edit(
                replaced(root, node, new),
                factor.span,
                "",
                f"the factor {written(factor)} is too much",
            )
        for k in range(len(node.factors) - 2):
            rest = (*node.factors[:k], *node.factors[k + 2 :])
            own = node.signs[2:] if k == 0 else (*node.signs[: k - 1], *node.signs[k + 1 :])
            span = node.factors[k].span | node.factors[k + 1].span
            yield Edit(replaced(root, node, product(node.span, rest, own)), span, "", "these factors are too much")
    for node in nodes_of(root, Plus):
        for k, term in enumerate(node.terms):
            if len(node.terms) > 1:
                rest, own = (*node.terms[:k], *node.terms[k + 1 :]), (*node.signs[:k], *node.signs[k + 1 :])
                span = with_brackets(term.span, node.span)
                span = replace(span, start=sign_start(span.source.text, span.start, node.span.start))
                yield Edit(replaced(root, node, total(node.span, rest, own)), span, "", "this term is too much")


def brackets(root: Meaning, around: Surroundings) -> Iterator[Edit]:
    """A factor that belongs to a whole sum and not to one term, or the other way round."""
    for node in nodes_of(root, Plus):
        for k, term in enumerate(node.terms):
            if not isinstance(term, Times):
                continue
            for cut in range(1, len(term.factors)):
                for keep, move in (((0, cut), (cut, None)), ((cut, None), (0, cut))):
                    kept, moved = term.factors[slice(*keep)], term.factors[slice(*move)]
                    inside = product(term.span, kept, term.signs[: len(kept) - 1] if keep[0] == 0 else term.signs[cut:])
                    out = product(term.span, moved, term.signs[cut:] if move[0] else term.signs[: cut - 1])
                    terms = (*node.terms[:k], inside, *node.terms[k + 1 :])
                    bracket = Plus(node.span, node.signs, terms)
                    sign = term.signs[cut - 1]
                    pair = (bracket, out) if move[0] else (out, bracket)
                    new = Times(node.span, pair, (sign,))
                    inner = "".join(
                        (f" {s} " if n or s == "-" else "")
                        + (product_text(kept, (r"\odot",) * (len(kept) - 1)) if n == k else written(t))
                        for n, (s, t) in enumerate(zip(node.signs, node.terms, strict=True))
                    )
                    shown = product_text(moved, (sign,) * (len(moved) - 1))
                    text = (
                        rf"\left({inner.strip()}\right) {sign} {shown}"
                        if move[0]
                        else rf"{shown} {sign} \left({inner.strip()}\right)"
                    )
                    yield Edit(
                        replaced(root, node, new),
                        node.span,
                        text,
                        "a bracket is misplaced: the factor belongs to the whole sum",
                    )


def exponents(root: Meaning, around: Surroundings) -> Iterator[Edit]:
    """Another exponent."""
    bare = {id(use): text for use, text in bare_spellings(root)}
    for node in nodes_of(root, Power):
        text = bare.get(id(node.body)) or without_exponent(node)
        yield Edit(replaced(root, node, node.body), node.span, text, "the exponent is wrong")
        for text in ("2", "3", "-1", "1/2", "-1/2", "-3/2"):
            new = replace(node, exponent=Constant(node.exponent.span, text))
            yield Edit(replaced(root, node, new), node.exponent.span, text, "the exponent is wrong")
    for use in uses_in(root):
        for text in ("2", "3"):
            new = Power(use.span, use, Constant(use.span, text))
            yield Edit(replaced(root, use, new), use.span, f"({written(use)})^{text}", "the exponent is missing")
    for node in nodes_of(root, Constant):
        value = Fraction(node.text) if node.text not in ("pi", "e", "inf") else None
        for other in () if value is None else (value / 2, value * 2, value + 1, value - 1, -value):
            new = Constant(node.span, str(other))
            yield Edit(replaced(root, node, new), node.span, str(other), "the number is wrong")
