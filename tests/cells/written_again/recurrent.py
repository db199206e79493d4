"""Recurrent cells whose state no gate keeps, written from their papers."""

import autograd.numpy as np

POSITIVE = {"hopfield_continuous": ("C", "R")}


def elman(p):
    return {"h": np.tanh(p["W"] @ p["x"] + p["U"] @ p["h_prev"] + p["b"])}


def jordan(p):
    hidden = 1 / (1 + np.exp(-(p["W_h"] @ p["x"] + p["U_h"] @ p["y_prev"] + p["b_h"])))
    return {"y": 1 / (1 + np.exp(-(p["W_y"] @ hidden + p["b_y"])))}


def echo_state(p):
    x = np.tanh(p["W_in"] @ p["u"] + p["W"] @ p["x_prev"] + p["W_back"] @ p["y_prev"])
    return {"x": x, "y": p["W_out"] @ np.concatenate([p["u"], x, p["y_prev"]])}


def clockwork_rnn(p):
    """Units that run are computed, the others copied; the columns of what a unit does not see are zeros."""
    running = np.tanh((p["W_H"] * p["M"]) @ p["y_H_prev"] + p["W_I"] @ p["x"])
    y_H = p["y_H_prev"] + p["a"] * (running - p["y_H_prev"])
    return {"y_H": y_H, "y_O": np.tanh(p["W_O"] @ y_H)}


def ind_rnn(p):
    return {"h": np.maximum(p["W"] @ p["x"] + np.diag(p["u"]) @ p["h_prev"] + p["b"], 0)}


def fast_rnn(p):
    return {"h": p["alpha"] * np.tanh(p["W"] @ p["x"] + p["U"] @ p["h_prev"] + p["b"]) + p["beta"] * p["h_prev"]}


def _antisymmetric(p):
    return p["W"] - p["W"].T - p["gamma"] * np.eye(p["h_prev"].shape[0])


def antisymmetric_rnn(p):
    return {"h": p["h_prev"] + p["epsilon"] * np.tanh(_antisymmetric(p) @ p["h_prev"] + p["V"] @ p["x"] + p["b"])}


def antisymmetric_rnn_gated(p):
    moved = _antisymmetric(p) @ p["h_prev"]
    z = 1 / (1 + np.exp(-(moved + p["V_z"] @ p["x"] + p["b_z"])))
    return {"h": p["h_prev"] + p["epsilon"] * z * np.tanh(moved + p["V_h"] @ p["x"] + p["b_h"])}


def lmu(p):
    u = np.sum(p["e_x"] * p["x"]) + np.sum(p["e_h"] * p["h_prev"]) + np.sum(p["e_m"] * p["m_prev"])
    m = p["A"] @ p["m_prev"] + p["B"] * u
    return {"h": np.tanh(p["W_x"] @ p["x"] + p["W_h"] @ p["h_prev"] + p["W_m"] @ m), "m": m}


def hopfield_continuous(p):
    """C du/dt = T V - u/R + I, one step of Euler's method."""
    u = p["u_prev"]
    change = (p["T"] @ np.tanh(p["lam"] * u) - u / p["R"] + p["I"]) / p["C"]
    u = u + p["tau"] * change
    return {"u": u, "V": np.tanh(p["lam"] * u)}
