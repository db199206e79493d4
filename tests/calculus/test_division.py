"""Long equations divided into parts: what gets a name is a value, never a size or a place."""

import numpy as np

import symgrad as sg
from symgrad.calculus.division import divided


def deep(sizes):
    """A chain of 35 links with the last rows of two vectors, of as many entries as the sizes add up to."""
    x, w = sg.vectors("x w", sum(sizes))
    before, last = sum(sizes[:-1]), sizes[-1]
    first, factor = sg.rows(x, before, last), sg.rows(w, before, last)
    link = first
    for _ in range(35):
        link = sg.tanh(sg.hadamard(link, factor) + first)
    others = [sg.vector(f"e{k}", size) for k, size in enumerate(sizes)]
    return sg.System([(sg.vector("y", last), link)], inputs=[x, w, *others])


def test_a_sum_of_sizes_gets_no_name():
    system = deep(sg.dims(" ".join(f"n{k}" for k in range(1, 11))))
    assert len(divided(system).equations) > 1
    assert all(equation.lhs.shape[1] == 1 for equation in divided(system).equations)
    back = system.gradient(wrt="x")
    assert "part_y .. " not in str(back)
    point = {f"e{k}": np.ones(1) for k in range(10)} | {"x": np.arange(10.0) / 10, "w": np.full(10, 0.3)}
    found = back.lambdify()(**point, bar_y=np.ones(1))

    def value(x):
        made = x
        for _ in range(35):
            made = np.tanh(made * 0.3 + x)
        return made

    assert not found[:9].any()
    np.testing.assert_allclose(found[9], value(0.9 + 1e-30j).imag / 1e-30, rtol=1e-12)
    assert system.check(wrt="x", method="complex")
