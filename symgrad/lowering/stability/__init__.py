"""Stable forms of whole programs: chosen before code is written, where the definition of every name is seen."""

from symgrad.lowering.stability.forms import StableForm, StableLines
from symgrad.lowering.stability.whole import stable, stable_over_time

__all__ = ["StableForm", "StableLines", "stable", "stable_over_time"]
