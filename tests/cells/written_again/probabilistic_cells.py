"""Probabilistic models, flows and steps of differential equations, written from their papers in NumPy.

Each function has the name of a cell, takes its arrays by name and gives its outputs by name. Nothing is taken from the
files of the cells.
"""

import autograd.numpy as np
from autograd import jacobian


def _field(p, z):
    return p["W_2"] @ np.tanh(p["W_1"] @ z + p["b_1"]) + p["b_2"]


def neural_ode_euler(p):
    """Chen et al. 2018, equation 1, with steps of length h."""
    return {"z": p["z_prev"] + p["h"] * _field(p, p["z_prev"])}


def neural_ode_rk4(p):
    """Hairer et al., section II.1: the method as its table of coefficients."""
    stages, weights = ([], [0.5], [0, 0.5], [0, 0, 1]), (1 / 6, 1 / 3, 1 / 3, 1 / 6)
    slopes = []
    for row in stages:
        inner = p["z_prev"]
        for coefficient, slope in zip(row, slopes, strict=True):
            inner = inner + p["h"] * coefficient * slope
        slopes.append(_field(p, inner))
    return {"z": p["z_prev"] + p["h"] * sum(w * k for w, k in zip(weights, slopes, strict=True))}


def kalman(p):
    """Kalman 1960: the state and the measurement are jointly normal, and the one is conditioned on the other.

    The covariance in Joseph's form, which no cell has.
    """
    A, H, Q, R = p["A"], p["H"], p["Q"], p["R"]
    mean, covariance = A @ p["m_prev"], A @ p["P_prev"] @ A.T + Q
    joint, of_y = H @ covariance, H @ covariance @ H.T + R
    gain = np.linalg.solve(of_y, joint).T
    rest = np.eye(len(mean)) - gain @ H
    return {"m": mean + gain @ (p["y"] - H @ mean), "P": rest @ covariance @ rest.T + gain @ R @ gain.T}


def real_nvp(p):
    """Dinh et al. 2017, equations 4 and 5; the Jacobian is autograd's, a matrix, and its determinant too."""
    d = len(p["x"]) - len(p["b_s"])

    def coupled(x):
        scale, move = np.exp(np.tanh(p["W_s"] @ x[:d] + p["b_s"])), p["W_t"] @ x[:d] + p["b_t"]
        return np.concatenate([x[:d], x[d:] * scale + move])

    return {"y": coupled(p["x"]), "log_det": np.linalg.slogdet(jacobian(coupled)(p["x"]))[1]}


def variational_autoencoder(p):
    """Kingma and Welling 2014, equation 10 and appendices B and C, with the probabilities y of the data."""
    h = np.tanh(p["W_3"] @ p["x"] + p["b_3"])
    mu, variance = p["W_4"] @ h + p["b_4"], np.exp(p["W_5"] @ h + p["b_5"])
    z = mu + np.sqrt(variance) * p["epsilon"]
    y = 1 / (1 + np.exp(-(p["W_2"] @ np.tanh(p["W_1"] @ z + p["b_1"]) + p["b_2"])))
    bound = 0.5 * np.sum(1 + np.log(variance) - mu**2 - variance)
    return {"L": bound + np.sum(p["x"] * np.log(y) + (1 - p["x"]) * np.log(1 - y))}


def hmm_forward(p):
    """Rabiner 1989, equations 19 and 20, in probabilities; their logarithms are given."""
    A, b = np.exp(p["log_A"]), np.exp(p["log_B"] @ p["o"])
    alpha = np.exp(p["log_pi_prev"]) * b
    arriving = np.array([sum(alpha[i] * A[i, j] for i in range(len(A))) for j in range(len(A))])
    return {"log_alpha": np.log(alpha), "log_pi": np.log(arriving)}
