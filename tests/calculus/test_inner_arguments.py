"""The argument that a gradient names is the one whose cotangent it gives: by complex step of the program with it."""

import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.calculus import inner_arguments
from symgrad.expressions.shapes import shape_of
from symgrad.expressions.symbols import Common, Cotangent, Inner, Seed, is_of_cotangent
from symgrad.programs.equations import replace_variables
from tests.own_cells import REPRESENTATIVE

CELLS = REPRESENTATIVE
STEP = 1e-30


def told_forward(system):
    """The forward equations as a gradient tells them, each argument a variable of no kind; argument -> variable."""
    told = system.value_and_gradient().told
    inner = [symbol for symbol in told.definitions if isinstance(symbol, Inner)]
    named = {symbol: f"in_{symbol.name}" for symbol in inner}
    plain = {s: sg.matrix(name, *shape_of(s)) if shape_of(s) else sg.scalar(name) for s, name in named.items()}
    lines = [e for e in told.equations if not is_of_cotangent(e.lhs)]
    made = [(plain.get(e.lhs, e.lhs), replace_variables(e.rhs, plain)) for e in lines]
    return sg.System(made, outputs=list(system.outputs)), plain


def values_of(system, names, point):
    found = system.lambdify(outputs=names)
    values = found(**{name: point[name] for name in found.arguments})
    return values if isinstance(values, dict) else {names[0].name: values}


def off_by(system, swapped=False):
    """How far the cotangents of arguments are from how the outputs answer to moving them, and how many there are."""
    gradient = system.value_and_gradient()
    forward, plain = told_forward(system)
    bars = {bar.primal: bar for bar in gradient.definitions if isinstance(bar, Cotangent) and bar.primal in plain}
    if swapped:
        bars = dict(zip(bars, reversed(bars.values()), strict=True))
    sizes = {dim: size for size, dim in enumerate(gradient.dims, 2)}
    rng = np.random.default_rng(7)
    point = {}
    for symbol in gradient.inputs:
        shape = [int(sp.sympify(size).subs(sizes)) for size in shape_of(symbol)]
        point[symbol.name] = rng.uniform(0.2, 0.8, size=shape[:1] if shape[1:] == [1] else shape)
    found = values_of(gradient, list(bars.values()), point) if bars else {}
    seeds = {s.primal.name: point[s.name] for s in gradient.inputs if isinstance(s, (Cotangent, Seed))}
    worst = 0.0
    for argument, bar in bars.items():
        variable = plain[argument]
        at = np.asarray(values_of(forward, [variable], point)[variable.name])
        cut = sg.System(forward.program.cut(variable))
        for place in np.ndindex(at.shape):
            moved = at.astype(complex)
            moved[place] += 1j * STEP
            values = values_of(cut, list(cut.outputs), {**point, variable.name: moved})
            change = sum(np.sum(seeds[name] * np.imag(value)) for name, value in values.items()) / STEP
            got = np.asarray(found[bar.name])
            got = got[place] if got.shape == at.shape else np.inf
            worst = max(worst, abs(change - got) / (1 + abs(change)))
    return worst, len(bars)


@pytest.mark.parametrize("cell", CELLS)
def test_each_argument_is_the_one_of_its_cotangent(cell, monkeypatch):
    monkeypatch.setattr(inner_arguments, "arguments_of_maxima", lambda expr: set())  # each stands in its equation
    worst, _ = off_by(getattr(sg.cells, cell)())
    assert worst < 1e-12


def test_arguments_that_are_swapped_are_seen():
    worst, count = off_by(sg.cells.lstm(), swapped=True)
    assert count == 4
    assert worst > 1e-3


def test_every_argument_has_its_line():
    for cell in CELLS:
        told = getattr(sg.cells, cell)().value_and_gradient().told
        named = {bar.primal for bar in told.definitions if isinstance(bar, Cotangent)}
        inside = {name for name in named if isinstance(name, Inner) and not isinstance(name, Common)}
        assert inside <= set(told.definitions), cell


def test_a_system_without_such_names_is_told_as_it_is():
    cell = sg.cells.attention()
    assert cell.told is cell
    gradient = cell.gradient()
    assert gradient.told is gradient


def test_a_maximum_stays_one():
    told = sg.cells.mlstm().gradient().latex(None)
    assert r"\hat{\tilde{h}}^{(2)} = \lvert \hat{\tilde{h}}^{(3)} \rvert - e^{-m}" in told
    assert r"\hat{\tilde{h}} = \max\bigl(\lvert \hat{\tilde{h}}^{(3)} \rvert, e^{-m}\bigr)" in told


def test_an_argument_with_an_argument_inside_has_one_name_wherever_it_is_told():
    """Where it stands as it does in its equation, and where it is transposed."""
    n, k = sg.dims("n k")
    (z, k_1, y), h, b = sg.vectors("z k_1 y", n), sg.scalar("h"), sg.vector("b", k)
    W, V = sg.matrix("W", k, n), sg.matrix("V", n, k)
    equations = [(k_1, sg.sin(z)), (y, V * sg.tanh(W * (z + h * k_1) + b))]
    lines = sg.System(equations, inputs=[z, h], parameters=[W, b, V]).value_and_gradient().latex(None)
    assert r"\hat{y} = W \hat{y}^{(2)} + b" in lines
    assert r"\bar{\hat{y}} = (V^{\top} \bar{y}) \odot (1 - \tanh^2(\hat{y}))" in lines
    assert r"\bar{V} = \bar{y} \tanh(\hat{y})^{\top}" in lines
    assert r"\bar{W} = \bar{\hat{y}} (\hat{y}^{(2)})^{\top}" in lines
