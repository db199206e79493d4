r"""What a left side makes a name of, though it is none by itself: sigma^2 = ..., \log f = ..., \delta \log f = ..."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from symgrad.latex_reading.meanings import Call, Constant, Meaning, Power, Statement, Times, Use

_MARKS = frozenset({r"\delta", r"\Delta"})


@dataclass(frozen=True)
class _Found:
    r"""What is defined in one text.

    squares   variables whose square is a name
    logs      variables whose logarithm is a name
    free      those of them that nothing else defines: such an f is exp(\log f)
    marked    marks and variables, \delta \log f
    wholes    logarithms of more than a variable, \log p(x \mid z), as they are spelled
    """

    squares: frozenset[str]
    logs: frozenset[str]
    free: frozenset[str]
    marked: frozenset[tuple[str, str]]
    wholes: Mapping[Meaning, str]


def squares_named(statements: Sequence[Statement], declared: Collection[str] = ()) -> tuple[Statement, ...]:
    """The statements with each such expression as a variable; ``declared`` are those whose shape the caller says."""
    named = naming_of(statements, declared)
    return tuple(replace(one, left=named(one.left), right=named(one.right)) for one in statements)


def naming_of(statements: Sequence[Statement], declared: Collection[str] = ()) -> Callable[[Meaning], Meaning]:
    """What puts the variables that these statements define for the expressions that stand for them."""
    lefts = [one.left for one in statements]
    defined = {left.variable for left in lefts if isinstance(left, Use)}
    squares = {_inside(left).variable for left in lefts if _is_square(left)} - defined
    logs = {_inside(left).variable for left in lefts if _is_log(left)}
    logs |= {name.removeprefix(r"\log ") for name in declared if name.startswith(r"\log ")}
    marked = {
        pair for left in lefts if isinstance(left, Times) and len(left.factors) == 2 and (pair := _marked(left, 0))
    }
    wholes: dict[Meaning, str] = {
        left: " ".join(left.span.text.split())
        for left in lefts
        if isinstance(left, Call) and left.function == "log" and not left.primes and not _is_log(left)
    }
    found = _Found(
        frozenset(squares), frozenset(logs), frozenset(logs.difference(defined, declared)), frozenset(marked),
        wholes,
    )  # fmt: skip
    return (lambda node: _named(node, found)) if squares or logs or marked or wholes else (lambda node: node)


def _is_log(node: Meaning) -> bool:
    return isinstance(node, Call) and node.function == "log" and not node.primes and isinstance(node.arguments[0], Use)


def _is_square(node: Meaning) -> bool:
    return isinstance(node, Power) and node.exponent == Constant(node.span, "2") and isinstance(node.body, Use)


def _inside(node: Meaning) -> Use:
    """The variable of a square or a logarithm."""
    inner = node.parts[0]
    assert isinstance(inner, Use)
    return inner


def _marked(node: Times, k: int) -> tuple[str, str] | None:
    r"""The mark and the variable of \delta \log f, where the k-th factor begins one."""
    if k + 1 >= len(node.factors) or node.signs[k]:
        return None
    mark, behind = node.factors[k : k + 2]
    if isinstance(mark, Use) and mark.variable in _MARKS and not mark.entries and _is_log(behind):
        return mark.variable, _inside(behind).variable
    return None


def _named(node: Any, found: _Found) -> Any:
    if isinstance(node, tuple):
        return tuple(_named(one, found) for one in node)
    if not isinstance(node, Meaning):
        return node
    if isinstance(node, Call) and node.function == "log" and found.wholes and node in found.wholes:
        return Use(node.span, found.wholes[node])
    if _is_log(node) and _inside(node).variable in found.logs:
        return replace(_inside(node), span=node.span, variable=rf"\log {_inside(node).variable}")
    if (
        isinstance(node, Power)
        and isinstance(node.body, Use)
        and _is_square(node)
        and _inside(node).variable in found.squares
    ):
        return replace(node.body, span=node.span, variable=f"{node.body.variable}^{{2}}")
    if isinstance(node, Use) and node.variable in found.squares:
        return Call(node.span, "sqrt", (replace(node, variable=f"{node.variable}^{{2}}"),))
    if isinstance(node, Use) and node.variable in found.free:
        return Call(node.span, "exp", (replace(node, variable=rf"\log {node.variable}"),))
    if isinstance(node, Times) and found.marked:
        node = _with_marks(node, found)
        if not isinstance(node, Times):
            return node
    return replace(
        node, **{one.name: _named(getattr(node, one.name), found) for one in fields(node) if one.name != "span"}
    )


def _with_marks(node: Times, found: _Found) -> Meaning:
    r"""The product with each \delta \log f as one factor."""
    factors, signs = list(node.factors), list(node.signs)
    k = 0
    while k < len(factors):
        pair = _marked(Times(node.span, tuple(factors), tuple(signs)), k)
        if pair in found.marked:
            mark, inner = factors[k], _inside(factors[k + 1])
            own = rf"{pair[0]} \log {pair[1]}"
            factors[k : k + 2] = [replace(inner, span=mark.span | factors[k + 1].span, variable=own)]
            del signs[k]
        k += 1
    return factors[0] if len(factors) == 1 else replace(node, factors=tuple(factors), signs=tuple(signs))
