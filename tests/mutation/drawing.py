"""The mutants that are tried: a share from each part of symgrad, drawn by a seed."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from tests.mutation.mutants import Mutant, mutants_of, parses
from tests.mutation.recording import ROOT

# part -> its modules
PARTS: Mapping[str, tuple[str, ...]] = {
    "tangents": ("calculus/tangent_rules.py", "calculus/linearity.py"),
    "transposes": ("calculus/transpose_rules.py", "calculus/identification.py", "calculus/index_form.py"),
    "modes": (
        "calculus/modes.py", "calculus/batch_axes.py", "calculus/division.py", "calculus/properties.py",
        "calculus/expressions.py", "calculus/extension.py", "calculus/generations.py", "calculus/naming.py",
        "calculus/one_equation.py", "calculus/seeds.py", "programs/paths.py",
    ),
    "algebra": ("algebra/*.py", "expressions/python_operators.py", "expressions/broadcasting.py"),
    "simplification": ("calculus/simplification.py", "calculus/distribution.py", "calculus/cancellation.py"),
    "functions": ("functions/*.py", "losses/*.py"),
    "time": ("time/*.py", "recurrence/*.py"),
    "lowering": ("lowering/*.py", "lowering/rules/*.py"),
    "passes": ("lowering/passes/*.py",),
    "code": ("targets/*.py", "targets/array_code/*.py"),
    "stability": ("lowering/stability/*.py", "recurrence/norm_bounds.py"),
    "print": ("printing/*.py", "printing/rules/*.py", "printing/passes/*.py", "scripts.py"),
    "documents": ("documents/*.py", "display.py"),
    "derivation": ("derivation/*.py", "system/*.py"),
    "expansion": ("expansion/*.py",),
    "nodes": ("expressions/nodes/*.py", "expressions/symbols/*.py"),
    "intake": (
        "algebra/intake.py", "algebra/lifting.py", "algebra/index_sums.py", "expressions/*.py", "programs/*.py",
        "arguments/*.py",
    ),
    "checks": ("checks/*.py",),
    "reading": ("latex_reading/**/*.py", "papers/*.py"),
    "claims": ("claims/**/*.py",),
}  # fmt: skip


def all_mutants(part: str, root: Path = ROOT) -> list[Mutant]:
    """Every mutant of the modules of a part; of some the syntax does not hold."""
    paths = sorted({path for pattern in PARTS[part] for path in (root / "symgrad").glob(pattern)})
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
        while pools[part]:
            mutant = pools[part].pop()
            if parses(mutant.applied((ROOT / mutant.path).read_bytes())):
                left -= 1
                yield part, mutant
                break
