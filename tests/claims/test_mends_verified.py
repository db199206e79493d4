"""Mends are read again before they are told, and names, numbers and conditions that a verdict must not lean on."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

import symgrad as sg
from symgrad.claims.slips import edits
from symgrad.latex_reading.files.files_mended import files_mended

LINEAR = r"$$z = W x + b, \quad L = c^\top z$$ "
SAMPLES = r"$$Z = X W, \quad A = \tanh(Z), \quad J = \frac12\|A-Y\|_F^2$$ "
GATED = r"$$h = o\odot\tanh(c), \quad L = a^\top h$$ "
RAISED = (
    r"$$a^{(t)} = W h^{(t-1)} + U x^{(t)}$$ $$h^{(t)} = \tanh(a^{(t)})$$ $$L = \sum_t c^\top h^{(t)}$$ "
    r"$$\frac{\partial L}{\partial W} = \sum_t \frac{\partial L}{\partial a^{(t)}} "
)
STEPS = r"$$h_t = \tanh(W h_{t-1} + U x_t), \quad L = \sum_{t=1}^T c^\top h_t$$ $$\frac{\partial L}{\partial U} = "
LAST = r"$$h_t = \tanh(W h_{t-1} + U x_t), \quad L = c^\top h_T$$ "
DIVERGENCE = r"$$p = \mathrm{softmax}(z), \quad L = \sum_i q_i \log \frac{q_i}{p_i}$$ "
ROOT = r"$$y = (x^2 + e)^{-1/2}, \quad L = a y$$ "
NET = r"$$z = W x, \quad a = \sigma(z), \quad L = \frac12\|a-y\|^2$$ $$\frac{\partial L}{\partial z} = "
NUMBERS = {"x": (), "e": (), "a": ()}
TIMED = {"h_t": ("n",), "x_t": ("m",)}
GRADED = r"(\frac{\partial L}{\partial h_{t}}\odot(1-h_{t}^2)\right) x_t^\top"

# text, shapes, how the mended claim ends; "" where none is told
MENDED = {
    "a factor and its sign": (LINEAR + r"$$\frac{\partial L}{\partial b} = c \odot z$$", {"W": ("n", "m")}, "= c"),
    "the first factor": (LINEAR + r"$$\frac{\partial L}{\partial b} = z \odot c$$", {"W": ("n", "m")}, "= c"),
    "a product in brackets": (
        SAMPLES + r"$$\frac{\partial J}{\partial X} = W^\top((A-Y)\odot(1-A^2))$$",
        {"X": ("N", "d"), "W": ("d", "k")}, r"= ((A-Y)\odot(1-A^2)) W^\top"),
    "a function of what is raised": (
        GATED + r"$$\frac{\partial L}{\partial c} = a\odot o\odot(1-c^2)$$", {"c": ("n",)}, r"(1-\tanh(c)^2)"),
    "a time beside a transpose": (
        RAISED + r"h^{(t)\top}$$", {"h^{(t)}": ("n",), "x^{(t)}": ("m",)}, r"h^{(t-1)\top}"),
    "a slope without brackets": (
        DIVERGENCE + r"$$\frac{\partial L}{\partial p_i} = -q_i\log p_i$$", {"z": ("n",)}, r"-q_i\frac{1}{p_i}"),
    "an exponent in braces": (
        ROOT + r"$$\frac{\partial L}{\partial e} = -\frac12 a (x^2+e)^{-1/2}$$", NUMBERS, "(x^2+e)^{-3/2}"),
    "a range, its bracket kept": (STEPS + rf"\sum_{{t=1}}^{{T-1}} \left{GRADED}$$", TIMED,
                                  rf"_{{t=1}}^{{T}} \left{GRADED}"),
    "a sign in brackets": (NET + r"\left(y-a\right)\odot\sigma'(z)$$", {"W": ("n", "m")},
                           r"= - \left(y-a\right)\odot\sigma'(z)"),
    "no sum over the last step": (
        LAST + r"$$\frac{\partial L}{\partial U} = \frac{\partial L}{\partial h_T} \odot (1-h_T^2) x_T^\top$$",
        TIMED, ""),
    "a link of a chain": (NET + r"(a-y)\odot a\odot(1+a) = (a-y)\odot\sigma'(z)$$", {"W": ("n", "m")}, r"a\odot(1- a)"),
}  # fmt: skip


def test_a_sign_behind_what_the_claim_adds_to() -> None:
    text = r"$$z = W x$$ $$dU_i = dU_f %s dz x^T$$"
    said = {"dz": "given cotangent of z", "dU_i": "gradient of W", "dU_f": "gradient of W"}
    shapes = {"W": ("n", "m"), "x": ("m",)}
    assert sg.verify(text % "-", None, shapes, said).verdicts[0].right == "dU_i = dU_f + dz x^T"
    assert sg.verify(text % "+", None, shapes, said).verdicts[0].status == "right"


def _mended(report: Any) -> str:
    ((_, _, after),) = files_mended(report.source, report.changes)
    return str(after)


@pytest.mark.parametrize("sort", MENDED)
def test_a_mend_reads_and_holds(sort: str) -> None:
    text, shapes, end = MENDED[sort]
    report = sg.verify(text, None, shapes)
    (found,) = report.verdicts
    assert found.status == "wrong"
    assert found.term
    if not end:
        assert not found.right
        assert not report.corrected()
        return
    assert found.right.endswith(end)
    (alone,) = sg.verify(text.replace(found.claim, found.right), None, shapes).verdicts
    (whole,) = sg.verify(_mended(report), None, shapes).verdicts
    assert (alone.status, whole.status) == ("right", "right")


def test_what_is_right_in_a_chain_stays() -> None:
    text, shapes, _ = MENDED["a link of a chain"]
    assert r"(1- a) = (a-y)\odot\sigma'(z)$$" in _mended(sg.verify(text, None, shapes))


@pytest.fixture
def spoilt_print(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every mend ends in a sign that hangs in print, though its formula is right."""
    whole = edits.Repair

    def short(right: Any, term: str, text: str, reason: str) -> edits.Repair:
        return whole(right, term, f"{text} \\odot", reason)

    monkeypatch.setattr(edits, "Repair", short)


@pytest.mark.usefixtures("spoilt_print")
@pytest.mark.parametrize("sort", MENDED)
def test_the_control_of_these_no_mend_is_told_that_does_not_read(sort: str) -> None:
    text, shapes, _ = MENDED[sort]
    report = sg.verify(text, None, shapes)
    assert [one.right for one in report.verdicts] == [""]
    assert report.verdicts[0].status == "wrong"
    assert not report.corrected()


def test_one_mend_that_does_not_read_costs_no_other(monkeypatch: pytest.MonkeyPatch) -> None:
    text = LINEAR + r"$$\frac{\partial L}{\partial b} = c \odot z$$ $$\frac{\partial L}{\partial W} = -c x^\top$$"
    found = edits.dropped
    monkeypatch.setattr(edits, "ALL", (*(one for one in edits.ALL if one is not found), _hanging))
    first, second = sg.verify(text, None, {"W": ("n", "m")}).verdicts
    assert (first.status, first.right, second.status) == ("wrong", "", "wrong")
    assert second.right.endswith(r"= c x^\top")


def _hanging(root: Any, around: Any) -> Any:
    return (replace(one, text=r"\odot \odot") for one in edits.dropped(root, around))


TWICE = r"$$z = W x, \quad L = \frac12\|z-y\|^2$$ $$g = %s$$ $$g = %s$$ $$\frac{\partial L}{\partial W} = g x^\top$$"
ACTIVE = r"$$z = W x$$ $$a = %s$$ $$L = \frac12\|a-y\|^2$$ Or: $$a = %s$$ $$\frac{\partial L}{\partial %s} = %s$$"
GATHERED = r"\frac{\partial L}{\partial a}"
DEFINED_TWICE = {
    "a name of the claims": (TWICE % ("z-y", "y-z"), "not judged", "g = z-y and g = y-z contradict"),
    "the same, the wrong one first": (TWICE % ("y-z", "z-y"), "not judged", "g = y-z and g = z-y contradict"),
    "the same equation again": (TWICE % ("z-y", "-(y-z)"), "right", ""),
    "wrong with both": (TWICE % ("y-z", "-(z-y)"), "wrong", ""),
    "a name of the forward pass": (ACTIVE % ("z", r"\mathrm{relu}(z)", "z", "a-y"), "not judged", "contradict"),
    "right with both": (ACTIVE % ("z", r"\mathrm{relu}(z)", "a", "a-y"), "right", ""),
    "two ways to say one": (ACTIVE % (r"2 z", "z + z", "z", "2(a-y)"), "right", ""),
    "wrong of what is said twice": (ACTIVE % ("z", r"\mathrm{relu}(z)", "z", f"2 {GATHERED}"), "not judged", "a = z"),
    "its value": (
        r"$$w = 2, \quad x = 3, \quad z = w x, \quad L = z^2$$ $$z = 6$$ $$\frac{dL}{dw} = 2 z x$$", "right", ""),
    "a wrong claim beside a value": (
        r"$$w = 2, \quad x = 3, \quad z = w x, \quad L = z^2$$ $$z = 6$$ $$\frac{dL}{dw} = z x$$", "wrong", ""),
}  # fmt: skip


@pytest.mark.parametrize("sort", DEFINED_TWICE)
def test_what_depends_on_a_name_with_two_equations_is_open(sort: str) -> None:
    text, status, reason = DEFINED_TWICE[sort]
    found = sg.verify(text, None, {"W": ("n", "m")} if "W" in text else {}).verdicts[-1]
    assert found.status == status
    assert reason in found.reason
    assert ("has another equation too" in found.reason) == (status == "not judged")


GIVEN = r"$$w=0.5, \quad x=2, \quad y=wx, \quad L=(y-3)^2$$ $$\frac{dL}{dw} = %s$$"
GATES = r"$$x=-2, \quad y=5, \quad z=-4, \quad q = x + y, \quad f = q z$$ $$\frac{\partial f}{\partial %s} = %s$$"
AT_NUMBERS = "right with the numbers that the text gives"
CONDITION = "right under a condition"
NUMBERS_GIVEN = {
    "what fits one number": (r"$$x = 2, \quad L = x^2$$ $$\frac{dL}{dx} = x^2$$", CONDITION, AT_NUMBERS),
    "what fits all": (r"$$x = 2, \quad L = x^2$$ $$\frac{dL}{dx} = 2 x$$", "right", ""),
    "names": (GIVEN % "2(y-3)x", "right", ""),
    "names and a number of the text": (GIVEN % r"2(y-3) \cdot 2", "right under a condition", AT_NUMBERS),
    "numbers alone": (GIVEN % "-8", "right", ""),
    "wrong numbers alone": (GIVEN % "-4", "wrong", ""),
    "a factor left out": (GIVEN % "2(y-3)", "wrong", ""),
    "gates": (GATES % ("z", "3"), "right", ""),
    "gates by a name": (GATES % ("z", "q"), "right", ""),
    "gates, another name": (GATES % ("z", "z"), "wrong", ""),
    "gates, wrong": (GATES % ("x", "4"), "wrong", ""),
    "a number that counts": (
        r"$$n = 3, \quad L = \frac{1}{n} \sum_{i=1}^{n} x_i^2$$ $$\frac{\partial L}{\partial x_i} = \frac{2}{3} x_i$$",
        "right", ""),
}  # fmt: skip


@pytest.mark.parametrize("sort", NUMBERS_GIVEN)
def test_what_has_names_holds_for_other_numbers_too(sort: str) -> None:
    text, status, reason = NUMBERS_GIVEN[sort]
    (found,) = sg.verify(text).verdicts
    assert (found.status, found.reason if status != "wrong" else "") == (status, reason)


def test_a_mend_holds_for_other_numbers_too() -> None:
    text, _, _ = NUMBERS_GIVEN["a factor left out"]
    report = sg.verify(text)
    assert report.verdicts[0].right.endswith("= 2(y-3) x")
    assert [one.status for one in sg.verify(_mended(report)).verdicts] == ["right"]


HEADS = (
    r"$$h_i = W_i x, \quad y = \sum_{i=1}^H O_i h_i, \quad L = \frac12\|y-t\|^2$$ "
    r"$$\frac{\partial L}{\partial x} = %s$$"
)


@pytest.mark.parametrize("claim", [r"\sum_{i=1}^H W_i O_i^\top(y-t)", r"\sum_{i=1}^H W_i^\top O_i^\top(y-t)"])
def test_what_members_of_families_are_is_asked_for(claim: str) -> None:
    (found,) = sg.verify(HEADS % claim).verdicts
    assert found.status == "not judged"
    assert "shapes=" in found.reason
    assert r"W_i and O_i are" in found.reason or r"^\top" in claim


UNDRIVEN = r"$$h_t = \tanh(W h_{t-1}), \quad L = \sum_t c^\top h_t$$ $$\frac{\partial L}{\partial %s} = %s$$"
DRIVEN = UNDRIVEN.replace("W h_{t-1}", "W h_{t-1} + U x_t")
BACK = r"\frac{\partial L}{\partial h_{t+1}}"
SLOPED = rf"\left({BACK} \odot (1-h_{{t+1}}^2)\right)"
SHIFTED = r"\sum_{t=1}^{T-1} \left(\frac{\partial L}{\partial h_{t+1}} \odot (1-h_{t+1}^2)\right) h_t^\top"
ZERO_FIRST = "right where what stands before the first step is zero"
STATES = {
    "all states are zero then": (UNDRIVEN % ("h_t", rf"c + W^\top {BACK}"), "wrong", ""),
    "a claim that holds of all": (UNDRIVEN % ("h_t", rf"c + W^\top {SLOPED}"), "right", ""),
    "a slope that is missing": (DRIVEN % ("h_t", rf"c + W^\top {BACK}"), "wrong", ""),
    "the first step left out": (DRIVEN % ("W", SHIFTED), CONDITION, ZERO_FIRST),
    "the first step left out of nothing": (UNDRIVEN % ("W", SHIFTED), "wrong", ""),
}


@pytest.mark.parametrize("sort", STATES)
def test_a_first_state_of_zero_is_no_condition_where_all_are_zero_then(sort: str) -> None:
    text, status, reason = STATES[sort]
    (found,) = sg.verify(text, None, {"h_t": ("n",)}).verdicts
    assert found.status == status
    assert reason in found.reason
    assert found.reason.startswith(ZERO_FIRST) == (status == CONDITION)


FUNCTION = r"$$\phi(z) = \frac{1}{1+e^{-z}}$$ $$z = W x$$ $$a = \phi(z)$$ $$\phi'(z) = %s$$"
SWISH = r"$$f(x) = x \sigma(\beta x)$$ $$f'(x) = %s$$"
SLOPES = {
    "a sign beside a function": (FUNCTION % r"\phi(z) (1 + \phi(z))", r"\phi(z) (1 - \phi(z))"),
    "a factor beside a function": (SWISH % r"f(x) + \sigma(\beta x)(1-\beta f(x))", ""),
    "the right slope": (FUNCTION % r"\phi(z) (1 - \phi(z))", None),
    "the right slope of another": (SWISH % r"\beta f(x) + \sigma(\beta x)(1-\beta f(x))", None),
}


@pytest.mark.parametrize("sort", SLOPES)
def test_a_mend_stands_in_the_claim_and_not_in_the_function_that_it_calls(sort: str) -> None:
    text, end = SLOPES[sort]
    report = sg.verify(text)
    found = report.verdicts[-1]
    assert found.status == ("right" if end is None else "wrong")
    assert found.term in found.claim
    assert found.right.endswith(end or "")
    if found.right:
        assert sg.verify(_mended(report)).verdicts[-1].status == "right"
