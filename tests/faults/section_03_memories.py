"""Numbers lost in a maximum, a read-out, a root and a mean, where the truth is finite."""

from fractions import Fraction

import numpy as np

import symgrad as sg
from tests.faults.row import Row

N = sg.dims("n")
X, V, K, W, Q, H, Y = (sg.vector(name, N) for name in ("x", "v", "k", "w", "q", "h", "y"))
C, FIRST = sg.matrix("C", N, N), sg.matrix("first", N, N)
A, F, L, M, S = sg.scalars("a f L m s")


def close(found, exact, relative=1e-12):
    np.testing.assert_allclose(found, exact, rtol=relative, atol=0)
    return np.array2string(np.asarray(found), precision=6)


def smaller_of_two():
    system = sg.System([(M, sg.larger(S, A)), (L, sg.exp(S - M) + sg.exp(A - M))])
    return close(system.gradient(wrt="s").lambdify()(s=40.0, a=0.0), -np.exp(-40.0))


def read_out():
    memory = [(C, F * FIRST + sg.outer(W, K)), (V, F * X + K), (H, C * Q / sg.dot(V, Q))]
    point = {name: np.array(value) for name, value in (("w", [1.0, 2.0]), ("k", [3.0, 1.0]), ("x", [1.0, 1.0]),
                                                       ("q", [2.0, 5.0]), ("bar_h", [1.0, -1.0]))}  # fmt: skip
    point |= {"f": np.array(1e-20), "first": np.array([[1.0, 2.0], [0.0, 1.0]])}
    exact = {name: np.vectorize(Fraction, otypes=[object])(value) for name, value in point.items()}
    f = exact["f"].item()
    norm = f * exact["x"] + exact["k"]
    read = (f * exact["first"] + np.outer(exact["w"], exact["k"])).T @ exact["bar_h"]
    below = norm @ exact["q"]
    right = (read - (read @ exact["q"]) / below * norm) / below
    found = sg.System(memory, outputs=[H]).gradient(wrt="q").lambdify()(**point)
    return close(found, right.astype(float))


def root_of_squares():
    second = sg.System([(Y, sg.sqrt(sg.hadamard(X, X) + sg.ones(N) / 100))]).gradient(wrt="x").tangent(wrt="x")
    x = np.array([1000.0, -110.0, 1e-9])
    function = second.lambdify()
    point = {"x": x, "bar_y": np.ones(3), "dot_x": np.ones(3)}
    found = function(**{name: value for name, value in point.items() if name in function.arguments})
    return close(found, 0.01 / (x**2 + 0.01) ** 1.5)


def less_its_mean():
    system = sg.System([(V, X + S * sg.ones(N)), (Y, V - sg.total(V) / N * sg.ones(N))])
    return close(system.lambdify()(x=np.array([1.0, 2.0, 6.0]), s=1e20), [-2.0, -1.0, 3.0])


ROWS = (
    Row("m = larger(s, a), exp(s - m) + exp(a - m): bar_s at 40, 0", "0.0", "-4.2e-18", smaller_of_two),
    Row("h = C q / (n . q), C and n nearly of one direction: bar_q", "noise of 1e-17", "2.2e-21, ...", read_out),
    Row("sqrt(x . x + c) entry by entry, second derivative at 1000", "noise", "c / r^3", root_of_squares),
    Row("x + s 1 less its mean at s = 1e20", "0.0", "x less its mean", less_its_mean),
)
