"""Undefined functions of whole vectors, as a user declares them: f(x, y), of which nothing but its name is known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sympy as sp

from symgrad.algebra.intake import intake
from symgrad.algebra.partials import undefined
from symgrad.arguments.signatures import TEXT, taking
from symgrad.arguments.sympified import sympified
from symgrad.errors import ShapeError
from symgrad.expressions.shapes import is_matrix, is_vector, shape_of, shape_text
from symgrad.expressions.symbols.declaring import size_of
from symgrad.functions.undefined import Partial, require_word


@dataclass(frozen=True, repr=False)
class WholeFunction:
    """An undefined function of vectors and scalars: called with them it is an expression."""

    name: str
    size: Any

    def __call__(self, *arguments: Any) -> Any:
        """The function of these arguments, vectors and scalars; ShapeError where there is none, or a matrix."""
        taken = [intake(sympified(argument)) for argument in arguments]
        for argument in taken:
            if is_matrix(argument) and not is_vector(argument):
                raise ShapeError(
                    f"{self.name} takes vectors and scalars, but {argument} is {shape_text(shape_of(argument))}; hand "
                    f"over its columns, or its rows as vectors."
                )
        if not taken:
            raise ShapeError(f"{self.name} takes vectors and scalars, but nothing came.")
        has_axis = self.size is not None
        head = Partial(self.name, has_axis)
        return undefined(head, self.size if has_axis else sp.S.One, taken, [(0, None)] if has_axis else [])

    def __repr__(self) -> str:
        return self.name


@taking(name=TEXT)
def function(name: str, n: Any = None) -> WholeFunction:
    """An undefined function of whole vectors and of scalars; its value is a scalar, or a vector of n entries.

    Its derivatives keep its name: the gradient of a scalar f(x) is the vector ∇f(x), its Hessian ∇²f(x), the Jacobian
    of a vector g(x) is the matrix J_g(x), with a number for the argument where there are several. ``sp.Function("f")``
    is for a function of numbers, which is applied to every entry. It has no code, since nothing says what it is.

    Raises SymgradError for a name that is no word, ShapeError for arguments that are matrices or for a bad size.

    >>> import symgrad as sg
    >>> n, m = sg.dims("n m")
    >>> W, x = sg.matrix("W", m, n), sg.vector("x", n)
    >>> f, g = function("f"), function("g", m)
    >>> print(sg.text(sg.gradient(f(W * x), x)))
    Wᵀ ∇f(W x)
    >>> print(sg.text(sg.jacobian(g(x), x)))
    J_g(x)
    """
    require_word(name)
    return WholeFunction(name, None if n is None else size_of(f"function {name}", n))
