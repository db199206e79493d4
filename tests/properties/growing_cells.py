"""Random recurrent cells: equations of parameters alone, of inputs alone, of what is carried, of constants, and of all.

Every expression is grown from a list of leaves, so that its equation depends on what these are; chains come from names
that are leaves of later equations. What is carried is a vector, now and then a scalar and a matrix too.
"""

from dataclasses import dataclass

import numpy as np
import sympy as sp

import symgrad as sg
from symgrad.algebra.windowing import convolution, correlation

N, M = sg.dims("n m")
VECTOR, OTHER, SQUARE, WIDE, SCALAR = (N, 1), (M, 1), (N, N), (N, M), ()
BOUNDED = (sg.tanh, sg.sigmoid, sg.sin, sg.softplus)


@dataclass
class Cell:
    """A random cell: a System whose carry and parameters are stated, and the sizes at which it is run."""

    system: sg.System
    sequences: list
    sizes: dict


def grown_cell(random, zeros=True, called=None):
    """A cell of three to seven equations; ``called`` says what some of its inputs are called instead."""
    return _Growing(random, called or {}).cell(zeros)


def _made(name, shape):
    if shape == SCALAR:
        return sg.scalar(name)
    return sg.vector(name, shape[0]) if shape[1] == 1 else sg.matrix(name, *shape)


class _Growing:
    def __init__(self, random, called):
        self.random = random
        self.parameters = {shape: [_made(called.get(name, name), shape) for name in names] for shape, names in (
            (VECTOR, "wv"), (OTHER, "u"), (SQUARE, "A"), (WIDE, "W"), (SCALAR, "b"))}  # fmt: skip
        self.sequences = {shape: [_made(called.get(name, name), shape)] for shape, name in (
            (VECTOR, "z"), (OTHER, "x"), (SCALAR, "s"))}  # fmt: skip
        self.carried = {VECTOR: [_made("h_prev", VECTOR)]}
        self.carry = {_made("h", VECTOR): _made("h_prev", VECTOR)}
        for name, shape, chance in (("c", VECTOR, 0.4), ("q", SCALAR, 0.4), ("C", SQUARE, 0.3), ("g", VECTOR, 0.2)):
            if random.random() < chance:
                before = _made(f"{name}_prev", shape)
                self.carried.setdefault(shape, []).append(before)
                self.carry[_made(name, shape)] = before
        self.named = {"parameters": {}, "sequences": {}, "carried": {}, "all": {}, "constants": {}}

    def cell(self, zeros):
        equations, random = [], self.random
        for number in range(random.integers(1, 5)):
            kind = random.choice(["parameters", "parameters", "sequences", "carried", "all", "constants"])
            shape = [VECTOR, VECTOR, SCALAR, SQUARE, OTHER, WIDE][random.integers(6)]
            name = _made(f"e{number}", shape)
            equations.append((name, self.grow(shape, random.integers(1, 4), kind)))
            self.named[kind].setdefault(shape, []).append(name)
        for new in self.carry:
            shape = SCALAR if not hasattr(new, "shape") else new.shape
            kind = random.choice(["all", "all", "all", "all", "carried", "sequences", "parameters"])
            if random.random() < 0.12:  # as it was one step before, itself or another: two steps of memory
                value = self.carried[shape][random.integers(len(self.carried[shape]))]
            else:
                value = self._within_bounds(self.grow(shape, random.integers(2, 4), kind), shape)
            equations.append((new, value))
            self.named["all"].setdefault(shape, []).append(new)
        if zeros and random.random() < 0.15:
            equations.append((_made("nothing", VECTOR), sp.ZeroMatrix(N, 1)))
        if random.random() < 0.5:
            equations.append((_made("y", VECTOR), self.grow(VECTOR, 2, "all")))
        names = [lhs for lhs, _ in equations]
        outputs = [name for name in names if random.random() < 0.4] or [names[-1]]
        inputs = [s for some in (self.sequences, self.carried) for one in some.values() for s in one]
        if random.random() < 0.15:
            outputs.append([*inputs, *self.parameters[VECTOR]][random.integers(len(inputs) + 2)])
        parameters = [s for one in self.parameters.values() for s in one]
        carry = {new: self.carry[new] for new in (list(self.carry)[k] for k in random.permutation(len(self.carry)))}
        system = sg.System(equations, outputs=outputs, inputs=inputs, parameters=parameters, carry=carry)
        sizes = {N: int(random.integers(1, 5)), M: int(random.integers(1, 5))}
        return Cell(system, [s for one in self.sequences.values() for s in one], sizes)

    def _within_bounds(self, value, shape):
        choice = self.random.random()
        if choice < 0.6:
            return BOUNDED[self.random.integers(2)](value)
        return value / 3 if shape == SCALAR or choice < 0.9 else sg.hadamard(value, sg.sigmoid(value))

    def leaves(self, shape, kind):
        """The names of a shape of which an equation of this kind may be made."""
        sources = {"parameters": [self.parameters], "sequences": [self.sequences], "carried": [self.carried],
                   "constants": [], "all": [self.parameters, self.sequences, self.carried]}[kind]  # fmt: skip
        names = self.named.values() if kind == "all" else [self.named[kind], self.named["constants"]]
        return [name for some in (*sources, *names) for name in some.get(shape, [])]

    def grow(self, shape, depth, kind):
        """An expression of a shape."""
        leaves = self.leaves(shape, kind)
        if depth <= 0 or (leaves and self.random.random() < 0.15):
            if leaves and self.random.random() < 0.95:
                return leaves[self.random.integers(len(leaves))]
            if shape == SCALAR:
                return sp.Rational(int(self.random.integers(1, 5)), 2)
            return sg.ones(shape[0]) if shape[1] == 1 else sg.ones(*shape)
        rules = {SCALAR: SCALARS, SQUARE: SQUARES}.get(shape, OTHERS)
        rule = rules[self.random.integers(len(rules))]
        return rule(lambda shape: self.grow(shape, depth - 1, kind), shape, self.random)


def _applied(grow, shape, random):
    return BOUNDED[random.integers(len(BOUNDED))](grow(shape))


def _quotient(grow, shape, random):
    """A quotient whose denominator may mix what is carried with what is free."""
    below = grow(SCALAR)
    bounded = 1 + below**2 + sg.dot(*[grow(VECTOR)] * 2) / 4 if random.random() < 0.5 else 1 + below**2
    return grow(shape) / bounded


def _sum(grow, shape, random):
    return grow(shape) + grow(shape) if random.random() < 0.8 else grow(shape) - grow(shape)


def _product(grow, shape, random):
    return grow(shape) * grow(shape) if shape == SCALAR else sg.hadamard(grow(shape), grow(shape))


def _scaled(grow, shape, random):
    return grow(SCALAR) * grow(shape)


def _power(grow, shape, random):
    exponent = grow(SCALAR)  # one made of matrices has to have a name
    return (1 + grow(SCALAR) ** 2) ** (exponent / 4 if exponent.is_Symbol else sp.Rational(1, 2))


def _divided(grow, shape, random):
    below = grow(shape)
    ones = sg.ones(shape[0]) if shape[1] == 1 else sg.ones(*shape)
    return sg.divide(grow(shape), ones + sg.hadamard(below, below))


def _matrix_times(grow, shape, random):
    if shape[1] != 1:
        return sg.outer(grow((shape[0], 1)), grow((shape[1], 1)))
    matrix = {N: [(N, N), (N, M)], M: [(M, N)]}[shape[0]]
    chosen = matrix[random.integers(len(matrix))]
    left = grow((N, M)).T if chosen == (M, N) else grow(chosen)
    return left * grow((chosen[1], 1))


def _softmax(grow, shape, random):
    return sg.softmax(grow(shape)) if shape[1] == 1 else sg.tanh(grow(shape))


def _square(grow, shape, random):
    choice = random.integers(5)
    if choice == 0:
        return sg.diag(grow(VECTOR))
    if choice == 1:
        one = grow(SQUARE)
        return one - one.T
    if choice == 2:
        return grow(SQUARE) * grow(SQUARE) / 3
    if choice == 3:
        return grow(SQUARE) + sp.Identity(N)
    return grow(WIDE) * grow(WIDE).T


def _factor(grow, shape, random):
    """A triangle, or a factor of a matrix that has one."""
    inner = sg.tanh(grow(SQUARE)) / 4
    choice = random.integers(4)
    if choice == 0:
        return sg.cholesky(inner * inner.T + sp.Identity(N))
    if choice == 1:
        return sg.qr_q(inner + 2 * sp.Identity(N))
    return sg.qr_r(inner + 2 * sp.Identity(N)) if choice == 2 else sg.tril(grow(SQUARE))


def _scalar(grow, shape, random):
    choice = random.integers(4)
    if choice == 0:
        return sg.dot(grow(VECTOR), grow(VECTOR))
    if choice == 1:
        return sg.total(grow([VECTOR, OTHER, WIDE, SQUARE][random.integers(4)]))
    return sp.Trace(grow(SQUARE)) if choice == 2 else grow(SCALAR) ** 2


def _along_rows(grow, shape, random):
    """What goes along the rows: sums of products of neighbours, a recurrence of its own, the largest of windows."""
    choice = random.integers(6)
    if choice < 2:
        taps = (N if choice else M, shape[1])
        build = convolution if random.random() < 0.5 else correlation
        return build(
            grow(shape), grow(taps) if shape[1] == 1 else sg.ones(*taps), int(random.integers(-1, 2)), shape[0]
        )
    if choice == 2:
        return sg.cumsum(grow(shape), reverse=bool(random.integers(2)))
    if choice == 3:
        return sg.cumprod(sg.tanh(grow(shape)))
    if choice == 4:
        return sg.linear_scan(sg.sigmoid(grow(shape)), grow(shape), reverse=bool(random.integers(2)))
    return sg.shift(grow(shape), 1)


SCALARS = [_applied, _quotient, _sum, _product, _power, _scalar, _scalar]
OTHERS = [_applied, _quotient, _sum, _product, _scaled, _divided, _matrix_times, _matrix_times, _softmax, _along_rows]
SQUARES = [_applied, _quotient, _sum, _product, _scaled, _matrix_times, _square, _square, _factor]


def drawn(symbol, sizes, random, lead=()):
    """A random array of a symbol, with axes in front."""
    shape = [int(axis.xreplace(sizes)) for axis in getattr(symbol, "shape", ()) if axis != 1]
    return 0.7 * random.standard_normal((*lead, *shape))


def column(symbol, array):
    """An array as the oracle has it: a scalar, or a matrix that may have one column."""
    if not getattr(symbol, "is_Matrix", False):
        return np.complex128(array)
    return np.asarray(array, complex).reshape(len(array), -1)
