"""The array program computes what the equations say: cells, random systems with a batch, recurrences."""

from collections import Counter

import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.expressions.shapes import shape_of
from symgrad.lowering import BATCH, lower, lower_over_time
from symgrad.lowering.equation_operations import Lowering
from symgrad.lowering.passes import Loop, ahead, fused, in_pairs, scheduled, stacked, without_dead
from symgrad.system.kinds import OverTime
from symgrad.targets.arguments import axes_of
from tests.lowering.interpreter import Interpreted, InterpretedOverTime
from tests.own_cells import REPRESENTATIVE
from tests.properties import batches, recurrences

PASSES = (without_dead, fused, in_pairs, ahead, fused, stacked)


def systems():
    for name in REPRESENTATIVE:
        made = getattr(sg.cells, name)
        try:
            cell = made()
        except TypeError:
            continue
        if isinstance(cell, sg.System):
            yield name, cell


CELLS = dict(systems())


def arrays_of(inputs, parameters, sequences, batch, rng):
    dims = sorted({dim for s in inputs for size in shape_of(s) for dim in size.free_symbols}, key=str)
    sizes = {dim: sp.Integer(3 + k % 2) for k, dim in enumerate(dims)}
    found = {}
    for symbol in inputs:
        shape = tuple(int(size.xreplace(sizes)) for size in axes_of(symbol))
        base = symbol
        while hasattr(base, "primal"):
            base = base.primal
        lead = ((4,) if symbol in sequences else ()) + ((2,) if batch and base not in parameters else ())
        found[symbol.name] = rng.uniform(0.3, 1.0, lead + shape)
    return found


def require_equal(found, expected):
    for name, array in expected.items():
        assert found[name].shape == array.shape, name
        assert np.allclose(found[name], array, rtol=1e-9, atol=1e-11), name


@pytest.mark.parametrize("batch", [False, True])
@pytest.mark.parametrize("name", CELLS)
def test_every_cell_and_its_gradient(name, batch, rng):
    cell = CELLS[name]
    program = cell.value_and_gradient()
    arrays = arrays_of(program.inputs, cell.parameters, (), batch, rng)
    require_equal(Interpreted(program, PASSES)(**arrays), program.lambdify()(**arrays))


@pytest.mark.parametrize("name", [name for name, cell in CELLS.items() if cell.carry])
def test_every_recurrence_and_its_gradient(name, rng):
    program = sg.Recurrence(CELLS[name]).gradient()
    function = program.lambdify()
    inputs = [symbol for symbol in program.inputs if symbol.name in function.arguments]
    arrays = arrays_of(inputs, program.parameters, program.sequences, True, rng)
    require_equal(InterpretedOverTime(program.program, PASSES)(**arrays), function(**arrays))


def test_random_derivatives_with_a_batch(monkeypatch):
    monkeypatch.setattr(batches, "compile_numpy", lambda program: Interpreted(program, PASSES))
    found = [batches.one(11, index) for index in range(25)]
    assert [one for one in found if one] == []
    assert found.count("") >= 15


def test_random_recurrences(monkeypatch):
    def compiled(self, *how):
        return InterpretedOverTime(self.program, PASSES)

    monkeypatch.setattr(OverTime, "compiled", compiled)
    said = []
    found = recurrences.search(12, 21, say=said.append)
    assert (found["wrong"], found["crashed"]) == (0, 0), "\n".join(said)


def test_a_sum_over_the_samples_that_takes_the_first_is_found(monkeypatch):
    monkeypatch.setattr(Lowering, "without_lead", lambda self, term, gone=(): self.at_place(term, BATCH, 0))
    monkeypatch.setattr(batches, "compile_numpy", lambda program: Interpreted(program, PASSES))
    assert any(batches.one(11, index) for index in range(10))


def test_the_lstm_over_time_reads_like_a_person_s():
    gradient = sg.Recurrence(sg.cells.lstm()).gradient().program
    wide = [symbol for symbol in gradient.inputs if symbol not in gradient.parameters]
    block = in_pairs(fused(without_dead(lower_over_time(gradient, wide))))
    loops = [step for step in scheduled(block).steps if hasattr(step, "direction")]
    assert [loop.direction for loop in loops] == [1, -1]
    products = [sum(op.kind == "contract" for op in loop.ops) for loop in loops]
    assert products == [4, 4]  # before they are stacked
    assert sum(op.kind == "map" for op in loops[0].ops) == 7
    outside = [step for step in scheduled(block).steps if not hasattr(step, "direction") and step.kind == "contract"]
    assert len(outside) == 4 + 4 + 8 + 4  # W x for all t, bar_x, the weights, the biases


def test_a_block_is_told_line_by_line():
    n = sg.dims("n")
    y, x, W = sg.vector("y", n), sg.vector("x", n), sg.matrix("W", n, n)
    block = lower(sg.System([(y, sg.tanh(W.T * x) + 1)]), [x])
    assert str(block).splitlines() == [
        "inputs W, x",
        "y_1[B, n] = W[ji] x[Bj] -> Bi",
        "y_2[B, n] = tanh(y_1)",
        "y[B, n] = y_2 + 1",
        "outputs y",
    ]
    assert block.counts() == {"product": 1, "map": 2}
    assert fused(block).counts() == {"product": 1, "map": 1}


def test_the_gradient_of_the_lstm_is_stacked_in_the_order_that_keeps_most_together():
    """One product for the inputs of all steps, one a step each way, two for the weights, one for bar_x."""
    gradient = sg.Recurrence(sg.cells.lstm()).gradient(of="h").program
    wide = [symbol for symbol in gradient.inputs if symbol not in gradient.parameters]
    block = stacked(fused(ahead(in_pairs(fused(without_dead(lower_over_time(gradient, wide)))))))
    steps = scheduled(block).steps
    loops = [step for step in steps if isinstance(step, Loop)]
    assert [count(loop.ops) for loop in loops] == [
        {"product": 1, "map": 5},
        {"product": 1, "map": 5},
    ]
    outside = count([step for step in steps if not isinstance(step, Loop)])
    assert (outside["product"], outside["sum"]) == (4, 1)
    assert "U_oifg[Sij] h_before[TBj] -> TBSi" in str(scheduled(block))


def count(ops):
    """How many there are of each kind; what is put together or taken apart is a view."""
    found = Counter(
        op.kind if op.kind != "contract" else "product" if len(op.args) > 1 else "sum"
        for op in ops
        if op.kind != "place"
    )
    return dict(found)
