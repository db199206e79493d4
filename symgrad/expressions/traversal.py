"""Walks over expression trees without recursion, so that a deep chain is no trouble."""

from __future__ import annotations

import functools
import hashlib
import itertools
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import sympy as sp
from sympy.core.sorting import default_sort_key
from sympy.matrices.expressions.hadamard import HadamardProduct


def postorder(
    expr: Any, enter: Callable[[Any], bool] | None = None, parts: Callable[[Any], Iterable[Any]] | None = None
) -> Iterator[Any]:
    """Each distinct node once, its arguments before it; ``enter(node)`` says whether to look inside a node.

    ``parts(node)`` are what to look at there, by default all its arguments.
    """
    met: set[int] = set()  # by identity on the way down: to hash a deep tree at its root would recurse
    seen: set[Any] = set()
    stack: list[tuple[Any, bool]] = [(expr, False)]
    while stack:
        node, ready = stack.pop()
        if ready:
            if node not in seen:
                seen.add(node)
                yield node
        elif id(node) not in met:
            met.add(id(node))
            stack.append((node, True))
            if enter is None or enter(node):
                inside = node.args if parts is None else parts(node)
                stack.extend((arg, False) for arg in reversed(tuple(inside)))


def rebuild(
    expr: Any,
    visit: Callable[[Any, tuple[Any, ...]], Any],
    done: dict[Any, Any],
    mark: str | None = None,
    stays: Callable[[Any], bool] | None = None,
) -> Any:
    """The value of ``visit(node, values of its args)`` at the root; ``done`` keeps the value of every node.

    A node already in ``done`` is not visited again. With a ``mark`` every value gets it, and a node that has it stands
    for itself, with all that is in it: what was made here once comes back as the same object. So does a node that
    ``stays``.
    """

    def settled(node: Any) -> bool:
        return (mark is not None and mark in getattr(node, "__dict__", ())) or (stays is not None and stays(node))

    for node in postorder(expr, lambda node: not is_known(node, done) and not settled(node)):
        if node not in done:
            done[node] = value = node if settled(node) else visit(node, tuple(done[arg] for arg in node.args))
            hash(value)  # from the leaves up: the hash of a deep tree at its root would recurse
            if mark is not None and hasattr(value, "__dict__"):
                value.__dict__[mark] = True
    return done[expr]


def is_known(node: Any, done: Container[Any]) -> bool:
    """Whether a node is among those done; SymPy keeps a hash once computed, and a node in a dict has one."""
    return node._mhash is not None and node in done


class Measure(NamedTuple):
    """How large a tree is.

    size     the leaves, each as often as it is written: a number of hundreds of digits, maybe, where parts are shared
    levels   from the root to the deepest leaf
    factors  how many the longest product has
    """

    size: int
    levels: int
    factors: int


def folded(
    expr: Any,
    fold: Callable[[Any, Sequence[Any]], Any],
    kept: str,
    parts: Callable[[Any], Iterable[Any]] = lambda node: node.args,
) -> Any:
    """``fold(node, values of its args)`` at the root, in steps as many as there are distinct nodes.

    A node keeps its value under the name ``kept``, as it keeps its hash: what it is folded to depends on nothing else.
    ``parts(node)`` are what it is folded from, by default all its arguments.
    """
    done: dict[int, Any] = {}
    stack = [(expr, False)]
    while stack:
        node, ready = stack.pop()
        if ready:
            done[id(node)] = made = fold(node, [done[id(part)] for part in parts(node)])
            if hasattr(node, "__dict__"):
                node.__dict__[kept] = made
        elif id(node) not in done:
            found = getattr(node, "__dict__", _NOTHING).get(kept)
            if found is not None:
                done[id(node)] = found
            else:
                stack.append((node, True))
                stack += [(part, False) for part in parts(node)]
    return done[id(expr)]


def node_count(expr: Any) -> int:
    """How many nodes a tree has, each as often as it is written."""
    return int(_folded_once(expr, _counted, "_node_count"))


def measure(expr: Any) -> Measure:
    """The measure of a tree, in steps as many as it has distinct nodes; a node keeps it, as it keeps its hash."""
    measured: Measure = _folded_once(expr, _measured, "_measure")
    return measured


def told_inside(node: Any, parts: Sequence[Any], printer: Any) -> str:
    """The text of what stands between the brackets of a node, dots for what is so deep that SymPy's printer recurses.

    An error tells what it is about with it, and SymPy's limit is some 250 levels.
    """
    return ", ".join(map(printer.doprint, parts)) if measure(node).levels <= MOST_TOLD else "..."


def digest(expr: Any) -> bytes:
    """A digest of a tree that is the same in every process; a node keeps it, as it keeps its hash."""
    found: bytes = _folded_once(expr, _digested, "_digest")
    return found


def _folded_once(expr: Any, fold: Callable[[Any, Sequence[Any]], Any], kept: str) -> Any:
    if not hasattr(expr, "__dict__"):
        return _of_sympys(expr, fold, kept)
    found = expr.__dict__.get(kept)
    return folded(expr, fold, kept) if found is None else found


@functools.lru_cache(10_000)
def _of_sympys(expr: Any, fold: Callable[[Any, Sequence[Any]], Any], kept: str) -> Any:
    """The value of a sum, a product or a power of SymPy's, which has no place to keep it in."""
    return folded(expr, fold, kept)


def _counted(_: Any, below: Sequence[int]) -> int:
    return 1 + sum(below)


def _measured(node: Any, below: Sequence[Measure]) -> Measure:
    if not below:
        return _LEAF
    sizes, levels, factors = zip(*below, strict=True)
    return Measure(sum(sizes), 1 + max(levels), max(len(below) if isinstance(node, PRODUCTS) else 1, *factors))


def _digested(node: Any, below: Sequence[bytes]) -> bytes:
    named = not below or getattr(node, "is_symbol", False)
    head = f"{type(node).__name__} {node}" if named else type(node).__name__
    return hashlib.blake2b(b"".join((head.encode(), *below)), digest_size=16).digest()


PRODUCTS = (sp.Mul, sp.MatMul, HadamardProduct)
MOST_TOLD = 100  # levels of a tree that is told as a whole
_LEAF = Measure(1, 1, 1)
_NOTHING: Mapping[str, Any] = MappingProxyType({})
_SORTED_BY_SYMPY = 500, 60  # leaves and levels up to which SymPy's own key is asked, which walks all of a tree


def in_sympys_order(args: Iterable[Any]) -> list[Any]:
    """The arguments sorted as SymPy sorts them; after them, by size, those that are too large for its key.

    SymPy's key of a matrix begins with its class and the number of its parts, and most often that tells; the rest of it
    walks the whole tree.
    """
    ordered: list[Any] = []
    for _, alike in itertools.groupby(sorted(args, key=_first_place), _first_place):
        few = list(alike)
        ordered += sorted(few, key=place_of) if len(few) > 1 else few
    return ordered


def _first_place(arg: Any) -> tuple[Any, ...]:
    """What :func:`place_of` begins with; a node keeps it too."""
    return _kept(arg, "_first_place", _first)


def _first(arg: Any) -> tuple[Any, ...]:
    if not _is_sorted_by_sympy(arg):
        return (1,)
    if getattr(arg, "is_Matrix", False):
        return 0, arg.class_key(), 0 if arg.is_Mul else len(arg.args)  # in its key, -2 x has one factor more
    kind, (count, *_), *_ = place_of(arg)[1]
    return 0, kind, count


def place_of(arg: Any) -> tuple[Any, ...]:
    """What the order of :func:`in_sympys_order` goes by; a node keeps it, as it keeps its hash."""
    return _kept(arg, "_place", _place)


def _kept(arg: Any, name: str, find: Callable[[Any], tuple[Any, ...]]) -> tuple[Any, ...]:
    """What is found of a node, once where it has a place to keep it in."""
    own = getattr(arg, "__dict__", None)
    if own is None:
        return find(arg)
    found: tuple[Any, ...] | None = own.get(name)
    if found is None:
        found = own[name] = find(arg)
    return found


def _place(arg: Any) -> tuple[Any, ...]:
    if _is_sorted_by_sympy(arg):
        return 0, default_sort_key(arg)
    found = measure(arg)
    return 1, found.levels, found.size, digest(arg)


def _is_sorted_by_sympy(arg: Any) -> bool:
    found = measure(arg)
    leaves, levels = _SORTED_BY_SYMPY
    return found.size <= leaves and found.levels <= levels
