"""Systems that several tests share."""

import symgrad as sg


def lstm():
    """The standard LSTM cell, gates inline, parameters declared gate by gate."""
    n, m = sg.dims("n m")
    x, h_prev, c_prev = sg.vector("x", m), sg.vector("h_prev", n), sg.vector("c_prev", n)
    equations, parameters, gates = [], [], {}
    for name, f in (("i", sg.sigmoid), ("f", sg.sigmoid), ("o", sg.sigmoid), ("g", sg.tanh)):
        W, U, b = sg.matrix(f"W_{name}", n, m), sg.matrix(f"U_{name}", n, n), sg.vector(f"b_{name}", n)
        gates[name] = sg.vector(name, n)
        equations.append((gates[name], f(W * x + U * h_prev + b)))
        parameters += [W, U, b]
    c, h = sg.vectors("c h", n)
    equations.append((c, sg.hadamard(gates["f"], c_prev) + sg.hadamard(gates["i"], gates["g"])))
    equations.append((h, sg.hadamard(gates["o"], sg.tanh(c))))
    return sg.System(
        equations, outputs=[h, c], inputs=[x, h_prev, c_prev], parameters=parameters, carry={h: h_prev, c: c_prev}
    )


def dense():
    """A dense layer of vectors under a squared error: y = tanh(W x + b), loss = ||y - t||^2."""
    n, m = sg.dims("n m")
    x, t, b, y = sg.vector("x", m), sg.vector("t", n), sg.vector("b", n), sg.vector("y", n)
    W, loss = sg.matrix("W", n, m), sg.scalar("loss")
    return sg.System(
        [(y, sg.tanh(W * x + b)), (loss, sg.dot(y - t, y - t))], inputs=[x, t], parameters=[W, b], outputs=[loss]
    )


def cho_gru():
    """The gated recurrent unit of Cho et al. (2014), in their names; the candidate is h_tilde."""
    n, m = sg.dims("n m")
    x, h_prev = sg.vector("x", m), sg.vector("h_prev", n)
    W_z, W_r, W = sg.matrices("W_z W_r W", n, m)
    U_z, U_r, U = sg.matrices("U_z U_r U", n, n)
    z, r, h = sg.vectors("z r h", n)
    candidate = sg.vector("h_tilde", n, latex=r"\tilde{h}")
    return sg.System(
        [
            (z, sg.sigmoid(W_z * x + U_z * h_prev)),
            (r, sg.sigmoid(W_r * x + U_r * h_prev)),
            (candidate, sg.tanh(W * x + U * sg.hadamard(r, h_prev))),
            (h, sg.hadamard(z, h_prev) + sg.hadamard(1 - z, candidate)),
        ],
        inputs=[x, h_prev],
        parameters=[W_z, U_z, W_r, U_r, W, U],
        carry={h: h_prev},
    )


def matrix_memory():
    """A memory that is a matrix: C = f C_prev + i v k', read by a query under a squared norm."""
    n, m = sg.dims("n m")
    C, C_prev, W = sg.matrices("C C_prev W", n, m)
    i, f, L = sg.scalars("i f L")
    k, q, w, x = sg.vectors("k q w x", m)
    v, h = sg.vectors("v h", n)
    return sg.System(
        [(i, sg.exp(sg.dot(w, x))), (v, W * x), (C, f * C_prev + i * sg.outer(v, k)), (h, C * q), (L, sg.dot(h, h))]
    )


def many_paths(layers=6):
    """Each layer doubles the number of paths from x: h = tanh(h_before) * sigmoid(h_before)."""
    n = sg.dims("n")
    x = before = sg.vector("x", n)
    equations = []
    for layer in range(layers):
        a, b, h = (sg.vector(f"{name}_{layer}", n) for name in "abh")
        equations += [(a, sg.tanh(before)), (b, sg.sigmoid(before)), (h, sg.hadamard(a, b))]
        before = h
    return sg.System(equations, inputs=[x])
