"""Claims about the LSTM with peepholes, through time, in the notation of Greff."""

from tests.latex_reading.published.forward_peephole import PEEPHOLE
from tests.latex_reading.published.records import Claim, Paper

GREFF = Paper(
    "peephole LSTM, through time, Greff",
    "Greff, Srivastava, Koutnik, Steunebrink and Schmidhuber, LSTM: A Search Space Odyssey, 2017, section II-B",
    PEEPHOLE[0].latex,
    (
        Claim(
            r"""\delta\mathbf{y}^t = \Delta^t + \mathbf{R}_z^T \delta\bar{\mathbf{z}}^{t+1}
    + \mathbf{R}_i^T \delta\bar{\mathbf{i}}^{t+1} + \mathbf{R}_f^T \delta\bar{\mathbf{f}}^{t+1}
    + \mathbf{R}_o^T \delta\bar{\mathbf{o}}^{t+1}""",
            "right",
        ),
        Claim(
            r"\delta\bar{\mathbf{o}}^t = \delta\mathbf{y}^t \odot h(\mathbf{c}^t) \odot \sigma'(\bar{\mathbf{o}}^t)",
            "right",
        ),
        Claim(
            r"""\delta\mathbf{c}^t = \delta\mathbf{y}^t \odot \mathbf{o}^t \odot h'(\mathbf{c}^t)
    + \mathbf{p}_o \odot \delta\bar{\mathbf{o}}^t + \mathbf{p}_i \odot \delta\bar{\mathbf{i}}^{t+1}
    + \mathbf{p}_f \odot \delta\bar{\mathbf{f}}^{t+1} + \delta\mathbf{c}^{t+1} \odot \mathbf{f}^{t+1}""",
            "right",
        ),
        Claim(
            r"\delta\bar{\mathbf{f}}^t = \delta\mathbf{c}^t \odot \mathbf{c}^{t-1} \odot \sigma'(\bar{\mathbf{f}}^t)",
            "right",
        ),
        Claim(
            r"\delta\bar{\mathbf{z}}^t = \delta\mathbf{c}^t \odot \mathbf{i}^t \odot g'(\bar{\mathbf{z}}^t)",
            "right",
        ),
        Claim(
            r"""\delta\mathbf{x}^t = \mathbf{W}_z^T \delta\bar{\mathbf{z}}^t + \mathbf{W}_i^T \delta\bar{\mathbf{i}}^t
    + \mathbf{W}_f^T \delta\bar{\mathbf{f}}^t + \mathbf{W}_o^T \delta\bar{\mathbf{o}}^t""",
            "right",
        ),
        Claim(r"\delta\mathbf{W}_f = \sum_{t=1}^{T} \delta\bar{\mathbf{f}}^t (\mathbf{x}^t)^T", "right"),
        Claim(r"\delta\mathbf{p}_o = \sum_{t=1}^{T} \mathbf{c}^t \odot \delta\bar{\mathbf{o}}^t", "right"),
        Claim(
            r"\delta\mathbf{R}_f = \sum_{t=1}^{T-1} \delta\bar{\mathbf{f}}^{t+1} (\mathbf{y}^t)^T",
            "right under a condition",
            note="right where the first state y^0 is zero",
        ),
        Claim(
            r"\delta\mathbf{p}_i = \sum_{t=1}^{T-1} \mathbf{c}^t \odot \delta\bar{\mathbf{i}}^{t+1}",
            "right under a condition",
            note="right where the first state c^0 is zero",
        ),
        Claim(
            r"\delta\bar{\mathbf{i}}^t = \delta\mathbf{c}^t \odot \mathbf{z}^t \odot \sigma(\bar{\mathbf{i}}^t)",
            "wrong",
            "sigma for sigma'",
            r"\sigma(\bar{\mathbf{i}}^t)",
            "sigma'",
        ),
        Claim(
            r"\delta\bar{\mathbf{f}}^t = \delta\mathbf{c}^t \odot \mathbf{c}^{t} \odot \sigma'(\bar{\mathbf{f}}^t)",
            "wrong",
            "time index off by one",
            r"\mathbf{c}^{t} \odot",
            "c^{t-1}",
        ),
        Claim(
            r"\delta\bar{\mathbf{f}}^t = \delta\mathbf{c}^t \odot \mathbf{c}^{t-1} \odot \sigma'(\bar{\mathbf{i}}^t)",
            "wrong",
            "slope of the wrong argument",
            r"\sigma'(\bar{\mathbf{i}}^t)",
            "sigma' at f-bar^t",
        ),
        Claim(
            r"""\delta\mathbf{c}^t = \delta\mathbf{y}^t \odot \mathbf{o}^t \odot h'(\mathbf{c}^t)
    + \mathbf{p}_o \odot \delta\bar{\mathbf{o}}^t + \mathbf{p}_i \odot \delta\bar{\mathbf{i}}^{t+1}
    + \delta\mathbf{c}^{t+1} \odot \mathbf{f}^{t+1}""",
            "wrong",
            "missing path",
            r"\bar{\mathbf{f}}^{t+1}",
            "the peephole of the forget gate, p_f times delta f-bar^{t+1}, is missing",
        ),
        Claim(
            r"""\delta\mathbf{c}^t = \delta\mathbf{y}^t \odot \mathbf{o}^t \odot h'(\mathbf{c}^t)
    + \mathbf{p}_o \odot \delta\bar{\mathbf{o}}^t + \mathbf{p}_f \odot \delta\bar{\mathbf{i}}^{t+1}
    + \mathbf{p}_i \odot \delta\bar{\mathbf{f}}^{t+1} + \delta\mathbf{c}^{t+1} \odot \mathbf{f}^{t+1}""",
            "wrong",
            "swapped names",
            r"\mathbf{p}_f \odot \delta\bar{\mathbf{i}}^{t+1}",
            "p_i and p_f have changed places",
        ),
        Claim(
            r"""\delta\mathbf{c}^t = \delta\mathbf{y}^t \odot \mathbf{o}^t \odot h'(\mathbf{c}^t)
    + \mathbf{p}_o \odot \delta\bar{\mathbf{o}}^{t+1} + \mathbf{p}_i \odot \delta\bar{\mathbf{i}}^{t+1}
    + \mathbf{p}_f \odot \delta\bar{\mathbf{f}}^{t+1} + \delta\mathbf{c}^{t+1} \odot \mathbf{f}^{t+1}""",
            "wrong",
            "time index off by one",
            r"\delta\bar{\mathbf{o}}^{t+1}",
            "the output gate peeps at c^t at time t",
        ),
        Claim(
            r"""\delta\mathbf{y}^t = \Delta^t + \mathbf{R}_z^T \delta\bar{\mathbf{z}}^{t+1}
    + \mathbf{R}_i^T \delta\bar{\mathbf{i}}^{t+1} + \mathbf{R}_f \delta\bar{\mathbf{f}}^{t+1}
    + \mathbf{R}_o^T \delta\bar{\mathbf{o}}^{t+1}""",
            "wrong",
            "transpose missing",
            r"\mathbf{R}_f \delta\bar{\mathbf{f}}^{t+1}",
            "R_f^T",
        ),
        Claim(
            r"\delta\mathbf{R}_z = \sum_{t=1}^{T} \delta\bar{\mathbf{z}}^t (\mathbf{y}^t)^T",
            "wrong",
            "time index off by one",
            r"(\mathbf{y}^t)^T",
            "y^{t-1}",
        ),
        Claim(
            r"\delta\bar{\mathbf{o}}^t = \delta\mathbf{y}^t \odot h'(\mathbf{c}^t) \odot \sigma'(\bar{\mathbf{o}}^t)",
            "wrong",
            "sigma for sigma'",
            r"h'(\mathbf{c}^t)",
            "h(c^t): here the value and not the slope",
        ),
        Claim(
            r"\delta\mathbf{b}_z = \frac{1}{T} \sum_{t=1}^{T} \delta\bar{\mathbf{z}}^t",
            "wrong",
            "mean for sum",
            r"\frac{1}{T}",
            "the sum over t",
        ),
    ),
    conventions={
        **PEEPHOLE[0].conventions,
        r"\Delta^t": r"given cotangent of \mathbf{y}^t",
        r"\delta\mathbf{y}^t": r"cotangent of \mathbf{y}^t",
        r"\delta\mathbf{c}^t": r"cotangent of \mathbf{c}^t",
    },
)

PAPERS = (GREFF,)
