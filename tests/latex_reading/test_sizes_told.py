"""Sizes that are written or follow from others, and names that have another shape at another time."""

import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.errors import ShapeError, SymgradError
from symgrad.expressions.shapes import shape_of

N, M = sp.symbols("n m", integer=True, positive=True)


def read(text, shapes, **conventions):
    return sg.read_latex(text, shapes, {"I": "identity", **conventions})


def shape(text, shapes, **conventions):
    return shape_of(read(text, shapes, **conventions).equations[0].rhs)


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        (r"y = \mathbf{1}_n", ("n", 1)),
        (r"y = \mathbf{1}_{2 n - 1}", ("2*n - 1", 1)),
        (r"y = \mathbf{1}_{\frac{1}{2} n (n + 1)}", ("n*(n + 1)/2", 1)),
        (r"y = \mathbf{1}_3", ("3", 1)),
        (r"Y = \mathbf{0}_{n \times m}", ("n", "m")),
        (r"Y = \mathbf{1}_{n, m}", ("n", "m")),
        (r"Y = \mathbf{1}_n \mathbf{1}_m^{\top}", ("n", "m")),
        (r"Y = 2 I_n", ("n", "n")),
        (r"Y = \cos(\mathbf{0}_{n \times n})", ("n", "n")),
    ],
)
def test_a_constant_has_the_size_below_it(text, sizes):
    found = shape(text, {"x": ("n",), "z": ("m",)})
    rename = {
        symbol: sp.Symbol(str(symbol), integer=True, positive=True) for one in found for symbol in one.free_symbols
    }
    want = [sp.sympify(one, {"n": N, "m": M}) for one in sizes]
    assert [sp.expand(one.xreplace(rename) - other) for one, other in zip(found, want, strict=True)] == [0, 0]


def test_a_size_below_a_constant_is_no_index_beside_entries():
    system = read(r"y = x_2 \log(\mathbf{1}_m^{\top} \mathbf{1}_m)", {"x": ("n",), "z": ("m",), "y": ()})
    assert "Σ" not in str(system)
    assert np.isclose(system.lambdify()(x=np.arange(3.0), z=np.ones(5)), np.log(5))


def test_what_is_no_size_says_none():
    assert shape(r"y = \mathbf{1}_{k}^{\top} x", {"x": ("n",)}) == ()  # a label: as many as x has
    with pytest.raises(SymgradError):
        shape(r"y = \mathbf{1}_{m}^{\top} x", {"x": ("n",), "z": ("m",)})


def test_a_size_that_stands_as_a_number_is_told_by_a_name_that_the_text_lacks():
    system = read(r"y = \tanh(n) + s", {"x": ("n",), "y": (), "s": ()})
    assert np.isclose(system.lambdify()(x=np.ones(4), s=1.0), np.tanh(4) + 1)
    assert [str(one) for one in read(r"y = \tanh(s)", {"x": ("n",), "y": (), "s": ()}).inputs] == ["s"]


@pytest.mark.parametrize(
    ("text", "shapes", "found"),
    [
        (r"y = \begin{bmatrix} x \\ 0 \end{bmatrix}", {"x": ("n",)}, "n + 1"),
        (r"y = \begin{bmatrix} x \\ 0 \end{bmatrix}", {"x": ("n",), "y": ("m",)}, "m"),
        (r"y = \begin{bmatrix} x \\ 0 \end{bmatrix} + A z", {"x": ("n",), "A": ("m", "n")}, "m"),
        (r"y = W \begin{bmatrix} x \\ z \end{bmatrix}", {"x": ("n",), "W": ("m", "k")}, "m"),
    ],
)
def test_the_size_of_a_part_is_what_the_others_leave(text, shapes, found):
    system = read(text, shapes)
    assert str(shape_of(system.equations[0].lhs)[0]) == found


def test_nothing_is_left_of_less_than_all():
    with pytest.raises(ShapeError):
        read(r"y = \begin{bmatrix} x \\ x \\ z \end{bmatrix}", {"x": ("n",), "y": ("n",)})


UNIT = r"$$h_t = o \tanh(u^{\top} h_{t-1})$$"


def test_a_name_may_have_another_rank_one_step_before():
    system = read(UNIT, {"h_{t-1}": ("n",), "h_t": (), "o": (), "u": ("n",)})
    assert [len(shape_of(one)) for one in system.inputs] == [0, 2, 2]
    assert not system.carry
    assert read(UNIT.replace(r"u^{\top}", "U"), {"h_{t-1}": ("n",), "h_t": ("n",), "o": ()}).carry
    with pytest.raises(ShapeError):
        read(UNIT, {"h_t": (), "o": (), "u": ("n",)})


def test_a_name_that_is_defined_with_a_superscript_is_no_power():
    shapes = {"v": ("n",), "w": ("n",), "g": ()}
    system = read(r"$$w^g = g v, \quad y = w^g \odot w$$", shapes)
    assert [str(one.lhs) for one in system.equations] == ["w_g", "y"]
    assert "w^⊙g" in str(read(r"y = w^g \odot v", shapes))


def test_the_transpose_of_a_name_that_is_defined_is_no_power_of_e():
    system = read(r"$$e = \tanh(x), \quad y = x e^{\top}$$", {"x": ("n",)})
    assert shape_of(system.equations[1].lhs) == (system.inputs[0].shape[0],) * 2
    assert "exp" in str(read(r"y = x e^{s}", {"x": ("n",), "s": ()}))


SLID = (
    r"$$C = P \odot f + \tanh(X *_{\mathrm{same}} W)$$ $$\bar{f} = \bar{C} \odot P$$ "
    r"$$\bar{W} = \bar{C} \star_{-r:r} X$$"
)
SIZES = {"P": ("n",), "f": ("n",), "X": ("n",), "W": (2 * sp.Symbol("r", integer=True) + 1,)}


def test_the_lags_of_a_correlation_tell_how_many_entries_it_has():
    system = read(SLID, SIZES | {r"\bar{C}": ("n",)}, **{r"\star": "correlation"})
    assert str(shape_of(system.equations[2].lhs)[0]) == "2*r + 1"
    other = read(SLID.replace("-r:r", "-1:2"), SIZES | {r"\bar{C}": ("n",)}, **{r"\star": "correlation"})
    assert shape_of(other.equations[2].lhs)[0] == 4


def test_a_matrix_of_ones_is_unlikelier_than_a_vector_with_a_capital_letter():
    assert shape_of(read(r"Z = \tanh(W \mathbf{1})", {"W": ("n", "m")}).equations[0].lhs)[1] == 1
