"""Claims that hold of symmetric matrices alone, and derivatives among such."""

import pytest

import symgrad as sg

FORWARD = r"$$S = H P H^\top + R$$ $$y = S v$$ $$L = y^\top y$$"
AMONG = r"\frac{1}{2} \left(\delta S + (\delta S)^\top\right)"


def last(text, conventions=None):
    return sg.verify(text, None, {}, conventions or {}).verdicts[-1]


@pytest.mark.parametrize("right", [r"\delta S + (\delta S)^\top", r"\frac{1}{3} (\delta S + (\delta S)^\top)"])
def test_other_multiples_are_wrong(right):
    assert last(FORWARD + rf"$$\delta R = {right}$$", {"R": "symmetric"}).status == "wrong"


def test_the_derivative_among_symmetric_matrices():
    found = last(FORWARD + rf"$$\delta R = {AMONG}$$", {"R": "symmetric", "P": "symmetric"})
    assert (found.status, found.reason) == ("right", "as the derivative among symmetric matrices")
    assert last(FORWARD + r"$$\delta R = \delta S$$", {"R": "symmetric"}).status == "right"


def test_covariances_may_be_symmetric_where_nothing_says_so():
    found = last(FORWARD + rf"$$\delta R = {AMONG}$$")
    assert (found.status, found.reason) == ("right under a condition", "right where P and R are symmetric")
    turned = last(FORWARD + r"$$\delta v = S \delta y$$")
    assert (turned.status, turned.reason) == ("right under a condition", "right where P and R are symmetric")


def test_a_weight_is_never_taken_to_be_symmetric():
    text = r"$$h_t = \tanh(U h_{t-1} + x_t)$$ $$\delta x_t = \delta h_t \odot (1 - h_t^2)$$"
    found = last(text + r"$$L = \sum_t v^\top h_t$$ $$\delta h_t = v + U \delta x_{t+1}$$")
    assert (found.status, found.reason) == ("wrong", "a transpose is missing")


def test_a_condition_says_where_it_holds_up_to_a_transpose():
    found = last(FORWARD + r"$$\delta v = \delta y^\top S^\top$$")
    assert (found.status, found.reason) == (
        "right under a condition",
        "right up to a transpose, where P and R are symmetric",
    )
