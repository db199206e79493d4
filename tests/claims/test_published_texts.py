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
    ("the same, where what flows into P follows from O",
     r"$$S = QK^\top,\quad P = \operatorname{softmax}(S),\quad O = PV$$ $$D_i = \sum_l dO_{il} O_{il}$$"
     r"$$dS_{ij} = P_{ij}(dP_{ij} - D_i)$$ $$dS_{ij} = P_{ij}(dP_{ij} + D_i)$$",
     {"Q": ("N", "d"), "K": ("N", "d"), "V": ("N", "d")}, {}, ["right", "wrong"]),
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
    ("a name for an argument, and CE of two (Stanford CS224n, assignment 1, 2016, two-layer network with rows)",
     r"$$h = \sigma(xW_1 + b_1), \quad \hat{y} = \mathrm{softmax}(hW_2 + b_2)$$"
     r"$$J = CE(y,\hat{y}) = -\sum_i y_i\log(\hat{y}_i)$$ $$z_2 = hW_2 + b_2, \quad z_1 = xW_1 + b_1$$"
     r"$$\delta_1 = \frac{\partial J}{\partial z_2} = \hat{y} - y$$"
     r"$$\delta_2 = \frac{\partial J}{\partial h} = \delta_1 W_2^\top$$"
     r"$$\delta_3 = \frac{\partial J}{\partial z_1} = \delta_2\circ\sigma'(z_1)$$"
     r"$$\frac{\partial J}{\partial x} = \delta_3 W_1$$",
     {"W_1": ("D_x", "H"), "W_2": ("H", "D_y")}, {"vectors": "rows", "y": "one-hot"},
     ["right", "right", "right", "wrong"]),
    ("a function in the place of its value (Nielsen 2015, 58)",
     r"$$z = \sum_j w_j x_j + b, \quad a = \sigma(z), \quad C = -\left[y \ln a + (1-y) \ln (1-a)\right]$$"
     r"$$\frac{\partial C}{\partial w_j} = -\left( \frac{y}{\sigma(z)} -\frac{(1-y)}{1-\sigma(z)} \right)"
     r" \frac{\partial \sigma}{\partial w_j}$$"
     r"$$\frac{\partial C}{\partial w_j} = \left( \frac{y}{\sigma(z)} -\frac{(1-y)}{1-\sigma(z)} \right)"
     r" \frac{\partial \sigma}{\partial w_j}$$",
     {"x_j": ("n",)}, {}, ["right", "wrong"]),
    ("a nabla before a half (Ng, Stanford CS229 notes 1, the normal equations)",
     r"$$J(\theta) = \frac{1}{2}(X\theta - \vec{y})^T(X\theta - \vec{y})$$"
     r"$$\nabla_\theta J(\theta) = \nabla_\theta\frac{1}{2}(X\theta-\vec{y})^T(X\theta-\vec{y})"
     r" = X^TX\theta - X^T\vec{y}$$"
     r"$$\nabla_\theta J(\theta) = \nabla_\theta\frac{1}{3}(X\theta-\vec{y})^T(X\theta-\vec{y})$$",
     {"X": ("m", "n")}, {}, ["right", "wrong"]),
    ("a function that the text defines, and its slope (Ng, CS229 notes 1, logistic regression)",
     r"$$g(z) = \frac{1}{1+e^{-z}}, \quad h(x) = g(\theta^Tx)$$ $$\ell(\theta) = y\log h(x) + (1-y)\log(1-h(x))$$"
     r"$$g'(z) = g(z)(1-g(z))$$ $$\frac{\partial}{\partial\theta_j}\ell(\theta) = (y - h(x))x_j$$"
     r"$$g'(z) = g(z)(1+g(z))$$ $$\frac{\partial}{\partial\theta_j}\ell(\theta) = (h(x) - y)x_j$$",
     {"x": ("n",), "y": ()}, {}, ["right", "right", "wrong", "wrong"]),
    ("a slope of a name with its argument (Ramachandran et al., Searching for Activation Functions, 2017)",
     r"$$f(x) = x\sigma(\beta x)$$ $$f'(x) = \beta f(x) + \sigma(\beta x)(1-\beta f(x))$$"
     r"$$f'(x) = f(x) + \sigma(\beta x)(1-\beta f(x))$$",
     {"x": (), r"\beta": ()}, {}, ["right", "wrong"]),
    ("bounds that descend (Pascanu, Mikolov and Bengio 2013, equation 5, and as it would be right)",
     r"$$\mathbf{x}_t = \mathbf{W}_{rec}\sigma(\mathbf{x}_{t-1}) + \mathbf{W}_{in}\mathbf{u}_t + \mathbf{b}$$"
     r"$$\frac{\partial\mathbf{x}_t}{\partial\mathbf{x}_k} = \prod_{t\geq i>k}\frac{\partial\mathbf{x}_i}"
     r"{\partial\mathbf{x}_{i-1}} = \prod_{t\geq i>k}\mathbf{W}_{rec}^T diag(\sigma'(\mathbf{x}_{i-1}))$$"
     r"$$\frac{\partial\mathbf{x}_t}{\partial\mathbf{x}_k} = "
     r"\prod_{t\geq i>k}\mathbf{W}_{rec} diag(\sigma'(\mathbf{x}_{i-1}))$$",
     {}, {}, ["wrong", "right"]),
    ("a number beside entries of its name (Rendle, Factorization Machines, 2010, equation 4)",
     r"$$\hat{y} = w_0 + \sum_{i=1}^n w_ix_i + "
     r"\frac12\sum_{f=1}^k\left(\left(\sum_{i=1}^n v_{i,f}x_i\right)^2 - \sum_{i=1}^n v_{i,f}^2x_i^2\right)$$"
     r"$$\frac{\partial\hat{y}}{\partial w_0} = 1, \quad \frac{\partial\hat{y}}{\partial w_i} = x_i$$"
     r"$$\frac{\partial\hat{y}}{\partial v_{i,f}} = x_i\sum_{j=1}^n v_{j,f}x_j - v_{i,f}x_i^2$$"
     r"$$\frac{\partial\hat{y}}{\partial v_{i,f}} = x_i\sum_{j=1}^n v_{j,f}x_j - v_{i,f}x_i$$",
     {"x_i": ("n",), "v_{i,f}": ("n", "k")}, {}, ["right", "right", "right", "wrong"]),
    ("an intercept that nothing declares (Poisson regression; McCullagh and Nelder, 1989, chapter 6)",
     r"$$\mu_i = \exp(\beta_0 + \sum_j x_{ij}\beta_j), \quad \ell = \sum_{i=1}^n (y_i\log\mu_i - \mu_i)$$"
     r"$$\frac{\partial\ell}{\partial\beta_j} = \sum_{i=1}^n (y_i - \mu_i)x_{ij}$$"
     r"$$\frac{\partial\ell}{\partial\beta_0} = \sum_{i=1}^n (y_i-\mu_i)$$"
     r"$$\frac{\partial\ell}{\partial\beta_0} = \sum_{i=1}^n (\mu_i - y_i)$$",
     {"x_{ij}": ("n", "p")}, {}, ["right", "right", "wrong"]),
    ("formulas that stand in a claim alone (Petersen and Pedersen, The Matrix Cookbook, 2012, 49, 69, 81 and 132)",
     r"$$\frac{\partial\det(\mathbf{X})}{\partial\mathbf{X}} = \det(\mathbf{X})(\mathbf{X}^{-1})^T$$"
     r"$$\frac{\partial\mathbf{x}^T\mathbf{a}}{\partial\mathbf{x}} = \mathbf{a}$$"
     r"$$\frac{\partial\mathbf{x}^T\mathbf{B}\mathbf{x}}{\partial\mathbf{x}} = (\mathbf{B} + \mathbf{B}^T)\mathbf{x}$$"
     r"$$\frac{\partial}{\partial\mathbf{X}}\|\mathbf{X}\|_F^2 = 2\mathbf{X}$$"
     r"$$\frac{\partial\mathbf{x}^T\mathbf{B}\mathbf{x}}{\partial\mathbf{x}} = 2\mathbf{B}\mathbf{x}$$",
     {r"\mathbf{x}": ("n",), r"\mathbf{a}": ("n",), r"\mathbf{B}": ("n", "n"), r"\mathbf{X}": ("n", "n")}, {},
     ["right", "right", "right", "right", "wrong"]),
    ("a determinant between bars (Murphy, Probabilistic Machine Learning, 2022, the estimate of a covariance)",
     r"$$\ell = -\frac N2\log|\boldsymbol\Lambda^{-1}| - \frac12\operatorname{tr}[\mathbf{S}\boldsymbol\Lambda]$$"
     r"$$\frac{\partial\ell}{\partial\boldsymbol\Lambda} = \frac N2\boldsymbol\Lambda^{-T} - \frac12\mathbf{S}^T$$"
     r"$$\frac{\partial\ell}{\partial\boldsymbol\Lambda} = \frac N2\boldsymbol\Lambda^{-T} + \frac12\mathbf{S}^T$$",
     {r"\mathbf{S}": ("D", "D"), r"\boldsymbol\Lambda": ("D", "D")}, {}, ["right", "wrong"]),
    ("a Hessian with a name, an identity in its formula (Murphy 2022, ridge regression)",
     r"$$L = \frac12\|Xw-y\|_2^2 + \frac\lambda2\|w\|_2^2$$"
     r"$$H = \frac{\partial^2 L}{\partial w^2} = X^TX + \lambda I$$"
     r"$$\frac{\partial^2}{\partial w^2} L = X^TX + \lambda I$$"
     r"$$\frac{\partial^2}{\partial w^2} L = X^TX - \lambda I$$",
     {"X": ("N", "D"), r"\lambda": ()}, {}, ["right", "right", "wrong"]),
    ("weights that are symmetric (Hopfield 1982, the energy)",
     r"$$E = -\frac12\sum_i\sum_jw_{ij}s_is_j + \sum_i\theta_is_i$$"
     r"$$\frac{\partial E}{\partial s_i} = -\sum_jw_{ij}s_j + \theta_i$$"
     r"$$\frac{\partial E}{\partial s_i} = -\sum_jw_{ij}s_j - \theta_i$$",
     {"w_{ij}": ("n", "n"), "s_i": ("n",)}, {"w": "symmetric"}, ["right", "wrong"]),
    ("the same where nothing says so",
     r"$$E = -\frac12\sum_i\sum_jw_{ij}s_is_j$$ $$\frac{\partial E}{\partial s_i} = -\sum_jw_{ij}s_j$$",
     {"w_{ij}": ("n", "n"), "s_i": ("n",)}, {}, ["wrong"]),
    ("a sign on the left side (restricted Boltzmann machine, Deep Learning Tutorials, 2008)",
     r"$$F = -b^Tv - \sum_i\log(1 + e^{c_i + \sum_j W_{ij}v_j})$$"
     r"$$-\frac{\partial F}{\partial W_{ij}} = v_j\sigma(\sum_j W_{ij} v_j + c_i)$$"
     r"$$-\frac{\partial F}{\partial b} = v$$ $$-\frac{\partial F}{\partial b} = -v$$",
     {"W": ("m", "n"), "v": ("n",)}, {}, ["right", "right", "wrong"]),
    ("deltas for a derivative (van der Maaten and Hinton, t-SNE, 2008, equation 5, of one part)",
     r"$$C = \sum_i\sum_jp_{ij}\|y_i-y_j\|^2$$ $$\frac{\delta C}{\delta y_i} = 4\sum_jp_{ij}(y_i-y_j)$$"
     r"$$\frac{\delta C}{\delta y_i} = 3\sum_jp_{ij}(y_i-y_j)$$",
     {"y_i": ("n", "s"), "p_{ij}": ("n", "n")}, {"p": "symmetric"}, ["right", "wrong"]),
    ("an entry before a bracket (Pennington, Socher and Manning, GloVe, 2014, equation 8)",
     r"$$J = \sum_{i,j}f_{ij}(w_i^T\tilde{w}_j + b_i + \tilde{b}_j - \log X_{ij})^2$$"
     r"$$\frac{\partial J}{\partial w_i} "
     r"= 2\sum_jf_{ij}(w_i^T\tilde{w}_j + b_i + \tilde{b}_j - \log X_{ij})\tilde{w}_j$$"
     r"$$\frac{\partial J}{\partial b_i} = \sum_jf_{ij}(w_i^T\tilde{w}_j + b_i + \tilde{b}_j - \log X_{ij})$$",
     {"w_i": ("V", "d"), r"\tilde{w}_j": ("V", "d"), "X_{ij}": ("V", "V")}, {}, ["right", "wrong"]),
    ("a number of which nothing tells whether it is one (Ramsauer et al., Hopfield Networks is All You Need, 2020)",
     r"$$E = -\operatorname{lse}(\beta, X^T\xi) + \frac12\xi^T\xi$$"
     r"$$\nabla_\xi E = -X\,\mathrm{softmax}(\beta X^T\xi) + \xi$$",
     {"X": ("d", "N")}, {}, ["not judged"]),
    ("differentials (Magnus and Neudecker, Matrix Differential Calculus, 1988, chapters 8 and 9)",
     r"$$\phi = \operatorname{tr}(AX), \quad \psi = x^TBx, \quad F = C^{-1}$$"
     r"$$d\phi = \operatorname{tr}(A\,dX)$$ $$d\psi = x^T(B+B^T)dx$$ $$dF = -C^{-1}(dC)C^{-1}$$"
     r"$$d\psi = 2x^TBdx$$ $$dF = C^{-1}(dC)C^{-1}$$",
     {"X": ("n", "m"), "A": ("m", "n"), "x": ("n",), "B": ("n", "n"), "C": ("k", "k")}, {},
     ["right", "right", "right", "wrong", "wrong"]),
    ("a delta of every unit, whatever its letter (Graves 2012, 3.24 to 3.27)",
     r"$$a_h = \sum_{i=1}^I w_{ih} x_i, \quad b_h = \theta_h(a_h), \quad a_k = \sum_{h=1}^H w_{hk} b_h$$"
     r"$$\mathcal{L} = \frac12\sum_k (a_k - z_k)^2$$"
     r"$$\delta_j \stackrel{\text{def}}{=} \frac{\partial\mathcal{L}}{\partial a_j}$$"
     r"$$\delta_h = \theta'(a_h) \sum_{k=1}^K \delta_k w_{hk}$$"
     r"$$\delta_h = -\theta'(a_h) \sum_{k=1}^K \delta_k w_{hk}$$",
     {"w_{ih}": ("I", "H"), "w_{hk}": ("H", "K")}, {r"\theta_h": r"same as \theta", r"\theta": "elementwise function"},
     ["right", "wrong"]),
    ("a function of whole vectors that the text defines (Zhang and Sennrich, RMSNorm, 2019, equation 4)",
     r"$$\rho(a) = \sqrt{\frac{1}{n}\sum_{i=1}^n a_i^2}, \quad v = \frac{Wx}{\rho(Wx)}, \quad L = c^T v$$"
     r"$$\frac{\partial L}{\partial c} = v$$ $$\frac{\partial L}{\partial x} = W^T c$$",
     {"W": ("n", "m"), "a": ("n",)}, {}, ["not judged", "not judged"]),
    ("a sigma that the text defines to be another one",
     r"$$\sigma(z) = \max(0, z), \quad h = \sigma(Wx), \quad L = c^T h$$"
     r"$$\frac{\partial L}{\partial W} = (c \odot \mathbf{1}(h > 0)) x^T$$"
     r"$$\frac{\partial L}{\partial W} = (c \odot h \odot (1-h)) x^T$$",
     {"W": ("n", "m")}, {}, ["right", "wrong"]),
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
