"""The variables that differentiation derives from others: tangents, cotangents, seeds.

A derived variable is known by its type, its generation and the variable that it belongs to, never by the spelling of
its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import sympy as sp

from symgrad.expressions.symbols.variables import MatrixVariable, ScalarVariable, Variable, bare_symbol, is_scalar


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


class Part(Derived):
    """A part of a long equation that got a name and an equation of its own: ``part_y``."""

    prefix = "part"


class Common(Inner):
    """No argument inside an equation, but the place of a factor that several terms of its cotangents share."""


class Next(Derived):
    """What a sweep carries from t + 1 to t: ``next_bar_h_prev``, the cotangent that the step after gave back."""

    prefix = "next"


class Share(Derived):
    """The part of a cotangent that one of several sweeps gives: ``share2_bar_x``."""

    prefix = "share"


class Ahead(Derived):
    """A part of an equation that is computed for every t before a sweep runs: ``ahead_i``."""

    prefix = "ahead"


class At(Derived):
    """A variable at a time, as the equations of a recurrence are told: ``h[t - 1]``."""

    @property
    def time(self) -> Any:
        """The time, a SymPy expression; it stands in the place of a generation."""
        return self.generation


class _DerivedScalar(ScalarVariable):
    primal: Any
    generation: int
    prefix: str

    def __new__(cls, primal: Variable, generation: int = 1) -> Any:
        self = bare_symbol(cls, _spelled(cls.prefix, generation, primal))
        self.latex_name = None
        self.primal, self.generation = primal, generation
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


class ScalarCommon(Common, _DerivedScalar): ...


class MatrixCommon(Common, _DerivedMatrix): ...


class ScalarPart(Part, _DerivedScalar): ...


class MatrixPart(Part, _DerivedMatrix): ...


class ScalarNext(Next, _DerivedScalar): ...


class MatrixNext(Next, _DerivedMatrix): ...


class ScalarShare(Share, _DerivedScalar): ...


class MatrixShare(Share, _DerivedMatrix): ...


class ScalarAhead(Ahead, _DerivedScalar): ...


class MatrixAhead(Ahead, _DerivedMatrix): ...


class ScalarAt(At, _DerivedScalar): ...


class MatrixAt(At, _DerivedMatrix): ...


def _spelled(prefix: str, generation: Any, primal: Variable) -> str:
    if not prefix:
        return f"{primal.name}[{generation}]"
    return f"{prefix}{'' if generation == 1 else generation}_{primal.name}"


def like_it(derived: Any, primal: Variable) -> Any:
    """The variable of a scalar that is derived from it as ``derived`` is from its own: the cotangent of an entry."""
    return _OF_SCALARS.get(type(derived), type(derived))(primal, derived.generation)


# the variables derived from vectors and matrices -> those of scalars
_OF_SCALARS: Mapping[type, type] = MappingProxyType(
    {
        MatrixTangent: ScalarTangent, MatrixCotangent: ScalarCotangent, MatrixSeed: ScalarSeed,
        MatrixInner: ScalarInner, MatrixCommon: ScalarCommon, MatrixPart: ScalarPart, MatrixNext: ScalarNext,
        MatrixShare: ScalarShare, MatrixAhead: ScalarAhead, MatrixAt: ScalarAt,
    }
)  # fmt: skip


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
    kind: Any = MatrixInner if shape else ScalarInner
    return kind(of_shape(variable, shape), index)


def part_of(variable: Any, shape: tuple[Any, ...], index: int = 1) -> Any:
    """The index-th part of the equation of ``variable``: of the shape given."""
    kind: Any = MatrixPart if shape else ScalarPart
    return kind(of_shape(variable, shape), index)


def common_of(variable: Any, shape: tuple[Any, ...], index: int = 1) -> Any:
    """The index-th place in the equation of ``variable`` with a cotangent, where that is a shared factor alone."""
    kind: Any = MatrixCommon if shape else ScalarCommon
    return kind(of_shape(variable, shape), index)


def ahead_of(variable: Any, shape: tuple[Any, ...], index: int = 1) -> Any:
    """The index-th part of the equation of ``variable`` that is computed ahead: of the shape given."""
    kind: Any = MatrixAhead if shape else ScalarAhead
    return kind(of_shape(variable, shape), index)


def of_shape(variable: Any, shape: tuple[Any, ...]) -> Any:
    """A variable of the same names and of this shape."""
    if not shape or getattr(variable, "shape", None) == shape:
        return variable
    return MatrixVariable(variable.name, shape[0], shape[1], getattr(variable, "latex_name", None))


def next_of(variable: Variable) -> Any:
    """The value of a variable one step later, as a sweep from T to 1 carries it."""
    return (ScalarNext if is_scalar(variable) else MatrixNext)(variable)


def share_of(variable: Variable, sweep: int) -> Any:
    """The part of a variable that one sweep gives, of several that add up to it."""
    return (ScalarShare if is_scalar(variable) else MatrixShare)(variable, sweep)


def at(variable: Variable, time: Any) -> Any:
    """A variable at a time: ``t``, ``t - 1``, ``T``, ``0``."""
    return (ScalarAt if is_scalar(variable) else MatrixAt)(variable, time)
