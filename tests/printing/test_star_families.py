"""Equations that are alike but for one letter are told once; what is not alike stays apart."""

import pytest

import symgrad as sg
from symgrad.errors import ArgumentError
from symgrad.printing.star_families import in_families

n, m = sg.dims("n m")
x = sg.vector("x", m)


def gates(*names):
    """Equations name = sigmoid(W_name x + b_name)."""
    made = []
    for name in names:
        W, b = sg.matrix(f"W_{name}", n, m), sg.vector(f"b_{name}", n)
        made.append((sg.vector(name, n), sg.sigmoid(W * x + b)))
    return made


def test_the_weight_gradients_of_greff_et_al():
    """LSTM: A Search Space Odyssey, 2017, appendix: three lines, each for every star."""
    told = sg.Recurrence(sg.cells.lstm()).gradient().latex(
        None, notation="greff", sections="parameter gradients", families=True
    )  # fmt: skip
    stars = r" \quad (\star \in \{i, f, o, g\})"
    assert told == [
        r"\delta W_\star = \sum_{t=1}^{T} \langle \delta \bar{\star}^t, x^t \rangle" + stars,
        r"\delta U_\star = \sum_{t=0}^{T-1} \langle \delta \bar{\star}^{t+1}, h^t \rangle" + stars,
        r"\delta b_\star = \sum_{t=1}^{T} \delta \bar{\star}^t" + stars,
    ]


def test_families_of_a_cell_of_ones_own():
    system = sg.System(gates("p", "k", "q"))
    (line,) = system.latex(None, families=True)
    assert line == r"\star = \sigma(W_\star x + b_\star) \quad (\star \in \{p, k, q\})"


def test_gates_that_are_listed():
    system = sg.System(gates("i", "f", "o"))
    assert len(system.latex(None, families=["i", "f"])) == 2
    assert len(system.latex(None, families=["k", "q"])) == 3


def test_a_star_that_is_taken_gives_way():
    star = sg.vector("s", n, latex=r"\star")
    system = sg.System([*gates("i", "f", "o"), (star, sg.tanh(sg.vector("y", n)))])
    assert any(r"\ast \in \{i, f, o\}" in line for line in system.latex(None, families=True))


def test_a_number_is_no_letter():
    sides = [("y_2", "y_2", "2 x + 2 x + x"), ("y_3", "y_3", "3 x + 3 x + x"), ("y_4", "y_4", "4 x + 4 x + x")]
    assert len(in_families(sides, {})) == 3


def test_layers_are_a_family():
    sides = [(f"h_{k}", f"h_{k}", f"f(W_{k} x + b_{k})") for k in range(1, 4)]
    (told,) = in_families(sides, {})
    assert told.left, told.letters == (r"h_\star", ("1", "2", "3"))


def test_what_a_family_uses_stands_before_it():
    sides = [("a_i", "a_i", "g(x + x + x)"), ("y", "y", "a_i + a_i"), ("a_f", "a_f", "g(x + x + x)"), ("z", "z", "a_f")]
    alike = {"y": {"a_i"}, "a_f": set(), "z": {"a_f"}}
    assert [line.names for line in in_families(sides, alike)] == [("a_i", "a_f"), ("y",), ("z",)]
    later = {"y": {"a_i"}, "a_f": {"y"}, "z": {"a_f"}}
    assert [line.names for line in in_families(sides, later)] == [("a_i",), ("y",), ("a_f",), ("z",)]


def test_two_short_equations_are_no_family():
    assert len(in_families([("a", "a_i", "b_i"), ("c", "a_f", "b_f")], {})) == 2


def test_the_label_of_a_family_is_that_of_its_first():
    text = sg.System(gates("i", "f", "o")).latex("align", labels="eq:", families=True)
    assert text.count(r"\label") == 1
    assert r"\label{eq:i}" in text


def test_the_letters_stand_below_where_a_line_has_no_room():
    text = sg.System(gates("i", "f", "o")).latex("align*", families=True, width=110.0)
    assert text.splitlines()[-2] == r"&\quad (\star \in \{i, f, o\})"


def test_what_families_may_be():
    with pytest.raises(
        ArgumentError, match="families is True, False, 'stacked' or a list of the letters of gates, but 'yes'"
    ):
        sg.System(gates("i")).latex(families="yes")
