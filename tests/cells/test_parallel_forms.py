"""Recurrences of the literature beside the forms that see all steps at once, and beside each other where they agree."""

import numpy as np
import pytest

import symgrad as sg
from symgrad.targets import random_point

STEPS = 6


def ran(name, **at):
    """The outputs of a cell at every step, from zeros, and the point."""
    cell = getattr(sg.cells, name)()
    over_time = sg.Recurrence(cell)
    firsts = {symbol.name for symbol in cell.carry.values()}
    drawn = random_point(cell, at, seed=3)
    rng = np.random.default_rng(3)
    sequences = {symbol.name for symbol in cell.inputs if symbol not in cell.parameters} - firsts
    point = {key: array for key, array in drawn.items() if key not in firsts | sequences}
    point |= {key: rng.normal(size=(STEPS, *np.shape(drawn[key]))) for key in sequences}
    return over_time.lambdify()(**point), point


def close(found, expected):
    np.testing.assert_allclose(found, expected, rtol=1e-11, atol=1e-12)


def decayed(rates):
    """The product of the rates of steps m + 1, ..., n at (n, m), zero above the diagonal."""
    total = np.concatenate([[0.0], np.cumsum(np.log(rates))])[1:]
    return np.tril(np.exp(np.subtract.outer(total, total)))


def softplus(z):
    return np.log1p(np.exp(z))


def test_s4d_is_a_convolution_with_its_kernel():
    """K_l = 2 Re(C A_bar^l B_bar), entry by entry."""
    found, p = ran("s4d")
    A, B, C = -np.exp(p["A_log"]) + 1j * p["A_im"], p["B_re"] + 1j * p["B_im"], p["C_re"] + 1j * p["C_im"]
    step = np.exp(p["log_Delta"])[:, None]
    B_bar = (np.exp(step * A) - 1) / A * B
    kernel = np.array([2 * np.real(np.sum(C * np.exp(step * A * lag) * B_bar, 1)) for lag in range(STEPS)])
    expected = np.array([[kernel[: t + 1, h] @ p["u"][t::-1, h] for h in range(len(p["D"]))] for t in range(STEPS)])
    close(found["y"], expected + p["D"] * p["u"])


def test_mamba_2_is_masked_attention():
    """Y = (L . C B') Delta X, with L the products of decays."""
    found, p = ran("mamba2")
    u, step = p["u"], softplus(p["u"] @ p["w_Delta"] + p["b_Delta"])
    X, B, C = u @ p["W_x"].T, u @ p["W_B"].T, u @ p["W_C"].T
    close(found["y"], (decayed(np.exp(-step * np.exp(p["A_log"]))) * (C @ B.T)) @ (step[:, None] * X) + p["D"] * X)


def test_retention_is_its_parallel_form():
    """(Q K^H . D) V with Q and K turned by e^(i n theta), and D_nm = gamma^(n - m)."""
    found, p = ran("retnet", gamma=np.array(0.8))
    half, places = len(p["theta"]), np.arange(1, STEPS + 1)[:, None]
    Q, K = (p["x"] @ p[f"W_{k}"].T for k in "QK")
    Q, K = ((z[:, :half] + 1j * z[:, half:]) * np.exp(1j * places * p["theta"]) for z in (Q, K))
    close(found["o"], (np.real(Q @ K.conj().T) * decayed(np.full(STEPS, 0.8))) @ (p["x"] @ p["W_V"].T))
    close(found["n"], places[:, 0])


def test_linear_attention_is_its_masked_form():
    found, p = ran("linear_attention")
    q, k = (p["x"] @ p[f"W_{name}"].T for name in "QK")
    weights = np.tril(np.where(q > 0, q + 1, np.exp(q)) @ np.where(k > 0, k + 1, np.exp(k)).T)
    close(found["y"], weights / weights.sum(1, keepdims=True) @ (p["x"] @ p["W_V"].T))


def wkv(p):
    """Equation 16: a mean of values with weights e^(-(t - 1 - i) w + k_i), and e^(u + k_t) for the last."""
    before = np.concatenate([np.zeros((1, p["x"].shape[1])), p["x"][:-1]])
    r, k, v = ((p[f"mu_{n}"] * p["x"] + (1 - p[f"mu_{n}"]) * before) @ p[f"W_{n}"].T for n in "rkv")
    rows = []
    for t in range(STEPS):
        weights = np.exp([*(k[i] - (t - 1 - i) * p["w"] for i in range(t)), p["u"] + k[t]])
        rows.append((weights * v[: t + 1]).sum(0) / weights.sum(0))
    return (np.array(rows) / (1 + np.exp(-r))) @ p["W_o"].T


@pytest.mark.parametrize("name", ["rwkv4", "rwkv4_plain"])
def test_rwkv_4_is_its_weighted_mean(name):
    found, p = ran(name)
    close(found["o"], wkv(p))


def test_the_two_forms_of_rwkv_4_have_one_gradient():
    cells = sg.cells.rwkv4(), sg.cells.rwkv4_plain()
    _, p = ran("rwkv4")
    bar = np.random.default_rng(1).normal(size=(STEPS, p["x"].shape[1]))
    stable, plain = (sg.Recurrence(cell).gradient(of="o").lambdify()(**p, bar_o=bar) for cell in cells)
    for name in plain:
        if name not in ("bar_a_prev", "bar_b_prev"):
            close(stable[name], plain[name])


def test_the_stable_form_of_rwkv_4_is_right_where_the_plain_one_overflows():
    """Keys of a thousand: the exponent of the plain form is no number, the mean of the stable one is."""
    cell = sg.cells.rwkv4()
    _, p = ran("rwkv4")
    p |= {"W_k": 1000 * p["W_k"], "p_prev": np.full(len(p["w"]), -1e38)}
    bar = np.random.default_rng(1).normal(size=(STEPS, p["x"].shape[1]))
    found = sg.Recurrence(cell).value_and_gradient(of="o").lambdify()(**p, bar_o=bar)
    assert all(np.all(np.isfinite(array)) for array in found.values())
    before = np.concatenate([np.zeros((1, p["x"].shape[1])), p["x"][:-1]])
    r, k, v = ((p[f"mu_{n}"] * p["x"] + (1 - p[f"mu_{n}"]) * before) @ p[f"W_{n}"].T for n in "rkv")
    for t in range(STEPS):
        powers = np.array([*(k[i] - (t - 1 - i) * p["w"] for i in range(t)), p["u"] + k[t]])
        weights = np.exp(powers - powers.max(0))
        mean = (weights * v[: t + 1]).sum(0) / weights.sum(0)
        close(found["o"][t], p["W_o"] @ (mean / (1 + np.exp(-r[t]))))


def test_a_delta_rule_with_a_rate_of_one_recalls_what_it_wrote():
    """S k = v after a step, whatever S was; beta is 1 where its weights are large."""
    found, p = ran("delta_net", w_beta=np.zeros(2))
    p["x"][-1] = 1.0
    p["w_beta"] = np.full(2, 400.0)
    found = sg.Recurrence(sg.cells.delta_net()).lambdify()(**p)
    k = p["W_k"] @ p["x"][-1]
    k = k / (1 + np.exp(-k))
    close(found["S"][-1] @ (k / np.linalg.norm(k)), p["W_v"] @ p["x"][-1])


n, m = sg.dims("n m")
k, gain, bias, label = sg.vectors("k gamma beta label", n)
v, M, W = sg.vector("v", m), sg.matrix("M", m, n), sg.matrix("M", n, n)


def test_the_inner_gradient_of_titans_is_the_one_that_symgrad_derives():
    cell = sg.cells.titans()
    at = random_point(cell, seed=5)
    made = cell.lambdify(["k", "v", "eta", "theta", "S"])(**at)
    slope = sg.lambdify(sg.gradient(sg.dot(M * k - v, M * k - v), M))(M=at["M_prev"], k=made["k"], v=made["v"])
    close(made["S"], made["eta"] * at["S_prev"] - made["theta"] * slope)


def test_the_inner_gradient_of_ttt_linear_is_the_one_that_symgrad_derives():
    cell = sg.cells.ttt_linear()
    at = random_point(cell, seed=5)
    made = cell.lambdify(["k", "v", "eta", "W"])(**at)
    off = k + sg.layer_norm(W * k, gain, bias, epsilon=1e-6) - label
    slope = sg.lambdify(sg.gradient(sg.dot(off, off), W))
    given = {"M": at["W_prev"], "k": made["k"], "label": made["v"], "gamma": at["gamma"], "beta": at["beta"]}
    close(made["W"], at["W_prev"] - made["eta"] * slope(**given))


def test_a_wrong_decay_is_found():
    found, p = ran("retnet", gamma=np.array(0.8))
    V, Q, K = (p["x"] @ p[f"W_{k}"].T for k in "VQK")
    with pytest.raises(AssertionError):
        close(found["o"], ((Q @ K.T) * decayed(np.full(STEPS, 0.8))) @ V)  # without its turning
