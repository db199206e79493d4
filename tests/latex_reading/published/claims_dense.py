"""Claims about perceptrons: in rows, in columns and by indices, with deltas, with d names and with a penalty."""

from tests.latex_reading.published.records import Claim, Paper

ROWS = Paper(
    "perceptron, one sample as a row",
    "Britz, Implementing a Neural Network from Scratch in Python, 2015",
    r"""
$$
\begin{aligned}
z_1 & = xW_1 + b_1 \\
a_1 & = \tanh(z_1) \\
z_2 & = a_1W_2 + b_2 \\
\hat{y} & = \mathrm{softmax}(z_2)
\end{aligned}
$$

$$ L(y,\hat{y}) = - \sum_{i} y_i \log\hat{y}_i $$
""",
    (
        Claim(r"\delta_3 = \hat{y} - y", "right"),
        Claim(r"\delta_2 = (1 - \tanh^2z_1) \circ \delta_3W_2^T", "right"),
        Claim(r"\frac{\partial{L}}{\partial{W_2}} = a_1^T \delta_3", "right"),
        Claim(r"\frac{\partial{L}}{\partial{b_2}} = \delta_3", "right"),
        Claim(r"\frac{\partial{L}}{\partial{W_1}} = x^T \delta_2", "right"),
        Claim(
            r"\delta_2 = (1 - \tanh^2a_1) \circ \delta_3W_2^T",
            "wrong",
            "slope of the wrong argument",
            r"\tanh^2a_1",
            "the slope of tanh at z_1 is 1 - tanh^2(z_1), which is 1 - a_1^2",
        ),
        Claim(
            r"\delta_2 = a_1 \circ (1 - a_1) \circ \delta_3W_2^T",
            "wrong",
            "wrong output slope",
            r"a_1 \circ (1 - a_1)",
            "that is the slope of a sigmoid; of tanh it is 1 - a_1^2",
        ),
        Claim(r"\frac{\partial{L}}{\partial{W_2}} = z_1^T \delta_3", "wrong", "swapped names", r"z_1^T", "a_1^T"),
        Claim(
            r"\frac{\partial{L}}{\partial{W_2}} = \delta_3^T a_1",
            "right up to layout",
            "layout",
            r"\delta_3^T a_1",
            "its transpose has the shape of W_2",
        ),
    ),
    shapes={"x": ("d",), "W_1": ("d", "h"), "b_1": ("h",), "W_2": ("h", "c"), "b_2": ("c",), "y": ("c",), "L": ()},
    conventions={
        "vectors": "rows",
        "y": "sums to one",
        r"\delta_3": "cotangent of z_2",
        r"\delta_2": "cotangent of z_1",
    },
)

LAYERS = Paper(
    "perceptron, layers in brackets",
    "Ng, Ngiam, Foo, Mai and Suen, UFLDL tutorial, Multi-Layer Neural Networks",
    r"""
\begin{align}
z^{(2)} &= W^{(1)} x + b^{(1)} \\
a^{(2)} &= f(z^{(2)}) \\
z^{(3)} &= W^{(2)} a^{(2)} + b^{(2)} \\
a^{(3)} &= f(z^{(3)}) \\
J(W,b;x,y) &= \frac{1}{2} \left\| a^{(3)} - y \right\|^2
\end{align}
""",
    (
        Claim(r"\delta^{(3)} = - (y - a^{(3)}) \bullet f'(z^{(3)})", "right"),
        Claim(r"\delta^{(2)} = \left((W^{(2)})^T \delta^{(3)}\right) \bullet f'(z^{(2)})", "right"),
        Claim(r"\nabla_{W^{(1)}} J(W,b;x,y) = \delta^{(2)} x^T", "right"),
        Claim(r"\nabla_{b^{(2)}} J(W,b;x,y) = \delta^{(3)}", "right"),
        Claim(
            r"\delta^{(3)} = (y - a^{(3)}) \bullet f'(z^{(3)})",
            "wrong",
            "sign",
            r"(y - a^{(3)})",
            "- (y - a^{(3)}), since J has a^{(3)} - y",
        ),
        Claim(
            r"\delta^{(2)} = \left((W^{(2)})^T \delta^{(3)}\right) \bullet f(z^{(2)})",
            "wrong",
            "sigma for sigma'",
            r"f(z^{(2)})",
            "f'(z^{(2)})",
        ),
        Claim(
            r"\nabla_{W^{(2)}} J(W,b;x,y) = \delta^{(3)} (z^{(2)})^T",
            "wrong",
            "swapped names",
            r"(z^{(2)})^T",
            "(a^{(2)})^T",
        ),
        Claim(
            r"\delta^{(3)} = - (y - a^{(3)}) \bullet f'(a^{(3)})",
            "right under a condition",
            note="right where f' is written as a function of the value of f",
        ),
        Claim(
            r"\delta^{(2)} = (W^{(2)})^T \left(\delta^{(3)} \bullet f'(z^{(3)})\right) \bullet f'(z^{(2)})",
            "wrong",
            "extra term",
            r"f'(z^{(3)})",
            "delta^{(3)} has the slope of the output already",
        ),
    ),
    shapes={"x": ("d",), "W^{(1)}": ("h", "d"), "W^{(2)}": ("c", "h"), "b^{(1)}": ("h",), "b^{(2)}": ("c",)},
    conventions={
        "f": "elementwise function",
        r"\bullet": "hadamard",
        r"\delta^{(3)}": "cotangent of z^{(3)}",
        r"\delta^{(2)}": "cotangent of z^{(2)}",
    },
)

INDICES = Paper(
    "perceptron, layers as superscripts, by indices",
    "Nielsen, Neural Networks and Deep Learning, 2015, chapter 2, equations BP1 to BP4",
    r"""
\begin{eqnarray}
  z^1_j &=& \sum_k w^1_{jk} x_k + b^1_j \\
  a^1_j &=& \sigma\left( z^1_j \right) \\
  z^2_j &=& \sum_k w^2_{jk} a^1_k + b^2_j \\
  a^2_j &=& \sigma\left( z^2_j \right) \\
  C &=& \frac{1}{2} \sum_j (y_j - a^2_j)^2
\end{eqnarray}
""",
    (
        Claim(r"\delta^2_j = (a^2_j - y_j)\, \sigma'(z^2_j) \tag{BP1}", "right"),
        Claim(r"\delta^1_j = \sum_k w^2_{kj} \delta^2_k \sigma'(z^1_j) \tag{BP2}", "right"),
        Claim(r"\frac{\partial C}{\partial b^1_j} = \delta^1_j \tag{BP3}", "right"),
        Claim(r"\frac{\partial C}{\partial w^2_{jk}} = a^1_k \delta^2_j \tag{BP4}", "right"),
        Claim(
            r"\delta^2_j = (a^2_j - y_j)\, \sigma(z^2_j)",
            "wrong",
            "sigma for sigma'",
            r"\sigma(z^2_j)",
            "sigma'(z^2_j)",
        ),
        Claim(
            r"\delta^1_j = \sum_k w^2_{kj} \delta^2_k \sigma'(z^2_k)",
            "wrong",
            "slope of the wrong argument",
            r"\sigma'(z^2_k)",
            "sigma'(z^1_j); the slope at z^2_k is in delta^2_k already",
        ),
        Claim(r"\frac{\partial C}{\partial w^2_{jk}} = z^1_k \delta^2_j", "wrong", "swapped names", r"z^1_k", "a^1_k"),
        Claim(
            r"\frac{\partial C}{\partial w^1_{jk}} = x_k \delta^1_j \sigma'(z^1_j)",
            "wrong",
            "extra term",
            r"\sigma'(z^1_j)",
            "delta^1_j has the slope already",
        ),
        Claim(
            r"\frac{\partial C}{\partial a^1_k} = \sum_j w^2_{jk} (a^2_j - y_j)",
            "wrong",
            "missing factor",
            r"w^2_{jk} (a^2_j - y_j)",
            "sigma'(z^2_j) is missing in the sum",
        ),
        Claim(
            r"\frac{\partial C}{\partial x_k} = w^1_{jk} \delta^1_j",
            "wrong",
            "sum dropped",
            r"w^1_{jk} \delta^1_j",
            "a sum over j is missing: j is on the right alone",
        ),
    ),
    shapes={"w^1_{jk}": ("h", "d"), "w^2_{jk}": ("c", "h"), "x_k": ("d",)},
    conventions={
        "superscripts": "indices",
        r"\delta^2_j": "cotangent of z^2_j",
        r"\delta^1_j": "cotangent of z^1_j",
    },
)

BISHOP = Paper(
    "perceptron, indices that tell the layer",
    "Bishop, Pattern Recognition and Machine Learning, 2006, section 5.3, equations 5.62 to 5.67 and 5.76",
    r"""
\begin{align}
a_j &= \sum_i w_{ji}^{(1)} x_i \tag{5.62} \\
z_j &= \tanh(a_j) \tag{5.63} \\
y_k &= \sum_j w_{kj}^{(2)} z_j \tag{5.64} \\
E &= \frac{1}{2} \sum_k (y_k - t_k)^2
\end{align}
""",
    (
        Claim(r"\delta_k = y_k - t_k", "right"),
        Claim(r"\delta_j = (1 - z_j^2) \sum_{k=1}^{K} w_{kj}^{(2)} \delta_k", "right"),
        Claim(r"\frac{\partial E}{\partial w_{ji}^{(1)}} = \delta_j x_i", "right"),
        Claim(r"\frac{\partial E}{\partial w_{kj}^{(2)}} = \delta_k z_j", "right"),
        Claim(r"\frac{\partial y_k}{\partial x_i} = \sum_j w_{ji}^{(1)} w_{kj}^{(2)} (1 - z_j^2)", "right"),
        Claim(r"\delta_k = 2 (y_k - t_k)", "wrong", "constant factor", r"2 (y_k - t_k)", "E has the factor 1/2"),
        Claim(
            r"\delta_j = (1 - z_j) \sum_{k=1}^{K} w_{kj}^{(2)} \delta_k",
            "wrong",
            "wrong output slope",
            r"(1 - z_j)",
            "1 - z_j^2",
        ),
        Claim(
            r"\delta_j = (1 - a_j^2) \sum_{k=1}^{K} w_{kj}^{(2)} \delta_k",
            "wrong",
            "slope of the wrong argument",
            r"(1 - a_j^2)",
            "1 - z_j^2",
        ),
        Claim(
            r"\frac{\partial y_k}{\partial x_i} = \sum_j w_{ji}^{(1)} w_{kj}^{(2)} (1 - z_j)^2",
            "wrong",
            "bracket misplaced",
            r"(1 - z_j)^2",
            "1 - z_j^2",
        ),
    ),
    shapes={"w_{ji}^{(1)}": ("M", "D"), "w_{kj}^{(2)}": ("K", "M")},
    conventions={r"\delta_k": "cotangent of y_k", r"\delta_j": "cotangent of a_j"},
)

PAPERS = (ROWS, LAYERS, INDICES, BISHOP)
