"""Sizes as whole numbers, sizes told by several arrays, and numbers that are no float."""

import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.functions import elementwise
from symgrad.functions.heads import X

N, M, P, Q, K = sg.dims("n m p q k")
A, L = sg.scalars("a L")


def test_halves_of_odd_sizes_are_added_before_they_are_halved():
    x, y, w = sg.vector("x", N + M), sg.vector("y", N), sg.vector("w", M)
    f = sg.lambdify(sg.total(w) * sg.total(y) * sg.ones((N + M) / 2) + sg.rows(x, 0, (N + M) / 2))
    assert f(x=np.ones(6), y=np.ones(3), w=np.ones(3)).tolist() == [10.0, 10.0, 10.0]
    x, z, w = sg.vector("x", 2 * N + M + K), sg.vector("z", M), sg.vector("w", K)
    f = sg.lambdify(sg.total(x) * sg.total(z) * sg.total(w) * N)
    assert f(x=np.ones(8), z=np.ones(1), w=np.ones(1)) == 8 * 3


def test_what_one_array_tells_of_another_is_told_on():
    """x has n + m entries, where y tells n by z, and u tells m by v."""
    x, y, z, u, v = (sg.vector(s, d) for s, d in zip("xyzuv", (N + M, N + P, P, M + Q, Q), strict=True))
    f = sg.System([(L, sg.total(x) + sg.total(y) * sg.total(z) + sg.total(u) * sg.total(v) + N)]).lambdify()
    right = {"x": np.ones(5), "y": np.ones(5), "z": np.ones(2), "u": np.ones(3), "v": np.ones(1)}
    assert f(**right) == 5 + 10 + 3 + 3
    with pytest.raises(sg.ShapeError) as told:
        f(**{**right, "x": np.ones(50)})
    assert str(told.value) == "x: m + n is 50 here, but the other arrays make it 5."
    with pytest.raises(sg.ShapeError) as told:
        f(**{**right, "y": np.ones(1)})
    assert str(told.value) == "y: n + p is 1 here, which no whole n gives."


def test_so_it_is_over_time():
    h, h_prev, x, w = sg.vector("h", N), sg.vector("h_prev", N), sg.vector("x", N + M), sg.vector("w", M)
    cell = sg.System([(h, sg.tanh(h_prev + sg.rows(x, 0, N)) * sg.total(w))], parameters=[w], carry={h: h_prev})
    f = sg.Recurrence(cell).lambdify()
    assert f(x=np.ones((3, 5)), w=np.ones(2)).shape == (3, 3)
    with pytest.raises(sg.ShapeError) as told:
        f(x=np.ones((3, 5)), w=np.ones(2), h_prev=np.ones(4))
    assert str(told.value) == "x: m + n is 5 here, but the other arrays make it 6."


@pytest.mark.parametrize("count", [10, 11, 13])
def test_a_product_of_many_matrices_with_a_batch(count):
    matrices = [sg.matrix(f"A{k}", N, N) for k in range(count)]
    system = sg.System([(L, sp.Trace(sp.MatMul(*matrices)))])
    rng = np.random.default_rng(count)
    given = {one.name: rng.standard_normal((2, 2)) for one in matrices}
    given[f"A{count - 1}"] = rng.standard_normal((4, 2, 2))
    first = np.linalg.multi_dot([given[f"A{k}"] for k in range(count - 1)])
    expected = [np.trace(first @ last) for last in given[f"A{count - 1}"]]
    np.testing.assert_allclose(system.lambdify()(**given), expected, rtol=1e-12)
    assert f"A{count - 1}[" in str(system.array_program())


def test_numbers_beyond_every_float():
    with pytest.raises(sg.MissingRuleError) as told:
        sg.lambdify(A * sp.exp(1000))
    assert str(told.value) == "no float is as large as the number exp(1000)."
    assert sg.lambdify(A * sp.Rational(1, 10**400))(a=1.0) == 0.0


def test_float32_stays_float32():
    x = sg.vector("x", N)
    for f in (sg.lambdify(sg.step(x) / N), sg.System([(L, sg.total(sg.relu(x)) / N)]).derivative("L", "x").lambdify()):
        assert f(x=np.ones(3, np.float32)).dtype == np.float32


def test_a_choice_whose_condition_sympy_turns_for_ever():
    a, b, d, y = sg.scalars("a b d y")
    system = sg.System([(y, sp.Max(3 * a - b, sg.relu(b) - d))])
    assert all(system.check(seed=seed) for seed in range(4))


@pytest.mark.parametrize(
    "row", [elementwise.erf, elementwise.erfc, elementwise.gelu, elementwise.normal_cdf], ids=lambda row: row.name
)
def test_a_function_of_a_size_is_no_whole_number(row):
    n, a, y = sg.dims("n"), sg.vector("a", sg.dims("n")), sg.scalar("y")
    found = sg.System([(y, row(n) * sg.total(a))]).lambdify()(a=np.ones(2))
    assert found == pytest.approx(2 * float(row.definition.subs(X, 2).evalf()), rel=1e-14)


def test_a_part_of_a_softmax_may_have_no_entries():
    """Rows 0 to n - 2 of one entry: the products of the softmax are with the whole of it, and not with that part."""
    n = sg.dims("n")
    x, v = sg.vectors("x v", n)
    shifted = sg.concat(sg.ones(1, 1) * 0, sg.rows(sg.softmax(x), 0, n - 1))
    back = sg.System([(sg.scalar("L"), sg.dot(shifted, v))]).gradient().lambdify()
    assert "softmax_pull" in back.source
    found = back(x=np.ones(1), v=np.ones(1))
    assert (found["bar_x"], found["bar_v"]) == (0, 0)
