"""What goes along rows, each beside a plain NumPy function of the same numbers that shares no code with symgrad."""

from dataclasses import dataclass

import numpy as np

import symgrad as sg

n, m, c, k = sg.dims("n m c k")
SIZES = {n: 6, m: 3, c: 2, k: 3}
x, w, u, v = sg.vector("x", n), sg.vector("w", m), sg.vector("u", n), sg.vector("v", 4)
X, W, U = sg.matrix("X", n, c), sg.matrix("W", m, c), sg.matrix("U", n, c)
even, Even = sg.vector("z", 2 * k), sg.matrix("Z", 2 * k, c)
odd = sg.vector("o", 2 * k + 1)
index, spot = sg.vector("index", 4), sg.scalar("spot")
PLACES = {"index": np.array([1.0, 0.0, 5.0, 1.0]), "spot": np.array(4.0)}


@dataclass
class Case:
    """An expression of variables, and a function of their arrays by name."""

    expression: object
    plain: object

    def arrays(self, rng, batch=()):
        """An array for each variable; positions are whole numbers."""
        found = sg.System([(self.result, self.expression)]).inputs
        return {
            symbol.name: np.broadcast_to(PLACES[symbol.name], batch + PLACES[symbol.name].shape).copy()
            if symbol.name in PLACES
            else rng.normal(size=batch + shape_of(symbol))
            for symbol in found
        }

    @property
    def result(self):
        """A variable of its shape."""
        rows, columns = self.expression.shape
        return sg.vector("y", rows) if columns == 1 else sg.matrix("y", rows, columns)

    @property
    def loss(self):
        """A System of a scalar of it, none of whose derivatives is constant."""
        weight, total = sg.matrix("t", *self.expression.shape), sg.scalar("L")
        return sg.System(
            [(self.result, self.expression), (total, sg.dot(weight, sg.tanh(self.result)))], outputs=[total]
        )

    def plain_loss(self, t, **arrays):
        """The same in plain NumPy, of complex numbers too."""
        return (t * np.tanh(self.plain(**arrays))).sum()


def shape_of(symbol):
    """The shape of an array for a variable."""
    if not getattr(symbol, "is_Matrix", False):
        return ()
    rows, columns = (int(size.xreplace({**SIZES})) for size in symbol.shape)
    return (rows,) if symbol.shape[1] == 1 else (rows, columns)


def by_columns(plain):
    """A function of vectors, column by column; a vector beside a matrix is the same for each."""

    def of_columns(a, b):
        many = a.shape[1]
        return np.stack([plain(a[:, j], b[:, j] if b.ndim == 2 else b) for j in range(many)], axis=1)

    return of_columns


def correlate(a, b, mode):
    """numpy.correlate, which conjugates, without that."""
    return np.convolve(a, b[::-1], mode)


def pooled(of, width, stride):
    """A function of each window, along the rows."""

    def rule(array):
        return np.stack([of(array[i : i + width]) for i in range(0, len(array) - width + 1, stride)])

    return rule


def largest(window):
    """The largest by its real part, of each column."""
    if window.ndim == 1:
        return window[np.argmax(window.real)]
    return np.array([column[np.argmax(column.real)] for column in window.T])


def scanned(a, b):
    """z_i = a_i z_(i - 1) + b_i, written out as sums of products."""
    return np.stack([sum(b[j] * np.prod(a[j + 1 : i + 1], axis=0) for j in range(i + 1)) for i in range(len(a))])


CASES = {
    "convolve": Case(sg.convolve(x, w), lambda x, w: np.convolve(x, w)),
    "convolve valid": Case(sg.convolve(x, w, mode="valid"), lambda x, w: np.convolve(x, w, "valid")),
    "convolve same": Case(sg.convolve(even, odd, mode="same"), lambda z, o: np.convolve(z, o)[3:9]),
    "convolve same, even": Case(sg.convolve(x, v, mode="same"), lambda x, v: np.convolve(x, v, "same")),
    "convolve columns": Case(
        sg.convolve(X, W), lambda X, W: by_columns(lambda a, b: np.convolve(a, b))(X, W)
    ),
    "convolve columns with a vector": Case(
        sg.convolve(X, v, mode="same"), lambda X, v: by_columns(lambda a, b: np.convolve(a, b, "same"))(X, v)
    ),
    "correlate": Case(sg.correlate(x, w), lambda x, w: correlate(x, w, "valid")),
    "correlate full": Case(sg.correlate(x, w, mode="full"), lambda x, w: correlate(x, w, "full")),
    "correlate same, even": Case(sg.correlate(x, v, mode="same"), lambda x, v: correlate(x, v, "same")),
    "correlate columns": Case(
        sg.correlate(X, W), lambda X, W: by_columns(lambda a, b: correlate(a, b, "valid"))(X, W)
    ),
    "cumsum": Case(sg.cumsum(x), lambda x: np.cumsum(x)),
    "cumsum of columns, reversed": Case(sg.cumsum(X, reverse=True), lambda X: np.cumsum(X[::-1], axis=0)[::-1]),
    "cumsum of rows": Case(sg.cumsum(X, axis=1), lambda X: np.cumsum(X, axis=1)),
    "cumprod": Case(sg.cumprod(x), lambda x: np.cumprod(x)),
    "cumprod of columns": Case(sg.cumprod(X), lambda X: np.cumprod(X, axis=0)),
    "linear_scan": Case(sg.linear_scan(x, u), lambda x, u: scanned(x, u)),
    "linear_scan of columns, reversed": Case(
        sg.linear_scan(X, U, reverse=True), lambda X, U: scanned(X[::-1], U[::-1])[::-1]
    ),
    "shift": Case(sg.shift(x, 2), lambda x: np.concatenate([0 * x[:2], x[:-2]])),
    "shift up": Case(sg.shift(X, -1), lambda X: np.concatenate([X[1:], 0 * X[:1]])),
    "roll": Case(sg.roll(x, 2), lambda x: np.roll(x, 2)),
    "roll up": Case(sg.roll(X, -1), lambda X: np.roll(X, -1, axis=0)),
    "windows": Case(sg.windows(x, 3), lambda x: np.stack([x[i : i + 3] for i in range(4)])),
    "windows of columns": Case(
        sg.windows(Even, 2, stride=2), lambda Z: np.concatenate([Z[:, j].reshape(3, 2) for j in range(2)])
    ),
    "mean_pool": Case(sg.mean_pool(even, 2), lambda z: pooled(lambda part: part.mean(axis=0), 2, 2)(z)),
    "mean_pool of columns": Case(
        sg.mean_pool(Even, 3, 2), lambda Z: pooled(lambda part: part.mean(axis=0), 3, 2)(Z)
    ),
    "max_pool": Case(sg.max_pool(even, 2), lambda z: pooled(largest, 2, 2)(z)),
    "max_pool of columns": Case(sg.max_pool(Even, 3, 2), lambda Z: pooled(largest, 3, 2)(Z)),
    "gather": Case(sg.gather(X, index), lambda X, index: X[index.real.astype(int)]),
    "gather by numbers": Case(sg.gather(x, [0, 2, 2]), lambda x: x[[0, 2, 2]]),
    "gather by scalars": Case(sg.gather(X, [spot, 1]), lambda X, spot: X[[int(spot.real), 1]]),
    "one_hot": Case(X.T * sg.one_hot(spot, n), lambda X, spot: X[int(spot.real)]),
}  # fmt: skip
