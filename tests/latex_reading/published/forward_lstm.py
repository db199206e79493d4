"""The LSTM in published typesettings, restated."""

from tests.latex_reading.published.records import Published, each

LSTM = (
    Published(
        "LSTM, Wikipedia",
        "lstm",
        "Wikipedia, Long short-term memory, section LSTM with a forget gate",
        r"""
\begin{align}
f_t &= \sigma_g(W_{f} x_t + U_{f} h_{t-1} + b_f) \\
i_t &= \sigma_g(W_{i} x_t + U_{i} h_{t-1} + b_i) \\
o_t &= \sigma_g(W_{o} x_t + U_{o} h_{t-1} + b_o) \\
\tilde{c}_t &= \sigma_c(W_{c} x_t + U_{c} h_{t-1} + b_c) \\
c_t &= f_t \circ c_{t-1} + i_t \circ \tilde{c}_t \\
h_t &= o_t \circ \sigma_h(c_t)
\end{align}
""",
        shapes={
            **each("W_{*}", "fioc", ("h", "d")),
            **each("U_{*}", "fioc", ("h", "h")),
            **each("b_*", "fioc", ("h",)),
        },
        conventions={r"\sigma_g": r"same as \sigma", r"\sigma_c": r"same as \tanh", r"\sigma_h": r"same as \tanh"},
        rename={"W_c": "W_g", "U_c": "U_g", "b_c": "b_g", "c_tilde": "g"},
    ),
    Published(
        "LSTM, PyTorch",
        "lstm",
        "documentation of torch.nn.LSTM",
        r"""
\begin{array}{ll} \\
    i_t = \sigma(W_{ii} x_t + b_{ii} + W_{hi} h_{t-1} + b_{hi}) \\
    f_t = \sigma(W_{if} x_t + b_{if} + W_{hf} h_{t-1} + b_{hf}) \\
    g_t = \tanh(W_{ig} x_t + b_{ig} + W_{hg} h_{t-1} + b_{hg}) \\
    o_t = \sigma(W_{io} x_t + b_{io} + W_{ho} h_{t-1} + b_{ho}) \\
    c_t = f_t \odot c_{t-1} + i_t \odot g_t \\
    h_t = o_t \odot \tanh(c_t) \\
\end{array}
""",
        shapes={
            **each("W_{i*}", "ifgo", ("H", "D")),
            **each("W_{h*}", "ifgo", ("H", "H")),
            **each("b_{i*}", "ifgo", ("H",)),
            **each("b_{h*}", "ifgo", ("H",)),
        },
        rename={
            **{f"W_i{k}": f"W_{k}" for k in "ifgo"},
            **{f"W_h{k}": f"U_{k}" for k in "ifgo"},
            **{f"b_i{k}": f"b_{k}" for k in "ifgo"},
            **{f"b_h{k}": "0" for k in "ifgo"},
        },
    ),
    Published(
        "LSTM, rows of samples",
        "lstm",
        "Zhang, Lipton, Li and Smola, Dive into Deep Learning, section 10.1",
        r"""
$$
\begin{aligned}
\mathbf{I}_t &= \sigma(\mathbf{X}_t \mathbf{W}_{\textrm{xi}} + \mathbf{H}_{t-1} \mathbf{W}_{\textrm{hi}}
    + \mathbf{b}_\textrm{i}),\\
\mathbf{F}_t &= \sigma(\mathbf{X}_t \mathbf{W}_{\textrm{xf}} + \mathbf{H}_{t-1} \mathbf{W}_{\textrm{hf}}
    + \mathbf{b}_\textrm{f}),\\
\mathbf{O}_t &= \sigma(\mathbf{X}_t \mathbf{W}_{\textrm{xo}} + \mathbf{H}_{t-1} \mathbf{W}_{\textrm{ho}}
    + \mathbf{b}_\textrm{o}),
\end{aligned}
$$

$$\tilde{\mathbf{C}}_t = \textrm{tanh}(\mathbf{X}_t \mathbf{W}_{\textrm{xc}} + \mathbf{H}_{t-1} \mathbf{W}_{\textrm{hc}}
    + \mathbf{b}_\textrm{c}),$$

$$\mathbf{C}_t = \mathbf{F}_t \odot \mathbf{C}_{t-1} + \mathbf{I}_t \odot \tilde{\mathbf{C}}_t.$$

$$\mathbf{H}_t = \mathbf{O}_t \odot \tanh(\mathbf{C}_t).$$
""",
        shapes={r"\mathbf{X}_t": ("n", "d"), r"\mathbf{H}_t": ("n", "h")},
        conventions={"vectors": "rows", "samples": "rows"},
        rename={
            "X": "x",
            "H_prev": "h_prev",
            "C_prev": "c_prev",
            **{f"W_x{k}": f"W_{k}.T" for k in "ifo"},
            **{f"W_h{k}": f"U_{k}.T" for k in "ifo"},
            **{"W_xc": "W_g.T", "W_hc": "U_g.T", "b_c": "b_g"},
            **{"I": "i", "F": "f", "O": "o", "C_tilde": "g", "C": "c", "H": "h"},
        },
        samples=True,
    ),
    Published(
        "LSTM, time as a superscript, without biases",
        "lstm",
        "Mallya, LSTM Forward and Backward Pass (slides, 2016)",
        r"""
\begin{align}
    a^t &= \text{tanh}(W_cx^t + U_ch^{t-1}) \\
    i^t &= \sigma(W_ix^t + U_ih^{t-1}) \\
    f^t &= \sigma(W_fx^t + U_fh^{t-1}) \\
    o^t &= \sigma(W_ox^t + U_oh^{t-1})
\end{align}
$$ c^t = i^t \odot a^t + f^t \odot c^{t-1} $$
$$ h^t = o^t \odot \text{tanh}(c^t) $$
""",
        shapes={**each("W_*", "cifo", ("d", "n")), **each("U_*", "cifo", ("d", "d"))},
        rename={"a": "g", "W_c": "W_g", "U_c": "U_g"},
    ),
    Published(
        "LSTM, one row at a time, in words",
        "lstm",
        "Fichou, vignette LSTM units of the R package rnn",
        r"""
$$ f_t = sigmoid(h_{t-1} * W_f + x_t * U_f) $$

$$ i_t = sigmoid(h_{t-1} * W_i + x_t * U_i) $$

$$ g_t = tanh(h_{t-1} * W_g + x_t * U_g) $$

$$ o_t = sigmoid(h_{t-1} * W_o + x_t * U_o) $$

$$ C_t = C_{t-1} \cdot f_t + i_t \cdot g_t $$

$$ h_t = y_t = tanh(C_t) \cdot o_t $$
""",
        shapes={**each("U_*", "figo", ("m", "n")), **each("W_*", "figo", ("n", "n")), "x_t": ("m",), "C_t": ("n",)},
        conventions={"vectors": "rows", "*": "matrix product", r"\cdot": "hadamard"},
        rename={
            **{f"W_{k}": f"U_{k}.T" for k in "figo"},
            **{f"U_{k}": f"W_{k}.T" for k in "figo"},
            **{"C": "c", "C_prev": "c_prev", "y": "h"},
        },
    ),
    Published(
        "LSTM, concatenated",
        "lstm_concatenated",
        "Olah, Understanding LSTM Networks, 2015",
        r"""
\begin{aligned}
f_t &= \sigma\left(W_f\cdot[h_{t-1}, x_t] \ + \ b_f\right) \\
i_t &= \sigma\left(W_i\cdot[h_{t-1}, x_t] \ + \ b_i\right) \\
\tilde{C}_t &= \tanh(W_C\cdot[h_{t-1}, x_t] \ + \ b_C) \\
C_t &= f_t * C_{t-1} + i_t * \tilde{C}_t \\
o_t &= \sigma\left(W_o \ [ h_{t-1},x_t] \ + \ b_o\right) \\
h_t &= o_t * \tanh \left(C_t\right)
\end{aligned}
""",
        shapes={"x_t": ("m",), "h_t": ("n",), "C_t": ("n",), **each("b_*", "fiCo", ("n",))},
        conventions={"*": "hadamard"},
        rename={"W_C": "W_c", "b_C": "b_c", "C_tilde": "c_tilde", "C_prev": "c_prev", "C": "c"},
    ),
    Published(
        "LSTM, time in angle brackets",
        "lstm_concatenated",
        "Ng, Katanforoosh and Mourri, Sequence Models (online course), week 1",
        r"""
$$\Gamma_f^{\langle t \rangle} = \sigma(W_f[a^{\langle t-1 \rangle}, x^{\langle t \rangle}] + b_f)\tag{1}$$

$$\Gamma_u^{\langle t \rangle} = \sigma(W_u[a^{\langle t-1 \rangle}, x^{\langle t \rangle}] + b_u)\tag{2}$$

$$\tilde{c}^{\langle t \rangle} = \tanh(W_c[a^{\langle t-1 \rangle}, x^{\langle t \rangle}] + b_c)\tag{3}$$

$$c^{\langle t \rangle} = \Gamma_f^{\langle t \rangle}* c^{\langle t-1 \rangle}
    + \Gamma_u^{\langle t \rangle} *\tilde{c}^{\langle t \rangle} \tag{4}$$

$$\Gamma_o^{\langle t \rangle}=  \sigma(W_o[a^{\langle t-1 \rangle}, x^{\langle t \rangle}] + b_o)\tag{5}$$

$$a^{\langle t \rangle} = \Gamma_o^{\langle t \rangle}* \tanh(c^{\langle t \rangle})\tag{6}$$
""",
        shapes={
            r"x^{\langle t \rangle}": ("n_x",),
            r"a^{\langle t \rangle}": ("n_a",),
            **each("b_*", "fuco", ("n_a",)),
        },
        conventions={"*": "hadamard"},
        rename={
            **{"a_prev": "h_prev", "a": "h", "W_u": "W_i", "b_u": "b_i"},
            **{"Gamma_f": "f", "Gamma_u": "i", "Gamma_o": "o"},
        },
    ),
)
