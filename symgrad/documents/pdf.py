"""A document as a PDF, by the LaTeX on the user's machine."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from symgrad.arguments.signatures import MAPPING, TEXT, one_of, optional, taking
from symgrad.documents.cross_references import REFERENCES
from symgrad.documents.document import Document
from symgrad.documents.paper import COLUMNS, DOCUMENTCLASS
from symgrad.documents.tex import tex
from symgrad.errors import MissingPackageError, SymgradError

_RUNS = 2  # the second knows the numbers of the equations
_LONGEST = 120  # seconds
_SHOWN = 30  # lines of the log


@taking(
    documentclass=DOCUMENTCLASS, columns=COLUMNS, preamble=TEXT, references=one_of(*REFERENCES),
    macros=optional(MAPPING),
)  # fmt: skip
def pdf(
    document: Document, program: str = "pdflatex", *, documentclass: Any = None, columns: int | None = None,
    preamble: str = "", macros: Mapping[str, str] | None = None, references: str = "eqref",
) -> bytes:  # fmt: skip
    """The document as the bytes of a PDF, by LaTeX with amsmath; the other arguments are those of ``tex``.

    A file that ``preamble`` takes in is looked for where the program runs. Raises MissingPackageError where there is no
    such LaTeX, SymgradError with the end of its log where it fails.
    """
    text = tex(
        document, documentclass=documentclass, columns=columns, preamble=preamble, macros=macros, references=references
    )
    if shutil.which(program) is None:
        raise MissingPackageError(
            f"a PDF needs LaTeX, but there is no {program} on this machine; install one (TeX Live has it), or write "
            f"the document with format tex and compile it elsewhere."
        )
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "document.tex").write_text(text, encoding="utf-8")
        command = [program, "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "document.tex"]
        around = {**os.environ, "TEXINPUTS": f".:{os.getcwd()}:{os.environ.get('TEXINPUTS', '')}"}
        for _ in range(_RUNS):
            run = subprocess.run(command, cwd=folder, env=around, capture_output=True, check=False, timeout=_LONGEST)
            if run.returncode:
                raise SymgradError(
                    f"{program} failed on {document.title!r}. Its log ends:\n{_end(run.stdout)}{_advice(run.stdout)}"
                )
        return (Path(folder) / "document.pdf").read_bytes()


def _end(output: bytes) -> str:
    """The log from its first error on, or its last lines."""
    lines = output.decode("utf-8", errors="replace").splitlines()
    start = next((place for place, line in enumerate(lines) if line.startswith("!")), max(0, len(lines) - _SHOWN))
    return "\n".join(lines[start : start + _SHOWN])


def _advice(output: bytes) -> str:
    """What to do about a macro that nobody defines."""
    if b"! Undefined control sequence" not in output:
        return ""
    return "\nA macro is not defined: give its definition in macros=, or take yours in by preamble=."
