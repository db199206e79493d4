"""SymPy's scalar diff on the expanded system, with 50 digits: an oracle that shares no code with the calculus.

A program of scalars is evaluated equation by equation; its derivatives are SymPy's, of each right-hand side by each
scalar in it, joined by the chain rule in forward order.
"""

import random

import mpmath
import sympy as sp

DIGITS = 60
TOLERANCE = mpmath.mpf("1e-40")


def number(seed, name):
    """A random rational number in [-2, 2], the same for one name and one seed; of size 0.1 at least."""
    drawn = random.Random(f"{seed} {name}")
    return mpmath.mpf(drawn.choice((-1, 1)) * drawn.randint(100, 2000)) / 1000


FUNCTIONS = {sp.exp: mpmath.exp, sp.tanh: mpmath.tanh, sp.log: mpmath.log, sp.sign: mpmath.sign, sp.Abs: abs}
FUNCTIONS |= {sp.cos: mpmath.cos, sp.sin: mpmath.sin}


def value(expr, known):
    """The number of a scalar expression; ``known`` keeps that of every part, so that each is computed once."""
    if expr not in known:
        with mpmath.workdps(DIGITS):
            known[expr] = _computed(expr, known)
    return known[expr]


def _computed(expr, known):
    if expr.is_Number:
        return mpmath.mpf(int(expr.p)) / int(expr.q)
    if isinstance(expr, sp.Piecewise):
        return value(next(part for part, condition in expr.args if _holds(condition, known)), known)
    args = [value(arg, known) for arg in expr.args]
    if isinstance(expr, sp.Add):
        return mpmath.fsum(args)
    if isinstance(expr, sp.Mul):
        return mpmath.fprod(args)
    if isinstance(expr, sp.Pow):
        return args[0] ** int(expr.exp) if expr.exp.is_Integer else mpmath.power(*args)
    return FUNCTIONS[expr.func](*args)


def _holds(condition, known):
    if condition in (sp.true, sp.false):
        return condition == sp.true
    if isinstance(condition, sp.ITE):
        chosen, other, otherwise = condition.args
        return _holds(other if _holds(chosen, known) else otherwise, known)
    if isinstance(condition, (sp.And, sp.Or)):
        return (all if isinstance(condition, sp.And) else any)(_holds(arg, known) for arg in condition.args)
    return bool(value(condition.gts - condition.lts, known) > 0)  # a relation; no point lies on a kink


def values(program, point):
    """The number of every name of a program of scalars."""
    known = dict(point)
    for equation in program.equations:
        known[equation.lhs] = value(equation.rhs, known)
    return known


def derivatives(program, point):
    """name -> input -> the derivative, zeros left out: SymPy's diff, and the chain rule in forward order."""
    known = values(program, point)
    found = {symbol: {symbol: mpmath.mpf(1)} for symbol in program.inputs}
    for lhs, rhs in _in_small_steps(program):
        known[lhs] = value(rhs, known)
        row = found[lhs] = {}
        for symbol, partial in _partials(rhs).items():
            slope = value(partial, known)
            for source, share in found[symbol].items():
                with mpmath.workdps(DIGITS):
                    row[source] = row.get(source, 0) + slope * share
    return found


def _in_small_steps(program):
    """The equations, and before each what is repeated in it, so that what SymPy differentiates stays small."""
    for equation in program.equations:
        repeated, (rhs,) = sp.cse([equation.rhs], symbols=sp.numbered_symbols(cls=sp.Dummy))
        yield from repeated
        yield equation.lhs, rhs


def _partials(expr):
    if not expr.has(sp.Abs):
        return {symbol: sp.diff(expr, symbol) for symbol in expr.free_symbols}
    real = {symbol: sp.Dummy(symbol.name, real=True) for symbol in expr.free_symbols}  # so that |x| gives sign(x)
    back = {dummy: symbol for symbol, dummy in real.items()}
    told = expr.xreplace(real)
    return {symbol: sp.diff(told, dummy).xreplace(back) for symbol, dummy in real.items()}


def far(found, expected):
    """Whether two numbers are further apart than 40 digits allow."""
    return abs(found - expected) > TOLERANCE * (1 + abs(expected))
