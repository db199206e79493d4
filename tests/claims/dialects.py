"""Dialects of papers: a claim in each, as short as it can be, and the verdicts that it deserves."""

# what it is, the text or its claims, the forward pass where it stands apart, shapes, conventions, the verdicts
DIALECTS = [
    ("a display that goes on the one before it",
     '$$h = \\tanh(z), \\quad L = c^T h$$\n'
     "$$\\frac{\\partial L}{\\partial z} = c \\odot \\tanh'(z)$$\n"
     '$$= c \\odot (1 - h)$$',
     None,
     {},
     {}, ["wrong"]),
    ("a box that ends in a full stop",
     r"\[ h = \tanh(z), "
     r"\quad L = c^T h \]\[ \boxed{ \frac{\partial L}{\partial z} = c \odot (1 - h \odot h). } \]",
     None,
     {},
     {}, ["right"]),
    ("two claims in one box",
     r"\[ h = \tanh(z), "
     r"\quad L = c^T h \]\[ \boxed{ \frac{\partial L}{\partial z} = c \odot (1 - h \odot h), \qquad "
     r"\frac{\partial L}{\partial h} = c } \]",
     None,
     {},
     {}, ["right", "right"]),
    ("a box in colour with a number",
     r"$$h = \tanh(z), "
     r"\quad L = c^T h$$$$\bbox[yellow,5px,border:2px solid red] { \frac{\partial L}{\partial z} = c "
     r"\odot (1 - h \odot h) \qquad (5.2) }$$",
     None,
     {},
     {}, ["right"]),
    ("a formula in a box of text",
     '$$h = \\tanh(z), \\quad L = c^T h$$\n'
     '$$\n'
     '\\colorbox{lesserbox}\n'
     '{\n'
     '$\n'
     '\\frac{\\partial L}{\\partial z} = c \\odot (1 - h \\odot h)\n'
     '$\n'
     '}\n'
     '$$',
     None,
     {},
     {}, ["right"]),
    ("an operator with empty braces",
     r"$$L = \frac12 \|a - y\|^2$$ "
     r"$$\frac{\partial {L}}{\partial {a}} = \frac{\partial {}}{\partial {a}} \left( \frac12 \|a - y\|^2 "
     r"\right) = a - y$$",
     None,
     {"a": ("n",)},
     {}, ["right"]),
    ("a mark before the claim",
     r"$$h = \tanh(z), "
     r"\quad L = c^T h$$$$\text{*}\frac{\partial L}{\partial z} = c \odot (1 - h \odot h)$$",
     None,
     {},
     {}, ["right"]),
    ("a sign in colour",
     r"$$L = -w x$$ $$\frac{\partial L}{\partial w} = \color{red}{-} x$$",
     None,
     {"w": (), "x": ()},
     {}, ["right"]),
    ("a norm in brackets",
     r"$$ L = s \frac12\|x - y\|^2 $$ "
     r"$$\frac{\partial L}{\partial s} = \left(\frac{1}{2}\|x - y\|^2\right)$$",
     None,
     {"x": ("d",), "s": ()},
     {}, ["right"]),
    ("fences of maths one after the other",
     '```math\n'
     'h = \\tanh(z)\n'
     '```\n'
     '\n'
     'text\n'
     '\n'
     '```math\n'
     'L = c^T h\n'
     '```\n'
     '\n'
     'text\n'
     '\n'
     '```math\n'
     '\\frac{\\partial L}{\\partial z} = c \\odot (1 - h \\odot h)\n'
     '```\n',
     None,
     {"z": ("n",)},
     {}, ["right"]),
    ("a recursion with the immediate partial",
     r"$$\frac{\partial s_t}{\partial W} = \frac{\partial s_t}{\partial W}\frac{\partial W}{\partial W}  "
     r"+ \frac{\partial s_t}{\partial s_{t-1}}\frac{\partial s_{t-1}}{\partial W}$$",
     r"$$s_t = \tanh(U x_t + W s_{t-1})$$",
     {"U": (), "W": (), "x_t": ()},
     {}, ["right under a condition"]),
    ("an update with an arrow",
     r"$$\frac{\partial L}{\partial x} = W^T g$$ "
     r"$$W \leftarrow W - \alpha \frac{\partial L}{\partial W}$$",
     r"$$y = W x,\quad L = g^T y$$",
     {"W": ("n", "m"), "x": ("m",)},
     {}, ["right"]),
    ("an update with an equal sign",
     r"$$\frac{\partial L}{\partial x} = W^T g$$ $$W = W - \alpha \frac{\partial L}{\partial W}$$",
     r"$$y = W x,\quad L = g^T y$$",
     {"W": ("n", "m"), "x": ("m",)},
     {}, ["right"]),
    ("a gradient by what has layers",
     r"$$z^{(l)} = W^{(l)} h^{(l-1)} + b^{(l)}$$ $$h^{(l)} = \sigma(z^{(l)})$$ "
     r"$$E = \frac12 \|h^{(L)} - y\|^2$$ $$\delta^{(L)} = \nabla_h E \odot \sigma'(z^{(L)}) $$",
     None,
     {"W^{(l)}": ("n", "n")},
     {r"\delta^{(l)}": "cotangent of z^{(l)}"}, ["right"]),
    ("a function that nothing declares",
     r"$$h = \tanh(z), \quad L = c^T h$$$$\frac{\partial L}{\partial z} = \Sigma'(z) c$$",
     None,
     {"z": ("n",)},
     {}, ["not judged"]),
    ("an input by itself",
     r"$$\frac{\partial x_k}{\partial x_i} = \delta_{ki}$$",
     r"$$ y_i = \gamma x_i + \beta,\quad L = \sum_i c_i y_i$$",
     {"x_j": ("N",), r"\gamma": (), r"\beta": ()},
     {}, ["right"]),
    ("braces that nobody sees",
     r"$$\frac{\partial L}{\partial x_i} = {c_i \gamma - \beta} \gamma + \beta \gamma$$",
     r"$$ y_i = \gamma x_i + \beta,\quad L = \sum_i c_i y_i$$",
     {"x_j": ("N",), r"\gamma": (), r"\beta": ()},
     {}, ["right"]),
    ("the label of a class",
     r"$$ \frac{\partial J}{\partial z_i}= y_i-\delta_{ic} $$",
     r"$$ y_i = \frac{e^{z_i}}{\sum_k e^{z_k}} $$ $$ J=-\log y_c $$",
     {"z_k": ("n",)},
     {}, ["right"]),
    ("an indicator of the label",
     r"$$ \frac{\partial J}{\partial z_i}=y_i-1\{i=c\} $$",
     r"$$ y_i = \frac{e^{z_i}}{\sum_k e^{z_k}} $$ $$ J=-\log y_c $$",
     {"z_k": ("n",)},
     {}, ["right"]),
    ("an indicator as a subscript",
     r"$$ \frac{\partial J}{\partial z_i}=y_i-1_{i=c} $$",
     r"$$ y_i = \frac{e^{z_i}}{\sum_k e^{z_k}} $$ $$ J=-\log y_c $$",
     {"z_k": ("n",)},
     {}, ["right"]),
    ("a small t as the transpose",
     r"$$y = w^t x,\quad L = \frac12 (y - a)^2$$ $$\frac{\partial L}{\partial w} = (w^t x - a) x$$",
     None,
     {"w": ("n",), "x": ("n",)},
     {"t": "transpose"}, ["right"]),
    ("samples as superscripts",
     r"$$\frac{\partial J}{\partial w}=\frac{1}{m}\sum_{i=1}^m (a^{(i)} - y^{(i)}) x^{(i)}$$",
     r"$$z^{(i)} = w^T x^{(i)}+b$$ $$a^{(i)} = \sigma(z^{(i)})$$ "
     r"$$\mathcal{L}^{(i)}=-\left[y^{(i)}\log a^{(i)}+(1-y^{(i)})\log(1-a^{(i)})\right]$$ "
     r"$$J=\frac{1}{m}\sum_{i=1}^m\mathcal{L}^{(i)}$$",
     {"w": ("n",), "b": (), "x^{(i)}": ("n",)},
     {}, ["right"]),
    ("a power by the distance of two times",
     r"$$\frac{\partial h_t}{\partial x_k}= W^{t-k} U$$",
     r"$$h_t = W h_{t-1} + U x_t$$",
     {"x_t": ("d",), "h_t": ("h",)},
     {}, ["right"]),
    ("a letter that counts entries here and times there",
     r"$$\frac{\partial L_t}{\partial V_{i, j}} = \sum_{k=1}^C\frac{\partial L_t}{\partial g_{t, "
     r"k}}\frac{\partial g_{t, k}}{\partial V_{i, j}}$$ "
     r"$$\frac{\partial s_t}{\partial s_k} = \prod_{i=k+1}^t\frac{\partial s_i}{\partial s_{i-1}}$$",
     r"$$z_t = Ux_t + Ws_{t-1},\quad s_t= \text{tanh}(z_t), \quad g_t = Vs_t, "
     r"\quad L_t = -y^\top_t g_t$$",
     {"U": ("D", "M"), "W": ("D", "D"), "V": ("C", "D"), "x_t": ("M",), "y_t": ("C",)},
     {}, ["right", "right"]),
    ("a sum between two bounds",
     r"$$\frac{\partial L}{\partial V}= \sum_{1 \leq t \leq T} \frac{\partial L}{\partial o_t} h_t^T $$",
     r"$$h_t = W h_{t-1} + U x_t,\quad o_t = V h_t,\quad L = \frac{1}{T} \sum_{t=1}^T l(o_t, y_t)$$",
     {"x_t": ("d",), "h_t": ("h",), "o_t": ("q",), "y_t": ()},
     {"l": "scalar function"}, ["right"]),
    ("a member with dots",
     r"$$\frac{\partial L}{\partial V}= \frac{\partial L}{\partial o_1} h_1^T + \cdots + \frac{\partial "
     r"L}{\partial o_T} h_T^T = \sum_{t=1}^T \frac{\partial L}{\partial o_t} h_t^T "
     r"$$",
     r"$$h_t = W h_{t-1} + U x_t,\quad o_t = V h_t,\quad L = \frac{1}{T} \sum_{t=1}^T l(o_t, y_t)$$",
     {"x_t": ("d",), "h_t": ("h",), "o_t": ("q",), "y_t": ()},
     {"l": "scalar function"}, ["right"]),
    ("time as an argument",
     r"$$\frac{\partial L(t)}{\partial Z(t)} = Y(t)$$",
     r"$$Z(t) = X(t) U + Z(t-1) W$$ $$L(t) = \sum_{i=1}^N\sum_{j=1}^C Y(t)_{i, j} Z(t)_{i,j}$$",
     {"X(t)": ("N", "D"), "U": ("D", "C"), "W": ("C", "C"), "Y(t)": ("N", "C")},
     {}, ["right"]),
    ("a sum of two times",
     r"$$\frac{\partial L}{\partial h_t}= \sum_{i=0}^{T-t} (W^\top)^{i} V^\top \frac{\partial "
     r"L}{\partial o_{t+i}}$$",
     r"$$h_t = W h_{t-1} + U x_t,\quad o_t = V h_t,\quad L = \sum_{t=1}^T l(o_t, y_t)$$",
     {"x_t": ("d",), "h_t": ("h",), "o_t": ("q",), "y_t": ()},
     {"l": "scalar function"}, ["right"]),
    ("an old command for a letter",
     r"$$\cal{L} = c^T z $$ $$\frac{\partial \cal{L}}{\partial z} = c$$",
     None,
     {"z": ("n",)},
     {}, ["right"]),
    ("the derivative of a product",
     r"$$\theta = U^T v,\quad J = c^T \theta $$ $$\frac{\partial U^T v}{\partial v} = U^T$$",
     None,
     {"v": ("n",), "c": ("m",)},
     {}, ["right"]),
    ("a claim in a line of text",
     '$$h = \\tanh(z), \\quad L = c^T h$$\n'
     '\n'
     'and so $\\frac{\\partial L}{\\partial z} = c \\odot (1 - h^2)$ holds.\n',
     None,
     {"z": ("n",)},
     {}, ["right"]),
    ("names without their time",
     r"$$\frac{\partial L}{\partial z} = \frac{\partial L}{\partial h_t} \odot (1 - h_t^2)$$ "
     r"$$\frac{\partial L}{\partial W} = \sum_t \frac{\partial L}{\partial z} h_{t-1}^T$$",
     r"$$z = W h_{t-1} + U x_t$$ $$h_t = \tanh(z),\quad L = \sum_{t=1}^{T} c^T h_t$$",
     {"x_t": ("n",), "W": ("m", "m")},
     {}, ["right", "right"]),
    ("terms and their sum under one name",
     r"$$\frac{\partial L}{\partial z_i} = c_i$$",
     r"$$L_i = c_i z_i$$ $$L = \sum_i L_i$$",
     {"z_i": ("N",)},
     {}, ["right"]),
    ("entries in square brackets",
     r"$$\frac{\partial L}{\partial W[m,n]} = \sum_i g[i,n] X[i,m]$$",
     r"$$S[i,k] = \sum_p X[i,p] W[p,k]$$ $$L = \sum_i \sum_k g[i,k] S[i,k]$$",
     {"X": ("N", "D"), "W": ("D", "K"), "S": ("N", "K")},
     {}, ["right"]),
    ("an equation left out, which is on the way",
     r"$$\frac{\partial \xi}{\partial w_x} = \sum_{k=0}^{n} \frac{\partial \xi}{\partial S_{k}} X_k$$ "
     r"$$\frac{\partial \xi}{\partial w_{rec}} = \sum_{k=1}^{n} \frac{\partial \xi}{\partial S_{k}} "
     r"S_{k-1}$$",
     r"$$S_k = S_{k-1} w_{rec} + X_k w_x$$ $$\xi = \frac{1}{2} (S_n - t)^2$$",
     {"w_{rec}": ("a", "b"), "w_x": (), "X_k": ("c",), "S_k": ()},
     {"n": "last step"}, ["not judged", "not judged"]),
    ("zero by what acts on nothing",
     r"$$\frac{\partial L}{\partial w} = 0$$",
     r"$$L = c^T x$$",
     {"w": (), "x": ("n",)},
     {}, ["not judged"]),
    ("steps that a sum runs over",
     r"$$\frac{\partial \xi}{\partial w_x} = \sum_{k=0}^{n} \frac{\partial \xi}{\partial S_{k}} X_k$$ "
     r"$$\frac{\partial \xi}{\partial w_{rec}} = \sum_{k=1}^{n} \frac{\partial \xi}{\partial S_{k}} "
     r"S_{k-1}$$",
     r"$$S_k = S_{k-1} w_{rec} + X_k w_x$$ $$\xi = \frac{1}{2} (S_n - y)^2$$",
     {"w_{rec}": (), "w_x": (), "X_k": (), "S_k": ()},
     {"n": "last step"}, ["wrong", "right"]),
    ("repeated indices that are summed",
     r"$$\frac{\partial y_{b h}}{\partial \gamma_{q}}=\frac{\mu_{b h}}{\sigma_{b}} \delta_{h q}$$ "
     r"$$\frac{\partial l}{\partial \gamma_{q}}=\frac{\partial l}{\partial y_{b q}} \frac{\mu_{b "
     r"q}}{\sigma_{b}}$$ "
     r"$$\frac{\partial l}{\partial \mu_{p q}} = \frac{\partial l}{\partial y_{p q}} "
     r"\frac{\gamma_q}{\sigma_p}$$",
     r"$$y_{b h} = \frac{\mu_{b h}}{\sigma_{b}} \gamma_{h}+\beta_h$$",
     {r"\mu_{b h}": ("B", "H"),
      r"\sigma_{b}": ("B",),
      r"\gamma_{h}": ("H",),
      r"\beta_{h}": ("H",)},
     {"repeated indices": "summed", r"\frac{\partial l}{\partial y_{b h}}": "given"}, ["right", "right", "right"]),
    ("a transpose behind a layer",
     r"$$\dfrac{\partial J}{\partial W^{[3]}} = (a^{[3]} - y) a^{[2]T}$$",
     r"$$z^{[3]} = W^{[3]} a^{[2]} + b^{[3]}$$ $$J = \frac12 \|z^{[3]} - y\|^2$$ $$a^{[3]} = z^{[3]}$$",
     {"W^{[3]}": ("n", "m"), "a^{[2]}": ("m",)},
     {}, ["right"]),
    ("entries by their numbers",
     r"$$\frac{\partial z_{1}}{\partial W_{12}} = a_{2}$$ "
     r"$$\frac{\partial z}{\partial a} = \begin{bmatrix} W_{11} & W_{12} \\ W_{21} & W_{22} \end{bmatrix}$$",
     r"$$z = W a$$",
     {"W": (2, 2), "a": (2,)},
     {}, ["right", "right"]),
    ("a bound that is no known size",
     r"$$\frac{\partial L}{\partial h_k} = \sum_{j=1}^{D_y} c_j W_{kj}$$",
     r"$$y = h W,\quad L = \sum_j c_j y_j$$",
     {"h": ("H",), "W": ("H", "K")},
     {"vectors": "rows"}, ["right"]),
    ("an operator that reaches to the end",
     r"$$\frac{\partial L}{\partial w_j} = c \left[ \frac{\partial}{\partial w_j} \sum_i w_i a_i + b "
     r"\right]$$",
     r"$$z = \sum_i w_i a_i + b, \quad L = c z$$",
     {"w_i": ("n",), "b": (), "c": ()},
     {}, ["right"]),
    ("entries of a transpose",
     r"$$\frac{\partial L}{\partial h_k} = \sum_j c_j (W)^T_{jk}$$ "
     r"$$\frac{\partial L}{\partial h_k} = \sum_j c_j W^T_{jk}$$ "
     r"$$\frac{\partial L}{\partial h_k} = \sum_j c_j \left(W^T\right)_{jk}$$",
     r"$$y = h W,\quad L = \sum_j c_j y_j$$",
     {"h": ("H",), "W": ("H", "K")},
     {"vectors": "rows"}, ["right", "right", "right"]),
    ("scripts in scripts",
     r"$$\delta_{g_{\phi}}^{(t)} = \frac{\partial E}{\partial g_{\phi}^{(t)}}$$ "
     r"$$\delta_{g_{\iota}}^{(t)} = \frac{\partial E}{\partial g_{\iota}^{(t)}}$$ "
     r"$$\delta_{g_{\phi}}^{(t)} = (\delta_s^{(t)})^T \mathbf{s}^{(t-1)}$$ "
     r"$$\frac{\partial E}{\partial \mathbf{w}_{\phi}} = \delta_{g_{\phi}}^{(t)} "
     r"f_{\phi}'(a_{\phi}^{(t)}) \mathbf{s}^{(t-1)}$$",
     r"$$a_{\phi}^{(t)} = \mathbf{w}_{\phi}^T \mathbf{s}^{(t-1)}$$ "
     r"$$g_{\phi}^{(t)} = f_{\phi}(a_{\phi}^{(t)})$$ "
     r"$$a_{\iota}^{(t)} = \mathbf{w}_{\iota}^T \mathbf{s}^{(t-1)}$$ "
     r"$$g_{\iota}^{(t)} = f_{\iota}(a_{\iota}^{(t)})$$ "
     r"$$\mathbf{s}^{(t)} = g_{\phi}^{(t)} \mathbf{s}^{(t-1)} + g_{\iota}^{(t)} \mathbf{c}^{(t)}$$",
     {r"\mathbf{s}^{(t)}": ("D",), r"g_{\phi}^{(t)}": (), r"g_{\iota}^{(t)}": (), "E": ()},
     {r"\delta_{g_{\phi}}^{(t)}": r"cotangent of g_{\phi}^{(t)}",
      r"\delta_{g_{\iota}}^{(t)}": r"cotangent of g_{\iota}^{(t)}",
      "claims": "step",
      r"\delta_{s}^{(t)}": r"given cotangent of \mathbf{s}^{(t)}",
      r"f_{\phi}": "elementwise function",
      r"f_{\iota}": "elementwise function"}, ["right", "right", "right", "right"]),
    ("a size as a number",
     r"$$\sigma = \sqrt{q^\top q / d}, \quad r = q / \sigma$$ "
     r"$$\frac{\partial r}{\partial q} = \frac{1}{\sigma} (I - \frac{1}{d} r r^\top)$$",
     None,
     {"q": ("d",)},
     {}, ["right"]),
    ("a number that is a name",
     r"$$ h = \tanh(z) \cdot o $$ $$\delta 2 = \delta 1 \cdot 6 \cdot (1 - tanh(z)^2) $$",
     None,
     {"z": ("m",)},
     {r"\delta 1": "given cotangent of h",
      r"\delta 2": "cotangent of z",
      r"\cdot": "hadamard",
      "6": "same as o"}, ["right"]),
    ("indices that are times elsewhere",
     r"$$\frac{\partial g_{t, k}}{\partial V_{i, j}} = \begin{cases} s_{t, j} & \text{if } i = k \\ 0 & "
     r"\text{if } i\neq k \end{cases}$$ "
     r"$$\frac{\partial s_t}{\partial s_k} = \prod_{i=k+1}^t\frac{\partial s_i}{\partial s_{i-1}}$$",
     r"$$s_t = \tanh(U x_t + W s_{t-1}),\quad g_t = V s_t$$",
     {"U": ("D", "M"), "W": ("D", "D"), "V": ("C", "D"), "x_t": ("M",)}, {}, ["right", "right"]),
    ("a name that no equation read has",
     r"$$\delta^{(l)} = (W^{(l+1)})^T \delta^{(l+1)} \odot \sigma'(z^{(l)})$$", r"$$h^{(l)} = \sigma(z^{(l)})$$",
     {"W^{(l)}": ("n", "n")}, {r"\delta^{(l)}": "cotangent of z^{(l)}"}, ["not judged"]),
    ("layers whose loss is named as the last of them",
     r"$$\frac{\partial L}{\partial b^{(l)}} = \delta^{(l)}$$"
     r"$$\delta^{(l)} = (W^{(l+1)})^T \delta^{(l+1)} \odot \sigma'(z^{(l)})$$",
     r"$$z^{(l)} = W^{(l)} h^{(l-1)} + b^{(l)}$$ $$h^{(l)} = \sigma(z^{(l)})$$",
     {"W^{(l)}": ("n", "n"), "L": ()}, {r"\delta^{(l)}": "cotangent of z^{(l)}"}, ["right", "right"]),
]  # fmt: skip
