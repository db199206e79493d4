"""The gradient through time, unrolled, is the gradient of the unrolled system: exactly, and against other oracles."""

import functools
import random
from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from tests.time.high_precision import ready, values

CELLS = ["elman", "mgu", "gru", "gru_chung", "gru_reset_after", "lstm", "lstm_peephole"]
SIZES = {"n": 2, "m": 1}


@functools.cache
def recurrence(name):
    return sg.Recurrence(getattr(sg.cells, name)())


@functools.cache
def both_ways(name, steps, of=None):
    """(names of the forward pass, gradient unrolled, unrolled system's gradient), each in scalars."""
    r = recurrence(name)
    ends = r.outputs if of is None else [r.symbol(of)]
    once = r.unroll(steps)

    def at_each(symbol):
        return [once.symbol(f"{symbol}_at_{t}") for t in range(1, steps + 1)]

    wrt = [s for one in r.inputs for s in (at_each(one) if one in r.sequences else [one])]
    there = once.gradient(of=[s for one in ends for s in at_each(one)], wrt=wrt)
    here = r.gradient(of=ends).unroll(steps)
    return once.expand(**SIZES), here.expand(**SIZES), there.expand(**SIZES)


def in_fractions(system, forward, seed):
    """The outputs of a backward pass whose forward names, and functions of them, are random fractions."""
    source = random.Random(seed)
    known = [*forward.inputs, *forward.definitions, *[s for s in system.inputs if s not in forward.inputs]]
    point = {symbol: Fraction(source.randint(-99, 99), source.randint(1, 9)) for symbol in known}

    def applied(head, expr):
        drawn = random.Random(f"{seed} {expr}")
        value = Fraction(drawn.randint(-99, 99), drawn.randint(1, 9))
        return lambda *args: value

    numbers = {"number": Fraction, "function": applied}
    backward = [e for e in ready(system) if e[0] not in point]
    found = values(backward, {**point, **numbers})
    return [found[symbol] for symbol in system.outputs]


@pytest.mark.parametrize(("steps", "of"), [(1, None), (2, None), (5, None), (2, 0)])
@pytest.mark.parametrize("name", CELLS)
def test_the_unrolled_gradient_is_the_gradient_of_the_unrolled_system(name, steps, of):
    """As polynomials in the names of the forward pass: equal at random fractions, without rounding."""
    forward, here, there = both_ways(name, steps, None if of is None else recurrence(name).outputs[of].name)
    mine = {e.lhs: e.rhs for e in here.equations}
    needed = [e for e in there.equations if e.lhs in forward.definitions]
    assert needed
    assert all(mine[e.lhs] == e.rhs == forward.definitions[e.lhs] for e in needed)
    assert len(here.outputs) == len(there.outputs) > 6
    for seed in (1, 2):
        assert in_fractions(here, forward, seed) == in_fractions(there, forward, seed)


def changed(system, place=-1):
    """A system with one factor more in one of its last equations."""
    equations = list(system.equations)
    lhs = [e.lhs for e in equations].index(system.outputs[place])
    equations[lhs] = sg.Equation(equations[lhs].lhs, equations[lhs].rhs * sp.Rational(1000001, 1000000))
    return system.replace(equations)


def test_a_gradient_that_is_off_by_a_millionth_is_seen():
    forward, here, there = both_ways("gru", 2)
    wrong = in_fractions(changed(here), forward, 1)
    assert [a == b for a, b in zip(wrong, in_fractions(there, forward, 1), strict=True)].count(False) == 1


@pytest.mark.parametrize("name", ["elman", "mgu", "gru"])
def test_the_two_are_one_polynomial(name):
    """With one entry each and two steps, SymPy says itself that the difference is nothing."""
    r = recurrence(name)
    once = r.unroll(2).expand(n=1, m=1)
    ends = [f"{r.outputs[0]}_at_{t}" for t in (1, 2)]
    wrt = [s for one in r.inputs for s in ([f"{one}_at_1", f"{one}_at_2"] if one in r.sequences else [one.name])]
    here = r.gradient(of=r.outputs[0]).unroll(2).expand(n=1, m=1)
    there = r.unroll(2).gradient(of=ends, wrt=wrt).expand(n=1, m=1)
    forward = set(once.definitions)
    mine, theirs = ([s for s in system.inputs if s not in once.inputs] for system in (here, there))
    seeds = dict(zip(mine, theirs, strict=True))
    inlined = []
    for system in (here, there):
        told = {}
        for equation in system.equations:
            if equation.lhs not in forward:
                told[equation.lhs] = sp.expand(equation.rhs.xreplace(told).xreplace(seeds))
        inlined.append([told.get(out, out) for out in system.outputs])
    differences = [sp.expand(a - b) for a, b in zip(*inlined, strict=True)]
    assert differences == [0] * len(differences)
    assert sum(bool(a != 0) for a in inlined[0]) == len(differences)


# -- oracles that share no code with the calculus, nor with the unrolling ----------------------------------------


class ByHand:
    """A cell run step by step from its scalar equations, with a random point and random cotangents."""

    def __init__(self, name, steps, seed=3, size=2):
        self.r, self.steps, self.sizes = recurrence(name), steps, {"n": size, "m": 1}
        self.cell = getattr(sg.cells, name)().expand(**self.sizes)
        source = random.Random(seed)
        self.carry = {
            self.there(new, i): self.there(old, i) for new, old in self.r.carry.items() for i in range(1, size + 1)
        }
        self.varying = [s for s in self.cell.inputs if str(s).startswith("x")]
        constant = [s for s in self.cell.inputs if s not in self.varying]
        self.names = [*((s, t) for t in range(1, steps + 1) for s in self.varying), *((s, 0) for s in constant)]
        self.point = {key: sp.Rational(source.randint(-90, 90), 97) for key in self.names}
        ends = [self.there(out, i) for out in self.r.outputs for i in range(1, size + 1)]
        self.bars = {(e, t): sp.Rational(source.randint(-90, 90), 89) for t in range(1, steps + 1) for e in ends}

    def there(self, symbol, i):
        return {str(s): s for s in (*self.cell.inputs, *self.cell.definitions)}[f"{symbol}_{i}"]

    def loss(self, point, run):
        """The sum of cotangent times output over all steps; ``run`` evaluates the equations of one step."""
        state = {old: point[old, 0] for old in self.carry.values()}
        total = 0
        for t in range(1, self.steps + 1):
            given = {s: point.get((s, t), point.get((s, 0))) for s in self.cell.inputs} | state
            found = run(given)
            state = {old: found[new] for new, old in self.carry.items()}
            total = total + sum(bar * found[end] for (end, when), bar in self.bars.items() if when == t)
        return total

    def spelled(self, key):
        """The name that an entry has in the unrolled system."""
        symbol, t = key
        stem, *places = str(symbol).split("_") if t else [str(symbol)]
        return "_".join([stem, "at", str(t), *places]) if t else stem

    def derived(self):
        """The unrolled gradient at the point, by the name of what it belongs to, in 60 digits."""
        system = self.r.gradient().unroll(self.steps).expand(**self.sizes)
        point = {self.spelled(key): value for key, value in self.point.items()}
        for (end, t), bar in self.bars.items():
            stem, place = str(end).rsplit("_", 1)
            point[f"bar_{stem}_at_{t}_{place}"] = point[f"given_bar_{stem}_at_{t}_{place}"] = bar
        found = values(ready(system), {s: mpmath.mpf(point[str(s)].p) / point[str(s)].q for s in system.inputs})
        return {str(out).removeprefix("bar_"): found[out] for out in system.outputs}


def differences_in_many_digits(hand):
    """Central differences of the loss with a step of 1e-30 in 100 digits: off by 1e-60."""
    with mpmath.workdps(100):
        equations = ready(hand.cell)
        bars, hand.bars = hand.bars, {k: mpmath.mpf(v.p) / v.q for k, v in hand.bars.items()}
        point = {key: mpmath.mpf(value.p) / value.q for key, value in hand.point.items()}
        step = mpmath.mpf(10) ** -30
        found = {}
        for key in hand.names:
            up, down = (
                hand.loss({**point, key: point[key] + h}, lambda p: values(equations, p)) for h in (step, -step)
            )
            found[hand.spelled(key)] = (up - down) / (2 * step)
        hand.bars = bars
        return found


@pytest.mark.parametrize("steps", [1, 2, 5])
@pytest.mark.parametrize("name", CELLS)
def test_against_differences_in_a_hundred_digits(name, steps):
    hand = ByHand(name, steps)
    expected = differences_in_many_digits(hand)
    with mpmath.workdps(60):
        found = hand.derived()
        assert found.keys() == expected.keys()
        assert max(abs(found[key] - expected[key]) for key in expected) < 1e-40
        assert min(abs(value) for value in expected.values()) > 1e-12


@pytest.mark.parametrize("steps", [1, 2])
@pytest.mark.parametrize("name", CELLS)
def test_against_sympys_own_derivatives_of_the_loss_written_out(name, steps):
    hand = ByHand(name, steps, seed=4, size=1)
    symbols = {key: sp.Symbol(f"at_{i}", real=True) for i, key in enumerate(hand.names)}

    def run(given):
        told = dict(given)
        for equation in hand.cell.equations:
            told[equation.lhs] = equation.rhs.xreplace(told)
        return told

    loss = hand.loss(symbols, run)
    chosen = hand.names if steps == 1 else random.Random(name).sample(hand.names, 6)
    slopes = [sp.diff(loss, symbols[key]) for key in chosen]
    written = sp.lambdify(list(symbols.values()), slopes, "mpmath", cse=True)
    with mpmath.workdps(60):
        expected = written(*(mpmath.mpf(hand.point[key].p) / hand.point[key].q for key in symbols))
        found = hand.derived()
        for key, value in zip(chosen, expected, strict=True):
            assert abs(found[hand.spelled(key)] - value) < 1e-40


def test_differences_see_a_wrong_step():
    hand = ByHand("elman", 3)
    expected = differences_in_many_digits(hand)
    hand.bars[next(iter(hand.bars))] += sp.Rational(1, 10**20)
    with mpmath.workdps(60):
        found = hand.derived()
        assert 1e-40 < max(abs(found[key] - expected[key]) for key in expected) < 1e-18


@pytest.mark.parametrize("name", ["elman", "gru", "lstm"])
def test_a_hessian_vector_product_is_written_out_too(name):
    """The tangent of a seed is given at each step, and is another thing than that of the cotangent."""
    second = sg.Recurrence(getattr(sg.cells, name)()).gradient().tangent()
    written = second.unroll(3)
    rng = np.random.default_rng(5)
    arrays = {s.name: rng.standard_normal([3] * (s.is_Matrix and 1 + (s.shape[1] != 1))) for s in written.inputs}
    found, steps = written.lambdify()(**arrays), {}
    for symbol in second.inputs:
        own = [arrays.get(f"{mark}{symbol.name}_at_{t}") for t in (1, 2, 3) for mark in ("", "given_")]
        own = [one for one in own if one is not None]
        steps[symbol.name] = np.array(own) if own else arrays[symbol.name]
    whole = second.lambdify()(**steps)
    for output in second.outputs:
        expected = whole[output.name]
        if output.name in found:
            np.testing.assert_allclose(found[output.name], expected, rtol=1e-10, atol=1e-12)
        else:
            by_step = [found[f"{output.name}_at_{t}"] for t in (1, 2, 3)]
            np.testing.assert_allclose(by_step, expected, rtol=1e-10, atol=1e-12)
