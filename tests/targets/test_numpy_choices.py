"""Piecewise, Max and Min of scalars as NumPy code: values, batches and slopes."""

import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.programs.program import Program
from symgrad.targets import compile_numpy

u, v, w = sg.scalars("u v w")
GRID = [-2.0, -1.0, -0.5, 0.0, 0.3, 1.0, 2.5]
CHOICES = {
    "two pieces": (sp.Piecewise((u**2, u > 0), (sp.exp(u) * v, True)), lambda a, b: a**2 if a > 0 else np.exp(a) * b),
    "three pieces": (
        sp.Piecewise((u, u < -1), (v, u <= 1), (u * v, True)), lambda a, b: a if a < -1 else b if a <= 1 else a * b,
    ),
    "and, or, not": (
        sp.Piecewise((1, (u > 0) & ((v >= 1) | ~(v > 0))), (2, sp.Ne(u, v)), (3, True)),
        lambda a, b: 1 if a > 0 and (b >= 1 or b <= 0) else 2 if a != b else 3,
    ),
    "equal": (sp.Piecewise((u, sp.Eq(u, v)), (0, True)), lambda a, b: a if a == b else 0),
    "max": (sp.Max(u, v, 0) * 2, lambda a, b: 2 * max(a, b, 0)),
    "min": (1 - sp.Min(u * v, 1), lambda a, b: 1 - min(a * b, 1)),
}  # fmt: skip


@pytest.mark.parametrize("name", CHOICES)
@pytest.mark.parametrize("analytic", [False, True])
def test_values_and_batches(name, analytic):
    expr, expected = CHOICES[name]
    f = compile_numpy(Program([(w, expr)]), analytic)
    pairs = [(a, b) for a in GRID for b in GRID]
    exact = [expected(a, b) for a, b in pairs]
    single = [float(f(u=a, v=b)) for a, b in pairs]
    np.testing.assert_allclose(single, exact)
    together = f(u=np.array([a for a, _ in pairs]), v=np.array([b for _, b in pairs]))
    np.testing.assert_allclose(together, exact)


def test_where_no_condition_holds_there_is_no_number():
    assert np.isnan(sg.lambdify(sp.Piecewise((u, u > 0)))(u=-1.0))


def test_a_part_that_is_used_again_is_computed_once():
    inner = sg.tanh(u * v)
    source = sg.lambdify(sp.Piecewise((inner, inner > 0), (-inner, True)) + inner).source
    assert source.count("np.tanh(") == 1


def test_a_wrong_choice_would_be_seen():
    expr, expected = CHOICES["max"]
    assert float(sg.lambdify(expr.replace(sp.Max, sp.Min))(u=1.0, v=2.0)) != expected(1.0, 2.0)


@pytest.mark.parametrize(
    ("expr", "slopes"),
    [
        (sp.Piecewise((u**2, u > 0), (0, True)), {-1.5: 0.0, 1.5: 3.0}),
        (sp.Max(u, 0), {-1.5: 0.0, 1.5: 1.0}),
        (sp.Min(u, 0), {-1.5: 1.0, 1.5: 0.0}),
    ],
    ids=["Piecewise", "Max", "Min"],
)
def test_the_derivative_is_that_of_the_piece(expr, slopes):
    by_u, by_v = (sg.lambdify(sg.gradient(expr * v, name), inputs=[u, v]) for name in (u, v))
    for at, expected in slopes.items():
        assert float(by_u(u=at, v=2.0)) == 2 * expected
        assert float(by_v(u=at, v=2.0)) == float(expr.subs(u, at))


def test_where_a_relu_is_flat_its_mask_squared_hides_what_is_infinite():
    x, z = sg.vectors("x z", sg.dims("n"))
    gradient = sg.System([(sg.scalar("L"), sg.dot(sg.sqrt(sg.relu(x)), z))], inputs=[x, z]).gradient(wrt=["x"])
    second = gradient.tangent(wrt=["x"]).lambdify()
    with np.errstate(all="ignore"):
        found = second(x=[-1.0, -2.0, 4.0], z=[1.0, 1.0, 1.0], dot_x=[1.0, 1.0, 1.0])
    assert found.tolist() == [0.0, 0.0, -1 / 32]


@pytest.mark.parametrize("function", [sg.sin, sg.tanh, sg.exp])
def test_and_that_which_several_products_read(function):
    x, z = sg.vectors("x z", sg.dims("n"))
    loss = sg.dot(function(sg.sqrt(sg.relu(sg.hadamard(x, z)))), z)
    second = sg.System([(sg.scalar("L"), loss)], inputs=[x, z]).gradient(wrt=["z"]).tangent(wrt=["z"]).lambdify()
    with np.errstate(all="ignore"):
        found = second(x=[-1.0, 2.0, 1.0], z=[1.0, 0.5, -2.0], dot_z=[1.0, 1.0, 1.0])
    t = sp.Symbol("t", positive=True)
    truth = sp.diff(t * {sg.sin: sp.sin, sg.tanh: sp.tanh, sg.exp: sp.exp}[function](sp.sqrt(2 * t)), t, 2)
    np.testing.assert_allclose(found, [0.0, float(truth.subs(t, 0.5)), 0.0], rtol=1e-12)
