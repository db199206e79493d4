"""The arrays in which a function over time computes stay between calls, and none of them is what a caller has."""

from __future__ import annotations

import concurrent.futures
import gc
import pickle

import numpy as np
import pytest

import symgrad as sg
from symgrad.targets.array_code import loop_code, run_code
from symgrad.targets.kept_arrays import KeptArrays
from tests.lowering.test_lower import CELLS, arrays_of

RECURRENT = [name for name, cell in CELLS.items() if cell.carry]


def arrays_for(program, function, steps, samples, seed):
    """Arrays of so many steps and samples by name."""
    inputs = [symbol for symbol in program.inputs if symbol.name in function.arguments]
    found = arrays_of(inputs, program.parameters, (), False, np.random.default_rng(seed))
    source = np.random.default_rng(seed)
    for symbol in inputs:
        if symbol in program.sequences:
            found[symbol.name] = source.uniform(0.3, 1.0, (steps, samples, *found[symbol.name].shape))
    return found


def listed(found):
    return list(found.values()) if isinstance(found, dict) else [found]


@pytest.mark.parametrize("name", RECURRENT)
def test_results_stay_as_they_are_when_it_is_called_again(name):
    program = sg.Recurrence(getattr(sg.cells, name)()).value_and_gradient()
    function = program.lambdify()
    first = function(**arrays_for(program, function, 5, 2, seed=1))
    before = [array.copy() for array in listed(first)]
    for steps, samples in ((5, 2), (3, 2), (140, 1)):
        function(**arrays_for(program, function, steps, samples, seed=2))
    assert all(np.array_equal(one, other) for one, other in zip(listed(first), before, strict=True))
    again = function(**arrays_for(program, function, 5, 2, seed=1))
    assert all(np.array_equal(one, other) for one, other in zip(listed(again), before, strict=True))


def test_an_array_that_is_kept_and_given_would_be_seen():
    """The control: with every array kept, also those that a caller gets, results change."""
    program = sg.Recurrence(sg.cells.lstm()).value_and_gradient()
    function = program.lambdify()
    rooms, source = KeptArrays(), function.source_for(batched=True)
    scope = {}
    exec(source.replace("np.empty(", "empty("), scope)
    scope["empty"] = lambda shape, dtype=float: rooms.empty(shape, dtype)
    given = [arrays_for(program, function, 5, 2, seed) for seed in (1, 2)]
    for one in given:
        one |= {name: np.broadcast_to(one[name], (2, *one[name].shape)) for name in ("h_prev", "c_prev")}
    order = [[one[name] for name in function.arguments] for one in given]
    first = rooms.run(scope["evaluate"], order[0])
    before = [array.copy() for array in first]
    rooms.run(scope["evaluate"], order[1])
    assert not all(np.array_equal(one, other) for one, other in zip(first, before, strict=True))


def test_threads_have_arrays_of_their_own():
    program = sg.Recurrence(sg.cells.gru()).gradient()
    function = program.lambdify()
    given = [arrays_for(program, function, 30, 2, seed) for seed in range(8)]
    wanted = [listed(function(**one)) for one in given]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for _ in range(5):
            found = list(pool.map(lambda one: listed(function(**one)), given))
            for one, other in zip(found, wanted, strict=True):
                assert all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


def test_they_can_be_let_go():
    program = sg.Recurrence(sg.cells.lstm()).gradient()
    function = program.lambdify()
    function(**arrays_for(program, function, 50, 4, seed=0))

    def held():
        gc.collect()
        return sum(array.nbytes for array in function._rooms._arrays)

    assert held() >= 8 * 50 * 4 * 3 * len(function.kept)
    function.let_go()
    assert held() == 0


def test_a_function_with_arrays_is_pickled_without_them():
    program = sg.Recurrence(sg.cells.lstm()).gradient()
    function = program.lambdify()
    given = arrays_for(program, function, 50, 4, seed=0)
    wanted = function(**given)
    text = pickle.dumps(function)
    assert len(text) < len(pickle.dumps(wanted)) + 10**6
    found = pickle.loads(text)(**given)
    assert all(np.array_equal(found[name], wanted[name]) for name in wanted)


def test_a_call_inside_a_call_gets_arrays_of_its_own():
    rooms, seen = KeptArrays(), []

    def outer(depth):
        made = rooms.empty((2,), float)
        made[:] = depth
        if depth:
            rooms.run(outer, [depth - 1])
        seen.append(made.copy())
        return made

    rooms.run(outer, [1])
    assert [list(one) for one in seen] == [[0.0, 0.0], [1.0, 1.0]]


def test_an_error_in_a_call_leaves_them_ready():
    rooms = KeptArrays()

    def failing():
        rooms.empty((2,), float)
        raise ValueError("within")

    with pytest.raises(ValueError, match=r"^within$"):
        rooms.run(failing, [])
    assert rooms.run(lambda: rooms.empty((2,), float), []).shape == (2,)
    assert len(rooms._arrays) == 1


def two_states():
    """A cell whose output reads the state of the step before after the new one is computed."""
    n = sg.dims("n")
    x, s, s_prev, g, g_prev = sg.vectors("x s s_prev g g_prev", n)
    A, B = sg.matrices("A B", n, n)
    equations = [(s, sg.tanh(A * s_prev + g_prev + x)), (g, sg.tanh(B * g_prev + s_prev) - s)]
    return sg.System(equations, outputs=[g], parameters=[A, B], carry={s: s_prev, g: g_prev})


def by_hand(A, B, x):
    s, g, found = np.zeros(x.shape[1:]), np.zeros(x.shape[1:]), []
    for one in x:
        before = s
        s = np.tanh(before @ A.T + g + one)
        g = np.tanh(g @ B.T + before) - s
        found.append(g)
    return np.array(found)


@pytest.mark.parametrize("samples", [(), (2,)])
def test_what_is_carried_goes_to_and_fro_between_two_arrays(samples, rng):
    given = {"A": rng.normal(size=(3, 3)), "B": rng.normal(size=(3, 3)), "x": rng.normal(size=(300, *samples, 3))}
    assert np.allclose(sg.Recurrence(two_states()).lambdify()(**given), by_hand(**given), rtol=1e-12, atol=1e-14)


def test_one_array_for_both_would_be_seen(monkeypatch, rng):
    for module in (loop_code, run_code):
        monkeypatch.setattr(module, "swapped", lambda loop, kept: set())
    given = {"A": rng.normal(size=(3, 3)), "B": rng.normal(size=(3, 3)), "x": rng.normal(size=(9, 3))}
    assert not np.allclose(sg.Recurrence(two_states()).lambdify()(**given), by_hand(**given))


def test_a_part_that_begins_at_the_first_slot_is_written_as_one_does():
    source = sg.Recurrence(sg.cells.gru()).gradient().lambdify().source_for(batched=True)
    assert "[:, :2 * h_prev.shape[-1]], U_rz" in source
