"""Systems of equations in print: one line for each, and the environments of LaTeX around them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Any, Literal, overload

from symgrad.errors import SymgradError
from symgrad.printing.formula import Formula
from symgrad.printing.latex import LatexStyle
from symgrad.printing.notation import PLAIN, Notation, notation_of
from symgrad.printing.order import Order, declaration_order
from symgrad.printing.slopes import Slopes
from symgrad.printing.spelling import names_in, settled
from symgrad.printing.text import TextStyle

Environment = Literal["aligned", "align", "align*", "gathered", "gather", "gather*"]

# environment -> (what aligns, whether equations are numbered)
_ENVIRONMENTS: Mapping[str, tuple[str, bool]] = MappingProxyType(
    {
        "aligned": ("&", False),
        "align": ("&", True),
        "align*": ("&", False),
        "gathered": ("", False),
        "gather": ("", True),
        "gather*": ("", False),
    }
)


@overload
def latex_equations(
    program: Any, environment: Environment = ..., notation: Notation | str = ..., order: Order | None = ...,
    labels: str | None = ...,
) -> str: ...  # fmt: skip


@overload
def latex_equations(
    program: Any, environment: None, notation: Notation | str = ..., order: Order | None = ..., labels: str | None = ...
) -> list[str]: ...


def latex_equations(
    program: Any,
    environment: Environment | None = "aligned",
    notation: Notation | str = PLAIN,
    order: Order | None = None,
    labels: str | None = None,
) -> str | list[str]:
    """The equations of a program in an environment of amsmath; a list of lines where ``environment`` is None.

    ``labels`` is a prefix: with "eq:" the equation of h is labelled ``eq:h``. Raises SymgradError for an unknown
    environment, and for labels in one that does not number its equations.

    >>> import sympy as sp
    >>> from symgrad.program import Program
    >>> W, x, h = sp.MatrixSymbol("W", 2, 3), sp.MatrixSymbol("x", 3, 1), sp.MatrixSymbol("h", 2, 1)
    >>> print(latex_equations(Program([(h, W * x)])))
    \\begin{aligned}
    h &= W x
    \\end{aligned}
    """
    pairs = _printed(program, latex_formula(program, notation, order), kept_slopes(program, notation))
    if environment is None:
        return [f"{left} = {right}" for _, left, right in pairs]
    if environment not in _ENVIRONMENTS:
        raise SymgradError(f"no environment {environment!r}; there are {', '.join(_ENVIRONMENTS)}, and None.")
    mark, numbered = _ENVIRONMENTS[environment]
    if labels is not None and not numbered:
        raise SymgradError(f"{environment} does not number its equations, so they have no labels; use align or gather.")
    lines = [
        f"{left} {mark}= {right}" + ("" if labels is None else rf" \label{{{labels}{name}}}")
        for name, left, right in pairs
    ]
    body = " \\\\\n".join(lines)
    return f"\\begin{{{environment}}}\n{body}\n\\end{{{environment}}}"


def text_equations(program: Any, order: Order | None = None) -> list[str]:
    """The equations of a program, each as one line of text.

    >>> import sympy as sp
    >>> from symgrad.program import Program
    >>> W, x, h = sp.MatrixSymbol("W", 2, 3), sp.MatrixSymbol("x", 3, 1), sp.MatrixSymbol("h", 2, 1)
    >>> text_equations(Program([(h, W * x)]))
    ['h = W x']
    """
    formula = Formula(TextStyle(), order or declaration_order(program))
    return [f"{left} = {right}" for _, left, right in _printed(program, formula, lambda expr: expr)]


def latex_formula(program: Any, notation: Notation | str, order: Order | None = None) -> Formula:
    """A printer of formulas in LaTeX with the names and the order of a program."""
    chosen = settled(program, notation_of(notation))
    return Formula(LatexStyle(chosen, names_in(program, chosen)), order or declaration_order(program))


def kept_slopes(program: Any, notation: Notation | str) -> Callable[[Any], Any]:
    """What a notation does to an expression before it is printed: nothing, or slopes by their names."""
    return Slopes(program).kept if notation_of(notation).slopes == "kept" else lambda expr: expr


def _printed(program: Any, formula: Formula, prepared: Callable[[Any], Any]) -> Iterator[tuple[str, str, str]]:
    """Code name, left-hand side and right-hand side of each equation."""
    for equation in program.equations:
        yield str(equation.lhs.name), formula(equation.lhs), formula(prepared(equation.rhs))
