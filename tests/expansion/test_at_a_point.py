"""Numbers of a program at a point, from its equations written out."""

import math

import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.errors import MissingRuleError
from symgrad.expansion.at_a_point import evaluated
from symgrad.targets.points import random_sequences


def values(system, **arrays):
    return evaluated(system.program, {symbol: np.asarray(arrays[symbol.name]) for symbol in system.inputs})


def test_entries_come_in_order_and_row_by_row():
    n, m = sg.dims("n m")
    W, x, y, Z = sg.matrix("W", n, m), sg.vector("x", m), sg.vector("y", n), sg.matrix("Z", n, m)
    system = sg.System([(y, W * x), (Z, 2 * W)], outputs=[y, Z])
    w = np.arange(6.0).reshape(2, 3)
    assert values(system, W=w, x=np.ones(3)) == [3.0, 12.0, *(2.0 * w).ravel()]


def test_digits_are_many():
    x, y = sg.scalars("x y")
    (found,) = values(sg.System([(y, sg.log(1 + sg.exp(x)) - x)]), x=40.0)
    assert found == pytest.approx(math.exp(-40.0), rel=1e-9)  # floats give 0
    assert np.log(1 + np.exp(40.0)) - 40.0 == 0.0


def test_conditions_choose():
    x, y = sg.scalars("x y")
    system = sg.System([(y, sp.Piecewise((x**2, x > 0), (-x, True)))])
    assert values(system, x=3.0) == [9.0]
    assert values(system, x=-3.0) == [3.0]


def test_steps_are_a_loop_over_time():
    system = sg.Recurrence(sg.cells.elman())
    point = random_sequences(system.program)
    h, found = point["h_prev"], []
    for x in point["x"]:
        h = np.tanh(point["W"] @ x + point["U"] @ h + point["b"])
        found += [*h]
    np.testing.assert_allclose(values(system, **point), found, rtol=1e-14)


def test_a_function_that_nothing_defines_has_no_number():
    x, y = sg.scalars("x y")
    with pytest.raises(MissingRuleError, match="no number for f"):
        values(sg.System([(y, sp.Function("f")(x))]), x=1.0)
