"""The convolutional LSTM and the time mixings of RWKV-4 and RWKV-7, written a second time from their papers.

Each takes a dict of arrays of one sample and gives a dict of outputs; autograd differentiates them.
"""

import autograd.numpy as np

POSITIVE = {"rwkv4": ("b_prev",), "rwkv4_plain": ("b_prev",)}


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


def _convolved(kernel, row):
    """The middle of a convolution with zeros beyond the ends: what a place sees, times the kernel from behind."""
    reach = len(kernel) // 2
    padded = np.concatenate([np.zeros(reach), row, np.zeros(reach)])
    seen = np.array([padded[i : i + len(kernel)] for i in range(len(row))])
    return np.dot(seen, kernel[::-1])


def conv_lstm(p):
    """Equation 3 of Shi et al.; * is a convolution, o is entry by entry."""
    X, H, C = p["X"], p["H_prev"], p["C_prev"]
    net = {k: _convolved(p[f"W_x{k}"], X) + _convolved(p[f"W_h{k}"], H) + p[f"b_{k}"] for k in "ifco"}
    i = _sigmoid(net["i"] + p["W_ci"] * C)
    f = _sigmoid(net["f"] + p["W_cf"] * C)
    C = f * C + i * np.tanh(net["c"])
    o = _sigmoid(net["o"] + p["W_co"] * C)
    return {"H": o * np.tanh(C), "C": C}


def _mixed(p, k):
    return np.dot(p[f"W_{k}"], p[f"mu_{k}"] * p["x"] + (1 - p[f"mu_{k}"]) * p["x_prev"])


def rwkv4_plain(p):
    """Equations 11 to 13, 20 to 22 and 17."""
    r, k, v = (_mixed(p, name) for name in "rkv")
    bonus = np.exp(p["u"] + k)
    wkv = (p["a_prev"] + bonus * v) / (p["b_prev"] + bonus)
    decay = np.exp(-p["w"])
    return {
        "o": np.dot(p["W_o"], _sigmoid(r) * wkv),
        "x_last": p["x"],
        "a": decay * p["a_prev"] + np.exp(k) * v,
        "b": decay * p["b_prev"] + np.exp(k),
    }


def rwkv4(p):
    """Equations 11 to 13, 23 to 28 and 17."""
    r, k, v = (_mixed(p, name) for name in "rkv")
    before, now = p["p_prev"], p["u"] + k
    q = np.maximum(before, now)
    above = np.exp(before - q) * p["a_prev"] + np.exp(now - q) * v
    below = np.exp(before - q) * p["b_prev"] + np.exp(now - q)
    faded = before - p["w"]
    shared = np.maximum(faded, k)
    return {
        "o": np.dot(p["W_o"], _sigmoid(r) * (above / below)),
        "x_last": p["x"],
        "a": np.exp(faded - shared) * p["a_prev"] + np.exp(k - shared) * v,
        "b": np.exp(faded - shared) * p["b_prev"] + np.exp(k - shared),
        "p": shared,
    }


def rwkv7(p):
    """Rows as in the paper: x W, S (diag(w) - kappa' (a o kappa)) + v' k."""
    x, last = p["x"], p["x_prev"]
    r_in, w_in, k_in, v_in, a_in, g_in = (x + (last - x) * p[f"mu_{k}"] for k in "rwkvag")

    def lora(name, between, row):
        return np.dot(between(np.dot(row, p[f"A_{name}"].T)), p[f"B_{name}"].T)

    receptance, key, value = (np.dot(z, p[f"W_{k}"].T) for z, k in ((r_in, "r"), (k_in, "k"), (v_in, "v")))
    rate = _sigmoid(p["lambda_a"] + lora("a", lambda z: z, a_in))
    decay = np.exp(-np.exp(-0.5) * _sigmoid(p["lambda_w"] + lora("w", np.tanh, w_in)))
    gate = lora("g", _sigmoid, g_in)
    removal = key * p["xi"]
    removal = removal / np.sqrt(np.sum(removal**2))
    replacement = key * ((1 - p["alpha"]) + rate * p["alpha"])
    transition = np.diag(decay) - np.outer(removal, rate * removal)
    S = np.dot(p["S_prev"], transition) + np.outer(value, replacement)
    read = np.dot(receptance, S.T)
    centred = read - np.mean(read)
    normed = p["gamma"] * centred / np.sqrt(np.mean(centred**2) + 64e-5) + p["beta"]
    bonus = np.sum(receptance * p["rho"] * replacement) * value
    return {"o": np.dot(gate * (normed + bonus), p["W_o"].T), "x_last": x, "S": S}
