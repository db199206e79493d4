"""Networks in matrix form and in index form, which equal each other: two texts of each."""

from tests.latex_reading.published.records import Published

MIN_CHAR_RNN = (
    Published(
        "min-char-rnn, matrices",
        "",
        "Karpathy, min-char-rnn.py, and The Unreasonable Effectiveness of Recurrent Neural Networks, 2015",
        r"""
\begin{align}
h_t &= \tanh(W_{xh} x_t + W_{hh} h_{t-1} + b_h) \\
y_t &= W_{hy} h_t + b_y \\
p_t &= \operatorname{softmax}(y_t)
\end{align}
""",
        shapes={"W_{xh}": ("n", "m"), "W_{hh}": ("n", "n"), "W_{hy}": ("k", "n"), "x_t": ("m",)},
        pair="min-char-rnn",
    ),
    Published(
        "min-char-rnn, indices",
        "",
        "Guo, BackPropagation Through Time, 2013, section 2, with the names of min-char-rnn and a softmax",
        r"""
\begin{align}
h_j^t &= \tanh\left(\sum_i (W_{xh})_{ji} x_i^t + \sum_{l} (W_{hh})_{jl} h_l^{t-1} + (b_h)_j\right) \\
y_k^t &= \sum_j (W_{hy})_{kj} h_j^t + (b_y)_k \\
p_k^t &= \frac{e^{y_k^t}}{\sum_{k'} e^{y_{k'}^t}}
\end{align}
""",
        pair="min-char-rnn",
    ),
)

SOFTMAX_REGRESSION = (
    Published(
        "softmax regression, matrices",
        "softmax_regression",
        "Goodfellow, Bengio and Courville, Deep Learning, 2016, section 6.2.2.3",
        r"""
$$ \boldsymbol{z} = \boldsymbol{W} \boldsymbol{x} + \boldsymbol{b} $$
$$ \hat{\boldsymbol{y}} = \mathrm{softmax}(\boldsymbol{z}) $$
$$ L = - \boldsymbol{y}^\top \log \hat{\boldsymbol{y}} $$
""",
        rename={"y": "target", "y_hat": "y"},
        pair="softmax regression",
    ),
    Published(
        "softmax regression, indices",
        "softmax_regression",
        "Bishop, Pattern Recognition and Machine Learning, 2006, sections 4.3.4, (4.104) and (4.108)",
        r"""
\begin{align}
a_k &= \sum_{i=1}^{D} w_{ki} x_i + w_{k0} \\
y_k &= \frac{\exp(a_k)}{\sum_j \exp(a_j)} \\
E &= - \sum_{k=1}^{K} t_k \ln y_k
\end{align}
""",
        shapes={"w_{ki}": ("K", "D"), "w_{k0}": ("K",)},
        rename={"a": "z", "w": "W", "w_0": "b", "t": "target", "E": "L"},
        pair="softmax regression",
    ),
    Published(
        "softmax regression, entries of matrices",
        "softmax_regression",
        "Karpathy, Johnson and Li, CS231n course notes, Linear classification",
        r"""
$$f_k = \sum_j W_{kj} x_j + b_k$$
$$p_k = \frac{e^{f_k}}{ \sum_j e^{f_j} }$$
$$L = -\sum_k y_k \log\left(p_k\right)$$
""",
        rename={"f": "z", "y": "target", "p": "y"},
        pair="softmax regression",
    ),
)

BATCH_NORM = (
    Published(
        "batch normalisation, indices",
        "",
        "Ioffe and Szegedy, Batch Normalization, 2015, algorithm 1: one activation over a batch",
        r"""
\begin{align*}
\mu_{\mathcal{B}} &\leftarrow \frac{1}{m} \sum_{i=1}^{m} x_i & \text{// mini-batch mean} \\
\sigma_{\mathcal{B}}^2 &\leftarrow \frac{1}{m} \sum_{i=1}^{m} (x_i - \mu_{\mathcal{B}})^2
    & \text{// mini-batch variance} \\
\hat{x}_i &\leftarrow \frac{x_i - \mu_{\mathcal{B}}}{\sqrt{\sigma_{\mathcal{B}}^2 + \epsilon}} & \text{// normalize} \\
y_i &\leftarrow \gamma \hat{x}_i + \beta & \text{// scale and shift}
\end{align*}
""",
        shapes={"x_i": ("m",), r"\gamma": (), r"\beta": (), r"\epsilon": ()},
        conventions={r"\epsilon": "constant"},
        pair="batch normalisation",
    ),
    Published(
        "batch normalisation, a vector",
        "",
        "Ioffe and Szegedy, Batch Normalization, 2015, algorithm 1, the batch as one vector",
        r"""
\begin{align*}
\mu &= \frac{1}{m} \mathbf{1}^\top \mathbf{x} \\
v &= \frac{1}{m} \lVert \mathbf{x} - \mu \mathbf{1} \rVert^2 \\
\hat{\mathbf{x}} &= \frac{\mathbf{x} - \mu \mathbf{1}}{\sqrt{v + \epsilon}} \\
\mathbf{y} &= \gamma \hat{\mathbf{x}} + \beta \mathbf{1}
\end{align*}
""",
        shapes={r"\mathbf{x}": ("m",), r"\gamma": (), r"\beta": (), r"\epsilon": ()},
        conventions={r"\epsilon": "constant"},
        rename={"mu": "mu_B", "v": "sigma_B_2"},
        pair="batch normalisation",
    ),
)

ATTENTION = (
    Published(
        "attention of one query, matrices",
        "attention",
        "Vaswani et al., Attention Is All You Need, 2017, equation 1, for one query",
        r"""
\begin{align}
\mathbf{s} &= \frac{\mathbf{K} \mathbf{q}}{\sqrt{d_k}} \\
\mathbf{a} &= \mathrm{softmax}(\mathbf{s}) \\
\mathbf{y} &= \mathbf{V}^T \mathbf{a}
\end{align}
""",
        shapes={r"\mathbf{q}": ("d_k",), r"\mathbf{K}": ("T", "d_k"), r"\mathbf{V}": ("T", "d_v")},
        pair="attention of one query",
    ),
    Published(
        "attention of one query, indices",
        "attention",
        "Willetts, notes on the backward pass of attention, in index notation, for one query",
        r"""
\[ s_j = \frac{1}{\sqrt{d_k}} \sum_{k=1}^{d_k} q_k K_{jk}, \qquad
   a_j = \frac{\exp s_j}{\sum_l \exp s_l}, \qquad
   y_p = \sum_j a_j V_{jp}. \]
""",
        shapes={"K_{jk}": ("T", "d_k"), "V_{jp}": ("T", "d_v"), "q_k": ("d_k",)},
        pair="attention of one query",
    ),
    Published(
        "attention, matrices",
        "",
        "Vaswani et al., Attention Is All You Need, 2017, equation 1",
        r"""
\begin{equation}
S = \frac{QK^T}{\sqrt{d}}, \quad A = \mathrm{softmax}(S), \quad O = AV
\end{equation}
""",
        shapes={"Q": ("T", "d"), "K": ("T", "d"), "V": ("T", "p")},
        conventions={"vectors": "rows"},
        pair="attention",
    ),
    Published(
        "attention, indices",
        "",
        "Willetts, notes on the backward pass of attention, in index notation",
        r"""
\[S_{ij} = \frac{1}{\sqrt{d}}\sum_k Q_{ik} K_{jk}, \quad A_{ij} = \frac{\exp S_{ij}}{\sum_l \exp S_{il}},
\quad O_{ip} = \sum_j A_{ij} V_{jp}.\]
""",
        shapes={"Q_{ik}": ("T", "d"), "K_{jk}": ("T", "d"), "V_{jp}": ("T", "p")},
        pair="attention",
    ),
)

PERCEPTRON = (
    Published(
        "perceptron of two layers, matrices",
        "mlp",
        "Nielsen, Neural Networks and Deep Learning, 2015, chapter 2, with tanh and a linear output",
        r"""
\begin{eqnarray}
  z^1 = w^1 x + b^1, \quad h = \tanh(z^1), \quad y = w^2 h + b^2
\end{eqnarray}
""",
        shapes={"w^1": ("n", "m"), "w^2": ("k", "n"), "x": ("m",), "b^1": ("n",), "b^2": ("k",)},
        conventions={"superscripts": "indices"},
        rename={"w_1": "W_1", "w_2": "W_2"},
        pair="perceptron of two layers",
    ),
    Published(
        "perceptron of two layers, indices",
        "mlp",
        "Bishop, Pattern Recognition and Machine Learning, 2006, equations 5.2 to 5.4 and 5.62 to 5.64",
        r"""
\begin{align}
a_j &= \sum_{i=1}^{D} w_{ji}^{(1)} x_i + w_{j0}^{(1)} \\
z_j &= \tanh(a_j) \\
y_k &= \sum_{j=1}^{M} w_{kj}^{(2)} z_j + w_{k0}^{(2)}
\end{align}
""",
        shapes={
            **{"w_{ji}^{(1)}": ("M", "D"), "w_{j0}^{(1)}": ("M",)},
            **{"w_{kj}^{(2)}": ("K", "M"), "w_{k0}^{(2)}": ("K",)},
        },
        rename={"w_1": "W_1", "w_0_1": "b_1", "w_2": "W_2", "w_0_2": "b_2", "z": "h"},
        pair="perceptron of two layers",
    ),
)

PAIRS = (*MIN_CHAR_RNN, *SOFTMAX_REGRESSION, *BATCH_NORM, *ATTENTION, *PERCEPTRON)
