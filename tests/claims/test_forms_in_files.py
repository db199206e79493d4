"""Forms met in whole files: a claim that is right, the same spoilt, and claims that nobody can judge as they stand."""

import pytest

import symgrad as sg

LAYERS = r"$$z^l = w^l a^{l-1} + b^l$$ $$a^l = \sigma(z^l)$$ $$C = \frac12 \|a^L - y\|^2$$"
BATCH = (
    r"\begin{align} G(t) &= S(t) V \\ \hat{Y}(t) &= \text{softmax}(G(t)) \\"
    r" L(t) &= -\sum_{i=1}^N\sum_{j=1}^C Y(t)_{i, j}\log(\hat{Y}(t)_{i, j}) \end{align}"
)
BATCH_SHAPES = {"S(t)": ("N", "M"), "V": ("M", "C"), "Y(t)": ("N", "C")}
BATCH_MEANT = {"Y(t)": "one-hot", "samples": "rows", "vectors": "rows"}
TWO_LAYERS = (
    r"$$z_j = b_j + \sum_i a_i w_{ij}$$ $$a_j = g_j(z_j)$$ $$z_k = b_k + \sum_j a_j w_{jk}$$ $$a_k = g_k(z_k)$$"
    r" $$E = \frac12 \sum_k (a_k - t_k)^2$$"
)
COLUMNS = r"$$\mathbf{z} = \mathbf{W} \mathbf{x}$$ $$\mathbf{a} = g(\mathbf{z})$$ $$L = \mathbf{c}^T \mathbf{a}$$"
COLUMN_SHAPES = {r"\mathbf{W}": (2, 3), r"\mathbf{x}": (3,)}
MEAN = r"$$m_b = \frac1H \sum_h x_{bh}$$ $$u_{bh} = x_{bh} - m_b$$ $$l = \sum_b \sum_h c_{bh} u_{bh} + \sum_b k_b m_b$$"
MEAN_SHAPES = {"x_{bh}": ("B", "H"), "c_{bh}": ("B", "H"), "k_b": ("B",)}
CLASSES = r"$$y_i = \frac{e^{z_i}}{\sum_k e^{z_k}}$$ $$J = -\sum_i t_i \log y_i$$"

# what it is, a claim that is right, the same spoilt, the forward pass, shapes, conventions, what the right one is
FORMS = [
    ("the slope g'(z) = ... defines no function",
     r"$$g'(z) = \begin{cases} 1 & z > 0 \\ 0 & z < 0 \end{cases}$$"
     r" $$\frac{\partial L}{\partial \mathbf{z}} = \mathbf{c} \odot g'(\mathbf{z})$$",
     r"$$g'(z) = \begin{cases} 1 & z > 0 \\ 0 & z < 0 \end{cases}$$"
     r" $$\frac{\partial L}{\partial \mathbf{z}} = \mathbf{c} \odot g(\mathbf{z})$$",
     COLUMNS, COLUMN_SHAPES, {"g": "elementwise function"}, "right"),
    ("entries of a column as of a matrix",
     r"$$\frac{\partial L}{\partial \mathbf{z}}"
     r" = \begin{bmatrix} c_{11} g'(z_{11}) \\ c_{21} g'(z_{21}) \end{bmatrix}$$",
     r"$$\frac{\partial L}{\partial \mathbf{z}}"
     r" = \begin{bmatrix} c_{21} g'(z_{11}) \\ c_{11} g'(z_{21}) \end{bmatrix}$$",
     COLUMNS, COLUMN_SHAPES, {"g": "elementwise function"}, "right"),
    ("entries of a cotangent by number",
     r"$$\frac{\partial L}{\partial W_{12}} = \delta_{1} x_{2}$$",
     r"$$\frac{\partial L}{\partial W_{12}} = \delta_{2} x_{1}$$",
     COLUMNS, COLUMN_SHAPES, {"g": "elementwise function", r"\delta": r"cotangent of \mathbf{z}"}, "right"),
    ("an array whole and by entries",
     r"$$g_{t,i} = \sum_d V_{i,d} s_{t,d}$$ $$\frac{\partial L_t}{\partial s_{t,j}} = \sum_i c_i V_{i,j}$$",
     r"$$g_{t,i} = \sum_d V_{i,d} s_{t,d}$$ $$\frac{\partial L_t}{\partial s_{t,j}} = \sum_i c_i g_{t,i} V_{i,j}$$",
     r"$$g_t = V s_t$$ $$L_t = c^T g_t$$", {"V": ("C", "D"), "s_t": ("D",), "c": ("C",)}, {}, "right"),
    ("a transpose behind a time in brackets",
     r"$$\frac{\partial L(t)}{\partial V} = S(t)^\top (\hat{Y}(t) - Y(t))$$",
     r"$$\frac{\partial L(t)}{\partial V} = S(t)^\top (Y(t) - \hat{Y}(t))$$", BATCH, BATCH_SHAPES, BATCH_MEANT,
     "right"),
    ("an indicator of two conditions",
     r"$$\frac{\partial G(t)_{m, n}}{\partial G(t)_{i, j}} = \mathbf{1}(m=i, n=j)$$",
     r"$$\frac{\partial G(t)_{m, n}}{\partial G(t)_{i, j}} = \mathbf{1}(m=i)$$", BATCH, BATCH_SHAPES, BATCH_MEANT,
     "right"),
    ("the chain rule with immediate partials",
     r"$$\frac{\partial l}{\partial x_{pq}}"
     r" = \sum_b \frac{\partial l}{\partial m_b} \frac{\partial m_b}{\partial x_{pq}}"
     r" + \sum_b \sum_h \frac{\partial l}{\partial u_{bh}} \frac{\partial u_{bh}}{\partial x_{pq}}$$",
     r"$$\frac{\partial l}{\partial x_{pq}}"
     r" = \sum_b \frac{\partial l}{\partial m_b} \frac{\partial m_b}{\partial x_{pq}}"
     r" - \sum_b \sum_h \frac{\partial l}{\partial u_{bh}} \frac{\partial u_{bh}}{\partial x_{pq}}$$",
     MEAN, MEAN_SHAPES, {}, "right under a condition"),
    ("the class of a one-hot target", r"$$\frac{\partial J}{\partial z_i} = y_i - \delta_{ic}$$",
     r"$$\frac{\partial J}{\partial z_i} = y_i + \delta_{ic}$$", CLASSES, {"z_k": ("n",)}, {"c": "label of t"},
     "right"),
    ("the last layer L beside l", r"$$\frac{\partial C}{\partial w_{jk}^l} = a_k^{l-1}\delta_{j}^{l}$$"
     r" $$\frac{\partial C}{\partial z^{L}} = (a^L - y) \odot \sigma'(w^L a^{L-1} + b^L)$$",
     r"$$\frac{\partial C}{\partial w_{jk}^l} = a_k^{l-1}\delta_{j}^{l}$$"
     r" $$\frac{\partial C}{\partial z^{L}} = (a^L + y) \odot \sigma'(w^L a^{L-1} + b^L)$$",
     LAYERS, {"w^l": ("n", "n"), "a^l": ("n",)}, {r"\delta^l": "cotangent of z^l"}, "right"),
    ("labels that are no indices, since a matrix has two",
     r"$$\frac{\partial L}{\partial W_q}"
     r" = X^T \frac{\partial L}{\partial Q}$$ $$\frac{\partial L}{\partial Q_{ij}} = \sum_k K_{kj} S_{ik}$$",
     r"$$\frac{\partial L}{\partial W_k}"
     r" = X^T \frac{\partial L}{\partial Q}$$ $$\frac{\partial L}{\partial Q_{ij}} = \sum_k K_{kj} S_{ik}$$",
     r"$$Q = X W_q$$ $$K = X W_k$$ $$L = \sum_i \sum_p S_{ip} \sum_j Q_{ij} K_{pj}$$",
     {"X": ("n", "m"), "W_q": ("m", "h"), "W_k": ("m", "h"), "S": ("n", "n")}, {}, "right"),
    ("sums of rows that stand for whole rows",
     r"$$\frac{\partial L}{\partial Z} = A \odot (C - \sum_{j} C_{:,j} \odot A_{:,j})$$",
     r"$$\frac{\partial L}{\partial Z} = A \odot (C + \sum_{j} C_{:,j} \odot A_{:,j})$$",
     r"$$A = \text{softmax}(Z)$$ $$L = \sum_{i,j} C_{ij} A_{ij}$$", {"Z": ("n", "m"), "C": ("n", "m")},
     {}, "right under a condition"),
    ("a name of the claims by entries, then whole",
     r"$$p_k = \exp(z_k - r)$$ $$\frac{\partial r}{\partial z} = p$$",
     r"$$p_k = \exp(z_k - r)$$ $$\frac{\partial r}{\partial z} = 2 p$$",
     r"$$r = \log\sum_{j=1}^v \exp(z_j)$$", {"z_j": ("v",)}, {}, "right"),
    ("a vector of so many ones", r"$$\frac{\partial L}{\partial A} = c \mathbf{1}_n^T$$",
     r"$$\frac{\partial L}{\partial A} = 2 c \mathbf{1}_n^T$$",
     r"$$B = A \mathbf{1}_n,\quad L = c^T B$$", {"A": ("m", "n"), "c": ("m",)}, {}, "right"),
    ("vectors that an index numbers", r"$$\frac{\partial L}{\partial w} = \sum_{i=1}^N (w^T x_i - y_i) x_i$$",
     r"$$\frac{\partial L}{\partial w} = \sum_{i=1}^N (w^T x_i + y_i) x_i$$",
     r"$$L = \sum_{i=1}^N \frac12 (w^T x_i - y_i)^2$$", {"w": ("d",), "x_i": ("d",)}, {"i": "counts samples"}, "right"),
    ("letters that tell the layer",
     r"$$\frac{\partial E}{\partial w_{ij}} = \sum_k (a_k - t_k) g_k'(z_k) w_{jk} g_j'(z_j) a_i$$",
     r"$$\frac{\partial E}{\partial w_{ij}} = \sum_k (a_k - t_k) g_k'(z_k) w_{jk} g_k'(z_j) a_i$$", TWO_LAYERS,
     {"w_{ij}": ("I", "J"), "w_{jk}": ("J", "K"), "a_i": ("I",)},
     {"g_j": "elementwise function", "g_k": "elementwise function"}, "right"),
    ("a d under a slash that is a size", r"$$dp_k = dq_k - 1/d \sum_{i=1}^d dq_i$$",
     r"$$dp_k = dq_k + 1/d \sum_{i=1}^d dq_i$$",
     r"$$q = p - \left(\sum_{i=1}^d p_i\right)/d$$ $$o = q \odot w$$", {"p": ("d",), "w": ("d",)},
     {"do": "given cotangent of o"}, "right"),
    ("a script behind d in bold type", r"$$\mathbf{dw} = \mathbf{do}_1 \odot \mathbf{r}$$",
     r"$$\mathbf{dw} = - \mathbf{do}_1 \odot \mathbf{r}$$",
     r"$$\mathbf{o}_1 = \mathbf{r} \odot \mathbf{w}$$ $$\mathbf{o} = \tanh(\mathbf{o}_1)$$",
     {r"\mathbf{r}": ("d",), r"\mathbf{w}": ("d",)}, {r"\mathbf{do}": r"given cotangent of \mathbf{o}"}, "right"),
    ("a cotangent that is assigned again", r"$$dy = do \odot x$$ $$dy = g'(y) \odot dy$$",
     r"$$dy = do \odot x$$ $$dy = g(y) \odot dy$$",
     r"$$o = x \odot g(y)$$", {"x": ("d",), "y": ("d",)}, {"do": "given cotangent of o", "g": "elementwise function"},
     "right"),
    ("what adds to itself under another name", r"$$dU_i = dU_f + dz x^T$$", r"$$dU_i = dU_f - dz x^T$$",
     r"$$z = W x$$", {"W": ("n", "m"), "x": ("m",)},
     {"dz": "given cotangent of z", "dU_i": "gradient of W", "dU_f": "gradient of W"}, "right"),
    ("cotangents under names as rows", r"$$\delta_x = \delta_h W$$", r"$$\delta_x = 2 \delta_h W$$", r"$$h = W x$$",
     {"W": ("n", "m"), "x": ("m",)},
     {"layout": "numerator", r"\delta_h": "given cotangent of h", r"\delta_x": "cotangent of x"}, "right up to layout"),
    ("a slice as programs write it",
     r"$$\frac{\partial L}{\partial h} = \left[W^T \frac{\partial L}{\partial z}\right]_{[0:H]}$$",
     r"$$\frac{\partial L}{\partial h} = - \left[W^T \frac{\partial L}{\partial z}\right]_{[0:H]}$$",
     r"$$z = W [h; x] + b$$ $$L = c^T z$$", {"h": ("H",), "x": ("D",)}, {}, "right"),
    ("a letter right before a function", r"$$\frac{\partial L}{\partial p} = \frac{1 - y}{1 - p} - \frac{y}{p}$$",
     r"$$\frac{\partial L}{\partial p} = \frac{1 - y}{1 - p} + \frac{y}{p}$$", r"$$L = -ylog(p) - (1-y)log(1-p)$$",
     {"y": (), "p": ()}, {}, "right"),
    ("ones in bold braces", r"$$\frac{\partial L}{\partial B} = d \bold{1_n^T}$$",
     r"$$\frac{\partial L}{\partial B} = - d \bold{1_n^T}$$", r"$$b = B \mathbf{1_n}$$ $$L = d^T b$$",
     {"B": ("m", "n"), "d": ("m",)}, {}, "right"),
    ("sizes of layers that end sums",
     r"$$\frac{\partial J}{\partial a_i^{(l)}} = \sum_{j=1}^{s_{(l+1)}} \delta_j^{(l+1)} W_{ji}^{(l)}$$",
     r"$$\frac{\partial J}{\partial a_i^{(l)}} = \sum_{j=1}^{s_{(l+1)}} \delta_j^{(l+1)} W_{ij}^{(l)}$$",
     r"$$z_i^{(l+1)} = \sum_{j=1}^{s_{l}} W^{(l)}_{ij} a_j^{(l)} + b^{(l)}_i$$ $$a_i^{(l)} = \tanh(z_i^{(l)})$$"
     r" $$J = \frac12 \sum_i (a_i^{(n_l)} - y_i)^2$$",
     {"W^{(l)}_{ij}": ("n", "n")}, {r"\delta_i^{(l)}": "cotangent of z_i^{(l)}", "n_l": "last step"}, "right"),
    ("a loss in letters", r"$$\frac{\partial {loss}_t}{\partial y_t} = y_t - d$$",
     r"$$\frac{\partial {loss}_t}{\partial y_t} = d - y_t$$", r"$$y_t = w x_t$$ $$loss_t = \frac12 (y_t - d)^2$$",
     {"y_t": (), "x_t": (), "w": (), "d": ()}, {}, "right"),
    ("a derivative on both sides, written out in steps",
     r"$$\frac{\partial s_2}{\partial u} = \frac{\partial s_2}{\partial u}"
     r" + \frac{\partial s_2}{\partial s_1} \frac{\partial s_1}{\partial u}$$"
     r" $$\frac{\partial s_t}{\partial u} = \sum_{1 \le k \le t}"
     r" \frac{\partial s_t}{\partial s_k} \frac{\partial s_k}{\partial u}$$",
     r"$$\frac{\partial s_2}{\partial u} = \frac{\partial s_2}{\partial u}"
     r" + 2 \frac{\partial s_2}{\partial s_1} \frac{\partial s_1}{\partial u}$$"
     r" $$\frac{\partial s_t}{\partial u} = \sum_{1 \le k \le t}"
     r" \frac{\partial s_t}{\partial s_k} \frac{\partial s_k}{\partial u}$$",
     r"$$s_t = \tanh(u x_t + w s_{t-1})$$", {"x_t": (), "u": (), "w": ()}, {}, "right under a condition"),
    ("an alias that is differentiated", r"$$\frac{\partial \mathbf{o}}{\partial z} = y$$",
     r"$$\frac{\partial \mathbf{o}}{\partial z} = 2 y$$",
     r"$$o = y^T z + o_0$$", {"z": ("v",), "o": ()}, {r"\mathbf{o}": "same as o"}, "right"),
]  # fmt: skip

# what it is, claims that cannot be judged as they stand, the forward pass, shapes, conventions, what the reason says
OPEN = [
    ("a name in other type", r"$$\frac{\partial \mathbf{o}}{\partial z} = y$$ $$\frac{\partial o}{\partial z} = y$$",
     r"$$o = y^T z$$", {"z": ("v",)}, {}, "'same as o'"),
    ("a name that nothing defines", r"$$\frac{\partial L}{\partial z} = q \odot (1 - h^2)$$",
     r"$$h = \tanh(z), \quad L = c^T h$$", {"z": ("n",)}, {}, "the name q is not known"),
    ("the class of a target that nothing names", r"$$\frac{\partial J}{\partial z_i} = y_i - \delta_{ic}$$", CLASSES,
     {"z_k": ("n",)}, {"t_i": "one-hot"}, "'label of y'"),
    ("a number that may be a node", r"$$\delta 5 = \delta 3 \cdot 6$$", r"$$h = o \odot \tanh(c)$$", {"o": ("n",)},
     {r"\delta 3": "given cotangent of h", r"\delta 5": "cotangent of tanh(c)", r"\delta 6": "cotangent of o",
     r"\cdot": "hadamard"},
     "'same as"),
    ("samples as subscripts", r"$$\frac{\partial L}{\partial W} = \frac{1}{B} \sum_{i=1}^{B} \delta_i h_i^T$$",
     r"$$z = W h$$ $$L = c^T z$$", {"W": ("n", "m"), "h": ("m",)}, {r"\delta": "cotangent of z"}, "counts samples"),
    ("two losses that nothing defines",
     r"$$\frac{\partial L_{rec}}{\partial \mu}"
     r" = \frac{\partial L_{rec}}{\partial z}$$ $$\frac{\partial L_{reg}}{\partial \mu} = \mu$$",
     r"$$z = \mu + \epsilon$$", {r"\mu": ("n",)}, {}, "not the only loss"),
    ("ones whose number is not said, with a name behind", r"$$\frac{\partial L}{\partial B} = d \mathbf{1} = \zeta$$",
     r"$$b = B \mathbf{1}_n$$ $$L = d^T b$$", {"B": ("m", "n"), "d": ("m",)}, {r"\zeta": "cotangent of B"},
     "how many entries"),
    ("a sum whose end is not said", r"$$\frac{\partial R}{\partial b_i} = 1$$", r"$$R = \sum_i a_i + b_i$$",
     {"a_i": ("n",), "b_i": ("n",)}, {}, "brackets"),
    ("what acts on nothing that is differentiated", r"$$\frac{\partial E}{\partial w} = a$$",
     r"$$z = w x$$ $$E = a^2$$",
     {"w": (), "x": (), "a": ()}, {}, "does not act on"),
    ("a path where an equation was left out", r"$$\delta 2 = \delta 1 + \delta 1$$",
     r"$$g = W h$$ $$q = U h$$ $$y = \tanh(g) + q$$", {"W": ("n", "n"), "U": ("k", "m"), "h": ("n",)},
     {r"\delta 1": "given cotangent of y", r"\delta 2": "path of the cotangent of h"}, "left out"),
]  # fmt: skip


@pytest.mark.parametrize("form", FORMS, ids=[one[0] for one in FORMS])
def test_the_claim_is_right(form):
    _, claims, _, forward, shapes, conventions, due = form
    report = sg.verify(claims, forward, shapes, conventions)
    assert report.verdicts[-1].status == due, str(report)
    assert bool(report), str(report)


@pytest.mark.parametrize("form", FORMS, ids=[one[0] for one in FORMS])
def test_the_claim_spoilt_is_wrong(form):
    _, _, claims, forward, shapes, conventions, _ = form
    report = sg.verify(claims, forward, shapes, conventions)
    assert "wrong" in [verdict.status for verdict in report.verdicts], str(report)


@pytest.mark.parametrize("form", OPEN, ids=[one[0] for one in OPEN])
def test_what_cannot_be_known_is_not_judged(form):
    _, claims, forward, shapes, conventions, told = form
    report = sg.verify(claims, forward, shapes, conventions)
    statuses = [verdict.status for verdict in report.verdicts]
    assert "wrong" not in statuses, str(report)
    assert "not judged" in statuses, str(report)
    assert any(told in verdict.reason for verdict in report.verdicts), str(report)


@pytest.mark.parametrize(("sign", "due"), [("", "right under a condition"), ("-", "not judged")])
def test_a_chain_through_three_axes_holds_between_jacobians(sign, due):
    claim = r"$$\frac{\partial L}{\partial W} = SIGN \frac{\partial L}{\partial z} \frac{\partial z}{\partial W}$$"
    forward = r"$$z = W x$$ $$L = c^T \tanh(z)$$"
    report = sg.verify(claim.replace("SIGN", sign), forward, {"W": ("n", "m"), "x": ("m",)})
    assert [verdict.status for verdict in report.verdicts] == [due], str(report)
