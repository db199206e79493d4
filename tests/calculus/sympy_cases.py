"""SymPy's own derivative cases, found by program in its test file, and an oracle that knows no calculus.

The oracle (:func:`value`, :func:`slopes`) gives the derivative of an expression in numbers: NumPy for the
expression, a complex step for the derivative. It takes SymPy's nodes as a user writes them and symgrad's own, and uses
nothing of ``symgrad.calculus``, ``symgrad.algebra.intake`` or ``symgrad.algebra``.

The cases (:func:`collected`) are the ``.diff`` calls of SymPy's test functions: the functions run with every such call
replaced by one that writes down who was to be differentiated by what, and with their assertions left out.
"""

import ast
import functools
import importlib.util
import operator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import sympy as sp
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct
from sympy.matrices.expressions.matexpr import MatrixElement

from symgrad.expressions.nodes import (  # fmt: skip
    Commutation,
    Concat,
    Diag,
    Diagonal,
    Dot,
    Eigenvalue,
    Eigenvector,
    Elementwise,
    FunctionAtom,
    KroneckerLeft,
    KroneckerRight,
    MatrixMap,
    PseudoInverse,
    ReducedResolvent,
    Reduction,
    Rows,
    Total,
    Unit,
    Unvec,
    Vec,
    VectorMap,
)
from tests.properties.evaluate import NODES as PLAIN

STEP = 1e-30  # of the complex step: its square is nothing beside 1

# -- the value of an expression ------------------------------------------------------------------------------------


def value(expr, point):
    """The number or the two-dimensional array that an expression is worth at a point (symbol -> number or array).

    A node that the tables below lack is an error, never a guess.
    """
    if isinstance(expr, (sp.Symbol, sp.MatrixSymbol)):
        return point[expr]
    if isinstance(expr, (sp.Number, sp.NumberSymbol)):
        return int(expr) if expr.is_Integer else float(expr)
    if type(expr) in BY_NODE:
        return BY_NODE[type(expr)](expr, point)
    return BY_VALUES[type(expr)](*(value(arg, point) for arg in expr.args if not isinstance(arg, FunctionAtom)))


def whole(expr, point):
    """A size, a position or an exponent, as an int."""
    return round(float(value(sp.sympify(expr), point)))


def sizes(expr, point):
    """The shape of an expression in numbers: () for a scalar and for a matrix of one entry."""
    if not getattr(expr, "is_Matrix", False):
        return ()
    found = tuple(whole(size, point) for size in expr.shape)
    return () if found == (1, 1) else found


def _sum(node, point):
    return sum(value(arg, point) for arg in node.args)


def _product(node, point):
    scalar, matrix = 1.0, None
    for arg in node.args:
        factor = value(arg, point)
        if not arg.is_Matrix:
            scalar = scalar * factor
        elif matrix is not None and matrix.shape[1] != factor.shape[0]:  # a row times a column before it: a number
            scalar, matrix = scalar * matrix.item(), factor
        else:
            matrix = factor if matrix is None else matrix @ factor
    return scalar * matrix


def _applied(node, point):
    (bound,) = node.function.variables
    argument = value(node.expr, point)
    return value(node.function.expr, point | {bound: argument}) + 0 * argument


def _index_sum(node, point):
    index, first, last = node.limits[0]
    body = node.function if len(node.limits) == 1 else sp.Sum(node.function, *node.limits[1:])
    return sum(value(body, point | {index: k}) for k in range(whole(first, point), whole(last, point) + 1))


def _index_product(node, point):
    index, first, last = node.limits[0]
    places = range(whole(first, point), whole(last, point) + 1)
    return np.prod([value(node.function, point | {index: k}) for k in places])


def _matrix_power(node, point):
    base = value(node.base, point)
    if base.shape == (1, 1):
        return _power(base, value(node.exp, point))
    return np.linalg.matrix_power(base, whole(node.exp, point))


def _unit(node, point):
    height, width, row, column = (whole(arg, point) for arg in node.args)
    made = np.zeros((height, width))
    made[row, column] = 1.0
    return made


def _rows(node, point):
    start, count = whole(node.start, point), whole(node.count, point)
    return value(node.argument, point)[start : start + count]


def _commutation(node, point):
    height, width = (whole(arg, point) for arg in node.args)
    return np.eye(height * width)[np.arange(height * width).reshape(width, height).T.ravel()]


def _left(whole_, right):
    """The sum over the entries of each block, weighted with the right factor: see KroneckerLeft."""
    (height, width), (rows, columns) = whole_.shape, right.shape
    return np.einsum("ipjq,pq->ij", whole_.reshape(height // rows, rows, width // columns, columns), right)


def _right(whole_, left):
    """The sum of the blocks, weighted with the left factor: see symgrad.expressions.nodes.KroneckerRight."""
    (height, width), (rows, columns) = whole_.shape, left.shape
    return np.einsum("ipjq,ij->pq", whole_.reshape(rows, height // rows, columns, width // columns), left)


def _delta(first, second):
    return float(first == second)


def _power(base, exponent):
    # A whole exponent as an int: NumPy then multiplies, where the polar form would lose the complex step.
    return base ** (int(exponent) if np.isrealobj(exponent) and np.equal(exponent, np.round(exponent)) else exponent)


def _of_spectrum(node, point):
    return PLAIN[type(node)](value(node.argument, point), value(node.index, point))


def _pseudo_inverse(node, point):
    """By the singular values, of a matrix of numbers: what is small beside the largest counts as zero."""
    return np.linalg.pinv(value(node.argument, point), rcond=1e-10)


def _norm(x):
    return np.sqrt((x * x).sum())


VECTOR_FUNCTIONS = {
    "norm": _norm,
    "normalize": lambda x: x / _norm(x),
    "logdet": lambda x: np.log(np.linalg.det(x) * np.sign(np.linalg.det(x).real)),
    "softmax": lambda x: np.exp(x) / np.exp(x).sum(),
    "logsumexp": lambda x: np.log(np.exp(x).sum()),
}

# What a node makes of the node itself: shapes, indices and names are in it.
BY_NODE = {
    sp.Add: _sum,
    sp.MatAdd: _sum,
    sp.MatMul: _product,
    sp.MatPow: _matrix_power,
    sp.Inverse: lambda node, point: np.linalg.inv(value(node.arg, point)),
    sp.Identity: lambda node, point: np.eye(whole(node.shape[0], point)),
    sp.OneMatrix: lambda node, point: np.ones([whole(size, point) for size in node.shape]),
    sp.ZeroMatrix: lambda node, point: np.zeros([whole(size, point) for size in node.shape]),
    sp.Sum: _index_sum,
    sp.Product: _index_product,
    ElementwiseApplyFunction: _applied,
    Elementwise: lambda node, point: BY_VALUES[node.head](value(node.argument, point)),
    VectorMap: lambda node, point: VECTOR_FUNCTIONS[node.head.name](value(node.argument, point)),
    Reduction: lambda node, point: VECTOR_FUNCTIONS[node.head.name](value(node.argument, point)),
    MatrixElement: lambda node, point: value(node.parent, point)[whole(node.i, point), whole(node.j, point)],
    Unit: _unit,
    Rows: _rows,
    Commutation: _commutation,
    Eigenvalue: _of_spectrum,
    Eigenvector: _of_spectrum,
    ReducedResolvent: _of_spectrum,
    PseudoInverse: _pseudo_inverse,
    MatrixMap: lambda node, point: PLAIN[MatrixMap](node.head, *(value(arg, point) for arg in node.args[1:])),
    Unvec: lambda node, point: value(node.argument, point).reshape(
        [whole(size, point) for size in node.shape], order="F"
    ),
    sp.KroneckerDelta: lambda node, point: _delta(value(node.args[0], point), value(node.args[1], point)),
}

# What a node makes of the values of its args. Nothing here conjugates, so that a complex step passes through.
BY_VALUES = {
    sp.Mul: lambda *factors: functools.reduce(operator.mul, factors),
    sp.Pow: _power,
    HadamardProduct: lambda *factors: functools.reduce(operator.mul, factors),
    HadamardPower: _power,
    sp.KroneckerProduct: lambda *factors: functools.reduce(np.kron, factors),
    sp.Transpose: np.transpose,
    sp.Adjoint: np.transpose,  # of a real matrix, which a complex step passes through
    sp.Trace: np.trace,
    sp.Determinant: np.linalg.det,
    sp.DiagMatrix: lambda x: np.diag(x[:, 0]),
    Diag: lambda x: np.diag(x[:, 0]),
    Diagonal: lambda x: np.diag(x)[:, None],
    Dot: lambda x, y: (x * y).sum(),
    Total: np.sum,
    Concat: lambda *blocks: np.vstack(blocks),
    Vec: lambda x: x.reshape(-1, 1, order="F"),
    KroneckerLeft: _left,
    KroneckerRight: _right,
    sp.sin: np.sin,
    sp.cos: np.cos,
    sp.tan: np.tan,
    sp.tanh: np.tanh,
    sp.exp: np.exp,
    sp.log: np.log,
    sp.Abs: lambda x: x * np.sign(np.real(x)),
    sp.sign: lambda x: np.sign(np.real(x)),
}


# -- the derivative of an expression, in numbers -------------------------------------------------------------------


def slopes(expr, wrt, point):
    """d expr / d wrt at a point, of shape (*sizes of expr, *sizes of wrt); wrt may be an entry of a matrix."""
    shape = sizes(wrt, point)
    found = [moved(expr, {_owner(wrt): _bump(wrt, place, point)}, point) for place in np.ndindex(*shape)]
    by_wrt = np.reshape(found, (*shape, *sizes(expr, point)))
    return np.moveaxis(by_wrt, range(len(shape)), range(-len(shape), 0))


def moved(expr, directions, point):
    """How an expression moves when each variable moves along its direction (symbol -> number or array)."""
    there = {symbol: point[symbol] + 1j * STEP * direction for symbol, direction in directions.items()}
    found = np.imag(value(expr, point | there)) / STEP
    return np.reshape(found, sizes(expr, point))


def second_slopes(expr, wrt, point):
    """d^2 expr / d wrt d wrt: central differences of order 8 of the slopes, exact for polynomials of degree 9."""
    shape, step = sizes(wrt, point), 0.05
    found = []
    for place in np.ndindex(*shape):
        bump = step * _bump(wrt, place, point)
        ends = [
            (weight, slopes(expr, wrt, point | {wrt: point[wrt] + k * sign * bump}) * sign)
            for k, weight in enumerate((4 / 5, -1 / 5, 4 / 105, -1 / 280), 1)
            for sign in (1, -1)
        ]
        found.append(sum(weight * end for weight, end in ends) / step)
    return np.reshape(found, (*shape, *shape))


def _owner(wrt):
    return wrt.parent if isinstance(wrt, MatrixElement) else wrt


def _bump(wrt, place, point):
    """The unit of the variable at a place: what has a one there and is zero elsewhere."""
    if isinstance(wrt, MatrixElement):
        place = (whole(wrt.i, point), whole(wrt.j, point))
    unit = np.zeros(np.shape(point[_owner(wrt)]))
    unit[place] = 1.0
    return unit


def agree(found, true, tolerance=1e-9):
    """Whether two arrays of one shape are equal, relative to the size of the true one."""
    found, true = np.asarray(found), np.asarray(true)
    if found.shape != true.shape:
        return False
    return bool(np.abs(found - true).max(initial=0) <= tolerance * (1 + np.abs(true).max(initial=0)))


# -- points --------------------------------------------------------------------------------------------------------


def drawn(symbols, dims, seed=0):
    """A point: a value for each symbol, at the sizes ``dims`` (symbol -> int).

    Entries are positive, so that roots and logarithms are real; square matrices are far from singular, of positive
    determinant, and have the properties that their variables were declared with.
    """
    random = np.random.default_rng(seed)
    point = dict(dims)
    for symbol in sorted(symbols, key=str):
        if symbol in dims:
            continue
        if not getattr(symbol, "is_Matrix", False):
            point[symbol] = random.uniform(0.5, 1.5)
            continue
        rows, columns = (whole(size, point) for size in symbol.shape)
        array = random.uniform(0.2, 1.2, (rows, columns))
        if rows == columns != 1:
            array += rows * np.diag(random.uniform(0.5, 1.0, rows))
        claims = getattr(symbol, "properties", ())
        if "symmetric" in claims:
            array = (array + array.T) / 2
        point[symbol] = np.diag(np.diag(array)) if "diagonal" in claims else array
    return point


# -- the cases in SymPy's test file --------------------------------------------------------------------------------

MODULE = "sympy.matrices.expressions.tests.test_derivatives"


@dataclass(frozen=True)
class Case:
    """``expr.diff(wrt)``, as it stands in a line of a test function of SymPy's."""

    function: str
    line: int
    expr: Any
    wrt: Any

    def __str__(self):
        return f"{self.function}, line {self.line}: ({self.expr}).diff({self.wrt})"


def source():
    """The text of SymPy's test file as installed; None where SymPy came without its tests."""
    try:
        found = importlib.util.find_spec(MODULE)
    except ModuleNotFoundError:
        found = None
    return None if found is None else Path(found.origin).read_text(encoding="utf-8")


def _is_case(node):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "diff"


def case_lines(text):
    """The lines of the test functions in which a ``.diff`` call stands."""
    functions = [node for node in ast.parse(text).body if _is_test(node)]
    return {node.lineno for function in functions for node in ast.walk(function) if _is_case(node)}


def _is_test(node):
    return isinstance(node, ast.FunctionDef) and node.name.startswith("test_")


class _Recording(ast.NodeTransformer):
    """Puts ``record(receiver, argument, line)`` in the place of each ``.diff`` call, and drops what is asserted."""

    def visit_Assert(self, node):
        return self._recorded(node.test)

    def visit_Expr(self, node):
        return self._recorded(node.value)

    def visit_Call(self, node):
        self.generic_visit(node)
        if not _is_case(node):
            return node
        return ast.Call(ast.Name("record", ast.Load()), [node.func.value, *node.args, ast.Constant(node.lineno)], [])

    def _recorded(self, expression):
        calls = [self.visit(node) for node in ast.walk(expression) if _is_case(node)]
        return [ast.Expr(call) for call in calls] or ast.Pass()


def collected(text):
    """The cases in the text of a test file, in order; nothing is differentiated."""
    tree = ast.parse(text)
    names = [node.name for node in tree.body if _is_test(node)]
    for node in tree.body:
        if _is_test(node):
            _Recording().generic_visit(node)
    found = []
    here = []

    def record(expr, wrt, line):
        found.append(Case(here[-1], line, expr, wrt))

    space = {"record": record, "__name__": MODULE}
    exec(compile(ast.fix_missing_locations(tree), MODULE, "exec"), space)
    for name in names:
        here.append(name)
        space[name]()
    return found


def distinct(cases):
    """The cases without those that stand in the same function before."""
    first = {}
    for case in cases:
        first.setdefault((case.function, case.expr, case.wrt), case)
    return list(first.values())
