"""Sums over several indices at random, over parts of axes too, and logarithms of products: each as scalars as well."""

import itertools

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

from .written_formulas import SYMBOLS, A, Case, Formulas, M, N, X, b, entry_at, k, m, n, plain, x, z

l = sp.Symbol("l", integer=True, nonnegative=True)
_B = {b: SYMBOLS[b]}
# What an index runs over, and by how much an entry may be off it there: x[k + 1] for k = 0, ..., n - 2.
_RANGES = [((0, n - 1), (0,)), ((0, n - 1), (0,)), ((0, n - 2), (0, 1)), ((1, n - 1), (0, -1)), ((0, 1), (0, 1)),
           ((1, 0), (0,)), ((n - 1, 0), (0,)), ((2, 0), (0,))]  # fmt: skip


def several_sums(draw):
    """A case: a sum over one index or two of a formula of entries, or the logarithm of a product."""
    grown = Formulas(draw)
    (along, offsets), (beside, others) = draw.choice(_RANGES), draw.choice(_RANGES)
    row, column = k + draw.choice(offsets), l + draw.choice(others)
    places = [(x, row, 0), (z, k, 0), (x, column, 0), (z, l, 0), (A, row, column), (A, l, k), (A, k, k), (A, k, l)]
    if (along, beside) == ((0, n - 1), (0, n - 1)):
        places += [(A * A.T, k, l), (A * x, l, 0)]
    chosen = draw.sample(places, 3)
    names = sp.symbols("t0:3")
    formula = _formula(draw, grown, names)
    limits = [(k, *along), (l, *beside)]
    if draw.random() < 0.15:
        limits[1] = (l, 0, m - 1)
        places = [(X, k, l), (X, row, l), (x, row, 0), (z, k, 0), (A, k, k)]
        chosen = draw.sample(places, 3)
    if draw.random() < 0.2:
        limits.reverse()
    kind = draw.choice([sp.Sum, sp.Sum, sp.Sum, sp.Product])
    formula = 1 + formula**2 if kind is sp.Product else formula
    entries = {
        name: sp.Basic.__new__(MatrixElement, *map(sp.sympify, place))
        for name, place in zip(names, chosen, strict=True)
    }
    if draw.random() < 0.3:
        entries = {name: _indexed(*entry.args) for name, entry in entries.items()}
    whole = kind(formula.xreplace(entries), *limits)
    parts = []
    for at in itertools.product(*(range(*_ends(limit)) for limit in limits)):
        values = dict(zip((limit[0] for limit in limits), at, strict=True))
        known = {name: entry_at(place, values) for name, place in zip(names, chosen, strict=True)} | _B
        parts.append(_without_indices(formula.xreplace(known), values))
    if kind is sp.Product:
        return Case(sp.log(whole), plain(sp.Add(*map(sp.log, parts)), grown.rows), draw.choice([x, z, A]))
    return Case(whole, plain(sp.Add(*parts), grown.rows), draw.choice([x, z, A]))


def _formula(draw, grown, names):
    a, c, d = names
    drawn = draw.random()
    if drawn < 0.3:
        return sp.Mul(*names[: draw.choice([1, 2, 3])])
    if drawn < 0.4:
        return c * (a - d) ** 2
    if drawn < 0.45:
        return sp.KroneckerDelta(k, l) * a * c
    return grown.grow([*names, a, b], draw.choice([1, 1, 2]))


def _indexed(matrix, row, column):
    """An entry of a symbol as one of SymPy's IndexedBase, with its own sizes or those of its indices."""
    if not isinstance(matrix, sp.MatrixSymbol):
        return sp.Basic.__new__(MatrixElement, matrix, row, column)
    rows, columns = matrix.shape
    if columns == 1:
        return sp.IndexedBase(matrix.name, shape=(rows,))[row]
    return sp.IndexedBase(matrix.name, shape=matrix.shape)[row, column]


def _ends(limit):
    first, last = (int(sp.sympify(end).subs({n: N, m: M})) for end in limit[1:])
    return first, last + 1


def _without_indices(formula, values):
    return formula.replace(sp.KroneckerDelta, lambda one, other: sp.KroneckerDelta(values[one], values[other]))
