"""A word that nothing tells may be any function: what holds for all is right, anything else is not judged."""

import re

import pytest

import symgrad as sg

FORWARD = r"""$$z = W x \\ k = \operatorname{thing}(z) \\ L = v^\top k$$"""
CLAIMS = [
    (r"\frac{\partial L}{\partial v} = k", {}, "right"),
    (r"\frac{\partial L}{\partial z} = v \odot \operatorname{thing}'(z)", {}, "right"),
    (r"\frac{\partial L}{\partial z} = v \odot (1 - k^{\odot 2})", {}, "not judged"),
    (r"\frac{\partial L}{\partial z} = v \odot (1 - k^{\odot 2})", {"thing": r"same as \tanh"}, "right"),
    (r"\frac{\partial L}{\partial z} = -v \odot (1 - k^{\odot 2})", {"thing": r"same as \tanh"}, "wrong"),
    (r"\frac{\partial L}{\partial v} = -k", {}, "wrong"),
]


@pytest.mark.parametrize(("claim", "conventions", "status"), CLAIMS)
def test_a_claim_through_a_word(claim, conventions, status):
    report = sg.verify(f"{FORWARD} $${claim}$$", None, {}, conventions)
    assert [one.status for one in report.verdicts] == [status]
    if status == "not judged":
        assert "what the function thing is" in report.verdicts[0].reason


def test_an_operation_that_the_judge_cannot_value_is_not_judged():
    text = r"$$L = \operatorname{tr}(\operatorname{chol}(A)) + v^\top v$$ $$\frac{\partial L}{\partial A} = A$$"
    assert [one.status for one in sg.verify(text, None, {"A": ("n", "n")}).verdicts] == ["not judged"]


@pytest.mark.parametrize("notation", ["leibniz", "bar", "nabla"])
def test_numbers_beside_times_are_labels(notation):
    back = sg.Recurrence(sg.cells.rhn()).gradient(of="s").latex("align", notation=notation)
    delta = re.search(r"\\Delta[_^]\{(?:[^{}]|\{[^{}]*\})*\}(?:\^\{\(t\)\})?", back)[0]
    given = {"leibniz": "s_t", "bar": r"\mathbf{s}_t", "nabla": r"\mathbf{s}^{(t)}"}[notation]
    report = sg.verify(back, None, {}, {delta: f"given cotangent of {given}"})
    assert {one.status for one in report.verdicts} == {"right"}
    assert len(report.verdicts) == 29
