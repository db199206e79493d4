"""Functions applied: entry by entry, or to a whole vector."""

from __future__ import annotations

import functools
from typing import Any

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement, MatrixExpr

from symgrad.broadcasting import Broadcasting
from symgrad.refusals import NotBySympy


class FunctionAtom(sp.Atom):
    """A function as a leaf of the tree, since the args of a node have to be SymPy objects.

    ``head`` is a SymPy function class (for Elementwise) or the row of a vector function.
    """

    head: Any
    name: str

    def __new__(cls, head: Any) -> FunctionAtom:
        self = super().__new__(cls)
        self.head = head
        self.name = str(getattr(head, "name", None) or head.__name__)
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


class Elementwise(NotBySympy, Broadcasting, MatrixExpr):
    """f applied to every entry: ``Elementwise(sp.tanh, X)`` has the shape of X.

    It takes the place of SymPy's ``ElementwiseApplyFunction``, two of which are never equal: each holds a fresh
    Dummy.
    """

    def __new__(cls, head: Any, argument: Any) -> Elementwise:
        atom = head if isinstance(head, FunctionAtom) else FunctionAtom(head)
        return super().__new__(cls, atom, argument)

    @property
    def head(self) -> Any:
        return self.args[0].head

    @property
    def argument(self) -> Any:
        return self.args[1]

    @functools.cached_property
    def shape(self) -> tuple[Any, Any]:
        return self.argument.shape

    def _entry(self, i: Any, j: Any, **kwargs: Any) -> Any:
        return self.head(self.argument[i, j])

    def doit(self, **hints: Any) -> Any:
        return self

    def _sympystr(self, printer: Any) -> str:
        return f"{self.args[0]}({printer.doprint(self.argument)})"


class VectorMap(NotBySympy, Broadcasting, MatrixExpr):
    """A function of a whole vector that gives a vector (softmax): ``VectorMap(softmax, x)`` has the shape of x.

    Constants of the function follow the argument: ``VectorMap(standardize, x, epsilon)``.
    """

    def __new__(cls, head: Any, argument: Any, *constants: Any) -> VectorMap:
        atom = head if isinstance(head, FunctionAtom) else FunctionAtom(head)
        return super().__new__(cls, atom, argument, *constants)

    @property
    def head(self) -> Any:
        return self.args[0].head

    @property
    def argument(self) -> Any:
        return self.args[1]

    @functools.cached_property
    def shape(self) -> tuple[Any, Any]:
        return self.argument.shape

    def _entry(self, i: Any, j: Any, **kwargs: Any) -> Any:
        return sp.Basic.__new__(MatrixElement, self, i, j)  # no simpler form

    def doit(self, **hints: Any) -> Any:
        return self

    def _sympystr(self, printer: Any) -> str:
        return f"{self.args[0]}({printer.doprint(self.argument)})"


class Reduction(NotBySympy, sp.Expr):
    """A function of a whole vector or matrix that gives a scalar (logsumexp, norm): ``Reduction(norm, x)``.

    Constants of the function follow the argument.
    """

    is_commutative = True

    def __new__(cls, head: Any, argument: Any, *constants: Any) -> Reduction:
        atom = head if isinstance(head, FunctionAtom) else FunctionAtom(head)
        return super().__new__(cls, atom, argument, *constants)

    @property
    def head(self) -> Any:
        return self.args[0].head

    @property
    def argument(self) -> Any:
        return self.args[1]

    def doit(self, **hints: Any) -> Any:
        return self

    def _sympystr(self, printer: Any) -> str:
        return f"{self.args[0]}({printer.doprint(self.argument)})"
