"""Claims about softmax, cross-entropy and single functions: Kronecker deltas, cases, Jacobians."""

from tests.latex_reading.published.records import Claim, Paper

CLASSIFIER = Paper(
    "softmax classifier, by indices",
    "Karpathy, Johnson and Li, CS231n course notes, Linear classification; Bendersky, The Softmax function, 2016",
    r"""
$$f_k = \sum_j W_{kj} x_j + b_k$$
$$p_k = \frac{e^{f_k}}{ \sum_j e^{f_j} }$$
$$L = -\sum_k y_k \log p_k$$
""",
    (
        Claim(r"\frac{\partial p_i}{\partial f_j} = p_i (\delta_{ij} - p_j)", "right"),
        Claim(
            r"""\frac{\partial p_i}{\partial f_j} = \begin{cases}
    p_i (1 - p_j) & \text{if } i = j \\
    -p_i p_j & \text{if } i \neq j
\end{cases}""",
            "right",
        ),
        Claim(r"\frac{\partial L}{\partial p_k} = -\frac{y_k}{p_k}", "right"),
        Claim(
            r"\frac{\partial L}{\partial f_k} = p_k - y_k",
            "right under a condition",
            note="right where the entries of y sum to one",
        ),
        Claim(r"\frac{\partial L}{\partial f_k} = p_k \sum_j y_j - y_k", "right"),
        Claim(r"\frac{\partial L}{\partial W_{kj}} = \left( p_k \sum_i y_i - y_k \right) x_j", "right"),
        Claim(
            r"\frac{\partial p_i}{\partial f_j} = p_i (\delta_{ij} - p_i)",
            "wrong",
            "swapped names",
            r"(\delta_{ij} - p_i)",
            "delta_ij - p_j",
        ),
        Claim(
            r"""\frac{\partial p_i}{\partial f_j} = \begin{cases}
    p_i (1 - p_j) & \text{if } i = j \\
    p_i p_j & \text{if } i \neq j
\end{cases}""",
            "wrong",
            "sign",
            r"p_i p_j",
            "- p_i p_j",
        ),
        Claim(r"\frac{\partial L}{\partial f_k} = y_k - p_k", "wrong", "sign", r"y_k - p_k", "p_k - y_k"),
        Claim(r"\frac{\partial L}{\partial p_k} = -\frac{y_k}{p_k^2}", "wrong", "wrong exponent", r"p_k^2", "p_k"),
    ),
    shapes={"W_{kj}": ("K", "D"), "x_j": ("D",), "y_k": ("K",)},
)

LABEL = Paper(
    "softmax classifier, a label",
    "Karpathy, Johnson and Li, CS231n course notes, Neural networks case study",
    r"""
$$
p_k = \frac{e^{f_k}}{ \sum_j e^{f_j} } \hspace{1in} L =-\log\left(p_{y}\right)
$$
""",
    (
        Claim(r"\frac{\partial L }{ \partial f_k } = p_k - \mathbb{1}(y = k)", "right"),
        Claim(
            r"\frac{\partial L }{ \partial f_k } = p_k + \mathbb{1}(y = k)",
            "wrong",
            "sign",
            r"+ \mathbb{1}(y = k)",
            "- 1(y = k)",
        ),
    ),
    shapes={"f_k": ("K",), "y": ()},
)

MATRICES = Paper(
    "softmax and cross-entropy, vectors",
    "Goodfellow, Bengio and Courville, Deep Learning, 2016, section 6.2.2.3; Parr and Howard, 2018",
    r"""
\begin{align}
\mathbf{p} &= \mathrm{softmax}(\mathbf{z}) \\
L &= - \mathbf{y}^\top \log \mathbf{p}
\end{align}
""",
    (
        Claim(
            r"\frac{\partial \mathbf{p}}{\partial \mathbf{z}} = \operatorname{diag}(\mathbf{p})"
            r" - \mathbf{p} \mathbf{p}^\top",
            "right",
        ),
        Claim(r"\frac{\partial L}{\partial \mathbf{z}} = \mathbf{p} - \mathbf{y}", "right"),
        Claim(
            r"\frac{\partial L}{\partial \mathbf{z}} = \mathbf{p} \odot \left(\frac{\partial L}{\partial \mathbf{p}}"
            r" - \left(\mathbf{p}^\top \frac{\partial L}{\partial \mathbf{p}}\right) \mathbf{1}\right)",
            "right",
        ),
        Claim(
            r"\frac{\partial \mathbf{p}}{\partial \mathbf{z}} = \operatorname{diag}(\mathbf{p})"
            r" - \operatorname{diag}(\mathbf{p})^2",
            "wrong",
            "Hadamard for matrix product",
            r"\operatorname{diag}(\mathbf{p})^2",
            "p p^T, all entries and not those of the diagonal alone",
        ),
        Claim(
            r"\frac{\partial L}{\partial \mathbf{z}} = \mathbf{p} \odot \left(\frac{\partial L}{\partial \mathbf{p}}"
            r" - \mathbf{p} \odot \frac{\partial L}{\partial \mathbf{p}}\right)",
            "wrong",
            "Hadamard for matrix product",
            r"\mathbf{p} \odot \frac{\partial L}{\partial \mathbf{p}}",
            "the inner product of p and the derivative, for all entries",
        ),
        Claim(r"\nabla_{\mathbf{z}} L = \mathbf{y} - \mathbf{p}", "wrong", "sign", r"\mathbf{y} - \mathbf{p}", "p - y"),
    ),
    shapes={"L": ()},
    conventions={r"\mathbf{y}": "one-hot"},
)

FUNCTIONS = Paper(
    "functions of a number",
    "Karpathy, Johnson and Li, CS231n course notes, Backpropagation; Ramachandran, Zoph and Le, 2017, on swish",
    r"""
\begin{align*}
y &= \frac{1}{1+e^{-x}} \\
u &= \tanh(x) \\
r &= \max(0, x) \\
s &= \log(1 + e^{x}) \\
f &= x \sigma(x)
\end{align*}
""",
    (
        Claim(r"\frac{dy}{dx} = \frac{e^{-x}}{(1+e^{-x})^2} = \left( 1 - y \right) y", "right"),
        Claim(r"\frac{du}{dx} = 1 - \tanh(x)^2", "right"),
        Claim(
            r"\frac{dr}{dx} = \begin{cases} 1 & x > 0 \\ 0 & \text{otherwise} \end{cases}",
            "right",
        ),
        Claim(r"\frac{df}{dx} = f + \sigma(x) (1 - f)", "right"),
        Claim(r"\frac{ds}{dx} = \sigma(x)", "right"),
        Claim(
            r"\frac{du}{dx} = 1 - \tanh(x^2)",
            "wrong",
            "bracket misplaced",
            r"\tanh(x^2)",
            "tanh(x)^2: the square is of the value",
        ),
        Claim(r"\frac{ds}{dx} = \frac{1}{1 + e^{x}}", "wrong", "sign", r"e^{x}", "e^{-x}"),
        Claim(
            r"\frac{df}{dx} = \sigma(x) + x \sigma(x)",
            "wrong",
            "sigma for sigma'",
            r"x \sigma(x)",
            "x sigma'(x)",
        ),
        Claim(r"\frac{dy}{dx} = y (1 - y)^2", "wrong", "wrong exponent", r"(1 - y)^2", "1 - y"),
    ),
    shapes={"x": ()},
)

MATRIX_CALCULUS = Paper(
    "matrix calculus",
    "Petersen and Pedersen, The Matrix Cookbook, 2012, sections 2.1, 2.4, 2.5 and 2.6",
    r"""
\begin{align}
f &= \operatorname{tr}(A X B) \\
g &= x^T S x \\
\ell &= \| M w - y \|^2 \\
q &= \log \det Z \\
\rho &= \| x \|
\end{align}
""",
    (
        Claim(r"\frac{\partial f}{\partial X} = A^T B^T", "right"),
        Claim(r"\frac{\partial g}{\partial x} = (S + S^T) x", "right"),
        Claim(r"\frac{\partial^2 g}{\partial x \partial x^T} = S + S^T", "right"),
        Claim(r"\nabla_w \ell = 2 M^T (M w - y)", "right"),
        Claim(r"\frac{\partial q}{\partial Z} = Z^{-T}", "right"),
        Claim(r"\frac{\partial \rho}{\partial x} = \frac{x}{\| x \|}", "right"),
        Claim(r"\frac{\partial f}{\partial X} = B A", "right up to layout", "layout", r"B A", "its transpose"),
        Claim(r"\frac{\partial q}{\partial Z} = Z^{-1}", "right up to layout", "layout", r"Z^{-1}", "its transpose"),
        Claim(
            r"\frac{\partial g}{\partial x} = 2 S x",
            "wrong",
            "transpose missing",
            r"2 S x",
            "(S + S^T) x, which is 2 S x of a symmetric S alone",
        ),
        Claim(
            r"\nabla_w \ell = M^T (M w - y)",
            "wrong",
            "constant factor",
            r"M^T (M w - y)",
            "twice that: there is no 1/2 in l",
        ),
        Claim(
            r"\frac{\partial \rho}{\partial x} = \frac{x}{\| x \|^2}",
            "wrong",
            "wrong exponent",
            r"\| x \|^2",
            "||x||",
        ),
    ),
    shapes={
        **{"A": ("p", "m"), "X": ("m", "n"), "B": ("n", "p"), "x": ("k",), "S": ("k", "k")},
        **{"M": ("r", "c"), "w": ("c",), "y": ("r",), "Z": ("s", "s")},
    },
)

PAPERS = (CLASSIFIER, LABEL, MATRICES, FUNCTIONS, MATRIX_CALCULUS)
