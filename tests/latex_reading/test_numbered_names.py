"""Names with a number or a letter beneath that nothing defines: an entry, a name of its own, or refused."""

import numpy as np
import pytest

import symgrad as sg
from symgrad.errors import ShapeError, SymgradError
from symgrad.latex_reading.shapes import numbered_names

SOFTMAX = r"G = \mathrm{softmax}(W x) \\ "
NUMBERS = {"W": np.array([[0.3, -0.2], [0.5, 0.7], [-0.4, 0.1]]), "x": np.array([0.6, -1.1])}
SOFTMAXED = np.exp(NUMBERS["W"] @ NUMBERS["x"]) / np.exp(NUMBERS["W"] @ NUMBERS["x"]).sum()


def _names(text, shapes=None):
    system = sg.read_latex(text, shapes)
    return {str(one) for one in (*system.inputs, *system.parameters)}


@pytest.mark.parametrize(
    ("right", "meant"),
    [
        ("2 G_1", 2 * SOFTMAXED[0]),
        ("G_1 + 3 G_2 - G_3", SOFTMAXED @ [1, 3, -1]),
        ("G_2 x", SOFTMAXED[1] * NUMBERS["x"]),
        (r"-\log G_{3}", -np.log(SOFTMAXED[2])),
    ],
)
def test_a_number_beneath_a_vector_tells_its_entry(right, meant):
    found = sg.read_latex(rf"{SOFTMAX} y = {right}").lambdify()(**NUMBERS)
    np.testing.assert_allclose(found, meant, rtol=1e-12)


def test_two_numbers_beneath_a_matrix_tell_its_entry():
    found = sg.read_latex(r"A = x x^\top \\ y = A_{12} - A_{22}").lambdify()(x=NUMBERS["x"])
    np.testing.assert_allclose(found, np.prod(NUMBERS["x"]) - NUMBERS["x"][1] ** 2, rtol=1e-12)


def test_an_entry_at_a_time_is_that_of_the_name_at_that_time():
    system = sg.read_latex(r"h_t = \tanh(W x_t + U h_{t-1}) \\ y_t = 2 h_{1,t}", {"h_t": ("n",), "x_t": ("m",)})
    assert "h_1" not in {str(one) for one in (*system.inputs, *system.parameters)}
    assert "2*h[0, 0]" in {str(one.rhs) for one in system.equations}


@pytest.mark.parametrize(
    ("text", "own"),
    [
        (r"h_1 = \tanh(W x) \\ h = \tanh(U h_1)", set()),  # it is defined
        (r"h = \tanh(W_1 h_1 + W_2 h_2) \\ y = V h", {"h_1", "h_2", "W_1", "W_2"}),  # the other is made of it
        (r"z = V h_1 \\ h = \tanh(z) \\ y = U h", {"h_1"}),
        (r"L = (c^\top x)^2 \\ J = L_1 + L", {"L_1"}),  # a number has no entries
        (r"h = \tanh(W x) \\ y = V h_{out}", {"h_out"}),  # a word is no entry
        (r"h = \tanh(W_1 x) \\ y = W_2 h", {"W_1", "W_2"}),  # no W is defined
    ],
)
def test_a_name_of_its_own_stays_one(text, own):
    assert own <= _names(text)


@pytest.mark.parametrize("name", ["h_a", "h_{12}", "h_{T}"])
def test_what_could_be_either_is_refused_and_says_what_to_declare(name):
    text = rf"h = \tanh(W x) \\ y = U {name}"
    with pytest.raises(ShapeError, match=r"may be a part of h.* name of its own.* by shapes="):
        sg.read_latex(text, {"x": ("m",), "h": ("n",)})
    shapes = {"x": ("m",), "h": ("n",), name: ("n",)}
    assert name.translate(str.maketrans("", "", "{}")) in _names(text, shapes)


@pytest.mark.parametrize("shapes", [{"x": ("m",), "h": ("n",)}, {"x": ("m",)}])
def test_there_is_no_entry_of_the_number_0(shapes):
    text = r"h = \tanh(W x) \\ y = U h_0"
    with pytest.raises(SymgradError, match="counted from 1"):
        sg.read_latex(text, shapes)
    assert "h_0" in _names(text, shapes | {"h_0": ("n",)})


def test_an_entry_that_an_array_does_not_have_is_refused():
    with pytest.raises(SymgradError):
        sg.read_latex(r"A = W x x^\top \\ y = 2 A_1", {"x": ("m",), "W": ("n", "m")})


def test_claims_about_an_entry_are_judged_and_those_behind_what_is_open_are_not():
    claims = r"$$ \frac{\partial L}{\partial h} = \begin{pmatrix} c \\ 0 \\ 0 \end{pmatrix} $$ "
    claims += r"$$ \frac{\partial L}{\partial c} = h_1 $$"
    entry = sg.verify(rf"$$ h = \tanh(z), \quad L = c h_1 $$ {claims}", None, {"z": (3,), "c": ()})
    assert [one.status for one in entry.verdicts] == ["right", "right"]
    wrong = sg.verify(rf"$$ h = \tanh(z), \quad L = c h_2 $$ {claims}", None, {"z": (3,), "c": ()})
    assert [one.status for one in wrong.verdicts] == ["wrong", "wrong"]
    open_ = sg.verify(rf"$$ h = \tanh(z), \quad L = c h_a $$ {claims}", None, {"z": (3,), "c": ()})
    assert {one.status for one in open_.verdicts} == {"not judged"}
    assert any("may be a part of h" in one.reason for one in open_.unread)


def test_the_control_of_these_that_takes_each_name_for_one_of_its_own(monkeypatch):
    monkeypatch.setattr(numbered_names, "_parts", lambda statements, known: {})
    assert "G_1" in _names(rf"{SOFTMAX} y = G_1 x")
    assert "h_a" in _names(r"h = \tanh(W x) \\ y = U h_a")
