"""Primes as transposes, W' for W^T, where conventions say that they are."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from symgrad.latex_reading.nodes.formula_nodes import Name, Script, Scripted, Span, Written
from symgrad.latex_reading.resolving.functions_called import SIGMOIDS
from symgrad.latex_reading.tex.tex_spellings import FUNCTIONS
from symgrad.latex_reading.tex.tex_tokens import Source, tokens_of

PRIME = "'"


def primes_flipped(conventions: Mapping[str, str]) -> Callable[[Written], Written]:
    """What makes a prime behind anything but a function a transpose; without such a convention it changes nothing."""
    if conventions.get(PRIME) != "transpose":
        return lambda node: node
    functions = {name for name, value in conventions.items() if value.endswith("function")} | SIGMOIDS
    return lambda node: _flipped(node, functions)


def _flipped(node: Written, functions: Collection[str]) -> Written:
    inside = node.mapped(lambda one: _flipped(one, functions))
    if not isinstance(inside, Name | Scripted) or inside.primes != 1:
        return inside
    if isinstance(inside, Name) and (inside.base.removeprefix("\\") in FUNCTIONS or inside.base in functions):
        return inside
    body = replace(inside, primes=0)
    if inside.sup is None:
        return replace(body, sup=_transpose(inside.span))
    return Scripted(inside.span, body, 0, None, _transpose(inside.span))


def _transpose(span: Span) -> Script:
    return Script.of(tuple(tokens_of(Source(r"\top"))), span)
