"""Axes in functional code: with each axis of an array named in an index, as the standard wants it."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from symgrad.lowering.array_program import Letter
from symgrad.targets.array_code.code_pieces import Code

_VIEWS = frozenset({"permute_dims", "broadcast_to", "reshape", "expand_dims", "asarray", "diagonal"})
_REPEATING = frozenset({"sigmoid_complement"})


def is_new(text: str) -> bool:
    """Whether the value of an expression is sure to share no memory: what arithmetic and most functions give.

    >>> is_new("xp.tanh(W @ x)"), is_new("W.T"), is_new("xp.reshape(x, (2, 3))")
    (True, False, False)
    """
    node = ast.parse(text or "None", mode="eval").body
    if isinstance(node, (ast.BinOp, ast.UnaryOp, ast.Compare)):
        return True
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Attribute):
        return node.func.attr not in _VIEWS
    return isinstance(node.func, ast.Name) and node.func.id not in _REPEATING


def turned(code: Code, letters: Sequence[Letter], to: Sequence[Letter]) -> Code:
    """An array with its axes in another order."""
    if list(letters) == list(to):
        return code
    if len(to) == 2:
        return Code(f"{code.atom}.T")
    if list(letters[:-2]) == list(to[:-2]):
        return Code(f"{code.atom}.mT")
    order = ", ".join(str(list(letters).index(letter)) for letter in to)
    return Code(f"xp.permute_dims({code.text}, ({order}))")


def aligned(code: Code, letters: Sequence[Letter], to: Sequence[Letter]) -> Code:
    """An array so that it meets others entry by entry: its axes in the order of ``to``, of size 1 where it has none."""
    code = turned(code, letters, [letter for letter in to if letter in letters])
    index = [":" if letter in letters else "None" for letter in to]
    while index and index[0] == "None":
        index.pop(0)
    return code if "None" not in index else Code(f"{code.atom}[{', '.join(index)}]")


def along(count: int, axis: int, index: str) -> str:
    """The index at one axis of so many, in brackets."""
    return f"[{', '.join([*[':'] * axis, index, *[':'] * (count - axis - 1)])}]"


def sizes_text(sizes: Sequence[str]) -> str:
    """Sizes as the shape of an array."""
    return f"({', '.join(sizes)}{',' * (len(sizes) == 1)})"
