"""Formulas of scalars that grow at random, and the ways to write one: each with what it is entry by entry."""

from dataclasses import dataclass

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

import symgrad as sg
from symgrad.functions.special_functions import SPECIAL

N, M = 3, 2
n, m = sg.dims("n m")
x, z, u = sg.vector("x", n), sg.vector("z", n), sg.vector("u", 2)
A, X = sg.matrix("A", n, n), sg.matrix("X", n, m)
b, q = sg.scalar("b"), sg.scalar("q")
j, k = sp.symbols("j k", integer=True, nonnegative=True)
J = 1  # the value of j
F, G = sp.Function("f"), sp.Function("g")


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
    relation, left, right = g.draw.choice([sp.Gt, sp.Le, sp.Lt, sp.Ge]), inner(), inner()
    if sp.nan in (left, right):  # SymPy itself does not compare it
        return inner()
    condition = relation(left, right)
    if g.draw.random() < 0.3:
        condition = g.draw.choice([sp.And, sp.Or])(condition, sp.Gt(inner(), 0))
    cases = [(inner(), condition)]
    if g.draw.random() < 0.3:
        cases.append((inner(), sp.Lt(inner(), inner())))
    return sp.Piecewise(*cases, (inner(), True))


def _special(g, inner):
    """A special function, of arguments in its domain; now and then of any."""
    row = g.draw.choice(_SPECIAL)
    ways = [way for place, way in enumerate(row.inside) if not (row.order and place == row.place)]
    given = [inner() if g.draw.random() < 0.1 else _within(way, inner()) for way in ways]
    if row.order:
        given.insert(row.place, sp.Rational(str(g.draw.choice(row.inside[row.place]))))
    return row.head(*given)


def _within(way, value):
    low, high = (sp.Rational(str(end)) for end in way)
    return (low + high) / 2 + (high - low) / 2 * sp.sin(value)


_SPECIAL = [row for row in SPECIAL if row.head.__module__.startswith("sympy.") and row.head is not sp.frac]
_RULES = [
    _two(sp.Add), _two(sp.Mul), _two(lambda a, c: a - c), _two(lambda a, c: a / (2 + sp.cos(c))),
    _piecewise, _piecewise, _two(sp.Max), _two(sp.Min), _one(lambda a: sp.Max(a, 0)),
    lambda g, inner: sp.Max(inner(), inner(), 1), _one(lambda a: 2**a), _one(lambda a: sp.Rational(1, 2) ** a),
    _two(lambda a, c: (1 + a**2) ** c), _two(lambda a, c: sp.exp(a) ** c), _one(lambda a: a**2), _one(lambda a: a**3),
    _one(lambda a: sp.sqrt(1 + a**2)), _one(lambda a: sp.sqrt(sp.Max(a, 0))), _one(lambda a: 1 / (1 + a**2)),
    _one(sp.tanh), _one(sp.sin), _one(sp.exp), _one(lambda a: sp.log(1 + a**2)), _one(sp.Abs), _one(sp.sign),
    _one(sp.atan), _one(sp.erf), _one(sg.sigmoid), _one(sg.relu), _one(sg.softplus),
    _special, _special, _special, lambda g, inner: g.row(inner()), lambda g, inner: g.row(inner()),
    lambda g, inner: g.draw.choice([F(inner()), G(inner(), inner()), sp.tanh(inner())]),
    lambda g, inner: g.draw.choice(_STRANGE)(inner(), inner()),
]  # fmt: skip
_STRANGE = [
    lambda a, c: sp.polylog(2, a), lambda a, c: sp.besselj(c, a), lambda a, c: sp.zeta(a), lambda a, c: sp.floor(a),
    lambda a, c: sp.DiracDelta(a), lambda a, c: sp.gamma(a), lambda a, c: sp.Piecewise((a, c > 0)), sp.Add, sp.Mul,
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
        formula.xreplace({name: entry_at(place, {k: at}) for name, place in zip(names, chosen, strict=True)} | _B)
        for at in range(N)
    ]
    first = draw.choice([0, 0, 0, 1])
    whole = sp.Sum(formula.xreplace(entries), (k, first, n - 1))
    if draw.random() < 0.2:  # a vector that the index but scales
        whole = sg.total(sp.Sum(formula.xreplace(entries) * z, (k, first, n - 1)))
        scalars = [scalar * sp.Add(*SYMBOLS[z]) for scalar in scalars]
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
    scalars = formula.xreplace({name: entry_at(place, {}) for name, place in zip(names, chosen, strict=True)} | _B)
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


def entry_at(place, indices):
    """The scalar of an entry, with numbers for its indices; of a product of matrices too."""
    matrix, row, column = place
    at = {n: N, m: M, j: J} | indices
    row, column = (int(sp.sympify(index).subs(at)) for index in (row, column))
    if isinstance(matrix, sp.Transpose):
        return entry_at((matrix.arg, column, row), {})
    if isinstance(matrix, sp.MatMul):
        left, right = matrix.args
        return sp.Add(*(entry_at((left, row, i), {}) * entry_at((right, i, column), {}) for i in range(N)))
    found = SYMBOLS[matrix][row]
    return found[column] if isinstance(found, list) else found


# -- in SymPy's own functions ------------------------------------------------------------------------------------------


def plain(expr, rows):
    """A formula in SymPy's own functions: rows of one's own by their definitions, undefined functions by known ones."""
    known = {sg.sigmoid.head: lambda a: 1 / (1 + sp.exp(-a)), sg.relu.head: lambda a: sp.Max(a, 0),
             sg.softplus.head: lambda a: sp.log(1 + sp.exp(a)), F: _f, G: _g}  # fmt: skip
    for head, (t, body) in reversed(rows.items()):
        expr = expr.replace(head, lambda a, t=t, body=body: body.xreplace({t: a}))
    for head, definition in known.items():
        expr = expr.replace(head, definition)
    expr = expr.replace(sp.erf2, lambda a, c: sp.erf(c) - sp.erf(a)).replace(sp.erfcinv, lambda a: sp.erfinv(1 - a))
    for head in (sp.jn, sp.yn):  # of numbers below 0 SymPy has the wrong sign
        expr = expr.replace(head, lambda *args, head=head: sp.expand_func(head(*args)))
    return expr


def _f(a):
    return sp.sin(a) + a**3 / 5


def _g(a, c):
    return sp.cos(a * c) + a**2 * c


def without_deltas(expr):
    """What SymPy's derivatives say away from a kink; where two values of a Max are equal all around, half of each."""
    expr = expr.replace(sp.DiracDelta, lambda *args: sp.S.Zero)
    return expr.replace(sp.Heaviside, lambda a, *_: (1 + sp.sign(a)) / 2)
