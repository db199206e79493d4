"""What Python's operators mean between symbols, as a paper writes them: ``1 - W*x`` takes every entry from 1.

SymPy's own sums, products and transposes know nothing of numbers beside vectors, and their operators belong to their
classes. So each of those classes has one of symgrad's that stands for it, with the operators of :class:`Broadcasting`;
what is written with symgrad's symbols is made of these, and so is what symgrad derives.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

import sympy as sp
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction as SympysElementwise
from sympy.matrices.expressions.hadamard import HadamardPower as SympysHadamardPower
from sympy.matrices.expressions.hadamard import HadamardProduct as SympysHadamardProduct
from sympy.matrices.expressions.matexpr import MatrixElement
from sympy.matrices.expressions.slice import MatrixSlice as SympysSlice

from symgrad.arguments import refusals
from symgrad.arguments.shown import Shown
from symgrad.arguments.sizes import same_dimension
from symgrad.arguments.sympified import sympified
from symgrad.expressions.indices import indexed
from symgrad.expressions.python_operators import entry_of, power_of, product_of, quotient_of, scalar_operand, sum_of


class Broadcasting(Shown):
    """Mixin for matrix expressions: Python's operators with numbers and scalars on either side.

    A scalar beside a vector or a matrix counts for every entry, in a sum as in a product: ``A + 1`` of a square matrix
    adds to every entry too, and A + I is ``A + sp.Identity(n)``. A product that is 1 x 1 (``x.T*y``) counts as its
    entry where only a scalar has a meaning. What has none raises an error that says what to write instead.
    """

    _op_priority = 11.5  # above that of SymPy's matrices, so that a plain one on the left leaves the operator to us

    shape: Any

    def __add__(self, other: Any) -> Any:
        return own(sum_of(self, _operand(other)))

    def __radd__(self, other: Any) -> Any:
        return own(sum_of(_operand(other), self))

    def __sub__(self, other: Any) -> Any:
        return own(sum_of(self, product_of(sp.S.NegativeOne, _operand(other))))

    def __rsub__(self, other: Any) -> Any:
        return own(sum_of(_operand(other), -self))

    def __neg__(self) -> Any:
        return own(product_of(sp.S.NegativeOne, self))

    def __mul__(self, other: Any) -> Any:
        return own(product_of(self, _operand(other)))

    def __rmul__(self, other: Any) -> Any:
        return own(product_of(_operand(other), self))

    __matmul__ = __mul__
    __rmatmul__ = __rmul__

    def __truediv__(self, other: Any) -> Any:
        return own(quotient_of(self, _operand(other)))

    def __rtruediv__(self, other: Any) -> Any:
        return own(quotient_of(_operand(other), self))

    def __pow__(self, exponent: Any) -> Any:
        return own(power_of(self, _operand(exponent)))

    def __rpow__(self, base: Any) -> Any:
        raise refusals.matrix_exponent(base, self)

    def __abs__(self) -> Any:
        raise refusals.absolute(self)

    def __mod__(self, other: Any) -> Any:
        raise refusals.remainder(self)

    __rmod__ = __floordiv__ = __rfloordiv__ = __divmod__ = __rdivmod__ = __mod__

    def __lt__(self, other: Any) -> Any:
        raise refusals.comparison(self, other)

    __le__ = __gt__ = __ge__ = __lt__

    def __getitem__(self, key: Any) -> Any:
        first, second = indexed(self, key)
        if isinstance(first, tuple):
            return _part(self, first, second)
        return self._entry(first, second)  # type: ignore[attr-defined]

    def __iter__(self) -> Iterator[Any]:
        rows, columns = self.shape
        if not (rows.is_Integer and columns.is_Integer):
            raise refusals.iteration(self)
        return iter([self[i, j] for i in range(rows) for j in range(columns)])

    def _eval_Abs(self) -> Any:  # SymPy would take the root of its product with itself, or of each of its factors
        if tuple(self.shape) != (1, 1):
            raise refusals.absolute(self)
        return sp.Abs(entry_of(self))

    def as_content_primitive(self, radical: bool = False, clear: bool = True) -> tuple[Any, Any]:
        # SymPy asks when such a matrix stands inside the exponent of a power, and would take 2 x + 4 y for a scalar.
        return sp.S.One, self

    def __array__(self, *args: Any, **options: Any) -> Any:
        if any(not size.is_Integer for size in self.shape):
            raise refusals.array_of(self)
        return super().__array__(*args, **options)  # type: ignore[misc]

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **options: Any) -> Any:
        return refusals.numpy_operator(self, ufunc, method, inputs)

    def __array_function__(self, function: Any, types: Any, args: Any, options: Any) -> Any:
        raise refusals.numpy_function(self, function.__name__)

    def transpose(self) -> Any:
        return own(super().transpose())  # type: ignore[misc]

    def adjoint(self) -> Any:
        return own(super().adjoint())  # type: ignore[misc]

    def inverse(self) -> Any:
        return own(super().inverse())  # type: ignore[misc]

    def inv(self) -> Any:
        if not same_dimension(*self.shape):
            raise refusals.no_inverse(self)
        return self.inverse()

    I = property(inv)

    def applyfunc(self, function: Any) -> Any:
        return own(ElementwiseApplyFunction(function, self))

    def doit(self, **hints: Any) -> Any:
        return own(super().doit(**hints))  # type: ignore[misc]

    def subs(self, *args: Any, **options: Any) -> Any:
        return own(super().subs(*args, **options))  # type: ignore[misc]

    def expand(self, *args: Any, **hints: Any) -> Any:
        return own(super().expand(*args, **hints))  # type: ignore[misc]

    def simplify(self, **options: Any) -> Any:
        return own(super().simplify(**options))  # type: ignore[misc]


class StandsFor(type):
    """The type of a class that stands for one of SymPy's: the two are equal and have one hash.

    SymPy compares two nodes by their classes, and picks its rules by them, as symgrad's tables do. So ``W*x`` equals
    ``sp.MatMul(W, x)``, and every table and every rule that knows SymPy's class takes the other for it.
    """

    def __eq__(cls, other: object) -> bool:
        return _named(cls) is _named(other)

    def __hash__(cls) -> int:
        return type.__hash__(_named(cls))


def _named(cls: Any) -> Any:
    """The class of SymPy that a class stands for; any other class itself."""
    return cls.__bases__[-1] if isinstance(cls, StandsFor) else cls


class Unsummed(Broadcasting):
    """What has its entries as they stand, where SymPy would sum over an index or invert a matrix of entries."""

    def _entry(self, i: Any, j: Any, **kwargs: Any) -> Any:
        return sp.Basic.__new__(MatrixElement, self, i, j)


class MatAdd(Broadcasting, sp.MatAdd, metaclass=StandsFor):
    """A sum."""


class MatMul(Unsummed, sp.MatMul, metaclass=StandsFor):
    """A product."""


class MatPow(Unsummed, sp.MatPow, metaclass=StandsFor):
    """A power of a square matrix."""


class Inverse(Unsummed, sp.Inverse, metaclass=StandsFor):
    """The inverse of a square matrix."""


class Transpose(Broadcasting, sp.Transpose, metaclass=StandsFor):
    """A transpose."""


class Adjoint(Broadcasting, sp.Adjoint, metaclass=StandsFor):
    """A conjugate transpose, which is a transpose here."""


class HadamardProduct(Broadcasting, SympysHadamardProduct, metaclass=StandsFor):
    """An entry-by-entry product."""


class HadamardPower(Broadcasting, SympysHadamardPower, metaclass=StandsFor):
    """A power of every entry."""


class KroneckerProduct(Broadcasting, sp.KroneckerProduct, metaclass=StandsFor):
    """A Kronecker product."""


class ElementwiseApplyFunction(Broadcasting, SympysElementwise, metaclass=StandsFor):
    """``X.applyfunc(f)``."""

    def __new__(cls, function: Any, expr: Any) -> Any:
        if tuple(expr.shape) != (1, 1):
            return super().__new__(cls, function, expr)
        bound = sp.Dummy("d")  # SymPy would take the matrix for its entry, and apply the function to it
        applied = function if isinstance(function, sp.Lambda) else sp.Lambda(bound, function(bound))
        return sp.MatrixExpr.__new__(cls, applied, expr)


class MatrixSlice(Broadcasting, SympysSlice, metaclass=StandsFor):
    """``X[1:3, :]``."""


class OneMatrix(Broadcasting, sp.OneMatrix, metaclass=StandsFor):
    """The matrix whose entries are all one."""


class ZeroMatrix(Broadcasting, sp.ZeroMatrix, metaclass=StandsFor):
    """The matrix whose entries are all zero."""


class Identity(Broadcasting, sp.Identity, metaclass=StandsFor):
    """The identity."""


# By SymPy's class or by the one that stands for it, which is equal: the class that stands for it.
OWN: Mapping[type, type] = MappingProxyType({
    kind: kind
    for kind in (
        MatAdd, MatMul, MatPow, Inverse, Transpose, Adjoint, HadamardProduct, HadamardPower, KroneckerProduct,
        ElementwiseApplyFunction, MatrixSlice, OneMatrix, ZeroMatrix, Identity,
    )
})  # fmt: skip


def _part(matrix: Any, rows: tuple[Any, Any], columns: tuple[Any, Any]) -> Any:
    """The part between two pairs (start, stop); a part of a part is one of the whole."""
    if isinstance(matrix, SympysSlice):
        (above, _, _), (before, _, _) = matrix.rowslice, matrix.colslice
        rows, columns = (rows[0] + above, rows[1] + above), (columns[0] + before, columns[1] + before)
        matrix = matrix.parent
    return sp.Basic.__new__(MatrixSlice, matrix, sp.Tuple(*rows, 1), sp.Tuple(*columns, 1))


def own(expr: Any) -> Any:
    """A matrix expression made of symgrad's classes where SymPy's stand in it."""
    kind = OWN.get(type(expr))
    if kind is None or type(expr) is kind:
        return expr
    made = sp.Basic.__new__(kind, *map(own, expr.args))
    made.__dict__.update(expr.__dict__)  # what the node keeps of itself: the two are equal
    return made


def _operand(value: Any) -> Any:
    """What stands beside a matrix, as a SymPy matrix or scalar."""
    taken = sympified(value)
    if not taken.is_Matrix:
        return scalar_operand(taken)
    return taken if isinstance(taken, Broadcasting) else own(taken.doit())
