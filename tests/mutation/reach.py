"""Which tests can see a mutant: those that reach its statement, the quick ones of each kind first."""

from __future__ import annotations

import ast
import itertools
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.mutation.mutants import Mutant
from tests.mutation.recording import ROOT, digest


@dataclass(frozen=True)
class Reach:
    """What each test reaches, as a recording has it.

    seconds  test -> how long it takes
    reached  place, ``symgrad/algebra/bare.py:40`` -> the tests that reach it
    stale    source files that have changed since: of them the module alone is known
    """

    seconds: dict[str, float]
    reached: dict[str, set[str]]
    stale: frozenset[str]

    def tests_of(self, mutant: Mutant) -> tuple[list[str], str]:
        """The tests that can see a mutant, in the order in which to run them, and by what they are known.

        What runs when a module is imported (a table, a text of code) is seen by the tests that reach the module at all.
        """
        if mutant.path not in self.stale:
            for line in _statements((ROOT / mutant.path).read_text(), mutant.line):
                if found := self.reached.get(f"{mutant.path}:{line}"):
                    return self.ordered(found, mutant.path), "statement"
        beside = (tests for place, tests in self.reached.items() if place.startswith(f"{mutant.path}:"))
        if found := set().union(*beside):
            return self.ordered(found, mutant.path), "module"
        return self.ordered(self.seconds, mutant.path), "suite"

    def ordered(self, tests: Iterable[str], path: str) -> list[str]:
        """In turn from each test function, the quickest first: tests that differ come before more of one kind.

        Those of the folder that mirrors the module's come before others.
        """
        folder = f"tests/{path.removeprefix('symgrad/').rpartition('/')[0]}".rstrip("/") + "/"

        def key(test: str) -> tuple[bool, float, str]:
            return not test.startswith(folder), self.seconds[test], test

        groups: dict[str, list[str]] = {}
        for test in sorted(tests, key=key):
            groups.setdefault(test.partition("[")[0], []).append(test)
        return [test for turn in itertools.zip_longest(*groups.values()) for test in turn if test is not None]

    def took(self, tests: Iterable[str]) -> float:
        """How long these take when nothing is broken."""
        return sum(self.seconds[test] for test in tests)


def recorded(file: Path) -> Reach:
    """What a file of :mod:`tests.mutation.recording` holds."""
    seconds: dict[str, float] = {}
    places: dict[int, str] = {}
    numbers: dict[str, list[int]] = {}
    digests: dict[str, str] = {}
    for line in file.read_text().splitlines():
        row = json.loads(line)
        if "place" in row:
            places[row["number"]] = row["place"]
        elif "test" in row:
            seconds[row["test"]], numbers[row["test"]] = row["seconds"], row["reached"]
        else:
            digests = row["digests"]
    reached: dict[str, set[str]] = {}
    for test, its in numbers.items():
        for number in its:
            reached.setdefault(places[number], set()).add(test)
    stale = frozenset(path for path, old in digests.items() if not (ROOT / path).exists() or digest(ROOT / path) != old)
    return Reach(seconds, reached, stale)


def record(file: Path) -> None:
    """Runs the suite once, and writes what its tests reach to a file; tests that stand in it are not run again."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "tests.mutation.recording", "-p", "no:cacheprovider"]
    environment = {**os.environ, "SYMGRAD_REACH": str(file.resolve()), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run([*command, "-p", "no:randomly"], cwd=ROOT, env=environment, check=False)


def _statements(source: str, line: int) -> Iterator[int]:
    """The lines of the statements and lambdas around a line, the innermost first: whoever reaches it reaches them."""
    around = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, (ast.stmt, ast.Lambda)) and node.lineno <= line <= (node.end_lineno or node.lineno)
    ]
    yield from (node.lineno for node in sorted(around, key=lambda node: (node.end_lineno or 0) - node.lineno))
