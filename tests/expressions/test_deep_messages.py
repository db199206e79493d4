"""What an error says of a tree a thousand levels deep, or of a system of thousands of equations: it is short."""

import functools

import pytest
import sympy as sp

import symgrad as sg
from symgrad.arguments.refusals import told_names
from symgrad.errors import ArgumentError, MissingRuleError, ShapeError, UnboundNameError
from symgrad.expressions import traversal
from symgrad.expressions.traversal import MOST_TOLD

N, M = sg.dims("n m")
X, Y, S, L = sg.vector("x", N), sg.vector("y", M), sg.scalar("s"), sg.scalar("L")
DEEP = 1000


class Unknown(sp.Function):
    """A function without a rule."""


@functools.cache  # SymPy's cache would compare two such trees by recursion
def nested(function, leaf, depth=DEEP):
    made = leaf
    for _ in range(depth):
        made = function(made + leaf)
    return made


@pytest.mark.parametrize(
    ("error", "fails"),
    [
        (ShapeError, lambda: sg.System([(L, nested(sg.tanh, X))])),
        (ShapeError, lambda: sg.gradient(nested(sg.tanh, X), X)),
        (ShapeError, lambda: sg.dot(nested(sg.tanh, X), Y)),
        (ShapeError, lambda: sg.hadamard(nested(sg.tanh, X), Y)),
        (UnboundNameError, lambda: sg.lambdify(nested(sg.tanh, X), inputs=[Y])),
        (MissingRuleError, lambda: sg.gradient(Unknown(nested(sg.sigmoid, S)), S)),
        (ArgumentError, lambda: nested(sg.tanh, X) < X),
    ],
)
def test_an_error_about_a_deep_tree_is_short(error, fails):
    with pytest.raises(error) as told:
        fails()
    assert "..." in str(told.value)
    assert len(str(told.value)) < 300


def test_the_text_of_a_tree_is_whole_where_sympy_can_tell_it():
    depth = (MOST_TOLD - 1) // 2  # a sum and a function each
    assert str(nested(sg.tanh, X, depth)).count("tanh") == depth
    assert str(nested(sg.sigmoid, S, 30)).count("sigmoid") == 30  # SymPy sorts terms by recursion
    assert str(nested(sg.tanh, X)) == "tanh(...)"
    assert str(nested(sg.sigmoid, S)) == "sigmoid(...)"
    assert str(nested(sg.softmax, X)) == "softmax(...)"


def test_a_deep_tree_told_as_a_whole_would_recurse(monkeypatch):
    monkeypatch.setattr(traversal, "MOST_TOLD", 10 * DEEP)
    with pytest.raises(RecursionError):
        str(nested(sg.tanh, X))


@pytest.mark.parametrize(
    ("error", "fails"),
    [
        (UnboundNameError, lambda system: system.gradient(of="q")),
        (UnboundNameError, lambda system: system.substitute({"q": 1})),
        (ArgumentError, lambda system: system.lambdify()()),
        (ArgumentError, lambda system: system.lambdify()(q=1)),
        (ArgumentError, lambda system: system.lambdify()(1)),
        (UnboundNameError, lambda system: system.check(at={"q": 1})),
        (sg.SymgradError, lambda system: sg.Recurrence(system)),
    ],
)
def test_an_error_about_many_names_lists_some(error, fails):
    system = sg.System([(sg.scalar(f"y_{k}"), S * sg.scalar(f"a_{k}")) for k in range(300)])
    with pytest.raises(error) as told:
        fails(system)
    assert "a_5" in str(told.value)
    assert " more" in str(told.value)
    assert len(str(told.value)) < 1500


def test_a_list_that_is_not_long_is_whole():
    names = [f"a_{k}" for k in range(40)]
    assert told_names(names) == ", ".join(names)
    assert told_names([*names, "b"]) == f"{', '.join(names)} and 1 more"
