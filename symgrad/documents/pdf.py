"""A document as a PDF, by the LaTeX on the user's machine."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from symgrad.arguments.signatures import taking
from symgrad.documents.document import Document
from symgrad.documents.tex import tex
from symgrad.errors import MissingPackageError, SymgradError

_RUNS = 2  # the second knows the numbers of the equations
_LONGEST = 120  # seconds
_SHOWN = 30  # lines of the log


@taking()
def pdf(document: Document, program: str = "pdflatex") -> bytes:
    """The document as the bytes of a PDF, by LaTeX with amsmath.

    Raises MissingPackageError where there is no such LaTeX, SymgradError with the end of its log where it fails.
    """
    if shutil.which(program) is None:
        raise MissingPackageError(
            f"a PDF needs LaTeX, but there is no {program} on this machine; install one (TeX Live has it), or write "
            f"the document with format tex and compile it elsewhere."
        )
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "document.tex").write_text(tex(document), encoding="utf-8")
        command = [program, "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "document.tex"]
        for _ in range(_RUNS):
            run = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=_LONGEST)
            if run.returncode:
                raise SymgradError(f"{program} failed on {document.title!r}. Its log ends:\n{_end(run.stdout)}")
        return (Path(folder) / "document.pdf").read_bytes()


def _end(output: bytes) -> str:
    """The log from its first error on, or its last lines."""
    lines = output.decode("utf-8", errors="replace").splitlines()
    start = next((place for place, line in enumerate(lines) if line.startswith("!")), max(0, len(lines) - _SHOWN))
    return "\n".join(lines[start : start + _SHOWN])
