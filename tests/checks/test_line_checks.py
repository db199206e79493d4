"""The lines of a derivation, each checked on its own; and wrong lines, which are found."""

from dataclasses import replace

import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.calculus.index_form import IndexedDerivative
from symgrad.checks import StepChecks, check_step
from symgrad.derivation import Partial, Path
from tests.systems import cho_gru, dense, lstm, many_paths, matrix_memory

EVERY = [
    (sg.cells.notebook, "h_1", "V_a1"),
    (sg.cells.notebook, "h_1", "b_1"),
    (lstm, "h", "W_i"),
    (lstm, "h", "h_prev"),
    (cho_gru, "h", "h_prev"),
    (cho_gru, "h", "U"),
    (dense, "loss", "W"),
    (dense, "loss", "x"),
    (dense, "loss", "y"),
    (matrix_memory, "h", "i"),
    (matrix_memory, "h", "x"),
    (matrix_memory, "L", "x"),
    (matrix_memory, "C", "v"),
    (many_paths, "h_5", "x"),
    (lambda: lstm().gradient(), "bar_W_i", "bar_h"),
    (lambda: lstm().gradient(), "bar_h_prev", "h_prev"),
    (lambda: lstm().gradient(), "bar_x", "W_i"),
    (lambda: dense().tangent(), "dot_loss", "W"),
]


@pytest.mark.parametrize(("cell", "numerator", "denominator"), EVERY)
@pytest.mark.parametrize("method", ["complex", "central"])
def test_every_line_passes(cell, numerator, denominator, method):
    derivation = cell().derivative(numerator, denominator)
    reports = derivation.check_steps(method=method, seed=3)
    assert reports, str(reports)
    assert len(reports) == sum(not isinstance(step.left, Path) for step in derivation.steps)


@pytest.mark.parametrize(("cell", "numerator", "denominator"), EVERY)
def test_every_line_is_found_where_it_is_wrong(cell, numerator, denominator):
    """Each line once with its first product doubled."""
    derivation = cell().derivative(numerator, denominator)
    checks = StepChecks(derivation, None, "complex", 3)
    for step in derivation.steps:
        if not isinstance(step.left, Path):
            assert not checks.report(wrong(step)), str(step)


def wrong(step):
    """The line with a wrong right-hand side: one of its terms counts twice."""
    first, *rest = step.right
    if step.stage == "chain rule":
        return replace(step, right=(first, first, *rest))
    return replace(step, right=((sp.Integer(2), *first), *rest))


def test_a_line_with_a_transpose_too_few_is_found():
    derivation = lstm().derivative("h", "h_prev")
    step = next(step for step in derivation.steps if str(step).startswith("∂i/∂h_prev"))
    ((right,),) = step.right
    report = replace(step, right=((sp.Transpose(right),),)).check()
    assert not report
    assert step.check()
    assert len(report.failures) >= 3


def test_a_line_of_the_wrong_shape_says_so():
    derivation = dense().derivative("loss", "x")
    step = next(step for step in derivation.steps if step.stage == "result")
    y = derivation.program.symbol("y")
    report = replace(step, right=((y,),)).check()
    assert not report
    assert report.notes == ("the line has shape (3,), but by differences it has shape (2,).",)


def test_a_path_holds_no_number():
    derivation = lstm().derivative("h", "W_i")
    path = next(step for step in derivation.steps if isinstance(step.left, Path))
    with pytest.raises(sg.SymgradError) as error:
        path.check()
    assert str(error.value) == (
        "the line h <- c <- i <- W_i tells a path and holds no number, so there is nothing to check."
    )


def test_a_check_takes_a_point():
    derivation = sg.cells.notebook().derivative("h_1", "V_a1")
    report = derivation.steps[-1].check(at={"V_a1": np.ones(4)}, seed=5)
    assert report
    assert len(report.entries) == 4
    assert report.seed == 5


def test_the_entry_of_a_derivative_with_three_axes_is_checked_and_a_wrong_index_is_found():
    derivation = lstm().derivative("h", "W_i")
    assert isinstance(derivation.expression, IndexedDerivative)
    assert derivation.check()
    assert len(derivation.check().entries) == 3 * 3 * 2
    line = derivation.line
    (j,), (k, _) = derivation.expression.rows, derivation.expression.columns
    swapped = derivation.expression.entry.xreplace({j: k}).subs(sp.KroneckerDelta(k, k), 1)
    assert not check_step(derivation, replace(line, right=((swapped,),)))
    assert isinstance(line.left, Partial)


def test_lines_of_constants_are_checked_too():
    n = sg.dims("n")
    x, y, h, s = *sg.vectors("x y h", n), sg.scalar("s")
    cell = sg.System([(h, x + sg.tanh(y)), (s, sg.total(h))], inputs=[x, y])
    assert str(cell.derivative("h", "x")) == "∂h/∂x = I"
    for pair in (("h", "x"), ("s", "h"), ("s", "x")):
        assert cell.derivative(*pair).check_steps()
