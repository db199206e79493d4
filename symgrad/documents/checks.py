"""What a check found, as a table of a document."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from symgrad.documents.document import Block, Heading, Paragraph, Table

if TYPE_CHECKING:
    from symgrad.checks import CheckReport, Entry

COARSE = 100  # what rounding may do beside the tolerance, which differs from machine to machine


def checked(report: CheckReport) -> Iterator[Block]:
    """What the check of the gradients found, name by name."""
    yield Heading("Check")
    yield Paragraph(
        f"Each gradient beside the complex step, at a point drawn at random, seed {report.seed}: {report.summary}"
    )
    entries: dict[str, list[Entry]] = {}
    for entry in report.entries:
        entries.setdefault(entry.name, []).append(entry)
    rows = []
    for name, own in entries.items():
        errors = [entry.relative_error for entry in own]
        worst = max(errors) if all(map(math.isfinite, errors)) else math.inf
        gravest = min(own, key=lambda entry: entry.severity)
        rows.append((f"`{name}`", str(len(own)), _below(worst, report.tolerance), gravest.verdict))
    if rows:
        yield Table(("gradient", "entries", "relative error below", "verdict"), tuple(rows))


def _below(error: float, tolerance: float) -> str:
    """A power of ten that the error is below: a hundred times the tolerance, or more, whatever the machine."""
    if not math.isfinite(error):
        return "not finite"
    return f"1e{math.ceil(math.log10(max(error, COARSE * tolerance))):+03d}"
