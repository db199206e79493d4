"""The array program of a System, of one over time, and what passes make of it."""

import symgrad as sg
from symgrad.lowering.passes import (
    ahead,
    fused,
    in_pairs,
    in_runs,
    is_end,
    is_sum,
    operations_of,
    recomputed,
    scheduled,
)
from symgrad.targets.numpy_over_time import block_over_time

n = sg.dims("n")
h, h_prev, x, U = sg.vector("h", n), sg.vector("h_prev", n), sg.vector("x", n), sg.matrix("U", n, n)
CELL = sg.System([(h, sg.tanh(U * h_prev + x))], parameters=[U], carry={h: h_prev})

BACKWARD = """\
inputs U, h_prev, x, bar_h
loop t up, keeps h_before, pre_h
    h_before[T, B, n] = shift 1(h[TBi], h_prev[Bi])
    pre_h_1[T, B, n] = U[ij] h_before[TBj] -> TBi
    pre_h[T, B, n] = pre_h_1 + x
    h[T, B, n] = tanh(pre_h)
bar_pre_h_1[T, B, n] = tanh_slope(pre_h)
loop t down, keeps bar_h_prev, bar_pre_h
    bar_h_prev_after[T, B, n] = shift -1(bar_h_prev[TBi])
    bar_pre_h[T, B, n] = bar_pre_h_1*(bar_h + bar_h_prev_after)
    bar_h_prev[T, B, n] = U[ji] bar_pre_h[TBj] -> TBi
bar_U[n, n] = bar_pre_h[TBi] h_before[TBk] -> ik
bar_U_3[B, n] = place at T 0(bar_h_prev[TBi])
outputs bar_U, bar_h_prev = bar_U_3, bar_x = bar_pre_h"""


def test_what_a_weight_has_of_a_batch_is_one_product():
    block = CELL.gradient().array_program(batched=["x", "h_prev", "bar_h"])
    assert "bar_U[n, n] = bar_pre_h[Bi] h_prev[Bk] -> ik" in str(block).splitlines()
    assert block.counts() == {"product": 3, "map": 3}


def test_the_backward_pass_over_time_is_two_loops():
    block = sg.Recurrence(CELL).gradient().array_program(batched=True)
    assert str(scheduled(fused(ahead(fused(in_pairs(block)))))) == BACKWARD


def test_without_a_batch_nothing_has_its_axis():
    assert "B" not in str(sg.Recurrence(CELL).gradient().array_program()).replace("bar", "")


def block_of(system):
    return block_over_time(system.lambdify()._stable)


def test_a_run_each_way_and_what_the_first_keeps_for_the_second():
    runs = in_runs(block_of(sg.Recurrence(CELL).gradient()))
    assert runs.directions == [1, -1]
    assert [str(value) for value in runs.kept] == ["pre_h", "h_before", "bar_pre_h"]
    assert [str(value) for value in runs.given] == ["bar_pre_h"]  # which is the gradient by x
    late = [str(op.out) for step in runs.runs[1].steps for op in operations_of(step)]
    assert late[0] == "bar_pre_h_1"  # of h alone, and done where it is read: it needs no array of its own
    assert [str(op.out) for op in runs.steps if op not in runs.runs] == ["bar_U_3"]


def test_a_loss_of_the_last_step_is_read_where_its_run_ends():
    system = sg.Recurrence(CELL).value_and_gradient(last=(sg.scalar("L"), sg.dot(h, h)), wrt="U")
    runs = in_runs(block_of(system))
    assert runs.directions == [1, -1]
    assert runs.given == set()
    forward, last, backward = runs.steps
    assert (forward, backward) == (*runs.runs,)
    assert (last.out, last.how[0], last.how[2]) == (runs.outputs[0], "at", -1)
    assert is_end(last, forward.direction)
    assert not is_end(last, backward.direction)
    assert is_sum(backward.steps[-1])


def test_a_map_is_computed_again_where_its_arguments_are_kept():
    block = block_of(sg.Recurrence(sg.cells.lstm()).gradient())
    first, second = in_runs(block).runs
    kept = [str(value) for value in in_runs(block).kept if value in first.made]
    assert kept == ["pre_oifg", "c", "c_before", "h_before"]
    lines = [str(op) for op in block.ops if "tanh(c)" in str(op)]
    assert len(lines) == 2
    assert lines[0] == "h[T, n] = o*tanh(c)"
    assert "h_1" not in map(str, [*first.made, *second.made])
    assert recomputed(block) == block
