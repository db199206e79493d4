"""The equations with a time index, run as they are printed: plain NumPy, a name and a time at a time."""

import numpy as np

from symgrad.expressions.symbols import At, Cotangent, Derived, Seed
from symgrad.time.indexing import T, t
from symgrad.time.time_sums import TimeSum
from tests.properties.evaluate import value_of


class Told:
    """Runs the equations of a program over time for T steps; a name at a time that no line gives is an error."""

    def __init__(self, system, steps, point, sizes):
        self._equations, self._steps = system.indexed, steps
        dims = {dim: np.complex128(sizes[dim.name]) for stage in system.program.stages for dim in stage.body.dims}
        self._plain = dict(dims)
        self._at = {}
        for equation in self._equations.given:  # last[t] = 1 at t = T, keep[t] = 0 at t = k, 2 k, ...
            for time in range(1, steps + 1):
                number = equation.rhs.subs({T: steps, t: time})
                self._at[equation.lhs.primal, time] = np.complex128(complex(number))
        for symbol in system.inputs:
            if (symbol, 1) in self._at:
                continue
            array = np.asarray(point[symbol.name], complex)
            if symbol in system.sequences:
                for time in range(1, steps + 1):
                    self._at[symbol, time] = _column(symbol, array[time - 1])
            else:
                self._plain[symbol] = _column(symbol, array)

    def run(self):
        """Every name at every time: (symbol, time) -> value; what has no time under the symbol alone."""
        for equation in (*self._equations.once, *self._equations.first, *self._equations.boundary):
            self._give(equation, None)
        for time in range(1, self._steps + 1):
            for equation in self._equations.forward:
                self._give(equation, time)
        for place, sweep in enumerate([self._equations.backward, *self._equations.again]):
            for time in range(1, self._steps + 1) if place % 2 else range(self._steps, 0, -1):
                for equation in sweep:
                    self._give(equation, time)
        for equation in self._equations.closing:
            self._give(equation, None)
        return {**self._at, **self._plain}

    def _give(self, equation, time):
        lhs = equation.lhs
        timed = isinstance(lhs, At)
        key = (lhs.primal, self._when(lhs.generation, time)) if timed else lhs
        (self._at if timed else self._plain)[key] = self._value(equation.rhs, time)

    def _when(self, told, time):
        found = told.subs({T: self._steps, **({} if time is None else {t: time})})
        assert found.is_Integer, f"{told} has a t, outside the equations for every t"
        return int(found)

    def _value(self, expr, time):
        if isinstance(expr, TimeSum):
            first, last = (self._when(bound, time) for bound in (expr.first, expr.last))
            assert first <= last, "an empty sum"
            return sum(self._value(expr.term, one) for one in range(first, last + 1))
        if any(isinstance(arg, TimeSum) for arg in expr.args):
            assert expr.is_Add or expr.is_MatAdd, "sums over time stand alone or in a sum"
            return sum(self._value(arg, time) for arg in expr.args)
        known = dict(self._plain)
        for symbol in expr.atoms(At):
            known[symbol] = self._read(symbol.primal, self._when(symbol.generation, time))
        return value_of(expr, known)

    def _read(self, symbol, time):
        """A value; what the forward pass has no step for stands beside a cotangent that is zero: any number will do."""
        outside = time in (0, self._steps + 1)
        if (symbol, time) not in self._at and outside and not _is_of_cotangent(symbol):
            return 7 + 0 * self._at[symbol, self._steps]
        return self._at[symbol, time]


def _is_of_cotangent(symbol):
    while isinstance(symbol, Derived):
        if isinstance(symbol, (Cotangent, Seed)):
            return True
        symbol = symbol.primal
    return False


def _column(symbol, array):
    return array if not getattr(symbol, "is_Matrix", False) else array.reshape(len(array), -1)


def gathered(found, symbols, steps):
    """The results as arrays by name, as the compiled function gives them."""
    made = {}
    for output in symbols:
        flat = output.symbol.is_Matrix and output.symbol.shape[1] == 1
        if output.kind == "every":
            made[output.symbol.name] = np.stack(
                [_array(_at(found, output.symbol, time), flat) for time in range(1, steps + 1)]
            )
        elif output.kind == "last":
            made[output.symbol.name] = _array(found[output.symbol, steps], flat)
        elif output.symbol in found:
            made[output.symbol.name] = _array(found[output.symbol], flat)
    return made


def _at(found, symbol, time):
    """A value at a time; what has no time is the same at each."""
    return found[symbol, time] if (symbol, time) in found else found[symbol]


def _array(value, flat):
    return np.real(value[:, 0] if flat else value)
