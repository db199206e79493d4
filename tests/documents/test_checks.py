"""What a check found, in the table of a document: the gravest verdict of each gradient."""

import math

import pytest

from symgrad.checks import CheckReport
from symgrad.checks.report import Entry
from symgrad.documents.checks import checked


def entry(index, verdict, error=0.0):
    return Entry("W", (index,), 1.0, 1.0, error, 1.0, verdict)


@pytest.mark.parametrize("order", [slice(None), slice(None, None, -1)])
@pytest.mark.parametrize(
    ("verdicts", "gravest"),
    [
        (["pass", "not seen", "FAIL"], "FAIL"),
        (["pass", "not seen"], "not seen"),
        (["not seen", "not finite", "pass"], "not finite"),
        (["pass", "pass"], "pass"),
    ],
)
def test_the_gravest_verdict_stands_in_the_table(verdicts, gravest, order):
    entries = tuple(entry(k, verdict) for k, verdict in enumerate(verdicts[order]))
    report = CheckReport(entries, "complex", 1e-200, 1e-12)
    (row,) = list(checked(report))[-1].rows
    assert row[3] == gravest


@pytest.mark.parametrize("order", [slice(None), slice(None, None, -1)])
def test_an_error_that_is_no_number_is_told_wherever_it_stands(order):
    entries = [entry(0, "pass", 1e-3), entry(1, "not finite", math.nan), entry(2, "pass", 1e-13)]
    (row,) = list(checked(CheckReport(tuple(entries[order]), "complex", 1e-200, 1e-12)))[-1].rows
    assert row[2:] == ("not finite", "not finite")
