"""The three gated recurrent units in published typesettings, restated."""

from tests.latex_reading.published.records import Published, each

CHO = (
    Published(
        "GRU, entry by entry",
        "gru",
        "Cho et al., Learning Phrase Representations using RNN Encoder-Decoder, 2014, equations 5 to 8",
        r"""
\begin{equation}
r_j = \sigma\left( \left[ \mathbf{W}_r \mathbf{x} \right]_j + \left[ \mathbf{U}_r \mathbf{h}_{\langle t-1 \rangle}
    \right]_j \right),
\end{equation}
\begin{equation}
z_j = \sigma\left( \left[ \mathbf{W}_z \mathbf{x} \right]_j + \left[ \mathbf{U}_z \mathbf{h}_{\langle t-1 \rangle}
    \right]_j \right).
\end{equation}
\begin{equation}
h_j^{\langle t \rangle} = z_j h_j^{\langle t-1 \rangle} + (1 - z_j) \tilde{h}_j^{\langle t \rangle},
\end{equation}
\begin{equation}
\tilde{h}_j^{\langle t \rangle} = \phi\left( \left[ \mathbf{W} \mathbf{x} \right]_j
    + \left[ \mathbf{U} \left( \mathbf{r} \odot \mathbf{h}_{\langle t-1 \rangle} \right) \right]_j \right).
\end{equation}
""",
        conventions={r"\phi": r"same as \tanh"},
    ),
    Published(
        "GRU, rows of samples",
        "gru",
        "Zhang, Lipton, Li and Smola, Dive into Deep Learning, section 10.2",
        r"""
$$
\begin{aligned}
\mathbf{R}_t = \sigma(\mathbf{X}_t \mathbf{W}_{\textrm{xr}} + \mathbf{H}_{t-1} \mathbf{W}_{\textrm{hr}}
    + \mathbf{b}_\textrm{r}),\\
\mathbf{Z}_t = \sigma(\mathbf{X}_t \mathbf{W}_{\textrm{xz}} + \mathbf{H}_{t-1} \mathbf{W}_{\textrm{hz}}
    + \mathbf{b}_\textrm{z}),
\end{aligned}
$$

$$\tilde{\mathbf{H}}_t = \tanh(\mathbf{X}_t \mathbf{W}_{\textrm{xh}}
    + \left(\mathbf{R}_t \odot \mathbf{H}_{t-1}\right) \mathbf{W}_{\textrm{hh}} + \mathbf{b}_\textrm{h}),$$

$$\mathbf{H}_t = \mathbf{Z}_t \odot \mathbf{H}_{t-1}  + (1 - \mathbf{Z}_t) \odot \tilde{\mathbf{H}}_t.$$
""",
        shapes={r"\mathbf{X}_t": ("n", "d"), r"\mathbf{H}_t": ("n", "h")},
        conventions={"vectors": "rows", "samples": "rows"},
        rename={
            **{"X": "x", "H_prev": "h_prev", "H": "h", "R": "r", "Z": "z", "H_tilde": "h_tilde"},
            **{"W_xr": "W_r.T", "W_hr": "U_r.T", "W_xz": "W_z.T", "W_hz": "U_z.T", "W_xh": "W.T", "W_hh": "U.T"},
            "b_h": "b",
        },
        samples=True,
    ),
    Published(
        "GRU, weights by source and target",
        "gru",
        "Jozefowicz, Zaremba and Sutskever, An Empirical Exploration of Recurrent Network Architectures, 2015",
        r"""
\begin{eqnarray*}
r_t &=& \mathrm{sigm}\left(W_{\mathrm{xr}}x_t + W_{\mathrm{hr}} h_{t-1} + b_\mathrm{r}\right)\\
z_t &=& \mathrm{sigm}(W_{\mathrm{xz}}x_t + W_{\mathrm{hz}}h_{t-1} + b_\mathrm{z}) \\
\tilde h_t &=& \tanh(W_{\mathrm{xh}}x_t + W_{\mathrm{hh}}(r_t \odot h_{t-1}) + b_\mathrm{h}) \\
h_t &=& z_t \odot h_{t-1} + (1-z_t)\odot \tilde h_t
\end{eqnarray*}
""",
        shapes={
            **each(r"W_{\mathrm{x*}}", "rzh", ("n", "m")),
            **each(r"W_{\mathrm{h*}}", "rzh", ("n", "n")),
            **each(r"b_\mathrm{*}", "rzh", ("n",)),
        },
        conventions={r"\mathrm{sigm}": r"same as \sigma"},
        rename={
            **{"W_xr": "W_r", "W_xz": "W_z", "W_xh": "W", "W_hr": "U_r", "W_hz": "U_z", "W_hh": "U", "b_h": "b"},
        },
    ),
)

CHUNG = (
    Published(
        "GRU of Chung, unit by unit",
        "gru_chung",
        "Chung, Gulcehre, Cho and Bengio, Empirical Evaluation of Gated Recurrent Neural Networks, 2014, section 3.2",
        r"""
\begin{align*}
    h^j_t = (1 - z^j_t) h^j_{t-1} + z^j_t \tilde{h}^j_t,
\end{align*}
\begin{align*}
    z^j_t = \sigma\left( W_z \mathbf{x}_t + U_z \mathbf{h}_{t-1} \right)^j.
\end{align*}
\begin{align*}
    \tilde{h}^j_t = \tanh\left( W \mathbf{x}_t + U \left( \mathbf{r}_t \odot \mathbf{h}_{t-1}\right) \right)^j,
\end{align*}
\begin{align*}
    r^j_t = \sigma\left( W_r \mathbf{x}_t + U_r \mathbf{h}_{t-1} \right)^j.
\end{align*}
""",
        shapes={"W": ("n", "m"), "U": ("n", "n"), **each("W_*", "zr", ("n", "m")), **each("U_*", "zr", ("n", "n"))},
        conventions={"superscripts": "indices"},
    ),
    Published(
        "GRU of Chung, concatenated",
        "gru_chung",
        "Olah, Understanding LSTM Networks, 2015",
        r"""
\begin{aligned}
z_t &= \sigma\left(W_z\cdot[h_{t-1}, x_t]\right) \\
r_t &= \sigma\left(W_r\cdot[h_{t-1}, x_t]\right) \\
\tilde{h}_t &= \tanh\left(W\cdot[r_t * h_{t-1}, x_t]\right) \\
h_t &= (1 - z_t) * h_{t-1} + z_t * \tilde{h}_t
\end{aligned}
""",
        shapes={"x_t": ("m",), "h_t": ("n",), "z_t": ("n",), "r_t": ("n",)},
        conventions={"*": "hadamard"},
        rename={"W_z": "[U_z, W_z]", "W_r": "[U_r, W_r]", "W": "[U, W]"},
    ),
    Published(
        "GRU of Chung, Wikipedia",
        "gru_chung",
        "Wikipedia, Gated recurrent unit, section Fully gated unit",
        r"""
\begin{align}
z_t &= \sigma(W_{z} x_t + U_{z} h_{t-1} + b_z) \\
r_t &= \sigma(W_{r} x_t + U_{r} h_{t-1} + b_r) \\
\hat{h}_t &= \phi(W_{h} x_t + U_{h} (r_t \odot h_{t-1}) + b_h) \\
h_t &=  (1-z_t) \odot h_{t-1} + z_t \odot \hat{h}_t
\end{align}
""",
        shapes={**each("W_{*}", "zrh", ("h", "d")), **each("U_{*}", "zrh", ("h", "h")), **each("b_*", "zrh", ("h",))},
        conventions={r"\phi": r"same as \tanh"},
        rename={"W_h": "W", "U_h": "U", "b_h": "b", "h_hat": "h_tilde"},
    ),
    Published(
        "GRU of Chung, time in angle brackets",
        "gru_chung",
        "Ng, Katanforoosh and Mourri, Sequence Models (online course), week 1",
        r"""
$\tilde{c}^{<t>} = \tanh(W_c [ \Gamma_r * c^{<t-1>}, x^{<t>} ] + b_c)$

$\Gamma_u = \sigma(W_u [ c^{<t-1>}, x^{<t>} ] + b_u)$

$\Gamma_r = \sigma(W_r [ c^{<t-1>}, x^{<t>} ] + b_r)$

$c^{<t>} = \Gamma_u * \tilde{c}^{<t>} + (1 - \Gamma_u) * c^{<t-1>}$
""",
        shapes={"x^{<t>}": ("n_x",), "c^{<t>}": ("n_c",), **each("b_*", "cur", ("n_c",))},
        conventions={"*": "hadamard"},
        rename={
            **{"c_prev": "h_prev", "c": "h", "c_tilde": "h_tilde", "Gamma_u": "z", "Gamma_r": "r"},
            **{"W_c": "[U, W]", "W_u": "[U_z, W_z]", "W_r": "[U_r, W_r]", "b_c": "b", "b_u": "b_z"},
        },
    ),
    Published(
        "GRU of Chung, one row at a time, in words",
        "gru_chung",
        "Fichou, vignette GRU units of the R package rnn; its candidate has the weights on the other side",
        r"""
$$ r_t = sigmoid(h_{t-1} * W_r + x_t * U_r) $$

$$ z_t = sigmoid(h_{t-1} * W_z + x_t * U_z) $$

$$ g_t = tanh((h_{t-1} \cdot r_t) * W_g + x_t * U_g) $$

$$ h_t = y_t = h_{t-1} \cdot (1 - z_t) + (z_t \cdot g_t) $$
""",
        shapes={**each("U_*", "rzg", ("m", "n")), **each("W_*", "rzg", ("n", "n")), "x_t": ("m",), "h_t": ("n",)},
        conventions={"vectors": "rows", "*": "matrix product", r"\cdot": "hadamard"},
        rename={
            **{"W_r": "U_r.T", "W_z": "U_z.T", "W_g": "U.T", "U_r": "W_r.T", "U_z": "W_z.T", "U_g": "W.T"},
            **{"g": "h_tilde", "y": "h"},
        },
    ),
)

RESET_AFTER = (
    Published(
        "GRU, reset after, PyTorch",
        "gru_reset_after",
        "documentation of torch.nn.GRU",
        r"""
\begin{array}{ll}
    r_t = \sigma(W_{ir} x_t + b_{ir} + W_{hr} h_{(t-1)} + b_{hr}) \\
    z_t = \sigma(W_{iz} x_t + b_{iz} + W_{hz} h_{(t-1)} + b_{hz}) \\
    n_t = \tanh(W_{in} x_t + b_{in} + r_t \odot (W_{hn} h_{(t-1)}+ b_{hn})) \\
    h_t = (1 - z_t) \odot n_t + z_t \odot h_{(t-1)}
\end{array}
""",
        shapes={
            **each("W_{i*}", "rzn", ("H", "D")),
            **each("W_{h*}", "rzn", ("H", "H")),
            **each("b_{i*}", "rzn", ("H",)),
            **each("b_{h*}", "rzn", ("H",)),
        },
        rename={"n": "h_tilde"},
    ),
    Published(
        "GRU, reset after, cuDNN",
        "gru_reset_after",
        "documentation of cuDNN, cudnnRNNMode_t, CUDNN_GRU",
        r"""
\begin{align*}
i_t &= \sigma(W_i x_t + R_i h_{t-1} + b_{Wi} + b_{Ri}) \\
r_t &= \sigma(W_r x_t + R_r h_{t-1} + b_{Wr} + b_{Rr}) \\
h'_t &= \tanh(W_h x_t + r_t \circ (R_h h_{t-1} + b_{Rh}) + b_{Wh}) \\
h_t &= (1 - i_t) \circ h'_t + i_t \circ h_{t-1}
\end{align*}
""",
        shapes={
            **each("W_*", "irh", ("n", "m")),
            **each("R_*", "irh", ("n", "n")),
            **each("b_{W*}", "irh", ("n",)),
            **each("b_{R*}", "irh", ("n",)),
        },
        rename={
            **{"W_i": "W_iz", "W_r": "W_ir", "W_h": "W_in", "R_i": "W_hz", "R_r": "W_hr", "R_h": "W_hn"},
            **{"b_Wi": "b_iz", "b_Wr": "b_ir", "b_Wh": "b_in", "b_Ri": "b_hz", "b_Rr": "b_hr", "b_Rh": "b_hn"},
            **{"i": "z", "h_prime": "h_tilde"},
        },
    ),
    Published(
        "GRU, reset after, gates as superscripts",
        "gru_reset_after",
        "Mohammadi, Mundra, Socher, Wang and Kamath, CS224n lecture notes, part V, 2017",
        r"""
\begin{align*}
z_{t} &= \sigma(W^{(z)}x_{t} + U^{(z)}h_{t-1})&~\text{(Update gate)}\\
r_{t} &= \sigma(W^{(r)}x_{t} + U^{(r)}h_{t-1})&~\text{(Reset gate)}\\
\tilde{h}_{t} &= \operatorname{tanh}(r_{t}\circ  Uh_{t-1} + Wx_{t} )&~\text{(New memory)}\\
h_{t} &= (1 - z_{t}) \circ \tilde{h}_{t} + z_{t} \circ h_{t-1}&~\text{(Hidden state)}
\end{align*}
""",
        shapes={
            "W": ("n", "m"),
            "U": ("n", "n"),
            **each("W^{(*)}", "zr", ("n", "m")),
            **each("U^{(*)}", "zr", ("n", "n")),
        },
        rename={"W_z": "W_iz", "W_r": "W_ir", "W": "W_in", "U_z": "W_hz", "U_r": "W_hr", "U": "W_hn"},
    ),
    Published(
        "GRU, reset after, rows of samples",
        "gru_reset_after",
        "Keras, layer GRU with reset_after=True, as its equations are told in row vectors",
        r"""
\begin{gather*}
\mathbf{Z}_t = \sigma(\mathbf{X}_t \mathbf{W}_z + \mathbf{b}_z + \mathbf{H}_{t-1} \mathbf{U}_z + \mathbf{d}_z) \\
\mathbf{R}_t = \sigma(\mathbf{X}_t \mathbf{W}_r + \mathbf{b}_r + \mathbf{H}_{t-1} \mathbf{U}_r + \mathbf{d}_r) \\
\hat{\mathbf{H}}_t = \tanh\bigl(\mathbf{X}_t \mathbf{W}_h + \mathbf{b}_h
    + \mathbf{R}_t \odot (\mathbf{H}_{t-1} \mathbf{U}_h + \mathbf{d}_h)\bigr) \\
\mathbf{H}_t = \mathbf{Z}_t \odot \mathbf{H}_{t-1} + (1 - \mathbf{Z}_t) \odot \hat{\mathbf{H}}_t
\end{gather*}
""",
        shapes={r"\mathbf{X}_t": ("n", "d"), r"\mathbf{H}_t": ("n", "h")},
        conventions={"vectors": "rows", "samples": "rows"},
        rename={
            **{"X": "x", "H_prev": "h_prev", "H": "h", "R": "r", "Z": "z", "H_hat": "h_tilde"},
            **{"W_z": "W_iz.T", "W_r": "W_ir.T", "W_h": "W_in.T", "U_z": "W_hz.T", "U_r": "W_hr.T", "U_h": "W_hn.T"},
            **{"b_z": "b_iz", "b_r": "b_ir", "b_h": "b_in", "d_z": "b_hz", "d_r": "b_hr", "d_h": "b_hn"},
        },
        samples=True,
    ),
)
