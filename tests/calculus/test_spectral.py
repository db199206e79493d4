"""Eigenvalues, eigenvectors, pseudo-inverses and functions of a matrix: forms, derivatives, refusals."""

import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.algebra import spectra, transpose
from symgrad.calculus import tangent_rules, transpose_rules
from symgrad.expressions import nodes
from symgrad.printing import latex, text

n, m, k = sg.dims("n m k")
A, B, X = sg.matrices("A B X", n, n)
S = sg.matrix("S", n, n, symmetric=True)
W = sg.matrix("W", n, m)
a, b = sg.vectors("a b", n)
s, loss = sg.scalars("s loss")


def system(expr):
    return sg.System([(loss, expr)])


# -- forms ---------------------------------------------------------------------------------------------------------

FORMS = {
    "eigenvalue": (sg.gradient(sg.eigenvalue(S, 0), S), "v_1(S) v_1(S)ᵀ"),
    "eigenvector": (
        sg.jvp(sg.eigenvector(S, 1), S, A), "(λ_2(S) I - S)^(+) A v_2(S)",
    ),
    "the last one": (sg.eigenvalue(S, n - 1), "λ_n(S)"),
    "sqrtm": (sg.gradient(sp.Trace(sg.sqrtm(X)), X), "(X^(-1/2))ᵀ / 2"),
    "a root as a power": (sg.gradient(sp.Trace(A * X ** sp.Rational(1, 2)), X), "L_sqrtm(X; A)ᵀ"),
    "an inverse root": (sg.gradient(sp.Trace(sg.sqrtm(X).inv()), X), "-(X^(-3/2))ᵀ / 2"),
    "a root as a float": (sg.gradient(sp.Trace(X**0.5), X), "(X^(-1/2))ᵀ / 2"),
    "logm along itself": (sg.jacobian(sg.logm(s * X), s), "I / s"),
    "expm along a power of its own": (sg.jacobian(sg.expm(s * X**2), s), "X² expm(s X²)"),
    "sqrtm along a transpose of its own": (sg.jacobian(sg.sqrtm(s * X + X.T), s), "L_sqrtm(s X + Xᵀ; X)"),
    "logm": (sg.gradient(sp.Trace(sg.logm(X)), X), "X⁻ᵀ"),
    "a power": (sg.gradient(sp.Trace(sg.expm(s * sg.logm(X))), s), "tr(logm(X) expm(s logm(X)))"),
    "nuclear norm": (sg.gradient(sg.nuclear_norm(W), W), "W (Wᵀ W)^(-1/2)"),
    "least singular value": (
        sg.gradient(sg.singular_value(W, 0), W), "W v_1(Wᵀ W) v_1(Wᵀ W)ᵀ / sqrt(λ_1(Wᵀ W))"
    ),
    "solution": (sg.gradient(sg.dot(a, sg.solve(A, b)), A), "-A⁻ᵀ a bᵀ A⁻ᵀ"),
    "expm": (sg.gradient(sp.Trace(sg.expm(X)), X), "expm(X)ᵀ"),
    "sinm": (sg.gradient(sp.Trace(sg.sinm(X)), X), "cosm(X)ᵀ"),
    "cosm": (sg.gradient(sp.Trace(sg.cosm(X)), X), "-sinm(X)ᵀ"),
    "sinhm": (sg.gradient(sp.Trace(sg.sinhm(X)), X), "coshm(X)ᵀ"),
    "coshm": (sg.gradient(sp.Trace(sg.coshm(S)), S), "sinhm(S)"),
    "along": (sg.jvp(sg.expm(X), X, A), "L_expm(X; A)"),
    "along two": (sg.jvp(sg.jvp(sg.expm(X), X, A), X, B), "L_expm(X; A, B)"),
    "adjoint": (sg.gradient(sp.Trace(A * sg.expm(X)), X), "L_expm(X; A)ᵀ"),
    "pinv": (sg.pinv(W), "W^(+)"),
    "pinv of a vector": (sg.pinv(a), "aᵀ / ‖a‖²"),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_the_form_is_the_textbook_s(name):
    found, expected = FORMS[name]
    assert text(found) == expected


def test_latex():
    assert latex(sg.eigenvalue(S, 0)) == r"\lambda_1(S)"
    assert latex(sg.jvp(sg.eigenvector(S, 0), S, A)) == r"(\lambda_1(S) I - S)^+ A v_1(S)"
    assert latex(sg.pinv(W).T) == r"(W^+)^{\top}"
    assert latex(sg.expm(X)) == r"\operatorname{expm}(X)"
    assert latex(sg.expm(X, A, B)) == r"L_{\operatorname{expm}}(X; A, B)"


def test_the_derivative_of_a_function_of_a_matrix_is_linear_and_symmetric_in_its_directions():
    assert sg.expm(X, 2 * A, s * B) == 2 * s * sg.expm(X, B, A)
    assert sg.expm(X, A, sp.ZeroMatrix(n, n)) == sp.ZeroMatrix(n, n)
    assert sg.cosm(X, sp.Identity(n), A) == -sg.sinm(X, A)  # along the identity it is the slope
    assert sg.expm(X.T, A) == transpose(sg.expm(X, A.T))


def test_sympy_means_the_matrix_exponential_by_exp_of_a_square_matrix():
    assert sg.jvp(sp.exp(X), X, A) == sg.expm(X, A)
    assert isinstance(sg.jvp(sg.exp(X), X, A), sp.matrices.expressions.hadamard.HadamardProduct)  # of every entry


def test_all_eigenvalues_together_are_the_trace_and_the_determinant():
    value = nodes.Eigenvalue(S, k)
    assert sg.gradient(sp.Sum(value, (k, 0, n - 1)), S) == sp.Identity(n)
    assert text(sg.gradient(sp.Product(value, (k, 0, n - 1)), S)) == "det(S) S⁻¹"
    with pytest.raises(sg.MissingRuleError, match="it does not run over all eigenvalues of S, 0 to n - 1"):
        sg.gradient(sp.Sum(value, (k, 0, n - 2)), S)
    with pytest.raises(sg.MissingRuleError, match="symgrad knows the product of the eigenvalues"):
        sg.gradient(sp.Product(a[k, 0], (k, 0, n - 1)), a)


# -- derivatives of every order, against differences ------------------------------------------------------------------

CLOSED = {
    "eigenvalue": sg.eigenvalue(S, 1) ** 2,
    "eigenvector": sg.dot(a, sg.eigenvector(S, 0)) * sg.eigenvalue(S, n - 1),
    "eigenvector of a sum": sg.dot(a, sg.eigenvector(A + A.T, 1)),
    "eigenvalue of a product": sg.eigenvalue(W * W.T, n - 1),
    "pseudo-inverse": sg.dot(a, sg.pinv(W).T * sg.tanh(W.T * b)),
    "wide pseudo-inverse": sg.dot(sg.tanh(W), sg.pinv(W.T)),  # of W itself it is the rank, and all of it rounding
    "expm": sg.dot(a, sg.expm(A) * b),
    "sinm and cosm": sg.dot(A, sg.sinm(A) * sg.cosm(B)),
    "sqrtm and logm": sg.dot(A, sg.sqrtm(B.T * B + sp.Identity(n)) * sg.logm(B * B.T + 2 * sp.Identity(n))),
    "nuclear norm": sg.nuclear_norm(W.T),
    "a power of a matrix": sg.dot(a, (B.T * B + sp.Identity(n)) ** sp.Rational(2, 3) * b),
    "adjugate": sg.dot(A, sg.adjugate(B + 3 * sp.Identity(n))),
    "sinhm of a symmetric one": sp.Trace(sg.sinhm(S) * sg.coshm(S)),
}


@pytest.mark.parametrize("name", CLOSED)
def test_gradients_of_gradients_are_those_of_the_complex_step(name):
    cell = system(CLOSED[name])
    backward = cell.gradient()
    for program in (cell, backward, backward.tangent(), backward.gradient()):
        report = program.check(method="complex")
        assert report, str(report)
    assert cell.check(method="central")  # which takes the code for real numbers


@pytest.mark.parametrize("name", ["eigenvalue", "eigenvector of a sum", "wide pseudo-inverse", "expm", "nuclear norm"])
def test_gradients_are_those_of_sympy_on_the_expansion(name):
    cell = system(CLOSED[name])
    backward = cell.gradient().expand()
    value = cell.expand().inlined(loss)
    point = {v: sp.Float(0.3 + 0.37 * place % 0.8, 30) for place, v in enumerate(sorted(value.free_symbols, key=str))}
    if sp.Symbol("S_2_1") in point:
        point[sp.Symbol("S_2_1")] = point[sp.Symbol("S_1_2")]
    for bar in backward.outputs:
        found = backward.inlined(bar)
        found = found.xreplace({seed: sp.S.One for seed in found.free_symbols if seed.name == "bar_loss"})
        exact = sp.diff(value, bar.primal) if not has_twin(bar, cell) else symmetric_slope(value, bar.primal)
        assert abs(sp.N((found - exact).xreplace(point), 20)) < 1e-15


def has_twin(bar, cell):
    return bar.primal.name.startswith("S_")


def symmetric_slope(value, entry):
    """The projected gradient: half of what an entry and the one opposite give."""
    _, i, j = entry.name.split("_")
    return (sp.diff(value, entry) + sp.diff(value, sp.Symbol(f"S_{j}_{i}"))) / 2


@pytest.mark.parametrize("kind", [nodes.Eigenvalue, nodes.Eigenvector, nodes.PseudoInverse, nodes.MatrixMap])
def test_a_wrong_tangent_rule_is_seen(monkeypatch, kind):
    name = {"Eigenvalue": "eigenvalue", "Eigenvector": "eigenvector", "MatrixMap": "expm"}.get(kind.__name__)
    right = tangent_rules.TANGENT_RULES[kind]
    wrong = {**tangent_rules.TANGENT_RULES, kind: lambda *args: 2 * right(*args)}
    monkeypatch.setattr(tangent_rules, "TANGENT_RULES", wrong)
    assert not system(CLOSED[name or "pseudo-inverse"]).check(method="complex")


def test_a_wrong_transposition_is_seen(monkeypatch):
    right = transpose_rules.TRANSPOSE_RULES[nodes.MatrixMap]
    wrong = {**transpose_rules.TRANSPOSE_RULES, nodes.MatrixMap: lambda *args: transpose(right(*args))}
    monkeypatch.setattr(transpose_rules, "TRANSPOSE_RULES", wrong)
    assert not system(CLOSED["expm"]).check(method="complex")


def test_equal_eigenvalues_have_no_derivative_and_give_no_number():
    f = sg.lambdify(sg.jvp(sg.eigenvector(S, 0), S, A))
    with np.errstate(all="ignore"):
        assert not np.all(np.isfinite(f(S=np.eye(3), A=np.ones((3, 3)))))


# -- refusals ------------------------------------------------------------------------------------------------------


def test_a_matrix_that_is_not_known_to_be_symmetric_is_refused():
    with pytest.raises(sg.MissingRuleError, match=r"A is not known to be symmetric; declare it with symmetric=True"):
        sg.eigenvalue(A, 0)
    assert sg.eigenvalue(A * A.T, 0) is not None
    assert sg.eigenvalue(A.I + A.I.T, 0) is not None


@pytest.mark.parametrize("make", [lambda: sg.eigenvalue(W, 0), lambda: sg.expm(W), lambda: sg.sinm(a)])
def test_what_is_not_square_is_refused(make):
    with pytest.raises(sg.ShapeError, match="needs a square matrix"):
        make()


def test_a_place_that_there_is_not_is_refused():
    three = sg.matrix("T", 3, 3, symmetric=True)
    with pytest.raises(sg.ShapeError, match="the place of an eigenvalue is one of 0 to 2, but 3"):
        sg.eigenvector(three, 3)
    for place in (-1, sp.Rational(1, 2)):
        with pytest.raises(sg.SymgradError) as caught:
            sg.eigenvector(three, place)
        assert str(caught.value) == f"eigenvector: i is a whole number from 0 on, but {place} came."


def test_a_direction_of_another_shape_is_refused():
    with pytest.raises(sg.ShapeError, match="a derivative of expm needs parts of one shape"):
        sg.expm(A, W)


def test_from_size_three_on_the_entries_are_refused_by_name():
    for expr in (sg.eigenvalue(S, 0), sp.Trace(sg.expm(A))):
        with pytest.raises(sg.MissingRuleError, match="have no closed form from size 3 on"):
            system(expr).expand(n=3)


def test_every_row_is_its_series():
    """The table's heads: what interpolation at the eigenvalues gives is the sum of the powers."""
    x = np.array([[0.3, 0.8], [-0.2, 0.5]])
    for row in (value for value in vars(spectra).values() if isinstance(value, spectra.MatrixFunction)):
        t, around = sp.Symbol("t"), 3 if row in (spectra.sqrtm, spectra.logm) else 0
        series = sp.Poly(sp.series(row.head(around + t), t, 0, 30).removeO(), t)
        terms = [float(c) * np.linalg.matrix_power(x, power) for (power,), c in series.terms()]
        found = sg.lambdify(nodes.MatrixMap(row, A))(A=around * np.eye(2) + x)
        np.testing.assert_allclose(found, sum(terms), rtol=1e-13 if around else 1e-14)
