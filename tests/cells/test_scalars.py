"""Every output of every cell by every input and parameter, against SymPy's scalar diff at 50 digits."""

import functools

import mpmath
import pytest
import sympy as sp
from oracle import derivatives, far, number, value, values

import symgrad as sg
from symgrad.calculus.index_form import IndexedDerivative
from symgrad.expansion import entries
from symgrad.expressions.shapes import shape_of
from symgrad.programs.equations import Equation
from tests.own_cells import REPRESENTATIVE

# What is not 2 or 3 is said here: no two sizes of a cell are alike.
SIZES = {"n": 2, "m": 3, "k": 4, "n_c": 2, "n_i": 3, "n_r": 4, "T": 3, "d_k": 2, "d_v": 4, "d": 2, "D": 3, "l": 5}
NAMES = [name for name in REPRESENTATIVE if name != "phased_lstm"]  # SymPy does not differentiate frac
OPEN = {"ind_rnn": 1}  # a seed with which not all rectifiers are shut
WRITTEN_OUT = ("x", "h_prev")  # of the normalised LSTM, SymPy takes minutes to write the others out in the inputs alone
POSITIVE = ("n_prev",)  # the normaliser of xLSTM, a sum of positive terms


@functools.cache
def cell_of(name):
    return getattr(sg.cells, name)()


def sizes_of(cell):
    return {dim.name: SIZES[dim.name] for dim in cell.dims}


def _products_named(cell):
    """The cell with an equation for each product W x of inputs, so that what SymPy differentiates stays small."""
    names, equations = {}, []
    for equation in cell.equations:
        products = {node for node in equation.rhs.atoms(sp.MatMul) if set(node.args) <= set(cell.inputs)}
        for product in sorted(products - names.keys(), key=str):
            names[product] = sg.matrix(f"product_{len(names)}", *product.shape)
            equations.append(Equation(names[product], product))
        equations.append(Equation(equation.lhs, equation.rhs.xreplace(names)))
    return cell.replace(equations)


def point_of(expanded, seed):
    return {
        symbol: abs(number(seed, symbol)) if symbol.name.startswith(POSITIVE) else number(seed, symbol)
        for symbol in expanded.inputs
    }


@functools.cache
def truth(name, seed=None):
    """The expanded cell, its values at a point and SymPy's derivatives there."""
    seed = OPEN.get(name, 0) if seed is None else seed
    cell = cell_of(name)
    expanded = _products_named(cell).expand(**sizes_of(cell))
    point = point_of(expanded, seed)
    return values(expanded, point), derivatives(expanded, point)


def entries_of(symbol, sizes):
    found = entries(symbol, sizes)
    return list(found) if shape_of(symbol) else [found]


def wrong_entries(cell, backward, output, known, slopes):
    """The entries of a backward pass of one output that are not SymPy's, seeds being unit vectors."""
    sizes = sizes_of(cell)
    expanded = backward.expand(**sizes)
    ends = entries_of(output, sizes)
    seeds = [symbol for symbol in expanded.inputs if symbol not in known]
    assert len(seeds) == len(ends)
    sources = [entry for symbol in cell.inputs for entry in entries_of(symbol, sizes)]
    wrong = []
    for end, seed in zip(ends, seeds, strict=True):
        point = {symbol: known[symbol] for symbol in expanded.inputs if symbol in known}
        found = values(expanded, point | {other: mpmath.mpf(other == seed) for other in seeds})
        for source, bar in zip(sources, expanded.outputs, strict=True):
            if far(found[bar], slopes[end].get(source, mpmath.mpf(0))):
                wrong.append((end, source))
    return wrong


@pytest.mark.parametrize("name", NAMES)
def test_the_gradient_of_each_output_is_that_of_scalar_diff(name):
    cell = cell_of(name)
    for output in cell.outputs:
        assert wrong_entries(cell, cell.gradient(of=output), output, *truth(name)) == []


@pytest.mark.parametrize("name", ["slstm", "mlstm"])
@pytest.mark.parametrize("seed", range(1, 5))
def test_both_sides_of_the_maximum_of_xlstm(name, seed):
    cell = cell_of(name)
    known, slopes = truth(name, seed)
    for output in cell.outputs:
        assert wrong_entries(cell, cell.gradient(of=output), output, known, slopes) == []


def test_the_seeds_reach_both_sides_of_the_maximum_and_keep_away_from_it():
    sides = set()
    for seed in range(5):
        known, _ = truth("mlstm", seed)
        named = {symbol.name: known[symbol] for symbol in known if symbol.is_Symbol}
        forget = named["log_f"] + named["m_prev"] - named["i_tilde"]
        bound = abs(named["n_1"] * named["q_1"] + named["n_2"] * named["q_2"]) - mpmath.exp(-named["m"])
        assert min(abs(forget), abs(bound)) > 0.001
        sides |= {("forget", forget > 0), ("bound", bound > 0)}
    assert len(sides) == 4


@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_equation_of_a_backward_pass_is_found(name):
    """The sign of one cotangent after the other turned, of those that are not zero at the point."""
    cell = cell_of(name)
    output, known, slopes = cell.outputs[0], *truth(name)
    moving = {entry for end in entries_of(output, sizes_of(cell)) for entry, slope in slopes[end].items() if slope}
    sources = [source for source in cell.inputs if moving & set(entries_of(source, sizes_of(cell)))]
    assert len(sources) > 2 or name in ("attention", "dense", "softmax_regression")
    backward = cell.gradient(of=output)
    for source in sources[:: max(1, len(sources) // 3)]:
        bar = backward.symbol(f"bar_{source.name}")
        turned = backward.replace([Equation(e.lhs, -e.rhs if e.lhs == bar else e.rhs) for e in backward.equations])
        assert wrong_entries(cell, turned, output, known, slopes) != [], source


def test_a_wrong_slope_is_found():
    wrong = sg.elementwise("wrong", slope=lambda x, y: 1 - y, definition=sp.tanh)
    cell = cell_of("dense")
    (equation,) = cell.equations
    bad = cell.replace([Equation(equation.lhs, wrong(equation.rhs.argument))])
    assert wrong_entries(bad, bad.gradient(), cell.outputs[0], *truth("dense")) != []


def slope_matrix(slopes, output, source, sizes):
    """SymPy's derivatives in numerator layout: outputs down, inputs across."""
    ends, sources = entries_of(output, sizes), entries_of(source, sizes)
    return [slopes[end].get(entry, mpmath.mpf(0)) for end in ends for entry in sources]


def numbers_of(form, sizes, known):
    found = entries(form, sizes)
    return [value(sp.sympify(entry), known) for entry in (found if shape_of(form) else [found])]


@pytest.mark.parametrize(("name", "output"), [(name, out.name) for name in NAMES for out in cell_of(name).outputs])
def test_the_closed_forms_are_those_of_scalar_diff(name, output):
    """In the names and in the inputs alone; what no matrix holds is refused, and compared in the test above."""
    cell, sizes = cell_of(name), sizes_of(cell_of(name))
    known, slopes = truth(name)
    compared = 0
    for source in cell.inputs:
        derivation = cell.derivative(output, source)
        forms = [derivation.expression]
        if isinstance(forms[0], IndexedDerivative):  # of three axes: its entries are compared in tests/derivation
            axes = [size for size in (*shape_of(derivation.numerator), *shape_of(source)) if size != 1]
            assert len(axes) > 2
            continue
        if name != "lstm_layer_norm" or source.name in WRITTEN_OUT:
            forms.append(derivation.closed_form)
        expected = slope_matrix(slopes, derivation.numerator, source, sizes)
        for form in forms:
            numbers = numbers_of(form, sizes, known)
            assert len(numbers) == len(expected), source
            assert not any(map(far, numbers, expected)), source
        compared += 1
    assert compared


def test_a_wrong_closed_form_is_found():
    cell, sizes = cell_of("elman"), sizes_of(cell_of("elman"))
    known, slopes = truth("elman")
    derivation = cell.derivative("h", "h_prev")
    expected = slope_matrix(slopes, derivation.numerator, derivation.denominator, sizes)
    turned = numbers_of(derivation.expression.T, sizes, known)
    assert any(map(far, turned, expected))
