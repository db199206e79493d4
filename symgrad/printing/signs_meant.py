"""What a reader is to be told of a program in print: what the printer's own signs mean, and which shapes it has."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from symgrad.expressions.nodes import (
    Commutation,
    Convolution,
    Correlation,
    Duplication,
    Eigenvalue,
    Eigenvector,
    Elimination,
    MatrixMap,
    PseudoInverse,
    ReducedResolvent,
    Triangle,
    Unit,
    VectorMap,
)
from symgrad.expressions.shapes import is_vector, shape_of
from symgrad.expressions.symbols import has_property, is_variable, root_of
from symgrad.expressions.traversal import postorder
from symgrad.functions.called import heads_in
from symgrad.functions.elementwise import normal_cdf, normal_pdf, row_of
from symgrad.operations.of_vectors import first_maximum
from symgrad.printing.equation_blocks import latex_formula, latex_names
from symgrad.printing.notation import PLAIN, Notation
from symgrad.printing.passes.open_sizes import tells_its_shape
from symgrad.printing.spelling import previous_in, roots_of

# A kind of node -> the sign that it has in a style, and what that stands for
_SIGNS: Mapping[type, tuple[Callable[[Any], str], str]] = MappingProxyType(
    {
        Unit: (lambda style: style.unit, "unit vector"),
        Eigenvalue: (lambda style: style.eigenvalue, "eigenvalue"),
        Eigenvector: (lambda style: style.eigenvector, "eigenvector"),
        ReducedResolvent: (lambda style: style.eigenvalue, "eigenvalue"),
        Duplication: (lambda style: style.duplication, "duplication matrix"),
        Elimination: (lambda style: style.elimination, "elimination matrix"),
        Commutation: (lambda style: style.commutation, "commutation matrix"),
        Convolution: (lambda style: style.convolution, "convolution"),
        Correlation: (lambda style: style.correlation, "correlation"),
        PseudoInverse: (lambda style: "^+", "pseudo-inverse"),
    }
)
_LAYER = re.compile(r"(?<![A-Za-z\\])((?!t)[A-Za-z])[+-]\d")  # l of H^{(l+1)}, which counts layers and no steps
_PROPERTIES = (
    "symmetric", "diagonal", "orthogonal", "positive_definite", "lower", "upper", "sums_to_one",
)  # fmt: skip


def latex_conventions(program: Any, notation: Notation | str = PLAIN) -> dict[str, str]:
    """What ``read_latex`` is to be told by ``conventions=`` of the signs of a program, and of its variables.

    >>> import symgrad as sg
    >>> n = sg.dims("n")
    >>> S = sg.matrix("S", n, n, symmetric=True)
    >>> latex_conventions(sg.System([(sg.scalar("k"), sg.eigenvalue(S, 0))]))
    {'I': 'identity', '\\\\lambda': 'eigenvalue', 'S': 'symmetric'}
    """
    style: Any = latex_formula(program, notation).style
    found = {style.identity: "identity"}
    for node in (node for expr in program.definitions.values() for node in postorder(expr)):
        if type(node) in _SIGNS:
            sign, meant = _SIGNS[type(node)]
            found[sign(style)] = meant
        elif isinstance(node, MatrixMap) and node.directions:
            found[style.frechet] = "Frechet derivative"
        elif isinstance(node, VectorMap) and node.head is first_maximum:
            found["e"] = "unit vector"
        elif isinstance(node, Triangle):
            found[style.half_triangle] = "same as tril_half"
    for head in heads_in(tuple(program.definitions.values())):
        if (row := row_of(head)) in (normal_pdf, normal_cdf):
            found[str(style.function(head))] = f"same as {row.name}"
    if style.notation.outer == "angle":
        found[r"\langle"] = "outer product"
    names = latex_names(program, notation)
    given = {str(getattr(root_of(symbol), "latex_name", None) or "") for symbol in names.values()}
    found |= {match[1]: "label" for name in sorted(given) for match in _LAYER.finditer(name)}
    for name, symbol in names.items():
        held = next((one for one in _PROPERTIES if has_property(symbol, one)), "")
        if held:
            found[name] = held.replace("_", " ")
    return found


def latex_shapes(program: Any, notation: Notation | str = PLAIN) -> dict[str, tuple[Any, ...]]:
    """What ``read_latex`` is to be told by ``shapes=`` of the names of a program.

    Those of its inputs, and of what an equation defines without telling how many entries it has, or with a number of
    them; those of h_t and h_{t-1} where they have different shapes. Sizes are symbols or numbers.

    >>> import symgrad as sg
    >>> n, m = sg.dims("n m")
    >>> W, x, y, z = sg.matrix("W", n, m), sg.vector("x", m), sg.vector("y", n), sg.vector("z", n)
    >>> latex_shapes(sg.System([(y, W * x), (z, sg.ones(n))]))
    {'W': (n, m), 'x': (m,), 'z': (n,)}
    """
    roots = roots_of(program)
    pairs = [(old, now) for old, now in previous_in(program, roots).items() if {old, now} <= roots.keys()]
    apart = {name for pair in pairs for name in pair if len({shape_of(roots[one]) for one in pair}) > 1}
    told = {
        left
        for left, right in program.definitions.items()
        if tells_its_shape(right) and not _is_constant(right) and not _is_counted(left)
    }
    told = {left for left in told if str(root_of(left).name) not in apart}
    return {name: _shape(symbol) for name, symbol in latex_names(program, notation).items() if symbol not in told}


def _is_constant(expr: Any) -> bool:
    """Whether no array in an expression says its shape: a number may be one, or one for every entry."""
    return not any(is_variable(one) and shape_of(one) for one in expr.free_symbols)


def _is_counted(symbol: Any) -> bool:
    """Whether an axis has a number of entries: G in R^2 has entries G_1, G_2."""
    return any(size.is_Integer and size != 1 for size in shape_of(symbol))


def _shape(symbol: Any) -> tuple[Any, ...]:
    return shape_of(symbol)[:1] if is_vector(symbol) else shape_of(symbol)
