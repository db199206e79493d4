"""Derivatives in the form in which a person writes them: whole strings, each compared with central differences too."""

import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.programs.equations import variables_in

n, m = sg.dims("n m")
v, w, x, y, z = sg.vectors("v w x y z", n)
A, X, B = sg.matrix("A", n, n), sg.matrix("X", n, n), sg.matrix("B", n, n)
S = sg.matrix("S", n, n, symmetric=True)
W, u, r = sg.matrix("W", m, n), sg.vector("u", m), sg.vector("r", m)
a, b, s = sg.scalars("a b s")
nu = sg.scalar("nu")
off = y - a - b * x
e = sg.exp(z)

GRADIENTS = {  # f, by, the gradient
    "cosine": (sg.dot(v, w) / (sg.norm(v) * sg.norm(w)), v, "w / (‖v‖ ‖w‖) - (v·w) v / (‖v‖³ ‖w‖)"),
    "length of a product": (sg.norm(A * x), x, "Aᵀ A x / ‖A x‖"),
    "Student's t": (-(nu + 3) / 2 * sp.log(1 + sg.dot(v, v) / nu), v, "-(3 + ν) v / (ν + ‖v‖²)"),
    "variance": (sg.dot(x - sg.mean(x), x - sg.mean(x)) / n, x, "2 (x - (𝟏ᵀ x) 𝟏 / n) / n"),
    "trace of one product": (sp.cos(sp.Trace(x * x.T)), x, "-2 sin(‖x‖²) x"),
    "trace of squares": (sp.sqrt(sp.Trace(X.T * X)), X, "X / ‖X‖_F"),
    "trace of a scalar times a matrix": (sp.Trace(sp.Trace(A) * X) * sp.Trace(X), X, "2 tr(A) tr(X) I"),
    "products that are one": (sg.dot(sg.hadamard(sg.exp(x), sg.exp(-x), v), x), v, "x"),
    "entropy": (
        -sg.dot(sg.softmax(z), sg.log(sg.softmax(z))), z,
        "softmax(z) ⊙ ((log_softmax(z)·softmax(z)) 𝟏 - log_softmax(z))",
    ),
    "mixture": (
        sp.log(sg.dot(sg.softmax(z), sg.exp(-v))), z, "(exp(-v) ⊙ softmax(z)) / (exp(-v)·softmax(z)) - softmax(z)"
    ),
    "softmax written out": (sg.dot(y, e / sg.total(e)), z, "softmax(z) ⊙ (y - (y·softmax(z)) 𝟏)"),
    "logsumexp written out": (sp.log(sg.total(e)), z, "softmax(z)"),
    "log of softmax": (-sg.dot(y, sg.log(sg.softmax(z))), z, "(𝟏ᵀ y) softmax(z) - y"),
    "softplus written out": (sg.total(sg.log(1 + sg.exp(x))), x, "sigmoid(x)"),
    "log cosh": (sg.total(sg.log(sg.cosh(x))), x, "tanh(x)"),
    "binary cross-entropy": (
        -sg.dot(y, sg.log(sg.sigmoid(x))) - sg.dot(1 - y, sg.log(1 - sg.sigmoid(x))), x, "sigmoid(x) - y"
    ),
    "binary cross-entropy by p": (
        -sg.dot(y, sg.log(x)) - sg.dot(1 - y, sg.log(1 - x)), x, "(x - y) ⊘ (x ⊙ (1 - x))"
    ),
    "sum of two": (sg.dot(W * x, u) + sg.dot(W * x, r), x, "Wᵀ (r + u)"),
    "offset": (sg.dot(off, off), a, "-2 𝟏ᵀ (y - b x - a 𝟏)"),
    "slope": (sg.dot(off, off), b, "-2 x·(y - b x - a 𝟏)"),
    "square roots": (sg.total(sg.sqrt(X)), X, "((𝟏 𝟏ᵀ) ⊘ sqrt(X)) / 2"),
    "gradient penalty": ((sg.norm(A * x) - 1) ** 2, x, "2 (‖A x‖ - 1) Aᵀ A x / ‖A x‖"),
    "penalty of x itself": ((sg.norm(x) - 1) ** 2, x, "2 (‖x‖ - 1) x / ‖x‖"),
    "power": (a**b, a, "b a^(b - 1)"),
    "squared hinge": (sp.Max(0, 1 - a * sg.dot(x, v)) ** 2, x, "-2 a relu(1 - a v·x) v"),
    "squared relu": (sg.norm_squared(sg.relu(x - v)), x, "2 relu(x - v)"),
    "rectified": (sg.total(sg.larger(x, 0)), x, "step(x)"),
    "largest": (sg.maximum(A * x), x, "Aᵀ e_argmax(A x)"),
    "form of an inverse": (
        sg.dot(y, (A + sg.diag(x)).inv() * y), x, "-((A + diag(x))⁻¹ y) ⊙ ((A + diag(x))⁻ᵀ y)"
    ),
    "entry of a softmax of rows": (
        sg.softmax(X, axis=1)[0, 1], X, "softmax_row(X) ⊙ (e_1 e_2ᵀ - (softmax_row(X))_1,2 e_1 𝟏ᵀ)"
    ),
    "Kullback-Leibler": (
        sg.dot(sg.softmax(z), sg.log(sg.softmax(z)) - sg.log(sg.softmax(v))), z,
        "softmax(z) ⊙ (log_softmax(z) - (softmax(z)·(log_softmax(z) - log_softmax(v))) 𝟏 - log_softmax(v))",
    ),
    "tanh form of gelu": (
        sg.gelu_tanh(a), a,
        "sigmoid(2 sqrt(2 / π) (0.044715 a³ + a))"
        " (1 + 2 sqrt(2 / π) a sigmoid(-2 sqrt(2 / π) (0.044715 a³ + a)) (1 + 0.134145 a²))",
    ),
    "scan": (sg.dot(v, sg.diagonal(A * B.T)), v, "(A ⊙ B) 𝟏"),
}  # fmt: skip
MATRICES = {  # f, by, the Jacobian, or the Hessian of a scalar
    "length": (sg.norm(x), x, "I / ‖x‖ - x xᵀ / ‖x‖³"),
    "log of a form": (
        sp.log(sg.dot(x, A * x)), x, "(A + Aᵀ) / (x·(A x)) - (A + Aᵀ) x xᵀ (A + Aᵀ) / (x·(A x))²"
    ),
    "log of a symmetric form": (sp.log(sg.dot(x, S * x)), x, "2 S / (x·(S x)) - 4 S x xᵀ S / (x·(S x))²"),
    "sigmoid": (sg.total(sg.sigmoid(x)), x, "diag(sigmoid(x) ⊙ (1 - 2 sigmoid(x)) ⊙ (1 - sigmoid(x)))"),
    "softmax written out": (e / sg.total(e), z, "diag(softmax(z)) - softmax(z) softmax(z)ᵀ"),
    "y softmax(x)": (
        sg.dot(y, sg.softmax(x)), x,
        "diag(softmax(x) ⊙ (y - (y·softmax(x)) 𝟏)) - softmax(x) (softmax(x) ⊙ (y - (y·softmax(x)) 𝟏))ᵀ"
        " - (softmax(x) ⊙ (y - (y·softmax(x)) 𝟏)) softmax(x)ᵀ",
    ),
    "x sin(A x)": (
        sg.dot(x, sg.sin(A * x)), x, "Aᵀ diag(cos(A x)) + diag(cos(A x)) A - Aᵀ diag(x ⊙ sin(A x)) A"
    ),
    "cosine": (
        sg.dot(x, y) / sg.norm(x), x, "3 (x·y) x xᵀ / ‖x‖⁵ - (x·y) I / ‖x‖³ - x yᵀ / ‖x‖³ - y xᵀ / ‖x‖³"
    ),
    "volume": (sg.logdet(W * sg.diag(x) * W.T), x, "-(Wᵀ (W diag(x) Wᵀ)⁻¹ W)^⊙2"),
    "inverse": ((A + sg.diag(x)).inv() * y, x, "-(A + diag(x))⁻¹ diag((A + diag(x))⁻¹ y)"),
    "form of an inverse, twice": (
        sg.dot(y, (A + sg.diag(x)).inv() * y), x,
        "diag((A + diag(x))⁻¹ y) (A + diag(x))⁻ᵀ diag((A + diag(x))⁻ᵀ y)"
        " + diag((A + diag(x))⁻ᵀ y) (A + diag(x))⁻¹ diag((A + diag(x))⁻¹ y)",
    ),
    "standardized": (
        sg.layer_norm(x), x,
        "(I - standardize(x; 1e-5) standardize(x; 1e-5)ᵀ / n - 𝟏 𝟏ᵀ / n) / deviation(x; 1e-5)",
    ),
    "expm along itself": (sg.expm(s * X), s, "X expm(s X)"),
    "sinm along itself": (sg.sinm(s * X), s, "X cosm(s X)"),
    "cosm along itself": (sg.cosm(s * X), s, "-X sinm(s X)"),
    "diagonal of a product": (sg.diagonal(A * sg.diag(x)), x, "diag(diagonal(A))"),
    "tanh written out": (
        sg.divide(sg.exp(x) - sg.exp(-x), sg.exp(x) + sg.exp(-x)), x, "4 diag(𝟏 ⊘ (exp(-x) + exp(x))²)"
    ),
    "cross-entropies": (-sg.log_softmax(z), z, "𝟏 softmax(z)ᵀ - I"),
}  # fmt: skip


def point_of(*exprs):
    """Numbers above 0 for all variables, so that logarithms and roots are real."""
    rng, sizes, point = np.random.default_rng(3), {n: 3, m: 2}, {}
    for variable in sorted({one for expr in exprs for one in variables_in(expr)} - {n, m}, key=str):
        shape = tuple(sizes.get(size, 1) for size in getattr(variable, "shape", ()))
        point[variable.name] = rng.uniform(0.2, 0.8, size=shape[:1] if shape[1:] == (1,) else shape)
    return point


def by_differences(f, name, point, step=1e-5):
    """Central differences of f by each entry of a variable, which stand behind those of f."""
    base = np.asarray(point[name], dtype=float)
    columns = []
    for place in np.ndindex(base.shape):
        moved = [base.copy(), base.copy()]
        moved[0][place] += step
        moved[1][place] -= step
        ends = [np.asarray(f(**{**point, name: one})) for one in moved]
        columns.append((ends[0] - ends[1]) / (2 * step))
    return np.moveaxis(np.array(columns), 0, -1).reshape((*columns[0].shape, *base.shape))


def called(expr):
    f = sg.lambdify(expr)
    return lambda **point: f(**{name: array for name, array in point.items() if name in f.arguments})


@pytest.mark.parametrize("name", GRADIENTS)
def test_a_gradient_is_as_a_person_writes_it(name):
    f, by, wanted = GRADIENTS[name]
    found = sg.gradient(f, by)
    assert sg.text(found) == wanted
    point = point_of(f, found)
    np.testing.assert_allclose(called(found)(**point), by_differences(called(f), by.name, point), rtol=2e-7, atol=1e-8)


@pytest.mark.parametrize("name", MATRICES)
def test_a_matrix_is_as_a_person_writes_it(name):
    f, by, wanted = MATRICES[name]
    is_scalar = not getattr(f, "is_Matrix", False)
    found = sg.hessian(f, by) if is_scalar else sg.jacobian(f, by)
    assert sg.text(found) == wanted
    point = point_of(f, found)
    if S in variables_in(f):
        point["S"] = (point["S"] + point["S"].T) / 2
    first = sg.gradient(f, by) if is_scalar else f
    np.testing.assert_allclose(
        called(found)(**point), by_differences(called(first), by.name, point), rtol=2e-6, atol=1e-7
    )


@pytest.mark.parametrize("name", [*GRADIENTS, *MATRICES])
def test_a_form_stays_as_it_is_when_simplified_again(name):
    f, by, _ = {**MATRICES, **GRADIENTS}[name]
    found = sg.gradient(f, by) if name in GRADIENTS else sg.jacobian(f, by) if getattr(f, "is_Matrix", False) else None
    if found is not None:
        assert sg.simplify(found) == found


def test_the_rows_of_a_softmax_add_up_to_one_wherever_the_others_move():
    f = sg.total(sg.softmax(X * A, axis=1))
    assert sg.text(sg.gradient(f, X)) == "0"
    second = sg.jacobian(sg.gradient(sg.total(sg.log_softmax(W, axis=1)), W), W, form="kronecker")
    assert sg.text(second).startswith("-n (diag(vec(softmax_row(W)))")
