"""How many operations a backward pass has, against its forward pass."""

from collections import Counter

import sympy as sp

import symgrad as sg
from benchmarks.timing import table
from symgrad.expressions.nodes import Concat, FunctionAtom, Rows
from symgrad.expressions.symbols import is_variable
from symgrad.expressions.traversal import postorder

# What NumPy does without arithmetic: views and constants.
FREE = (sp.Transpose, sp.OneMatrix, sp.ZeroMatrix, sp.Identity, Rows, Concat)


def operations(equations, known=()):
    """The arithmetic operations of equations as NumPy does them, each on whole arrays and whatever its size.

    A sum or a product of k operands is k - 1 operations (a sign is none of its own), a power and a function one, a
    transpose, a slice or a constant none. A part that occurs twice is computed, and counted, once; what stands in
    ``known``, the parts of equations computed before, is not counted again.
    """
    done = set(known)
    count = Counter()
    for equation in equations:
        for node in postorder(equation.rhs, lambda node: not is_variable(node)):
            if node not in done:
                done.add(node)
                count += _of(node)
    return count, done


def _of(node):
    if is_variable(node) or node.is_Atom or isinstance(node, FREE):
        return Counter()
    operands = [arg for arg in node.args if arg != -1 and not isinstance(arg, FunctionAtom)]
    name = type(node).__name__
    if isinstance(node, (sp.Add, sp.MatAdd, sp.Mul, sp.MatMul)) or name == "HadamardProduct":
        return Counter({name: len(operands) - 1})
    return Counter({name: 1})


def sizes(cell):
    """(forward, backward beyond the forward equations) of a cell, in operations."""
    forward, done = operations(cell.equations)
    own = [equation for equation in cell.gradient().equations if equation.lhs not in cell.definitions]
    backward, _ = operations(own, done)
    return forward.total(), backward.total()


def derivation_size():
    """One row for each cell."""
    rows = []
    for name in sg.cells.__all__:
        forward, backward = sizes(getattr(sg.cells, name)())
        rows.append((f"`{name}`", forward, backward, f"{backward / forward:.2f}"))
    head = ("cell", "forward", "backward", "backward over forward")
    return table("Operations of the backward pass, beyond the forward one", head, rows)
