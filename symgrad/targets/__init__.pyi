"""Code from programs: one file for each target, and what they share."""

from symgrad.targets.compiling import array_program, array_program_over_time, lambdify, lambdify_over_time
from symgrad.targets.numpy import NumpyFunction, compile_numpy
from symgrad.targets.numpy_over_time import TimeFunction
from symgrad.targets.state_norms import norms_of_blocks

__all__ = [
    "NumpyFunction",
    "TimeFunction",
    "array_program",
    "array_program_over_time",
    "compile_numpy",
    "lambdify",
    "lambdify_over_time",
    "norms_of_blocks",
]
