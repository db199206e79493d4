"""A name of which nothing is known, in a claim: what may flow in from outside, and what may not."""

import pytest

import symgrad as sg

FORWARD = r"$$u_t = W h_{t-1} + U x_t$$ $$h_t = \tanh(u_t)$$"
STEP = r"$$\delta u_t = \delta h_t \odot (1 - h_t \odot h_t)$$"


def last(text, conventions=None):
    return sg.verify(text, None, {}, conventions or {}).verdicts[-1]


@pytest.mark.parametrize(
    "claim",
    [
        r"\delta h_t = e_t + W^\top \delta u_{t+1}",
        r"\bar{h}_t = e_t + W^\top \bar{u}_{t+1}",
        r"\frac{\partial L}{\partial h_t} = e_t + W^\top \frac{\partial L}{\partial u_{t+1}}",
    ],
)
def test_right_where_it_is_that(claim):
    found = last(f"{FORWARD} $${claim}$$")
    assert found.status == "right under a condition"
    assert found.reason == "right where e_t is what flows into h_t from outside, the loss or a layer above"


@pytest.mark.parametrize(
    "spoilt",
    [r"e_t - W^\top \delta u_{t+1}", r"e_t + W \delta u_{t+1}", r"e_t + W^\top \delta u_t", r"e_t + e_t"],
)
def test_else_it_is_open_and_the_message_says_what_to_declare(spoilt):
    found = last(rf"{FORWARD} $$\delta h_t = {spoilt}$$")
    assert found.status == "not judged"
    if spoilt.count("e_t") == 1 and "{t+1}" in spoilt:
        assert "{'e_t': 'given cotangent of h_t'}" in found.reason
        said = last(rf"{FORWARD} $$\delta h_t = {spoilt}$$", {"e_t": "given cotangent of h_t"})
        assert said.status == "wrong"


def test_of_two_both_are_told():
    found = last(rf"{FORWARD} $$\delta h_t = e_t + g_t + W^\top \delta u_{{t+1}}$$")
    assert found.status == "right under a condition"
    assert "e_t is what flows" in found.reason
    assert "g_t is what flows" in found.reason


def test_a_name_of_two_claims_is_none():
    found = last(rf"{FORWARD} {STEP} $$\delta h_t = e_t + W^\top \delta u_{{t+1}}$$ $$\delta b = e_t$$")
    assert found.status == "not judged"


def test_where_the_loss_is_known_nothing_flows_in():
    text = rf"{FORWARD} $$L = \sum_t v^\top h_t$$ $$\delta h_t = e_t + W^\top \delta u_{{t+1}}$$"
    assert last(text).status == "not judged"


def test_only_later_steps_read_what_the_loss_looks_at():
    """The loss sees h, which no equation of the same step reads: no other name has a cotangent from outside."""
    text = (
        r"$$a_t = W h_{t-1} + x_t$$ $$c_t = \tanh(a_t) + f \odot c_{t-1}$$ $$h_t = \tanh(c_t)$$"
        r"$$\delta a_t = \delta c_t \odot (1 - \tanh^2(a_t))$$"
        r"$$\delta c_t = \delta h_t \odot (1 - h_t \odot h_t) + f \odot \delta c_{t+1}$$"
    )
    assert [one.status for one in sg.verify(text).verdicts] == ["right", "right"]
    wrong = text.replace(r"f \odot \delta c_{t+1}", r"\delta c_{t+1}")
    assert [one.status for one in sg.verify(wrong).verdicts] == ["right", "wrong"]


PRE = (
    r"$$h^0 = s$$ $$u^t = W h^{t-1} + U x^t$$ $$h^t = \tanh(u^t)$$"
    r"$$\delta u^t = \delta h^t \odot (1 - h^t \odot h^t)$$"
)


@pytest.mark.parametrize(
    ("right", "status"),
    [
        (r"\sum_{t=0}^{T-1} \langle \delta u^{t+1}, h^t \rangle", "right"),
        (r"\sum_{t=1}^{T} \langle \delta u^t, h^{t-1} \rangle", "right"),
        (r"\sum_{t=0}^{T-1} \delta u^{t+1} (h^t)^\top", "right"),
        (r"\sum_{t=1}^{T-1} \langle \delta u^{t+1}, h^t \rangle", "wrong"),
        (r"\sum_{t=0}^{T-1} \langle h^t, \delta u^{t+1} \rangle", "right up to layout"),
        (r"\sum_{t=1}^{T} \langle \delta u^t, h^t \rangle", "wrong"),
    ],
)
def test_sums_from_zero_and_angle_brackets_as_greff_writes_them(right, status):
    """Greff et al., 2017, section III: the brackets are outer products; steps of h begin with 0."""
    assert last(rf"{PRE} $$\delta W = {right}$$").status == status


def test_angle_brackets_that_are_said_to_be_numbers_are_no_matrices():
    text = rf"{PRE} $$\delta W = \sum_{{t=1}}^{{T}} \langle \delta u^t, h^{{t-1}} \rangle$$"
    assert last(text, {r"\langle": "inner product"}).status == "wrong"
    inner = r"$$y = U x$$ $$L = \langle y, v \rangle$$ $$\frac{\partial L}{\partial y} = v$$"
    assert last(inner).status == "right"


def test_a_bar_that_a_gate_reads_is_its_argument_though_the_gate_stood_before():
    text = (
        r"$$c_0 = s$$ $$\bar{c}_t = W x_t + U c_{t-1}$$ $$c_t = \tanh(\bar{c}_t)$$"
        r"$$\delta \bar{c}_t = \delta c_t \odot (1 - c_t \odot c_t)$$"
    )
    report = sg.verify(text)
    assert [one.status for one in report.verdicts] == ["right"]
    assert report.unread == ()


def test_into_what_is_no_output_nothing_flows_from_outside():
    """Of p only q is made: an unknown name in one claim of it changes no other."""
    text = (
        r"$$q = W p$$ $$o = \tanh(q)$$ $$do = g$$ $$dq = do \odot (1 - o \odot o)$$"
        r"$$dp = W^\top dq + e$$ $$\frac{\partial L}{\partial p} = W^\top dq$$"
    )
    report = sg.verify(text, None, {}, {"g": "given cotangent of o"})
    assert [one.status for one in report.verdicts][-3:] == ["right", "not judged", "right"]


def test_what_is_taken_away_flows_in_from_nowhere():
    assert last(rf"{FORWARD} $$\delta h_t = W^\top \delta u_{{t+1}} - e_t$$").status == "not judged"
