"""Derivatives of any order by arithmetic of many digits: numbers with infinitesimals, and a walk over scalar formulas.

A :class:`Dual` is a number, how it moves along some directions together (one bit each: with two directions there are
the number, its slope along each and the mixed second slope), and the same of its slope by each of several entries. So
one walk over the formulas of a system gives the value, the gradient, the tangent of the gradient and the tangent of
that. Nothing of symgrad's calculus is used: the formulas come from ``expand`` of the forward equations.
"""

import itertools
import operator
from functools import reduce

import mpmath as mp
import numpy as np
import sympy as sp


class Dual:
    """parts[S]: the slope along the directions in the set of bits S; by[k][S]: the same of the slope by entry k."""

    __slots__ = ("by", "parts")

    def __init__(self, parts, by=None):
        self.parts = parts
        self.by = {} if by is None else by

    @property
    def number(self):
        """The number itself."""
        return self.parts[0]

    def __add__(self, other):
        by = {k: _plus(self.by.get(k), other.by.get(k)) for k in {**self.by, **other.by}}
        return Dual(_plus(self.parts, other.parts), by)

    def __mul__(self, other):
        by = {}
        for k in {**self.by, **other.by}:
            sides = ((self.parts, other.by.get(k)), (other.parts, self.by.get(k)))
            by[k] = reduce(_plus, (_product(a, b) for a, b in sides if b is not None))
        return Dual(_product(self.parts, other.parts), by)

    def through(self, slopes):
        """f of it, from f and its derivatives at the number: a Taylor series that ends."""
        rest = Dual([mp.mpf(0), *self.parts[1:]], self.by)
        made, power = constant(slopes[0], len(self.parts)), None
        for order, slope in enumerate(slopes[1:], 1):
            power = rest if power is None else power * rest
            made = made + power * constant(slope / mp.factorial(order), len(self.parts))
        return made


def _plus(left, right):
    if left is None or right is None:
        return left if right is None else right
    return [a + b if a and b else a or b for a, b in zip(left, right, strict=True)]


def _product(left, right):
    """The product of two numbers with parts: those of disjoint sets of directions meet."""
    made = [mp.mpf(0)] * len(left)
    for one, a in enumerate(left):
        if a:
            for other, b in enumerate(right):
                if b and not one & other:
                    made[one | other] += a * b
    return made


def constant(number, width):
    """A number that nothing moves."""
    return Dual([mp.mpf(number), *[mp.mpf(0)] * (width - 1)])


# -- functions: (number, how many derivatives) -> the value and the derivatives -----------------------------------


def _exp(x, order):
    return [mp.exp(x)] * (order + 1)


def _log(x, order):
    return [mp.log(x), *((-1) ** (k - 1) * mp.factorial(k - 1) / x**k for k in range(1, order + 1))]


def _cosh(x, order):
    return [mp.sinh(x) if k % 2 else mp.cosh(x) for k in range(order + 1)]


def _cos(x, order):
    return [mp.cos(x + k * mp.pi / 2) for k in range(order + 1)]


def _sin(x, order):
    return [mp.sin(x + k * mp.pi / 2) for k in range(order + 1)]


def _tanh(x, order):
    t, s = mp.tanh(x), 1 / mp.cosh(x) ** 2
    return [t, s, -2 * t * s, 4 * t**2 * s - 2 * s**2][: order + 1]


def _power(exponent):
    def slopes(x, order):
        found, factor = [], mp.mpf(1)
        for k in range(order + 1):
            found.append(factor * mp.power(x, exponent - k) if factor else mp.mpf(0))
            factor *= exponent - k
        return found

    return slopes


def _abs(x, order):
    return [abs(x), mp.sign(x), *[mp.mpf(0)] * (order - 1)][: order + 1]


FUNCTIONS = {sp.exp: _exp, sp.log: _log, sp.cosh: _cosh, sp.tanh: _tanh, sp.Abs: _abs}
FUNCTIONS |= {sp.cos: _cos, sp.sin: _sin}
COMPARED = {sp.StrictGreaterThan: operator.gt, sp.GreaterThan: operator.ge}
COMPARED |= {sp.StrictLessThan: operator.lt, sp.LessThan: operator.le}


class Formulas:
    """Scalar equations as a list of steps, each node once; ``directions`` are how many there are."""

    def __init__(self, equations, directions):
        self.width = 2**directions
        self.order = directions + 1
        self._steps = []  # (what to do, the places of what it is done to)
        self._place = {}
        self._names = {}
        for equation in equations:
            for node in sp.postorder_traversal(equation.rhs):
                self._enter(node)
            self._names[equation.lhs.name] = self._place[equation.rhs]
            self._place[equation.lhs] = self._place[equation.rhs]

    def _enter(self, node):
        if node not in self._place:
            self._steps.append((self._rule(node), [self._place[arg] for arg in node.args if arg in self._place]))
            self._place[node] = len(self._steps) - 1

    def _rule(self, node):
        if node.is_Symbol:
            return node.name
        if node.is_Rational:
            return lambda: constant(mp.mpf(node.p) / node.q, self.width)
        if node in (sp.true, sp.false):
            return lambda: bool(node)
        if isinstance(node, (sp.Add, sp.Mul)):
            join = operator.add if node.is_Add else operator.mul
            return lambda *parts: reduce(join, parts)
        if isinstance(node, sp.Pow):
            assert node.exp.is_Rational, node
            slopes = _power(int(node.exp) if node.exp.is_Integer else mp.mpf(node.exp.p) / node.exp.q)
            return lambda base, exponent: base.through(slopes(base.number, self.order))
        if isinstance(node, tuple(COMPARED)):
            return lambda left, right: COMPARED[type(node)](left.number, right.number)
        if isinstance(node, sp.functions.elementary.piecewise.ExprCondPair):
            return lambda value, condition: (value, condition)
        if isinstance(node, sp.Piecewise):
            return lambda *cases: next(value for value, condition in cases if condition)
        slopes = FUNCTIONS[node.func]
        return lambda argument: argument.through(slopes(argument.number, self.order))

    def __call__(self, known):
        """Every name with its Dual, from those of the inputs."""
        found = []
        for rule, places in self._steps:
            found.append(known[rule] if isinstance(rule, str) else rule(*(found[place] for place in places)))
        return known | {name: found[place] for name, place in self._names.items()}


class Oracle:
    """The forward equations of a program, one step or through time; ``width(symbol)`` says how many entries it has."""

    def __init__(self, program, width, directions, **sizes):
        self.program = program
        self.directions = directions
        written = program.expand(**sizes)
        self._names = _grouped(program.inputs, width, [symbol.name for symbol in written.inputs])
        self._outputs = _grouped(program.outputs, width, [symbol.name for symbol in written.outputs])
        self._carry = {new.name: old.name for new, old in written.carry.items()}
        self._formulas = Formulas(written.equations, directions)

    def outputs(self, point, along, chosen, steps, sequences, handed=None):
        """The entries of each output, step by step: {name: [Dual, ...]}.

        ``point`` gives the numbers of each input, ``along`` the same for each direction, ``chosen`` the (name, place)
        of those by which slopes are wanted; what is in ``sequences`` has its numbers step after step. ``handed`` says
        what becomes of a number that one step hands on to the next, by default itself.
        """
        found = {name: [] for name in self._outputs}
        carried = {}
        for t in range(max(steps, 1)):
            known = {}
            for name, entries in self._names.items():
                start = t * len(entries) if name in sequences else 0
                for k, entry in enumerate(entries, start):
                    known[entry] = self._dual(point[name][k], [one[name][k] for one in along], (name, k), chosen)
            known |= carried
            known = self._formulas(known)
            for name, entries in self._outputs.items():
                found[name] += [known[entry] for entry in entries]
            carried = {old: known[new] for new, old in self._carry.items()}
            if handed is not None:
                carried = {old: Dual([handed(dual.number), *dual.parts[1:]], dual.by) for old, dual in carried.items()}
        return found

    def _dual(self, number, moves, spot, chosen):
        width = 2**self.directions
        parts = [mp.mpf(0)] * width
        parts[0] = number
        for k, move in enumerate(moves):
            parts[2**k] = move
        return Dual(parts, {spot: constant(1, width).parts} if spot in chosen else {})

    def truth(self, point, along, bars, chosen, steps, sequences, handed=None):
        """{(order, name, place): number}: the values (order 0), the gradient of the sum of the outputs times their
        cotangents ``bars`` (1), its tangent along the first direction (2), the tangent of that along the second (3)."""
        outputs = self.outputs(point, along, chosen, steps, sequences, handed)
        found = {(0, name, k): dual.number for name, duals in outputs.items() for k, dual in enumerate(duals)}
        pairs = [(dual, bar) for name, duals in outputs.items() for dual, bar in zip(duals, bars[name], strict=True)]
        for spot in chosen:
            for order in range(1, self.directions + 2):
                slopes = (dual.by[spot][2 ** (order - 1) - 1] * bar for dual, bar in pairs if spot in dual.by)
                found[order, *spot] = mp.fsum(slopes)
        return found


def _grouped(symbols, width, names):
    """Each symbol's name with those of its entries."""
    ends = list(itertools.accumulate(map(width, symbols), initial=0))
    return {s.name: names[slice(*pair)] for s, pair in zip(symbols, itertools.pairwise(ends), strict=True)}


def exactly(arrays):
    """The numbers of arrays, flat, as they are."""
    return {name: [mp.mpf(float(entry)) for entry in np.ravel(array)] for name, array in arrays.items()}
