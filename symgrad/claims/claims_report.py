"""The report on a text: verdicts, what was not read, the text with its claims put right."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

import numpy as np

from symgrad.arguments.signatures import ANYTHING, MAPPING, optional, taking
from symgrad.claims.claim_forms import every_claim
from symgrad.claims.claims_apart import task_of
from symgrad.claims.corrections import Judged, corrections
from symgrad.claims.mends_read import Among, MendsRead
from symgrad.claims.verdicts import STATUSES, Verdict
from symgrad.claims.verification import Verification
from symgrad.errors import LatexSyntaxError, SymgradError
from symgrad.latex_reading.files.declared_in_text import settled
from symgrad.latex_reading.files.files_mended import Change, difference
from symgrad.latex_reading.files.whole_files import KINDS, file_read, source_of
from symgrad.latex_reading.parsing.text_read import Unread
from symgrad.latex_reading.tex.tex_macros import Macro, written_out
from symgrad.latex_reading.tex.tex_tokens import Source, tokens_of


@dataclass(frozen=True)
class Report:
    """What was found of the claims of a text; truthy where none is wrong.

    verdicts   one for each claim, in order
    unread     what was not used of the text, with the reason
    macros     those of the text, which a table writes out
    changes    what is put where in the text, so that its wrong claims are right
    """

    verdicts: tuple[Verdict, ...]
    unread: tuple[Unread, ...]
    source: Source
    macros: Mapping[str, Macro] = field(default_factory=dict, repr=False)
    changes: tuple[Change, ...] = field(default=(), repr=False)

    def __bool__(self) -> bool:
        return all(verdict.status != "wrong" for verdict in self.verdicts)

    def count(self, status: str) -> int:
        """How many verdicts have this status."""
        return sum(verdict.status == status for verdict in self.verdicts)

    def corrected(self) -> str:
        """The author's text with the claims that are wrong put right, as a diff.

        A family with a wrong member is written out, where no change of it as it is written mends them all; a row of
        stacked equations stays as it is where others would change with it.
        """
        return difference(self.source, self.changes)

    def markdown(self) -> str:
        """The verdicts as a table."""
        head = "| line | claim | verdict | why | right |\n| --- | --- | --- | --- | --- |"
        rows = [
            f"| {one.line} | {self._formula(one.claim)} | {one.said} | {_cell(one.reason)} | "
            f"{self._formula(one.right)} |"
            for one in self.verdicts
        ]
        return "\n".join([head, *rows])

    def _formula(self, text: str) -> str:
        return f"${_cell(self._plain(text))}$" if text else ""

    def _plain(self, text: str) -> str:
        """A formula without marks of alignment, its macros written out."""
        plain = " ".join(text.replace("&", "").split())
        try:
            tokens = tokens_of(Source(plain))
            if not any(token.text in self.macros for token in tokens):
                return plain
            return " ".join(token.text for token in written_out(tokens, self.macros))
        except LatexSyntaxError:
            return plain

    def _repr_html_(self) -> str:
        """The verdicts as a table, for a notebook and a page: formulas as MathML where latex2mathml is installed."""
        rows = "".join(
            f'<tr class="{_class(one.status)}">{"".join(map(_told, self._cells(one)))}</tr>' for one in self.verdicts
        )
        head = "".join(f"<th>{name}</th>" for name in ("line", "claim", "verdict", "why", "at fault", "right"))
        return f'<table class="symgrad-claims"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'

    def _cells(self, verdict: Verdict) -> tuple[str, ...]:
        """What a row of the table holds, as HTML."""
        claim, term, right = (_math(self._plain(text)) for text in (verdict.claim, verdict.term, verdict.right))
        return str(verdict.line), claim, escape(verdict.said), escape(verdict.reason), term, right

    def __str__(self) -> str:
        counts = ", ".join(f"{self.count(status)} {status}" for status in STATUSES if self.count(status))
        return "\n".join([*map(str, self.verdicts), counts or "no claims"])


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _told(cell: str) -> str:
    return f"<td>{cell}</td>"


def _class(status: str) -> str:
    return {"right": "pass", "wrong": "fail"}.get(status, "other")


def _math(plain: str) -> str:
    """A formula as MathML; as it is written where that is not to be had, or the formula is no whole one."""
    if not plain:
        return ""
    try:
        from latex2mathml.converter import convert  # noqa: PLC0415

        return str(convert(plain))
    except Exception:  # the package is not installed, or the formula is a part that stands alone nowhere
        return f"<code>{escape(plain)}</code>"


@taking(text_or_path=ANYTHING, forward=optional(ANYTHING), shapes=optional(MAPPING), conventions=optional(MAPPING))
def verify(
    text_or_path: Any, forward: Any = None, shapes: Mapping[str, Any] | None = None,
    conventions: Mapping[str, str] | None = None,
) -> Report:  # fmt: skip
    r"""The gradients of a paper, derived by hand, judged one by one.

    text_or_path  LaTeX, or a file that holds it: claims, with the forward pass before them or in ``forward``
    forward       the forward pass, LaTeX or a file
    shapes        of names as they are written, as in :func:`read_latex`
    conventions   how signs and names are meant: ``{r"\delta_t": "cotangent of h_t", "*": "hadamard"}``

    Shapes and conventions may stand in the text, too, as in :func:`read_latex`; the arguments of the call win.

    A claim is an equation whose left side is a derivative, a nabla, d or delta before a name, a bar over one,
    or declared to
    be a cotangent. Each is compared with what complex steps through the forward pass measure,
    at several draws of numbers
    and sizes; what it uses of other gradients is taken at its true value, so that a slip counts once. A claim that is
    right so is compared exactly too, with names for numbers and exact arithmetic, where that has a form that is not too
    long: ``verdict.exact`` says that its sides are one whatever the numbers are. Where the two ways contradict each
    other it is "not judged", with both told.

    Raises LatexSyntaxError for a forward pass that cannot be read; a claim that cannot is "not judged".

    >>> forward = r"$$h = \tanh(z), \quad L = c^T h$$ "
    >>> report = verify(forward + r"$$\frac{\partial L}{\partial z} = c \odot h \odot (1 - h)$$")
    >>> print(report.verdicts[0].status, "|", report.verdicts[0].right)
    wrong | \frac{\partial L}{\partial z} = c \odot (1 - h^2)
    """
    text, other = _source(text_or_path), None if forward is None else _source(forward)
    shapes, conventions = settled([text] if other is None else [other, text], shapes, conventions)
    task = task_of(text, other, shapes, conventions)

    def again(mended: Source, among: Among) -> tuple[Judged, bool] | None:
        try:
            own = task_of(mended, other, shapes, conventions)
        except SymgradError:
            return None
        whole = not own.has_worlds_of(task)
        return Verification(own, mending=False).judged(every_claim if whole else among), whole

    with np.errstate(all="ignore"):  # a spoilt claim may divide by zero
        verification = Verification(task)
        found = verification.judged()
        judged = MendsRead(text, task.macros, again, verification.further_mends).borne_out(found)
    verdicts = tuple(one for _, one in judged)
    return Report(verdicts, task.unread, text, task.macros, corrections(judged, task.macros))


def _source(text_or_path: Any) -> Source:
    """A text as it is; what stands in the file that a Path names, or a string that can be nothing else."""
    text = str(text_or_path)
    if isinstance(text_or_path, Path) or "\n" in text or "\\" in text:
        return source_of(text_or_path)
    named = "=" not in text and Path(text).suffix.lower() in KINDS
    return file_read(text) if named or os.path.isfile(text) else source_of(text)
