"""What LaTeX tells gives the same numbers as what code runs, for a cell and over time; losses are one number."""

import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.expressions.shapes import shape_of
from symgrad.printing import told_lines
from symgrad.programs.equations import Equation
from tests.own_cells import REPRESENTATIVE

CELLS = REPRESENTATIVE
STEPS = 4


def drawn(system, steps=None):
    """Arrays for what a system takes."""
    rng = np.random.default_rng(5)
    sizes = {dim: size for size, dim in enumerate(system.dims, 2)}
    point = {}
    for symbol in system.inputs:
        shape = [int(sp.sympify(size).subs(sizes)) for size in shape_of(symbol)]
        shape = shape[:1] if shape[1:] == [1] else shape
        point[symbol.name] = rng.uniform(0.2, 0.8, [steps, *shape] if symbol in system.sequences else shape)
    return point


def values_of(system, point):
    f = system.lambdify()
    found = f(**{name: point[name] for name in f.arguments if name in point})
    return found if isinstance(found, dict) else {f.outputs[0]: found}


def distance(system, told, point):
    expected, found = values_of(system, point), values_of(told, point)
    assert expected.keys() == found.keys()
    return max(np.max(np.abs(found[name] - value)) / (1 + np.max(np.abs(value))) for name, value in expected.items())


@pytest.mark.parametrize("cell", CELLS)
def test_what_is_told_of_a_cell_has_the_same_numbers(cell):
    system = getattr(sg.cells, cell)().value_and_gradient()
    assert distance(system, sg.System(system.told.program), drawn(system)) < 1e-12


@pytest.mark.parametrize("cell", CELLS)
def test_what_is_told_over_time_has_the_same_numbers(cell):
    cell = getattr(sg.cells, cell)()
    if cell.carry:
        system = sg.Recurrence(cell).value_and_gradient()
        assert distance(system, sg.System(system.told.program), drawn(system, STEPS)) < 1e-12


def elman_with_a_loss(**how):
    cell = sg.cells.elman()
    h, L = cell.symbol("h"), sg.scalar("L")
    y = sg.vector("y", *shape_of(h)[:1])
    return sg.Recurrence(cell).value_and_gradient(**{how["kind"]: (L, sg.norm(h - y) ** 2 / 2)})


@pytest.mark.parametrize("kind", ["loss", "last"])
def test_a_loss_that_is_closed_has_the_same_numbers(kind):
    system = elman_with_a_loss(kind=kind)
    point = drawn(system, STEPS)
    point.pop("bar_L", None)
    assert distance(system, sg.System(system.told.program), point) < 1e-12
    assert "bar_L" not in {symbol.name for symbol in system.told.inputs}


def test_an_argument_that_is_another_one_is_seen():
    system = sg.cells.lstm().value_and_gradient()
    told = system.told.program
    i, f = (told.symbol(name) for name in ("pre_i", "pre_f"))
    swapped = [Equation(e.lhs, e.rhs.xreplace({i: f})) if e.lhs.name == "i" else e for e in told.equations]
    order = sorted(swapped, key=lambda e: not e.lhs.name.startswith("pre_"))
    assert distance(system, sg.System(told.replace(order)), drawn(system)) > 1e-3


def test_a_loss_of_each_step_is_summed_and_one_of_the_last_step_is_not():
    lines = [f"{line.left} = {line.right}" for line in told_lines(elman_with_a_loss(kind="loss").told)]
    assert r"L = \sum_{t=1}^{T} L_t" in lines
    assert r"\bar{\hat{L}}_t = \hat{L}_t" in lines
    assert not any(r"\Delta" in line or r"\bar{L}" in line for line in lines)
    last = [f"{line.left} = {line.right}" for line in told_lines(elman_with_a_loss(kind="last").told)]
    assert "L = L_T" in last


def test_the_square_of_a_norm_has_a_slope_at_zero():
    x, y = sg.vectors("x y", sg.dims("n"))
    L = sg.scalar("L")
    f = sg.System([(L, sg.norm(x - y) ** 2 / 2)]).gradient().lambdify()
    assert all(np.array_equal(value, np.zeros(3)) for value in f(x=np.ones(3), y=np.ones(3)).values())


def lines_of(system):
    return [f"{line.left} = {line.right}" for line in told_lines(system.told)]


def test_a_number_that_is_ahead_of_the_recurrence_is_no_loss():
    n = sg.dims("n")
    w, x, h, before = sg.vectors("w x h h_prev", n)
    s, U = sg.scalar("s"), sg.matrix("U", n, n)
    cell = sg.System([(s, w.T * x), (h, s * w + U * before)], outputs=[h, s])
    system = sg.Recurrence(cell, carry={h: before}, sequences=[x]).gradient()
    assert [stage.direction for stage in system.program.stages][:2] == [0, 1]
    lines = lines_of(system)
    assert r"\bar{s}_t = \Delta_{s,t} + \bar{s}_t^{[2]}" in lines
    assert not any(line.startswith("s = ") for line in lines)


def test_a_second_gradient_tells_no_loss_whose_steps_it_does_not_tell():
    system = elman_with_a_loss(kind="loss")
    assert any(line.startswith("L = ") for line in lines_of(system))
    second = lines_of(system.gradient(of="bar_W", wrt=["U"]))
    assert not any(line.startswith("L") for line in second)
