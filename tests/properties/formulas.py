"""Random formulas as a user writes them: of every entry, in rows of one's own, in sums over an index, by entries.

Each is right in value and in three derivatives, printed and compiled, or refused by a SymgradError when it comes in.
The oracle is SymPy's scalar ``diff`` of the formula at entries written out, in 30 digits; it shares nothing with
symgrad.

    python3 -m tests.properties.formulas --count 5000 --seed 1 --processes 2
"""

import contextlib
import random
import re
import signal
import sys

import numpy as np
import sympy as sp
from sympy.core.function import AppliedUndef, UndefinedFunction

import symgrad as sg
from symgrad.expressions.nodes import FunctionAtom

from .seeds import main_of, outcome
from .written_formulas import SYMBOLS, A, J, M, N, X, b, j, m, n, q, u, without_deltas, written, x, z
from .written_sums import several_sums

TOLERANCE = 1e-8
MOST_PRINTED = 100_000  # names and numbers of a formula: a longer one is refused by name
SECONDS = 10  # for the numbers of one derivative, by the oracle
_UNCOVERED = "Conditions must cover all reals"
_SYMPYS = (
    _UNCOVERED,
    "is not comparable",
    "comparison of non-real",
    "function pole",
    "pop from an empty set",
)  # what SymPy itself refuses


class WrongFormulaError(AssertionError):
    """What symgrad says of a formula is not so."""


# -- the oracle --------------------------------------------------------------------------------------------------------


def derivatives_of(case, directions):
    """The value, the gradient, and the gradients of the first and second derivative along two directions, in turn."""
    entries = np.ravel(SYMBOLS[case.wrt]) if isinstance(SYMBOLS[case.wrt], list) else [SYMBOLS[case.wrt]]
    value = case.scalars
    yield [value]
    for way in (*directions, None):
        gradient = [_derivative(value, one) for one in entries]
        yield gradient
        if way is not None:
            value = sp.Add(*(number * part for number, part in zip(way, gradient, strict=True)))


def _derivative(value, variable):
    """What SymPy says; not a number where it does not know how, of a condition on what has no value everywhere."""
    try:
        return without_deltas(sp.diff(value, variable))
    except ValueError as error:
        if _UNCOVERED in str(error):
            return sp.nan
        raise


class TooSlow(BaseException):
    """The oracle's exact arithmetic takes too long: powers of powers of fractions grow beyond all bounds."""


@contextlib.contextmanager
def _limited(seconds=SECONDS):
    """Raises TooSlow after so many seconds, where the system has such a clock."""

    def stop(signum, frame):
        raise TooSlow

    before = signal.signal(signal.SIGALRM, stop) if hasattr(signal, "setitimer") else None
    if before is not None:
        signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        if before is not None:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.signal(signal.SIGALRM, before)


def numbers(exprs, point):
    """30 digits of each, None where one is not real and finite; raises TooSlow."""
    with _limited():
        return _numbers(exprs, point)


def _numbers(exprs, point):
    values = []
    for expr in exprs:
        try:
            value = sp.sympify(expr).xreplace(point).evalf(30)
        except (TypeError, ValueError, ZeroDivisionError, RecursionError):  # SymPy's, of the slope of floor(Min(...))
            return None
        if not value.is_number or not value.is_finite or not value.is_real or abs(value) > 1e8:
            return None
        values.append(float(value))
    return np.array(values)


# -- the comparison ----------------------------------------------------------------------------------------------------


def arrays_of(point):
    """The same point as arrays."""
    made = {"j": np.array(J), "n": np.array(N), "m": np.array(M)}
    for variable, symbols in SYMBOLS.items():
        values = np.array(symbols, dtype=object)
        made[variable.name] = np.array([float(point[one]) for one in np.ravel(values)]).reshape(np.shape(values))
    return made


def point_from(draw):
    """A value for each scalar, exact: rounded, two equal values of a Min would be told apart."""
    symbols = [one for each in SYMBOLS.values() for one in np.ravel(np.array(each, dtype=object))]
    return {symbol: sp.Rational(draw.gauss(0, 1)) for symbol in symbols}


def compare(seed):
    """ "right", "refused", "unfit" or "slow" (the oracle); raises WrongFormulaError where symgrad is wrong."""
    try:
        return _compared(random.Random(seed), seed)
    except TooSlow:
        return "slow"


def _compared(draw, seed):
    try:
        case = _case(draw)
        if case is None:
            return "unfit"
        system = sg.System([(sg.scalar("loss"), case.written)], inputs=[x, z, u, A, X, b, q, j])
    except sg.SymgradError as error:
        _require_named(error)
        return "refused"
    directions = [[draw.choice([-1, 1, 2]) for _ in range(_size(case.wrt))] for _ in range(2)]
    told = _told(system, case, directions)
    point = point_from(draw)
    arrays = arrays_of(point)
    wanted = derivatives_of(case, directions)
    fit = False
    for order, (made, exprs) in enumerate(zip(told, wanted, strict=True)):
        expected = numbers(exprs, point)
        if expected is None:
            return "right" if fit else "unfit"
        if made is not None:
            got = made(arrays)
            if not _is_close(got, expected):
                if _is_ill_conditioned(got, expected, exprs, point) or (np.isnan(got).any() and _is_open(case.written)):
                    return "right" if fit else "unfit"
                what = f"derivative {order} of {case.written} by {case.wrt} at {seed}"
                raise WrongFormulaError(f"{what}: {np.ravel(got)} instead of {expected}")
            fit = True
    return "right" if fit else "unfit"


def _case(draw):
    """A case; None where SymPy itself takes no such formula."""
    try:
        return several_sums(draw) if draw.random() < 0.25 else written(draw)
    except (ValueError, TypeError, KeyError) as error:
        if any(told in str(error) for told in _SYMPYS):
            return None
        raise


def _size(variable):
    return {x: N, z: N, u: 2, A: N * N, X: N * M, b: 1, q: 1}[variable]


def _require_named(error):
    if not str(error) or type(error) is sg.SymgradError:
        raise WrongFormulaError(f"a refusal that names nothing: {error!r}")


def _told(system, case, directions):
    """Functions for the value, the gradient, and those of the derivatives along directions; each printed as well.

    The gradient is that of the System. Where an undefined function stands in one, nothing says what its numbers are: it
    is printed and differentiated, and compiling it is refused by name.
    """
    value = system.equations[0].rhs
    exprs = [value, sg.gradient(value, case.wrt)]
    for way in directions:
        exprs.append(sg.gradient(_along(exprs[-1], case.wrt, way), case.wrt))
    made = []
    for expr in exprs:
        _require_known(expr)
        _require_printed(expr)
        made.append(_refused(expr) if is_undefined(expr) else _called(expr))
    if case.wrt in system.inputs:
        gradient = system.gradient(wrt=case.wrt)
        if not (str(gradient) and gradient.latex()):
            raise WrongFormulaError("nothing is printed for a gradient")
        if made[1] is not None and not any(is_undefined(equation.rhs) for equation in gradient.equations):
            made[1] = _of_system(gradient)
    return made


def _require_printed(expr):
    """Raises WrongFormulaError where nothing is printed; what is longer than a book is refused by name."""
    try:
        printed = bool(sg.text(expr) and sg.latex(expr))
    except sg.TooLongError:
        printed = sum(1 for _ in sp.preorder_traversal(expr)) > MOST_PRINTED
    if not printed:
        raise WrongFormulaError(f"nothing is printed for {expr}")


def is_undefined(expr):
    """Whether a function of which no more is known than its name stands in an expression, or in one of one's own."""
    heads = {node.head for node in sp.preorder_traversal(expr) if isinstance(node, FunctionAtom)}
    formulas = [expr, *(head.expr for head in heads if isinstance(head, sp.Lambda))]
    heads |= {node.func for one in formulas for node in one.atoms(sp.Function)}
    rows = [head.row for head in heads if not isinstance(head, UndefinedFunction) and hasattr(head, "row")]
    return any(isinstance(head, UndefinedFunction) for head in heads) or any(
        is_undefined(row.definition) for row in rows if not row.numpy
    )


def _refused(expr):
    """None, where compiling an expression raises an error that names the undefined function in it.

    It may have numbers where they are the same whatever the function is: a condition that always holds drops another.
    """
    try:
        _called(expr)
    except sg.MissingRuleError as error:
        if not re.search("no NumPy form for (f|(∂[12])* ?g)'*, in ", str(error)):
            raise WrongFormulaError(f"compiling {expr} is refused by {error}") from None
        return
    arrays = arrays_of(point_from(random.Random(0)))
    one, other = (_called(_defined(expr, shift))(arrays) for shift in (0, 1))
    if not np.array_equal(one, other, equal_nan=True):
        raise WrongFormulaError(f"a function that nothing defines has numbers, in {expr}")


def _defined(expr, shift):
    """The expression with something in the place of its undefined functions."""
    return expr.replace(lambda node: isinstance(node, AppliedUndef), lambda node: sp.cos(sum(node.args)) + 3 * shift)


def _along(gradient, variable, way):
    """The derivative along a direction."""
    if not getattr(variable, "is_Matrix", False):
        return way[0] * gradient
    shape = tuple(size.xreplace({n: sp.Integer(N), m: sp.Integer(M)}) for size in variable.shape)
    numbers_ = sp.ImmutableDenseMatrix(*shape, way)
    parts = [numbers_[i, l] * gradient[i, l] for i in range(shape[0]) for l in range(shape[1])]
    return sp.Add(*parts)


def _require_known(expr):
    known = {"x", "z", "u", "A", "X", "b", "q", "j", "n", "m"}
    others = {symbol.name for symbol in sg.System([(_like(expr), expr)]).inputs} - known
    if others:
        raise WrongFormulaError(f"{others} came out of {expr}")


def _like(expr):
    return sg.matrix("made", *expr.shape) if getattr(expr, "is_Matrix", False) else sg.scalar("made")


def _called(expr):
    function = sg.lambdify(expr, inputs=[x, z, u, A, X, b, q, j])
    return lambda arrays: function(**{name: arrays[name] for name in function.arguments})


def _of_system(gradient):
    function = gradient.lambdify()
    return lambda arrays: function(**{name: arrays[name] for name in function.arguments if name in arrays})


def _is_open(expr):
    """Whether a choice in it says nothing of what is otherwise: SymPy takes 0 times what is undefined for 0."""
    formulas = [expr, *(node.head.expr for node in sp.preorder_traversal(expr)
                        if isinstance(node, FunctionAtom) and isinstance(node.head, sp.Lambda))]  # fmt: skip
    choices = [choice for one in formulas for choice in one.atoms(sp.Piecewise)]
    return any(choice.args[-1][1] != True for choice in choices)  # noqa: E712


def _is_close(got, expected):
    got = np.ravel(got)
    scale = 1 + np.max(np.abs(expected))
    return bool(np.all(np.isfinite(got)) and np.max(np.abs(got - expected)) <= TOLERANCE * scale)


def _is_ill_conditioned(got, expected, exprs, point):
    """Whether rounding of the inputs alone moves the true value nearly as far as the one that came is off."""
    if not np.all(np.isfinite(got)):
        return False
    shake, moved = random.Random(0), 0.0
    for _ in range(4):
        shaken = {symbol: value * (1 + sp.Rational(shake.choice([-1, 1]), 2**52)) for symbol, value in point.items()}
        near = numbers(exprs, shaken)
        if near is None:
            return True
        moved = max(moved, float(np.max(np.abs(near - expected))))
    return bool(np.max(np.abs(np.ravel(got) - expected)) <= 30 * moved)


def tried(seed):
    """What came of one seed, and what went wrong."""
    with np.errstate(all="ignore"):
        return outcome(compare, seed, WrongFormulaError)


def main(arguments=None):
    """Tries formula after formula; the exit status."""
    return main_of("formulas", __doc__, tried, 5000, arguments)


if __name__ == "__main__":
    sys.exit(main())
