"""What a user gives as a formula, as a SymPy object; a string is refused, since SymPy would run it as Python code."""

from __future__ import annotations

from typing import Any

import sympy as sp

from symgrad.errors import SymgradError


def sympified(value: Any) -> Any:
    """A number or a SymPy expression as a SymPy object.

    SymPy's own ``sympify`` evaluates strings, and the text of whatever it does not know. Raises SymgradError for both.

    >>> sympified(2)
    2
    """
    if isinstance(value, str):
        raise SymgradError(
            f"a formula is made of symbols (sg.scalar, sg.vector, sg.matrix) and numbers, but the string {value!r} "
            f"came; a string is not read as a formula, since SymPy would run it as Python code."
        )
    try:
        return sp.sympify(value, strict=True)
    except sp.SympifyError:
        raise SymgradError(
            f"a formula is made of symbols (sg.scalar, sg.vector, sg.matrix) and numbers, but {value!r}, of type "
            f"{type(value).__name__}, came."
        ) from None
