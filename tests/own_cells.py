"""Cells that tests run over: those of no library, as their authors would write them down, and some of the library.

What takes long is tested for ``REPRESENTATIVE`` cells of the library; what is cheap, and what is searched at length,
for all of them.
"""

import os

import symgrad as sg
from symgrad.printing import NOTATIONS

_FEW = (
    "attention dense elman gru gru_chung gru_reset_after layer_norm lstm lstm_1997 lstm_concatenated lstm_coupled "
    "lstm_layer_norm lstm_peephole lstm_projection lstm_pytorch mgu min_gru min_lstm mlp mlstm notebook slstm "
    "softmax_regression"
)
# With SYMGRAD_EVERY_CELL=1 in the environment the tests of these are of every cell, in every notation.
_EVERY = bool(os.environ.get("SYMGRAD_EVERY_CELL"))
REPRESENTATIVE = list(sg.cells.__all__) if _EVERY else _FEW.split()


def notations_in_turn(k):
    """All notations, or for the k-th of several things two that the things take in turn."""
    return list(NOTATIONS) if _EVERY else list(NOTATIONS)[k % 3 :: 3]


n, m, k = sg.dims("n m k")


def normed_candidate():
    """A gated unit whose candidate is layer-normalised: one gate, gain and bias of its own."""
    x, h_prev = sg.vector("x", m), sg.vector("h_prev", n)
    W_u, W_c = sg.matrices("W_u W_c", n, m)
    R_u, R_c = sg.matrices("R_u R_c", n, n)
    b_u, gamma, beta = sg.vectors("b_u gamma beta", n)
    u, c_tilde, h = sg.vectors("u c_tilde h", n)
    return sg.System(
        [
            (u, sg.sigmoid(W_u * x + R_u * h_prev + b_u)),
            (c_tilde, sg.tanh(sg.hadamard(gamma, sg.layer_norm(W_c * x + R_c * h_prev)) + beta)),
            (h, sg.hadamard(u, h_prev) + sg.hadamard(1 - u, c_tilde)),
        ],
        outputs=[h],
        parameters=[W_u, R_u, b_u, W_c, R_c, gamma, beta],
        carry={h: h_prev},
    )


def two_states():
    """A slow and a fast state, each with a gate; what goes out mixes both."""
    x, s_old, f_old = sg.vector("x", m), sg.vector("s_old", n), sg.vector("f_old", n)
    A_s, A_f, A_g = sg.matrices("A_s A_f A_g", n, m)
    B_s, B_f, B_g = sg.matrices("B_s B_f B_g", n, n)
    lam, d_s, d_f = sg.vectors("lam d_s d_f", n)
    g, s, f, y = sg.vectors("g s f y", n)
    return sg.System(
        [
            (g, sg.sigmoid(A_g * x + B_g * s_old)),
            (s, sg.hadamard(sg.sigmoid(lam), s_old) + sg.hadamard(g, sg.tanh(A_s * x + B_s * f_old + d_s))),
            (f, sg.tanh(A_f * x + B_f * f_old + d_f)),
            (y, sg.hadamard(s, sg.silu(f))),
        ],
        outputs=[y, s, f],
        parameters=[A_s, A_f, A_g, B_s, B_f, B_g, lam, d_s, d_f],
        carry={s: s_old, f: f_old},
    )


def attending():
    """A recurrent unit that attends over a memory of k slots with its state."""
    x, h_prev = sg.vector("x", m), sg.vector("h_prev", n)
    M = sg.matrix("M", n, k)
    W, V = sg.matrix("W", n, m), sg.matrix("V", n, n)
    Q, U = sg.matrix("Q", n, n), sg.matrix("U", n, n)
    b = sg.vector("b", n)
    q, alpha, r, h = sg.vector("q", n), sg.vector("alpha", k), sg.vector("r", n), sg.vector("h", n)
    return sg.System(
        [
            (q, Q * h_prev),
            (alpha, sg.softmax(M.T * q / sg.sqrt(n))),
            (r, M * alpha),
            (h, sg.tanh(W * x + U * h_prev + V * r + b)),
        ],
        outputs=[h],
        parameters=[M, W, V, Q, U, b],
        carry={h: h_prev},
    )


def matrix_state():
    """A fast-weight memory that corrects itself: the delta rule with a gate for forgetting."""
    x, S_prev = sg.vector("x", m), sg.matrix("S_prev", n, n)
    W_q, W_k, W_v = sg.matrices("W_q W_k W_v", n, m)
    w_beta, w_a = sg.vectors("w_beta w_a", m)
    q, key, v, e, y = sg.vectors("q k v e y", n)
    eta, a = sg.scalars("eta a")
    S = sg.matrix("S", n, n)
    return sg.System(
        [
            (q, W_q * x),
            (key, sg.normalize(W_k * x)),
            (v, W_v * x),
            (eta, sg.sigmoid(sg.dot(w_beta, x))),
            (a, sg.sigmoid(sg.dot(w_a, x))),
            (e, v - a * (S_prev * key)),
            (S, a * S_prev + eta * sg.outer(e, key)),
            (y, S * q),
        ],
        outputs=[y, S],
        parameters=[W_q, W_k, W_v, w_beta, w_a],
        carry={S: S_prev},
    )


def twelve_gates():
    """Three LSTM blocks over one input that see each other's outputs: twelve gates."""
    x = sg.vector("x", m)
    outs, old, states, older = [], [], [], []
    for place in range(1, 4):
        outs.append(sg.vector(f"h_{place}", n))
        old.append(sg.vector(f"p_{place}", n, latex=rf"h_{place}^{{-}}"))
        states.append(sg.vector(f"c_{place}", n))
        older.append(sg.vector(f"e_{place}", n, latex=rf"c_{place}^{{-}}"))
    equations, parameters = [], []
    for place in range(1, 4):
        made = {}
        for gate in "ifog":
            W, U = sg.matrix(f"W_{gate}{place}", n, m), sg.matrix(f"U_{gate}{place}", n, n)
            V, b = sg.matrix(f"V_{gate}{place}", n, n), sg.vector(f"b_{gate}{place}", n)
            parameters += [W, U, V, b]
            made[gate] = sg.vector(f"{gate}_{place}", n)
            inside = W * x + U * old[place - 1] + V * old[place % 3] + b
            equations.append((made[gate], (sg.tanh if gate == "g" else sg.sigmoid)(inside)))
        kept = sg.hadamard(made["f"], older[place - 1])
        equations.append((states[place - 1], kept + sg.hadamard(made["i"], made["g"])))
        equations.append((outs[place - 1], sg.hadamard(made["o"], sg.tanh(states[place - 1]))))
    carry = {**dict(zip(outs, old, strict=True)), **dict(zip(states, older, strict=True))}
    return sg.System(equations, outputs=[*outs, *states], parameters=parameters, carry=carry)


OWN = {made.__name__: made for made in (normed_candidate, two_states, attending, matrix_state, twelve_gates)}
