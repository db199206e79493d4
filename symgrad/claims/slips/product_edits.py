"""Slips of products, sums, brackets and exponents, each undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from symgrad.claims.marks.names_respelled import bare_spellings, without_exponent
from symgrad.claims.marks.tree_edits import (
    Edit,
    nodes_of,
    product,
    product_text,
    replaced,
    sign_start,
    sum_head,
    total,
    uses_in,
    whole,
    with_brackets,
    written,
)
from symgrad.claims.slips.edit_surroundings import Surroundings
from symgrad.latex_reading.nodes.formula_nodes import Span
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
        for count in (1, 2):
            for k in range(len(node.factors) - count + (count == 1)):
                rest = (*node.factors[:k], *node.factors[k + count :])
                own = node.signs[count:] if k == 0 else (*node.signs[: k - 1], *node.signs[k + count - 1 :])
                new = replaced(root, node, product(node.span, rest, own))
                first, last = node.factors[k], node.factors[k + count - 1]
                reason = f"the factor {written(first)} is too much" if count == 1 else "these factors are too much"
                yield Edit(new, _with_sign(node, k, count), "", reason, first.span | last.span)
    for node in nodes_of(root, Plus):
        for k, term in enumerate(node.terms):
            if len(node.terms) > 1:
                rest, own = (*node.terms[:k], *node.terms[k + 1 :]), (*node.signs[:k], *node.signs[k + 1 :])
                span = whole(with_brackets(term.span, node.span))
                told = replace(span, start=sign_start(span.source.text, span.start, node.span.start))
                ends = k == 0 and node.signs[1] == "+"
                end = whole(with_brackets(node.terms[1].span, node.span)).start if ends else span.end
                cut = replace(told, end=end)
                yield Edit(replaced(root, node, total(node.span, rest, own)), cut, "", "this term is too much", told)


def _with_sign(node: Times, k: int, count: int) -> Span:
    """Some factors with the sign between them and the rest, which has nothing to stand between without them."""
    spans = [whole(with_brackets(factor.span, node.span)) for factor in node.factors]
    if k:
        return replace(spans[k], start=spans[k - 1].end, end=spans[k + count - 1].end)
    return replace(spans[0], end=spans[count].start) if count < len(spans) else spans[0]


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
    factors = {id(factor) for node in nodes_of(root, Times) for factor in node.factors}
    for node in nodes_of(root, Constant):
        value = Fraction(node.text) if node.text not in ("pi", "e", "inf") else None
        for other in () if value is None else (value / 2, value * 2, value + 1, value - 1, -value):
            if other == 1 and id(node) in factors:
                continue  # it is too much
            new = Constant(node.span, str(other))
            yield Edit(replaced(root, node, new), node.span, str(other), "the number is wrong")
