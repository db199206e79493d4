"""Functions of each row or column: their values, derivatives and prints, and what is refused."""

import pickle

import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.operations import of_vectors
from symgrad.operations.of_vectors import LineFunction, VectorFunction

n, m, d = sg.dims("n m d")
S, P, O = sg.matrix("S", n, m), sg.matrix("P", n, m), sg.matrix("O", n, m, rows_sum_to_one=True)
X, W, Z = sg.matrix("X", n, d), sg.matrix("W", d, m), sg.matrix("Z", n, m)
L = sg.scalar("L")
OF_LINES = [
    row for row in vars(of_vectors).values() if isinstance(row, VectorFunction) and row.domain != "a square matrix"
]
WITH_EPSILON = ("standardize", "deviation", "rms", "rms_normalize")
EPSILON = sp.Rational(1, 1000)


def line_by_line(row, array, axis):
    """The function of each line by itself, put together again."""
    x = sg.vector("x", sg.dims("k"))
    of_vector = sg.lambdify(row(x, *constants(row)))
    made = np.stack([of_vector(x=line) for line in (array if axis else array.T)])
    return made if axis or row.reduction else made.T


def constants(row):
    return [EPSILON] if row.name in WITH_EPSILON else []


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("row", OF_LINES, ids=lambda row: row.name)
def test_the_value_is_that_of_each_line(row, axis, rng):
    f = sg.lambdify(row(S, *constants(row), axis=axis))
    for shape in ((3, 4), (1, 4), (4, 1), (1, 1)):
        array = rng.normal(size=shape)
        np.testing.assert_allclose(f(S=array), line_by_line(row, array, axis), rtol=1e-14, atol=1e-15)
    batch = rng.normal(size=(5, 3, 4))
    np.testing.assert_allclose(
        f(S=batch), np.stack([line_by_line(row, one, axis) for one in batch]), rtol=1e-14, atol=1e-15
    )


def test_the_lines_along_the_other_axis_give_other_numbers(rng):
    array = rng.normal(size=(3, 3))
    assert not np.allclose(sg.lambdify(sg.softmax(S, axis=0))(S=array), line_by_line(of_vectors.softmax, array, 1))


@pytest.mark.parametrize("axis", [0, 1])
@pytest.mark.parametrize("row", OF_LINES, ids=lambda row: row.name)
def test_the_gradient_and_its_gradient_are_those_of_the_written_out_system(row, axis):
    made = row(S, *constants(row), axis=axis)
    weight = sg.vector("w", made.shape[0]) if row.reduction else P
    system = sg.System([(L, sg.tanh(sg.dot(made, weight)))])
    assert system.check(method="complex")
    assert system.gradient().check(method="complex")


def test_the_gradient_of_attention_is_that_of_the_paper():
    T, d_k, d_v = sg.dims("T d_k d_v")
    Q, K, V = sg.matrix("Q", T, d_k), sg.matrix("K", T, d_k), sg.matrix("V", T, d_v)
    scores, P, Y = sg.matrix("S", T, T), sg.matrix("P", T, T), sg.matrix("Y", T, d_v)
    cell = sg.System([(scores, Q * K.T / sg.sqrt(d_k)), (P, sg.softmax(scores, axis=1)), (Y, P * V)])
    assert str(cell.gradient()).splitlines()[2:] == [
        "bar_P = bar_Y Vᵀ",
        "bar_S = P ⊙ (bar_P - (bar_P ⊙ P) 𝟏 𝟏ᵀ)",
        "bar_Q = bar_S K / sqrt(d_k)",
        "bar_K = bar_Sᵀ Q / sqrt(d_k)",
        "bar_V = Pᵀ bar_Y",
    ]
    assert r"P &= \operatorname{softmax}_{\mathrm{row}}(S)" in cell.latex()
    assert r"$f_{\mathrm{row}}$ is a function $f$ of each row" in cell.legend()


@pytest.mark.parametrize(
    "loss",
    [
        lambda: -sg.total(sg.hadamard(O, sg.log(P))) / n,
        lambda: -sg.mean(sg.dot(O, sg.log(P), axis=1)),
        lambda: -sg.total(sg.hadamard(O, sg.log_softmax(Z, axis=1))) / n,
        lambda: sg.mean(sg.logsumexp(Z, axis=1) - sg.dot(O, Z, axis=1)),
    ],
    ids=["total", "mean", "log_softmax", "logsumexp"],
)
def test_cross_entropy_of_a_batch_in_rows(loss):
    cell = sg.System([(Z, X * W), (P, sg.softmax(Z, axis=1)), (L, loss())], outputs=[L])
    back = cell.gradient(wrt=["W", "Z"])
    assert str(back).replace("softmax_row(Z)", "P").splitlines()[-2:] == [
        "bar_Z = bar_L (P - O) / n",
        "bar_W = Xᵀ bar_Z",
    ]
    assert cell.check(wrt="W")
    far = {"X": np.diag([1000.0, 1000.0, 1000.0]), "W": 1 - 2 * np.eye(3), "O": np.roll(np.eye(3), 1, axis=0)}
    z = far["X"] @ far["W"]
    p = np.exp(z - z.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    found = back.lambdify()(**far)["bar_Z"]
    np.testing.assert_allclose(found, (p - far["O"]) / 3, rtol=1e-12, atol=1e-15)


def test_batch_norm_is_that_of_each_column(rng):
    g, b = sg.vectors("g b", m)
    f = sg.lambdify(sg.batch_norm(S, g, b))
    given = {"S": rng.normal(size=(6, 3)), "g": rng.normal(size=3), "b": rng.normal(size=3)}
    centred = given["S"] - given["S"].mean(axis=0)
    wanted = given["g"] * centred / np.sqrt((centred**2).mean(axis=0) + 1e-5) + given["b"]
    np.testing.assert_allclose(f(**given), wanted, rtol=1e-13)


@pytest.mark.parametrize("axis", [0, 1])
def test_layer_norm_has_a_gain_for_each_entry_of_a_line(axis, rng):
    g, b = sg.vectors("g b", m if axis else n)
    given = {"S": rng.normal(size=(4, 3)), "g": rng.normal(size=(4, 3)[axis]), "b": rng.normal(size=(4, 3)[axis])}
    lines = given["S"] if axis else given["S"].T
    centred = lines - lines.mean(axis=1, keepdims=True)
    wanted = given["g"] * centred / np.sqrt((centred**2).mean(axis=1, keepdims=True) + 1e-5) + given["b"]
    found = sg.lambdify(sg.layer_norm(S, g, b, axis=axis))(**given)
    np.testing.assert_allclose(found, wanted if axis else wanted.T, rtol=1e-13)
    with pytest.raises(sg.ShapeError, match="gain and bias of this normalisation are"):
        sg.layer_norm(S, sg.vector("g", d), axis=axis)


@pytest.mark.parametrize(
    ("build", "by_hand"),
    [
        (lambda axis: sg.total(S, axis=axis), lambda s, axis: s.sum(axis=axis)),
        (lambda axis: sg.mean(S, axis=axis), lambda s, axis: s.mean(axis=axis)),
        (lambda axis: sg.norm_1(S, axis=axis), lambda s, axis: np.abs(s).sum(axis=axis)),
        (lambda axis: sg.norm_squared(S, axis=axis), lambda s, axis: (s * s).sum(axis=axis)),
    ],
    ids=["total", "mean", "norm_1", "norm_squared"],
)
@pytest.mark.parametrize("axis", [0, 1, -1])
def test_sums_of_lines(build, by_hand, axis, rng):
    s = rng.normal(size=(3, 4))
    np.testing.assert_allclose(sg.lambdify(build(axis))(S=s), by_hand(s, axis), rtol=1e-14)


def test_of_a_vector_the_axis_0_is_the_whole():
    x = sg.vector("x", n)
    assert sg.softmax(x, axis=0) == sg.softmax(x, axis=-1) == sg.softmax(x)
    with pytest.raises(sg.ArgumentError, match="softmax: axis=1 came, but x is a vector, which has the axis 0 alone"):
        sg.softmax(x, axis=1)


def test_what_is_refused_says_what_to_write():
    with pytest.raises(sg.ShapeError, match=r"softmax takes a vector, but S is .*axis=1 takes each of its rows"):
        sg.softmax(S)
    with pytest.raises(sg.ArgumentError, match=r"softmax: axis=2 came, but S is a matrix: axis=1 takes rows"):
        sg.softmax(S, axis=2)
    with pytest.raises(sg.ArgumentError, match="axis=True"):
        sg.total(S, axis=True)
    with pytest.raises(sg.ShapeError, match="logdet takes a square matrix"):
        sg.logdet(sg.matrix("A", n, n), axis=1)


def test_a_function_of_lines_is_itself_when_pickled():
    expr = sg.log_softmax(S, axis=0)
    assert pickle.loads(pickle.dumps(expr)) == expr
    assert LineFunction(of_vectors.softmax, 1) != LineFunction(of_vectors.softmax, 0)
    assert sg.softmax(S, axis=1) != sg.softmax(S, axis=0)


def test_rows_that_sum_to_one_are_known_and_move_so():
    ones = sg.ones(n)
    assert sg.total(O, axis=1) == ones
    assert sg.System([(L, sg.total(sg.hadamard(O, O, S)))]).check()
    assert sg.simplify(sg.total(sg.softmax(S, axis=1), axis=1)) == ones
    assert sg.simplify(sg.total(sg.softmax(sg.vector("x", n)))) == 1


@pytest.mark.parametrize("axis", [0, 1])
def test_lines_of_a_state_over_time(axis):
    H, before, weights = sg.matrix("H", n, m), sg.matrix("H_prev", n, m), sg.matrix("W", n, n)
    equations = [(P, sg.softmax(weights * before + S, axis=axis)), (H, sg.hadamard(P, S) + before / 2)]
    cell = sg.System(equations, outputs=[H], inputs=[S, before], parameters=[weights], carry={H: before})
    over_time = sg.Recurrence(cell)
    assert over_time.check(method="complex")
    assert over_time.gradient().check(method="complex")
