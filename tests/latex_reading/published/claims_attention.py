"""Claims about scaled dot-product attention, by indices and in matrices with d names."""

from tests.latex_reading.published.records import Claim, Paper

INDICES = Paper(
    "attention, by indices",
    "Willetts, notes on the backward pass of attention, in index notation",
    r"""
\[S_{ij} = \frac{1}{\sqrt{d}}\sum_k Q_{ik} K_{jk}, \quad A_{ij} = \frac{\exp S_{ij}}{\sum_l \exp S_{il}},
\quad O_{ip} = \sum_j A_{ij} V_{jp}.\]
""",
    (
        Claim(
            r"\frac{\partial L}{\partial V_{jp}} = \sum_i A_{ij} \frac{\partial L}{\partial O_{ip}}",
            "right",
        ),
        Claim(
            r"\frac{\partial L}{\partial A_{ij}} = \sum_p \frac{\partial L}{\partial O_{ip}} V_{jp}",
            "right",
        ),
        Claim(r"\frac{\partial A_{ij}}{\partial S_{il}} = A_{ij} (\delta_{jl} - A_{il})", "right"),
        Claim(
            r"\frac{\partial L}{\partial S_{ij}} = A_{ij} \left( \frac{\partial L}{\partial A_{ij}}"
            r" - \sum_l A_{il} \frac{\partial L}{\partial A_{il}} \right)",
            "right",
        ),
        Claim(
            r"\frac{\partial L}{\partial Q_{ik}} = \frac{1}{\sqrt{d}} \sum_j \frac{\partial L}{\partial S_{ij}} K_{jk}",
            "right",
        ),
        Claim(
            r"\frac{\partial L}{\partial K_{jk}} = \frac{1}{\sqrt{d}} \sum_i \frac{\partial L}{\partial S_{ij}} Q_{ik}",
            "right",
        ),
        Claim(
            r"\frac{\partial L}{\partial V_{jp}} = \sum_i A_{ji} \frac{\partial L}{\partial O_{ip}}",
            "wrong",
            "wrong index in a sum",
            r"A_{ji}",
            "A_{ij}: from key j to all queries i",
        ),
        Claim(
            r"\frac{\partial L}{\partial S_{ij}} = A_{ij} \left( \frac{\partial L}{\partial A_{ij}}"
            r" - \sum_l A_{lj} \frac{\partial L}{\partial A_{lj}} \right)",
            "wrong",
            "wrong index in a sum",
            r"\sum_l A_{lj} \frac{\partial L}{\partial A_{lj}}",
            "the softmax runs along the row: A_{il}",
        ),
        Claim(
            r"\frac{\partial L}{\partial Q_{ik}} = \sum_j \frac{\partial L}{\partial S_{ij}} K_{jk}",
            "wrong",
            "missing factor",
            r"\sum_j \frac{\partial L}{\partial S_{ij}} K_{jk}",
            "1/sqrt(d) is missing",
        ),
        Claim(
            r"\frac{\partial L}{\partial S_{ij}} = A_{ij} \frac{\partial L}{\partial A_{ij}}"
            r" - \sum_l A_{il} \frac{\partial L}{\partial A_{il}}",
            "wrong",
            "bracket misplaced",
            r"\sum_l A_{il} \frac{\partial L}{\partial A_{il}}",
            "A_{ij} multiplies the sum too",
        ),
    ),
    shapes={"Q_{ik}": ("T", "d"), "K_{jk}": ("T", "d"), "V_{jp}": ("T", "p"), "L": ()},
    conventions={r"\frac{\partial L}{\partial O_{ip}}": "given"},
)

MATRICES = Paper(
    "attention, in matrices",
    "Dao, Fu, Ermon, Rudra and Re, FlashAttention, 2022, appendix B.2",
    r"""
\begin{equation}
S = \frac{1}{\sqrt{d}} Q K^\top, \qquad P = \mathrm{softmax}(S), \qquad O = P V
\end{equation}
""",
    (
        Claim(r"dV = P^\top dO", "right"),
        Claim(r"dP = dO\, V^\top", "right"),
        Claim(r"dS_{ij} = P_{ij} \left( dP_{ij} - \sum_l P_{il} dP_{il} \right)", "right"),
        Claim(
            r"dS_{ij} = P_{ij} \left( dP_{ij} - \sum_l dO_{il} O_{il} \right)",
            "right",
            note="equal to the sum over P dP, since O = P V",
        ),
        Claim(r"dQ = \frac{1}{\sqrt{d}} dS\, K", "right"),
        Claim(r"dK = \frac{1}{\sqrt{d}} dS^\top Q", "right"),
        Claim(r"dV = P\, dO", "wrong", "transpose missing", r"P\, dO", "P^T"),
        Claim(
            r"dK = \frac{1}{\sqrt{d}} dS\, Q",
            "wrong",
            "transpose missing",
            r"dS\, Q",
            "dS^T",
        ),
        Claim(r"dK = \frac{1}{d} dS^\top Q", "wrong", "constant factor", r"\frac{1}{d}", "1/sqrt(d)"),
        Claim(
            r"dS_{ij} = P_{ij} \left( dP_{ij} + \sum_l dO_{il} O_{il} \right)",
            "wrong",
            "sign",
            r"+ \sum_l dO_{il} O_{il}",
            "minus",
        ),
        Claim(r"dP = dO\, V^\top \odot P", "wrong", "extra term", r"\odot P", "P comes in with dS"),
    ),
    shapes={"Q": ("T", "d"), "K": ("T", "d"), "V": ("T", "p")},
    conventions={"vectors": "rows", "dO": "given cotangent of O"},
)

PAPERS = (INDICES, MATRICES)
