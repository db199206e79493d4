"""Faults in print: the backward passes of the GRU and the LSTM vignette of the R package rnn, line by line.

Left out of the restatement: the numbers of graph nodes between the two equals signs of the LSTM's lines, and, of the
accumulated weight updates of the GRU, that they add to names of the LSTM (delta W_r = delta W_f + ...).
"""

from tests.latex_reading.published.records import Claim, Paper, each

GRU = Paper(
    "GRU vignette of the R package rnn",
    "Fichou, vignette GRU units of the R package rnn, 1.9.0 (CRAN); in its forward pass W_g stands on the other side",
    r"""
$$ r_t = sigmoid(h_{t-1} * W_r + x_t * U_r) $$

$$ z_t = sigmoid(h_{t-1} * W_z + x_t * U_z) $$

$$ g_t = tanh((h_{t-1} \cdot r_t) * W_g + x_t * U_g) $$

$$ h_t = y_t = h_{t-1} \cdot (1 - z_t) + (z_t \cdot g_t) $$
""",
    (
        Claim(r"\delta 3 = \delta 1 + \delta 2", "right"),
        Claim(r"\delta 4 = (1 - z_t) \cdot \delta 3", "right"),
        Claim(r"\delta 5 = \delta 3 \cdot h_{t-1}", "right"),
        Claim(
            r"\delta 6 = 1 - \delta 5",
            "wrong",
            "extra term",
            r"1 - \delta 5",
            "the derivative of 1 - z is -1: delta 6 = - delta 5",
        ),
        Claim(r"\delta 7 = \delta 3 \cdot g_t", "right"),
        Claim(r"\delta 8 = \delta 3 \cdot z_t", "right"),
        Claim(
            r"\delta 9 = \delta 7 + \delta 8",
            "wrong",
            "swapped names",
            r"\delta 8",
            "the two paths of z_t are delta 7 and delta 6",
        ),
        Claim(r"\delta 10 = \delta 8 \cdot tanh'(g_t)", "right"),
        Claim(r"\delta 11 = \delta 9 \cdot sigmoid'(z_t)", "right"),
        Claim(r"\delta 12 = \delta 10 * W_g^T", "wrong", "swapped names", r"W_g^T", "U_g^T: back to x_t"),
        Claim(r"\delta 13 = \delta 10 * U_g^T", "wrong", "swapped names", r"U_g^T", "W_g^T: back to the state"),
        Claim(r"\delta 14 = \delta 11 * W_z^T", "wrong", "swapped names", r"W_z^T", "U_z^T"),
        Claim(r"\delta 15 = \delta 11 * U_z^T", "wrong", "swapped names", r"U_z^T", "W_z^T"),
        Claim(r"\delta 16 = \delta 13 \cdot h_{t-1}", "right"),
        Claim(r"\delta 17 = \delta 13 \cdot r_t", "right"),
        Claim(
            r"\delta 18 = \delta 17 \cdot sigmoid'(r_t)",
            "wrong",
            "swapped names",
            r"\delta 17",
            "delta 16, the cotangent of r_t",
        ),
        Claim(r"\delta 19 = \delta 17 + \delta 4", "right"),
        Claim(r"\delta 20 = \delta 18 * W_r^T", "wrong", "swapped names", r"W_r^T", "U_r^T"),
        Claim(r"\delta 21 = \delta 18 * U_r^T", "wrong", "swapped names", r"U_r^T", "W_r^T"),
        Claim(r"\delta 22 = \delta 21 + \delta 15", "right"),
        Claim(r"\delta 23 = \delta 19 + \delta 22", "right"),
        Claim(r"\delta 24 = \delta 12 + \delta 14 +\delta 20", "right"),
        Claim(
            r"\delta W_r = \delta W_r + h_{t-1}^T * \delta 10",
            "wrong",
            "swapped names",
            r"\delta 10",
            "delta 18; the updates of r and of g have changed places",
        ),
        Claim(r"\delta U_r = \delta U_r + x_{t}^T * \delta 10", "wrong", "swapped names", r"\delta 10", "delta 18"),
        Claim(r"\delta W_z = \delta W_z + h_{t-1}^T * \delta 11", "right"),
        Claim(r"\delta U_z = \delta U_z + x_{t}^T * \delta 11", "right"),
        Claim(
            r"\delta W_g = \delta W_g + (h_{t-1}^T \cdot r_t) * \delta 18",
            "wrong",
            "swapped names",
            r"\delta 18",
            "delta 10; and the transpose is of the whole bracket, (h_{t-1} r_t)^T",
        ),
        Claim(r"\delta U_g = \delta U_g + x_{t}^T * \delta 18", "wrong", "swapped names", r"\delta 18", "delta 10"),
    ),
    shapes={**each("U_*", "rzg", ("m", "n")), **each("W_*", "rzg", ("n", "n")), "x_t": ("m",), "h_t": ("n",)},
    conventions={
        "vectors": "rows",
        "*": "matrix product",
        r"\cdot": "hadamard",
        "slopes": "of the output",
        "claims": "step",
        r"\delta 1": "given cotangent of h_t",
        r"\delta 2": "given cotangent of h_t",
        r"\delta 3": "cotangent of h_t",
        r"\delta 4": "path of the cotangent of h_{t-1}",
        r"\delta 5": "cotangent of 1 - z_t",
        r"\delta 6": "path of the cotangent of z_t",
        r"\delta 7": "path of the cotangent of z_t",
        r"\delta 8": "cotangent of g_t",
        r"\delta 9": "cotangent of z_t",
        r"\delta 10": "cotangent of the argument of g_t",
        r"\delta 11": "cotangent of the argument of z_t",
        r"\delta 12": "cotangent of x_t through g_t",
        r"\delta 13": r"cotangent of h_{t-1} \cdot r_t",
        r"\delta 14": "cotangent of x_t through z_t",
        r"\delta 15": "cotangent of h_{t-1} through z_t",
        r"\delta 16": "cotangent of r_t",
        r"\delta 17": "path of the cotangent of h_{t-1}",
        r"\delta 18": "cotangent of the argument of r_t",
        r"\delta 19": "path of the cotangent of h_{t-1}",
        r"\delta 20": "cotangent of x_t through r_t",
        r"\delta 21": "cotangent of h_{t-1} through r_t",
        r"\delta 22": "path of the cotangent of h_{t-1}",
        r"\delta 23": "cotangent of h_{t-1}",
        r"\delta 24": "cotangent of x_t",
        **{rf"\delta {M}_{k}": f"gradient of {M}_{k}" for M in "WU" for k in "rzg"},
    },
)

LSTM = Paper(
    "LSTM vignette of the R package rnn",
    "Fichou, vignette LSTM units of the R package rnn, 1.9.0 (CRAN)",
    r"""
$$ f_t = sigmoid(h_{t-1} * W_f + x_t * U_f) $$

$$ i_t = sigmoid(h_{t-1} * W_i + x_t * U_i) $$

$$ g_t = tanh(h_{t-1} * W_g + x_t * U_g) $$

$$ o_t = sigmoid(h_{t-1} * W_o + x_t * U_o) $$

$$ C_t = C_{t-1} \cdot f_t + i_t \cdot g_t $$

$$ h_t = y_t = tanh(C_t) \cdot o_t $$
""",
    (
        Claim(r"\delta 3 = \delta 1 + \delta 2", "right"),
        Claim(r"\delta 5 = \delta 3 \cdot o_t", "right"),
        Claim(r"\delta 6 = \delta 3 \cdot tanh(c_t)", "right"),
        Claim(r"\delta 7 = \delta 5 \cdot tanh'(tanh(c_t))", "right"),
        Claim(
            r"\delta 8 = \delta 7 \cdot \delta 4",
            "wrong",
            "product for sum",
            r"\delta 7 \cdot \delta 4",
            "delta 7 + delta 4: what comes from h_t and what comes from t + 1 add up",
        ),
        Claim(r"\delta 9 = \delta 8 \cdot i_t", "right"),
        Claim(r"\delta 10 = \delta 8 \cdot g_t", "right"),
        Claim(r"\delta 11 = \delta 8 \cdot f_t", "right"),
        Claim(r"\delta 12 = \delta 8 \cdot c_{t-1}", "right"),
        Claim(r"\delta 13 = \delta 6 \cdot sigmoid'(o_t)", "right"),
        Claim(r"\delta 14 = \delta 9 \cdot tanh'(g_t)", "right"),
        Claim(r"\delta 15 = \delta 10 \cdot sigmoid'(i_t)", "right"),
        Claim(r"\delta 16 = \delta 12 \cdot sigmoid'(f_t)", "right"),
        Claim(r"\delta 17 = \delta 13 * U_o^T", "right"),
        Claim(r"\delta 19 = \delta 14 * U_g^T", "right"),
        Claim(r"\delta 21 = \delta 15 * U_i^T", "right"),
        Claim(
            r"\delta 23 = \delta 16 * W_f^T",
            "wrong",
            "swapped names",
            r"W_f^T",
            "U_f^T: back to x_t, as delta 26 adds it up",
        ),
        Claim(r"\delta 18 = \delta 13 * W_o^T", "right"),
        Claim(r"\delta 20 = \delta 14 * W_g^T", "right"),
        Claim(
            r"\delta 22 = \delta 16 * W_i^T",
            "wrong",
            "swapped names",
            r"\delta 16",
            "delta 15, of the input gate",
        ),
        Claim(r"\delta 24 = \delta 16 * W_f^T", "right"),
        Claim(r"\delta 25 = \delta 18 + \delta 20 + \delta 22 + \delta 24", "right"),
        Claim(r"\delta 26 = \delta 17 + \delta 19 + \delta 21 + \delta 23", "right"),
        Claim(r"\delta W_f = \delta W_f + h_{t-1}^T * \delta 16", "right"),
        Claim(r"\delta U_i = \delta U_i + x_{t}^T * \delta 15", "right"),
        Claim(r"\delta W_g = \delta W_g + h_{t-1}^T * \delta 14", "right"),
        Claim(r"\delta U_o = \delta U_o + x_{t}^T * \delta 13", "right"),
    ),
    shapes={**each("U_*", "figo", ("m", "n")), **each("W_*", "figo", ("n", "n")), "x_t": ("m",), "C_t": ("n",)},
    conventions={
        "vectors": "rows",
        "*": "matrix product",
        r"\cdot": "hadamard",
        "slopes": "of the output",
        "claims": "step",
        "c_t": "same as C_t",
        r"\delta 1": "given cotangent of h_t",
        r"\delta 2": "given cotangent of h_t",
        r"\delta 3": "cotangent of h_t",
        r"\delta 4": "given cotangent of C_t",
        r"\delta 5": "cotangent of tanh(C_t)",
        r"\delta 6": "cotangent of o_t",
        r"\delta 7": "path of the cotangent of C_t",
        r"\delta 8": "cotangent of C_t",
        r"\delta 9": "cotangent of g_t",
        r"\delta 10": "cotangent of i_t",
        r"\delta 11": "cotangent of C_{t-1}",
        r"\delta 12": "cotangent of f_t",
        **{rf"\delta {13 + k}": f"cotangent of the argument of {gate}_t" for k, gate in enumerate("ogif")},
        **{rf"\delta {17 + 2 * k}": f"cotangent of x_t through {gate}_t" for k, gate in enumerate("ogif")},
        **{rf"\delta {18 + 2 * k}": f"cotangent of h_{{t-1}} through {gate}_t" for k, gate in enumerate("ogif")},
        r"\delta 25": "cotangent of h_{t-1}",
        r"\delta 26": "cotangent of x_t",
        **{rf"\delta {M}_{k}": f"gradient of {M}_{k}" for M in "WU" for k in "figo"},
    },
)

PAPERS = (GRU, LSTM)
