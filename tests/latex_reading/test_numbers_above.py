"""Digits as superscripts: powers of a name that stands without, numbers of layers and steps of one that does not."""

import pytest

import symgrad as sg


@pytest.mark.parametrize(
    ("text", "equations"),
    [
        (r"$$a^1 = \sigma(W^1 x + b^1)$$ $$y = W^2 a^1 + b^2$$", ["a_1 = sigmoid(W_1*x + b_1)", "y = W_2*a_1 + b_2"]),
        (r"$$z = W^1 x$$ $$y = W^2 z$$", ["z = W_1*x", "y = W_2*z"]),
        (r"$$y = x^2 + x$$", ["y = HadamardPower(x, 2) + x"]),
        (r"$$y = x^2 + x^1 + x$$", ["y = HadamardPower(x, 2) + 2*x"]),
        (r"$$y = x^2$$", ["y = HadamardPower(x, 2)"]),
        (r"$$a^1 = W^1 x$$ $$y = a^1 + x^2$$", ["a_1 = W_1*x", "y = HadamardPower(x, 2) + a_1"]),
    ],
)
def test_numbers_and_powers(text, equations):
    read = sg.read_latex(text).equations
    assert [str(one).removeprefix("<Equation ").removesuffix(">") for one in read] == equations
