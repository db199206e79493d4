"""What is too wide for its place stands where a line can be broken, and what is a maximum is called so."""

import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.algebra import add, mul
from symgrad.algebra.blocks import concat
from symgrad.printing import text
from symgrad.printing.line_breaks import broken
from symgrad.printing.widths import width_of
from tests.properties.evaluate import value_of

n, m = sg.dims("n m")
a, b, c, s = sg.scalars("a b c s")
u, v = sg.vectors("u v", n)
names = sg.scalars(" ".join(f"nu_{k}" for k in range(1, 13)))
long_sum = sp.Add(*names)
matrices = [sg.matrix(f"A_{k}", n, n) for k in range(1, 13)]
long_matrix = add(*matrices)


def test_a_numerator_that_fits_stays_above_the_line():
    assert sg.latex((a + b) / s) == r"\frac{a + b}{s}"
    assert sg.latex(mul(1 / s, add(u, v))) == r"\frac{u + v}{s}"


def test_a_wide_numerator_stands_behind_its_fraction():
    shown = sg.latex(a * long_sum / s)
    assert shown == rf"\frac{{a}}{{s}} ({sg.latex(long_sum)})"
    assert all(width_of(line) < 150 for line in broken(shown, 150.0))
    assert sg.latex(mul(2 / s, long_matrix)) == rf"\frac{{2}}{{s}} ({sg.latex(long_matrix)})"
    assert sg.latex(-a * (1 - b) * long_sum / s) == rf"-\frac{{a (1 - b)}}{{s}} ({sg.latex(long_sum)})"
    product = sp.Mul(*names, *names[:6], *sg.scalars(" ".join(f"xi_{k}" for k in range(1, 10))))
    assert sg.latex(product / s).startswith(r"\frac{1}{s} \nu_1^2 \nu_2^2")


def test_a_wide_root_is_a_power():
    assert sg.latex(sp.sqrt(a + b)) == r"\sqrt{a + b}"
    assert sg.latex(sp.sqrt(long_sum)) == f"({sg.latex(long_sum)})^{{1/2}}"


def test_a_column_of_wide_blocks_is_a_sum_of_placed_ones():
    narrow = concat(matrices[0], sp.ZeroMatrix(n, n))
    assert sg.latex(narrow) == r"\begin{bmatrix} A_1 \\ 0 \end{bmatrix}"
    wide = concat(matrices[0], sp.ZeroMatrix(m, n), long_matrix)
    first = r"\begin{bmatrix} I \\ 0 \\ 0 \end{bmatrix} A_1"
    assert sg.latex(wide) == rf"{first} + \begin{{bmatrix}} 0 \\ 0 \\ I \end{{bmatrix}} ({sg.latex(long_matrix)})"


def test_the_placed_blocks_add_up_to_the_column():
    unit = sp.Identity(n)
    wide = concat(matrices[0], sp.ZeroMatrix(n, n), long_matrix)
    zero = sp.ZeroMatrix(n, n)
    placed = add(mul(concat(unit, zero, zero), matrices[0]), mul(concat(zero, zero, unit), long_matrix))
    draw = np.random.default_rng(1).normal
    known = {n: 2} | {matrix: draw(size=(2, 2)) for matrix in matrices}
    assert np.allclose(value_of(placed, known), value_of(wide, known))


@pytest.mark.parametrize(
    ("expr", "in_text"),
    [
        (sg.larger(a, b), "max(b, a)"),
        (sg.larger(a, b + c), "max(b + c, a)"),
        (sg.larger(a + s, b + c), "max(b + c, a + s)"),
        (sg.larger(a, b) + c, "max(b, a) + c"),
        (sg.larger(u, v), "max(v, u)"),
        (a / sg.larger(sp.exp(-s), abs(b)) ** 2, "a / max(|b|, exp(-s))²"),
        (sg.relu(a - b) - b, "relu(a - b) - b"),  # nothing to be the larger
        (2 * sg.relu(a - b) + b, "2 relu(a - b) + b"),
        (sg.relu(a - b) + 2 * b, "relu(a - b) + 2 b"),
        (sg.relu(a - b) + a, "a + relu(a - b)"),
        (sg.relu(-b) + b, "b + relu(-b)"),
    ],
)
def test_the_larger_of_two_is_called_so(expr, in_text):
    assert text(expr) == in_text
    assert r"\max" in sg.latex(expr) or "max" not in in_text
