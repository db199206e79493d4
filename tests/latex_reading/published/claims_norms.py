"""Claims about batch normalisation and layer normalisation, by indices, as derivatives and in d names."""

from tests.latex_reading.published.records import Claim, Paper

BATCH = Paper(
    "batch normalisation",
    "Ioffe and Szegedy, Batch Normalization, 2015, section 3; Thorey, What does the gradient flowing through batch"
    " normalization looks like, 2016, for the closed form",
    r"""
\begin{align*}
\mu_{\mathcal{B}} &= \frac{1}{m} \sum_{i=1}^{m} x_i \\
\sigma_{\mathcal{B}}^2 &= \frac{1}{m} \sum_{i=1}^{m} (x_i - \mu_{\mathcal{B}})^2 \\
\hat{x}_i &= \frac{x_i - \mu_{\mathcal{B}}}{\sqrt{\sigma_{\mathcal{B}}^2 + \epsilon}} \\
y_i &= \gamma \hat{x}_i + \beta
\end{align*}
""",
    (
        Claim(
            r"\frac{\partial \ell}{\partial \hat{x}_i} = \frac{\partial \ell}{\partial y_i} \cdot \gamma",
            "right",
        ),
        Claim(
            r"""\frac{\partial \ell}{\partial \sigma_{\mathcal{B}}^2} = \sum_{i=1}^{m}
    \frac{\partial \ell}{\partial \hat{x}_i} \cdot (x_i - \mu_{\mathcal{B}})
    \cdot \frac{-1}{2} (\sigma_{\mathcal{B}}^2 + \epsilon)^{-3/2}""",
            "right",
        ),
        Claim(
            r"""\frac{\partial \ell}{\partial \mu_{\mathcal{B}}} = \left( \sum_{i=1}^{m}
    \frac{\partial \ell}{\partial \hat{x}_i} \cdot \frac{-1}{\sqrt{\sigma_{\mathcal{B}}^2 + \epsilon}} \right)
    + \frac{\partial \ell}{\partial \sigma_{\mathcal{B}}^2}
    \cdot \frac{\sum_{i=1}^{m} -2 (x_i - \mu_{\mathcal{B}})}{m}""",
            "right",
        ),
        Claim(
            r"""\frac{\partial \ell}{\partial x_i} = \frac{\partial \ell}{\partial \hat{x}_i}
    \cdot \frac{1}{\sqrt{\sigma_{\mathcal{B}}^2 + \epsilon}} + \frac{\partial \ell}{\partial \sigma_{\mathcal{B}}^2}
    \cdot \frac{2 (x_i - \mu_{\mathcal{B}})}{m} + \frac{\partial \ell}{\partial \mu_{\mathcal{B}}} \cdot \frac{1}{m}""",
            "right",
        ),
        Claim(
            r"\frac{\partial \ell}{\partial \gamma}"
            r" = \sum_{i=1}^{m} \frac{\partial \ell}{\partial y_i} \cdot \hat{x}_i",
            "right",
        ),
        Claim(r"\frac{\partial \ell}{\partial \beta} = \sum_{i=1}^{m} \frac{\partial \ell}{\partial y_i}", "right"),
        Claim(
            r"""\frac{\partial \ell}{\partial x_i} = \frac{\gamma}{m \sqrt{\sigma_{\mathcal{B}}^2 + \epsilon}} \left(
    m \frac{\partial \ell}{\partial y_i} - \sum_{j=1}^{m} \frac{\partial \ell}{\partial y_j}
    - \hat{x}_i \sum_{j=1}^{m} \frac{\partial \ell}{\partial y_j} \hat{x}_j \right)""",
            "right",
        ),
        Claim(
            r"""\frac{\partial \ell}{\partial \sigma_{\mathcal{B}}^2} = \sum_{i=1}^{m}
    \frac{\partial \ell}{\partial \hat{x}_i} \cdot (x_i - \mu_{\mathcal{B}})
    \cdot \frac{-1}{2} (\sigma_{\mathcal{B}}^2 + \epsilon)^{-1/2}""",
            "wrong",
            "wrong exponent",
            r"^{-1/2}",
            "-3/2",
        ),
        Claim(
            r"""\frac{\partial \ell}{\partial x_i} = \frac{\partial \ell}{\partial \hat{x}_i}
    \cdot \frac{1}{\sqrt{\sigma_{\mathcal{B}}^2 + \epsilon}} + \frac{\partial \ell}{\partial \sigma_{\mathcal{B}}^2}
    \cdot \frac{2 (x_i - \mu_{\mathcal{B}})}{m} + \frac{\partial \ell}{\partial \mu_{\mathcal{B}}}""",
            "wrong",
            "missing factor",
            r"\frac{\partial \ell}{\partial \mu_{\mathcal{B}}}",
            "1/m behind it is missing",
        ),
        Claim(
            r"""\frac{\partial \ell}{\partial x_i} = \frac{\partial \ell}{\partial \hat{x}_i}
    \cdot \frac{1}{\sqrt{\sigma_{\mathcal{B}}^2 + \epsilon}}
    + \frac{\partial \ell}{\partial \mu_{\mathcal{B}}} \cdot \frac{1}{m}""",
            "wrong",
            "missing path",
            r"\sigma_{\mathcal{B}}^2",
            "the path through the variance is missing",
        ),
        Claim(
            r"\frac{\partial \ell}{\partial \gamma} = \sum_{i=1}^{m} \frac{\partial \ell}{\partial y_i} \cdot x_i",
            "wrong",
            "swapped names",
            r"\cdot x_i",
            "the normalised value",
        ),
        Claim(
            r"\frac{\partial \ell}{\partial \gamma} = \frac{\partial \ell}{\partial y_i} \cdot \hat{x}_i",
            "wrong",
            "sum dropped",
            r"\frac{\partial \ell}{\partial y_i} \cdot \hat{x}_i",
            "a sum over i is missing: i is on the right alone",
        ),
        Claim(
            r"\frac{\partial \ell}{\partial \beta} = \frac{1}{m} \sum_{i=1}^{m} \frac{\partial \ell}{\partial y_i}",
            "wrong",
            "mean for sum",
            r"\frac{1}{m}",
            "the sum",
        ),
        Claim(
            r"""\frac{\partial \ell}{\partial x_i} = \frac{\gamma}{m \sqrt{\sigma_{\mathcal{B}}^2 + \epsilon}} \left(
    m \frac{\partial \ell}{\partial y_i} - \sum_{j=1}^{m} \frac{\partial \ell}{\partial y_j}
    + \hat{x}_i \sum_{j=1}^{m} \frac{\partial \ell}{\partial y_j} \hat{x}_j \right)""",
            "wrong",
            "sign",
            r"+ \hat{x}_i",
            "- x-hat_i",
        ),
        Claim(
            r"""\frac{\partial \ell}{\partial x_i} = \frac{\gamma}{m \sqrt{\sigma_{\mathcal{B}}^2 + \epsilon}} \left(
    m \frac{\partial \ell}{\partial y_i} - \sum_{j=1}^{m} \frac{\partial \ell}{\partial y_j}
    - \hat{x}_i \sum_{j=1}^{m} \frac{\partial \ell}{\partial y_j} \hat{x}_i \right)""",
            "wrong",
            "wrong index in a sum",
            r"\frac{\partial \ell}{\partial y_j} \hat{x}_i",
            "x-hat_j inside the sum",
        ),
    ),
    shapes={"x_i": ("m",), r"\gamma": (), r"\beta": (), r"\epsilon": (), r"\ell": ()},
    conventions={r"\frac{\partial \ell}{\partial y_i}": "given", r"\epsilon": "constant"},
)

LAYER = Paper(
    "layer normalisation",
    "Ba, Kiros and Hinton, Layer Normalization, 2016; its gradients as in Shreyansh Singh, 2025, and Sinai, 2022",
    r"""
\begin{align}
\mu &= \frac{1}{N} \sum_j x_j \\
v &= \frac{1}{N} \sum_j (x_j - \mu)^2 \\
r &= \frac{1}{\sqrt{v + \epsilon}} \\
\hat{x}_j &= (x_j - \mu) \cdot r \\
y_j &= \hat{x}_j \cdot \gamma_j + \beta_j
\end{align}
""",
    (
        Claim(r"d\gamma_j = dy_j \cdot \hat{x}_j", "right"),
        Claim(r"d\hat{x}_j = dy_j \cdot \gamma_j", "right"),
        Claim(r"dr = \sum_j d\hat{x}_j (x_j - \mu)", "right"),
        Claim(r"dv = -\frac{1}{2} r^3 \sum_j d\hat{x}_j (x_j - \mu)", "right"),
        Claim(
            r"dx_i = r \left( d\hat{x}_i - \frac{1}{N} \sum_j d\hat{x}_j"
            r" - \hat{x}_i \frac{1}{N} \sum_j d\hat{x}_j \hat{x}_j \right)",
            "right",
        ),
        Claim(
            r"dx_i = r \left( d\hat{x}_i - \frac{1}{N} \sum_j d\hat{x}_j"
            r" + \hat{x}_i \frac{1}{N} \sum_j d\hat{x}_j \hat{x}_j \right)",
            "wrong",
            "sign",
            r"+ \hat{x}_i",
            "- x-hat_i",
        ),
        Claim(
            r"dx_i = r \left( d\hat{x}_i - \sum_j d\hat{x}_j"
            r" - \hat{x}_i \frac{1}{N} \sum_j d\hat{x}_j \hat{x}_j \right)",
            "wrong",
            "missing factor",
            r"- \sum_j d\hat{x}_j",
            "1/N is missing: a mean",
        ),
        Claim(
            r"dx_i = r \left( d\hat{x}_i - \frac{1}{N} \sum_j d\hat{x}_j \right)",
            "wrong",
            "missing path",
            r"v",
            "the path through the variance is missing",
        ),
        Claim(
            r"dx_i = r \left( d\hat{x}_i - \frac{1}{N} \sum_j d\hat{x}_j"
            r" - \hat{x}_i \frac{1}{N} \sum_j d\hat{x}_j x_j \right)",
            "wrong",
            "swapped names",
            r"d\hat{x}_j x_j",
            "x-hat_j",
        ),
        Claim(
            r"dv = -\frac{1}{2} r \sum_j d\hat{x}_j (x_j - \mu)",
            "wrong",
            "wrong exponent",
            r"r \sum_j",
            "r^3",
        ),
        Claim(r"d\hat{x}_j = dy_j \cdot \beta_j", "wrong", "swapped names", r"\beta_j", "gamma_j"),
    ),
    shapes={"x_j": ("N",), r"\gamma_j": ("N",), r"\beta_j": ("N",), r"\epsilon": ()},
    conventions={"dy_j": "given cotangent of y_j", r"\epsilon": "constant"},
)

PAPERS = (BATCH, LAYER)
