"""What random backward passes found, each as short as it can be: verdicts, and claims as they are put right."""

import pytest

import symgrad as sg

ATTENTION = r"$$S = Q K^\top$$ $$P = \mathrm{softmax}(S)$$ $$O = P V$$ $$L = \frac12 \|O - Y\|^2$$"
ATTENTION_SHAPES = {"Q": ("n", "m"), "K": ("n", "m"), "V": ("n", "p")}
BY_SOFTMAX = (
    r"$$\frac{\partial L}{\partial S} = P \odot (\frac{\partial L}{\partial P}"
    r" - (\frac{\partial L}{\partial P} \odot P) %s)$$"
)
LAYER = r"$$h = \tanh(W x + b)$$ $$L = \frac12 \|h - y\|^2$$"
LAYER_SHAPES = {"W": ("n", "m"), "x": ("m",)}
UNIT = (
    r"$$n_t = \tanh(W x_t + U (r_t \cdot h_{t-1}))$$ $$h_t = (1 - z_t) \cdot h_{t-1} + z_t \cdot n_t$$"
    r"$$L = \sum_t c^\top h_t$$"
)
UNIT_SHAPES = {"W": ("n", "m"), "x_t": ("m",), "U": ("n", "n"), "r_t": ("n",), "z_t": ("n",), "c": ("n",)}

# what it is, the text, shapes, conventions, the verdicts
FOUND = [
    ("a bold 1 whose size the claim tells",
     ATTENTION + BY_SOFTMAX % r"\mathbf{1} \mathbf{1}^\top", ATTENTION_SHAPES, {}, ["right"]),
    ("a bold 1 whose size nobody names", ATTENTION + BY_SOFTMAX % r"\mathbf{1} \mathbf{1}^\top", {}, {}, ["right"]),
    ("a bold 1 whose size the text tells, exactly",
     ATTENTION + BY_SOFTMAX % r"\mathbf{1}_n \mathbf{1}_n^\top", ATTENTION_SHAPES, {}, ["right"]),
    ("a sign that may be entry by entry",
     ATTENTION + r"$$\frac{\partial L}{\partial S} = P \cdot (\frac{\partial L}{\partial P} - (\frac{\partial L}"
     r"{\partial P} \cdot P) \mathbf{1} \mathbf{1}^\top)$$",
     ATTENTION_SHAPES, {}, ["right under a condition"]),
    ("a transpose that is missing is no layout",
     ATTENTION + r"$$\frac{\partial L}{\partial K} = \frac{\partial L}{\partial S} Q$$", ATTENTION_SHAPES, {},
     ["wrong"]),
    ("a gradient before a bracket that is no argument",
     r"$$a_{t,i} = x_{t,i} + \sum_j W_{ij} h_{t-1,j}$$ $$h_{t,i} = \tanh(a_{t,i})$$"
     r"$$L = \sum_t \sum_i y_{t,i} h_{t,i}$$"
     r"$$\nabla_{a_{t,i}} L = \nabla_{h_{t,i}} L (1 - h_{t,i}^2)$$ $$\nabla_{a_{t,i}} L = \nabla_{h_{t,i}} L$$",
     {"W_{ij}": ("n", "n"), "h_{t,i}": ("n",)}, {}, ["right", "wrong"]),
    ("numbers that cancel",
     r"$$h_j = \exp(3 \sum_k W_{jk} x_k)$$ $$u_i = 9 + b_i + \sum_j h_j$$ $$g_i = \tanh(u_i)$$ $$L = \sum_i c_i g_i$$"
     r"$$\bar{u}_i = \bar{g}_i (1 - g_i^2)$$ $$\bar{u}_i = \bar{g}_i (1 + g_i^2)$$",
     {"W_{jk}": ("n", "m"), "u_i": ("p",)}, {}, ["right", "wrong"]),
    ("dots that shapes make products of entries",
     UNIT + r"$$\frac{\partial L}{\partial z_t} = \frac{\partial L}{\partial h_t} \cdot n_t - "
     r"\frac{\partial L}{\partial h_t} \cdot h_{t-1}$$"
     r"$$\frac{\partial L}{\partial z_t} = \frac{\partial L}{\partial h_t} \cdot n_t$$",
     UNIT_SHAPES, {}, ["right", "partial"]),
    ("primes that are transposes",
     LAYER + r"$$\frac{\partial L}{\partial W} = ((h - y) \odot \tanh'(W x + b)) x'$$"
     r"$$\frac{\partial L}{\partial x} = (((h - y) \odot (1 - h^2))' W)'$$",
     LAYER_SHAPES, {"'": "transpose"}, ["right", "right"]),
    ("primes of which nothing is said", LAYER + r"$$\frac{\partial L}{\partial W} = ((h - y) \odot (1 - h^2)) x'$$",
     LAYER_SHAPES, {}, ["not judged"]),
    ("a vector called e", r"$$\rho = e^\intercal e$$ $$L = c \rho$$ $$\bar{e} = 2 \bar{\rho} e$$",
     {"e": ("p",), "c": ()}, {}, ["right"]),
    ("a count below a root, and a weight called C",
     r"$$v = C x$$ $$\rho = \sqrt{\frac{1}{n} v^\top v + \frac12}$$ $$o = v / \rho$$ $$L = c^\top o$$"
     r"$$\frac{\partial L}{\partial \rho} = -\frac{(\frac{\partial L}{\partial o})^\top v}{\rho^2}$$"
     r"$$\frac{\partial L}{\partial C} = \frac{\partial L}{\partial v} x^\top$$",
     {}, {}, ["right", "right"]),
    ("what is zero alone holds of nothing",
     r"$$a_t = w h_{t-1}$$ $$h_t = \tanh(a_t)$$ $$L = \sum_t y_t h_t$$"
     r"$$\frac{\partial L}{\partial w} = \sum_t \frac{\partial L}{\partial h_t} h_{t-1}$$",
     {"w": (), "h_t": (), "y_t": ()}, {}, ["wrong"]),
    ("a bias is no target",
     r"$$h = \mathrm{relu}(W x + b)$$ $$p = \mathrm{softmax}(h)$$ $$L = -y^\top \log(p)$$"
     r"$$\frac{\partial L}{\partial h} = p - b$$", LAYER_SHAPES, {}, ["wrong"]),
    ("a state that runs against time",
     r"$$s_t = \tanh(w s_{t+1} + x_t)$$ $$L = \sum_t y_t s_t$$"
     r"$$\frac{\partial L}{\partial x_t} = \frac{\partial L}{\partial s_t} (1 - s_t^2)$$",
     {"w": (), "s_t": (), "x_t": (), "y_t": ()}, {}, ["right"]),
    ("a term alone, and a sense that it has",
     r"$$s_t = i_t s_{t-1} + x_t$$ $$L = \sum_t y_t s_t$$"
     r"$$\frac{\partial L}{\partial i_t} = -\frac{\partial L}{\partial s_t} s_{t-1}$$",
     {"s_t": (), "x_t": (), "y_t": (), "i_t": ()}, {}, ["wrong"]),
]  # fmt: skip

# what it is, the text, shapes, conventions, the claim as it is put right
PUT_RIGHT = [
    ("a name in bold", r"$$\mathbf{c}_t = \mathbf{f}_t \odot \mathbf{c}_{t-1} + \mathbf{i}_t \odot \mathbf{g}_t$$"
     r"$$\mathbf{h}_t = \mathbf{o}_t \odot \mathbf{c}_t$$ $$L = \sum_t \mathbf{a}_t^\top \mathbf{h}_t$$"
     r"$$\bar{\mathbf{c}}_t = \bar{\mathbf{c}}_{t+1} \odot \mathbf{f}_{t+1} + \bar{\mathbf{h}}_t \odot \mathbf{o}_t$$"
     r"$$\bar{\mathbf{i}}_t = \bar{\mathbf{h}}_t \odot \mathbf{g}_t$$",
     {}, {}, r"\bar{\mathbf{i}}_t = \bar{\mathbf{c}}_t \odot \mathbf{g}_t"),
    ("a name with entries", r"$$a_i = \sum_j W_{i,j} x_j$$ $$h_i = \tanh(a_i)$$ $$L = \sum_i c_i h_i$$"
     r"$$\bar{a}_i = \bar{h}_i (1 - a_i^2)$$", {"W_{i,j}": ("n", "m")}, {}, r"\bar{a}_i = \bar{h}_i (1 - h_i^2)"),
    ("a sign before a bracket", r"$$h_t = W h_{t-1} + U x_t$$ $$L = \sum_t c^\top h_t$$"
     r"$$\frac{\partial L}{\partial W} = -(\sum_t \frac{\partial L}{\partial h_t} h_{t-1}^\top)$$",
     {"W": ("n", "n"), "x_t": ("m",)}, {},
     r"\frac{\partial L}{\partial W} = (\sum_t \frac{\partial L}{\partial h_t} h_{t-1}^\top)"),
    ("a mark before a transpose", r"$$Z = X W$$ $$H = \tanh(Z)$$ $$L = \frac12 \|H\|^2$$ $$dZ = dH \odot (1 - H^2)$$"
     r"$$dW = X^\top dH$$", {"X": ("n", "m"), "W": ("m", "p")}, {}, r"dW = X^\top dZ"),
    ("an indicator", r"$$w_{ij} = \frac{\exp(s_{ij})}{\sum_l \exp(s_{il})}$$"
     r"$$\frac{\partial w_{ij}}{\partial s_{kr}} = w_{ij} \mathbf{1}[j = r] - w_{ij} w_{ir} \mathbf{1}[i = k]$$",
     {"s_{ij}": ("n", "m")}, {},
     r"\frac{\partial w_{ij}}{\partial s_{kr}} = "
     r"\left(w_{ij} \mathbf{1}[j = r] - w_{ij} \odot w_{ir}\right)  \mathbf{1} [i = k]"),
    ("a prime", r"$$S = A B$$ $$L = \frac12 \|S\|^2$$ $$\bar{A} = \bar{S}' B'$$", {"A": ("n", "m"), "B": ("m", "n")},
     {"'": "transpose"}, r"\bar{A} = \bar{S} B'"),
    ("a sum that is missing in a term", r"$$z_i = \sum_j W_{ij} x_j$$ $$L = \sum_i c_i z_i + \frac12 \sum_j x_j^2$$"
     r"$$\frac{\partial L}{\partial x_j} = \frac{\partial L}{\partial z_i} W_{ij} + x_j$$", {"W_{ij}": ("n", "m")}, {},
     r"\frac{\partial L}{\partial x_j} = \sum_{i} \frac{\partial L}{\partial z_i} W_{ij} + x_j"),
    ("a factor that is missing in a product",
     r"$$h_t = \mathrm{relu}(W x_t)$$ $$L = \sum_t c^\top h_t$$ $$\delta x_t = W^\top \mathrm{relu}'(W x_t)$$"
     r"$$\delta W = \sum_t (\delta h_t \odot \mathrm{relu}'(W x_t)) x_t^\top$$", {"W": ("n", "m"), "x_t": ("m",)}, {},
     r"\delta x_t = W^\top (\mathrm{relu}'(W x_t) \odot \delta h_t)"),
]  # fmt: skip


@pytest.mark.parametrize("form", FOUND, ids=[one[0] for one in FOUND])
def test_a_claim_has_the_verdict_that_it_deserves(form):
    _, text, shapes, conventions, due = form
    report = sg.verify(text, shapes=shapes, conventions=conventions)
    assert [verdict.status for verdict in report.verdicts] == due, str(report)


@pytest.mark.parametrize("form", PUT_RIGHT, ids=[one[0] for one in PUT_RIGHT])
def test_a_claim_is_put_right_as_its_author_writes(form):
    _, text, shapes, conventions, due = form
    wrong = [one for one in sg.verify(text, shapes=shapes, conventions=conventions).verdicts if one.status == "wrong"]
    assert [one.right for one in wrong] == [due]
    mended = text.replace(wrong[0].claim, wrong[0].right)
    assert all(one.status == "right" for one in sg.verify(mended, shapes=shapes, conventions=conventions).verdicts)
