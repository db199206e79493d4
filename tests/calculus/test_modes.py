"""Forward and reverse mode: the equations that come out, whole, and against an oracle that shares no code."""

import itertools

import pytest
import sympy as sp

import symgrad as sg
from symgrad.calculus import linearity
from symgrad.calculus.tangent_rules import tangent_rule
from tests.systems import dense, lstm


def lines(system):
    return str(system).splitlines()


def test_the_backward_pass_of_the_notebook():
    assert lines(sg.cells.notebook().gradient()) == [
        "a_1 = tanh(V_a1·x_1 + U_a1·h_1_prev + b_1)",
        "s_1 = i_1 a_1 + f_1 s_1_prev",
        "bar_s_1 = bar_h_1 o_1 (1 - tanh²(s_1))",
        "bar_pre_a_1 = bar_s_1 i_1 (1 - a_1²)",
        "bar_x_1 = bar_pre_a_1 V_a1",
        "bar_h_1_prev = bar_pre_a_1 U_a1",
        "bar_s_1_prev = bar_s_1 f_1",
        "bar_i_1 = bar_s_1 a_1",
        "bar_f_1 = bar_s_1 s_1_prev",
        "bar_o_1 = bar_h_1 tanh(s_1)",
        "bar_V_a1 = bar_pre_a_1 x_1",
        "bar_U_a1 = bar_pre_a_1 h_1_prev",
        "bar_b_1 = bar_pre_a_1",
    ]


def test_the_backward_pass_of_an_lstm_in_the_order_of_one_written_by_hand():
    backward = lstm().gradient(of="h", wrt=["W_i", "b_i", "x"])
    assert lines(backward)[5:] == [
        "bar_c = bar_h ⊙ o ⊙ (1 - tanh²(c))",
        "bar_pre_i = bar_c ⊙ i ⊙ g ⊙ (1 - i)",
        "bar_W_i = bar_pre_i xᵀ",
        "bar_b_i = bar_pre_i",
        "bar_x = W_iᵀ bar_pre_i + W_fᵀ (bar_c ⊙ f ⊙ c_prev ⊙ (1 - f)) + "
        "W_oᵀ (bar_h ⊙ o ⊙ tanh(c) ⊙ (1 - o)) + W_gᵀ (bar_c ⊙ i ⊙ (1 - g²))",
    ]


def test_a_gate_has_a_line_of_its_own_where_its_cotangent_is_asked_for_or_has_two_uses():
    assert "bar_i = bar_c ⊙ g" in lines(lstm().gradient(of="h", wrt=["i", "W_i"]))
    x, y, z, loss = sg.scalars("x y z loss")
    twice = sg.System([(y, sg.tanh(x)), (z, sg.sin(y)), (loss, y * z)]).gradient()
    assert lines(twice)[2:] == ["bar_y = bar_loss (y cos(y) + z)", "bar_x = bar_y (1 - y²)"]


def test_a_chain_of_functions_is_not_written_into_one_product():
    names = sg.scalars(" ".join(f"x_{k}" for k in range(9)))
    chain = sg.System([(new, sg.tanh(old)) for old, new in zip(names, names[1:], strict=False)])
    assert [line for line in lines(chain.gradient()) if line.startswith("bar_")] == [
        "bar_x_6 = bar_x_8 (1 - x_7²) (1 - x_8²)",
        "bar_x_4 = bar_x_6 (1 - x_5²) (1 - x_6²)",
        "bar_x_2 = bar_x_4 (1 - x_3²) (1 - x_4²)",
        "bar_x_0 = bar_x_2 (1 - x_1²) (1 - x_2²)",
    ]


def test_an_output_that_is_used_further_has_a_seed_and_a_cotangent():
    backward = lstm().gradient()
    (equation,) = [e for e in backward.equations if str(e.lhs) == "bar_c"]
    assert backward.inputs[-2:] == tuple(s for s in backward.inputs if str(s) in ("bar_h", "bar_c"))
    assert str(equation) == "bar_c = HadamardProduct(-HadamardPower(tanh(c), 2) + 1, bar_h, o) + bar_c"
    assert equation.lhs not in equation.rhs.free_symbols


def test_generations():
    x, y = sg.scalars("x y")
    once = sg.System([(y, sg.tanh(x))]).gradient()
    twice = once.gradient()
    assert [str(s) for s in once.outputs] == ["bar_x"]
    assert [str(s) for s in twice.outputs] == ["bar2_x", "bar2_bar_y"]
    assert [str(s) for s in twice.gradient().outputs] == ["bar3_x", "bar3_bar_y", "bar3_bar2_bar_x"]
    assert [str(s) for s in once.tangent().outputs] == ["dot_bar_x"]
    assert [str(s) for s in once.tangent().tangent().outputs] == ["dot2_dot_bar_x"]


def test_a_users_own_name_may_begin_with_bar_unless_two_names_meet():
    x, bar_z = sg.scalar("x"), sg.scalar("bar_z")
    assert [str(s) for s in sg.System([(bar_z, sg.sin(x))]).gradient().outputs] == ["bar_x"]
    bar_x, y = sg.scalar("bar_x"), sg.scalar("y")
    with pytest.raises(sg.NameClashError, match="two different things are named bar_x"):
        sg.System([(y, x * bar_x)]).gradient()


def test_seeds_and_their_defaults():
    x, y = sg.vector("x", 3), sg.scalar("y")
    backward = sg.System([(y, sg.dot(x, x))]).gradient()
    assert {str(k): v for k, v in backward.defaults.items()} == {"bar_y": 1}
    second = backward.tangent()
    assert {str(k): v for k, v in second.defaults.items()} == {"bar_y": 1, "dot_bar_y": 0}


def test_an_unused_input_has_a_zero_of_its_shape():
    n, m = sg.dims("n m")
    W, x, u = sg.matrix("W", n, m), sg.vector("x", m), sg.matrix("u", m, n)
    backward = sg.System([(sg.vector("y", n), W * x)], inputs=[W, x, u]).gradient(wrt=u)
    assert backward.equations[-1].rhs == sp.ZeroMatrix(m, n)


def test_an_output_may_be_an_input():
    x = sg.vector("x", 3)
    backward = sg.System([], inputs=[x], outputs=[x]).gradient()
    assert str(backward.outputs[0]) == "bar_x"
    doubled = sg.System([(sg.vector("y", 3), 2 * x)], outputs=["y", "x"]).gradient()
    assert str(doubled.equations[-1]) == "bar_x = 2*bar_y + bar_x"


def entry_names(symbol, rows, columns):
    if not getattr(symbol, "is_Matrix", False):
        return [symbol.name]
    if columns == 1:
        return [f"{symbol.name}_{i}" for i in range(1, rows + 1)]
    return [f"{symbol.name}_{i}_{j}" for i, j in itertools.product(range(1, rows + 1), range(1, columns + 1))]


def names_at(symbol, sizes):
    shape = [int(sp.sympify(size).subs(sizes)) for size in getattr(symbol, "shape", (1, 1))]
    return entry_names(symbol, *shape)


def at_one(expr, name):
    return expr.xreplace({symbol: sp.S.One for symbol in expr.free_symbols if symbol.name == name})


@pytest.mark.parametrize("make", [sg.cells.notebook, dense], ids=["notebook", "dense"])
@pytest.mark.parametrize("sizes", [{"n": 2, "m": 2}, {"n": 3, "m": 2}], ids=["2x2", "3x2"])
def test_the_gradient_equals_sympys_on_the_expanded_system(make, sizes):
    cell = make()
    (output,) = cell.outputs
    scalars, backward = cell.expand(**sizes), cell.gradient().expand(**sizes)
    value = scalars.inlined(scalars.outputs[0])
    derived = {str(s): at_one(backward.inlined(s), f"bar_{output.name}") for s in backward.outputs}
    known = {dim: sizes[dim.name] for dim in cell.dims}
    count = 0
    for source in cell.inputs:
        for name in names_at(source, known):
            entry = next(s for s in scalars.inputs if s.name == name)
            assert sp.expand(derived[f"bar_{name}"] - sp.diff(value, entry)) == 0
            count += 1
    assert count == len(scalars.inputs)


def test_a_wrong_gradient_would_be_seen():
    cell = dense()
    scalars, backward = cell.expand(n=2, m=2), cell.gradient().expand(n=2, m=2)
    value = scalars.inlined(scalars.outputs[0])
    derived = backward.inlined(next(s for s in backward.outputs if s.name == "bar_W_1_2"))
    wrong = at_one(derived, "bar_loss") * 2
    entry = next(s for s in scalars.inputs if s.name == "W_1_2")
    assert sp.expand(wrong - sp.diff(value, entry)) != 0


@pytest.mark.parametrize("sizes", [{"n": 2, "m": 2}, {"n": 2, "m": 3}], ids=["2x2", "2x3"])
def test_the_hessian_of_the_notebook_from_the_same_two_tables(sizes):
    cell = sg.cells.notebook()
    scalars = cell.expand(**sizes)
    value = scalars.inlined(scalars.outputs[0])
    first = cell.gradient(wrt=["V_a1", "b_1"])
    second = first.tangent(wrt=["V_a1", "b_1"]).expand(**sizes)
    entries = [s for s in scalars.inputs if s.name.startswith(("V_a1", "b_1"))]
    given = {"bar_h_1": sp.S.One, "dot_bar_h_1": sp.S.Zero}
    for direction in entries:
        unit = {f"dot_{entry.name}": sp.Integer(entry == direction) for entry in entries} | given
        for output, entry in zip(second.outputs, entries, strict=True):
            product = second.inlined(output)
            product = product.xreplace({s: unit[s.name] for s in product.free_symbols if s.name in unit})
            assert sp.expand(product - sp.diff(value, entry, direction)) == 0


def test_the_gradient_of_a_gradient_is_the_same_hessian():
    cell = sg.cells.notebook()
    scalars = cell.expand(n=2, m=2)
    value = scalars.inlined(scalars.outputs[0])
    again = cell.gradient(wrt="V_a1").gradient(wrt=["V_a1", "b_1"]).expand(n=2, m=2)
    entries = {s.name: s for s in scalars.inputs}
    given = {"bar_h_1": sp.S.One, "bar2_bar_V_a1_1": sp.S.One, "bar2_bar_V_a1_2": sp.S.Zero}
    for output in again.outputs:
        row = again.inlined(output)
        row = row.xreplace({s: given[s.name] for s in row.free_symbols if s.name in given})
        assert sp.expand(row - sp.diff(value, entries["V_a1_1"], entries[output.name.removeprefix("bar2_")])) == 0


def test_many_equations_take_equations_in_proportion():
    def chain(length):
        names = [sg.scalar(f"x{k}") for k in range(length + 1)]
        return sg.System([(new, sg.tanh(old)) for old, new in itertools.pairwise(names)])

    counts = [len(chain(length).gradient().equations) for length in (10, 20, 40)]
    assert counts[2] - counts[1] == 2 * (counts[1] - counts[0])


def test_a_chain_of_five_hundred_layers():
    names = sg.vectors(" ".join(f"x{k}" for k in range(501)), 3)
    W = sg.matrix("W", 3, 3)
    system = sg.System([(new, sg.tanh(W * old)) for old, new in itertools.pairwise(names)], parameters=[W])
    assert str(system.gradient(wrt=W).outputs[0]) == "bar_W"


def layers_in_one(depth):
    """A loss of functions inside each other, without a name between."""
    n = sg.dims("n")
    x, W, L = sg.vector("x", n), sg.matrix("W", n, n), sg.scalar("L")
    inner = x
    for _ in range(depth):
        inner = sg.tanh(W * inner)
    return sg.System([(L, sg.total(inner))])


def test_parts_that_equations_share_are_differentiated_once(monkeypatch):
    applied = []
    monkeypatch.setattr(linearity, "tangent_rule", lambda node: applied.append(node) or tangent_rule(node))
    counts = []
    for depth in (8, 16):
        gradient = layers_in_one(depth).gradient()
        applied.clear()
        gradient.tangent()
        counts.append(len(applied))
    assert counts[1] < 2.2 * counts[0]  # and not four times as many


def test_the_tangent_of_a_gradient_of_200_functions_in_one_expression():
    hessian_vector = layers_in_one(200).gradient().tangent()
    assert len(hessian_vector.equations) > 400
