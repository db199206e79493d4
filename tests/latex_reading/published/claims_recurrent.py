"""Claims about simple recurrent networks: one step in names of code, sums over time, indices, products of Jacobians."""

from tests.latex_reading.published.records import Claim, Paper

MIN_CHAR_RNN = Paper(
    "min-char-rnn, one step",
    "Karpathy, min-char-rnn.py, 2015",
    r"""
\begin{aligned}
h_t &= \tanh(W_{xh} x_t + W_{hh} h_{t-1} + b_h) \\
y_t &= W_{hy} h_t + b_y \\
p_t &= \mathrm{softmax}(y_t) \\
L_t &= -d_t^T \log p_t
\end{aligned}
""",
    (
        Claim(r"dy = p_t - d_t", "right"),
        Claim(r"dW_{hy} = dy\, h_t^T", "right"),
        Claim(r"dh = W_{hy}^T dy + dh_{next}", "right"),
        Claim(r"dh_{raw} = (1 - h_t * h_t) * dh", "right"),
        Claim(r"dW_{xh} = dh_{raw}\, x_t^T", "right"),
        Claim(r"dW_{hh} = dh_{raw}\, h_{t-1}^T", "right"),
        Claim(r"db_h = dh_{raw}", "right"),
        Claim(r"dh_{prev} = W_{hh}^T dh_{raw}", "right"),
        Claim(
            r"dh = W_{hy}^T dy",
            "partial",
            "missing path",
            r"dh_{next}",
            "equals the path through y_t alone; what comes from t + 1 is missing",
        ),
        Claim(r"dW_{hh} = dh_{raw}\, h_t^T", "wrong", "time index off by one", r"h_t^T", "h_{t-1}^T"),
        Claim(r"dh_{prev} = W_{hh} dh_{raw}", "wrong", "transpose missing", r"W_{hh}", "W_{hh}^T"),
        Claim(
            r"dh_{raw} = (1 - h_t) * h_t * dh",
            "wrong",
            "wrong output slope",
            r"(1 - h_t) * h_t",
            "that is the slope of a sigmoid; of tanh it is 1 - h_t * h_t",
        ),
        Claim(
            r"dh_{raw} = 1 - h_t * h_t * dh",
            "wrong",
            "bracket misplaced",
            r"1 - h_t * h_t * dh",
            "(1 - h_t * h_t) * dh",
        ),
    ),
    shapes={"W_{xh}": ("n", "m"), "W_{hh}": ("n", "n"), "W_{hy}": ("k", "n"), "x_t": ("m",), "L_t": ()},
    conventions={
        "*": "hadamard",
        "claims": "step",
        "d_t": "one-hot",
        "dy": "cotangent of y_t",
        "dh": "cotangent of h_t",
        "dh_{raw}": "cotangent of the argument of h_t",
        "dh_{next}": "future part of the cotangent of h_t",
        "dh_{prev}": "future part of the cotangent of h_{t-1}",
    },
)

NABLA = Paper(
    "recurrent network, nabla, time in brackets",
    "Goodfellow, Bengio and Courville, Deep Learning, 2016, section 10.2.2, equations 10.8 to 10.28",
    r"""
\begin{align}
\boldsymbol{a}^{(t)} &= \boldsymbol{b} + \boldsymbol{W} \boldsymbol{h}^{(t-1)} + \boldsymbol{U} \boldsymbol{x}^{(t)} \\
\boldsymbol{h}^{(t)} &= \tanh(\boldsymbol{a}^{(t)}) \\
\boldsymbol{o}^{(t)} &= \boldsymbol{c} + \boldsymbol{V} \boldsymbol{h}^{(t)} \\
\hat{\boldsymbol{y}}^{(t)} &= \mathrm{softmax}(\boldsymbol{o}^{(t)}) \\
L &= - \sum_{t=1}^{\tau} {\boldsymbol{y}^{(t)}}^\top \log \hat{\boldsymbol{y}}^{(t)}
\end{align}
""",
    (
        Claim(r"\nabla_{\boldsymbol{o}^{(t)}} L = \hat{\boldsymbol{y}}^{(t)} - \boldsymbol{y}^{(t)}", "right"),
        Claim(
            r"\nabla_{\boldsymbol{h}^{(\tau)}} L = \boldsymbol{V}^\top \nabla_{\boldsymbol{o}^{(\tau)}} L",
            "right",
        ),
        Claim(
            r"""\nabla_{\boldsymbol{h}^{(t)}} L = \boldsymbol{W}^\top
    \operatorname{diag}\left(1 - \left(\boldsymbol{h}^{(t+1)}\right)^2\right)
    \left(\nabla_{\boldsymbol{h}^{(t+1)}} L\right)
    + \boldsymbol{V}^\top \left(\nabla_{\boldsymbol{o}^{(t)}} L\right)""",
            "right",
        ),
        Claim(r"\nabla_{\boldsymbol{c}} L = \sum_t \nabla_{\boldsymbol{o}^{(t)}} L", "right"),
        Claim(
            r"\nabla_{\boldsymbol{V}} L"
            r" = \sum_t \left(\nabla_{\boldsymbol{o}^{(t)}} L\right) {\boldsymbol{h}^{(t)}}^\top",
            "right",
        ),
        Claim(
            r"""\nabla_{\boldsymbol{W}} L = \sum_t
    \operatorname{diag}\left(1 - \left(\boldsymbol{h}^{(t)}\right)^2\right)
    \left(\nabla_{\boldsymbol{h}^{(t)}} L\right) {\boldsymbol{h}^{(t-1)}}^\top""",
            "right",
        ),
        Claim(
            r"""\nabla_{\boldsymbol{b}} L = \sum_t
    \operatorname{diag}\left(1 - \left(\boldsymbol{h}^{(t)}\right)^2\right)
    \nabla_{\boldsymbol{h}^{(t)}} L""",
            "right",
        ),
        Claim(
            r"""\nabla_{\boldsymbol{h}^{(t)}} L = \boldsymbol{W}^\top
    \operatorname{diag}\left(1 - \left(\boldsymbol{h}^{(t)}\right)^2\right)
    \left(\nabla_{\boldsymbol{h}^{(t+1)}} L\right)
    + \boldsymbol{V}^\top \left(\nabla_{\boldsymbol{o}^{(t)}} L\right)""",
            "wrong",
            "time index off by one",
            r"\left(\boldsymbol{h}^{(t)}\right)^2",
            "the slope at t + 1",
        ),
        Claim(
            r"""\nabla_{\boldsymbol{h}^{(t)}} L = \boldsymbol{W}
    \operatorname{diag}\left(1 - \left(\boldsymbol{h}^{(t+1)}\right)^2\right)
    \left(\nabla_{\boldsymbol{h}^{(t+1)}} L\right)
    + \boldsymbol{V}^\top \left(\nabla_{\boldsymbol{o}^{(t)}} L\right)""",
            "wrong",
            "transpose missing",
            r"\boldsymbol{W}",
            "W^T",
        ),
        Claim(
            r"\nabla_{\boldsymbol{U}} L"
            r" = \sum_t \left(\nabla_{\boldsymbol{h}^{(t)}} L\right) {\boldsymbol{x}^{(t)}}^\top",
            "wrong",
            "missing factor",
            r"\left(\nabla_{\boldsymbol{h}^{(t)}} L\right)",
            "the slope diag(1 - (h^{(t)})^2) before it is missing",
        ),
        Claim(
            r"""\nabla_{\boldsymbol{W}} L = \sum_t
    \operatorname{diag}\left(1 - \left(\boldsymbol{h}^{(t)}\right)^2\right)
    \left(\nabla_{\boldsymbol{h}^{(t)}} L\right) {\boldsymbol{h}^{(t)}}^\top""",
            "wrong",
            "time index off by one",
            r"{\boldsymbol{h}^{(t)}}^\top",
            "h^{(t-1)}",
        ),
        Claim(
            r"""\nabla_{\boldsymbol{b}} L = \operatorname{diag}\left(1 - \left(\boldsymbol{h}^{(t)}\right)^2\right)
    \nabla_{\boldsymbol{h}^{(t)}} L""",
            "partial",
            "sum dropped",
            r"\nabla_{\boldsymbol{h}^{(t)}} L",
            "what one time step contributes; the sum over t is missing",
        ),
    ),
    conventions={r"\boldsymbol{y}^{(t)}": "one-hot", r"\tau": "last step"},
)

PAPERS = (MIN_CHAR_RNN, NABLA)
