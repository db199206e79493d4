"""Notations: each row of data prints the LSTM as its source writes it, and no two variables look the same in any."""

import pytest
import sympy as sp

import symgrad as sg
from symgrad.errors import SymgradError
from symgrad.printing import NOTATIONS, PLAIN, shifted_name
from symgrad.printing.names import latex_name
from symgrad.printing.passes.slopes import Slopes
from symgrad.printing.spelling import names_in, settled
from tests.systems import lstm


@pytest.fixture(scope="module")
def cell():
    return lstm()


@pytest.fixture(scope="module")
def backward(cell):
    return cell.gradient()


EXPECTED = {
    "plain": [
        r"i &= \sigma(W_i x + U_i h_{\mathrm{prev}} + b_i)",
        r"\bar{c} &= \Delta_c + \bar{h} \odot o \odot (1 - \tanh^2(c))",
        r"\bar{\hat{o}} &= \bar{h} \odot o \odot \tanh(c) \odot (1 - o)",
        r"\bar{U}_i &= \bar{\hat{i}} h_{\mathrm{prev}}^{\top}",
    ],
    "bar": [
        r"\mathbf{i}_t &= \sigma(\mathbf{W}_i \mathbf{x}_t + \mathbf{U}_i \mathbf{h}_{t-1} + \mathbf{b}_i)",
        r"\bar{\hat{\mathbf{o}}}_t &= \bar{\mathbf{h}}_t \odot \mathbf{o}_t \odot \tanh(\mathbf{c}_t) "
        r"\odot (1 - \mathbf{o}_t)",
        r"\bar{\mathbf{U}}_i &= \bar{\hat{\mathbf{i}}}_t \mathbf{h}_{t-1}^{\top}",
    ],
    "greff": [
        r"i^t &= \sigma(W_i x^t + U_i h^{t-1} + b_i)",
        r"c^t &= i^t \odot g^t + f^t \odot c^{t-1}",
        r"\delta c^t &= \Delta^t + \delta h^t \odot o^t \odot \tanh'(c^t)",
        r"\delta \bar{o}^t &= \delta h^t \odot \tanh(c^t) \odot \sigma'(\bar{o}^t)",
        r"\delta U_i &= \langle \delta \bar{i}^t, h^{t-1} \rangle",
        r"\delta b_i &= \delta \bar{i}^t",
    ],
    "pytorch": [
        r"i_t &= \sigma(W_{ii} x_t + W_{hi} h_{t-1} + b_i)",
        r"h_t &= o_t \odot \tanh(c_t)",
        r"\bar{W}_{hg} &= \bar{\hat{g}}_t h_{t-1}^{\top}",
    ],
    "leibniz": [
        r"\frac{\partial L}{\partial \hat{o}_t} &= \frac{\partial L}{\partial h_t} \odot \tanh(c_t) "
        r"\odot \sigma'(\hat{o}_t)",
        r"\frac{\partial L}{\partial U_i} &= \frac{\partial L}{\partial \hat{i}_t} h_{t-1}^{\top}",
    ],
    "nabla": [
        r"\nabla_{\mathbf{c}^{(t-1)}} L &= \nabla_{\mathbf{c}^{(t)}} L \odot \mathbf{f}^{(t)}",
        r"\nabla_{\mathbf{U}_i} L &= (\nabla_{\hat{\mathbf{i}}^{(t)}} L) (\mathbf{h}^{(t-1)})^{\top}",
    ],
}


@pytest.mark.parametrize("name", NOTATIONS)
def test_the_lstm_in_each_notation(name, backward):
    lines = [line.removesuffix(r" \\") for line in backward.latex(notation=name).splitlines()]
    lines += [line.removesuffix(r" \\") for line in lstm().latex(notation=name).splitlines()]
    assert [line for line in EXPECTED[name] if line not in lines] == []


def test_a_notation_is_chosen_by_name_or_made(cell):
    d = cell.derivative("h", "b_i")
    for printed in (cell, d, cell.gradient("h")):
        assert sg.latex(printed, notation="greff") == printed.latex(notation=NOTATIONS["greff"])
        assert sg.latex(printed) == sg.latex(printed, notation="plain") == printed.latex(notation=PLAIN)
    angle = sg.Notation(time="angle", timed=True, transpose="T")
    assert cell.latex(notation=angle).splitlines()[5] == (
        r"c^{\langle t \rangle} &= i^{\langle t \rangle} \odot g^{\langle t \rangle}"
        r" + f^{\langle t \rangle} \odot c^{\langle t-1 \rangle} \\"
    )
    with pytest.raises(SymgradError) as caught:
        sg.latex(cell, notation="gref")
    assert str(caught.value) == (
        "no notation 'gref'; there are plain, bar, greff, pytorch, leibniz, nabla, or make one with sg.Notation(...)."
    )


@pytest.mark.parametrize("name", NOTATIONS)
def test_no_two_variables_look_the_same(name, backward):
    second = backward.tangent(["W_i", "x"])
    for program in (backward, second, backward.gradient(["bar_x", "bar_W_i"], ["W_g", "bar_h"])):
        notation = settled(program, NOTATIONS[name])
        names = names_in(program, notation)
        variables = [*program.inputs, *program.definitions]
        assert len({latex_name(variable, notation, names) for variable in variables}) == len(set(variables))


def test_a_renaming_that_would_make_two_look_the_same_is_left_out():
    n = sg.dims("n")
    U, R, x, y = *sg.matrices("U_i R_i", n, n), *sg.vectors("x y", n)
    layer = sg.System([(y, U * x + R * x)], inputs=[x], parameters=[U, R])
    assert r"U_i x + R_i x" in layer.latex(notation="pytorch")


def test_names_that_the_author_gave_stay_and_tell_their_time():
    n = sg.dims("n")
    x, z, y = sg.vector("x", n, latex="x_t"), sg.vector("z_bar", n, latex=r"\bar{z}"), sg.vector("y", n)
    y_prev, W = sg.vector("y_prev", n, latex="y_{t-1}"), sg.matrix("W", n, n, latex="W^{(1)}")
    cell = sg.System([(z, W * x), (y, sg.tanh(z + y_prev))], inputs=[x, y_prev], parameters=[W], carry={y: y_prev})
    assert cell.latex(notation="greff").splitlines()[1:3] == [
        r"\bar{z}^t &= W^{(1)} x_t \\",
        r"y^t &= \tanh(y_{t-1} + \bar{z}^t)",
    ]
    assert cell.latex(notation="plain").splitlines()[2] == r"y &= \tanh(y_{t-1} + \bar{z})"


def test_a_system_without_a_step_before_has_no_time():
    n = sg.dims("n")
    x, y = sg.vectors("x y", n)
    assert sg.System([(y, sg.tanh(x))]).latex(notation="greff").splitlines()[1] == r"y &= \tanh(x)"


@pytest.mark.parametrize(
    ("notation", "shift", "expected"),
    [
        ("greff", 1, "h_1^{t+1}"),
        ("greff", 0, "h_1^t"),
        ("pytorch", -2, "h_{1,t-2}"),
        ("nabla", 1, "h_1^{(t+1)}"),
        (sg.Notation(time="angle"), -1, r"h_1^{\langle t-1 \rangle}"),
    ],
)
def test_a_variable_at_another_step(notation, shift, expected):
    from symgrad.printing import notation_of

    assert shifted_name(sg.scalar("h_1"), shift, notation_of(notation)) == expected
    bar = sg.System([(sg.scalar("h_1"), 2 * sg.scalar("x"))]).gradient().inputs[-1]
    assert shifted_name(bar, 1, notation_of("greff")) == r"\delta h_1^{t+1}"


def test_slopes_are_kept_where_they_are_slopes():
    n = sg.dims("n")
    z, o, p, u = sg.vectors("z o p u", n)
    layer = sg.System([(o, sg.sigmoid(z)), (u, sg.hadamard(o, p))], inputs=[z, p])
    ones = sg.ones(n)
    slopes = Slopes(layer)

    def kept(expr):
        return sg.text(slopes.kept(sp.sympify(expr)), order=None)

    assert kept(sg.hadamard(p, o, ones - o)) == "p ⊙ sigmoid'(z)"
    assert kept(sg.hadamard(o, o, ones - o)) == "o ⊙ sigmoid'(z)"
    assert kept(sg.diag(sg.hadamard(o, ones - o))) == "diag(sigmoid'(z))"
    for other in (sg.hadamard(p, ones - p), sg.hadamard(o, ones - p), sg.hadamard(o, 2 * ones - o), ones - o):
        assert "'" not in kept(other)
    assert kept(ones - sg.hadamard(sg.tanh(p), sg.tanh(p))) == "tanh'(p)"


def test_a_slope_kept_has_the_value_of_the_slope_written_out():
    z, o, q = sg.scalars("z o q")
    layer = sg.System([(o, sg.sigmoid(z))], inputs=[z])
    written = 3 * q * o**2 * (1 - o) * (1 - sp.tanh(q) ** 2)
    kept = Slopes(layer).kept(written)
    assert sg.text(kept) == "3 o q tanh'(q) sigmoid'(z)"
    back = kept.replace(lambda node: str(node.func) == "sigmoid'", lambda node: o * (1 - o))
    back = back.replace(lambda node: str(node.func) == "tanh'", lambda node: 1 - sp.tanh(q) ** 2)
    assert sp.expand(back - written) == 0


def test_one_derivative_in_chain_order_or_simplified():
    d = sg.cells.notebook().derivative("h_1", "b_1")
    assert d.latex().endswith(r"o_1 (1 - \tanh^2(s_1)) i_1 (1 - a_1^2)")
    simplified = d.latex(notation=sg.Notation(factors="simplified"))
    assert simplified.endswith(r"i_1 o_1 (1 - a_1^2) (1 - \tanh^2(s_1))")


def test_denominator_layout_is_the_transpose(cell):
    d = cell.derivative("h", "h_prev")
    lines = d.latex(steps=True, notation=sg.Notation(layout="denominator"))
    assert r"\frac{\partial i}{\partial h_{\mathrm{prev}}} \frac{\partial c}{\partial i} + " in lines
    path = r"\frac{\partial i}{\partial h_{\mathrm{prev}}} \frac{\partial c}{\partial i} \frac{\partial h}{\partial c}"
    assert rf"{path} &= U_i^{{\top}} \operatorname{{diag}}" in lines
    assert (
        r"\frac{\partial i}{\partial h_{\mathrm{prev}}} &= U_i^{\top} \operatorname{diag}\bigl(i \odot (1 - i)\bigr)"
        in lines
    )
    gradient = sg.cells.notebook().derivative("h_1", "V_a1")
    assert gradient.latex() == gradient.latex(notation=sg.Notation(layout="denominator"))


def peephole():
    """The cell of Greff et al., LSTM: A Search Space Odyssey, 2017, in its names."""
    n, m = sg.dims("n m")
    x, y_prev, c_prev = sg.vector("x", m), *sg.vectors("y_prev c_prev", n)
    bars = {name: sg.vector(f"{name}_bar", n, latex=rf"\bar{{{name}}}") for name in "zifo"}
    z, i, f, o, c, y = sg.vectors("z i f o c y", n)
    W, R = ({name: sg.matrix(f"{kind}_{name}", n, size) for name in "zifo"} for kind, size in (("W", m), ("R", n)))
    p = {name: sg.vector(f"p_{name}", n) for name in "ifo"}
    b = {name: sg.vector(f"b_{name}", n) for name in "zifo"}

    def inner(name, peeked=None):
        whole = W[name] * x + R[name] * y_prev + b[name]
        return whole if peeked is None else whole + sg.hadamard(p[name], peeked)

    equations = [
        (bars["z"], inner("z")), (z, sg.tanh(bars["z"])),
        (bars["i"], inner("i", c_prev)), (i, sg.sigmoid(bars["i"])),
        (bars["f"], inner("f", c_prev)), (f, sg.sigmoid(bars["f"])),
        (c, sg.hadamard(z, i) + sg.hadamard(c_prev, f)),
        (bars["o"], inner("o", c)), (o, sg.sigmoid(bars["o"])),
        (y, sg.hadamard(sg.tanh(c), o)),
    ]  # fmt: skip
    parameters = [*W.values(), *R.values(), *p.values(), *b.values()]
    return sg.System(
        equations, outputs=[y, c], inputs=[x, y_prev, c_prev], parameters=parameters, carry={y: y_prev, c: c_prev}
    )


def test_one_step_of_greffs_cell_has_the_lines_of_its_appendix():
    lines = [line.removesuffix(r" \\") for line in peephole().gradient().latex(notation="greff").splitlines()]
    for line in (
        r"\bar{i}^t &= W_i x^t + R_i y^{t-1} + p_i \odot c^{t-1} + b_i",
        r"\delta \bar{o}^t &= \delta y^t \odot \tanh(c^t) \odot \sigma'(\bar{o}^t)",
        r"\delta c^t &= \Delta^t + \delta y^t \odot o^t \odot \tanh'(c^t) + p_o \odot \delta \bar{o}^t",
        r"\delta \bar{f}^t &= \delta c^t \odot c^{t-1} \odot \sigma'(\bar{f}^t)",
        r"\delta \bar{i}^t &= \delta c^t \odot z^t \odot \sigma'(\bar{i}^t)",
        r"\delta \bar{z}^t &= \delta c^t \odot i^t \odot \tanh'(\bar{z}^t)",
        r"\delta W_z &= \langle \delta \bar{z}^t, x^t \rangle",
        r"\delta R_z &= \langle \delta \bar{z}^t, y^{t-1} \rangle",
        r"\delta b_z &= \delta \bar{z}^t",
    ):
        assert line in lines, "\n".join(lines)


@pytest.mark.parametrize(
    ("notation", "latex", "expected"),
    [
        ("nabla", None, r"\nabla_{\mathbf{k}} L"),
        ("greff", r"\tilde{k}", r"\delta \tilde{k}"),
        ("leibniz", r"\hat{x}", r"\frac{\partial L}{\partial \hat{x}}"),
    ],
)
def test_a_name_may_look_like_a_place_in_the_form_of_a_cotangent(notation, latex, expected):
    k = sg.vector("k", 2, latex=latex)
    assert sg.latex(sg.symbols.cotangent_of(k), notation=notation) == expected


def test_a_bold_name_wears_its_accents_outside():
    """LaTeX stops at an accent over a bold accented letter."""
    h = sg.vector("h_tilde", 3, latex=r"\tilde{h}")
    bar = sg.symbols.cotangent_of(h)
    assert sg.latex(bar, notation="bar") == r"\bar{\tilde{\mathbf{h}}}"
    assert sg.latex(h, notation="bar") == r"\tilde{\mathbf{h}}"


def test_one_sign_is_one_product():
    n = sg.dims("n")
    A, M = sg.matrix("A", n, n), sg.matrix("M", n, n)
    x, y, L = *sg.vectors("x y", n), sg.scalar("L")
    both = sg.System([(M, x * y.T), (L, sg.dot(M, A))])
    assert both.latex(None, notation="greff") == [r"M = \langle x, y \rangle", r"L = \langle A, M \rangle_F"]
    outer, inner = (r"$\langle u, v \rangle$ is the outer product $u v^{\top}$",
                    r"$\langle A, B \rangle_F$ is the sum of the products of the entries")  # fmt: skip
    assert both.legend("greff") == [outer, inner]
    assert sg.System([(L, sg.dot(M, A))]).legend("greff") == [inner]
    assert sg.System([(M, x * y.T)]).legend("greff") == [outer]
    other = sg.Notation(outer="otimes")
    blocks = sg.System([(M, x * y.T), (sp.MatrixSymbol("k", n * n, 1), sp.KroneckerProduct(x, y))])
    assert blocks.latex(None, notation=other) == [r"M = x \otimes y", r"k = x \otimes_{\mathsf{K}} y"]
    assert blocks.legend(other) == [
        r"$u \otimes v$ is the outer product $u v^{\top}$", r"$\otimes_{\mathsf{K}}$ is the Kronecker product",
    ]  # fmt: skip
    assert blocks.latex(None)[1] == r"k = x \otimes_{\mathsf{K}} y"


@pytest.mark.parametrize(
    "signs", [{"hadamard": r"\otimes", "outer": "otimes"}, {"dot": "angle", "outer": "angle"}, {"divide": r"\odot"}]
)
def test_two_products_with_one_sign_are_refused(signs):
    with pytest.raises(sg.ArgumentError, match=r"^Notation: \w+ and \w+ both print .*; choose another sign for one\.$"):
        sg.Notation(**signs)


def test_the_legend_tells_no_function_of_an_authors_by_its_looks():
    n = sg.dims("n")
    x, L, s = sg.vector("x", n), *sg.scalars("L s")
    square = {"slope": lambda x, y: 2 * x, "definition": lambda x: x**2}
    own = [sp.Function("sigma")(s), sg.total(sg.elementwise("act", latex=r"\sigma", **square)(x)),
           sg.total(sg.elementwise("LN", **square)(x)), sg.elementwise("step", **square)(s),
           sg.scalar("b", latex=r"b^{\sigma}") * s]  # fmt: skip
    for expr in own:
        assert not any("logistic" in told or "LN" in told or "step" in told for told in sg.System([(L, expr)]).legend())
    logistic = r"$\sigma$ is the logistic function"
    assert sg.System([(L, sg.sigmoid(s))]).legend() == [logistic]
    assert logistic in sg.System([(L, sg.sigmoid(s) * sg.scalar("b", latex=r"b^{\sigma}"))]).legend()
    assert logistic in sg.System([(L, sg.total(sg.softplus(x)))]).gradient().legend()


def test_the_letter_of_a_loss_is_no_part_of_a_command():
    L, s = sg.scalars("L s")
    told = sg.System([(L, sg.tanh(s))]).gradient().legend(sg.Notation(cotangent=r"\Lambda_{x}"))
    assert told == [r"$\Lambda_L$ is the cotangent of $L$, the gradient with respect to it"]


def test_an_equation_is_told_once_whatever_stands_inside():
    n = sg.dims("n")
    W = sg.matrix("W", n, n)
    h, u, y = sg.vectors("h u y", n)
    back = sg.System([(h, sg.hadamard(sg.tanh(W * (u + sg.hadamard(u, u)) + y), y))]).gradient()
    assert back.legend()[-1].endswith("are the arguments inside the equation of $h$")


def test_the_ones_above_a_matrix_are_a_matrix():
    n, m = sg.dims("n m")
    assert sg.latex(sg.divide(1, sg.matrix("A", n, m))) == r"(\mathbf{1} \mathbf{1}^{\top}) \oslash A"
    assert sg.latex(sg.divide(1, sg.vector("x", n))) == r"\mathbf{1} \oslash x"
