"""What a numeric check found: an entry for each number compared, and the whole as text, LaTeX or Markdown."""

from __future__ import annotations

import textwrap
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from symgrad import display
from symgrad.arguments.signatures import taking
from symgrad.printing import in_text

Verdict = Literal["pass", "FAIL", "not finite", "not seen"]

HEADINGS = ("name", "analytic", "numeric", "relative error", "")
MOST_ROWS = 12
_NAME_WIDTH = 20


@dataclass(frozen=True)
class Entry:
    """One number of a derivative, claimed and measured.

    index           its place in the array, from 0; () for a scalar
    relative_error  the difference of the two over the larger of them
    bound           the absolute difference that was allowed
    verdict         "pass", "FAIL", "not finite" where the point is bad, or what is claimed is no number, or "not seen"
                    where a wrong number would not be told from a right one: rounding hides it, or all is saturated
    """

    name: str
    index: tuple[int, ...]
    analytic: float
    numeric: float
    relative_error: float
    bound: float
    verdict: Verdict

    @property
    def label(self) -> str:
        """The name with its index, as an array is indexed: ``W[0, 1]``."""
        return f"{self.name}[{', '.join(map(str, self.index))}]" if self.index else self.name

    @property
    def severity(self) -> tuple[int, float]:
        """What reports are sorted by, the worst first: the verdict, then how much of the bound is used."""
        rank = {"FAIL": 0, "not finite": 1, "not seen": 2, "pass": 3}[self.verdict]
        used = abs(self.analytic - self.numeric) / self.bound if self.bound else 0.0
        return rank, -used if np.isfinite(used) else 0.0


SEEN = 0.1  # how much of an entry the bound may be
AGREEMENT = 1e-5  # relative, of two numbers that are too small to be seen otherwise


def entry_of(
    name: str,
    index: tuple[int, ...],
    analytic: float,
    numeric: float,
    bound: float,
    saturated: bool = False,
    constant: bool = False,
) -> Entry:
    """The entry for two numbers and the difference that is allowed between them.

    Of a function that is constant the derivative is 0 at any point, so that a number of the size of rounding errors is
    right there, and not too small to be seen.
    """
    off, size = abs(analytic - numeric), max(abs(analytic), abs(numeric))
    hidden = saturated or (not constant and bound > SEEN * size > 0 and off > AGREEMENT * size)
    verdict: Verdict = "FAIL" if not off <= bound else "not seen" if hidden else "pass"
    if not np.isfinite([analytic, numeric, bound]).all():
        return Entry(name, index, analytic, numeric, float("nan"), bound, "not finite")
    larger = max(abs(analytic), abs(numeric))
    return Entry(name, index, analytic, numeric, abs(analytic - numeric) / larger if larger else 0.0, bound, verdict)


@dataclass(frozen=True, repr=False)
class CheckReport:
    """The result of a numeric check; truthy when numbers in it pass, and nothing fails or is not finite.

    What is not seen does not count: the report is truthy by the rest, and not by zeros alone.

    entries    one for each number compared
    method     "forward", "central" or "complex"
    step       its step, relative to max(1, |x|) unless it is complex; it is moved where f asks for another
    tolerance  the relative difference allowed; what rounding and truncation may do comes on top, entry by entry
    seed       of what was drawn at random; None where nothing was
    point      the arrays at which the check was made, by name
    notes      how it was done, and what went wrong, in sentences
    """

    entries: tuple[Entry, ...]
    method: str
    step: float
    tolerance: float
    seed: int | None = None
    point: Mapping[str, Any] = field(default_factory=dict, compare=False, repr=False)
    notes: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        if any(entry.verdict in ("FAIL", "not finite") for entry in self.entries):
            return False
        passing = [entry for entry in self.entries if entry.verdict == "pass"]
        if len(passing) < len(self.entries):  # that zeros agree says nothing where other numbers are not seen
            passing = [entry for entry in passing if entry.numeric != 0]
        return bool(passing)

    @property
    def failures(self) -> tuple[Entry, ...]:
        """The entries that fail, in their order."""
        return tuple(entry for entry in self.entries if entry.verdict == "FAIL")

    @property
    def not_finite(self) -> tuple[Entry, ...]:
        """The entries on which there is no verdict, since a number is not finite there."""
        return tuple(entry for entry in self.entries if entry.verdict == "not finite")

    @property
    def not_seen(self) -> tuple[Entry, ...]:
        """The entries that neither pass nor fail, since a wrong number would not be told from a right one there."""
        return tuple(entry for entry in self.entries if entry.verdict == "not seen")

    @property
    def worst(self) -> Entry | None:
        """The entry with the gravest verdict, or nearest to failing; None in an empty report."""
        return min(self.entries, key=lambda entry: entry.severity, default=None)

    @property
    def summary(self) -> str:
        """The result in one line."""
        count = len(self.entries)
        if not count:
            return "nothing was checked: there are no entries."
        parts = []
        if self.failures:
            parts.append(f"{len(self.failures)} of {count} FAIL")
        claimed = sum(bool(np.isfinite(e.numeric) and not np.isfinite(e.analytic)) for e in self.not_finite)
        if claimed:
            parts.append(f"{claimed} of {count} are claimed to be no finite number where the numeric one is")
        if measured := len(self.not_finite) - claimed:
            parts.append(f"{measured} of {count} are not finite: the point is bad there; try another")
        hidden = len(self.not_seen)
        if hidden and not parts and not self:
            return f"not seen here: saturated, or lost in rounding ({hidden} of {count} entries); try a smaller point."
        if hidden:
            parts += [] if parts else [f"{count - hidden} of {count} entries pass"]
            parts.append(f"{hidden} of {count} not seen here: saturated, or so small that rounding hides them")
        if not parts:
            return "the one entry passes." if count == 1 else f"all {count} entries pass."
        return "; ".join(parts) + "."

    @property
    def settings(self) -> str:
        """How the check was made, in one line."""
        how = {"forward": "forward differences", "central": "central differences", "complex": "complex step"}
        parts = [how.get(self.method, self.method), f"step {self.step:.1e}", f"tolerance {self.tolerance:.1e}"]
        return ", ".join(parts if self.seed is None else [*parts, f"seed {self.seed}"])

    @property
    def remarks(self) -> tuple[str, ...]:
        """The notes, and what the tolerance is relative to where an entry passes with a larger relative error."""
        beyond = sum(e.verdict == "pass" and e.relative_error > self.tolerance for e in self.entries)
        if not beyond:
            return self.notes
        count = "1 entry passes" if beyond == 1 else f"{beyond} entries pass"
        return (
            *self.notes,
            f"{count} with a relative error above the tolerance: an entry may differ by the tolerance times its size "
            f"plus what rounding and truncation do to it.",
        )

    @taking()
    def rows(self, most: int | None = MOST_ROWS) -> tuple[tuple[Entry, ...], str]:
        """The entries to show and a word on those left out: all in their order, or the worst if there are too many."""
        if most is None or len(self.entries) <= most:
            return self.entries, ""
        ranked = sorted(self.entries, key=lambda entry: entry.severity)
        return tuple(ranked[:most]), _left_out(ranked[most:])

    def __str__(self) -> str:
        shown, rest = self.rows()
        cells = [HEADINGS, *map(_plain_cells, shown)]
        width = max(len(row[0]) for row in cells)
        lines = [f"{n:<{width}}  {a:>14}  {b:>14}  {r:>14}  {v}".rstrip() for n, a, b, r, v in cells]
        words = [line for text in (self.summary, self.settings, *self.remarks) for line in textwrap.wrap(text, 80)]
        return "\n".join([*words, "", *lines, *([f"... {rest}"] if rest else [])])

    def __repr__(self) -> str:
        return f"<{type(self).__name__}: {self.summary.rstrip('.')} ({self.settings})>"

    def _repr_html_(self) -> str:
        shown, rest = self.rows()
        cells = [(entry.label, *_plain_cells(entry)[1:]) for entry in shown]
        words = (self.summary, f"{self.settings}.", *self.remarks)
        return display.html_table((*HEADINGS[:-1], "verdict"), cells, words, rest and f"... {rest}")

    _repr_pretty_ = display.repr_pretty
    _repr_mimebundle_ = display.table_mimebundle

    @taking()
    def markdown(self, most: int | None = MOST_ROWS) -> str:
        """A Markdown table; ``most`` limits its rows to the worst, None shows all."""

        def row(cells: tuple[str, ...]) -> str:
            return "| " + " | ".join(cells) + " |"

        shown, rest = self.rows(most)
        lines = [row((*HEADINGS[:-1], "verdict")), "|---|---:|---:|---:|---|"]
        lines += [row((f"`{entry.label}`".replace("|", r"\|"), *_plain_cells(entry)[1:])) for entry in shown]
        return "\n".join([*lines, *(["", f"... {rest}"] if rest else []), "", f"{self.summary} ({self.settings})"])

    @taking()
    def latex(self, most: int | None = MOST_ROWS) -> str:
        """A LaTeX tabular; ``most`` limits its rows to the worst, None shows all."""
        shown, rest = self.rows(most)
        lines = [r"\begin{tabular}{lrrrl}", r"\hline", " & ".join((*HEADINGS[:-1], "verdict")) + r" \\", r"\hline"]
        for entry in shown:
            numbers = (entry.analytic, entry.numeric, entry.relative_error)
            digits = (8, 8, 1)
            cells = [_latex_number(number, places) for number, places in zip(numbers, digits, strict=True)]
            lines.append(" & ".join([_latex_label(entry.label), *cells, entry.verdict]) + r" \\")
        if rest:
            lines.append(rf"\multicolumn{{5}}{{l}}{{\ldots\ {rest}}} \\")
        return "\n".join([*lines, r"\hline", r"\end{tabular}"])


def _left_out(entries: list[Entry]) -> str:
    counts = Counter(entry.verdict for entry in entries)
    if counts.keys() == {"pass"}:
        return f"{len(entries)} more, all pass"
    graver: tuple[Verdict, ...] = ("FAIL", "not finite", "not seen")
    return ", ".join(
        [f"{len(entries)} more", *(f"{counts[verdict]} of them {verdict}" for verdict in graver if counts[verdict])]
    )


def _plain_cells(entry: Entry) -> tuple[str, ...]:
    label = entry.label if len(entry.label) <= _NAME_WIDTH else f"{entry.label[:5]}...{entry.label[8 - _NAME_WIDTH :]}"
    return label, f"{entry.analytic:.7e}", f"{entry.numeric:.7e}", f"{entry.relative_error:.1e}", entry.verdict


def _latex_label(label: str) -> str:
    return r"\texttt{" + in_text(label) + "}"


def _latex_number(number: float, digits: int) -> str:
    if not np.isfinite(number):
        return "nan" if np.isnan(number) else rf"${'-' if number < 0 else ''}\infty$"
    mantissa, exponent = f"{number:.{digits}e}".split("e")
    return rf"${mantissa} \cdot 10^{{{int(exponent)}}}$" if int(exponent) else f"${mantissa}$"
