"""Claims after published ones, half of them spoilt in twenty-two ways: each is judged, and none wrongly."""

import warnings

import pytest

import symgrad as sg
from tests.latex_reading.published import claims, real_faults
from tests.latex_reading.published.records import KINDS

PAPERS = (*claims.PAPERS, *real_faults.PAPERS)


def judged(paper):
    """Each claim of a paper with its verdict."""
    report = sg.verify(paper.text, paper.forward, paper.shapes, paper.conventions)
    assert report.unread == ()
    assert len(report.verdicts) == len(paper.claims)
    return list(zip(paper.claims, report.verdicts, strict=True))


def named(claim, verdict):
    """Whether the verdict names the term at fault: one is part of the other."""
    said, due = verdict.term.replace(" ", ""), claim.term.replace(" ", "")
    return bool(said) and (said in due or due in said)


@pytest.mark.parametrize("paper", PAPERS, ids=lambda one: one.name)
def test_each_claim_is_judged_as_it_deserves_and_the_term_at_fault_is_named(paper):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for claim, verdict in judged(paper):
            assert verdict.status == claim.status, (claim.latex, verdict.reason)
            assert claim.status != "wrong" or named(claim, verdict), (claim.latex, verdict.term)


def test_the_claims_are_as_many_and_as_many_kinds_as_they_should_be():
    every = [claim for paper in PAPERS for claim in paper.claims]
    assert len(every) >= 80
    wrong = [claim for claim in every if claim.status == "wrong"]
    assert len(wrong) >= 0.35 * len(every)
    assert len({claim.kind for claim in wrong}) >= 20
    assert {claim.kind for claim in wrong} <= set(KINDS)


@pytest.mark.parametrize("paper", PAPERS[:6], ids=lambda one: one.name)
def test_a_claim_is_not_right_of_itself(paper):
    """The control: with each right claim negated, none is called right."""
    spoilt = []
    for claim in paper.claims:
        if claim.status == "right" and claim.latex.count("=") == 1 and "+=" not in claim.latex:
            left, right = claim.latex.removesuffix(".").split("=")
            spoilt.append(f"{left}= -2 \\left({right}\\right)")
    text = "\n\n".join(f"$$\n{one}\n$$" for one in spoilt)
    report = sg.verify(text, paper.forward, paper.shapes, paper.conventions)
    assert [one.status for one in report.verdicts] == ["wrong"] * len(spoilt)


def test_a_repair_is_right():
    """What is said to be right is judged right."""
    count = 0
    for paper in PAPERS[:12]:
        fixed = [verdict.right for claim, verdict in judged(paper) if claim.status == "wrong" and verdict.right]
        text = "\n\n".join(f"$$\n{one}\n$$" for one in fixed)
        if fixed:
            report = sg.verify(text, paper.forward, paper.shapes, paper.conventions)
            assert report, str(report)
            count += sum(one.status != "not judged" for one in report.verdicts)
    assert count >= 20
