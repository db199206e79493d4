"""A few random recurrences and systems in C beside NumPy; more by ``python3 -m tests.targets.c.random_programs``."""

import numpy as np
import pytest

import symgrad as sg
from tests.targets.c.random_programs import Beside, recurrence, system

# sums over time in two runs; what is carried into an array of its own; stacked layers; two directions
RECURRENCES = (5, 12, 10)
SYSTEMS = (3, 4, 8)


@pytest.mark.parametrize("seed", RECURRENCES)
def test_random_recurrences(seed):
    beside = Beside()
    recurrence(seed, beside)
    assert beside.wrong == []
    assert beside.count > 0


@pytest.mark.parametrize("seed", SYSTEMS)
def test_random_systems_with_a_batch(seed):
    beside = Beside()
    system(seed, beside)
    assert beside.wrong == []


def test_a_wrong_number_is_noted(monkeypatch):
    n = sg.dims("n")
    x, y = sg.vector("x", n), sg.vector("y", n)
    function = sg.System([(y, sg.tanh(x))], outputs=[y]).lambdify()
    beside = Beside()
    with beside.watching():
        function(x=np.ones(3))
        assert beside.wrong == []
        assert beside.count == 1
        beside._note(function, np.tanh(np.ones(3)) + 1e-8, np.tanh(np.ones(3)))
    assert len(beside.wrong) == 1
