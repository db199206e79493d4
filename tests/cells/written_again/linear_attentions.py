"""Linear attention, retention, delta rules and memories that learn, written a second time from their papers.

Each takes a dict of arrays of one sample and gives a dict of outputs; autograd differentiates them, and of TTT-Linear
and Titans it takes the gradient of the inner loss too.
"""

import autograd.numpy as np
from autograd import grad

POSITIVE = {"linear_attention": ("z_prev",)}


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


def _softplus(z):
    return np.log(1 + np.exp(z))


def linear_attention(p):
    """Rows as in the paper: s_i = s_(i-1) + phi(x W_K)' (x W_V), y = phi(x W_Q) s / (phi(x W_Q) . z)."""
    q, k = (np.dot(p["x"], p[f"W_{name}"].T) for name in "QK")
    q, k = (np.where(z > 0, z + 1, np.exp(np.minimum(z, 0))) for z in (q, k))
    s = p["s_prev"] + np.outer(k, np.dot(p["x"], p["W_V"].T))
    z = p["z_prev"] + k
    return {"y": np.dot(q, s) / np.sum(q * z), "s": s, "z": z}


def retnet(p):
    """Equations 5 and 6: Q and K are turned by e^(i n theta); a complex entry is kept as its two parts."""
    place = p["n_prev"] + 1
    half = len(p["theta"])

    def turned(name):
        z = np.dot(p["x"], p[f"W_{name}"].T)
        z = (z[:half] + 1j * z[half:]) * np.exp(1j * place * p["theta"])
        return np.concatenate([np.real(z), np.imag(z)])

    S = p["gamma"] * p["S_prev"] + np.outer(turned("K"), np.dot(p["x"], p["W_V"].T))
    return {"o": np.dot(turned("Q"), S), "S": S, "n": place}


def _unit(z):
    z = z * _sigmoid(z)
    return z / np.sqrt(np.sum(z**2))


def delta_net(p):
    """S_t = S_(t-1) (I - beta k k') + beta v k', o = S q."""
    q, k = (_unit(np.dot(p[f"W_{name}"], p["x"])) for name in "qk")
    v, beta = np.dot(p["W_v"], p["x"]), _sigmoid(np.sum(p["w_beta"] * p["x"]))
    S = np.dot(p["S_prev"], np.eye(len(k)) - beta * np.outer(k, k)) + beta * np.outer(v, k)
    return {"o": np.dot(S, q), "S": S}


def gated_delta_net(p):
    """Equation 10: S_t = S_(t-1) (alpha (I - beta k k')) + beta v k', o = S q."""
    q, k = (_unit(np.dot(p[f"W_{name}"], p["x"])) for name in "qk")
    v, beta = np.dot(p["W_v"], p["x"]), _sigmoid(np.sum(p["w_beta"] * p["x"]))
    v = v * _sigmoid(v)
    alpha = np.exp(-np.exp(p["A_log"]) * _softplus(np.sum(p["w_alpha"] * p["x"]) + p["b_alpha"]))
    S = np.dot(p["S_prev"], alpha * (np.eye(len(k)) - beta * np.outer(k, k))) + beta * np.outer(v, k)
    return {"o": np.dot(S, q), "S": S}


def ttt_linear(p):
    """z = f(theta_Q x; W), W = W - eta grad of |f(theta_K x; W) - theta_V x|^2, f(x; W) = x + LN(W x)."""
    q, k, v = (np.dot(p[f"theta_{name}"], p["x"]) for name in "QKV")

    def model(z, W):
        out = np.dot(W, z)
        centred = out - np.mean(out)
        return z + p["gamma"] * centred / np.sqrt(np.mean(centred**2) + 1e-6) + p["beta"]

    eta = p["eta_base"] * _sigmoid(np.sum(p["theta_lr"] * p["x"]))
    W = p["W_prev"] - eta * grad(lambda W: np.sum((model(k, W) - v) ** 2))(p["W_prev"])
    return {"z": model(q, W), "W": W}


def titans(p):
    """M_t = (1 - alpha) M_(t-1) + S_t, S_t = eta S_(t-1) - theta grad of |M_(t-1) k - v|^2, y = M_t q."""
    q, k, v = (np.dot(p[f"W_{name}"], p["x"]) for name in "QKV")
    alpha, eta, theta = (np.sum(p[f"w_{g}"] * p["x"]) + p[f"b_{g}"] for g in ("alpha", "eta", "theta"))
    S = _sigmoid(eta) * p["S_prev"]
    S = S - _softplus(theta) * grad(lambda M: np.sum((np.dot(M, k) - v) ** 2))(p["M_prev"])
    M = (1 - _sigmoid(alpha)) * p["M_prev"] + S
    return {"y": np.dot(M, q), "M": M, "S": S}
