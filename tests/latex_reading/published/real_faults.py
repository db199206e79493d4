"""Faults in print and how they were mended, and two claims that must not be called wrong."""

from tests.latex_reading.published import real_faults_networks, real_faults_vignettes
from tests.latex_reading.published.forward_lstm import LSTM
from tests.latex_reading.published.records import Claim, Paper

COURSE_FORWARD = next(one for one in LSTM if "angle brackets" in one.name)
COURSE_CONVENTIONS = {
    "claims": "step",
    r"da_{next}": r"given cotangent of a^{\langle t \rangle}",
    r"dc_{next}": r"given cotangent of c^{\langle t \rangle}",
    r"c_{next}": r"same as c^{\langle t \rangle}",
    r"a_{prev}": r"same as a^{\langle t-1 \rangle}",
    r"c_{prev}": r"same as c^{\langle t-1 \rangle}",
    r"x_t": r"same as x^{\langle t \rangle}",
    r"dc_{prev}": r"cotangent of c^{\langle t-1 \rangle}",
}

COURSE_BEFORE = Paper(
    "LSTM of an online course, as it first was",
    "Ng, Katanforoosh and Mourri, Sequence Models (online course), week 1, first assignment, equations 7 to 13, 2018",
    COURSE_FORWARD.latex,
    (
        Claim(
            r"""d \Gamma_o^{\langle t \rangle} = da_{next}*\tanh(c_{next}) * \Gamma_o^{\langle t \rangle}
    *(1-\Gamma_o^{\langle t \rangle})\tag{7}""",
            "right",
        ),
        Claim(
            r"""d\tilde c^{\langle t \rangle} = dc_{next}*\Gamma_u^{\langle t \rangle}+ \Gamma_o^{\langle t \rangle}
    (1-\tanh(c_{next})^2) * i_t * da_{next} * \tilde c^{\langle t \rangle} * (1-\tanh(\tilde c)^2) \tag{8}""",
            "wrong",
            "bracket misplaced",
            r"dc_{next}*\Gamma_u^{\langle t \rangle}",
            "the slope 1 - c-tilde^2 multiplies both terms; there is no factor c-tilde and no further tanh in it",
        ),
        Claim(
            r"""d\Gamma_u^{\langle t \rangle} = dc_{next}*\tilde c^{\langle t \rangle} + \Gamma_o^{\langle t \rangle}
    (1-\tanh(c_{next})^2) * \tilde c^{\langle t \rangle} * da_{next}*\Gamma_u^{\langle t \rangle}
    *(1-\Gamma_u^{\langle t \rangle})\tag{9}""",
            "wrong",
            "bracket misplaced",
            r"dc_{next}*\tilde c^{\langle t \rangle}",
            "the slope of the gate multiplies both terms",
        ),
        Claim(
            r"""d\Gamma_f^{\langle t \rangle} = dc_{next}*\tilde c_{prev} + \Gamma_o^{\langle t \rangle}
    (1-\tanh(c_{next})^2) * c_{prev} * da_{next}*\Gamma_f^{\langle t \rangle}
    *(1-\Gamma_f^{\langle t \rangle})\tag{10}""",
            "wrong",
            "bracket misplaced",
            r"dc_{next}*\tilde c_{prev}",
            "the slope of the gate multiplies both terms; and c_{prev} is meant, without a tilde",
        ),
        Claim(
            r"dW_f = d\Gamma_f^{\langle t \rangle} * \begin{pmatrix} a_{prev} \\ x_t\end{pmatrix}^T \tag{11}",
            "right",
        ),
        Claim(
            r"""dc_{prev} = dc_{next}\Gamma_f^{\langle t \rangle} + \Gamma_o^{\langle t \rangle}
    * (1- \tanh(c_{next})^2)*\Gamma_f^{\langle t \rangle}*da_{next} \tag{16}""",
            "right",
        ),
    ),
    shapes=COURSE_FORWARD.shapes,
    conventions={
        **COURSE_CONVENTIONS,
        r"i_t": r"same as \Gamma_u^{\langle t \rangle}",
        r"\tilde c": r"same as \tilde{c}^{\langle t \rangle}",
        r"\tilde c_{prev}": r"same as \tilde{c}^{\langle t-1 \rangle}",
        r"d \Gamma_o^{\langle t \rangle}": r"cotangent of the argument of \Gamma_o^{\langle t \rangle}",
        r"d\Gamma_u^{\langle t \rangle}": r"cotangent of the argument of \Gamma_u^{\langle t \rangle}",
        r"d\Gamma_f^{\langle t \rangle}": r"cotangent of the argument of \Gamma_f^{\langle t \rangle}",
        r"d\tilde c^{\langle t \rangle}": r"cotangent of the argument of \tilde{c}^{\langle t \rangle}",
    },
)

COURSE_AFTER = Paper(
    "LSTM of an online course, mended",
    "Ng, Katanforoosh and Mourri, Sequence Models (online course), week 1, first assignment, as of 2021",
    COURSE_FORWARD.latex,
    (
        Claim(
            r"""d\gamma_o^{\langle t \rangle} = da_{next}*\tanh(c_{next}) * \Gamma_o^{\langle t \rangle}
    *\left(1-\Gamma_o^{\langle t \rangle}\right)\tag{7}""",
            "right",
        ),
        Claim(
            r"""dp\widetilde{c}^{\langle t \rangle} = \left(dc_{next}*\Gamma_u^{\langle t \rangle}
    + \Gamma_o^{\langle t \rangle}* (1-\tanh^2(c_{next})) * \Gamma_u^{\langle t \rangle} * da_{next} \right)
    * \left(1-\left(\widetilde c^{\langle t \rangle}\right)^2\right) \tag{8}""",
            "right",
        ),
        Claim(
            r"""d\gamma_u^{\langle t \rangle} = \left(dc_{next}*\widetilde{c}^{\langle t \rangle}
    + \Gamma_o^{\langle t \rangle}* (1-\tanh^2(c_{next})) * \widetilde{c}^{\langle t \rangle} * da_{next}\right)
    *\Gamma_u^{\langle t \rangle}*\left(1-\Gamma_u^{\langle t \rangle}\right)\tag{9}""",
            "right",
        ),
        Claim(
            r"""d\gamma_f^{\langle t \rangle} = \left(dc_{next}* c_{prev}
    + \Gamma_o^{\langle t \rangle} * (1-\tanh^2(c_{next})) * c_{prev} * da_{next}\right)
    *\Gamma_f^{\langle t \rangle}*\left(1-\Gamma_f^{\langle t \rangle}\right)\tag{10}""",
            "right",
        ),
        Claim(
            r"""d\gamma_u^{\langle t \rangle} = \left(dc_{next} + da_{next}*\Gamma_o^{\langle t \rangle}
    * (1-\tanh^2(c_{next}))\right) * \widetilde{c}^{\langle t \rangle}
    *\Gamma_u^{\langle t \rangle}*\left(1-\Gamma_u^{\langle t \rangle}\right)""",
            "right",
            note="must not be called wrong: the same as (9) in another form",
        ),
        Claim(
            r"dW_f = d\gamma_f^{\langle t \rangle} \begin{bmatrix} a_{prev} \\ x_t\end{bmatrix}^T \tag{11}",
            "right",
        ),
        Claim(
            r"""dc_{prev} = dc_{next}*\Gamma_f^{\langle t \rangle} + \Gamma_o^{\langle t \rangle}
    * (1- \tanh^2(c_{next}))*\Gamma_f^{\langle t \rangle}*da_{next} \tag{20}""",
            "right",
        ),
    ),
    shapes=COURSE_FORWARD.shapes,
    conventions={
        **COURSE_CONVENTIONS,
        r"d\gamma_o^{\langle t \rangle}": r"cotangent of the argument of \Gamma_o^{\langle t \rangle}",
        r"d\gamma_u^{\langle t \rangle}": r"cotangent of the argument of \Gamma_u^{\langle t \rangle}",
        r"d\gamma_f^{\langle t \rangle}": r"cotangent of the argument of \Gamma_f^{\langle t \rangle}",
        r"dp\widetilde{c}^{\langle t \rangle}": r"cotangent of the argument of \tilde{c}^{\langle t \rangle}",
    },
)

SIMPLIFIED = Paper(
    "simplified recurrent network of a textbook",
    "Zhang, Lipton, Li and Smola, Dive into Deep Learning, Backpropagation Through Time, mended in pull requests 431"
    " (2019) and 1364 (2020)",
    r"""
$$h_t = f(x_t, h_{t-1}, w_h) \text{ and } o_t = g(h_t, w_o).$$
""",
    (
        Claim(
            r"""\partial_{w_h} h_t = \sum_{i=1}^{t} \left[\prod_{j=i}^{t}
    \partial_{h_{j-1}} f(x_j, h_{j-1}, w_h) \right] \partial_{w_h} f(x_{i}, h_{i-1}, w_h)""",
            "wrong",
            "time index off by one",
            r"\prod_{j=i}^{t}",
            "from i + 1: at i = t no slope is left; in print both run down, from t to 1 and from t to i",
        ),
        Claim(
            r"""\partial_{w_h}h_{t}=\partial_{w_h}f(x_{t},h_{t-1},w_h)+\sum_{i=1}^{t-1}\left(\prod_{j=i+1}^{t}
    \partial_{h_{j-1}}f(x_{j},h_{j-1},w_h)\right)\partial_{w_h}f(x_{i},h_{i-1},w_h).""",
            "right",
        ),
        Claim(
            r"""\partial_{w_h}h_{t}=\partial_{w_h}f(x_{t},h_{t-1},w_h)
    +\partial_{h_{t}}f(x_{t},h_{t-1},w_h)\partial_{w_h}h_{t-1}.""",
            "wrong",
            "time index off by one",
            r"\partial_{h_{t}}f",
            "by h_{t-1}, the argument of f; in print h has no time at all. Read to the letter the term is zero",
        ),
        Claim(
            r"""\frac{\partial h_t}{\partial w_h}= \frac{\partial f(x_{t},h_{t-1},w_h)}{\partial w_h}
    +\frac{\partial f(x_{t},h_{t-1},w_h)}{\partial h_{t-1}} \frac{\partial h_{t-1}}{\partial w_h}.""",
            "right",
        ),
    ),
    shapes={"h_t": (), "x_t": (), "w_h": (), "w_o": (), "o_t": ()},
    conventions={"f": "scalar function", "g": "scalar function"},
)

LINEAR = Paper(
    "linear recurrent network of a textbook, one unit",
    "Zhang, Lipton, Li and Smola, Dive into Deep Learning, Backpropagation Through Time, mended in pull request 1402"
    " (2020); issue 2616 (2024) on the last claim",
    r"""
$$\mathbf{h}_t = \mathbf{W}_{hx} \mathbf{x}_t + \mathbf{W}_{hh} \mathbf{h}_{t-1} \text{ and }
\mathbf{o}_t = \mathbf{W}_{oh} \mathbf{h}_t.$$
""",
    (
        Claim(
            r"\partial_{\mathbf{W}_{hh}} \mathbf{h}_t"
            r" = \sum_{j=1}^t \left(\mathbf{W}_{hh}^\top\right)^{t-j} \mathbf{h}_j",
            "wrong",
            "time index off by one",
            r"\mathbf{h}_j",
            "h_{j-1}",
        ),
        Claim(
            r"\partial_{\mathbf{W}_{hh}} \mathbf{h}_t"
            r" = \sum_{j=1}^t \left(\mathbf{W}_{hh}^\top\right)^{t-j} \mathbf{h}_{j-1}",
            "right",
        ),
        Claim(
            r"\partial_{\mathbf{W}_{hx}} \mathbf{h}_t"
            r" = \sum_{j=1}^t \left(\mathbf{W}_{hh}^\top\right)^{t-j} \mathbf{x}_j.",
            "right",
        ),
        Claim(
            r"\frac{\partial \mathbf{h}_t}{\partial \mathbf{W}_{hh}} = \mathbf{h}_{t-1}^\top",
            "partial",
            note="must not be called wrong: the immediate partial, as the chain rule over all h_t wants it",
        ),
    ),
    shapes={
        **{r"\mathbf{W}_{hx}": (), r"\mathbf{W}_{hh}": (), r"\mathbf{W}_{oh}": ()},
        **{r"\mathbf{h}_t": (), r"\mathbf{x}_t": (), r"\mathbf{o}_t": ()},
    },
)

LINEAR_LOSS = Paper(
    "linear recurrent network of a textbook, gradients of the loss",
    "Zhang, Lipton, Li and Smola, Dive into Deep Learning, section 9.7.2, as of 2023",
    r"""
$$\begin{aligned}\mathbf{h}_t &= \mathbf{W}_{hx} \mathbf{x}_t + \mathbf{W}_{hh} \mathbf{h}_{t-1},\\
\mathbf{o}_t &= \mathbf{W}_{qh} \mathbf{h}_{t},\end{aligned}$$
""",
    (
        Claim(
            r"\frac{\partial L}{\partial \mathbf{W}_{qh}}"
            r" = \sum_{t=1}^T \frac{\partial L}{\partial \mathbf{o}_t} \mathbf{h}_t^\top",
            "right",
        ),
        Claim(
            r"\frac{\partial L}{\partial \mathbf{h}_t} = \mathbf{W}_{hh}^\top"
            r" \frac{\partial L}{\partial \mathbf{h}_{t+1}}"
            r" + \mathbf{W}_{qh}^\top \frac{\partial L}{\partial \mathbf{o}_t}.",
            "right",
        ),
        Claim(
            r"\frac{\partial L}{\partial \mathbf{h}_t}= \sum_{i=t}^T {\left(\mathbf{W}_{hh}^\top\right)}^{T-i}"
            r" \mathbf{W}_{qh}^\top \frac{\partial L}{\partial \mathbf{o}_{T+t-i}}.",
            "right",
        ),
        Claim(
            r"\frac{\partial L}{\partial \mathbf{W}_{hh}}"
            r" = \sum_{t=1}^T \frac{\partial L}{\partial \mathbf{h}_t} \mathbf{h}_{t-1}^\top",
            "right",
        ),
    ),
    shapes={r"\mathbf{x}_t": ("d",), r"\mathbf{h}_t": ("h",), r"\mathbf{o}_t": ("q",), "L": ()},
    conventions={r"\frac{\partial L}{\partial \mathbf{o}_t}": "given"},
)

POWERS = Paper(
    "powers of the recurrent weights in a lecture note",
    "a lecture note on vanishing gradients; which one is not recorded",
    r"""
$$ \mathbf{h}_n = \mathbf{W} \mathbf{h}_{n-1} $$
""",
    (
        Claim(
            r"\frac{\partial \mathbf{h}_n}{\partial \mathbf{h}_0} = \mathbf{W}^{n-1}",
            "wrong",
            "time index off by one",
            r"\mathbf{W}^{n-1}",
            "W^n: n steps from h_0 to h_n",
        ),
        Claim(r"\frac{\partial \mathbf{h}_n}{\partial \mathbf{h}_0} = \mathbf{W}^{n}", "right"),
    ),
)

PAPERS = (
    *real_faults_vignettes.PAPERS,
    COURSE_BEFORE,
    COURSE_AFTER,
    SIMPLIFIED,
    LINEAR,
    LINEAR_LOSS,
    POWERS,
    *real_faults_networks.PAPERS,
)
