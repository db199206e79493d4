"""Sigmoids and slopes of one argument that take one exponential: fewer operations, the same numbers."""

import numpy as np
import pytest

import symgrad as sg
from symgrad.lowering.passes import shared_exponentials
from symgrad.targets.numpy_over_time import block_over_time

GATED = ("lstm", "gru", "lstm_peephole", "min_gru", "min_lstm")


def gradient(name):
    return sg.Recurrence(getattr(sg.cells, name)()).gradient()


def point(system, samples, bias, steps=3, size=2):
    source = np.random.default_rng(1)
    found = {}
    for symbol in system.inputs:
        own = [size] * (1 if symbol.shape[1] == 1 else 2)
        moving = symbol not in system.parameters
        lead = [steps] * (symbol in system.sequences) + [samples] * (moving and samples is not None)
        found[symbol.name] = source.standard_normal((*lead, *own))
        if symbol.name.startswith("b_"):
            found[symbol.name] += bias
    return found


def test_three_gates_and_their_slopes_take_one_exponential():
    backward = gradient("lstm").lambdify().source.split("bar_h_prev_after_t = ")[1]
    assert backward.count("np.exp(exp_o_i_f_again, out=exp_o_i_f_again)") == 1
    assert "sigmoid" not in backward


@pytest.mark.parametrize("samples", [None, 3])
@pytest.mark.parametrize("bias", [0.0, -40.0, 40.0, -800.0, 800.0])
@pytest.mark.parametrize("name", GATED)
def test_numbers_are_those_of_the_functions_to_the_last_places(name, bias, samples):
    system = gradient(name)
    arrays = point(system, samples, bias)
    found, expected = system.lambdify()(**arrays), system.lambdify(readable=True)(**arrays)
    for key, right in expected.items():  # each entry of its own size: 1e-300 is none of 1
        np.testing.assert_allclose(found[key], right, rtol=1e-12, atol=1e-300, err_msg=key)


def test_complex_arrays_are_continued():
    system, step = gradient("lstm"), 1e-20
    arrays = point(system, None, 0.3)
    arrays = {key: array + step * 1j * array for key, array in arrays.items()}
    found, expected = system.lambdify()(**arrays), system.lambdify(readable=True)(**arrays)
    for key, right in expected.items():
        np.testing.assert_allclose(found[key].real, right.real, rtol=1e-12)
        np.testing.assert_allclose(found[key].imag / step, right.imag / step, rtol=1e-9)


def test_what_has_nothing_to_share_stays():
    for name in ("elman", "gru"):
        function = gradient(name).lambdify()
        block = block_over_time(function._stable)
        assert (shared_exponentials(block) == block) == (name == "elman")
        assert shared_exponentials(shared_exponentials(block)) == shared_exponentials(block)
