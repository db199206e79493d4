"""Claims of recurrences: what the step after brings, the states before the first, names that hold at every step."""

import pytest

import symgrad as sg

RESIDUAL = r"$$u_t = W \tanh(u_{t-1}) + u_{t-1}$$"
READ = r"$$V_t = \tanh(u_t)$$"
STATES = {
    "delta": r"\delta X",
    "bar": r"\bar{X}",
    "d": "dX",
    "fraction": r"\frac{\partial L}{\partial X}",
}


def verdicts(text, **more):
    return sg.verify(text, **more).verdicts


def claim(marks, right):
    """A claim on u in a way of writing: A stands for the cotangent at t + 1, O for that of V at t."""
    mark = STATES[marks]
    for letter, name in {"A": "u_{t+1}", "O": "V_t"}.items():
        right = right.replace(letter, mark.replace("X", name))
    return f"$${mark.replace('X', 'u_t')} = {right}$$"


LATER = r"A + (W^\top A) \odot (1 - \tanh(u_t)^2)"
NOW = r"O \odot (1 - V_t^2)"


@pytest.mark.parametrize("marks", STATES)
def test_what_the_step_after_brings_is_no_sum_so_far(marks):
    """The cotangent at t + 1 as the first term is not the += of a program: a path that is missing is missing."""
    whole, part = (verdicts(RESIDUAL + READ + claim(marks, right))[-1] for right in (f"{LATER} + {NOW}", LATER))
    assert whole.status == "right"
    assert part.status == "wrong"
    assert part.term == "V_t"


def test_a_weight_adds_up_from_step_to_step():
    text = r"$$h_t = W x_t$$ $$L = \sum_t v^\top h_t$$ $$dW_t = dW_{t+1} + v x_t^\top$$"
    assert [one.status for one in verdicts(text)] == ["right"]
    assert [one.status for one in verdicts(text.replace("v x_t", "-v x_t"))] == ["wrong"]


@pytest.mark.parametrize("marks", STATES)
def test_where_nothing_tells_the_loss_it_may_look_at_the_last_step(marks):
    found = verdicts(RESIDUAL + claim(marks, LATER))[-1]
    assert found.status == "right under a condition"
    assert "looks at the last step alone" in found.reason
    for slip in (LATER.replace(r"^\top", ""), LATER.replace("A +", "2 A +"), LATER.replace("u_t", "u_{t-1}")):
        assert verdicts(RESIDUAL + claim(marks, slip))[-1].status == "wrong"
    assert verdicts(RESIDUAL + READ + claim(marks, LATER))[-1].status == "wrong"  # it looks at V


def test_what_is_zero_after_the_last_step_is_so_there_alone():
    text = (
        r"$$u_0 = s$$ $$z_t = \tanh(u_{t-1})$$ $$u_t = W z_t + u_{t-1}$$ $$y_t = u_t \odot u_t$$"
        r"$$\delta \zeta_{T+1} = 0$$ $$\delta \zeta_t = (W^\top \delta u_t) \odot (1 - z_t \odot z_t)$$"
        r"$$\delta u_0 = \delta \zeta_1 + \delta u_1$$"
    )
    assert verdicts(text)[-1].status == "right"
    assert verdicts(text.replace(r"\zeta_1 +", r"\zeta_1 -"))[-1].status == "wrong"


def test_a_number_below_is_a_time_where_the_label_above_tells_the_name():
    text = (
        r"$$y_0 = s$$ $$b_t^{\mathrm{in}} = W x_t + U y_{t-1}$$ $$y_t = \tanh(b_t^{\mathrm{in}})$$"
        r"$$\frac{\partial L}{\partial y_0} = U^\top \frac{\partial L}{\partial b_1^{\mathrm{in}}}$$"
        r"$$\frac{\partial L}{\partial b_{T+1}^{\mathrm{in}}} = 0$$"
    )
    assert [one.status for one in verdicts(text)] == ["right", "right"]
    assert verdicts(text.replace("b_1", "b_2"))[0].status == "wrong"


def test_parts_of_a_derivative_are_names_of_their_own():
    text = (
        r"$$a_t = W x_t$$ $$b_t = U x_t$$ $$h_t = a_t \odot b_t$$"
        r"$$\frac{\partial L}{\partial x_t}^{[1]} = W^\top \frac{\partial L}{\partial a_t}$$"
        r"$$\frac{\partial L}{\partial x_t}^{[2]} = U^\top \frac{\partial L}{\partial b_t}$$"
        r"$$\frac{\partial L}{\partial x_t} = \frac{\partial L}{\partial x_t}^{[1]}"
        r" + \frac{\partial L}{\partial x_t}^{[2]}$$"
    )
    assert [one.status for one in verdicts(text)] == ["right"]
    assert verdicts(text.replace(r"U^\top \frac", r"U^\top 2 \frac"))[-1].status == "wrong"


def test_a_part_with_no_other_derivative_in_it_is_no_forward_equation():
    text = (
        r"$$y_t = D x_t + W x_t$$ $$\frac{\partial L}{\partial x_t}^{[1]} = D^\top g_t$$"
        r"$$\frac{\partial L}{\partial x_t} = \frac{\partial L}{\partial x_t}^{[1]} + W^\top g_t$$"
    )
    report = sg.verify(text, conventions={"g_t": "given cotangent of y_t"})
    assert report.unread == ()
    assert [one.status for one in report.verdicts] == ["right"]


BARS = (
    r"$$\bar{A}_t = e^{\Delta_t \odot A}$$ $$h_t = \bar{A}_t \odot h_{t-1} + B x_t$$ $$y_t = C h_t$$"
    r"$$\delta h_t = C^\top \delta y_t + \bar{A}_{t+1} \odot \delta h_{t+1}$$"
    r"$$\delta A = \sum_t \Delta_t \odot \delta h_t \odot h_{t-1} \odot \bar{A}_t$$"
)


def test_a_bar_over_what_makes_the_state_is_a_name_of_its_own():
    shapes = {"A": ("n",), "h_t": ("n",), r"\Delta_t": ("n",)}
    assert [one.status for one in verdicts(BARS, shapes=shapes)] == ["right", "right"]
    wrong = verdicts(BARS.replace(r"\bar{A}_{t+1} \odot \delta", r"\bar{A}_t \odot \delta"), shapes=shapes)
    assert [one.status for one in wrong] == ["wrong", "right"]


def test_a_bar_is_another_name_where_the_cotangent_has_a_delta():
    text = (
        r"$$p_t = k_t + W p_{t-1}$$ $$\bar{p}_t = k_t - p_{t-1}$$ $$y_t = p_t \odot p_t$$"
        r"$$\delta p_t = 2 \delta y_t \odot p_t + W^\top \delta p_{t+1}$$"
    )
    assert [one.status for one in verdicts(text)] == ["right"]
    assert [one.status for one in verdicts(text.replace(r"W^\top \d", r"W \d"))] == ["wrong"]


def test_of_a_name_that_acts_on_nothing_no_cotangent_is_known():
    text = (
        r"$$a_t = W x_t$$ $$m_t = a_t - b$$ $$h_t = \max(a_t, b)$$"
        r"$$\frac{\partial L}{\partial m_t} = \frac{\partial L}{\partial a_t} \odot a_t$$"
        r"$$\frac{\partial L}{\partial a_t} = \frac{\partial L}{\partial m_t} \odot a_t$$"
        r"$$\frac{\partial L}{\partial x_t} = W^\top \frac{\partial L}{\partial a_t}$$"
    )
    found = verdicts(text)
    assert [one.status for one in found] == ["not judged", "not judged", "right"]
    assert found[0].reason.startswith("m acts on nothing in the forward pass")
    assert verdicts(text.replace("W^\\top", "W"))[-1].status == "wrong"


def test_a_bar_in_the_loss_is_a_name_of_its_own():
    text = (
        r"$$z = W x + b$$ $$\bar{z} = z - d$$ $$L = \frac{1}{2} \bar{z}^\top \bar{z}$$"
        r"$$\frac{\partial L}{\partial W} = \bar{z} x^\top$$ $$\frac{\partial L}{\partial b} = -\bar{z}$$"
    )
    assert [one.status for one in verdicts(text)] == ["right", "wrong"]


def test_a_bar_after_the_loss_is_a_cotangent():
    text = (
        r"$$z = W x + b$$ $$L = \frac{1}{2} \|z - d\|^2$$"
        r"$$\bar{z} = z - d$$ $$\bar{W} = \bar{z} x^\top$$ $$\bar{b} = -\bar{z}$$"
    )
    assert [one.status for one in verdicts(text)] == ["right", "right", "wrong"]


def test_a_d_that_the_caller_declares_makes_no_mark_of_what_stands_behind_it():
    text = (
        r"$$\hat{u} = W x$$ $$p = \tanh(\hat{u})$$ $$L = d^\top p$$ $$\bar{p} = d$$"
        r"$$d\hat{u} = \bar{p} \odot (1 - p \odot p)$$ $$\bar{W} = (\bar{p} \odot (1 - p \odot p)) x^\top$$"
    )
    found = verdicts(text, shapes={"d": ("n",)})
    assert [one.status for one in found] == ["right", "not judged", "right"]
    assert "none of which is a cotangent" in found[1].reason
