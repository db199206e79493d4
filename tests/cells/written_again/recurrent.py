"""Recurrent cells whose state no gate keeps, written from their papers."""

import autograd.numpy as np


def elman(p):
    return {"h": np.tanh(p["W"] @ p["x"] + p["U"] @ p["h_prev"] + p["b"])}
