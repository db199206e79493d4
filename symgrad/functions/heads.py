"""The scalar functions that SymPy lacks, as SymPy sees them."""

from __future__ import annotations

import functools
from typing import Any, ClassVar

import sympy as sp
from sympy.core.evalf import prec_to_dps

from symgrad.arguments.shown import Shown
from symgrad.expressions.traversal import told_inside

X = sp.Symbol("x")  # the argument, in the formulas of a row


Y = sp.Symbol("y")  # the value there, y = f(x)

_STEP = 64  # bits: near precisions are one, for each level of a chain asks the next for a few bits more


def described(row: Any) -> str:
    """The docstring of a row, from its columns."""
    told = f", {row.told}" if row.told else ""
    parts = {
        "definition": "" if row.definition is None or row.definition.func is row.head else row.definition,
        "slope": f"{row.slope}{', where y is the value' if row.slope.has(Y) else ''}",
        "source": row.source,
    }
    lines = [f"{name:<11} {part}" for name, part in parts.items() if part != ""]
    return f"{row.name}(x){told}; of a scalar, or of every entry of a vector or a matrix.\n\n" + "\n".join(lines)


class ElementwiseHead(Shown, sp.Function):
    """Base of the scalar functions that SymPy lacks. SymPy's ``diff``, ``evalf`` and ``expand_func`` work on them."""

    row: ClassVar[Any]
    nargs = 1

    @functools.cached_property
    def is_number(self) -> bool:
        """Whether it has a number as its value: SymPy asks each level of a chain, and each would ask the next."""
        inside = self.args[0]
        while isinstance(inside, ElementwiseHead) and "is_number" not in inside.__dict__:
            inside = inside.args[0]
        return bool(inside.is_number)

    def _sympystr(self, printer: Any) -> str:
        return f"{type(self).__name__}({told_inside(self, self.args, printer)})"

    def fdiff(self, argindex: int = 1) -> Any:
        return self.row.slope.xreplace({X: self.args[0], Y: self})

    def __reduce_ex__(self, protocol: Any) -> tuple[Any, ...]:
        return self.row, self.args

    def _eval_expand_func(self, **hints: Any) -> Any:
        definition = self.row.definition
        return self if definition is None else definition.xreplace({X: self.args[0]})

    @functools.cached_property
    def _number_at(self) -> Any:
        """Its value by the precision: the definition has its argument in several places, and each asks for it again."""
        whole = self.row.definition.xreplace({X: self.args[0]})
        return functools.cache(lambda prec: whole.evalf(prec_to_dps(prec) + 1))  # which knows where digits cancel

    def _eval_evalf(self, prec: int) -> Any:
        """Its number; where it holds a name, the function of its argument with numbers for what is one there."""
        if self.row.definition is None:
            return None
        if not self.is_number:
            inner = self.args[0]._eval_evalf(prec)
            return None if inner is None else self.func(inner)
        return self._number_at(-(-prec // _STEP) * _STEP)._eval_evalf(prec)


def head_of(module: str, name: str) -> Any:
    """The head of a row that stands under this name in a module, which gives it its row."""
    return type(name, (ElementwiseHead,), {"__module__": module, "__qualname__": f"{name}.head"})


LOGISTIC = head_of("symgrad.functions.elementwise", "sigmoid")  # slopes of special functions have it
