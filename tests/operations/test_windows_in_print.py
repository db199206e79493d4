"""How convolutions, pooling, sums and products so far are told: whole lines, as papers have them."""

import pytest

import symgrad as sg
from symgrad.printing import latex_formula
from symgrad.printing.legend import legend

n, m, k, c = sg.dims("n m k c")
x, w, a, b = sg.vector("x", n), sg.vector("w", m), *sg.vectors("a b", n)
X, W, odd, even = sg.matrix("X", n, c), sg.matrix("W", m, c), sg.vector("w", 2 * k + 1), sg.vector("x", 2 * k)
Z = sg.matrix("Z", 2 * k, c)
index = sg.vector("i", 4)

BACKWARD = {
    "full": (sg.convolve(x, w), "bar_x = bar_y ⋆ w\nbar_w = bar_y ⋆ x"),
    "valid": (sg.convolve(x, w, mode="valid"), "bar_x = bar_y ⋆_full w\nbar_w = bar_y ⋆ x"),
    "same": (sg.convolve(x, odd, mode="same"), "bar_x = bar_y ⋆_same w\nbar_w = bar_y ⋆[-k .. k] x"),
    "correlation": (sg.correlate(x, w), "bar_x = bar_y * w\nbar_w = x ⋆ bar_y"),
    "correlation, full": (sg.correlate(x, w, mode="full"), "bar_x = bar_y *_valid w\nbar_w = x ⋆ bar_y"),
    "correlation, same": (sg.correlate(x, odd, mode="same"), "bar_x = bar_y *_same w\nbar_w = x ⋆[-k .. k] bar_y"),
    "columns": (sg.correlate(X, W), "bar_X = bar_y * W\nbar_W = X ⋆ bar_y"),
    "one vector": (sg.correlate(X, w), "bar_X = bar_y * (w 𝟏_cᵀ)\nbar_w = (X ⋆ bar_y) 𝟏"),
    "cumsum": (sg.cumsum(x), "bar_x = revcumsum(bar_y)"),
    "revcumsum": (sg.cumsum(x, reverse=True), "bar_x = cumsum(bar_y)"),
    "shift": (sg.shift(x, 1), "bar_x = [(bar_y)[2 .. n]; 0]"),
    "mean": (sg.mean_pool(even, 2), "bar_x = overlap_2(bar_y 𝟏_2ᵀ) / 2"),
    "max": (sg.max_pool(even, 2), "bar_x = overlap_2((bar_y 𝟏ᵀ) ⊙ hardmax_row(windows_2,2(x)))"),
    "gather": (sg.gather(X, index), "bar_X = onehot(i)ᵀ bar_y"),
}
LATEX = [
    (sg.convolve(x, w), "x * w"),
    (sg.convolve(x, w, mode="valid"), r"x *_{\mathrm{valid}} w"),
    (sg.convolve(x, odd, mode="same"), r"x *_{\mathrm{same}} w"),
    (sg.correlate(x, w), r"x \star w"),
    (sg.correlate(x, w, mode="full"), r"x \star_{\mathrm{full}} w"),
    (sg.tanh(sg.convolve(x + a, w) * 2), r"\tanh\bigl(2 (a + x) * w\bigr)"),
    (sg.cumsum(x), r"\operatorname{cumsum}(x)"),
    (sg.cumsum(x, reverse=True), r"\operatorname{revcumsum}(x)"),
    (sg.cumprod(x), r"\operatorname{cumprod}(x)"),
    (sg.linear_scan(a, b), r"\operatorname{scan}(a, b)"),
    (sg.linear_scan(a, b, reverse=True), r"\operatorname{revscan}(a, b)"),
    (sg.max_pool(even, 2), r"\operatorname{maxpool}_2(x)"),
    (sg.max_pool(even, 3, 2), r"\operatorname{maxpool}_{3,2}(x)"),
    (sg.max_pool(Z, 2), r"\operatorname{maxpool}_2(Z)"),
    (sg.mean_pool(even, 2), r"\operatorname{meanpool}_2(x)"),
    (sg.mean_pool(Z, 3, 1), r"\operatorname{meanpool}_{3,1}(Z)"),
    (3 * sg.mean_pool(even, 2), r"\frac{3}{2} \operatorname{windows}_{2,2}(x) \mathbf{1}"),
    (sg.windows(x, 3), r"\operatorname{windows}_{3,1}(x)"),
    (sg.gather(x, [0, 2]), r"\operatorname{onehot}(1, 3) x"),
]


def whole(expr):
    rows, columns = expr.shape
    return sg.System([(sg.vector("y", rows) if columns == 1 else sg.matrix("y", rows, columns), expr)])


@pytest.mark.parametrize(("expr", "told"), BACKWARD.values(), ids=BACKWARD)
def test_the_backward_pass_is_what_papers_write(expr, told):
    lines = str(whole(expr).gradient()).splitlines()
    assert "\n".join(line for line in lines if line.startswith("bar_")) == told


@pytest.mark.parametrize(("expr", "told"), LATEX, ids=[told for _, told in LATEX])
def test_the_latex(expr, told):
    assert sg.latex(expr) == told


def test_a_word_that_is_a_name_of_the_display_is_spelled_otherwise():
    cumsum = sg.vector("cumsum", n, latex=r"\operatorname{cumsum}")
    assert sg.latex(sg.cumsum(x) + cumsum) == r"\operatorname{cumsum} + \operatorname{\mathsf{cumsum}}(x)"
    assert sg.text(sg.cumsum(x) + sg.vector("cumsum", n)) == "cumsum + function(cumsum)(x)"


def test_where_a_notation_has_the_star_for_another_product_convolution_has_another():
    notation = sg.Notation("stars", hadamard="*", divide=r"\star")
    assert sg.latex(sg.hadamard(sg.convolve(x, odd, mode="same"), a), notation=notation) == (
        r"a * (x \mathbin{\mathsf{conv}}_{\mathrm{same}} w)"
    )
    assert sg.latex(sg.correlate(x, w), notation=notation) == r"x \mathbin{\mathsf{corr}} w"


def test_what_would_take_in_the_other_one_stands_in_brackets():
    told = whole(sg.correlate(x, w)).gradient().latex(notation="nabla")
    assert r"(\nabla_{\mathbf{y}} L) * \mathbf{w}" in told


def sentences(system):
    back = system.value_and_gradient()
    return legend(back, latex_formula(back, "plain"), [back.latex()])


def test_the_marks_are_told_once_each():
    told = sentences(whole(sg.correlate(x, w)))
    assert sum("is the correlation" in one for one in told) == 1
    assert sum("is the convolution" in one for one in told) == 1
    told = sentences(whole(sg.convolve(x, odd, mode="same")))
    assert any(r"$a *_{\mathrm{same}} b$ is the middle" in one for one in told)
    assert any(r"$a \star_{i:j} b$ is the correlation" in one for one in told)
    assert not any(r"$a * b$" in one for one in told)
    told = sentences(whole(sg.max_pool(even, 2)))
    assert sum(one.startswith(r"$\operatorname{maxpool}_{w,s}(x)$") for one in told) == 1
    assert sum(one.startswith(r"$\operatorname{windows}_{w,s}(x)$") for one in told) == 1


def test_an_entry_of_a_derivative():
    assert str(sg.jacobian(sg.correlate(x, w), w, form="index")) == "[i; j] = x_(i + j - 1)"


def test_jacobians_of_vectors_are_matrices():
    assert sg.text(sg.jacobian(sg.correlate(x, w), w)) == "windows_m,1(x)"
    assert sg.text(sg.jacobian(sg.convolve(x, w), x)) == "I * (w 𝟏_nᵀ)"
    assert sg.text(sg.jacobian(sg.cumsum(x), x)) == "cumsum(I)"


def test_a_jacobian_of_windows_is_refused_by_name():
    with pytest.raises(sg.MissingRuleError, match=r"a Windows of shape .* ask for the jvp or the vjp instead"):
        sg.jacobian(sg.max_pool(even, 2), even)


def test_a_variable_that_looks_like_a_sign_changes_the_sign():
    n = sg.dims("n")
    x, star, ast = sg.vector("x", n), sg.vector("star", 3, latex=r"\star"), sg.vector("ast", 3, latex="*")
    nabla = sg.vector("nabla", n, latex=r"\nabla")
    assert sg.latex(sg.gradient(sg.norm_squared(sg.correlate(x, star)), star)) == (
        r"2 x \mathbin{\mathsf{corr}} (x \mathbin{\mathsf{corr}} \star)"
    )
    assert r"x \mathbin{\mathsf{conv}} *" in sg.latex(sg.convolve(x, ast))
    assert sg.latex(sg.gradient(sg.function("f")(nabla), nabla)) == r"\operatorname{grad} f(\nabla)"
