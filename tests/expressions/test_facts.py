"""What is known of a node stands with the node, and each of the six tables has a row for every node that needs one."""

import inspect

import pytest
import sympy as sp

import symgrad as sg
from symgrad.algebra.intake import _INTAKE
from symgrad.calculus.tangent_rules import TANGENT_RULES
from symgrad.calculus.transpose_rules import TRANSPOSE_RULES
from symgrad.expansion.entry_rules import _ENTRIES
from symgrad.expressions import nodes
from symgrad.expressions.nodes.facts import _OF_SYMPY
from symgrad.expressions.nodes.node import LINEAR, MatrixNode, Node, ScalarNode
from symgrad.expressions.nodes.node_rules import needed_tables
from symgrad.lowering.rules import LOWERING_RULES
from symgrad.printing.rules.by_node import RULES
from symgrad.programs.equations import movable_in, variables_in

n, m, k = sg.dims("n m k")
x, u, A = sg.vector("x", n), sg.vector("u", n * m), sg.matrix("A", n, n)
S = sg.matrix("S", n, n, symmetric=True)
j = sp.Symbol("j", integer=True)
OWN = {kind for kind in vars(nodes).values() if inspect.isclass(kind) and issubclass(kind, Node)}
# without an argument that could move
CONSTANT = {nodes.Unit, nodes.Commutation, nodes.OneHot, nodes.Duplication, nodes.Elimination}


TABLES = {
    "intake": _INTAKE,
    "tangent": TANGENT_RULES,
    "transpose": TRANSPOSE_RULES,
    "print": RULES,
    "lower": LOWERING_RULES,
    "entries": _ENTRIES,
}


def differing(kinds, name, table):
    """The kinds of node that lack a row that they need, or have one that they do not need."""
    needed = {kind for kind in kinds if name in needed_tables(kind.roles)}
    return {f"{kind.__name__}: {name}" for kind in needed ^ (kinds & table.keys())}


@pytest.mark.parametrize("name", TABLES)
def test_every_node_has_the_rows_that_it_needs_and_no_others(name):
    assert differing(OWN, name, TABLES[name]) == set()


class Mirrored(MatrixNode):
    """A node of which no table knows."""

    word, roles = "mirrored", "l"


@pytest.mark.parametrize("name", TABLES)
def test_a_row_that_is_missing_is_named(name):
    assert differing({*OWN, Mirrored}, name, TABLES[name]) == {f"Mirrored: {name}"}


def test_a_row_that_is_not_needed_is_named():
    rows = {**TRANSPOSE_RULES, nodes.Eigenvalue: None}
    assert differing(OWN, "transpose", rows) == {"Eigenvalue: transpose"}


def below(kind):
    return {kind}.union(*map(below, kind.__subclasses__()))


def test_the_list_of_nodes_is_whole():
    found = {kind for kind in below(Node) if issubclass(kind, (ScalarNode, MatrixNode)) and not kind.is_told_only}
    of_symgrad = {kind for kind in found if kind.__module__.startswith("symgrad.")}
    assert of_symgrad - {ScalarNode, MatrixNode} == OWN
    assert Mirrored in found


def test_every_node_says_what_its_arguments_are():
    assert {kind.__name__ for kind in OWN if not set(kind.roles) <= set("vlhps")} == set()
    assert {kind.__name__ for kind in OWN if not set(kind.roles) & set("vl")} == {kind.__name__ for kind in CONSTANT}


def test_of_sympys_nodes_those_are_linear_that_can_be_transposed():
    linear = {kind for kind, row in _OF_SYMPY.items() if LINEAR in row.roles}
    assert linear == {kind for kind in TRANSPOSE_RULES if not issubclass(kind, Node)}


def test_sympys_class_and_the_one_that_stands_for_it_are_known_alike():
    plain = sp.MatMul(sp.MatrixSymbol("A", 2, 2), sp.MatrixSymbol("B", 2, 2))
    assert type(plain) is sp.MatMul is not type(A * S)
    assert nodes.about(plain) is nodes.about(A * S) is _OF_SYMPY[sp.MatMul]
    assert nodes.about(sp.Piecewise((j, j > 0), (1, True))) is nodes.about(sp.sin(j)) is not nodes.about(A * S)


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
        (sg.gather(A, u), [u, A], [A]),
        (sg.correlate(x, sg.vector("w", m)), [x, sg.vector("w", m)], [x, sg.vector("w", m)]),
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
