"""Mutants of a source text: one thing broken in each, found in its syntax tree and changed in its text."""

from __future__ import annotations

import ast
import itertools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

Text: TypeAlias = Callable[[ast.expr], str]  # of a part of the source

_COMPARISONS: Mapping[type, str] = {
    ast.Eq: "!=", ast.NotEq: "==", ast.Lt: "<=", ast.LtE: "<", ast.Gt: ">=", ast.GtE: ">", ast.In: "not in",
    ast.NotIn: "in", ast.Is: "is not", ast.IsNot: "is",
}  # fmt: skip
_ARITHMETIC: Mapping[type, str] = {ast.Add: "-", ast.Sub: "+", ast.Mult: "/", ast.Div: "*", ast.Pow: "*"}
_COMMUTATIVE = frozenset(
    {"add", "hadamard", "max", "min", "isinstance", "getattr", "hasattr", "zip", "sp.Add", "sp.Mul"}
)
_OF_TERMS = frozenset({"add", "hadamard", "mul", "sp.Add", "sp.Mul", "dot", "concat"})  # whose last argument can go
_UNWRAPPED = frozenset({"negate", "transpose", "reversed", "diag", "total", "diagonal", "abs", "projected"})
_NAMES: Mapping[str, str] = {"S.One": "S.Zero", "S.NegativeOne": "S.One", "S.Zero": "S.One"}
# What stands in generated code, in LaTeX and in names.
_TEXTS: Mapping[str, str] = {
    ".sum(axis=0)": "[0]", "log1p": "log", "expm1": "exp", " - ": " + ", ".T": "", "[..., None]": "", "[:, None]": "",
    "np.tanh": "np.sin", "axis=-1": "axis=0", r"\odot": r"\cdot", "^{": "_{", "t - 1": "t", "t + 1": "t", "[::-1]": "",
}  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """One change: in ``path`` at ``line``, ``old`` becomes ``new``; the text changed runs from ``start`` to ``end``."""

    path: str
    line: int
    start: int
    end: int
    old: str
    new: str

    def applied(self, source: bytes) -> bytes:
        """The source with the change made."""
        return source[: self.start] + self.new.encode() + source[self.end :]

    def __str__(self) -> str:
        old, new = (" ".join(text.split()) for text in (self.old, self.new))
        return f"{self.path}:{self.line}: {old[:70]}  ->  {new[:70] or '(nothing)'}"


def mutants_of(path: str, source: str) -> list[Mutant]:
    """Every mutant of a source text, in the order of the lines; of some the syntax does not hold (:func:`parses`)."""
    encoded = source.encode()
    starts = [0, *itertools.accumulate(len(line) + 1 for line in encoded.split(b"\n"))]

    def span(part: ast.expr) -> tuple[int, int]:
        end_line, end_column = part.end_lineno or part.lineno, part.end_col_offset or 0
        return starts[part.lineno - 1] + part.col_offset, starts[end_line - 1] + end_column

    def text(part: ast.expr) -> str:  # as ast.get_source_segment, which splits the source into lines each time
        start, end = span(part)
        return encoded[start:end].decode()

    made = []
    for node in _live(ast.parse(source)):
        for part, new in _changes(node, text):
            start, end = span(part)
            if new != text(part):
                made.append(Mutant(path, part.lineno, start, end, text(part), new))
    return sorted(made, key=lambda mutant: (mutant.line, mutant.start, mutant.new))


def parses(source: bytes) -> bool:
    """Whether the syntax of a source text holds."""
    try:
        ast.parse(source)
    except SyntaxError:
        return False
    return True


def _live(node: ast.AST) -> Iterator[ast.AST]:
    """The nodes that decide what is computed: no messages of errors, docstrings, annotations, imports."""
    for name, value in ast.iter_fields(node):
        if name in ("annotation", "returns", "type_comment"):
            continue
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or isinstance(
                child, (ast.Raise, ast.Import, ast.ImportFrom, ast.JoinedStr)
            ):
                continue
            if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
                continue
            if isinstance(child, ast.FunctionDef) and child.name in ("__repr__", "__str__", "__reduce__"):
                continue
            yield child
            yield from _live(child)


def _changes(node: ast.AST, text: Text) -> Iterator[tuple[ast.expr, str]]:
    """What can be broken at a node: the part to replace, and by what."""
    if isinstance(node, ast.Compare) and len(node.ops) == 1:
        yield node, f"{text(node.left)} {_COMPARISONS[type(node.ops[0])]} {text(node.comparators[0])}"
    elif isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC and not _is_text(node):
        yield node, f"({text(node.left)} {_ARITHMETIC[type(node.op)]} {text(node.right)})"
        yield node, f"({text(node.left)})"
        yield node, f"({text(node.right)})"  # KEEP * x without KEEP among them
    elif isinstance(node, ast.BoolOp):
        for value in node.values:
            kept = [other for other in node.values if other is not value]
            word = " and " if isinstance(node.op, ast.And) else " or "
            yield node, f"({word.join(map(text, kept))})"
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, (ast.Not, ast.USub)):
        yield node, f"({text(node.operand)})"
    elif isinstance(node, (ast.If, ast.IfExp)):
        yield node.test, "False"
        yield node.test, "True"
    elif isinstance(node, ast.Constant):
        yield from _of_constant(node)
    elif isinstance(node, ast.Call):
        yield from _of_call(node, text)
    elif isinstance(node, ast.Attribute):
        spelled = text(node)
        for name, other in _NAMES.items():
            if spelled.endswith(name):
                yield node, spelled.removesuffix(name) + other
    elif (
        isinstance(node, ast.Tuple)
        and len(node.elts) > 1
        and all(isinstance(e, (ast.Name, ast.Attribute)) for e in node.elts)
    ):
        for element in node.elts if isinstance(node.ctx, ast.Load) else ():
            kept = [text(other) for other in node.elts if other is not element]
            yield node, f"({', '.join(kept)},)"


def _of_constant(node: ast.Constant) -> Iterator[tuple[ast.expr, str]]:
    if isinstance(node.value, bool):
        yield node, str(not node.value)
    elif isinstance(node.value, int):
        yield node, str(node.value + 1)
    elif isinstance(node.value, str):
        for old, new in _TEXTS.items():
            if old in node.value:
                yield node, repr(node.value.replace(old, new))


def _of_call(node: ast.Call, text: Text) -> Iterator[tuple[ast.expr, str]]:
    function = text(node.func)
    plain = not any(isinstance(argument, ast.Starred) for argument in node.args) and not node.keywords
    if plain and len(node.args) >= 2 and function not in _COMMUTATIVE:
        first, second, *rest = map(text, node.args)
        yield node, f"{function}({', '.join([second, first, *rest])})"
    if plain and len(node.args) >= 2 and function in _OF_TERMS:
        yield node, f"{function}({', '.join(map(text, node.args[:-1]))})"
    if plain and len(node.args) == 1 and function in _UNWRAPPED:
        yield node, f"({text(node.args[0])})"


def _is_text(node: ast.BinOp) -> bool:
    sides = (node.left, node.right)
    return any(isinstance(side, ast.JoinedStr) or (isinstance(side, ast.Constant) and isinstance(side.value, str))
               for side in sides)  # fmt: skip
