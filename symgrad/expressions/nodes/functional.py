"""Functions applied: entry by entry, or to a whole vector."""

from __future__ import annotations

from typing import Any

import sympy as sp
from sympy.core.relational import Relational

from symgrad.expressions.nodes.facts import size_of
from symgrad.expressions.nodes.node import EntryOf, MatrixNode, Node, ScalarNode
from symgrad.expressions.traversal import told_inside


class FunctionAtom(sp.Atom):
    """A function as a leaf of the tree, since the args of a node have to be SymPy objects.

    ``head`` is a SymPy function class (for Elementwise), the row of a vector function, or a formula as a Lambda (for
    Pointwise).
    """

    head: Any
    name: str

    def __new__(cls, head: Any) -> FunctionAtom:
        self = super().__new__(cls)
        self.head = head
        self.name = str(head.expr if isinstance(head, sp.Lambda) else getattr(head, "name", None) or head.__name__)
        return self

    def _hashable_content(self) -> tuple[Any, ...]:
        return (self.name, self.head)

    def compare(self, other: Any) -> int:
        return (self.name > other.name) - (self.name < other.name)

    def _sympystr(self, printer: Any) -> str:
        return self.name

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        row = getattr(self.head, "row", None)  # of an elementwise function, whose head is a class that it made
        return (type(self), (self.head,)) if row is None else (_atom_of, (row,))


def _atom_of(row: Any) -> FunctionAtom:
    return FunctionAtom(row.head)


class Applied(Node):
    """Mixin: a function, in a FunctionAtom, and what it is applied to; what else it takes follows the argument."""

    word, roles = "", "hv"

    def __new__(cls, head: Any, *arguments: Any) -> Any:  # a choice among numbers has none
        atom = head if isinstance(head, FunctionAtom) else FunctionAtom(head)
        return super().__new__(cls, atom, *arguments)  # type: ignore[call-arg]

    @property
    def head(self) -> Any:
        return self.args[0].head

    @property
    def argument(self) -> Any:
        return self.args[1]

    @property
    def told(self) -> str:  # type: ignore[override]  # what the class of another node says
        return str(self.args[0].name)

    def _sympystr(self, printer: Any) -> str:
        keywords = getattr(self.head, "keywords", "")  # of a function of lines
        name, inside = self.head.whole.name if keywords else self.args[0], told_inside(self, self.args[1:], printer)
        return f"{name}({inside}, {keywords})" if keywords else f"{name}({inside})"


class Elementwise(Applied, MatrixNode):
    """f applied to every entry: ``Elementwise(sp.tanh, X)`` has the shape of X.

    It takes the place of SymPy's ``ElementwiseApplyFunction``, two of which are never equal: each holds a fresh
    Dummy.
    """

    entrywise = True

    @property
    def shape(self) -> tuple[Any, Any]:
        return size_of(self, 0), size_of(self, 1)

    def sized_as(self, axis: int) -> tuple[Any, int]:
        return self.argument, axis

    def entry(self, i: Any, j: Any, of: EntryOf) -> Any:
        return self.head(of(self.argument, i, j))


def application(node: Any) -> tuple[Any, Any]:
    """The function and its argument, where a node is one of a scalar or of every entry; None for both where not.

    >>> import symgrad as sg
    >>> application(sg.tanh(sg.vector("x", 3)))
    (tanh, x)
    """
    if isinstance(node, Elementwise):
        return node.head, node.argument
    if isinstance(node, sp.Function) and len(node.args) == 1:
        return node.func, node.args[0]
    return None, None


def slot(k: int) -> Any:
    """The k-th symbol of a formula that stands in a node, from 1."""
    return sp.Symbol(f"_{k}", real=True)


class _Pointwise(Applied):
    """Mixin: a formula, as a Lambda, of the arguments."""

    told = ""

    def _sympystr(self, printer: Any) -> str:
        told = zip(self.head.variables, self.args[1:], strict=True)
        return str(printer.doprint(self.head.expr.xreplace({name: _named(printer, arg) for name, arg in told})))


def _named(printer: Any, argument: Any) -> Any:
    text = printer.doprint(argument)
    return sp.Symbol(text if argument.is_Atom or not argument.args or text.isidentifier() else f"({text})", real=True)


class Pointwise(_Pointwise, MatrixNode):
    """A formula of scalars applied entry by entry: ``Pointwise(Lambda((a, b), a**b), c, X)`` has the entries c**X_ij.

    Arguments are vectors or matrices of one shape, and scalars, which are the same at every entry.
    """

    entrywise = True

    @property
    def shape(self) -> tuple[Any, Any]:
        return size_of(self, 0), size_of(self, 1)

    def sized_as(self, axis: int) -> tuple[Any, int]:
        return next(arg for arg in self.args[1:] if arg.is_Matrix), axis

    def _entry(self, i: Any, j: Any, **kwargs: Any) -> Any:
        entries = [arg[i, j] if arg.is_Matrix else arg for arg in self.args[1:]]
        if any(entry.has(sp.Piecewise) for entry in entries) and self.head.expr.has(Relational):
            return ScalarPointwise(self.args[0], *entries)  # SymPy would take a Piecewise in a condition apart
        return self.head(*entries)


class ScalarPointwise(_Pointwise, ScalarNode):
    """A formula that chooses among values, of scalars; it stays whole, as Pointwise does."""


class VectorMap(Applied, MatrixNode):
    """A function of a whole vector that gives a vector (softmax): ``VectorMap(softmax, x)`` has the shape of x.

    Constants of the function follow the argument: ``VectorMap(standardize, x, epsilon)``.
    """

    keeps_matrices = True

    @property
    def shape(self) -> tuple[Any, Any]:
        return size_of(self, 0), size_of(self, 1)

    def sized_as(self, axis: int) -> tuple[Any, int]:
        return self.argument, axis


class Reduction(Applied, ScalarNode):
    """A function of a whole vector or matrix that gives a scalar (logsumexp, norm): ``Reduction(norm, x)``.

    Constants of the function follow the argument.
    """

    keeps_matrices = True


class LineReduction(Applied, MatrixNode):
    """A function of a vector, of each row or column of a matrix: ``LineReduction(norm of rows, X)``, a vector.

    It has an entry for each line, in one column. Constants of the function follow the argument.
    """

    keeps_matrices = True

    @property
    def shape(self) -> tuple[Any, Any]:
        return size_of(self, 0), sp.S.One

    def sized_as(self, axis: int) -> tuple[Any, int] | None:
        return (self.argument, 1 - self.head.axis) if axis == 0 else None
