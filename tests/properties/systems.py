"""Random well-shaped systems: every node that symgrad knows, sizes that differ, names that are used again.

Trees are built bare, node by node, as no constructor has simplified them: to bring them to symgrad's own form
is part of what is tested.
"""

import functools
from dataclasses import dataclass, field

import hypothesis.strategies as st
import numpy as np
import sympy as sp
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct
from sympy.matrices.expressions.matexpr import MatrixElement

from symgrad.algebra import spectra
from symgrad.expressions import nodes
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.symbols import dims, has_property, matrix, scalar, vector
from symgrad.functions import elementwise
from symgrad.operations import of_vectors as vf
from symgrad.operations.normalisations import layer_norm
from symgrad.operations.operations import mean, norm_squared, total
from symgrad.programs.program import Program

SCALAR = ()
ONE = sp.S.One
N, M, P = dims("n m p")
PLAIN = (N, M, P, sp.Integer(3))  # the last is a size given as a number
SMOOTH = [
    elementwise.tanh, elementwise.sigmoid, elementwise.exp, elementwise.sin, elementwise.cos, elementwise.sinh,
    elementwise.cosh, elementwise.asinh, elementwise.atan, elementwise.erf, elementwise.softplus,
    elementwise.log_sigmoid, elementwise.silu, elementwise.normal_pdf, elementwise.normal_cdf, elementwise.gelu,
    elementwise.gelu_tanh, elementwise.tan, elementwise.erfc,
]  # fmt: skip
HALF, TWO = sp.Rational(1, 2), sp.Integer(2)
_REAL_AT = {  # functions of SymPy's, and a number times a function, at whose values they are real
    (HALF, elementwise.sin): (sp.asin, sp.acos, sp.atanh, sp.sec, sp.sech),
    (TWO, elementwise.cosh): (sp.acosh, sp.asec, sp.acsc, sp.acoth, sp.csch, sp.coth, sp.acot, sp.acsch),
    (HALF, elementwise.sigmoid): (sp.asech, sp.csc, sp.cot),
}


def _inside(head, number, row):
    """A function of SymPy's of any argument, which comes to it by a bounded one."""
    return lambda u: elementwise.ROWS[head](_scaled(number, shape_of(u), row(u)))


INSIDE = [_inside(head, *inner) for inner, heads in _REAL_AT.items() for head in heads]
KINKED = [
    elementwise.abs_, elementwise.sign, elementwise.step, elementwise.relu, elementwise.leaky_relu, elementwise.elu,
    elementwise.hard_sigmoid,
]  # fmt: skip
POSITIVE = [elementwise.exp, elementwise.sigmoid, elementwise.softplus, elementwise.normal_cdf, elementwise.cosh]
NUMBERS = [sp.Integer(-1), sp.Integer(2), sp.Rational(1, 2), sp.Rational(-3, 10), sp.Integer(1)]


@dataclass
class Case:
    """A program, its equations as they were before the intake, and the seed of the point where it is compared."""

    program: Program
    raw: list
    sizes: dict
    positive: set
    seed: int

    def __repr__(self):
        lines = [f"    {equation.lhs} = {equation.rhs}" for equation in self.program.equations]
        return "\n".join([
            f"{self.program!r}",
            *lines,
            "  as written:",
            *(f"    {lhs} = {rhs}" for lhs, rhs in self.raw),
            f"  at sizes {self.sizes}, seed {self.seed}",
        ])  # fmt: skip


def bare(kind, *args):
    """A node as it stands."""
    return sp.Basic.__new__(kind, *map(sp.sympify, args))


@st.composite
def cases(draw, root, depths=(2, 3, 1, 3)):
    """A random case: one to five equations, their trees of one of these depths; ``root`` is at the top of the first."""
    sizes = dict(zip((N, M, P), draw(st.permutations([2, 3, 4])), strict=True))
    grower = Grower(draw)
    for size in (N, M, P):
        grower.input((size, ONE), positive=False)  # so that every size is known from an array
    equations = []
    for k in range(draw(st.integers(1, 5))):
        shape = grower.shape() if k else grower.pick([shape for shape in SHAPES if _fits(root, shape)])
        rhs = grower.grow(shape, grower.pick(depths), None if k else root)
        name = ("abc", "uvw", "XYZ")[0 if not shape else 1 if shape[1] == 1 else 2][k % 3] + f"_{k}"
        lhs = scalar(name) if not shape else matrix(name, *shape)
        equations.append((lhs, rhs))
        grower.known.append(lhs)
    names = [lhs for lhs, _ in equations]
    outputs = draw(st.one_of(st.none(), st.lists(st.sampled_from(names), min_size=1, unique=True)))
    if outputs and draw(st.integers(0, 9)) == 9:
        outputs.append(grower.inputs[0])  # an output may be an input
    program = Program(equations, outputs=outputs, inputs=grower.inputs)
    return Case(program, equations, sizes, set(grower.positive), draw(st.integers(0, 2**20)))


@dataclass
class Grower:
    """Grows expressions of a wanted shape; every choice is Hypothesis's, so that a failure shrinks."""

    draw: object
    known: list = field(default_factory=list)  # names that expressions may use
    inputs: list = field(default_factory=list)
    positive: list = field(default_factory=list)

    def pick(self, options):
        return self.draw(st.sampled_from(options))

    def size(self):
        return self.pick(PLAIN)

    def shape(self):
        kind = self.pick(["scalar", "vector", "vector", "matrix", "matrix", "square", "sum", "product", "row"])
        n = self.size()
        return {
            "scalar": SCALAR,
            "vector": (n, ONE),
            "matrix": (n, self.size()),
            "square": (n, n),
            "sum": (N + M, self.pick([ONE, P])),
            "product": (N * P, self.pick([ONE, M])),
            "row": (ONE, n),
        }[kind]

    def grow(self, shape, depth, root=None):
        """An expression of a shape; ``root``, where given, is the rule or the function at its top."""
        if root is not None and not isinstance(root, str):
            return root(self.grow(shape, depth - 1))
        if depth <= 0:
            return self.leaf(shape)
        chosen = root or self.pick(
            ["leaf", "smooth", "smooth", "kinked", *(rule for rule in RULES if _fits(rule, shape))]
        )
        return self.leaf(shape) if chosen == "leaf" else RULES[chosen][1](self, shape, depth - 1)

    def leaf(self, shape, positive=False):
        """A name of the shape, known or new; now and then a constant."""
        alike = [name for name in self.known if shape_of(name) == shape and (name in self.positive or not positive)]
        kind = self.pick(["known", "known", "new", "constant"])
        if kind == "constant" and not positive:
            return self.constant(shape)
        if kind == "new" or not alike:
            return self.input(shape, positive)
        return self.pick(alike)

    def input(self, shape, positive):
        k = len(self.inputs) + 1
        if not shape:
            made = scalar(f"{'q' if positive else 's'}{k}")
        elif shape[1] == 1:
            sums = not positive and self.draw(st.integers(0, 15)) == 15
            made = vector(f"{'q' if positive else 'x'}{k}", shape[0], sums_to_one=sums)
        else:
            claims = {}
            if shape[0] == shape[1] and not positive and self.draw(st.integers(0, 3)) == 3:
                claims = {self.pick(["symmetric", "diagonal", "positive_definite", "lower", "upper"]): True}
            made = matrix(f"{'Q' if positive else 'W'}{k}", *shape, **claims)
        self.inputs.append(made)
        self.known.append(made)
        if positive:
            self.positive.append(made)
        return made

    def symmetric(self, n):
        """A new name of a symmetric matrix."""
        made = matrix(f"S{len(self.inputs) + 1}", n, n, symmetric=True)
        self.inputs.append(made)
        self.known.append(made)
        return made

    def constant(self, shape):
        if not shape:
            met = [size for name in self.inputs for size in shape_of(name) if size.is_Symbol]
            return self.pick([*NUMBERS, sp.pi, *dict.fromkeys(met)])
        if shape[0] == shape[1]:
            return bare(sp.Identity, shape[0])
        if shape[1] == 1 and shape[0].is_Symbol:
            return self.pick([bare(nodes.Unit, *shape, 1, 0), bare(sp.OneMatrix, *shape)])
        return self.pick([bare(sp.OneMatrix, *shape), sp.ZeroMatrix(*shape)])

    def positive_one(self, shape, depth):
        """An expression whose entries are positive."""
        kind = self.pick(["name", "function", "square", "sum"])
        if kind == "name" or depth <= 0:
            return self.leaf(shape, positive=True)
        if kind == "function":
            return self.pick(POSITIVE)(self.grow(shape, depth - 1))
        if kind == "square":
            inner = self.grow(shape, depth - 1)
            one = bare(sp.OneMatrix, *shape) if shape else ONE
            return plus(shape, one, _power(inner, 2))
        return plus(shape, self.positive_one(shape, depth - 1), self.positive_one(shape, depth - 1))

    def invertible(self, n, depth):
        """A square matrix that is well conditioned at most points."""
        kind = self.pick(["near the identity", "name", "product"])
        if kind == "name" or depth <= 0:
            return self.leaf((n, n))
        if kind == "product":
            return bare(sp.MatMul, self.leaf((n, n)), self.leaf((n, n)))
        inner = bare(sp.MatMul, sp.Rational(1, 10), self.grow((n, n), depth - 1))
        return bare(sp.MatAdd, bare(sp.Identity, n), inner)

    def factors(self, shape, depth):
        """Two factors of a matrix product of this shape."""
        inner = self.pick([*PLAIN, ONE] if shape[1] != 1 and shape[0] != 1 else PLAIN)
        return self.grow((shape[0], inner), depth), self.grow((inner, shape[1]), depth)


def plus(shape, *terms):
    return bare(sp.MatAdd, *terms) if shape else sp.Add(*terms, evaluate=False)


def _times(shape, *factors):
    return bare(HadamardProduct, *factors) if shape else sp.Mul(*factors, evaluate=False)


def _scaled(coefficient, shape, inner):
    return bare(sp.MatMul, coefficient, inner) if shape else sp.Mul(coefficient, inner, evaluate=False)


def _power(base, exponent):
    exponent = sp.sympify(exponent)
    return bare(HadamardPower, base, exponent) if shape_of(base) else sp.Pow(base, exponent, evaluate=False)


def _sum(g, shape, d):
    return plus(shape, *(g.grow(shape, d) for _ in range(g.pick([2, 2, 3]))))


def _difference(g, shape, d):
    return plus(shape, g.grow(shape, d), _scaled(sp.S.NegativeOne, shape, g.grow(shape, d)))


def _product(g, shape, d):
    return _times(shape, *(g.grow(shape, d) for _ in range(g.pick([2, 2, 3]))))


def _square(g, shape, d):
    inner = g.grow(shape, d)
    return _times(shape, inner, inner)


def _whole_power(g, shape, d):
    return _power(g.grow(shape, d), g.pick([2, 3]))


def _real_power(g, shape, d):
    exponents = [sp.Rational(1, 2), sp.Rational(-1, 2), sp.Rational(5, 3), sp.Integer(-1), sp.Integer(-2)]
    return _power(g.positive_one(shape, d), g.pick(exponents))


def _symbolic_power(g, shape, d):
    # An input: SymPy's own b**e raises where e holds a sum of matrices, as in s**dot(x + y/10, z).
    return _power(g.positive_one(shape, d), g.input(SCALAR, positive=False))


def _quotient(g, shape, d):
    return _times(shape, g.grow(shape, d), _power(g.positive_one(shape, d), -1))


def _over_scalar(g, shape, d):
    return _scaled(_power(g.positive_one(SCALAR, d), -1), shape, g.grow(shape, d))


_T, _R = sp.symbols("t r", real=True)
CHOICES = [
    sp.Max(_T, _R), sp.Max(_T, 0), sp.Min(_T, _R, 1), sp.Max(sp.sin(_T), _T * _R), _R * sp.Min(_T**2, 2),
    sp.Piecewise((_T**2, _T > _R), (sp.sin(_T), True)), sp.Piecewise((_T, _T < 0), (sp.exp(-_T), _T < 1), (_R, True)),
    sp.tanh(sp.Piecewise((_T, sp.Or(_T < -1, _T > _R)), (_R, True))), 2**_T, (1 + _T**2) ** _T, (1 + _R**2) ** _T,
    (2 + sp.cos(_T)) ** (_R * _T),
]  # fmt: skip


def _formula(g, shape, d):
    """A formula of every entry, with a choice or a power whose exponent moves in it."""
    formula, argument = g.pick(CHOICES).xreplace({_R: g.leaf(SCALAR)}), g.grow(shape, d)
    if not shape:
        try:
            return formula.xreplace({_T: argument})
        except TypeError:  # SymPy compares the values of a Max, and trips over a sum of matrices in one of them
            return argument
    return bare(ElementwiseApplyFunction, sp.Lambda(_T, formula), argument)


ANY = {
    "formula": _formula,
    "formula again": _formula,
    "sum": _sum,
    "difference": _difference,
    "product": _product,
    "square": _square,
    "whole power": _whole_power,
    "real power": _real_power,
    "symbolic power": _symbolic_power,
    "quotient": _quotient,
    "over a scalar": _over_scalar,
    "number times": lambda g, shape, d: _scaled(g.pick(NUMBERS), shape, g.grow(shape, d)),
    "scalar times": lambda g, shape, d: _scaled(g.grow(SCALAR, d), shape, g.grow(shape, d)),
    "smooth": lambda g, shape, d: g.pick(SMOOTH)(g.grow(shape, d)),
    "kinked": lambda g, shape, d: g.pick(KINKED)(g.grow(shape, d)),
    "of SymPy's": lambda g, shape, d: g.pick(INSIDE)(g.grow(shape, d)),
    "logarithm": lambda g, shape, d: elementwise.log(g.positive_one(shape, d)),
}


def _dot(g, shape, d):
    inner = g.shape() or (N, ONE)
    return bare(nodes.Dot, g.grow(inner, d), g.grow(inner, d))


def _form(g, shape, d):
    """x^T A y, a product of one row and one column."""
    n, m = g.size(), g.size()
    row = bare(sp.Transpose, g.grow((n, ONE), d))
    whole = bare(sp.MatMul, row, g.grow((n, m), d), g.grow((m, ONE), d))
    return bare(sp.Trace, whole)


def _element(g, shape, d):
    n, m = g.pick(PLAIN), g.pick([ONE, N, M])
    return bare(MatrixElement, g.grow((n, m), d), g.pick([0, 1]), 0 if m == 1 else g.pick([0, 1]))


def _of_square(kind):
    def rule(g, shape, d):
        n = g.size()
        return bare(kind, g.grow((n, n), d))

    return rule


def _reduction(row, *constants):
    def rule(g, shape, d):
        return row(g.grow((g.size(), ONE), d), *constants)

    return rule


def _determinant(build):
    return lambda g, shape, d: build(g.invertible(g.size(), d))


def _matrix_norm(g, shape, d):
    return vf.norm(g.grow((g.size(), g.size()), d))


def _index_sum(g, shape, d):
    n, k = g.size(), sp.Symbol("k", integer=True)
    x, y = g.leaf((n, ONE)), g.leaf((n, ONE))
    entries = [bare(MatrixElement, v, k, 0) for v in (x, y)]
    return sp.Sum(sp.Mul(*entries), (k, 0, n - 1))


def _symmetric(g, n, d):
    """A symmetric matrix, declared or written as one."""
    kind = g.pick(["name", "sum", "product"])
    if kind == "name":
        return g.symmetric(n)
    inner = g.grow((n, n), d)
    turned = bare(sp.Transpose, inner)
    return bare(sp.MatAdd, inner, turned) if kind == "sum" else bare(sp.MatMul, inner, turned)


def _eigenvalue(g, shape, d):
    n = g.size()
    return bare(nodes.Eigenvalue, _symmetric(g, n, d), g.pick([0, 1, n - 1]))


EPSILON = sp.Rational(1, 1000)

SCALARS = {
    "dot": _dot,
    "bilinear form": _form,
    "element": _element,
    "total": lambda g, shape, d: bare(nodes.Total, g.grow(g.shape() or (N, M), d)),
    "trace": _of_square(sp.Trace),
    "determinant": _determinant(sp.Determinant),
    "logdet": _determinant(vf.logdet),
    "logsumexp": _reduction(vf.logsumexp),
    "norm": _reduction(vf.norm),
    "matrix norm": _matrix_norm,
    "maximum": _reduction(vf.maximum),
    "deviation": _reduction(vf.deviation, EPSILON),
    "rms": _reduction(vf.rms, EPSILON),
    "eigenvalue": _eigenvalue,
}


def _matmul(g, shape, d):
    return bare(sp.MatMul, *g.factors(shape, d))


def _three(g, shape, d):
    n, m = g.size(), g.size()
    return bare(sp.MatMul, g.grow((shape[0], n), d), g.grow((n, m), d - 1), g.grow((m, shape[1]), d - 1))


def _diag_times(g, shape, d):
    left = bare(nodes.Diag, g.grow((shape[0], ONE), d))
    return bare(sp.MatMul, left, g.grow(shape, d))


def _inverse_times(g, shape, d):
    return bare(sp.MatMul, sp.Inverse(g.invertible(shape[0], d)), g.grow(shape, d))


MATRICES = {
    "transpose": lambda g, shape, d: bare(sp.Transpose, g.grow(shape[::-1], d)),
    "matrix product": _matmul,
    "matrix product again": _matmul,
    "three factors": _three,
}


def _vector_map(row, *constants):
    return lambda g, shape, d: row(g.grow(shape, d), *constants)


def _line_map(row, *constants):
    return lambda g, shape, d: row(g.grow(shape, d), *constants, axis=g.pick([0, 1]))


def _line_reduction(row, *constants):
    def rule(g, shape, d):
        axis, along = g.pick([0, 1]), g.size()
        return row(g.grow((shape[0], along) if axis else (along, shape[0]), d), *constants, axis=axis)

    return rule


def _line_sum(g, shape, d):
    axis, along = g.pick([0, 1]), g.size()
    wide = (shape[0], along) if axis else (along, shape[0])
    return g.pick([total, mean, norm_squared])(g.grow(wide, d), axis=axis)


def _layer_norm_of_lines(g, shape, d):
    axis = g.pick([0, 1])
    along = (shape[axis], ONE)
    return layer_norm(g.grow(shape, d), g.leaf(along), g.leaf(along), EPSILON, axis=axis)


def _is_wide(n, m):
    return n != 1 and m != 1


def _is_vector(n, m):
    return m == 1 and n != 1


def _is_square(n, m):
    return n == m


def _is_plain_vector(n, m):
    return m == 1 and n in PLAIN


def _layer_norm(g, shape, d):
    return layer_norm(g.grow(shape, d), g.leaf(shape), g.leaf(shape), EPSILON)


def _outer(g, shape, d):
    return bare(sp.MatMul, g.grow((shape[0], ONE), d), bare(sp.Transpose, g.grow((shape[1], ONE), d)))


def _matrix_power(g, shape, d):
    exponent = g.pick([2, 3, -2])
    return sp.MatPow(g.grow(shape, d) if exponent > 0 else g.invertible(shape[0], d), exponent)


def _concat(g, shape, d):
    return bare(nodes.Concat, g.grow((N, shape[1]), d), g.grow((M, shape[1]), d))


def _beside(g, shape, d):
    return bare(sp.Transpose, _concat(g, shape[::-1], d))


def _rows_of_sum(g, shape, d):
    start = {N: sp.S.Zero, M: N}[shape[0]]
    return bare(nodes.Rows, g.grow((N + M, shape[1]), d), start, shape[0])


def _rows_of_number(g, shape, d):
    return bare(nodes.Rows, g.grow((sp.Integer(5), shape[1]), d), g.pick([0, 1, 2]), 3)


def _one_row(g, shape, d):
    return bare(nodes.Rows, g.grow((g.pick(PLAIN), shape[1]), d), g.pick([0, 1]), 1)


def _kron(g, shape, d):
    """A Kronecker product of (n, .) and (p, .): one of the two takes the columns."""
    left, right = g.pick([(shape[1], ONE), (ONE, shape[1])])
    return bare(sp.KroneckerProduct, g.grow((N, left), d), g.grow((P, right), d))


def _left_contraction(g, shape, d):
    n, m = shape
    product = bare(sp.KroneckerProduct, g.leaf((n, m)), g.leaf((P, N)))
    whole = g.pick([product, None]) or g.grow((n * P, m * N), d)
    return bare(nodes.KroneckerLeft, whole, g.grow((P, N), d))


def _right_contraction(g, shape, d):
    n, m = shape
    return bare(nodes.KroneckerRight, g.grow((P * n, N * m), d), g.leaf((P, N)))


def _eigenvector(g, shape, d):
    return bare(nodes.Eigenvector, _symmetric(g, shape[0], d), g.pick([0, 1, shape[0] - 1]))


def _cholesky(g, shape, d):
    """The factor of X X' + I, scaled so that it is well conditioned."""
    inner = bare(sp.MatMul, sp.Rational(1, 2), g.grow(shape, d))
    square = bare(sp.MatMul, inner, bare(sp.Transpose, inner))
    return bare(nodes.Cholesky, bare(sp.MatAdd, square, sp.Identity(shape[0])))


def _of_qr(kind):
    """A factor of a matrix with a multiple of the identity in it, or of one with that number of rows and more."""

    def rule(g, shape, d):
        n = shape[1]
        inner = bare(sp.MatMul, sp.Rational(1, 2), g.grow((n, n), d))
        square = bare(sp.MatAdd, inner, bare(sp.MatMul, 2, sp.Identity(n)))
        tall = kind is nodes.TriangularFactor and g.draw(st.booleans())
        return bare(kind, bare(nodes.Concat, g.grow((M, n), d - 1), square) if tall else square)

    return rule


def _triangle(g, shape, d):
    half = sp.Rational(1, 2)
    return bare(
        nodes.Triangle, g.grow(shape, d), *g.pick([(1, 1, 0), (0, 1, 1), (1, half, 0), (0, half, 1), (1, 0, 0)])
    )


def _unvech(g, shape, d):
    return bare(nodes.Unvech, bare(nodes.Vech, g.grow(shape, d)), shape[0])


def _vech_and_back(g, shape, d):
    """D vech(X), of X of n rows."""
    return bare(sp.MatMul, bare(nodes.Duplication, N), bare(nodes.Vech, g.grow((N, N), d)))


def _eliminated(g, shape, d):
    return bare(sp.MatMul, bare(nodes.Elimination, N), g.grow((N**2, ONE), d))


def _matrix_map(g, shape, d):
    row = g.pick([spectra.expm, spectra.sinm, spectra.cosm, spectra.sinhm, spectra.coshm, spectra.sqrtm, spectra.logm])
    argument = bare(sp.MatMul, sp.Rational(1, 2), g.grow(shape, d))
    if row in (spectra.sqrtm, spectra.logm):  # near a multiple of the identity, where no eigenvalue is below 0
        argument = bare(
            sp.MatAdd, bare(sp.MatMul, 3, sp.Identity(shape[0])), bare(sp.MatMul, sp.Rational(1, 4), argument)
        )
    directions = [g.grow(shape, d - 1) for _ in range(g.pick([0, 0, 1]))]
    return bare(nodes.MatrixMap, nodes.FunctionAtom(row), argument, *directions)


def _explicit(g, shape, d):
    """A matrix by its entries, numbers and scalars."""
    entries = [g.grow(SCALAR, d - 1) if g.draw(st.booleans()) else g.pick(NUMBERS) for _ in range(sp.prod(shape))]
    return sp.ImmutableDenseMatrix(*map(int, shape), entries)


def _correlation(g, shape, d):
    """Of a longer one, or at lags where it stands out on either side."""
    taps, columns = g.pick([TWO, PLAIN[-1], M]), shape[1]
    if g.draw(st.booleans()):
        return bare(
            nodes.Correlation, g.grow((shape[0] + taps - 1, columns), d), g.grow((taps, columns), d), 0, shape[0]
        )
    return bare(
        nodes.Correlation, g.grow((shape[0], columns), d), g.grow((taps, columns), d), g.pick([-1, 0]), shape[0]
    )


def _convolution(g, shape, d):
    taps, columns = g.pick([TWO, PLAIN[-1], M]), shape[1]
    if g.draw(st.booleans()):
        long = g.grow((shape[0] + taps - 1, columns), d)
        return bare(nodes.Convolution, long, g.grow((taps, columns), d), taps - 1, shape[0])
    return bare(nodes.Convolution, g.grow(shape, d), g.grow((taps, columns), d), g.pick([0, 1, -1]), shape[0])


def _scan(g, shape, d):
    ones = bare(sp.OneMatrix, *shape)
    return bare(nodes.Scan, g.pick([ones, None]) or g.grow(shape, d), g.grow(shape, d), g.pick([0, 1]))


def _overlap(g, shape, d):
    width = g.pick([ONE, TWO])
    windows = g.grow((shape[0] - width + 1, width), d) if shape[0] in PLAIN else g.leaf((shape[0], ONE))
    return bare(nodes.Overlap, windows, 1, *shape)


def _pooled(g, shape, d):
    """The largest of windows that overlap, or that stand side by side."""
    if g.draw(st.booleans()):
        return vf.of_lines(vf.maximum, 1, bare(nodes.Windows, g.grow((shape[0] + 1, ONE), d), 2, 1, shape[0]))
    return vf.of_lines(vf.maximum, 1, bare(nodes.Windows, g.grow((2 * shape[0], ONE), d), 2, 2, shape[0]))


def _picked(g, shape, d):
    spots = sp.ImmutableDenseMatrix([g.pick([0, 1]) for _ in range(3)])
    many = g.pick(PLAIN)
    return bare(sp.MatMul, bare(nodes.OneHot, spots, many), g.grow((many, shape[1]), d))


SHAPED = {
    "correlation": (lambda n, m: n in PLAIN, _correlation),
    "convolution": (lambda n, m: n in PLAIN, _convolution),
    "scan": (lambda n, m: n != 1, _scan),
    "cumulative product": (lambda n, m: n != 1, lambda g, shape, d: bare(nodes.CumulativeProduct, g.grow(shape, d))),
    "windows": (
        lambda n, m: n in PLAIN and m == 3,
        lambda g, shape, d: bare(nodes.Windows, g.grow((2 * shape[0] + 1, ONE), d), 3, 2, shape[0]),
    ),
    "overlap": (_is_plain_vector, _overlap),
    "pooled": (_is_plain_vector, _pooled),
    "picked": (lambda n, m: n == 3, _picked),
    "explicit": (lambda n, m: n.is_Integer and m.is_Integer, _explicit),
    "softmax": (_is_vector, _vector_map(vf.softmax)),
    "log_softmax": (_is_vector, _vector_map(vf.log_softmax)),
    "normalize": (lambda n, m: (n != 1 and m != 1) or _is_vector(n, m), _vector_map(vf.normalize)),
    "standardize": (_is_vector, _vector_map(vf.standardize, EPSILON)),
    "rms_normalize": (_is_vector, _vector_map(vf.rms_normalize, EPSILON)),
    "first_maximum": (_is_vector, _vector_map(vf.first_maximum)),
    "layer_norm": (_is_vector, _layer_norm),
    "softmax of lines": (_is_wide, _line_map(vf.softmax)),
    "log_softmax of lines": (_is_wide, _line_map(vf.log_softmax)),
    "normalize of lines": (_is_wide, _line_map(vf.normalize)),
    "standardize of lines": (_is_wide, _line_map(vf.standardize, EPSILON)),
    "rms_normalize of lines": (_is_wide, _line_map(vf.rms_normalize, EPSILON)),
    "first_maximum of lines": (_is_wide, _line_map(vf.first_maximum)),
    "layer_norm of lines": (_is_wide, _layer_norm_of_lines),
    "logsumexp of lines": (_is_plain_vector, _line_reduction(vf.logsumexp)),
    "norm of lines": (_is_plain_vector, _line_reduction(vf.norm)),
    "maximum of lines": (_is_plain_vector, _line_reduction(vf.maximum)),
    "deviation of lines": (_is_plain_vector, _line_reduction(vf.deviation, EPSILON)),
    "rms of lines": (_is_plain_vector, _line_reduction(vf.rms, EPSILON)),
    "sums of lines": (_is_plain_vector, _line_sum),
    "diagonal": (_is_plain_vector, lambda g, shape, d: bare(nodes.Diagonal, g.grow((shape[0], shape[0]), d))),
    "diag times": (lambda n, m: n != 1, _diag_times),
    "inverse times": (lambda n, m: n != 1, _inverse_times),
    "diag": (_is_square, lambda g, shape, d: bare(nodes.Diag, g.grow((shape[0], ONE), d))),
    "inverse": (_is_square, lambda g, shape, d: sp.Inverse(g.invertible(shape[0], d))),
    "matrix power": (_is_square, _matrix_power),
    "outer": (lambda n, m: n != 1 and m != 1, _outer),
    "eigenvector": (_is_plain_vector, _eigenvector),
    "pseudo-inverse": (lambda n, m: n != 1, lambda g, shape, d: bare(nodes.PseudoInverse, g.grow(shape[::-1], d))),
    "function of a matrix": (_is_square, _matrix_map),
    "cholesky": (_is_square, _cholesky),
    "orthogonal factor": (_is_square, _of_qr(nodes.OrthogonalFactor)),
    "triangular factor": (_is_square, _of_qr(nodes.TriangularFactor)),
    "triangle": (_is_square, _triangle),
    "unvech": (_is_square, _unvech),
    "duplication": (lambda n, m: n == N**2 and m == 1, _vech_and_back),
    "elimination": (lambda n, m: n == N * (N + 1) / 2 and m == 1, _eliminated),
    "concat": (lambda n, m: n == N + M, _concat),
    "beside": (lambda n, m: m == N + M, _beside),
    "rows of a sum": (lambda n, m: n in (N, M), _rows_of_sum),
    "rows of a number": (lambda n, m: n == 3, _rows_of_number),
    "one row": (lambda n, m: n == 1 and m != 1, _one_row),
    "kron": (lambda n, m: n == N * P, _kron),
    "vec": (lambda n, m: n == N * P and m == 1, lambda g, shape, d: bare(nodes.Vec, g.grow((N, P), d))),
    "unvec": (
        lambda n, m: n != 1 and m != 1,
        lambda g, shape, d: bare(nodes.Unvec, g.grow((shape[0] * shape[1], ONE), d), *shape),
    ),
    "left contraction": (lambda n, m: m != 1 and n != 1, _left_contraction),
    "right contraction": (lambda n, m: m != 1 and n != 1, _right_contraction),
}


def _is_scalar(*shape):
    return not shape


def _is_matrix(*shape):
    return bool(shape)


# The name of each rule -> (whether it can make something of a shape, how).
RULES = {
    **{name: (lambda *shape: True, rule) for name, rule in ANY.items()},
    **{name: (_is_scalar, rule) for name, rule in SCALARS.items()},
    **{name: (_is_matrix, rule) for name, rule in MATRICES.items()},
    **{name: (lambda *shape, fits=fits: bool(shape) and fits(*shape), rule) for name, (fits, rule) in SHAPED.items()},
}
ROOTS = [*RULES, *SMOOTH, *KINKED, *INSIDE]
SHAPES = [
    SCALAR, *((n, ONE) for n in PLAIN), *((n, m) for n in PLAIN for m in PLAIN),
    (N + M, ONE), (N + M, P), (P, N + M), (N * P, ONE), (N * P, M), (ONE, N), (ONE, P), (N**2, ONE),
    (N * (N + 1) / 2, ONE),
]  # fmt: skip


def _fits(root, shape):
    return not isinstance(root, str) or RULES[root][0](*shape)


def point_of(case):
    """The sizes and a value of every input, drawn from the case's seed."""
    random = np.random.default_rng(case.seed)
    point = {dim: np.complex128(size) for dim, size in case.sizes.items()}
    for symbol in case.program.inputs:
        point[symbol] = allowed(symbol, drawn(symbol, random, point, case.positive))
    return point


def drawn(symbol, random, point, positive):
    """A random value of the shape of a symbol."""
    shape = numeric_shape(symbol, point)
    drawn = random.uniform(0.5, 1.5, shape) if symbol in positive else 0.8 * random.standard_normal(shape)
    return drawn.astype(complex) if shape else np.complex128(drawn)


def allowed(symbol, value):
    """The nearest value that the symbol's property allows."""
    if has_property(symbol, "sums_to_one"):
        return np.abs(value) / np.abs(value).sum()
    if has_property(symbol, "positive_definite"):
        return np.eye(len(value)) + value @ value.T / 4
    return along(symbol, value)


def along(symbol, value):
    """A direction in which the symbol's property lets it move."""
    if has_property(symbol, "diagonal"):
        return np.diag(np.diag(value))
    if has_property(symbol, "symmetric"):
        return (value + value.T) / 2
    if has_property(symbol, "lower"):
        return np.tril(value)
    if has_property(symbol, "upper"):
        return np.triu(value)
    if has_property(symbol, "sums_to_one"):
        return value - value.mean()
    return value


def numeric_shape(expr, point):
    """The shape of an expression, in numbers."""
    sizes = tuple(round(point[dim].real) for dim in (N, M, P))
    return tuple(_number(size, sizes) for size in shape_of(expr))


@functools.lru_cache
def _number(size, sizes):
    return int(size.xreplace(dict(zip((N, M, P), map(sp.Integer, sizes), strict=True))))
