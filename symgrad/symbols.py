"""Dimensions, scalars, vectors, matrices, and the variables that differentiation derives from them.

A scalar is a SymPy ``Symbol``; a vector (one column) or a matrix is a ``MatrixSymbol``. The subclasses here
carry what SymPy's own cannot: a LaTeX name, and the order in which the author declared them, by which terms
and factors are printed. SymPy's own symbols work everywhere too.

A derived variable (the tangent of x, the cotangent of W) is known by its type, its generation and the
variable that it belongs to, never by the spelling of its name.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any, TypeAlias

import sympy as sp
from sympy.core.symbol import Str

from symgrad.errors import ShapeError

Variable: TypeAlias = "sp.Symbol | sp.MatrixSymbol"

# Counts declarations, as SymPy's Dummy does. It orders printed terms and is no part of a symbol's identity.
_declarations: Iterator[int] = itertools.count()


class ScalarVariable(sp.Symbol):
    """A SymPy Symbol with a LaTeX name of its own; made by :func:`scalar`."""

    latex_name: str | None
    declared: int

    def __new__(cls, name: str, latex: str | None = None) -> ScalarVariable:
        self = _bare_symbol(cls, name)
        self.latex_name = latex
        self.declared = next(_declarations)
        return self

    def _hashable_content(self) -> tuple[Any, ...]:
        return (self.name, self.latex_name or "")

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.name, self.latex_name)

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        return self.__reduce__()


class MatrixVariable(sp.MatrixSymbol):
    """A SymPy MatrixSymbol with a LaTeX name and properties of its own; made by :func:`vector` and :func:`matrix`."""

    latex_name: str | None
    properties: tuple[str, ...]
    declared: int

    def __new__(
        cls, name: str | Str, rows: Any, columns: Any, latex: str | None = None, properties: tuple[str, ...] = ()
    ) -> MatrixVariable:
        self = super().__new__(cls, name, rows, columns)
        self.latex_name = latex
        self.properties = properties
        self.declared = next(_declarations)
        return self

    @property
    def func(self) -> Any:
        # SymPy rebuilds a node as func(*args); what is not among the args would be lost.
        return lambda name, rows, columns: type(self)(name, rows, columns, self.latex_name, self.properties)

    def _hashable_content(self) -> tuple[Any, ...]:
        return (*self.args, self.latex_name or "", *self.properties)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.name, *self.shape, self.latex_name, self.properties)

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        return self.__reduce__()


class Derived:
    """Mixin: a variable that belongs to another one, its ``primal``.

    ``prefix`` and ``generation`` spell the code name: ``bar_W``, ``dot_x``, and ``bar2_bar_W`` for the
    cotangent that the second gradient gives to the cotangent of the first.
    """

    prefix: str = ""
    primal: Variable
    generation: int


class Tangent(Derived):
    """The tangent of a variable: ``dot_x``, the direction in which x moves."""

    prefix = "dot"


class Cotangent(Derived):
    """The cotangent of a variable: ``bar_W``, how the outputs answer to it."""

    prefix = "bar"


class Seed(Derived):
    """The cotangent that a caller gives for an output which other equations use too.

    It is spelled like the Cotangent (``bar_c``) but is another variable: the Cotangent is the Seed plus what
    flows back through the uses.
    """

    prefix = "bar"


class Inner(Derived):
    """The argument inside an equation whose own name stands for the whole: ``pre_i`` in i = sigmoid(pre_i)."""

    prefix = "pre"


class _DerivedScalar(ScalarVariable):
    primal: Any
    generation: int
    prefix: str

    def __new__(cls, primal: Variable, generation: int = 1) -> Any:
        self = _bare_symbol(cls, _spelled(cls.prefix, generation, primal))
        self.latex_name = None
        self.primal, self.generation = primal, generation
        self.declared = getattr(primal, "declared", 0)
        return self

    def _hashable_content(self) -> tuple[Any, ...]:
        return (self.generation, self.primal)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.primal, self.generation)


class _DerivedMatrix(MatrixVariable):
    primal: Any
    generation: int
    prefix: str

    def __new__(cls, primal: Variable, generation: int = 1) -> Any:
        self = sp.MatrixSymbol.__new__(cls, _spelled(cls.prefix, generation, primal), *primal.shape)
        self.latex_name = None
        self.properties = ()
        self.primal, self.generation = primal, generation
        self.declared = getattr(primal, "declared", 0)
        return self

    @property
    def func(self) -> Any:
        def rebuilt(name: Any, rows: Any, columns: Any) -> Any:
            return type(self)(self.primal.func(self.primal.args[0], rows, columns), self.generation)

        return rebuilt

    def _hashable_content(self) -> tuple[Any, ...]:
        return (self.generation, self.primal)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.primal, self.generation)


class ScalarTangent(Tangent, _DerivedScalar): ...


class MatrixTangent(Tangent, _DerivedMatrix): ...


class ScalarCotangent(Cotangent, _DerivedScalar): ...


class MatrixCotangent(Cotangent, _DerivedMatrix): ...


class ScalarSeed(Seed, _DerivedScalar): ...


class MatrixSeed(Seed, _DerivedMatrix): ...


class ScalarInner(Inner, _DerivedScalar): ...


class MatrixInner(Inner, _DerivedMatrix): ...


def _bare_symbol(cls: type, name: str) -> Any:
    return sp.Symbol.__xnew__(cls, name)  # SymPy's uncached constructor: the cache would drop our attributes


def _spelled(prefix: str, generation: int, primal: Variable) -> str:
    return f"{prefix}{'' if generation == 1 else generation}_{primal.name}"


def tangent_of(variable: Variable, generation: int = 1) -> Any:
    """The tangent variable of a variable: of its shape, spelled ``dot_x``."""
    return (ScalarTangent if is_scalar(variable) else MatrixTangent)(variable, generation)


def cotangent_of(variable: Variable, generation: int = 1) -> Any:
    """The cotangent variable of a variable: of its shape, spelled ``bar_x``."""
    return (ScalarCotangent if is_scalar(variable) else MatrixCotangent)(variable, generation)


def seed_of(variable: Variable, generation: int = 1) -> Any:
    """The caller's share of the cotangent of an output that other equations use."""
    return (ScalarSeed if is_scalar(variable) else MatrixSeed)(variable, generation)


def inner_of(variable: Any, shape: tuple[Any, ...], index: int = 1) -> Any:
    """The index-th unnamed argument inside the equation of ``variable``: of the shape given."""
    if shape and getattr(variable, "shape", None) != shape:
        variable = MatrixVariable(variable.name, shape[0], shape[1], getattr(variable, "latex_name", None))
    kind: Any = MatrixInner if shape else ScalarInner
    return kind(variable, index)


def is_scalar(expr: Any) -> bool:
    """Whether an expression has the shape ()."""
    return not getattr(expr, "is_Matrix", False)


def is_variable(expr: Any) -> bool:
    """Whether an expression is a Symbol or a MatrixSymbol."""
    return isinstance(expr, (sp.Symbol, sp.MatrixSymbol))


def _one_or_many(names: str, made: list[Any]) -> Any:
    return made[0] if len(made) == 1 and "," not in names else tuple(made)


def _split(names: str) -> list[str]:
    return names.replace(",", " ").split()


def dims(names: str) -> Any:
    """Symbolic dimensions: positive integer Symbols, one for each name.

    >>> n, m = dims("n m")
    >>> n.is_positive
    True
    """
    return _one_or_many(names, [sp.Symbol(name, integer=True, positive=True) for name in _split(names)])


def scalar(name: str, latex: str | None = None) -> ScalarVariable:
    """A scalar variable, shape ().

    ``latex`` is the name that it prints with; without one it follows from ``name`` by rule.

    >>> scalar("b_o", latex="b_{o}")
    b_o
    """
    return ScalarVariable(name, latex)


def scalars(names: str) -> Any:
    """Several scalars at once.

    >>> scalars("i f o")
    (i, f, o)
    """
    return _one_or_many(names, [scalar(name) for name in _split(names)])


def vector(name: str, n: Any, latex: str | None = None, *, sums_to_one: bool = False) -> MatrixVariable:
    """A vector of n entries: a MatrixSymbol with one column, shape (n, 1), given as an array of shape (n,).

    ``sums_to_one`` declares that its entries do (a distribution, a one-hot target), which simplifies results.

    >>> vector("x", 3).shape
    (3, 1)
    """
    return MatrixVariable(name, n, 1, latex, ("sums_to_one",) if sums_to_one else ())


def vectors(names: str, n: Any) -> Any:
    """Several vectors of n entries at once.

    >>> vectors("x y", 3)
    (x, y)
    """
    return _one_or_many(names, [vector(name, n) for name in _split(names)])


def matrix(
    name: str,
    n: Any,
    m: Any,
    latex: str | None = None,
    *,
    symmetric: bool = False,
    diagonal: bool = False,
    orthogonal: bool = False,
    positive_definite: bool = False,
) -> MatrixVariable:
    """A matrix of n rows and m columns, of a square one also its properties.

    A property simplifies results (the transpose of a symmetric matrix is itself, the inverse of an orthogonal one
    its transpose), and a gradient with respect to the matrix follows it: it is the one among the directions in which
    the matrix can move. Positive definite and diagonal matrices are symmetric too.

    >>> matrix("W", 2, 3).shape
    (2, 3)
    """
    claims = {
        "diagonal": diagonal,
        "orthogonal": orthogonal,
        "positive_definite": positive_definite,
        "symmetric": symmetric or diagonal or positive_definite,
    }
    properties = tuple(claim for claim, made in claims.items() if made)
    if properties and n != m:
        raise ShapeError(f"matrix {name}: a matrix that is {properties[0]} is square, but its shape is ({n}, {m}).")
    return MatrixVariable(name, n, m, latex, properties)


def has_property(expr: Any, claim: str) -> bool:
    """Whether a variable was declared with a property."""
    return claim in getattr(expr, "properties", ())


def matrices(names: str, n: Any, m: Any) -> Any:
    """Several matrices of n rows and m columns at once.

    >>> matrices("W V", 2, 3)
    (W, V)
    """
    return _one_or_many(names, [matrix(name, n, m) for name in _split(names)])
