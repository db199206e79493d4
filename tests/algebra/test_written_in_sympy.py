"""What SymPy rewrites or classifies before it comes in: taken in as it was meant, or refused by name."""

import numpy as np
import pytest
import sympy as sp
from sympy.matrices.expressions.hadamard import HadamardPower
from sympy.tensor.array.expressions import ArrayContraction, convert_array_to_matrix

import symgrad as sg

n, m = sg.dims("n m")
x, y, h = sg.vectors("x y h", n)
z, single = sg.vector("z", m), sg.vector("u", 1)
A, B, C, M = sg.matrices("A B C M", n, n)
E = sg.matrix("E", m, n)
a, b, label, out = sg.scalars("a b label out")
t, HALF = sp.Symbol("t"), sp.Rational(1, 2)


def value(expr, left=out, **arrays):
    return sg.System([(left, expr)]).lambdify()(**arrays)


def test_a_product_of_matrices_in_a_formula_is_their_product(rng):
    one, other, third = rng.normal(size=(3, 2, 2))
    found = value(C.applyfunc(sp.Lambda(t, A * B)), M, A=one, B=other)
    assert np.allclose(found, one @ other)
    sums = value(C.applyfunc(sp.Lambda(t, A.T * B + C)), M, A=one, B=other, C=third)
    assert np.allclose(sums, one.T @ other + third)


@pytest.mark.parametrize("body", [t * (A * B), sp.tanh(t) * A * B, t * (A.T * B + C), t * A])
def test_a_formula_of_entries_holds_no_matrix_times_its_variable(body):
    with pytest.raises(sg.MissingRuleError, match="applied to entries is a formula of scalars: write hadamard"):
        sg.System([(M, C.applyfunc(sp.Lambda(t, body)))])


def test_a_matrix_in_a_formula_has_the_shape_of_what_it_is_applied_to():
    with pytest.raises(sg.ShapeError, match="a formula of every entry needs parts of one shape, but x is"):
        sg.System([(h, x.applyfunc(sp.Lambda(t, A)))])


@pytest.mark.parametrize("third", [1, 3])
def test_roots_of_squares_of_products_are_absolute_values(third):
    expr = ((x.T * y) ** 2) ** (third * HALF)
    arrays = {"x": np.array([1.0, -2.0]), "y": np.array([3.0, 4.0])}  # their product is -5
    assert value(expr, **arrays) == pytest.approx(5.0**third)
    gradient = sg.lambdify(sg.gradient(expr, x))(**arrays)
    assert np.allclose(gradient, third * 5.0 ** (third - 1) * -arrays["y"])


def test_powers_of_powers_of_matrices_merge_where_both_are_whole_numbers():
    assert str(sg.System([(M, (A**2) ** 3)])) == "M = A⁶"
    assert str(sg.System([(M, (A.inv() ** 2) ** -1)])) == "M = A²"
    for power, root in ((A**2, HALF), (A**4, sp.Rational(1, 4))):
        with pytest.raises(sg.MissingRuleError, match=r"write sg\.sqrtm"):
            power**root
    with pytest.raises(sg.ArgumentError, match="1 is divided by 0"):
        (A - A) ** -1


@pytest.mark.parametrize(("base", "exponent"), [(A, x), (A, x.T), (x, A), (x, z)])
def test_a_power_of_every_entry_has_parts_of_one_shape(base, exponent):
    with pytest.raises(sg.ShapeError, match="a power of every entry needs parts of one shape"):
        sg.System([(out, sg.total(HadamardPower(base, exponent)))])


@pytest.mark.parametrize("written", [lambda: sp.Abs(A) ** 2, lambda: sp.Abs(x)])
def test_the_absolute_value_of_a_matrix_is_refused(written):
    with pytest.raises(sg.ArgumentError, match=r"for the absolute value of each entry write sg.abs\(x\)"):
        written()


@pytest.mark.parametrize("declared", [{"imaginary": True}, {"real": False}, {"commutative": False}])
def test_symbols_that_are_no_real_numbers_are_refused(declared):
    with pytest.raises(sg.MissingRuleError, match="the symbol z, which is declared as no real number"):
        sg.gradient(sp.Symbol("z", **declared) * a, a)


@pytest.mark.parametrize("number", [sp.oo, sp.Integer(10) ** 400])
def test_numbers_that_no_float_holds_are_refused_in_every_verb(number):
    with pytest.raises(sg.MissingRuleError, match="no rule for the number"):
        sg.gradient(number * a, a)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (sp.Max(t, a), lambda u, a: np.maximum(u, a)),
        (sp.Piecewise((t, t > a), (0, True)), lambda u, a: np.where(u > a, u, 0.0)),
        (a * t * sp.sin(t), lambda u, a: a * u * np.sin(u)),
    ],
)
def test_formulas_are_applied_to_a_vector_of_one_entry(body, expected):
    arrays = {"u": np.array([0.7]), "a": 0.2}
    found = value(single.applyfunc(sp.Lambda(t, body)), sg.vector("v", 1), **arrays)
    assert np.allclose(found, expected(**arrays))
    assert np.allclose(value(single.applyfunc(sp.sin), sg.vector("v", 1), u=arrays["u"]), np.sin(0.7))


def test_functions_of_a_product_of_vectors_stand_beside_vectors(rng):
    one, other = rng.normal(size=(2, 3))
    for expr in (sp.tanh(x.T * y) * x, x * sp.tanh(x.T * y)):
        assert np.allclose(value(expr, h, x=one, y=other), np.tanh(one @ other) * one)
    assert np.allclose(value(sp.tanh(x.T * y) + x, h, x=one, y=other), np.tanh(one @ other) + one)
    nested = sp.tanh(1 + sp.tanh(x.T * y)) * x
    assert np.allclose(value(nested, h, x=one, y=other), np.tanh(1 + np.tanh(one @ other)) * one)
    chosen = sp.Piecewise((x.T * y, a > 0), (0, True)) * x
    assert np.allclose(value(chosen, h, x=one, y=other, a=0.3), (one @ other) * one)


def test_the_absolute_value_of_a_product_of_vectors_is_a_scalar(rng):
    one, other = rng.normal(size=(2, 3))
    assert np.allclose(value(sp.Abs(x.T * y) * y, h, x=one, y=other), abs(one @ other) * other)
    assert sg.gradient(sp.Abs(x.T * y), x) == sg.sign(sg.dot(x, y)) * y


@pytest.mark.parametrize("written", [lambda: sp.tanh(x) + x, lambda: E * sp.tanh(x), lambda: sp.exp(A) * x])
def test_functions_of_matrices_as_sympy_makes_them_do_not_stand_beside_matrices(written):
    with pytest.raises(sg.ArgumentError, match=r"is no scalar; for a function of every entry write sg.tanh\(x\)"):
        written()


def test_a_sum_over_the_one_column_of_a_vector():
    w = sp.MatrixSymbol("w", 3, 1)
    j, k = sp.symbols("j k")
    assert sg.gradient(sp.Sum(w[k, 0] * w[k, j], (k, 0, 2), (j, 0, 0)), w) == 2 * w


def test_a_row_by_a_label_is_one_by_a_position(rng):
    system = sg.System([(h, sg.tanh(E[label, :].T + x))], inputs=[E, label, x])
    table, shift = rng.normal(size=(5, 3)), rng.normal(size=3)
    assert np.allclose(system.lambdify()(E=table, label=3, x=shift), np.tanh(table[3] + shift))
    back = system.gradient().lambdify()(E=table, label=3, x=shift, bar_h=np.ones(3))["bar_E"]
    expected = np.zeros((5, 3))
    expected[3] = 1 - np.tanh(table[3] + shift) ** 2
    assert np.allclose(back, expected)
    assert bool(system.check())
    assert value(2 * x[label : label + 1, 0][0, 0], x=shift, label=2) == 2 * shift[2]


@pytest.mark.parametrize("exponent", [2.0, 3.0, -1.0])
def test_the_determinant_of_a_power_is_a_power_of_the_determinant(exponent, rng):
    one, other, third = rng.normal(size=(3, 3, 3))
    found = sg.lambdify(sp.Determinant(2 * A * C.T**a * B))(A=one, B=other, C=third, a=exponent)
    true = np.linalg.det(2 * one @ np.linalg.matrix_power(third.T, int(exponent)) @ other)
    assert found == pytest.approx(true)
    slope = sg.gradient(sp.Determinant(A**a), A)
    assert sg.text(slope) == "a det(A)^a A⁻ᵀ"
    inverse = np.linalg.inv(one)
    expected = exponent * np.linalg.det(one) ** exponent * inverse.T
    assert np.allclose(sg.lambdify(slope)(A=one, a=exponent), expected)


def test_a_power_by_a_letter_is_refused():
    for expr in (sp.Trace(A**a), sp.Determinant(A**a + B), sp.Determinant(A) * sp.Trace(A**a)):
        with pytest.raises(sg.MissingRuleError, match="the exponent of a matrix is a number"):
            sg.gradient(expr, A)


def test_an_array_of_sympys_is_refused_with_what_to_write():
    trace = ArrayContraction(A, (0, 1))
    with pytest.raises(sg.ArgumentError, match=r"is an array of SymPy's; .* convert_array_to_matrix"):
        sg.gradient(trace, A)
    with pytest.raises(sg.ArgumentError, match="is an array of SymPy's"):
        sg.gradient(sp.Array([[1, 2], [3, 4]]), A)
    assert sg.gradient(convert_array_to_matrix(trace), A) == sp.Identity(n)
