"""A block of values and gradients in two: the halves together give what the whole gives, and little stands between."""

from dataclasses import replace

import numpy as np
import pytest

import symgrad as sg
from symgrad.expressions.symbols import Cotangent, Seed
from symgrad.lowering import BATCH, TIME
from symgrad.lowering.passes import halves
from symgrad.targets.functional.lowered import Lowered
from tests.lowering.interpreter import run
from tests.own_cells import REPRESENTATIVE
from tests.targets.same_results import drawn

RECURRENT = [name for name in REPRESENTATIVE if getattr(sg.cells, name)().carry]


def cut(system):
    """The whole block of values and gradients with samples, its halves, and the arrays of one call."""
    both = system.value_and_gradient()
    lowered = Lowered(both.program)
    given = lowered.given_for(True)
    block = lowered.block(given)
    new = [symbol for symbol in both.inputs if symbol not in system.inputs]
    assert all(isinstance(symbol, (Cotangent, Seed)) for symbol in new)
    late = {value for symbol, value in zip(both.inputs, block.inputs, strict=True) if symbol in new}
    arrays = drawn(both, 2, 3, np.random.default_rng(0))
    sizes = {size: 2 + k for k, size in enumerate(both.program.dims)} | {BATCH: 3, TIME: 4}
    return block, halves(block, list(block.outputs)[: len(system.outputs)], late), arrays, sizes


def joined(parts, arrays, sizes):
    """What the halves give, the second from what the first kept."""
    first = replace(parts.forward, outputs=parts.forward.outputs | {f"kept {v}": v for v in parts.kept})
    values = run(first, arrays, sizes)
    kept = {str(value): values.pop(f"kept {value}") for value in parts.kept}
    return values | run(parts.backward, arrays | kept, sizes)


def different(found, expected):
    return [name for name in expected if not np.allclose(found[name], expected[name], rtol=1e-12, atol=1e-13)]


@pytest.mark.parametrize("name", RECURRENT)
def test_the_halves_of_a_recurrence_give_what_the_whole_gives(name):
    block, parts, arrays, sizes = cut(sg.Recurrence(getattr(sg.cells, name)()))
    expected = run(block, arrays, sizes)
    found = joined(parts, arrays, sizes)
    assert list(found) == list(expected)
    assert different(found, expected) == []


@pytest.mark.parametrize("name", ["mlp", "attention", "softmax_regression", "lstm"])
def test_the_halves_of_one_step_too(name):
    block, parts, arrays, sizes = cut(getattr(sg.cells, name)())
    assert different(joined(parts, arrays, sizes), run(block, arrays, sizes)) == []


def test_another_number_that_was_kept_would_be_seen():
    block, parts, arrays, sizes = cut(sg.Recurrence(sg.cells.elman()))
    wrong = {op.out: op for op in parts.forward.ops}
    kept = parts.kept[0]
    other = next(op.out for op in parts.forward.ops if op.out.axes == kept.axes and op.out != kept)
    forward = replace(parts.forward, ops=tuple(wrong.values()))
    values = run(replace(forward, outputs=forward.outputs | {"kept": other}), arrays, sizes)
    back = run(parts.backward, arrays | {str(v): values["kept"] for v in parts.kept}, sizes)
    assert different(values | back, run(block, arrays, sizes)) != []


def test_an_lstm_keeps_six_arrays_of_each_step():
    _, parts, _, _ = cut(sg.Recurrence(sg.cells.lstm()))
    assert [str(value) for value in parts.kept] == ["pre_i", "pre_f", "pre_o", "pre_g", "c", "h"]
    again = {str(op.out) for op in parts.backward.ops if op.out in {one.out for one in parts.forward.ops}}
    assert {"i", "f", "o", "g", "h_before", "c_before"} <= again  # computed again, and not kept


@pytest.mark.parametrize("name", RECURRENT)
def test_nothing_is_kept_that_is_a_map_of_what_is_kept(name):
    _, parts, _, _ = cut(sg.Recurrence(getattr(sg.cells, name)()))
    made, given = parts.forward.made, {*parts.forward.outputs.values()}
    for value in parts.kept:
        if value not in given and made[value].is_by_entries:
            assert any(arg in made and arg not in parts.kept for arg in made[value].args), value


def test_the_first_half_reads_no_cotangent_and_does_no_work_of_the_second():
    block, parts, _, _ = cut(sg.Recurrence(sg.cells.gru()))
    made = {op.out for op in parts.forward.ops}
    assert not any(str(value).startswith("bar_") for value in (*parts.forward.inputs, *made))
    assert {str(value) for value in block.inputs} - {str(value) for value in parts.forward.inputs} == {"bar_h"}
    products = [op for op in parts.backward.ops if op.out in made and op.kind in ("contract", "solve")]
    assert products == []  # products are never computed again
