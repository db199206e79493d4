"""Systems of equations in print: one line for each, and the environments of LaTeX around them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from symgrad.calculus.told_lines import factored_line
from symgrad.errors import SymgradError
from symgrad.expressions.index_letters import index_letters
from symgrad.expressions.symbols import Cotangent, Tangent, layer_of
from symgrad.printing.environments import LAYOUTS, Environment, Layout
from symgrad.printing.formula import Formula
from symgrad.printing.labels import Labels, common_label
from symgrad.printing.latex import LatexStyle
from symgrad.printing.line_breaks import broken
from symgrad.printing.marks import marks_among, marks_of, shown_in, text_marks, text_marks_of
from symgrad.printing.notation import PLAIN, Notation, notation_of
from symgrad.printing.passes.by_entries import IndexForm
from symgrad.printing.passes.open_sizes import with_open_sizes
from symgrad.printing.passes.slopes import Slopes
from symgrad.printing.passes.sums_over_time import with_centred_sums
from symgrad.printing.printed import formula_in
from symgrad.printing.sections import sections_of
from symgrad.printing.stacked_gates import stacked_gates
from symgrad.printing.star_families import Told, in_families, told_once
from symgrad.printing.term_order import Order, program_order
from symgrad.printing.text import TextStyle
from symgrad.printing.widths import OF_A_NUMBER, measuring, width_of

_BEHIND = r" \quad "


def latex_equations(
    program: Any,
    environment: Environment | None = "aligned",
    notation: Notation | str = PLAIN,
    order: Order | None = None,
    labels: str | None = None,
    width: float | None = None,
    sections: Sequence[str] | str | None = None,
    families: Sequence[str] | str | bool = False,
) -> Any:
    """The equations of a program in an environment of amsmath; a list of lines where ``environment`` is None.

    ``labels`` is a prefix: with "eq:" the equation of h is labelled ``eq:h``, and a family by its first. ``width`` in
    points is that of the text: right-hand sides that would not fit are broken (345 for LaTeX's article). ``sections``
    are the parts that are told, with the labels that they have in the whole; ``families`` tells equations once that
    are alike but for one letter, or but for one of the letters given. Raises SymgradError for an unknown environment,
    and for labels in one that does not number its equations.

    >>> import sympy as sp
    >>> from symgrad.programs.program import Program
    >>> W, x, h = sp.MatrixSymbol("W", 2, 3), sp.MatrixSymbol("x", 3, 1), sp.MatrixSymbol("h", 2, 1)
    >>> print(latex_equations(Program([(h, W * x)])))
    \\begin{aligned}
    h &= W x
    \\end{aligned}
    """
    told = told_lines(program, notation, order, sections, families)
    if environment is None:
        return [f"{line.left} = {line.right}{_BEHIND * bool(line.behind)}{line.behind}" for line in told]
    layout = layout_of(environment, labels)
    if not told:
        return ""
    known = {} if labels is None else labels_of(program, labels)
    with measuring(notation_of(notation).own.definitions):
        lines = lines_in(layout, [(line.left, line.right, line.behind) for line in told_once(told)], width)
    return layout.written(lines, labels_in(layout, labels, [known.get(line.names[0], "") for line in told]))


def in_environment(
    environment: str, sides: Sequence[tuple[str, str, str]], labels: str | None, width: float | None
) -> str:
    """Equations (name for the label, left-hand side, right-hand side) in an environment of amsmath."""
    layout = layout_of(environment, labels)
    given = Labels(labels or "")
    own = ["" if labels is None else given.fresh(name) for name, _, _ in sides]
    lines = lines_in(layout, [(left, right) for _, left, right in sides], width)
    return layout.written(lines, labels_in(layout, labels, own))


def layout_of(environment: str, labels: str | None) -> Layout:
    """An environment by its name; SymgradError for an unknown one, and for labels in one without numbers."""
    if environment not in LAYOUTS:
        raise SymgradError(f"no environment {environment!r}; there are {', '.join(LAYOUTS)}, and None.")
    layout = LAYOUTS[environment]
    if labels is not None and layout.numbers == "none":
        raise SymgradError(f"{environment} does not number its equations, so they have no labels; use align or gather.")
    return layout


def labels_in(layout: Layout, prefix: str | None, own: Sequence[str], whole: str = "") -> list[str]:
    """The labels that an environment carries: one for all, by the prefix alone or by ``whole``, one for each line."""
    common = ["" if prefix is None else common_label(f"{prefix}{whole}")] * (layout.numbers in ("all", "all and each"))
    return [*common, *([] if layout.numbers == "all" else own)]


def lines_in(layout: Layout, sides: Sequence[tuple[str, ...]], width: float | None) -> list[list[str]]:
    """The lines of each equation; one that is not aligned with others has all the width."""
    together = [sides] if layout.mark else [[side] for side in sides]
    numbered = layout.numbers != "none"
    return [rows for some in together for rows in aligned_lines(some, width, layout.mark, numbered)]


def labels_of(program: Any, prefix: str) -> dict[str, str]:
    """Code name -> label of each equation of a program, whichever of them are told."""
    given = Labels(prefix)
    return {name: given.fresh(name) for name in equation_names(program)}


def equation_names(program: Any) -> list[str]:
    """The code name of what each equation defines; the second of one name, a cotangent of another kind, is numbered."""
    met: Counter[str] = Counter()
    names = []
    for equation in program.equations:
        name = str(equation.lhs.name)
        met[name] += 1
        names.append(name if met[name] == 1 else f"{name}-{met[name]}")
    return names


def told_lines(
    program: Any,
    notation: Notation | str = PLAIN,
    order: Order | None = None,
    sections: Sequence[str] | str | None = None,
    families: Sequence[str] | str | bool = False,
) -> list[Told]:
    """The equations of these sections, each a line, or a family of them one."""
    sides, of = latex_sides(program, notation, order), list(sections_of(program))
    place = {name: place for place, (name, _, _) in enumerate(sides)}
    if families:
        used = ({str(one.name) for one in equation.used} for equation in program.equations)
        uses = dict(zip(place, used, strict=True))
        stacks = (
            stacked_gates(program, latex_formula(program, notation, order), sides, uses)
            if families == "stacked"
            else []
        )
        gone = {name for _, lines in stacks for line in lines for name in line.names}
        left = [(side, section) for side, section in zip(sides, of, strict=True) if side[0] not in gone]
        letters = () if isinstance(families, (bool, str)) else families
        told = in_families([side for side, _ in left], uses, letters, [section for _, section in left])
        for where, lines in stacks:
            before = sum(place[line.names[0]] < where for line in told)
            told = [*told[:before], *lines, *told[before:]]
    else:
        told = [Told((name,), left, right) for name, left, right in sides]
    wanted = (sections,) if isinstance(sections, str) else sections
    return [line for line in told if wanted is None or of[place[line.names[0]]] in wanted]


def aligned_lines(
    sides: Sequence[tuple[str, ...]], width: float | None, mark: str = "&", numbered: bool = False
) -> list[list[str]]:
    """Equations as lines that align at their equals signs, each broken into as many as the width asks for.

    An equation is a left-hand side, a right-hand side and, it may be, what stands behind it.

    >>> aligned_lines([("y", "a x + b")], 38.0)
    [['y &= a x', '&\\\\quad {} + b']]
    """
    room = None
    if width is not None:
        widest = max((width_of(left) for left, *_ in sides), default=0.0)
        room = width - widest - width_of("=") - (OF_A_NUMBER if numbered else 0.0)
    lines = []
    for left, right, *behind in sides:
        first, *others = [right] if room is None else broken(right, room)
        rows = [f"{left} {mark}= {first}", *(f"{mark}{other}" for other in others)]
        lines.append(_with_behind(rows, "".join(behind), mark, room, (others or [right])[-1]))
    return lines


def _with_behind(rows: list[str], behind: str, mark: str, room: float | None, last: str) -> list[str]:
    """The lines of an equation and what stands behind them, on a line of its own where the last has no room for it."""
    if not behind:
        return rows
    put = f"{_BEHIND}{behind}"
    if room is None or width_of(last + put) <= room:
        return [*rows[:-1], rows[-1] + put]
    return [*rows, rf"{mark}\quad {behind}"]


def latex_sides(
    program: Any, notation: Notation | str = PLAIN, order: Order | None = None
) -> list[tuple[str, str, str]]:
    """Code name, left-hand side and right-hand side of each equation of a program."""
    with measuring(notation_of(notation).own.definitions):
        return sides_by(latex_formula(program, notation, order), program, notation)


def sides_by(formula: Formula, program: Any, notation: Notation | str) -> list[tuple[str, str, str]]:
    """Code name and both sides of each equation of a program, by a printer and in the form of a notation."""
    return list(_printed(program, formula, _as_written(program, notation), _sides_in(program, notation)))


def latex_teller(program: Any, notation: Notation | str = PLAIN) -> Callable[[Any, Any], tuple[str, str]]:
    """A function that prints both sides of an equation in the names of a program, of its own or made of its names."""
    formula, sides = latex_formula(program, notation), _sides_in(program, notation)
    prepared = kept_slopes(program, notation)

    def told(left: Any, right: Any) -> tuple[str, str]:
        one, other = sides(left, _told(left, prepared(right)))
        return formula(one), formula(with_open_sizes(other))

    return told


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


def _as_written(program: Any, notation: Notation | str) -> Callable[[Any], Any]:
    """What a notation does to a right-hand side: slopes by their names, and sums over t as it has them."""
    kept = kept_slopes(program, notation)
    return (lambda expr: with_centred_sums(kept(expr))) if notation_of(notation).sums == "centred" else kept


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
    for equation, name in zip(program.equations, equation_names(program), strict=True):
        left, right = sides(equation.lhs, _told(equation.lhs, prepared(equation.rhs)))
        yield name, formula(left), formula(with_open_sizes(right))


def _told(left: Any, right: Any) -> Any:
    """The right-hand side of a derivative with what its terms share in front; an author's own stays as it is."""
    return factored_line(right) if layer_of(left, Cotangent, Tangent) else right


def printed_equation(equation: Any, program: Any, notation: Notation | str = PLAIN) -> tuple[str, str]:
    """Both sides of one equation of a program in LaTeX."""
    formula = latex_formula(program, notation)
    right = _told(equation.lhs, kept_slopes(program, notation)(equation.rhs))
    return formula(equation.lhs), formula(with_open_sizes(right))


def latex_names(program: Any, notation: Notation | str = PLAIN) -> Mapping[str, Any]:
    """The printed name of each variable of a program -> the variable."""
    formula = latex_formula(program, notation)
    return MappingProxyType({formula(variable): variable for variable in (*program.inputs, *program.definitions)})
