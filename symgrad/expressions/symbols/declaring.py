"""How a user declares dimensions, scalars, vectors and matrices."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgrad.arguments.refusals import short
from symgrad.arguments.signatures import FLAG, Kind, optional, taking
from symgrad.arguments.sizes import same_dimension
from symgrad.errors import ShapeError, SymgradError
from symgrad.expressions.symbols.legal_names import code_name, latex_text
from symgrad.expressions.symbols.variables import MatrixVariable, ScalarVariable

MOST = 2**63 - 1  # entries along an axis of an array
NAME_IN_LATEX = optional(Kind("the name in LaTeX, a string", lambda value: isinstance(value, str)))
AFTER_TWO_SIZES = Kind(
    "the name in LaTeX, a string (a matrix has two sizes)", lambda value: value is None or isinstance(value, str)
)


def _one_or_many(names: str, made: list[Any]) -> Any:
    return made[0] if len(made) == 1 and "," not in names else tuple(made)


def _split(names: Any, maker: str) -> list[str]:
    if not isinstance(names, str) or not names.replace(",", " ").split():
        raise SymgradError(f"sg.{maker}: names are one string, 'x y', but {short(repr(names))} came.")
    return [code_name(name, maker) for name in names.replace(",", " ").split()]


def _latex(latex: str | None, name: str, maker: str) -> str | None:
    return None if latex is None else latex_text(latex, f"sg.{maker} {name}")


def size_of(what: str, size: Any) -> Any:
    """A size as a SymPy object: a whole number from 1 on, or made of symbols; ShapeError for anything else."""
    try:
        taken = sp.sympify(size, strict=True)
    except sp.SympifyError:
        taken = None
    if isinstance(taken, sp.Expr) and not taken.is_Matrix and taken.is_integer is not False:
        if taken.is_Integer and 1 <= taken <= MOST:
            return taken
        if taken.free_symbols and taken.is_positive is not False:
            return taken
    advice = f"; write {size} = sg.dims({size!r}) before it" if isinstance(size, str) and size.isidentifier() else ""
    raise ShapeError(
        f"{what}: a size is a whole number from 1 to 2**63 - 1, or made of symbols by sg.dims, but {size!r} came"
        f"{advice}."
    )


def dims(names: str) -> Any:
    """Symbolic dimensions: positive integer Symbols, one for each name.

    >>> n, m = dims("n m")
    >>> n.is_positive
    True
    """
    return _one_or_many(names, [sp.Symbol(name, integer=True, positive=True) for name in _split(names, "dims")])


@taking(latex=NAME_IN_LATEX)
def scalar(name: str, latex: str | None = None) -> ScalarVariable:
    """A scalar variable, shape ().

    ``name`` is an identifier: a compiled function takes its array under it. ``latex`` is the name that it prints with;
    without one it follows from ``name`` by rule. It is the author's own LaTeX and may call the author's macros; what
    would end the formula, read, write or define (``$``, ``\\input``, ``\\def``, braces that do not close) is refused.

    Raises SymgradError for a name that is no identifier and for a LaTeX name that is refused.

    >>> scalar("b_o", latex="b_{o}")
    b_o
    """
    return ScalarVariable(code_name(name, "scalar"), _latex(latex, name, "scalar"))


def scalars(names: str) -> Any:
    """Several scalars at once.

    >>> scalars("i f o")
    (i, f, o)
    """
    return _one_or_many(names, [scalar(name) for name in _split(names, "scalars")])


@taking(latex=NAME_IN_LATEX)
def vector(name: str, n: Any, latex: str | None = None, *, sums_to_one: bool = False) -> MatrixVariable:
    """A vector of n entries: a MatrixSymbol with one column, shape (n, 1), given as an array of shape (n,).

    ``name`` and ``latex`` are as in :func:`scalar`. ``sums_to_one`` declares that its entries do (a distribution, a
    one-hot target), which simplifies results.

    >>> vector("x", 3).shape
    (3, 1)
    """
    shown = _latex(latex, code_name(name, "vector"), "vector")
    return MatrixVariable(name, size_of(f"vector {name}", n), 1, shown, ("sums_to_one",) if sums_to_one else ())


def vectors(names: str, n: Any) -> Any:
    """Several vectors of n entries at once.

    >>> vectors("x y", 3)
    (x, y)
    """
    return _one_or_many(names, [vector(name, n) for name in _split(names, "vectors")])


@taking(
    latex=AFTER_TWO_SIZES,
    symmetric=FLAG,
    diagonal=FLAG,
    orthogonal=FLAG,
    positive_definite=FLAG,
    lower=FLAG,
    upper=FLAG,
    rows_sum_to_one=FLAG,
)
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
    lower: bool = False,
    upper: bool = False,
    rows_sum_to_one: bool = False,
) -> MatrixVariable:
    """A matrix of n rows and m columns, with its properties; all but ``rows_sum_to_one`` are those of a square one.

    ``name`` and ``latex`` are as in :func:`scalar`.

    A property simplifies results (the transpose of a symmetric matrix is itself, the inverse of an orthogonal one
    its transpose), and a gradient with respect to the matrix follows it: it is the one among the directions in which
    the matrix can move. Positive definite and diagonal matrices are symmetric too. ``rows_sum_to_one`` is for rows that
    are distributions or one-hot targets; with a property of a square matrix, that decides how the matrix can move.
    ``lower`` and ``upper`` are for triangular matrices, with zeros above or below the diagonal: code takes the whole
    array, and a gradient is the triangle of the one by free entries. Raises ShapeError where a matrix with a property
    is not square, SymgradError where a triangular one has another property, which makes it a diagonal one.

    >>> matrix("W", 2, 3).shape
    (2, 3)
    """
    claims = {
        "diagonal": diagonal,
        "orthogonal": orthogonal,
        "positive_definite": positive_definite,
        "symmetric": symmetric or diagonal or positive_definite,
        "lower": lower,
        "upper": upper,
    }
    properties = tuple(claim for claim, made in claims.items() if made)
    of_rows = ("rows_sum_to_one",) if rows_sum_to_one else ()
    rows, columns = size_of(f"matrix {name}", n), size_of(f"matrix {name}", m)
    told = "".join(f"{one} triangular" if one in ("lower", "upper") else one for one in properties[:1])
    if properties and not same_dimension(rows, columns):
        raise ShapeError(f"matrix {name}: a matrix that is {told} is square, but its shape is ({n}, {m}).")
    if (lower or upper) and len(properties + of_rows) > 1:
        raise SymgradError(
            f"matrix {name}: a matrix is lower or upper triangular and nothing else, but "
            f"{', '.join(properties + of_rows)} came together; write diagonal=True for a diagonal one."
        )
    shown = _latex(latex, code_name(name, "matrix"), "matrix")
    return MatrixVariable(name, rows, columns, shown, properties + of_rows)


def matrices(names: str, n: Any, m: Any) -> Any:
    """Several matrices of n rows and m columns at once.

    >>> matrices("W V", 2, 3)
    (W, V)
    """
    return _one_or_many(names, [matrix(name, n, m) for name in _split(names, "matrices")])
