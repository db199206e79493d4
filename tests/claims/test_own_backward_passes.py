"""Backpropagation through time as symgrad prints it, judged by complex steps on what was read: every line is right.

It is the round trip of what runs over time: the printer, the reader and the judge share no code but the parser's.
"""

import re

import pytest

import symgrad as sg

GIVEN = {
    "leibniz": {r"\Delta_{h,t}": "given cotangent of h_t"},
    "bar": {r"\Delta_{\mathbf{h},t}": r"given cotangent of \mathbf{h}_t"},
    "nabla": {r"\Delta_{\mathbf{h}}^{(t)}": r"given cotangent of \mathbf{h}^{(t)}"},
}


def printed(name, notation):
    cell = getattr(sg.cells, name)()
    return sg.Recurrence(cell).gradient(of="h").latex("align", notation=notation)


@pytest.mark.parametrize("notation", GIVEN)
@pytest.mark.parametrize("name", ["elman", "gru", "lstm", "min_gru"])
def test_every_line_is_right(name, notation):
    report = sg.verify(printed(name, notation), None, {}, GIVEN[notation])
    assert report.unread == ()
    assert {verdict.status for verdict in report.verdicts} == {"right"}, str(report)
    assert len(report.verdicts) >= 8


@pytest.mark.parametrize(
    ("line", "spoilt"),
    [
        (r"U_f^{\top} \frac{\partial L}{\partial \hat{f}_{t+1}}", r"U_f \frac{\partial L}{\partial \hat{f}_{t+1}}"),
        (r"\frac{\partial L}{\partial c_{t+1}} \odot f_{t+1}", r"\frac{\partial L}{\partial c_{t+1}} \odot f_t"),
        (r"\odot i_t \odot \tanh'(\hat{g}_t)", r"\odot i_t \odot \tanh(\hat{g}_t)"),
        (r"\frac{\partial L}{\partial \hat{i}_t} h_{t-1}^{\top}", r"\frac{\partial L}{\partial \hat{i}_t} h_t^{\top}"),
    ],
)
def test_a_spoilt_line_is_wrong_and_no_other(line, spoilt):
    text = printed("lstm", "leibniz")
    assert text.count(line) == 1
    report = sg.verify(text.replace(line, spoilt), None, {}, GIVEN["leibniz"])
    wrong = [verdict for verdict in report.verdicts if verdict.status != "right"]
    assert [verdict.status for verdict in wrong] == ["wrong"]
    assert re.sub(r"\s", "", spoilt) in re.sub(r"\s", "", wrong[0].claim)


def test_a_step_alone():
    """The loss sees c too, and h has no equation in what a backward pass tells: so it is said here."""
    text = sg.cells.lstm().gradient().latex("align", notation="leibniz")
    own = r"\frac{\partial L}{\partial c_t} &="
    whole = text.replace(own, rf"h_t &= o_t \odot \tanh(c_t) \\{chr(10)}{own}", 1)
    report = sg.verify(whole, None, {}, {r"\Delta_{c_t}": "given cotangent of c_t"})
    assert {verdict.status for verdict in report.verdicts} == {"right"}, str(report)


def test_without_that_equation_nothing_is_said_to_be_right():
    report = sg.verify(sg.cells.lstm().gradient().latex("align", notation="leibniz"))
    judged = [verdict for verdict in report.verdicts if r"\partial \hat{o}" in verdict.claim.split("=")[0]]
    assert [verdict.status for verdict in judged] == ["not judged"]


@pytest.mark.parametrize("notation", ["leibniz", "greff", "bar"])
@pytest.mark.parametrize("name", ["elman", "gru", "nested_lstm"])
def test_with_nothing_declared_no_line_is_wrong(name, notation):
    """What flows into h is a name of which the text says nothing: right where it is that."""
    report = sg.verify(printed(name, notation))
    assert report.unread == ()
    statuses = [verdict.status for verdict in report.verdicts]
    assert {*statuses} == {"right", "right under a condition"}, str(report)
    conditions = [one.reason for one in report.verdicts if one.status != "right"]
    assert len(conditions) == 1
    assert re.fullmatch(r"right where .*Delta.* is what flows into .*h.* from outside, .*", conditions[0])


@pytest.mark.parametrize("notation", ["leibniz", "greff"])
def test_a_number_that_could_be_a_column_is_told(notation):
    """The share of the open phase, r_on, is compared with columns: nothing but the claim says that it is a number."""
    report = sg.verify(printed("phased_lstm", notation))
    told = {one.reason for one in report.verdicts if one.status == "right under a condition"}
    assert {one.status for one in report.verdicts} <= {"right", "right under a condition", "not judged"}
    assert "right where r_{on} is a number, which shapes= may say" in told
