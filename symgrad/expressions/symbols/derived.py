"""The variables that symgrad derives from others: tangents, cotangents, seeds, and what stands between: one table.

A derived variable is known by its type, its generation and the variable that it belongs to, never by the spelling of
its name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

import sympy as sp

from symgrad.expressions.symbols.variables import MatrixVariable, ScalarVariable, Variable, bare_symbol, is_scalar


class Derived:
    """Mixin: a variable that belongs to another one, its ``primal``.

    ``prefix`` and ``generation`` spell the code name: ``bar_W``, ``dot_x``, and ``bar2_bar_W`` for the
    cotangent that the second gradient gives to the cotangent of the first.

    mark                the field of a notation that has its mark in LaTeX
    scalar, matrix      the types of those that are scalars, and of those that are vectors or matrices
    """

    prefix: ClassVar[str] = ""
    mark: ClassVar[str] = ""
    scalar: ClassVar[Any]
    matrix: ClassVar[Any]
    primal: Variable
    generation: int


class _AtTime(Derived):
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


def _kind(name: str, prefix: str, mark: str, told: str, base: Any = Derived) -> tuple[Any, Any, Any]:
    """A row of the table: a kind of derived variable, its scalars, its vectors and matrices."""
    known = {"__module__": __name__}
    kind: Any = type(name, (base,), {**known, "__doc__": told, "prefix": prefix, "mark": mark})
    kind.scalar = type(f"Scalar{name}", (kind, _DerivedScalar), known)
    kind.matrix = type(f"Matrix{name}", (kind, _DerivedMatrix), known)
    return kind, kind.scalar, kind.matrix


Tangent, ScalarTangent, MatrixTangent = _kind(
    "Tangent", "dot", "tangent", "The tangent of a variable: ``dot_x``, the direction in which x moves."
)
Cotangent, ScalarCotangent, MatrixCotangent = _kind(
    "Cotangent", "bar", "cotangent", "The cotangent of a variable: ``bar_W``, how the outputs answer to it."
)
# A Seed is spelled like the Cotangent (bar_c), but is another variable: the Cotangent is the Seed plus what flows back
# through the uses.
Seed, ScalarSeed, MatrixSeed = _kind(
    "Seed", "bar", "seed", "The cotangent that a caller gives for an output which other equations use too: ``bar_c``."
)
Inner, ScalarInner, MatrixInner = _kind(
    "Inner", "pre", "inner", "The argument inside an equation whose own name stands for the whole: ``pre_i``."
)
Common, ScalarCommon, MatrixCommon = _kind(
    "Common", "pre", "inner", "The place of a factor that several terms of its cotangents share.", base=Inner
)
Part, ScalarPart, MatrixPart = _kind(
    "Part", "part", "", "A part of a long equation that got a name and an equation of its own: ``part_y``."
)
Next, ScalarNext, MatrixNext = _kind(
    "Next", "next", "", "What a sweep carries from t + 1 to t: ``next_bar_h_prev``, which the step after gave back."
)
Share, ScalarShare, MatrixShare = _kind(
    "Share", "share", "", "The part of a cotangent that one of several sweeps gives: ``share2_bar_x``."
)
Ahead, ScalarAhead, MatrixAhead = _kind(
    "Ahead", "ahead", "", "A part of an equation that is computed for every t before a sweep runs: ``ahead_i``."
)
At, ScalarAt, MatrixAt = _kind(
    "At", "", "", "A variable at a time, as the equations of a recurrence are told: ``h[t - 1]``.", base=_AtTime
)


def layers(variable: Any) -> Iterator[Any]:
    """A variable, what it is derived from, what that is derived from, and so on."""
    yield variable
    while isinstance(variable, Derived):
        variable = variable.primal
        yield variable


def layer_of(variable: Any, *kinds: Any) -> Any | None:
    """The first of its layers that is of one of these kinds; None where none is."""
    return next((layer for layer in layers(variable) if isinstance(layer, kinds)), None)


def root_of(variable: Any) -> Any:
    """The variable that a derived one belongs to in the end; any other itself."""
    *_, root = layers(variable)
    return root


def is_of_cotangent(variable: Any) -> bool:
    """Whether a variable is derived from a cotangent, or is one."""
    return layer_of(variable, Cotangent, Seed) is not None


def _spelled(prefix: str, generation: Any, primal: Variable) -> str:
    if not prefix:
        return f"{primal.name}[{generation}]"
    return f"{prefix}{'' if generation == 1 else generation}_{primal.name}"


def tangent_of(variable: Variable, generation: int = 1) -> Any:
    """The tangent variable of a variable: of its shape, spelled ``dot_x``."""
    return _alike(Tangent, variable, generation)


def cotangent_of(variable: Variable, generation: int = 1) -> Any:
    """The cotangent variable of a variable: of its shape, spelled ``bar_x``."""
    return _alike(Cotangent, variable, generation)


def seed_of(variable: Variable, generation: int = 1) -> Any:
    """The caller's share of the cotangent of an output that other equations use."""
    return _alike(Seed, variable, generation)


def next_of(variable: Variable) -> Any:
    """The value of a variable one step later, as a sweep from T to 1 carries it."""
    return _alike(Next, variable)


def share_of(variable: Variable, sweep: int) -> Any:
    """The part of a variable that one sweep gives, of several that add up to it."""
    return _alike(Share, variable, sweep)


def at(variable: Variable, time: Any) -> Any:
    """A variable at a time: ``t``, ``t - 1``, ``T``, ``0``."""
    return _alike(At, variable, time)


def inner_of(variable: Any, shape: tuple[Any, ...], index: int = 1) -> Any:
    """The index-th unnamed argument inside the equation of ``variable``: of the shape given."""
    return _shaped(Inner, variable, shape, index)


def part_of(variable: Any, shape: tuple[Any, ...], index: int = 1) -> Any:
    """The index-th part of the equation of ``variable``: of the shape given."""
    return _shaped(Part, variable, shape, index)


def common_of(variable: Any, shape: tuple[Any, ...], index: int = 1) -> Any:
    """The index-th place in the equation of ``variable`` with a cotangent, where that is a shared factor alone."""
    return _shaped(Common, variable, shape, index)


def ahead_of(variable: Any, shape: tuple[Any, ...], index: int = 1) -> Any:
    """The index-th part of the equation of ``variable`` that is computed ahead: of the shape given."""
    return _shaped(Ahead, variable, shape, index)


def of_shape(variable: Any, shape: tuple[Any, ...]) -> Any:
    """A variable of the same names and of this shape."""
    if not shape or getattr(variable, "shape", None) == shape:
        return variable
    return MatrixVariable(variable.name, shape[0], shape[1], getattr(variable, "latex_name", None))


def _alike(kind: Any, variable: Variable, generation: Any = 1) -> Any:
    return (kind.scalar if is_scalar(variable) else kind.matrix)(variable, generation)


def _shaped(kind: Any, variable: Any, shape: tuple[Any, ...], index: int) -> Any:
    return (kind.matrix if shape else kind.scalar)(of_shape(variable, shape), index)
