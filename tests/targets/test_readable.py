"""The readable form of code over time: one loop each way, and the same numbers as the fast form."""

import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from tests.own_cells import REPRESENTATIVE

n = sg.dims("n")
SIZES = {"n": 3, "m": 2, "d": 3, "p": 2}
RECURRENT = [name for name in REPRESENTATIVE if getattr(sg.cells, name)().carry]
ELMAN = """\
    h_before_t = h_prev
    h = np.empty((x.shape[0], U.shape[-2]), dtype=dtype)
    for t in range(x.shape[0]):
        h_t = np.tanh(x[t] + U @ h_before_t)
        h[t] = h_t
        h_before_t = h_t
    return h
"""


def arrays_of(function, samples, random):
    """Random arrays for a compiled recurrence."""
    program, made = function.program, {}
    for symbol in program.inputs:
        axes = map(sp.sympify, function._arguments._axes[symbol])
        shape = [int(size.xreplace({d: SIZES.get(str(d), 3) for d in size.free_symbols})) for size in axes]
        lead = [4] * (symbol in program.sequences) + [samples] * bool(samples and symbol not in program.parameters)
        made[symbol.name] = random.normal(size=[*lead, *shape])
    return {name: made[name] for name in function.arguments}


@pytest.mark.parametrize("samples", [0, 2])
@pytest.mark.parametrize("name", RECURRENT)
def test_every_cell_gives_what_the_fast_form_gives(name, samples):
    recurrence = sg.Recurrence(getattr(sg.cells, name)())
    random = np.random.default_rng(4)
    for system in (recurrence, recurrence.gradient(), recurrence.gradient().tangent()):
        fast, plain = system.lambdify(), system.lambdify(readable=True)
        arrays = arrays_of(fast, samples, random)
        expected, found = fast(**arrays), plain(**arrays)
        for key in fast.outputs if len(fast.outputs) > 1 else ():
            np.testing.assert_allclose(found[key], expected[key], rtol=1e-9, atol=1e-12, err_msg=key)
            assert not any(np.shares_memory(found[key], array) for array in arrays.values())
        if len(fast.outputs) == 1:
            np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12)


def cell(counter="x"):
    h, h_prev, x, U = sg.vector("h", n), sg.vector("h_prev", n), sg.vector(counter, n), sg.matrix("U", n, n)
    return sg.System([(h, sg.tanh(U * h_prev + x))], parameters=[U], carry={h: h_prev})


def test_the_source_is_a_loop_that_a_person_reads():
    assert sg.Recurrence(cell()).lambdify(readable=True).source.endswith(ELMAN)


def test_an_input_that_bears_the_name_of_the_counter():
    gradient = sg.Recurrence(cell("t")).gradient()
    arrays = arrays_of(gradient.lambdify(), 2, np.random.default_rng(5))
    expected = gradient.lambdify()(**arrays)
    for key, value in gradient.lambdify(readable=True)(**arrays).items():
        np.testing.assert_allclose(value, expected[key], rtol=1e-12)


def test_states_that_change_places_do_so_at_once():
    u, v, u_prev, v_prev, x = sg.vectors("u v u_prev v_prev x", n)
    swap = sg.System([(u, v_prev + x), (v, u_prev)], carry={u: u_prev, v: v_prev}, parameters=[])
    arrays = {"x": np.ones((3, 2)), "u_prev": np.array([1.0, 2.0]), "v_prev": np.array([5.0, 7.0])}
    for readable in (False, True):
        found = sg.Recurrence(swap, sequences=[x]).lambdify(readable=readable)(**arrays)
        np.testing.assert_array_equal(found["u"], [[6, 8], [2, 3], [7, 9]])
        np.testing.assert_array_equal(found["v"], [[1, 2], [6, 8], [2, 3]])


def test_there_are_no_blocks_to_keep_less():
    with pytest.raises(sg.SymgradError, match=r"^checkpoint_every cuts the loops into blocks, which the readable form"):
        sg.Recurrence(cell()).gradient().lambdify(checkpoint_every=2, readable=True)


def test_a_choice_in_the_loop_stays_one():
    p, p_prev, u, c = sg.scalars("p p_prev u c")
    cell = sg.System([(p, sp.Piecewise((p_prev * c, u > 0), (u, True)))], parameters=[c], carry={p: p_prev})
    made = sg.Recurrence(cell)
    given = {"u": np.array([1.0, -1.0, 2.0, 3.0]), "c": 0.5, "p_prev": 2.0}
    assert made.lambdify(readable=True)(**given).tolist() == [1.0, -1.0, -0.5, -0.25]
    back = made.gradient()
    plain, fast = (back.lambdify(readable=readable)(**given, bar_p=np.ones(4)) for readable in (True, False))
    for name in fast:
        np.testing.assert_allclose(plain[name], fast[name], rtol=1e-14)
