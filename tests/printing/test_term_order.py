"""Terms and factors stand in the author's order, whatever SymPy's."""

import pytest
import sympy as sp

import symgrad as sg
from symgrad.algebra import dot, hadamard, ones_of, power, transpose
from symgrad.algebra.blocks import outer
from symgrad.expressions.symbols import (
    cotangent_of,
    dims,
    matrices,
    matrix,
    scalar,
    scalars,
    seed_of,
    tangent_of,
    vector,
    vectors,
)
from symgrad.functions.elementwise import tanh
from symgrad.printing import latex, text, text_equations
from symgrad.printing.term_order import Order, listed, program_order
from symgrad.programs.program import Program

n, m = dims("n m")


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("b + U*h + W*x", "U h + W x + b"),  # terms of more factors first
        ("b + x_10 + x_9 + W*x_9", "W x_9 + x_9 + b + x_10"),  # then by name, numbers as numbers
        ("b + a", "a + b"),
        ("y - p", "y - p"),
        ("p + q_prev*f", "f q_prev + p"),
        ("a**2 + b**3*a", "a² + a b³"),
        ("c*(b + a) + d", "c (a + b) + d"),
        ("tanh(W*x) + x", "tanh(W x) + x"),
        ("-x - O*(a + b) + c", "c - O (a + b) - x"),
    ],
)
def test_a_plain_expression_is_read_by_its_structure_and_names(written, expected):
    names = {
        name: sp.Symbol(name)
        for name in ["a", "b", "c", "d", "f", "h", "p", "y", "x", "x_9", "x_10", "q_prev", "O", "U", "W"]
    }
    assert text(sp.sympify(written, locals=names)) == expected


def test_sums_of_vectors_are_read_so_too():
    W, U, b, x, h, s = matrix("W", n, m), matrix("U", n, n), vector("b", n), vector("x", m), vector("h", n), scalar("a")
    assert text(b + U * h + W * x) == "U h + W x + b"
    assert text(b + s * ones) == "b + a 𝟏"  # a number in every entry comes last
    assert text(sp.Eq(b, W * x + h)) == "b = W x + h"


def test_the_order_is_a_value_that_is_passed_in():
    W, U, b, v = sp.MatrixSymbol("W", n, m), sp.MatrixSymbol("U", n, n), sp.MatrixSymbol("b", n, 1), vector("x", m)
    u = sp.MatrixSymbol("u", n, 1)
    total = b + U * u + W * v
    assert text(total, order=listed([W, U, b])) == "W x + U u + b"
    assert text(total, order=listed(["b", "W", "U"])) == "b + W x + U u"


ORDER = listed(["a", "b", "c", "f", "g", "h", "i", "o", "s", "s_prev", "c_prev", "x", "y", "z"])
a, b, c, f, i, o, s, s_prev = scalars("a b c f i o s s_prev")
ones = ones_of((n, sp.S.One))
vh, vc, vo, vg, vf, vcp = vectors("h c o g f c_prev", n)
g = sp.Function("g")


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        (1 - a**2, "1 - a²"),
        (a - 1, "a - 1"),
        (b - a, "b - a"),
        (-a - b, "-a - b"),
        (-a - b + c, "c - a - b"),
        (a - b + c, "a - b + c"),
        (a**2 + a**3, "a³ + a²"),
        (a**2 + 2 * a * b + b**2, "a² + 2 a b + b²"),
        (sp.Symbol("seed") * 0 + seed_of(a) + b, "Δ_a + b"),
        (i * a + f * s_prev, "a i + f s_prev"),
        (s_prev * f * 2, "2 f s_prev"),
        (sp.tanh(s) * o, "o tanh(s)"),
        (sp.tanh(a) * o, "o tanh(a)"),
        ((1 - sp.tanh(s) ** 2) * o, "o (1 - tanh²(s))"),
        ((1 + a) * sp.tanh(a) * b, "b tanh(a) (1 + a)"),
        (cotangent_of(s) * a, "bar_s a"),
        (cotangent_of(s) * cotangent_of(a) * f, "bar_a bar_s f"),
        (tangent_of(a) * b * (1 - c), "b (1 - c) dot_a"),
        (tangent_of(cotangent_of(s)) * a, "dot_bar_s a"),
        (sp.pi * a * 2, "2 π a"),
        (sp.sqrt(2) * a, "sqrt(2) a"),
        (hadamard(vo, cotangent_of(vh), ones - power(tanh(vc), 2)), "bar_h ⊙ o ⊙ (1 - tanh²(c))"),
        (hadamard(vcp, vf), "f ⊙ c_prev"),
        (dot(vh, vg), "g·h"),
        (dot(tanh(vg), vh), "h·tanh(g)"),
        (outer(vh, vg), "h gᵀ"),
        (outer(vg, vh), "g hᵀ"),
    ],
)
def test_order_inside_terms(expression, expected):
    assert text(expression, ORDER) == expected


def test_matrix_products_keep_their_order():
    A, B = matrices("A B", n, n)
    assert text(B * A + A * B, listed("AB")) == "A B + B A"
    assert latex(transpose(B) * A, listed("AB")) == r"B^{\top} A"


def test_order_of_a_program():
    W, U, bias = sp.MatrixSymbol("W", n, m), sp.MatrixSymbol("U", n, n), sp.MatrixSymbol("b", n, 1)
    v, u, out = sp.MatrixSymbol("x", m, 1), sp.MatrixSymbol("u", n, 1), sp.MatrixSymbol("y", n, 1)
    program = Program([(out, tanh(bias + U * u + W * v))], inputs=[v, u], parameters=[W, U, bias])
    assert text_equations(program) == ["y = tanh(W x + U u + b)"]
    other = Program([(out, tanh(bias + U * u + W * v))], inputs=[v, u], parameters=[bias, U, W])
    assert text_equations(other) == ["y = tanh(b + U u + W x)"]
    unstated = Program([(out, tanh(bias + U * u + W * v))])
    assert text_equations(unstated) == ["y = tanh(U u + W x + b)"]


def test_equal_programs_print_the_same_however_their_inputs_were_said():
    W, v, bias, out = matrix("W", n, m), vector("x", m), vector("b", n), vector("y", n)
    met = Program([(out, tanh(bias + W * v))])
    said = Program([(out, tanh(bias + W * v))], inputs=met.inputs)
    assert met == said
    assert text_equations(met) == text_equations(said) == ["y = tanh(W x + b)"]


def test_what_is_carried_stands_in_the_same_place_with_and_without_a_time():
    cell = sg.cells.gru()
    line = next(line for line in str(cell).splitlines() if line.startswith("h "))
    timed = next(line for line in str(sg.Recurrence(cell)).splitlines() if line.startswith("h[t] "))
    assert line == "h = z ⊙ h_prev + (1 - z) ⊙ h_tilde"
    assert timed == "h[t] = z[t] ⊙ h[t-1] + (1 - z[t]) ⊙ h_tilde[t]"


def test_parameters_lead_and_carried_values_end_a_product():
    v, u, k, old, out = sp.symbols("a_input V k_state old out")
    program = Program([(out, v * u + k * old)], inputs=[v, old, k], parameters=[u], carry={out: old})
    assert text_equations(program) == ["out = V a_input + k_state old"]
    without = Program([(out, v * u + k * old)], inputs=[v, old, k, u])
    assert text_equations(without) == ["out = a_input V + old k_state"]


def test_ranks():
    program = Program([(c, a * b)], inputs=[a], parameters=[b])
    order = program_order(program)
    assert order.rank(b) < order.rank(a) < order.rank(c)
    assert order.rank(cotangent_of(a))[:3] == order.rank(a)[:3]
    assert order.rank(sp.Symbol("unknown")) > order.rank(c)
    assert Order().rank(sp.Symbol("h_prev")) > Order().rank(sp.Symbol("zz"))


def test_a_bias_of_rows_stands_behind_the_product():
    """X W + 1 b^T, as W x + b: the vector of ones leads nothing. A positive term still comes first."""
    T, n, m = sg.dims("T n m")
    X, Y, W, b = sg.matrix("X", T, m), sg.matrix("Y", T, n), sg.matrix("W", m, n), sg.vector("b", n)
    spread = sg.outer(sg.ones(T), b)

    def told(expr):
        return str(sg.System([(Y, expr)], inputs=[X], parameters=[W, b])).removeprefix("Y = ")

    assert told(X * W + spread) == "X W + 𝟏 bᵀ"
    assert told(sg.relu(spread + X * W)) == "relu(X W + 𝟏 bᵀ)"
    assert told(spread - X * W) == "𝟏 bᵀ - X W"
    assert told(spread) == "𝟏 bᵀ"
    assert told(sg.layer_norm(X * W, b, b, axis=1)) == "standardize_row(X W; 1e-5) diag(b) + 𝟏 bᵀ"
