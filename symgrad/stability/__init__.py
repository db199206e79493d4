"""Stable forms of whole programs: chosen before code is written, where the definition of every name is seen."""

from symgrad.stability.forms import StableForm
from symgrad.stability.whole import stable, stable_over_time

__all__ = ["StableForm", "stable", "stable_over_time"]
