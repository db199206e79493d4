"""Python's operators between symbols mean what a paper means, and what they give goes on with them."""

import pickle
from fractions import Fraction

import numpy as np
import pytest
import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct
from sympy.matrices.expressions.slice import MatrixSlice

import symgrad as sg
from symgrad.expressions import broadcasting
from symgrad.expressions.broadcasting import OWN, Broadcasting, own
from symgrad.expressions.traversal import postorder

n, m = sg.dims("n m")
a, x, v, w = (sg.vector(name, n) for name in "axvw")
u = sg.vector("u", m)
y = sg.vector("y", n)
A, K = sg.matrix("A", n, n), sg.matrix("K", n, n)
W = sg.matrix("W", n, m)
b, t = sg.scalar("b"), sp.Symbol("t")
gamma, beta = sg.scalars("gamma beta")
ones = sg.ones(n)
P, q = sp.MatrixSymbol("P", n, n), sp.MatrixSymbol("q", n, 1)

SCALARS = [2, 0.5, sp.Rational(2, 3), Fraction(1, 3), np.float64(0.25), np.int64(3), b, t, b**2 + t, x[0], sg.dot(x, v)]
MATRICES = [
    W * u, x + v, 2 * x, sg.tanh(x), x.T, A, A.T, A.inv(), A**2, sg.hadamard(x, v), sg.softmax(x), sg.diag(x), A * K,
    sg.ones(n, m), x[0:2], sg.concat(x, u), sg.rows(x, 0, 2), x.applyfunc(sp.tanh), P * x, q + x,
]  # fmt: skip


def spread(scalar, matrix):
    return sp.sympify(scalar) * sg.ones(*matrix.shape)


@pytest.mark.parametrize("scalar", SCALARS, ids=str)
@pytest.mark.parametrize("matrix", MATRICES, ids=str)
def test_a_scalar_beside_a_matrix_counts_for_every_entry(matrix, scalar):
    every = spread(scalar, matrix)
    assert matrix + scalar == matrix + every
    assert scalar + matrix == every + matrix
    assert matrix - scalar == matrix - every
    assert scalar - matrix == every - matrix
    assert scalar * matrix == matrix * scalar
    assert matrix / scalar == (1 / sp.sympify(scalar)) * matrix


WRITTEN = [
    (1 - W * u, ones - W * u),
    (W * u + 1, W * u + ones),
    (gamma * x + beta, gamma * x + beta * ones),
    (sg.relu(1 - sg.hadamard(x, v)), sg.relu(ones - sg.hadamard(x, v))),
    (sg.sqrt(1 - sg.hadamard(a, a)), sg.sqrt(ones - sg.hadamard(a, a))),
    (sg.relu(x + 1) - sg.relu(x - 1) - 1, sg.relu(x + ones) - sg.relu(x - ones) - ones),
    (A + 1, A + sg.ones(n, n)),
    (sum([W * u, x, v]), W * u + x + v),
    (x - x, sp.ZeroMatrix(n, 1)),
    (x + 0, x),
    (x.T * x + sg.total(x), x.T * x + sg.total(x) * sg.ones(1, 1)),
    (A / K, A * K.inv()),
]


@pytest.mark.parametrize(("written", "meant"), WRITTEN, ids=lambda side: str(side))
def test_what_is_written_means_what_it_says(written, meant):
    assert written == meant


def test_a_row_times_a_column_counts_as_its_entry():
    loss = y.T * K.inv() * y / 2 + sg.logdet(K) / 2
    assert sg.gradient(loss, y) == sg.gradient(sg.dot(y, K.inv() * y) / 2, y)
    assert sg.gradient(x.T * x + sg.total(x), x) == 2 * x + ones
    assert sg.jacobian((A * x).T * x * x, x) == sg.jacobian(sg.dot(A.T * x, x) * x, x)
    assert sg.gradient(sg.total(v / (x.T * x)), v) == ones / sg.dot(x, x)
    assert sg.gradient(sg.total(v + x.T * x), v) == ones


def test_what_is_derived_goes_on_with_the_operators():
    slope = sg.gradient(sg.dot(A * y - v, A * y - v), y)
    assert slope == 2 * A.T * (A * y - v)
    assert 1 - slope == ones - 2 * A.T * (A * y - v)
    cell = sg.System([(y, sg.tanh(W * u))]).gradient()
    assert all(isinstance(node, Broadcasting) for e in cell.equations for node in postorder(e.rhs) if node.is_Matrix)


def test_a_class_that_stands_for_sympys_equals_it_in_every_table():
    for kind in OWN:
        named = getattr(sp, kind.__name__, None) or {
            "HadamardProduct": HadamardProduct, "HadamardPower": HadamardPower, "MatrixSlice": MatrixSlice,
            "ElementwiseApplyFunction": sp.matrices.expressions.applyfunc.ElementwiseApplyFunction,
        }[kind.__name__]  # fmt: skip
        assert kind is not named
        assert kind == named
        assert named == kind
        assert hash(kind) == hash(named)
        assert {named: 1}[kind] == {kind: 1}[named] == 1
        assert kind != sp.Trace
    assert broadcasting.MatAdd != broadcasting.MatMul


SAME = [
    (W * u, sp.MatMul(W, u)),
    (x + v, sp.MatAdd(v, x)),
    (x.T, sp.Transpose(x)),
    (A.inv(), sp.Inverse(A)),
    (A**2, sp.MatPow(A, 2)),
    (sg.hadamard(x, v), HadamardProduct(v, x)),
    (sg.ones(n), sp.OneMatrix(n, 1)),
    (2 * sp.Trace(A * K), 2 * sp.Trace(sp.MatMul(A, K))),
]


@pytest.mark.parametrize(("ours", "sympys"), SAME, ids=lambda side: str(side))
def test_it_equals_the_same_of_sympys_classes(ours, sympys):
    assert ours == sympys
    assert sympys == ours
    assert hash(ours) == hash(sympys)
    assert {sympys: "found"}[ours] == "found"
    assert str(ours) == str(sympys)
    assert sp.srepr(ours) == sp.srepr(sympys)
    assert pickle.loads(pickle.dumps(ours)) == sympys


def test_entries_of_an_inverse_of_numbered_sizes_stand_as_they_are():
    a = sg.vector("a", 3)
    inverse = (5 * sp.eye(3) + sg.tanh(sg.diag(a))).inv()
    assert inverse[0, -1].parent == inverse
    assert (inverse * a)[0].parent == inverse * a


def test_what_sympys_users_do_goes_on():
    expr = 1 - W * u
    z = sg.vector("z", m)
    assert expr.subs(u, z) == 1 - W * z
    assert expr.xreplace({u: z}) == 1 - W * z
    assert expr.doit() == expr
    assert (A * K).T == K.T * A.T
    assert (A * K).inv() == K.inv() * A.inv()
    assert expr.shape == (n, 1)
    assert (2 * (x + v)).expand() == 2 * x + 2 * v
    assert sp.latex(W * u) == "W u"
    assert expr.free_symbols == {W, u, n}
    assert [type(part) for part in (expr.subs(u, z) + 1, expr.doit() + 1, (A * K).T + 1)] == [broadcasting.MatAdd] * 3


def test_plain_symbols_go_beside_ours_on_both_sides():
    assert P * x + 1 == 1 + P * x
    assert isinstance(q + x, Broadcasting)
    assert isinstance(own(P * q), Broadcasting)
    assert own(P * q) == P * q


def test_numbers_of_numpy_are_numbers():
    assert np.float64(2) * x == x * np.float64(2) == 2.0 * x
    assert np.float32(1) + x == x + 1.0
    assert np.array(3.0) - x == 3.0 - x
    assert -1 * x == np.negative(x)


def test_a_long_sum_is_built_term_by_term():
    terms = [sg.vector(f"x{k}", n) for k in range(300)]
    total = sum(terms)
    assert len(total.args) == 300
    assert total == sp.MatAdd(*terms).doit()


@pytest.mark.parametrize("base", [sp.Integer(2), b, b + 1])
def test_sums_of_matrices_in_the_exponent_of_a_power(base, rng):
    # SymPy looks for common factors in such an exponent, and took the terms of a sum of vectors for scalars.
    point = {"x": rng.normal(size=3), "v": rng.normal(size=3), "b": 1.5}
    for exponent in (2 * x + 4 * v, -2 * x - 3 * v, 2 * sg.tanh(x) + 2):
        system = sg.System([(sg.scalar("y"), base ** sg.dot(exponent, v))])
        given = {symbol.name: point[symbol.name] for symbol in system.inputs}
        way = sg.System([(w, exponent)])
        values = way.lambdify()(**{symbol.name: point[symbol.name] for symbol in way.inputs})
        expected = float(base.subs(b, 1.5)) ** (values @ point["v"])
        assert system.lambdify()(**given) == pytest.approx(expected, rel=1e-12)
        assert bool(system.check())
