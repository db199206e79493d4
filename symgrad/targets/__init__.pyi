"""Code from programs: one file for each target, and what they share."""

from symgrad.targets.compiling import array_program, compiled_for, lambdify
from symgrad.targets.numpy import NumpyFunction, compile_numpy
from symgrad.targets.numpy_over_time import TimeFunction
from symgrad.targets.points import random_point
from symgrad.targets.state_norms import norms_of_blocks

__all__ = [
    "NumpyFunction",
    "TimeFunction",
    "array_program",
    "compile_numpy",
    "compiled_for",
    "lambdify",
    "norms_of_blocks",
    "random_point",
]
