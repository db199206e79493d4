"""Reports: their truth, and their text to the letter."""

import dataclasses

import numpy as np
import pytest

from symgrad.checks import CheckReport, check_gradient
from symgrad.checks.report import entry_of


def report(*numbers, name="W", **changes):
    entries = tuple(entry_of(name, (0, k), analytic, numeric, 1e-6) for k, (analytic, numeric) in enumerate(numbers))
    return dataclasses.replace(CheckReport(entries, "forward", 1.5e-8, 1.2e-7, seed=0), **changes)


RIGHT, WRONG, BAD = (1.5, 1.5 + 3e-7), (0.25, -0.25), (1.0, np.nan)


def test_truth():
    assert report(RIGHT, RIGHT)
    assert not report(RIGHT, WRONG)
    assert not report(RIGHT, BAD)
    assert not report()


def test_entries_by_verdict():
    made = report(RIGHT, WRONG, BAD)
    assert [entry.label for entry in made.failures] == ["W[0, 1]"]
    assert [entry.label for entry in made.not_finite] == ["W[0, 2]"]
    assert made.worst == made.failures[0]
    assert report(RIGHT, (1.0, 1.0 + 9e-7)).worst.index == (0, 1)
    assert report().worst is None


def test_values_are_immutable():
    with pytest.raises(dataclasses.FrozenInstanceError):
        report(RIGHT).seed = 1
    kept = check_gradient(lambda x: x @ x, lambda x: 2 * x, np.ones(2)).point["x"]
    with pytest.raises(ValueError, match="read-only"):
        kept[0] = 2.0


def test_text():
    assert str(report(RIGHT, WRONG, BAD)) == (
        "1 of 3 FAIL; 1 of 3 are not finite: the point is bad there; try another.\n"
        "forward differences, step 1.5e-08, tolerance 1.2e-07, seed 0\n"
        "1 entry passes with a relative error above the tolerance: an entry may differ by\n"
        "the tolerance times its size plus what rounding and truncation do to it.\n"
        "\n"
        "name           analytic         numeric  relative error\n"
        "W[0, 0]   1.5000000e+00   1.5000003e+00         2.0e-07  pass\n"
        "W[0, 1]   2.5000000e-01  -2.5000000e-01         2.0e+00  FAIL\n"
        "W[0, 2]   1.0000000e+00             nan             nan  not finite"
    )


def test_a_long_report_shows_the_worst_and_counts_the_rest():
    lines = str(report(*[RIGHT] * 50, WRONG, *[RIGHT] * 50)).splitlines()
    assert lines[0] == "1 of 101 FAIL."
    assert lines[6].startswith("W[0, 50]")
    assert lines[-1] == "... 89 more, all pass"
    assert (
        str(report(*[WRONG] * 20, *[BAD] * 3)).splitlines()[-1] == "... 11 more, 8 of them FAIL, 3 of them not finite"
    )


def test_lines_fit_the_terminal():
    made = report(RIGHT, BAD, (1e-300, -1e300), name="d_a_very_long_name/d_another_very_long_name")
    text = str(dataclasses.replace(made, notes=("A note " * 20,)))
    assert max(map(len, text.splitlines())) <= 80
    assert "d_a_v..." in text


def test_what_passes_and_what_is_empty():
    assert report(RIGHT).summary == "the one entry passes."
    assert report(RIGHT, RIGHT).summary == "all 2 entries pass."
    assert report().summary == "nothing was checked: there are no entries."


def test_markdown():
    assert report(RIGHT, WRONG).markdown() == (
        "| name | analytic | numeric | relative error | verdict |\n"
        "|---|---:|---:|---:|---|\n"
        "| `W[0, 0]` | 1.5000000e+00 | 1.5000003e+00 | 2.0e-07 | pass |\n"
        "| `W[0, 1]` | 2.5000000e-01 | -2.5000000e-01 | 2.0e+00 | FAIL |\n"
        "\n"
        "1 of 2 FAIL. (forward differences, step 1.5e-08, tolerance 1.2e-07, seed 0)"
    )
    assert report(*[RIGHT] * 30).markdown(most=None).count("pass |") == 30


def test_latex():
    assert report(RIGHT, BAD, name="W_i").latex() == (
        "\\begin{tabular}{lrrrl}\n"
        "\\hline\n"
        "name & analytic & numeric & relative error & verdict \\\\\n"
        "\\hline\n"
        "\\texttt{W\\_i[0, 0]} & $1.50000000$ & $1.50000030$ & $2.0 \\cdot 10^{-7}$ & pass \\\\\n"
        "\\texttt{W\\_i[0, 1]} & $1.00000000$ & nan & nan & not finite \\\\\n"
        "\\hline\n"
        "\\end{tabular}"
    )
    assert "\\multicolumn{5}{l}{\\ldots\\ 3 more, all pass}" in report(*[RIGHT] * 15).latex()
