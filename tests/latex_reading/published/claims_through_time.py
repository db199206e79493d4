"""Claims about backpropagation through time: by indices, with products over time, Jacobians, sums of losses."""

from tests.latex_reading.published.records import Claim, Paper

INDICES = Paper(
    "recurrent network, indices below, time above",
    "Guo, BackPropagation Through Time, 2013; Werbos, Backpropagation Through Time, 1990",
    r"""
\begin{align}
h_j^t &= \tanh\left(\sum_i w_{ij} x_i^t + \sum_l u_{lj} h_l^{t-1}\right) \\
y_k^t &= \sum_j v_{jk} h_j^t \\
E &= \frac{1}{2} \sum_t \sum_k (y_k^t - d_k^t)^2
\end{align}
""",
    (
        Claim(r"e_k^t = y_k^t - d_k^t", "right"),
        Claim(
            r"\delta_j^t = \left(1 - (h_j^t)^2\right)"
            r" \left(\sum_k v_{jk} e_k^t + \sum_l u_{jl} \delta_l^{t+1}\right)",
            "right",
        ),
        Claim(r"\frac{\partial E}{\partial u_{lj}} = \sum_t \delta_j^t h_l^{t-1}", "right"),
        Claim(r"\frac{\partial E}{\partial w_{ij}} = \sum_t \delta_j^t x_i^t", "right"),
        Claim(r"\frac{\partial E}{\partial v_{jk}} = \sum_t e_k^t h_j^t", "right"),
        Claim(
            r"\delta_j^t = \left(1 - (h_j^t)^2\right)"
            r" \left(\sum_k v_{jk} e_k^t + \sum_l u_{lj} \delta_l^{t+1}\right)",
            "wrong",
            "wrong index in a sum",
            r"u_{lj}",
            "u_{jl}: from j on to l",
        ),
        Claim(
            r"\delta_j^t = \left(1 - (h_j^t)^2\right)"
            r" \left(\sum_k v_{jk} e_k^t + \sum_l u_{jl} \delta_l^{t-1}\right)",
            "wrong",
            "time index off by one",
            r"\delta_l^{t-1}",
            "delta_l^{t+1}",
        ),
        Claim(
            r"\delta_j^t = \left(1 - (h_j^t)^2\right) \sum_k v_{jk} e_k^t + \sum_l u_{jl} \delta_l^{t+1}",
            "wrong",
            "bracket misplaced",
            r"\sum_l u_{jl} \delta_l^{t+1}",
            "the slope multiplies both sums",
        ),
        Claim(
            r"\frac{\partial E}{\partial u_{lj}} = \sum_t \delta_j^t h_l^t",
            "wrong",
            "time index off by one",
            r"h_l^t",
            "h_l^{t-1}",
        ),
        Claim(
            r"\frac{\partial E}{\partial w_{ij}} = \delta_j^t x_i^t",
            "partial",
            "sum dropped",
            r"\delta_j^t x_i^t",
            "what one time step contributes; the sum over t is missing",
        ),
    ),
    shapes={"w_{ij}": ("m", "n"), "u_{lj}": ("n", "n"), "v_{jk}": ("n", "k"), "E": ()},
    conventions={r"e_k^t": "cotangent of y_k^t", r"\delta_j^t": "cotangent of the argument of h_j^t"},
)

NUMBERS = Paper(
    "recurrent network of one unit",
    "Pascanu, Mikolov and Bengio, On the difficulty of training recurrent neural networks, 2013, section 2, one unit",
    r"""
\begin{align}
h_t &= \tanh(w h_{t-1} + u x_t) \\
E_t &= \frac{1}{2} (h_t - d_t)^2 \\
E &= \sum_{t=1}^{T} E_t
\end{align}
""",
    (
        Claim(r"\frac{\partial h_t}{\partial h_{t-1}} = w (1 - h_t^2)", "right"),
        Claim(r"\frac{\partial h_t}{\partial h_k} = \prod_{j=k+1}^{t} w (1 - h_j^2)", "right"),
        Claim(
            r"\frac{\partial h_t}{\partial w} = \sum_{k=1}^{t} \left( \prod_{j=k+1}^{t} w (1 - h_j^2) \right)"
            r" (1 - h_k^2) h_{k-1}",
            "right",
        ),
        Claim(
            r"\frac{\partial E}{\partial h_t} = h_t - d_t + w (1 - h_{t+1}^2) \frac{\partial E}{\partial h_{t+1}}",
            "right",
        ),
        Claim(
            r"\frac{\partial E}{\partial w} = \sum_{t=1}^{T} \frac{\partial E}{\partial h_t} (1 - h_t^2) h_{t-1}",
            "right",
        ),
        Claim(
            r"\frac{\partial h_t}{\partial h_k} = \prod_{j=k}^{t-1} w (1 - h_j^2)",
            "wrong",
            "time index off by one",
            r"\prod_{j=k}^{t-1}",
            "from k + 1 to t",
        ),
        Claim(
            r"\frac{\partial h_t}{\partial h_k} = \sum_{j=k+1}^{t} w (1 - h_j^2)",
            "wrong",
            "product for sum",
            r"\sum_{j=k+1}^{t}",
            "a product of slopes",
        ),
        Claim(
            r"\frac{\partial h_t}{\partial h_{t-1}} = w (1 - h_{t-1}^2)",
            "wrong",
            "time index off by one",
            r"h_{t-1}^2",
            "h_t^2",
        ),
        Claim(
            r"\frac{\partial h_t}{\partial w} = (1 - h_t^2) h_{t-1}",
            "partial",
            note="the immediate partial; w acts through h_{t-1} too",
        ),
        Claim(
            r"\frac{\partial E}{\partial h_t} = (h_t - d_t)\, w (1 - h_{t+1}^2) \frac{\partial E}{\partial h_{t+1}}",
            "wrong",
            "product for sum",
            r"(h_t - d_t)\, w",
            "the two paths add up",
        ),
        Claim(
            r"\frac{\partial E}{\partial w} = \sum_{t=2}^{T} \frac{\partial E}{\partial h_t} (1 - h_t^2) h_{t-1}",
            "right under a condition",
            note="right where the first state h_0 is zero",
        ),
    ),
    shapes={"w": (), "u": (), "h_t": (), "x_t": (), "d_t": ()},
)

JACOBIAN = Paper(
    "recurrent network, Jacobian of a step",
    "Goodfellow, Bengio and Courville, Deep Learning, 2016, equations 10.20 and 10.21",
    r"""
$$ \mathbf{h}_t = \tanh(\mathbf{W} \mathbf{h}_{t-1} + \mathbf{U} \mathbf{x}_t + \mathbf{b}) $$
""",
    (
        Claim(
            r"\frac{\partial \mathbf{h}_t}{\partial \mathbf{h}_{t-1}}"
            r" = \operatorname{diag}\left(\mathbf{1} - \mathbf{h}_t \odot \mathbf{h}_t\right) \mathbf{W}",
            "right",
        ),
        Claim(
            r"\frac{\partial \mathbf{h}_t}{\partial \mathbf{x}_t}"
            r" = \operatorname{diag}\left(\mathbf{1} - \mathbf{h}_t \odot \mathbf{h}_t\right) \mathbf{U}",
            "right",
        ),
        Claim(
            r"\frac{\partial \mathbf{h}_t}{\partial \mathbf{h}_{t-1}}"
            r" = \mathbf{W}^\top \operatorname{diag}\left(\mathbf{1} - \mathbf{h}_t \odot \mathbf{h}_t\right)",
            "right up to layout",
            "layout",
            r"\mathbf{W}^\top \operatorname{diag}\left(\mathbf{1} - \mathbf{h}_t \odot \mathbf{h}_t\right)",
            "the transpose, which denominator layout has",
        ),
        Claim(
            r"\frac{\partial \mathbf{h}_t}{\partial \mathbf{h}_{t-1}}"
            r" = \mathbf{W} \operatorname{diag}\left(\mathbf{1} - \mathbf{h}_t \odot \mathbf{h}_t\right)",
            "wrong",
            "order of factors",
            r"\mathbf{W} \operatorname{diag}\left(\mathbf{1} - \mathbf{h}_t \odot \mathbf{h}_t\right)",
            "the slope scales rows of W, not columns",
        ),
        Claim(
            r"\frac{\partial \mathbf{h}_t}{\partial \mathbf{h}_{t-1}}"
            r" = \operatorname{diag}\left(\mathbf{1} - \mathbf{h}_{t-1} \odot \mathbf{h}_{t-1}\right) \mathbf{W}",
            "wrong",
            "time index off by one",
            r"\mathbf{h}_{t-1} \odot \mathbf{h}_{t-1}",
            "the slope at t",
        ),
    ),
)

TUTORIAL = Paper(
    "recurrent network, sums over time",
    "Chen, A Gentle Tutorial of Recurrent Neural Network with Error Backpropagation, 2016, section 2",
    r"""
\begin{align}
h_t &= \tanh(W_{hh} h_{t-1} + W_{xh} x_t + b_h) \\
\alpha_t &= W_{hz} h_t + b_z \\
z_t &= \mathrm{softmax}(\alpha_t) \\
\mathcal{L} &= - \sum_t y_t^T \log z_t
\end{align}
""",
    (
        Claim(r"\frac{\partial \mathcal{L}}{\partial \alpha_t} = - (y_t - z_t)", "right"),
        Claim(r"\frac{\partial \mathcal{L}}{\partial W_{hz}} = \sum_t (z_t - y_t) h_t^T", "right"),
        Claim(r"\frac{\partial \mathcal{L}}{\partial b_z} = \sum_t (z_t - y_t)", "right"),
        Claim(
            r"\frac{\partial \mathcal{L}}{\partial b_z} = \frac{1}{T} \sum_{t=1}^{T} (z_t - y_t)",
            "wrong",
            "mean for sum",
            r"\frac{1}{T}",
            "L is a sum over t",
        ),
        Claim(
            r"\frac{\partial \mathcal{L}}{\partial W_{hz}} = \sum_t (z_t - y_t) h_{t-1}^T",
            "wrong",
            "time index off by one",
            r"h_{t-1}^T",
            "h_t^T",
        ),
    ),
    shapes={"W_{hh}": ("n", "n"), "W_{xh}": ("n", "m"), "W_{hz}": ("k", "n"), "x_t": ("m",), "y_t": ("k",)},
    conventions={"y_t": "one-hot"},
)

PAPERS = (INDICES, NUMBERS, JACOBIAN, TUTORIAL)
