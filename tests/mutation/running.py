"""The tests on a mutant, in a copy of the tree: first a few quick ones, then more, until one fails or all have run."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.mutation.mutants import Mutant
from tests.mutation.reach import Reach
from tests.mutation.recording import ROOT

_COPIED = (
    "symgrad",
    "tests",
    "benchmarks",
    "derivations",
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "pyproject.toml",
)
_ROUNDS = (3.0, 20.0)  # seconds of tests in a first run of pytest and in a second; then all that is left
_FILES = 6  # of tests in the first run: each takes time to be collected
_ENVIRONMENT = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1"}


@dataclass(frozen=True)
class Verdict:
    """What the tests say of a mutant: killed, survived, or slow (they do not end, which a person notices)."""

    said: str
    tests: int
    seconds: float
    by: str = ""  # the test that fails; of a survivor, which tests ran


def copied(folder: Path) -> Path:
    """A copy of the tree."""
    tree = folder / "tree"
    tree.mkdir()
    for name in _COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, tree / name, ignore=shutil.ignore_patterns("__pycache__", "*.pdf"))
        elif source.exists():
            shutil.copy(source, tree / name)
    return tree


def verdict(mutant: Mutant, reach: Reach, tree: Path, limit: float) -> Verdict:
    """Breaks the copy, runs tests for at most so many seconds (as they take on a whole tree), and mends it."""
    file = tree / mutant.path
    whole = file.read_bytes()
    tests, known = reach.tests_of(mutant)
    begun, ran = time.monotonic(), 0
    try:
        file.write_bytes(mutant.applied(whole))
        for some in rounds(tests, reach, limit):
            status, by = _pytest(some, tree, 60 + 10 * reach.took(some))
            ran += len(some)
            if status:
                return Verdict(status, ran, time.monotonic() - begun, by)
    finally:
        file.write_bytes(whole)
    return Verdict("survived", ran, time.monotonic() - begun, f"{ran} of {len(tests)} that reach its {known}")


def rounds(tests: Sequence[str], reach: Reach, limit: float) -> Iterator[list[str]]:
    """The tests in runs of pytest, the first ones short; what goes beyond the limit is left out."""
    left = list(tests)
    spent = 0.0
    for share in (*_ROUNDS, limit):
        some, files, took = [], set[str](), 0.0
        for test in left:
            seconds = reach.seconds[test]
            file = test.partition("::")[0]
            fits = took + seconds <= min(share, limit - spent) and (
                share != _ROUNDS[0] or file in files or len(files) < _FILES
            )
            if fits:
                took += seconds
                files.add(file)
                some.append(test)
        spent += took
        chosen = set(some)
        left = [test for test in left if test not in chosen]
        if some:
            yield some


def _pytest(tests: Sequence[str], tree: Path, seconds: float) -> tuple[str, str]:
    """Runs tests in this order until one fails: what that says, and which one failed."""
    listed = tree / "listed.txt"
    listed.write_text("\n".join(tests))
    files = list(dict.fromkeys(test.partition("::")[0] for test in tests))
    plugins = ["-p", "tests.mutation.selection", "-p", "no:cacheprovider", "-p", "no:randomly", "-p", "no:xdist"]
    command = [sys.executable, "-m", "pytest", "-x", "-q", "--tb=no", "--assert=plain", "-rfE", *plugins, *files]
    environment = {**_ENVIRONMENT, "SYMGRAD_TESTS": str(listed)}
    try:
        done = subprocess.run(
            command, cwd=tree, capture_output=True, text=True, timeout=seconds, check=False, env=environment
        )
    except subprocess.TimeoutExpired:
        return "slow", f"over {seconds:.0f} s"
    failed = [line for line in done.stdout.splitlines() if line.startswith(("FAILED ", "ERROR "))]
    if done.returncode == 0:
        return "", ""
    if done.returncode in (1, 2, 4):  # a test failed, or could not be collected, or the tree could not be imported
        return "killed", failed[0].split()[1] if failed else "import"
    return f"pytest ended with {done.returncode}", done.stdout[-300:]
