"""Published backward passes as their authors typeset them, in short, each with the verdicts that it deserves."""

import pytest

import symgrad as sg

WIDE = {"w_{ji}": ("M", "D"), "w_{kj}": ("K", "M"), "z_i": ("D",), "z_j": ("M",)}
LAYERED = (
    r"$$z^l_j = \sum_k w^l_{jk} a^{l-1}_k + b^l_j, \quad a^l_j = \sigma(z^l_j)$$"
    r"$$C = \frac{1}{2}\sum_j (y_j-a^L_j)^2$$"
    r"$$\delta^l_j \equiv \frac{\partial C}{\partial z^l_j}$$"
)

# What it is and whose; the text; shapes; conventions; the verdicts
TEXTS = [
    ("a delta that the text defines, of two layers (Bishop, Pattern Recognition and Machine Learning, 2006, 5.53)",
     r"$$a_j = \sum_{i} w_{ji} z_i, \quad z_j = h(a_j), \quad a_k = \sum_j w_{kj} z_j, \quad y_k = a_k$$"
     r"$$E_n = \frac{1}{2}\sum_k (y_{k} - t_{k})^2$$ $$\delta_k = y_k - t_k$$"
     r"$$\frac{\partial E_n}{\partial w_{ji}} = \delta_j z_i$$"
     r"$$\delta_j \equiv \frac{\partial E_n}{\partial a_j} = "
     r"\sum_k \frac{\partial E_n}{\partial a_k}\frac{\partial a_k}{\partial a_j}$$"
     r"$$\delta_j = h'(a_j) \sum_k w_{kj} \delta_k$$ $$\delta_j = h'(a_j) \sum_k w_{jk} \delta_k$$",
     WIDE, {}, ["right", "right", "right", "right", "not judged"]),
    ("a letter tells the array, though nothing declares it (Bishop 2006, 5.62 to 5.67)",
     r"$$a_j = \sum_{i=0}^D w_{ji}^{(1)} x_i, \quad z_j = \tanh(a_j), \quad y_k = \sum_{j=0}^M w_{kj}^{(2)} z_j$$"
     r"$$E_n = \frac12 \sum_{k=1}^K (y_k - t_k)^2$$ $$\delta_k = y_k - t_k$$"
     r"$$\delta_j = (1 - z_j^2) \sum_{k=1}^K w_{kj}^{(2)} \delta_k$$"
     r"$$\frac{\partial E_n}{\partial w_{ji}^{(1)}} = \delta_j x_i, \quad "
     r"\frac{\partial E_n}{\partial w_{kj}^{(2)}} = \delta_k z_j$$",
     {}, {}, ["not judged", "not judged", "right", "right"]),
    ("the same with a weight that nothing defines",
     r"$$a_j = \sum_{i=0}^D w_{ji}^{(1)} x_i, \quad z_j = \tanh(a_j), \quad y_k = \sum_{j=0}^M w_{kj}^{(2)} z_j$$"
     r"$$E_n = \frac12 \sum_{k=1}^K (y_k - t_k)^2$$ $$\delta_k = y_k - t_k$$"
     r"$$\delta_j = (1 - z_j^2) \sum_{k=1}^K w_{kj} \delta_k$$"
     r"$$\frac{\partial E_n}{\partial w_{ji}^{(1)}} = \delta_j x_i$$",
     {}, {}, ["not judged", "not judged", "not judged"]),
    ("a delta that the text defines, of every layer (Nielsen, Neural Networks and Deep Learning, 2015, chapter 2)",
     LAYERED +
     r"$$\delta^L_j = \frac{\partial C}{\partial a^L_j} \sigma'(z^L_j)$$"
     r"$$\delta^l_j = \sum_k w^{l+1}_{kj} \delta^{l+1}_k \sigma'(z^l_j)$$"
     r"$$\delta^l_j = \sum_k w^{l+1}_{jk} \delta^{l+1}_k \sigma'(z^l_j)$$",
     {"w^l": ("n", "n")}, {}, ["right", "right", "wrong"]),
    ("a second letter of a layer with a prime (Graves, Supervised Sequence Labelling, 2012, 3.1.4)",
     r"$$a_h = \sum_{i=1}^I w_{ih} x_i, \quad b_h = \theta(a_h), \quad a_k = \sum_{h=1}^H w_{hk} b_h$$"
     r"$$y_k = \frac{e^{a_k}}{\sum_{k'=1}^K e^{a_{k'}}}, \quad \mathcal{L}(x,z) = -\sum_{k=1}^K z_k \ln y_k$$"
     r"$$\frac{\partial y_{k'}}{\partial a_k} = y_k\delta_{kk'} - y_k y_{k'}$$"
     r"$$\frac{\partial \mathcal{L}(x,z)}{\partial a_k} = y_k - z_k$$"
     r"$$\frac{\partial \mathcal{L}(x,z)}{\partial a_k} = z_k - y_k$$",
     {"w_{ih}": ("I", "H"), "w_{hk}": ("H", "K")}, {"z_k": "sums to one", r"\theta": "elementwise function"},
     ["right", "right", "wrong"]),
    ("a name that claims make of gradients (Dao et al., FlashAttention, 2022, appendix B.2)",
     r"$$S = QK^\top,\quad P = \operatorname{softmax}(S),\quad O = PV$$ $$D_i = \sum_l dO_{il} O_{il}$$"
     r"$$dP_{ij} = \sum_l dO_{il} V_{jl}$$"
     r"$$dS_{ij} = P_{ij}dP_{ij} - D_iP_{ij} = P_{ij}(dP_{ij} - D_i)$$ $$dS_{ij} = P_{ij}(dP_{ij} + D_i)$$",
     {"Q": ("N", "d"), "K": ("N", "d"), "V": ("N", "d")}, {}, ["right", "right", "wrong"]),
    ("the same, where what flows into P is not said",
     r"$$S = QK^\top,\quad P = \operatorname{softmax}(S),\quad O = PV$$ $$D_i = \sum_l dO_{il} O_{il}$$"
     r"$$dS_{ij} = P_{ij}(dP_{ij} - D_i)$$ $$dS_{ij} = P_{ij}(dP_{ij} + D_i)$$",
     {"Q": ("N", "d"), "K": ("N", "d"), "V": ("N", "d")}, {}, ["right under a condition", "wrong"]),
    ("equations behind the space of one (Dao et al. 2022, section 2.2)",
     r"$$\mathbf{S} = \mathbf{Q}\mathbf{K}^\top\in\mathbb{R}^{N\times N}, \quad "
     r"\mathbf{P} = \mathrm{softmax}(\mathbf{S})\in\mathbb{R}^{N\times N}, \quad "
     r"\mathbf{O} = \mathbf{P}\mathbf{V}\in\mathbb{R}^{N\times d}$$"
     r"$$\mathbf{dV} = \mathbf{P}^\top\mathbf{dO}\in\mathbb{R}^{N\times d}$$"
     r"$$\mathbf{dP} = \mathbf{dO}\mathbf{V}^\top\in\mathbb{R}^{N\times N}$$",
     {}, {}, ["right", "right"]),
    ("a transpose that no layout brings about (scaled dot-product attention, Vaswani et al. 2017)",
     r"$$A = QK^T, \quad P = \text{softmax}(A), \quad Z = PV$$"
     r"$$\frac{\partial L}{\partial K} = \left(\frac{\partial L}{\partial A}\right)^T Q$$"
     r"$$\frac{\partial L}{\partial K} = \frac{\partial L}{\partial A} Q$$",
     {"Q": ("n", "d"), "K": ("m", "d"), "V": ("m", "e")}, {}, ["right", "wrong"]),
    ("words for names, one in an exponent (Mazur, A Step by Step Backpropagation Example, 2015)",
     r"$$net_{o1} = w_5*out_{h1} + w_6*out_{h2} + b_2*1, \quad out_{o1} = \frac{1}{1+e^{-net_{o1}}}$$"
     r"$$E_{o1} = \frac12(target_{o1} - out_{o1})^2, \quad E_{total} = E_{o1} + E_{o2}$$"
     r"$$\frac{\partial E_{total}}{\partial out_{o1}} = -(target_{o1} - out_{o1})$$"
     r"$$\frac{\partial net_{o1}}{\partial w_5} = out_{h1}$$"
     r"$$\delta_{o1} = -(target_{o1}-out_{o1})*out_{o1}(1-out_{o1})$$"
     r"$$\frac{\partial E_{total}}{\partial w_5} = -\delta_{o1}out_{h1}$$",
     {}, {r"\delta_{o1}": "cotangent of net_{o1}"}, ["right", "right", "right", "wrong"]),
    ("two capitals for a name (Kingma and Welling, Auto-Encoding Variational Bayes, 2014, appendix B)",
     r"$$KL = -\frac12\sum_{j=1}^J\left(1 + \log((\sigma_j)^2) - (\mu_j)^2 - (\sigma_j)^2\right)$$"
     r"$$\frac{\partial KL}{\partial\mu_j} = \mu_j$$ $$\frac{\partial KL}{\partial\sigma_j} = 2\sigma_j$$",
     {r"\mu_j": ("J",), r"\sigma_j": ("J",)}, {}, ["right", "wrong"]),
    ("a loss with a tilde is a number (Goodfellow, Bengio and Courville, Deep Learning, 2016, 7.2 and 7.3)",
     r"$$\tilde{J} = J + \frac{\alpha}{2}w^\top w, \quad J = \frac12\|Xw-y\|^2$$"
     r"$$\nabla_w\tilde{J} = \alpha w + \nabla_wJ$$ $$\nabla_w\tilde{J} = 2\alpha w + \nabla_wJ$$",
     {"X": ("n", "d")}, {}, ["right", "wrong"]),
    ("a C that is differentiated is a cost (Nielsen 2015, 61 to 63)",
     r"$$z = \sum_j w_j x_j + b, \quad a = \sigma(z), \quad C = -\left[y \ln a + (1-y) \ln (1-a)\right]$$"
     r"$$\frac{\partial C}{\partial w_j} = x_j(\sigma(z)-y)$$ $$\frac{\partial C}{\partial b} = \sigma(z)-y$$",
     {"x_j": ("n",)}, {}, ["right", "right"]),
]  # fmt: skip


@pytest.mark.parametrize("form", TEXTS, ids=[one[0] for one in TEXTS])
def test_each_claim_is_judged_as_it_deserves(form):
    _, text, shapes, conventions, due = form
    report = sg.verify(text, None, shapes, conventions)
    assert report.unread == ()
    assert [verdict.status for verdict in report.verdicts] == due, str(report)


def test_a_word_in_an_exponent_is_one_name():
    """It was a product of its letters there, and one name elsewhere."""
    found = sg.read_latex(r"$$out = \frac{1}{1 + e^{-net}}$$", {"net": (), "out": ()})
    assert [one.name for one in found.inputs] == ["net"]
