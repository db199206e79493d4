"""Faults in print about networks without a memory, each with the line that replaced it."""

from tests.latex_reading.published import claims_dense
from tests.latex_reading.published.records import Claim, Paper

NOTEBOOK = Paper(
    "perceptron of a notebook, as it first was",
    "Britz, nn-from-scratch.ipynb, two faults mended in 2015 and 2016 (pull request 3)",
    claims_dense.ROWS.forward,
    (
        Claim(r"\delta_3 = y - \hat{y}", "wrong", "sign", r"y - \hat{y}", "y-hat - y"),
        Claim(r"\delta_3 = \hat{y} - y", "right"),
        Claim(
            r"\delta_2 = (1 - \tanh^2z_2) \circ \delta_3W_2^T",
            "wrong",
            "slope of the wrong argument",
            r"\tanh^2z_2",
            "tanh^2 of z_1",
        ),
        Claim(r"\delta_2 = (1 - \tanh^2z_1) \circ \delta_3W_2^T", "right"),
    ),
    shapes=claims_dense.ROWS.shapes,
    conventions=claims_dense.ROWS.conventions,
)

SCHOOL = Paper(
    "layers of a summer school's guide",
    "LxMLS lab guide, deep learning day, mended in 2015 (pull request 69 and after); two layers, one sample",
    r"""
\begin{align}
\mathbf{z}^1 & = \mathbf{W}^1 \mathbf{x} + \mathbf{b}^1 \\
\tilde{\mathbf{z}}^1 & = \sigma(\mathbf{z}^1) \\
\mathbf{z}^2 & = \mathbf{W}^2 \tilde{\mathbf{z}}^1 + \mathbf{b}^2 \\
\hat{\mathbf{y}} & = \mathrm{softmax}(\mathbf{z}^2) \\
\mathcal{F} & = \mathbf{y}^T \log \hat{\mathbf{y}}
\end{align}
""",
    (
        Claim(r"\mathbf{e}^2 =\Big(\mathbf{y} - \hat{\mathbf{y}} \Big)", "right"),
        Claim(
            r"\mathbf{e}^{1} = \Big((\mathbf{W}^{2})^T \mathbf{e}^{2}\Big) \odot \tilde{\mathbf{z}}^1"
            r" \odot (1-\tilde{\mathbf{z}}^1)",
            "right",
        ),
        Claim(
            r"\nabla_{\mathbf{W}^1}\mathcal{F} = \mathbf{e}^{1} \cdot \left(\tilde{\mathbf{z}}^1\right)^T",
            "wrong",
            "swapped names",
            r"\tilde{\mathbf{z}}^1",
            "what goes into layer n, here x, and not what comes out of it",
        ),
        Claim(r"\nabla_{\mathbf{W}^1}\mathcal{F} = \mathbf{e}^{1} \cdot \mathbf{x}^T", "right"),
        Claim(
            r"\nabla_{\mathbf{W}^2}\mathcal{F} = \mathbf{e}^{2} \cdot \left(\tilde{\mathbf{z}}^1\right)^T",
            "right",
        ),
    ),
    conventions={
        "superscripts": "indices",
        r"\cdot": "matrix product",
        r"\mathbf{y}": "one-hot",
        r"\mathbf{e}^1": r"cotangent of \mathbf{z}^1",
        r"\mathbf{e}^2": r"cotangent of \mathbf{z}^2",
    },
    shapes={r"\mathcal{F}": ()},
)

LINEAR = Paper(
    "linear module of lecture notes",
    "Deep learning, collaborative lecture notes of spring 2019, lecture 01-b, mended in pull request 6 (2019)",
    r"""
$$ Y = W \cdot X $$
""",
    (
        Claim(r"\frac{\partial C}{\partial X} = W^\top \cdot \frac{\partial C}{\partial Y}", "right"),
        Claim(
            r"\frac{\partial C}{\partial W} = W^\top \cdot \frac{\partial C}{\partial Y}",
            "wrong",
            "swapped names",
            r"W^\top \cdot \frac{\partial C}{\partial Y}",
            "the line before, written twice; right is the derivative by Y times X^T",
        ),
        Claim(r"\frac{\partial C}{\partial W} = \frac{\partial C}{\partial Y}  \cdot X^\top", "right"),
    ),
    shapes={"X": ("m",), "Y": ("n",), "W": ("n", "m"), "C": ()},
    conventions={r"\frac{\partial C}{\partial Y}": "given", r"\cdot": "matrix product"},
)

PAPERS = (NOTEBOOK, SCHOOL, LINEAR)
