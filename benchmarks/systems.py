"""The systems whose derivation is timed."""

import symgrad as sg


def chain(layers):
    """x_k = tanh(W_k x_(k-1) + b_k): one equation a layer."""
    n = sg.dims("n")
    old = sg.vector("x_0", n)
    equations, parameters = [], []
    for k in range(1, layers + 1):
        W, b, new = sg.matrix(f"W_{k}", n, n), sg.vector(f"b_{k}", n), sg.vector(f"x_{k}", n)
        equations.append((new, sg.tanh(W * old + b)))
        parameters += [W, b]
        old = new
    return sg.System(equations, parameters=parameters)


def lstm(layers=1):
    """LSTM cells one on top of the other, the h of one being the x of the next; six equations a layer."""
    n, m = sg.dims("n m")
    below, equations, parameters = sg.vector("x", m), [], []
    for k in range(1, layers + 1):
        h_prev, c_prev = sg.vector(f"h_prev_{k}", n), sg.vector(f"c_prev_{k}", n)
        gates = {}
        for name, function in (("i", sg.sigmoid), ("f", sg.sigmoid), ("o", sg.sigmoid), ("g", sg.tanh)):
            W = sg.matrix(f"W_{name}_{k}", n, below.shape[0])
            U, b = sg.matrix(f"U_{name}_{k}", n, n), sg.vector(f"b_{name}_{k}", n)
            gates[name] = sg.vector(f"{name}_{k}", n)
            equations.append((gates[name], function(W * below + U * h_prev + b)))
            parameters += [W, U, b]
        c, h = sg.vectors(f"c_{k} h_{k}", n)
        equations.append((c, sg.hadamard(gates["f"], c_prev) + sg.hadamard(gates["i"], gates["g"])))
        equations.append((h, sg.hadamard(gates["o"], sg.tanh(c))))
        below = h
    return sg.System(equations, outputs=[h, c], parameters=parameters)


def nested(depth):
    """One equation, ``depth`` applications of tanh(W .) inside each other."""
    n = sg.dims("n")
    W, x, y = sg.matrix("W", n, n), sg.vector("x", n), sg.vector("y", n)
    expr = x
    for _ in range(depth):
        expr = sg.tanh(W * expr)
    return sg.System([(y, expr)], parameters=[W])
