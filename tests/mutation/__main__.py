"""``python3 -m tests.mutation --count 100``: breaks one thing at a time in a copy and says what no test notices.

Mutants are drawn by the seed, a share from each part of symgrad (its calculus, transposition, time, code, print, ...);
the nearest tests run on each, in a copy of the tree in a temporary directory. Ends with status 1 where some survive.
"""

from __future__ import annotations

import argparse
import itertools
import multiprocessing
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.mutation.mutants import Mutant, mutants_of

ROOT = Path(__file__).resolve().parents[2]
_COPIED = ("symgrad", "tests", "benchmarks", "derivations", "README.md", "pyproject.toml")
_NUMBERS = ("tests/cells/test_numbers.py", "tests/calculus/test_modes.py")

# part -> its modules, and the tests nearest to them, the quickest first
PARTS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "tangents": (
        ("calculus/tangent_rules.py", "calculus/linearity.py"),
        (*_NUMBERS, "tests/calculus/test_forms.py", "tests/properties/test_systems.py"),
    ),
    "transposes": (
        ("calculus/transpose_rules.py", "calculus/identification.py"),
        (*_NUMBERS, "tests/calculus/test_cookbook.py", "tests/properties/test_systems.py"),
    ),
    "modes": (
        ("calculus/modes.py", "calculus/batch_axes.py", "calculus/division.py", "calculus/properties.py"),
        (*_NUMBERS, "tests/calculus", "tests/targets"),
    ),
    "algebra": (
        ("algebra.py", "entrywise.py", "bare.py", "blocks.py", "stacks.py"),
        (*_NUMBERS, "tests/test_operations.py", "tests/calculus"),
    ),
    "simplification": (
        ("calculus/simplification.py", "calculus/distribution.py", "calculus/cancellation.py"),
        (
            "tests/calculus/test_simplification.py",
            "tests/calculus/test_forms.py",
            "tests/printing/test_golden.py",
            "tests/calculus",
        ),
    ),
    "functions": (
        ("functions.py", "vector_functions.py", "matrix_functions.py", "losses.py"),
        (
            "tests/test_functions.py",
            "tests/test_losses.py",
            "tests/cells",
            "tests/calculus",
            "tests/targets/test_stability.py",
        ),
    ),
    "time": (
        (
            "time/indexing.py",
            "time/modes.py",
            "time/stages.py",
            "time/recurrences.py",
            "time/arrangements.py",
            "time/unrolling.py",
        ),
        ("tests/time", "tests/test_recurrence.py", "tests/targets/test_over_time.py"),
    ),
    "code": (
        ("targets/*.py",),
        ("tests/targets", "tests/cells/test_numbers.py", "tests/time", "tests/properties/test_batches.py"),
    ),
    "stability": (
        ("stability/*.py",),
        ("tests/targets/test_stability.py", "tests/stability", "tests/properties/test_numbers.py", "tests/faults"),
    ),
    "print": (
        ("printing/*.py",),
        ("tests/printing", "tests/test_derivation.py", "tests/documents"),
    ),
    "derivation": (
        ("derivation/*.py",),
        ("tests/test_derivation.py", "tests/derivation", "tests/printing/test_golden.py"),
    ),
    "expansion": (
        ("expansion/*.py",),
        ("tests/test_expansion.py",),
    ),
    "intake": (
        ("intake.py", "lifting.py", "index_sums.py", "traversal.py", "shapes.py", "program.py"),
        (*_NUMBERS, "tests/test_program.py", "tests/calculus", "tests/properties/test_systems.py"),
    ),
    "checks": (
        ("checks/*.py",),
        ("tests/checks",),
    ),
}


def all_mutants(part: str, root: Path = ROOT) -> list[Mutant]:
    """Every mutant of the modules of a part."""
    paths = sorted({path for pattern in PARTS[part][0] for path in (root / "symgrad").glob(pattern)})
    return [one for path in paths for one in mutants_of(str(path.relative_to(root)), path.read_text())]


def drawn(parts: Sequence[str], count: int, seed: int) -> Iterator[tuple[str, Mutant]]:
    """So many mutants, in turn from each part."""
    pools = {}
    for part in parts:
        pools[part] = all_mutants(part)
        random.Random(f"{seed} {part}").shuffle(pools[part])
    left = count
    for part in itertools.cycle(parts):
        if left == 0 or not any(pools.values()):
            return
        if pools[part]:
            left -= 1
            yield part, pools[part].pop()


def outcome(task: tuple[str, Mutant, int]) -> tuple[str, Mutant, str, float]:
    """What the nearest tests say of a mutant: killed, survived, or slow (it did not end, which a person notices)."""
    part, mutant, limit = task
    tree = _copy()
    file = tree / mutant.path
    whole = file.read_bytes()
    file.write_bytes(mutant.applied(whole))
    tests = [test for test in PARTS[part][1] if (tree / test).exists()]
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-p", "no:randomly", *tests]
    begun = time.monotonic()
    try:
        done = subprocess.run(command, cwd=tree, capture_output=True, timeout=limit, check=False, env=_ENVIRONMENT)
        said = {0: "survived", 1: "killed", 2: "killed"}.get(done.returncode, f"pytest ended with {done.returncode}")
    except subprocess.TimeoutExpired:
        said = "slow"
    finally:
        file.write_bytes(whole)
    return part, mutant, said, time.monotonic() - begun


_ENVIRONMENT = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "OPENBLAS_NUM_THREADS": "1"}


def _copy() -> Path:
    """The copy of the tree that belongs to this process."""
    tree = Path(os.environ["SYMGRAD_MUTATION"]) / str(os.getpid())
    if not tree.exists():
        tree.mkdir()
        for name in _COPIED:
            source = ROOT / name
            ignored = shutil.ignore_patterns("__pycache__", "*.pdf")
            if source.is_dir():
                shutil.copytree(source, tree / name, ignore=ignored)
            elif source.exists():
                shutil.copy(source, tree / name)
    return tree


def main(arguments: Sequence[str] | None = None) -> int:
    """Tries mutants and tells each; the exit status."""
    parser = argparse.ArgumentParser(prog="python3 -m tests.mutation", description=__doc__.split("\n")[0])
    parser.add_argument("--count", type=int, default=100, help="how many mutants")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--parts", nargs="*", default=list(PARTS), choices=list(PARTS), metavar="PART")
    parser.add_argument("--only", default="", help="only mutants whose line in the list has this text")
    parser.add_argument("--list", action="store_true", help="say which would be tried, and try none")
    parser.add_argument("--limit", type=int, default=600, help="seconds for the tests of one")
    parser.add_argument("--processes", type=int, default=1)
    options = parser.parse_args(arguments)
    if options.only:
        chosen = [(part, one) for part in options.parts for one in all_mutants(part) if options.only in str(one)]
        chosen = chosen[: options.count]
    else:
        chosen = list(drawn(options.parts, options.count, options.seed))
    if options.list:
        for part, mutant in chosen:
            print(f"{part:<15}{mutant}")
        return 0
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="mutation") as folder:
        os.environ["SYMGRAD_MUTATION"] = folder
        with multiprocessing.get_context("fork").Pool(options.processes) as pool:
            tasks = [(part, mutant, options.limit) for part, mutant in chosen]
            for part, mutant, said, seconds in pool.imap_unordered(outcome, tasks):
                counts[said] += 1
                print(f"{said:<10}{part:<15}{seconds:5.0f} s  {mutant}", flush=True)
    print(f"\n{len(chosen)} mutants, seed {options.seed}: {', '.join(f'{n} {said}' for said, n in counts.items())}")
    return bool(counts["survived"])


if __name__ == "__main__":
    sys.exit(main())
