"""Code from programs: one file for each target, and what they share."""

from symgrad.targets.lambdify import lambdify
from symgrad.targets.numpy import NumpyFunction, compile_numpy
from symgrad.targets.over_time import TimeFunction

__all__ = ["NumpyFunction", "TimeFunction", "compile_numpy", "lambdify"]
