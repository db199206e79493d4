"""The functions of expressions by what they are called: each name is that of one function."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any

import sympy as sp
from sympy.core.function import Function, UndefinedFunction

from symgrad.errors import NameClashError
from symgrad.expressions.nodes import FunctionAtom
from symgrad.expressions.nodes.functional import Applied
from symgrad.expressions.nodes.node import Node
from symgrad.expressions.traversal import postorder
from symgrad.functions.elementwise import ElementwiseFunction, row_of
from symgrad.functions.special_functions import by_head
from symgrad.functions.undefined import Partial, name_parts


def heads_in(exprs: Iterable[Any]) -> list[Any]:
    """The functions of scalars in expressions, in the order first met: SymPy's classes, and those of rows."""
    return list(dict.fromkeys(head for expr in exprs for head in _heads_in(expr)))


def _heads_in(expr: Any) -> Iterator[Any]:
    for node in postorder(expr):
        if isinstance(node, FunctionAtom):
            if isinstance(node.head, sp.Lambda):
                yield from _heads_in(node.head.expr)
            elif isinstance(node.head, Partial):
                yield node.head.function
            elif row_of(node.head) is not None:
                yield node.head
        elif isinstance(node, Function) and function_name(node.func) is not None:
            yield node.func


def function_name(head: Any) -> tuple[str, str] | None:
    """What a function is called in text and in LaTeX, whatever the count of its arguments; None where it has no row.

    >>> import sympy as sp
    >>> function_name(sp.besselj)
    ('besselj', 'J')
    """
    row = row_of(head) or next(iter(by_head(head)), None)
    return None if row is None else (row.name, row.latex)


def words_in(exprs: Iterable[Any], spelled: str = "text") -> set[str]:
    """How the nodes in expressions are called, in text or in LaTeX; functions of scalars are not among them."""
    return {_word(node, spelled) for expr in exprs for node in postorder(expr) if isinstance(node, Node)} - {""}


def _word(node: Node, spelled: str = "text") -> str:
    return str(getattr(node.head, spelled, "")) if isinstance(node, Applied) else node.word


def bare_name(head: Any) -> str:
    """What a function is called, without the marks of a derivative: of tanh' it is tanh."""
    if isinstance(head, UndefinedFunction):
        return name_parts(head.__name__).bare
    named = function_name(head)
    assert named is not None
    return named[0].rstrip("'")


def require_one_function_each(exprs: Iterable[Any]) -> None:
    """Raises NameClashError where two different functions, or two kinds of node, have one name."""
    exprs = tuple(exprs)
    _require_one_kind_each(exprs)
    met: dict[str, Any] = {}
    for head in heads_in(exprs):
        bare, whole = bare_name(head), str(getattr(head, "__name__", head))
        other = next((met[name] for name in (whole, bare) if name in met), head)
        met.setdefault(whole, head)
        met.setdefault(bare, head)
        if not _is_one(other, head):
            raise NameClashError(
                f"two different functions are named {bare_name(head)}: {_described(other)} and {_described(head)}; "
                f"give one of them another name."
            )


def _require_one_kind_each(exprs: Iterable[Any]) -> None:
    kinds: dict[str, type] = {}
    for node in (node for expr in exprs for node in postorder(expr) if isinstance(node, Node)):
        kind = kinds.setdefault(_word(node), type(node))
        if _word(node) and kind is not type(node):
            raise NameClashError(
                f"two kinds of node are called {_word(node)}: {kind.__name__} and {type(node).__name__}; give one of "
                f"them another word."
            )


def _is_one(one: Any, other: Any) -> bool:
    undefined = [isinstance(head, UndefinedFunction) for head in (one, other)]
    if any(undefined):  # g and g' are two, and go together
        return all(undefined) and (one.__name__ != other.__name__ or one == other)
    return one is other or _parts(row_of(one)) == _parts(row_of(other))


def _parts(row: ElementwiseFunction | None) -> list[Any]:
    """All that stands in a row but its head, which is a new one whenever the row is made."""
    return [getattr(row, part.name) for part in fields(ElementwiseFunction) if row and part.name != "head"]


def _described(head: Any) -> str:
    if isinstance(head, UndefinedFunction):
        if getattr(head, "_kwargs", {}).get("whole"):
            return "a function of whole vectors, of sg.function"
        return f"an undefined function{' with assumptions' if getattr(head, '_kwargs', None) else ''}"
    row = row_of(head)
    return "SymPy's function" if row is None else f"the function with the slope {row.slope}"
