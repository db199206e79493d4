"""Numbers on both sides of every branch, where all functions are defined; steps counted as the text counts them.

Each claim that is wrong here was "right" where the numbers that were drawn lay on one side of a hinge, or at the first
step alone.
"""

import pytest

import symgrad as sg
from symgrad.claims.forward.draws import USUAL, Watch, chosen

N = {"x": ("n",)}
LINE = r"$$z = w x + b, \quad a = \mathrm{ReLU}(z), \quad L = \frac12(a-y)^2$$ "
HINGE = r"$$f = w^\top x + b, \quad L = \max(0, 1 - y f)$$ "
ELU = r"$$h = \begin{cases} z & z > 0 \\ \alpha(e^z-1) & z \le 0\end{cases}, \quad L = c h$$ "
MARGIN = r"$$d = \|a - b\|, \quad L = y d^2 + (1-y)\max(0, m - d)^2$$ "
GAUSS = r"$$L = \frac{(x-\mu)^2}{2\sigma^2}$$ "
TANH = r"$$z = W x, \quad h = \tanh(z), \quad L = c^\top h$$ "
LEAKY = r"$$h = \max(\alpha z, z), \quad L = c^\top h$$ "
NUMBERS = dict.fromkeys(["w", "x", "b", "y", "z", "c", "m", "d", r"\alpha", r"\mu", r"\sigma"], ())

BRANCHES = [
    (r"$$L = \lambda|w|$$ ", r"\frac{\partial L}{\partial w} = \lambda", {"w": ()}, "wrong"),
    (r"$$L = \lambda|w|$$ ", r"\frac{\partial L}{\partial w} = \lambda\,\mathrm{sign}(w)", {"w": ()}, "right"),
    (LINE, r"\frac{\partial L}{\partial w} = (a-y)x", NUMBERS, "wrong"),
    (LINE, r"\frac{\partial L}{\partial w} = (a-y)\mathbf{1}[z > 0]x", NUMBERS, "right"),
    (HINGE, r"\frac{\partial L}{\partial w} = -y x", {**N, "y": ()}, "wrong"),
    (HINGE, r"\frac{\partial L}{\partial b} = -y\mathbf{1}[f<1]", {**N, "y": ()}, "wrong"),
    (HINGE, r"\frac{\partial L}{\partial w} = -y x \mathbf{1}[y f < 1]", {**N, "y": ()}, "right"),
    (r"$$h = \min(\max(0, x), 6), \quad L = c^\top h$$ ", r"\frac{\partial L}{\partial x} = c\odot\mathbf{1}[x>0]", N,
     "wrong"),
    (ELU, r"\frac{\partial L}{\partial z} = c", NUMBERS, "wrong"),
    (ELU, r"\frac{\partial L}{\partial z} = \begin{cases} c & z > 0 \\ c \alpha e^z & z \le 0\end{cases}", NUMBERS,
     "right"),
    (MARGIN, r"\frac{\partial L}{\partial d} = 2 y d", {"a": ("n",), "y": (), "m": ()}, "partial"),
    (MARGIN, r"\frac{\partial L}{\partial d} = 2 y d - 2(1-y)\max(0, m-d)", {"a": ("n",), "y": (), "m": ()}, "right"),
    (r"$$r = \sqrt{w^2}, \quad L = c r$$ ", r"\frac{\partial L}{\partial w} = c", NUMBERS, "wrong"),
    (LEAKY, r"\frac{\partial L}{\partial z} = c \odot (\mathbf{1}[z > 0] + \alpha \mathbf{1}[z \le 0])",
     {"z": ("n",), r"\alpha": ()}, "right under a condition"),
]  # fmt: skip
DOMAINS = [
    (r"$$L = \sum_i\sqrt{x_i}$$ ", r"\frac{\partial L}{\partial x_i} = \frac{1}{2\sqrt{x_i}}", "right"),
    (r"$$L = \sum_i\sqrt{x_i}$$ ", r"\frac{\partial L}{\partial x_i} = \frac{1}{\sqrt{x_i}}", "wrong"),
    (r"$$L = \sum_i x_i^{3/2}$$ ", r"\frac{\partial L}{\partial x_i} = \frac32 x_i^{1/2}", "right"),
    (r"$$L = \sum_i\arcsin(x_i)$$ ", r"\frac{\partial L}{\partial x_i} = \frac{1}{\sqrt{1-x_i^2}}", "right"),
    (r"$$L = \sum_i\arcsin(x_i)$$ ", r"\frac{\partial L}{\partial x_i} = \frac{1}{\sqrt{1+x_i^2}}", "wrong"),
]
EXPRESSIONS = [
    (TANH, r"\frac{\partial L}{\partial (Wx)} = 0", {"W": ("n", "m")}, "wrong"),
    (TANH, r"\frac{\partial L}{\partial (Wx)} = c \odot (1 - h^2)", {"W": ("n", "m")}, "right"),
    (GAUSS, r"\frac{\partial L}{\partial\sigma^2} = 0", NUMBERS, "wrong"),
    (GAUSS, r"\frac{\partial L}{\partial\sigma^2} = -\frac{(x-\mu)^2}{2\sigma^4}", NUMBERS, "right"),
    (GAUSS.replace("$$ ", r" + \log \sigma$$ "), r"\frac{\partial L}{\partial\sigma^2} = -\frac{(x-\mu)^2}{2\sigma^4}",
     NUMBERS, "not judged"),
]  # fmt: skip


@pytest.mark.parametrize(("forward", "claim", "shapes", "due"), [*BRANCHES, *EXPRESSIONS])
def test_every_branch_counts(forward, claim, shapes, due):
    (found,) = sg.verify(f"{forward}$${claim}$$", None, shapes, {}).verdicts
    assert found.status == due, found


@pytest.mark.parametrize(("forward", "claim", "due"), DOMAINS)
def test_numbers_lie_where_functions_are_defined(forward, claim, due):
    (found,) = sg.verify(f"{forward}$${claim}$$", None, {"x_i": ("n",)}, {}).verdicts
    assert found.status == due, found


def test_the_usual_draws_where_no_other_is_defined():
    def outside(draw):
        watch = Watch()
        watch.outside = True
        return watch

    assert tuple(chosen(outside)) == USUAL
    assert tuple(chosen(lambda draw: Watch()))[:3] == USUAL


RNN = r"$$h_t = \tanh(W h_{t-1} + U x_t), \quad L = \sum_{t=1}^T c^\top h_t$$ "
SUM = r"\frac{\partial L}{\partial U} = \sum_{t=%s}^{%s} (\frac{\partial L}{\partial h_t}\odot(1-h_t^2))x_t^\top"
# A linear quadratic regulator, and residual steps: the letter counts from 0 where a left side stands at t + 1.
REGULATOR = r"$$x_{t+1} = A x_t + B u_t, \quad J = \sum_{t=0}^{T-1}\frac12 x_t^\top Q x_t + \frac12 x_T^\top S x_T$$ "
RESIDUAL = r"$$f_t = \tanh(W z_t), \quad z_{t+1} = z_t + f_t, \quad L = \frac12\|z_T\|^2$$ "
GATED = r"$$u_t = W h_{t-1}, \quad g_t = \sigma(V h_{t-1}), \quad h_t = g_t\odot h_{t-1} + (1-g_t)\odot u_t$$ "
BACK = (
    r"\frac{\partial L}{\partial h_{t-1}} = %s\frac{\partial L}{\partial h_t} + W^\top\frac{\partial L}{\partial u_t}"
    r" + V^\top(\frac{\partial L}{\partial g_t}\odot g_t\odot(1-g_t))"
)
MEAN = r"$$m_t = \frac{t-1}{t}m_{t-1} + \frac1t x_t$$ "
LEAKING = r"$$c_t = f\odot c_{t-1} + a_t, \quad h_t = \tanh(c_t)$$ "
STEPS = [
    (RNN, SUM % ("1", "T"), {"x_t": ("m",), "h_t": ("n",)}, "right"),
    (RNN, SUM % ("0", "T-1"), {"x_t": ("m",), "h_t": ("n",)}, "wrong"),
    (RNN, SUM % ("1", "T-1"), {"x_t": ("m",), "h_t": ("n",)}, "wrong"),
    (REGULATOR, r"\frac{\partial J}{\partial x_T} = S x_T", {"x_t": ("n",), "u_t": ("m",)}, "right"),
    (REGULATOR, r"\frac{\partial J}{\partial x_T} = Q x_T + S x_T", {"x_t": ("n",), "u_t": ("m",)}, "wrong"),
    (REGULATOR, r"\frac{\partial J}{\partial x_0} = Q x_0 + A^\top\frac{\partial J}{\partial x_1}",
     {"x_t": ("n",), "u_t": ("m",)}, "right"),
    (REGULATOR, r"\frac{\partial J}{\partial x_0} = A^\top\frac{\partial J}{\partial x_1}",
     {"x_t": ("n",), "u_t": ("m",)}, "wrong"),
    (RESIDUAL, r"\frac{\partial L}{\partial z_0} = \frac{\partial L}{\partial z_1}", {"z_t": ("n",)}, "wrong"),
    (RESIDUAL,
     r"\frac{\partial L}{\partial z_0} = \frac{\partial L}{\partial z_1}"
     r" + W^\top((1-f_0^2)\odot\frac{\partial L}{\partial z_1})",
     {"z_t": ("n",)}, "right"),
    (RESIDUAL,
     r"\frac{\partial L}{\partial W} = \sum_{t=0}^{T-1}(\frac{\partial L}{\partial z_{t+1}}\odot(1-f_t^2))z_t^\top",
     {"z_t": ("n",)}, "right"),
    (RESIDUAL,
     r"\frac{\partial L}{\partial W} = \sum_{t=1}^{T-1}(\frac{\partial L}{\partial z_{t+1}}\odot(1-f_t^2))z_t^\top",
     {"z_t": ("n",)}, "wrong"),
    (GATED, BACK % r"g_t \odot ", {"h_t": ("n",)}, "right"),
    (GATED, BACK % "7", {"h_t": ("n",)}, "wrong"),
    (MEAN, r"\frac{\partial L}{\partial m_{t-1}} = 0", {"x_t": ("n",)}, "wrong"),
    (MEAN, r"\frac{\partial L}{\partial m_{t-1}} = \frac{t-1}{t} \frac{\partial L}{\partial m_t}", {"x_t": ("n",)},
     "right"),
    (LEAKING,
     r"\frac{\partial L}{\partial c_{t-1}} = f\odot\frac{\partial L}{\partial c_t}"
     r" + 5\frac{\partial L}{\partial h_{t-2}}",
     {"h_t": ("n",)}, "not judged"),
]  # fmt: skip


@pytest.mark.parametrize(("forward", "claim", "shapes", "due"), STEPS)
def test_steps_are_counted_as_the_text_does(forward, claim, shapes, due):
    conventions = {"Q": "symmetric", "S": "symmetric"} if "Q" in forward else {}
    (found,) = sg.verify(f"{forward}$${claim}$$", None, shapes, conventions).verdicts
    assert found.status == due, found


LSTM = r"$$f_t = \sigma(W x_t + U h_{t-1})$$ $$C_t = f_t * C_{t-1} + x_t$$ $$h_t = o_t * \tanh(C_t)$$ "
LATER = (
    r"\frac{\partial L}{\partial C_t} = \frac{\partial L}{\partial h_t}*o_t*(1-\tanh^2(C_t))"
    r" + %s\frac{\partial L}{\partial C_{t+1}} * %s"
)


@pytest.mark.parametrize(
    ("factor", "gate", "due"), [("", "f_{t+1}", "right"), ("2*", "f_{t+1}", "wrong"), ("", "f_t", "wrong")]
)
def test_the_next_step_counts_where_claims_are_of_one_step(factor, gate, due):
    shapes = {"W": ("n", "n"), "x_t": ("n",), "h_t": ("n",), "U": ("n", "n"), "o_t": ("n",)}
    (found,) = sg.verify(f"{LSTM}$${LATER % (factor, gate)}$$", None, shapes, {"claims": "step"}).verdicts
    assert found.status == due, found


LINEAR = r"$$a = W x$$ $$E = \frac12 \|a - t\|^2$$ "
CHAIN = r"$$z = W x$$ $$L = c^T z$$ "


@pytest.mark.parametrize(
    ("text", "due", "told"),
    [
        (LINEAR + r"$$\frac{\partial E}{\partial a} = a - t$$", "right", ""),
        (LINEAR + r"$$\frac{\partial \hat y}{\partial a} = a - t$$", "not judged", "is not known"),
        (LINEAR + r"$$\frac{\partial m}{\partial W} = (a-t)x^T$$", "not judged", "is not known"),
        (CHAIN + r"$$\frac{\partial L}{\partial W} = \frac{\partial L}{\partial z} x^T = 5 \cdot \Gamma x^T$$",
         "not judged", "the last link"),
        (CHAIN + r"$$\frac{\partial L}{\partial W} = \frac{\partial L}{\partial z} \Gamma = c x^T$$", "right",
         "a link"),
    ],
)  # fmt: skip
def test_no_other_name_is_the_loss_and_the_last_link_counts(text, due, told):
    (found,) = sg.verify(text, None, {"W": ("n", "m"), "x": ("m",)}, {}).verdicts
    assert found.status == due, found
    assert told in found.reason


def test_a_formula_that_is_always_zero_is_not_called_right():
    text = (
        r"$$a = \sigma(z)$$ $$z = w^T x + b$$ $$\delta^L = \nabla_a C \odot \sigma'(w^T x + b)$$ $$G = \sum_i t_i$$"
        r" $$\frac{\partial C}{\partial w_{jk}^l} = a_k^{l-1}\delta_{j}^{l}$$"
        r" $$\frac{\partial C}{\partial b_{j}^l} = 7\delta_{j}^{l}$$"
    )
    assert sg.verify(text).verdicts[-1].status == "not judged"


BLOCKS = r"$$\begin{pmatrix} a \\ b \end{pmatrix} = W x$$ $$L = u^\top \tanh(a) + v^\top b^2$$ "
STACKED = r"\begin{pmatrix} \frac{\partial L}{\partial %s} \\ \frac{\partial L}{\partial %s} \end{pmatrix} x^\top"


@pytest.mark.parametrize(("first", "second", "due"), [("a", "b", "right"), ("b", "a", "wrong")])
def test_the_parts_of_a_column_stand_in_their_order(first, second, due):
    claim = rf"$$\frac{{\partial L}}{{\partial W}} = {STACKED % (first, second)}$$"
    (found,) = sg.verify(BLOCKS + claim, None, {"a": ("n",), "b": ("n",), "x": ("m",)}, {}).verdicts
    assert found.status == due, found
