"""The search for marks that look alike or are not told, on a few systems; and it finds the faults that it is for."""

import itertools
import random
import sys

import pytest
import sympy as sp

import symgrad as sg
from symgrad.functions.called import bare_name
from symgrad.printing import marks as chosen
from symgrad.printing import term_order
from symgrad.printing.latex import LatexStyle
from tests.properties.marks import authors_of, beside, clashes, lost_in, of_the_library, searched, undefined


def test_random_systems_and_some_cells():
    compared, _, wrong = searched(4, 7)
    assert wrong == []
    assert compared > 4
    name, shown, wrong = of_the_library("elman")
    assert (name, wrong) == ("elman", [])
    assert shown > 80


def test_marks_that_nobody_chose_are_found(monkeypatch):
    monkeypatch.setattr(chosen, "_with_marks", lambda notation, bases, shown: notation)
    monkeypatch.setattr(chosen, "_clash", lambda *parts: None)
    n = sg.dims("n")
    u, x, v = sg.vectors("u x v", n)
    hat = sg.vector("xhat", n, latex=r"\hat{x}")
    program = sg.System([(x, sg.tanh(u + v)), (hat, sg.layer_norm(x)), (v_ := sg.vector("w", n), sg.tanh(hat + u))])
    assert v_ in program.outputs
    assert any(name == "plain" for name, *_ in clashes(program.gradient()))
    one, other = sg.vector("a", n, latex=r"\alpha"), sg.vector("b", n, latex=r"\alpha")
    alike = sg.System([(x, sg.tanh(one) - other)])
    assert any(name == "plain" for name, *_ in clashes(alike))


def test_a_mark_that_is_not_told_is_found(monkeypatch):
    cell = sg.cells.lstm_layer_norm()
    assert undefined(sg.document(sg.Recurrence(cell), check=False), authors_of(cell)) == []
    monkeypatch.setattr("symgrad.documents.through_time.legend", lambda *parts: [])
    missing = undefined(sg.document(sg.Recurrence(cell), check=False), authors_of(cell))
    assert {r"\tau", r"\bar", r"\operatorname{LN}"} <= set(missing)


def test_shuffled_histories_change_nothing():
    assert lost_in(12, random.Random(3)) == 0


def test_an_order_by_history_is_found(monkeypatch):
    count = itertools.count()
    monkeypatch.setattr(term_order, "natural", lambda name: (next(count) * 7 % 5, name))
    monkeypatch.setattr(term_order, "listed", lambda names: term_order.Order())
    assert lost_in(12, random.Random(3)) > 0


@pytest.mark.parametrize("name", ["mlstm", "layer_norm"])
def test_cells_with_marks_of_their_own(name):
    assert list(clashes(getattr(sg.cells, name)().gradient())) == []


def test_the_numbers_of_factors_and_of_gradients_are_told_apart():
    backward = sg.cells.lstm_layer_norm().gradient().gradient()
    assert list(clashes(backward)) == []


def test_a_legend_without_its_signs_is_found(monkeypatch):
    backward = sg.cells.lstm_layer_norm().gradient()
    assert list(beside(backward, set())) == []
    module = sys.modules["symgrad.printing.legend"]  # the function of that name hides it in its package
    monkeypatch.setattr(module, "_words", lambda *parts: iter(()))
    monkeypatch.setattr(module, "_signs", lambda *parts: iter(()))
    missing = dict(beside(backward, set()))
    assert {r"\odot", r"\operatorname{LN}", r"\mathbf{1}"} <= set(missing["plain"])
    assert r"\langle" in missing["greff"]


def test_an_entry_that_looks_like_a_variable_is_found(monkeypatch):
    n = sg.dims("n")
    system = sg.System([(sg.vector("y", n), sg.hadamard(sg.vector("h", n), sg.vector("h_1", n)))])
    assert list(clashes(system)) == []
    monkeypatch.setattr(LatexStyle, "is_name", lambda style, text: False)
    assert any(name == "plain" for name, *_ in clashes(system))


def test_functions_that_look_alike_are_found(monkeypatch):
    x = sg.vector("x", sg.dims("n"))
    loss = sg.System([(sg.scalar("y"), sp.Function("step")(sg.total(x)) * sg.total(sg.relu(x)))], inputs=[x])
    assert list(clashes(loss.gradient())) == []
    assert "function(step)(" in str(loss.gradient())
    for module in ("function_names", "text", "latex"):
        monkeypatch.setattr(sys.modules[f"symgrad.printing.{module}"], "key", bare_name)
    assert {name for name, *_ in clashes(loss.gradient())} > {"text", "plain"}


def test_a_sign_that_looks_like_a_variable_is_found(monkeypatch):
    x, one = sg.vector("x", sg.dims("n")), sg.vector("one", sg.dims("n"), latex=r"\mathbf{1}")
    back = sg.System([(sg.scalar("y"), sg.total(x) + sg.dot(x, one))], inputs=[x, one]).gradient()
    assert list(clashes(back)) == []
    monkeypatch.setattr(LatexStyle, "_sign", lambda style, sign, instead: sign)
    assert "plain" in {name for name, *_ in clashes(back)}
