"""Which expressions of generated code give an array that nothing else has: what arithmetic and ufuncs give is new.

Of anything else it is not known, be it a transpose or a function that a user wrote: an output of it is copied.
"""

from __future__ import annotations

import ast

import numpy as np

_NEW = frozenset({"full", "outer", "where", "concatenate", "zeros", "zeros_like", "eye", "kron", "trace"})
_NEW_METHODS = frozenset({"sum", "copy", "astype", "dot"})


def is_new(text: str) -> bool:
    """Whether the value of an expression is sure to share no memory.

    >>> is_new("np.tanh(W @ x)"), is_new("W.T"), is_new("softmax(x)")
    (True, False, False)
    """
    node = ast.parse(text or "None", mode="eval").body
    if isinstance(node, (ast.BinOp, ast.UnaryOp, ast.Compare)):
        return True
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    name = node.func.attr
    if isinstance(node.func.value, ast.Name) and node.func.value.id == "np":
        return name in _NEW or isinstance(getattr(np, name, None), np.ufunc)
    return name in _NEW_METHODS
