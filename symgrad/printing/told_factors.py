"""What the words of triangles, of vech and of factorizations mean: sentences for a legend."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

import sympy as sp

from symgrad.expressions.nodes import (
    Cholesky,
    Duplication,
    Elimination,
    OrthogonalFactor,
    Triangle,
    TriangularFactor,
    Unvech,
    Vech,
)
from symgrad.expressions.nodes.triangular import triangle_word


def told_factors(nodes: Iterable[Any], style: Any, spelled: Callable[[Any], str]) -> Iterator[str]:
    """A sentence for each of these words that stand in the nodes; ``spelled`` prints a node."""
    for node in nodes:
        if type(node) in _TOLD:
            yield _TOLD[type(node)](node, style, spelled)


def _triangle(node: Any, style: Any, spelled: Any) -> str:
    if node.weights[1] == sp.S.Half:
        return f"${style.half_triangle}(X)$ is the lower triangle of $X$ with half of its diagonal"
    side = "lower" if node.weights[0] else "upper"
    rest = "" if node.weights[1] else ", without the diagonal"
    return f"${style.word(triangle_word(node))}(X)$ is the {side} triangle of $X${rest}"


def _word(word: str, told: str) -> Callable[[Any, Any, Any], str]:
    return lambda node, style, spelled: f"${style.word(word)}{told}"


def _of_qr(letter: str, told: str) -> Callable[[Any, Any, Any], str]:
    def rule(node: Any, style: Any, spelled: Any) -> str:
        return (
            f"${style.indexed(style.word('qr'), [letter])}(A)$ is the {letter} of $A = Q R$, {told}, where the "
            f"diagonal of R is positive"
        )

    return rule


_STACKED = "${}$ has the entries on and below the diagonal, column by column"


def _duplication(node: Any, style: Any, spelled: Any) -> str:
    vec, vech = style.word("vec"), style.word("vech")
    return f"${vec}(S) = {spelled(node)} \\, {vech}(S)$ for a symmetric $S$; {_STACKED.format(vech)}"


def _elimination(node: Any, style: Any, spelled: Any) -> str:
    vec, vech = style.word("vec"), style.word("vech")
    return f"${vech}(X) = {spelled(node)} \\, {vec}(X)$; {_STACKED.format(vech)}"


_TOLD: Mapping[type, Callable[[Any, Any, Any], str]] = MappingProxyType(
    {
        Triangle: _triangle,
        Cholesky: _word("chol", r"(A)$ is the lower triangular factor of $A$, which times its transpose is $A$"),
        OrthogonalFactor: _of_qr("Q", "with orthonormal columns"),
        TriangularFactor: _of_qr("R", "upper triangular"),
        Vech: _word("vech", "(X)$ is the entries of $X$ on and below the diagonal, column by column"),
        Unvech: _word("unvech", "(x)$ is the lower triangular matrix with the entries $x$, column by column"),
        Duplication: _duplication,
        Elimination: _elimination,
    }
)
