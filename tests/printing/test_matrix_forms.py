"""Formulas of vectors and matrices: whole strings, in both styles."""

import pytest
import sympy as sp

from symgrad.algebra import diag, dot, element, hadamard, mul, ones_of, power, scale, total, transpose
from symgrad.algebra.blocks import concat, diagonal, divide, outer, rows
from symgrad.expressions.nodes import Commutation, Elementwise, KroneckerLeft, Unit, Unvec, Vec
from symgrad.expressions.symbols import dims, matrix, scalars, tangent_of, vector, vectors
from symgrad.functions.elementwise import abs_, exp, leaky_relu, relu, sigmoid, tanh
from symgrad.operations.normalisations import layer_norm
from symgrad.operations.of_vectors import (
    deviation,
    first_maximum,
    log_softmax,
    logdet,
    logsumexp,
    maximum,
    norm,
    normalize,
    rms,
    softmax,
    standardize,
)
from symgrad.printing import latex, text
from symgrad.printing.term_order import listed

n, m = dims("n m")
A, B, U, W = matrix("A", n, n), matrix("B", n, n), matrix("U", n, n), matrix("W", n, m)
P = matrix("P", n, n, positive_definite=True)
x, y, z, u, v = vectors("x y z u v", n)
w, h_prev = vector("w", m), vector("h_prev", n)
a, b, c = scalars("a b c")
g = sp.Function("g")
H, O = hadamard, sp.S.One
J = sp.Symbol("j", integer=True)
ORDER = listed(["A", "B", "U", "W", "x", "y", "z", "u", "v", "w", "h_prev", "a", "b", "c"])


FORMS = [
    (W * w + A * h_prev + x, "A h_{\\mathrm{prev}} + W w + x", "A h_prev + W w + x"),
    (U * h_prev + W * w + x, "U h_{\\mathrm{prev}} + W w + x", "U h_prev + W w + x"),
    (exp(x), r"\exp(x)", "exp(x)"),
    (tanh(x), r"\tanh(x)", "tanh(x)"),
    (tanh(W * w + x), r"\tanh(W w + x)", "tanh(W w + x)"),
    (H(x, y), r"x \odot y", "x ⊙ y"),
    (H(x, y, z), r"x \odot y \odot z", "x ⊙ y ⊙ z"),
    (H(x, x), r"x^{\odot 2}", "x²"),
    (H(x, x, x), r"x^{\odot 3}", "x³"),
    (H(2, x, y), r"2 x \odot y", "2 x ⊙ y"),
    (H(x, A * y), r"x \odot (A y)", "x ⊙ (A y)"),
    (A * H(x, y), r"A (x \odot y)", "A (x ⊙ y)"),
    (H(x, x + y), r"x \odot (x + y)", "x ⊙ (x + y)"),
    (divide(x, y), r"x \oslash y", "x ⊘ y"),
    (divide(H(x, y), z), r"x \odot y \oslash z", "x ⊙ y ⊘ z"),
    (divide(x, H(y, z)), r"x \oslash (y \odot z)", "x ⊘ (y ⊙ z)"),
    (power(x, -1), r"\mathbf{1} \oslash x", "𝟏 ⊘ x"),
    (power(x, sp.Rational(1, 2)), r"\sqrt{x}", "sqrt(x)"),
    (divide(x, power(y, sp.Rational(1, 2))), r"x \oslash \sqrt{y}", "x ⊘ sqrt(y)"),
    (power(B, 2), r"B^{\odot 2}", "B^⊙2"),
    (power(B, sp.Rational(1, 2)), r"\sqrt{B}", "sqrt(B)"),
    (power(x, a), r"x^{\odot a}", "x^⊙a"),
    (power(tanh(x), 2), r"\tanh^2(x)", "tanh²(x)"),
    (power(sigmoid(x), 2), r"\sigma(x)^{\odot 2}", "sigmoid(x)²"),
    (power(x - y, 2), r"(x - y)^{\odot 2}", "(x - y)²"),
    (ones_of((n, O)) - power(tanh(x), 2), r"1 - \tanh^2(x)", "1 - tanh²(x)"),
    (ones_of((n, O)), r"\mathbf{1}", "𝟏"),
    (ones_of((O, n)), r"\mathbf{1}^{\top}", "𝟏ᵀ"),
    (ones_of((n, m)), r"\mathbf{1} \mathbf{1}^{\top}", "𝟏 𝟏ᵀ"),
    (b * ones_of((n, O)) + x, r"x + b \mathbf{1}", "x + b 𝟏"),
    (3 * ones_of((n, O)) - x, "3 - x", "3 - x"),
    (dot(x, y), r"x^{\top} y", "x·y"),
    (dot(y, x), r"x^{\top} y", "x·y"),
    (dot(x, x), r"\lVert x \rVert^2", "‖x‖²"),
    (dot(A * x, y), r"y^{\top} A x", "y·(A x)"),
    (dot(A * x, x), r"x^{\top} A x", "x·(A x)"),
    (dot(x - y, x - y), r"\lVert x - y \rVert^2", "‖x - y‖²"),
    (sp.sqrt(dot(x, x)), r"\lVert x \rVert", "‖x‖"),
    (1 / sp.sqrt(dot(x, x)), r"\frac{1}{\lVert x \rVert}", "1 / ‖x‖"),
    (dot(x, x) ** 2, r"\lVert x \rVert^4", "‖x‖⁴"),
    (dot(A, B), r"\langle A, B \rangle", "⟨A, B⟩"),
    (dot(A, A), r"\lVert A \rVert_F^2", "‖A‖_F²"),
    (dot(tanh(x), y), r"y^{\top} \tanh(x)", "y·tanh(x)"),
    (dot(x, H(y, z)), r"x^{\top} (y \odot z)", "x·(y ⊙ z)"),
    (c * dot(x, y), r"c x^{\top} y", "c x·y"),
    (dot(x, y) * dot(y, z), r"(x^{\top} y) (y^{\top} z)", "(x·y) (y·z)"),
    (dot(x, y) * (1 - a), r"(x^{\top} y) (1 - a)", "(x·y) (1 - a)"),
    (dot(x, y) ** 2, r"(x^{\top} y)^2", "(x·y)²"),
    (scale(dot(x, y), z), r"(x^{\top} y) z", "(x·y) z"),
    (scale(c, A * x), "c A x", "c A x"),
    (scale(a - b, A * x), "(a - b) A x", "(a - b) A x"),
    (scale(-1, A * x), "-A x", "-A x"),
    (scale(1 / a, x), r"\frac{x}{a}", "x / a"),
    (scale(sp.Rational(1, 2), x), r"\frac{1}{2} x", "x / 2"),
    (scale(sp.Rational(1, 2), A * x), r"\frac{1}{2} A x", "A x / 2"),
    (scale(-a / 2, x), r"-\frac{1}{2} a x", "-a x / 2"),
    (scale(c, H(x, y)), r"c x \odot y", "c x ⊙ y"),
    (scale(1 / n, H(x, y)), r"\frac{1}{n} x \odot y", "(x ⊙ y) / n"),
    (scale(-1, x + y), "-(x + y)", "-(x + y)"),
    (scale(c, x + y), "c (x + y)", "c (x + y)"),
    (A * (x + y), "A (x + y)", "A (x + y)"),
    ((A + B) * x, "(A + B) x", "(A + B) x"),
    (A * B * x, "A B x", "A B x"),
    (transpose(W) * x, r"W^{\top} x", "Wᵀ x"),
    (outer(x, y), r"x y^{\top}", "x yᵀ"),
    (scale(2, outer(x, y)), r"2 x y^{\top}", "2 x yᵀ"),
    (transpose(tanh(x)), r"\tanh(x)^{\top}", "tanh(x)ᵀ"),
    (transpose(power(x, 2)), r"(x^{\odot 2})^{\top}", "(x²)ᵀ"),
    (sp.Inverse(A), "A^{-1}", "A⁻¹"),
    (sp.Inverse(A) * x, "A^{-1} x", "A⁻¹ x"),
    (sp.Transpose(sp.Inverse(A)), r"A^{-\top}", "A⁻ᵀ"),
    (sp.Inverse(sp.Transpose(A)), r"A^{-\top}", "A⁻ᵀ"),
    (sp.Inverse(A + B), "(A + B)^{-1}", "(A + B)⁻¹"),
    (sp.MatPow(A, 3), "A^3", "A³"),
    (total(x), r"\mathbf{1}^{\top} x", "𝟏ᵀ x"),
    (total(W), r"\operatorname{sum}(W)", "sum(W)"),
    (total(H(x, y + z)), r"\mathbf{1}^{\top} \bigl(x \odot (y + z)\bigr)", "𝟏ᵀ (x ⊙ (y + z))"),
    (total(A * x), r"\mathbf{1}^{\top} A x", "𝟏ᵀ A x"),
    (total(exp(x)), r"\mathbf{1}^{\top} \exp(x)", "𝟏ᵀ exp(x)"),
    (sp.log(total(exp(x))), r"\log(\mathbf{1}^{\top} \exp(x))", "log(𝟏ᵀ exp(x))"),
    (total(x) / n, r"\frac{\mathbf{1}^{\top} x}{n}", "𝟏ᵀ x / n"),
    (scale(1 / total(exp(x)), exp(x)), r"\frac{\exp(x)}{\mathbf{1}^{\top} \exp(x)}", "exp(x) / (𝟏ᵀ exp(x))"),
    (diag(x), r"\operatorname{diag}(x)", "diag(x)"),
    (diag(x) * A, r"\operatorname{diag}(x) A", "diag(x) A"),
    (diagonal(A), r"\operatorname{diagonal}(A)", "diagonal(A)"),
    (sp.Trace(A), r"\operatorname{tr}(A)", "tr(A)"),
    (sp.Trace(A * B), r"\operatorname{tr}(A B)", "tr(A B)"),
    (sp.Determinant(A), r"\det A", "det(A)"),
    (sp.log(sp.Determinant(A)), r"\log(\det A)", "log(det(A))"),
    (a * sp.Determinant(A), r"a \det A", "a det(A)"),
    (sp.Determinant(A) * (1 - a), r"(\det A) (1 - a)", "det(A) (1 - a)"),
    (sp.Determinant(A * B), r"\det(A B)", "det(A B)"),
    (concat(x, w), r"\begin{bmatrix} x \\ w \end{bmatrix}", "[x; w]"),
    (tanh(concat(x, w)), r"\tanh\biggl(\begin{bmatrix} x \\ w \end{bmatrix}\biggr)", "tanh([x; w])"),
    (rows(x, 0, m), "x_{1:m}", "x[1 .. m]"),
    (rows(x, m, n), "x_{m + 1:m + n}", "x[m + 1 .. m + n]"),
    (rows(concat(x, w), 1, 3), r"\begin{bmatrix} x \\ w \end{bmatrix}_{2:4}", "[x; w][2 .. 4]"),
    (element(x, 0, 0), "x_1", "x_1"),
    (element(W, 0, 1), "W_{1,2}", "W_1,2"),
    (element(matrix("W_i", n, n), 0, 1), "(W_i)_{1,2}", "(W_i)_1,2"),
    (element(vector("W_i", n), 11, 0), "(W_i)_{12}", "(W_i)_12"),
    (element(x, sp.Symbol("k"), 0), "x_k", "x_k"),
    (element(A * x, 1, 0), "(A x)_2", "(A x)_2"),
    (Unit(n, m, sp.Integer(0), sp.Integer(1)), r"e_1 e_2^{\top}", "e_1 e_2ᵀ"),
    (Unit(n, sp.S.One, sp.S.Zero, sp.S.Zero), "e_1", "e_1"),
    (sp.Identity(n), "I", "I"),
    (sp.ZeroMatrix(n, 1), "0", "0"),
    (sp.Identity(n) - A, "I - A", "I - A"),
    (transpose(vector("h_1_prev", n)), r"(h_1^{\mathrm{prev}})^{\top}", "h_1_prevᵀ"),
    (outer(x, y + z), r"x (y + z)^{\top}", "x (y + z)ᵀ"),
    (
        dot(A * x, H(A * y, z)) * sp.sqrt(2) * 2**a,
        r"\sqrt{2} \cdot 2^a (A x)^{\top} \bigl(z \odot (A y)\bigr)",
        "sqrt(2)·2^a (A x)·(z ⊙ (A y))",
    ),
    (scale(-2, H(x, y)), r"-2 x \odot y", "-2 x ⊙ y"),
    (H(x, A * y, power(z, -2)), r"x \odot (A y) \oslash z^{\odot 2}", "x ⊙ (A y) ⊘ z²"),
    (dot(A * x, A * y), r"(A x)^{\top} A y", "(A x)·(A y)"),
    (dot(tanh(x), H(y, z)), r"\tanh(x)^{\top} (y \odot z)", "tanh(x)·(y ⊙ z)"),
    (dot(outer(x, y), A), r"\langle A, x y^{\top} \rangle", "⟨A, x yᵀ⟩"),
    (sp.MatMul(A, sp.OneMatrix(n, 1)), r"A \mathbf{1}", "A 𝟏"),
    (H(x, y) - H(y, z), r"x \odot y - y \odot z", "x ⊙ y - y ⊙ z"),
    (scale(a, x) - scale(b, y), "a x - b y", "a x - b y"),
    (A * x - y, "A x - y", "A x - y"),
    (-A * x - y, "-A x - y", "-A x - y"),
    (tanh(-x), r"\tanh(-x)", "tanh(-x)"),
    (exp(scale(-1, x)), r"\exp(-x)", "exp(-x)"),
    (abs_(x), r"\lvert x \rvert", "|x|"),
    (A * scale(c, H(x, y)), r"c A (x \odot y)", "c A (x ⊙ y)"),
    (scale(sp.log(a), x), r"\log(a) x", "log(a) x"),
    (transpose(concat(x, y)), r"\begin{bmatrix} x \\ y \end{bmatrix}^{\top}", "[x; y]ᵀ"),
    (rows(tanh(x), 0, 2), r"(\tanh(x))_{1:2}", "(tanh(x))[1 .. 2]"),
    (sp.Inverse(sp.Transpose(A) * A) * x, r"A^{-1} A^{-\top} x", "A⁻¹ A⁻ᵀ x"),
    (outer(x, H(y, z)), r"x (y \odot z)^{\top}", "x (y ⊙ z)ᵀ"),
    (H(outer(x, y), A), r"A \odot (x y^{\top})", "A ⊙ (x yᵀ)"),
    (H(scale(1, diag(x)), A), r"A \odot \operatorname{diag}(x)", "A ⊙ diag(x)"),
    (total(x) * total(y), r"(\mathbf{1}^{\top} x) (\mathbf{1}^{\top} y)", "(𝟏ᵀ x) (𝟏ᵀ y)"),
    (total(x) ** 2, r"(\mathbf{1}^{\top} x)^2", "(𝟏ᵀ x)²"),
    (total(x + y), r"\mathbf{1}^{\top} (x + y)", "𝟏ᵀ (x + y)"),
    (dot(x, y) / dot(z, z), r"\frac{x^{\top} y}{\lVert z \rVert^2}", "x·y / ‖z‖²"),
    (1 / (a * dot(x, y)), r"\frac{1}{a x^{\top} y}", "1 / (a x·y)"),
    (scale(1 / (a + b), A * x), r"\frac{1}{a + b} A x", "A x / (a + b)"),
    (scale(1 / dot(x, x), outer(x, x)), r"\frac{1}{\lVert x \rVert^2} x x^{\top}", "x xᵀ / ‖x‖²"),
    (sp.Determinant(A) ** 2, r"(\det A)^2", "det(A)²"),
    (sp.log(sp.Trace(A)), r"\log(\operatorname{tr}(A))", "log(tr(A))"),
    (element(W, 0, 0) * a, "W_{1,1} a", "W_1,1 a"),
    (dot(x, y) * element(x, 0, 0), r"x_1 x^{\top} y", "x_1 x·y"),
    (tangent_of(x) + x, r"\dot{x} + x", "dot_x + x"),
    (Elementwise(g, x), "g(x)", "g(x)"),
    (relu(x), r"\operatorname{relu}(x)", "relu(x)"),
    (leaky_relu(x), r"\operatorname{leakyrelu}(x)", "leaky_relu(x)"),
    (softmax(x), r"\operatorname{softmax}(x)", "softmax(x)"),
    (log_softmax(A * x), r"\operatorname{logsoftmax}(A x)", "log_softmax(A x)"),
    (logsumexp(x + y), r"\operatorname{logsumexp}(x + y)", "logsumexp(x + y)"),
    (norm(x), r"\lVert x \rVert_2", "‖x‖"),
    (norm(x) ** 3, r"\lVert x \rVert_2^3", "‖x‖³"),
    (normalize(x), r"\frac{x}{\lVert x \rVert_2}", "x / ‖x‖"),
    (normalize(x + y), r"\frac{x + y}{\lVert x + y \rVert_2}", "(x + y) / ‖x + y‖"),
    (scale(2, normalize(x)), r"2 \frac{x}{\lVert x \rVert_2}", "2 x / ‖x‖"),
    (maximum(x), r"\max(x)", "max(x)"),
    (first_maximum(x), r"e_{\operatorname{argmax}(x)}", "e_argmax(x)"),
    (standardize(x, sp.Rational(1, 100000)), r"\operatorname{LN}(x; 10^{-5})", "standardize(x; 1e-5)"),
    (deviation(x, sp.Rational(1, 100000)), r"\operatorname{std}(x; 10^{-5})", "deviation(x; 1e-5)"),
    (mul(dot(x, y), normalize(x)), r"(x^{\top} y) \frac{x}{\lVert x \rVert_2}", "(x·y) x / ‖x‖"),
    (norm(x), r"\lVert x \rVert_2", "‖x‖"),
    (norm(A), r"\lVert A \rVert_F", "‖A‖_F"),
    (normalize(A), r"\frac{A}{\lVert A \rVert_F}", "A / ‖A‖_F"),
    (3 * x[J, 0] ** 2 * Unit(n, O, J, 0), r"3 x_j^2 e_j", "3 x_j² e_j"),  # an index counts from 1 in all of print
    (A[J + 1, 0] + x[n - 1, 0], r"A_{j + 1,1} + x_n", "A_(j + 1),1 + x_n"),
    (layer_norm(x), r"\operatorname{LN}(x; 10^{-5})", "standardize(x; 1e-5)"),
    (rms(x, b) * a, r"a \operatorname{rms}(x; b)", "a rms(x; b)"),
    (logdet(A), r"\log\lvert \det(A) \rvert", "log|det(A)|"),
    (logdet(A) ** 2, r"\bigl(\log\lvert \det(A) \rvert\bigr)^2", "(log|det(A)|)²"),
    (logdet(A) * a, r"a \log\lvert \det(A) \rvert", "a log|det(A)|"),
    (logdet(P), r"\log\det(P)", "logdet(P)"),
    (logdet(P) ** 2, r"(\log\det(P))^2", "logdet(P)²"),
    (sp.KroneckerProduct(A, B), r"A \otimes_{\mathsf{K}} B", "A ⊗ B"),
    (sp.KroneckerProduct(A, B) * Vec(A), r"(A \otimes_{\mathsf{K}} B) \operatorname{vec}(A)", "(A ⊗ B) vec(A)"),
    (sp.KroneckerProduct(A + B, B), r"(A + B) \otimes_{\mathsf{K}} B", "(A + B) ⊗ B"),
    (KroneckerLeft(sp.KroneckerProduct(A, B), B), r"\lVert B \rVert_F^2 A", "‖B‖_F² A"),
    (Vec(A), r"\operatorname{vec}(A)", "vec(A)"),
    (Unvec(x, n, m), r"\operatorname{unvec}(x, n, m)", "unvec(x, n, m)"),
    (Commutation(n, m), "K_{n,m}", "K_n,m"),
    (a * sp.Rational(1, 1000), "10^{-3} a", "a / 1000"),
    (scale(sp.Rational(3, 10000), x), r"3 \cdot 10^{-4} x", "3 x / 10000"),
    (scale(1 / norm(x), x), r"\frac{x}{\lVert x \rVert_2}", "x / ‖x‖"),
    (H(x, softmax(y)), r"x \odot \operatorname{softmax}(y)", "x ⊙ softmax(y)"),
]


@pytest.mark.parametrize(("expression", "in_latex", "in_text"), FORMS)
def test_matrix_form(expression, in_latex, in_text):
    assert (latex(expression, ORDER), text(expression, ORDER)) == (in_latex, in_text)


def test_powers_of_functions_of_matrices_are_told_from_powers_of_their_entries():
    A = matrix("A", n, n)
    both = tanh(A) ** 2 + hadamard(tanh(A), tanh(A))
    assert text(both) == "tanh²(A) + (tanh(A))²"
    assert latex(both) == r"\tanh^2(A) + (\tanh(A))^2"


def test_a_power_of_a_scalar_has_no_sign_of_entries():
    a, x, y = *scalars("a b")[:1], *vectors("x y", n)
    assert (text(a ** dot(x, y)), latex(a ** dot(x, y))) == ("a^(x·y)", "a^{x^{\\top} y}")
