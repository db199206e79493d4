r"""What a left side makes a name of, though it is none by itself: sigma^2 = ..., \log f = ..., \delta \log f = ..."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from symgrad.errors import LatexSyntaxError
from symgrad.latex_reading.nodes.meanings import Call, Constant, Meaning, Power, Statement, Times, Use

_MARKS = frozenset({r"\delta", r"\Delta"})


@dataclass(frozen=True)
class _Found:
    r"""What is defined in one text.

    squares   variables whose square is a name
    logs      variables whose logarithm is a name
    free      those of them that nothing else defines: such an f is exp(\log f)
    marked    marks and variables, \delta \log f; or a mark and a longer logarithm
    wholes    logarithms of more than a variable, \log p(x \mid z), as they are spelled
    """

    squares: frozenset[str]
    logs: frozenset[str]
    free: frozenset[str]
    marked: frozenset[tuple[str, str | Meaning]]
    wholes: Mapping[Meaning, str]


def squares_named(statements: Sequence[Statement], declared: Collection[str] = ()) -> tuple[Statement, ...]:
    """The statements with each such expression as a variable; ``declared`` are those whose shape the caller says."""
    named = naming_of(statements, declared)
    return tuple(replace(one, left=named(one.left), right=named(one.right)) for one in statements)


def naming_of(
    statements: Sequence[Statement], declared: Collection[str] = (), names: Sequence[Meaning] = ()
) -> Callable[[Meaning], Meaning]:
    """What puts the variables that these statements define, or the caller names, for the expressions they stand for."""
    lefts = [*(one.left for one in statements), *names]
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


def logs_named(names: Collection[str], read: Callable[[str], Meaning]) -> list[Meaning]:
    r"""The logarithms, or their marks, that the caller gives as names: \delta \log \lvert J \rvert."""
    found = []
    for name in names:
        if r"\log" in name and not name.startswith(r"\log "):
            with contextlib.suppress(LatexSyntaxError):  # what is no formula is a name that nothing uses
                found.append(read(name))
    return found


def _is_log(node: Meaning) -> bool:
    return isinstance(node, Call) and node.function == "log" and not node.primes and isinstance(node.arguments[0], Use)


def _is_square(node: Meaning) -> bool:
    return isinstance(node, Power) and node.exponent == Constant(node.span, "2") and isinstance(node.body, Use)


def _inside(node: Meaning) -> Use:
    """The variable of a square or a logarithm."""
    inner = node.parts[0]
    assert isinstance(inner, Use)
    return inner


def _marked(node: Times, k: int) -> tuple[str, str | Meaning] | None:
    r"""The mark and the variable of \delta \log f, where the k-th factor begins one."""
    if k + 1 >= len(node.factors) or node.signs[k]:
        return None
    mark, behind = node.factors[k : k + 2]
    if not isinstance(mark, Use) or mark.variable not in _MARKS or mark.entries:
        return None
    if not isinstance(behind, Call) or behind.function != "log" or behind.primes:
        return None
    return mark.variable, _inside(behind).variable if _is_log(behind) else behind


def _named(node: Any, found: _Found) -> Any:
    if isinstance(node, tuple):
        return tuple(_named(one, found) for one in node)
    if not isinstance(node, Meaning):
        return node
    if isinstance(node, Call) and node.function == "log" and found.wholes and node in found.wholes:
        return Use(node.span, found.wholes[node])
    node = _apart(node, found)
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
        node = _with_marks(_flat(node, found), found)
        if not isinstance(node, Times):
            return node
    return replace(
        node, **{one.name: _named(getattr(node, one.name), found) for one in fields(node) if one.name != "span"}
    )


def _apart(node: Meaning, found: _Found) -> Meaning:
    r"""\log f x is (\log f) x where \log f is a name and f is none."""
    if not isinstance(node, Call) or node.function != "log" or node.primes or not isinstance(node.arguments[0], Times):
        return node
    product = node.arguments[0]
    first = product.factors[0]
    if isinstance(first, Use) and first.variable in found.free:
        return replace(product, factors=(replace(node, arguments=(first,)), *product.factors[1:]))
    for whole in (*found.wholes, *(of for _, of in found.marked if isinstance(of, Call))):
        inner = whole.parts[0]
        own = inner.factors if isinstance(inner, Times) else (inner,)
        count = len(own)
        if product.factors[:count] == own and len(product.factors) > count:
            log = replace(node, arguments=(inner,), span=whole.span)
            return replace(product, factors=(log, *product.factors[count:]), signs=product.signs[count - 1 :])
    return node


def _flat(node: Times, found: _Found) -> Times:
    """The product with the factors of such logarithms among its own."""
    factors, signs = list[Meaning](), list[str]()
    for k, factor in enumerate(node.factors):
        own = _apart(factor, found)
        signs += node.signs[k - 1 : k] if k else ()
        if isinstance(own, Times) and own is not factor:
            factors += own.factors
            signs += own.signs
        else:
            factors.append(own)
    return replace(node, factors=tuple(factors), signs=tuple(signs))


def _with_marks(node: Times, found: _Found) -> Meaning:
    r"""The product with each \delta \log f as one factor."""
    factors, signs = list(node.factors), list(node.signs)
    k = 0
    while k < len(factors):
        pair = _marked(Times(node.span, tuple(factors), tuple(signs)), k)
        if pair in found.marked and pair is not None:
            span = factors[k].span | factors[k + 1].span
            text = rf"\log {pair[1]}" if isinstance(pair[1], str) else " ".join(pair[1].span.text.split())
            own = _inside(factors[k + 1]) if isinstance(pair[1], str) else Use(span, "")
            factors[k : k + 2] = [replace(own, span=span, variable=f"{pair[0]} {text}")]
            del signs[k]
        k += 1
    return factors[0] if len(factors) == 1 else replace(node, factors=tuple(factors), signs=tuple(signs))
