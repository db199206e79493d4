"""1 + elu(z), a feature map of linear attention, is exp(z) below zero and not the difference of it from one."""

import mpmath
import numpy as np
import pytest

import symgrad as sg

n = sg.dims("n")
z, y, u = sg.vectors("z y u", n)
AT = np.array([-700.0, -40.0, -1e-20, 0.0, 1e-20, 3.0, 1e6])
TRUE = np.array([float(mpmath.exp(min(a, 0)) + max(a, 0)) for a in AT])


@pytest.mark.parametrize(
    ("name", "expr", "expected"),
    [
        ("plain", sg.elu(z) + 1, TRUE),
        ("a multiple", 3 + 3 * sg.elu(z), 3 * TRUE),
        ("with other terms", sg.elu(z) + u + 1, TRUE + AT),
        ("another number", sg.elu(z) + 2, TRUE + 1),
        ("one minus", 1 - sg.elu(z), 2 - TRUE),
    ],
)
def test_the_value_keeps_its_digits(name, expr, expected):
    found = sg.System([(y, expr)], inputs=[z, u]).lambdify()(z=AT, u=AT)
    np.testing.assert_allclose(found, expected, rtol=1e-15, atol=0, err_msg=name)


def test_it_is_found_through_a_name():
    named = sg.System([(u, sg.elu(z)), (y, u + 1)], inputs=[z])
    np.testing.assert_allclose(named.lambdify()(z=AT), TRUE, rtol=1e-15, atol=0)


def test_the_naive_form_does_not_keep_them():
    naive = np.expm1(np.minimum(AT, 0)) + np.maximum(AT, 0) + 1
    assert naive[1] == 0 < TRUE[1]


def test_linear_attention_of_keys_far_below_zero_is_a_mean_of_values():
    """Two keys with features of 1e-20: their weights are as exp(k), and nothing is divided by zero."""
    one = sg.cells.linear_attention()
    found = sg.Recurrence(one).lambdify()(
        x=np.array([[1.0], [1.0]]), W_Q=np.array([[-1.0]]), W_K=np.array([[-46.0]]), W_V=np.array([[5.0]])
    )
    np.testing.assert_allclose(found["y"], [[5.0], [5.0]], rtol=1e-14)
    np.testing.assert_allclose(found["z"], np.exp(-46.0) * np.array([[1.0], [2.0]]), rtol=1e-14)
