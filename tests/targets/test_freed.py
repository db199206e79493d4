"""What is read no more gives its memory back before the gradients of what all samples share are computed."""

import re
import tracemalloc

import numpy as np
import pytest

import symgrad as sg

MOVING = ("x", "h_prev", "c_prev", "bar_h", "bar_c")


def given(system, samples, size=16):
    """Arrays by name, with samples in what moves."""
    rng = np.random.default_rng(0)
    lead = [samples] if samples else []
    return {
        symbol.name: rng.standard_normal(lead * (symbol.name in MOVING) + [size for axis in symbol.shape if axis != 1])
        for symbol in system.inputs
    }


def source_of(system, samples):
    function = system.lambdify()
    function(**given(system, samples))
    (made,) = function._compiled.values()
    return made.__globals__["__source__"]


def names_gone(source):
    return [
        line.strip().removeprefix("del ").split(", ") for line in source.splitlines() if line.startswith("    del ")
    ]


def test_the_gates_of_an_lstm_are_gone_before_the_gradients_of_its_weights():
    source = source_of(sg.cells.lstm().value_and_gradient(), 3)
    assert names_gone(source) == [["pre_i", "i", "pre_f", "f", "pre_o", "o", "pre_g", "g", "tanh_c", "bar_c_total"]]
    assert source.index("bar_h_prev = ") < source.index("    del ") < source.index("bar_W_i = ")


@pytest.mark.parametrize(
    ("system", "samples"),
    [(sg.cells.lstm().value_and_gradient(), 0), (sg.cells.lstm(), 3), (sg.cells.lstm().gradient(wrt="x"), 3)],
    ids=["no samples", "no gradient", "of x"],
)
def test_without_a_matrix_summed_over_samples_nothing_goes(system, samples):
    assert names_gone(source_of(system, samples)) == []


def test_what_is_read_later_or_given_stays():
    n = sg.dims("n")
    W, V, x, y, z = sg.matrix("W", n, n), sg.matrix("V", n, n), *sg.vectors("x y z", n)
    cell = sg.System([(y, sg.tanh(W * x)), (z, sg.tanh(V * y))], parameters=[W, V], outputs=[y, z])
    source = source_of(cell.value_and_gradient(of=[z], wrt=[V, W]), 3)
    (gone,) = names_gone(source)
    later = source[source.index("    del ") :].split("\n", 1)[1]
    assert "y" not in gone
    assert not {*gone} & {*re.findall(r"\w+", later)}


def test_less_memory_is_needed():
    system = sg.cells.lstm().value_and_gradient()
    arrays, peaks = given(system, 64, 64), []
    source = source_of(system, 64)
    for text in (source, "\n".join(line for line in source.splitlines() if not line.startswith("    del "))):
        scope = {}
        exec(text, scope)
        scope["evaluate"](**arrays)
        tracemalloc.start()
        scope["evaluate"](**arrays)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[0] < 0.85 * peaks[1]
