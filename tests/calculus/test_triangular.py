"""Cholesky, QR, triangles and vech: forms, derivatives, refusals."""

import mpmath as mp
import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.algebra.sides import sides
from symgrad.calculus import tangent_rules, transpose_rules
from symgrad.expressions import nodes
from symgrad.printing import latex, text

n, m = sg.dims("n m")
A, C = sg.matrices("A C", m, n)  # of at least as many rows as columns
B, X = sg.matrices("B X", n, n)
S = sg.matrix("S", n, n, symmetric=True)
P = sg.matrix("P", n, n, positive_definite=True)
L, U = sg.matrix("L", n, n, lower=True), sg.matrix("U", n, n, upper=True)
D = sg.matrix("D", n, n, diagonal=True)
x, y = sg.vectors("x y", n)
w = sg.vector("w", n * (n + 1) / 2)
loss = sg.scalar("loss")
chol = sg.cholesky(P)


def system(expr):
    return sg.System([(loss, expr)])


# -- forms ---------------------------------------------------------------------------------------------------------

FORMS = {
    "the differential of Cholesky (Murray)": (sg.jvp(chol, P, B), "chol(P) Φ(chol(P)⁻¹ B chol(P)⁻ᵀ)"),
    "its cotangent": (
        sg.gradient(sg.dot(B, chol), P), "chol(P)⁻ᵀ (Φ(chol(P)ᵀ B) + Φ(chol(P)ᵀ B)ᵀ) chol(P)⁻¹ / 2",
    ),
    "log det by Cholesky": (sg.gradient(2 * sg.total(sg.log(sg.diagonal(chol))), P), "P⁻¹"),
    "log det of the product": (sg.gradient(sg.logdet(chol * chol.T), P), "P⁻¹"),
    "the differential of R": (
        sg.jvp(sg.qr_r(A), A, C),
        "Φ(qr_Q(A)ᵀ C qr_R(A)⁻¹ + qr_R(A)⁻ᵀ Cᵀ qr_Q(A))ᵀ qr_R(A)",
    ),
    "the cotangent of R": (
        sg.gradient(sg.dot(B, sg.qr_r(A)), A), "qr_Q(A) (Φ(qr_R(A) Bᵀ) + Φ(qr_R(A) Bᵀ)ᵀ) qr_R(A)⁻ᵀ",
    ),
    "the cotangent of Q": (
        sg.gradient(sg.dot(C, sg.qr_q(A)), A),
        "(C - qr_Q(A) (Φ(Cᵀ qr_Q(A)) + Φ(Cᵀ qr_Q(A))ᵀ)) qr_R(A)⁻ᵀ",
    ),
    "orthonormal columns": (sg.qr_q(A).T * sg.qr_q(A) * x, "x"),
    "a lower triangular variable": (sg.gradient(sg.dot(x, L * y), L), "tril(x yᵀ)"),
    "an upper triangular variable": (sg.gradient(sg.dot(x, U * y), U), "triu(x yᵀ)"),
    "log det of a triangular one": (sg.gradient(sg.logdet(L), L), "diag(𝟏 ⊘ diagonal(L))"),
    "solve with a triangular one": (sg.gradient(sg.dot(x, sg.solve(L, y)), L), "-tril(L⁻ᵀ x yᵀ L⁻ᵀ)"),
    "the gradient by vech": (sg.gradient(sg.logdet(P), sg.vech(P)), "D_nᵀ vec(P⁻¹)"),
    "the Hessian of log det by vech": (sg.hessian(sg.logdet(P), sg.vech(P)), "-D_nᵀ (P⁻¹ ⊗ P⁻¹) D_n"),
    "the Jacobian of the inverse by vech": (sg.jacobian(sg.vech(S.I), sg.vech(S)), "-L_n (S⁻¹ ⊗ S⁻¹) D_n"),
    "the Jacobian of a square by vech": (
        sg.jacobian(S * S, sg.vech(S), form="kronecker"), "(I_n ⊗ S + S ⊗ I_n) D_n",
    ),
    "the Jacobian of a product by vech": (sg.jacobian(S * x, sg.vech(S)), "(xᵀ ⊗ I_n) D_n"),
    "the row of a scalar by vech": (sg.jacobian(sg.dot(x, S * x), sg.vech(S)), "vec(x xᵀ)ᵀ D_n"),
    "the gradient by the vech of a triangular one": (sg.gradient(sg.dot(x, L * y), sg.vech(L)), "vech(x yᵀ)"),
    "the Jacobian by the vech of a triangular one": (sg.jacobian(L * x, sg.vech(L)), "(xᵀ ⊗ I_n) L_nᵀ"),
    "along a vech": (sg.jvp(S * x, sg.vech(S), w), "unvec(D_n w, n, n) x"),
    "along the vech of a triangular one": (sg.jvp(L * x, sg.vech(L), w), "unvech(w) x"),
    "the differential by vech": (sg.differential(S * x, sg.vech(S)), "dot_S x"),
    "the vjp by vech": (sg.vjp(S * x, sg.vech(S), y), "D_nᵀ vec(x yᵀ + y xᵀ) / 2"),
}  # fmt: skip


@pytest.mark.parametrize("name", FORMS)
def test_the_form_is_that_of_the_papers(name):
    found, expected = FORMS[name]
    assert text(found) == expected


def test_the_other_factor_is_called_by_its_name():
    Q, R, y, b = sg.matrix("Q", m, n), sg.matrix("R", n, n, upper=True), sg.vector("y", m), sg.vector("b", n)
    cell = sg.System([(Q, sg.qr_q(A)), (R, sg.qr_r(A)), (b, sg.solve(R, Q.T * y)), (loss, sg.dot(b, b))], [loss])
    back = cell.gradient()
    assert "qr" not in str(back).partition("bar_b")[2]
    assert "bar_A = (Q bar_pre_Q + Q bar_pre_Qᵀ + Q bar_pre_R + Q bar_pre_Rᵀ + bar_Q) R⁻ᵀ" in str(back)
    for program in (cell, back, back.tangent(), back.gradient()):
        assert program.check(method="complex")


def test_latex():
    assert latex(sg.jvp(chol, P, B)) == (
        r"\operatorname{chol}(P) \Phi(\operatorname{chol}(P)^{-1} B \operatorname{chol}(P)^{-\top})"
    )
    assert latex(sg.hessian(sg.logdet(P), sg.vech(P))) == r"-D_n^{\top} (P^{-1} \otimes_{\mathsf{K}} P^{-1}) D_n"
    assert latex(sg.tril(X)) == r"\operatorname{tril}(X)"
    assert latex(sg.triu(X).T) == r"\operatorname{tril}(X^{\top})"
    assert latex(sg.qr_q(A)) == r"\operatorname{qr}_Q(A)"
    assert latex(sg.unvech(w, n)) == r"\operatorname{unvech}(w)"


def test_the_legend_says_what_the_signs_mean():
    told = " ".join(system(sg.dot(B, sg.cholesky(P)) + sg.total(sg.duplication(n) * sg.vech(P))).gradient().legend())
    for part in (r"\Phi(X)", r"\operatorname{chol}(A)", r"D_n \, \operatorname{vech}(S)", "below the diagonal"):
        assert part in told


def test_a_name_of_the_author_keeps_its_letter():
    phi, dup = sg.matrix("Phi", n, n), sg.matrix("D", n, n)
    assert r"\mathsf{\Phi}(" in latex(sg.jvp(chol, P, phi))
    assert r"\mathsf{D}_n" in latex(sg.duplication(n) * w * sp.Trace(dup))


SIMPLE = {
    "tril of a lower one": (sg.tril(L), L),
    "tril of an upper one": (sg.tril(U), sg.diag(sg.diagonal(U))),
    "triu of a factor": (sg.triu(sg.qr_r(A)), sg.qr_r(A)),
    "tril of a product of lower ones": (sg.tril(L * chol), L * chol),
    "twice": (sg.tril(sg.tril(X)), sg.tril(X)),
    "both": (sg.triu(sg.tril(X)), sg.diag(sg.diagonal(X))),
    "of a diagonal one": (sg.tril(D), D),
    "of a multiple": (sg.tril(3 * X), 3 * sg.tril(X)),
    "the transpose": (sg.tril(X.T), sg.triu(X).T),
    "the diagonal of an inverse": (sg.diagonal(L.I), sg.divide(sg.ones(n), sg.diagonal(L))),
    "the diagonal of a product": (sg.diagonal(L * L), sg.hadamard(sg.diagonal(L), sg.diagonal(L))),
    "vech of a triangle": (sg.vech(sg.tril(X)), sg.vech(X)),
    "vech and back": (sg.unvech(sg.vech(X), n), sg.tril(X)),
    "back and vech": (sg.vech(sg.unvech(w, n)), w),
    "L D": (sg.elimination(n) * sg.duplication(n), sp.Identity(n * (n + 1) / 2)),
    "K D": (nodes.Commutation(n, n) * sg.duplication(n), sg.duplication(n)),
    "Cholesky of a multiple": (sg.cholesky(4 * P), 2 * chol),
    "L L'": (sg.simplify(chol * chol.T), P),
}


@pytest.mark.parametrize("name", SIMPLE)
def test_what_is_known_is_simplified(name):
    found, expected = SIMPLE[name]
    assert sg.simplify(found) == sg.simplify(expected)


def test_the_sides_of_a_matrix_follow_from_its_parts():
    for lower in (L, U.T, L.I, L * L + chol, sg.tril(X), sg.qr_r(A).T, sg.hadamard(L, X), L**3):
        assert sides(sp.sympify(lower)) == {"lower"}, lower
    assert sides(D) == sides(sp.Identity(n)) == {"lower", "upper"}
    for neither in (L * U, X, L + U, L * X, sg.qr_q(A), A):
        assert sides(neither) == frozenset(), neither


# -- derivatives of every order, against the complex step of plain recursions ------------------------------------------

CLOSED = {
    "cholesky": sg.dot(B, chol),
    "cholesky of a sum": sg.dot(B, sg.cholesky(B * B.T + sp.Identity(n))),
    "a Gaussian by its factor": sg.dot(x, chol.I.T * chol.I * x) + 2 * sg.total(sg.log(sg.diagonal(chol))),
    "q": sg.dot(C, sg.qr_q(A)),
    "r": sg.dot(B, sg.qr_r(A)),
    "q and r": sg.dot(C, sg.qr_q(A) * B * sg.qr_r(A)),
    "q of a square one": sg.dot(B, sg.qr_q(X)),
    "least squares": sg.dot(y, sg.solve(sg.qr_r(A), sg.qr_q(A).T * C * x)),
    "a lower variable": sg.dot(x, sg.tanh(L * L.T * x)),
    "an upper variable": sg.dot(x, sg.tanh(sg.solve(U, U * U * x))),
    "triangles": sg.dot(sg.tanh(sg.tril(B * B)), sg.triu(B)),
    "vech": sg.total(sg.tanh(sg.vech(P * P))),
    "unvech": sg.dot(x, sg.unvech(sg.tanh(sg.vech(B)), n) * x),
    "duplication": sg.total(sg.tanh(sg.duplication(n) * sg.vech(P))),
    "elimination": sg.total(sg.tanh(sg.elimination(n) * nodes.Vec(B * B))),
}


@pytest.mark.parametrize("name", CLOSED)
def test_gradients_of_gradients_are_those_of_the_complex_step(name):
    cell = system(CLOSED[name])
    backward = cell.gradient()
    for program in (cell, backward, backward.tangent(), backward.gradient()):
        report = program.check(method="complex")
        assert report, str(report)
    assert cell.check(method="central")  # which takes the code for real numbers


EXPANDED = ["cholesky", "cholesky of a sum", "q", "r", "a lower variable", "triangles", "unvech", "vech"]


@pytest.mark.parametrize("name", EXPANDED)
def test_gradients_are_those_of_sympy_on_the_expansion(name):
    """The scalar derivatives of the recursions of Cholesky, and of Gram and Schmidt, in 30 digits."""
    cell = system(CLOSED[name])
    sizes = {"n": 2} | ({"m": 3} if m in cell.dims else {})
    backward, value = cell.gradient().expand(**sizes), cell.expand(**sizes).inlined(loss)
    point = point_of(value)
    for bar in backward.outputs:
        found = backward.inlined(bar)
        found = found.xreplace({seed: sp.S.One for seed in found.free_symbols if seed.name == "bar_loss"})
        error = (found - slope(value, bar.primal)).xreplace(point)
        assert abs(sp.N(error, 20)) < 1e-15


def point_of(value):
    """Numbers of 30 digits, which have the properties of their variables."""
    point = {v: sp.Float(0.3 + 0.37 * place % 0.8, 30) for place, v in enumerate(sorted(value.free_symbols, key=str))}
    for symbol in point:
        letter, *places = symbol.name.split("_")
        if letter == "P":
            point[symbol] = sp.Float(1.7 if places[0] == places[1] else 0.4, 30)
        if letter == "L" and places[0] < places[1]:
            point[symbol] = sp.S.Zero
    return point


def slope(value, entry):
    """The derivative by an entry, among the directions of its variable."""
    letter, *places = entry.name.split("_")
    if letter == "P":
        return (sp.diff(value, entry) + sp.diff(value, sp.Symbol("_".join([letter, *places[::-1]])))) / 2
    if letter == "L" and places[0] < places[1]:
        return sp.S.Zero
    return sp.diff(value, entry)


def exact_cholesky(a):
    return mp.cholesky(a)


def exact_r(a):
    """R with a positive diagonal, from mpmath's own reflections."""
    _, r = mp.qr(a, mode="skinny")
    return mp.diag([mp.sign(r[k, k]) for k in range(r.rows)]) * r


def exact_q(a):
    return a * exact_r(a) ** -1


MANY_DIGITS = {"cholesky": (exact_cholesky, sg.cholesky(S)), "q": (exact_q, sg.qr_q(A)), "r": (exact_r, sg.qr_r(A))}


def errors_of(name, rng):
    """How far the gradient and a second derivative are from differences of many digits, relative to their size."""
    exact, expr = MANY_DIGITS[name]
    by = S if name == "cholesky" else A
    weight = sg.matrix("Z", *expr.shape)
    cell = system(sg.dot(weight, expr))
    backward = cell.gradient(wrt=by)
    at = rng.standard_normal((4, 4) if by is S else (5, 3))
    ways = rng.standard_normal((2, *at.shape))
    if by is S:
        at = at @ at.T + np.eye(4)
        ways = ways + np.swapaxes(ways, -1, -2)
    z = rng.standard_normal((4, 4) if by is S else (5, 3) if name == "q" else (3, 3))

    def value(*steps):
        moved = mp.matrix(at.tolist())
        for step, way in zip(steps, ways, strict=False):
            moved += step * mp.matrix(way.tolist())
        made = exact(moved)
        return mp.fsum(mp.mpf(z[i, j]) * made[i, j] for i in range(z.shape[0]) for j in range(z.shape[1]))

    with mp.workdps(60):
        h = mp.mpf(10) ** -15
        first = (value(h) - value(-h)) / (2 * h)
        second = (value(h, h) - value(h, -h) - value(-h, h) + value(-h, -h)) / (4 * h * h)
    found = np.sum(backward.lambdify()(**{by.name: at, "Z": z}) * ways[0])
    along = backward.tangent(wrt=by).lambdify()
    moved = np.sum(along(**{by.name: at, "Z": z, f"dot_{by.name}": ways[1]}) * ways[0])
    return [abs(got - float(right)) / (1 + abs(float(right))) for got, right in ((found, first), (moved, second))]


@pytest.mark.parametrize("name", MANY_DIGITS)
def test_gradients_and_second_derivatives_are_differences_of_many_digits(name, rng):
    first, second = errors_of(name, rng)
    assert first < 1e-11
    assert second < 1e-10


def test_differences_of_many_digits_see_a_wrong_rule(monkeypatch, rng):
    """The diagonal whole, and not halved."""
    wrong = {
        **tangent_rules.TANGENT_RULES,
        nodes.Cholesky: lambda node, moves, value: value * sg.tril(value.I * moves[0] * value.I.T),
    }
    monkeypatch.setattr(tangent_rules, "TANGENT_RULES", wrong)
    assert min(errors_of("cholesky", rng)) > 1e-4


@pytest.mark.parametrize("kind", [nodes.Cholesky, nodes.OrthogonalFactor, nodes.TriangularFactor, nodes.Triangle])
def test_a_wrong_tangent_rule_is_seen(monkeypatch, kind):
    name = {"Cholesky": "cholesky", "OrthogonalFactor": "q", "TriangularFactor": "r"}.get(kind.__name__, "triangles")
    right = tangent_rules.TANGENT_RULES[kind]
    wrong = {**tangent_rules.TANGENT_RULES, kind: lambda *args: 2 * right(*args)}
    monkeypatch.setattr(tangent_rules, "TANGENT_RULES", wrong)
    assert not system(CLOSED[name]).check(method="complex")


@pytest.mark.parametrize("kind", [nodes.Triangle, nodes.Vech, nodes.Unvech])
def test_a_wrong_transposition_is_seen(monkeypatch, kind):
    name = {"Triangle": "triangles", "Vech": "vech", "Unvech": "unvech"}[kind.__name__]
    right = transpose_rules.TRANSPOSE_RULES[kind]
    wrong = {**transpose_rules.TRANSPOSE_RULES, kind: lambda *args: 2 * right(*args)}
    monkeypatch.setattr(transpose_rules, "TRANSPOSE_RULES", wrong)
    assert not system(CLOSED[name]).check(method="complex")


# -- by vech -------------------------------------------------------------------------------------------------------

OF_VECH = {
    "a square": S * S,
    "an inverse": sg.vech((S * S + sp.Identity(n)).I),
    "a product": S * B * S * x,
    "a row": x.T * S * S,
    "cholesky": sg.vech(sg.cholesky(S * S + sp.Identity(n))),
    "a lower one": L * B * L.T,
    "the vech of a lower one": sg.vech(sg.tanh(L * L.T)),
    "a scalar": sg.logdet(S * S + sp.Identity(n)),
}


def spread(vector, lower, size=3):
    made = np.zeros((size, size))
    made.T[np.triu_indices(size)] = vector
    return made if lower else made + np.tril(made, -1).T


@pytest.mark.parametrize("name", OF_VECH)
def test_jacobians_by_vech_are_differences_of_the_entries_that_are_free(name, rng):
    expr = OF_VECH[name]
    by, lower = (L, True) if expr.has(L) else (S, False)
    at, free = {"B": rng.normal(size=(3, 3)), "x": rng.normal(size=3)}, rng.normal(size=6)
    value = sg.lambdify(expr, inputs=[by, B, x])
    columns = []
    for way in 1e-6 * np.eye(6):
        moved = [value(**at, **{by.name: spread(free + side * way, lower)}) for side in (1, -1)]
        columns.append(np.ravel(moved[0] - moved[1], order="F") / 2e-6)
    form = "kronecker" if getattr(expr, "shape", (1,))[-1] == n else "matrix"
    found = sg.lambdify(sg.jacobian(expr, sg.vech(by), form=form), inputs=[by, B, x])
    np.testing.assert_allclose(
        np.atleast_2d(found(**at, **{by.name: spread(free, lower)})), np.stack(columns, axis=1), atol=1e-6, rtol=1e-6
    )


def test_a_hessian_by_vech_is_the_jacobian_of_the_gradient_by_vech(rng):
    expr = sg.logdet(S * S + sp.Identity(n)) + sg.dot(x, S.I * x)
    free, at = rng.normal(size=6), {"x": rng.normal(size=3)}
    gradient = sg.lambdify(sg.gradient(expr, sg.vech(S)), inputs=[S, x])
    hessian = sg.lambdify(sg.hessian(expr, sg.vech(S)), inputs=[S, x])(**at, S=spread(free, False))
    np.testing.assert_allclose(hessian, hessian.T, rtol=1e-10, atol=1e-9)
    moved = [[gradient(**at, S=spread(free + side * way, False)) for side in (1, -1)] for way in 1e-6 * np.eye(6)]
    expected = np.stack([(above - below) / 2e-6 for above, below in moved], axis=1)
    np.testing.assert_allclose(hessian, expected, rtol=1e-5, atol=1e-5 * np.abs(expected).max())


def test_jvp_and_vjp_by_vech_are_adjoint(rng):
    at = {"S": spread(rng.normal(size=6), False), "x": rng.normal(size=3), "w": rng.normal(size=6)}
    bar = rng.normal(size=3)
    forward = sg.lambdify(sg.jvp(S * S * x, sg.vech(S), w), inputs=[S, x, w])(**at)
    backward = sg.lambdify(sg.vjp(S * S * x, sg.vech(S), y), inputs=[S, x, y])(S=at["S"], x=at["x"], y=bar)
    assert abs(forward @ bar - backward @ at["w"]) < 1e-12


# -- refusals ------------------------------------------------------------------------------------------------------

REFUSED = {
    "a Cholesky factor of what is not symmetric": (
        lambda: sg.cholesky(B), sg.MissingRuleError, "B is not known to be symmetric; declare it with symmetric=True",
    ),
    "of what is not square": (lambda: sg.cholesky(A), sg.ShapeError, "needs a square matrix"),
    "of a scalar": (lambda: sg.cholesky(loss), sg.ShapeError, "cholesky takes a matrix, but loss is a scalar"),
    "QR of a wide matrix": (
        lambda: sg.qr(sg.matrix("W", 2, 3)), sg.ShapeError, "at least as many rows as columns, but W is .2, 3.",
    ),
    "a triangle of a vector": (lambda: sg.tril(x), sg.ShapeError, "needs a square matrix"),
    "vech of a vector": (lambda: sg.vech(x), sg.ShapeError, "needs a square matrix"),
    "unvech of another number of entries": (lambda: sg.unvech(x, n), sg.ShapeError, r"has n\*\(n \+ 1\)/2 entries"),
    "a size that is none": (lambda: sg.duplication(x), sg.ShapeError, "a size is a whole number"),
    "the vech of what has free entries": (
        lambda: sg.gradient(sp.Trace(B), sg.vech(B)), sg.ArgumentError, "declare B with symmetric=True or lower=True",
    ),
    "the vech of an expression": (
        lambda: sg.gradient(sp.Trace(B), sg.vech(B * B)), sg.ArgumentError, "the vech of a variable",
    ),
    "a matrix by a vech": (lambda: sg.jacobian(S * S, sg.vech(S)), sg.MissingRuleError, "ask for form='kronecker'"),
    "the entry of a derivative by a vech": (
        lambda: sg.jacobian(S * x, sg.vech(S), form="index"), sg.MissingRuleError, "has no index for form='index'",
    ),
    "two properties": (
        lambda: sg.matrix("T", n, n, lower=True, symmetric=True), sg.SymgradError, "write diagonal=True",
    ),
    "two triangles": (lambda: sg.matrix("T", n, n, lower=True, upper=True), sg.SymgradError, "write diagonal=True"),
    "a triangle that is not square": (
        lambda: sg.matrix("T", n, m, upper=True), sg.ShapeError, "a matrix that is upper triangular is square",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_has_no_meaning_is_refused_by_name(name):
    make, kind, told = REFUSED[name]
    with pytest.raises(kind, match=told):
        make()
