"""Errors that did not help: what is written means what it says, or the error says what to write."""

from collections.abc import Callable

import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from tests.faults.row import Row

n, m = sg.dims("n m")
t = sp.Symbol("t")
a, v, x, xhat, y, h = sg.vectors("a v x xhat y h", n)
u = sg.vector("u", m)
A, K = sg.matrix("A", n, n), sg.matrix("K", n, n)
W = sg.matrix("W", n, m)
gamma, beta = sg.scalars("gamma beta")
SIZES = {"n": 3, "m": 2}


def told(write: Callable[[], object], *wanted: str) -> Callable[[], str]:
    """What comes is a SymgradError that says all of ``wanted``."""

    def now() -> str:
        with pytest.raises(sg.SymgradError) as caught:
            write()
        message = str(caught.value)
        assert all(part in message for part in wanted), message
        return f"{type(caught.value).__name__}: {message}"

    return now


def point(seed: int = 0) -> dict[str, np.ndarray]:
    source = np.random.default_rng(seed)
    shapes = {"a": (3,), "v": (3,), "x": (3,), "xhat": (3,), "y": (3,), "u": (2,), "A": (3, 3), "W": (3, 2),
              "gamma": (), "beta": (), "t": ()}  # fmt: skip
    drawn = {name: source.uniform(0.1, 0.9, shape) for name, shape in shapes.items()}
    return drawn | {"K": drawn["A"] @ drawn["A"].T + np.eye(3)}


def value(write: Callable[[], object], numbers: Callable[[dict[str, np.ndarray]], object]) -> Callable[[], str]:
    """What is written has the value that NumPy gives by itself."""

    def now() -> str:
        expr, p = write(), point()
        function = sg.lambdify(expr)
        came = np.asarray(function(**{name: p[name] for name in function.arguments}))
        assert np.allclose(came.ravel(), np.ravel(numbers(p)), rtol=1e-12), f"{came} came"
        return f"{sg.text(expr)}, the value of NumPy"

    return now


def relu(z: np.ndarray) -> np.ndarray:
    return np.maximum(z, 0)


def taken(write: Callable[[], sg.System]) -> Callable[[], str]:
    def now() -> str:
        assert write() == sg.System([(h, sg.tanh(W * u))])
        return "the System"

    return now


def checked_system() -> str:
    loss = sg.scalar("L")
    cell = sg.System([(h, sg.tanh(W * u)), (loss, sg.dot(h, h))])
    at = {name: point()[name] for name in ("W", "u")}
    assert sg.check_gradient(cell, cell.gradient(), at)
    assert not sg.check_gradient(cell, {"W": np.ones((3, 2))}, at)
    return "it takes a System, and finds a wrong gradient"


def tolerance() -> str:
    report = sg.check_gradient(lambda z: np.sum(z**2) + 1e6, lambda z: 2 * z, np.array([1e-3, 1.0]))
    passing = [entry for entry in report.entries if entry.relative_error > report.tolerance]
    assert report
    assert passing
    word = "an entry may differ by the tolerance times its size plus what rounding and truncation do to it"
    assert word in " ".join(str(report).split())
    return word


FORMULA = "Mix of Matrix and Scalar symbols"
COMPARED = "Invalid comparison of non-real"
ROWS = (
    Row("1/v", "NotImplementedError without text", "sg.divide", told(lambda: 1 / v, "sg.divide(1, v)")),
    Row("t/v", "NotImplementedError without text", "sg.divide", told(lambda: t / v, "sg.divide(t, v)")),
    Row("abs(v)", "NotImplementedError without text", "sg.abs", told(lambda: abs(v), "sg.abs(x)")),
    Row(
        "sg.tanh(W*u).diff(u)", "RecursionError", "sg.gradient, sg.jacobian",
        told(lambda: sg.tanh(W * u).diff(u), "sg.gradient", "sg.jacobian"),
    ),
    Row(
        "sg.softmax(x).diff(x)", "RecursionError", "sg.gradient, sg.jacobian",
        told(lambda: sg.softmax(x).diff(x), "sg.gradient", "sg.jacobian"),
    ),
    Row(
        "sp.diff(sg.dot(v, v), v)", "unevaluated silently", "sg.gradient, sg.jacobian",
        told(lambda: sp.diff(sg.dot(v, v), v), "sg.gradient", "sg.jacobian"),
    ),
    Row(
        "W*u + np.ones(3)", "'Symbol' object cannot be interpreted as an integer", "sg.ones, a name",
        told(lambda: W * u + np.ones(3), "array of numbers", "sg.vector", "sg.ones"),
    ),
    Row(
        "np.tanh(W*u)", "'Symbol' object cannot be interpreted as an integer", "sg.tanh",
        told(lambda: np.tanh(W * u), "sg.tanh(x)"),
    ),
    Row(
        "np.ones((3, 2)) @ u", "'Symbol' object cannot be interpreted as an integer", "sg.matrix",
        told(lambda: np.ones((3, 2)) @ u, "array of numbers", "sg.matrix"),
    ),
    Row("W*u + 1", FORMULA, "1 at every entry", value(lambda: W * u + 1, lambda p: p["W"] @ p["u"] + 1)),
    Row("1 - W*u", FORMULA, "1 at every entry", value(lambda: 1 - W * u, lambda p: 1 - p["W"] @ p["u"])),
    Row(
        "gamma*xhat + beta", FORMULA, "beta at every entry",
        value(lambda: gamma * xhat + beta, lambda p: p["gamma"] * p["xhat"] + p["beta"]),
    ),
    Row(
        "sg.relu(1 - sg.hadamard(x, v))", FORMULA, "1 at every entry",
        value(lambda: sg.relu(1 - sg.hadamard(x, v)), lambda p: relu(1 - p["x"] * p["v"])),
    ),
    Row(
        "sg.sqrt(1 - sg.hadamard(a, a))", FORMULA, "1 at every entry",
        value(lambda: sg.sqrt(1 - sg.hadamard(a, a)), lambda p: np.sqrt(1 - p["a"] ** 2)),
    ),
    Row(
        "sg.relu(x + 1) - sg.relu(x - 1) - 1", FORMULA, "1 at every entry",
        value(lambda: sg.relu(x + 1) - sg.relu(x - 1) - 1, lambda p: relu(p["x"] + 1) - relu(p["x"] - 1) - 1),
    ),
    Row(
        "x.T*x + sg.total(x)", FORMULA, "a scalar",
        value(lambda: x.T * x + sg.total(x), lambda p: p["x"] @ p["x"] + p["x"].sum()),
    ),
    Row(
        "y.T*K.inv()*y/2 + sg.logdet(K)/2", FORMULA, "a scalar",
        value(
            lambda: y.T * K.inv() * y / 2 + sg.logdet(K) / 2,
            lambda p: p["y"] @ np.linalg.solve(p["K"], p["y"]) / 2 + np.linalg.slogdet(p["K"])[1] / 2,
        ),
    ),
    Row("max(0, W*u)", COMPARED, "sg.relu, sg.larger, sg.step",
        told(lambda: max(0, W * u), "sg.relu", "sg.larger", "sg.step")),
    Row("v > 0", COMPARED, "sg.relu, sg.larger, sg.step", told(lambda: v > 0, "sg.relu", "sg.larger", "sg.step")),
    Row(
        "v[1:3]", "no tangent rule for MatrixSlice", "rows(v, 1, 2)",
        value(lambda: v[1:3], lambda p: p["v"][1:3]),
    ),
    Row("A[:, 0]", "no tangent rule for MatrixSlice", "the column", value(lambda: A[:, 0], lambda p: p["A"][:, 0])),
    Row(
        "sg.System((h, rhs))", '"but h came"', "the System, or a list is asked for",
        taken(lambda: sg.System((h, sg.tanh(W * u)))),
    ),
    Row(
        "sg.System({h: rhs})", '"but h came"', "the System, or a list is asked for",
        taken(lambda: sg.System({h: sg.tanh(W * u)})),
    ),
    Row(
        "sg.System(sp.Eq(h, rhs))", "'Equality' object is not iterable", "the System, or a list is asked for",
        taken(lambda: sg.System(sp.Eq(h, sg.tanh(W * u)))),
    ),
    Row(
        'sg.System("h = tanh(W u)")', '"but h came"', "a list is asked for",
        told(lambda: sg.System("h = tanh(W u)"), "a list of equations", "System([(h, sg.tanh(W*x))])"),
    ),
    Row(
        'sg.System([("h", W*u)])', '"the left-hand side is a scalar"', "sg.vector",
        told(lambda: sg.System([("h", W * u)]), "equation 1", "write sg.vector('h', n)"),
    ),
    Row('sg.vector("x", "m")', "SympifyError: 'm'", "sg.dims", told(lambda: sg.vector("x", "m"), "sg.dims('m')")),
    Row(
        'sg.matrix("B", 2, 2)*sg.vector("d", 3)', "('Matrices are not aligned', 2, 3)", "both shapes",
        told(lambda: sg.matrix("B", 2, 2) * sg.vector("d", 3), "B is (2, 2)", "d is (3,)"),
    ),
    Row(
        'sg.vector("c", 2) + sg.vector("d", 3)', "Matrices have mismatching shape", "both shapes",
        told(lambda: sg.vector("c", 2) + sg.vector("d", 3), "c is (2,)", "d is (3,)"),
    ),
    Row("sg.check_gradient(cell, f, at)", "'System' object is not callable", "takes a System", checked_system),
    Row(
        'sg.Notation(time="sup")', "accepted", "a named error",
        told(lambda: sg.Notation(time="sup"), "Notation: time is one of 'subscript', 'superscript'"),
    ),
    Row(
        'sg.Notation(renames={"W": "V"})', "accepted", "a named error",
        told(lambda: sg.Notation(renames={"W": "V"}), "Notation: renames is pairs of strings"),
    ),
    Row(
        "sg.Notation(cotangent=5)", "accepted", "a named error",
        told(lambda: sg.Notation(cotangent=5), "Notation: cotangent is a string, but 5 came"),
    ),
    Row(
        'cell.latex(width="345pt")', "a TypeError", "a named error",
        told(lambda: sg.System([(h, W * u)]).latex(width="345pt"), "width is a number above 0, or None"),
    ),
    Row("a report's tolerance", "1.2e-07 beside passing rows with 1.5e-05", "what it is relative to", tolerance),
)  # fmt: skip
