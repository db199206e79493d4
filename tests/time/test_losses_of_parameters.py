"""A loss that depends on parameters alone, by way of a carry, counts once: its gradient is that of the value given."""

import numpy as np
import sympy as sp

import symgrad as sg

n = sp.Symbol("n", integer=True, positive=True)
x, h, h_prev, w, e = sg.vectors("x h h_prev w e", n)
L = sg.scalar("L")


def recurrence():
    """h is carried, since e reads h_prev, and is the same for every sample: w alone is in it."""
    return sg.Recurrence(
        sg.System(
            [(h, sg.tanh(w)), (e, x + h_prev)], inputs=[x, h_prev], parameters=[w], carry={h: h_prev}, outputs=[h, e]
        )
    )


def test_the_gradient_of_a_loss_counts_as_often_as_the_loss():
    at = {"x": np.ones((4, 3, 2)), "w": np.array([0.3, -0.2])}
    found = recurrence().value_and_gradient(last=(L, sg.dot(h, h))).lambdify()(**at)
    assert found["L"].shape == ()
    assert np.allclose(found["bar_w"], 2 * np.tanh(at["w"]) * (1 - np.tanh(at["w"]) ** 2))


def test_what_is_told_alone_gives_nothing_an_axis():
    both = sg.bidirectional(sg.System([(h, sg.tanh(w)), (e, x + h_prev)], inputs=[x, h_prev], parameters=[w],
                                      carry={h: h_prev}, outputs=[h]))  # fmt: skip
    at = {"x": np.ones((4, 3, 2)), "w_forward": np.array([0.3, -0.2]), "w_backward": np.array([0.1, 0.5])}
    value = both.lambdify()(**at)
    assert value.shape == (4, 4)
    bars = both.gradient().lambdify()(**at, bar_h=np.ones((4, 4)))
    assert np.allclose(bars["bar_w_forward"], 4 * (1 - np.tanh(at["w_forward"]) ** 2))
