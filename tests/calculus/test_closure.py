"""Law 5: what a rule emits has a tangent rule, a transposition, a LaTeX form and a NumPy form again."""

import functools

import pytest
import sympy as sp
from sympy.core.function import Function
from sympy.matrices.expressions.hadamard import HadamardPower
from sympy.matrices.expressions.matexpr import MatrixExpr

import symgrad as sg
from symgrad.algebra.spectra import MatrixFunction
from symgrad.calculus.modes import gradient_program, tangent_program
from symgrad.calculus.tangent_rules import TANGENT_RULES, tangent_rule
from symgrad.calculus.transpose_rules import TRANSPOSE_RULES, transpose_rule
from symgrad.errors import MissingRuleError
from symgrad.expressions import nodes
from symgrad.expressions.symbols import Derived, Tangent, is_variable
from symgrad.expressions.traversal import postorder
from symgrad.functions import elementwise
from symgrad.functions.elementwise import ElementwiseFunction, row_of
from symgrad.operations import of_vectors
from symgrad.operations.of_vectors import VectorFunction
from symgrad.printing import latex
from symgrad.programs.program import Program
from symgrad.targets import compile_numpy
from tests.systems import dense, lstm

n, m, p = sg.dims("n m p")
W, V, A, B = sg.matrix("W", n, m), sg.matrix("V", n, m), sg.matrix("A", n, n), sg.matrix("B", m, p)
C, S = sg.matrix("C", n * m, m * p), sg.matrix("S", n, n, symmetric=True)
x, y, z, u = sg.vector("x", n), sg.vector("y", n), sg.vector("z", m), sg.vector("u", n * m)
s, t = sg.scalars("s t")
EPSILON = sp.Rational(1, 1000)

ELEMENTWISE = [row for row in vars(elementwise).values() if isinstance(row, ElementwiseFunction)]
OF_VECTORS = [row for row in vars(of_vectors).values() if isinstance(row, VectorFunction)]
WITH_EPSILON = ("standardize", "deviation", "rms", "rms_normalize")

APPLIED = (nodes.Elementwise, nodes.VectorMap, nodes.Reduction, nodes.LineReduction, nodes.MatrixMap)

# One expression, or several, for every node that has a tangent rule.
EXPRESSIONS = {
    sp.Add: s * t + sg.tanh(s),
    sp.MatAdd: x + s * y,
    sp.Mul: s * t * sg.exp(t),
    sp.MatMul: s * W * B,
    sp.matrices.expressions.hadamard.HadamardProduct: sg.hadamard(x, y, x),
    nodes.Dot: sg.dot(x, y) * sg.dot(W, V),
    sp.Pow: s**t + s ** sp.Rational(1, 2),
    HadamardPower: HadamardPower(x, s),
    sp.MatPow: sp.MatPow(A, 3) + sp.MatPow(A, -2),
    sp.KroneckerProduct: sp.KroneckerProduct(W, B),
    nodes.KroneckerLeft: nodes.KroneckerLeft(C, B),
    nodes.KroneckerRight: nodes.KroneckerRight(C, W),
    sp.Transpose: W.T * x,
    sp.Trace: sp.Trace(A * A) * s,
    nodes.Total: sg.total(W) * s,
    nodes.Diag: sg.diag(x) * A,
    nodes.Diagonal: sg.diagonal(A * A),
    nodes.Rows: nodes.Rows(sg.tanh(sg.concat(x, z)), n, m),
    sp.matrices.expressions.matexpr.MatrixElement: x[0, 0] * W[1, 0],
    nodes.Pointwise: x.applyfunc(sp.Lambda(t, t**t * sp.Max(t, s))),
    nodes.ScalarPointwise: sp.Piecewise((s**t, s > t), (sg.tanh(s), sp.Or(s < 0, t > 2)), (sp.Min(s, 2), True)),
    nodes.Explicit: sp.Matrix([[s, t * s], [2, sp.exp(t)]]),
    nodes.Vec: nodes.Vec(sg.hadamard(W, V)),
    nodes.Unvec: nodes.Unvec(sg.hadamard(u, u), n, m) * z,
    nodes.Concat: sg.concat(sg.tanh(x), z),
    nodes.Elementwise: sg.tanh(W * z),
    nodes.VectorMap: sg.softmax(W * z),
    nodes.Reduction: sg.logsumexp(W * z) * sg.norm(W),
    nodes.LineReduction: sg.dot(sg.logsumexp(W * B, axis=1), x) * s,
    sp.Inverse: A.I * x,
    sp.Determinant: sp.Determinant(A) * s,
    nodes.Eigenvalue: sg.eigenvalue(S, 0) * s,
    nodes.Eigenvector: sg.eigenvector(A + A.T, n - 1),
    nodes.ReducedResolvent: nodes.ReducedResolvent(S, sp.S.One) * x,
    nodes.PseudoInverse: sg.pinv(W) * x,
    nodes.MatrixMap: sg.cosm(A) * x,
    nodes.Convolution: sg.tanh(sg.convolve(x, z)),
    nodes.Correlation: sg.tanh(sg.correlate(sg.concat(x, z), z)),
    nodes.Windows: sg.max_pool(W, 2, 1) * z,
    nodes.Overlap: nodes.Overlap(sg.hadamard(W, V), sp.S.One, n + m - 1, sp.S.One),
    nodes.Scan: sg.linear_scan(x, y) + sg.cumsum(x),
    nodes.CumulativeProduct: sg.cumprod(W) * z,
    nodes.Triangle: sg.triu(A * A) * x,
    nodes.Vech: sg.duplication(n) * sg.vech(sg.hadamard(A, A)),
    nodes.Unvech: sg.unvech(sg.tanh(sg.vech(A)), n) * x,
    nodes.Cholesky: sg.cholesky(A * A.T + sp.Identity(n)) * x,
    nodes.OrthogonalFactor: sg.qr_q(A) * x,
    nodes.TriangularFactor: sg.qr_r(A) * x,
}


def gru():
    """A GRU cell in the form of Cho et al., 2014, with its gates named."""
    state, candidate, new = sg.vector("h_prev", n), sg.vector("c", n), sg.vector("h", n)
    gates, equations = {}, []
    for name in ("z", "r"):
        gates[name] = sg.vector(f"gate_{name}", n)
        weights = sg.matrix(f"W_{name}", n, m) * z + sg.matrix(f"U_{name}", n, n) * state
        equations.append((gates[name], sg.sigmoid(weights)))
    inner = sg.matrix("W_c", n, m) * z + sg.matrix("U_c", n, n) * sg.hadamard(gates["r"], state)
    equations.append((candidate, sg.tanh(inner)))
    keep = sg.ones(n) - gates["z"]
    equations.append((new, sg.hadamard(keep, state) + sg.hadamard(gates["z"], candidate)))
    return sg.System(equations, outputs=[new])


def of_one(expr):
    """The system of one equation."""
    shape = getattr(expr, "shape", ())
    return Program([(sg.matrix("out", *shape) if shape else sg.scalar("out"), expr)])


def _applied(row, axis=None):
    """A row of vector functions on what its domain says, or of lines, with its constant where it takes one."""
    argument = A if row.domain == "a square matrix" else x if axis is None else W * B
    return row(argument, *([EPSILON] if row.name in WITH_EPSILON else []), axis=axis)


SYSTEMS = {
    **{f"node {kind.__name__}": functools.partial(of_one, expr) for kind, expr in EXPRESSIONS.items()},
    **{f"{row.name} of a vector": functools.partial(of_one, row(W * z)) for row in ELEMENTWISE},
    **{f"{row.name} of a scalar": functools.partial(of_one, row(s) * t) for row in ELEMENTWISE},
    **{row.name: functools.partial(of_one, _applied(row)) for row in OF_VECTORS},
    **{
        f"{row.name} of {told}": functools.partial(of_one, _applied(row, axis))
        for row in OF_VECTORS
        for axis, told in enumerate(("columns", "rows"))
        if row.domain != "a square matrix"
    },
    "dense": dense,
    "lstm": lstm,
    "gru": gru,
}


def require_closed(program):
    """Raises MissingRuleError where a node of a program lacks a rule or a form."""
    for equation in program.equations:
        for node in postorder(equation.rhs, parts=nodes.values_of):
            latex(node)
            if isinstance(node, APPLIED):
                _require_row(node.head)
            if nodes.values_of(node):
                tangent_rule(node)
                if isinstance(node, Function):
                    _require_row(node.func)
    for equation in tangent_program(program).equations:
        _require_transposed(equation.rhs)
    assert compile_numpy(program).source


def _require_row(head):
    row = head if isinstance(head, MatrixFunction) else getattr(head, "whole", None) or row_of(head)
    if row is None or not (getattr(row, "helper", "") or row.numpy or row.definition is not None):
        raise MissingRuleError(f"no row, or no NumPy form, for {head}")


def _require_transposed(move):
    moving = set()
    for node in postorder(move, lambda node: not is_variable(node)):
        if isinstance(node, Tangent) or (not is_variable(node) and any(arg in moving for arg in node.args)):
            moving.add(node)
            if not isinstance(node, Derived):
                transpose_rule(node)


@pytest.mark.parametrize("make", SYSTEMS.values(), ids=SYSTEMS.keys())
def test_the_second_derivative_is_closed(make):
    program = make()
    gradient = gradient_program(program)
    for derived in (program, gradient, tangent_program(program), tangent_program(gradient), gradient_program(gradient)):
        require_closed(derived)


def test_every_node_with_a_tangent_rule_is_among_the_systems():
    # nothing is known of these but their names: tests/operations/test_whole_functions
    without_code = {nodes.UndefinedScalar, nodes.UndefinedMatrix}
    assert EXPRESSIONS.keys() == TANGENT_RULES.keys() - without_code
    for kind, expr in EXPRESSIONS.items():
        (equation,) = of_one(expr).equations
        assert kind in {type(node) for node in postorder(equation.rhs)}


def test_a_node_is_linear_or_its_tangent_is_written_in_linear_ones():
    assert TRANSPOSE_RULES.keys() <= TANGENT_RULES.keys()


class _ForeignFunction(sp.Function):
    """A function that symgrad has never met."""

    nargs = 1


class _ForeignNode(MatrixExpr):
    """A matrix that symgrad has never met."""

    shape = property(lambda self: self.args[0].shape)


def test_a_foreign_function_is_found():
    with pytest.raises(MissingRuleError):
        require_closed(of_one(_ForeignFunction(s)))


def test_a_foreign_node_is_found():
    foreign = Program([(y, x)]).replace([sg.Equation(y, _ForeignNode(x))], inputs=[x])
    with pytest.raises(MissingRuleError):
        require_closed(foreign)


def test_a_tangent_without_a_transposition_is_found():
    with pytest.raises(MissingRuleError, match="no transposition rule for Inverse"):
        _require_transposed(sp.Inverse(sg.symbols.tangent_of(A)))


@pytest.mark.parametrize("layers", [10, 100, 1000])
def test_the_number_of_equations_grows_linearly(layers):
    """x_k = tanh(W x_(k-1)): the forward equation, and the cotangent of the argument."""
    square, first = sg.matrix("W", n, n), sg.vector("x_0", n)
    names = [first, *(sg.vector(f"x_{k}", n) for k in range(1, layers + 1))]
    chain = Program([(new, sg.tanh(square * old)) for old, new in zip(names, names[1:], strict=False)])
    gradient = gradient_program(chain)
    assert len(gradient.equations) == 2 * layers + 2  # and the cotangents of W and x_0
    assert len(tangent_program(chain).equations) == 2 * layers
    assert len(tangent_program(gradient).equations) == 4 * layers + 2
