"""A convolutional LSTM in one dimension: what goes along rows, through time.

Source: Shi et al., Convolutional LSTM Network, 2015, equation 3, without peepholes.
"""

import numpy as np
import pytest

import symgrad as sg

n = sg.dims("n")
h, c, x, h_prev, c_prev = sg.vectors("h c x h_prev c_prev", n)
GATES = "ifog"
gates = sg.vectors("i f o g", n)
U, V = ([sg.vector(f"{letter}_{gate}", 3) for gate in GATES] for letter in "UV")
b = [sg.scalar(f"b_{gate}") for gate in GATES]


def pre(k):
    return sg.convolve(x, U[k], mode="same") + sg.convolve(h_prev, V[k], mode="same") + b[k]


i, f, o, g = gates
CELL = sg.System(
    [
        *((gate, (sg.tanh if gate is g else sg.sigmoid)(pre(k))) for k, gate in enumerate(gates)),
        (c, sg.hadamard(f, c_prev) + sg.hadamard(i, g)),
        (h, sg.hadamard(o, sg.tanh(c))),
    ],
    outputs=[h, c],
    parameters=[*U, *V, *b],
    carry={h: h_prev, c: c_prev},
)
OVER_TIME = sg.Recurrence(CELL)


def arrays(rng, batch=()):
    """Five steps of seven places."""
    made = {str(one): rng.normal(size=3) for one in (*U, *V)} | {str(one): rng.normal() for one in b}
    made |= {"h_prev": rng.normal(size=(*batch, 7)), "c_prev": rng.normal(size=(*batch, 7))}
    return made | {"x": rng.normal(size=(5, *batch, 7)), "bar_h": rng.normal(size=(5, *batch, 7))}


def plain(x, h_prev, c_prev, bar_h, **weights):
    """The sum of bar_h times h over all steps, in NumPy."""
    total, h, c = 0.0, h_prev, c_prev
    for step, seed in zip(x, bar_h, strict=True):
        i, f, o, g = (
            np.convolve(step, weights[f"U_{one}"], "same") + np.convolve(h, weights[f"V_{one}"], "same")
            + weights[f"b_{one}"] for one in GATES
        )  # fmt: skip
        i, f, o = (1 / (1 + np.exp(-z)) for z in (i, f, o))
        c = f * c + i * np.tanh(g)
        h = o * np.tanh(c)
        total = total + (seed * h).sum()
    return total


def test_the_gradient_through_time_is_the_complex_step_of_plain_numpy(rng):
    given = arrays(rng)
    found = OVER_TIME.gradient(of="h").lambdify()(**given)
    for name in ("U_f", "V_g", "b_o", "x", "h_prev", "c_prev"):
        array = np.asarray(given[name])
        for at in np.ndindex(array.shape):
            moved = array.astype(complex)
            moved[at] += 1e-30j
            right = plain(**{**given, name: moved}).imag / 1e-30
            np.testing.assert_allclose(found[f"bar_{name}"][at], right, rtol=1e-11, atol=1e-13, err_msg=name)


def test_the_check_passes():
    assert OVER_TIME.check(method="complex")


@pytest.mark.parametrize("batch", [(), (2,)])
def test_c_and_array_api_have_the_same_numbers(batch, rng):
    back, given = OVER_TIME.gradient(of="h"), arrays(rng, batch)
    right = back.lambdify()(**given)
    for how in ({"target": "c"}, {"target": "array-api"}, {"checkpoint_every": 2}):
        found = back.lambdify(**how)(**given)
        for name, array in right.items():
            np.testing.assert_allclose(found[name], array, rtol=1e-11, atol=1e-13, err_msg=name)


def test_the_gradients_of_the_kernels_are_told_as_correlations():
    lines = str(OVER_TIME.gradient(of="h")).splitlines()
    assert "bar_U_f = Σ[t=1..T] bar_pre_f[t] ⋆[-1 .. 1] x[t]" in lines
    told = " + ".join(f"bar_pre_{gate}[1] ⋆_same V_{gate}" for gate in GATES)
    assert f"bar_h[0] = {told}" in lines


def test_a_kernel_that_is_turned_is_found(rng):
    given = arrays(rng)
    right = OVER_TIME.lambdify()(**{name: array for name, array in given.items() if name != "bar_h"})["h"]
    turned = {name: array[::-1] if name[0] == "V" else array for name, array in given.items() if name != "bar_h"}
    assert not np.allclose(OVER_TIME.lambdify()(**turned)["h"], right, rtol=1e-3)
