"""The symbols of symgrad: SymPy's, with a LaTeX name and properties."""

from __future__ import annotations

from typing import Any, TypeAlias

import sympy as sp
from sympy.core.symbol import Str

from symgrad.arguments.refusals import sympys_derivative
from symgrad.arguments.shown import Shown
from symgrad.expressions.broadcasting import Broadcasting

Variable: TypeAlias = "sp.Symbol | sp.MatrixSymbol"


class ScalarVariable(Shown, sp.Symbol):
    """A SymPy Symbol with a LaTeX name of its own; made by :func:`scalar`."""

    latex_name: str | None

    def __new__(cls, name: str, latex: str | None = None) -> ScalarVariable:
        self = bare_symbol(cls, name)
        self.latex_name = latex
        return self

    def _hashable_content(self) -> tuple[Any, ...]:
        return (self.name, self.latex_name or "")

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.name, self.latex_name)

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        return self.__reduce__()


class MatrixVariable(Broadcasting, sp.MatrixSymbol):
    """A SymPy MatrixSymbol with a LaTeX name and properties of its own; made by :func:`vector` and :func:`matrix`."""

    latex_name: str | None
    properties: tuple[str, ...]

    def __new__(
        cls, name: str | Str, rows: Any, columns: Any, latex: str | None = None, properties: tuple[str, ...] = ()
    ) -> MatrixVariable:
        self = super().__new__(cls, name, rows, columns)
        self.latex_name = latex
        self.properties = properties
        return self

    @property
    def func(self) -> Any:
        # SymPy rebuilds a node as func(*args); what is not among the args would be lost.
        def rebuilt(name: Any, rows: Any, columns: Any) -> Any:
            return type(self)(name, rows, columns, self.latex_name, self.properties)

        return rebuilt

    @property
    def _diff_wrt(self) -> bool:
        # SymPy asks before it differentiates; on matrices it gives wrong answers without a word.
        raise sympys_derivative(f"an expression with respect to {self}")

    def _hashable_content(self) -> tuple[Any, ...]:
        return (*self.args, self.latex_name or "", *self.properties)

    def sort_key(self, order: str | None = None) -> tuple[Any, ...]:
        """SymPy's own, put together: SymPy prints the name for it, and what is sorted most is variables."""
        name, *sizes = self.args
        one = sp.S.One.sort_key()
        spelled = name.class_key(), (1, (name.name,)), one, sp.S.One
        return self.class_key(), (3, (spelled, *(size.sort_key(order=order) for size in sizes))), one, sp.S.One

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.name, *self.shape, self.latex_name, self.properties)

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        return self.__reduce__()


class Time(sp.Symbol):
    """The letter of a time: t, or T, the last one. A size or a scalar of that name is another symbol."""


def time(letter: str) -> Any:
    """A time, which is a whole number."""
    return Time(letter, integer=True, positive=True)


def variable_of(name: str, shape: tuple[Any, ...], latex: str | None = None, properties: tuple[str, ...] = ()) -> Any:
    """A variable whose name is made of those of others: ``d_h_d_V``, ``h_at_1``, ``W_forward``."""
    if not shape:
        return ScalarVariable(name, latex)
    return MatrixVariable(name, shape[0], shape[1], latex, properties)


def bare_symbol(cls: type, name: str) -> Any:
    """A new symbol of a subclass of Symbol."""
    return sp.Symbol.__xnew__(cls, name, real=True)  # SymPy's uncached constructor: the cache would drop our attributes


def is_scalar(expr: Any) -> bool:
    """Whether an expression has the shape ()."""
    return not getattr(expr, "is_Matrix", False)


def is_variable(expr: Any) -> bool:
    """Whether an expression is a Symbol or a MatrixSymbol."""
    return isinstance(expr, (sp.Symbol, sp.MatrixSymbol))


def is_size(symbol: Any) -> bool:
    """Whether a symbol is a size or a time: what ``sg.dims`` makes."""
    return type(symbol) is sp.Symbol and bool(symbol.is_integer and symbol.is_positive)


def has_property(expr: Any, claim: str) -> bool:
    """Whether a variable was declared with a property."""
    return claim in getattr(expr, "properties", ())
