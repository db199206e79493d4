"""The LSTM with peepholes in published typesettings, restated."""

from tests.latex_reading.published.records import Published, each

PEEPHOLE = (
    Published(
        "peephole LSTM, Greff",
        "lstm_peephole",
        "Greff, Srivastava, Koutnik, Steunebrink and Schmidhuber, LSTM: A Search Space Odyssey, 2017, section II-A",
        r"""
\begin{align*}
\bar{\mathbf{z}}^t &= \mathbf{W}_z \mathbf{x}^t + \mathbf{R}_z \mathbf{y}^{t-1} + \mathbf{b}_z \\
\mathbf{z}^t &= g(\bar{\mathbf{z}}^t) & \text{block input} \\
\bar{\mathbf{i}}^t &= \mathbf{W}_i \mathbf{x}^t + \mathbf{R}_i \mathbf{y}^{t-1} + \mathbf{p}_i \odot \mathbf{c}^{t-1}
    + \mathbf{b}_i \\
\mathbf{i}^t &= \sigma(\bar{\mathbf{i}}^t) & \text{input gate} \\
\bar{\mathbf{f}}^t &= \mathbf{W}_f \mathbf{x}^t + \mathbf{R}_f \mathbf{y}^{t-1} + \mathbf{p}_f \odot \mathbf{c}^{t-1}
    + \mathbf{b}_f \\
\mathbf{f}^t &= \sigma(\bar{\mathbf{f}}^t) & \text{forget gate} \\
\mathbf{c}^t &= \mathbf{z}^t \odot \mathbf{i}^t + \mathbf{c}^{t-1} \odot \mathbf{f}^t & \text{cell} \\
\bar{\mathbf{o}}^t &= \mathbf{W}_o \mathbf{x}^t + \mathbf{R}_o \mathbf{y}^{t-1} + \mathbf{p}_o \odot \mathbf{c}^{t}
    + \mathbf{b}_o \\
\mathbf{o}^t &= \sigma(\bar{\mathbf{o}}^t) & \text{output gate} \\
\mathbf{y}^t &= h(\mathbf{c}^t) \odot \mathbf{o}^t & \text{block output}
\end{align*}
""",
        conventions={"g": r"same as \tanh", "h": r"same as \tanh"},
    ),
    Published(
        "peephole LSTM, Graves",
        "lstm_peephole",
        "Graves, Generating Sequences With Recurrent Neural Networks, 2013, equations 7 to 11",
        r"""
\begin{align}
i_t &= \sigma\left(W_{xi} x_t + W_{hi} h_{t-1} + W_{ci} c_{t-1} + b_i\right)\\
f_t &= \sigma\left(W_{xf} x_t + W_{hf} h_{t-1} + W_{cf} c_{t-1} + b_f\right)\\
c_t &= f_t c_{t-1} + i_t \tanh\left(W_{xc}x_t + W_{hc}h_{t-1} + b_c\right)\\
o_t &= \sigma\left(W_{xo}x_t + W_{ho}h_{t-1} + W_{co}c_t + b_o\right)\\
h_t &= o_t \tanh(c_t)
\end{align}
""",
        shapes={
            **each("W_{x*}", "ifco", ("H", "D")),
            **each("W_{h*}", "ifco", ("H", "H")),
            **each("W_{c*}", "ifo", ("H", "H")),
            **each("b_*", "ifco", ("H",)),
        },
        rename={
            **{f"W_x{k}": f"W_{k}" for k in "ifo"},
            **{f"W_h{k}": f"R_{k}" for k in "ifo"},
            **{f"W_c{k}": f"diag(p_{k})" for k in "ifo"},
            **{"W_xc": "W_z", "W_hc": "R_z", "b_c": "b_z", "h_prev": "y_prev", "h": "y"},
        },
    ),
    Published(
        "peephole LSTM, products by circles",
        "lstm_peephole",
        "Shi, Chen, Wang, Yeung, Wong and Woo, Convolutional LSTM Network, 2015, equation 2 (the fully connected one)",
        r"""
\begin{equation}
\begin{aligned}
i_t &= \sigma(W_{xi} x_t + W_{hi} h_{t-1} + W_{ci} \circ c_{t-1} + b_i) \\
f_t &= \sigma(W_{xf} x_t + W_{hf} h_{t-1} + W_{cf} \circ c_{t-1} + b_f) \\
c_t &= f_t \circ c_{t-1} + i_t \circ \tanh(W_{xc} x_t + W_{hc} h_{t-1} + b_c) \\
o_t &= \sigma(W_{xo} x_t + W_{ho} h_{t-1} + W_{co} \circ c_t + b_o) \\
h_t &= o_t \circ \tanh(c_t)
\end{aligned}
\label{eq:fclstm}
\end{equation}
""",
        shapes={
            **each("W_{x*}", "ifco", ("H", "D")),
            **each("W_{h*}", "ifco", ("H", "H")),
            **each("W_{c*}", "ifo", ("H",)),
        },
        rename={
            **{f"W_x{k}": f"W_{k}" for k in "ifo"},
            **{f"W_h{k}": f"R_{k}" for k in "ifo"},
            **{f"W_c{k}": f"p_{k}" for k in "ifo"},
            **{"W_xc": "W_z", "W_hc": "R_z", "b_c": "b_z", "h_prev": "y_prev", "h": "y"},
        },
    ),
    Published(
        "peephole LSTM, Sak",
        "lstm_peephole",
        "Sak, Senior and Beaufays, Long Short-Term Memory Based Recurrent Neural Network Architectures, 2014",
        r"""
\begin{eqnarray}
i_t & = & \sigma(W_{ix} x_t + W_{im} m_{t-1} + W_{ic} c_{t-1} + b_i) \\
f_t & = & \sigma(W_{fx} x_t + W_{fm} m_{t-1} + W_{fc} c_{t-1} + b_f) \\
c_t & = & f_t \odot c_{t-1} + i_t \odot g(W_{cx} x_t + W_{cm} m_{t-1} + b_c) \\
o_t & = & \sigma(W_{ox} x_t + W_{om} m_{t-1} + W_{oc} c_t + b_o) \\
m_t & = & o_t \odot h(c_t)
\end{eqnarray}
""",
        shapes={
            **each("W_{*x}", "ifco", ("H", "D")),
            **each("W_{*m}", "ifco", ("H", "H")),
            **each("W_{*c}", "ifo", ("H", "H")),
        },
        conventions={"g": r"same as \tanh", "h": r"same as \tanh"},
        rename={
            **{f"W_{k}x": f"W_{k}" for k in "ifo"},
            **{f"W_{k}m": f"R_{k}" for k in "ifo"},
            **{f"W_{k}c": f"diag(p_{k})" for k in "ifo"},
            **{"W_cx": "W_z", "W_cm": "R_z", "b_c": "b_z", "m_prev": "y_prev", "m": "y"},
        },
    ),
    Published(
        "peephole LSTM of Chung, unit by unit",
        "lstm_peephole",
        "Chung, Gulcehre, Cho and Bengio, Empirical Evaluation of Gated Recurrent Neural Networks, 2014, section 3.1",
        r"""
\begin{align*}
    h^j_t &= o^j_t \tanh\left( c^j_t \right), \\
    o^j_t &= \sigma\left( W_o \mathbf{x}_t + U_o \mathbf{h}_{t-1} + V_o \mathbf{c}_{t} \right)^j, \\
    c^j_t &= f^j_t c^j_{t-1} + i^j_t \tilde{c}^j_t, \\
    \tilde{c}^j_t &= \tanh\left( W_c \mathbf{x}_t + U_c \mathbf{h}_{t-1} \right)^j, \\
    f^j_t &= \sigma\left( W_f \mathbf{x}_t + U_f \mathbf{h}_{t-1} + V_f \mathbf{c}_{t-1} \right)^j, \\
    i^j_t &= \sigma\left( W_i \mathbf{x}_t + U_i \mathbf{h}_{t-1} + V_i \mathbf{c}_{t-1} \right)^j.
\end{align*}
""",
        shapes={
            **each("W_*", "ocfi", ("n", "m")),
            **each("U_*", "ocfi", ("n", "n")),
            **each("V_*", "ofi", ("n", "n")),
        },
        conventions={"superscripts": "indices"},
        rename={
            **{f"U_{k}": f"R_{k}" for k in "ofi"},
            **{f"V_{k}": f"diag(p_{k})" for k in "ofi"},
            **{"W_c": "W_z", "U_c": "R_z", "c_tilde": "z", "h_prev": "y_prev", "h": "y"},
        },
    ),
)
