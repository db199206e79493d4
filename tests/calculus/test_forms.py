"""Derivatives exactly as a reader writes them, each checked numerically too."""

import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.algebra import mul, raw
from symgrad.algebra.blocks import unvec, vec
from symgrad.checks import check_expression
from symgrad.expressions.nodes import Unvec
from symgrad.printing import text
from symgrad.programs.program import Program
from symgrad.targets import compile_numpy, random_point

n, m, k = sg.dims("n m k")
A, b, x, y, z = sg.matrix("A", n, m), sg.vector("b", n), sg.vector("x", m), sg.vector("y", m), sg.vector("z", n)
B, C, S = sg.matrix("B", m, n), sg.matrix("C", n, n), sg.matrix("S", n, n, symmetric=True)
X, Q = sg.matrix("X", n, n), sg.matrix("Q", n, m)
target = sg.vector("y_1", m, sums_to_one=True)
p = sg.softmax(x)
cross_entropy, declared = -sg.dot(y, sg.log_softmax(x)), -sg.dot(target, sg.log_softmax(x))
w, t = sg.vector("w", m), sg.vector("t", n)
logistic = sg.total(sg.softplus(Q * w)) - sg.dot(t, Q * w)
bernoulli = -sg.dot(t, sg.log(sg.sigmoid(Q * w))) - sg.dot(sg.ones(n) - t, sg.log(sg.ones(n) - sg.sigmoid(Q * w)))
bar = sg.vector("v", m)

GRADIENTS = [
    (sg.dot(A * x - b, A * x - b), x, "2 Aᵀ (A x - b)"),
    (z.T * C * z, z, "(C + Cᵀ) z"),
    (z.T * S * z, z, "2 S z"),
    (sp.Trace(B * X * A), X, "Bᵀ Aᵀ"),
    (sp.log(sp.Determinant(X)), X, "X⁻ᵀ"),
    (sg.logdet(X), X, "X⁻ᵀ"),
    (sp.Trace(sp.Inverse(X) * C), X, "-(X⁻¹ C X⁻¹)ᵀ"),
    (cross_entropy, x, "(𝟏ᵀ y) softmax(x) - y"),
    (declared, x, "softmax(x) - y_1"),
    (sg.logsumexp(x), x, "softmax(x)"),
    (sg.norm(x), x, "x / ‖x‖"),
    (logistic, w, "Qᵀ (sigmoid(Q w) - t)"),
    (bernoulli, w, "Qᵀ (sigmoid(Q w) - t)"),
    (sp.Determinant(X), X, "det(X) X⁻ᵀ"),
]
JACOBIANS = [
    (sg.sigmoid(x), x, "diag(sigmoid(x) ⊙ (1 - sigmoid(x)))"),
    (sg.tanh(x), x, "diag(1 - tanh²(x))"),
    (p, x, "diag(softmax(x)) - softmax(x) softmax(x)ᵀ"),
    (A * x, x, "A"),
]
HESSIANS = [
    (cross_entropy, x, "(𝟏ᵀ y) (diag(softmax(x)) - softmax(x) softmax(x)ᵀ)"),
    (sg.logsumexp(x), x, "diag(softmax(x)) - softmax(x) softmax(x)ᵀ"),
    (logistic, w, "Qᵀ diag(sigmoid(Q w) ⊙ (1 - sigmoid(Q w))) Q"),
    (sg.dot(A * x - b, A * x - b), x, "2 Aᵀ A"),
    (z.T * C * z, z, "C + Cᵀ"),
]


def passes(expr, derivative, variable):
    """Whether a derivative is that of an expression by the complex step, at a point drawn at random."""
    value, claimed = (sg.lambdify(one).program for one in (expr, derivative))
    inputs = list(dict.fromkeys([*value.inputs, *claimed.inputs, variable]))
    programs = [Program(one.equations, inputs=inputs, outputs=one.outputs, derived=True) for one in (value, claimed)]
    functions = compile_numpy(programs[0], analytic=True), compile_numpy(programs[1])
    report = check_expression(*functions, variable.name, at(programs[0]), method="complex")
    return bool(report)


def at(program):
    point = random_point(program, seed=6)
    if "S" in point:
        point["S"] = point["S"] + point["S"].T
    if "X" in point:
        point["X"] = point["X"] + 3 * np.eye(len(point["X"]))
    if "y_1" in point:
        point["y_1"] = point["y_1"] ** 2 / (point["y_1"] ** 2).sum()
    return point


@pytest.mark.parametrize(("expr", "variable", "form"), GRADIENTS, ids=[row[2] for row in GRADIENTS])
def test_gradients(expr, variable, form):
    found = sg.gradient(expr, variable)
    assert text(found) == form
    assert passes(expr, found, variable)


@pytest.mark.parametrize(("expr", "variable", "form"), JACOBIANS, ids=[row[2] for row in JACOBIANS])
def test_jacobians(expr, variable, form):
    found = sg.jacobian(expr, variable)
    assert text(found) == form
    assert passes(expr, found, variable)


@pytest.mark.parametrize(("expr", "variable", "form"), HESSIANS, ids=[row[2] for row in HESSIANS])
def test_hessians(expr, variable, form):
    found = sg.hessian(expr, variable)
    assert text(found) == form
    assert passes(sg.gradient(expr, variable), found, variable)


def test_a_wrong_form_would_be_seen():
    assert not passes(sg.dot(x, x), x, x)
    assert not passes(sg.softmax(x), sg.diag(p), x)


def test_a_perceptron_of_two_layers_has_four_gradients_from_two_deltas():
    W1, W2 = sg.matrix("W1", k, m), sg.matrix("W2", n, k)
    b1, b2, h, out, loss = sg.vector("b1", k), sg.vector("b2", n), sg.vector("h", k), sg.vector("o", n), sg.scalar("L")
    network = sg.System(
        [(h, sg.tanh(W1 * x + b1)), (out, W2 * h + b2), (loss, sg.dot(out - t, out - t) / 2)],
        inputs=[x, t],
        parameters=[W1, b1, W2, b2],
    )
    backward = network.gradient(wrt=network.parameters)
    assert str(backward).splitlines()[2:] == [
        "bar_o = bar_L (o - t)",
        "bar_pre_h = (W2ᵀ bar_o) ⊙ (1 - h²)",
        "bar_W1 = bar_pre_h xᵀ",
        "bar_b1 = bar_pre_h",
        "bar_W2 = bar_o hᵀ",
        "bar_b2 = bar_o",
    ]
    assert network.check(method="complex")


def test_layer_norm_has_three_terms():
    layer = sg.System([(sg.vector("h", m), sg.layer_norm(x))])
    assert layer.check(method="complex")
    assert text(sg.vjp(sg.layer_norm(x), x, bar)) == THREE_TERMS
    named = sg.System([(sg.vector("h", m), sg.layer_norm(x))]).gradient()
    assert [str(equation.lhs) for equation in named.equations][-2:] == ["bar_pre_h", "bar_x"]


THREE_TERMS = "(v - (v·standardize(x; 1e-5)) standardize(x; 1e-5) / m - (𝟏ᵀ v) 𝟏 / m) / deviation(x; 1e-5)"


def test_a_gradient_follows_the_property_of_its_variable():
    D, O = sg.matrix("D", n, n, diagonal=True), sg.matrix("O", n, n, orthogonal=True)
    assert text(sg.gradient(z.T * S * b, S)) == "(b zᵀ + z bᵀ) / 2"
    assert text(sg.gradient(z.T * D * b, D)) == "diag(b ⊙ z)"
    G = sg.gradient(sp.Trace(O.T * C), O)
    assert text(G) == "C - O (Cᵀ O + Oᵀ C) / 2"
    assert text(sg.gradient(sg.dot(target, x), target)) == "x - (𝟏ᵀ x) 𝟏 / m"
    (equation,) = sg.System([(sg.vector("h", n), S * z)]).gradient(wrt=S).equations
    assert text(equation.rhs) == "(bar_h zᵀ + z bar_hᵀ) / 2"


def test_properties_simplify():
    O = sg.matrix("O", n, n, orthogonal=True)
    assert sg.lambdify(O.T * O * z).program.equations[0].rhs == z
    assert mul(raw(sp.Inverse, O), O) == sp.Identity(n)
    assert text(sg.gradient(sp.Trace(sp.Inverse(O) * C), C)) == "O"
    with pytest.raises(
        sg.ShapeError, match=r"^matrix S: a matrix that is symmetric is square, but its shape is \(n, m\)"
    ):
        sg.matrix("S", n, m, symmetric=True)


def test_undefined_functions_keep_their_derivative_by_name():
    f, u = sp.Function("f"), sg.scalar("u")
    assert text(sg.gradient(f(u**2), u)) == "2 u f'(u²)"
    assert text(sg.hessian(f(u**2), u)) == "4 u² f''(u²) + 2 f'(u²)"
    assert text(sg.jacobian(x.applyfunc(f), x)) == "diag(f'(x))"


def test_sums_over_an_index():
    i = sp.Symbol("i", integer=True)
    assert sg.gradient(sp.Sum(x[i, 0] * y[i, 0], (i, 0, m - 1)), x) == y
    assert text(sg.gradient(sp.Sum(sp.tanh(x[i, 0]), (i, 0, m - 1)), x)) == "1 - tanh²(x)"
    with pytest.raises(
        sg.MissingRuleError, match=r"it does not run over all entries of x, 0 to m - 1; write it with dot"
    ):
        sg.gradient(sp.Sum(x[i, 0], (i, 1, m - 1)), x)


def test_more_than_two_axes():
    assert text(sg.jacobian(A * x, A, form="index").entry) == "δ_i,j x_k"
    assert sg.latex(sg.jacobian(A * x, A, form="index").entry) == r"\delta_{i,j} x_k"
    assert str(sg.jacobian(A * x, A, form="index").entry) == "KroneckerDelta(i, j)*x[k, 0]"
    assert str(sg.jacobian(A * x, A, form="kronecker")) == "KroneckerProduct(x.T, I)"
    assert sg.jacobian(A * x, x, layout="denominator") == A.T
    assert (
        sg.jacobian(sg.scalar("s") * x, sg.scalar("s"), layout="denominator") == x.T
    )  # rows follow s, as derivations print it
    assert sg.jacobian(sg.scalar("s") * x, sg.scalar("s")) == x
    with pytest.raises(sg.MissingRuleError, match=r"has 3 axes, so no matrix holds it; ask for form='index'"):
        sg.jacobian(A * x, A)
    with pytest.raises(
        sg.SymgradError, match=r"^jacobian: layout is one of 'numerator', 'denominator', but 'rows' came"
    ):
        sg.jacobian(A * x, x, layout="rows")


def test_refusals_name_the_node():
    u = sg.scalar("u")
    with pytest.raises(
        sg.MissingRuleError, match=r"^no rule for the function besselj of 2 arguments, in besselj\(1, u\); write it in "
    ):
        sg.gradient(sp.besselj(1, u), u)


def test_an_absent_variable_gives_a_zero_of_its_shape():
    assert sg.gradient(sg.dot(x, x), A) == sp.ZeroMatrix(n, m)
    assert sg.jacobian(A * x, z) == sp.ZeroMatrix(n, n)
    assert sg.gradient(sg.dot(x, x), sg.scalar("q")) == 0


def test_a_number_beside_a_vector_is_added_to_every_entry():
    gate, c = sg.vector("z_1", n), sg.scalar("c")
    assert text(1 - gate) == "1 - z_1"
    assert text(gate + c) == "z_1 + c 𝟏"
    mixed = sg.System([(sg.vector("h", n), sg.hadamard(1 - gate, b) + sg.hadamard(gate, sg.tanh(b) + (2 - c)))])
    assert mixed.check(method="complex")
    assert (1 - sg.tanh(b)).shape == (n, 1)


def test_means_and_norms():
    assert text(sg.gradient(sg.mean(x), x)) == "𝟏 / m"
    assert text(sg.gradient(sg.norm_1(x), x)) == "sign(x)"
    assert text(sg.gradient(sg.norm_squared(A), A)) == "2 A"
    assert text(sg.gradient(sg.norm(A), A)) == "A / ‖A‖_F"
    assert text(sg.gradient(sg.maximum(x), x)) == "argmax(x)"
    ties = sg.lambdify(sg.gradient(sg.maximum(x), x))(x=np.array([1.0, 3.0, 3.0]))
    assert ties.tolist() == [0.0, 1.0, 0.0]  # the first of them


def test_a_check_respects_properties():
    loss, q = sg.scalar("loss"), sg.vector("q", n)
    cell = sg.System([(loss, sg.dot(q, S * q) + sg.dot(z, S * q))])
    report = cell.check(method="complex")
    assert report
    assert report.notes == ("S moved along the directions that the property allows.",)
    assert {entry.name for entry in report.entries} == {"bar_q", "bar_S", "bar_z"}
    assert cell.check(wrt="S", method="complex")
    assert cell.derivative("loss", "S").expression.T.doit() == cell.derivative("loss", "S").expression.doit()


def test_vec_cut_into_another_shape_is_not_the_matrix_again():
    a, c = sg.matrix("a", 2, 3), sg.matrix("c", 3, 2)
    assert unvec(vec(a), 2, 3) == a
    assert unvec(vec(a), 3, 2) != a
    assert sg.System([(c, unvec(vec(a), 3, 2))]).check(method="complex")


def test_variables_are_real_so_that_a_conjugate_is_the_thing_itself():
    u = sg.scalar("u")
    assert sg.gradient(sp.Trace(A * sp.Adjoint(A)), A) == 2 * A
    assert sg.jvp(sp.Adjoint(A), A, A) == A.T
    assert sg.gradient(sp.conjugate(u) * u, u) == 2 * u


def test_a_kronecker_product_by_a_matrix_inside_it_has_an_entry():
    """Found by the long search: an error that is caught further up could not be made."""
    p = sg.dims("p")
    first, inside = sg.vector("x", n), sg.matrix("W", p, n)
    u = sg.vector("u", n * p)
    told = sg.System([(u, sp.KroneckerProduct(first, inside * first))]).derivative("u", "W")
    assert len(told.expression.rows) == 1
    assert len(told.expression.columns) == 2


def test_a_variable_keeps_its_size_as_it_was_written():
    """Found by the long search: 3 m + 3 n became 3 (m + n), and with it x another variable."""
    tall, u, out = sp.MatrixSymbol("x", 3 * m + 3 * n, 1), sg.vector("u", 3), sg.vector("y", m + n)
    system = sg.System([(out, sp.Basic.__new__(Unvec, tall, m + n, sp.Integer(3)) * u)])
    backward = system.gradient(wrt="u").simplify()
    assert set(backward.inputs) == {tall, u, *backward.inputs[-1:]}
    assert backward.equations[0].rhs.atoms(sp.MatrixSymbol) == {tall, backward.inputs[-1]}


def test_what_a_trace_leaves_out_is_not_computed():
    """Times 0 the slope of a root at 0 would be nan."""
    u, v, L = sg.scalar("u"), sg.scalar("v"), sg.scalar("L")
    back = sg.System([(L, sp.Trace(sp.Matrix([[u**2, sp.sqrt(sg.relu(u)) * v], [sp.sqrt(sg.relu(u)), v]])))]).gradient()
    assert [str(equation.lhs) for equation in back.equations] == ["bar_u", "bar_v"]
    assert back.lambdify()(u=-0.5, v=2.0)["bar_u"] == -1.0


def test_a_size_that_no_variable_has_comes_in_as_a_number():
    q, L = sg.scalar("q"), sg.scalar("L")
    m = sp.Symbol("m", integer=True, positive=True)
    back = sg.System([(L, sg.total(sg.sigmoid(sg.ones(m)) - q * sg.ones(m)))]).gradient()
    assert [str(equation) for equation in back.equations] == ["bar_q = -bar_L*m"]
    assert back.inputs[-1] == m
    assert back.lambdify()(q=0.5, m=4) == -4.0


def test_a_tangent_for_each_variable():
    n = sg.dims("n")
    A, B, x, y, z = *sg.matrices("A B", n, n), *sg.vectors("x y z", n)
    with pytest.raises(sg.ArgumentError) as told:
        sg.jvp(A * x, [A, x], [B])
    assert str(told.value) == "jvp: a tangent for each variable, but 1 for 2 came."
    with pytest.raises(sg.ArgumentError) as told:
        sg.jvp(A * x, [x, x], [y, z])
    assert str(told.value) == "jvp: one tangent for each variable, but two for x came; give their sum."
    assert sg.jvp(A * x, [A, x], [B, z]) == A * z + B * x


def test_a_row_variable_counts_as_the_vector_that_it_is_the_transpose_of():
    r, s = sg.matrix("r", 1, n), sg.matrix("s", 1, n)
    made = {
        "A": (C * r.T, "C"),
        "row by row": (r * C, "Cᵀ"),
        "entry by entry": (sg.hadamard(r, s), "diag(s)"),
        "of a function": (sg.tanh(r.T), "diag(1 - tanh²(rᵀ))"),
        "of none": (z, "0"),
    }
    for expr, told in made.values():
        assert text(sg.jacobian(expr, r)).replace("sᵀ", "s") == told
    layer = sg.System([(z, sg.tanh(C * r.T))])
    assert layer.derivative("z", "r").check(method="complex")
    assert sg.System([(s, sg.tanh(r * C))]).derivative("s", "r").check(method="complex")
    assert sg.System([(s, sg.tanh(z.T * C))]).derivative("s", "z").check(method="complex")


def test_the_axes_of_what_no_matrix_holds_are_counted():
    with pytest.raises(sg.MissingRuleError) as caught:
        sg.jacobian(C * z, C)
    assert str(caught.value) == (
        "the derivative of something of shape (n,) with respect to C, of shape (n, n), has 3 axes, so no matrix holds "
        "it; ask for form='index' (its entry), for form='kronecker' (vec by vec), or for its product with a cotangent "
        "(vjp) or a tangent (jvp)."
    )


@pytest.mark.parametrize("exponent", [sg.scalar("p"), n, sp.Rational(1, 2), sp.Symbol("k", integer=True)])
def test_a_matrix_to_a_power_that_is_no_whole_number_is_refused_when_it_comes_in(exponent):
    with pytest.raises(sg.MissingRuleError) as caught:
        sg.System([(z, sp.MatPow(C, exponent) * sg.vector("v", n))])
    told = f"C**{exponent}" if exponent.is_Symbol else f"C**({exponent})"
    assert str(caught.value) == (
        f"equation 1, z = {told}*v: no rule for {told}: the exponent of a matrix is a whole number, "
        f"but {exponent} came; write that number."
    )


def test_a_float_that_is_a_whole_number_is_one_as_an_exponent():
    v = sg.vector("v", n)
    assert sg.System([(z, C**2.0 * v)]).equations == sg.System([(z, C**2 * v)]).equations


def test_a_matrix_by_a_row_has_three_axes():
    r, s = sg.matrix("r", 1, n), sg.vector("s", n)
    derivative = sg.System([(sg.matrix("Y", n, n), s * r)]).derivative("Y", "r")
    assert str(derivative.expression.entry) == "KroneckerDelta(j, k)*s[i, 0]"
    with pytest.raises(sg.MissingRuleError, match=r"with respect to r, of shape \(1, n\), has 3 axes"):
        sg.jacobian(s * r, r)


POSITIONS = [sp.Symbol("i", integer=True, nonnegative=True), sp.Symbol("i", integer=True), sg.dims("i")]


@pytest.mark.parametrize("letter", POSITIONS)
def test_letters_of_indices_are_no_positions_in_the_expression(letter):
    A = sg.matrix("A", n, n)
    form = sg.jacobian(A * A[:, letter], A, form="index")
    assert [str(index) for index in (*form.rows, *form.columns)] == ["j", "k", "l"]
    W, z = sg.matrix("W", n, m), sg.vector("z", m)
    system = sg.System([(sg.vector("h", 2), sg.rows(W * z, letter, 2))])
    assert str(system.derivative("h", "W")).startswith("∂h_j/∂W_k,l = ")


def test_names_that_look_like_those_of_the_library_are_an_authors():
    a, u = sg.scalar("a"), sp.Symbol("__0__")
    x, c, z, W = sg.vector("x", n), sp.MatrixSymbol("__cotangent__", n, 1), sg.vector("z", m), sg.matrix("W", n, m)
    found = sg.gradient(u * a * sg.dot(x, x) + u**2 * a + a * a * sg.dot(x, x), a)
    assert sp.expand(found - u * sg.dot(x, x) - u**2 - 2 * a * sg.dot(x, x)) == 0
    other = sg.vector("c", n)
    form = [sg.jacobian(sg.hadamard(v, v, W * z) + v * (z.T * W.T * v), W, form="index") for v in (c, other)]
    assert str(form[0]).replace("(__cotangent__)", "c") == str(form[1])
