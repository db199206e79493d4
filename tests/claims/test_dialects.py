"""Dialects in which papers write: each claim has the verdict that it deserves, and the same claim spoilt is wrong."""

import re

import pytest

import symgrad as sg

from .dialects import DIALECTS

IDS = [one[0] for one in DIALECTS]


def doubled(claims):
    """The claim with twice its right side: what stands behind the last sign outside braces."""
    depth, place = 0, 0
    for k, sign in enumerate(claims):
        depth += (sign == "{") - (sign == "}")
        place = k if sign == "=" and not depth else place
    return rf"{claims[: place + 1]} 2 \left({claims[place + 1 : -2]}\right)$$"


SPOILT = [one for one in DIALECTS if one[2] and one[5] == ["right"] and re.fullmatch(r"\$\$[^$]*=[^$=]*\$\$", one[1])]


@pytest.mark.parametrize("form", DIALECTS, ids=IDS)
def test_a_claim_has_the_verdict_that_it_deserves(form):
    _, claims, forward, shapes, conventions, due = form
    report = sg.verify(claims, forward, shapes, conventions)
    assert [verdict.status for verdict in report.verdicts] == due, str(report)


@pytest.mark.parametrize("form", SPOILT, ids=[one[0] for one in SPOILT])
def test_the_claim_doubled_is_wrong(form):
    _, claims, forward, shapes, conventions, _ = form
    report = sg.verify(doubled(claims), forward, shapes, conventions)
    assert [verdict.status for verdict in report.verdicts] == ["wrong"], str(report)


def test_most_dialects_are_spoilt_too():
    assert len(SPOILT) > 12
