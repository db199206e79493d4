"""The size of derivations: operations of the backward pass against the forward one."""

import ast
import re

import pytest
import sympy as sp

import symgrad as sg
from benchmarks.operations import operations, sizes
from symgrad.targets import compile_numpy
from tests.own_cells import REPRESENTATIVE

MOST = 2.5


def in_the_code(program):
    """The arithmetic of the NumPy function itself: operators, and calls of functions of arrays."""
    (function,) = [f for f in ast.parse(compile_numpy(program).source).body if getattr(f, "name", "") == "evaluate"]
    kinds = (ast.Add, ast.Sub, ast.Mult, ast.Div, ast.MatMult, ast.Pow)
    operators = [node for node in ast.walk(function) if isinstance(node, ast.BinOp) and isinstance(node.op, kinds)]
    return len(operators) + len([node for node in ast.walk(function) if isinstance(node, ast.Call)])


def test_the_backward_pass_of_the_standard_lstm_is_small():
    forward, backward = sizes(sg.cells.lstm())
    print(f"standard LSTM: {forward} operations forward, {backward} more backward, {backward / forward:.2f} times")
    assert (forward, backward) == (25, 44)  # counted by hand
    assert backward <= MOST * forward


def test_the_code_has_as_many_operations_as_were_counted():
    """In the code 1 - g * g and o * (1 - o), two operations each, are a call of a function that does not cancel."""
    cell = sg.cells.lstm()
    forward, backward = sizes(cell)
    both = cell.value_and_gradient()
    slopes = len(re.findall(r"(?<!def )(?:tanh|sigmoid)_slope\(", compile_numpy(both).source))
    assert slopes == 5
    assert in_the_code(cell) == forward
    assert in_the_code(both) == forward + backward - slopes


@pytest.mark.parametrize("name", [name for name in REPRESENTATIVE if name != "lstm_layer_norm"])
def test_no_cell_is_beyond_the_bound(name):
    """Layer normalisation counts as one operation forward and as its five backward: that cell is left out."""
    forward, backward = sizes(getattr(sg.cells, name)())
    assert backward <= MOST * forward


def test_a_part_is_counted_once_and_a_repeated_one_not_again():
    n = sg.dims("n")
    x, y, z = sg.vectors("x y z", n)
    program = sg.System([(y, sg.tanh(x + z)), (sg.vector("w", n), sg.hadamard(sg.tanh(x + z), x))], inputs=[x, z])
    assert operations(program.equations)[0].total() == 3
    assert operations([sg.Equation(y, sp.Transpose(x))])[0].total() == 0


def test_a_backward_pass_that_repeats_itself_is_found():
    """With every name written out, nothing is shared in the derivation any more."""
    cell = sg.cells.lstm()
    backward = cell.gradient()
    forward, done = operations(cell.equations)
    written_out = [sg.Equation(bar, backward.inlined(bar)) for bar in backward.outputs]
    apart = sum(operations([equation], done)[0].total() for equation in written_out)
    assert apart > MOST * forward.total()
