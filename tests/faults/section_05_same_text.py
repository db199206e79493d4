"""Section 5: text depends on what happened before."""

import random

import symgrad as sg
from tests.faults.row import Row
from tests.properties.marks import lost_in


def equal_systems():
    n = sg.dims("n")
    z = sg.vector("z", n)
    x, y = sg.vectors("x y", n)
    one = sg.System([(z, x + y)])
    y, x = sg.vectors("y x", n)
    other = sg.System([(z, y + x)])
    assert one == other
    assert str(one) == str(other) == "z = x + y"
    return str(other)


def other_code():
    p, q = sg.scalar("p"), sg.scalar("q")
    before = sg.text(q + p)
    q, p = sg.scalar("q"), sg.scalar("p")
    assert sg.text(q + p) == before == "p + q"
    return before


def histories():
    assert lost_in(200, random.Random(5)) == 0
    return "200 shuffled histories: the same text"


def an_entry():
    entry = sg.cells.dense().derivative("y", "W").closed_form.entry
    sg.text(sg.scalar("b") + sg.scalar("W"))
    assert sg.text(entry) == "δ_i,j x_k (1 - tanh²((W x)_i + b_i))"
    return sg.text(entry)


ROWS = (
    Row("A == B, print(A), print(B)", "z = x + y and z = y + x", "the same text", equal_systems),
    Row("text(p + q) after other code declared q and p", "it changes", "the same text", other_code),
    Row("equal systems in 200 histories of one process", "it changes", "the same text", histories),
    Row("the closed form of dense, whatever was printed before", "another order of terms", "one order", an_entry),
)
