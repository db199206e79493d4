"""Cells in C beside NumPy; all of them by ``python3 -m tests.targets.c.every_cell``."""

import numpy as np
import pytest

import symgrad as sg
from tests.targets.c.every_cell import distance, point_of, programs_of, rows_of

QUICK = {
    "lstm": ("gradient", "recurrence gradient"),
    "gru": ("Hessian-vector product", "recurrence"),
    "mlstm": ("recurrence gradient",),
    "lstm_layer_norm": ("gradient",),
    "softmax_regression": ("forward", "Hessian-vector product"),
    "notebook": ("forward", "gradient"),
    "attention": ("gradient",),
}


@pytest.mark.parametrize(("name", "what"), [(name, what) for name, whats in QUICK.items() for what in whats])
def test_c_gives_what_numpy_gives(name, what):
    for case, _, far, most in rows_of(name, (1, 3, 17), batches=(None, 7), whats=(what,)):
        assert far <= most, case


def test_a_difference_is_seen():
    system = programs_of("lstm")["gradient"]
    point = point_of(system, 3, 7)
    found = system.lambdify(target="c")(**point)
    moved = system.lambdify()(**(point | {"b_f": point["b_f"] + 1e-9}))
    assert distance(found, moved) > 1e-12


def test_the_storage_of_an_lstm_is_six_arrays():
    cell = sg.cells.lstm()
    f = sg.Recurrence(cell).gradient(of="h", wrt=cell.parameters).lambdify(target="c")
    assert set(f.kept) == {"pre_i", "pre_f", "pre_o", "pre_g", "c", "h"}
    body = f._text(f._batches(True)).source.body
    assert sum(int(value.axes[2]) if len(value.axes) == 4 else 1 for value in body.kept) == 6


def test_an_lstm_has_one_product_a_step_each_way_and_three_outside():
    cell = sg.cells.lstm()
    f = sg.Recurrence(cell).gradient(of="h", wrt=cell.parameters).lambdify(target="c")
    source = f.source_for(batched=True)
    lines = source[source.index("static int sg_program") :].splitlines()
    steps = [line for line in lines if line.lstrip().startswith("sg_product(")]
    indents = sorted(len(line) - len(line.lstrip()) for line in steps)
    assert indents == [8, 8, 8, 12, 12]


def test_masks_truncation_and_first_values_left_out():
    cell = sg.cells.elman()
    r = sg.Recurrence(cell)
    for system in (r.gradient(truncate=2), r.gradient(wrt=[*cell.parameters, "h_prev"])):
        numpy, c = system.lambdify(), system.lambdify(target="c")
        for samples in (None, 3):
            point = point_of(system, 3, samples)
            point = {key: value for key, value in point.items() if key in numpy.arguments}
            for left in ((), ("h_prev",)):
                given = {key: value for key, value in point.items() if key not in left}
                for _ in range(2):
                    assert distance(c(**given), numpy(**given)) < 1e-13


def test_one_sample_for_all_is_summed():
    system = sg.Recurrence(sg.cells.lstm()).gradient()
    numpy, c = system.lambdify(), system.lambdify(target="c")
    point = point_of(system, 3, 4)
    point["h_prev"] = point["h_prev"][0]
    assert np.shape(c(**point)["bar_h_prev"]) == (3,)
    assert distance(c(**point), numpy(**point)) < 1e-13


@pytest.mark.parametrize(("name", "count"), [("lstm_peephole", 6), ("lstm_projection", 6), ("lstm_coupled", 5)])
def test_products_of_several_sums_are_added_up_in_one_array(name, count):
    cell = getattr(sg.cells, name)()
    f = sg.Recurrence(cell).gradient(wrt=cell.parameters).lambdify(target="c")
    assert len(f.kept) == count


def test_a_gate_is_computed_again_from_its_pre_activation():
    cell = sg.cells.gru()
    f = sg.Recurrence(cell).gradient(wrt=cell.parameters).lambdify(target="c")
    assert set(f.kept) == {"h", "pre_r", "pre_z", "pre_h_tilde"}


def two_memories():
    """Gates of three products each, W x + U h + V s + b, of which two have a part of their own."""
    n, m = sg.dims("n m")
    x, h, h_prev, s, s_prev, p = (
        sg.vector("x", m),
        *(sg.vector(name, n) for name in ("h", "h_prev", "s", "s_prev", "p")),
    )
    gates, equations, parameters = [sg.vector(name, n) for name in "ifo"], [], [p]
    for k, gate in enumerate(gates):
        W, b = sg.matrix(f"W_{gate}", n, m), sg.vector(f"b_{gate}", n)
        U, V = sg.matrices(f"U_{gate} V_{gate}", n, n)
        inner = W * x + U * h_prev + V * s_prev + b
        equations.append((gate, sg.sigmoid(inner + sg.hadamard(p, s_prev) * k)))
        parameters += [W, U, V, b]
    i, f, o = gates
    equations += [(s, sg.hadamard(f, s_prev) + sg.hadamard(i, o)), (h, sg.hadamard(o, sg.tanh(s)))]
    return sg.System(equations, inputs=[x, h_prev, s_prev], parameters=parameters, carry={h: h_prev, s: s_prev})


@pytest.mark.parametrize("samples", [None, 3])
def test_sums_of_three_stacked_products(samples):
    system = sg.Recurrence(two_memories()).gradient()
    numpy, c = system.lambdify(), system.lambdify(target="c")
    point = point_of(system, 3, samples)
    assert distance(c(**point), numpy(**point)) < 1e-13
