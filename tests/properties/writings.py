"""Formulas as Python writes them: ``python3 -m tests.properties.writings --count 5000 --seed 1 --processes 2``.

A formula is a text. It is run twice: with symgrad's symbols, and with numbers whose operators are written out below and
share nothing with symgrad. Values must agree, so must the first derivative with the complex step through the numbers,
and what the numbers refuse must be a SymgradError. Ends with status 1 where one is wrong or crashes.
"""

import functools
import pickle
import sys
from fractions import Fraction
from types import SimpleNamespace

import numpy as np
import sympy as sp

import symgrad as sg

from .plain_numbers import ORACLE, ORACLE_SYMPY, Number, RefusedError, raw
from .seeds import main_of, outcome

LARGEST = 1e5
SIZES = ((3, 2), (2, 1), (1, 3))  # n, m

# What a hole may hold, by kind: s a scalar, o a 1 x 1 product, n and m vectors, r a row, nn and nm matrices.
LEAVES = {
    "s": [
        "b",
        "s",
        "3",
        "-2",
        "0.5",
        "Fraction(1, 3)",
        "sp.Rational(2, 3)",
        "np.float64(0.25)",
        "x[0]",
        "sg.dot(x, v)",
    ],
    "o": ["x.T*v", "v.T*A*x", "u.T*u"],
    "n": ["x", "v", "q", "W*u", "sg.tanh(v)"],
    "m": ["u", "W.T*x"],
    "r": ["x.T", "v.T*A"],
    "nn": ["A", "K", "P", "x*v.T"],
    "nm": ["W", "v*u.T"],
}
GROWTH = {
    "s": [
        "{s} + {s}", "{s} - {s}", "{s}*{s}", "{s}/(2 + {s}**2)", "sg.dot({n}, {n})", "sg.total({n})", "sg.total({nm})",
        "{n}[0]", "{n}[-1]", "{nn}[0, -1]", "sp.Trace({nn})", "sg.tanh({s})", "sg.exp(sg.sin({s}))", "sg.mean({n})",
        "sg.logsumexp({n})", "sg.sigmoid({s})", "sp.sin({s})", "2**sg.tanh(sg.dot({n}, {n}))",
    ],
    "o": ["{r}*{n}", "{n}.T*{n}", "{o} + {s}", "{s} - {o}", "{o} - {o}", "{o}*{s}", "{o}/2", "-{o}", "{m}.T*{m} + {s}",
          "(({o})**2)**sp.Rational(1, 2)", "(({o})**2)**sp.Rational(3, 2)"],
    "n": [
        "{nn}*{n}", "{nm}*{m}", "{nn} @ {n}", "{n} + {n}", "{n} - {n}", "{n} + {s}", "{s} + {n}", "{s} - {n}",
        "{n} - {s}",
        "{s}*{n}", "{n}*{s}", "{n}/(2 + {s}**2)", "-{n}", "{n}*{o}", "{o}*{n}", "{n} + {o}", "{o} - {n}",
        "sg.tanh({n})",
        "sg.sin(1 - {n})", "sg.relu({n} + 1)", "sg.hadamard({n}, {n})", "sg.divide({n}, 2 + sg.hadamard({n}, {n}))",
        "sg.sqrt(2 + sg.sin({n}))", "{nn}[:, 0]", "{nn}[:, -1]", "sum([{n}, {n}, {n}])", "{r}.T",
        "sg.softmax({n})", "sg.concat({n}[:1], {n}[1:])" , "sg.rows({n}, 0, n)", "{n}/({o}*{o} + 1)",
        "{n}.applyfunc(sp.tanh)", "{n}.applyfunc(lambda t: t*sp.sin(t) + {s})", "{n}.applyfunc(lambda t: t*{o})",
        "sp.tanh({o})*{n}", "{n}*sp.sin({o})",
    ],
    "m": ["{nm}.T*{n}", "{m} + {s}", "{s} - {m}", "{m}*{o}", "sg.tanh({m})", "{nm}[0, :].T", "{m}[0:m]"],
    "r": ["{n}.T", "{n}.T*{nn}", "{s} + {r}", "{r} - {r}", "{r}*{s}", "{nn}[0, :]", "sg.tanh({r})"],
    "nn": [
        "{nn}*{nn}", "{n}*{r}", "{nn} + {nn}", "1 + {nn}", "{nn} - {s}", "{s}*{nn}", "{nn}.T", "{nn}**2",
        "sg.tanh({nn})",
        "{nm}*{nm}.T", "sg.diag({n})", "{n}*{n}.T", "sg.outer({n}, {n})", "{nn}/2", "-{nn}", "{o}*{nn}",
        "(5*sp.eye_(n) + sg.tanh({nn})).inv()", "sg.hadamard({nn}, {nn} + 1)",
    ],
    "nm": ["{nn}*{nm}", "{n}*{m}.T", "{nm} + {s}", "{s} - {nm}", "{nm} + {nm}", "sg.tanh({nm})", "{nm}*2",
           "{nm}[0:n, :]"],
}  # fmt: skip
REFUSED = [
    "{n} + {m3}", "{n}*{n}", "{nm}*{n}", "{n}/{n}", "1/{n}", "s/{n}", "abs({n})", "{n} > 0", "0 <= {nm}", "2**{n}",
    "max(0, {n})", "x % 2", "np.tanh({n})", "{n} + np.ones(3)", "np.ones((2, 2)) @ {n}", "{n}.diff(x)",
    "sp.diff({s}, x)",
    "{n} + 'b'", "{n}*None", "{n}[n]", "{nm}[0]", "{n}[::2]", "{nm}.inv()", "{n} + [1, 2]", "{n} + True", "{n}/0",
    "np.sum({n})", "{n}*np.ones(3)", "{n}['a']", "{n}[0, 0, 0]", "divmod(x, 2)", "sg.dot({n}, {m3})", "sg.tanh('x')",
    "{n}.applyfunc(lambda t: t*({nn}*{nn}))", "{n}.applyfunc(lambda t: t*{n})", "sp.Abs({n})", "sp.tanh({n}) + {n}",
]  # fmt: skip


_OF_SYMPY = ("Mix of Matrix and Scalar symbols", "noncommutative scalars in MatMul")


def grown(source, kind, depth):
    """A random text of this kind."""
    if depth == 0 or source.random() < 0.1:
        return str(source.choice(LEAVES[kind]))
    return filled(source, str(source.choice(GROWTH[kind])), depth)


def filled(source, form, depth):
    """A form with its holes filled."""
    while "{" in form:
        start, end = form.index("{"), form.index("}")
        kind = form[start + 1 : end]
        inside = "sg.vector('long', 7)" if kind == "m3" else f"({grown(source, kind, depth - 1)})"
        form = form[:start] + inside + form[end + 1 :]
    return form


def symbols_of(n, m, numbers):
    """The names that a text may use, as symgrad's symbols."""
    named = sg.dims("n m") if not numbers else (n, m)
    rows, columns = named
    return {
        "n": rows, "m": columns, "b": sg.scalar("b"), "s": sp.Symbol("s"), "x": sg.vector("x", rows),
        "v": sg.vector("v", rows), "u": sg.vector("u", columns), "q": sp.MatrixSymbol("q", rows, 1),
        "A": sg.matrix("A", rows, rows), "K": sg.matrix("K", rows, rows), "P": sp.MatrixSymbol("P", rows, rows),
        "W": sg.matrix("W", rows, columns), "sg": sg, "np": np, "Fraction": Fraction,
        "sp": SimpleNamespace(**vars(sp), eye_=sp.Identity),
    }  # fmt: skip


def drawn(source, n, m):
    """Numbers for these names."""
    shapes = {"b": (), "s": (), "x": (n, 1), "v": (n, 1), "u": (m, 1), "q": (n, 1), "A": (n, n), "K": (n, n),
              "P": (n, n), "W": (n, m)}  # fmt: skip
    return {name: source.normal(size=shape) for name, shape in shapes.items()}


def run_numbers(text, numbers, n, m):
    """The value of a text with numbers, an array."""
    names = {name: Number(np.asarray(value, dtype=complex)) for name, value in numbers.items()}
    more = {"sg": ORACLE, "sp": ORACLE_SYMPY, "np": np, "Fraction": Fraction, "n": n, "m": m}
    return raw(eval(text, names | more))


def compared(text, source, sizes, numbers):
    """ "right", "refused", "unfit", "sympy's"; raises AssertionError where the value or the derivative is wrong."""
    n, m = sizes
    values = drawn(source, n, m)
    wanted = run_numbers(text, values, n, m)
    if not np.isfinite(wanted).all() or np.abs(wanted).max() > LARGEST:
        return "unfit"
    names = symbols_of(n, m, numbers)
    try:
        expr = eval(text, dict(names))
    except (TypeError, NotImplementedError) as error:
        if any(told in str(error) for told in _OF_SYMPY) and text != _ours(text):
            return "sympy's"  # of plain symbols alone, whose operators are SymPy's
        raise
    kept = _present(expr, names)
    if not kept:
        return "unfit"
    _goes_on(expr)
    _require(f"{text}: the value", _call(expr, values), wanted)
    name = str(source.choice(kept))
    loss, inputs = sg.scalar("loss"), [names[given] for given in kept]
    slope = sg.System([(loss, sg.total(expr))], inputs=inputs).gradient(wrt=name).lambdify()
    steps = _complex_step(text, values, name, n, m)
    if np.abs(steps).max() > LARGEST:
        return "unfit"
    _require(f"{text}: the derivative by {name}", _run(slope, values), steps)
    return "right"


def _present(expr, names):
    found = {str(symbol.name) for symbol in getattr(expr, "free_symbols", ())}
    found = {symbol for symbol in found if symbol in names and symbol not in ("n", "m")}
    return sorted(found)


def _goes_on(expr):
    """What SymPy's users do with an expression works on it."""
    assert pickle.loads(pickle.dumps(expr)) == expr, "it is not equal to its pickled self"
    str(expr), sp.srepr(expr), sp.latex(expr)  # after it: SymPy 1.13.0 cannot pickle a Dummy that srepr has seen
    plain = sympys(expr)
    assert plain == expr, "it is not equal to the same of SymPy's classes"
    assert expr == plain, "the same of SymPy's classes is not equal to it"
    assert hash(plain) == hash(expr), "its hash is not that of the same of SymPy's classes"


def sympys(expr):
    """The same expression made of SymPy's own classes."""
    kind = type(expr).__bases__[-1] if type(expr).__module__ == "symgrad.expressions.broadcasting" else type(expr)
    if not expr.args or isinstance(expr, sp.MatrixSymbol):
        return expr if kind is type(expr) else sp.Basic.__new__(kind, *expr.args)
    return sp.Basic.__new__(kind, *map(sympys, expr.args)) if kind is not type(expr) else expr


def _call(expr, values):
    return _run(sg.lambdify(expr), values)


def _run(function, values):
    given = {name: values[name] for name in function.arguments if name in values}
    return function(**{name: array[:, 0] if array.shape[1:] == (1,) else array for name, array in given.items()})


def _complex_step(text, values, name, n, m):
    base = values[name]
    slopes = np.zeros(base.shape)
    for index in np.ndindex(base.shape):
        moved = base.astype(complex)
        moved[index] += 1e-30j
        slopes[index] = run_numbers(text, values | {name: moved}, n, m).sum().imag / 1e-30
    return slopes


def _require(what, came, wanted):
    came, wanted = np.asarray(came).ravel(), np.asarray(wanted).real.ravel()
    size = max(1.0, np.abs(wanted).max())
    assert came.shape == wanted.shape, f"{what} has {came.size} entries, {wanted.size} are right"
    assert np.abs(came - wanted).max() <= 1e-8 * size, f"{what} is {came}, right is {wanted}"


def refused(text, sizes):
    """ "refused" where a text raises a SymgradError by the time that it is compiled."""
    names = symbols_of(*sizes, numbers=False)
    try:
        made = eval(text, dict(names))
        sg.lambdify(made)
    except sg.SymgradError as error:
        if len(str(error)) > len("it cannot be so"):
            return "refused"
        raise AssertionError(f"{text}: the error says no more than {error!r}") from error
    raise AssertionError(f"{text} was taken as {made}")


def _ours(text):
    """A text without plain symbols."""
    return text.replace("(q)", "(x)").replace("(P)", "(A)")


def compare(seed):
    """What one seed gives: "right", "refused", "unfit" or "sympy's"."""
    source = np.random.default_rng(seed)
    if source.random() < 0.15:
        text = _ours(filled(source, str(source.choice(REFUSED)), int(source.integers(1, 3))))
        run = functools.partial(refused, text, (3, 2))
    else:
        text = grown(source, str(source.choice(list(GROWTH))), int(source.integers(1, 5)))
        if "np." in text or "[1:]" in text:
            text = _ours(text)  # where plain symbols have an error of their own
        sizes = SIZES[int(source.choice(len(SIZES), p=[0.7, 0.15, 0.15]))]
        run = functools.partial(compared, text, source, sizes, sizes != SIZES[0] or source.random() < 0.3)
    try:
        return run()
    except RefusedError:
        return "unfit"
    except sg.SymgradError as error:
        if ("[1:]" in text and "has no part" in str(error)) or str(error).startswith("the size"):
            return "unfit"  # the part of a vector of one entry; a size whose variables cancel
        if "is not square" in str(error) and text != _ours(text):
            return "sympy's"  # (q.T*q)*q of plain symbols alone, whose factors SymPy collects
        raise AssertionError(f"{text} is refused though it means something: {error!r}") from error
    except AssertionError:
        raise
    except Exception as error:
        error.add_note(text)
        raise


def tried(seed):
    """What came of one seed, and what went wrong."""
    return outcome(compare, seed, AssertionError)


def main(arguments=None):
    """Tries formula after formula; the exit status."""
    return main_of("writings", __doc__, tried, 5000, arguments)


if __name__ == "__main__":
    sys.exit(main())
