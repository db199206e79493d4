"""Gradients derived by hand, judged one by one against the derivatives of the forward pass."""

from symgrad.claims.claims_report import Report, verify
from symgrad.claims.verdicts import Verdict

__all__ = ["Report", "Verdict", "verify"]
