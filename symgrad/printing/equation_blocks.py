"""Systems of equations in print: one line for each, and the environments of LaTeX around them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal, overload

from symgrad.calculus.told_lines import factored_line
from symgrad.errors import SymgradError
from symgrad.expressions.index_letters import index_letters
from symgrad.expressions.symbols import Cotangent, Tangent, layer_of
from symgrad.printing.formula import Formula
from symgrad.printing.labels import Labels
from symgrad.printing.latex import LatexStyle
from symgrad.printing.line_breaks import broken
from symgrad.printing.marks import marks_among, marks_of, shown_in, text_marks, text_marks_of
from symgrad.printing.notation import PLAIN, Notation, notation_of
from symgrad.printing.passes.by_entries import IndexForm
from symgrad.printing.passes.slopes import Slopes
from symgrad.printing.printed import formula_in
from symgrad.printing.term_order import Order, program_order
from symgrad.printing.text import TextStyle
from symgrad.printing.widths import OF_A_NUMBER, width_of

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
    labels: str | None = ..., width: float | None = ...,
) -> str: ...  # fmt: skip


@overload
def latex_equations(
    program: Any, environment: None, notation: Notation | str = ..., order: Order | None = ...,
    labels: str | None = ..., width: float | None = ...,
) -> list[str]: ...  # fmt: skip


def latex_equations(
    program: Any,
    environment: Environment | None = "aligned",
    notation: Notation | str = PLAIN,
    order: Order | None = None,
    labels: str | None = None,
    width: float | None = None,
) -> str | list[str]:
    """The equations of a program in an environment of amsmath; a list of lines where ``environment`` is None.

    ``labels`` is a prefix: with "eq:" the equation of h is labelled ``eq:h``. ``width`` in points is that of the text:
    right-hand sides that would not fit are broken (345 for LaTeX's article). Raises SymgradError for an unknown
    environment, and for labels in one that does not number its equations.

    >>> import sympy as sp
    >>> from symgrad.programs.program import Program
    >>> W, x, h = sp.MatrixSymbol("W", 2, 3), sp.MatrixSymbol("x", 3, 1), sp.MatrixSymbol("h", 2, 1)
    >>> print(latex_equations(Program([(h, W * x)])))
    \\begin{aligned}
    h &= W x
    \\end{aligned}
    """
    pairs = latex_sides(program, notation, order)
    if environment is None:
        return [f"{left} = {right}" for _, left, right in pairs]
    if environment not in _ENVIRONMENTS:
        raise SymgradError(f"no environment {environment!r}; there are {', '.join(_ENVIRONMENTS)}, and None.")
    mark, numbered = _ENVIRONMENTS[environment]
    if labels is not None and not numbered:
        raise SymgradError(f"{environment} does not number its equations, so they have no labels; use align or gather.")
    lines = aligned_lines([(left, right) for _, left, right in pairs], width, mark, numbered)
    if labels is not None:
        given = Labels(labels)
        own = [given.fresh(name) for name, _, _ in pairs]
        lines = [[*rows[:-1], rf"{rows[-1]} \label{{{label}}}"] for rows, label in zip(lines, own, strict=True)]
    within = " \\notag \\\\\n" if numbered else " \\\\\n"
    body = " \\\\\n".join(within.join(rows) for rows in lines)
    return f"\\begin{{{environment}}}\n{body}\n\\end{{{environment}}}"


def aligned_lines(
    sides: Sequence[tuple[str, str]], width: float | None, mark: str = "&", numbered: bool = False
) -> list[list[str]]:
    """Equations as lines that align at their equals signs, each broken into as many as the width asks for.

    >>> aligned_lines([("y", "a x + b")], 38.0)
    [['y &= a x', '&\\\\quad {} + b']]
    """
    room = None
    if width is not None:
        widest = max((width_of(left) for left, _ in sides), default=0.0)
        room = width - widest - width_of("=") - (OF_A_NUMBER if numbered else 0.0)
    lines = []
    for left, right in sides:
        first, *others = [right] if room is None else broken(right, room)
        lines.append([f"{left} {mark}= {first}", *(f"{mark}{other}" for other in others)])
    return lines


def latex_sides(
    program: Any, notation: Notation | str = PLAIN, order: Order | None = None
) -> list[tuple[str, str, str]]:
    """Code name, left-hand side and right-hand side of each equation of a program."""
    formula = latex_formula(program, notation, order)
    return list(_printed(program, formula, kept_slopes(program, notation), _sides_in(program, notation)))


def text_equations(program: Any, order: Order | None = None) -> list[str]:
    """The equations of a program, each as one line of text.

    >>> import sympy as sp
    >>> from symgrad.programs.program import Program
    >>> W, x, h = sp.MatrixSymbol("W", 2, 3), sp.MatrixSymbol("x", 3, 1), sp.MatrixSymbol("h", 2, 1)
    >>> text_equations(Program([(h, W * x)]))
    ['h = W x']
    """
    formula = formula_in(TextStyle(text_marks_of(program)), order or program_order(program))
    return [f"{left} = {right}" for _, left, right in _printed(program, formula)]


def latex_formula(program: Any, notation: Notation | str, order: Order | None = None) -> Formula:
    """A printer of formulas in LaTeX with the names and the order of a program."""
    return formula_in(LatexStyle(marks_of(program, notation_of(notation))), order or program_order(program))


def formulas_among(variables: Sequence[Any], exprs: Sequence[Any], order: Order) -> tuple[Formula, Formula]:
    """Printers in text and in LaTeX of a display in which these variables and the functions of ``exprs`` stand."""
    return (
        formula_in(TextStyle(text_marks(variables, exprs)), order),
        formula_in(LatexStyle(marks_among(variables, PLAIN, exprs)), order),
    )


def kept_slopes(program: Any, notation: Notation | str) -> Callable[[Any], Any]:
    """What a notation does to an expression before it is printed: nothing, or slopes by their names."""
    return Slopes(program).kept if notation_of(notation).slopes == "kept" else lambda expr: expr


def _sides_in(program: Any, notation: Notation | str) -> Callable[[Any, Any], tuple[Any, Any]]:
    """Both sides of an equation in the form of the notation: as they are, or for one entry."""
    if notation_of(notation).form == "matrix":
        return _as_they_are
    names = marks_of(program, notation_of(notation)).names.values()
    letters = index_letters(shown_in(program), map(str, names), program.definitions.values())
    return IndexForm(letters).sides


def _as_they_are(left: Any, right: Any) -> tuple[Any, Any]:
    return left, right


def _printed(
    program: Any,
    formula: Formula,
    prepared: Callable[[Any], Any] = lambda expr: expr,
    sides: Callable[[Any, Any], tuple[Any, Any]] = _as_they_are,
) -> Iterator[tuple[str, str, str]]:
    """Code name, left-hand side and right-hand side of each equation."""
    for equation in program.equations:
        left, right = sides(equation.lhs, _told(equation.lhs, prepared(equation.rhs)))
        yield str(equation.lhs.name), formula(left), formula(right)


def _told(left: Any, right: Any) -> Any:
    """The right-hand side of a derivative with what its terms share in front; an author's own stays as it is."""
    return factored_line(right) if layer_of(left, Cotangent, Tangent) else right


def printed_equation(equation: Any, program: Any, notation: Notation | str = PLAIN) -> tuple[str, str]:
    """Both sides of one equation of a program in LaTeX."""
    formula = latex_formula(program, notation)
    return formula(equation.lhs), formula(_told(equation.lhs, kept_slopes(program, notation)(equation.rhs)))


def latex_names(program: Any, notation: Notation | str = PLAIN) -> Mapping[str, Any]:
    """The printed name of each variable of a program -> the variable."""
    formula = latex_formula(program, notation)
    return MappingProxyType({formula(variable): variable for variable in (*program.inputs, *program.definitions)})
