"""Random formulas as a user writes them: of every entry, in rows of one's own, in sums over an index, by entries.

Each is right in value and in three derivatives, printed and compiled, or refused by a SymgradError when it comes in.
The oracle is SymPy's scalar ``diff`` of the formula at entries written out here, in 30 digits; it shares nothing with
symgrad.

    python3 -m tests.properties.formulas --count 5000 --seed 1 --processes 2
"""

import argparse
import multiprocessing
import random
import sys
import traceback
from collections import Counter
from dataclasses import dataclass

import numpy as np
import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

import symgrad as sg

N, M = 3, 2
n, m = sg.dims("n m")
x, z, u = sg.vector("x", n), sg.vector("z", n), sg.vector("u", 2)
A, X = sg.matrix("A", n, n), sg.matrix("X", n, m)
b, q = sg.scalar("b"), sg.scalar("q")
j, k = sp.symbols("j k", integer=True, nonnegative=True)
J = 1  # the value of j
_F, _G = sp.Function("f"), sp.Function("g")
TOLERANCE = 1e-8


class WrongFormulaError(AssertionError):
    """What symgrad says of a formula is not so."""


def entry(name, *places):
    """The scalar of one entry, in the oracle."""
    return sp.Symbol("_".join(map(str, (name, *places))), real=True)


SYMBOLS = {
    x: [entry("x", i) for i in range(N)],
    z: [entry("z", i) for i in range(N)],
    u: [entry("u", i) for i in range(2)],
    A: [[entry("A", i, l) for l in range(N)] for i in range(N)],
    X: [[entry("X", i, l) for l in range(M)] for i in range(N)],
    b: entry("b"),
    q: entry("q"),
}


@dataclass
class Case:
    """A scalar as it is written, what it is in scalars, and the variable by which it is differentiated."""

    written: object
    scalars: object
    wrt: object


# -- formulas ----------------------------------------------------------------------------------------------------------


class Formulas:
    """Grows scalar formulas in some leaves; those that no rule can be for are grown too."""

    def __init__(self, draw):
        self.draw = draw
        self.rows = {}

    def grow(self, leaves, depth):
        """A formula in the leaves."""
        if depth <= 0:
            return self.draw.choice([*leaves, *leaves, *leaves, sp.Integer(2), sp.Rational(1, 3), sp.Integer(-1)])
        return self.draw.choice(_RULES)(self, lambda: self.grow(leaves, depth - 1))

    def row(self, inner):
        """A function of one's own, with a definition and a slope that are formulas."""
        t = sp.Symbol("t", real=True)
        body = self.draw.choice(
            [self.grow([t], 2), t * sp.Max(t, 0) / 2, sp.Piecewise((t**2 / 2, sp.Abs(t) <= 1), (sp.Abs(t) - 0.5, True)),
             2**t, sp.exp(-t * t) * sp.Max(t, -1)]
        )  # fmt: skip
        slope = without_deltas(sp.diff(body.rewrite(sp.Piecewise), t))
        name = f"own{len(self.rows)}"
        made = sg.elementwise(
            name, slope=lambda at, y: slope.xreplace({t: at}), definition=lambda at: body.xreplace({t: at})
        )
        self.rows[made.head] = (t, body)
        return made(inner)


def _two(build):
    return lambda g, inner: build(inner(), inner())


def _one(build):
    return lambda g, inner: build(inner())


def _piecewise(g, inner):
    condition = g.draw.choice([sp.Gt, sp.Le, sp.Lt, sp.Ge])(inner(), inner())
    if g.draw.random() < 0.3:
        condition = g.draw.choice([sp.And, sp.Or])(condition, sp.Gt(inner(), 0))
    cases = [(inner(), condition)]
    if g.draw.random() < 0.3:
        cases.append((inner(), sp.Lt(inner(), inner())))
    return sp.Piecewise(*cases, (inner(), True))


_RULES = [
    _two(sp.Add), _two(sp.Mul), _two(lambda a, c: a - c), _two(lambda a, c: a / (2 + sp.cos(c))),
    _piecewise, _piecewise, _two(sp.Max), _two(sp.Min), _one(lambda a: sp.Max(a, 0)),
    lambda g, inner: sp.Max(inner(), inner(), 1), _one(lambda a: 2**a), _one(lambda a: sp.Rational(1, 2) ** a),
    _two(lambda a, c: (1 + a**2) ** c), _two(lambda a, c: sp.exp(a) ** c), _one(lambda a: a**2), _one(lambda a: a**3),
    _one(lambda a: sp.sqrt(1 + a**2)), _one(lambda a: sp.sqrt(sp.Max(a, 0))), _one(lambda a: 1 / (1 + a**2)),
    _one(sp.tanh), _one(sp.sin), _one(sp.exp), _one(lambda a: sp.log(1 + a**2)), _one(sp.Abs), _one(sp.sign),
    _one(sp.atan), _one(sp.erf), _one(sg.sigmoid), _one(sg.relu), _one(sg.softplus),
    lambda g, inner: g.row(inner()), lambda g, inner: g.row(inner()),
    lambda g, inner: g.draw.choice([_F(inner()), _G(inner(), inner()), sp.tanh(inner())]),
    lambda g, inner: g.draw.choice(_STRANGE)(inner(), inner()),
]  # fmt: skip
_STRANGE = [
    lambda a, c: sp.digamma(a), lambda a, c: sp.besselj(0, a), lambda a, c: sp.atan2(a, c), lambda a, c: sp.floor(a),
    lambda a, c: sp.Heaviside(a), lambda a, c: sp.gamma(a), lambda a, c: sp.Piecewise((a, c > 0)), sp.Add, sp.Mul,
    lambda a, c: sp.re(a), lambda a, c: sp.LambertW(a), lambda a, c: sp.Abs(sp.exp(a)), lambda a, c: sp.Mod(a, 2),
]  # fmt: skip


# -- what is written, and the same in scalars --------------------------------------------------------------------------


def written(draw):
    """A case: one of the ways to write a formula."""
    grown = Formulas(draw)
    case = draw.choice([_by_applyfunc, _by_applyfunc, _by_applyfunc, _by_sum, _by_entries, _by_matrix, _of_scalars])(
        draw, grown
    )
    return Case(case.written, plain(case.scalars, grown.rows), case.wrt)


def _by_applyfunc(draw, grown):
    t = sp.Symbol("t")
    formula = grown.grow([t, t, t, b], draw.choice([1, 2, 2, 3]))
    argument, entries, wrt = draw.choice(
        [
            (x, SYMBOLS[x], x),
            (A * x, [sum(a * c for a, c in zip(row, SYMBOLS[x], strict=True)) for row in SYMBOLS[A]], x),
            (sg.hadamard(x, z), [a * c for a, c in zip(SYMBOLS[x], SYMBOLS[z], strict=True)], z),
            (X, [one for row in SYMBOLS[X] for one in row], X),
            (b * x, [SYMBOLS[b] * one for one in SYMBOLS[x]], b),
            (sg.ones(n) * b, [SYMBOLS[b]] * N, b),
        ]
    )
    applied = argument.applyfunc(sp.Lambda(t, formula))
    of_entries = [formula.xreplace({t: one, b: SYMBOLS[b]}) for one in entries]
    if draw.random() < 0.4 and argument is not X:
        return Case(sg.dot(z, applied), sum(a * c for a, c in zip(SYMBOLS[z], of_entries, strict=True)), wrt)
    return Case(sg.total(applied), sp.Add(*of_entries), wrt)


def _by_sum(draw, grown):
    places = [(x, k, 0), (z, k, 0), (A, k, k), (A, 0, k), (A, k, j), (x, j, 0), (x, 0, 0)]
    chosen = draw.sample(places, 3)
    names = sp.symbols("t0:3")
    formula = grown.grow([*names, names[0], b], draw.choice([1, 1, 2, 2]))
    if draw.random() < 0.4:
        formula = sp.Mul(*names[: draw.choice([1, 2, 3])])
    entries = {name: _bare(*place) for name, place in zip(names, chosen, strict=True)}
    scalars = [
        formula.xreplace({name: _scalar(place, {k: at}) for name, place in zip(names, chosen, strict=True)} | _B)
        for at in range(N)
    ]
    first = draw.choice([0, 0, 0, 1])
    whole = sp.Sum(formula.xreplace(entries), (k, first, n - 1))
    return Case(whole, sp.Add(*scalars[first:]), draw.choice([x, z, A]))


def _by_entries(draw, grown):
    places = [
        (x, j, 0),
        (x, n - 1, 0),
        (x, 0, 0),
        (A, j, 0),
        (A, n - 1, j),
        (X, 0, m - 1),
        (z, j + 1, 0),
        (z, j - 1, 0),
    ]
    chosen = draw.sample(places, 2)
    names = sp.symbols("t0:2")
    formula = grown.grow([*names, b], draw.choice([1, 2]))
    entries = {name: _as_written(draw, *place) for name, place in zip(names, chosen, strict=True)}
    scalars = formula.xreplace({name: _scalar(place, {}) for name, place in zip(names, chosen, strict=True)} | _B)
    return Case(formula.xreplace(entries), scalars, draw.choice([x, A, z]))


def _by_matrix(draw, grown):
    leaves = [b, q, u[0], u[1]]
    formulas = [grown.grow(leaves, draw.choice([0, 1, 2])) for _ in range(4)]
    known = {u[0]: SYMBOLS[u][0], u[1]: SYMBOLS[u][1], b: SYMBOLS[b], q: SYMBOLS[q]}
    made = sp.Matrix(2, 2, formulas)
    a, c, d, e = (formula.xreplace(known) for formula in formulas)
    u0, u1 = SYMBOLS[u]
    options = [
        (sg.total(made * u), a * u0 + c * u1 + d * u0 + e * u1),
        (u.T * made * u, u0 * (a * u0 + c * u1) + u1 * (d * u0 + e * u1)),
        (sp.Trace(made * made.T), a * a + c * c + d * d + e * e),
        (
            sp.Trace(sp.MatMul(sp.ImmutableDenseMatrix(made), u * u.T)),
            a * u0**2 + c * u0 * u1 + d * u0 * u1 + e * u1**2,
        ),
        (sp.Determinant(sp.ImmutableDenseMatrix(made)), a * e - c * d),
    ]
    return Case(*draw.choice(options), draw.choice([b, u, q]))


def _of_scalars(draw, grown):
    names = sp.symbols("t0:3")
    formula = grown.grow(names, draw.choice([1, 2, 3]))
    product = sum(a * c for a, c in zip(SYMBOLS[x], SYMBOLS[z], strict=True))
    return Case(
        formula.xreplace(dict(zip(names, (b, sg.dot(x, z), q), strict=True))),
        formula.xreplace(dict(zip(names, (SYMBOLS[b], product, SYMBOLS[q]), strict=True))),
        draw.choice([x, b]),
    )


_B = {b: SYMBOLS[b]}


def _bare(matrix, row, column):
    return sp.Basic.__new__(MatrixElement, matrix, sp.sympify(row), sp.sympify(column))


def _as_written(draw, matrix, row, column):
    """An entry, counted from the end now and then."""
    if row == n - 1 and draw.random() < 0.5:
        return matrix[-1, column]
    if column == m - 1 and draw.random() < 0.5:
        return matrix[row, -1]
    return matrix[row, column]


def _scalar(place, indices):
    matrix, row, column = place
    at = {n: N, m: M, j: J} | indices
    row, column = (int(sp.sympify(index).subs(at)) for index in (row, column))
    found = SYMBOLS[matrix][row]
    return found[column] if isinstance(found, list) else found


# -- the oracle --------------------------------------------------------------------------------------------------------


def plain(expr, rows):
    """A formula in SymPy's own functions: rows of one's own by their definitions, undefined functions by known ones."""
    known = {sg.sigmoid.head: lambda a: 1 / (1 + sp.exp(-a)), sg.relu.head: lambda a: sp.Max(a, 0),
             sg.softplus.head: lambda a: sp.log(1 + sp.exp(a)), _F: _f, _G: _g}  # fmt: skip
    for head, (t, body) in reversed(rows.items()):
        expr = expr.replace(head, lambda a, t=t, body=body: body.xreplace({t: a}))
    for head, definition in known.items():
        expr = expr.replace(head, definition)
    return expr


def _f(a):
    return sp.sin(a) + a**3 / 5


def _g(a, c):
    return sp.cos(a * c) + a**2 * c


def without_deltas(expr):
    """What SymPy's derivatives say away from a kink."""
    expr = expr.replace(sp.DiracDelta, lambda *args: sp.S.Zero)
    return expr.replace(sp.Heaviside, lambda a, *_: sp.Piecewise((1, a > 0), (0, True)))


def derivatives_of(case, directions):
    """The value, the gradient, and the gradients of the first and second derivative along two directions."""
    entries = np.ravel(SYMBOLS[case.wrt]) if isinstance(SYMBOLS[case.wrt], list) else [SYMBOLS[case.wrt]]
    value, found = case.scalars, [[case.scalars]]
    for way in (*directions, None):
        gradient = [without_deltas(sp.diff(value, one)) for one in entries]
        found.append(gradient)
        if way is not None:
            value = sp.Add(*(number * part for number, part in zip(way, gradient, strict=True)))
    return found


def numbers(exprs, point):
    """30 digits of each, None where one is not real and finite."""
    values = []
    for expr in exprs:
        try:
            value = sp.sympify(expr).xreplace(point).evalf(30)
        except (TypeError, ValueError, ZeroDivisionError):
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
    """A value for each scalar."""
    symbols = [one for each in SYMBOLS.values() for one in np.ravel(np.array(each, dtype=object))]
    return {symbol: sp.Float(draw.gauss(0, 1), 30) for symbol in symbols}


def compare(seed):
    """ "right", "refused" or "unfit"; WrongFormulaError where symgrad is wrong, whatever it raises where it crashes."""
    draw = random.Random(seed)
    try:
        case = written(draw)
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
            _require_close(made(arrays), expected, f"derivative {order} of {case.written} by {case.wrt} at {seed}")
            fit = True
    return "right" if fit else "unfit"


def _size(variable):
    return {x: N, z: N, u: 2, A: N * N, X: N * M, b: 1, q: 1}[variable]


def _require_named(error):
    if not str(error) or type(error) is sg.SymgradError:
        raise WrongFormulaError(f"a refusal that names nothing: {error!r}")


def _told(system, case, directions):
    """Functions for the value, the gradient, and those of the derivatives along directions; each printed as well.

    The gradient is that of the System and that of the expression in turn. A formula of undefined functions is printed
    and differentiated alone: nothing says what its numbers are.
    """
    undefined = case.written.atoms(sp.core.function.AppliedUndef) or system.equations[0].rhs.has(_F, _G)
    value = system.equations[0].rhs
    exprs = [value, sg.gradient(value, case.wrt)]
    for way in directions:
        exprs.append(sg.gradient(_along(exprs[-1], case.wrt, way), case.wrt))
    made = []
    for expr in exprs:
        _require_known(expr)
        if not (sg.text(expr) and sg.latex(expr)):
            raise WrongFormulaError(f"nothing is printed for {expr}")
        made.append(None if undefined or _is_undefined(expr) else _called(expr))
    gradient = system.gradient(wrt=case.wrt) if case.wrt in system.inputs else None
    if gradient is not None:
        if not (str(gradient) and gradient.latex()):
            raise WrongFormulaError("nothing is printed for a gradient")
        if made[1] is not None:
            made[1] = _of_system(gradient)
    return made


def _is_undefined(expr):
    return any("f(" in str(one) or "g(" in str(one) for one in [expr] if "f(" in sg.text(expr) or "g(" in sg.text(expr))


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


def _require_close(got, expected, what):
    got = np.ravel(got)
    if got.shape != expected.shape and got.size == 1:
        got = np.broadcast_to(got, expected.shape)
    scale = 1 + np.max(np.abs(expected))
    if not np.all(np.isfinite(got)) or np.max(np.abs(got - expected)) > TOLERANCE * scale:
        raise WrongFormulaError(f"{what}: {got} instead of {expected}")


def tried(seed):
    """What came of one seed, and what went wrong."""
    try:
        with np.errstate(all="ignore"):
            return seed, compare(seed), ""
    except WrongFormulaError as error:
        return seed, "wrong", str(error)
    except Exception:  # whatever came is the answer
        return seed, "crashed", traceback.format_exc(limit=-6)


def main(arguments=None):
    """Tries formula after formula; the exit status."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.properties.formulas", description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=1)
    options = parser.parse_args(arguments)
    tally = Counter()
    with multiprocessing.Pool(options.processes) as pool:
        for seed, what, why in pool.imap_unordered(tried, range(options.seed, options.seed + options.count), 16):
            tally[what] += 1
            if why:
                print(f"seed {seed}, {what}: {why}", flush=True)
    print(", ".join(f"{tally[what]} {what}" for what in ("right", "refused", "unfit", "wrong", "crashed")))
    return bool(tally["wrong"] or tally["crashed"])


if __name__ == "__main__":
    sys.exit(main())
