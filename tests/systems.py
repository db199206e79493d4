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
