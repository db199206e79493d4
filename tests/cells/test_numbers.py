"""Compiled gradients of every cell against the complex step and differences, and Hessian-vector products."""

import numpy as np
import pytest

import symgrad as sg
from symgrad.programs.equations import Equation
from symgrad.targets import compile_numpy, random_point
from tests.own_cells import REPRESENTATIVE

NAMES = REPRESENTATIVE
OPEN = {"ind_rnn": 1}  # a seed with which not all rectifiers are shut
STEP = 1e-30
SECOND_ORDER = 1e-9


def cell_of(name):
    return getattr(sg.cells, name)()


@pytest.mark.parametrize("name", NAMES)
def test_the_compiled_gradient_matches_the_complex_step(name):
    report = cell_of(name).check(method="complex")
    assert report, report
    assert report.tolerance <= 1e-12


@pytest.mark.parametrize("name", NAMES)
def test_the_compiled_gradient_matches_forward_differences(name):
    report = cell_of(name).check(method="forward")
    assert report, report


def hessian_vector_error(gradient, product, seed=0):
    """How far the tangent of a gradient is from a complex step of the compiled gradient, relative to 1 + its size."""
    point = random_point(gradient, seed=seed)
    directions = random_point(gradient, seed=seed + 1)
    stepped = compile_numpy(gradient, analytic=True)
    values = stepped(**{name: array + 1j * STEP * directions[name] for name, array in point.items()})
    found = compile_numpy(product)(**point, **{f"dot_{name}": array for name, array in directions.items()})
    assert [f"dot_{name}" for name in values] == list(found)
    expected = {f"dot_{name}": np.imag(value) / STEP for name, value in values.items()}
    return max(np.max(np.abs(found[name] - expected[name]) / (1 + np.abs(expected[name]))) for name in found)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("seed", range(3))
def test_the_hessian_vector_product_is_the_tangent_of_the_gradient(name, seed):
    """Of all outputs at once, along a direction in which inputs, parameters and cotangents move together."""
    gradient = cell_of(name).gradient()
    assert hessian_vector_error(gradient, gradient.tangent(), seed) < SECOND_ORDER


@pytest.mark.parametrize("name", NAMES)
def test_the_hessian_is_symmetric(name):
    """<v, H u> = <u, H v>, cotangents held: a check that needs no step."""
    cell = cell_of(name)
    product = compile_numpy(cell.gradient().tangent(wrt=cell.inputs))
    point = random_point(cell.gradient())
    one, other = random_point(cell, seed=5), random_point(cell, seed=6)

    def along(left, right):
        found = product(**point, **{f"dot_{name}": array for name, array in left.items()})
        return sum(np.sum(found[f"dot_bar_{name}"] * array) for name, array in right.items())

    assert along(one, other) == pytest.approx(along(other, one), rel=1e-9, abs=1e-9)


def _turned(program, name):
    return program.replace([Equation(e.lhs, -e.rhs if e.lhs.name == name else e.rhs) for e in program.equations])


@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_equation_of_the_product_is_found(name):
    gradient = cell_of(name).gradient()
    product = gradient.tangent()
    wrong = _turned(product, product.outputs[0].name)
    assert hessian_vector_error(gradient, wrong, OPEN.get(name, 0)) > 100 * SECOND_ORDER


def test_a_wrong_slope_is_found_by_both_methods():
    wrong = sg.elementwise(
        "wrong", slope=lambda x, y: 1 - 1.001 * y**2, definition=lambda x: sg.tanh(x), numpy="np.tanh({x})"
    )
    cell = cell_of("elman")
    (equation,) = cell.equations
    bad = cell.replace([Equation(equation.lhs, wrong(equation.rhs.argument))])
    assert not bad.check(method="complex")
    assert not bad.check(method="forward")
