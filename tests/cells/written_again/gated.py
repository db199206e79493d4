"""Cells with gates, written from their papers."""

import autograd.numpy as np

POSITIVE = {"slstm": ("n_prev",)}


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
