"""Cells with gates, written from their papers."""

import autograd.numpy as np

POSITIVE = {"slstm": ("n_prev",), "phased_lstm": ("tau", "r_on")}


def _sigma(x):
    return 1 / (1 + np.exp(-x))


def _normed(z, gain, bias):
    return gain * (z - np.mean(z)) / np.sqrt(np.mean((z - np.mean(z)) ** 2) + 1e-5) + bias


def _affine(p, input_weights, recurrent_weights, bias, state):
    return p[input_weights] @ p["x"] + p[recurrent_weights] @ p[state] + p[bias]


def lstm(p):
    i, f, o, g = (_affine(p, f"W_{k}", f"U_{k}", f"b_{k}", "h_prev") for k in "ifog")
    c = _sigma(f) * p["c_prev"] + _sigma(i) * np.tanh(g)
    return {"h": _sigma(o) * np.tanh(c), "c": c}


def lstm_1997(p):
    """Squashing functions g in [-2, 2] and h in [-1, 1], appendix A.1."""
    entering, leaving, net = (_affine(p, f"W_{k}", f"U_{k}", f"b_{k}", "y_prev") for k in ("in", "out", "c"))
    s = p["s_prev"] + _sigma(entering) * (4 / (1 + np.exp(-net)) - 2)
    return {"y": _sigma(leaving) * (2 / (1 + np.exp(-s)) - 1), "s": s}


def lstm_peephole(p):
    return _of_greff(p, coupled=False)


def lstm_coupled(p):
    return _of_greff(p, coupled=True)


def _of_greff(p, coupled):
    def net(k):
        return _affine(p, f"W_{k}", f"R_{k}", f"b_{k}", "y_prev")

    i = _sigma(net("i") + p["p_i"] * p["c_prev"])
    f = 1 - i if coupled else _sigma(net("f") + p["p_f"] * p["c_prev"])
    c = np.tanh(net("z")) * i + p["c_prev"] * f
    return {"y": np.tanh(c) * _sigma(net("o") + p["p_o"] * c), "c": c}


def lstm_concatenated(p):
    seen = np.concatenate([p["h_prev"], p["x"]])
    f, i, o, c_tilde = (p[f"W_{k}"] @ seen + p[f"b_{k}"] for k in "fioc")
    c = _sigma(f) * p["c_prev"] + _sigma(i) * np.tanh(c_tilde)
    return {"h": _sigma(o) * np.tanh(c), "c": c}


def lstm_pytorch(p):
    """(W_ii|W_if|W_ig|W_io) one below the other."""
    net = p["W_ih"] @ p["x"] + p["b_ih"] + p["W_hh"] @ p["h_prev"] + p["b_hh"]
    n = p["h_prev"].shape[0]
    i, f, g, o = (net[k * n : (k + 1) * n] for k in range(4))
    c = _sigma(f) * p["c_prev"] + _sigma(i) * np.tanh(g)
    return {"h": _sigma(o) * np.tanh(c), "c": c}


def lstm_layer_norm(p):
    """Equations 20 to 22: f, i, o, g one below the other."""
    own = _normed(p["W_h"] @ p["h_prev"], p["alpha_1"], p["beta_1"])
    net = own + _normed(p["W_x"] @ p["x"], p["alpha_2"], p["beta_2"]) + p["b"]
    n = p["h_prev"].shape[0]
    f, i, o, g = (net[k * n : (k + 1) * n] for k in range(4))
    c = _sigma(f) * p["c_prev"] + _sigma(i) * np.tanh(g)
    return {"h": _sigma(o) * np.tanh(_normed(c, p["alpha_3"], p["beta_3"])), "c": c}


def lstm_projection(p):
    """Equations 7 to 12, whose peephole weights are diagonal matrices."""

    def net(k):
        return p[f"W_{k}x"] @ p["x"] + p[f"W_{k}r"] @ p["r_prev"] + p[f"b_{k}"]

    i, f = (_sigma(net(k) + np.diag(p[f"w_{k}c"]) @ p["c_prev"]) for k in "if")
    c = f * p["c_prev"] + i * np.tanh(net("c"))
    o = _sigma(net("o") + np.diag(p["w_oc"]) @ c)
    return {"r": p["W_rm"] @ (o * np.tanh(c)), "c": c}


def gru(p):
    r, z = (_sigma(_affine(p, f"W_{k}", f"U_{k}", f"b_{k}", "h_prev")) for k in "rz")
    candidate = np.tanh(p["W"] @ p["x"] + p["U"] @ (r * p["h_prev"]) + p["b"])
    return {"h": z * p["h_prev"] + (1 - z) * candidate}


def gru_chung(p):
    r, z = (_sigma(_affine(p, f"W_{k}", f"U_{k}", f"b_{k}", "h_prev")) for k in "rz")
    candidate = np.tanh(p["W"] @ p["x"] + p["U"] @ (r * p["h_prev"]) + p["b"])
    return {"h": (1 - z) * p["h_prev"] + z * candidate}


def gru_reset_after(p):
    def parts(k):
        return p[f"W_i{k}"] @ p["x"] + p[f"b_i{k}"], p[f"W_h{k}"] @ p["h_prev"] + p[f"b_h{k}"]

    r, z = (_sigma(sum(parts(k))) for k in "rz")
    from_input, from_state = parts("n")
    return {"h": (1 - z) * np.tanh(from_input + r * from_state) + z * p["h_prev"]}


def mgu(p):
    f = _sigma(p["W_f"] @ np.concatenate([p["h_prev"], p["x"]]) + p["b_f"])
    candidate = np.tanh(p["W_h"] @ np.concatenate([f * p["h_prev"], p["x"]]) + p["b_h"])
    return {"h": p["h_prev"] - f * p["h_prev"] + f * candidate}


def mgu2(p):
    """The gate sees the state alone."""
    f = _sigma(p["U_f"] @ p["h_prev"])
    candidate = np.tanh(_affine({**p, "kept": f * p["h_prev"]}, "W", "U", "b", "kept"))
    return {"h": p["h_prev"] + f * (candidate - p["h_prev"])}


def min_gru(p):
    z = _sigma(p["W_z"] @ p["x"] + p["b_z"])
    return {"h": (1 - z) * p["h_prev"] + z * (p["W_h"] @ p["x"] + p["b_h"])}


def min_lstm(p):
    f, i = (_sigma(p[f"W_{k}"] @ p["x"] + p[f"b_{k}"]) for k in "fi")
    return {"h": f / (f + i) * p["h_prev"] + i / (f + i) * (p["W_h"] @ p["x"] + p["b_h"])}


def notebook(p):
    a = np.tanh(np.sum(p["V_a1"] * p["x_1"]) + np.sum(p["U_a1"] * p["h_1_prev"]) + p["b_1"])
    return {"h_1": p["o_1"] * np.tanh(p["i_1"] * a + p["f_1"] * p["s_1_prev"])}


def slstm(p):
    """Equations 8 to 14; the states without the stabiliser of equations 15 to 17 are exp(m) times as large."""
    z, i, f, o = (_affine(p, f"W_{k}", f"R_{k}", f"b_{k}", "h_prev") for k in "zifo")
    scale = np.exp(p["m_prev"])
    c = _sigma(f) * scale * p["c_prev"] + np.exp(i) * np.tanh(z)
    n = _sigma(f) * scale * p["n_prev"] + np.exp(i)
    m = np.maximum(np.log(_sigma(f)) + p["m_prev"], i)
    return {"h": _sigma(o) * c / n, "c": c * np.exp(-m), "n": n * np.exp(-m), "m": m}


def mlstm(p):
    """Equations 19 to 27; the states without the stabiliser are exp(m) times as large."""
    q, v, o = (p[f"W_{k}"] @ p["x"] + p[f"b_{k}"] for k in "qvo")
    k = p["W_k"] @ p["x"] / np.sqrt(q.shape[0]) + p["b_k"]
    i, f = np.exp(p["w_i"] @ p["x"] + p["b_i"]), _sigma(p["w_f"] @ p["x"] + p["b_f"])
    scale = np.exp(p["m_prev"])
    memory = f * scale * p["C_prev"] + i * np.outer(v, k)
    n = f * scale * p["n_prev"] + i * k
    m = np.maximum(np.log(f) + p["m_prev"], np.log(i))
    h = _sigma(o) * (memory @ q) / np.maximum(np.abs(n @ q), 1)
    return {"h": h, "C": memory * np.exp(-m), "n": n * np.exp(-m), "m": m}


def rhn(p):
    """s_l = h_l * t_l + s_(l-1) * c_l; the input enters the first layer alone."""
    state = p["s_prev"]
    for layer in (1, 2):

        def net(k, layer=layer, state=state):
            entering = p[f"W_{k}"] @ p["x"] if layer == 1 else 0
            return entering + p[f"R_{k}{layer}"] @ state + p[f"b_{k}{layer}"]

        state = np.tanh(net("H")) * _sigma(net("T")) + state * _sigma(net("C"))
    return {"s": state}


def sru(p):
    """Each unit by itself but for the products with the input."""
    x, c_prev = p["x"], p["c_prev"]
    f = _sigma(p["W_f"] @ x + p["v_f"] * c_prev + p["b_f"])
    r = _sigma(p["W_r"] @ x + p["v_r"] * c_prev + p["b_r"])
    c = f * c_prev + (1 - f) * (p["W"] @ x)
    return {"h": r * c + (1 - r) * x, "c": c}


def qrnn(p):
    """A filter of width 2 as one matrix over both inputs."""
    both = np.concatenate([p["x_prev"], p["x"]])
    z, f, o = (np.hstack([p[f"W_{k}1"], p[f"W_{k}2"]]) @ both for k in "zfo")
    c = _sigma(f) * p["c_prev"] + (1 - _sigma(f)) * np.tanh(z)
    return {"h": _sigma(o) * c, "c": c, "x_seen": p["x"]}


def li_gru(p):
    z = _sigma(_affine(p, "W_z", "U_z", "b_z", "h_prev"))
    candidate = np.maximum(_affine(p, "W_h", "U_h", "b_h", "h_prev"), 0)
    return {"h": candidate + z * (p["h_prev"] - candidate)}


def fast_grnn(p):
    seen = p["W"] @ p["x"] + p["U"] @ p["h_prev"]
    z = _sigma(seen + p["b_z"])
    return {"h": (p["zeta"] * (1 - z) + p["nu"]) * np.tanh(seen + p["b_h"]) + z * p["h_prev"]}


def ugrnn(p):
    c = np.tanh(p["W_ch"] @ p["h_prev"] + p["W_cx"] @ p["x"] + p["b_c"])
    g = _sigma(p["W_gh"] @ p["h_prev"] + p["W_gx"] @ p["x"] + p["b_g"])
    return {"h": g * p["h_prev"] + (1 - g) * c}


def janet(p):
    s = _affine(p, "W_f", "U_f", "b_f", "h_prev")
    candidate = np.tanh(_affine(p, "W_c", "U_c", "b_c", "h_prev"))
    return {"h": _sigma(s) * p["h_prev"] + candidate / (1 + np.exp(s - p["beta"]))}


def cfn(p):
    theta, eta = (
        _sigma(p[f"U_{gate}"] @ p["h_prev"] + p[f"V_{gate}"] @ p["x"] + p[f"b_{gate}"]) for gate in ("theta", "eta")
    )
    return {"h": theta * np.tanh(p["h_prev"]) + eta * np.tanh(p["W"] @ p["x"])}


def nested_lstm(p):
    def gates(weights, recurrent, bias, x, h):
        return (p[f"{weights}{k}"] @ x + p[f"{recurrent}{k}"] @ h + p[f"{bias}{k}"] for k in "ifoc")

    i, f, o, new = gates("W_x", "W_h", "b_", p["x"], p["h_prev"])
    inner_state, inner_input = _sigma(f) * p["c_prev"], _sigma(i) * np.tanh(new)
    i, f, inner_o, new = gates("V_x", "V_h", "d_", inner_input, inner_state)
    c_tilde = _sigma(f) * p["c_tilde_prev"] + _sigma(i) * np.tanh(new)
    c = _sigma(inner_o) * np.tanh(c_tilde)
    return {"h": _sigma(o) * np.tanh(c), "c": c, "c_tilde": c_tilde}


def on_lstm(p):
    """Equations 9 to 14; the sum so far is a product with a triangle of ones."""

    def cumax(z):
        odds = np.exp(z)
        return np.tril(np.ones((z.shape[0],) * 2)) @ (odds / np.sum(odds))

    f, i, o, new = (_affine(p, f"W_{k}", f"U_{k}", f"b_{k}", "h_prev") for k in "fioc")
    master_f = cumax(_affine(p, "V_f", "Q_f", "d_f", "h_prev"))
    master_i = 1 - cumax(_affine(p, "V_i", "Q_i", "d_i", "h_prev"))
    kept = master_f * (_sigma(f) * master_i + 1 - master_i)
    written = master_i * (_sigma(i) * master_f + 1 - master_f)
    c = kept * p["c_prev"] + written * np.tanh(new)
    return {"h": _sigma(o) * np.tanh(c), "c": c}


def phased_lstm(p):
    """The phase is (t - s) mod tau over tau; the gate rises in half of r_on, falls in the other, and leaks then."""
    x, h_prev, c_prev = p["x"], p["h_prev"], p["c_prev"]
    net = {k: p[f"W_x{k}"] @ x + p[f"W_h{k}"] @ h_prev + p[f"b_{k}"] for k in "ifoc"}
    turns = (p["time"] - p["s"]) / p["tau"]
    phase = turns - np.floor(turns)
    open_part = p["r_on"]
    closing = np.where(phase < open_part, 2 - 2 * phase / open_part, p["alpha"] * phase)
    gate = np.where(phase < open_part / 2, 2 * phase / open_part, closing)
    i = _sigma(net["i"] + p["w_ci"] * c_prev)
    f = _sigma(net["f"] + p["w_cf"] * c_prev)
    c_open = f * c_prev + i * np.tanh(net["c"])
    h_open = _sigma(net["o"] + p["w_co"] * c_open) * np.tanh(c_open)
    return {"h": gate * h_open + (1 - gate) * h_prev, "c": gate * c_open + (1 - gate) * c_prev}
