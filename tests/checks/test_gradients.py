"""Right gradients pass, at points of every scale; wrong ones fail, by every method, however they are wrong."""

import re

import numpy as np
import pytest

import symgrad as sg
from symgrad.checks import check_derivatives, check_expression, check_gradient
from symgrad.errors import ArgumentError, ShapeError, UnboundNameError

METHODS = ("forward", "central", "complex")


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def cell(x, W, u, b):
    z = W @ x + b
    return u @ np.tanh(z) + (sigmoid(z) ** 2).sum()


def cell_gradient(x, W, u, b):
    z = W @ x + b
    y, s = np.tanh(z), sigmoid(z)
    bar = u * (1 - y * y) + 2 * s * s * (1 - s)
    return {"x": W.T @ bar, "W": np.outer(bar, x), "u": y, "b": bar}


def squares(x, W, u, b):
    return x @ x + (W * W).sum() + u @ b


def squares_gradient(x, W, u, b):
    return {"x": 2 * x, "W": 2 * W, "u": b, "b": u}


def cross_entropy(x, W, u, b):
    z = W @ x + b
    top = z.real.max()
    return top + np.log(np.exp(z - top).sum()) - z[0]


def cross_entropy_gradient(x, W, u, b):
    z = W @ x + b
    p = np.exp(z - z.max())
    p /= p.sum()
    p[0] -= 1
    return {"x": W.T @ p, "W": np.outer(p, x), "u": 0 * u, "b": p}


FUNCTIONS = {
    "cell": (cell, cell_gradient),
    "squares": (squares, squares_gradient),
    "cross entropy": (cross_entropy, cross_entropy_gradient),
}


def point(source, scale=1.0, dtype=float):
    shapes = {"x": (3,), "W": (2, 3), "u": (2,), "b": (2,)}
    drawn = {name: source.standard_normal(shape) for name, shape in shapes.items()}
    return {name: (array * (scale if name == "x" else 1)).astype(dtype) for name, array in drawn.items()}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", FUNCTIONS)
def test_no_false_alarm_at_two_hundred_points(name, method):
    f, grad = FUNCTIONS[name]
    source = np.random.default_rng(11)
    for k in range(200):
        report = check_gradient(f, grad, point(source, scale=(1, 1e-6, 1e6, 30)[k % 4]), method)
        assert not report.failures, (k, str(report))


@pytest.mark.parametrize("method", METHODS)
def test_no_false_alarm_where_every_entry_has_a_scale_of_its_own(method):
    source = np.random.default_rng(5)
    for _ in range(40):
        at = {key: array * 10.0 ** source.uniform(-6, 6, array.shape) for key, array in point(source).items()}
        assert check_gradient(squares, squares_gradient, at, method)


@pytest.mark.parametrize(("method", "error"), [("forward", 1e-5), ("central", 1e-7), ("complex", 1e-11)])
@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_small_error_is_found(name, method, error):
    f, grad = FUNCTIONS[name]
    source = np.random.default_rng(3)
    for _ in range(20):
        at = point(source)
        wrong = {key: array * (1 + error) for key, array in grad(**at).items()}
        assert check_gradient(f, wrong, at, method).failures


@pytest.mark.parametrize("method", METHODS)
def test_single_precision_has_its_own_tolerance(method):
    source = np.random.default_rng(4)
    for _ in range(20):
        at = point(source, dtype=np.float32)
        right = cell_gradient(**at)
        assert check_gradient(cell, right, at, method)
        assert not check_gradient(cell, {key: 1.01 * array for key, array in right.items()}, at, method)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(
    "spoil",
    [lambda g: -g, lambda g: 0 * g, lambda g: g + 0.01, lambda g: g[::-1], lambda g: np.roll(g, 1)],
    ids=["sign", "zero", "shift", "reversed", "rolled"],
)
def test_wrong_gradients_fail(spoil, method):
    at = point(np.random.default_rng(8))
    for name in at:
        claimed = cell_gradient(**at)
        report = check_gradient(cell, claimed | {name: spoil(claimed[name])}, at, method)
        assert {entry.name for entry in report.failures} == {name}


def test_a_transposed_gradient():
    A, x = np.array([[1.0, 2.0], [0.5, -1.0]]), np.array([0.3, 0.7])
    assert check_gradient(lambda A: np.tanh(A @ x).sum(), lambda A: np.outer(1 - np.tanh(A @ x) ** 2, x), A)
    assert not check_gradient(lambda A: np.tanh(A @ x).sum(), lambda A: np.outer(1 - np.tanh(A @ x) ** 2, x).T, A)
    with pytest.raises(ShapeError, match=r"the gradient has shape \(3, 2\), but x has shape \(2, 3\)"):
        check_gradient(lambda W: (W * W).sum(), lambda W: 2 * W.T, np.ones((2, 3)))


def test_one_wrong_entry_is_named():
    x = np.array([1.0, 2.0, 3.0])
    report = check_gradient(lambda x: (x**2).sum(), np.array([2.0, 4.0, 6.1]), x)
    assert [entry.label for entry in report.failures] == ["x[2]"]
    assert report.worst.analytic == 6.1
    assert report.worst.relative_error == pytest.approx(0.1 / 6.1, rel=1e-4)


def test_a_number_and_lists_are_arrays_too():
    assert check_gradient(lambda x: x**3, lambda x: 3 * x**2, 2)
    assert check_gradient(lambda x: (x**2).sum(), [2.0, 4.0], [1, 2])


def test_a_gradient_may_be_of_some_arrays_only_and_have_the_names_of_cotangents():
    at = point(np.random.default_rng(2))
    report = check_gradient(cell, lambda **p: {"bar_u": cell_gradient(**p)["u"]}, at)
    assert report
    assert [entry.label for entry in report.entries] == ["u[0]", "u[1]"]


@pytest.mark.parametrize("method", METHODS)
def test_a_point_that_is_not_finite_is_no_failure_and_no_success(method):
    report = check_gradient(lambda x: np.log(x).sum(), lambda x: 1 / x, np.array([0.0, 1.0]), method)
    assert not report
    assert report.failures == ()
    assert {entry.verdict for entry in report.entries} == {"not finite"}
    assert "the point is bad" in str(report)


def test_a_gradient_that_is_not_finite_is_told_apart():
    report = check_gradient(lambda x: x @ x, np.array([2.0, np.nan]), np.array([1.0, 1.0]))
    assert [entry.verdict for entry in report.entries] == ["pass", "not finite"]
    assert not report
    assert report.summary == "1 of 2 are claimed to be no finite number where the numeric one is."


def test_entries_that_rounding_hides_are_told():
    report = check_gradient(lambda x: 1e8 + x @ x, lambda x: 2 * x, np.array([1.0, 1e-9]))
    assert report
    assert (
        report.summary == "1 of 2 entries pass; 1 of 2 not seen here: saturated, or so small that rounding hides them."
    )
    assert not check_gradient(lambda x: 1e8 + x @ x, lambda x: 3 * x, np.array([1.0, 1e-9]))


def test_wrong_arguments():
    with pytest.raises(ShapeError, match=r"a function that gives a number, but the value of f has shape \(2,\)"):
        check_gradient(lambda x: x * x, lambda x: 2 * x, np.ones(2))
    with pytest.raises(UnboundNameError, match="the gradient has an entry y, but the point has x, z"):
        check_gradient(lambda x, z: x * z, lambda x, z: {"y": z}, {"x": 1.0, "z": 2.0})
    with pytest.raises(ShapeError, match="should be a dict with some of x, z"):
        check_gradient(lambda x, z: x * z, lambda x, z: z, {"x": 1.0, "z": 2.0})
    with pytest.raises(ArgumentError, match="array of real numbers"):
        check_gradient(lambda x: x, lambda x: 1.0, "text")
    with pytest.raises(ArgumentError, match="unequal lengths"):
        check_gradient(lambda x: x, lambda x: 1.0, [[1.0], [1.0, 2.0]])


# -- backward passes -----------------------------------------------------------------------------------------------


def forward(W, x):
    h = np.tanh(W @ x)
    return {"h": h, "s": (h * h).sum()}


def backward(W, x, bar_h, bar_s):
    h = np.tanh(W @ x)
    bar = (bar_h + 2 * bar_s * h) * (1 - h * h)
    return {"bar_W": np.outer(bar, x), "bar_x": W.T @ bar}


def backward_without_the_second_output(W, x, bar_h, bar_s):
    return backward(W, x, bar_h, 0.0)


def matrices(n, m):
    source = np.random.default_rng(6)
    return {"W": source.standard_normal((n, m)), "x": source.standard_normal(m)}


@pytest.mark.parametrize("method", METHODS)
def test_a_backward_pass_by_whole_jacobians(method):
    report = check_derivatives(forward, backward, matrices(2, 3), ["h", "s"], ["W", "x"], method)
    assert report
    assert "Jacobians were checked whole." in report.notes
    assert len(report.entries) == 3 * 9
    assert report.entries[1].label == "dh/dW[0, 0, 1]"
    wrong = check_derivatives(forward, backward_without_the_second_output, matrices(2, 3), ["h", "s"], ["W"], method)
    assert {entry.name for entry in wrong.failures} == {"ds/dW"}


@pytest.mark.parametrize("method", METHODS)
def test_a_large_backward_pass_by_random_cotangents(method):
    report = check_derivatives(forward, backward, matrices(9, 8), ["h", "s"], ["W", "x"], method, seed=3)
    assert report
    assert report.seed == 3
    assert "The outputs h, s were contracted with random cotangents." in report.notes
    assert len(report.entries) == 9 * 8 + 8
    assert not check_derivatives(
        forward, backward_without_the_second_output, matrices(9, 8), ["h", "s"], ["W", "x"], method
    )


def test_names_of_cotangents_may_be_given():
    def pull(x, bar2_y):
        return 2 * x * bar2_y

    assert check_derivatives(lambda x: x * x, pull, {"x": np.arange(3.0)}, {"y": "bar2_y"}, {"x": "bar2_x"})


def test_a_backward_pass_of_the_wrong_shape():
    with pytest.raises(ShapeError, match=r"bar_x has shape \(1,\), but x has shape \(3,\)"):
        check_derivatives(lambda x: x * x, lambda x, bar_y: x[:1], {"x": np.arange(3.0)}, ["y"], ["x"])
    with pytest.raises(UnboundNameError, match="the claimed derivative has no bar_x"):
        check_derivatives(lambda x: x * x, lambda x, bar_y: {"x": x}, {"x": np.arange(3.0)}, ["y"], ["x"])


# -- one derivative -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("method", METHODS)
def test_derivatives_of_every_pair_of_shapes(method):
    at = {"W": np.array([[1.0, 0.2, -0.4], [0.3, -1.0, 0.8]]), "x": np.array([0.1, 0.5, -0.3]), "b": 0.7}

    def vector(W, x, b):
        return np.tanh(b * (W @ x))

    def slope(W, x, b):
        return 1 - vector(W, x, b) ** 2

    assert check_expression(vector, lambda W, x, b: b * slope(W, x, b)[:, None] * W, "x", at, method)
    assert check_expression(vector, lambda W, x, b: slope(W, x, b) * (W @ x), "b", at, method)
    assert check_expression(lambda **p: vector(**p).sum(), lambda W, x, b: b * slope(W, x, b) @ W, "x", at, method)
    assert check_expression(
        lambda **p: vector(**p).sum(), lambda W, x, b: b * (slope(W, x, b) @ W)[None], "x", at, method
    )
    assert check_expression(
        lambda **p: vector(**p).sum(), lambda W, x, b: b * np.outer(slope(W, x, b), x), "W", at, method
    )
    assert not check_expression(vector, lambda W, x, b: b * slope(W, x, b)[:, None] * -W, "x", at, method)
    with pytest.raises(
        ShapeError, match=r"has shape \(3, 2\), but the derivative with respect to x has shape \(2, 3\)"
    ):
        check_expression(vector, lambda W, x, b: W.T, "x", at, method)
    with pytest.raises(UnboundNameError, match="no y in the point; it has W, x, b"):
        check_expression(vector, lambda W, x, b: W, "y", at, method)


def test_a_system_is_taken_as_a_function():
    n, m = sg.dims("n m")
    W, u, h, loss = sg.matrix("W", n, m), sg.vector("u", m), sg.vector("h", n), sg.scalar("L")
    cell = sg.System([(h, sg.tanh(W * u)), (loss, sg.dot(h, h))])
    at = {W: np.array([[0.1, -0.2], [0.3, 0.4], [-0.5, 0.6]]), "u": np.array([0.7, -0.8])}
    for method in ("forward", "central", "complex"):
        assert check_gradient(cell, cell.gradient(), at, method=method)
    assert check_gradient(cell, cell.value_and_gradient(), at)
    assert check_gradient(cell, {"W": cell.gradient(wrt="W").lambdify()(W=at[W], u=at["u"])}, at)
    assert not check_gradient(cell, {"u": np.ones(2)}, at)


def test_a_system_with_several_outputs_is_no_function():
    n = sg.dims("n")
    x, y, z = sg.vectors("x y z", n)
    both = sg.System([(y, sg.sin(x)), (z, sg.cos(x))])
    message = (
        "a gradient belongs to a function that gives a number, but f is a System with the outputs y, z; keep one of "
        "them by System.replace(outputs=...), or close it with a loss (sg.losses)."
    )
    with pytest.raises(sg.ShapeError, match=f"^{re.escape(message)}$"):
        check_gradient(both, {}, {"x": np.ones(3)})
    with pytest.raises(sg.ArgumentError, match=r"^check_gradient: f is a function or a System, but 5 came.$"):
        check_gradient(5, {}, np.ones(3))
    with pytest.raises(
        sg.ArgumentError, match=r"^check_gradient of a System: at is a dict, but array\(\[1.\]\) came.$"
    ):
        check_gradient(both, {}, np.ones(1))
