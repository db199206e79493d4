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
        (r"$$a^2 = \sigma(W^2 a^1)$$", ["a_2 = sigmoid(W_2*a_1)"]),
        (r"$$a^1 = V^1 s$$ $$y = a^1 + x^2$$", ["a_1 = V_1*s", "y = HadamardPower(x, 2) + a_1"]),
        (r"$$a^1 = W^1 x$$ $$y = a^1 + x^2$$", ["a_1 = W_1*x", "y = HadamardPower(x, 2) + a_1"]),
    ],
)
def test_numbers_and_powers(text, equations):
    read = sg.read_latex(text).equations
    assert [str(one).removeprefix("<Equation ").removesuffix(">") for one in read] == equations


@pytest.mark.parametrize("mark", [r"\top", r"\intercal", r"\mathsf{T}"])
def test_where_t_is_the_last_step_other_marks_are_transposes(mark):
    text = rf"$$h_t = \tanh(W h_{{t-1}})$$ $$L = c^{mark} h_T$$ $$\frac{{\partial L}}{{\partial h_T}} = c$$".replace(
        f"^{mark}", f"^{{{mark}}}"
    )
    report = sg.verify(text, None, {"W": ("n", "n"), "c": ("n",)}, {"T": "last step"})
    assert [one.status for one in report.verdicts] == ["right"]
    wrong = sg.verify(text.replace("= c$$", "= -c$$"), None, {"W": ("n", "n"), "c": ("n",)}, {"T": "last step"})
    assert [one.status for one in wrong.verdicts] == ["wrong"]


def test_a_plain_t_is_the_last_step_where_that_is_said():
    text = r"$$h^t = \tanh(W h^{t-1})$$ $$L = c^\top h^T$$ $$\frac{\partial L}{\partial h^T} = c$$"
    report = sg.verify(text, None, {"W": ("n", "n"), "c": ("n",)}, {"T": "last step"})
    assert [one.status for one in report.verdicts] == ["right"]
