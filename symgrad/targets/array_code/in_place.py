"""Calls that write where their result stands: an array is slower to get than to fill.

# c_t = c_before_t * f_t + g_t * i_t
np.multiply(c_before_t, f_t, out=c_t)
np.multiply(g_t, i_t, out=spare)
np.add(c_t, spare, out=c_t)
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Collection
from types import MappingProxyType

_SIGNS = MappingProxyType({ast.Add: "add", ast.Sub: "subtract", ast.Mult: "multiply", ast.Div: "divide"})
_UFUNCS = frozenset(
    {"tanh", "exp", "expm1", "log", "log1p", "sqrt", "square", "abs", "sign", "sin", "cos", "sinh", "cosh", "arctan",
     "arcsinh", "maximum", "minimum", "logaddexp"}
)  # fmt: skip


def calls(text: str, out: str, spare: Callable[[int], str], helpers: Collection[str], flat: str = "") -> list[str]:
    """The lines that compute an expression into the array ``out``; none where it is no arithmetic of arrays.

    ``spare(k)`` is the k-th of arrays of the same shape that are free; ``helpers`` are functions f(x, out=, spare=). A
    product of matrices stands alone, ``flat`` is the shape that it has before it gets that of ``out``.

    >>> calls("c * f + np.tanh(s)", "h", lambda k: f"spare_{k}", ())
    ['np.multiply(c, f, out=h)', 'np.tanh(s, out=spare_0)', 'np.add(h, spare_0, out=h)']
    """
    node = ast.parse(text, mode="eval").body
    product = _product_in(node)
    if product is not None:
        left, right = map(ast.unparse, (product.left, product.right))
        return [f"np.matmul({left}, {right}, out={out}{f'.reshape({flat})' if flat else ''})"]
    made = _Calls(spare, helpers)
    if made.is_compound(node):
        made.into(node, out, 0)
    return made.lines


def _product_in(node: ast.expr) -> ast.BinOp | None:
    """A product of matrices, also one that gets another shape."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "reshape":
        node = node.func.value
    return node if isinstance(node, ast.BinOp) and isinstance(node.op, ast.MatMult) else None


class _Calls:
    def __init__(self, spare: Callable[[int], str], helpers: Collection[str]) -> None:
        self._spare, self._helpers = spare, helpers
        self.lines: list[str] = []

    def is_compound(self, node: ast.expr) -> bool:
        """Whether a call that can write anywhere computes it."""
        return bool(self._function(node)) and not _is_number(node)

    def _function(self, node: ast.expr) -> str:
        if _is_square(node):
            return "np.square"
        if isinstance(node, ast.BinOp):
            sign = _SIGNS.get(type(node.op))
            return f"np.{sign}" if sign else ""
        if isinstance(node, ast.UnaryOp):
            return "np.negative" if isinstance(node.op, ast.USub) else ""
        if not isinstance(node, ast.Call) or node.keywords:
            return ""
        function = ast.unparse(node.func)
        known = function in self._helpers or (function.removeprefix("np.") in _UFUNCS and function.startswith("np."))
        return function if known else ""

    def into(self, node: ast.expr, out: str, free: int) -> None:
        """Writes the calls; the arrays ``spare(free)`` and on are free."""
        function = self._function(node)
        by_helper = function in self._helpers
        texts = []
        place = "" if by_helper else out  # a helper reads its arguments when it has begun to write
        for part in _operands(node):
            if not self.is_compound(part):
                texts.append(ast.unparse(part))
                continue
            texts.append(place or self._spare(free))
            free += not place
            place = ""
            self.into(part, texts[-1], free)
        if by_helper:
            self.lines.append(f"{function}({', '.join(texts)}, {out}, {self._spare(free)})")
        else:
            self.lines.append(f"{function}({', '.join(texts)}, out={out})")


def _operands(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.BinOp):
        return [node.left] if _is_square(node) else [node.left, node.right]
    return [node.operand] if isinstance(node, ast.UnaryOp) else list(getattr(node, "args", ()))


def _is_square(node: ast.expr) -> bool:
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.Pow) and (
        isinstance(node.right, ast.Constant) and node.right.value == 2
    )  # fmt: skip


def _is_number(node: ast.expr) -> bool:
    """Whether an expression is made of numbers and sizes alone."""
    if isinstance(node, ast.Subscript):
        return isinstance(node.value, ast.Attribute) and node.value.attr == "shape"
    if isinstance(node, (ast.BinOp, ast.UnaryOp)):
        return all(map(_is_number, _operands(node)))
    return isinstance(node, ast.Constant)
