"""Attention and the memories that are read by it, written from their papers in NumPy, entry by entry where they are.

Each function has the name of a cell, takes its arrays by name and gives its outputs by name. Nothing is taken from the
files of the cells.
"""

import autograd.numpy as np


def _softmax(scores):
    """The softmax of a vector, or of each row."""
    powers = np.exp(scores - np.max(scores, axis=-1, keepdims=True))
    return powers / np.sum(powers, axis=-1, keepdims=True)


def hopfield(p):
    """Ramsauer et al. 2021: xi_new = sum over i of p_i x_i."""
    N = p["X"].shape[1]
    weights = _softmax(np.array([p["beta"] * np.dot(p["X"][:, i], p["xi"]) for i in range(N)]))
    return {"xi_new": sum(weights[i] * p["X"][:, i] for i in range(N))}


def hopfield_energy(p):
    """Ramsauer et al. 2021: E = -lse(beta, X^T xi) + xi^T xi / 2 + log N / beta + M^2 / 2, M the largest norm."""
    X, xi, beta = p["X"], p["xi"], p["beta"]
    N = X.shape[1]
    lse = np.log(sum(np.exp(beta * np.dot(X[:, i], xi)) for i in range(N))) / beta
    largest = np.max(np.sqrt(np.sum(X**2, axis=0)))
    return {"E": -lse + 0.5 * np.dot(xi, xi) + np.log(N) / beta + 0.5 * largest**2}


def bahdanau_attention(p):
    """Bahdanau et al. 2015: e_j = v_a . tanh(W_a s + U_a h_j), c = sum over j of alpha_j h_j."""
    T = len(p["H"])
    e = np.array([np.dot(p["v_a"], np.tanh(p["W_a"] @ p["s_prev"] + p["U_a"] @ p["H"][j])) for j in range(T)])
    alpha = np.exp(e) / np.sum(np.exp(e))
    return {"c": sum(alpha[j] * p["H"][j] for j in range(T))}


def _head_of_the_machine(p, memory):
    """Graves et al. 2014, equations 5 to 9, one location after the other: the weights w."""
    N, h = len(memory), p["h"]
    k = np.tanh(p["W_k"] @ h + p["b_k"])
    beta = np.log(1 + np.exp(np.dot(p["u_beta"], h) + p["c_beta"]))
    g = 1 / (1 + np.exp(-np.dot(p["u_g"], h) - p["c_g"]))
    s = _softmax(p["W_s"] @ h + p["b_s"])
    gamma = 1 + np.log(1 + np.exp(np.dot(p["u_gamma"], h) + p["c_gamma"]))
    cosine = [np.dot(k, row) / (np.sqrt(np.dot(k, k)) * np.sqrt(np.dot(row, row))) for row in memory]
    content = np.exp(beta * np.array(cosine))
    w_c = content / np.sum(content)
    w_g = g * w_c + (1 - g) * p["w_prev"]
    w_tilde = np.array([sum(w_g[j] * s[(i - j) % N] for j in range(N)) for i in range(N)])
    return w_tilde**gamma / np.sum(w_tilde**gamma)


def ntm_addressing(p):
    return {"w": _head_of_the_machine(p, p["M"])}


def ntm_head(p):
    """Graves et al. 2014, equations 3 and 4, then 2, of the memory as it is after that."""
    w, h = _head_of_the_machine(p, p["M_prev"]), p["h"]
    e = 1 / (1 + np.exp(-(p["W_e"] @ h + p["b_e"])))
    a = np.tanh(p["W_a"] @ h + p["b_a"])
    M = np.stack([row * (1 - w[i] * e) + w[i] * a for i, row in enumerate(p["M_prev"])])
    return {"r": sum(w[i] * M[i] for i in range(len(M))), "M": M, "w": w}


def _attention(Q, K, V):
    """Vaswani et al. 2017, equation 1."""
    return _softmax(np.matmul(Q, np.transpose(K)) / np.sqrt(Q.shape[1])) @ V


def self_attention(p):
    X = p["X"]
    return {"Y": _attention(X @ p["W_Q"], X @ p["W_K"], X @ p["W_V"])}


def _multi_head(p, X, numbers):
    """Vaswani et al. 2017, section 3.2.2: the heads joined, times the whole W^O."""
    heads = [_attention(X @ p[f"W_Q{k}"], X @ p[f"W_K{k}"], X @ p[f"W_V{k}"]) for k in numbers]
    return np.concatenate(heads, axis=1) @ np.concatenate([p[f"W_O{k}"] for k in numbers], axis=0)


def multi_head_attention(p):
    return {"Y": _multi_head(p, p["X"], ["1", "2"])}


def _normalised(X, gain, bias):
    """Ba et al. 2016, equations 3 and 4, row by row."""
    rows = [(row - np.mean(row)) / np.sqrt(np.mean((row - np.mean(row)) ** 2) + 1e-5) for row in X]
    return np.stack([gain * row + bias for row in rows])


def _network(p, X):
    """Vaswani et al. 2017, equation 2, row by row."""
    return np.stack([np.maximum(0, x @ p["W_1"] + p["b_1"]) @ p["W_2"] + p["b_2"] for x in X])


def transformer_post_norm(p):
    """Vaswani et al. 2017, section 3.1: LayerNorm(x + Sublayer(x)), twice."""
    H = _normalised(p["X"] + _multi_head(p, p["X"], [""]), p["gamma_1"], p["beta_1"])
    return {"Y": _normalised(H + _network(p, H), p["gamma_2"], p["beta_2"])}


def transformer_pre_norm(p):
    """Xiong et al. 2020: x + Sublayer(LayerNorm(x)), twice."""
    H = p["X"] + _multi_head(p, _normalised(p["X"], p["gamma_1"], p["beta_1"]), [""])
    return {"Y": H + _network(p, _normalised(H, p["gamma_2"], p["beta_2"]))}
