"""Passes: Block -> Block, each a file of its own; ``scheduled`` and ``in_runs`` tell a writer in which order."""

from symgrad.lowering.passes.again import recomputed, views_apart
from symgrad.lowering.passes.ahead import ahead
from symgrad.lowering.passes.contraction_order import in_pairs
from symgrad.lowering.passes.dead import without_dead
from symgrad.lowering.passes.fuse import fused
from symgrad.lowering.passes.halves import Halves, halves
from symgrad.lowering.passes.loops import Loop, Scheduled, scheduled
from symgrad.lowering.passes.runs import Run, Runs, in_runs, is_end, is_sum, operations_of
from symgrad.lowering.passes.shared_exponentials import shared_exponentials
from symgrad.lowering.passes.sigmoid_slopes import sigmoid_slopes
from symgrad.lowering.passes.stacking import stacked

__all__ = [
    "Halves",
    "Loop",
    "Run",
    "Runs",
    "Scheduled",
    "ahead",
    "fused",
    "halves",
    "in_pairs",
    "in_runs",
    "is_end",
    "is_sum",
    "operations_of",
    "recomputed",
    "scheduled",
    "shared_exponentials",
    "sigmoid_slopes",
    "stacked",
    "views_apart",
    "without_dead",
]
