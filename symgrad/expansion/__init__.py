"""Programs and expressions written out in scalars, entry by entry: an oracle that shares nothing with the calculus."""

from symgrad.expansion.entries import entries
from symgrad.expansion.scalars import expand

__all__ = ["entries", "expand"]
