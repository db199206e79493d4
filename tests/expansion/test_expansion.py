"""Expansion to scalars: each node against NumPy, whole programs against scalars written by hand."""

import numpy as np
import pytest
import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardPower, HadamardProduct

from symgrad.algebra import spectra
from symgrad.algebra.intake import intake
from symgrad.calculus.modes import gradient_program, tangent_program
from symgrad.errors import ArgumentError, MissingRuleError, NameClashError, ShapeError, UnboundNameError
from symgrad.expansion import entries, expand
from symgrad.expressions import nodes
from symgrad.expressions.symbols import (
    ScalarCotangent,
    cotangent_of,
    dims,
    matrix,
    scalar,
    seed_of,
    tangent_of,
    vector,
)
from symgrad.functions import elementwise
from symgrad.operations import of_vectors
from symgrad.operations.operations import concat, dot, hadamard, total
from symgrad.programs.equations import Equation
from symgrad.programs.program import Program

n, m = dims("n m")
SIZES = {"n": 2, "m": 3}
x, y, u = vector("x", m), vector("y", m), vector("u", n)
W, V = matrix("W", n, m), matrix("V", n, m)
A, B = matrix("A", n, n), matrix("B", m, m)
P = matrix("P", n * n, m * n)
v6 = vector("v", n * m)
b, c = scalar("b"), scalar("c")


def _arrays():
    draw = np.random.default_rng(7).uniform
    return {
        s.name: draw(0.5, 2.0, tuple(int(d.xreplace({n: 2, m: 3})) for d in s.shape)) if s.is_Matrix else draw(1, 2)
        for s in (x, y, u, W, V, A, B, P, v6, b, c)
    }


ARRAYS = _arrays()


def numbers(found):
    """The array that an expansion comes to at ARRAYS; names are taken apart here, not by the code under test."""

    def value(symbol):
        name, *places = symbol.name.split("_")
        array = ARRAYS[name]
        if not places:
            return array
        i, j = (int(place) - 1 for place in (places if len(places) == 2 else (places[0], 1)))
        return array[i, j]

    free = sorted(found.free_symbols, key=str)
    exact = found.xreplace({symbol: sp.Float(value(symbol)) for symbol in free})
    return np.array(sp.Matrix([exact]).evalf() if not exact.is_Matrix else exact.evalf(), dtype=float)


def sigmoid(t):
    return 1 / (1 + np.exp(-t))


def blocks(whole, p, q):
    return whole.reshape(whole.shape[0] // p, p, whole.shape[1] // q, q)


def of_spectrum(s, i):
    """The eigenvector whose largest entry is positive."""
    v = np.linalg.eigh(s)[1][:, i]
    return v * np.sign(v[np.abs(v).argmax()])


def resolvent(s):
    """The pseudo-inverse of w I - S for the largest eigenvalue w."""
    return np.linalg.pinv(np.linalg.eigvalsh(s)[-1] * np.eye(len(s)) - s, rcond=1e-10)


def series(x):
    """The exponential of a small matrix by its series."""
    total, term = np.zeros_like(x), np.eye(len(x), dtype=x.dtype)
    for k in range(1, 60):
        total, term = total + term, term @ x / k
    return total


def second_of_series(x, first, second, step=1e-3):
    """Its second derivative: a complex step along one direction, differences of order 8 along the other."""

    def slope(t):
        return np.imag(series(x + t * second + 1e-30j * first)) / 1e-30

    weights = {1: 4 / 5, 2: -1 / 5, 3: 4 / 105, 4: -1 / 280}
    return sum(w * (slope(k * step) - slope(-k * step)) for k, w in weights.items()) / step


def lower_of(entries):
    """The lower triangular matrix of so many entries, column by column."""
    made = np.zeros((3, 3))
    made.T[np.triu_indices(3)] = entries
    return made


def signed_qr(x):
    """NumPy's factors, with a positive diagonal of R."""
    q, r = np.linalg.qr(x)
    sign = np.sign(np.diag(r))
    return q * sign, r * sign[:, None]


NODES = {
    "MatAdd": (W + 2 * V, lambda a: a["W"] + 2 * a["V"]),
    "MatMul": (W * x, lambda a: a["W"] @ a["x"]),
    "coefficient": (b * c * W * x, lambda a: a["b"] * a["c"] * a["W"] @ a["x"]),
    "three factors": (A * W * B, lambda a: a["A"] @ a["W"] @ a["B"]),
    "HadamardProduct": (HadamardProduct(W, V), lambda a: a["W"] * a["V"]),
    "HadamardPower": (HadamardPower(W, sp.Rational(-1, 2)), lambda a: a["W"] ** -0.5),
    "HadamardPower scalar": (HadamardPower(W, b), lambda a: a["W"] ** a["b"]),
    "Transpose": (W.T * u, lambda a: a["W"].T @ a["u"]),
    "row": (sp.Transpose(x), lambda a: a["x"].T),
    "Elementwise": (nodes.Elementwise(sp.tanh, W * x), lambda a: np.tanh(a["W"] @ a["x"])),
    "our head": (elementwise.sigmoid(W * x), lambda a: sigmoid(a["W"] @ a["x"])),
    "scalar head": (elementwise.sigmoid(b * c), lambda a: sigmoid(a["b"] * a["c"])),
    "Dot": (nodes.Dot(x, y), lambda a: (a["x"] * a["y"]).sum()),
    "Dot of matrices": (nodes.Dot(W, V), lambda a: np.trace(a["W"].T @ a["V"])),
    "Total": (nodes.Total(W), lambda a: a["W"].sum()),
    "dimension as a value": (nodes.Total(x) / m + n, lambda a: a["x"].mean() + 2),
    "Diag": (nodes.Diag(x), lambda a: np.diag(a["x"][:, 0])),
    "Diagonal": (nodes.Diagonal(B), lambda a: np.diag(a["B"])[:, None]),
    "Concat": (nodes.Concat(x, W * x), lambda a: np.vstack([a["x"], a["W"] @ a["x"]])),
    "Rows": (nodes.Rows(nodes.Concat(x, u), m - 1, n), lambda a: np.vstack([a["x"], a["u"]])[2:4]),
    "Unit": (nodes.Unit(n, m, sp.S.One, m - 1), lambda a: np.array([[0, 0, 0], [0, 0, 1]])),
    "Identity": (sp.Identity(n) + A, lambda a: np.eye(2) + a["A"]),
    "OneMatrix": (sp.OneMatrix(n, m), lambda a: np.ones((2, 3))),
    "ZeroMatrix": (sp.ZeroMatrix(n, m), lambda a: np.zeros((2, 3))),
    "MatrixElement": (B[0, m - 1] * x[1, 0], lambda a: a["B"][0, 2] * a["x"][1, 0]),
    "Trace": (sp.Trace(B), lambda a: np.trace(a["B"])),
    "Determinant": (sp.Determinant(B), lambda a: np.linalg.det(a["B"])),
    "Inverse": (sp.Inverse(B), lambda a: np.linalg.inv(a["B"])),
    "MatPow": (sp.MatPow(B, 3), lambda a: np.linalg.matrix_power(a["B"], 3)),
    "MatPow negative": (sp.MatPow(B, -2), lambda a: np.linalg.matrix_power(a["B"], -2)),
    "KroneckerProduct": (sp.KroneckerProduct(W, A, u), lambda a: np.kron(np.kron(a["W"], a["A"]), a["u"])),
    "KroneckerLeft": (
        nodes.KroneckerLeft(P, A), lambda a: np.einsum("ikjl,kl->ij", blocks(a["P"], 2, 2), a["A"])),
    "KroneckerRight": (
        nodes.KroneckerRight(P, W), lambda a: np.einsum("ikjl,ij->kl", blocks(a["P"], 2, 2), a["W"])),
    "Vec": (nodes.Vec(W), lambda a: a["W"].reshape(-1, 1, order="F")),
    "Unvec": (nodes.Unvec(v6, n, m), lambda a: a["v"].reshape(2, 3, order="F")),
    "Commutation": (nodes.Commutation(n, m) * nodes.Vec(W), lambda a: a["W"].T.reshape(-1, 1, order="F")),
    "softmax": (of_vectors.softmax(x), lambda a: np.exp(a["x"]) / np.exp(a["x"]).sum()),
    "logsumexp": (of_vectors.logsumexp(x), lambda a: np.log(np.exp(a["x"]).sum())),
    "standardize": (
        of_vectors.standardize(x, b),
        lambda a: (a["x"] - a["x"].mean()) / np.sqrt(a["x"].var() + a["b"]),
    ),
    "logdet": (of_vectors.logdet(B), lambda a: np.linalg.slogdet(a["B"])[1]),
    "norm": (of_vectors.norm(W), lambda a: np.sqrt((a["W"] ** 2).sum())),
    "PseudoInverse": (nodes.PseudoInverse(W), lambda a: np.linalg.pinv(a["W"])),
    "PseudoInverse tall": (nodes.PseudoInverse(W.T), lambda a: np.linalg.pinv(a["W"].T)),
    "Eigenvalue": (
        nodes.Eigenvalue(A + A.T, sp.S.Zero) + 2 * nodes.Eigenvalue(A + A.T, n - 1),
        lambda a: np.linalg.eigvalsh(a["A"] + a["A"].T) @ [1, 2],
    ),
    "Eigenvector": (nodes.Eigenvector(A + A.T, sp.S.Zero), lambda a: of_spectrum(a["A"] + a["A"].T, 0)),
    "Eigenvector last": (nodes.Eigenvector(A + A.T, n - 1), lambda a: of_spectrum(a["A"] + a["A"].T, 1)),
    "ReducedResolvent": (nodes.ReducedResolvent(A + A.T, n - 1), lambda a: resolvent(a["A"] + a["A"].T)),
    "MatrixMap": (nodes.MatrixMap(spectra.expm, A / 4), lambda a: series(a["A"] / 4)),
    "MatrixMap along": (
        nodes.MatrixMap(spectra.expm, A / 4, A, u * u.T),
        lambda a: second_of_series(a["A"] / 4, a["A"], a["u"] @ a["u"].T),
    ),
    "Triangle lower": (nodes.Triangle(B, sp.S.One, sp.S.One, sp.S.Zero), lambda a: np.tril(a["B"])),
    "Triangle upper": (nodes.Triangle(B, sp.S.Zero, sp.S.One, sp.S.One), lambda a: np.triu(a["B"])),
    "Triangle with half": (
        nodes.Triangle(B, sp.S.One, sp.S.Half, sp.S.Zero), lambda a: (np.tril(a["B"]) + np.tril(a["B"], -1)) / 2,
    ),
    "Vech": (nodes.Vech(B), lambda a: a["B"].T[np.triu_indices(3)][:, None]),
    "Unvech": (nodes.Unvech(v6, m), lambda a: lower_of(a["v"][:, 0])),
    "Duplication": (
        nodes.Duplication(m) * v6,
        lambda a: (lower_of(a["v"][:, 0]) + np.tril(lower_of(a["v"][:, 0]), -1).T).reshape(-1, 1, order="F"),
    ),
    "Elimination": (nodes.Elimination(m) * nodes.Vec(B), lambda a: a["B"].T[np.triu_indices(3)][:, None]),
    "Cholesky": (
        nodes.Cholesky(B * B.T + sp.Identity(m)), lambda a: np.linalg.cholesky(a["B"] @ a["B"].T + np.eye(3)),
    ),
    "OrthogonalFactor": (nodes.OrthogonalFactor(W.T), lambda a: signed_qr(a["W"].T)[0]),
    "TriangularFactor": (nodes.TriangularFactor(W.T), lambda a: signed_qr(a["W"].T)[1]),
    "SymPy functions": (sp.Max(b, c) + sp.atan2(b, c), lambda a: max(a["b"], a["c"]) + np.arctan2(a["b"], a["c"])),
    "Piecewise": (sp.Piecewise((b, b < 0), (nodes.Total(x), True)), lambda a: a["x"].sum()),
}  # fmt: skip


@pytest.mark.parametrize("name", NODES)
def test_every_node_agrees_with_numpy(name):
    expr, expected = NODES[name]
    found = numbers(entries(expr, SIZES))
    np.testing.assert_allclose(found.squeeze(), np.squeeze(expected(ARRAYS)), rtol=1e-12)


def test_the_comparison_with_numpy_finds_a_wrong_entry():
    with pytest.raises(AssertionError):
        np.testing.assert_allclose(numbers(entries(W.T, SIZES)), ARRAYS["W"].T * (1 + 1e-10), rtol=1e-12)


@pytest.mark.parametrize(
    "row", [row for row in vars(elementwise).values() if isinstance(row, elementwise.ElementwiseFunction)], ids=repr
)
def test_functions_are_written_out_in_those_of_sympy(row):
    t = sp.Symbol("t")
    for found in (entries(row(t)), entries(row(vector("x", 1)))[0]):
        assert not found.atoms(elementwise.ElementwiseHead)
        at = {symbol: sp.Rational(3, 10) for symbol in found.free_symbols}
        assert abs(found.xreplace(at).evalf() - row(sp.Rational(3, 10)).evalf()) < 1e-14


def test_a_definition_may_use_another_function_of_ours():
    twice = elementwise.elementwise(
        "twice", lambda t, y: 2 * elementwise.sigmoid(t), lambda t: 2 * elementwise.sigmoid(t)
    )
    t = sp.Symbol("t")
    assert entries(twice(t)) == 2 / (1 + sp.exp(-t))


def test_symbols_count_from_one_and_a_vector_has_one_index():
    assert entries(x, SIZES).tolist() == [[sp.Symbol("x_1")], [sp.Symbol("x_2")], [sp.Symbol("x_3")]]
    assert [str(entry) for entry in entries(W, SIZES)] == ["W_1_1", "W_1_2", "W_1_3", "W_2_1", "W_2_2", "W_2_3"]
    assert [str(entry) for entry in entries(W, {n: 1, m: 1})] == ["W_1_1"]  # a matrix by its shape, not its size
    assert entries(b) is b


def test_sizes_are_two_where_nothing_is_said_and_numbers_in_a_shape_stay():
    assert entries(W).shape == (2, 2)
    assert entries(matrix("M", 3, m)).shape == (3, 2)


def test_derived_symbols_are_derived_from_the_entries():
    bar = cotangent_of(tangent_of(W), 2)
    found = entries(bar, {"n": 1, "m": 1})[0]
    assert isinstance(found, ScalarCotangent)
    assert found.name == "bar2_dot_W_1_1"
    assert found == cotangent_of(tangent_of(sp.Symbol("W_1_1")), 2)


def test_a_node_without_a_rule_is_named():
    with pytest.raises(MissingRuleError, match="Adjoint"):
        entries(sp.Adjoint(W))
    with pytest.raises(MissingRuleError, match="Sum"):
        entries(sp.Sum(b, (c, 1, 3)))
    with pytest.raises(MissingRuleError, match="exponent"):
        entries(sp.MatPow(A, b))


@pytest.mark.parametrize(
    ("expr", "sizes", "message"),
    [
        (x[5, 0], {"m": 3}, "position 5"),
        (nodes.Rows(x, 1, n), {"m": 2, "n": 2}, "position 2"),
        (vector("z", n - m), {"m": 2, "n": 2}, "positive integer"),
        (nodes.Unit(n, m, 3, 0), {}, "position 3"),
    ],
)
def test_sizes_that_do_not_fit(expr, sizes, message):
    expr = expr.func(*map(sp.sympify, expr.args)) if isinstance(expr, (nodes.Rows, nodes.Unit)) else expr
    with pytest.raises(ShapeError, match=message):
        entries(expr, sizes)


# -- programs ----------------------------------------------------------------------------------------------------


def cell():
    h, s, L = vector("h", n), scalar("s"), scalar("L")
    return Program(
        [(h, elementwise.sigmoid(W * x + b * u)), (s, dot(h, u) / n), (L, s**2)],
        outputs=[h, L], parameters=[W, b], carry={h: u},
    )  # fmt: skip


def test_a_program_becomes_one_equation_for_each_entry():
    found = expand(cell(), n=2, m=1)
    assert [str(equation) for equation in found.equations] == [
        "h_1 = 1/(exp(-b*u_1 - W_1_1*x_1) + 1)",
        "h_2 = 1/(exp(-b*u_2 - W_2_1*x_1) + 1)",
        "s = h_1*u_1/2 + h_2*u_2/2",
        "L = s**2",
    ]
    assert [str(symbol) for symbol in found.inputs] == ["W_1_1", "W_2_1", "b", "x_1", "u_1", "u_2"]
    assert [str(symbol) for symbol in found.parameters] == ["W_1_1", "W_2_1", "b"]
    assert [str(symbol) for symbol in found.outputs] == ["h_1", "h_2", "L"]
    assert {str(new): str(old) for new, old in found.carry.items()} == {"h_1": "u_1", "h_2": "u_2"}
    assert found.dims == ()


def test_the_type_of_the_program_is_kept():
    class Kind(Program):
        pass

    assert type(expand(Kind([(u, W * x)]))) is Kind
    assert expand(cell(), n=3) == expand(cell(), n=3, m=2)


def test_expanding_twice_changes_nothing():
    once = expand(cell())
    assert expand(once) == once


def test_the_gradient_of_the_expansion_is_the_expansion_of_the_gradient(rng):
    """Two ways to one thing: names agree as symbols, values at random numbers."""
    program = cell()
    one, other = (
        expand(gradient_program(program, of="L"), n=2, m=3),
        gradient_program(expand(program, n=2, m=3), of="L"),
    )
    assert one.outputs == other.outputs
    at = {
        symbol: sp.Float(value) for symbol, value in zip(one.inputs, rng.uniform(-1, 1, len(one.inputs)), strict=True)
    }
    for output in one.outputs:
        left, right = (program.inlined(output).xreplace(at).evalf() for program in (one, other))
        assert abs(left - right) < 1e-12


def test_a_seed_and_a_cotangent_of_one_name_stay_apart():
    h, L = vector("h", n), scalar("L")
    program = gradient_program(Program([(h, W * x), (L, dot(h, h))], outputs=[h, L]), wrt=x)
    found = expand(program, n=1, m=1)
    entry = sp.Symbol("h_1")
    assert seed_of(entry) in found.inputs
    assert cotangent_of(entry) in found.definitions
    assert list(found.defaults.values()) == [1]


def test_defaults_of_the_entries():
    program = tangent_program(gradient_program(Program([(u, hadamard(V * x, V * x))], outputs=[u])))
    found = expand(program, n=2, m=1)
    assert {str(symbol): number for symbol, number in found.defaults.items()} == {"dot_bar_u_1": 0, "dot_bar_u_2": 0}


def test_a_dimension_that_only_a_constant_has():
    k = dims("k")
    program = Program([(b, intake(total(hadamard(concat(x, sp.OneMatrix(k, 1)), concat(x, sp.OneMatrix(k, 1))))))])
    assert expand(program, m=1, k=4).equations == (Equation(b, sp.Symbol("x_1") ** 2 + 4),)


def test_an_unknown_dimension():
    with pytest.raises(UnboundNameError, match="no dimension k; its dimensions are n, m"):
        expand(cell(), k=3)


@pytest.mark.parametrize("size", [0, -1, 2.5, True, "q"])
def test_a_size_is_a_positive_integer(size):
    with pytest.raises(ArgumentError, match="size of n must be a positive integer"):
        expand(cell(), n=size)


@pytest.mark.parametrize("clashing", [scalar("W_1_2"), sp.Symbol("W_1_2"), vector("W_1", 2)])
def test_names_that_meet(clashing):
    with pytest.raises(NameClashError, match=f"an entry of W and one of {clashing} would both be named W_1_"):
        expand(Program([(u, W * x)], inputs=[W, x, clashing]))


def test_names_that_do_not_meet():
    assert sp.Symbol("W_9_9") in expand(Program([(u, W * x)], inputs=[W, x, sp.Symbol("W_9_9")])).inputs


def test_an_error_names_the_equation():
    with pytest.raises(ShapeError, match=r"equation s = x\[5, 0\]"):
        expand(Program([(scalar("s"), x[5, 0])]), m=2)


def test_a_deep_expression_is_no_trouble():
    z = x
    for _ in range(5001):
        z = sp.Basic.__new__(sp.Transpose, z)
    assert entries(z, {"m": 2}).tolist() == [[sp.Symbol("x_1"), sp.Symbol("x_2")]]


def test_what_has_no_value_has_none_by_cases_either():
    n, s = dims("n"), scalar("s")
    length = of_vectors.norm(of_vectors.normalize(sp.ZeroMatrix(n, 1)))  # 0 / 0 where it is written out
    (first,) = expand(Program([(s, elementwise.relu(length))]), n=2).equations
    assert first.rhs is sp.nan


def test_equal_eigenvalues_determine_no_eigenvector():
    u = vector("u", 2)
    whole = Program([(u, spectra.eigenvector(sp.Identity(2), sp.S.Zero))])
    with pytest.raises(MissingRuleError, match=r"the two eigenvalues in .* are equal, so no eigenvector is determined"):
        expand(whole)


def test_a_matrix_of_one_entry_has_one_eigenvector():
    one = matrix("s", 1, 1, symmetric=True)
    u = vector("u", 1)
    whole = expand(Program([(u, spectra.eigenvector(one, sp.S.Zero))], inputs=[one]))
    assert [equation.rhs for equation in whole.equations] == [1]
