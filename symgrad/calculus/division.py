"""Long equations divided into several: what is too deep, is a product of many, or holds the same part again and again.

A derivative of y = f(g(... x)) in one piece writes the inner functions once for each slope, that of a product of k
factors writes k times the k - 1 others, and everything that looks at it walks them again each time. Divided, it is a
program of short equations like any other, and what is derived from it is as long as it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardProduct

from symgrad.algebra import hadamard, mul, raw
from symgrad.algebra.intake import with_values
from symgrad.expressions.nodes import values_of
from symgrad.expressions.shapes import is_matrix, is_vector, shape_of
from symgrad.expressions.symbols import Part, is_size, is_variable, part_of
from symgrad.expressions.traversal import PRODUCTS, is_known, measure, postorder, rebuild
from symgrad.programs.equations import Equation
from symgrad.programs.program import Program

P = TypeVar("P", bound=Program)
Build = Callable[..., Any]
Name = Callable[[Sequence[Any]], Any]
Groups = Callable[[Sequence[Any], Name], list[Any]]

MOST_LEVELS, MOST_LEAVES, MOST_FACTORS = 60, 2000, 16  # of an equation that stays whole
LEVELS, LEAVES, FACTORS = 20, 8, 8  # of the parts that get a name: how deep, how large if used again, of how many


def divided(program: P) -> P:
    """The program with its long equations divided; the same one where there are none."""
    if not any(map(_is_long, program.equations)):
        return program
    division = _Division(program)
    for equation in program.equations:
        if _is_long(equation):
            division.divide(equation)
        else:
            division.equations.append(equation)
    return program.replace(division.equations)


_FLAT = frozenset({HadamardProduct, sp.MatAdd})  # of what a part stands among the others


def _length(node: Any) -> int:
    return len(node.args)


def _rebuilt(node: Any, args: Sequence[Any]) -> Any:
    """The node of other arguments, which are equal: as it stands."""
    return raw(type(node), *args) if is_matrix(node) else node.func(*args)


def _is_long(equation: Equation) -> bool:
    found = measure(equation.rhs)
    return found.levels > MOST_LEVELS or found.size > MOST_LEAVES or found.factors > MOST_FACTORS


class _Division:
    """The equations so far, what each part that got a name is, and how many parts each equation has."""

    def __init__(self, program: Program) -> None:
        self.equations: list[Equation] = []
        self._known: dict[Any, Any] = {}
        self._nested: dict[Any, Any] = {}
        self._last: dict[tuple[type, Any], Any] = {}  # a kind, and a factor or term -> the last of the kind that has it
        self._counts = Counter(symbol.primal for symbol in program.definitions if isinstance(symbol, Part))

    def divide(self, equation: Equation) -> None:
        """Adds the equations of the parts, then what is left of the whole."""
        whole = rebuild(equation.rhs, self._in_each_other, self._nested)
        for node in _worth_a_name(whole, self._known):
            self._known[node] = self._named(equation.lhs, self._shortened(equation.lhs, node))
        self.equations.append(Equation(equation.lhs, self._shortened(equation.lhs, whole)))

    def _in_each_other(self, node: Any, args: tuple[Any, ...]) -> Any:
        """e . f(e) of a product e, whose factors stand beside f(e), with e in one piece again; sums likewise."""
        kind = type(node)
        if is_variable(node) or kind not in _FLAT:
            return node if args == node.args else _rebuilt(node, args)
        before = dict.fromkeys(self._last[kind, arg] for arg in node.args if (kind, arg) in self._last)
        inside = max(before, key=_length, default=None)
        self._last.update(((kind, arg), node) for arg in node.args)
        taken = set[Any](() if inside is None else inside.args)
        if inside is None or not taken < set(node.args) or len(set(node.args)) < len(node.args):
            return node if args == node.args else _rebuilt(node, args)
        rest = [new for old, new in zip(node.args, args, strict=True) if old not in taken]
        return raw(kind, self._nested[inside], *rest)

    def _named(self, whole: Any, value: Any) -> Any:
        self._counts[whole] += 1
        part = part_of(whole, shape_of(value), self._counts[whole])
        self.equations.append(Equation(part, value))
        return part

    def _shortened(self, whole: Any, expr: Any) -> Any:
        """An expression in the parts that have names, its products of a few factors each."""
        made = with_values(expr, self._known)
        if measure(made).factors <= MOST_FACTORS:
            return made
        return rebuild(made, lambda node, args: self._product(whole, node, args), {})

    def _product(self, whole: Any, node: Any, args: tuple[Any, ...]) -> Any:
        """A node in its parts; a product of many as a product of products."""
        if len(args) <= MOST_FACTORS or not isinstance(node, PRODUCTS):
            return node if args == node.args else with_values(node, dict(zip(node.args, args, strict=True)))
        build: Build = {sp.Mul: sp.Mul, sp.MatMul: mul, HadamardProduct: hadamard}[type(node)]
        matrices = [factor for factor in args if is_matrix(factor)]
        groups = _grouping(node, matrices)
        factors: Sequence[Any] = matrices or args
        while groups is not None and len(factors) > FACTORS:
            factors = groups(factors, lambda group: self._group(whole, build, group))
        return build(*(factor for factor in args if matrices and not is_matrix(factor)), *factors)

    def _group(self, whole: Any, build: Build, group: Sequence[Any]) -> Any:
        if len(group) == 1:
            return group[0]
        product = build(*group)
        if product not in self._known:
            self._known[product] = self._named(whole, product)
        return self._known[product]


def _side_by_side(factors: Sequence[Any], name: Name) -> list[Any]:
    return [name(factors[k : k + FACTORS]) for k in range(0, len(factors), FACTORS)]


def _from_the_left(factors: Sequence[Any], name: Name) -> list[Any]:
    return [name(factors[:FACTORS]), *factors[FACTORS:]]


def _from_the_right(factors: Sequence[Any], name: Name) -> list[Any]:
    return [*factors[:-FACTORS], name(factors[-FACTORS:])]


def _grouping(node: Any, matrices: Sequence[Any]) -> Groups | None:
    """How a product is taken in groups: a chain that ends in a vector from there, to stay a product with a vector."""
    if not isinstance(node, sp.MatMul):
        return _side_by_side
    if any(1 in shape_of(factor) for factor in matrices[1:-1]):
        return None  # a column times a row stands inside
    return _from_the_right if is_vector(matrices[-1]) else _from_the_left


def _worth_a_name(whole: Any, known: dict[Any, Any]) -> list[Any]:
    """The nodes inside an expression at which it is divided, inner ones first."""

    def is_entered(node: Any) -> bool:
        return not is_known(node, known) and not is_variable(node)

    nodes = list(postorder(whole, is_entered))
    values = set(postorder(whole, is_entered, values_of))  # a size or a place stays as it is: it costs nothing
    uses = Counter(arg for node in nodes for arg in node.args)
    chosen: list[Any] = []
    levels: dict[Any, int] = {}
    leaves: dict[Any, int] = {}
    still: dict[Any, bool] = {}  # made of sizes alone: where such a sum is a value too, it may be a size elsewhere
    for node in nodes:
        inside = () if node in known or is_variable(node) else node.args
        levels[node] = 1 + max((levels[arg] for arg in inside), default=0)
        leaves[node] = sum(leaves[arg] for arg in inside) or 1
        still[node] = all(still[arg] for arg in inside) if inside else not is_variable(node) or is_size(node)
        again = uses[node] > 1 and leaves[node] >= LEAVES
        worth = (again or levels[node] > LEVELS) and inside and node is not whole
        if worth and node in values and not still[node] and _is_value(node):
            chosen.append(node)
            levels[node] = leaves[node] = 1
    return chosen


def _is_value(node: Any) -> bool:
    return is_matrix(node) or (isinstance(node, sp.Expr) and not node.is_number)
