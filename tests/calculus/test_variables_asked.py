"""Derivatives by an entry and by a matrix that is written out, each compared with central differences or by hand."""

import numpy as np
import pytest
import sympy as sp

import symgrad as sg

n, m = sg.dims("n m")
x, y = sg.vectors("x y", n)
X = sg.matrix("X", n, n)
S = sg.matrix("S", n, n, symmetric=True)
a, b = sg.scalars("a b")
A, u = sg.matrix("A", 3, 3), sg.vector("u", 3)
i, j = sp.symbols("i j", integer=True)
STEP = 1e-6


def moved(expr, by, at, place, inputs):
    """A central difference of an expression in one entry of an array."""
    f = sg.lambdify(expr, inputs=inputs)
    bump = np.zeros_like(at[by])
    bump[place] = STEP
    return (f(**{**at, by: at[by] + bump}) - f(**{**at, by: at[by] - bump})) / (2 * STEP)


@pytest.fixture
def at(rng):
    return {"x": rng.normal(size=3), "y": rng.normal(size=3), "X": rng.normal(size=(3, 3))}


QUADRATIC = sg.dot(sg.tanh(X * x), y)


@pytest.mark.parametrize(("row", "column"), [(0, 1), (2, 2), (-1, 0)])
def test_of_a_scalar_it_is_an_entry_of_the_gradient(row, column, at):
    found = sg.gradient(QUADRATIC, X[row, column])
    assert not getattr(found, "shape", ())
    expected = moved(QUADRATIC, "X", at, (row, column), [X, x, y])
    assert sg.lambdify(found, inputs=[X, x, y])(**at) == pytest.approx(expected, abs=1e-8)


@pytest.mark.parametrize("expr", [sg.softmax(X * x), X * x + X.T * y, sg.outer(sg.sin(x), X * y), X * X])
def test_of_a_vector_or_a_matrix_it_has_its_shape(expr, at):
    found = sg.lambdify(sg.jacobian(expr, X[0, 2]), inputs=[X, x, y])(**at)
    assert np.allclose(found, moved(expr, "X", at, (0, 2), [X, x, y]), atol=1e-8)


def test_places_may_be_symbols():
    assert sg.text(sg.jacobian(x[j], x[i])) == "δ_i,j"
    assert sg.text(sg.gradient(sg.dot(x, y), x[i])) == "y_i"
    assert sg.text(sg.jacobian(X * y, X[i, j])) == "y_j e_i"
    assert sg.text(sg.jacobian(X * y, X[i, j], form="index")) == "[k; ] = δ_i,k y_j"  # its letters are none of ours


def test_an_entry_counts_from_the_end_too():
    assert sg.gradient(sg.dot(x, x), x[-1]) == 2 * x[n - 1]


def test_with_a_property_it_is_an_entry_of_the_projected_gradient(rng):
    scalar = sg.dot(x, S * y)
    at = {"x": rng.normal(size=3), "y": rng.normal(size=3), "S": np.eye(3)}
    whole = sg.lambdify(sg.gradient(scalar, S), inputs=[S, x, y])(**at)
    one = sg.lambdify(sg.gradient(scalar, S[0, 1]), inputs=[S, x, y])(**at)
    by_jacobian = sg.lambdify(sg.dot(sg.jacobian(S * y, S[0, 1]), x), inputs=[S, x, y])(**at)
    assert one == pytest.approx(whole[0, 1]) == by_jacobian


def test_second_derivatives_by_an_entry(at):
    found = sg.lambdify(sg.hessian(sg.logsumexp(x), x[1]))(x=at["x"])
    assert found == pytest.approx(moved(sg.gradient(sg.logsumexp(x), x[1]), "x", {"x": at["x"]}, 1, [x]), abs=1e-8)


def test_a_matrix_written_out_stands_for_its_entries():
    assert sg.text(sg.jacobian(sp.Matrix([a * b, a + b**2]), sp.Matrix([a, b]))) == "[b, a; 1, 2 b]"
    assert sg.text(sg.hessian(a**2 * b, sp.Matrix([a, b]))) == "[2 b, 2 a; 2 a, 0]"
    assert sg.text(sg.gradient(a**2 * b, sp.Matrix([[a, b]]))) == "[2 a b, a²]"
    assert sg.text(sg.jacobian(A * u, sp.Matrix([u[0], u[2]]))) == "[A_1,1, A_1,3; A_2,1, A_2,3; A_3,1, A_3,3]"


def test_all_entries_of_a_variable_are_the_variable():
    assert sg.gradient(sp.Trace(A * A), A.as_explicit()) == 2 * A.T
    assert sg.text(sg.gradient(sp.Trace(A * A), A.as_explicit().T)).startswith("[")  # in another order


def test_a_column_for_each_entry_of_any_size(rng):
    expr = sg.tanh(a * x + b * y)
    at = {"a": 0.3, "b": -0.7, "x": rng.normal(size=4), "y": rng.normal(size=4)}
    found = sg.lambdify(sg.jacobian(expr, sp.Matrix([a, b])))(**at)
    slope = 1 - np.tanh(0.3 * at["x"] - 0.7 * at["y"]) ** 2
    assert np.allclose(found, np.stack([slope * at["x"], slope * at["y"]], axis=1))
    turned = sg.lambdify(sg.jacobian(expr, sp.Matrix([a, b]), layout="denominator"))(**at)
    assert np.allclose(turned, found.T)


def test_vec_by_vec():
    found = sg.jacobian(a * A + b**2 * A.T, sp.Matrix([[a, b]]), form="kronecker")
    at = np.arange(9.0).reshape(3, 3)
    expected = np.stack([at.ravel(order="F"), 2 * 0.5 * at.T.ravel(order="F")], axis=1)
    assert np.allclose(sg.lambdify(found, inputs=[A, b])(A=at, b=0.5), expected)


def test_directions_of_entries_add_up():
    assert sg.text(sg.jvp(sg.dot(x, y), [x[0], x[1]], [a, b])) == "y·(a e_1 + b e_2)"
    assert sg.text(sg.differential(sg.dot(x, y), x[0])) == "y_1 (dot_x)_1"
    assert sg.text(sg.differential(a * b, sp.Matrix([a, b]))) == "a dot_b + b dot_a"
    assert sg.text(sg.vjp(X * x, x[0], y)) == "(Xᵀ y)_1"


@pytest.mark.parametrize("wrt", [[x[0], x[0]], [x[0], x], [x, x[0]]])
def test_one_tangent_for_each(wrt):
    given = [y if one is x else a for one in wrt]
    with pytest.raises(sg.ArgumentError, match="one tangent for each variable, but two for x came"):
        sg.jvp(sg.dot(x, x), wrt, given)


@pytest.mark.parametrize(
    ("wrt", "error", "told"),
    [
        ((X * X)[0, 1], sg.ArgumentError, "an entry of a variable, but .* is one of X"),
        (sp.Matrix([a, a]), sg.ArgumentError, "a stands twice"),
        (sp.Matrix([a, a * b]), sg.ArgumentError, r"a\*b came in Matrix"),
        (sp.Matrix(0, 0, []), sg.ArgumentError, "without entries"),
        (3, sg.SymgradError, "a symbol or its name, an entry of one or a matrix of these, but 3 came"),
    ],
)
def test_what_is_no_variable_is_refused(wrt, error, told):
    with pytest.raises(error, match=told):
        sg.gradient(a * b, wrt)


def test_what_has_more_axes_is_refused_with_what_to_do():
    with pytest.raises(sg.MissingRuleError, match="has 3 axes, so no matrix holds it; ask for form='kronecker'"):
        sg.jacobian(a * X, sp.Matrix([a, b]))
    with pytest.raises(sg.MissingRuleError, match="has no index for form='index'"):
        sg.jacobian(a * x, sp.Matrix([a, b]), form="index")
