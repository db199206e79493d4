"""Sums over time: what has no time counts at every t, what has no samples once, a cotangent as a number each time."""

import numpy as np
import pytest
import sympy as sp

import symgrad as sg

N = sg.dims("n")
H, H_PREV, X, U = sg.vector("h", N), sg.vector("h_prev", N), sg.vector("x", N), sg.matrix("U", N, N)
S, C, K, A, L, LABEL, W = *sg.scalars("s c k a L label"), sg.vector("w", N)
CELL = sg.Recurrence(sg.System([(H, sg.tanh(U * H_PREV + X))], parameters=[U], carry={H: H_PREV}))
LOSSES = {
    "both beside each other": (S * K * (A + C), lambda d: d["k"] * (d["a"] + d["c"])),
    "the same alone": (S * (A + C), lambda d: d["a"] + d["c"]),
    "nothing with time": (S * K**2, lambda d: d["k"] ** 2 + 0 * d["a"]),
    "a quotient": (S * (A + C) / K, lambda d: (d["a"] + d["c"]) / d["k"]),
    "an entry": (S * W[LABEL + 1] + 0 * A, lambda d: d["w"][d["label"].astype(int) + 1]),
}


@pytest.mark.parametrize("readable", [False, True])
@pytest.mark.parametrize("samples", [(), (3,)])
@pytest.mark.parametrize("seed", [None, 1, 2.5])
@pytest.mark.parametrize("name", LOSSES)
def test_each_term_counts_at_every_t(name, seed, samples, readable):
    loss, slope = LOSSES[name]
    parameters = [p.name for p in (S, C, K, W) if loss.has(p)]
    gradient = CELL.gradient(loss=(L, loss + sg.total(H)), parameters=parameters, wrt=["s"])
    if seed is not None:
        gradient = gradient.substitute({"bar_L": sp.sympify(seed)})
    rng = np.random.default_rng(4)
    given = {
        "U": rng.standard_normal((4, 4)), "x": rng.standard_normal((5, *samples, 4)), "s": 1.5, "c": 2.0, "k": 3.0,
        "a": rng.standard_normal((5, *samples)), "w": rng.standard_normal(4),
        "label": rng.integers(0, 2, (5, *samples)).astype(float),
    }  # fmt: skip
    function = gradient.lambdify(readable=readable)
    found = function(**{name: given[name] for name in function.arguments if name in given})
    np.testing.assert_allclose(found, (seed or 1) * slope(given).sum(), rtol=1e-12)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("h_prev", X, "substitute: h_prev is the first value of what is carried, which a variable that is no input yet "
         "can replace, but x came."),
        ("h_prev", 2 * H_PREV, "substitute: h_prev is the first value of what is carried, which a variable that is no "
         "input yet can replace, but 2*h_prev came."),
        ("x", H_PREV, "substitute: x = h_prev takes h_prev, the first value of what is carried, which has none at "
         "another t; give it a name of its own."),
    ],
)  # fmt: skip
def test_what_is_carried_is_neither_a_sequence_nor_a_parameter(old, new, told):
    with pytest.raises(sg.SymgradError) as caught:
        CELL.substitute({old: new})
    assert str(caught.value) == told


def test_a_first_value_may_have_another_name():
    start = sg.vector("start", N)
    rng = np.random.default_rng(2)
    given = {"U": rng.standard_normal((3, 3)), "x": rng.standard_normal((4, 3))}
    first = rng.standard_normal(3)
    renamed = CELL.substitute({"h_prev": start}).lambdify()(**given, start=first)
    np.testing.assert_array_equal(renamed, CELL.lambdify()(**given, h_prev=first))


def test_a_second_truncation_is_that_of_the_first():
    cut = sg.Recurrence(sg.cells.elman()).gradient(wrt="U", truncate=2)
    with pytest.raises(sg.SymgradError) as caught:
        cut.value_and_gradient(of="bar_U", wrt="U", truncate=3)
    assert str(caught.value) == (
        "this is cut after every 2 steps already; a derivative of it is cut there too, and not after every 3."
    )
    assert cut.value_and_gradient(of="bar_U", wrt="U", truncate=2).outputs[0].name == "bar_U"
