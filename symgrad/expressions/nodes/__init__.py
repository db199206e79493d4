"""The few nodes that SymPy lacks. Each class says what is known of its nodes, and nothing of calculus or printing.

All are plain SymPy nodes: ``args`` rebuild them, ``xreplace`` and ``free_symbols`` work. Their constructors do
not simplify; :mod:`symgrad.algebra` and :mod:`symgrad.algebra.blocks` build them in simplest form.
"""

from symgrad.expressions.nodes.facts import Facts, about, facts, is_linear_in, is_place, roles_of, values_of
from symgrad.expressions.nodes.functional import (
    Elementwise,
    FunctionAtom,
    LineReduction,
    Pointwise,
    Reduction,
    ScalarPointwise,
    VectorMap,
    application,
)
from symgrad.expressions.nodes.kronecker import Commutation, KroneckerLeft, KroneckerRight, Unvec, Vec
from symgrad.expressions.nodes.of_undefined import UndefinedMatrix, UndefinedScalar
from symgrad.expressions.nodes.placement import Concat, Diag, Diagonal, Explicit, Rows, Unit
from symgrad.expressions.nodes.reductions import Dot, Total
from symgrad.expressions.nodes.spectral import Eigenvalue, Eigenvector, MatrixMap, PseudoInverse, ReducedResolvent
from symgrad.expressions.nodes.triangular import (
    Cholesky,
    Duplication,
    Elimination,
    OrthogonalFactor,
    Triangle,
    TriangularFactor,
    Unvech,
    Vech,
)
from symgrad.expressions.nodes.windowed import (
    Convolution,
    Correlation,
    CumulativeProduct,
    OneHot,
    Overlap,
    Scan,
    Windows,
)

__all__ = [
    "Cholesky",
    "Commutation",
    "Concat",
    "Convolution",
    "Correlation",
    "CumulativeProduct",
    "Diag",
    "Diagonal",
    "Dot",
    "Duplication",
    "Eigenvalue",
    "Eigenvector",
    "Elementwise",
    "Elimination",
    "Explicit",
    "Facts",
    "FunctionAtom",
    "KroneckerLeft",
    "KroneckerRight",
    "LineReduction",
    "MatrixMap",
    "OneHot",
    "OrthogonalFactor",
    "Overlap",
    "Pointwise",
    "PseudoInverse",
    "ReducedResolvent",
    "Reduction",
    "Rows",
    "ScalarPointwise",
    "Scan",
    "Total",
    "Triangle",
    "TriangularFactor",
    "UndefinedMatrix",
    "UndefinedScalar",
    "Unit",
    "Unvec",
    "Unvech",
    "Vec",
    "Vech",
    "VectorMap",
    "Windows",
    "about",
    "application",
    "facts",
    "is_linear_in",
    "is_place",
    "roles_of",
    "values_of",
]
