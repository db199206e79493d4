"""``python3 -m tests.mutation --count 100``: breaks one thing at a time in a copy and says what no test notices.

Mutants are those that people named and others that a seed draws, a share from each part of symgrad. A recording of the
suite, made once (``--reach FILE`` keeps it), tells which tests reach the broken statement: these run in a copy of the
tree, the quick ones first, until one fails. Verdicts are told as they come and, with ``--verdicts FILE``, kept: a run
that was cut off goes on where it ended. Ends with status 1 where some survive of which nobody knows why.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path

from tests.mutation.drawing import PARTS, all_mutants, drawn
from tests.mutation.mutants import Mutant
from tests.mutation.named import NAMED
from tests.mutation.reach import record, recorded
from tests.mutation.running import Verdict, copied, verdict
from tests.mutation.survivors import why_it_survives


def main(arguments: Sequence[str] | None = None) -> int:
    """Tries mutants and tells each; the exit status."""
    options = _parser().parse_args(arguments)
    chosen = _chosen(options)
    if options.list:
        for part, mutant in chosen:
            print(f"{part:<15}{mutant}")
        return 0
    with tempfile.TemporaryDirectory(prefix="mutation") as folder:
        file = options.reach or Path(folder, "reach.jsonl")
        if not file.exists():
            print("the suite runs once, to record what each test reaches", flush=True)
            record(file)
        reach, tree = recorded(file), copied(Path(folder))
        known = _kept(options.verdicts)
        told = []
        for part, mutant in chosen:
            said = known.get(str(mutant)) or verdict(mutant, reach, tree, options.limit)
            _keep(options.verdicts, mutant, said, known)
            told.append((mutant, said))
            print(f"{said.said:<9}{part:<15}{said.seconds:5.0f} s {mutant}  [{said.by}]", flush=True)
    return _closing(told, options.seed)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python3 -m tests.mutation", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--count", type=int, default=100, help="how many mutants beside those that have a name")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--parts", nargs="*", default=list(PARTS), choices=list(PARTS), metavar="PART")
    parser.add_argument("--only", default="", help="only mutants whose line in the list has this text")
    parser.add_argument("--list", action="store_true", help="say which would be tried, and try none")
    parser.add_argument("--limit", type=float, default=150, help="seconds of tests for one, as they take unbroken")
    parser.add_argument("--reach", type=Path, help="the file that has, or is to have, what each test reaches")
    parser.add_argument("--verdicts", type=Path, help="the file to which verdicts are added; what it has is not tried")
    return parser


def _chosen(options: argparse.Namespace) -> list[tuple[str, Mutant]]:
    named = [(one.what, one.mutant()) for one in NAMED]
    if options.only:
        every = [*named, *((part, one) for part in options.parts for one in all_mutants(part))]
        return [(part, one) for part, one in every if options.only in f"{part} {one}"][: options.count]
    return [*named, *drawn(options.parts, options.count, options.seed)]


def _kept(file: Path | None) -> Mapping[str, Verdict]:
    lines = file.read_text().splitlines() if file is not None and file.exists() else []
    return {row.pop("mutant"): Verdict(**row) for row in map(json.loads, lines)}


def _keep(file: Path | None, mutant: Mutant, said: Verdict, known: Mapping[str, Verdict]) -> None:
    if file is not None and str(mutant) not in known:
        with file.open("a") as kept:
            kept.write(json.dumps({"mutant": str(mutant), **asdict(said)}) + "\n")


def _closing(told: Sequence[tuple[Mutant, Verdict]], seed: int) -> int:
    """Tells how many there were, and of each survivor why; the exit status."""
    counts = Counter(said.said for _, said in told)
    print(f"\n{len(told)} mutants, seed {seed}: {', '.join(f'{count} {said}' for said, count in counts.items())}")
    survivors = [mutant for mutant, said in told if said.said == "survived"]
    for mutant in survivors:
        print(f"{mutant}\n    {why_it_survives(mutant) or 'nobody knows why: a test is missing'}")
    return int(any(not why_it_survives(mutant) for mutant in survivors))


if __name__ == "__main__":
    sys.exit(main())
