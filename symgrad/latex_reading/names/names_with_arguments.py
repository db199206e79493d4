r"""Scripts behind a name and its arguments, \phi(q)^t and {\phi(q)}_t, as those of the name: \phi^t(q)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from symgrad.latex_reading.nodes.formula_nodes import Bracket, Name, Product, Row, Scripted, Written
from symgrad.latex_reading.tex.tex_spellings import FUNCTIONS


def scripts_moved(rows: Sequence[Row]) -> Callable[[Written], Written]:
    """What moves the scripts of names that left sides define with several arguments, each a name: phi(q) and phi(k)."""
    defined: dict[str, set[str]] = {}
    for row in rows:
        for name, bracket, _ in _with_arguments(row.sides[0]):
            defined.setdefault(name.base, set()).add(",".join(item.base for item in bracket.items))  # type: ignore[attr-defined]
    words = frozenset(word for word, arguments in defined.items() if len(arguments) > 1)
    return (lambda node: _moved(node, words)) if words else (lambda node: node)


def _with_arguments(node: Written) -> Iterator[tuple[Name, Bracket, Scripted]]:
    """The name, its arguments and what bears the scripts, where this is such a formula."""
    if isinstance(node, Scripted) and isinstance(node.body, Product) and len(node.body.factors) == 2:
        name, bracket = node.body.factors
        if _takes_names(name, bracket) and not node.body.signs[0]:
            yield name, bracket, node  # type: ignore[misc]
    if isinstance(node, Product) and len(node.factors) == 2 and not node.signs[0]:
        name, behind = node.factors
        if isinstance(behind, Scripted) and _takes_names(name, behind.body):
            yield name, behind.body, behind  # type: ignore[misc]


def _takes_names(name: Written, bracket: Written) -> bool:
    return (
        isinstance(name, Name)
        and name.bare == name
        and name.base.removeprefix("\\") not in FUNCTIONS
        and isinstance(bracket, Bracket)
        and all(isinstance(item, Name) for item in bracket.items)
    )


def _moved(node: Written, words: frozenset[str]) -> Written:
    inside = node.mapped(lambda one: _moved(one, words))
    if isinstance(inside, Scripted):
        for name, bracket, own in _with_arguments(inside):
            if name.base in words:
                return Product(inside.span, (_scripted(name, own), bracket), ("",))
    if not isinstance(inside, Product):
        return inside
    factors = list(inside.factors)
    for k in range(len(factors) - 1):
        pair = Product(inside.span, (factors[k], factors[k + 1]), (inside.signs[k],))
        for name, bracket, own in _with_arguments(pair):
            if name.base in words:
                factors[k : k + 2] = [_scripted(name, own), bracket]
    found: list[Written] = []
    signs: list[str] = []
    for k, factor in enumerate(factors):
        signs += inside.signs[k - 1 : k] if k else ()
        if isinstance(factor, Product) and _is_moved(factor, words):  # it stands among the other factors
            found += factor.factors
            signs += factor.signs
        else:
            found.append(factor)
    return replace(inside, factors=tuple(found), signs=tuple(signs))


def _is_moved(node: Product, words: frozenset[str]) -> bool:
    """Whether this is a name with its arguments alone."""
    name, behind = node.factors[:2]
    return len(node.factors) == 2 and isinstance(name, Name) and name.base in words and isinstance(behind, Bracket)


def _scripted(name: Name, own: Scripted) -> Name:
    return replace(name, span=name.span | own.span, primes=own.primes, sub=own.sub, sup=own.sup)
