"""The functions of a whole vector: one row each, and all that symgrad knows of a function stands in its row.

Each gives a vector or a scalar. Differentials are written with functions of the table: it is closed under derivatives.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import sympy as sp

from symgrad.algebra import add, dot, hadamard, mul, negate, power, trace, zero
from symgrad.algebra.blocks import inverse
from symgrad.algebra.intake import intake
from symgrad.algebra.lines import Lines, line_axis
from symgrad.algebra.matrices_written_out import as_matrix
from symgrad.arguments.sympified import sympified
from symgrad.errors import ArgumentError, ShapeError
from symgrad.expressions.nodes import LineReduction, Reduction, VectorMap
from symgrad.expressions.shapes import is_matrix, is_vector, shape_of, shape_text
from symgrad.operations import vector_sources as sources


@dataclass(frozen=True, eq=False)
class VectorFunction:
    """One function of a whole vector, or what else its ``domain`` says; with ``axis``, of each row or column.

    reduction     whether it gives a scalar; otherwise a vector of the shape of its argument
    differential  (lines, x, y, dx) -> dy: what the value y = f(x) does when x moves by dx; constants of f follow dx
    latex         its LaTeX command (``{x}`` stands for the argument where it is a bracket), ``text`` its plain form
    helper        Python source of the function, stable for arguments of any size
    analytic      source of the same function continued to complex arguments
    by_constant   (lines, x, y, constant) -> the derivative of y by its one constant, where it has one
    definition    (entries of x) -> entries of y, or the one value: an oracle that shares nothing with the rest
    sums_to_one   whether the entries of y do; ``word``: its name of lines; ``square``: x -> y^2 in a form of its own
    """

    name: str
    reduction: bool
    differential: Callable[..., Any]
    latex: str
    text: str
    helper: str
    analytic: str
    definition: Callable[..., Any]
    domain: str = "a vector"
    by_constant: Callable[..., Any] | None = None
    sums_to_one: bool = False
    word: str = ""
    square: Callable[[Any], Any] | None = None

    lines: ClassVar[Lines] = Lines()

    @property
    def whole(self) -> VectorFunction:
        """What it is of a whole vector: see :class:`LineFunction`."""
        return self

    def __call__(self, argument: Any, *constants: Any, axis: int | None = None) -> Any:
        """f(x): a scalar or a vector of the shape of x; of a matrix, with ``axis``, f of each row (1) or column (0).

        Then a function that gives a scalar gives a vector, with an entry for each row or column. Raises ShapeError for
        an argument of another kind, ArgumentError for another axis.

        >>> import symgrad as sg
        >>> n, m = sg.dims("n m")
        >>> sg.softmax(sg.matrix("S", n, m), axis=1)
        softmax(S, axis=1)
        >>> sg.logsumexp(sg.matrix("S", n, m), axis=0).shape
        (m, 1)
        """
        taken = as_matrix(intake(argument), sympified(argument))
        lines = Lines(line_axis(self.name, taken, axis))
        of_lines = "vector" in self.domain
        if not (self.takes(taken) if lines.axis is None else of_lines):
            advice = "; axis=1 takes each of its rows, axis=0 each of its columns" * (of_lines and is_matrix(taken))
            along = "" if lines.axis is None else f", axis={axis}"
            raise ShapeError(
                f"{self.name} takes {self.domain}, but {taken} is {shape_text(shape_of(taken))}{along}{advice}."
            )
        self.require_constants(constants)
        return _applied(self, lines, taken, *map(sympified, constants))

    def require_constants(self, constants: Sequence[Any]) -> None:
        """Raises ArgumentError where a function is given other constants than its differential takes, or vectors."""
        names = list(inspect.signature(self.differential).parameters)[4:]
        if len(constants) != len(names) or any(map(is_matrix, map(sympified, constants))):
            takes = f"{self.domain} and the scalar {' and '.join(names)}" if names else f"{self.domain} alone"
            came = ", ".join(map(str, constants)) or "nothing"
            raise ArgumentError(f"{self.name} takes {takes}, but {came} came beside it.")

    def takes(self, argument: Any) -> bool:
        """Whether the shape of an argument is in the function's domain."""
        shape = shape_of(argument)
        return {
            "a vector": is_vector(argument),
            "a vector or a matrix": is_matrix(argument),
            "a square matrix": is_matrix(argument) and shape[0] == shape[1],
        }[self.domain]

    def __reduce__(self) -> str:
        return self.name  # pickled as the row of this module that it is

    def __repr__(self) -> str:
        return f"<vector function {self.name}>"


_LINES = ("col", "row")  # how the lines along an axis are told


@dataclass(frozen=True)
class LineFunction:
    """A function of a vector, of each row (``axis`` 1) or each column (0) of a matrix: what is known of it has its row.

    >>> LineFunction(softmax, 1)
    <vector function softmax, axis=1>
    """

    whole: VectorFunction
    axis: int

    @property
    def name(self) -> str:
        """Its name among others."""
        return f"{self.whole.name}_of_{'rows' if self.axis else 'columns'}"

    @property
    def reduction(self) -> bool:
        """Whether it gives a vector, with an entry for each line."""
        return self.whole.reduction

    @property
    def lines(self) -> Lines:
        """What it is taken of."""
        return Lines(self.axis)

    @property
    def keywords(self) -> str:
        """What stands behind its arguments in a call."""
        return f"axis={self.axis}"

    @property
    def latex(self) -> str:
        """Its LaTeX command, with the lines as its subscript."""
        has_form = "{x}" in self.whole.latex or not self.whole.latex.startswith(r"\operatorname")
        word = rf"\operatorname{{{self._word}}}" if has_form else self.whole.latex
        return rf"{word}_{{\mathrm{{{_LINES[self.axis]}}}}}"

    @property
    def text(self) -> str:
        """Its plain form."""
        return f"{self._word}_{_LINES[self.axis]}"

    @property
    def _word(self) -> str:
        return self.whole.word or (self.whole.name if "{x}" in self.whole.text else self.whole.text)

    def __repr__(self) -> str:
        return f"<vector function {self.whole.name}, axis={self.axis}>"


def _applied(row: VectorFunction, lines: Lines, x: Any, *constants: Any) -> Any:
    """The function of the whole, or of each line."""
    kind = VectorMap if not row.reduction else Reduction if lines.axis is None else LineReduction
    return kind(of_axis(row, lines.axis), x, *constants)


def of_axis(row: VectorFunction, axis: int | None) -> VectorFunction | LineFunction:
    """The function of the whole, or of the lines along an axis."""
    return row if axis is None else LineFunction(row, axis)


def of_lines(row: VectorFunction, axis: int, x: Any, *constants: Any) -> Any:
    """The function of each line of a matrix."""
    return _applied(row, Lines(axis), x, *constants)


def _softmax_moves(lines: Lines, x: Any, y: Any, dx: Any) -> Any:
    if lines.axis is None:
        return add(hadamard(y, dx), negate(mul(dot(y, dx), y)))
    return add(hadamard(y, dx), negate(hadamard(lines.spread(lines.dot(y, dx), x), y)))


def _log_softmax_moves(lines: Lines, x: Any, y: Any, dx: Any) -> Any:
    return add(dx, negate(lines.spread(lines.dot(_applied(softmax, lines, x), dx), x)))


def _normalize_moves(lines: Lines, x: Any, y: Any, dx: Any) -> Any:
    off = add(dx, negate(lines.times(lines.dot(y, dx), y)))
    return lines.times(power(_applied(norm, lines, x), -1), off)


def _shifted(entries: Sequence[Any]) -> list[Any]:
    return [sp.exp(entry) for entry in entries]


def _standardize_moves(lines: Lines, x: Any, y: Any, dx: Any, epsilon: Any) -> Any:
    """The compact form: (dx - mean(dx) - y mean(y dx)) / deviation."""
    n = lines.count(x)
    centred = lines.spread(mul(1 / n, lines.total(dx)), x)
    along = lines.times(mul(1 / n, lines.dot(y, dx)), y)
    off = add(dx, negate(centred), negate(along))
    return lines.times(power(_applied(deviation, lines, x, epsilon), -1), off)


def _rms_normalize_moves(lines: Lines, x: Any, y: Any, dx: Any, epsilon: Any) -> Any:
    off = add(dx, negate(lines.times(mul(1 / lines.count(x), lines.dot(y, dx)), y)))
    return lines.times(power(_applied(rms, lines, x, epsilon), -1), off)


def _along(slope: Callable[[], VectorFunction]) -> Callable[..., Any]:
    """dy = <g, dx>, with the function that gives g."""
    return lambda lines, x, y, dx: lines.dot(_applied(slope(), lines, x), dx)


def _mean_along(slope: Callable[[], VectorFunction]) -> Callable[..., Any]:
    """dy = <g, dx> / n, of what has an epsilon."""
    return lambda lines, x, y, dx, epsilon: mul(1 / lines.count(x), lines.dot(_applied(slope(), lines, x, epsilon), dx))


def _slope_of_root(lines: Lines, x: Any, y: Any, epsilon: Any) -> Any:
    """The slope of sqrt(... + epsilon)."""
    return mul(sp.Rational(1, 2), power(y, -1))


def _slope_over(row: Callable[[], VectorFunction]) -> Callable[..., Any]:
    """The slope by epsilon of what is divided by ``row``, which is sqrt(... + epsilon)."""
    return lambda lines, x, y, epsilon: lines.times(
        mul(sp.Rational(-1, 2), power(_applied(row(), lines, x, epsilon), -2)), y
    )


def _mean(entries: Sequence[Any]) -> Any:
    return sp.Add(*entries) / len(entries)


def _variance(entries: Sequence[Any]) -> Any:
    return _mean([(entry - _mean(entries)) ** 2 for entry in entries])


softmax: VectorFunction = VectorFunction(
    "softmax", False, _softmax_moves, r"\operatorname{softmax}", "softmax", sources.SOFTMAX, sources.SOFTMAX_ANALYTIC,
    lambda x: [e / sp.Add(*_shifted(x)) for e in _shifted(x)], sums_to_one=True,
)  # fmt: skip
log_softmax: VectorFunction = VectorFunction(
    "log_softmax", False, _log_softmax_moves, r"\operatorname{logsoftmax}", "log_softmax", sources.LOG_SOFTMAX,
    sources.LOG_SOFTMAX.replace("x.argmax", "x.real.argmax"),
    lambda x: [entry - sp.log(sp.Add(*_shifted(x))) for entry in x],
)  # fmt: skip
logsumexp: VectorFunction = VectorFunction(
    "logsumexp", True, _along(lambda: softmax), r"\operatorname{logsumexp}", "logsumexp", sources.LOGSUMEXP,
    sources.LOGSUMEXP.replace("x.argmax", "x.real.argmax"), lambda x: sp.log(sp.Add(*_shifted(x))),
)  # fmt: skip
norm: VectorFunction = VectorFunction(
    "norm", True, _along(lambda: normalize), r"\lVert {x} \rVert_2", "‖{x}‖", sources.NORM, sources.NORM_ANALYTIC,
    lambda x: sp.sqrt(sp.Add(*(entry**2 for entry in x))), "a vector or a matrix", square=lambda x: dot(x, x),
)  # fmt: skip
normalize: VectorFunction = VectorFunction(
    "normalize", False, _normalize_moves, r"\frac{{x}}{\lVert {x} \rVert_2}", "{x} / ‖{x}‖", sources.NORMALIZE,
    sources.NORMALIZE_ANALYTIC, lambda x: [entry / sp.sqrt(sp.Add(*(e**2 for e in x))) for entry in x],
    "a vector or a matrix",
)  # fmt: skip
maximum: VectorFunction = VectorFunction(
    "maximum", True, _along(lambda: first_maximum), r"\max", "max", sources.MAXIMUM, sources.MAXIMUM_ANALYTIC,
    lambda x: sp.Max(*x),
)  # fmt: skip
first_maximum: VectorFunction = VectorFunction(
    "first_maximum", False, lambda lines, x, y, dx: zero(shape_of(x)), r"e_{\operatorname{argmax}({x})}",
    "e_argmax({x})", sources.FIRST_MAXIMUM, sources.FIRST_MAXIMUM.replace("x.argmax", "x.real.argmax"),
    sums_to_one=True, word="hardmax", definition=lambda x: [
        sp.Piecewise((1, sp.And(*(e > o if k < j else e >= o for k, o in enumerate(x) if k != j))), (0, True))
        for j, e in enumerate(x)
    ],
)  # fmt: skip
standardize: VectorFunction = VectorFunction(
    "standardize", False, _standardize_moves, r"\operatorname{LN}", "standardize", sources.STANDARDIZE,
    sources.STANDARDIZE, lambda x, epsilon: [(entry - _mean(x)) / sp.sqrt(_variance(x) + epsilon) for entry in x],
    by_constant=_slope_over(lambda: deviation),
)  # fmt: skip
deviation: VectorFunction = VectorFunction(
    "deviation", True, _mean_along(lambda: standardize), r"\operatorname{std}", "deviation", sources.DEVIATION,
    sources.DEVIATION, lambda x, epsilon: sp.sqrt(_variance(x) + epsilon), by_constant=_slope_of_root,
)  # fmt: skip
rms: VectorFunction = VectorFunction(
    "rms", True, _mean_along(lambda: rms_normalize), r"\operatorname{rms}", "rms", sources.RMS, sources.RMS,
    lambda x, epsilon: sp.sqrt(_mean([e**2 for e in x]) + epsilon), by_constant=_slope_of_root,
)  # fmt: skip
rms_normalize: VectorFunction = VectorFunction(
    "rms_normalize", False, _rms_normalize_moves, r"\operatorname{rmsnorm}", "rms_normalize", sources.RMS_NORMALIZE,
    sources.RMS_NORMALIZE, lambda x, epsilon: [e / sp.sqrt(_mean([o**2 for o in x]) + epsilon) for e in x],
    by_constant=_slope_over(lambda: rms),
)  # fmt: skip
logdet: VectorFunction = VectorFunction(
    "logdet", True, lambda lines, x, y, dx: trace(mul(inverse(x, True), dx)), r"\log\det", "logdet", sources.LOGDET,
    sources.LOGDET_ANALYTIC,
    lambda x: sp.log(sp.Abs(sp.Matrix(int(len(x) ** 0.5), int(len(x) ** 0.5), list(x)).det())), "a square matrix",
)  # fmt: skip
