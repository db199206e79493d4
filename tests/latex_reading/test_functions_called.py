r"""Functions by their scripts: bases of logarithms, inverses, lines; names with arguments; what is refused by name."""

import numpy as np
import pytest

import symgrad as sg
from symgrad.errors import LatexSyntaxError, MissingRuleError, ShapeError

x = np.array([0.3, 0.7])
READ = [
    (r"y = \log_2(x)", np.log2(x)),
    (r"y = \log_{10} x", np.log10(x)),
    (r"y = \log_e(x)", np.log(x)),
    (r"y = \tanh^{-1}(x)", np.arctanh(x)),
    (r"y = \sin^{-1} x", np.arcsin(x)),
    (r"y = \ln^2 x", np.log(x) ** 2),
    (r"y = \tanh_{(1)}(x)", np.tanh(x)),
    (r"y = x^{\frac{1}{2}}", np.sqrt(x)),
    (r"y = \sec(x)", 1 / np.cos(x)),
    (r"y = \operatorname{gelu}_{\tanh}(x)", x / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3)))),
    (r"y = \operatorname{mish}(x)", x * np.tanh(np.log1p(np.exp(x)))),
    (r"y = x + 1 - I x", np.ones(2)),
    (r"y = 2^{1/2} x + 3^{-3/2} x", (2**0.5 + 3**-1.5) * x),
]
REFUSED = [
    (r"y = \log_b(x)", LatexSyntaxError, "base of a logarithm"),
    (r"y = \sigma^{-1}(x)", LatexSyntaxError, "inverse function"),
    (r"y = \mathbb{E}[x]", LatexSyntaxError, "expectation"),
    (r"y = \operatorname{Var}(x)", MissingRuleError, "Var is not known here"),
    (r"k = \det(2 I)", ShapeError, "how many entries"),
    (r"u = \max_{\mathrm{row}}(0)", MissingRuleError, "max row of a number"),
    (r"y = W x \\ y = U x", LatexSyntaxError, "y is defined twice"),
    (r"y = \mathrm.5(x)", LatexSyntaxError, "a point alone"),
    (r"y = (W/W)^{-1} x", LatexSyntaxError, "inverse of a constant matrix"),
]


@pytest.mark.parametrize(("text", "expected"), READ)
def test_a_function_is_what_papers_mean(text, expected):
    np.testing.assert_allclose(sg.read_latex(text, {"x": (2,)}).lambdify()(x=x), expected, rtol=1e-12)


@pytest.mark.parametrize(("text", "error", "told"), REFUSED)
def test_what_may_be_misread_is_refused(text, error, told):
    with pytest.raises(error, match=told):
        sg.read_latex(text, {"W": (2, 2)} if "W" in text else None)


def test_the_largest_entry_of_a_number_is_the_number():
    text = r"y = \max(2 x - " + r"\max(x, 2 x - " * 4 + "x" + ")" * 5
    assert sg.read_latex(text, {"x": ()}).lambdify()(x=0.5) == 0.5


def test_an_inverse_is_of_a_square_matrix():
    read = sg.read_latex(r"z = A^{-1} u^2")
    assert str(read.equations[0].rhs) == "A**(-1)*HadamardPower(u, 2)"


def test_columns_and_rows():
    W = np.array([[0.1, 0.9], [0.4, 0.2]])
    read = sg.read_latex(r"P = \operatorname{softmax}_{\mathrm{row}}(W)", {"W": (2, 2)})
    np.testing.assert_allclose(read.lambdify()(W=W), np.exp(W) / np.exp(W).sum(1, keepdims=True), rtol=1e-12)


def test_a_name_with_several_arguments_is_several_names():
    read = sg.read_latex(r"\phi(q) = \tanh(A x) \\ \phi(k) = \tanh(B x) \\ y = \phi(q)^\top \phi(k)", {"x": (2,)})
    assert len(read.equations) == 3


def test_a_range_of_rows():
    n = sg.dims("n")
    read = sg.read_latex(r"i = \sigma(a_{1:n}) \\ g = \tanh(a_{n+1:2n})", {"a": (2 * n,), "i": ("n",)})
    a = np.array([0.1, 0.2, 0.3, 0.4])
    out = read.lambdify()(a=a)
    np.testing.assert_allclose(out["i"] if isinstance(out, dict) else out[0], 1 / (1 + np.exp(-a[:2])), rtol=1e-12)


def test_a_bordered_matrix():
    text = r"y = \begin{bmatrix} A & b \\ c^\top & s \end{bmatrix} x"
    read = sg.read_latex(text, {"A": (2, 2), "b": (2,), "c": (2,), "s": ()})
    A, b, c = np.array([[2.0, 1.0], [0.0, 4.0]]), np.array([3.0, 1.0]), np.array([5.0, 6.0])
    found = read.lambdify()(A=A, b=b, c=c, s=7.0, x=np.array([1.0, 2.0, 10.0]))
    np.testing.assert_allclose(found, [34.0, 18.0, 87.0])
