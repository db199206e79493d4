"""The values of systems, computed plainly: one row per node, no code shared with what symgrad generates.

Matrices are complex arrays of two axes (a vector has one column), scalars complex numbers. Every row continues
its function to complex arguments near the real line, so that a complex step through it is exact.
"""

import functools
import itertools

import numpy as np
import sympy as sp
from sympy.core.function import Function
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct
from sympy.matrices.expressions.matexpr import MatrixElement

from symgrad.algebra import spectra
from symgrad.expressions import nodes
from symgrad.expressions.symbols import is_variable
from symgrad.expressions.traversal import postorder
from symgrad.functions import elementwise
from symgrad.operations import of_vectors as vf

from .special_numbers import ONE, SEVERAL, OutsideError

LARGEST = 1e4  # beyond it, rounding would show at the tolerance of the comparisons
KINK = 1e-3  # how near to a kink an argument may come
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(60)


class UnfitPointError(Exception):
    """The values at this point are not finite, huge, near a kink or badly conditioned: it proves nothing."""


def values_of(program, point, largest=LARGEST):
    """Every name of a program -> its value; ``point`` holds those of the inputs and dimensions."""
    known = dict(point)
    for equation in program.equations:
        known[equation.lhs] = value_of(equation.rhs, known, largest)
    return known


def value_of(expr, known, largest=LARGEST):
    """The value of an expression where ``known`` holds those of its variables and dimensions."""
    found = []
    with np.errstate(all="ignore"):
        for row, node, places in _steps(expr):
            if row is None:
                found.append(known[node] if is_variable(node) else node)
                continue
            arguments = [found[place] for place in places]
            if isinstance(node, ElementwiseApplyFunction):  # its formula may hold other variables
                arguments.insert(0, known)
            try:
                value = row(*arguments)
            except OutsideError:
                raise UnfitPointError from None
            _require_fit(value, largest)
            found.append(value)
    return found[-1]


@functools.lru_cache(maxsize=1000)
def _steps(expr):
    """An expression as steps, one for each distinct node: (its row, the node, where its arguments stand).

    A step without a row is a variable, or a number or the head of a function as it is.
    """
    places, steps = {}, []
    for node in postorder(expr, lambda node: not is_variable(node) and not isinstance(node, sp.Lambda)):
        places[node] = len(steps)
        if is_variable(node):
            steps.append((None, node, ()))
        elif isinstance(node, nodes.FunctionAtom):
            steps.append((None, node.head, ()))
        elif isinstance(node, sp.Lambda):
            steps.append((None, node, ()))
        elif node.is_Boolean and not node.args:
            steps.append((None, bool(node), ()))
        elif not node.args:
            steps.append((None, np.complex128(complex(node)), ()))
        else:
            steps.append((_row(node), node, [places[arg] for arg in node.args]))
    return tuple(steps)


def _row(node):
    row = NODES.get(type(node))
    if row is None and isinstance(node, Function):
        row = (SEVERAL if len(node.args) > 1 and node.func in SEVERAL else FUNCTIONS).get(node.func)
    if row is None:
        raise NotImplementedError(f"no value for {type(node).__name__}, in {node}")
    return row


def _require_fit(value, largest=LARGEST):
    if isinstance(value, tuple):  # a value and its condition
        value = value[0]
    size = abs(value)
    if getattr(size, "ndim", 0):
        size = size.max(initial=0)  # rows above the first there are none
    if not size <= largest:  # nor is nan
        raise UnfitPointError


def _away_from(x, *kinks):
    for kink in kinks:
        if np.min(np.abs(np.real(x) - kink), initial=1) < KINK:
            raise UnfitPointError
    return x


def _positive(x):
    if np.min(np.real(x), initial=1) < KINK:
        raise UnfitPointError
    return x


def _power(base, exponent):
    if np.ndim(exponent):
        return np.exp(exponent * np.log(_positive(base)))
    whole = exponent.imag == 0 and exponent.real == round(exponent.real)
    if not whole:
        _positive(base)
    elif exponent.real < 0:
        _away_from(base, 0)
    return np.power(base, exponent) if not whole else _whole_power(base, int(exponent.real))


def _whole_power(base, exponent):
    product = functools.reduce(lambda a, b: a * b, [base] * abs(exponent), np.ones_like(base))
    return 1 / product if exponent < 0 else product


def _solvable(x):
    if np.linalg.cond(np.real(x)) > 100:
        raise UnfitPointError
    return x


def _erf(x):
    """2/sqrt(pi) times the integral of exp(-t^2) from 0 to x, by quadrature on the straight line."""
    x = np.asarray(x)
    if np.max(np.abs(x)) > 5:
        raise UnfitPointError
    t = x[..., None] * (1 + _NODES) / 2
    return 2 / np.sqrt(np.pi) * (np.exp(-t * t) @ _WEIGHTS) * x / 2


def _where(condition, yes, no):
    return np.where(np.real(condition) > 0, yes, no)[()]


def _hard_sigmoid(x):
    _away_from(x, -3, 3)
    return _where(x + 3, _where(x - 3, 1 + 0 * x, x / 6 + 0.5), 0 * x)


FUNCTIONS = {
    sp.tanh: lambda x: 1 - 2 / (np.exp(2 * x) + 1),
    sp.exp: np.exp,
    sp.log: lambda x: np.log(_positive(x)),
    sp.sin: np.sin,
    sp.cos: np.cos,
    sp.tan: lambda x: np.sin(x) / np.cos(x),
    sp.sinh: lambda x: (np.exp(x) - np.exp(-x)) / 2,
    sp.cosh: lambda x: (np.exp(x) + np.exp(-x)) / 2,
    sp.asinh: np.arcsinh,
    sp.atan: np.arctan,
    sp.erf: _erf,
    sp.erfc: lambda x: 1 - _erf(x),
    sp.sec: lambda x: 1 / np.cos(x),
    sp.csc: lambda x: 1 / np.sin(x),
    sp.cot: lambda x: np.cos(x) / np.sin(x),
    sp.sech: lambda x: 2 / (np.exp(x) + np.exp(-x)),
    sp.csch: lambda x: 2 / (np.exp(x) - np.exp(-x)),
    sp.coth: lambda x: 1 + 2 / (np.exp(2 * x) - 1),
    sp.asin: lambda x: 2 * np.arctan(x / (1 + np.sqrt(1 - x * x))),
    sp.acos: lambda x: np.pi / 2 - 2 * np.arctan(x / (1 + np.sqrt(1 - x * x))),
    sp.acot: lambda x: np.arctan(1 / x),
    sp.asec: lambda x: np.arctan(np.sqrt(x * x - 1)),
    sp.acsc: lambda x: np.arctan(1 / np.sqrt(x * x - 1)),
    sp.acosh: lambda x: np.log(x + np.sqrt(x * x - 1)),
    sp.atanh: lambda x: np.log((1 + x) / (1 - x)) / 2,
    sp.acoth: lambda x: np.log((x + 1) / (x - 1)) / 2,
    sp.asech: lambda x: np.log((1 + np.sqrt(1 - x * x)) / x),
    sp.acsch: lambda x: np.log((1 + np.sqrt(1 + x * x)) / x),
    sp.Abs: lambda x: x * np.sign(np.real(_away_from(x, 0))),
    sp.sign: lambda x: np.sign(np.real(_away_from(x, 0))) + 0 * x,
    elementwise.sigmoid.head: lambda x: 1 / (1 + np.exp(-x)),
    elementwise.step.head: lambda x: _where(_away_from(x, 0), 1 + 0 * x, 0 * x),
    elementwise.relu.head: lambda x: _where(_away_from(x, 0), x, 0 * x),
    elementwise.leaky_relu.head: lambda x: _where(_away_from(x, 0), x, x / 100),
    elementwise.elu.head: lambda x: _where(_away_from(x, 0), x, np.exp(x) - 1),
    elementwise.softplus.head: lambda x: np.log(1 + np.exp(x)),
    elementwise.log_sigmoid.head: lambda x: -np.log(1 + np.exp(-x)),
    elementwise.silu.head: lambda x: x / (1 + np.exp(-x)),
    elementwise.hard_sigmoid.head: _hard_sigmoid,
    elementwise.normal_pdf.head: lambda x: np.exp(-x * x / 2) / np.sqrt(2 * np.pi),
    elementwise.normal_cdf.head: lambda x: (1 + _erf(x / np.sqrt(2))) / 2,
    elementwise.gelu.head: lambda x: x * (1 + _erf(x / np.sqrt(2))) / 2,
    elementwise.gelu_tanh.head: lambda x: x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3))) / 2,
    **ONE,
}


def _length(x):
    size = np.sqrt((x * x).sum())
    if abs(size) < 0.05:
        raise UnfitPointError
    return size


def _standardized(x, epsilon):
    return (x - x.mean()) / _deviation(x, epsilon)


def _deviation(x, epsilon):
    return np.sqrt(((x - x.mean()) ** 2).mean() + epsilon)


def _rms(x, epsilon):
    return np.sqrt((x * x).mean() + epsilon)


def _largest(x):
    """Where the largest entry is, which has to stand out."""
    order = np.argsort(x.real, axis=0)[:, 0]
    if len(order) > 1 and x[order[-1], 0].real - x[order[-2], 0].real < KINK:
        raise UnfitPointError
    return order[-1]


def _softmax(x):
    return np.exp(x) / np.exp(x).sum()


VECTOR_FUNCTIONS = {
    vf.softmax: _softmax,
    vf.log_softmax: lambda x: np.log(_softmax(x)),
    vf.logsumexp: lambda x: np.log(np.exp(x).sum()),
    vf.norm: _length,
    vf.normalize: lambda x: x / _length(x),
    vf.maximum: lambda x: x[_largest(x), 0],
    vf.first_maximum: lambda x: np.eye(len(x), dtype=complex)[:, [_largest(x)]],
    vf.standardize: _standardized,
    vf.deviation: _deviation,
    vf.rms: _rms,
    vf.rms_normalize: lambda x, epsilon: x / _rms(x, epsilon),
    vf.logdet: lambda x: np.log(np.sign(np.linalg.det(x).real) * np.linalg.det(_solvable(x))),
}


def _of_vector(head, x, *constants):
    """A function of a whole vector, or of each row or column by itself."""
    function, axis = VECTOR_FUNCTIONS[head.whole], head.lines.axis
    if axis is None:
        return function(x, *constants)
    lines = x if axis == 1 else x.T
    made = np.array([np.ravel(function(line[:, None], *constants)) for line in lines])
    return made if axis == 1 or head.reduction else made.T


def _sizes(*numbers):
    return [round(number.real) for number in numbers]


def _times(a, b):
    return a @ b if np.ndim(a) and np.ndim(b) else a * b


def _reduced(binary):
    return lambda *args: functools.reduce(binary, args)


def _rows(x, start, count):
    start, count = _sizes(start, count)
    assert 0 <= start <= start + count <= len(x)
    return x[start : start + count]


def _entry(x, i, j):
    i, j = _sizes(i, j)
    return x[i, j]


def _unit(*args):
    n, m, i, j = _sizes(*args)
    made = np.zeros((n, m), complex)
    made[i, j] = 1
    return made


def _blocks(whole, like):
    """A matrix as its blocks, axes (block row, row, block column, column); those of the shape of ``like``."""
    (mp, nq), (p, q) = whole.shape, like
    return whole.reshape(mp // p, p, nq // q, q)


def _kronecker_right(whole, left):
    size = whole.shape[0] // left.shape[0], whole.shape[1] // left.shape[1]
    return np.einsum("ipjq,ij->pq", _blocks(whole, size), left)


def _pair(s, i):
    """An eigenvalue and its right eigenvector of length 1, by Newton's steps from those of the real part."""
    (i,) = _sizes(i)
    values, vectors = np.linalg.eigh(s.real)
    v = vectors[:, i]
    largest = np.sort(np.abs(v))
    if np.min(np.abs(np.delete(values, i) - values[i])) < 0.1 or largest[-1] - largest[-2] < KINK:
        raise UnfitPointError
    v = v * np.sign(v[np.argmax(np.abs(v))]) + 0j
    w = values[i] + 0j
    for _ in range(4):
        slope = np.block([[s - w * np.eye(len(v)), -v[:, None]], [v[None, :], np.zeros((1, 1))]])
        step = np.linalg.solve(slope, np.concatenate([s @ v - w * v, [(v @ v - 1) / 2]]))
        v, w = v - step[:-1], w - step[-1]
    return w, v[:, None]


def _reduced_resolvent(s, i):
    """On the complement of the eigenvector, the inverse of w I - S."""
    w, v = _pair(s, i)
    return np.linalg.inv(w * np.eye(len(v)) - s + v @ v.T) - v @ v.T


def _pseudo_inverse(x):
    return np.linalg.inv(_solvable(x.T @ x)) @ x.T if len(x) >= len(x.T) else _pseudo_inverse(x.T).T


def _compared(holds):
    return lambda a, b: holds(np.real(_away_from(a - b, 0)), 0)


def _cases(*pairs):
    values, conditions = zip(*((value, np.asarray(condition)) for value, condition in pairs), strict=True)
    return np.select(np.broadcast_arrays(*conditions), np.broadcast_arrays(*values), np.nan)[()]


def _extreme(sign):
    def row(*values):
        best = values[0]
        for value in values[1:]:
            best = np.where(sign * np.real(_away_from(value - best, 0)) > 0, value, best)
        return best[()]

    return row


def _pointwise(head, *arguments):
    return value_of(head.expr, dict(zip(head.variables, arguments, strict=True)))


def _explicit(n, m, *entries):
    return np.array(entries, complex).reshape(_sizes(n, m))


# The coefficients of f(X) = c_0 I + c_1 X + c_2 X^2 / 2! + ..., which go round.
SERIES = {
    spectra.expm: (1, 1, 1, 1), spectra.sinm: (0, 1, 0, -1), spectra.cosm: (1, 0, -1, 0),
    spectra.sinhm: (0, 1, 0, 1), spectra.coshm: (1, 0, 1, 0),
}  # fmt: skip
TERMS = 60


def _coefficients(row):
    """c_0, c_1, ..., and around which number: sqrt and log are series in X - 3 I, (1/3)^k times falling factorials."""
    if row in SERIES:
        return 0, 10, [SERIES[row][k % 4] for k in range(TERMS)]
    falling = [1.0]
    for k in range(TERMS):
        falling.append(falling[-1] * ((0.5 if row is spectra.sqrtm else 0.0) - k) / 3 if row is spectra.sqrtm or k
                       else 1 / 3)  # fmt: skip
    first = np.sqrt(3) if row is spectra.sqrtm else 1.0
    return 3, 1.5, [first * one if k or row is spectra.sqrtm else np.log(3) for k, one in enumerate(falling)]


def _matrix_map(row, x, *directions):
    """The derivative of the series along directions, term by term: one factor after the other is x, or moves."""
    center, reach, coefficients = _coefficients(row)
    x = x - center * np.eye(len(x))
    if np.max(np.abs(x).sum(axis=0)) > reach:
        raise UnfitPointError
    subsets = [(), *((k,) for k in range(len(directions)))]
    for size in range(2, len(directions) + 1):
        subsets += itertools.combinations(range(len(directions)), size)
    powers = {subset: np.zeros_like(x) for subset in subsets} | {(): np.eye(len(x), dtype=complex)}
    total = 0 * x
    for k in range(TERMS):
        total = total + coefficients[k] * powers[subsets[-1]]
        powers = {
            subset: (power @ x + sum(powers[_less(subset, j)] @ directions[j] for j in subset)) / (k + 1)
            for subset, power in powers.items()
        }
    return total


def _less(subset, one):
    return tuple(other for other in subset if other != one)


def _commutation(n, m):
    n, m = _sizes(n, m)
    return np.eye(n * m, dtype=complex)[np.arange(n * m).reshape(n, m, order="F").ravel()]


def _inside(a, i):
    return a[i] if 0 <= i < len(a) else 0 * a[0]


def _of_two(way):
    def rule(a, b, start, count):
        (start, count), taps = _sizes(start, count), range(len(b))
        return np.array([sum(_inside(a, i + start + way * k) * b[k] for k in taps) for i in range(count)])

    return rule


def _windows(x, width, stride, count):
    width, stride, count = _sizes(width, stride, count)
    rows = [x[i * stride : i * stride + width, j] for j in range(x.shape[1]) for i in range(count)]
    return np.array(rows)


def _overlap(y, stride, n, c):
    stride, n, c = _sizes(stride, n, c)
    x = np.zeros((n, c), complex)
    for j, block in enumerate(np.split(y, c)):
        for i, row in enumerate(block):
            x[i * stride : i * stride + len(row), j] += row
    return x


def _scan(a, b, backward):
    z, before = np.zeros(b.shape, complex), 0 * b[0]
    for i in range(len(b))[:: -1 if backward.real else 1]:
        z[i] = before = a[i] * before + b[i]
    return z


def _one_hot(spots, n):
    (n,) = _sizes(n)
    return np.eye(n, dtype=complex)[[round(spot.real) for spot in spots[:, 0]]]


def _weights(n, below, on, above):
    """A matrix of the numbers of what is below, on and above the diagonal."""
    return below * np.tri(n, k=-1) + on * np.eye(n) + above * np.tri(n, k=-1).T


def _unvech(x, n):
    made = np.zeros(_sizes(n, n), complex)
    made.T[np.triu_indices(len(made))] = x[:, 0]
    return made


def _places_in_vec(n):
    (size,) = _sizes(n)
    columns, rows = np.triu_indices(size)
    return columns * size + rows


def _duplication(n):
    """Column k has ones where the pair of the k-th place stands, either way round."""
    (size,) = _sizes(n)
    columns, rows = np.triu_indices(size)
    made = np.zeros((size, size, len(rows)), complex)
    made[columns, rows, range(len(rows))] = made[rows, columns, range(len(rows))] = 1
    return made.reshape(size * size, -1)


def _cholesky(x):
    """By blocks: the root of the first entry, the column below it, and the factor of what is left."""
    if x[0, 0].real < 0.05:
        raise UnfitPointError
    root = np.sqrt(x[0, 0])
    below = x[1:, :1] / root
    if len(x) == 1:
        return np.array([[root]])
    return np.block([[np.array([[root]]), np.zeros((1, len(x) - 1))], [below, _cholesky(x[1:, 1:] - below @ below.T)]])


def _triangular_factor(x):
    """The transpose of the Cholesky factor of x' x, which is well conditioned at the points that are drawn."""
    if len(x) < len(x.T):
        raise UnfitPointError
    return _cholesky(_solvable(x.T @ x)).T


NODES = {
    sp.Add: _reduced(np.add),
    sp.MatAdd: _reduced(np.add),
    sp.Mul: _reduced(np.multiply),
    sp.MatMul: _reduced(_times),
    HadamardProduct: _reduced(np.multiply),
    sp.Pow: _power,
    HadamardPower: _power,
    sp.MatPow: lambda x, e: np.linalg.matrix_power(_solvable(x) if e.real < 0 else x, *_sizes(e)),
    sp.Inverse: lambda x, e: np.linalg.inv(_solvable(x)),
    sp.Transpose: np.transpose,
    sp.Trace: np.trace,
    sp.Determinant: lambda x: np.linalg.det(_solvable(x)),
    sp.KroneckerProduct: _reduced(np.kron),
    sp.OneMatrix: lambda n, m: np.ones(_sizes(n, m), complex),
    sp.ZeroMatrix: lambda n, m: np.zeros(_sizes(n, m), complex),
    sp.Identity: lambda n: np.eye(*_sizes(n), dtype=complex),
    MatrixElement: _entry,
    sp.KroneckerDelta: lambda i, j: np.complex128(i == j),
    nodes.Elementwise: lambda head, x: FUNCTIONS[head](x),
    nodes.Pointwise: _pointwise,
    nodes.ScalarPointwise: _pointwise,
    ElementwiseApplyFunction: lambda known, head, x: value_of(head.expr, {**known, head.variables[0]: x}),
    nodes.Explicit: _explicit,
    sp.ImmutableDenseMatrix: lambda n, m, entries: _explicit(n, m, *entries),
    sp.Tuple: lambda *entries: entries,
    sp.Piecewise: _cases,
    ExprCondPair: lambda value, condition: (value, condition),
    sp.Max: _extreme(1),
    sp.Min: _extreme(-1),
    sp.StrictGreaterThan: _compared(np.greater),
    sp.GreaterThan: _compared(np.greater_equal),
    sp.StrictLessThan: _compared(np.less),
    sp.LessThan: _compared(np.less_equal),
    sp.Unequality: lambda a, b: np.not_equal(a, b),
    sp.And: lambda *parts: np.logical_and.reduce(np.broadcast_arrays(*parts)),
    sp.Or: lambda *parts: np.logical_or.reduce(np.broadcast_arrays(*parts)),
    sp.Not: np.logical_not,
    sp.Xor: lambda *parts: np.logical_xor.reduce(np.broadcast_arrays(*parts)),
    sp.ITE: lambda asked, one, other: np.where(asked, one, other).astype(bool),
    sp.Implies: lambda one, other: np.logical_or(np.logical_not(one), other),
    nodes.VectorMap: lambda head, *args: _of_vector(head, *args),
    nodes.Reduction: lambda head, *args: _of_vector(head, *args),
    nodes.LineReduction: lambda head, *args: _of_vector(head, *args),
    nodes.Dot: lambda u, v: (u * v).sum(),
    nodes.Total: np.sum,
    nodes.Diag: lambda u: np.diag(u[:, 0]),
    nodes.Diagonal: lambda x: np.diag(x)[:, None],
    nodes.Concat: lambda *blocks: np.vstack(blocks),
    nodes.Rows: _rows,
    nodes.Unit: _unit,
    nodes.KroneckerLeft: lambda whole, right: np.einsum("ipjq,pq->ij", _blocks(whole, right.shape), right),
    nodes.KroneckerRight: _kronecker_right,
    nodes.Vec: lambda x: x.reshape(-1, 1, order="F"),
    nodes.Unvec: lambda x, n, m: x.reshape(_sizes(n, m), order="F"),
    nodes.Commutation: _commutation,
    nodes.Eigenvalue: lambda s, i: _pair(s, i)[0],
    nodes.Eigenvector: lambda s, i: _pair(s, i)[1],
    nodes.ReducedResolvent: _reduced_resolvent,
    nodes.PseudoInverse: _pseudo_inverse,
    nodes.MatrixMap: _matrix_map,
    nodes.Convolution: _of_two(-1),
    nodes.Correlation: _of_two(1),
    nodes.Windows: _windows,
    nodes.Overlap: _overlap,
    nodes.Scan: _scan,
    nodes.CumulativeProduct: lambda x: np.cumprod(x, axis=0),
    nodes.OneHot: _one_hot,
    nodes.Triangle: lambda x, *weights: x * _weights(len(x), *weights),
    nodes.Vech: lambda x: x.T[np.triu_indices(len(x))][:, None],
    nodes.Unvech: _unvech,
    nodes.Duplication: _duplication,
    nodes.Elimination: lambda n: np.eye(*_sizes(n**2), dtype=complex)[_places_in_vec(n)],
    nodes.Cholesky: lambda x: _cholesky(_solvable(x)),
    nodes.OrthogonalFactor: lambda x: x @ np.linalg.inv(_triangular_factor(x)),
    nodes.TriangularFactor: lambda x: _triangular_factor(x),
}
