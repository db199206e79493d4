"""Random systems for the search with a batch: sizes of one, flat matrices, sizes that are sums, names used again.

Every choice is drawn from one generator of NumPy, so that a seed tells a system.
"""

from dataclasses import dataclass, field

import sympy as sp
from sympy.matrices.expressions.matexpr import MatrixElement

import symgrad as sg
from symgrad.algebra import transpose
from symgrad.algebra.windowing import convolution, correlation
from symgrad.expressions.shapes import shape_of
from symgrad.programs.program import Program

ONE, TWO = sp.S.One, sp.Integer(2)
N, M = sg.dims("n m")
SIZES = (N, N, M, ONE, TWO, N + M)
SMOOTH = (sg.tanh, sg.sigmoid, sg.exp, sg.sin, sg.softplus, sg.silu, sg.relu)
SATURATED = (  # numbers whose products and quotients have stable forms, which look through names
    lambda r: 1 / (2 + sg.sigmoid(r) ** 2), lambda r: sg.sigmoid(r) ** 2, lambda r: sg.exp(r) / (1 + sg.exp(r)),
    lambda r: sg.log(sg.sigmoid(r)), lambda r: sg.tanh(r) * sg.sigmoid(r), lambda r: 1 - sg.sigmoid(r),
)  # fmt: skip


@dataclass
class Grown:
    """A program, the numbers of its dimensions, and a way to draw the arrays of its inputs."""

    program: Program
    sizes: dict
    positions: dict = field(default_factory=dict)

    def drawn(self, symbol, shape, random):
        """An array for one sample of an input, or of a derivative of one."""
        if symbol in self.positions:
            return random.integers(int(self.positions[symbol].xreplace(self.sizes)), size=shape).astype(float)
        return 0.7 * random.standard_normal(shape)

    def __str__(self):
        lines = [f"    {equation}" for equation in self.program.equations]
        return "\n".join([f"{self.program!r} at {self.sizes}", *lines])


def grown(random, equations=5, depth=3):
    """A random system of a few equations; any of its names may be an output."""
    grower = Grower(random)
    for size in (N, M):
        grower.input((size, ONE))  # so that every size is known from an array
    made = grower.chain() if random.random() < 0.2 else []
    for k in range(len(made), int(random.integers(2, equations + 1))):
        shape = grower.shape()
        rhs = grower.grow(shape, int(random.integers(1, depth + 1)))
        name = f"{'r' if not shape else 'h' if shape[1] == 1 else 'V'}{k}"
        lhs = sg.matrix(name, *shape) if shape else sg.scalar(name)
        made.append((lhs, rhs))
        grower.known += [lhs, lhs]  # twice: what was defined is used again
    names = [lhs for lhs, _ in made]
    outputs = [name for name in names if random.random() < 0.6] or names[-1:]
    sizes = {N: int(random.integers(1, 4)), M: int(random.integers(1, 4))}
    system = sg.System(made, outputs=outputs, inputs=[*grower.inputs, *grower.positions])
    return Grown(system, sizes, grower.positions)


def chained(random):
    """A chain alone: what is summed over the samples stands where stable forms look through names."""
    grower = Grower(random)
    made = grower.chain()
    names = [lhs for lhs, _ in made]
    system = sg.System(made, outputs=names if random.random() < 0.5 else names[1:], inputs=grower.inputs)
    return Grown(system, {N: int(random.integers(2, 4)), M: int(random.integers(2, 4))})


@dataclass
class Grower:
    """Grows expressions of a wanted shape."""

    random: object
    known: list = field(default_factory=list)
    inputs: list = field(default_factory=list)
    positions: dict = field(default_factory=dict)

    def pick(self, options):
        return options[int(self.random.integers(len(options)))]

    def shape(self):
        kind = self.pick(["scalar", "vector", "vector", "matrix"])
        if kind == "scalar":
            return ()
        return (self.pick(SIZES), ONE if kind == "vector" else self.pick(SIZES))

    def input(self, shape):
        name = f"{'s' if not shape else 'x' if shape[1] == 1 else 'W'}{len(self.inputs)}"
        made = sg.matrix(name, *shape) if shape else sg.scalar(name)
        self.inputs.append(made)
        self.known.append(made)
        return made

    def position(self, size):
        """A place among so many: the first one, or an input that says which, a label of each sample maybe."""
        if size == 1 or self.random.random() < 0.6:
            return sp.S.Zero
        made = sg.scalar(f"i{len(self.positions)}")
        self.positions[made] = size
        return made

    def spots(self, count, size):
        """A vector of places among so many."""
        made = sg.vector(f"i{len(self.positions)}", count)
        self.positions[made] = size
        return made

    def leaf(self, shape):
        alike = [name for name in self.known if shape_of(name) == shape]
        kind = self.pick(["known", "known", "known", "known", "new", "constant"])
        if kind == "constant":
            return sg.ones(*shape) if shape else self.pick([sp.Integer(2), sp.Rational(-1, 2), N])
        if not alike or kind == "new":
            return self.input(shape)
        return alike[
            -1 - int(self.random.integers(min(len(alike), 4)))
        ]  # of the latest, so that equations hang together

    def chain(self):
        """Equations through which stable forms look: of numbers, of a column times a row, of a root."""
        made = self.pick(CHAINS)(self)
        self.known += [lhs for lhs, _ in made]
        return made

    def chain_of_an_outer_product(self):
        """Matrices entry by entry, one of them by name a column times a row, of which one is a sum by name."""
        n, m = self.pick((N, M)), self.pick((N, M))
        u, v, W = self.input((n, ONE)), self.input((m, ONE)), self.input((n, m))
        U, C, D, E = sg.vector("r0", n), *(sg.matrix(f"V{k}", n, m) for k in (1, 2, 3))
        large, row = sg.exp(self.pick([W, -W])), self.pick([v.T, sg.sigmoid(v).T])
        others = [large, C, D] if self.random.random() < 0.7 else [large, sg.sigmoid(W), C, D]
        return [(U, u + self.leaf((n, ONE))), (C, U * row), (D, large - W), (E, sg.hadamard(*others))]

    def chain_of_a_root(self):
        """The root of one and the square of a matrix product, entry by entry, and something that meets it."""
        n, m = self.pick((N, M)), self.pick((N, M))
        inner = self.input((n, m)) * self.pick([self.input((m, ONE)), sg.sigmoid(self.input((m, ONE)))])
        root, met = sg.vectors("r0 r1", n)
        return [(root, sg.sqrt(sg.hadamard(inner, inner) + sg.ones(n))), (met, sg.hadamard(root, self.leaf((n, ONE))))]

    def chain_of_shares(self):
        """exp over the sum of all of it, of a vector, a row or a matrix, and something that meets it."""
        shape = self.pick([(N, M), (N, M), (ONE, N), (N, ONE)])
        A, S, P, met = self.input(shape), sg.scalar("r0"), *sg.matrices("V1 V2", *shape)
        share = self.pick([sg.exp(A) / S, sg.exp(A) / (1 + S), sg.exp(A) / sg.total(sg.exp(A))])
        others = [sg.hadamard(P, self.leaf(shape)), sg.ones(*shape) - P, sg.log(P), sg.hadamard(P, A), P * S]
        return [(S, sg.total(sg.exp(A))), (P, share), (met, self.pick(others))]

    def chain_of_choices(self):
        """The larger of two and differences that are cut off at 0, one in the other."""
        n = self.pick((N, M))
        parts = [self.input((n, ONE)) for _ in range(3)]
        a, b, c = (parts[k] for k in self.random.permutation(3))
        one, met = sg.vectors("r0 r1", n)
        cut = self.pick([one, sg.relu(b - c), sg.relu(b - c)])
        outer = self.pick([sg.larger(cut, a), sg.relu(a - cut) + cut, sg.relu(cut - a) + a, -sg.relu(a - cut) + a])
        return [(one, sg.relu(b - c)), (met, outer + self.pick([c, -c, b, cut, a]))]

    def chain_of_numbers(self):
        """A number of vectors alone, and something that meets it: where both are one for all samples, or one is not."""
        rate, met, x = sg.scalar("r0"), sg.scalar("r1"), self.input((self.pick((N, M)), ONE))
        inner = self.pick([x, sg.softmax, sg.softmax, sg.softmax, sg.softmax, sg.log_softmax])
        inner = inner if inner is x else inner(self.pick([x, 2 * x, sg.tanh(x), sg.sigmoid(x)]))
        of_vector = self.pick([sg.logsumexp, sg.logsumexp, sg.logsumexp, sg.norm, lambda v: sg.dot(v, x)])
        return [(rate, of_vector(inner)), (met, self.input(()) * self.pick(SATURATED)(rate))]

    def grow(self, shape, depth):
        """An expression of a shape."""
        if depth <= 0:
            return self.leaf(shape)
        rules = SCALARS if not shape else MATRICES
        fits, rule = self.pick(rules)
        while not fits(*shape):
            fits, rule = self.pick(rules)
        return rule(self, shape, depth - 1)


def _flat(g, shape, d):
    return g.grow((), d) * sg.ones(*shape)


def _product(g, shape, d):
    inner = g.pick(SIZES)
    return g.grow((shape[0], inner), d) * g.grow((inner, shape[1]), d)


def _dot(g, shape, d):
    inner = g.shape() or (N, ONE)
    left, right = g.grow(inner, d), g.grow(inner, d)
    return sg.dot(left, right) if inner[1] == 1 else sg.total(sg.hadamard(left, right))


def _entry(g, shape, d):
    inner = g.shape() or (N, ONE)
    return sp.Basic.__new__(MatrixElement, g.grow(inner, d), *map(g.position, inner))


def _trace(g, shape, d):
    n = g.pick(SIZES)
    square = g.grow((n, n), d)
    return sp.Trace(square) if square.is_Matrix else square  # a row times a column, of sums that became scalars


def _any(*shape):
    return True


def _is_vector(n, m):
    return m == 1


def _is_square(n, m):
    return n == m


def _entrywise(g, shape, d):
    return g.pick(SMOOTH)(g.grow(shape, d))


def _sum(g, shape, d):
    return g.grow(shape, d) + g.grow(shape, d)


def _quotient(g, shape, d):
    below = g.grow(shape, d)
    if not shape:
        return g.grow(shape, d) / (2 + below**2)
    return sg.divide(g.grow(shape, d), 2 * sg.ones(*shape) + sg.hadamard(below, below))


def _of_two(build):
    def rule(g, shape, d):
        a, b = g.grow(shape, d), g.grow((g.pick(SIZES), shape[1]), d)
        return build(a, b, g.pick([-1, 0, 1]), shape[0]) if a.is_Matrix and b.is_Matrix else a * sg.ones(*shape)

    return rule


def _scan(g, shape, d):
    a, b = g.grow(shape, d), g.grow(shape, d)
    kind = g.pick(["scan", "sums", "product"])
    if not (a.is_Matrix and b.is_Matrix):
        return a * sg.ones(*shape)
    if kind == "scan":
        return sg.linear_scan(sg.tanh(a), b, reverse=g.pick([False, True]))
    return sg.cumprod(sg.sigmoid(a)) if kind == "product" else sg.cumsum(b, int(shape[1] != 1), g.pick([False, True]))


def _pooled(g, shape, d):
    return sg.max_pool(g.leaf((shape[0] + 1, shape[1])), 2, 1)


def _picked(g, shape, d):
    many = g.pick(SIZES)
    return sg.gather(g.leaf((many, shape[1])), g.spots(shape[0], many))


def _cholesky(g, shape, d):
    """The factor of X X' + I."""
    inner = sg.tanh(g.grow(shape, d)) / 2
    return sg.cholesky(inner * inner.T + sp.Identity(shape[0])) if inner.is_Matrix else inner


def _factor_of_qr(g, shape, d):
    """One of a matrix near a multiple of the identity."""
    inner = sg.tanh(g.grow(shape, d)) / 4 + 2 * sp.Identity(shape[0])
    return g.pick([sg.qr_q, sg.qr_r])(inner)


def _triangle(g, shape, d):
    inner = g.grow(shape, d)
    return g.pick([sg.tril, sg.triu, lambda X: sg.unvech(sg.vech(X), shape[0]).T])(inner)


CHAINS = [Grower.chain_of_numbers] * 4 + [
    Grower.chain_of_an_outer_product, Grower.chain_of_a_root, Grower.chain_of_shares, Grower.chain_of_choices,
]  # fmt: skip
SCALARS = [
    (_any, lambda g, shape, d: g.leaf(shape)),
    (_any, _dot),
    (_any, _dot),
    (_any, lambda g, shape, d: sg.total(g.grow(g.shape() or (N, M), d))),
    (_any, _trace),
    (_any, _entry),
    (_any, _entrywise),
    (_any, _sum),
    (_any, lambda g, shape, d: g.grow(shape, d) * g.grow(shape, d)),
    (_any, _quotient),
    (_any, lambda g, shape, d: sg.logsumexp(g.grow((g.pick(SIZES), ONE), d))),
]
MATRICES = [
    (_any, lambda g, shape, d: g.leaf(shape)),
    (_any, _sum),
    (_any, _sum),
    (_any, _product),
    (_any, _product),
    (_any, _entrywise),
    (_any, _flat),
    (_any, _quotient),
    (_any, lambda g, shape, d: sg.hadamard(g.grow(shape, d), g.grow(shape, d))),
    (_any, lambda g, shape, d: g.grow((), d) * g.grow(shape, d)),
    (_any, lambda g, shape, d: transpose(g.grow(shape[::-1], d))),
    (_any, lambda g, shape, d: sg.diag(g.grow((shape[0], ONE), d)) * g.grow(shape, d)),
    (_any, lambda g, shape, d: sg.outer(g.grow((shape[0], ONE), d), g.grow((shape[1], ONE), d))),
    (lambda n, m: n == N + M, lambda g, shape, d: sg.concat(g.grow((N, shape[1]), d), g.grow((M, shape[1]), d))),
    (lambda n, m: n == M, lambda g, shape, d: sg.rows(g.grow((N + M, shape[1]), d), N, M)),
    (_any, _of_two(correlation)),
    (_any, _of_two(convolution)),
    (_any, _scan),
    (_any, _pooled),
    (_any, _picked),
    (_is_vector, lambda g, shape, d: sg.softmax(g.grow(shape, d))),
    (_is_vector, lambda g, shape, d: sg.diagonal(g.grow((shape[0], shape[0]), d))),
    (_is_square, lambda g, shape, d: sg.diag(g.grow((shape[0], ONE), d))),
    (_is_square, lambda g, shape, d: g.grow(shape, d) ** 2),
    (_is_square, _cholesky),
    (_is_square, _factor_of_qr),
    (_is_square, _triangle),
]
