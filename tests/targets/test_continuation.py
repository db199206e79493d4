"""Complex arrays: each function is its continuation from the real line, or refuses them by name."""

import mpmath
import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.functions import activations, elementwise, shifted_exponentials
from symgrad.functions.heads import X

n = sg.dims("n")
x, A, S = sg.vector("x", n), sg.matrix("A", n, n), sg.matrix("S", n, n, symmetric=True)
i, L = sg.scalars("i L")
POINTS = np.array([0.3 + 0.8j, -1.2 + 0.5j, 2 + 1.7j, -30 - 0.2j, 30 + 0.1j, -0.1 - 2j, 400 + 1j, -400 + 1j])
BY_REAL_PARTS = {
    "abs": lambda z: z if z.real > 0 else -z,
    "sign": lambda z: 1 if z.real > 0 else -1,
    "step": lambda z: float(z.real > 0),
    "relu": lambda z: z if z.real > 0 else 0,
    "leaky_relu": lambda z: z if z.real > 0 else z / 100,
    "elu": lambda z: z if z.real > 0 else np.exp(z) - 1,
    "softsign": lambda z: z / (1 + (z if z.real > 0 else -z)),
    "selu": lambda z: 1.0507009873554805 * (z if z.real > 0 else 1.6732632423543772 * (np.exp(z) - 1)),
    "hard_swish": lambda z: z * (z / 6 + 0.5 if abs(z.real) < 3 else float(z.real > 0)),
    "hard_sigmoid": lambda z: z / 6 + 0.5 if abs(z.real) < 3 else float(z.real > 0),
}
DIGITS = {"mish": 400, "squareplus": 40, "tanhshrink": 40}  # whose definitions cancel in 15
REAL_ALONE = ("erf", "erfc", "normal_cdf", "gelu")
ROWS = {
    row.name: row
    for module in (elementwise, activations, shifted_exponentials)
    for row in vars(module).values()
    if isinstance(row, elementwise.ElementwiseFunction)
}


@pytest.mark.parametrize("name", sorted(ROWS.keys() - REAL_ALONE))
def test_every_function_is_its_definition_at_complex_numbers(name):
    row = ROWS[name]
    by_digits = sp.lambdify(X, row.definition, "mpmath")
    right = BY_REAL_PARTS.get(name, lambda z: complex(by_digits(mpmath.mpc(z))))
    with mpmath.workdps(DIGITS.get(name, 15)):
        expected = np.array([right(z) for z in POINTS])
    np.testing.assert_allclose(sg.lambdify(row(x))(x=POINTS), expected, rtol=1e-12, atol=1e-300)
    near = np.abs(POINTS) < 50
    narrow = sg.lambdify(row(x))(x=POINTS[near].astype(np.complex64))
    assert narrow.dtype == np.complex64
    np.testing.assert_allclose(narrow, expected[near], rtol=1e-5, atol=1e-12)


@pytest.mark.parametrize("row", [sg.relu, sg.elu, sg.softplus, sg.silu])
def test_what_is_not_chosen_does_not_overflow(row):
    assert sg.lambdify(row(x))(x=np.array([800 + 1j])) == 800 + 1j


@pytest.mark.parametrize("name", REAL_ALONE)
def test_what_is_computed_for_real_numbers_alone_says_so(name):
    function = sg.lambdify(ROWS[name](x))
    for given in (POINTS, POINTS[:, None], [1j, 2.0]):
        with pytest.raises(sg.ArgumentError, match=r"^x: complex numbers came, but (erf|normal_cdf) is computed for "):
            function(x=given)
    assert function(x=np.zeros(1)) == {"erf": 0.0, "erfc": 1.0, "normal_cdf": 0.5, "gelu": 0.0}[name]


@pytest.mark.parametrize(
    ("expr", "name"), [(sg.eigenvalue(S, 0), "eigenpair"), (sg.eigenvector(S, 0), "eigenpair"), (sg.pinv(A), "pinv")]
)
def test_so_do_functions_of_matrices(expr, name):
    function = sg.lambdify(expr)
    with pytest.raises(sg.ArgumentError, match=f"^[AS]: complex numbers came, but {name} is computed for real ones"):
        function(**{function.arguments[0]: np.eye(2) * 1j})


def test_functions_of_vectors_by_hand():
    z = np.array([0.3 + 0.8j, -1.2 + 0.5j, 0.1 - 2j])
    e = np.exp(z)
    first = {"x": z}
    p = e / e.sum()
    for expr, expected in (
        (sg.softmax(x), p),
        (sg.log(sg.softmax(x)), np.log(p)),
        (sg.logsumexp(x), np.log(e.sum())),
        (sg.maximum(x), z[0]),
        (sg.norm(x), np.sqrt((z * z).sum())),
        (sg.larger(x, -x), np.array([z[0], -z[1], z[2]])),
        (sg.log(sg.sigmoid(x)), -np.log(1 + np.exp(-z))),
        (x[i], z[2]),
    ):
        found = sg.lambdify(expr)(**first, **({"i": 2} if expr.has(i) else {}))
        np.testing.assert_allclose(found, expected, rtol=1e-13)
    chosen = sg.lambdify(sp.Piecewise((i, i > 0), (i**2, True)))
    assert [complex(chosen(i=value)) for value in (1 + 3j, -1 + 3j)] == [1 + 3j, (-1 + 3j) ** 2]


def test_the_inverse_and_the_determinant():
    matrix = np.array([[1j, 2.0], [0.5, 1.0 - 1j]])
    det = 1j * (1 - 1j) - 1.0
    inverse = np.array([[1.0 - 1j, -2.0], [-0.5, 1j]]) / det
    np.testing.assert_allclose(sg.lambdify(A.inv())(A=matrix), inverse, rtol=1e-13)
    np.testing.assert_allclose(sg.lambdify(sp.Determinant(A))(A=matrix), det, rtol=1e-13)
    np.testing.assert_allclose(sg.lambdify(sg.gradient(sp.Determinant(A), A))(A=matrix), det * inverse.T, rtol=1e-13)


@pytest.mark.parametrize("row", [sg.sigmoid, sg.relu, sg.silu, sg.softplus, sg.tanh, sg.abs])
def test_gradients_are_those_of_the_continuation(row):
    z = np.array([0.3 + 0.8j, -1.2 + 0.5j])
    system = sg.System([(L, sg.total(row(x)))])
    value, step = system.lambdify(), 1e-6
    found = system.gradient().lambdify()(x=z)
    for direction in (step, 1j * step):
        slopes = [(value(x=z + move) - value(x=z - move)) / (2 * direction) for move in np.eye(2) * direction]
        np.testing.assert_allclose(found, slopes, rtol=1e-8)


def test_one_function_takes_real_and_complex_arrays_in_turn():
    function = sg.lambdify(sg.sigmoid(x))
    source = function.source
    for _ in range(2):
        assert function(x=np.zeros(1)).dtype == np.float64
        np.testing.assert_allclose(function(x=np.array([0.3 + 0.8j])), [1 / (1 + np.exp(-0.3 - 0.8j))], rtol=1e-14)
    assert function.source == source


@pytest.mark.parametrize("samples", [None, 2])
@pytest.mark.parametrize("readable", [False, True])
def test_so_it_is_over_time(samples, readable):
    h, h_prev, U = sg.vector("h", n), sg.vector("h_prev", n), sg.matrix("U", n, n)
    cell = sg.System([(h, sg.sigmoid(U * h_prev + x))], parameters=[U], carry={h: h_prev})
    rng = np.random.default_rng(4)
    shape = (3, 2) if samples is None else (3, samples, 2)
    xs = rng.standard_normal(shape) + 1j * rng.standard_normal(shape)
    matrix, before, expected = rng.standard_normal((2, 2)), np.zeros(shape[1:]), []
    for one in xs:
        before = 1 / (1 + np.exp(-before @ matrix.T - one))
        expected.append(before)
    function = sg.Recurrence(cell).lambdify(readable=readable)
    assert function(x=xs.real, U=matrix).dtype == np.float64
    np.testing.assert_allclose(function(x=xs, U=matrix), expected, rtol=1e-13)
    cell = sg.System([(h, sg.gelu(U * h_prev + x))], parameters=[U], carry={h: h_prev})
    with pytest.raises(sg.ArgumentError, match=r"^x: complex numbers came, but normal_cdf is computed for real ones"):
        sg.Recurrence(cell).lambdify(readable=readable)(x=xs, U=matrix)
