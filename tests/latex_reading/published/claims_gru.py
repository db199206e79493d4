"""Claims about gated recurrent units: derivatives of a step, d names of a reset after, sums over indices."""

from tests.latex_reading.published.records import Claim, Paper, each

FRACTIONS = Paper(
    "GRU of Chung, one step, derivatives",
    "Chung, Gulcehre, Cho and Bengio, 2014; its gradients as in Alam, Back Propagation in GRUs, 2019",
    r"""
\begin{align}
\mathbf{z}_t &= \sigma(\mathbf{W}_z \mathbf{x}_t + \mathbf{U}_z \mathbf{h}_{t-1}) \\
\mathbf{r}_t &= \sigma(\mathbf{W}_r \mathbf{x}_t + \mathbf{U}_r \mathbf{h}_{t-1}) \\
\tilde{\mathbf{h}}_t &= \tanh(\mathbf{W} \mathbf{x}_t + \mathbf{U} (\mathbf{r}_t \odot \mathbf{h}_{t-1})) \\
\mathbf{h}_t &= (1 - \mathbf{z}_t) \odot \mathbf{h}_{t-1} + \mathbf{z}_t \odot \tilde{\mathbf{h}}_t
\end{align}
""",
    (
        Claim(
            r"\frac{\partial L}{\partial \tilde{\mathbf{h}}_t} = \frac{\partial L}{\partial \mathbf{h}_t}"
            r" \odot \mathbf{z}_t",
            "right",
        ),
        Claim(
            r"\frac{\partial L}{\partial \mathbf{z}_t} = \frac{\partial L}{\partial \mathbf{h}_t}"
            r" \odot (\tilde{\mathbf{h}}_t - \mathbf{h}_{t-1})",
            "right",
        ),
        Claim(
            r"""\frac{\partial L}{\partial \mathbf{r}_t} = \left(\mathbf{U}^\top \left(
    \frac{\partial L}{\partial \tilde{\mathbf{h}}_t} \odot (1 - \tilde{\mathbf{h}}_t \odot \tilde{\mathbf{h}}_t)
    \right)\right) \odot \mathbf{h}_{t-1}""",
            "right",
        ),
        Claim(
            r"\frac{\partial L}{\partial \mathbf{U}_z} = \left( \frac{\partial L}{\partial \mathbf{z}_t}"
            r" \odot \mathbf{z}_t \odot (1 - \mathbf{z}_t) \right) \mathbf{h}_{t-1}^\top",
            "right",
        ),
        Claim(
            r"""\frac{\partial L}{\partial \mathbf{h}_{t-1}} =
    \frac{\partial L}{\partial \mathbf{h}_t} \odot (1 - \mathbf{z}_t)
    + \mathbf{U}_z^\top \left( \frac{\partial L}{\partial \mathbf{z}_t}
        \odot \mathbf{z}_t \odot (1 - \mathbf{z}_t) \right)
    + \mathbf{U}_r^\top \left( \frac{\partial L}{\partial \mathbf{r}_t}
        \odot \mathbf{r}_t \odot (1 - \mathbf{r}_t) \right)
    + \left(\mathbf{U}^\top \left( \frac{\partial L}{\partial \tilde{\mathbf{h}}_t}
        \odot (1 - \tilde{\mathbf{h}}_t \odot \tilde{\mathbf{h}}_t) \right)\right) \odot \mathbf{r}_t""",
            "right",
        ),
        Claim(
            r"\frac{\partial L}{\partial \mathbf{z}_t} = \frac{\partial L}{\partial \mathbf{h}_t}"
            r" \odot (\mathbf{h}_{t-1} - \tilde{\mathbf{h}}_t)",
            "wrong",
            "sign",
            r"(\mathbf{h}_{t-1} - \tilde{\mathbf{h}}_t)",
            "the candidate minus the state before",
        ),
        Claim(
            r"""\frac{\partial L}{\partial \mathbf{r}_t} = \mathbf{U}^\top \left(
    \frac{\partial L}{\partial \tilde{\mathbf{h}}_t} \odot (1 - \tilde{\mathbf{h}}_t \odot \tilde{\mathbf{h}}_t)
    \odot \mathbf{h}_{t-1} \right)""",
            "wrong",
            "bracket misplaced",
            r"\odot \mathbf{h}_{t-1}",
            "the factor h_{t-1} stands outside, behind U^T (...)",
        ),
        Claim(
            r"""\frac{\partial L}{\partial \mathbf{h}_{t-1}} =
    \frac{\partial L}{\partial \mathbf{h}_t} \odot (1 - \mathbf{z}_t)
    + \mathbf{U}_z^\top \left( \frac{\partial L}{\partial \mathbf{z}_t}
        \odot \mathbf{z}_t \odot (1 - \mathbf{z}_t) \right)
    + \left(\mathbf{U}^\top \left( \frac{\partial L}{\partial \tilde{\mathbf{h}}_t}
        \odot (1 - \tilde{\mathbf{h}}_t \odot \tilde{\mathbf{h}}_t) \right)\right) \odot \mathbf{r}_t""",
            "wrong",
            "missing path",
            r"\mathbf{r}_t",
            "the path through the reset gate, with U_r^T, is missing",
        ),
        Claim(
            r"""\frac{\partial L}{\partial \mathbf{h}_{t-1}} =
    \frac{\partial L}{\partial \mathbf{h}_t} \odot \mathbf{z}_t
    + \mathbf{U}_z^\top \left( \frac{\partial L}{\partial \mathbf{z}_t}
        \odot \mathbf{z}_t \odot (1 - \mathbf{z}_t) \right)
    + \mathbf{U}_r^\top \left( \frac{\partial L}{\partial \mathbf{r}_t}
        \odot \mathbf{r}_t \odot (1 - \mathbf{r}_t) \right)
    + \left(\mathbf{U}^\top \left( \frac{\partial L}{\partial \tilde{\mathbf{h}}_t}
        \odot (1 - \tilde{\mathbf{h}}_t \odot \tilde{\mathbf{h}}_t) \right)\right) \odot \mathbf{r}_t""",
            "wrong",
            "wrong carry",
            r"\frac{\partial L}{\partial \mathbf{h}_t} \odot \mathbf{z}_t",
            "the state is carried by 1 - z_t",
        ),
        Claim(
            r"""\frac{\partial L}{\partial \mathbf{U}} = \left( \frac{\partial L}{\partial \tilde{\mathbf{h}}_t}
    \odot (1 - \tilde{\mathbf{h}}_t \odot \tilde{\mathbf{h}}_t) \right) \mathbf{h}_{t-1}^\top""",
            "wrong",
            "missing factor",
            r"\mathbf{h}_{t-1}^\top",
            "U acts on r_t h_{t-1}, entry by entry",
        ),
        Claim(
            r"\frac{\partial L}{\partial \mathbf{W}_r} = \left( \frac{\partial L}{\partial \mathbf{r}_t}"
            r" \odot \mathbf{z}_t \odot (1 - \mathbf{z}_t) \right) \mathbf{x}_t^\top",
            "wrong",
            "wrong gate",
            r"\mathbf{z}_t \odot (1 - \mathbf{z}_t)",
            "the slope of r_t",
        ),
        Claim(
            r"\frac{\partial L}{\partial \tilde{\mathbf{h}}_t} = \frac{\partial L}{\partial \mathbf{h}_t}"
            r" \odot (1 - \mathbf{z}_t)",
            "wrong",
            "wrong gate",
            r"(1 - \mathbf{z}_t)",
            "z_t brings the candidate in",
        ),
        Claim(
            r"\frac{\partial L}{\partial \mathbf{U}_z} = \left( \frac{\partial L}{\partial \mathbf{z}_t} \odot"
            r" (1 - \mathbf{z}_t \odot \mathbf{z}_t) \right) \mathbf{h}_{t-1}^\top",
            "wrong",
            "wrong output slope",
            r"(1 - \mathbf{z}_t \odot \mathbf{z}_t)",
            "the slope of a sigmoid is z_t (1 - z_t)",
        ),
    ),
    conventions={"claims": "step", r"\frac{\partial L}{\partial \mathbf{h}_t}": "given"},
)

RESET_AFTER = Paper(
    "GRU, reset after, one step, d names",
    "documentation of torch.nn.GRU; its gradients as in code by hand",
    r"""
\begin{array}{ll}
    r_t = \sigma(W_{ir} x_t + b_{ir} + W_{hr} h_{t-1} + b_{hr}) \\
    z_t = \sigma(W_{iz} x_t + b_{iz} + W_{hz} h_{t-1} + b_{hz}) \\
    n_t = \tanh(W_{in} x_t + b_{in} + r_t * (W_{hn} h_{t-1}+ b_{hn})) \\
    h_t = (1 - z_t) * n_t + z_t * h_{t-1}
\end{array}
""",
    (
        Claim(r"dn_t = dh_t * (1 - z_t)", "right"),
        Claim(r"dz_t = dh_t * (h_{t-1} - n_t)", "right"),
        Claim(r"dr_t = dn_t * (1 - n_t^2) * (W_{hn} h_{t-1} + b_{hn})", "right"),
        Claim(r"dW_{hn} = (dn_t * (1 - n_t^2) * r_t)\, h_{t-1}^T", "right"),
        Claim(r"db_{in} = dn_t * (1 - n_t^2)", "right"),
        Claim(
            r"""dh_{t-1} = dh_t * z_t + W_{hn}^T (dn_t * (1 - n_t^2) * r_t)
    + W_{hz}^T (dz_t * z_t * (1 - z_t)) + W_{hr}^T (dr_t * r_t * (1 - r_t))""",
            "right",
        ),
        Claim(
            r"dr_t = dn_t * (1 - n_t^2) * h_{t-1}",
            "wrong",
            "swapped names",
            r"* h_{t-1}",
            "r_t multiplies W_{hn} h_{t-1} + b_{hn} here, not h_{t-1}",
        ),
        Claim(
            r"dW_{hn} = (dn_t * (1 - n_t^2))\, h_{t-1}^T",
            "wrong",
            "missing factor",
            r"dn_t * (1 - n_t^2)",
            "r_t is missing",
        ),
        Claim(
            r"db_{hn} = dn_t * (1 - n_t^2)",
            "wrong",
            "missing factor",
            r"dn_t * (1 - n_t^2)",
            "r_t is missing: this is the gradient of b_{in}",
        ),
        Claim(
            r"""dh_{t-1} = dh_t * (1 - z_t) + W_{hn}^T (dn_t * (1 - n_t^2) * r_t)
    + W_{hz}^T (dz_t * z_t * (1 - z_t)) + W_{hr}^T (dr_t * r_t * (1 - r_t))""",
            "wrong",
            "wrong carry",
            r"dh_t * (1 - z_t)",
            "the state is carried by z_t",
        ),
        Claim(
            r"""dh_{t-1} = dh_t * z_t + W_{hn}^T (dn_t * (1 - n_t^2) * r_t)
    + W_{hz} (dz_t * z_t * (1 - z_t)) + W_{hr}^T (dr_t * r_t * (1 - r_t))""",
            "wrong",
            "transpose missing",
            r"W_{hz} (dz_t * z_t * (1 - z_t))",
            "W_{hz}^T",
        ),
        Claim(
            r"dn_t = dh_t * z_t",
            "wrong",
            "wrong gate",
            r"z_t",
            "1 - z_t",
        ),
    ),
    shapes={
        **each("W_{i*}", "rzn", ("H", "D")),
        **each("W_{h*}", "rzn", ("H", "H")),
        **each("b_{i*}", "rzn", ("H",)),
        **each("b_{h*}", "rzn", ("H",)),
        "x_t": ("D",),
    },
    conventions={"*": "hadamard", "claims": "step", "dh_t": "given cotangent of h_t"},
)

INDICES = Paper(
    "GRU, candidate by indices",
    "Cho et al., 2014, equations 7 and 8, written with sums",
    r"""
\begin{align}
\tilde{h}_j^{(t)} &= \tanh\left( \sum_k W_{jk} x_k^{(t)} + \sum_l U_{jl} r_l^{(t)} h_l^{(t-1)} \right) \\
h_j^{(t)} &= z_j^{(t)} h_j^{(t-1)} + \left(1 - z_j^{(t)}\right) \tilde{h}_j^{(t)}
\end{align}
""",
    (
        Claim(
            r"\frac{\partial E}{\partial z_j^{(t)}} = \frac{\partial E}{\partial h_j^{(t)}}"
            r" \left( h_j^{(t-1)} - \tilde{h}_j^{(t)} \right)",
            "right",
        ),
        Claim(
            r"\frac{\partial E}{\partial r_l^{(t)}} = \sum_j \frac{\partial E}{\partial \tilde{h}_j^{(t)}}"
            r" \left( 1 - (\tilde{h}_j^{(t)})^2 \right) U_{jl} h_l^{(t-1)}",
            "right",
        ),
        Claim(
            r"\frac{\partial E}{\partial r_l^{(t)}} = \sum_j \frac{\partial E}{\partial \tilde{h}_j^{(t)}}"
            r" \left( 1 - (\tilde{h}_j^{(t)})^2 \right) U_{lj} h_l^{(t-1)}",
            "wrong",
            "wrong index in a sum",
            r"U_{lj}",
            "U_{jl}",
        ),
        Claim(
            r"\frac{\partial E}{\partial r_l^{(t)}} = \sum_j \frac{\partial E}{\partial \tilde{h}_j^{(t)}}"
            r" \left( 1 - (\tilde{h}_j^{(t)})^2 \right) U_{jl} h_j^{(t-1)}",
            "wrong",
            "wrong index in a sum",
            r"h_j^{(t-1)}",
            "h_l^{(t-1)}",
        ),
    ),
    shapes={"W_{jk}": ("n", "m"), "U_{jl}": ("n", "n"), "E": ()},
    conventions={"claims": "step", r"\frac{\partial E}{\partial h_j^{(t)}}": "given"},
)

PAPERS = (FRACTIONS, RESET_AFTER, INDICES)
