"""Random recurrences are those of the loop over steps; what was wrong once is found again where it is put back."""

import numpy as np
import pytest

import symgrad as sg
from symgrad.expressions.symbols import is_scalar
from symgrad.lowering.equation_operations import Lowering
from symgrad.lowering.passes.stacks import Stacks
from symgrad.targets.array_code import block_code, loop_code
from symgrad.targets.array_code.rooms import Room
from symgrad.targets.array_code.slots import put_at_once
from symgrad.targets.array_code.writer import Writer
from symgrad.time.backward import Backward
from tests.properties import growing_cells, recurrences
from tests.properties.recurrences import compared, search

FIRST = 1


def test_random_recurrences_are_those_of_the_loop():
    said = []
    found = search(24, FIRST, say=said.append)
    assert (found["wrong"], found["crashed"]) == (0, 0), "\n".join(said)
    assert compared(found) == 24
    assert len(found) >= 6  # kinds


def found_within(count, first=FIRST):
    found = search(count, first, stop_at=True)
    assert found["wrong"] + found["crashed"], f"not found in {compared(found)}"


def test_what_a_run_keeps_read_one_step_off_is_found(monkeypatch):
    """Of an array that holds what is carried in too, each block begins at the row of the block before."""

    def off(self, clock):
        return f"{self.name}[{clock.start}:{clock.stop}]"

    monkeypatch.setattr(Room, "block", off)
    found_within(50)


def test_a_sum_over_time_that_takes_one_block_alone_is_found(monkeypatch):
    right = Writer.line
    monkeypatch.setattr(Writer, "line", lambda self, text: right(self, text.replace(" += ", " = ")))
    found_within(50)


def test_what_a_block_hands_on_that_the_next_one_writes_over_is_found(monkeypatch):
    right = Writer.line
    monkeypatch.setattr(Writer, "line", lambda self, text: right(self, text.replace(".copy()", "")))
    found_within(50)


def test_a_piece_that_is_not_put_into_its_stack_is_found(monkeypatch):
    def last_left_out(stacks, alone):
        found = put_at_once(stacks, alone)
        return found | {pieces[-1][0]: (stack, pieces[-1][1]) for stack, pieces in stacks.items()}

    for module in (loop_code, block_code):
        monkeypatch.setattr(module, "put_at_once", last_left_out)
    found_within(50)


@pytest.fixture
def as_they_were_grown(monkeypatch):
    """The nodes of which cells were grown when these seeds were found: with more of them, a seed is another cell."""
    monkeypatch.setattr(growing_cells, "OTHERS", growing_cells.OTHERS[:9])
    monkeypatch.setattr(growing_cells, "SQUARES", growing_cells.SQUARES[:8])


@pytest.mark.parametrize("seed", [1128023, 1128026, 1128032, 1128041, 1128113, 1128128, 1128131, 1128860])
def test_arrays_that_are_written_over_hold_what_is_read(seed, as_they_were_grown):
    """What was wrong once: pieces of a stack, what is carried in blocks of one step, a product that is 0."""
    recurrences.compare(seed)


def test_two_carries_of_one_value_are_found(monkeypatch):
    """What stood here once: e = h_prev was the value that is carried in, and had two arrays."""
    monkeypatch.setattr(Lowering, "_apart", lambda self, term: term)
    found_within(50)


def _truncated(monkeypatch, kinds):
    monkeypatch.setattr(recurrences, "ARRANGED", ("truncated",))
    right = Backward._incoming
    monkeypatch.setattr(
        Backward, "_incoming", lambda self, bar, truncated: right(self, bar, truncated and is_scalar(bar) not in kinds)
    )


@pytest.mark.parametrize("scalars", [True, False])
def test_a_cut_that_scalars_or_vectors_do_not_have_is_found(monkeypatch, scalars):
    _truncated(monkeypatch, (scalars,))
    found_within(50)


def test_a_truncated_scalar_by_hand():
    """q_t = tanh(w q_{t-1} + s_t), cut after every second step."""
    q, q_prev, s, w = sg.scalars("q q_prev s w")
    cell = sg.System([(q, sg.tanh(w * q_prev + s))], inputs=[s, q_prev], parameters=[w], carry={q: q_prev})
    steps, at = np.array([0.3, -0.2, 0.7, 0.1, 0.4]), 0.8
    bar_w, state, before = 0.0, 0.25, []
    for step in steps:
        before.append(state)
        state = np.tanh(at * state + step)
    states, carried = [*before[1:], state], 0.0
    for t in reversed(range(5)):
        bar = 1.0 + (0.0 if (t + 1) % 2 == 0 else carried)
        pre = bar * (1 - states[t] ** 2)
        bar_w, carried = bar_w + pre * before[t], pre * at
    found = sg.Recurrence(cell).gradient(truncate=2).lambdify()(s=steps, q_prev=0.25, w=at)
    np.testing.assert_allclose([found["bar_w"], found["bar_q_prev"]], [bar_w, carried], rtol=1e-14)


@pytest.mark.parametrize("kind", ["stacked", "bidirectional", "masked", "plain"])
def test_a_name_made_of_another_one_that_is_an_inputs_is_found(monkeypatch, kind):
    """What stood here once: b_1 of b was the sequence b_1, h_at_1 of h the parameter h_at_1."""
    monkeypatch.setattr(recurrences, "ARRANGED", (kind,))
    for module in ("new_names", "arrangements", "recurrences", "unrolling"):
        monkeypatch.setattr(f"symgrad.time.{module}.names_apart", lambda wanted, taken: dict(wanted))
    found_within(40)


@pytest.mark.parametrize("seed", [1130686, 1131250, 1131265])
def test_a_gradient_of_runs_one_way_alone_has_checkpoints_too(seed, as_they_were_grown):
    """Truncated to one step with two runs forward; one run back, which needs nothing that the way there keeps."""
    recurrences.compare(seed)


def test_an_input_that_is_given_at_every_step_keeps_its_name_when_steps_are_written_out(as_they_were_grown):
    recurrences.compare(1131654)  # and is called as h at step 2 would be


def test_a_stack_that_stands_already_closes_no_loop(as_they_were_grown):
    recurrences.compare(1141026)  # w and bar2_bar_w stood in one stack with bar_e3, which runs the other way


def test_a_product_that_is_twice_a_term_of_one_sum_counts_twice(as_they_were_grown):
    recurrences.compare(1141590)  # X w + X' w for an X that is a number times 1 1'


def test_a_product_of_a_sum_over_t_stands_in_no_stack_with_one_that_comes_before(monkeypatch):
    """W u goes forward, and W W' bar_e waits for a sum over all t: together they would ask for two runs forward."""
    n, m = sg.dims("n m")
    h, h_prev, e, w, u, W = *sg.vectors("h h_prev e w", n), sg.vector("u", m), sg.matrix("W", n, m)
    cell = sg.System(
        [(e, W * W.T * w), (h, sg.tanh(h_prev + W * u))], inputs=[h_prev], parameters=[w, u, W], carry={h: h_prev}
    )
    back = sg.Recurrence(cell).gradient()
    back.lambdify(checkpoint_every=2)
    monkeypatch.setattr(Stacks, "are_of_one_time", lambda self, group: True)
    with pytest.raises(sg.SymgradError, match="the directions are 1, 1, -1"):
        back.lambdify(checkpoint_every=2)
