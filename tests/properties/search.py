"""Looks for a system whose derivatives are wrong, and shrinks the one that it finds."""

from collections import Counter
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import seed as seeded

from symgrad.calculus.modes import gradient_program
from symgrad.expressions.nodes import FunctionAtom
from symgrad.expressions.traversal import postorder

from .comparison import compare, compare_expressions
from .evaluate import UnfitPointError
from .systems import ROOTS, cases


@dataclass
class Tally:
    """What a search has seen: systems compared, points thrown away, and how often each kind of node stood in one."""

    compared: int = 0
    unfit: int = 0
    equations: int = 0
    kinds: Counter = field(default_factory=Counter)

    def add(self, other):
        """Counts what another search has seen too."""
        self.compared += other.compared
        self.unfit += other.unfit
        self.equations += other.equations
        self.kinds.update(other.kinds)

    def __str__(self):
        return f"{self.compared} systems compared ({self.equations} equations), {self.unfit} points thrown away"


def search(each, seed, tally=None, shrink=True, expressions=True):
    """Compares ``each`` random systems for every rule of growth; raises what the first wrong one raises, shrunk.

    Points where the values are not finite, huge or near a kink are thrown away and counted.
    """
    tally = Tally() if tally is None else tally
    for root in ROOTS:
        _search_from(root, each, seed, tally, shrink, expressions)
    return tally


def _search_from(root, count, seed, tally, shrink, expressions):
    @seeded(seed)
    @settings(
        max_examples=count,
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink] if shrink else [Phase.generate],
        report_multiple_bugs=False,
    )
    @given(cases(root))
    def derivatives_are_right(case):
        try:
            compare(case)
            if expressions:
                compare_expressions(case)
        except UnfitPointError:
            tally.unfit += 1
            assume(False)
        tally.compared += 1
        tally.equations += len(case.program.equations)
        for program in (case.program, gradient_program(case.program)):
            for equation in program.equations:
                tally.kinds.update(map(_kind, postorder(equation.rhs)))

    derivatives_are_right()


def _kind(node):
    return node.head if isinstance(node, FunctionAtom) else type(node)
