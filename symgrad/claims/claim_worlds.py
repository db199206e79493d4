"""The worlds in which the claims of a task are judged: draws of numbers, and the values of claims in each."""

from __future__ import annotations

from symgrad.claims.claim_values import ClaimValues
from symgrad.claims.claims_apart import Task
from symgrad.claims.forward_pass import Forward
from symgrad.claims.forward_world import World
from symgrad.claims.loss_seeds import STEPS
from symgrad.claims.measured_truths import Truths
from symgrad.latex_reading.meanings import Meaning

SEEDS = (1, 2, 3)


class ClaimWorlds:
    """Draws, and what is known of names that the claims themselves define.

    paths          name of a path -> the formula that says it, once it is judged
    local          name that the claims define for themselves -> its formula
    local_letters  such a name -> the letters of the entries by which it is defined
    """

    def __init__(self, task: Task) -> None:
        self.task = task
        self.paths: dict[str, Meaning] = {}
        self.local: dict[str, Meaning] = {}
        self.local_letters: dict[str, tuple[str, ...]] = {}
        conventions = task.forward.conventions
        self.steps = 1 if task.step else STEPS
        self.options = {
            "denominator": conventions.get("layout") == "denominator",
            "of_output": conventions.get("slopes") == "of the output",
            "step": task.step,
            "rows": conventions.get("layout") == "numerator",
        }
        self.truths = [Truths(World(task.forward, self.steps, seed), task.seeds) for seed in SEEDS]

    def values(self, kind: type[ClaimValues] = ClaimValues, /, **changed: bool) -> list[ClaimValues]:
        """The values of claims in each world."""
        options = {**self.options, **changed}
        found = [kind(one, self.task.meant, self.paths, self.local, **options) for one in self.truths]
        for one in found:
            one.local_letters = self.local_letters
        return found

    def worlds_of(self, forward: Forward, *, zero_first: bool = False) -> list[ClaimValues]:
        """The values of claims where the forward pass is another."""
        found = [
            ClaimValues(
                Truths(World(forward, self.steps, seed, zero_first=zero_first), self.task.seeds), self.task.meant,
                self.paths, self.local, **self.options,
            )
            for seed in SEEDS
        ]  # fmt: skip
        for one in found:
            one.local_letters = self.local_letters
        return found
