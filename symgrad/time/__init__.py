"""Programs over time: a cell's equations at every t, and what they carry from one t to the next.

Read :mod:`symgrad.time.stages` first: a program over time is a sequence of stages, each a program for every t.
:mod:`symgrad.time.derivatives` differentiates it by the tangents and transposes of those programs, as
:mod:`symgrad.calculus.modes` does equation by equation. ``unrolling`` writes it out for a number of steps (an
oracle), ``indexing`` tells it as a paper does, with t and t + 1, ``arrangements`` makes cells of cells.
"""

from symgrad.time.arrangements import stacked_program
from symgrad.time.derivatives import gradient_over_time, tangent_over_time
from symgrad.time.indexing import IndexedEquations, indexed
from symgrad.time.loss_terms import with_loss
from symgrad.time.made import Made, made_among
from symgrad.time.new_names import names_apart
from symgrad.time.placing import arranged
from symgrad.time.recurrences import bidirectional_program, over_time, recurrent_cell
from symgrad.time.stages import Output, Stage, TimeProgram, giving
from symgrad.time.substitution import at_one_time, simplified, substituted
from symgrad.time.told_programs import losses_in, with_inner_told, with_losses_closed, with_losses_written
from symgrad.time.unrolling import unrolled

__all__ = [
    "IndexedEquations",
    "Made",
    "Output",
    "Stage",
    "TimeProgram",
    "arranged",
    "at_one_time",
    "bidirectional_program",
    "giving",
    "gradient_over_time",
    "indexed",
    "losses_in",
    "made_among",
    "names_apart",
    "over_time",
    "recurrent_cell",
    "simplified",
    "stacked_program",
    "substituted",
    "tangent_over_time",
    "unrolled",
    "with_inner_told",
    "with_loss",
    "with_losses_closed",
    "with_losses_written",
]
