"""Passes: Block -> Block, each a file of its own."""

from symgrad.lowering.passes.dead import without_dead
from symgrad.lowering.passes.fuse import fused
from symgrad.lowering.passes.loops import Loop, Scheduled, scheduled
from symgrad.lowering.passes.order import in_pairs

__all__ = ["Loop", "Scheduled", "fused", "in_pairs", "scheduled", "without_dead"]
