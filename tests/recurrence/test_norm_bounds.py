"""Bounds of norms: the forms, and that no Jacobian of a random run exceeds them."""

import re

import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.expressions.shapes import is_vector
from symgrad.recurrence.norm_bounds import norm_bound
from symgrad.targets import random_point

n = sg.dims("n")
U, V = sg.matrices("U V", n, n)
c, i, h, z, y = sg.vectors("c i h z y", n)
BOUNDED = {i: sg.sigmoid(z), h: sg.tanh(z)}
ONE = sg.ones(n)

FORMS = [
    (U, "‖U‖"),
    (U.T, "‖U‖"),
    (2 * U * V - V, "2 ‖U‖ ‖V‖ + ‖V‖"),
    (sp.Identity(n), "1"),
    (sp.ZeroMatrix(n, n), "0"),
    (sg.diag(c) * U, "‖U‖ ‖c‖_∞"),
    (sg.diag(i) * U, "‖U‖"),
    (sg.diag(sg.hadamard(i, ONE - i)) * U, "‖U‖ / 4"),
    (sg.diag(ONE - sg.hadamard(h, h)) * U, "‖U‖"),
    (sg.diag(sg.hadamard(c, h, ONE - i)), "‖c‖_∞"),
    (sg.diag(ONE - sg.hadamard(sg.tanh(c), sg.tanh(c))), "1"),
    (sg.diag(c - h), "1 + ‖c‖_∞"),
]


@pytest.mark.parametrize(("expr", "told"), FORMS, ids=[told for _, told in FORMS])
def test_forms(expr, told):
    assert sorted(sg.text(norm_bound(expr, BOUNDED)).split(" + ")) == sorted(told.split(" + "))


def test_a_name_that_nothing_bounds_stays():
    assert sg.text(norm_bound(sg.diag(sg.hadamard(i, ONE - i)), {})) == "‖i‖_∞ (1 + ‖i‖_∞)"


@pytest.mark.parametrize("name", ["elman", "gru", "gru_chung", "lstm", "lstm_peephole", "mgu"])
@pytest.mark.parametrize("seed", range(3))
def test_no_jacobian_exceeds_its_bound(name, seed):
    """Each block at a random point, its spectral norm beside the number that the bound has there."""
    cell = getattr(sg.cells, name)()
    jacobian = sg.Recurrence(cell).state_jacobian()
    point = _values(cell, seed)
    for pair, block in jacobian.blocks.items():
        function = sg.lambdify(block)
        norm = np.linalg.norm(np.atleast_2d(function(**{k: point[k] for k in function.arguments})), 2)
        bound = jacobian.bounds[pair]
        assert norm <= float(bound.xreplace({s: sp.Float(_norm(s.name, point)) for s in bound.free_symbols})) + 1e-12


def test_a_bound_that_is_too_small_is_found():
    cell = sg.cells.elman()
    jacobian = sg.Recurrence(cell).state_jacobian()
    (block,) = jacobian.blocks.values()
    point = _values(cell, 0) | {"h": np.zeros(4)}
    function = sg.lambdify(block)
    norm = np.linalg.norm(function(**{k: point[k] for k in function.arguments}), 2)
    (bound,) = jacobian.bounds.values()
    assert norm > float(bound.xreplace({s: 0.9 * _norm(s.name, point) for s in bound.free_symbols}))


def _values(cell, seed):
    """An array for every name of a cell, at random inputs."""
    point = {name: 2 * array for name, array in random_point(cell, seed=seed, sizes={"n": 4}).items()}
    values = cell.lambdify(outputs=[*cell.definitions])(**point)
    return point | (values if isinstance(values, dict) else {str(next(iter(cell.definitions))): values})


def _norm(name, point):
    inside = name.strip("∞_").strip("‖")
    return np.abs(point[inside]).max() if name.endswith("∞") else np.linalg.norm(point[inside], 2)


@pytest.mark.parametrize(
    ("gate", "told"),
    [(sg.relu, "|v|"), (sg.abs, "|v|"), (sg.log, "|1 / u[t]| |v|"), (sg.gelu, "|v| (1 + |normal_pdf(u[t])|)")],
)
def test_of_a_gate_that_is_no_polynomial(gate, told):
    h, h_prev, u, v = sg.scalars("h h_prev u v")
    cell = sg.System([(u, sg.tanh(v * h_prev)), (h, gate(u))], carry={h: h_prev}, parameters=[v])
    assert f"‖∂h[t]/∂h[t-1]‖ ≤ {told}\n" in str(sg.Recurrence(cell).state_jacobian()) + "\n"


@pytest.mark.parametrize(
    ("rhs", "told"),
    [
        (lambda h, u, g, n: sg.hadamard(1 - g * sg.hadamard(u, u), h), "1 + |g|"),
        (lambda h, u, g, n: sg.total(u) * h, "|𝟏ᵀ u[t]|"),
        (lambda h, u, g, n: u[0] * h, "|u[t]_1|"),
        (lambda h, u, g, n: sg.hadamard(u, h) / n, "1 / n"),
        (lambda h, u, g, n: sg.divide(h, sg.exp(u)), "‖𝟏 ⊘ exp(u[t])‖_∞"),
    ],
)
def test_of_scalars_in_front_and_quotients(rhs, told):
    n = sg.dims("n")
    h, h_prev, u, v = sg.vectors("h h_prev u v", n)
    g = sg.scalar("g")
    cell = sg.System([(u, sg.tanh(v)), (h, rhs(h_prev, u, g, n))], carry={h: h_prev}, parameters=[g])
    assert f"‖∂h[t]/∂h[t-1]‖ ≤ {told}\n" in str(sg.Recurrence(cell).state_jacobian())


def test_no_symbol_of_the_search_for_bounds_is_printed():
    cells = [getattr(sg.cells, name)() for name in ("slstm", "gru", "lstm", "lstm_layer_norm", "mgu", "min_lstm")]
    for cell in cells:
        assert all(map(is_vector, cell.carry))
        assert not re.search(r"\be\d", str(sg.Recurrence(cell).state_jacobian()))
