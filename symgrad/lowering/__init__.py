"""From a program of equations to an array program, and the passes over it that targets share."""

from symgrad.lowering.array_program import BATCH, LEAD, TIME, Block, Op, Source, Value, hole
from symgrad.lowering.programs import lower, lower_over_time, lower_stable

__all__ = [
    "BATCH",
    "LEAD",
    "TIME",
    "Block",
    "Op",
    "Source",
    "Value",
    "hole",
    "lower",
    "lower_over_time",
    "lower_stable",
]
