"""The text and the LaTeX of recurrences and of their gradients, whole; the same whatever the hash seed."""

import subprocess
import sys

import pytest

import symgrad as sg

ELMAN = """\
h[0] = h_prev
h[t] = tanh(W x[t] + U h[t-1] + b)"""
ELMAN_BACKWARD = """\
h[0] = h_prev
h[t] = tanh(W x[t] + U h[t-1] + b)
bar_pre_h[T+1] = 0
bar_h[t] = Δ_h[t] + Uᵀ bar_pre_h[t+1]
bar_pre_h[t] = bar_h[t] ⊙ (1 - h[t]²)
bar_x[t] = Wᵀ bar_pre_h[t]
bar_h[0] = Uᵀ bar_pre_h[1]
bar_W = Σ[t=1..T] bar_pre_h[t] x[t]ᵀ
bar_U = Σ[t=1..T] bar_pre_h[t] h[t-1]ᵀ
bar_b = Σ[t=1..T] bar_pre_h[t]"""
ELMAN_TRUNCATED = """\
h[0] = h_prev
h[t] = tanh(W x[t] + U h[t-1] + b)
bar_pre_h[T+1] = 0
bar_h[t] = Δ_h[t] + keep[t] Uᵀ bar_pre_h[t+1]
bar_pre_h[t] = bar_h[t] ⊙ (1 - h[t]²)
bar_U = Σ[t=1..T] bar_pre_h[t] h[t-1]ᵀ
keep[t] = 0 at t = 3, 6, ..., else 1"""
ELMAN_DETACHED = """\
h[0] = h_prev
h[t] = tanh(W x[t] + U h[t-1] + b)
bar_pre_h[t] = Δ_h[t] ⊙ (1 - h[t]²)
bar_U = Σ[t=1..T] bar_pre_h[t] h[t-1]ᵀ
bar_h[0] = Uᵀ bar_pre_h[1]"""
ELMAN_LOSS = """\
h[0] = h_prev
h[t] = tanh(W x[t] + U h[t-1] + b)
L[t] = ‖h[t] - d[t]‖²
bar_pre_h[T+1] = 0
bar_h[t] = 2 Δ_L[t] (h[t] - d[t]) + Uᵀ bar_pre_h[t+1]
bar_pre_h[t] = bar_h[t] ⊙ (1 - h[t]²)
bar_b = Σ[t=1..T] bar_pre_h[t]"""
ELMAN_LAST = """\
h[0] = h_prev
h[t] = tanh(W x[t] + U h[t-1] + b)
E[t] = ‖V h[t] - d‖²
last[t] = [1 if t = T; 0 otherwise]
bar_pre_h[T+1] = 0
bar_pre_E[t] = 2 Δ_E last[t] (V h[t] - d)
bar_h[t] = Vᵀ bar_pre_E[t] + Uᵀ bar_pre_h[t+1]
bar_pre_h[t] = bar_h[t] ⊙ (1 - h[t]²)
bar_b = Σ[t=1..T] bar_pre_h[t]
bar_d = Σ[t=1..T] (-bar_pre_E[t])"""
DECAY = """\
a = exp(-w)
h[0] = h_prev
h[t] = x[t] + a ⊙ h[t-1]
bar_h[T+1] = 0
bar_h[t] = Δ_h[t] + bar_h[t+1] ⊙ a
bar_a = Σ[t=1..T] bar_h[t] ⊙ h[t-1]
bar_w = -bar_a ⊙ a"""
ELMAN_TANGENT = """\
h[0] = h_prev
dot_h[0] = 0
h[t] = tanh(W x[t] + U h[t-1] + b)
dot_h[t] = (1 - h[t]²) ⊙ (U dot_h[t-1] + dot_U h[t-1])"""
MGU = """\
h[0] = h_prev
f[t] = sigmoid(W_f [h[t-1]; x[t]] + b_f)
h_tilde[t] = tanh(W_h [f[t] ⊙ h[t-1]; x[t]] + b_h)
h[t] = (1 - f[t]) ⊙ h[t-1] + f[t] ⊙ h_tilde[t]"""
ELMAN_LATEX = r"""\begin{aligned}
h_0 &= h_{\mathrm{prev}} \\
\hat{h}_t &= W x_t + U h_{t-1} + b \\
h_t &= \tanh(\hat{h}_t) \\
\bar{\hat{h}}_{T+1} &= 0 \\
\bar{h}_t &= \Delta_{h,t} + U^{\top} \bar{\hat{h}}_{t+1} \\
\bar{\hat{h}}_t &= \bar{h}_t \odot (1 - h_t^{\odot 2}) \\
\bar{x}_t &= W^{\top} \bar{\hat{h}}_t \\
\bar{h}_0 &= U^{\top} \bar{\hat{h}}_1 \\
\bar{W} &= \sum_{t=1}^{T} \bar{\hat{h}}_t x_t^{\top} \\
\bar{U} &= \sum_{t=1}^{T} \bar{\hat{h}}_t h_{t-1}^{\top} \\
\bar{b} &= \sum_{t=1}^{T} \bar{\hat{h}}_t
\end{aligned}"""
MGU_LATEX = r"""\begin{aligned}
h_0 &= h_{\mathrm{prev}} \\
f_t &= \sigma\biggl(W_f \begin{bmatrix} h_{t-1} \\ x_t \end{bmatrix} + b_f\biggr) \\
\tilde{h}_t &= \tanh\biggl(W_h \begin{bmatrix} f_t \odot h_{t-1} \\ x_t \end{bmatrix} + b_h\biggr) \\
h_t &= (1 - f_t) \odot h_{t-1} + f_t \odot \tilde{h}_t
\end{aligned}"""


def elman():
    return sg.Recurrence(sg.cells.elman())


def squared_error():
    h, d = elman().symbol("h"), sg.vector("d", sg.dims("n"))
    return sg.scalar("L"), sg.dot(h - d, h - d)


def last_error():
    h, (n, k) = elman().symbol("h"), sg.dims("n k")
    V, d = sg.matrix("V", k, n), sg.vector("d", k)
    return sg.scalar("E"), sg.dot(V * h - d, V * h - d)


def decay():
    """A cell with an equation of parameters alone."""
    x, w, a, h, h_prev = sg.vectors("x w a h h_prev", sg.dims("n"))
    equations = [(a, sg.exp(-w)), (h, sg.hadamard(a, h_prev) + x)]
    return sg.Recurrence(sg.System(equations, inputs=[x, h_prev], parameters=[w], carry={h: h_prev}, outputs=[h]))


TOLD = {
    "elman": (elman, ELMAN),
    "elman backward": (lambda: elman().gradient(), ELMAN_BACKWARD),
    "elman truncated": (lambda: elman().gradient(truncate=3, wrt="U"), ELMAN_TRUNCATED),
    "elman detached": (lambda: elman().gradient(detach="h", wrt=["U", "h_prev"]), ELMAN_DETACHED),
    "elman under a loss": (lambda: elman().gradient(loss=squared_error(), wrt="b"), ELMAN_LOSS),
    "elman under a loss of the last step": (lambda: elman().gradient(last=last_error(), wrt=["b", "d"]), ELMAN_LAST),
    "an equation of parameters alone": (lambda: decay().gradient(wrt="w"), DECAY),
    "elman forward": (lambda: elman().tangent(wrt="U"), ELMAN_TANGENT),
    "mgu": (lambda: sg.Recurrence(sg.cells.mgu()), MGU),
}


@pytest.mark.parametrize("name", TOLD)
def test_the_text_is_this(name):
    made, expected = TOLD[name]
    assert str(made()) == expected


def test_the_latex_is_this():
    assert elman().gradient().latex() == ELMAN_LATEX
    assert sg.Recurrence(sg.cells.mgu()).latex() == MGU_LATEX
    assert elman()._repr_latex_() == rf"$\displaystyle {elman().latex()}$"


def test_the_latex_tells_a_loss_of_each_step_from_one_of_the_last():
    last = elman().gradient(last=squared_error(), wrt="b").latex()
    assert r"\mathrm{last}_t &= \begin{cases} 1 & t = T \\ 0 & \text{otherwise} \end{cases}" in last
    assert r"L_t &= \lVert h_t - d \rVert^2" in last
    each = elman().gradient(loss=squared_error(), wrt="b").latex()
    assert r"L_t &= \lVert h_t - d_t \rVert^2" in each
    assert "last" not in each


def test_the_latex_says_where_a_gradient_is_cut():
    cut = r"\mathrm{keep}_t &= \begin{cases} 0 & \operatorname{mod}(t, 3) = 0 \\ 1 & \text{otherwise} \end{cases}"
    assert cut in elman().gradient(truncate=3).latex()


SCRIPT = """
import symgrad as sg
for name in ("lstm_peephole", "mgu"):
    r = sg.Recurrence(getattr(sg.cells, name)())
    once = r.gradient()
    for one in (r, once, r.tangent(), once.tangent(), r.gradient(truncate=2)):
        f = one.lambdify()
        print(one, one.latex(), repr(one), f.source, f.source_for(batched=True), f.arguments, f.outputs, sep="\\n")
        print([str(equation) for equation in one.equations])
    print(once.lambdify(checkpoint_every=5).source, r.unroll(3), once.unroll(2))
    print(sg.Recurrence(r.cell, mask=sg.scalar("there")).gradient())
"""


def text_with(seed, script=SCRIPT):
    environment = {"PYTHONHASHSEED": str(seed), "PATH": "", "PYTHONPATH": ":".join(path for path in sys.path if path)}
    run = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment, encoding="utf-8"
    )
    return run.stdout


def test_the_same_text_whatever_the_hash_seed():
    first, second = (text_with(seed) for seed in (1, 4242))
    assert len(first) > 50_000
    assert first == second


def test_a_text_that_depends_on_the_hash_seed_is_seen():
    script = "print({'the', 'order', 'of', 'a', 'set', 'of', 'words', 'is', 'that', 'of', 'their', 'hashes'})"
    assert len({text_with(seed, script) for seed in (0, 1, 4242)}) > 1
