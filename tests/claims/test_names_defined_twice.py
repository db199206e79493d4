"""Texts that define a name again elsewhere, and functions whose arguments have the names of arrays."""

import pytest

import symgrad as sg


def verdicts(text, **more):
    return sg.verify(text, **more).verdicts


FORWARD = r"$$s = W x$$ $$y = \tanh(s)$$ $$L = \frac{1}{2} y^\top y$$"
CLAIM = r"$$\frac{\partial L}{\partial s} = y \odot (1 + y \odot y)$$"


def test_nothing_is_wrong_for_an_equation_that_another_contradicts():
    found = verdicts(FORWARD + r"$$y = \operatorname{softmax}(s)$$" + CLAIM)[-1]
    assert found.status == "not judged"
    assert "has another equation too" in found.reason
    assert verdicts(FORWARD + CLAIM)[-1].status == "wrong"


def test_the_same_equation_in_another_form_contradicts_nothing():
    again = r"$$L = \frac{1}{2} \sum_i y_i^2$$"
    assert verdicts(FORWARD + again + CLAIM)[-1].status == "wrong"
    assert verdicts(FORWARD + again + CLAIM.replace("1 +", "1 -"))[-1].status == "right"


@pytest.mark.parametrize("name", [r"\sigma", r"\phi", r"\sigma_{\mathrm{sig}}"])
def test_the_slope_of_a_function_is_that_at_a_number(name):
    """The argument z of the function is a number, though the text has a column z."""
    slope = rf"{name}'(z)" if "_" not in name else r"\sigma'_{\mathrm{sig}}(z)"
    text = rf"$${name}(z) = \frac{{1}}{{1 + e^{{-z}}}}$$ $$z = W x$$ $$a = {name}(z)$$"
    right = rf"$${slope} = {name}(z) (1 - {name}(z))$$ $${slope} = \frac{{e^{{-z}}}}{{(1 + e^{{-z}})^2}}$$"
    assert [(one.status, one.reason) for one in verdicts(text + right)] == [("right", ""), ("right", "")]
    wrong = right.replace("(1 - ", "(1 + ").replace(r"\frac{e", r"\frac{-e")
    assert [one.status for one in verdicts(text + wrong)] == ["wrong", "wrong"]


def test_a_row_is_right_where_the_entries_of_the_targets_sum_to_one():
    text = (
        r"$$g_t = V s_t$$ $$p_t = \mathrm{softmax}(g_t)$$ $$L_t = -y_t^\top \log p_t$$"
        r"$$\frac{\partial L_t}{\partial s_t} = (p_t - y_t)^\top V$$"
    )
    found = verdicts(text)[-1]
    reason = "right up to a transpose, where the entries of y sum to one"
    assert (found.status, found.reason) == ("right under a condition", reason)
    assert verdicts(text.replace(r"^\top V$$", r"^\top 2 V$$"))[-1].status == "wrong"
