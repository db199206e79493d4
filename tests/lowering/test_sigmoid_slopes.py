"""o . (1 - o) of a sigmoid as its slope, and nothing else as that."""

from dataclasses import replace

import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.lowering import hole
from symgrad.lowering.passes import sigmoid_slopes
from symgrad.targets import compile_numpy
from tests.lowering.interpreter import run

n = sg.dims("n")
o, p, v, x, z = (sg.vector(name, n) for name in "opvxz")
W = sg.matrix("W", n, n)
GATE = (o, sg.sigmoid(W * z))


def counted(*equations, batched=()):
    """How often there is a slope, and 1 - o, after the pass; which computes what the block before it does."""
    system = sg.System(list(equations), outputs=[p])
    block = system.array_program(batched=batched or None)
    made, rng = sigmoid_slopes(block), np.random.default_rng(0)
    arrays = {value.name: rng.standard_normal([3] * len(value.axes)) * 9 for value in block.inputs}
    sizes = {axis: 3 for value in (*block.inputs, *(op.out for op in block.ops)) for axis in value.axes}
    before, after = (run(one, arrays, sizes) for one in (block, made))
    np.testing.assert_allclose(after["p"], before["p"], rtol=1e-13)
    text = str(made)
    return text.count("sigmoid_slope("), text.count("sigmoid_complement(")


@pytest.mark.parametrize("batched", [(), ("z",), ("z", "x")])
def test_a_gate_times_what_it_lacks_to_one_is_its_slope(batched):
    assert counted(GATE, (p, sg.hadamard(x, o, 1 - o)), batched=batched) == (1, 0)


@pytest.mark.parametrize(
    "line",
    [
        sg.hadamard(x, 1 - o),  # without the gate beside it
        sg.hadamard(x, o, 1 - o) + sg.hadamard(v, 1 - o),  # read besides
        sg.hadamard(x, o, o, 1 - o),  # the gate squared
        sg.hadamard(W * o, 1 - o),  # another one beside it
    ],
    ids=["alone", "twice", "squared", "other"],
)
def test_what_is_no_such_product_stays(line):
    assert counted(GATE, (p, line)) == (0, 1)


def test_two_gates_in_one_product_have_a_slope_each():
    other = sg.vector("other", n)
    both = sg.hadamard(o, 1 - o, other, 1 - other)
    assert counted(GATE, (other, sg.sigmoid(v)), (p, both)) == (2, 0)


def test_two_complements_of_one_gate_take_it_once():
    """Beside o there are two equal operations, which lowering would share: one slope and one complement are right."""
    system = sg.System([GATE, (p, sg.hadamard(x, o, 1 - o))])
    block = system.array_program()
    (form,) = (op for op in block.ops if op.how == "sigmoid_complement")
    twin = replace(form, out=replace(form.out, name="twin"))
    product = block.made[block.outputs["p"]]
    wider = replace(
        product, how=sp.Mul(*product.how.args, hole(len(product.args))), args=(*product.args, twin.out),
        letters=(*product.letters, product.to),
    )  # fmt: skip
    ops = [op for op in block.ops if op != product]
    text = str(sigmoid_slopes(replace(block, ops=(*ops, twin, wider))))
    assert (text.count("sigmoid_slope("), text.count("row sigmoid_complement(")) == (1, 1)


def test_a_named_complement_stays():
    assert counted(GATE, (v, 1 - o), (p, sg.hadamard(v, o))) == (0, 1)


def test_the_gates_of_an_lstm_have_slopes():
    source = compile_numpy(sg.cells.lstm().value_and_gradient().program).source
    assert [source.count(f"sigmoid_slope(pre_{gate})") for gate in "ifo"] == [1, 1, 1]
    assert "complement" not in source
