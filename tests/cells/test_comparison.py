"""Two cells beside each other: what is said to be the same has the same numbers, what differs is told."""

import itertools

import numpy as np
import pytest

import symgrad as sg
from symgrad.targets import random_point

n, m = sg.dims("n m")


def told(first, second):
    return {row.first or row.second: row.difference for row in sg.cells.compare(first, second).rows}


def test_a_gru_and_one_that_resets_after_the_weights():
    compared = sg.cells.compare("gru", "gru_reset_after")
    assert {row.first: row.same for row in compared.rows} == {"r": True, "z": True, "h_tilde": False, "h": True}
    assert compared.rows[2].difference == "U (r ⊙ h_prev) in gru, r ⊙ (W_hn h_prev + b_hn) in gru_reset_after"
    assert compared.rows[0].difference == "the same; b_ir + b_hr of gru_reset_after is one bias"
    assert compared.renamed["W_r"] == "W_ir"
    assert not compared.same


def test_peepholes_are_more():
    compared = sg.cells.compare("lstm", "lstm_peephole")
    assert {row.first: row.difference for row in compared.rows if not row.same} == {
        "i": "lstm_peephole has p_i ⊙ c_prev more",
        "f": "lstm_peephole has p_f ⊙ c_prev more",
        "o": "lstm_peephole has p_o ⊙ c more",
    }
    assert compared.renamed["g"] == "z"
    assert compared.renamed["h_prev"] == "y_prev"
    assert told("lstm_peephole", "lstm")["i"] == "lstm_peephole has p_i ⊙ c_prev more"


def test_one_gate_in_the_place_of_two():
    found = told("lstm_peephole", "lstm_coupled")
    assert [name for name, what in found.items() if what != "the same"] == ["f"]
    assert found["f"].endswith("in lstm_peephole, 1 - i in lstm_coupled")


def test_what_one_has_alone():
    assert told("gru", "mgu")["z"] == "in gru alone"
    assert told("mgu", "gru")["z"] == "in gru alone"


@pytest.mark.parametrize("name", sg.cells.__all__)
def test_a_cell_is_itself(name):
    compared = sg.cells.compare(name, name)
    assert compared.same
    assert dict(compared.renamed) == {}


def renamed_gru():
    """The GRU with every name another one, its sums and products in another order."""
    u, s_old = sg.vector("u", m), sg.vector("s_old", n)
    A, B, C = sg.matrices("A B C", n, m)
    P, Q, R = sg.matrices("P Q R", n, n)
    d, e, f = sg.vectors("d e f", n)
    keep, drop, new, s = sg.vectors("keep drop new s", n)
    return sg.System(
        [
            (keep, sg.sigmoid(e + Q * s_old + B * u)),
            (drop, sg.sigmoid(P * s_old + d + A * u)),
            (new, sg.tanh(f + R * sg.hadamard(s_old, drop) + C * u)),
            (s, sg.hadamard(new, 1 - keep) + sg.hadamard(s_old, keep)),
        ],
        outputs=[s],
        parameters=[A, B, C, P, Q, R, d, e, f],
        carry={s: s_old},
    )


def numbers_agree(first, second, renamed):
    """Whether two cells of the same sizes and one output give the same numbers when symbols are renamed."""
    point = random_point(second, seed=1)
    own = {s.name: point[renamed.get(s.name, s.name)] for s in first.inputs}
    return np.allclose(first.lambdify()(**own), second.lambdify()(**point), rtol=1e-13)


def test_names_and_order_do_not_count():
    own = renamed_gru()
    compared = sg.cells.compare("gru", own)
    assert compared.same
    assert (compared.first, compared.second) == ("gru", "the second")
    assert dict(compared.renamed)["U_z"] == "Q"
    assert numbers_agree(sg.cells.gru(), own, compared.renamed)
    assert not numbers_agree(sg.cells.gru(), own, {**compared.renamed, "U_z": "P", "U_r": "Q"})


def test_one_name_for_two_is_no_renaming():
    own = renamed_gru()
    shared = own.substitute({"P": own.names.Q})
    assert not sg.cells.compare("gru", shared).same
    assert not sg.cells.compare(shared, "gru").same


def test_what_is_the_same_and_what_is_not_of_all_pairs():
    same = {frozenset(pair) for pair in itertools.combinations(SMALL, 2) if sg.cells.compare(*pair).same}
    assert same == set()


SMALL = ("elman", "dense", "gru", "gru_chung", "lstm", "mgu", "min_gru")


def test_biases_that_stand_elsewhere_too_are_not_one():
    x, b, d, y, z = sg.vectors("x b d y z", n)
    two = sg.System([(y, sg.tanh(x + b + d)), (z, y + d)], outputs=[y, z], parameters=[b, d])
    one = sg.System([(y, sg.tanh(x + b)), (z, y + d)], outputs=[y, z], parameters=[b, d])
    assert sg.cells.compare(two, one).rows[0].difference == "the first has d more"


def test_it_shows_itself():
    compared = sg.cells.compare("lstm", "lstm_peephole")
    assert compared.markdown().splitlines()[0] == "lstm and lstm_peephole: 3 of 6 equations are the same."
    assert "| `h = o ⊙ tanh(c)` | `y = o ⊙ tanh(c)` | the same |" in compared.markdown()
    assert "<td>lstm_peephole has p_i ⊙ c_prev more</td>" in compared._repr_html_()
    assert max(map(len, str(compared).splitlines()[2:])) <= 80
    assert set(compared._repr_mimebundle_()) == {"text/plain", "text/html", "text/markdown"}
    assert "<script>" not in sg.cells.compare(marked("<script>"), "dense")._repr_html_()


def marked(name):
    return sg.System([(sg.vector("y", n), sg.vector("x", n, latex=name) * 2)])


def test_what_cannot_be_compared():
    with pytest.raises(sg.UnboundNameError, match=r"^compare: no cell named lsmt\. Did you mean lstm\? There are "):
        sg.cells.compare("lsmt", "lstm")
    with pytest.raises(sg.SymgradError, match="hold at every t"):
        sg.cells.compare(sg.Recurrence(sg.cells.elman()), "lstm")
    with pytest.raises(sg.ArgumentError, match="compare: second is the name of a cell or a System, but 5 came"):
        sg.cells.compare("lstm", 5)
