"""Generated code as functions that run, and what fails in them as errors of symgrad."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Any

import numpy as np

from symgrad.errors import ArgumentError, DomainError
from symgrad.extras import extra
from symgrad.functions.special_sources import OF_SCIPY

_CODE = "<symgrad"  # how the names of files of generated code begin
_SOURCE = "__source__"  # under which they hold themselves
_LINALG = "numpy.linalg"
FAILURES = (IndexError, TypeError, np.linalg.LinAlgError)  # what :func:`failure` knows to tell


def compiled(source: str, name: str, called: str) -> Callable[..., Any]:
    """The function of this name that a source defines; ``called`` is what a traceback calls the source.

    Raises MissingPackageError where it calls SciPy, and that is not there.
    """
    if f"\n{OF_SCIPY}\n" in source:
        extra("scipy.special", "scipy", "NumPy code of special functions")
    scope: dict[str, Any] = {_SOURCE: source}
    exec(compile(source, f"{_CODE} {called}>", "exec"), scope)
    made: Callable[..., Any] = scope[name]
    return made


def failure(error: Exception) -> Exception:
    """An error of generated code as one of symgrad: of a position, or of NumPy's linear algebra; others as they are."""
    if isinstance(error, IndexError):  # of a position: all that sizes tell was looked at before
        return ArgumentError(str(error))
    inside, line = _place(error.__traceback__)
    if not inside:  # of linear algebra that symgrad's own code has, whose message says all
        return DomainError(f"{error}.") if isinstance(error, np.linalg.LinAlgError) else error
    if isinstance(error, TypeError):
        told = "NumPy has its linear algebra for float32, float64, complex64 and complex128; give arrays of these"
    elif "ingular" in str(error):
        told = (
            "a singular matrix has no inverse, which the gradient det(A) inv(A)^T of a determinant has in it too; give "
            "a matrix that has one"
        )
    elif "positive definite" in str(error):
        told = "it has no Cholesky factor; give a symmetric matrix of positive eigenvalues"
    else:
        told = "that is so where entries are nan or infinite; give finite numbers"
    kind = ArgumentError if isinstance(error, TypeError) else DomainError
    return kind(f"{inside} in the line {line}: {error}; {told}.")


def _place(trace: TracebackType | None) -> tuple[str, str]:
    """The function of NumPy's linear algebra that an error comes out of, if it does, and the line of generated code."""
    inside, line = "", ""
    while trace is not None:
        scope, code = trace.tb_frame.f_globals, trace.tb_frame.f_code
        if not line and code.co_filename.startswith(_CODE):
            line = scope[_SOURCE].splitlines()[trace.tb_lineno - 1].strip()
        if line and not inside and str(scope.get("__name__", "")).startswith(_LINALG):
            inside = f"np.linalg.{code.co_name}"
        trace = trace.tb_next
    return inside, line
