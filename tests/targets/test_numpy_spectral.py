"""NumPy code of eigenvalues, pseudo-inverses and functions of a matrix: against many digits, sample by sample."""

import mpmath as mp
import numpy as np
import pytest

import symgrad as sg
from symgrad.expressions import nodes
from symgrad.programs.program import Program
from symgrad.targets import compile_numpy

n, m = sg.dims("n m")
A, E, F = sg.matrices("A E F", n, n)
S = sg.matrix("S", n, n, symmetric=True)
W = sg.matrix("W", n, m)
EXACT = {
    sg.expm: mp.expm,
    sg.sinm: mp.sinm,
    sg.cosm: mp.cosm,
    sg.sinhm: lambda x: (mp.expm(x) - mp.expm(-x)) / 2,
    sg.coshm: lambda x: (mp.expm(x) + mp.expm(-x)) / 2,
}


def exactly(function, x):
    with mp.workdps(60):
        return np.array(function(mp.matrix(x.tolist())).tolist(), dtype=float)


@pytest.mark.parametrize("size", [1e-8, 0.3, 1.0, 8.0])
@pytest.mark.parametrize("function", EXACT, ids=lambda function: function.__name__)
def test_functions_of_a_matrix_against_many_digits(function, size, rng):
    x = size * rng.standard_normal((4, 4))
    exact = exactly(EXACT[function], x)
    found = sg.lambdify(function(A))(A=x)
    scale = np.linalg.norm(exactly(mp.expm, abs(x)), 2)  # what rounding in x alone may do
    assert np.abs(found - exact).max() <= 1e-15 * (1 + size) * 30 * max(scale, 1)
    single = sg.lambdify(function(A))(A=x.astype(np.float32))
    assert single.dtype == np.float32


def test_the_exponential_is_accurate_relative_to_its_own_size(rng):
    x = -np.diag([1.0, 30.0, 300.0]) + np.triu(rng.standard_normal((3, 3)), 1)
    np.testing.assert_allclose(sg.lambdify(sg.expm(A))(A=x), exactly(mp.expm, x), rtol=1e-11, atol=1e-300)


def test_what_is_not_finite_stays_so():
    x = np.array([[np.inf, 0.0], [0.0, 1.0]])
    assert np.isnan(sg.lambdify(sg.expm(A))(A=x)).all()


@pytest.mark.parametrize("size", [1e-150, 1.0, 1e150])
def test_derivatives_along_directions_of_any_size(size, rng):
    """The first and the second derivative, by differences of many digits."""
    x, e, f = (rng.standard_normal((3, 3)) for _ in range(3))
    first = sg.lambdify(sg.expm(A, E))(A=x, E=size * e) / size
    second = sg.lambdify(sg.expm(A, E, F))(A=x, E=size * e, F=f) / size
    with mp.workdps(60):
        step = mp.mpf(10) ** -20
        X, D, G = (mp.matrix(array.tolist()) for array in (x, e, f))
        corners = {(i, j): mp.expm(X + i * step * D + j * step * G) for i in (-1, 0, 1) for j in (-1, 0, 1)}
        slope = (corners[1, 0] - corners[-1, 0]) / (2 * step)
        bend = (corners[1, 1] - corners[1, -1] - corners[-1, 1] + corners[-1, -1]) / (4 * step**2)
    np.testing.assert_allclose(first, np.array(slope.tolist(), dtype=float), rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(second, np.array(bend.tolist(), dtype=float), rtol=1e-11, atol=1e-11)


def test_eigenvalues_come_from_the_smallest_on_and_eigenvectors_with_a_positive_largest_entry(rng):
    s = rng.standard_normal((4, 4))
    s = s + s.T
    values = [float(sg.lambdify(sg.eigenvalue(S, k))(S=s)) for k in range(4)]
    assert values == sorted(values)
    for k, value in enumerate(values):
        v = sg.lambdify(sg.eigenvector(S, k))(S=s)
        assert v.shape == (4,)
        np.testing.assert_allclose(s @ v, value * v, atol=1e-14)
        assert v[np.abs(v).argmax()] > 0
        assert abs(v @ v - 1) < 1e-13
    assert float(sg.lambdify(sg.eigenvalue(S, n - 1))(S=s)) == values[-1]


def test_the_resolvent_is_a_pseudo_inverse_also_where_rounding_hides_it(rng):
    s = rng.standard_normal((4, 4))
    s = 1e6 * (s + s.T)
    found = sg.lambdify(nodes.ReducedResolvent(S, 2))(S=s)
    values, v = np.linalg.eigh(s)
    exact = sum(np.outer(v[:, j], v[:, j]) / (values[2] - values[j]) for j in (0, 1, 3))
    np.testing.assert_allclose(found, exact, rtol=1e-9, atol=1e-18)


EXPRESSIONS = {
    "eigenvalue": sg.eigenvalue(S, 1),
    "eigenvector": sg.eigenvector(S, 0),
    "resolvent": nodes.ReducedResolvent(S, 1),
    "wide pseudo-inverse": sg.pinv(W),
    "tall pseudo-inverse": sg.pinv(W.T),
    "cosine": sg.cosm(A),
    "along two": sg.sinhm(A, E, F),
}


@pytest.mark.parametrize("name", EXPRESSIONS)
@pytest.mark.parametrize("analytic", [False, True])
def test_a_batch_is_the_samples_one_by_one(name, analytic, rng):
    expr = EXPRESSIONS[name]
    shape = getattr(expr, "shape", ())
    function = compile_numpy(Program([(sg.matrix("out", *shape) if shape else sg.scalar("out"), expr)]), analytic)
    arrays = {"S": rng.standard_normal((5, 3, 3)), "W": rng.standard_normal((5, 2, 3))}
    arrays["S"] = arrays["S"] + np.swapaxes(arrays["S"], -1, -2)
    arrays |= {key: rng.standard_normal((5, 3, 3)) for key in "AEF"}
    given = {key: arrays[key] for key in function.arguments}
    found = function(**given)
    one_by_one = np.stack([function(**{key: array[k] for key, array in given.items()}) for k in range(5)])
    np.testing.assert_allclose(found, one_by_one, rtol=1e-10, atol=1e-12)
    if len(given) > 1:  # some of them shared
        first, *rest = given
        shared = function(**{first: given[first], **{key: given[key][0] for key in rest}})
        alone = [function(**{first: given[first][k], **{key: given[key][0] for key in rest}}) for k in range(5)]
        np.testing.assert_allclose(shared, np.stack(alone), rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("name", EXPRESSIONS)
def test_the_analytic_code_gives_the_same_numbers(name, rng):
    expr = EXPRESSIONS[name]
    shape = getattr(expr, "shape", ())
    program = Program([(sg.matrix("out", *shape) if shape else sg.scalar("out"), expr)])
    s = rng.standard_normal((3, 3))
    point = {"S": s + s.T, "W": rng.standard_normal((2, 3)), **{key: rng.standard_normal((3, 3)) for key in "AEF"}}
    given = {symbol.name: point[symbol.name] for symbol in program.inputs}
    plain, analytic = compile_numpy(program)(**given), compile_numpy(program, analytic=True)(**given)
    np.testing.assert_allclose(analytic, plain, rtol=1e-11, atol=1e-12)


def _real(function):
    return lambda x: function(x).apply(mp.re)


def test_roots_and_logarithms_are_those_of_many_digits():
    rng = np.random.default_rng(5)
    for size in (1e-100, 1e-8, 1.0, 1e8, 1e100):
        for n_ in (1, 2, 4):
            x = rng.normal(size=(n_, n_))
            x = size * (x @ x.T + np.eye(n_) + 0.1 * rng.normal(size=(n_, n_)))
            for f, exact in ((sg.sqrtm, _real(mp.sqrtm)), (sg.logm, _real(mp.logm))):
                found, wanted = sg.lambdify(f(A))(A=x), exactly(exact, x)
                np.testing.assert_allclose(found, wanted, rtol=1e-12, atol=1e-13 * np.abs(wanted).max())


def test_roots_and_logarithms_of_a_defective_matrix():
    x = np.array([[4.0, 1.0], [0.0, 4.0]])  # whose eigenvectors are one
    np.testing.assert_allclose(sg.lambdify(sg.sqrtm(A))(A=x), [[2, 0.25], [0, 2]], rtol=1e-13, atol=1e-14)
    wanted = [[np.log(4), 0.25], [0, np.log(4)]]
    np.testing.assert_allclose(sg.lambdify(sg.logm(A))(A=x), wanted, rtol=1e-13, atol=1e-14)
    batch = np.stack([x, 9 * x])
    np.testing.assert_allclose(sg.lambdify(sg.sqrtm(A))(A=batch)[1], [[6, 0.75], [0, 6]], rtol=1e-13, atol=1e-14)


def test_a_matrix_without_a_real_root_gives_no_number():
    x = np.diag([-1.0, 2.0])
    with np.errstate(all="ignore"):
        assert np.isnan(sg.lambdify(sg.sqrtm(A))(A=x)).any()
