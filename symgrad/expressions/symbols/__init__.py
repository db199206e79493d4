"""Dimensions, scalars, vectors, matrices, and the variables that differentiation derives from them.

A scalar is a SymPy ``Symbol``; a vector (one column) or a matrix is a ``MatrixSymbol``. The subclasses here
carry what SymPy's own cannot: a LaTeX name and properties. SymPy's own symbols work everywhere too.

A derived variable (the tangent of x, the cotangent of W) is known by its type, its generation and the
variable that it belongs to, never by the spelling of its name.
"""

import sys
import types

from symgrad.expressions.symbols.declaring import dims, matrices, matrix, scalar, scalars, vector, vectors
from symgrad.expressions.symbols.derived import (
    Ahead,
    At,
    Common,
    Cotangent,
    Derived,
    Inner,
    MatrixCommon,
    MatrixCotangent,
    MatrixInner,
    MatrixPart,
    MatrixSeed,
    MatrixTangent,
    Next,
    Part,
    ScalarCotangent,
    ScalarInner,
    ScalarSeed,
    ScalarTangent,
    Seed,
    Share,
    Tangent,
    ahead_of,
    at,
    common_of,
    cotangent_of,
    inner_of,
    is_of_cotangent,
    layer_of,
    layers,
    next_of,
    of_shape,
    part_of,
    root_of,
    seed_of,
    share_of,
    tangent_of,
)
from symgrad.expressions.symbols.variables import (
    MatrixVariable,
    ScalarVariable,
    Time,
    Variable,
    has_property,
    is_scalar,
    is_size,
    is_variable,
    time,
    variable_of,
)

__all__ = [
    "Ahead",
    "At",
    "Common",
    "Cotangent",
    "Derived",
    "Inner",
    "MatrixCommon",
    "MatrixCotangent",
    "MatrixInner",
    "MatrixPart",
    "MatrixSeed",
    "MatrixTangent",
    "MatrixVariable",
    "Next",
    "Part",
    "ScalarCotangent",
    "ScalarInner",
    "ScalarSeed",
    "ScalarTangent",
    "ScalarVariable",
    "Seed",
    "Share",
    "Tangent",
    "Time",
    "Variable",
    "ahead_of",
    "at",
    "common_of",
    "cotangent_of",
    "dims",
    "has_property",
    "inner_of",
    "is_of_cotangent",
    "is_scalar",
    "is_size",
    "is_variable",
    "layer_of",
    "layers",
    "matrices",
    "matrix",
    "next_of",
    "of_shape",
    "part_of",
    "root_of",
    "scalar",
    "scalars",
    "seed_of",
    "share_of",
    "tangent_of",
    "time",
    "variable_of",
    "vector",
    "vectors",
]


class _Symbols(types.ModuleType):
    """This package, which people call as they call SymPy's function of the same name."""

    def __call__(self, *names: object, **assumptions: object) -> None:
        raise TypeError(
            "sg.symbols is no function; declare with sg.scalars('x y'), sg.vectors('x y', n), sg.matrices('W V', n, m) "
            "and sg.dims('n m')."
        )


sys.modules[__name__].__class__ = _Symbols
