"""What is known of a node's arguments stands with the node, and every table has a row for every node."""

import inspect

import pytest
import sympy as sp

import symgrad as sg
from symgrad.algebra.intake import _INTAKE
from symgrad.calculus.tangent_rules import TANGENT_RULES
from symgrad.expansion.entry_rules import _ENTRIES
from symgrad.expressions import nodes
from symgrad.expressions.nodes.node import Node
from symgrad.lowering.rules import LOWERING_RULES
from symgrad.printing.rules.by_node import RULES
from symgrad.programs.equations import movable_in, variables_in

n, m, k = sg.dims("n m k")
x, u, A = sg.vector("x", n), sg.vector("u", n * m), sg.matrix("A", n, n)
S = sg.matrix("S", n, n, symmetric=True)
j = sp.Symbol("j", integer=True)
OWN = {kind for kind in vars(nodes).values() if inspect.isclass(kind) and issubclass(kind, Node)}
CONSTANT = {nodes.Unit, nodes.Commutation}  # without an argument that could move


@pytest.mark.parametrize(
    "table", [_INTAKE, _ENTRIES, RULES, LOWERING_RULES], ids=["intake", "entries", "print", "lowering"]
)
def test_every_node_has_a_row(table):
    assert {kind.__name__ for kind in OWN - table.keys()} == set()


def test_every_node_with_a_value_has_a_tangent():
    assert {kind.__name__ for kind in OWN - TANGENT_RULES.keys()} == {kind.__name__ for kind in CONSTANT}


def test_every_node_says_what_its_arguments_are():
    assert {kind.__name__ for kind in OWN if not set(kind.roles) <= set("vhps")} == set()
    assert {kind.__name__ for kind in OWN if "v" not in kind.roles} == {kind.__name__ for kind in CONSTANT}


@pytest.mark.parametrize(
    ("expr", "used", "movable"),
    [
        (nodes.Unvec(u, n, m), [u], [u]),
        (nodes.Commutation(n, m), [], []),
        (sg.rows(x, 0, k), [x], [x]),
        (k * sg.total(sg.rows(x, k, 2)), [k, x], [k, x]),
        (sg.total(sg.rows(x, k, 2)) * k, [k, x], [k, x]),
        (x[j, 0], [x, j], [x]),
        (nodes.Unit(n, m, j, 0), [j], []),
        (sg.eigenvalue(S, j), [S, j], [S]),
        (sp.Identity(n) * A, [A], [A]),
    ],
)
def test_sizes_are_no_variables_and_places_do_not_move(expr, used, movable):
    assert variables_in(expr) == used
    assert movable_in(expr) == movable


def test_the_gradient_by_all_inputs_leaves_out_a_place():
    system = sg.System([(sg.scalar("s"), x[j, 0] ** 2)])
    assert system.inputs == (x, j)
    assert [str(bar) for bar in system.gradient().outputs] == ["bar_x"]
