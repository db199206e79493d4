"""Every printed formula means what was derived, by a reader that did not print it."""

import re

import pytest
import sympy as sp

import symgrad as sg
from symgrad.expansion import expand
from symgrad.latex_reading import reading_of, round_trip
from symgrad.printing import NOTATIONS, latex_names, printed_equation
from tests.systems import dense, lstm

from . import needs_the_reader
from .random_systems import readings, systems

pytestmark = needs_the_reader


def test_the_lstm_and_its_gradient_entry_by_entry():
    report = round_trip(lstm().gradient(), n=2, m=3)
    assert str(report) == "75 equal"
    assert report


@pytest.mark.parametrize("notation", NOTATIONS)
def test_the_notebook_in_each_notation(notation):
    report = round_trip(sg.cells.notebook().gradient(), notation=notation, n=2, m=2)
    unread = [reading.reason for reading in report.readings if reading.verdict == "not read"]
    assert all("'" in reason for reason in unread)  # slopes kept by name: tanh'
    assert report
    assert report.count("equal") + len(unread) == 17


def test_a_system_of_scalars_as_it_stands():
    x, y, z = sg.scalars("x y z")
    unit = sg.System([(y, sg.sigmoid(2 * x - 1) / (1 + x**2)), (z, y * sg.log(y) - sg.sqrt(x) * sg.erf(y))])
    assert str(round_trip(unit.gradient())) == "3 equal"


def test_a_loss_with_vectors():
    assert str(round_trip(dense().gradient(), n=2, m=2)) == "16 equal"


def test_functions_by_cases():
    x, y, z = sg.scalars("x y z")
    unit = sg.System([(y, sg.relu(x - 0.5) + sg.hard_sigmoid(x)), (z, sg.gelu(y) * sg.leaky_relu(-x))])
    assert str(round_trip(unit.gradient().expand())) == f"{len(unit.gradient().equations)} equal"
    v = sg.vector("v", sg.dims("n"))
    assert str(round_trip(sg.System([(y, sg.maximum(v))]).gradient(), n=3)) == "3 equal"


def test_maxima_and_numerators_too_wide_for_a_fraction():
    x, y, z = sg.scalars("x y z")
    wide = sum(sg.tanh(k * x + y) * sg.exp(-(y**2)) for k in range(1, 9))
    unit = sg.System([(y, sg.larger(x**2, 1 - x) + x), (z, sg.sqrt(1 + wide**2) * wide / (1 + y**2))])
    assert r"\max" in unit.latex()
    assert r"^{1/2}" in unit.latex()
    assert r"\frac{1}{1 + y^2} \Bigl(" in unit.latex()
    report = round_trip(unit.gradient())
    assert str(report) == f"{len(unit.gradient().equations)} equal"


def test_what_has_no_value_is_not_read():
    x = sg.scalar("x")
    assert reading_of("y", r"\mathrm{nan}", sp.nan * x, {"x": x}).verdict == "no value"


def test_random_systems():
    found = [reading for k, program in enumerate(systems(12, seed=5)) for reading in readings(program, k)]
    assert [reading for reading in found if reading.verdict == "DIFFERENT"] == []
    assert sum(reading.verdict == "equal" for reading in found) > len(found) / 2


def brackets(latex):
    """Where pairs of plain brackets stand that are not a function's."""
    stack, found = [], []
    for place, sign in enumerate(latex):
        if sign == "(":
            stack.append(place)
        elif sign == ")":
            start = stack.pop()
            if latex[:start].endswith((" ", "{")):
                found.append((start, place))
    return found


def test_a_dropped_bracket_is_found():
    program = expand(lstm().gradient(), n=1, m=1)
    names = latex_names(program)
    verdicts = []
    for equation in program.equations:
        _, right = printed_equation(equation, program)
        for start, end in brackets(right):
            altered = right[:start] + right[start + 1 : end] + right[end + 1 :]
            verdicts.append(reading_of(equation.lhs.name, altered, equation.rhs, names).verdict)
    assert len(verdicts) >= 1
    assert set(verdicts) == {"DIFFERENT"}


def test_a_wrong_sign_and_a_wrong_name_are_found():
    program = expand(sg.cells.notebook().gradient(), n=1, m=1)
    names = latex_names(program)
    equation = next(equation for equation in program.equations if equation.lhs.name == "bar_s_1")
    _, right = printed_equation(equation, program)
    assert right == r"\bar{h}_1 o_1 (1 - \tanh^2(s_1))"
    assert reading_of("bar_s_1", right, equation.rhs, names).verdict == "equal"
    for altered in (right.replace("-", "+"), right.replace("o_1", "i_1"), re.sub(r"\^2", "", right)):
        assert reading_of("bar_s_1", altered, equation.rhs, names).verdict == "DIFFERENT"
    unread = reading_of("bar_s_1", right.replace("o_1", "q_1"), equation.rhs, names)
    assert unread.verdict == "not read"
    assert "'q'" in unread.reason


def test_nothing_read_is_no_success():
    assert not round_trip(sg.cells.notebook(), only=[], n=1, m=1)
