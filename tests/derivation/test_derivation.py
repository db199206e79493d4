"""Derivations: the closed forms as a reader writes them, the chain rule, the steps; each against an oracle."""

import numpy as np
import pytest
import sympy as sp

import symgrad as sg
from symgrad.calculus.index_form import IndexedDerivative, index_form
from symgrad.expressions.shapes import shape_of
from symgrad.targets import random_point
from tests.calculus.test_modes import names_at
from tests.systems import cho_gru, dense, lstm, matrix_memory

CELL = sg.cells.notebook()
PAIRS = [
    ("s_1", "a_1"),
    ("h_1", "s_1"),
    ("a_1", "V_a1"),
    *(("h_1", name) for name in ("V_a1", "x_1", "U_a1", "h_1_prev", "b_1", "i_1", "f_1", "o_1", "s_1_prev")),
]
V, x, i, o, a, s = (CELL.symbol(name) for name in ("V_a1", "x_1", "i_1", "o_1", "a_1", "s_1"))

EXPRESSIONS = [
    ("s_1", "a_1", i, "i_1"),
    ("h_1", "s_1", o * (1 - sp.tanh(s) ** 2), "o_1 (1 - tanh²(s_1))"),
    ("a_1", "V_a1", (1 - a**2) * x, "(1 - a_1²) x_1"),
    (
        "h_1",
        "V_a1",
        o * (1 - sp.tanh(s) ** 2) * i * (1 - a**2) * x,
        "o_1 (1 - tanh²(s_1)) i_1 (1 - a_1²) x_1",
    ),
]


@pytest.mark.parametrize(("numerator", "denominator", "expression", "told"), EXPRESSIONS)
def test_expressions_are_as_a_reader_writes_them(numerator, denominator, expression, told):
    derivation = CELL.derivative(numerator, denominator)
    assert derivation.expression == expression
    assert str(derivation) == f"∂{numerator}/∂{denominator} = {told}"


def test_expression_keeps_names_and_closed_form_writes_them_out():
    derivation = CELL.derivative("h_1", "V_a1")
    assert {s, a} <= derivation.expression.free_symbols
    assert derivation.closed_form.free_symbols - set(CELL.dims) <= set(CELL.inputs)


@pytest.mark.parametrize(("numerator", "denominator"), PAIRS)
@pytest.mark.parametrize("sizes", [{"n": 2, "m": 2}, {"n": 1, "m": 3}], ids=["2x2", "1x3"])
def test_each_derivative_equals_sympys_on_the_expanded_system(numerator, denominator, sizes):
    derivation = CELL.derivative(numerator, denominator)
    cut = CELL.cut(derivation.denominator)
    value = cut.restricted(cut.needed([derivation.numerator]), [derivation.numerator])
    value = value.expand(**sizes_of(value, sizes))
    claimed = derivation.system.expand(**sizes_of(derivation.system, sizes))
    scalar = value.inlined(value.outputs[0])
    names = names_at(derivation.denominator, {dim: sizes[dim.name] for dim in CELL.dims})
    assert len(names) == len(claimed.outputs)
    for name, output in zip(names, claimed.outputs, strict=True):
        entry = next(symbol for symbol in value.inputs if symbol.name == name)
        assert sp.expand(claimed.inlined(output) - sp.diff(scalar, entry)) == 0


def sizes_of(system, sizes):
    return {name: size for name, size in sizes.items() if name in map(str, system.dims)}


@pytest.mark.parametrize(("numerator", "denominator"), PAIRS)
@pytest.mark.parametrize("method", ["forward", "central", "complex"])
def test_each_derivative_passes_its_check(numerator, denominator, method):
    report = CELL.derivative(numerator, denominator).check(method=method, seed=1)
    assert report, str(report)
    assert len(report.entries) >= 1


def test_the_values_of_the_notebook():
    assert sg.lambdify(CELL.derivative("s_1", "a_1").closed_form)(i_1=2.0) == 2.0
    assert sg.lambdify(CELL.derivative("s_1", "a_1").closed_form)(i_1=1.0) == 1.0
    slope = CELL.derivative("h_1", "s_1").lambdify()(o_1=1.0, s_1=1.9998)
    assert slope == pytest.approx(0.07067807364430378, rel=1e-13)
    ones = np.ones(2)
    whole = {"V_a1": ones, "x_1": ones, "U_a1": ones, "h_1_prev": ones, "b_1": 1.0}
    np.testing.assert_allclose(
        sg.lambdify(CELL.derivative("a_1", "V_a1").closed_form)(**whole), [0.00018158] * 2, atol=5e-9
    )
    at = whole | {"i_1": 1.0, "f_1": 1.0, "o_1": 1.0, "s_1_prev": 1.0}
    closed = sg.lambdify(CELL.derivative("h_1", "V_a1").closed_form)(**at)
    np.testing.assert_allclose(closed, [1.28312511e-05] * 2, atol=5e-14)
    np.testing.assert_allclose(CELL.derivative("h_1", "V_a1").lambdify()(**at), closed, rtol=1e-14)


def test_the_chain_rule_has_every_path_and_every_local_partial():
    ((first, second, third),) = CELL.derivative("h_1", "V_a1").factors
    assert [str(f.numerator) + "/" + str(f.denominator) for f in (first, second, third)] == [
        "h_1/s_1",
        "s_1/a_1",
        "a_1/V_a1",
    ]
    assert (first.partial, second.partial, third.partial) == (o * (1 - sp.tanh(s) ** 2), i, (1 - a**2) * x)
    assert sp.Mul(first.partial, second.partial) * third.partial == CELL.derivative("h_1", "V_a1").expression


def test_an_lstm_has_four_paths_to_the_state_before():
    derivation = lstm().derivative("h", "h_prev")
    assert derivation.count == len(derivation.factors) == 4
    paths = [[str(factor.denominator) for factor in path] for path in derivation.factors]
    assert sorted(paths) == [["c", "f", "h_prev"], ["c", "g", "h_prev"], ["c", "i", "h_prev"], ["o", "h_prev"]]


def test_the_product_along_the_paths_sums_to_the_expression():
    derivation = lstm().derivative("h", "h_prev")
    assert derivation.check(method="complex")
    product = sp.MatAdd(*(sp.MatMul(*(factor.partial for factor in path)) for path in derivation.factors))
    total = sg.System(
        [*lstm().equations, (sg.matrix("J", *product.shape), product)], inputs=lstm().inputs, outputs=["J"]
    ).lambdify()
    point = random_point(lstm(), seed=2)
    function = derivation.lambdify()
    np.testing.assert_allclose(
        total(**point), function(**{name: point[name] for name in function.arguments}), rtol=1e-12, atol=1e-14
    )


def test_a_dense_layer_of_vectors():
    loss = dense()
    assert str(loss.derivative("y", "b")) == "∂y/∂b = diag(1 - y²)"
    assert str(loss.derivative("y", "x")) == "∂y/∂x = diag(1 - y²) W"
    assert str(loss.derivative("loss", "W")) == "∂loss/∂W = 2 ((1 - y²) ⊙ (y - t)) xᵀ"
    for name in ("W", "b", "x", "t"):
        assert loss.derivative("loss", name).check(method="complex")


def two_layers():
    """A full matrix stands between the output and the weights."""
    n, m, p = sg.dims("n m p")
    W, V, x = sg.matrix("W", n, m), sg.matrix("V", p, n), sg.vector("x", m)
    a, y = sg.vector("a", n), sg.vector("y", p)
    return sg.System([(a, sg.tanh(W * x)), (y, sg.sigmoid(V * a))], inputs=[x], parameters=[W, V])


def tied():
    """The same weights there and back."""
    n, m = sg.dims("n m")
    W, x, a, y = sg.matrix("W", n, m), sg.vector("x", m), sg.vector("a", n), sg.vector("y", m)
    return sg.System([(a, sg.tanh(W * x)), (y, W.T * a)], inputs=[x], parameters=[W])


BY_A_MATRIX = [
    (two_layers, "y", "W", "∂y_i/∂W_j,k = V_i,j x_k y_i (1 - a_j²) (1 - y_i)"),
    (tied, "y", "W", "dy_i/dW_j,k = W_j,i x_k (1 - a_j²) + δ_i,k a_j"),
    (dense, "y", "W", "∂y_i/∂W_j,k = δ_i,j x_k (1 - y_i²)"),
    (lstm, "h", "W_i", "∂h_j/∂(W_i)_k,l = δ_j,k x_l i_j o_j g_j (1 - i_j) (1 - tanh²(c_j))"),
    (cho_gru, "h", "U", "∂h_i/∂U_j,k = δ_i,j r_k (h_prev)_k (1 - z_i) (1 - (h_tilde)_i²)"),
    (matrix_memory, "h", "C", "∂h_j/∂C_l,p = δ_j,l q_p"),
]


@pytest.mark.parametrize(("cell", "numerator", "denominator", "told"), BY_A_MATRIX)
def test_a_vector_by_a_matrix_is_told_entry_by_entry(cell, numerator, denominator, told):
    derivation = cell().derivative(numerator, denominator)
    assert str(derivation) == told
    assert isinstance(derivation.expression, IndexedDerivative)


@pytest.mark.parametrize(("cell", "numerator", "denominator", "told"), BY_A_MATRIX)
def test_its_entries_are_sympys_derivatives_of_the_expanded_system(cell, numerator, denominator, told):
    derivation = cell().derivative(numerator, denominator)
    value, sizes = derivation.value, {"n": 2, "m": 3, "p": 2}
    expanded = value.expand(**{dim.name: sizes[dim.name] for dim in value.dims})
    inputs = {symbol.name: symbol for symbol in expanded.inputs}
    closed = derivation.program.cut(derivation.denominator)
    entry = closed_entry(derivation, closed)
    (i,), (j, k) = derivation.expression.rows, derivation.expression.columns
    checked = 0
    for row, output in enumerate(expanded.outputs):
        for name in inputs:
            *base, column, last = name.split("_")
            if "_".join(base) != denominator:
                continue
            place = {i: row, j: int(column) - 1, k: int(last) - 1}
            claimed = sg.System([(sp.Symbol("e"), entry.xreplace({s: sp.Integer(v) for s, v in place.items()}))])
            known = claimed.expand(**{dim.name: sizes[dim.name] for dim in claimed.dims})
            assert_equal_numbers(known.inlined(known.outputs[0]), sp.diff(expanded.inlined(output), inputs[name]))
            checked += 1
    assert checked == len(expanded.outputs) * 2 * (2 if denominator == "U" else 3)


def closed_entry(derivation, closed):
    """The entry, with the names between denominator and numerator written out."""
    linear = closed.inlined(derivation.differential)
    dot = derivation.directions[derivation.denominator]
    return index_form(linear, dot, shape_of(derivation.numerator), derivation.letters).entry


def assert_equal_numbers(left, right):
    """Both sides at one point of rational numbers, with fifty digits."""
    symbols = sorted(left.free_symbols | right.free_symbols, key=str)
    point = {symbol: sp.Rational(7 + 3 * k, 11 + k) - 1 for k, symbol in enumerate(symbols)}
    difference = sp.N(left.xreplace(point), 50) - sp.N(right.xreplace(point), 50)
    assert abs(difference) < sp.Float("1e-40")


@pytest.mark.parametrize(("cell", "numerator", "denominator", "told"), BY_A_MATRIX)
@pytest.mark.parametrize("method", ["forward", "complex"])
def test_it_passes_its_check_and_so_does_its_pullback(cell, numerator, denominator, told, method):
    derivation = cell().derivative(numerator, denominator)
    assert derivation.check(method=method)
    assert derivation.value.check(wrt=[denominator], method=method)
    assert [str(symbol) for symbol in derivation.pullback.outputs] == [f"bar_{denominator}"]


def test_the_factors_of_a_path_end_in_an_entry_where_no_matrix_holds_the_last_link():
    ((first, second, last),) = lstm().derivative("h", "W_i").factors
    assert [f"{f.numerator}/{f.denominator}" for f in (first, second, last)] == ["h/c", "c/i", "i/W_i"]
    assert (sg.text(first.partial), sg.text(second.partial)) == ("diag(o ⊙ (1 - tanh²(c)))", "diag(g)")
    assert sg.text(last.partial.entry) == "δ_j,k i_j x_l (1 - i_j)"
    assert repr(last.partial).startswith("<IndexedDerivative [j; k, l] = ")


def test_its_closed_form_is_an_entry_in_the_inputs_and_its_vjp_a_matrix():
    derivation = dense().derivative("y", "W")
    assert sg.text(derivation.closed_form.entry) == "δ_i,j x_k (1 - tanh²((W x)_i + b_i))"
    assert sg.text(derivation.vjp) == "(bar_y ⊙ (1 - y²)) xᵀ"


def test_what_has_three_axes_is_no_system_and_the_error_says_what_there_is():
    derivation = lstm().derivative("h", "W_i")
    message = (
        "no array of two axes holds <Derivation dh/dW_i, 1 path>: h is (n,) and W_i is (n, m). There are expression, "
        "its entry by index; vjp, its product with a cotangent bar_h; and pullback, the System that computes that."
    )
    for asked in (lambda: derivation.system, lambda: derivation.symbol, derivation.lambdify):
        with pytest.raises(sg.MissingRuleError) as error:
            asked()
        assert str(error.value) == message


def test_an_unknown_name_is_an_error_that_lists_what_there_is():
    there_are = (
        "no q here. There are inputs x_1, h_1_prev, s_1_prev, i_1, f_1, o_1; parameters V_a1, U_a1, b_1; "
        "defined a_1, s_1, h_1."
    )
    for pair in (("q", "x_1"), ("h_1", "q"), (sg.scalar("q"), "x_1"), ("h_1", sg.vector("q", 3))):
        with pytest.raises(sg.UnboundNameError) as error:
            CELL.derivative(*pair)
        assert str(error.value) == there_are


def test_a_derivative_of_an_input_is_an_error_that_lists_what_there_is():
    with pytest.raises(sg.UnboundNameError) as error:
        CELL.derivative("x_1", "h_1")
    assert str(error.value) == "x_1 is an input, so it has no derivative; derivatives can be taken of a_1, s_1, h_1."


def test_a_name_that_does_not_depend_on_the_other_has_no_path_and_the_derivative_zero():
    derivation = lstm().derivative("o", "W_i")
    assert derivation.factors == ()
    assert derivation.expression.entry == 0
    assert str(derivation.steps) == "result\n  ∂o_j/∂(W_i)_k,l = 0" + "entry by entry".rjust(59) + (
        "\n  bar_W_i = 0" + "gradient from bar_o".rjust(67)
    )
    assert derivation.check_steps()


def test_the_steps_are_those_a_teacher_writes():
    steps = CELL.derivative("h_1", "V_a1").steps
    assert list(dict.fromkeys(step.stage for step in steps)) == [
        "equation",
        "differential",
        "local partial",
        "path",
        "chain rule",
        "product along each path",
        "result",
        "in the inputs alone",
    ]
    told = "\n".join(sg.printing.text_steps(steps, CELL))
    assert "∂h_1/∂V_a1 = ∂h_1/∂s_1 ∂s_1/∂a_1 ∂a_1/∂V_a1" in told
    assert "∂h_1/∂V_a1 = o_1 (1 - tanh²(s_1)) i_1 (1 - a_1²) x_1" in told
    for unwanted in ("Lambda", "HadamardProduct", "Dummy", "_xi"):
        assert unwanted not in told


def test_latex_is_what_a_paper_carries():
    assert CELL.derivative("h_1", "V_a1").latex() == (
        r"\frac{\partial h_1}{\partial V_{a1}} = o_1 (1 - \tanh^2(s_1)) i_1 (1 - a_1^2) x_1"
    )
    assert CELL.latex() == (
        "\\begin{aligned}\n"
        "a_1 &= \\tanh(V_{a1}^{\\top} x_1 + U_{a1}^{\\top} h_1^{\\mathrm{prev}} + b_1) \\\\\n"
        "s_1 &= i_1 a_1 + f_1 s_1^{\\mathrm{prev}} \\\\\n"
        "h_1 &= o_1 \\tanh(s_1)\n"
        "\\end{aligned}"
    )
    for form in (CELL.latex(), CELL.derivative("h_1", "V_a1").latex(steps=True), CELL.gradient().latex()):
        for unwanted in (r"d \mapsto", "Lambda", "[0, 0]"):
            assert unwanted not in form


def test_a_point_that_is_not_finite_is_reported_as_such():
    report = CELL.derivative("h_1", "V_a1").check(at={"b_1": float("nan")})
    assert not report
    assert report.failures == ()
    assert len(report.not_finite) == 2
    assert "not finite" in str(report)


def test_names_complete():
    assert CELL.names.V_a1 == V
    assert repr(CELL.derivative("h_1", "V_a1")) == "<Derivation dh_1/dV_a1, 1 path>"
