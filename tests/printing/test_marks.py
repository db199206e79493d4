"""Names and marks are chosen so that no two variables of a display look alike."""

from itertools import islice

import pytest
import sympy as sp

import symgrad as sg
from symgrad.expressions.index_letters import index_letters
from symgrad.printing.looks import look

n = sg.dims("n")
x, y, h = sg.vectors("x y h", n)


def last(system, notation="plain"):
    return system.latex(None, notation)[-1]


@pytest.mark.parametrize(
    ("name", "latex", "expected"),
    [
        ("xhat", r"\hat{x}", r"\bar{x} = \bar{\check{y}}"),  # the author's hat is the author's
        ("z", r"\bar{x}", r"\delta x = \delta \hat{y}"),
        ("sigma", None, r"\bar{x} = \bar{\hat{y}}"),
    ],
)
def test_a_mark_of_the_author_is_the_authors_alone(name, latex, expected):
    other = sg.vector(name, n, latex=latex)
    system = sg.System([(y, sg.tanh(x + other))], inputs=[other, x]).gradient()
    assert expected in system.latex(None)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("h1", "h_1"), r"y = h_1 \odot \mathrm{h\_1}"),
        (("alpha", "α"), r"y = \alpha \odot \text{α}"),
        (("e", "x"), r"y = e \odot x"),
    ],
)
def test_names_that_print_alike_are_spelled_out(names, expected):
    one, other = (sg.vector(name, n) for name in names)
    assert last(sg.System([(y, sg.hadamard(one, other))], inputs=[one, other])) == expected


def test_signs_of_the_printer_give_way_to_names():
    I, e, L = sg.matrix("I", n, n), sg.scalar("e"), sg.scalar("L")
    assert sg.latex(I * x + x) == "I x + x"
    assert sg.latex(sg.exp(-e) * L) == r"L \exp(-e)"
    assert sg.latex(sg.exp(-L)) == "e^{-L}"
    s = sg.scalar("sigma")
    assert sg.latex(sg.sigmoid(s)) == r"\operatorname{sigmoid}(\sigma)"
    assert sg.text(sg.jacobian(x, x) * I) == "I"
    loss = sg.System([(L, sg.dot(x, y))]).gradient()
    assert loss.latex(None, "leibniz")[-1] == r"\frac{\partial L}{\partial y} = \frac{\partial L}{\partial L} x"
    factor = sg.System([(h, sg.hadamard(sg.vector("L", n), x))]).gradient()
    assert factor.latex(None, "leibniz")[-1].startswith(r"\frac{\partial \mathcal{L}}{\partial x} = ")


def test_a_size_and_a_variable_of_one_name():
    assert sg.latex(sg.vector("n", n) / n) == r"\frac{\mathrm{n}}{n}"


def test_time_keeps_its_letters():
    t, T, old = sg.scalar("t"), sg.matrix("T", n, n), sg.vector("h_prev", n)
    cell = sg.System([(h, t * T * old)], inputs=[old, t], parameters=[T], carry={h: old})
    assert last(cell, "pytorch") == r"h_t = \mathrm{t}_t T h_{t-1}"
    assert sg.Recurrence(cell).latex(None)[-1] == r"h_t = \mathrm{t}_t \mathrm{T} h_{t-1}"


def test_two_own_latex_names_that_look_alike_are_an_error():
    one, other = sg.vector("a", n, latex=r"\hat x"), sg.vector("b", n, latex=r"\widehat{x}")
    with pytest.raises(sg.NameClashError) as error:
        sg.System([(y, one + other)]).latex()
    assert str(error.value) == r"a and b both print as \hat x; give one of them another LaTeX name by latex=."
    assert str(sg.System([(y, one + other)])) == "y = a + b"


def test_text_has_marks_of_its_own():
    delta = sg.vector("Delta", n)
    back = sg.System([(h, sg.tanh(delta)), (y, sg.hadamard(h, x))], outputs=[h, y]).gradient()
    assert "bar_h = Γ_h + bar_y ⊙ x" in str(back)
    d = sg.System([(y, sg.hadamard(sg.vector("dx", n), x))]).derivative("y", "x")
    assert "Dx" in str(d.steps)


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        (r"\hat x", r"\hat{x}", True), (r"f'", r"f^{\prime}", True), (r"\overline{x}", r"\bar x", True),
        (r"\boldsymbol{x}", r"\mathbf{x}", True), ("x_{12}", "x_{1}2", True), (r"\mathbf{x}", "x", False),
        ("x_1", "x^1", False), (r"\varphi", r"\phi", False),
    ],
)  # fmt: skip
def test_what_looks_alike(one, other, alike):
    assert (look(one) == look(other)) is alike


def test_a_legend_tells_each_mark():
    assert sg.cells.elman().legend() == []
    assert sg.cells.lstm().legend() == [r"$\odot$ multiplies entry by entry", r"$\sigma$ is the logistic function"]
    assert sg.cells.lstm_layer_norm().gradient().legend()[:5] == [
        r"$\odot$ multiplies entry by entry",
        r"$\bar{h}$ is the cotangent of $h$, the gradient with respect to it",
        r"$\Delta_c$ is the cotangent of $c$ that comes from outside",
        r"$\hat{h}$ is the argument inside the equation of $h$",
        r"$\tau_h^{(2)}$, $\tau_a$ and $\tau_a^{(2)}$ are factors "
        "that several terms share",
    ]
    told = sg.cells.dense().gradient().legend("leibniz")
    assert told[:2] == [r"$\odot$ multiplies entry by entry", "$L$ is what is differentiated, a number"]
    assert told[-1] == "$f'$ is the slope of a function $f$, entry by entry"


def test_a_letter_of_the_printer_gives_way_to_a_mark_of_the_notation():
    entry = sg.cells.dense().derivative("y", "W")
    assert r"\delta_{i,j}" in entry.latex(notation="plain")
    assert "I_{i,j}" in entry.latex(notation="greff")
    assert r"\delta_" not in entry.latex(notation="greff")


def test_an_entry_does_not_look_like_a_variable():
    x, L = sg.vector("x", n), sg.scalar("L")
    one = sg.System([(L, x[0] * sg.scalar("x_1"))])
    assert str(one) == "L = x_1 (x)_1"
    assert one.latex(None) == ["L = x_1 (x)_1"]
    assert str(sg.System([(L, x[0] * sg.scalar("x_2"))])) == "L = x_2 x_1"
    A = sg.matrix("A", n, n)
    assert sg.latex(A[0, 1] * sg.scalar("A_1_2")) == "A_{1,2} (A)_{1,2}"


def test_numbers_that_have_letters_do_not_look_like_variables():
    pi, e, a = sg.scalars("pi e a")
    assert sg.text(sp.pi * pi * a) == "π a pi"
    assert sg.latex(sp.pi * pi * a) == r"\pi a \, \mathrm{pi}"
    assert sg.text(sp.E * e * a) == "exp(1) a e"
    assert sg.latex(sp.E * e * a) == r"\exp(1) a e"
    assert sg.text(sp.E * a) == "e a"
    assert sg.latex(sg.scalar("a", latex=r"\pi") * sp.pi) == r"\arccos(-1) \pi"


def test_a_size_does_not_look_like_a_variable_in_text():
    assert sg.text(sg.mean(sg.vector("x", n)) * sg.scalar("n")) == "n 𝟏ᵀ x / size(n)"
    assert sg.text(sg.scalar("alpha") * sg.scalar("α")) == "alpha α"


def test_an_inner_argument_does_not_look_like_a_variable_in_text():
    cell = sg.System([(sg.vector("h", n), sg.tanh(sg.scalar("pre_h") * sg.vector("x", n)))])
    assert str(cell.gradient()).splitlines() == [
        "h = tanh(pre_h x)", "bar_pre'_h = bar_h ⊙ (1 - h²)", "bar_pre_h = bar_pre'_h·x", "bar_x = pre_h bar_pre'_h",
    ]  # fmt: skip


def test_an_index_is_no_size():
    k, j, y = sg.dims("k"), sg.dims("j"), sg.vector("y", n)
    v, V = sg.vector("v", k), sg.matrix("W", n, k)
    told = sg.System([(y, V * v / k)]).derivative(y, V)
    assert str(told) == "∂y_i/∂W_j,l = δ_i,j v_l / k"
    assert str(sg.jacobian(V * v / k, V, form="index")) == "[i; j, l] = δ_i,j v_l / k"
    summed = sg.System([(y, sg.matrix("W", n, j) * sg.vector("v", j))])
    assert summed.latex(None, sg.Notation(form="index")) == [r"y_i = \sum_{k=1}^{j} W_{i,k} v_k"]


@pytest.mark.parametrize("latex", ["i", "x_i", r"\hat{i}", "x_{i,1}"])
def test_an_index_is_no_letter_of_an_own_latex_name(latex):
    A, v = sg.matrix("A", n, n), sg.vector("v", n, latex=latex)
    (told,) = sg.System([(y, A * v)]).latex(None, sg.Notation(form="index"))
    assert told.startswith(r"y_j = \sum_{k=1}^{n} A_{j,k}")
    assert sg.System([(y, A * v)]).derivative(y, A).latex().startswith(r"\frac{\partial y_j}{\partial A_{k,l}}")


def test_when_the_letters_are_used_up_a_number_tells_them_apart():
    names = sg.scalars("i j k l p q r s u v w")
    assert list(islice(index_letters(names), 3)) == ["i1", "j1", "k1"]
    alike = [sg.scalar("i1"), sg.scalar("j_1"), sg.scalar("z", latex="k_{1}")]
    assert list(islice(index_letters([*names, *alike]), 2)) == ["l1", "p1"]


def test_a_size_does_not_look_like_a_time():
    T = sg.dims("T")
    h, old, v, U = sg.vector("h", T), sg.vector("h_prev", T), sg.vector("v", T), sg.matrix("U", T, T)
    cell = sg.System([(h, sg.tanh(U * old + v / T))], carry={h: old}, parameters=[U])
    back = sg.Recurrence(cell).gradient()
    assert "bar_v[t] = bar_pre_h[t] / size(T)" in str(back)
    assert "bar_U = Σ[t=1..T] bar_pre_h[t] h[t-1]ᵀ" in str(back)
    assert r"\bar{v}_t = \frac{\bar{\hat{h}}_t}{\mathrm{T}}" in back.latex(None)
    assert r"\bar{U} = \sum_{t=1}^{T} \bar{\hat{h}}_t h_{t-1}^{\top}" in back.latex(None)
    assert r"| $U$ | `U` | $(\mathrm{T}, \mathrm{T})$ | parameter |" in sg.markdown(sg.document(back, check=False))
    assert str(cell) == "h = tanh(U h_prev + v / T)"


def test_time_keeps_its_letters_in_text():
    t, T, v, old = sg.scalar("t"), sg.matrix("T", n, n), sg.vector("v", n), sg.vector("h_prev", n)
    cell = sg.System([(h, sg.tanh(T * old + t * v))], parameters=[T, t], carry={h: old})
    assert str(sg.Recurrence(cell)).splitlines()[-1] == "h[t] = tanh(matrix(T) h[t-1] + scalar(t) v[t])"
    assert str(cell) == "h = tanh(T h_prev + t v)"


def test_the_letters_of_indices_are_no_names():
    i, j = sg.scalars("i j")
    A, x = sg.matrix("A", n, n), sg.vector("x", n)
    assert str(sg.jacobian(i * j * A * x, A, form="index")) == "[k; l, p] = δ_k,l i j x_p"


def test_the_letters_of_the_printer_give_way_with_their_scripts():
    """The column e_1 beside a variable e_1, and what it gives way to beside a variable of that name."""
    n = sg.dims("n")
    x, A, S = sg.vector("x", n), sg.matrix("A", n, n), sg.matrix("S", n, n, symmetric=True)
    one, unit, unit_1, value, entry = sg.scalars("e_1 unit unit_1 lambda_1 v_1")
    column = sg.gradient(x[0], x)
    assert sg.text(one * column) == "e_1 unit_1"
    assert sg.text(sg.scalar("e") * unit_1 * column) == "e unit_1 unit'_1"
    assert sg.text(one * unit * column) == "e_1 unit unit'_1"
    assert sg.text(value * sg.eigenvalue(S, 0)) == "λ_1 eig_1(S)"
    assert sg.text(entry * sg.eigenvector(S, 0)) == "v_1 eigvec_1(S)"
    both = sg.matrix("I", n, n) * x + sg.matrix("Id", n, n) * x + x
    assert sorted(sg.text(sg.jacobian(both, x)).split(" + ")) == ["I", "Id", "Id'"]
    given = sg.matrix("I", n, n) * x + sg.matrix("J", n, n, latex=r"\mathsf{I}") * x + x
    assert sorted(sg.latex(sg.jacobian(given, x)).split(" + ")) == ["I", r"\mathsf{I}", r"\mathsf{I}'"]
    called = sp.Function("I")(sg.scalar("s")) * x + A * x
    assert sorted(sg.text(sg.jacobian(called, x)).split(" + ")) == ["A", "I(s) Id"]


@pytest.mark.parametrize(
    ("right", "in_text", "in_latex"),
    [
        (lambda x, k: k * x[k], "k x_(k + 1)", "k x_{k + 1}"),
        (lambda x, k: k * x[2 * k], "k x_(2 k + 1)", "k x_{2 k + 1}"),
        (lambda x, k: k * x[k - 1], "k x_k", "k x_k"),
        (lambda x, k: x[k], "x_k", "x_k"),
        (lambda x, k: sp.exp(k) + x[k + 1], "exp(k) + x_(k + 2)", "e^{k} + x_{k + 2}"),
    ],
)
def test_a_position_that_is_a_number_too_has_one_meaning(right, in_text, in_latex):
    """At k = 1 the program takes the second entry: what is printed beside the number k says so."""
    n = sg.dims("n")
    x, r, k = sg.vector("x", n), sg.scalar("r"), sp.Symbol("k", integer=True)
    system = sg.System([(r, right(x, k))])
    assert str(system) == f"r = {in_text}"
    assert system.latex(None) == [f"r = {in_latex}"]
    told = "$k$ counts from 0, and entries count from 1"
    assert (told in system.legend()) == (in_text != "x_k")


def test_a_position_that_an_equation_defines_is_a_number():
    n = sg.dims("n")
    x, r = sg.vector("x", n), sg.scalar("r")
    j, k = sp.symbols("j k", integer=True)
    system = sg.System([(j, k + 1), (r, x[j])])
    assert str(system).splitlines()[-1] == "r = x_(j + 1)"
    assert str(sg.System([(r, k * x[k])]).gradient(wrt=[x])).splitlines()[-1] == "bar_x = bar_r k e_(k + 1)"


@pytest.mark.parametrize(("notation", "expected"), [("plain", 0), ("greff", 0), ("bar", 1)])
def test_a_notation_whose_marks_nobody_has_is_read_once(monkeypatch, notation, expected):
    made, check = [], sg.Notation.__post_init__
    monkeypatch.setattr(sg.Notation, "__post_init__", lambda self: made.append(self) or check(self))
    sg.cells.elman().gradient().latex(notation=notation)
    assert len(made) == expected
