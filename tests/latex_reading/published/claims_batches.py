"""Claims about batches and penalties: samples as rows, d names, a loss with a penalty on the weights."""

from tests.latex_reading.published.records import Claim, Paper

CASE_STUDY = Paper(
    "two layers, samples as rows",
    "Karpathy, Johnson and Li, CS231n course notes, Neural networks part 3 and case study",
    r"""
\begin{aligned}
Z &= X W_1 + b_1 \\
H &= \max(0, Z) \\
S &= H W_2 + b_2 \\
P_{ik} &= \frac{e^{S_{ik}}}{\sum_j e^{S_{ij}}} \\
L &= -\frac{1}{N} \sum_{i=1}^{N} \sum_k Y_{ik} \log P_{ik}
    + \frac{\lambda}{2} \left( \| W_1 \|_F^2 + \| W_2 \|_F^2 \right)
\end{aligned}
""",
    (
        Claim(r"dS = \frac{1}{N} (P - Y)", "right"),
        Claim(r"dW_2 = H^T dS + \lambda W_2", "right"),
        Claim(r"db_2 = \sum dS", "right"),
        Claim(r"dH = dS\, W_2^T", "right"),
        Claim(r"dZ = dH \odot \mathbb{1}(Z > 0)", "right"),
        Claim(r"dW_1 = X^T dZ + \lambda W_1", "right"),
        Claim(r"dS = P - Y", "wrong", "missing factor", r"P - Y", "1/N, since L is a mean over samples"),
        Claim(
            r"dW_1 = X^T dZ",
            "partial",
            "missing path",
            r"\| W_1 \|_F^2",
            "equals the path through Z alone; that through the penalty, lambda W_1, is missing",
        ),
        Claim(r"db_2 = \frac{1}{N} \sum dS", "wrong", "mean for sum", r"\frac{1}{N}", "1/N is in dS already"),
        Claim(
            r"dZ = dH \odot \mathbb{1}(dH > 0)",
            "wrong",
            "slope of the wrong argument",
            r"\mathbb{1}(dH > 0)",
            "1(Z > 0)",
        ),
        Claim(r"dW_2 = H^T dS + 2 \lambda W_2", "wrong", "constant factor", r"2 \lambda W_2", "L has lambda / 2"),
    ),
    shapes={"X": ("N", "D"), "W_1": ("D", "H"), "b_1": ("H",), "W_2": ("H", "K"), "b_2": ("K",), "Y": ("N", "K")},
    conventions={
        "vectors": "rows",
        "samples": "rows",
        r"\sum": "over samples",
        "Y": "one-hot",
        r"\lambda": "constant",
    },
)

PENALTY = Paper(
    "one hidden layer with a penalty",
    "Zhang, Lipton, Li and Smola, Dive into Deep Learning, section 5.3",
    r"""
$$\mathbf{z}= \mathbf{W}^{(1)} \mathbf{x},$$
$$\mathbf{h}= \phi (\mathbf{z}).$$
$$\mathbf{o}= \mathbf{W}^{(2)} \mathbf{h}.$$
$$L = l(\mathbf{o}, y).$$
$$s = \frac{\lambda}{2} \left(\|\mathbf{W}^{(1)}\|_\textrm{F}^2 + \|\mathbf{W}^{(2)}\|_\textrm{F}^2\right),$$
$$J = L + s.$$
""",
    (
        Claim(r"\frac{\partial s}{\partial \mathbf{W}^{(1)}} = \lambda \mathbf{W}^{(1)}", "right"),
        Claim(
            r"\frac{\partial J}{\partial \mathbf{W}^{(2)}} = \frac{\partial J}{\partial \mathbf{o}} \mathbf{h}^\top"
            r" + \lambda \mathbf{W}^{(2)}.",
            "right",
        ),
        Claim(
            r"\frac{\partial J}{\partial \mathbf{h}} = {\mathbf{W}^{(2)}}^\top \frac{\partial J}{\partial \mathbf{o}}.",
            "right",
        ),
        Claim(
            r"\frac{\partial J}{\partial \mathbf{z}}"
            r" = \frac{\partial J}{\partial \mathbf{h}} \odot \phi'\left(\mathbf{z}\right).",
            "right",
        ),
        Claim(
            r"\frac{\partial J}{\partial \mathbf{W}^{(1)}} = \frac{\partial J}{\partial \mathbf{z}} \mathbf{x}^\top"
            r" + \lambda \mathbf{W}^{(1)}.",
            "right",
        ),
        Claim(
            r"\frac{\partial J}{\partial \mathbf{W}^{(1)}} = \frac{\partial J}{\partial \mathbf{z}} \mathbf{x}^\top"
            r" - \lambda \mathbf{W}^{(1)}.",
            "wrong",
            "sign",
            r"- \lambda \mathbf{W}^{(1)}",
            "+ lambda W^{(1)}",
        ),
        Claim(
            r"\frac{\partial J}{\partial \mathbf{z}}"
            r" = \frac{\partial J}{\partial \mathbf{h}} \odot \phi\left(\mathbf{z}\right).",
            "wrong",
            "sigma for sigma'",
            r"\phi\left(\mathbf{z}\right)",
            "phi'(z)",
        ),
        Claim(
            r"\frac{\partial J}{\partial \mathbf{W}^{(2)}} = \frac{\partial J}{\partial \mathbf{o}} \mathbf{z}^\top"
            r" + \lambda \mathbf{W}^{(2)}.",
            "wrong",
            "swapped names",
            r"\mathbf{z}^\top",
            "h^T",
        ),
    ),
    shapes={r"\mathbf{x}": ("d",), r"\mathbf{W}^{(1)}": ("h", "d"), r"\mathbf{W}^{(2)}": ("q", "h"), "y": ()},
    conventions={r"\phi": "elementwise function", "l": "scalar function", r"\lambda": "constant"},
)

LOGISTIC = Paper(
    "logistic regression, samples as rows",
    "Ng, CS229 lecture notes, part II, with all samples in X",
    r"""
\begin{align*}
h &= \sigma(X\theta) \\
J(\theta) &= -\sum_{i=1}^{m} \left[ y_i \log h_i + (1 - y_i) \log(1 - h_i) \right]
\end{align*}
""",
    (
        Claim(r"\nabla_\theta J(\theta) = X^T (h - y)", "right"),
        Claim(r"\frac{\partial J(\theta)}{\partial \theta_j} = \sum_{i=1}^{m} (h_i - y_i) X_{ij}", "right"),
        Claim(r"\frac{\partial J(\theta)}{\partial h_i} = \frac{h_i - y_i}{h_i (1 - h_i)}", "right"),
        Claim(r"\nabla_\theta^2 J(\theta) = X^T \operatorname{diag}\left(h \odot (1 - h)\right) X", "right"),
        Claim(r"\nabla_\theta J(\theta) = X^T (y - h)", "wrong", "sign", r"(y - h)", "h - y: J is to be minimised"),
        Claim(
            r"\nabla_\theta J(\theta) = \frac{1}{m} X^T (h - y)",
            "wrong",
            "mean for sum",
            r"\frac{1}{m}",
            "J is a sum over samples",
        ),
        Claim(
            r"\frac{\partial J(\theta)}{\partial \theta_j} = \sum_{i=1}^{m} (h_i - y_i) h_i (1 - h_i) X_{ij}",
            "wrong",
            "extra term",
            r"h_i (1 - h_i)",
            "the slope cancels against the logarithms",
        ),
        Claim(
            r"\nabla_\theta^2 J(\theta) = X^T \operatorname{diag}(h) X",
            "wrong",
            "sigma for sigma'",
            r"\operatorname{diag}(h)",
            "diag(h (1 - h))",
        ),
    ),
    shapes={"X": ("m", "n"), r"\theta": ("n",), "y": ("m",)},
)

PAPERS = (CASE_STUDY, PENALTY, LOGISTIC)
