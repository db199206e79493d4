"""State space models and linear recurrent units, written a second time from their papers, with complex numbers.

Each takes a dict of arrays of one sample and gives a dict of outputs; autograd differentiates them.
"""

import autograd.numpy as np


def _sigmoid(z):
    return 1 / (1 + np.exp(-z))


def s4d(p):
    """x_k = exp(Delta A) x_(k-1) + A^-1 (exp(Delta A) - 1) B u_k, y = 2 Re(C x) + D u, each channel by itself."""
    rows = []
    for h in range(len(p["u"])):
        A = -np.exp(p["A_log"][h]) + 1j * p["A_im"][h]
        B = p["B_re"][h] + 1j * p["B_im"][h]
        C = p["C_re"][h] + 1j * p["C_im"][h]
        A_bar = np.exp(np.exp(p["log_Delta"][h]) * A)
        x = A_bar * (p["x_re_prev"][h] + 1j * p["x_im_prev"][h]) + (A_bar - 1) / A * B * p["u"][h]
        rows.append((2 * np.real(np.sum(C * x)) + p["D"][h] * p["u"][h], np.real(x), np.imag(x)))
    y, x_re, x_im = zip(*rows, strict=True)
    return {"y": np.array(y), "x_re": np.array(x_re), "x_im": np.array(x_im)}


def s4d_real(p):
    """The same with A = -exp(A_log), B and C real, and no conjugate half."""
    rows = []
    for h in range(len(p["u"])):
        A = -np.exp(p["A_log"][h])
        A_bar = np.exp(np.exp(p["log_Delta"][h]) * A)
        x = A_bar * p["x_prev"][h] + (A_bar - 1) / A * p["B"][h] * p["u"][h]
        rows.append((np.sum(p["C"][h] * x) + p["D"][h] * p["u"][h], x))
    y, x = zip(*rows, strict=True)
    return {"y": np.array(y), "x": np.array(x)}


def mamba(p):
    """Algorithm 2: A (d, N), B and C (N,), Delta (d,); the discretisation of equation 4, the recurrence of 2."""
    x = p["x"]
    B, C = np.dot(p["W_B"], x), np.dot(p["W_C"], x)
    delta = np.log(1 + np.exp(np.dot(p["W_up"], np.dot(p["W_down"], x)) + p["b_Delta"]))
    A = -np.exp(p["A_log"])
    delta_A = np.einsum("d,dn->dn", delta, A)
    A_bar = np.exp(delta_A)
    B_bar = (A_bar - 1) / delta_A * np.einsum("d,n->dn", delta, B)
    h = A_bar * p["h_prev"] + B_bar * np.reshape(x, (-1, 1))
    return {"y": np.einsum("dn,n->d", h, C) + p["D"] * x, "h": h}


def mamba2(p):
    """The scalar recurrence of a head: h = a h + Delta x B', y = h C + D x."""
    u = p["u"]
    delta = np.log(1 + np.exp(np.sum(p["w_Delta"] * u) + p["b_Delta"]))
    x = np.dot(p["W_x"], u)
    a = np.exp(-delta * np.exp(p["A_log"]))
    h = a * p["h_prev"] + np.einsum("p,n->pn", delta * x, np.dot(p["W_B"], u))
    return {"y": np.einsum("pn,n->p", h, np.dot(p["W_C"], u)) + p["D"] * x, "h": h}


def lru(p):
    """x = Lambda x + exp(gamma_log) (B u), y = Re(C x) + D u with Lambda = exp(-exp(nu_log) + i exp(theta_log))."""
    eigenvalues = np.exp(-np.exp(p["nu_log"]) + 1j * np.exp(p["theta_log"]))
    driven = np.dot(p["B_re"] + 1j * p["B_im"], p["u"] + 0j)
    x = eigenvalues * (p["x_re_prev"] + 1j * p["x_im_prev"]) + np.exp(p["gamma_log"]) * driven
    y = np.real(np.dot(p["C_re"] + 1j * p["C_im"], x)) + p["D"] * p["u"]
    return {"y": y, "x_re": np.real(x), "x_im": np.imag(x)}


def rg_lru(p):
    """Equations 1 to 4, with a power: a_t = a^(c r_t), c = 8."""
    x = p["x"]
    r = _sigmoid(np.dot(p["W_a"], x) + p["b_a"])
    i = _sigmoid(np.dot(p["W_x"], x) + p["b_x"])
    a = _sigmoid(p["Lambda"]) ** (8 * r)
    return {"h": a * p["h_prev"] + np.sqrt(1 - a**2) * (i * x)}
