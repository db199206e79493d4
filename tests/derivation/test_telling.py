"""Derivations told line by line: as a paper would print them, whole and golden; the paths, the rules, the LaTeX."""

import pytest
import sympy as sp

import symgrad as sg
from symgrad.derivation import Path
from tests.systems import cho_gru, dense, lstm, many_paths, matrix_memory

LSTM_H_BY_W_I = """\
equations
  i = sigmoid(W_i x + U_i h_prev + b_i)
  c = i ⊙ g + f ⊙ c_prev
  h = o ⊙ tanh(c)

differentials
  di = i ⊙ (1 - i) ⊙ (dW_i x)                              derivative of sigmoid
  dc = g ⊙ di                                                        linear in i
  dh = o ⊙ (1 - tanh²(c)) ⊙ dc                                derivative of tanh

local partials
  ∂i_j/∂(W_i)_k,l = δ_j,k x_l i_j (1 - i_j)                derivative of sigmoid
  ∂c/∂i = diag(g)                                                    linear in i
  ∂h/∂c = diag(o ⊙ (1 - tanh²(c)))                            derivative of tanh

paths
  h ← c ← i ← W_i                                                  the only path

chain rule
  ∂h/∂W_i = ∂h/∂c ∂c/∂i ∂i/∂W_i

cotangents
  bar_c = bar_h ⊙ o ⊙ (1 - tanh²(c))                                   back to c
  bar_W_i = (bar_c ⊙ i ⊙ g ⊙ (1 - i)) xᵀ                             back to W_i

result
  ∂h_j/∂(W_i)_k,l = δ_j,k x_l i_j o_j g_j (1 - i_j) (1 - tanh²(c_j))
                                                                  entry by entry"""

GRU_H_BY_H_PREV = """\
paths
  h ← h_prev                                                 path 1 of 4, direct
  h ← z ← h_prev                                          path 2 of 4, through z
  h ← h_tilde ← h_prev                              path 3 of 4, through h_tilde
  h ← h_tilde ← r ← h_prev                          path 4 of 4, through h_tilde

chain rule
  dh/dh_prev = ∂h/∂h_prev + ∂h/∂z ∂z/∂h_prev
             + ∂h/∂h_tilde (∂h_tilde/∂h_prev + ∂h_tilde/∂r ∂r/∂h_prev)

product along each path
  ∂h/∂z ∂z/∂h_prev = diag(z ⊙ (1 - z) ⊙ (h_prev - h_tilde)) U_z
  ∂h/∂h_tilde ∂h_tilde/∂h_prev = diag((1 - z) ⊙ (1 - h_tilde²)) U diag(r)
  ∂h/∂h_tilde ∂h_tilde/∂r ∂r/∂h_prev
      = diag((1 - z) ⊙ (1 - h_tilde²)) U diag(r ⊙ h_prev ⊙ (1 - r)) U_r

sum over paths
  dh/dh_prev = diag(z) + diag(z ⊙ (1 - z) ⊙ (h_prev - h_tilde)) U_z
             + diag((1 - z) ⊙ (1 - h_tilde²)) U diag(r)
             + diag((1 - z) ⊙ (1 - h_tilde²)) U diag(r ⊙ h_prev ⊙ (1 - r)) U_r

result
  dh/dh_prev = diag(z) + diag(z ⊙ (1 - z) ⊙ (h_prev - h_tilde)) U_z
             + diag((1 - z) ⊙ (1 - h_tilde²)) U
               (diag(r) + diag(r ⊙ h_prev ⊙ (1 - r)) U_r)             simplified"""

DENSE_LOSS_BY_X = """\
equations
  y = tanh(W x + b)
  loss = ‖y - t‖²

differentials
  dy = (1 - y²) ⊙ (W dx)                                      derivative of tanh
  dloss = 2 (y - t)·dy                              derivative of a squared norm

local partials
  ∂y/∂x = diag(1 - y²) W                                      derivative of tanh
  ∂loss/∂y = 2 (y - t)                              derivative of a squared norm

paths
  loss ← y ← x                                                     the only path

chain rule
  ∂loss/∂x = (∂y/∂x)ᵀ ∂loss/∂y

product along each path
  ∂loss/∂x = 2 Wᵀ diag(1 - y²) (y - t)

result
  ∂loss/∂x = 2 Wᵀ ((1 - y²) ⊙ (y - t))                                simplified

in the inputs alone
  ∂loss/∂x = 2 Wᵀ ((1 - tanh²(W x + b)) ⊙ (tanh(W x + b) - t))
                                                               names written out"""

EVERY = [
    (sg.cells.notebook, "h_1", "V_a1"),
    (lstm, "h", "W_i"),
    (lstm, "h", "h_prev"),
    (lstm, "c", "b_f"),
    (cho_gru, "h", "h_prev"),
    (cho_gru, "h", "U"),
    (dense, "loss", "W"),
    (dense, "loss", "x"),
    (matrix_memory, "h", "x"),
    (matrix_memory, "L", "x"),
    (matrix_memory, "C", "v"),
    (many_paths, "h_5", "x"),
]


def told(cell, numerator, denominator):
    return str(cell().derivative(numerator, denominator).steps)


def test_the_lstms_output_by_a_matrix_of_its_input_gate():
    assert told(lstm, "h", "W_i") == LSTM_H_BY_W_I


def test_chos_gru_from_one_state_to_the_next():
    assert told(cho_gru, "h", "h_prev")[-len(GRU_H_BY_H_PREV) :] == GRU_H_BY_H_PREV


def test_a_scalar_loss_goes_back_through_transposes():
    assert told(dense, "loss", "x") == DENSE_LOSS_BY_X


@pytest.mark.parametrize(("cell", "numerator", "denominator"), EVERY)
def test_every_derivation_fits_a_terminal_and_holds_no_internals(cell, numerator, denominator):
    text = told(cell, numerator, denominator)
    assert max(map(len, text.splitlines())) <= 80
    for unwanted in ("Lambda", "Product", "Dummy", "Matrix", "KroneckerDelta", "dot_", "Elementwise", "[0, 0]", "xi_"):
        assert unwanted not in text
    assert all(step.rule for step in cell().derivative(numerator, denominator).steps)


def test_the_paths_of_an_lstm_are_grouped_by_the_first_branching_and_counted():
    steps = lstm().derivative("h", "h_prev").steps
    paths = [(str(step), step.rule) for step in steps if isinstance(step.left, Path)]
    assert paths == [
        ("h ← o ← h_prev", "path 1 of 4, through o"),
        ("h ← c ← i ← h_prev", "path 2 of 4, through c"),
        ("h ← c ← f ← h_prev", "path 3 of 4, through c"),
        ("h ← c ← g ← h_prev", "path 4 of 4, through c"),
    ]
    assert (
        "∂h/∂h_prev = ∂h/∂o ∂o/∂h_prev\n             + ∂h/∂c (∂c/∂i ∂i/∂h_prev + ∂c/∂f ∂f/∂h_prev + ∂c/∂g ∂g/∂h_prev)"
    ) in str(steps)


def test_the_branching_comes_after_what_all_paths_share():
    steps = lstm().derivative("c", "x").steps
    assert [step.rule for step in steps if step.stage == "path"] == [
        "path 1 of 3, through i",
        "path 2 of 3, through f",
        "path 3 of 3, through g",
    ]


def test_more_paths_than_one_would_list_are_counted_and_told_name_by_name():
    text = told(many_paths, "h_5", "x")
    assert "  h_5 ← a_5 ← ... ← x                                32 of 64 paths, through a_5\n" in text
    assert "  dh_5/dx = ∂h_5/∂a_5 da_5/dx + ∂h_5/∂b_5 db_5/dx\n" in text
    assert text.endswith("  dh_5/dx = diag(b_5) da_5/dx + diag(a_5) db_5/dx")
    assert len(many_paths(40).derivative("h_39", "x").steps) < 650  # linear in the layers, not 2**40


def test_a_derivative_through_a_matrix_goes_back_from_a_cotangent():
    text = told(matrix_memory, "h", "x")
    assert "  ∂h/∂x = ∂h/∂C (∂C/∂i (∂i/∂x)ᵀ + ∂C/∂v ∂v/∂x)\n" in text
    assert "  bar_v = i bar_C k                                                    back to v\n" in text
    assert "  bar_x = Wᵀ bar_v + i ⟨bar_C, v kᵀ⟩ w                                 back to x\n" in text


def test_the_differential_is_spelled_with_a_d_and_a_users_tangents_are_not():
    tangent = dense().tangent()
    steps = tangent.derivative("dot_loss", "dot_x").steps
    assert [str(step) for step in steps if step.stage == "differential"] == [
        "ddot_y = (1 - y²) ⊙ (W ddot_x)",
        "ddot_loss = 2 (y - t)·ddot_y",
    ]


@pytest.mark.parametrize(
    ("rhs", "rule"),
    [
        (lambda x, y: sg.dot(x, y), "linear in x"),
        (lambda x, y: sg.dot(x, x), "derivative of a squared norm"),
        (lambda x, y: sg.dot(x, sg.hadamard(x, y)), "product rule"),
        (lambda x, y: sg.total(sg.softmax(x)), "derivative of softmax"),
        (lambda x, y: sg.dot(sg.tanh(x), sg.sigmoid(x)), "product rule, derivative of tanh, derivative of sigmoid"),
        (lambda x, y: sg.dot(y, y) / sg.total(x), "quotient rule"),
        (lambda x, y: sg.total(x) ** 3, "power rule"),
        (lambda x, y: sg.logsumexp(x), "derivative of logsumexp"),
    ],
)
def test_each_line_names_its_rule(rhs, rule):
    x, y = sg.vectors("x y", sg.dims("n"))
    s = sg.scalar("s")
    steps = sg.System([(s, rhs(x, y))], inputs=[x, y]).derivative(s, x).steps
    assert [step.rule for step in steps if step.stage == "local partial"] == [rule]


def test_the_steps_in_latex():
    latex = cho_gru().derivative("h", "h_prev").latex(steps=True)
    lines = latex.splitlines()
    assert lines[0] == r"\begin{aligned}"
    assert lines[-1] == r"\end{aligned}"
    assert (
        r"\mathrm{d}z &= z \odot (1 - z) \odot (U_z \mathrm{d}h_{\mathrm{prev}}) && \text{derivative of sigmoid} \\"
        in lines
    )
    assert r"& h \leftarrow z \leftarrow h_{\mathrm{prev}} && \text{path 2 of 4, through } z \\" in lines
    assert (
        r"\frac{\mathrm{d} h}{\mathrm{d} h_{\mathrm{prev}}} &= \frac{\partial h}{\partial h_{\mathrm{prev}}} + "
        r"\frac{\partial h}{\partial z} \frac{\partial z}{\partial h_{\mathrm{prev}}} + "
        r"\frac{\partial h}{\partial \tilde{h}} \Bigl(\frac{\partial \tilde{h}}{\partial h_{\mathrm{prev}}} + "
        r"\frac{\partial \tilde{h}}{\partial r} \frac{\partial r}{\partial h_{\mathrm{prev}}}\Bigr) "
        r"&& \text{chain rule} \\"
    ) in lines
    assert lstm().derivative("h", "W_i").latex() == (
        r"\frac{\partial h_j}{\partial (W_i)_{k,l}} = \delta_{j,k} x_l i_j o_j g_j (1 - i_j) (1 - \tanh^2(c_j))"
    )


def test_what_bends_is_not_told_as_linear():
    """Every node with a tangent rule of its own has a law, unless its tangent is the node of the tangent."""
    n = sg.dims("n")
    S, X = sg.matrix("S", n, n, symmetric=True), sg.matrix("X", n, n)
    y = sg.scalar("y")
    told = {
        "derivative of an eigenvalue": (sg.eigenvalue(S, 0), "S"),
        "derivative of expm": (sp.Trace(sg.expm(X)), "X"),
        "derivative of a pseudo-inverse": (sg.total(sg.pinv(X)), "X"),
        "derivative of an inverse": (sp.Trace(X.I), "X"),
        "linear in": (sp.Trace(2 * X.T), "X"),
    }
    for law, (rhs, name) in told.items():
        steps = sg.System([(y, rhs)]).derivative("y", name).steps
        assert next(step.rule for step in steps if step.stage == "differential").startswith(law)


def test_the_programs_own_tangents_are_names_and_no_differentials():
    a, b, c = sg.scalars("a b c")
    told = str(sg.System([(b, sg.tanh(c * a))]).tangent().derivative("dot_b", "a").steps)
    assert "dot_b = (1 - b²) (a dot_c + c dot_a)" in told
    assert "ddot_b = (1 - b²) da dot_c - 2 b (a dot_c + c dot_a) db" in told


def test_a_choice_is_not_told_as_linear():
    n = sg.dims("n")
    x, y = sg.vectors("x y", n)
    q = sp.Symbol("q")
    squared = x.applyfunc(sp.Lambda(q, sp.Piecewise((q**2, q > 0), (0, True))))
    power = x.applyfunc(sp.Lambda(q, (1 + q**2) ** q))
    for rhs, law in ((squared, "derivative of each case"), (power, "chain rule")):
        assert law in str(sg.System([(y, rhs)]).derivative(y, x).steps)


def test_a_long_chain_is_told_without_recursion():
    names = sg.scalars(" ".join(f"v{k}" for k in range(1500)))
    x = sg.scalar("x")
    chain = [(new, 2 * old) for new, old in zip(names, [x, *names[:-1]], strict=True)]
    derivative = sg.System(chain).derivative(names[-1], x)
    assert len(next(iter(derivative.factors))) == 1500


@pytest.mark.parametrize(("signs", "told"), [((1, 1), "b c"), ((-1, 1), "-b c"), ((1, -1), "-b c"), ((-1, -1), "b c")])
def test_signs_along_a_path_multiply(signs, told):
    a, b, c, y, z = sg.scalars("a b c y z")
    one, other = signs
    system = sg.System([(y, one * sg.tanh(a) * c), (z, other * y * b)], inputs=[a, b, c])
    lines = str(system.derivative("z", "a").steps).split("product along each path\n")[1].splitlines()
    assert lines[0].split(" = ")[1].startswith(f"{told} (1 - tanh²(a))")
