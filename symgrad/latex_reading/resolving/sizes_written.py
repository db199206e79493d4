r"""Sizes as they are written: the 2 N - 1 of a formula, the n \times m below a bold 0."""

from __future__ import annotations

import re
from collections.abc import Collection

import sympy as sp

from symgrad.errors import LatexSyntaxError
from symgrad.latex_reading.nodes.compound_sizes import Compound, compound, named
from symgrad.latex_reading.nodes.formula_nodes import Script
from symgrad.latex_reading.nodes.meanings import Constant, Divided, Meaning, Plus, Power, Times, Use
from symgrad.latex_reading.resolving.sums_resolved import Resolves
from symgrad.latex_reading.tex.tex_tokens import Token

_MOST_SIZES = 2
_LARGEST = 9  # digits of a size, and the largest exponent in one
_SIZES = re.compile(r"(?:[A-Za-z0-9_{} +\-()/,^]|\\times|\\frac|\\cdot)+")


def size_written(node: Meaning) -> int | str | Compound | None:
    """The size that a node is as a number: 2, n, n + m; None of what is none."""
    expr = _counted(node)
    return None if expr is None else compound(expr)


def sizes_below(reader: Resolves, script: Script | None, sizes: Collection[str]) -> tuple[int | str | Compound, ...]:
    r"""The sizes in a subscript, made of numbers and names of sizes; none where it is anything else: \mathbf{1}_{i}."""
    if script is None or script.text in sizes:
        return () if script is None else (script.text,)
    if not _SIZES.fullmatch(script.text):
        return ()
    parts: list[list[Token]] = [[]]
    for token in script.tokens:
        if token.text in (",", r"\times"):
            parts.append([])
        else:
            parts[-1].append(token)
    if not all(parts) or len(parts) > _MOST_SIZES:
        return ()
    try:
        found = [size_written(reader.script(Script.of(tuple(part), script.span))) for part in parts]
    except LatexSyntaxError:
        return ()
    known = [size for size in found if size is not None and _is_of(size, sizes)]
    return tuple(known) if len(known) == len(found) else ()


def _is_of(size: int | str | Compound, sizes: Collection[str]) -> bool:
    """Whether a size is made of these names, and not of none or fewer entries whatever they are."""
    if isinstance(size, int):
        return size > 0
    return {*(size.names if isinstance(size, Compound) else (size,))} <= {*sizes}


def _counted(node: Meaning) -> sp.Expr | None:
    if isinstance(node, Constant) and re.fullmatch(rf"\d{{1,{_LARGEST}}}|1/2", node.text):
        return sp.Rational(node.text)
    if isinstance(node, Use) and not node.entries and node.time is None:
        return named(node.variable)
    parts = {Plus: "terms", Times: "factors"}.get(type(node))
    within = getattr(node, parts) if parts else node.parts if isinstance(node, Divided | Power) else ()
    found = [own for one in within if (own := _counted(one)) is not None]
    if not found or len(found) < len(within):
        return None
    if isinstance(node, Plus):
        return sp.Add(*(part if sign == "+" else -part for sign, part in zip(node.signs, found, strict=True)))
    if isinstance(node, Times):
        return sp.Mul(*found)
    first, second = found
    if isinstance(node, Divided):
        return first / second if second != 0 else None
    return first**second if second.is_Integer and 0 < second <= _LARGEST else None
