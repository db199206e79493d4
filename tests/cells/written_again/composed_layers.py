"""Layers on graphs and channels, of experts, and with low rank, written from their papers in NumPy.

Each function has the name of a cell, takes its arrays by name and gives its outputs by name. Nothing is taken from the
files of the cells.
"""

import autograd.numpy as np

POSITIVE = {"gcn": ("A",)}  # an adjacency, whose degrees have a root


def gcn(p):
    """Kipf and Welling 2017, equation 2, with the matrices of the paper."""
    A_tilde = p["A"] + np.eye(len(p["A"]))
    root = np.diag(np.array([1 / np.sqrt(np.sum(row)) for row in A_tilde]))
    return {"H_next": np.maximum(0, root @ A_tilde @ root @ p["H"] @ p["W"])}


def gat(p):
    """Veličković et al. 2018, equations 1 to 4: a . [W h_i || W h_j] for each pair of nodes."""
    H, W, N = p["H"], p["W"], len(p["H"])
    rows = []
    for i in range(N):
        joined = [np.concatenate([W @ H[i], W @ H[j]]) for j in range(N)]
        raw = np.array([np.dot(p["a"], pair) for pair in joined])
        e = np.where(raw > 0, raw, 0.2 * raw) + p["M"][i]
        alpha = np.exp(e - np.max(e)) / np.sum(np.exp(e - np.max(e)))
        summed = sum(alpha[j] * (W @ H[j]) for j in range(N))
        rows.append(np.where(summed > 0, summed, np.exp(summed) - 1))
    return {"H_next": np.stack(rows)}


def lora(p):
    """Hu et al. 2021, equation 3: W_0 x + Delta W x, with Delta W = alpha / r B A as one matrix."""
    delta = p["alpha"] / len(p["A"]) * (p["B"] @ p["A"])
    return {"h": p["W_0"] @ p["x"] + delta @ p["x"]}


def mixture_of_experts(p):
    """Shazeer et al. 2017, equations 1 and 2, with x . W_g as a row."""
    gate = np.exp(p["x"] @ p["W_g"])
    experts = [p[f"V_{k}"] @ np.maximum(0, p[f"W_{k}"] @ p["x"] + p[f"b_{k}"]) + p[f"c_{k}"] for k in (1, 2)]
    return {"y": sum(gate[k] * experts[k] for k in range(2)) / np.sum(gate)}


def squeeze_excitation(p):
    """Hu et al. 2018, equations 2 to 4, channel by channel."""
    z = np.array([np.sum(channel) / len(channel) for channel in p["U"]])
    s = 1 / (1 + np.exp(-p["W_2"] @ np.maximum(0, p["W_1"] @ z)))
    return {"X": np.stack([s[c] * p["U"][c] for c in range(len(z))])}
