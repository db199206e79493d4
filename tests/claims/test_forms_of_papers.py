"""Forms in which papers write claims that are right: none is called wrong."""

import pytest

import symgrad as sg

STEPPED = r"$$ g_t = V s_t,\quad L_t = a_t^T g_t$$"
STEPPED_SHAPES = {"V": ("C", "D"), "s_t": ("D",), "a_t": ("C",)}
TANH = r"$$h_t = \tanh(W h_{t-1} + z_t),\quad L = \sum_{t} c^T h_t$$"
SOFTMAX = r"$$ s_i(z) = \frac{e^{z_i}}{\sum_k e^{z_k}} $$ $$ J(z)=-\sum_{i=1}^n t_i \log s_i(z) $$"
SQUARE = r"$$ J=\frac12\|W x - y\|^2 $$"
LAYERS = r"$$z^{(l)} = W^{(l)} h^{(l-1)} + b^{(l)}$$ $$h^{(l)} = \sigma(z^{(l)})$$ $$E = \frac12 \|h^{(L)} - y\|^2$$"

# what it is, the claims, the forward pass, shapes, conventions, the verdicts
FORMS = [
    ("a slash binds one factor", r"$$ \frac{\partial L}{\partial q} = 1/\sigma (c + 0 c) $$",
     r"$$ r = q / \sigma, \quad L = c^T r $$", {"q": ("d",), r"\sigma": (), "c": ("d",)}, {}, ["right"]),
    ("a number called d below a slash", r"$$ \frac{\partial L}{\partial x} = c - 1/d (x + 0 c) $$",
     r"$$ L = c^T x - \frac{1}{2 d} \|x\|^2 $$", {"x": ("n",), "c": ("n",), "d": ()}, {}, ["right"]),
    ("names with their arguments", r"$$\frac{\partial J}{\partial z_i}=s_i - t_i$$", SOFTMAX, {"z_k": ("n",)},
     {"t_i": "one-hot"}, ["right"]),
    ("a name with its argument in a claim", r"$$ \frac{\partial J}{\partial z} = c \odot (1 - h(z)^2) $$",
     r"$$ h(z) = \tanh(z) $$ $$ J=c^T h $$", {"z": ("n",)}, {}, ["right"]),
    ("an operator before the loss", r"$$ \frac{\partial}{\partial W} J(W) = (W x - y) x^T $$", SQUARE,
     {"W": ("n", "m"), "x": ("m",)}, {}, ["right"]),
    ("an operator before the loss, by entries",
     r"$$ \frac{\partial}{\partial W_{ij}} J(W;x) = (\sum_k W_{ik} x_k - y_i) x_j $$", SQUARE,
     {"W": ("n", "m"), "x": ("m",)}, {}, ["right"]),
    ("a private notation in a chain", r"$$\delta 2 = \delta 1 \cdot f'(5) = \delta 1 \cdot (1 - h^2) $$",
     r"$$ h = \tanh(z) $$", {"z": ("m",)},
     {r"\delta 1": "given cotangent of h", r"\delta 2": "cotangent of z", r"\cdot": "hadamard"}, ["right"]),
    ("the derivative of an expression", r"$$ \frac{\partial}{\partial x_i} \sum_j x_j^2 = 2 x_i$$",
     r"$$ L = \sum_j x_j^2 $$", {"x_j": ("m",)}, {}, ["right"]),
    ("an expression within a chain",
     r"$$ \frac{\partial L}{\partial x_i} = \frac{\partial}{\partial x_i} \left(\sum_j x_j^2\right) = 2 x_i$$",
     r"$$ L = \sum_j x_j^2 $$", {"x_j": ("m",)}, {}, ["right"]),
    ("a number before a column", r"$$dz = do \frac{\partial o}{\partial z}$$", r"$$o = y^T z$$", {"z": ("v",)},
     {"do": "given cotangent of o"}, ["right"]),
    ("rows where the layout says so", r"$$\frac{\partial L_t}{\partial s_t} = \frac{\partial L_t}{\partial g_t}V$$",
     STEPPED, STEPPED_SHAPES, {"layout": "numerator"}, ["right"]),
    ("rows without a word",
     r"$$\frac{\partial L_t}{\partial s_t} = \frac{\partial L_t}{\partial g_t}\frac{\partial g_t}{\partial s_t}$$",
     STEPPED, STEPPED_SHAPES, {}, ["right up to layout"]),
    ("a layer from the next one",
     r"$$\delta^{(L)} = (h^{(L)} - y) \odot \sigma'(z^{(L)}) $$"
     r" $$\delta^{(l)} = (W^{(l+1)})^T \delta^{(l+1)} \odot \sigma'(z^{(l)})$$",
     LAYERS, {"W^{(l)}": ("n", "n")}, {r"\delta^{(l)}": "cotangent of z^{(l)}"}, ["right", "right"]),
    ("a derivative by a transposed name",
     r"$$\frac{\partial L}{\partial W} = X^T (\frac{\partial L}{\partial Q^T})^T$$",
     r"$$Q = X W,\quad L = \sum_{i,j} c_{ij} Q_{ij}$$", {"X": ("n", "d"), "W": ("d", "k"), "c_{ij}": ("n", "k")}, {},
     ["right"]),
    ("a diagonal Jacobian as a column", r"$$\frac{\partial h_t}{\partial z_t} = 1 - h_t^2$$", TANH, {"z_t": ("n",)}, {},
     ["right up to layout"]),
    ("a diagonal Jacobian in a product",
     r"$$\frac{\partial L}{\partial z_t} = \frac{\partial L}{\partial h_t} \odot \frac{\partial h_t}{\partial z_t}$$",
     TANH, {"z_t": ("n",)}, {}, ["right up to layout"]),
    ("the number of steps as a factor",
     r"$$\frac{\partial L}{\partial h_t}= \sum_{i=t}^T (W^\top)^{T-i} V^\top \frac{\partial L}{\partial o_{T+t-i}}$$",
     r"$$h_t = W h_{t-1} + U x_t,\quad o_t = V h_t,\quad L = \frac{1}{T} \sum_{t=1}^T l(o_t, y_t)$$",
     {"x_t": ("d",), "h_t": ("h",), "o_t": ("q",), "y_t": ()}, {"l": "scalar function"}, ["right"]),
    ("entries that nothing sums", r"$$\frac{\partial L}{\partial z_i} = \frac{\partial L}{\partial h_i} (1 - h_i^2) $$",
     r"$$h = \tanh(z),\quad L = a^T h$$", {"z": ("n",), "a": ("n",)}, {}, ["right"]),
    ("entries of a matrix at a time", r"$$\frac{\partial L_t}{\partial V_{i, j}} = a_{t, i} s_{t, j}$$", STEPPED,
     STEPPED_SHAPES, {}, ["right"]),
    ("a second letter of time",
     r"$$ \frac{\partial h_t}{\partial h_k} = \prod_{i=k+1}^t \frac{\partial h_i}{\partial h_{i-1}} $$",
     r"$$h_t = \tanh(W h_{t-1})$$", {"h_t": ("n",)}, {}, ["right"]),
    ("a membership behind the claim", r"$$\frac{\partial L}{\partial z} = c \odot (1 - h \odot h) \in \mathbb{R}^{n}$$",
     r"$$h = \tanh(z), \quad L = c^T h$$", {}, {}, ["right"]),
    ("an argument through a second name", r"$$\delta 2 = \delta 1 \odot (1 - h^2) $$", r"$$ h = y = \tanh(W x) $$",
     {"x": ("m",), "W": ("n", "m")},
     {r"\delta 1": "given cotangent of h", r"\delta 2": "cotangent of the argument of h"}, ["right"]),
    ("an identity", r"$$ \frac{\partial r}{\partial q} = \frac{1}{\sigma} \mathbf{I} $$", r"$$ r = q / \sigma $$",
     {"q": ("d",), r"\sigma": ()}, {}, ["right"]),
    ("a name that the claims define by entries",
     r"$$ p_k = \exp(z_k - r) $$ $$ \frac{\partial r}{\partial z_i} = p_i $$",
     r"$$ r = \log\sum_{j=1}^v \exp(z_j) $$ ", {"z_j": ("v",)}, {}, ["right"]),
    ("a word before the claim", r"$$\text{where } \frac{\partial J}{\partial v} = U c$$",
     r"$$\theta = U^T v,\quad J = c^T \theta $$", {"v": ("n",), "c": ("m",)}, {}, ["right"]),
    ("an indicator of indices", r"$$\frac{\partial y_k}{\partial x_i} = \gamma 1(k == i)$$",
     r"$$y_k = \gamma x_k, \quad L = \sum_k c_k y_k$$", {"x_k": ("N",), r"\gamma": ()}, {}, ["right"]),
    ("steps counted from nought", r"$$\frac{\partial L}{\partial w} = \sum_{t=0}^{T-1} x_t$$",
     r"$$y_t = w x_t + h_{t-1} - h_{t-1}, \quad L = \sum_{t=0}^{T-1} y_t$$", {"x_t": (), "w": (), "h_t": ()}, {},
     ["right"]),
]  # fmt: skip


@pytest.mark.parametrize("form", FORMS, ids=[one[0] for one in FORMS])
def test_a_right_claim_is_not_called_wrong(form):
    _, claims, forward, shapes, conventions, due = form
    report = sg.verify(claims, forward, shapes, conventions)
    assert report.unread == ()
    assert [verdict.status for verdict in report.verdicts] == due, str(report)


@pytest.mark.parametrize("right", [r"\cos z", r"\sqrt{z}", r"\tanh z \odot z"])
def test_a_claim_is_quoted_to_its_end(right):
    """A function without a bracket ends where its argument does."""
    claim = rf"\frac{{\partial L}}{{\partial c}} = {right}"
    report = sg.verify(rf"$$L = c^T \sin(z)$$ $${claim}$$", shapes={"z": ("n",)})
    assert report.verdicts[0].claim == claim
