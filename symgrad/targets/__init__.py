"""Code from programs: one file for each target, and what they share."""

from symgrad.targets.lambdify import lambdify
from symgrad.targets.numpy import NumpyFunction, compile_numpy

__all__ = ["NumpyFunction", "compile_numpy", "lambdify"]
