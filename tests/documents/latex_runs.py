"""What LaTeX says against a paper: errors, lines too wide by more than 1 pt, references to nothing."""

import re
import shutil
import subprocess

import pytest

_WITH = {"beamer.cls": ("pgfmath.sty",)}  # what Debian has in another package, and does not ask for
_OVERFULL = re.compile(r"^Overfull \\hbox \(([0-9.]+)pt")


def lacking(*packages):
    """Why a paper with these packages cannot be compiled on this machine; "" where it can."""
    if shutil.which("pdflatex") is None:
        return "no LaTeX on this machine: pdflatex is not found"
    files = [file for name in packages for file in (name, *_WITH.get(name, ()))]
    known = [subprocess.run(["kpsewhich", name], capture_output=True, check=False).returncode for name in files]
    lost = [name for name, code in zip(files, known, strict=True) if code]
    return f"LaTeX on this machine has no {', '.join(lost)}" if lost else ""


def needs(*packages):
    """A mark for tests: they are left out, with the reason printed, where LaTeX lacks a package."""
    reason = lacking(*packages)
    if reason:
        print(reason)
    return pytest.mark.skipif(bool(reason), reason=reason or "all there")


def complaints(folder, **files):
    """Complaints about ``paper.tex`` among files, written in a folder and compiled thrice."""
    for name, text in files.items():
        (folder / f"{name}.tex").write_text(text, encoding="utf-8")
    command = ["pdflatex", "-interaction=nonstopmode", "-no-shell-escape", "paper.tex"]
    for _ in range(3):
        run = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", check=False)
    lines = run.stdout.splitlines()
    wide = [line for line in lines if (found := _OVERFULL.match(line)) and float(found[1]) > 1.0]
    wrong = ("!", "LaTeX Warning: Reference", "LaTeX Warning: There were undefined", "LaTeX Warning: Label")
    return wide + [line for line in lines if line.startswith(wrong)]
