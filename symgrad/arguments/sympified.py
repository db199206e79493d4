"""What a user gives as a formula, as a SymPy object; a string is refused, since SymPy would run it as Python code."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgrad.arguments.refusals import array_beside, is_array, shown
from symgrad.errors import ArgumentError


def sympified(value: Any) -> Any:
    """A number or a SymPy expression as a SymPy object.

    SymPy's own ``sympify`` evaluates strings, and the text of whatever it does not know. Raises ArgumentError for both,
    for arrays, and for what is neither a number nor an expression.

    >>> sympified(2)
    2
    """
    if isinstance(value, str):
        raise ArgumentError(
            f"a formula is made of symbols (sg.scalar, sg.vector, sg.matrix) and numbers, but the string {value!r} "
            f"came; a string is not read as a formula, since SymPy would run it as Python code."
        )
    if is_array(value):
        raise array_beside(value)
    try:
        taken = sp.sympify(value, strict=True)
    except (sp.SympifyError, TypeError):  # of a class that has __float__, as int
        taken = None
    if str(type(taken).__module__).startswith("sympy.tensor.array"):  # None of a function without a definition
        raise ArgumentError(
            f"a formula is made of scalars, vectors and matrices, but {shown(value)} is an array of SymPy's; where its "
            f"value has two axes or fewer, write it with products, sg.dot, sp.Trace and sg.diagonal, or hand over its "
            f"matrix form, convert_array_to_matrix(...) of sympy.tensor.array.expressions."
        )
    if not isinstance(taken, (sp.Expr, sp.MatrixBase)):
        verbs = "; its own verbs are system.gradient() and the like" if hasattr(value, "equations") else ""
        raise ArgumentError(
            f"a formula is made of symbols (sg.scalar, sg.vector, sg.matrix) and numbers, but {shown(value)} came"
            f"{verbs}."
        )
    if taken is sp.nan:
        raise ArgumentError("a formula is made of symbols and numbers, but nan, which is no number, came.")
    return taken
