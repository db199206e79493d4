"""Claims about the LSTM: one step with deltas and +=, derivatives through time, one unit with gates given."""

from tests.latex_reading.published.records import Claim, Paper, each

SLIDES = Paper(
    "LSTM, one step, deltas",
    "Mallya, LSTM Forward and Backward Pass (slides, 2016)",
    r"""
\begin{align}
    a^t &= \tanh(W_cx^t + U_ch^{t-1}) = \tanh(\hat{a}^t) \\
    i^t &= \sigma(W_ix^t + U_ih^{t-1}) = \sigma(\hat{i}^t)  \\
    f^t &= \sigma(W_fx^t + U_fh^{t-1}) = \sigma(\hat{f}^t) \\
    o^t &= \sigma(W_ox^t + U_oh^{t-1}) = \sigma(\hat{o}^t)
\end{align}
$$ c^t = i^t \odot a^t + f^t \odot c^{t-1} $$
$$ h^t = o^t \odot \text{tanh}(c^t) $$
""",
    (
        Claim(r"\delta o^t = \delta h^t \odot \tanh(c^t)", "right"),
        Claim(r"\delta c^t += \color{red}{\delta h^t} \odot o^t \odot (1-\tanh^2(c^t))", "right"),
        Claim(r"\delta i^t = \delta c^t \odot a^t", "right"),
        Claim(r"\delta c^{t-1} = \delta c^t \odot f^t", "right"),
        Claim(r"\delta \hat{a}^t = \delta a^t \odot (1-\tanh^2(\hat{a}^t))", "right"),
        Claim(r"\delta \hat{i}^t = \delta i^t \odot i^t \odot (1-i^t)", "right"),
        Claim(
            r"\delta h^{t-1} = U_c^T \delta \hat{a}^t + U_i^T \delta \hat{i}^t + U_f^T \delta \hat{f}^t"
            r" + U_o^T \delta \hat{o}^t",
            "right",
        ),
        Claim(r"\delta W_f = \delta \hat{f}^t (x^t)^T", "right"),
        Claim(r"\delta o^t = \delta h^t \odot c^t", "wrong", "missing factor", r"c^t", "tanh(c^t)"),
        Claim(
            r"\delta c^t += \delta h^t \odot o^t \odot (1-\tanh(c^t))",
            "wrong",
            "wrong output slope",
            r"(1-\tanh(c^t))",
            "1 - tanh^2(c^t)",
        ),
        Claim(r"\delta f^t = \delta c^t \odot c^t", "wrong", "time index off by one", r"\odot c^t", "c^{t-1}"),
        Claim(r"\delta i^t = \delta c^t \odot i^t", "wrong", "wrong gate", r"\odot i^t", "a^t"),
        Claim(
            r"\delta \hat{a}^t = \delta a^t \odot (1-\tanh^2(a^t))",
            "wrong",
            "slope of the wrong argument",
            r"\tanh^2(a^t)",
            "tanh^2 of what goes into a^t, or (a^t)^2",
        ),
        Claim(r"\delta c^{t-1} = \delta c^t \odot i^t", "wrong", "wrong carry", r"\odot i^t", "f^t"),
        Claim(
            r"\delta h^{t-1} = U_c^T \delta \hat{a}^t + U_i^T \delta \hat{i}^t + U_o^T \delta \hat{o}^t",
            "wrong",
            "missing path",
            r"f^t",
            "U_f^T delta f-hat^t is missing",
        ),
        Claim(
            r"\delta h^{t-1} = U_c^T \delta \hat{a}^t + U_i^T \delta \hat{i}^t + U_f \delta \hat{f}^t"
            r" + U_o^T \delta \hat{o}^t",
            "wrong",
            "transpose missing",
            r"U_f \delta \hat{f}^t",
            "U_f^T",
        ),
        Claim(
            r"\delta U_f = \delta \hat{f}^t (h^t)^T",
            "wrong",
            "time index off by one",
            r"(h^t)^T",
            "h^{t-1}",
        ),
        Claim(
            r"\delta \hat{f}^t = \delta f^t \odot f^t \odot (1+f^t)",
            "wrong",
            "sign",
            r"(1+f^t)",
            "1 - f^t",
        ),
    ),
    shapes={**each("W_*", "cifo", ("d", "n")), **each("U_*", "cifo", ("d", "d")), "x^t": ("n",), "c^t": ("d",)},
    conventions={
        "claims": "step",
        r"\delta h^t": "given cotangent of h^t",
        r"\delta c^t": "cotangent of c^t",
        r"\delta \hat{a}^t": "cotangent of the argument of a^t",
        r"\delta \hat{i}^t": "cotangent of the argument of i^t",
        r"\delta \hat{f}^t": "cotangent of the argument of f^t",
        r"\delta \hat{o}^t": "cotangent of the argument of o^t",
    },
)

THROUGH_TIME = Paper(
    "LSTM, through time, concatenated",
    "Olah, Understanding LSTM Networks, 2015; its gradients as in Gomez, Backpropogating an LSTM, 2016",
    r"""
\begin{align}
\mathbf{f}_t &= \sigma(\mathbf{W}_f [\mathbf{h}_{t-1}; \mathbf{x}_t] + \mathbf{b}_f) \\
\mathbf{i}_t &= \sigma(\mathbf{W}_i [\mathbf{h}_{t-1}; \mathbf{x}_t] + \mathbf{b}_i) \\
\mathbf{o}_t &= \sigma(\mathbf{W}_o [\mathbf{h}_{t-1}; \mathbf{x}_t] + \mathbf{b}_o) \\
\tilde{\mathbf{c}}_t &= \tanh(\mathbf{W}_c [\mathbf{h}_{t-1}; \mathbf{x}_t] + \mathbf{b}_c) \\
\mathbf{c}_t &= \mathbf{f}_t \odot \mathbf{c}_{t-1} + \mathbf{i}_t \odot \tilde{\mathbf{c}}_t \\
\mathbf{h}_t &= \mathbf{o}_t \odot \tanh(\mathbf{c}_t)
\end{align}
""",
    (
        Claim(
            r"\frac{\partial L}{\partial \mathbf{o}_t} = \frac{\partial L}{\partial \mathbf{h}_t}"
            r" \odot \tanh(\mathbf{c}_t)",
            "right",
        ),
        Claim(
            r"\frac{\partial L}{\partial \mathbf{c}_t} = \frac{\partial L}{\partial \mathbf{h}_t} \odot \mathbf{o}_t"
            r" \odot (1 - \tanh^2(\mathbf{c}_t)) + \frac{\partial L}{\partial \mathbf{c}_{t+1}} \odot \mathbf{f}_{t+1}",
            "right",
        ),
        Claim(
            r"\frac{\partial L}{\partial \mathbf{f}_t} = \frac{\partial L}{\partial \mathbf{c}_t}"
            r" \odot \mathbf{c}_{t-1}",
            "right",
        ),
        Claim(
            r"\frac{\partial L}{\partial \mathbf{W}_f} = \sum_{t=1}^{T} \left( \frac{\partial L}{\partial \mathbf{f}_t}"
            r" \odot \mathbf{f}_t \odot (1 - \mathbf{f}_t) \right) [\mathbf{h}_{t-1}; \mathbf{x}_t]^\top",
            "right",
        ),
        Claim(
            r"\frac{\partial L}{\partial \mathbf{c}_t} = \frac{\partial L}{\partial \mathbf{h}_t} \odot \mathbf{o}_t"
            r" \odot (1 - \tanh^2(\mathbf{c}_t)) + \frac{\partial L}{\partial \mathbf{c}_{t+1}} \odot \mathbf{f}_{t}",
            "wrong",
            "time index off by one",
            r"\mathbf{f}_{t}",
            "f_{t+1}",
        ),
        Claim(
            r"\frac{\partial L}{\partial \mathbf{c}_t} = \frac{\partial L}{\partial \mathbf{h}_t} \odot \mathbf{o}_t"
            r" \odot (1 - \tanh^2(\mathbf{c}_t)) + \frac{\partial L}{\partial \mathbf{c}_{t+1}} \odot \mathbf{i}_{t+1}",
            "wrong",
            "wrong carry",
            r"\mathbf{i}_{t+1}",
            "f_{t+1}",
        ),
        Claim(
            r"\frac{\partial L}{\partial \mathbf{c}_t} = \frac{\partial L}{\partial \mathbf{h}_t} \odot \mathbf{o}_t"
            r" \odot (1 - \tanh^2(\mathbf{c}_t)) \odot \frac{\partial L}{\partial \mathbf{c}_{t+1}}"
            r" \odot \mathbf{f}_{t+1}",
            "wrong",
            "product for sum",
            r"\odot \frac{\partial L}{\partial \mathbf{c}_{t+1}}",
            "the two paths add up",
        ),
        Claim(
            r"\frac{\partial L}{\partial \tilde{\mathbf{c}}_t} = \frac{\partial L}{\partial \mathbf{c}_t}"
            r" \odot \mathbf{o}_t",
            "wrong",
            "wrong gate",
            r"\mathbf{o}_t",
            "i_t",
        ),
        Claim(
            r"\frac{\partial L}{\partial \mathbf{W}_f} = \sum_{t=1}^{T} \frac{\partial L}{\partial \mathbf{f}_t}"
            r" [\mathbf{h}_{t-1}; \mathbf{x}_t]^\top",
            "wrong",
            "missing factor",
            r"\frac{\partial L}{\partial \mathbf{f}_t}",
            "the slope f_t (1 - f_t) is missing",
        ),
        Claim(
            r"\frac{\partial L}{\partial \mathbf{b}_i} = \left( \frac{\partial L}{\partial \mathbf{i}_t}"
            r" \odot \mathbf{i}_t \odot (1 - \mathbf{i}_t) \right)",
            "partial",
            "sum dropped",
            r"\mathbf{i}_t",
            "what one time step contributes; the sum over t is missing",
        ),
    ),
    conventions={r"\frac{\partial L}{\partial \mathbf{h}_t}": "given"},
)

UNIT = Paper(
    "one unit with gates given",
    "Hochreiter and Schmidhuber, Long Short-Term Memory, 1997, one cell whose gates are given, with tanh",
    r"""
\begin{align*}
a &= \tanh(V^T x + U^T h_{prev} + b) \\
s &= i a + f s_{prev} \\
h &= o \tanh(s)
\end{align*}
""",
    (
        Claim(r"\frac{\partial h}{\partial a} = o (1 - \tanh^2(s))\, i", "right"),
        Claim(r"\frac{\partial h}{\partial V} = o (1 - \tanh^2(s))\, i\, (1 - a^2)\, x", "right"),
        Claim(r"\frac{\partial h}{\partial s_{prev}} = o \tanh'(s) f", "right"),
        Claim(
            r"\frac{\partial h}{\partial V} = o (1 - \tanh^2(s))\, i\, (1 - a)\, x",
            "wrong",
            "wrong output slope",
            r"(1 - a)",
            "1 - a^2",
        ),
        Claim(
            r"\frac{\partial h}{\partial f} = o (1 - \tanh^2(s))\, s",
            "wrong",
            "time index off by one",
            r"\, s",
            "s_{prev}",
        ),
        Claim(
            r"\frac{\partial h}{\partial b} = o (1 - \tanh^2(s)) (1 - a^2)",
            "wrong",
            "missing factor",
            r"(1 - \tanh^2(s)) (1 - a^2)",
            "i is missing",
        ),
        Claim(r"\frac{\partial h}{\partial s_{prev}} = o \tanh'(s) i", "wrong", "wrong gate", r"\tanh'(s) i", "f"),
        Claim(
            r"\frac{\partial h}{\partial a} = o (1 - s^2)\, i",
            "wrong",
            "slope of the wrong argument",
            r"(1 - s^2)",
            "1 - tanh^2(s)",
        ),
    ),
    shapes={
        **{"x": ("m",), "V": ("m",), "U": ("n",), "h_{prev}": ("n",)},
        "s_{prev}": (),
        **{"i": (), "f": (), "o": (), "b": ()},
    },
)

PAPERS = (SLIDES, THROUGH_TIME, UNIT)
